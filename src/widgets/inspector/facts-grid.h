/* facts-grid.h - GradusFactsGrid: a card of names and values that can be read and copied but not
 * edited.
 *
 * Used by the inspector for what is known of a tensor, and for totals.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_FACTS_GRID (gradus_facts_grid_get_type ())
G_DECLARE_FINAL_TYPE (GradusFactsGrid, gradus_facts_grid, GRADUS, FACTS_GRID, GtkGrid)

GtkWidget *gradus_facts_grid_new (void);
/* Shows @value beside @name, in the order in which names first came; NULL hides it. @help is its
 * tooltip, or NULL. */
void gradus_facts_grid_set (GradusFactsGrid *self, const char *name, const char *value,
                            const char *help);
/* What is shown beside @name, or NULL. (transfer none) */
const char *gradus_facts_grid_get (GradusFactsGrid *self, const char *name);

G_END_DECLS
