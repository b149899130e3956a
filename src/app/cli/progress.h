/* progress.h - showing how a run goes: a bar on a terminal, a line an epoch anywhere. For
 * train.c. */
#pragma once

#include "train/trainer.h"

#include <stdio.h>

G_BEGIN_DECLS

typedef struct _GradusProgress GradusProgress;

/* What is in @trainer already, from before a resume, is not shown again. @to: NULL shows
 * nothing. */
GradusProgress *gradus_progress_new   (GrTrainer *trainer, FILE *to);
/* Prints the epochs that have ended since, and on a terminal the bar anew. */
void            gradus_progress_show  (GradusProgress *progress, GrTrainer *trainer);
/* Takes the bar away. */
void            gradus_progress_clear (GradusProgress *progress);
/* The last words; @saved is the file that the weights went to, or NULL. */
void            gradus_progress_end   (GradusProgress *progress, GrTrainer *trainer,
                                       const char *saved);
void            gradus_progress_free  (GradusProgress *progress);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusProgress, gradus_progress_free)

G_END_DECLS
