/* op.h - GrOp, the row that declares an operator, and what its functions are given.
 *
 * A row is read by everyone: eager calls, autograd, shape inference, help, the Python module, code
 * export, the tests. Adding an operator is a row in its family's file and a line in list.h; see
 * docs/operators.md.
 */
#pragma once

#include "../backend.h"
#include "../random/generator.h"
#include "schema.h"
#include "scope.h"

G_BEGIN_DECLS

/* --- a call: what .infer and .forward see --------------------------------------------------- */

#define GR_CALL_FEW_OUTPUTS 4

struct _GrCall
{
  const GrOp    *op;
  const GrValue *args; /* one per schema parameter, defaults filled in */
  guint          n_args;
  GrTensor     **outputs; /* made by .infer; given memory before .forward */
  guint          n_outputs;
  GrDevice       device;    /* where the inputs are, or the Device argument says */
  GrGenerator   *generator; /* for GR_OP_RANDOM */
  GrTensor      *in_place;  /* the tensor that add_ writes, else NULL */
  GrTensor      *before;    /* autograd's: argument 0 as it was before an in-place call, or NULL */
  GrTensor      *few[GR_CALL_FEW_OUTPUTS]; /* private: where outputs usually points */
};

/* A tensor argument, or NULL where it is None. */
static inline GrTensor *
gr_arg (const GrCall *call, guint index)
{
  return call->args[index].kind == GR_VALUE_TENSOR ? call->args[index].tensor : NULL;
}

/* Declares the next output: contiguous, on the device of the inputs. Returns it (borrowed), so that
 * .infer may set other strides, or for views the offset. Data-dependent sizes are GR_UNKNOWN_SIZE
 * when the inputs are meta. */
GrTensor *gr_call_output (GrCall *call, GrDType dtype, GrInts shape);
/* An output that .forward itself makes since only data tell its size: replaces output @index
 * (transfer full). */
void      gr_call_replace_output (GrCall *call, guint index, GrTensor *tensor);
/* For .compose: hands over the next result (a reference is taken; NULL is ignored). */
void      gr_call_give (GrCall *call, GrTensor *result);
/* int[n] argument with PyTorch's rule that one number stands for all @n. GR_ERROR_ARGUMENT else. */
gboolean  gr_arg_ints (const GrValue *value, guint n, gint64 *out, const char *name,
                       GError **error);

/* --- backward: what .backward sees ---------------------------------------------------------- */

/* Backward formulas are written in operators (gx_ functions), so that they run on every device and
 * can be differentiated again. Gradients are summed to the input's shape where it was broadcast,
 * and cast to its dtype, by autograd: no formula does so itself. */
typedef struct _GrBackward GrBackward;
struct _GrBackward
{
  const GrOp    *op;
  const GrValue *args; /* the call's; tensors among them only through the functions below */
  GrScope       *scope;
  gpointer       node; /* autograd's */
};

gboolean  gr_needs        (GrBackward *b, guint arg); /* any entry, for a list */
gboolean  gr_needs_entry  (GrBackward *b, guint arg, guint entry);
GrTensor *gr_grad         (GrBackward *b, guint output); /* zeros where none arrived; not NULL
                                                            unless the scope has failed */
gboolean  gr_grad_arrived (GrBackward *b, guint output);
GrTensor *gr_saved        (GrBackward *b, guint arg); /* GR_SAVE_INPUT (arg); NULL for None */
GrTensor *gr_saved_entry  (GrBackward *b, guint arg, guint entry);
GrTensor *gr_result       (GrBackward *b, guint output); /* GR_SAVE_OUTPUT (output) */
GrInts    gr_input_shape  (GrBackward *b, guint arg); /* known without saving */
GrInts    gr_input_strides (GrBackward *b, guint arg);
gint64    gr_input_offset (GrBackward *b, guint arg);
GrInts    gr_entry_shape  (GrBackward *b, guint arg, guint entry);
guint     gr_n_entries    (GrBackward *b, guint arg);
GrDType   gr_input_dtype  (GrBackward *b, guint arg);
/* (transfer none); NULL: none */
void      gr_give         (GrBackward *b, guint arg, GrTensor *grad);
void      gr_give_entry   (GrBackward *b, guint arg, guint entry, GrTensor *grad);

/* One element of an output that is to be explained: ops/explain.h. */
typedef struct _GrExplain GrExplain;

/* --- the row -------------------------------------------------------------------------------- */

typedef enum
{
  /* outputs share argument 0's storage: .infer says shape, strides, offset */
  GR_OP_VIEW     = 1 << 0,
  GR_OP_IN_PLACE = 1 << 1, /* has the form name_(), which writes argument 0 */
  GR_OP_RANDOM   = 1 << 2, /* draws numbers: calls differ */
  GR_OP_DATA_SIZE = 1 << 3, /* only the data tell an output's size */
  GR_OP_INTERNAL = 1 << 4, /* exists for another row's backward; hidden from help and from Python */
  GR_OP_ALIAS_OK = 1 << 5, /* .forward is right when an output is exactly an input (elementwise);
                              without it an in-place call computes aside and copies */
  GR_OP_ONLY_IN_PLACE = 1 << 6, /* copy_, fill_, zero_: PyTorch has no other form worth naming */
  GR_OP_ANY_DEVICE = 1 << 7, /* .forward itself deals with tensors on several devices: to, copy_ */
} GrOpFlags;

#define GR_SAVE_INPUT(arg)  (1u << (arg))
#define GR_SAVE_OUTPUT(out) (1u << (16 + (out)))

typedef struct
{
  gdouble flops;
  gdouble bytes; /* read and written */
} GrCost;

/* A call that must fail, and how its message must begin. */
typedef struct
{
  const char *call;
  const char *message;
} GrBadSample;

struct _GrOp
{
  const char *schema;
  const char *summary; /* one sentence, for the person who builds a model; N_() */
  const char *formula; /* plain text, in the schema's names */

  /* Shapes, dtypes and strides of the outputs; never reads data (inputs may be on GR_META). */
  gboolean (*infer) (GrCall *call, GError **error);
  /* Computes on the CPU. Inputs may have any strides; outputs have those that .infer said. */
  gboolean (*forward) (GrCall *call, GError **error);
  /* NULL: not differentiable; outputs then never require grad. */
  void (*backward) (GrBackward *b);
  guint32 saves;    /* GR_SAVE_INPUT | GR_SAVE_OUTPUT */
  guint32 flags;    /* GrOpFlags */
  guint   n_hidden; /* outputs past the schema's that only backward sees: indices, statistics */
  /* Which elements of the inputs made one element of an output, and how: a word of ops/explain.h.
   * Views and composed rows need none. */
  gboolean (*explain) (GrExplain *x, GError **error);

  /* Instead of the three above: the operator in terms of others. */
  void (*compose) (GrScope *s, GrCall *call);

  /* NULL: one FLOP an output element, and every tensor read or written once. */
  void (*cost) (const GrCall *call, GrCost *cost);

  /* Calls for the generated tests, in the notation of tests/sample.h, NULL-terminated. */
  const char *const *samples;
  const GrBadSample *bad; /* ends with a NULL call */
};

#define GR_SAMPLES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define GR_BAD(...)     ((const GrBadSample[]){ __VA_ARGS__, { NULL, NULL } })

/* --- the table (table.c) -------------------------------------------------------------------- */

guint           gr_n_ops       (void);
const GrOp     *gr_op_at       (guint index);
const GrSchema *gr_op_schema   (const GrOp *op);
const char     *gr_op_name     (const GrOp *op); /* "max" */
guint           gr_op_index    (const GrOp *op);
/* The rows of a name, overloads in list order; NULL-terminated, borrowed; NULL where unknown. */
const GrOp *const *gr_ops_named (const char *name);
/* By "max" (first overload) or "max.dim". */
const GrOp     *gr_op_find     (const char *name);

G_END_DECLS
