/* crops.c - the transforms that cut a piece out of the picture. See transform.h.
 *
 * torchvision's RandomCrop and CenterCrop. Where a random crop changes the size of the picture,
 * evaluation takes the centre: a model has to get there what it was trained on.
 */
#include "transform-rows.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

gboolean
gr_transform_needs_picture (const GrTransform *self, GrField *field, GError **error)
{
  g_autofree char *shape = NULL;

  if (field->ndim == 3 && gr_field_numel (field) > 0)
    return TRUE;
  shape = gr_ints_to_string (gr_ints (field->shape, (gsize) field->ndim));
  g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
               _ ("it works on pictures of shape [channels, height, width], not on %s"), shape);
  return FALSE;
}

static void
crop_size (const GrTransform *self, gint64 *height, gint64 *width)
{
  const GrTransformValue *size = &self->value[0];

  *height = (gint64) size->v[0];
  *width = (gint64) size->v[size->n - 1];
}

/* The piece of @to's size that begins at (@top, @left), either of which may be negative: what lies
 * beside the picture is 0. */
static void
cut (const GrTransform *self, const GrField *in, const gfloat *from, gfloat *to, gint64 top,
     gint64 left)
{
  gint64 height = in->shape[1], width = in->shape[2], out_height, out_width, first, stop;

  crop_size (self, &out_height, &out_width);
  /* Of each row, [first, stop) lies on the picture. */
  first = CLAMP (-left, 0, out_width);
  stop = CLAMP (width - left, first, out_width);
  for (gint64 c = 0; c < in->shape[0]; c++)
    for (gint64 y = 0; y < out_height; y++, to += out_width)
      {
        const gfloat *row = from + (c * height + top + y) * width + left;

        if (top + y < 0 || top + y >= height)
          {
            memset (to, 0, (gsize) out_width * sizeof *to);
            continue;
          }
        memset (to, 0, (gsize) first * sizeof *to);
        memcpy (to + first, row + first, (gsize) (stop - first) * sizeof *to);
        memset (to + stop, 0, (gsize) (out_width - stop) * sizeof *to);
      }
}

/* --- at a random place ------------------------------------------------------------------------ */

static gboolean
infer_random_crop (const GrTransform *self, GrField *field, GError **error)
{
  gint64 height, width, padding = (gint64) gr_transform_number (self, 1);

  if (!gr_transform_needs_picture (self, field, error))
    return FALSE;
  crop_size (self, &height, &width);
  if (height > field->shape[1] + 2 * padding || width > field->shape[2] + 2 * padding)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   _ ("%" PRId64 "×%" PRId64 " pixels cannot be cut out of %" PRId64 "×%" PRId64 " "
                      "with a padding of %" PRId64),
                   height, width, field->shape[1], field->shape[2], padding);
      return FALSE;
    }
  field->shape[1] = height;
  field->shape[2] = width;
  return TRUE;
}

static void
apply_random_crop (const GrTransform *self, const GrField *in, const gfloat *from, gfloat *to,
                   GrGenerator *random)
{
  gint64 height = in->shape[1], width = in->shape[2];
  gint64 padding = (gint64) gr_transform_number (self, 1), out_height, out_width, top, left;

  crop_size (self, &out_height, &out_width);
  top = (gint64) gr_generator_below (random, (guint64) (height + 2 * padding - out_height + 1));
  left = (gint64) gr_generator_below (random, (guint64) (width + 2 * padding - out_width + 1));
  cut (self, in, from, to, top - padding, left - padding);
}

#define SIZE                                                                                       \
  { "size", GR_PARAM_INTEGER, 1, 2, { 28 }, 1, 1, 65536, NULL,                                     \
    N_ ("Height and width of the piece; one number for both") }

const GrTransformRow gr_random_crop_row = {
  .name = "random_crop",
  .title = N_ ("Random crop"),
  .summary = N_ ("Pads the picture with zeros and cuts a piece out at a random place; in "
                 "evaluation, from the middle."),
  .random = TRUE,
  .in_evaluation = &gr_center_crop_row,
  .params = {
    SIZE,
    { "padding", GR_PARAM_INTEGER, 1, 1, { 0 }, 1, 0, 65536, NULL,
      N_ ("Zeros added on each side first") },
  },
  .infer = infer_random_crop,
  .apply = apply_random_crop,
};

/* --- from the middle -------------------------------------------------------------------------- */

static gboolean
infer_center_crop (const GrTransform *self, GrField *field, GError **error)
{
  if (!gr_transform_needs_picture (self, field, error))
    return FALSE;
  crop_size (self, &field->shape[1], &field->shape[2]);
  return TRUE;
}

/* Where a piece of @size begins in @whole, as torchvision rounds: an odd rest of padding goes to
 * the end, half a pixel of cutting to the even side. */
static gint64
middle (gint64 whole, gint64 size)
{
  return size > whole ? -((size - whole) / 2) : (gint64) rint ((gdouble) (whole - size) / 2);
}

static void
apply_center_crop (const GrTransform *self, const GrField *in, const gfloat *from, gfloat *to,
                   GrGenerator *random)
{
  gint64 height, width;

  crop_size (self, &height, &width);
  cut (self, in, from, to, middle (in->shape[1], height), middle (in->shape[2], width));
}

const GrTransformRow gr_center_crop_row = {
  .name = "center_crop",
  .title = N_ ("Center crop"),
  .summary = N_ ("Cuts a piece out of the middle of the picture; a smaller picture gets zeros "
                 "around it."),
  .params = { SIZE },
  .infer = infer_center_crop,
  .apply = apply_center_crop,
};
