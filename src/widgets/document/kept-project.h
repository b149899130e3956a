/* kept-project.h - the project as it is now with the weights that its model keeps, for who predicts
 * with it. */
#pragma once

#include "document.h"

G_BEGIN_DECLS

/* NULL where some block has no weights that fit: what it predicts would mean nothing. @title is set
 * to what the weights are known by. (transfer full) both. */
GrProject *gradus_kept_project (GradusDocument *document, char **title);
/* Where the kept weights come from, of one origin or several: see weights-origin.h. NULL where none
 * fits. (transfer full) */
char      *gradus_kept_origin  (GrModel *model);
/* Why there is none, in a sentence that names a block; NULL where nothing is kept at all, or where
 * there is one. (transfer full) */
char      *gradus_kept_lack    (GradusDocument *document);

G_END_DECLS
