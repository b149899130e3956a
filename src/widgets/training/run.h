/* run.h - GradusRun: one training run of a project, in work or long done: its name, settings,
 * curves and files.
 *
 * A run is a folder (run-files.h) with run.json, project.gradus (the project as it was trained),
 * log.csv, and the checkpoints last.safetensors and best.safetensors; so it is there again after a
 * restart. While it is trained GradusTraining feeds it. Shown by the list of runs, by the plots,
 * and by the data page, which takes the weights from it. Main thread only, but for
 * gradus_run_load().
 *
 * Properties, all notified: "name", "state", "shown".
 * Signals:
 *   "changed"                  its curves have more points, or its state is another
 *   "failed" (const char *)    it could not be written to disk, in a sentence
 */
#pragma once

#include "run-curves.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_RUN (gradus_run_get_type ())
G_DECLARE_FINAL_TYPE (GradusRun, gradus_run, GRADUS, RUN, GObject)

typedef enum
{
  GRADUS_RUN_ACTIVE, /* in work, paused or not */
  GRADUS_RUN_DONE,
  GRADUS_RUN_STOPPED, /* by a person, the end of the program or its data, of which then
                         gradus_run_message() says what is wrong; can go on from its checkpoint */
  GRADUS_RUN_FAILED,  /* gradus_run_message() says why */
} GradusRunState;

/* Of @project, the text of a .gradus file, in @folder, which need not be there yet. @name may be
 * NULL where it gets a number. */
GradusRun *gradus_run_new (const char *folder, const char *name, const char *project);
/* What is in @folder. From any thread. (transfer full) */
GradusRun *gradus_run_load (const char *folder, GError **error);

const char *gradus_run_name (GradusRun *self);
/* Calls it "Run 3", in the language of whoever opens it, until it is renamed. @number > 0; written
 * when it is created, or by gradus_run_save(). */
void gradus_run_set_number (GradusRun *self, guint number);
/* 0 where it has been renamed. */
guint gradus_run_number (GradusRun *self);
/* Renames it, and writes that. */
void gradus_run_set_name (GradusRun *self, const char *name);
const char *gradus_run_folder (GradusRun *self);
void gradus_run_set_folder (GradusRun *self, const char *folder);
/* The name of its folder, which never changes. (transfer none) */
const char *gradus_run_id (GradusRun *self);
GDateTime *gradus_run_created (GradusRun *self); /* (transfer none) */
/* Of its curves and of what stands for it elsewhere, which it has for as long as it lives: an index
 * of GradusPalette.series. GRADUS_NO_COLOUR: none yet. */
#define GRADUS_NO_COLOUR G_MAXUINT
guint gradus_run_colour (GradusRun *self);
void gradus_run_set_colour (GradusRun *self, guint colour);

GradusRunState gradus_run_state (GradusRun *self);
const char *gradus_run_message (GradusRun *self); /* of FAILED, and of some STOPPED; else NULL */
/* Sets it, and writes that. */
void gradus_run_set_state (GradusRun *self, GradusRunState state, const char *message);
/* It stops, since its document closes; and whether that, or a crash, is how it ended. */
void gradus_run_interrupt (GradusRun *self);
gboolean gradus_run_interrupted (GradusRun *self);
/* Whether it is ticked for comparison. */
gboolean gradus_run_shown (GradusRun *self);
void gradus_run_set_shown (GradusRun *self, gboolean shown);

/* The project as it was trained, as an object with the keys of its file. (transfer none) */
JsonObject *gradus_run_settings (GradusRun *self);
/* The text of that file. (transfer none) */
const char *gradus_run_project_text (GradusRun *self);
/* The same to run or to predict with. (transfer full) */
GrProject *gradus_run_project (GradusRun *self, GError **error);
/* Where the weights that it started from were from, see document/weights-origin.h; NULL: they were
 * new. Set before the run is created. */
const char *gradus_run_start (GradusRun *self);
void gradus_run_set_start (GradusRun *self, const char *start);
/* The weights of its best epoch, or of its last checkpoint where there is no best one yet: a file
 * that gr_weights_load() takes. NULL where there is none, or where it was not trained one
 * step: what it has is random. (transfer full) */
char *gradus_run_weights (GradusRun *self);
/* Those of its last checkpoint, which may be of no step: it is what a run goes on from, too. NULL
 * where there is none. (transfer full) */
char *gradus_run_last_weights (GradusRun *self);

/* --- curves: (transfer none) ------------------------------------------------------------------ */

GradusSeries *gradus_run_losses (GradusRun *self); /* x: the step, from 1 */
GradusSeries *gradus_run_rates (GradusRun *self);  /* likewise: the learning rate */
/* The layers that are trained, NULL-terminated; and the norm of the gradient of each, at steps 1,
 * 11, … */
const char *const *gradus_run_layers (GradusRun *self);
GradusSeries *gradus_run_gradients (GradusRun *self, guint layer);
/* x: the step at the end of the epoch. Empty where there is no such figure. */
GradusSeries *gradus_run_figure (GradusRun *self, GradusEpochFigure figure);
guint gradus_run_n_epochs (GradusRun *self);
const GrEpoch *gradus_run_epoch (GradusRun *self, guint i);
/* The epoch whose weights best.safetensors has; NULL before the first. */
const GrEpoch *gradus_run_best (GradusRun *self);
/* "10 epochs, 91.2 %": what came out of its best epoch, in a few words; and of its last, where that
 * is worse. (transfer full) */
char *gradus_run_summary (GradusRun *self);

/* For GradusTraining: a person sets @lr while it goes on; that is kept once it is trained with. */
void gradus_run_ask_rate (GradusRun *self, gdouble lr);
/* "0.01, then 0.001 from step 300": the rates that were set so, after @first. NULL: none was.
 * (transfer full) */
char *gradus_run_rate_changes (GradusRun *self, const char *first);

/* For GradusTraining: what @trainer has that this has not yet. */
void gradus_run_follow (GradusRun *self, GrTrainer *trainer);
/* Forgets the curves, to follow a trainer that went on from the checkpoint. */
void gradus_run_rewind (GradusRun *self);
/* Writes run.json soon, in another thread. */
void gradus_run_save (GradusRun *self);
/* Writes run.json and project.gradus into its folder, which is made. From any thread, before
 * others know the run. */
gboolean gradus_run_create (GradusRun *self, GError **error);

G_END_DECLS
