/* call.h - gr_call(), the one function through which every operator call goes.
 *
 * infer, give the outputs memory, run the kernel of the device, let autograd record. The stepper,
 * the profiler and the tests listen here.
 */
#pragma once

#include "op.h"

G_BEGIN_DECLS

typedef enum
{
  GR_FORM_PLAIN,    /* add */
  GR_FORM_IN_PLACE, /* add_: writes argument 0 and gives it back */
  GR_FORM_OUT,      /* add (..., out=): writes @out, resized where it has another shape */
} GrForm;

/* The row's visible outputs, each (transfer full), in @results, which has room for @n_results; a
 * list output (Tensor[]) is fetched with gr_call_list(). @args has one value per schema
 * parameter. */
gboolean   gr_call      (const GrOp *op, const GrValue *args, GrTensor **results, guint n_results,
                         GError **error);
/* NULL-terminated, (transfer full): free with gr_tensor_list_free(). */
GrTensor **gr_call_list (const GrOp *op, const GrValue *args, gsize *n, GError **error);
/* In-place and out= forms. @target is written; a new reference to it is returned. */
GrTensor  *gr_call_form (const GrOp *op, GrForm form, const GrValue *args, GrTensor *target,
                         GError **error);
void       gr_tensor_list_free (GrTensor **list);

/* Calls an operator by name with values by name or position: for Python, the command line, tests.
 * Fills in defaults and converts (int to Scalar, int to int[2], number to Tensor, …), choosing
 * the first overload that fits. Errors name the operator and the argument as PyTorch's TypeError
 * does. @names[i] is NULL for positional. (transfer full), NULL-terminated. */
GrTensor **gr_call_named (const char *name, GrForm form, const GrValue *values,
                          const char *const *names, guint n_values, GrTensor *out, gsize *n,
                          GError **error);

/* The two halves of gr_call_named(): which row that is with which arguments, and the call itself. A
 * binding borrows what @values borrow. */
typedef struct _GrBinding GrBinding;
GrBinding     *gr_bind         (const char *name, const GrValue *values, const char *const *names,
                                guint n_values, GError **error);
void           gr_binding_free (GrBinding *binding);
const GrOp    *gr_binding_op   (const GrBinding *binding);
const GrValue *gr_binding_args (const GrBinding *binding);
GrTensor     **gr_call_values  (const GrOp *op, GrForm form, const GrValue *args, GrTensor *out,
                                gsize *n, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrBinding, gr_binding_free)

/* --- autograd's hooks ------------------------------------------------------------------------ */

typedef struct
{
  /* Before the kernel of an in-place call: may refuse (a leaf that requires grad). */
  gboolean (*before_write) (GrCall *call, GError **error);
  /* After the kernel, with the outputs complete. */
  gboolean (*record) (GrCall *call, GError **error);
  gboolean (*requires_grad) (const GrTensor *tensor);
  /* See gr_call_derive(). */
  gboolean (*derive) (const GrOp *op, const GrValue *args, GrTensor *const *leaves, gsize n,
                      guint output, gint64 element, GrTensor **slopes, gdouble *value,
                      GError **error);
} GrRecorder;

void gr_call_set_recorder (const GrRecorder *recorder); /* once, by autograd */

/* Calls the row with @args, @leaves (float64, without a graph) being among them, for the @value of
 * one element of an output and its derivatives: @slopes[i] (transfer full) has the shape of
 * @leaves[i], and is NULL where the element does not depend on it. Explanations are made of
 * these. */
gboolean gr_call_derive (const GrOp *op, const GrValue *args, GrTensor *const *leaves, gsize n,
                         guint output, gint64 element, GrTensor **slopes, gdouble *value,
                         GError **error);

/* --- listening ------------------------------------------------------------------------------- */

/* Of one thread: called after each primitive call (not for rows that are composed, but for what
 * they are composed of). The call and its tensors may be looked at and referenced. */
typedef void (*GrListenFunc) (const GrCall *call, gint64 nanoseconds, gpointer user);
guint gr_call_listen   (GrListenFunc func, gpointer user);
/* Before the kernel of an in-place call, which is to write the storage of call->in_place: who keeps
 * that storage copies it now. The outcome goes to gr_call_unlisten(), too. */
typedef void (*GrWriteFunc) (const GrCall *call, gpointer user);
guint gr_call_listen_writes (GrWriteFunc func, gpointer user);
void  gr_call_unlisten (guint id);
/* Whether anyone listens on this thread: who runs a plan of fused operators then runs them one by
 * one. */
gboolean gr_call_heard (void);

/* FLOPs and bytes of a call, from the row's .cost or by the default. */
void  gr_call_cost     (const GrCall *call, GrCost *cost);

G_END_DECLS
