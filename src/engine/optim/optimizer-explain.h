/* optimizer-explain.h - the arithmetic of one step of an optimiser for one element of a parameter,
 * line by line with its numbers, as its row says it (the .lines of kinds.c).
 *
 * It is computed in double. The step itself rounds to the parameter's dtype after every operation
 * and groups some products otherwise, so its last digits differ. For the stepper.
 */
#pragma once

#include "optimizer.h"

G_BEGIN_DECLS

/* What a step of one element starts from. */
typedef struct
{
  gdouble  value, grad;
  gdouble  states[GR_OPTIMIZER_MAX_STATES]; /* in the row's order */
  guint    has;                             /* which of them there are, a bit each */
  gdouble  lr;       /* with the parameter's own factor */
  gdouble  momentum; /* as a schedule may have moved it; NaN where the row has none */
  gint64   step;     /* from 1 */
  gboolean frozen;
} GrOptimizerElement;

typedef struct
{
  const char *name;       /* what the line gives a value to: "m"; "p" is the parameter. Static */
  const char *expression; /* "beta1 * m + (1 - beta1) * grad"; static */
  const char *state;      /* PyTorch's name of what is kept for the next step, or NULL. Static */
  char       *numbers;    /* "0.9 * 0.2 + (1 - 0.9) * 0.5" */
  gdouble     value;
} GrOptimizerLine;

/* @param is the parameter's name, @element row-major in it. What the next step will start from;
 * FALSE where there is no such element. */
gboolean   gr_optimizer_element      (GrOptimizer *optimizer, const char *param, gint64 element,
                                      GrOptimizerElement *from);
/* The lines of that step, in order, of GrOptimizerLine; the last gives the parameter its new value.
 * (transfer full) */
GPtrArray *gr_optimizer_kind_explain (const GrOptimizerKind *kind, const GrOptions *options,
                                      const GrOptimizerElement *from);
/* Both at once: of the step that gr_optimizer_step() would take now. NULL where there is no such
 * element. (transfer full) */
GPtrArray *gr_optimizer_explain      (GrOptimizer *optimizer, const char *param, gint64 element);
/* The lines of a step after the first with those options, without numbers, one below the other.
 * (transfer full) */
char      *gr_optimizer_formula      (const GrOptimizerKind *kind, const GrOptions *options);

G_END_DECLS
