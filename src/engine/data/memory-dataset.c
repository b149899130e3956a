/* memory-dataset.c - a data set whose items lie in tensors: what IDX, CIFAR, CSV, npz files and the
 * generators become. See gr_dataset_from_tensors() in dataset.h.
 */
#include "dataset.h"

#include <string.h>

typedef struct
{
  GrDataset base;
  GrTensor *input[GR_MAX_INPUTS];
  GrTensor *target;
  gsize     input_size[GR_MAX_INPUTS]; /* bytes an item */
  gsize     target_size;
} MemoryDataset;

static void
memory_peek (GrDataset *self, gint64 index, GrSample *sample)
{
  MemoryDataset *set = (MemoryDataset *) self;

  for (gint i = 0; i < self->n_inputs; i++)
    sample->input[i] = GR_DATA (guint8, set->input[i]) + (gsize) index * set->input_size[i];
  sample->target
      = set->target ? GR_DATA (guint8, set->target) + (gsize) index * set->target_size : NULL;
}

static gboolean
memory_get (GrDataset *self, gint64 index, GrSample *sample, GError **error)
{
  MemoryDataset *set = (MemoryDataset *) self;
  GrSample item;

  memory_peek (self, index, &item);
  for (gint i = 0; i < self->n_inputs; i++)
    memcpy (sample->input[i], item.input[i], set->input_size[i]);
  if (set->target)
    memcpy (sample->target, item.target, set->target_size);
  return TRUE;
}

static gint64
memory_label (GrDataset *self, gint64 index)
{
  return GR_DATA (gint64, ((MemoryDataset *) self)->target)[index];
}

static void
memory_finalize (GrDataset *self)
{
  MemoryDataset *set = (MemoryDataset *) self;

  for (gint i = 0; i < GR_MAX_INPUTS; i++)
    g_clear_pointer (&set->input[i], gr_tensor_unref);
  g_clear_pointer (&set->target, gr_tensor_unref);
}

static const GrDatasetKind memory_kind = {
  .name = "memory",
  .get = memory_get,
  .peek = memory_peek,
  .label = memory_label,
  .finalize = memory_finalize,
};

static gboolean
check_tensor (const char *name, GrTensor *tensor, gint64 length, GError **error)
{
  g_autofree char *shape = NULL;

  if (tensor->device.type == GR_DEVICE_CPU && tensor->ndim > 0 && tensor->shape[0] == length
      && gr_tensor_is_contiguous (tensor))
    return TRUE;
  shape = gr_tensor_shape_string (tensor);
  g_set_error (error, GR_ERROR, GR_ERROR_DATA,
               "%s: a tensor of shape %s cannot hold %" G_GINT64_FORMAT
               " items: it has to be contiguous, on the CPU, and have that first size",
               name, shape, length);
  return FALSE;
}

/* The labels as int64, each held against the number of classes. */
static GrTensor *
read_labels (const char *name, GrTensor *target, gint64 n_classes, GError **error)
{
  g_autoptr (GrTensor) labels = NULL;
  gint64 n = target->shape[0];

  if (target->ndim != 1 || gr_dtype_is_floating (target->dtype))
    {
      g_autofree char *shape = gr_tensor_shape_string (target);

      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   "%s: classes are one whole number an item; the target is of shape %s and type "
                   "%s",
                   name, shape, gr_dtype_name (target->dtype));
      return NULL;
    }
  labels = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (n), error);
  if (!labels)
    return NULL;
  for (gint64 i = 0; i < n; i++)
    {
      gint64 label = gr_tensor_get (target, i).i;

      if (label != GR_NO_CLASS && (label < 0 || label >= n_classes))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                       "%s: label %" G_GINT64_FORMAT " of item %" G_GINT64_FORMAT
                       " is out of range; there are %" G_GINT64_FORMAT
                       " classes, 0 to %" G_GINT64_FORMAT,
                       name, label, i, n_classes, n_classes - 1);
          return NULL;
        }
      GR_DATA (gint64, labels)[i] = label;
    }
  return g_steal_pointer (&labels);
}

static GrInts
item_shape (const GrTensor *tensor)
{
  return gr_ints (tensor->shape + 1, (gsize) tensor->ndim - 1);
}

GrDataset *
gr_dataset_from_tensors (const char *name, GrTensor *const *inputs, const char *const *input_names,
                         gint n_inputs, GrTensor *target, const char *const *class_names,
                         gint64 n_classes, GError **error)
{
  g_autoptr (GrTensor) labels = NULL;
  MemoryDataset *set;
  gint64 length;

  g_return_val_if_fail (n_inputs >= 1 && n_inputs <= GR_MAX_INPUTS, NULL);

  length = inputs[0]->ndim > 0 ? inputs[0]->shape[0] : -1;
  for (gint i = 0; i < n_inputs; i++)
    if (!check_tensor (name, inputs[i], length, error))
      return NULL;
  if (target && !check_tensor (name, target, length, error))
    return NULL;
  if (target && n_classes > 0 && !(labels = read_labels (name, target, n_classes, error)))
    return NULL;

  set = gr_dataset_new (&memory_kind, sizeof *set, name, length);
  for (gint i = 0; i < n_inputs; i++)
    {
      gr_dataset_add_input (&set->base, input_names ? input_names[i] : "input", inputs[i]->dtype,
                            item_shape (inputs[i]));
      set->input[i] = gr_tensor_ref (inputs[i]);
      set->input_size[i] = gr_field_size (&set->base.input[i]);
    }
  if (labels)
    {
      gr_dataset_set_classes (&set->base, class_names, n_classes);
      set->target = g_steal_pointer (&labels);
    }
  else if (target)
    {
      gr_dataset_set_target (&set->base, "target", target->dtype, item_shape (target));
      set->target = gr_tensor_ref (target);
    }
  if (set->target)
    set->target_size = gr_field_size (&set->base.target);
  return &set->base;
}
