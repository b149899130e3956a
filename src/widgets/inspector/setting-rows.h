/* setting-rows.h - the attributes of a kind of block as rows, for one block or for several of that
 * kind.
 *
 * Used by the inspector's panels for one block and for several. Titles are PyTorch's names, so that
 * what is learned here holds in code.
 */
#pragma once

#include "document/document.h"
#include "settings/field-row.h"

G_BEGIN_DECLS

/* The row of the attribute of this name, which the kinds of all blocks of @ids have alike
 * (NULL-terminated, copied). What is typed in it is set in every one, as one step to undo a stretch
 * of typing. */
GtkWidget *gradus_setting_row_new (GradusDocument *document, const char *attribute,
                                   const char *const *ids);
/* Shows what the document has now. */
void gradus_setting_row_refresh (GtkWidget *row);
/* Whether the attribute is about training the block, not about what it computes: init, frozen. */
gboolean gradus_setting_is_training (const char *attribute);

/* The names of the attributes that the kinds of all blocks of @ids have alike, in the order of the
 * first's. (transfer full), NULL-terminated */
char **gradus_setting_common (GrModel *model, const char *const *ids);

G_END_DECLS
