/* stepper-private.h - GradusStepper's insides, for stepper.c and stepper-moves.c. */
#pragma once

#include "data/source.h"
#include "stepper.h"

G_BEGIN_DECLS

struct _GradusStepper
{
  GObject parent_instance;

  GradusDocument *document;
  GradusDataSource *source; /* NULL: nobody has asked for the data yet */
  char *split;
  gint64 item, batch_size;
  GrDataset *set; /* in place of the document's, or NULL */
  GrStage until;
  GrDType dtype;
  gsize max_bytes;
  GTask *estimation;          /* what finds the next two, or NULL */
  gsize est_bytes, est_limit; /* of what would be recorded; 0: not known */

  char *obstacle, *remark;
  gboolean waiting; /* to record, for the data */
  GTask *task;      /* that records, or NULL */
  GrTrace *trace;
  char *network; /* what was recorded, to be compared */
  GArray *places;
  guint position;
  gint selected_tensor;
  gint64 selected_element;

  gdouble speed;
  guint player; /* 0: it does not play */
};

typedef enum
{
  GRADUS_STEPPER_CAPTURED,
  GRADUS_STEPPER_MOVED,
  GRADUS_STEPPER_SELECTED,
  GRADUS_STEPPER_STATE_CHANGED,
  GRADUS_STEPPER_FAILED,
  GRADUS_STEPPER_N_SIGNALS
} GradusStepperSignal;

extern guint gradus_stepper_signals[GRADUS_STEPPER_N_SIGNALS];

/* stepper.c: emits one that has no arguments. */
void gradus_stepper_tell (GradusStepper *self, GradusStepperSignal signal);

/* stepper-moves.c */
/* Of the trace. */
void gradus_stepper_find_places  (GradusStepper *self);
/* Goes there, also where it is shown already, as another trace. */
void gradus_stepper_show         (GradusStepper *self, guint position);
void gradus_stepper_stop_playing (GradusStepper *self);

G_END_DECLS
