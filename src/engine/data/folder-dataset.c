/* folder-dataset.c - pictures in folders: a folder a class, with all that is in it and in folders
 * below it, or pictures alone, which then have no class.
 *
 * All are brought to one size: "width" and "height" where given, else the first picture's. A test
 * part has the size and the classes of its training part. A picture is decoded when it is first
 * asked for, and kept while all of them together stay within a bound. A file that is no picture, or
 * a damaged one, is left out, and named in the set's warning: one of thousands is to keep nobody
 * from training. What only decoding shows ends a run with all that it has.
 */
#include "image.h"
#include "kinds.h"
#include "options.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define MOST_CACHED ((gsize) 1 << 30)
/* Bytes of files that are looked through when a set is opened: half a second at most. */
#define MOST_SEARCHED ((gsize) 1 << 30)
#define MOST_NAMED  3 /* files that cannot be read */
#define MOST_LEVELS 16 /* of folders below a class's */

typedef enum
{
  NOT_READ,
  BEING_READ,
  READ,
} State;

typedef struct
{
  GrDataset   base;
  GPtrArray  *files;  /* paths */
  GArray     *labels; /* gint64 each; empty where there are no classes */
  GPtrArray  *unread; /* names of files that cannot be read */
  GError     *reason; /* why the first of them cannot; or NULL */
  GPtrArray  *empty;  /* names of folders without any picture */
  gsize       to_search; /* how many bytes are still looked through */
  gint        channels, height, width;
  guint8     *cache; /* every picture; NULL where that would be too much */
  atomic_int *state; /* of each picture in the cache */
} FolderDataset;

static gboolean
folder_get (GrDataset *self, gint64 index, GrSample *sample, GError **error)
{
  FolderDataset *set = (FolderDataset *) self;
  gsize size = (gsize) set->channels * (gsize) set->height * (gsize) set->width;
  guint8 *cached = set->cache ? set->cache + (gsize) index * size : NULL;
  int expected = NOT_READ;

  if (set->labels->len > 0)
    *(gint64 *) sample->target = g_array_index (set->labels, gint64, index);
  if (cached && atomic_load_explicit (&set->state[index], memory_order_acquire) == READ)
    {
      memcpy (sample->input[0], cached, size);
      return TRUE;
    }
  if (!gr_image_read (set->files->pdata[index], set->channels, set->height, set->width,
                      sample->input[0], error))
    {
      if (g_file_test (set->files->pdata[index], G_FILE_TEST_EXISTS))
        g_prefix_error (error, _ ("a picture has to be mended, or taken out of its folder: "));
      return FALSE;
    }
  /* Of two threads that decode the same picture, one keeps it. */
  if (cached && atomic_compare_exchange_strong (&set->state[index], &expected, BEING_READ))
    {
      memcpy (cached, sample->input[0], size);
      atomic_store_explicit (&set->state[index], READ, memory_order_release);
    }
  return TRUE;
}

static gint64
folder_label (GrDataset *self, gint64 index)
{
  return g_array_index (((FolderDataset *) self)->labels, gint64, index);
}

static char *
folder_item_name (GrDataset *self, gint64 index)
{
  return g_path_get_basename (((FolderDataset *) self)->files->pdata[index]);
}

static void
folder_finalize (GrDataset *self)
{
  FolderDataset *set = (FolderDataset *) self;

  g_ptr_array_unref (set->files);
  g_array_unref (set->labels);
  g_ptr_array_unref (set->unread);
  g_clear_error (&set->reason);
  g_ptr_array_unref (set->empty);
  g_free (set->cache);
  g_free (set->state);
}

static const GrDatasetKind folder_kind = {
  .name = "folder",
  .get = folder_get,
  .label = folder_label,
  .item_name = folder_item_name,
  .finalize = folder_finalize,
};

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
is_picture (const char *name)
{
  static const char *const endings[]
      = { ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".pgm", ".ppm", ".webp", ".tif", ".tiff" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

/* The folders, or else the pictures, in @path: sorted, hidden ones left out. */
static GPtrArray *
list (const char *path, gboolean folders, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, error);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (!dir)
    return NULL;
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *full = g_build_filename (path, name, NULL);

      if (name[0] == '.')
        continue;
      if (folders ? g_file_test (full, G_FILE_TEST_IS_DIR)
                  : is_picture (name) && g_file_test (full, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (found, g_steal_pointer (&full));
    }
  g_ptr_array_sort (found, compare_names);
  return g_steal_pointer (&found);
}

/* Whether the folder @below @path is a link to it, or to one that it is in. */
static gboolean
leads_back (const char *below, const char *path)
{
  char *to, *from;
  gboolean leads;

  if (!g_file_test (below, G_FILE_TEST_IS_SYMLINK))
    return FALSE;
  to = realpath (below, NULL);
  from = realpath (path, NULL);
  leads = to && from && g_str_has_prefix (from, to)
          && (from[strlen (to)] == '/' || !from[strlen (to)]);
  free (to);
  free (from);
  return leads;
}

/* Adds the pictures in @path to @found, and those in the folders below it, as torchvision's
 * ImageFolder does. */
static gboolean
add_below (const char *path, guint levels, GPtrArray *found, GError **error)
{
  g_autoptr (GPtrArray) pictures = list (path, FALSE, error);
  g_autoptr (GPtrArray) folders = pictures ? list (path, TRUE, error) : NULL;

  if (!folders)
    return FALSE;
  for (guint i = 0; i < pictures->len; i++)
    g_ptr_array_add (found, g_strdup (pictures->pdata[i]));
  for (guint i = 0; levels > 0 && i < folders->len; i++)
    if (!leads_back (folders->pdata[i], path)
        && !add_below (folders->pdata[i], levels - 1, found, error))
      return FALSE;
  return TRUE;
}

/* Of a class. (transfer full) */
static GPtrArray *
pictures_below (const char *path, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  return add_below (path, MOST_LEVELS, found, error) ? g_steal_pointer (&found) : NULL;
}

/* Whether there is one in @path or in the folders below it. */
static gboolean
has_pictures (const char *path, guint levels)
{
  g_autoptr (GPtrArray) pictures = list (path, FALSE, NULL);
  g_autoptr (GPtrArray) folders = list (path, TRUE, NULL);
  gboolean found = pictures && pictures->len > 0;

  for (guint i = 0; folders && levels > 0 && !found && i < folders->len; i++)
    found = has_pictures (folders->pdata[i], levels - 1);
  return found;
}

/* "cats/a.png". (transfer full) */
static char *
name_in (const char *folder, const char *path)
{
  g_autoptr (GFile) from = g_file_new_for_path (folder), file = g_file_new_for_path (path);
  char *name = g_file_get_relative_path (from, file);

  return name ? name : g_strdup (path);
}

gboolean
gr_folder_has_pictures (const char *path)
{
  return has_pictures (path, MOST_LEVELS);
}

static void
add_pictures (FolderDataset *set, GPtrArray *pictures, gint64 label)
{
  for (guint i = 0; i < pictures->len; i++)
    {
      const char *path = pictures->pdata[i];

      if (!gr_image_check (path, &set->to_search, set->reason ? NULL : &set->reason))
        {
          g_ptr_array_add (set->unread, name_in (set->base.name, path));
          continue;
        }
      g_ptr_array_add (set->files, g_strdup (path));
      if (label >= 0)
        g_array_append_val (set->labels, label);
    }
}

/* The number of the class @name: the next one, unless a training part says which there are. */
static gint64
class_number (GPtrArray *names, const char *name, const char *path, GrDataset *train,
              GError **error)
{
  for (guint c = 0; c < names->len; c++)
    if (g_str_equal (names->pdata[c], name))
      return c;
  if (train)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("“%s” has a class “%s”, which the training part “%s” does not have"), path,
                   name, train->name);
      return -1;
    }
  g_ptr_array_add (names, g_strdup (name));
  return names->len - 1;
}

/* Finds the pictures; classes are the names of the folders that have some. */
static gboolean
find_pictures (FolderDataset *set, const char *path, GrDataset *train, GError **error)
{
  g_autoptr (GPtrArray) folders = list (path, TRUE, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (!folders)
    return FALSE;
  for (gint64 c = 0; train && c < train->n_classes; c++)
    g_ptr_array_add (names, g_strdup (train->class_names[c]));
  if (folders->len == 0 && names->len == 0)
    {
      g_autoptr (GPtrArray) pictures = list (path, FALSE, error);

      if (pictures)
        add_pictures (set, pictures, -1);
      return pictures != NULL;
    }
  for (guint i = 0; i < folders->len; i++)
    {
      g_autofree char *name = g_path_get_basename (folders->pdata[i]);
      g_autoptr (GPtrArray) pictures = pictures_below (folders->pdata[i], error);
      gint64 label;

      if (!pictures)
        return FALSE;
      if (pictures->len == 0)
        {
          if (!train)
            g_ptr_array_add (set->empty, g_steal_pointer (&name));
          continue;
        }
      label = class_number (names, name, path, train, error);
      if (label < 0)
        return FALSE;
      add_pictures (set, pictures, label);
    }
  gr_dataset_set_classes (&set->base, (const char *const *) names->pdata, names->len);
  return TRUE;
}

/* What the options leave open is as in the training part, or as the first picture is. */
static gboolean
choose_size (FolderDataset *set, gint64 width, gint64 height, GrDataset *train, GError **error)
{
  if (train)
    {
      set->height = (gint) train->input[0].shape[1];
      set->width = (gint) train->input[0].shape[2];
    }
  else if (!(width && height)
           && !gr_image_size (set->files->pdata[0], &set->height, &set->width, error))
    return FALSE;
  set->width = width ? (gint) width : set->width;
  set->height = height ? (gint) height : set->height;
  return TRUE;
}

/* "cats/a.png, dogs/b.png, dogs/c.png and 2 more"; (transfer full) */
static char *
name_some (const GPtrArray *all)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < MIN (all->len, MOST_NAMED); i++)
    g_string_append_printf (names, "%s%s", i ? ", " : "", (char *) all->pdata[i]);
  if (all->len > MOST_NAMED)
    g_string_append_printf (names, _ (" and %u more"), all->len - MOST_NAMED);
  return g_string_free (names, FALSE);
}

/* "2 of 50 pictures cannot be read and are left out: cats/a.png, dogs/b.png" */
static void
warn (FolderDataset *set)
{
  const guint n = set->unread->len;
  g_autofree char *names = name_some (set->unread);

  set->base.warning = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u picture of %u cannot be read and is left out: %s",
                   "%u pictures of %u cannot be read and are left out: %s", n),
      n, set->files->len + n, names);
}

/* How the size was chosen that all pictures have, where no option says it; and which folders are no
 * classes. A test part does as its training part. */
static void
take_note (FolderDataset *set, gboolean chosen)
{
  if (chosen)
    {
      g_autofree char *first = name_in (set->base.name, set->files->pdata[0]);

      gr_dataset_add_note (
          &set->base,
          g_strdup_printf (_ ("All pictures are brought to %d×%d pixels, the size of the first "
                              "one, %s; “width” and “height” in the section “data” of the project "
                              "file set another."),
                           set->width, set->height, first));
    }
  if (set->empty->len > 0)
    {
      g_autofree char *names = name_some (set->empty);

      gr_dataset_add_note (
          &set->base, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                    "The folder %s has no picture and is no class.",
                                                    "Folders without a picture are no classes: %s.",
                                                    set->empty->len),
                                       names));
    }
}

GrDataset *
gr_folder_dataset_open (const char *path, GrDataset *train, JsonObject *options, GError **error)
{
  g_autoptr (GrDataset) dataset = gr_dataset_new (&folder_kind, sizeof (FolderDataset), path, 0);
  FolderDataset *set = (FolderDataset *) dataset;
  gboolean gray = FALSE;
  gint64 width = 0, height = 0;
  gsize size;

  set->files = g_ptr_array_new_with_free_func (g_free);
  set->labels = g_array_new (FALSE, FALSE, sizeof (gint64));
  set->unread = g_ptr_array_new_with_free_func (g_free);
  set->empty = g_ptr_array_new_with_free_func (g_free);
  set->to_search = MOST_SEARCHED;
  if (!gr_option_boolean (options, "gray", &gray, error)
      || !gr_option_integer (options, "width", 1, 4096, &width, error)
      || !gr_option_integer (options, "height", 1, 4096, &height, error)
      || !find_pictures (set, path, train, error))
    return NULL;
  if (set->files->len == 0 && set->reason)
    {
      g_propagate_error (error, g_steal_pointer (&set->reason));
      g_prefix_error (error, _ ("none of the pictures in “%s” can be read: "), path);
      return NULL;
    }
  if (set->files->len == 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("there are no pictures in “%s” or in folders below it"), path);
      return NULL;
    }
  if (!choose_size (set, width, height, train, error))
    return NULL;
  if (set->unread->len > 0)
    warn (set);
  take_note (set, !train && !width && !height);
  set->channels = gray ? 1 : 3;
  dataset->length = set->files->len;
  gr_dataset_add_input (dataset, "image", GR_UINT8,
                        GR_INTS (set->channels, set->height, set->width));
  size = gr_field_size (&dataset->input[0]);
  if (size <= MOST_CACHED / (gsize) dataset->length)
    {
      set->cache = g_try_malloc (size * (gsize) dataset->length);
      set->state = g_new0 (atomic_int, dataset->length);
    }
  return g_steal_pointer (&dataset);
}
