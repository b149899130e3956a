/* node.h - the recorded graph: nodes, edges, saved values. Private to autograd/. */
#pragma once

#include "../ops/call.h"
#include "autograd.h"

G_BEGIN_DECLS

typedef struct
{
  GrDType  dtype;
  GrDevice device;
  gint     ndim;
  gint64   shape[GR_MAX_DIMS];
  gint64   stride[GR_MAX_DIMS];
  gint64   offset;
} GrGradForm;

/* What outlives a tensor while its graph lives: its gradient and its hooks. Shared by the tensor
 * and by the node that computes it (which must not hold the tensor: that would be a cycle). */
typedef struct
{
  gatomicrefcount refs;
  GrTensor       *grad;
  gboolean        retain; /* of a non-leaf */
  GArray         *hooks;  /* of Hook; NULL where there are none */
} GrGradSlot;

typedef struct
{
  guint          id;
  GrTensorHook   func;
  gpointer       user;
  GDestroyNotify free_user;
} Hook;

/* Behind GrTensor.autograd. */
typedef struct
{
  gboolean    requires_grad;
  GrNode     *grad_fn; /* NULL for leaves */
  guint       output_nr;
  GrNode     *accumulator; /* of a leaf, weak: cleared when that node goes */
  GrGradSlot *slot;        /* NULL until needed */
  GrTensor   *base;        /* of a view: the tensor it is a view of, never itself a view */
  guint       view_version; /* the storage's version for which grad_fn holds */
} GrAutograd;

/* Where one input's gradient goes, and the form it must have. */
typedef struct
{
  GrNode *node; /* NULL: none needed */
  guint   output_nr;
  GrGradForm form;
} GrEdge;

typedef struct
{
  GrTensor *alias; /* plain: shares the storage, has no graph */
  guint     version;
  guint     edge;      /* of an input: the edge that is its graph */
  gboolean  is_output; /* its graph is the node itself */
  guint     output_nr;
} GrSaved;

typedef enum
{
  GR_NODE_CALL,
  GR_NODE_ACCUMULATE, /* a leaf's .grad */
  GR_NODE_COPY_SLICES, /* an in-place call on a view, as its base sees it */
} GrNodeKind;

struct _GrNode
{
  gatomicrefcount refs;
  GrNodeKind      kind;
  guint64         sequence;
  char           *name;

  /* GR_NODE_CALL */
  const GrOp *op;
  GrValue    *args; /* without tensors */
  guint       n_args;
  guint      *first_edge; /* of argument i; [n_args] is n_edges */
  GrSaved    *saved;
  guint       n_saved;
  gboolean    released; /* saved values are gone */

  /* GR_NODE_ACCUMULATE */
  GrTensor *variable;

  /* GR_NODE_COPY_SLICES: @inner is the call, the view is that of its argument 0 */
  GrNode    *inner;
  GrGradForm base;
  GrGradForm view;

  GrEdge      *edges;
  guint        n_edges;
  GrGradForm     *outputs; /* forms of the gradients it receives */
  GrGradSlot **slots;   /* per output, NULL until hooked or retained */
  guint        n_outputs;
};

GrNode     *gr_node_new          (GrNodeKind kind, guint n_edges, guint n_outputs);
void        gr_node_release      (GrNode *node); /* frees the saved values */
void        gr_form_of           (const GrTensor *tensor, GrGradForm *form);
GrInts      gr_form_shape        (const GrGradForm *form);
GrInts      gr_form_strides      (const GrGradForm *form);

GrAutograd *gr_autograd_of       (GrTensor *tensor); /* made where there is none */
/* The edge that leads to @tensor's gradient: its grad_fn, or its leaf's accumulator, brought up to
 * date where it is a view whose base was changed. */
void        gr_gradient_edge     (GrTensor *tensor, GrEdge *edge);
GrGradSlot *gr_grad_slot_of      (GrTensor *tensor);
GrGradSlot *gr_grad_slot_ref     (GrGradSlot *slot);
void        gr_grad_slot_unref   (GrGradSlot *slot);

/* A saved value as a tensor again, in the graph where grad mode is on. (transfer full); NULL with
 * an error where it was changed in place or the graph was freed. */
GrTensor   *gr_saved_unpack      (GrNode *node, const GrSaved *saved, GError **error);

/* derive.c: gr_call_derive() */
gboolean    gr_autograd_derive   (const GrOp *op, const GrValue *args, GrTensor *const *leaves,
                                  gsize n, guint output, gint64 element, GrTensor **slopes,
                                  gdouble *value, GError **error);

extern const GrRecorder gr_autograd_recorder;

G_END_DECLS
