/* training-private.h - GradusTraining's insides, for training.c, training-end.c, training-rate.c,
 * training-*.c. */
#pragma once

#include "run-files.h"
#include "training.h"

G_BEGIN_DECLS

/* What a run begins with, and the last thing that was asked of it. */
typedef enum
{
  GRADUS_FIRST_RUN,
  GRADUS_FIRST_PAUSE,
  GRADUS_FIRST_STEP,
  GRADUS_FIRST_EPOCH,
  GRADUS_FIRST_STOP,
} GradusFirst;

/* A run that was removed and can be brought back. */
typedef struct
{
  GradusRun *run;
  gpointer step;                 /* what the document has of it, borrowed */
  gboolean was_last, was_chosen; /* gradus_training_run(), gradus_training_chosen() */
} GradusRemovedRun;

struct _GradusTraining
{
  GObject parent_instance;

  GradusDocument *document;
  GradusTrainingState state;
  char *obstacle;

  GrTrainer *trainer; /* NULL while idle, starting, or joined elsewhere */
  GradusFirst first;
  GrSnapshot now;
  gdouble wished_lr;  /* what a person set, until a snapshot tells of it; NaN: nothing */
  gint64 wished_step; /* the last one without it */
  guint timer;
  gboolean closed;

  GradusRun *run, *chosen;
  char *described; /* what the run's model computes, once that was asked for; or NULL */
  GListStore *runs;
  GPtrArray *removed; /* of GradusRemovedRun */
  char *folder;       /* of the runs */
  guint n_moving;      /* into it, */
  gboolean load_moved; /* and it is to be read once they are there */
  gboolean saving_kept, kept_again; /* the file of what the model keeps */
  char *left_folder;                /* one that this file is to be removed from; or NULL */
  gint64 asked_step;                /* at which the paused run was asked for its weights, */
  gboolean waits_for_weights;       /* which are not there yet */
  gboolean is_unsaved; /* the folder is that of a document without a file */
  gboolean discarded;  /* and is to be deleted */
  char *held;          /* the folder of the time without a file, while it is held; or NULL */
  gint lock;           /* of that; -1: none */
};

/* training.c */
void gradus_training_set_state (GradusTraining *self, GradusTrainingState state);
void gradus_training_set_run (GradusTraining *self, GradusRun *run);
void gradus_training_set_chosen (GradusTraining *self, GradusRun *run);
/* Emits "interrupted" where that is so. */
void gradus_training_tell_interrupted (GradusTraining *self);

/* training-end.c */
/* Takes the trainer from @self. Its threads are joined, and its memory freed, elsewhere. */
void gradus_training_begin_end (GradusTraining *self);

/* training-rate.c */
/* Another run begins: what a person set was for the one before. */
void gradus_training_forget_lr (GradusTraining *self);
/* There is a new snapshot, which may tell of what a person set. */
void gradus_training_follow_lr (GradusTraining *self);

/* training-runs.c */
guint gradus_training_n_runs (GradusTraining *self);
/* Both borrowed; the second was removed and can be brought back. */
GradusRun *gradus_training_run_at (GradusTraining *self, guint i);
GradusRun *gradus_training_removed_at (GradusTraining *self, guint i);
GPtrArray *gradus_removed_runs_new (void);
/* Of "Run 3". */
guint gradus_training_new_number (GradusTraining *self);
/* One that no other run has, or the fewest have. */
guint gradus_training_new_colour (GradusTraining *self);
void gradus_training_add_run (GradusTraining *self, GradusRun *run);
/* Tells what goes wrong with a run that is in the list. */
void gradus_training_watch (GradusTraining *self, GradusRun *run);

/* training-folder.c */
/* The document's file is another, or it has one now: the runs beside it. */
void gradus_training_find_runs (GradusTraining *self);
/* Moves runs of the time before the document had a file beside its file, once none is in work. */
void gradus_training_relocate (GradusTraining *self);
/* Before anything is written into the folder of a document without a file. */
void gradus_training_hold_folder (GradusTraining *self);
/* Deletes it, in another thread. */
void gradus_training_delete_folder (GradusTraining *self);

/* training-kept.c */
/* What to keep of a run that has ended, called by @number, or where that is 0 @run: the
 * weights of its best epoch, or with @last those that it ended with. From another thread, with
 * nobody else at @trainer. NULL where it learned nothing. (transfer full) */
GrKept *gradus_kept_of_trainer (GrTrainer *trainer, guint number, const char *run, gboolean last);
/* The model keeps these too. @label as of gradus_document_set_kept(). */
void gradus_training_keep (GradusTraining *self, GrKept *kept, const char *label);
/* At every tick of a paused run: keeps its weights. Whether they are still on their way. */
gboolean gradus_training_keep_paused (GradusTraining *self);
/* Writes the file of what is kept among the runs in @folder; from any thread. */
gboolean gradus_kept_write (const char *folder, GrKept *kept, GError **error);
/* Writes it soon, in another thread. */
void gradus_training_save_kept (GradusTraining *self);
/* The folder is another: reads what is kept there; or writes it, where the document has some.
 * @left: the folder of the time before the document had a file, which is done with; or NULL. */
void gradus_training_find_kept (GradusTraining *self, const char *left);

G_END_DECLS
