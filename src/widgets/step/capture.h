/* capture.h - what a GradusStepper does in a worker thread: makes a module of its own, opens the
 * items, and records the batch.
 */
#pragma once

#include "data/dataset.h"
#include "model/project.h"
#include "train/trace.h"

G_BEGIN_DECLS

typedef struct
{
  GrProject *project; /* of which nobody else has anything */
  GrDataset *set;
  gint64     first, size; /* the items; fewer where the set ends before */
  GrStage    until;
  GrDType    dtype;
  gsize      max_bytes; /* as of GrTraceOptions */
} GradusCaptureWish;

/* Takes its random numbers from the project's seed: the same wish gives the same bits. What is done
 * to an item at random before it comes in is left out, as in evaluation; the module itself is in
 * training. The update is the first step of a new optimiser. (transfer full) */
GrTrace *gradus_capture          (const GradusCaptureWish *wish, GError **error);
/* What that will take: see gr_trace_estimate(). */
gboolean gradus_capture_estimate (const GradusCaptureWish *wish, gsize *bytes, gsize *limit,
                                  GError **error);

G_END_DECLS
