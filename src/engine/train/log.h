/* log.h - the files about a run that people and other programs read: a line an epoch, a line a
 * step.
 *
 * Written by `gradus train --log` and --steps-csv, and by the trainer into the folders of the
 * window's runs.
 */
#pragma once

#include "trainer.h"

G_BEGIN_DECLS

/* All of @epochs (of GrEpoch), as JSON lines where @path ends in .jsonl and as CSV otherwise;
 * replaces the file atomically. */
gboolean gr_log_write       (GrSeries *epochs, const char *path, GError **error);
/* step,loss */
gboolean gr_log_write_steps (GrTrainer *trainer, const char *path, GError **error);

G_END_DECLS
