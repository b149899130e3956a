/* registry.c - opening a data set by name or by path. See registry.h. */
#include "registry.h"

#include "descriptors.h"
#include "kinds.h"
#include "options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const no_options[] = { NULL };

/* --- sets that have a descriptor ------------------------------------------------------------- */

/* The paths of a split's files in @folder. */
static char **
find_files (const GrDatasetDescriptor *descriptor, const char *folder, const char *split,
            GError **error)
{
  g_auto (GStrv) names = gr_dataset_files (descriptor, split);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; names[i]; i++)
    {
      char *path = gr_dataset_file (folder, names[i]);

      if (!path)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_DATA, _ ("“%s” has no file %s or %s.gz"), folder,
                       names[i], names[i]);
          return NULL;
        }
      g_ptr_array_add (paths, path);
    }
  if (paths->len == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA, _ ("The data set %s has no files for “%s”"),
                   descriptor->name, split);
      return NULL;
    }
  g_ptr_array_add (paths, NULL);
  g_ptr_array_set_free_func (paths, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&paths), FALSE);
}

/* @named: the set is known to be this one, so its classes have the names in the descriptor. */
static GrDataset *
open_files (const GrDatasetDescriptor *descriptor, const char *folder, gboolean named,
            const char *split, GError **error)
{
  g_auto (GStrv) paths = find_files (descriptor, folder, split, error);
  const char *const *classes = named ? descriptor->classes : NULL;
  gint64 n_classes = classes ? g_strv_length ((char **) classes) : 0;
  const char *name = named ? descriptor->name : folder;
  gint64 n_labels = 1, which = 0;
  GrDataset *dataset = NULL;

  if (!paths)
    return NULL;
  if (g_str_equal (descriptor->kind, "idx"))
    dataset = gr_idx_dataset_open (name, paths[0], paths[1], classes, n_classes, error);
  else if (gr_option_integer (descriptor->json, "record_labels", 1, 8, &n_labels, error)
           && gr_option_integer (descriptor->json, "record_label", 0, n_labels - 1, &which, error))
    dataset = gr_cifar_dataset_open (name, (const char *const *) paths, (gint) n_labels,
                                     (gint) which, classes, n_classes, error);
  if (!dataset)
    {
      g_prefix_error (error, _ ("The data set in %s: "), folder);
      return NULL;
    }
  dataset->source = g_strdup (folder);
  return dataset;
}

static GrDataset *
open_generated (const GrDatasetDescriptor *descriptor, JsonObject *options, const char *split,
                GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, TRUE, sizeof (gdouble));

  for (gint i = 0; descriptor->parameters[i].name; i++)
    g_ptr_array_add (known, (gpointer) descriptor->parameters[i].name);
  g_ptr_array_add (known, NULL);
  if (!gr_options_check (options, (const char *const *) known->pdata, descriptor->name, error))
    return NULL;
  for (gint i = 0; descriptor->parameters[i].name; i++)
    {
      const GrDatasetParameter *p = &descriptor->parameters[i];
      gdouble value = p->preset;

      if (!gr_option_number (options, p->name, &value, error))
        return NULL;
      if (!(value >= p->low && value <= p->high)
          || (p->integer && value != (gdouble) (gint64) value))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                       _ ("%s of the data set %s must be a %s from %g to %g, not %g"), p->name,
                       descriptor->name, p->integer ? _ ("whole number") : _ ("number"), p->low,
                       p->high, value);
          return NULL;
        }
      g_array_append_val (values, value);
    }
  return gr_generated_dataset_new (descriptor, (const gdouble *) values->data, split, error);
}

static GrDataset *
open_described (const GrDatasetDescriptor *descriptor, JsonObject *options, const char *folder,
                const char *split, GError **error)
{
  static const char *const file_options[] = { "data", NULL };
  g_autofree char *found = NULL;
  const char *data = folder;
  GrDataset *dataset = NULL;

  if (!g_strv_contains (descriptor->splits, split))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA, _ ("The data set %s has no part “%s”"),
                   descriptor->name, split);
      return NULL;
    }
  if (g_str_equal (descriptor->kind, "generated"))
    dataset = open_generated (descriptor, options, split, error);
  else if (g_str_equal (descriptor->kind, "table"))
    {
      if (gr_options_check (options, no_options, descriptor->name, error))
        dataset = gr_table_dataset_new (descriptor, error);
    }
  else if (g_str_equal (descriptor->kind, "idx") || g_str_equal (descriptor->kind, "cifar"))
    {
      if (gr_options_check (options, file_options, descriptor->name, error)
          && gr_option_string (options, "data", &data, error)
          && (found = gr_dataset_where (descriptor, data, error)))
        dataset = open_files (descriptor, found, TRUE, split, error);
    }
  else
    g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                 _ ("The data set %s is of kind “%s”; known are idx, cifar, generated and table"),
                 descriptor->name, descriptor->kind);
  if (dataset)
    gr_dataset_info_copy (&descriptor->info, &dataset->info);
  return dataset;
}

/* --- sets that are a file or a folder -------------------------------------------------------- */

/* In capitals too, as some programs write them. */
static gboolean
ends_with (const char *path, const char *ending)
{
  g_autofree char *name = g_ascii_strdown (path, -1);
  g_autofree char *zipped = g_strconcat (ending, ".gz", NULL);

  return g_str_has_suffix (name, ending) || g_str_has_suffix (name, zipped);
}

/* The descriptor whose files @folder has. MNIST's file names are also those of its kin: @named is
 * FALSE unless the folder's own name, or names that nobody shares, say which it is. */
static const GrDatasetDescriptor *
recognise (const char *folder, gboolean *named)
{
  g_autofree char *base = g_path_get_basename (folder);
  const GrDatasetDescriptor *found = gr_dataset_descriptor (base);

  *named = TRUE;
  if (found && gr_dataset_folder_has (found, folder))
    return found;
  for (gsize i = 0; gr_dataset_names ()[i]; i++)
    {
      found = gr_dataset_descriptor (gr_dataset_names ()[i]);
      if (gr_dataset_folder_has (found, folder))
        {
          *named = !g_str_equal (found->kind, "idx");
          return found;
        }
    }
  return NULL;
}

/* Cuts the test part off a set that comes in one piece. */
static GrDataset *
take_split (GrDataset *whole, JsonObject *options, const char *split, GError **error)
{
  g_autoptr (GrDataset) dataset = whole;
  g_autoptr (GrDataset) train = NULL;
  g_autoptr (GrDataset) test = NULL;
  gboolean want_test = g_str_equal (split, "test");
  gdouble fraction = 0;

  if (!dataset || !gr_option_number (options, "test", &fraction, error))
    return NULL;
  if (fraction == 0 && !want_test)
    return g_steal_pointer (&dataset);
  if (fraction == 0 || !(want_test || g_str_equal (split, "train")))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("“%s” has no part “%s”; the option “test” says which fraction of it to test "
                      "on"),
                   dataset->name, split);
      return NULL;
    }
  if (!gr_dataset_split (dataset, fraction, 0, &train, &test, error))
    return NULL;
  return want_test ? g_steal_pointer (&test) : g_steal_pointer (&train);
}

/* Folders train and test within @path, each a set of its own. */
static char *
split_folder (const char *path, const char *split)
{
  g_autofree char *train = g_build_filename (path, "train", NULL);
  g_autofree char *wanted = g_build_filename (path, split, NULL);

  return g_file_test (train, G_FILE_TEST_IS_DIR) && g_file_test (wanted, G_FILE_TEST_IS_DIR)
             ? g_steal_pointer (&wanted)
             : NULL;
}

/* The part @split of @path, in its folder @folder. */
static GrDataset *
open_part (const char *path, const char *folder, JsonObject *options, const char *split,
           GError **error)
{
  g_autofree char *first = split_folder (path, "train");
  g_autoptr (GrDataset) train = NULL;

  if (!g_str_equal (split, "train")
      && !(train = gr_folder_dataset_open (first, NULL, options, error)))
    return NULL;
  return gr_folder_dataset_open (folder, train, options, error);
}

/* A file of NumPy's; of a part that is in a file of its own, @folder has both. */
static GrDataset *
open_arrays (const char *path, const char *folder, JsonObject *options, const char *split,
             GError **error)
{
  static const char *const array_options[] = { "inputs", "target", "classes", "test", NULL };
  g_autofree char *first = folder ? gr_array_folder_inputs (folder, "train") : NULL;
  g_autoptr (GrDataset) train = NULL;
  GrDataset *dataset;

  if (!gr_options_check (options, array_options, path, error)
      || (first && !g_str_equal (first, path)
          && !(train = gr_array_dataset_open (first, NULL, options, error)))
      || !(dataset = gr_array_dataset_open (path, train, options, error)))
    return NULL;
  dataset->source = g_strdup (path);
  return train ? dataset : take_split (dataset, options, split, error);
}

/* The file of inputs in a folder that is no folder of pictures; NULL where there is none. The test
 * part of what comes in one piece is cut off its training part. */
static char *
find_arrays (const char *folder, const char *split)
{
  g_autofree char *file = gr_array_folder_inputs (folder, split);

  if (!file)
    file = gr_array_folder_inputs (folder, "train");
  return file && !gr_folder_has_pictures (folder) ? g_steal_pointer (&file) : NULL;
}

static GrDataset *
open_folder (const char *path, JsonObject *options, const char *split, GError **error)
{
  static const char *const picture_options[] = { "width", "height", "gray", "test", NULL };
  g_autofree char *part = split_folder (path, split);
  g_autofree char *arrays = NULL;
  gboolean named;
  const GrDatasetDescriptor *descriptor = recognise (path, &named);
  GrDataset *dataset;

  if (descriptor)
    {
      if (!gr_options_check (options, no_options, path, error))
        return NULL;
      dataset = open_files (descriptor, path, named, split, error);
      if (dataset && named)
        gr_dataset_info_copy (&descriptor->info, &dataset->info);
      return dataset;
    }
  if (!part && (arrays = find_arrays (path, split)))
    return open_arrays (arrays, path, options, split, error);
  if (!part && gr_folder_has_arrays (path) && !gr_folder_has_pictures (path))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("the names of the arrays in “%s” do not say which of them belong together: "
                      "open the file of the inputs"),
                   path);
      return NULL;
    }
  if (!gr_options_check (options, picture_options, path, error))
    return NULL;
  if (part)
    return open_part (path, part, options, split, error);
  return take_split (gr_folder_dataset_open (path, NULL, options, error), options, split, error);
}

static GrDataset *
open_path (const char *path, JsonObject *options, const char *split, GError **error)
{
  static const char *const csv_options[] = { "columns", "header", "separator",
                                             "missing", "test",   NULL };
  g_autofree char *names = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return open_folder (path, options, split, error);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      names = g_strjoinv (", ", (char **) gr_dataset_names ());
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("There is no data set and no file or folder “%s”; known are %s"), path,
                   names);
      return NULL;
    }
  if (g_str_has_suffix (path, ".json"))
    {
      g_autoptr (GrDatasetDescriptor) descriptor = gr_dataset_descriptor_load (path, error);
      g_autofree char *folder = g_path_get_dirname (path);

      return descriptor ? open_described (descriptor, options, folder, split, error) : NULL;
    }
  if (ends_with (path, ".csv") || ends_with (path, ".tsv"))
    return gr_options_check (options, csv_options, path, error)
               ? take_split (gr_csv_dataset_open (path, options, error), options, split, error)
               : NULL;
  if (g_str_has_suffix (path, ".npy") || g_str_has_suffix (path, ".npz"))
    return open_arrays (path, NULL, options, split, error);
  g_set_error (error, GR_ERROR, GR_ERROR_DATA,
               _ ("“%s” is no data set: its name should end in .csv, .tsv, .npy, .npz or .json, or "
                  "it should be a folder"),
               path);
  return NULL;
}

GrDataset *
gr_dataset_open (const char *name_or_path, JsonObject *options, const char *split, GError **error)
{
  const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (name_or_path);
  const char *part = split ? split : "train";
  GrDataset *dataset = descriptor ? open_described (descriptor, options, NULL, part, error)
                                  : open_path (name_or_path, options, part, error);

  if (!dataset)
    return NULL;
  g_free (dataset->split);
  dataset->split = g_strdup (part);
  if (!dataset->source && !descriptor)
    dataset->source = g_strdup (name_or_path);
  return dataset;
}

/* Whether @folder has at least one of the files of a part: where others lack, that is an error. */
static gboolean
has_a_file (const GrDatasetDescriptor *descriptor, const char *folder, const char *split)
{
  g_auto (GStrv) names = gr_dataset_files (descriptor, split);
  gboolean found = FALSE;

  for (gsize i = 0; names && names[i] && !found; i++)
    {
      g_autofree char *path = gr_dataset_file (folder, names[i]);

      found = path != NULL;
    }
  return found;
}

gboolean
gr_dataset_has_split (const char *name_or_path, JsonObject *options, const char *split)
{
  const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (name_or_path);
  g_autoptr (GrDatasetDescriptor) loaded = NULL;
  g_autofree char *folder = NULL;
  gdouble fraction = 0;
  gboolean named;

  if (!descriptor && g_file_test (name_or_path, G_FILE_TEST_IS_DIR)
      && (descriptor = recognise (name_or_path, &named)))
    return has_a_file (descriptor, name_or_path, split);
  if (!descriptor && g_str_has_suffix (name_or_path, ".json"))
    descriptor = loaded = gr_dataset_descriptor_load (name_or_path, NULL);
  if (descriptor)
    return g_strv_contains (descriptor->splits, split);
  if (g_str_equal (split, "train") || (folder = split_folder (name_or_path, split)))
    return TRUE;
  if ((folder = gr_array_folder_inputs (name_or_path, split))
      && !gr_folder_has_pictures (name_or_path))
    return TRUE;
  return g_str_equal (split, "test") && gr_option_number (options, "test", &fraction, NULL)
         && fraction > 0;
}
