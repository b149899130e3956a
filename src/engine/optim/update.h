/* update.h - the arithmetic of one optimiser step over a run of elements, private to optim/.
 *
 * An optimiser's row turns its options into the numbers of a GrUpdate once a step, in double; the
 * functions of update.c then pass once over parameters, gradients and state, rounding the numbers to
 * the element type first, as PyTorch does.
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

void gr_update_sgd_f32     (const GrUpdate *u, gint64 n, gpointer p, gconstpointer g, gpointer *s);
void gr_update_sgd_f64     (const GrUpdate *u, gint64 n, gpointer p, gconstpointer g, gpointer *s);
void gr_update_adam_f32    (const GrUpdate *u, gint64 n, gpointer p, gconstpointer g, gpointer *s);
void gr_update_adam_f64    (const GrUpdate *u, gint64 n, gpointer p, gconstpointer g, gpointer *s);
void gr_update_rmsprop_f32 (const GrUpdate *u, gint64 n, gpointer p, gconstpointer g, gpointer *s);
void gr_update_rmsprop_f64 (const GrUpdate *u, gint64 n, gpointer p, gconstpointer g, gpointer *s);
void gr_update_adagrad_f32 (const GrUpdate *u, gint64 n, gpointer p, gconstpointer g, gpointer *s);
void gr_update_adagrad_f64 (const GrUpdate *u, gint64 n, gpointer p, gconstpointer g, gpointer *s);

G_END_DECLS
