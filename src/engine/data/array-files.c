/* array-files.c - which of NumPy's files go together: the inputs in one, what is to be predicted in
 * another, as x_train.npy and y_train.npy. For array-dataset.c and registry.c. */
#include "kinds.h"

#include <string.h>

#define MOST_PAIRED 64 /* files in a folder: of more, each is an item rather than a set */

/* What the names of two files differ by. */
static const char *const words[][2] = {
  { "x", "y" },          { "images", "labels" },   { "image", "label" },
  { "imgs", "labels" },  { "data", "labels" },     { "data", "target" },
  { "data", "targets" }, { "inputs", "targets" },  { "inputs", "labels" },
  { "input", "target" }, { "features", "labels" }, { "features", "targets" },
};

/* The names of the npy files in @folder. */
static GPtrArray *
list_arrays (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    if (name[0] != '.' && g_str_has_suffix (name, ".npy"))
      g_ptr_array_add (names, g_strdup (name));
  return names;
}

/* Whether the @length letters at @at are a word within @name, or begin or end one, as in "trainX".
 */
static gboolean
stands_out (const char *name, const char *at, gsize length)
{
  return at == name || !g_ascii_isalpha (at[-1]) || !g_ascii_isalpha (at[length]);
}

/* Adds those of @names that are @name with @from replaced by @to. */
static void
add_replaced (const char *name, const char *from, const char *to, GPtrArray *names,
              GPtrArray *found)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (const char *at = strstr (lower, from); at; at = strstr (at + 1, from))
    {
      g_autofree char *wanted = g_strdup_printf ("%.*s%s%s", (gint) (at - lower), lower, to,
                                                 at + strlen (from));

      for (guint i = 0; stands_out (lower, at, strlen (from)) && i < names->len; i++)
        if (g_ascii_strcasecmp (names->pdata[i], wanted) == 0
            && !g_ptr_array_find (found, names->pdata[i], NULL))
          g_ptr_array_add (found, names->pdata[i]);
    }
}

/* Those of @names that could hold what is to be predicted of the items in @name. */
static GPtrArray *
companions (const char *name, GPtrArray *names)
{
  GPtrArray *found = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    add_replaced (name, words[i][0], words[i][1], names, found);
  return found;
}

char **
gr_array_companions (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GPtrArray) names = list_arrays (folder);
  g_autoptr (GPtrArray) found = companions (name, names);
  char **paths = g_new0 (char *, found->len + 1);

  for (guint i = 0; i < found->len; i++)
    paths[i] = g_build_filename (folder, found->pdata[i], NULL);
  return paths;
}

gboolean
gr_folder_has_arrays (const char *path)
{
  g_autoptr (GPtrArray) names = list_arrays (path);

  return names->len > 0;
}

static gboolean
has_word (const char *name, const char *word)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return strstr (lower, word) != NULL;
}

char *
gr_array_folder_inputs (const char *folder, const char *split)
{
  g_autoptr (GPtrArray) names = list_arrays (folder);
  g_autoptr (GPtrArray) inputs = g_ptr_array_new ();
  const char *name = NULL;

  for (guint i = 0; i < names->len && names->len <= MOST_PAIRED; i++)
    {
      g_autoptr (GPtrArray) found = companions (names->pdata[i], names);

      if (found->len > 0)
        g_ptr_array_add (inputs, names->pdata[i]);
    }
  if (inputs->len == 1 && g_str_equal (split, "train"))
    name = inputs->pdata[0];
  else if (inputs->len == 2)
    for (gint i = 0; i < 2; i++)
      if (has_word (inputs->pdata[i], split)
          && has_word (inputs->pdata[1 - i], g_str_equal (split, "train") ? "test" : "train"))
        name = inputs->pdata[i];
  return name ? g_build_filename (folder, name, NULL) : NULL;
}
