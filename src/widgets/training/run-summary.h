/* run-summary.h - what came of a run, in a few words, from its epochs.
 *
 * For GradusRun, which shows it in the list of runs.
 */
#pragma once

#include "train/trainer.h"

G_BEGIN_DECLS

/* The one whose weights are kept as the best; NULL where there is none. */
const GrEpoch *gradus_best_epoch (const GrEpoch *epochs, guint n);
/* "10 epochs, 91.2 %": what came out of the best of @n epochs; and of the last, where that is
 * worse. (transfer full) */
char *gradus_summary_text (const GrEpoch *epochs, guint n);

G_END_DECLS
