/* part.c - GradusPart: see part.h. */
#include "part.h"

#include <glib/gi18n.h>
#include <math.h>

#include "drawing.h"
#include "style/count.h"

static gboolean
read_labels (GradusPart *part, GCancellable *cancellable, GError **error)
{
  GrDataset *set = part->set;

  part->label = g_new (gint32, MAX (set->length, 1));
  part->counts = g_new0 (gint64, set->n_classes);
  for (gint64 i = 0; i < set->length; i++)
    {
      const gint64 label = gr_dataset_label (set, i, error);

      if (label == GR_NO_CLASS)
        {
          part->label[i] = -1;
          continue;
        }
      if (label < 0 || (i % 1024 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error)))
        return FALSE;
      part->label[i] = (gint32) label;
      part->counts[label]++;
    }
  return TRUE;
}

/* Whether an item is a point in the plane, or a number with a number for a target. */
static gboolean
has_points (const GrDataset *set)
{
  const gint64 n = gr_field_numel (&set->input[0]);

  if (set->n_inputs != 1 || !gr_dtype_is_floating (set->input[0].dtype))
    return FALSE;
  if (n == 2)
    return TRUE;
  return n == 1 && set->has_target && set->n_classes == 0 && gr_field_numel (&set->target) == 1;
}

static gboolean
read_points (GradusPart *part, GCancellable *cancellable, GError **error)
{
  GrDataset *set = part->set;
  const gboolean both = gr_field_numel (&set->input[0]) == 2;

  part->point = g_new (gfloat, 2 * MAX (set->length, 1));
  for (gint64 i = 0; i < set->length; i++)
    {
      g_autoptr (GrTensor) input = NULL;
      g_autoptr (GrTensor) target = NULL;

      if ((i % 1024 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
          || !gr_dataset_get (set, i, &input, &target, error))
        return FALSE;
      part->point[2 * i] = (gfloat) gr_tensor_get (input, 0).d;
      part->point[2 * i + 1] = (gfloat) (both ? gr_tensor_get (input, 1)
                                              : gr_tensor_get (target, 0))
                                   .d;
    }
  return TRUE;
}

GradusPart *
gradus_part_new (GrDataset *set, GCancellable *cancellable, GError **error)
{
  g_autoptr (GradusPart) part = g_new0 (GradusPart, 1);

  g_atomic_ref_count_init (&part->refs);
  part->set = set;
  if (set->length > G_MAXINT32)
    {
      g_autofree char *length = gradus_count (set->length);

      g_set_error (error, GR_ERROR, GR_ERROR_DATA, _ ("%s has %s items, more than can be shown"),
                   set->name, length);
      return NULL;
    }
  if (set->n_classes > 0 && !read_labels (part, cancellable, error))
    return NULL;
  if (has_points (set) && !read_points (part, cancellable, error))
    return NULL;
  part->side = gradus_drawing_side (set);
  return g_steal_pointer (&part);
}

GradusPart *
gradus_part_ref (GradusPart *part)
{
  g_atomic_ref_count_inc (&part->refs);
  return part;
}

void
gradus_part_unref (GradusPart *part)
{
  if (!g_atomic_ref_count_dec (&part->refs))
    return;
  gr_dataset_unref (part->set);
  g_free (part->label);
  g_free (part->counts);
  g_free (part->point);
  g_free (part);
}

gint
gradus_part_label (const GradusPart *part, guint index)
{
  return part->label ? part->label[index] : -1;
}

const char *
gradus_part_class (const GradusPart *part, gint label)
{
  return label >= 0 && label < part->set->n_classes ? part->set->class_names[label] : NULL;
}

char *
gradus_part_output (const GradusPart *part, gint output)
{
  const char *name = gradus_part_class (part, output);

  if (output < 0)
    return NULL;
  return name ? g_strdup (name) : g_strdup_printf (_ ("Class %d"), output);
}

char *
gradus_part_class_title (const GradusPart *part, gint label)
{
  const char *name = gradus_part_class (part, label);

  return name && g_ascii_isdigit (*name) ? g_strdup_printf (_ ("Class %s"), name)
                                         : gradus_part_output (part, label);
}

const char *
gradus_split_title (const char *split)
{
  return g_strcmp0 (split, "test") == 0 ? _ ("Test") : _ ("Training");
}

gboolean
gradus_field_is_picture (const GrField *field)
{
  const gint64 *size = field->shape + field->ndim - 2;

  if (field->ndim == 3 && field->shape[0] != 1 && field->shape[0] != 3)
    return FALSE;
  return (field->ndim == 2 || field->ndim == 3) && size[0] > 3 && size[1] > 3 && size[0] <= 8192
         && size[1] <= 8192;
}

/* "1 200 pictures of 28×28 pixels in gray" */
static char *
describe_inputs (const GrDataset *set)
{
  const GrField *field = &set->input[0];
  const gint64 numbers = gr_field_numel (field);
  const gulong n = (gulong) set->length;
  g_autofree char *items = gradus_count (set->length);
  g_autofree char *each = gradus_count (numbers);

  if (gradus_field_is_picture (field))
    return g_strdup_printf (field->ndim == 3 && field->shape[0] == 3
                                ? ngettext ("%s picture of %d×%d pixels in colour",
                                            "%s pictures of %d×%d pixels in colour", n)
                                : ngettext ("%s picture of %d×%d pixels in gray",
                                            "%s pictures of %d×%d pixels in gray", n),
                            items, (gint) field->shape[field->ndim - 1],
                            (gint) field->shape[field->ndim - 2]);
  if (numbers == 1)
    return g_strdup_printf (ngettext ("%s item of one number", "%s items of one number", n), items);
  return g_strdup_printf (ngettext ("%s item of %s numbers", "%s items of %s numbers", n), items,
                          each);
}

char *
gradus_part_describe (const GradusPart *part)
{
  const GrDataset *set = part->set;
  g_autofree char *inputs = describe_inputs (set);
  g_autofree char *target = NULL;
  const gint64 n = set->n_classes > 0 ? set->n_classes
                   : set->has_target  ? gr_field_numel (&set->target)
                                      : 0;
  g_autofree char *count = gradus_count (n);

  if (set->n_classes > 0)
    target = g_strdup_printf (ngettext ("%s class", "%s classes", (gulong) n), count);
  else if (set->has_target)
    target = g_strdup_printf (
        ngettext ("%s number to predict", "%s numbers to predict", (gulong) n), count);
  else
    target = g_strdup (_ ("nothing to predict"));
  /* Translators: the items, and what is predicted: "300 items of 2 numbers; 3 classes." */
  return g_strdup_printf (_ ("%s; %s."), inputs, target);
}

/* --- statistics --------------------------------------------------------------------------------
 */

#define MOST_SAMPLED  1000 /* items of a set that has to be decoded */
#define MOST_CHANNELS 64   /* shown apart; more are taken together */

/* Brings any double where its square is none too large; a power of two, which loses no digits. */
#define SMALL 0x1p-540

/* Sums of one channel, scaled, and shifted by its first value so that no digits are lost. */
typedef struct
{
  gdouble scale, shift, sum, squares;
} Sums;

void
gradus_statistics_free (GradusStatistics *statistics)
{
  g_free (statistics->channel);
  g_free (statistics);
}

static void
add_values (GradusStatistics *self, Sums *sums, GrTensor *item)
{
  const gint64 n = gr_tensor_numel (item), per_channel = n / self->n_channels;
  const gboolean bytes = item->dtype == GR_UINT8;

  for (gint64 i = 0; i < n; i++)
    {
      const gint64 c = MIN (i / MAX (per_channel, 1), self->n_channels - 1);
      GradusMoments *m = &self->channel[c];
      Sums *s = &sums[c];
      const gdouble v = bytes                       ? GR_DATA (guint8, item)[i] / 255.0
                        : item->dtype == GR_FLOAT32 ? (gdouble) GR_DATA (gfloat, item)[i]
                                                    : gr_tensor_get (item, i).d;

      if (m->n++ == 0)
        {
          s->shift = v * s->scale;
          m->low = m->high = v;
        }
      m->low = MIN (m->low, v);
      m->high = MAX (m->high, v);
      s->sum += v * s->scale - s->shift;
      s->squares += (v * s->scale - s->shift) * (v * s->scale - s->shift);
    }
}

static guint
n_channels (const GrField *field)
{
  const gboolean apart = field->ndim == 1 || field->ndim == 3;

  return apart && field->shape[0] >= 1 && field->shape[0] <= MOST_CHANNELS ? field->shape[0] : 1;
}

/* Takes the moments of sums of values that were multiplied by @scale; FALSE with an error. */
static gboolean
take_moments (GradusStatistics *self, GrDataset *set, gdouble scale, GCancellable *cancellable,
              GError **error)
{
  const gint64 step = set->kind->peek ? 1 : MAX (1, set->length / MOST_SAMPLED);
  g_autofree Sums *sums = g_new0 (Sums, self->n_channels);

  self->n_items = 0;
  for (guint c = 0; c < self->n_channels; c++)
    {
      self->channel[c] = (GradusMoments){ 0 };
      sums[c].scale = scale;
    }
  for (gint64 i = 0; i < set->length; i += step, self->n_items++)
    {
      GrTensor *inputs[GR_MAX_INPUTS] = { NULL };

      if (g_cancellable_set_error_if_cancelled (cancellable, error)
          || !gr_dataset_get (set, i, inputs, NULL, error))
        return FALSE;
      add_values (self, sums, inputs[0]);
      for (gint k = 0; k < set->n_inputs; k++)
        gr_tensor_unref (inputs[k]);
    }
  for (guint c = 0; c < self->n_channels; c++)
    {
      GradusMoments *m = &self->channel[c];
      const gdouble n = (gdouble) m->n, mean = sums[c].sum / MAX (n, 1);
      const gdouble rest = sums[c].squares - n * mean * mean;

      m->mean = (sums[c].shift + mean) / scale;
      /* What is no number is no rounding error. */
      m->std = n > 1 ? sqrt (rest < 0 ? 0 : rest / (n - 1)) / scale : NAN;
    }
  return TRUE;
}

static gboolean
overflowed (const GradusStatistics *self)
{
  for (guint c = 0; c < self->n_channels; c++)
    if (self->channel[c].n > 1 && !isfinite (self->channel[c].std))
      return TRUE;
  return FALSE;
}

GradusStatistics *
gradus_statistics_new (GrDataset *set, GCancellable *cancellable, GError **error)
{
  g_autoptr (GradusStatistics) self = g_new0 (GradusStatistics, 1);

  self->n_channels = n_channels (&set->input[0]);
  self->channel = g_new0 (GradusMoments, self->n_channels);
  if (!take_moments (self, set, 1, cancellable, error)
      || (overflowed (self) && !take_moments (self, set, SMALL, cancellable, error)))
    return NULL;
  return g_steal_pointer (&self);
}
