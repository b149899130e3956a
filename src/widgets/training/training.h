/* training.h - GradusTraining: the training of one document: what runs now, and the runs there
 * were.
 *
 * It owns the GrTrainer, asks it how it goes ten times a second while it works and not at all
 * while it rests, and keeps every run on disk (run.h). The model of the document keeps the weights
 * of a run that is paused or ends, from which the next may start. Nothing here waits: data are
 * opened, weights saved, threads joined in other threads, and what happened is told by signals. A
 * document that is closed while it trains stops its run, which saves its checkpoint; the program
 * ends after that.
 *
 * Properties, notified: "state", "obstacle", "run", "chosen".
 * Signals:
 *   "state-changed"
 *   "tick"                     while something runs, at most ten times a second: there may be news
 *   "interrupted"              the last run that was found is one that ended with the program
 *   "failed" (const char *)    something could not be done, in a sentence for the person
 *   "removed" (GradusRun)      was taken from the list: who shows it offers to take that back
 *   "removed-changed"          which removed runs can be brought back
 *   "turned"                   a run was brought back, or its name is another, by Undo or Redo
 */
#pragma once

#include "document/document.h"
#include "run.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_TRAINING (gradus_training_get_type ())
G_DECLARE_FINAL_TYPE (GradusTraining, gradus_training, GRADUS, TRAINING, GObject)

typedef enum
{
  GRADUS_TRAINING_IDLE,
  GRADUS_TRAINING_STARTING, /* data are being opened, the model made */
  GRADUS_TRAINING_RUNNING,
  GRADUS_TRAINING_PAUSED,
  GRADUS_TRAINING_STOPPING, /* the batch is finished, the checkpoint saved */
} GradusTrainingState;

/* References @document. Its runs are read in the background. */
GradusTraining *gradus_training_new (GradusDocument *document);
/* Its window goes: what runs is stopped and nothing new begins, though others may still hold a
 * reference. */
void gradus_training_close (GradusTraining *self);
/* The same, and where the document has no file its runs are deleted. */
void gradus_training_discard (GradusTraining *self);
/* The document is about to be saved in the file @path, its first: a crash does not part its runs
 * from it. NULL: it could not be saved. */
void gradus_training_will_save (GradusTraining *self, const char *path);
GradusDocument *gradus_training_document (GradusTraining *self); /* (transfer none) */

GradusTrainingState gradus_training_state (GradusTraining *self);
/* Why the project cannot be trained, as a sentence; NULL where it can. (transfer none) */
const char *gradus_training_obstacle (GradusTraining *self);

/* --- what a person does ----------------------------------------------------------------------- */

/* A new run of the document as it is; or what was paused goes on. */
void gradus_training_start (GradusTraining *self);
void gradus_training_pause (GradusTraining *self);
/* One batch, or to the end of the epoch; then paused. Starts a run where there is none. */
void gradus_training_step (GradusTraining *self);
void gradus_training_epoch (GradusTraining *self);
/* For good, with a checkpoint to go on from. */
void gradus_training_stop (GradusTraining *self);
/* Goes on with a run that stopped, from its last checkpoint, with the settings that it had. Only
 * while idle. */
void gradus_training_resume (GradusTraining *self, GradusRun *run);
/* The run that is looked at, while nothing runs and where it stopped before its end; NULL.
 * (transfer none) */
GradusRun *gradus_training_unfinished (GradusTraining *self);
/* Goes on with that. */
void gradus_training_go_on (GradusTraining *self);
/* The model keeps the weights of @run, as a step to undo. */
void gradus_training_use_weights (GradusTraining *self, GradusRun *run);
/* From the next batch on. */
void gradus_training_set_lr (GradusTraining *self, gdouble lr);
/* The learning rate that holds: of the run in work, what was set for its next batch; while nothing
 * runs, what the one that can be continued goes on with; else what the project begins its next run
 * with. NaN where that cannot be told. */
gdouble gradus_training_lr (GradusTraining *self);
/* What is doubtful of it where a run has it now, as gr_options_doubt() says; NULL: nothing.
 * (transfer full) */
char *gradus_training_lr_doubt (GradusTraining *self);

/* --- how it goes ------------------------------------------------------------------------------ */

/* The newest figures. Zeroes where nothing ever ran. */
const GrSnapshot *gradus_training_snapshot (GradusTraining *self);
/* Where the run in work goes on without what was edited since it began, the model or settings, that
 * in a sentence; NULL: there is nothing to say. "model-changed" and "section-changed" of the
 * document may be news. (transfer full) */
char *gradus_training_edited_text (GradusTraining *self);
/* Whether the document's section @key is as it was when @run began. */
gboolean gradus_training_had_section (GradusTraining *self, GradusRun *run, const char *key);
/* NULL where nothing runs; only until the next "state-changed". (transfer none) */
GrTrainer *gradus_training_trainer (GradusTraining *self);
/* The run in work; else the last that was; else NULL. (transfer none) */
GradusRun *gradus_training_run (GradusTraining *self);
/* The run whose results and layers are looked at: that one, until another is chosen. (transfer
 * none) */
GradusRun *gradus_training_chosen (GradusTraining *self);
/* Looks at @run until another is chosen or begins. In the plots it takes the place of the only one
 * there, or joins those that are compared. */
void gradus_training_choose (GradusTraining *self, GradusRun *run);
/* Of GradusRun, the newest first. (transfer none) */
GListModel *gradus_training_runs (GradusTraining *self);

/* --- the runs --------------------------------------------------------------------------------- */

/* Where the runs of the document are kept. Of an unsaved one it can be set, by what recovers
 * documents. */
const char *gradus_training_folder (GradusTraining *self);
void gradus_training_set_folder (GradusTraining *self, const char *folder);
/* Takes @run, which is not in work, from the list, as a step to undo: its files are deleted when
 * the document forgets that, or closes. */
gboolean gradus_training_remove_run (GradusTraining *self, GradusRun *run, GError **error);
/* Takes that back, whatever was done since. FALSE: it is gone, which "failed" tells. */
gboolean gradus_training_restore_run (GradusTraining *self, GradusRun *run);
/* Whether that is still possible. */
gboolean gradus_training_can_restore (GradusTraining *self, GradusRun *run);
/* As a step to undo. */
void gradus_training_rename_run (GradusTraining *self, GradusRun *run, const char *name);
/* Tells it as the signal "failed". */
void gradus_training_fail (GradusTraining *self, const char *message);

G_END_DECLS
