/* autograd.h - define-by-run differentiation over gr_call().
 *
 * PyTorch's words and behaviour: requires_grad, grad_fn, leaves, accumulation, no_grad, detach,
 * hooks, backward of a non-scalar with a vector, double backward.
 */
#pragma once

#include "../ops/op.h"

G_BEGIN_DECLS

/* A recorded call (opaque), or the accumulator of a leaf. */
typedef struct _GrNode GrNode;

/* --- tensors -------------------------------------------------------------------------------- */

gboolean  gr_tensor_requires_grad     (const GrTensor *tensor);
/* Leaves of floating dtype only: "only Tensors of floating point dtype can require gradients". */
gboolean  gr_tensor_set_requires_grad (GrTensor *tensor, gboolean requires_grad, GError **error);
gboolean  gr_tensor_is_leaf           (const GrTensor *tensor);
/* (transfer none); NULL: none yet */
GrTensor *gr_tensor_grad              (const GrTensor *tensor);
void      gr_tensor_set_grad          (GrTensor *tensor, GrTensor *grad); /* (transfer none) */
void      gr_tensor_retain_grad       (GrTensor *tensor); /* keep the grad of a non-leaf too */
GrTensor *gr_tensor_detach            (GrTensor *tensor); /* (transfer full), shares storage */
/* (transfer none); NULL for leaves */
GrNode   *gr_tensor_grad_fn           (const GrTensor *tensor);
guint     gr_tensor_output_nr         (const GrTensor *tensor);

/* --- nodes: what a graph view shows --------------------------------------------------------- */

GrNode     *gr_node_ref      (GrNode *node);
void        gr_node_unref    (GrNode *node);
const char *gr_node_name     (const GrNode *node); /* "AddBackward0", "AccumulateGrad" */
guint64     gr_node_sequence (const GrNode *node);
const GrOp *gr_node_op       (const GrNode *node); /* NULL for AccumulateGrad */
guint       gr_node_n_next   (const GrNode *node);
/* The node that input @i's gradient goes to, NULL where it needs none. */
GrNode     *gr_node_next     (const GrNode *node, guint i, guint *output_nr);
GrTensor   *gr_node_variable (const GrNode *node); /* of AccumulateGrad; (transfer none) */

/* --- running -------------------------------------------------------------------------------- */

typedef struct
{
  gboolean retain_graph; /* else the graph is freed as it is used, and a second time is an error */
  gboolean create_graph; /* record backward itself, for double backward; implies retain_graph */
} GrBackwardOptions;

/* Accumulates into the .grad of the leaves. @gradient may be NULL for one element ("grad can be
 * implicitly created only for scalar outputs"). */
gboolean  gr_backward (GrTensor *output, GrTensor *gradient, GrBackwardOptions options,
                       GError **error);
gboolean  gr_backward_many (GrTensor *const *outputs, GrTensor *const *gradients, gsize n,
                            GrBackwardOptions options, GError **error);
/* The gradients of @outputs with respect to @inputs, without touching any .grad. Entries of
 * @grads are (transfer full), NULL where unused if @allow_unused, else that is an error. */
gboolean  gr_autograd_grad (GrTensor *const *outputs, GrTensor *const *gradients, gsize n_outputs,
                            GrTensor *const *inputs, gsize n_inputs, GrBackwardOptions options,
                            gboolean allow_unused, GrTensor **grads, GError **error);

/* --- modes (of the calling thread) ----------------------------------------------------------- */

gboolean gr_grad_enabled     (void);
gboolean gr_set_grad_enabled (gboolean enabled); /* returns the mode before */

/* --- hooks ----------------------------------------------------------------------------------- */

/* Sees the gradient that arrived; may return another in its place ((transfer full)), or NULL. An
 * error stops backward. */
typedef GrTensor *(*GrTensorHook) (GrTensor *grad, gpointer user, GError **error);
guint gr_tensor_add_hook    (GrTensor *tensor, GrTensorHook hook, gpointer user,
                             GDestroyNotify free_user);
void  gr_tensor_remove_hook (GrTensor *tensor, guint id);

/* Called after each node has run, on the thread that runs backward: the stepper's view of it.
 * @grads are those it received, @given those it gave to its inputs (entries may be NULL). */
typedef void (*GrNodeListener) (GrNode *node, GrTensor *const *grads, guint n_grads,
                                GrTensor *const *given, guint n_given, gint64 nanoseconds,
                                gpointer user);
/* The node that this thread's backward is at, whose calls are heard now: it runs, or, once its
 * listener was called, its gradients are handed on (summed to their shapes, and added up where
 * branches meet). NULL outside backward. (transfer none) */
GrNode *gr_backward_current (void);
guint gr_backward_listen   (GrNodeListener func, gpointer user);
void  gr_backward_unlisten (guint id);

/* Where autograd is linked in, its recorder is installed by this; gradus_init() calls it. */
void gr_autograd_init (void);

G_END_DECLS
