/* outputs.c - the files that a command is told to write: that they can be written, and that none is
 * a file that the command reads or another that it writes. See run.h. */
#include "run.h"

#include "io/atomic.h"
#include "train/config.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

static gboolean
check_writable (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GrAtomicFile) file = NULL;
  g_autoptr (GError) error = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    gradus_cli_fail (GRADUS_FAILED, "Cannot save “%s”: it is a folder.", path);
  else if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    gradus_cli_fail (GRADUS_FAILED, "Cannot save “%s”: there is no folder “%s”.", path, folder);
  else if (!(file = gr_atomic_file_open (path, &error))) /* writes nothing unless committed */
    gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
  else
    return TRUE;
  return FALSE;
}

/* The path without links, "." and ".."; of a file that is not there yet, that of its folder with
 * its name. (transfer full) */
static char *
resolve (const char *path)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (whole);
  g_autofree char *name = g_path_get_basename (whole);
  char *there = realpath (whole, NULL);
  char *above = there ? NULL : realpath (folder, NULL);
  char *resolved = there   ? g_strdup (there)
                   : above ? g_build_filename (above, name, NULL)
                           : g_strdup (whole);

  free (there);
  free (above);
  return resolved;
}

/* Hard links are one file too. */
static gboolean
is_same_file (const char *a, const char *b)
{
  GStatBuf of_a, of_b;
  g_autofree char *path_a = resolve (a);
  g_autofree char *path_b = resolve (b);

  if (g_str_equal (path_a, path_b))
    return TRUE;
  return g_stat (a, &of_a) == 0 && g_stat (b, &of_b) == 0 && of_a.st_dev == of_b.st_dev
         && of_a.st_ino == of_b.st_ino && S_ISREG (of_a.st_mode);
}

/* Whether writing @path would replace a part of the data set in @data. In a data set's folder a
 * person may keep weights and logs, which no data set has. */
static gboolean
is_data (const char *path, const char *data)
{
  static const char *const own_endings[] = { ".safetensors", ".csv", ".jsonl" };
  g_autofree char *file = resolve (path);
  g_autofree char *folder = resolve (data);
  const gsize length = strlen (folder);

  if (is_same_file (path, data))
    return TRUE;
  if (!g_str_has_prefix (file, folder) || file[length] != G_DIR_SEPARATOR
      || !g_file_test (file, G_FILE_TEST_EXISTS))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (own_endings); i++)
    if (g_str_has_suffix (file, own_endings[i]))
      return FALSE;
  return TRUE;
}

/* What @output would overwrite: "the project", "--log"; or NULL. */
static const char *
find_clash (const GradusFile *output, const GradusFile *outputs, const GradusFile *inputs,
            const char *data)
{
  for (gsize i = 0; inputs[i].option; i++)
    if (inputs[i].path && is_same_file (output->path, inputs[i].path))
      return inputs[i].option;
  if (data && is_data (output->path, data))
    return "the data";
  for (gsize i = 0; &outputs[i] != output; i++)
    if (outputs[i].path && is_same_file (output->path, outputs[i].path))
      return outputs[i].option;
  return NULL;
}

gint
gradus_run_check_outputs (const GradusFile *outputs, const GradusFile *inputs, GrProject *project,
                          const char *path)
{
  g_autofree char *data = gr_project_data_path (project, path, gradus_run_options.data);

  for (const GradusFile *output = outputs; output->option; output++)
    {
      const char *clash;

      if (!output->path)
        continue;
      if (!*output->path)
        return gradus_cli_fail (GRADUS_USAGE, "%s needs the name of a file.", output->option);
      clash = find_clash (output, outputs, inputs, data);
      if (clash)
        return gradus_cli_fail (GRADUS_USAGE,
                                "%s would overwrite “%s”, which is %s%s; give it another file.",
                                output->option, output->path,
                                clash[0] == '-' ? "also that of " : "", clash);
      if (!check_writable (output->path))
        return GRADUS_FAILED;
    }
  return GRADUS_DONE;
}
