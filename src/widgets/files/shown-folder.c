/* shown-folder.c - see shown-folder.h. */
#include "shown-folder.h"

#include <string.h>

char *
gradus_shown_folder (const char *path)
{
  const char *home = g_get_home_dir ();
  g_autofree char *folder = g_path_get_dirname (path);
  const char *rest = g_str_has_prefix (folder, home) ? folder + strlen (home) : NULL;

  if (rest && (*rest == G_DIR_SEPARATOR || !*rest))
    return g_strconcat ("~", rest, NULL);
  return g_steal_pointer (&folder);
}
