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

/* The row of attribute number @attribute of @kind. What is typed in it is set in every block of
 * @ids (NULL-terminated, copied), as one step to undo a stretch of typing. */
GtkWidget *gradus_setting_row_new (GradusDocument *document, const GrBlockKind *kind,
                                   guint attribute, const char *const *ids);
/* Shows what the document has now. */
void gradus_setting_row_refresh (GtkWidget *row);
/* Whether the attribute is about training the block, not about what it computes: init, frozen. */
gboolean gradus_setting_is_training (const GrAttribute *attribute);

G_END_DECLS
