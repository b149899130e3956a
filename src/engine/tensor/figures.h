/* figures.h - large numbers as people read them, with three figures and a unit.
 *
 * Used by the command line and by the window, so that both say the same of a model; and by errors
 * about memory.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The space before a unit: in sentences and fields it must not end a line. */
#define GR_FIXED_SPACE "\u00a0"

/* Counts of operations or parameters: "999", "12.3 k", "1.23 M", in steps of 1000, with @space
 * before the unit. (transfer full) */
char *gr_figure_short (gdouble number, const char *space);
/* Of memory: "104 B", "13.5 KiB", "1.91 MiB", in steps of 1024. (transfer full) */
char *gr_figure_bytes (gdouble bytes, const char *space);

G_END_DECLS
