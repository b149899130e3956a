/* apply-fix.h - does what a problem of the model offers, its fix, so that a block that is new has a
 * place of its own, where it is seen. Used by the list of problems.
 */
#pragma once

#include "document/document.h"

G_BEGIN_DECLS

/* One step to undo. A new block stands before the one that reads it, which moves on where there is
 * no room; else behind the one that it reads. */
gboolean gradus_apply_fix (GradusDocument *document, const GrEdit *fix, GError **error);

G_END_DECLS
