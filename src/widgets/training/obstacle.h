/* obstacle.h - what keeps a document from being trained, as far as can be told without opening its
 * data set: the same, in the same words, as the trainer would refuse. For GradusTraining, which
 * keeps it up to date.
 */
#pragma once

#include "document/document.h"

G_BEGIN_DECLS

/* A sentence; NULL where nothing does. (transfer full) */
char *gradus_find_obstacle (GradusDocument *document);
/* The part of it that is not about the model or its data: a setting of the section of a run, or
 * what it leaves of the data set. (transfer full) */
char *gradus_find_run_obstacle (GradusDocument *document);
/* What one click does about @obstacle, such a sentence: "Set out_features to 10". NULL: nothing.
 * (transfer full) */
char *gradus_obstacle_remedy (GradusDocument *document, const char *obstacle);
/* Does it, as a step to undo. */
gboolean gradus_obstacle_mend (GradusDocument *document, const char *obstacle, GError **error);

G_END_DECLS
