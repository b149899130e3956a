/* update.h - the arithmetic of one optimiser step over a run of elements, private to optim/.
 *
 * An optimiser's row turns its options into the numbers of a GrUpdate once a step, in double; the
 * functions of update.c then pass once over parameters, gradients and state, rounding the numbers
 * to the element type first, as PyTorch does.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gdouble  rate;         /* the step size, with any bias correction */
  gdouble  weight_decay; /* added to the gradient, times the parameter */
  gdouble  shrink;       /* AdamW: what the parameter is multiplied with first */
  gdouble  keep, take;   /* of the running average of gradients */
  gdouble  keep_square, take_square; /* of the running average of their squares */
  gdouble  root;         /* what the root of the squares is divided by */
  gdouble  eps;
  gdouble  momentum;
  gboolean nesterov, amsgrad, centered;
} GrUpdate;

/* @p parameters, @g gradients, @s the row's states (NULL where the options need none). */
typedef void (*GrUpdateFunc) (const GrUpdate *u, gint64 n, gpointer p, gconstpointer g,
                              gpointer *s);

typedef enum
{
  GR_UPDATE_SGD,
  GR_UPDATE_ADAM, /* and AdamW */
  GR_UPDATE_RMSPROP,
  GR_UPDATE_ADAGRAD,
  GR_N_UPDATE_RULES,
} GrUpdateRule;

/* By rule, then float32 or float64; update.c is compiled once for each instruction set. */
typedef struct
{
  GrUpdateFunc rules[GR_N_UPDATE_RULES][2];
} GrUpdateTable;

extern const GrUpdateTable gr_update_plain;
#if defined(__x86_64__)
extern const GrUpdateTable gr_update_avx2, gr_update_avx512;
#endif

G_END_DECLS
