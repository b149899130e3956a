/* dataset.c - what every data set can do, whatever its kind. See dataset.h. */
#include "dataset.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* --- making ---------------------------------------------------------------------------------- */

gpointer
gr_dataset_new (const GrDatasetKind *kind, gsize size, const char *name, gint64 length)
{
  GrDataset *dataset = g_malloc0 (MAX (size, sizeof (GrDataset)));

  g_atomic_ref_count_init (&dataset->refs);
  dataset->kind = kind;
  dataset->name = g_strdup (name);
  dataset->length = length;
  return dataset;
}

static void
set_field (GrField *field, const char *name, GrDType dtype, GrInts shape)
{
  g_return_if_fail (shape.n <= GR_MAX_DIMS);

  g_strlcpy (field->name, name, sizeof field->name);
  field->dtype = dtype;
  field->ndim = (gint) shape.n;
  for (gsize d = 0; d < shape.n; d++)
    field->shape[d] = shape.v[d];
}

void
gr_dataset_add_input (GrDataset *dataset, const char *name, GrDType dtype, GrInts shape)
{
  g_return_if_fail (dataset->n_inputs < GR_MAX_INPUTS);

  set_field (&dataset->input[dataset->n_inputs++], name, dtype, shape);
}

void
gr_dataset_set_target (GrDataset *dataset, const char *name, GrDType dtype, GrInts shape)
{
  dataset->has_target = TRUE;
  set_field (&dataset->target, name, dtype, shape);
}

void
gr_dataset_set_classes (GrDataset *dataset, const char *const *names, gint64 n)
{
  gr_dataset_set_target (dataset, "class", GR_INT64, GR_EMPTY_INTS);
  g_strfreev (dataset->class_names);
  dataset->class_names = g_new0 (char *, n + 1);
  for (gint64 i = 0; i < n; i++)
    dataset->class_names[i]
        = names ? g_strdup (names[i]) : g_strdup_printf ("%" G_GINT64_FORMAT, i);
  dataset->n_classes = n;
  dataset->target.n_classes = n;
}

void
gr_dataset_info_copy (const GrDatasetInfo *from, GrDatasetInfo *to)
{
  gr_dataset_info_clear (to);
  to->title = g_strdup (from->title);
  to->summary = g_strdup (from->summary);
  to->made_by = g_strdup (from->made_by);
  to->made_how = g_strdup (from->made_how);
  to->purpose = g_strdup (from->purpose);
  to->limits = g_strdup (from->limits);
  to->licence = g_strdup (from->licence);
  to->homepage = g_strdup (from->homepage);
}

void
gr_dataset_info_clear (GrDatasetInfo *info)
{
  g_free (info->title);
  g_free (info->summary);
  g_free (info->made_by);
  g_free (info->made_how);
  g_free (info->purpose);
  g_free (info->limits);
  g_free (info->licence);
  g_free (info->homepage);
  *info = (GrDatasetInfo){ NULL };
}

GrDataset *
gr_dataset_ref (GrDataset *dataset)
{
  g_atomic_ref_count_inc (&dataset->refs);
  return dataset;
}

void
gr_dataset_unref (gpointer data)
{
  GrDataset *dataset = data;

  if (!dataset || !g_atomic_ref_count_dec (&dataset->refs))
    return;
  if (dataset->kind->finalize)
    dataset->kind->finalize (dataset);
  gr_dataset_info_clear (&dataset->info);
  g_strfreev (dataset->class_names);
  g_strfreev (dataset->input_names);
  g_strfreev (dataset->target_names);
  g_free (dataset->name);
  g_free (dataset->split);
  g_free (dataset->source);
  g_free (dataset->target_source);
  g_free (dataset->warning);
  g_free (dataset->note);
  g_free (dataset);
}

void
gr_dataset_add_note (GrDataset *dataset, char *sentence)
{
  g_autofree char *before = dataset->note;

  dataset->note = before ? g_strdup_printf ("%s %s", before, sentence) : g_strdup (sentence);
  g_free (sentence);
}

void
gr_dataset_set_names (GrDataset *dataset, const char *const *inputs, const char *const *targets)
{
  g_strfreev (dataset->input_names);
  g_strfreev (dataset->target_names);
  dataset->input_names = g_strdupv ((char **) inputs);
  dataset->target_names = g_strdupv ((char **) targets);
}

/* --- asking ---------------------------------------------------------------------------------- */

gint64
gr_field_numel (const GrField *field)
{
  gint64 n = 1;

  for (gint d = 0; d < field->ndim; d++)
    n *= field->shape[d];
  return n;
}

gsize
gr_field_size (const GrField *field)
{
  return (gsize) gr_field_numel (field) * gr_dtype_size (field->dtype);
}

static void
prefix_item (GrDataset *dataset, gint64 index, GError **error)
{
  g_autofree char *item = dataset->kind->item_name ? dataset->kind->item_name (dataset, index)
                                                   : NULL;

  if (item)
    g_prefix_error (error, "%s, item %" G_GINT64_FORMAT " (%s): ", dataset->name, index, item);
  else
    g_prefix_error (error, "%s, item %" G_GINT64_FORMAT ": ", dataset->name, index);
}

/* A class that is out of range would be read past the end of a weight, or of a confusion matrix. */
static gboolean
check_label (GrDataset *dataset, gint64 label, GError **error)
{
  if (label == GR_NO_CLASS || (label >= 0 && label < dataset->n_classes))
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DATA,
               _ ("its class is %" PRId64 ", but there are %" PRId64 " classes, 0 to %" PRId64),
               label, dataset->n_classes, dataset->n_classes - 1);
  return FALSE;
}

gboolean
gr_dataset_fetch (GrDataset *dataset, gint64 index, GrSample *sample, GError **error)
{
  gboolean good = TRUE;

  if (index < 0 || index >= dataset->length)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_INDEX,
                   _ ("%s has %" PRId64 " items; there is no item %" PRId64), dataset->name,
                   dataset->length, index);
      return FALSE;
    }
  if (dataset->kind->peek)
    dataset->kind->peek (dataset, index, sample);
  else
    good = dataset->kind->get (dataset, index, sample, error);
  if (good && dataset->n_classes > 0)
    good = check_label (dataset, *(gint64 *) sample->target, error);
  if (!good)
    prefix_item (dataset, index, error);
  return good;
}

static GrTensor *
field_tensor (const GrField *field, gpointer *data, GError **error)
{
  GrTensor *tensor
      = gr_tensor_new (field->dtype, GR_CPU, gr_ints (field->shape, (gsize) field->ndim), error);

  *data = tensor ? gr_tensor_data (tensor) : NULL;
  return tensor;
}

gboolean
gr_dataset_get (GrDataset *dataset, gint64 index, GrTensor **inputs, GrTensor **target,
                GError **error)
{
  GrTensor *made[GR_MAX_INPUTS + 1] = { NULL };
  GrSample room = { { NULL }, NULL }, sample;
  gboolean good = TRUE;

  for (gint i = 0; good && i < dataset->n_inputs; i++)
    good = (made[i] = field_tensor (&dataset->input[i], &room.input[i], error)) != NULL;
  if (good && dataset->has_target)
    good = (made[GR_MAX_INPUTS] = field_tensor (&dataset->target, &room.target, error)) != NULL;
  sample = room;
  good = good && gr_dataset_fetch (dataset, index, &sample, error);
  for (gint i = 0; good && i < dataset->n_inputs; i++)
    if (sample.input[i] != room.input[i])
      memcpy (room.input[i], sample.input[i], gr_field_size (&dataset->input[i]));
  if (good && sample.target != room.target)
    memcpy (room.target, sample.target, gr_field_size (&dataset->target));
  for (gint i = 0; i <= GR_MAX_INPUTS; i++)
    {
      GrTensor **to = i == GR_MAX_INPUTS ? target : i < dataset->n_inputs ? &inputs[i] : NULL;

      if (good && to)
        *to = made[i];
      else
        g_clear_pointer (&made[i], gr_tensor_unref);
    }
  return good;
}

char *
gr_dataset_number_name (const GrDataset *dataset, const GrField *field, gint64 element)
{
  char **names = field == &dataset->input[0] ? dataset->input_names
                 : field == &dataset->target ? dataset->target_names
                                             : NULL;

  if (names && element < (gint64) g_strv_length (names))
    return g_strdup (names[element]);
  return gr_field_numel (field) == 1
             ? g_strdup (field->name)
             : g_strdup_printf ("%s[%" PRId64 "]", field->name, element);
}

gint64
gr_dataset_label (GrDataset *dataset, gint64 index, GError **error)
{
  g_autoptr (GrTensor) target = NULL;
  GrTensor *inputs[GR_MAX_INPUTS];
  gint64 label;

  if (dataset->n_classes == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA, _ ("the items of %s have no classes"),
                   dataset->name);
      return -1;
    }
  if (dataset->kind->label && index >= 0 && index < dataset->length)
    {
      label = dataset->kind->label (dataset, index);
      if (label >= 0 && label < dataset->n_classes)
        return label;
    }
  if (!gr_dataset_get (dataset, index, inputs, &target, error))
    return -1;
  for (gint i = 0; i < dataset->n_inputs; i++)
    gr_tensor_unref (inputs[i]);
  return *GR_DATA (gint64, target);
}

gint64 *
gr_dataset_class_counts (GrDataset *dataset, GError **error)
{
  g_autofree gint64 *counts = g_new0 (gint64, dataset->n_classes + 1);

  for (gint64 i = 0; dataset->n_classes > 0 && i < dataset->length; i++)
    {
      gint64 label = gr_dataset_label (dataset, i, error);

      if (label == GR_NO_CLASS)
        continue;
      if (label < 0)
        return NULL;
      counts[label]++;
    }
  return g_steal_pointer (&counts);
}
