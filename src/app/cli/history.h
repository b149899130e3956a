/* history.h - the files about a run: a line an epoch, a line a step. For train.c. */
#pragma once

#include "train/trainer.h"

G_BEGIN_DECLS

/* All epochs so far, as JSON lines where @path ends in .jsonl and as CSV otherwise; replaces the
 * file atomically. */
gboolean gradus_history_write_log   (GrTrainer *trainer, const char *path, GError **error);
/* step,loss */
gboolean gradus_history_write_steps (GrTrainer *trainer, const char *path, GError **error);

G_END_DECLS
