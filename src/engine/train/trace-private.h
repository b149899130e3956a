/* trace-private.h - what the files of GrTrace share: the trace, and the capture that makes one.
 *
 * trace.c is the trace once it is made; trace-capture.c runs the batch and listens; trace-tensors.c
 * knows tensors and memory again; trace-update.c is the optimiser's step; trace-names.c names what
 * is there once all is; trace-estimate.c says how much that will be; and trace-explain.c where a
 * number comes from.
 */
#pragma once

#include "trace.h"

G_BEGIN_DECLS

/* A storage at one version. */
typedef struct
{
  guint     storage, version;
  GrTensor *flat;   /* all of it, of rank 1 */
  gboolean  cut;    /* only its beginning */
  gboolean  copied; /* from memory that was to be written; else it is that memory itself */
  GArray   *tensors; /* of guint: those that lie in it; NULL once captured */
} GrTraceMemory;

struct _GrTrace
{
  gatomicrefcount refs;
  GPtrArray *tensors;  /* of GrTraceTensor, calls of GrTraceCall, and so on */
  GPtrArray *calls;
  GPtrArray *nodes;
  GPtrArray *blocks;
  GPtrArray *updates;
  GArray    *memories; /* of GrTraceMemory */
  GStringChunk *strings;
  GrStage    until;
  gint64     batch_size;
  gint       loss;
  gsize      limit;  /* G_MAXSIZE: none */
  const GrOptimizerKind *optimizer; /* NULL where there is no update */
  GrOptions             *optimizer_options;
};

/* Empty, of these blocks. */
GrTrace *gr_trace_new (GrModule *module, const GrBatch *batch);

static inline GrTraceTensor *
gr_trace_tensor_at (const GrTrace *trace, guint number)
{
  return g_ptr_array_index (trace->tensors, number);
}

static inline GrTraceCall *
gr_trace_call_at (const GrTrace *trace, guint number)
{
  return g_ptr_array_index (trace->calls, number);
}

static inline GrTraceNode *
gr_trace_node_at (const GrTrace *trace, guint number)
{
  return g_ptr_array_index (trace->nodes, number);
}

static inline GrTraceBlock *
gr_trace_block_at (const GrTrace *trace, guint number)
{
  return g_ptr_array_index (trace->blocks, number);
}

/* --- while capturing -------------------------------------------------------------------------- */

typedef struct
{
  GrTrace  *trace;
  GrModule *module;
  GrStage   stage;
  GrGenerator random; /* what the next call that draws will draw from */
  gboolean  busy;  /* a call that looking itself makes is not heard */
  GError   *error; /* the first: there was no memory for a copy */

  /* trace-tensors.c */
  GHashTable *places;  /* of a storage's id: a GArray of the regions that are known */
  GHashTable *numbers; /* GrTensor -> number + 1; they are held, so that no other has the address */
  GPtrArray  *held;    /* of GrTensor; NULL for those whose memory is a copy from the start */
  guint       n_storages;

  GHashTable *node_numbers; /* GrNode -> number + 1; held by its keys */
  GArray     *pending;      /* of GrTraceInput: those of the in-place call that is running */
  gboolean    has_pending;
} GrCapture;

void  gr_capture_init_tensors  (GrCapture *capture);
void  gr_capture_clear_tensors (GrCapture *capture);
/* The number of a tensor as it was when it was last seen; new where it never was. */
guint gr_capture_known   (GrCapture *capture, GrTensor *tensor);
/* A tensor that is new, or has been written since: always a number of its own. */
guint gr_capture_new     (GrCapture *capture, GrTensor *tensor);
/* The same for one that has a region of memory to itself, which is copied at once: others may write
 * it at any time. */
guint gr_capture_own     (GrCapture *capture, GrTensor *tensor, GrTraceRole role, const char *name);
/* The same for one that was written where nobody was told of it: another version. */
guint gr_capture_again   (GrCapture *capture, GrTensor *tensor, GrTraceRole role, const char *name);
/* Whether @tensor, which is known, was written since. */
gboolean gr_capture_is_written (GrCapture *capture, const GrTensor *tensor);
/* Its memory is going to be written: what is kept of it is copied first. */
void  gr_capture_before_write (GrCapture *capture, const GrTensor *tensor);
/* Gives every tensor of the trace its values. */
void  gr_capture_give_values (GrCapture *capture);

/* Clips, steps and notes what that did. */
void  gr_capture_update (GrCapture *capture, const GrTraceOptions *options);

/* Gradients, blocks' outputs and names: what is known at the end. */
void  gr_trace_name_tensors (GrTrace *trace);

G_END_DECLS
