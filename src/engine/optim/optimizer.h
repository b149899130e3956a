/* optimizer.h - optimisers over flat memory: parameters, gradients and state are an arena each.
 *
 * One row an optimiser (kinds.c), with PyTorch 1.13's names, defaults and arithmetic. A step is one
 * pass on the thread pool, in tiles that do not depend on the number of threads. A parameter may be
 * frozen (as requires_grad=False: never touched, no state) or have its own rate, a factor on
 * everybody's learning rate, as one of PyTorch's parameter groups.
 *
 * Used by the trainer; state goes in and out by parameter name for checkpoints.
 */
#pragma once

#include "../tensor/tensor.h"
#include "option.h"
#include "update.h"

G_BEGIN_DECLS

#define GR_OPTIMIZER_MAX_STATES 3

/* A line of a step: what it gives a value to, and which (expression.h), in the names of the
 * options, the symbols of the states, p (the parameter), grad, t (the step, from 1), and those of
 * the lines before it. */
typedef struct
{
  const char *name;
  const char *expression;
  /* Words that must all hold, "!" before one denies it: an option that is not 0, a state that there
   * is, "first" for t = 1. NULL: the line always stands. */
  const char *when;
} GrUpdateLine;

typedef struct
{
  const char     *name;    /* "AdamW", PyTorch's class */
  const char     *key;     /* "adamw", for the command line and the project file */
  const char     *summary; /* one sentence */
  const GrOption *options; /* the first is always lr */
  guint           n_options;
  const char     *states[GR_OPTIMIZER_MAX_STATES];  /* PyTorch's: "exp_avg"; NULL past the last */
  const char     *symbols[GR_OPTIMIZER_MAX_STATES]; /* what the lines call them: "m" */
  /* What a step does to an element, for people (optimizer-explain.h); the last line is p's. */
  const GrUpdateLine *lines;

  /* Options that do not go together; NULL: all do. */
  gboolean (*check) (const GrOptions *options, GError **error);
  /* Which states the options call for, a bit each. @momentum as below. */
  guint (*needs) (const GrOptions *options, gdouble momentum);
  /* The numbers of step @step (from 1) at learning rate @lr. */
  void (*prepare) (const GrOptions *options, gdouble lr, gdouble momentum, gint64 step,
                   GrUpdate *update);
  /* The momentum or first beta that a one-cycle schedule moves; NaN where there is none. */
  gdouble (*momentum) (const GrOptions *options);
  /* What state 0 starts from; NULL: zeros. */
  gdouble (*initial) (const GrOptions *options);
  GrUpdateRule rule;
} GrOptimizerKind;

guint                  gr_n_optimizers   (void);
const GrOptimizerKind *gr_optimizer_at   (guint index);
/* By name or key, in any case; GR_ERROR_ARGUMENT lists what there is. */
const GrOptimizerKind *gr_optimizer_find (const char *name, GError **error);
/* At their defaults; (transfer full) */
GrOptions             *gr_optimizer_kind_options (const GrOptimizerKind *kind);
/* "sgd:momentum=0.9:nesterov=true": the row, and its options with those in the text set; @options
 * is (transfer full). */
const GrOptimizerKind *gr_optimizer_parse (const char *text, GrOptions **options, GError **error);

/* One parameter: a contiguous view into the arena of parameters. */
typedef struct
{
  const char *name; /* "conv1.weight"; copied */
  GrTensor   *value;
  gdouble     rate; /* times the learning rate: 1 for most */
  gboolean    frozen;
} GrOptimizerParam;

typedef struct _GrOptimizer GrOptimizer;

/* @values and @grads: one-dimensional, contiguous, on the CPU, float32 or float64, of one length;
 * element i of one belongs to element i of the other. References are kept, @options are copied.
 * GR_ERROR_UNSUPPORTED for other devices, GR_ERROR_MEMORY. */
GrOptimizer *gr_optimizer_new  (const GrOptimizerKind *kind, const GrOptions *options,
                                GrTensor *values, GrTensor *grads, const GrOptimizerParam *params,
                                gsize n_params, GError **error);
void         gr_optimizer_free (GrOptimizer *optimizer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrOptimizer, gr_optimizer_free)

const GrOptimizerKind *gr_optimizer_kind (const GrOptimizer *optimizer);
const GrOptions       *gr_optimizer_options (const GrOptimizer *optimizer);
gdouble  gr_optimizer_lr           (const GrOptimizer *optimizer);
void     gr_optimizer_set_lr       (GrOptimizer *optimizer, gdouble lr);
/* SGD's and RMSprop's momentum, Adam's first beta; NaN, or ignored, where there is none. */
gdouble  gr_optimizer_momentum     (const GrOptimizer *optimizer);
gboolean gr_optimizer_set_momentum (GrOptimizer *optimizer, gdouble momentum, GError **error);

/* One update of every parameter that is not frozen. Allocates nothing. */
void     gr_optimizer_step         (GrOptimizer *optimizer);
/* All gradients to zero, frozen ones too. */
void     gr_optimizer_zero_grad    (GrOptimizer *optimizer);

/* --- clipping (clip.c): of the gradients of parameters that are not frozen -------------------- */

/* The 2-norm of all of them together, and, where it is above @max_norm, all of them times
 * max_norm / (norm + 1e-6): torch.nn.utils.clip_grad_norm_. Returns the norm before. */
gdouble  gr_optimizer_clip_norm    (GrOptimizer *optimizer, gdouble max_norm);
/* Each into [-@limit, @limit]: clip_grad_value_. */
void     gr_optimizer_clip_value   (GrOptimizer *optimizer, gdouble limit);

/* --- state ------------------------------------------------------------------------------------ */

/* Called with "exp_avg.conv1.weight" and a tensor of the parameter's shape, and with
 * "step.conv1.weight" and an int64 of rank 0; @tensor is (transfer none). */
typedef void (*GrStateFunc) (const char *name, GrTensor *tensor, gpointer user);
/* The tensor of that name, (transfer none), or NULL. */
typedef GrTensor *(*GrStateLookup) (const char *name, gpointer user);

/* State @state of the row of a parameter: a view of the live one, stepped or not. NULL where it has
 * none. (transfer full) */
GrTensor *gr_optimizer_state (GrOptimizer *optimizer, const char *param, guint state);
/* Only of parameters that have been stepped. The tensors are views of the live state. */
void     gr_optimizer_save (GrOptimizer *optimizer, GrStateFunc func, gpointer user);
/* A parameter without a "step" starts anew. GR_ERROR_FORMAT where a tensor is missing or has
 * another shape or dtype; the optimiser is then in no state to go on with. */
gboolean gr_optimizer_load (GrOptimizer *optimizer, GrStateLookup lookup, gpointer user,
                            GError **error);

G_END_DECLS
