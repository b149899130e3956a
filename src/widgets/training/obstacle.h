/* obstacle.h - what keeps a document from being trained, as far as can be told without opening its
 * data set: the same, in the same words, as the trainer would refuse. For GradusTraining, which
 * keeps it up to date.
 */
#pragma once

#include "document/document.h"

G_BEGIN_DECLS

/* A sentence; NULL where nothing does. (transfer full) */
char *gradus_find_obstacle (GradusDocument *document);
/* The edit that @obstacle, such a sentence, offers where it asks a question; else NULL. (transfer
 * none), until the model changes */
GrEdit *gradus_obstacle_fix (GradusDocument *document, const char *obstacle);

G_END_DECLS
