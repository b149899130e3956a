/* block-search.h - GradusBlockSearch: a popover in which one types a block, "conv 6 5", and gets
 * it.
 *
 * Opened on the canvas by Space or "/" at the pointer, or where a wire was dropped: then with the
 * kinds that fit there, which come first. The widget that it is set on as a child has to call
 * gtk_popover_present() on it when it allocates, as for every popover.
 *
 * Signal "block-chosen" (const GradusMatch *match), which may be a chain that was typed (query.h).
 * The popover is down by then.
 */
#pragma once

#include <gtk/gtk.h>

#include "query.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_BLOCK_SEARCH (gradus_block_search_get_type ())
G_DECLARE_FINAL_TYPE (GradusBlockSearch, gradus_block_search, GRADUS, BLOCK_SEARCH, GtkPopover)

GtkWidget *gradus_block_search_new    (void);
/* Pops up, empty, pointing at @x, @y of its parent. @fitting: of GrBlockKind, as
 * gr_compose_fitting() gives; NULL: all the same. */
void       gradus_block_search_open   (GradusBlockSearch *self, double x, double y,
                                       GPtrArray *fitting);

/* As if @text had been typed into it: for keys that were pressed on the canvas. */
void       gradus_block_search_type   (GradusBlockSearch *self, const char *text);

G_END_DECLS
