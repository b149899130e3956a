/* trace.h - GrTrace: one batch through a module, recorded: each call of an operator, each tensor as
 * it was at that moment, each node of the graph.
 *
 *   g_autoptr (GrTrace) trace = gr_trace_capture (module, &batch, NULL, &error);
 *   for (guint i = 0; i < gr_trace_n_calls (trace); i++)
 *     look (gr_trace_call (trace, i));                   (forward, loss, backward, in this order)
 *
 * What stepping through shows is looked up here: nothing is computed again, and going back is
 * looking further up. A trace never changes once it is captured, and may be read by any thread.
 * Everything in it is known by its number from 0, GR_TRACE_NONE standing for none; all that it
 * gives out is borrowed and lives as long as the trace.
 */
#pragma once

#include "../data/loader.h"
#include "../model/module.h"
#include "../ops/call.h"
#include "../ops/explain.h"
#include "../optim/optimizer.h"
#include "../optim/optimizer-explain.h"

G_BEGIN_DECLS

#define GR_TRACE_NONE (-1)

typedef struct _GrTrace GrTrace;

typedef enum
{
  GR_STAGE_FORWARD,
  GR_STAGE_LOSS,
  GR_STAGE_BACKWARD,
  GR_STAGE_UPDATE,
} GrStage;

#define GR_N_STAGES 4

/* --- tensors ---------------------------------------------------------------------------------- */

typedef enum
{
  GR_TRACE_INPUT,
  GR_TRACE_TARGET,
  GR_TRACE_PARAMETER, /* trained or frozen */
  GR_TRACE_BUFFER,    /* running statistics */
  GR_TRACE_GRADIENT,  /* the .grad of a parameter */
  GR_TRACE_STATE,     /* what the optimiser keeps for a parameter */
  GR_TRACE_MADE,      /* by a call; or of autograd's own */
} GrTraceRole;

/* A tensor as it was at one moment. What was written in place since is another one, of the same
 * storage and a later version. */
typedef struct
{
  guint       number;
  const char *name; /* for people: "input", "conv1.weight", "conv1", "conv1.grad", "fc1 (t)" */
  GrTraceRole role;
  GrTensor   *form;   /* on GR_META: shape, strides, offset, dtype */
  /* The same with its numbers, on the CPU, without a graph. Tensors of one storage and version
   * share their GrStorage; a parameter has one to itself. Where not all of them were kept (see
   * gr_trace_limit()): the first entries of dimension 0, as many as were; NULL where none was. */
  GrTensor   *values;
  gboolean    whole;   /* values has all */
  guint       storage; /* views share it */
  guint       version; /* of the storage: from 0, one more for every write in place */
  guint       memory;  /* a number for the two together */
  gint        view_of; /* the tensor that it is a view of */
  gint        call;    /* that made it; none: it was there, or autograd made it by itself */
  gint        output;  /* of the call; none: an argument that the call wrote (batch_norm's running
                          statistics) */
  gint        block;   /* it belongs to: its parameter, or made in it */
  gint        node;    /* its grad_fn, or the AccumulateGrad of a leaf */
  gint        node_output;
  gint        grad;    /* the tensor that is its gradient: what arrived at its node; of a parameter
                          its .grad */
  gint        grad_of; /* the tensor that it is the gradient of */
} GrTraceTensor;

/* --- calls ------------------------------------------------------------------------------------ */

/* A tensor among the arguments. */
typedef struct
{
  guint arg;    /* parameter of the schema */
  guint entry;  /* of a list, else 0 */
  guint tensor; /* number */
} GrTraceInput;

typedef struct
{
  guint         number;
  GrStage       stage;
  const GrOp   *op;
  const GrValue *args; /* one per schema parameter; tensors are the .values of the trace's, or
                            the .form where these are not whole */
  guint         n_args;
  GrTraceInput *inputs; /* the tensors among them, in order, None left out */
  guint         n_inputs;
  gint         *outputs; /* numbers: the visible ones, then those that only backward sees */
  guint         n_outputs, n_visible;
  gint64        nanoseconds;
  gboolean      in_place; /* add_: inputs[0] is what it was, outputs[0] what it became */
  gboolean      hands_on; /* made by autograd itself as it hands gradients on: summed to a shape, or
                             added where branches meet */
  GrGenerator   generator; /* of a row that draws random numbers: what it drew them from */
  gint          block; /* of a backward call: that of the node it ran in */
  gint          node;  /* forward: the one it recorded; backward: the one it ran in */
} GrTraceCall;

/* --- the autograd graph ----------------------------------------------------------------------- */

typedef struct
{
  gint  node; /* none: that input needs no gradient */
  guint output;
} GrTraceEdge;

/* A value that the row keeps for its backward. */
typedef struct
{
  const char *name;      /* "input"; of an output "output", of one that only backward sees
                            "output 1" */
  gboolean    is_output; /* else an argument */
  guint       index;     /* of the argument or the output */
  gint        tensor;
} GrTraceSaved;

typedef struct
{
  guint         number;
  const char   *name;     /* "ConvolutionBackward0", "AccumulateGrad" */
  guint64       sequence; /* G_MAXUINT64 for AccumulateGrad */
  const GrOp   *op;       /* NULL for AccumulateGrad */
  gint          call;     /* the forward call that recorded it */
  gint          block;
  gint          variable; /* of AccumulateGrad: its leaf */
  GrTraceEdge  *edges;    /* one per tensor argument of the call */
  guint         n_edges;
  GrTraceSaved *saved;
  guint         n_saved;
  /* Once backward has run it: tensors, or none where none came. What it gives is before it is
   * summed to the input's shape. */
  gboolean      ran;
  gint         *received; /* one per output */
  guint         n_received;
  gint         *given;    /* one per edge */
  guint         first_call, n_calls; /* the calls it ran, those that hand on included */
  gint64        nanoseconds;
} GrTraceNode;

/* --- blocks ----------------------------------------------------------------------------------- */

/* One of the module's blocks, in the order they run. */
typedef struct
{
  guint       number;
  const char *name; /* dotted */
  const char *kind; /* "Conv2d" */
  const char *id;   /* of the model's block; copies in a repeated group share it */
  gint       *inputs; /* the tensors that it read, one per port; NULL for a loss */
  guint       n_inputs;
  gint        output; /* what it gave; one of its inputs where it did nothing */
  guint       first_call, n_calls; /* its forward calls, or those of its loss */
} GrTraceBlock;

/* --- the update ------------------------------------------------------------------------------- */

/* What the optimiser's step did to a parameter. Tensors are numbers. */
typedef struct
{
  guint   number;
  gint    block;
  gint    parameter; /* as it was */
  gint    grad;      /* what the step read: clipped, where that was asked for */
  gint    after;
  /* In the order of the optimiser's row, none where it keeps none. */
  gint    states[GR_OPTIMIZER_MAX_STATES], states_after[GR_OPTIMIZER_MAX_STATES];
  gdouble lr;       /* with the parameter's own factor */
  gdouble momentum; /* NaN where the row has none */
  gint64  step;     /* from 1 */
} GrTraceUpdate;

/* --- capturing -------------------------------------------------------------------------------- */

typedef struct
{
  GrStage      until;     /* the last stage wanted */
  /* Of the module's parameters and gradients: for the update, which is left out without it. It is
   * not clipped by 0. */
  GrOptimizer *optimizer;
  gdouble      clip_norm, clip_value;
  gboolean     accumulate; /* onto the gradients that are there; else they are zeroed first */
  /* Of numbers kept: see gr_trace_limit(). 0: GR_TRACE_MAX_BYTES. */
  gsize        max_bytes;
} GrTraceOptions;

#define GR_TRACE_MAX_BYTES    ((gsize) 256 << 20)
#define GR_TRACE_OPTIONS_INIT { .until = GR_STAGE_BACKWARD }

/* Runs @batch through @module in its mode (training or not), in this thread. @options may be NULL.
 * The module is changed as by any pass, gradients, running statistics, and the weights by an
 * update: so give it one of its own, made from the weights concerned. A model without a loss ends
 * with its forward, one without anything to train with its loss. The numbers are to the bit
 * those of a pass that nobody records. GR_ERROR_DEVICE where the module is not on the CPU.
 * (transfer full) */
GrTrace *gr_trace_capture (GrModule *module, const GrBatch *batch, const GrTraceOptions *options,
                           GError **error);
/* What a capture of @batch_size items like those of the batch @like would take if nothing were left
 * out, in @bytes, and, in @limit (or NULL), the limit that options->max_bytes would lead to. Found
 * from the shapes alone, without running or changing anything; at most a little too much. Sizes
 * that only the data tell count as nothing. */
gboolean gr_trace_estimate (GrModule *module, const GrBatch *like, gint64 batch_size,
                            const GrTraceOptions *options, gsize *bytes, gsize *limit,
                            GError **error);
GrTrace *gr_trace_ref     (GrTrace *trace);
void     gr_trace_unref   (GrTrace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrTrace, gr_trace_unref)

/* --- looking ---------------------------------------------------------------------------------- */

guint                gr_trace_n_calls   (const GrTrace *trace);
const GrTraceCall   *gr_trace_call      (const GrTrace *trace, guint number);
guint                gr_trace_n_tensors (const GrTrace *trace);
const GrTraceTensor *gr_trace_tensor    (const GrTrace *trace, guint number);
guint                gr_trace_n_nodes   (const GrTrace *trace);
const GrTraceNode   *gr_trace_node      (const GrTrace *trace, guint number);
guint                gr_trace_n_blocks  (const GrTrace *trace);
const GrTraceBlock  *gr_trace_block     (const GrTrace *trace, guint number);

guint                gr_trace_n_updates (const GrTrace *trace);
const GrTraceUpdate *gr_trace_update    (const GrTrace *trace, guint number);

GrStage gr_trace_until      (const GrTrace *trace); /* the last stage that it has */
gint64  gr_trace_batch_size (const GrTrace *trace);
gint    gr_trace_loss       (const GrTrace *trace); /* the tensor that backward began from */
gsize   gr_trace_bytes      (const GrTrace *trace); /* of numbers kept */
/* Of a storage that is larger, only so many bytes from its beginning are kept: of a batch, its
 * first items. The largest limit that keeps the whole within max_bytes; G_MAXSIZE where nothing
 * was left out. */
gsize   gr_trace_limit      (const GrTrace *trace);
/* The flat memory that the tensor lies in, as it was, or what was kept of it: rank 1, its elements
 * where the tensor's offset and strides say. */
GrTensor *gr_trace_storage  (const GrTrace *trace, const GrTraceTensor *tensor);
/* The first of this name, or NULL. */
const GrTraceTensor *gr_trace_find  (const GrTrace *trace, const char *name);
const char *gr_stage_name (GrStage stage); /* "forward", for files and the command line */

/* --- where a number comes from ---------------------------------------------------------------- */

/* gr_explain() of an element of a call's output; it takes some milliseconds up to a tenth of a
 * second: not for the thread that draws. GR_ERROR_UNSUPPORTED, too, where it takes numbers that
 * were not kept. (transfer full) */
GrExplanation *gr_trace_explain        (const GrTrace *trace, guint call, guint output,
                                        gint64 element, GError **error);
/* The tensor that a place of that explanation is an element of. */
guint          gr_trace_place          (const GrTrace *trace, guint call, GrPlace place);
/* The optimiser's arithmetic for an element of a parameter: gr_optimizer_kind_explain(). NULL where
 * there is no such element, or it was not kept. (transfer full), of GrOptimizerLine */
GPtrArray     *gr_trace_explain_update (const GrTrace *trace, guint update, gint64 element);
/* NULL where there is no update. */
const GrOptimizerKind *gr_trace_optimizer         (const GrTrace *trace);
const GrOptions       *gr_trace_optimizer_options (const GrTrace *trace);

G_END_DECLS
