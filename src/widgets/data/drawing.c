/* drawing.c - what was drawn by hand as an item of a data set: see drawing.h. */
#include "drawing.h"

#include <math.h>

#include "part.h"

#define MOST_LOOKED_AT 64  /* items of a set */
#define FAINT          .1  /* of the darkest to the lightest: no ink yet */
#define MOST_SCALED    2.5 /* a thin line enlarged further is a blot */

typedef struct
{
  gint left, top, right, bottom; /* right and bottom: after the last */
} Box;

/* FALSE where nothing is drawn. */
static gboolean
find_box (const gfloat *ink, gint width, gint height, Box *box)
{
  *box = (Box){ width, height, 0, 0 };
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      if (ink[y * width + x] > FAINT)
        *box = (Box){ MIN (box->left, x), MIN (box->top, y), MAX (box->right, x + 1),
                      MAX (box->bottom, y + 1) };
  return box->right > box->left;
}

static gint
side_of (const Box *box)
{
  return MAX (box->right - box->left, box->bottom - box->top);
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  return *(const gint *) a - *(const gint *) b;
}

gint
gradus_drawing_side (GrDataset *set)
{
  const GrField *field = &set->input[0];
  const gint64 step = MAX (1, set->length / MOST_LOOKED_AT);
  gint sides[MOST_LOOKED_AT], n = 0;

  if (set->n_inputs != 1 || !gradus_field_is_picture (field)
      || (field->ndim == 3 && field->shape[0] != 1))
    return 0;
  for (gint64 i = 0; i < set->length && n < MOST_LOOKED_AT; i += step)
    {
      const gint width = (gint) field->shape[field->ndim - 1];
      const gint height = (gint) field->shape[field->ndim - 2];
      g_autofree gfloat *ink = g_new (gfloat, (gsize) width * height);
      g_autoptr (GrTensor) item = NULL;
      Box box;

      if (!gr_dataset_get (set, i, &item, NULL, NULL))
        return 0;
      for (gint k = 0; k < width * height; k++)
        ink[k] = item->dtype == GR_UINT8 ? GR_DATA (guint8, item)[k] / 255.f
                                         : (gfloat) gr_tensor_get (item, k).d;
      if (find_box (ink, width, height, &box))
        sides[n++] = side_of (&box);
    }
  qsort (sides, (gsize) n, sizeof *sides, compare);
  return n ? sides[n / 2] : 0;
}

/* Between four pixels; nothing is drawn outside. */
static gfloat
ink_at (const gfloat *ink, gint width, gint height, gdouble x, gdouble y)
{
  const gint left = (gint) floor (x - .5), top = (gint) floor (y - .5);
  const gdouble u = x - .5 - left, v = y - .5 - top;
  gdouble sum = 0;

  for (gint k = 0; k < 4; k++)
    {
      const gint px = left + k % 2, py = top + k / 2;

      if (px >= 0 && py >= 0 && px < width && py < height)
        sum += (k % 2 ? u : 1 - u) * (k / 2 ? v : 1 - v) * ink[py * width + px];
    }
  return (gfloat) sum;
}

gfloat *
gradus_drawing_fit (const gfloat *ink, gint width, gint height, gint side)
{
  gfloat *fitted = g_new0 (gfloat, (gsize) width * height);
  Box box;

  if (!find_box (ink, width, height, &box))
    return fitted;
  const gdouble scale = side > 0
                            ? CLAMP ((gdouble) side / side_of (&box), 1 / MOST_SCALED, MOST_SCALED)
                            : 1;
  const gdouble middle_x = (box.left + box.right) / 2., middle_y = (box.top + box.bottom) / 2.;
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gfloat sum = 0;

        /* Four places in each pixel: where it shrinks no thin line is lost. */
        for (gint k = 0; k < 4; k++)
          sum += ink_at (ink, width, height,
                         middle_x + (x + .25 + .5 * (k % 2) - width / 2.) / scale,
                         middle_y + (y + .25 + .5 * (k / 2) - height / 2.) / scale);
        fitted[y * width + x] = sum / 4;
      }
  return fitted;
}

GrDataset *
gradus_drawing_dataset (const gfloat *ink, gint width, gint height, GrDataset *like, GError **error)
{
  const GrField *field = &like->input[0];
  const gint64 channels = field->ndim == 3 ? field->shape[0] : 1;
  const gint64 plane = (gint64) width * height;
  gint64 shape[GR_MAX_DIMS + 1] = { 1 };
  const gint64 class = 0; /* which one does not matter: nobody looks at the loss */
  g_autoptr (GrTensor) input = NULL;
  g_autoptr (GrTensor) target = NULL;

  for (gint d = 0; d < field->ndim; d++)
    shape[d + 1] = field->shape[d];
  input = gr_tensor_new (field->dtype, GR_CPU, gr_ints (shape, (gsize) field->ndim + 1), error);
  if (!input)
    return NULL;
  for (gint64 i = 0; i < channels * plane; i++)
    {
      const gdouble value = ink[i % plane];

      gr_tensor_set (input, i,
                     field->dtype == GR_UINT8 ? gr_int ((gint64) (255 * value + .5))
                                              : gr_float (value));
    }
  if (like->n_classes > 0)
    target = gr_tensor_new_from (GR_INT64, &class, GR_INTS (1), error);
  return gr_dataset_from_tensors ("drawing", &input, NULL, 1, target,
                                  (const char *const *) like->class_names, like->n_classes, error);
}
