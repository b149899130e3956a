/* run.h - one run of backward: what engine.c keeps while it runs, and step.c looks at from inside a
 * row's .backward. Private to autograd/.
 */
#pragma once

#include "node.h"

G_BEGIN_DECLS

typedef struct
{
  GrNode    *node;
  guint      waiting; /* edges that have yet to deliver */
  GrTensor **grads;   /* per output; what arrived so far */
  gboolean   wanted;  /* leads to something whose gradient was asked for */
} GrTask;

typedef struct
{
  GHashTable *tasks; /* node -> GrTask */
  GPtrArray  *heap;  /* ready tasks */
  gboolean    create_graph;
  gboolean    retain_graph;

  /* gr_autograd_grad: gradients are caught here, and nothing is accumulated. */
  GrTensor *const *inputs;
  GrEdge          *input_edges;
  gsize            n_inputs;
  GrTensor       **caught;
} GrRun;

/* What a GrBackward's node pointer leads to. */
typedef struct
{
  GrRun       *run;
  GrNode    *node;
  GrTensor **grads;
  GrTensor **given; /* per edge */
} GrStep;

G_END_DECLS
