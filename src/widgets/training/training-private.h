/* training-private.h - GradusTraining's insides, for training.c and training-runs.c. */
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

struct _GradusTraining
{
  GObject parent_instance;

  GradusDocument *document;
  GradusTrainingState state;
  char *obstacle;

  GrTrainer *trainer; /* NULL while idle, starting, or joined elsewhere */
  GradusFirst first;
  GrSnapshot now;
  guint timer;
  gboolean closed;

  GradusRun *run;
  GListStore *runs;
  char *folder;        /* of the runs */
  gboolean is_unsaved; /* the folder is that of a document without a file */
};

/* training.c */
void gradus_training_set_run (GradusTraining *self, GradusRun *run);

/* training-runs.c */
/* "Run 3". (transfer full) */
char *gradus_training_new_name (GradusTraining *self);
void gradus_training_add_run (GradusTraining *self, GradusRun *run);
/* The document's file is another, or it has one now: the runs beside it. */
void gradus_training_find_runs (GradusTraining *self);
/* Moves runs of the time before the document had a file beside its file, once none is in work. */
void gradus_training_relocate (GradusTraining *self);

G_END_DECLS
