/* weights-origin.h - where weights come from, as it is kept with them: in numbers, so that whoever
 * opens the project reads it in their own language.
 *
 * An origin is the name of a file, a sentence of an older version, or JSON: {"run": 5, "epoch": 1},
 * {"run": "Wider", "step": 1200}, and {} for several. See model/kept.h.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of several runs or files. */
#define GRADUS_ORIGIN_SEVERAL "{}"

/* Of run @number, or where that is 0 of the run called @name, after epoch @epoch or, where that is
 * 0, after step @step. (transfer full) */
char *gradus_origin_of_run (guint number, const char *name, gint64 epoch, gint64 step);
/* "Run 5, epoch 1". (transfer full) */
char *gradus_origin_title  (const char *origin);

G_END_DECLS
