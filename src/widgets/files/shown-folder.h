/* shown-folder.h - how the folder of a file is shown to people, in the header and among the recent
 * projects. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The folder of @path, "~" for the person's own: "~/Nets". (transfer full) */
char *gradus_shown_folder (const char *path);

G_END_DECLS
