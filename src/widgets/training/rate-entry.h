/* rate-entry.h - what an entry for a learning rate takes, and how it says that it takes something
 * not. For the bar of training and the search for a rate.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A learning rate as a person types it, which may be a sum (settings/expression.h). NaN where @text
 * is none: one is not negative. */
gdouble gradus_read_rate       (const char *text);
/* Marks @entry as wrong where that is TRUE of its text, and gives the sentence that says why, which
 * a screen reader is told too; else NULL. (transfer full) */
char   *gradus_rate_entry_mark (GtkEntry *entry, gboolean wrong);

G_END_DECLS
