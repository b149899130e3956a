/* array-dataset.c - data sets in NumPy's files.
 *
 * An npy file is an input. In an npz, option "inputs" names the arrays that are inputs and "target"
 * the one to predict; without them the usual names are looked for (x and y, data and target, images
 * and labels, inputs and targets). "target" may be an npy file too, by its path from the set's
 * folder; that of an npy file without the option is the one beside it that its name fits
 * (array-files.c) and that has an entry for each item. A target of whole numbers, one an item (of
 * shape (n) or (n, 1)), is a class.
 */
#include "../io/npy.h"
#include "../io/tensor-bytes.h"
#include "kinds.h"
#include "options.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

static const char *const usual_names[][2] = {
  { "x", "y" }, { "X", "y" }, { "data", "target" }, { "images", "labels" }, { "inputs", "targets" },
};

static GrTensor *
contiguous (GrTensor *tensor, GError **error)
{
  GrTensor *copy;

  if (gr_tensor_is_contiguous (tensor))
    return gr_tensor_ref (tensor);
  copy = gr_tensor_new (tensor->dtype, GR_CPU, gr_tensor_shape (tensor), error);
  if (copy)
    gr_tensor_copy_bytes (tensor, gr_tensor_data (copy));
  return copy;
}

/* Pictures without a channel get one, as in IDX files. */
static GrTensor *
input_tensor (GrTensor *array, GError **error)
{
  g_autoptr (GrTensor) packed = contiguous (array, error);
  const gint64 *s = array->shape;

  if (!packed || packed->dtype != GR_UINT8 || packed->ndim != 3)
    return g_steal_pointer (&packed);
  return gr_tensor_new_view (packed, GR_INTS (s[0], 1, s[1], s[2]),
                             GR_INTS (s[1] * s[2], s[1] * s[2], s[2], 1), 0, error);
}

static gboolean
find_arrays (GrNamedTensors *arrays, const char *path, char ***inputs, const char **target,
             GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  if (*inputs)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (usual_names); i++)
    if (gr_named_tensors_get (arrays, usual_names[i][0]))
      {
        *inputs = g_strsplit (usual_names[i][0], " ", 1);
        if (!*target && gr_named_tensors_get (arrays, usual_names[i][1]))
          *target = usual_names[i][1];
        return TRUE;
      }
  for (gsize i = 0; i < gr_named_tensors_length (arrays); i++)
    g_string_append_printf (names, "%s%s", i ? ", " : "", gr_named_tensors_name (arrays, i));
  g_set_error (error, GR_ERROR, GR_ERROR_DATA,
               _ ("“%s” holds the arrays %s: say with the option “inputs” which are inputs, and "
                  "with “target” what is to be predicted"),
               path, names->str);
  return FALSE;
}

/* --- a target in a file of its own ----------------------------------------------------------- */

/* Adds the array in the npy file @target, from the folder of @path; it is called as its file. */
static gboolean
add_target_file (GrNamedTensors *arrays, const char *path, const char *target, char **file,
                 GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *whole = g_path_is_absolute (target) ? g_strdup (target)
                                                       : g_build_filename (folder, target, NULL);
  g_autoptr (GrTensor) array = gr_npy_read (whole, error);

  if (!array || !gr_named_tensors_add (arrays, target, array, error))
    return FALSE;
  *file = g_steal_pointer (&whole);
  return TRUE;
}

/* The one file beside @path whose name fits and that has an entry for each of @n items. (transfer
 * full); NULL where there is none, or are several. */
static char *
find_target_file (const char *path, gint64 n)
{
  g_auto (GStrv) paths = gr_array_companions (path);
  const char *found = NULL;

  for (gint i = 0; paths[i]; i++)
    {
      g_autoptr (GrTensor) array = gr_npy_read (paths[i], NULL);

      if (!array || array->ndim == 0 || array->shape[0] != n)
        continue;
      if (found)
        return NULL;
      found = paths[i];
    }
  return found ? g_path_get_basename (found) : NULL;
}

/* Settles which array *@target is; "" stays, where none is wanted. @found keeps a name that was
 * found; @file is the file that was read for it, or NULL. */
static gboolean
settle_target (GrNamedTensors *arrays, const char *path, const char **target, char **found,
               char **file, GError **error)
{
  const GrTensor *x = g_str_has_suffix (path, ".npy") ? gr_named_tensors_get (arrays, "x") : NULL;

  if (!*target && x && x->ndim > 0)
    *target = *found = find_target_file (path, x->shape[0]);
  return !*target || gr_named_tensors_get (arrays, *target) || !g_str_has_suffix (*target, ".npy")
         || add_target_file (arrays, path, *target, file, error);
}

/* --- the set --------------------------------------------------------------------------------- */

static GrTensor *
get_array (GrNamedTensors *arrays, const char *path, const char *name, GError **error)
{
  GrTensor *array = gr_named_tensors_get (arrays, name);

  if (!array)
    g_set_error (error, GR_ERROR, GR_ERROR_DATA, _ ("“%s” has no array “%s”"), path, name);
  return array;
}

static gdouble
element (const GrTensor *tensor, gint64 i)
{
  return tensor->dtype == GR_FLOAT32   ? GR_DATA (gfloat, tensor)[i]
         : tensor->dtype == GR_FLOAT64 ? GR_DATA (gdouble, tensor)[i]
                                       : gr_tensor_get (tensor, i).d;
}

/* One entry an item, each a number that a network can take: what else a run would find out only
 * later. */
static gboolean
check_items (const char *path, const char *name, const GrTensor *tensor, const char *first_name,
             const GrTensor *first, GError **error)
{
  const gint64 n = gr_tensor_numel (tensor);

  if (tensor->ndim == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("“%s”: the array “%s” is a single number, not items"), path, name);
      return FALSE;
    }
  if (tensor->shape[0] != first->shape[0])
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("“%s”: the array “%s” has %" PRId64 " items, but “%s” has %" PRId64), path,
                   name, tensor->shape[0], first_name, first->shape[0]);
      return FALSE;
    }
  for (gint64 i = 0; gr_dtype_is_floating (tensor->dtype) && i < n; i++)
    if (!gr_fits_float32 (element (tensor, i)))
      {
        g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                     isfinite (element (tensor, i))
                         ? _ ("“%s”: item %" PRId64 " of the array “%s” holds a number that is "
                              "too large for float32, which ends at 3.4e38")
                         : _ ("“%s”: item %" PRId64 " of the array “%s” holds what is not a "
                              "finite number"),
                     path, i / (n / tensor->shape[0]), name);
        return FALSE;
      }
  return TRUE;
}

static gint64
count_classes (GrTensor *target)
{
  gint64 most = 0;

  if (target->ndim != 1 || gr_dtype_is_floating (target->dtype))
    return 0;
  for (gint64 i = 0; i < target->shape[0]; i++)
    most = MAX (most, gr_tensor_get (target, i).i);
  return MIN (most, 1000000) + 1;
}

/* The labels of n items as n numbers also where they are whole numbers in one column, as (n, 1). */
static GrTensor *
target_tensor (GrTensor *array, GError **error)
{
  g_autoptr (GrTensor) packed = contiguous (array, error);

  if (!packed || packed->ndim != 2 || packed->shape[1] != 1 || gr_dtype_is_floating (packed->dtype))
    return g_steal_pointer (&packed);
  return gr_tensor_new_view (packed, GR_INTS (packed->shape[0]), GR_INTS (1), 0, error);
}

static GrDataset *
from_arrays (const char *path, GrNamedTensors *arrays, char **inputs, const char *target_name,
             char **classes, const GrDataset *train, GError **error)
{
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);
  g_autoptr (GrTensor) target = NULL;
  gint64 n_classes = 0;

  for (gint i = 0; inputs[i]; i++)
    {
      GrTensor *array = get_array (arrays, path, inputs[i], error);
      GrTensor *tensor = array ? input_tensor (array, error) : NULL;

      if (!tensor)
        return NULL;
      g_ptr_array_add (tensors, tensor);
      if (!check_items (path, inputs[i], tensor, inputs[0], tensors->pdata[0], error))
        return NULL;
    }
  if (tensors->len < 1 || tensors->len > GR_MAX_INPUTS)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("“%s”: a data set has 1 to %d inputs, not %u"), path, GR_MAX_INPUTS,
                   tensors->len);
      return NULL;
    }
  if (target_name)
    {
      GrTensor *array = get_array (arrays, path, target_name, error);

      if (!array || !(target = target_tensor (array, error))
          || !check_items (path, target_name, target, inputs[0], tensors->pdata[0], error))
        return NULL;
      n_classes = count_classes (target);
      if (n_classes > 0 && train)
        n_classes = MAX (n_classes, train->n_classes);
      if (n_classes > 0 && classes)
        n_classes = g_strv_length (classes);
    }
  return gr_dataset_from_tensors (path, (GrTensor *const *) tensors->pdata,
                                  (const char *const *) inputs, (gint) tensors->len, target,
                                  (const char *const *) classes, n_classes, error);
}

/* (transfer full) */
static GrNamedTensors *
read_arrays (const char *path, GError **error)
{
  g_autoptr (GrNamedTensors) arrays = NULL;
  g_autoptr (GrTensor) array = NULL;

  if (!g_str_has_suffix (path, ".npy"))
    return gr_npz_read (path, error);
  arrays = gr_named_tensors_new ();
  if (!(array = gr_npy_read (path, error)) || !gr_named_tensors_add (arrays, "x", array, error))
    return NULL;
  return g_steal_pointer (&arrays);
}

GrDataset *
gr_array_dataset_open (const char *path, GrDataset *train, JsonObject *options, GError **error)
{
  g_autoptr (GrNamedTensors) arrays = NULL;
  g_auto (GStrv) inputs = NULL;
  g_auto (GStrv) classes = NULL;
  g_autofree char *found = NULL, *file = NULL;
  const char *target = NULL;
  GrDataset *dataset;

  if (!gr_option_strings (options, "inputs", &inputs, error)
      || !gr_option_string (options, "target", &target, error)
      || !gr_option_strings (options, "classes", &classes, error)
      || !(arrays = read_arrays (path, error)))
    return NULL;
  if (!settle_target (arrays, path, &target, &found, &file, error)
      || !find_arrays (arrays, path, &inputs, &target, error))
    return NULL;
  dataset = from_arrays (path, arrays, inputs, target && *target ? target : NULL, classes, train,
                         error);
  if (dataset)
    dataset->target_source = g_steal_pointer (&file);
  return dataset;
}
