/* idx-dataset.c - data sets in IDX files: one of pictures, one of labels (MNIST, Fashion-MNIST,
 * …). */
#include "../io/idx.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include "kinds.h"

/* Pictures without a channel get one: [n, h, w] becomes [n, 1, h, w]. */
static GrTensor *
with_channel (GrTensor *images, GError **error)
{
  const gint64 *s = images->shape;

  if (images->ndim != 3)
    return gr_tensor_ref (images);
  return gr_tensor_new_view (images, GR_INTS (s[0], 1, s[1], s[2]),
                             GR_INTS (s[1] * s[2], s[1] * s[2], s[2], 1), 0, error);
}

static gint64
count_classes (GrTensor *labels)
{
  gint64 most = -1;

  for (gint64 i = 0; i < gr_tensor_numel (labels); i++)
    most = MAX (most, gr_tensor_get (labels, i).i);
  return most + 1;
}

static GrTensor *
read_labels (const char *path, const char *images_path, gint64 n, GError **error)
{
  g_autoptr (GrTensor) labels = gr_idx_read (path, error);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *images_name = g_path_get_basename (images_path);

  if (!labels)
    return NULL;
  if (labels->ndim != 1)
    {
      g_autofree char *shape = gr_tensor_shape_string (labels);

      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("“%s” holds an array of shape %s; labels have one dimension"), name, shape);
      return NULL;
    }
  if (labels->shape[0] != n)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("“%s” has %" PRId64 " labels, but “%s” has %" PRId64 " pictures"), name,
                   labels->shape[0], images_name, n);
      return NULL;
    }
  return g_steal_pointer (&labels);
}

GrDataset *
gr_idx_dataset_open (const char *name, const char *images_path, const char *labels_path,
                     const char *const *class_names, gint64 n_classes, GError **error)
{
  g_autoptr (GrTensor) read = gr_idx_read (images_path, error);
  g_autoptr (GrTensor) images = NULL;
  g_autoptr (GrTensor) labels = NULL;
  g_autofree char *labels_name = labels_path ? g_path_get_basename (labels_path) : NULL;
  GrDataset *dataset;

  if (!read || !(images = with_channel (read, error)))
    return NULL;
  if (images->shape[0] == 0)
    {
      g_autofree char *images_name = g_path_get_basename (images_path);

      g_set_error (error, GR_ERROR, GR_ERROR_DATA, _ ("“%s” has no items"), images_name);
      return NULL;
    }
  if (labels_path)
    {
      labels = read_labels (labels_path, images_path, images->shape[0], error);
      if (!labels)
        return NULL;
      if (n_classes == 0 && !gr_dtype_is_floating (labels->dtype))
        n_classes = count_classes (labels);
    }
  dataset = gr_dataset_from_tensors (labels_name ? labels_name : name, &images,
                                     (const char *const[]){ "image" }, 1, labels, class_names,
                                     n_classes, error);
  if (!dataset)
    return NULL;
  g_free (dataset->name);
  dataset->name = g_strdup (name);
  return dataset;
}
