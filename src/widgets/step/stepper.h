/* stepper.h - GradusStepper: the stepping through one document: one batch as it was recorded, the
 * place in it that is shown, and the number that is asked about.
 *
 * It records in another thread, on a copy of the project with the weights that its model keeps (of
 * a run that is paused, those that it has now) and new ones for the rest, so it disturbs no run.
 * Whatever the window shows of a step is looked up in the trace; going to a place costs nothing.
 * Used by the step bar, the step panel and the graph view, which show it, and by the build page,
 * which owns it.
 *
 * Signals:
 *   "captured"       there is another trace, or none: gradus_stepper_trace()
 *   "moved"          another place is shown, also after "captured" where there is a trace
 *   "selected"       another element is asked about, or none
 *   "state-changed"  whether it records or plays, what is to be recorded, what is in the way
 *   "failed" (const char *)  it could not be recorded, in a sentence for the person
 */
#pragma once

#include "data/part.h"
#include "document/document.h"
#include "train/trace.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_STEPPER (gradus_stepper_get_type ())
G_DECLARE_FINAL_TYPE (GradusStepper, gradus_stepper, GRADUS, STEPPER, GObject)

/* Nothing is recorded yet. */
GradusStepper  *gradus_stepper_new      (GradusDocument *document);
GradusDocument *gradus_stepper_document (GradusStepper *self); /* (transfer none) */

/* --- what is recorded ------------------------------------------------------------------------- */

/* Each of these counts from the next capture on. */

/* The item, which with those after it makes the batch. @split: "train" or "test". */
void        gradus_stepper_set_item       (GradusStepper *self, const char *split, gint64 item);
const char *gradus_stepper_split          (GradusStepper *self); /* (transfer none) */
gint64      gradus_stepper_item           (GradusStepper *self);
/* A set to take in place of the document's, as of what was drawn (gradus_drawing_dataset()); NULL:
 * the document's. Setting an item goes back to that. */
void        gradus_stepper_set_set        (GradusStepper *self, GrDataset *set);
/* 0, as at first: one item, or two where the model cannot be trained on a single one. */
void        gradus_stepper_set_batch_size (GradusStepper *self, gint64 size);
gint64      gradus_stepper_batch_size     (GradusStepper *self); /* that will be */
/* The last stage wanted: update at first. */
void        gradus_stepper_set_until      (GradusStepper *self, GrStage until);
GrStage     gradus_stepper_until          (GradusStepper *self);
void        gradus_stepper_set_dtype      (GradusStepper *self, GrDType dtype); /* or float64 */
GrDType     gradus_stepper_dtype          (GradusStepper *self);
/* A part of the data; NULL while they are opened, or where there is none. The first to ask opens
 * them. (transfer none) */
GradusPart *gradus_stepper_part           (GradusStepper *self, const char *split);

/* The most that numbers may take, 256 MiB at first; what is left out then see gr_trace_limit(). */
void        gradus_stepper_set_max_bytes  (GradusStepper *self, gsize bytes);
gsize       gradus_stepper_max_bytes      (GradusStepper *self);
/* Finds out, in another thread, what it will take; "state-changed" follows. */
void        gradus_stepper_estimate       (GradusStepper *self);
/* That, where it is known. */
gboolean    gradus_stepper_estimated      (GradusStepper *self, gsize *bytes, gsize *limit);

/* Why there is nothing to step through, in a sentence; NULL where there is. (transfer none) */
const char *gradus_stepper_obstacle  (GradusStepper *self);
/* Begins to record; "captured" or "failed" follows. What was being recorded is let go of. */
void        gradus_stepper_capture   (GradusStepper *self);
gboolean    gradus_stepper_capturing (GradusStepper *self);
/* Ends it: there is no trace any more. */
void        gradus_stepper_end       (GradusStepper *self);
/* What a person should know of the trace, or why there is none any more, in a sentence: an edit
 * ends it; other weights do not. NULL: nothing. (transfer none) */
const char *gradus_stepper_remark    (GradusStepper *self);

/* --- where one is ----------------------------------------------------------------------------- */

/* A step of the way: a call; or, at its end, the update of a parameter. */
typedef struct
{
  GrStage stage;
  gint    call;   /* GR_TRACE_NONE in the update */
  gint    update; /* GR_TRACE_NONE elsewhere */
  gint    block;  /* it belongs to, or GR_TRACE_NONE */
} GradusStepPlace;

/* NULL where nothing is recorded. Borrowed until the next "captured". */
GrTrace               *gradus_stepper_trace    (GradusStepper *self);
guint                  gradus_stepper_n_places (GradusStepper *self);
const GradusStepPlace *gradus_stepper_place_at (GradusStepper *self, guint position);
/* The one that is shown: 0 to n - 1. */
guint                  gradus_stepper_position (GradusStepper *self);
const GradusStepPlace *gradus_stepper_place    (GradusStepper *self); /* NULL: there is none */
/* Its call; NULL: it has none. */
const GrTraceCall     *gradus_stepper_call     (GradusStepper *self);
/* Its update; NULL likewise. */
const GrTraceUpdate   *gradus_stepper_update   (GradusStepper *self);
/* The dotted name of its block; NULL. */
const char            *gradus_stepper_block    (GradusStepper *self);
/* How many places a stage has, and which is the first. */
guint                  gradus_stepper_stage    (GradusStepper *self, GrStage stage, guint *first);

/* All of these do nothing where there is no such place. */
void gradus_stepper_go         (GradusStepper *self, guint position);
void gradus_stepper_go_to_call (GradusStepper *self, gint call);
/* The first place of the model's block @id in the stage that is shown, else in any; none where one
 * of it is shown. */
void gradus_stepper_go_to_block (GradusStepper *self, const char *id);
void gradus_stepper_next       (GradusStepper *self);
void gradus_stepper_back       (GradusStepper *self);
/* The next place of another block or stage; the first of this one, or where that is shown, of the
 * one before. */
void gradus_stepper_next_block (GradusStepper *self);
void gradus_stepper_back_block (GradusStepper *self);
/* The stage's first place, or last; where that is shown, of the stage before or after. */
void gradus_stepper_home       (GradusStepper *self);
void gradus_stepper_last       (GradusStepper *self);

/* Goes on by itself, from the beginning where the end is shown, until the end or until somebody
 * moves. */
void     gradus_stepper_set_playing (GradusStepper *self, gboolean playing);
gboolean gradus_stepper_playing     (GradusStepper *self);
void     gradus_stepper_set_speed   (GradusStepper *self, gdouble places_per_second);
gdouble  gradus_stepper_speed       (GradusStepper *self); /* 2 at first */

/* --- what is asked about ---------------------------------------------------------------------- */

/* The element, row-major, of a tensor of the trace; -1: none. Moving ends it. */
void   gradus_stepper_select           (GradusStepper *self, gint tensor, gint64 element);
gint   gradus_stepper_selected_tensor  (GradusStepper *self); /* GR_TRACE_NONE */
gint64 gradus_stepper_selected_element (GradusStepper *self); /* -1 */

G_END_DECLS
