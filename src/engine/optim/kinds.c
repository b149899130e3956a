/* kinds.c - the rows of the optimisers: what torch.optim calls them, their options and defaults,
 * and the numbers of a step. */
#include "optimizer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "../tensor/error.h"

/* A thousand times what is usual is a slip of the hand. */
#define LR(standard_)                                                                              \
  { .name = "lr", .kind = GR_OPTION_FLOAT, .standard = { standard_ }, .n_standard = 1,             \
    .max = G_MAXDOUBLE, .doubtful = 1000 * (standard_), .help = N_ ("The step size.") }
#define WEIGHT_DECAY(standard_, help_)                                                             \
  GR_OPTION_FLOAT_ROW ("weight_decay", standard_, 0, G_MAXDOUBLE, help_)
#define EPS(standard_)                                                                             \
  GR_OPTION_FLOAT_ROW ("eps", standard_, 0, G_MAXDOUBLE,                                           \
                       "Added to the divisor, so that it is never 0.")
#define BETAS                                                                                      \
  { .name = "betas", .kind = GR_OPTION_FLOATS, .standard = { 0.9, 0.999 }, .n_standard = 2,        \
    .max = 1, .below_max = TRUE,                                                                   \
    .help = N_ ("How much of the averages of the gradient and of its square is kept at each "      \
                "step.") }

/* As PyTorch has it in all but AdamW. */
#define DECAY_LINE { "grad", "grad + weight_decay * p", "weight_decay" }

static gdouble
no_momentum (const GrOptions *options)
{
  return NAN;
}

/* --- SGD -------------------------------------------------------------------------------------- */

static const GrOption sgd_options[] = {
  LR (0.01),
  GR_OPTION_FLOAT_ROW ("momentum", 0, 0, G_MAXDOUBLE,
                       "How much of the last step is kept: 0.9 is usual, 0 is plain SGD."),
  GR_OPTION_FLOAT_ROW ("dampening", 0, 0, 1,
                       "How much of the gradient is left out of the momentum."),
  WEIGHT_DECAY (0, "Pulls every parameter toward 0 in proportion to its size."),
  GR_OPTION_BOOL_ROW ("nesterov", FALSE,
                      "Looks ahead along the momentum before taking the gradient."),
};

static gdouble
momentum_option (const GrOptions *options)
{
  return gr_options_number (options, "momentum");
}

static guint
sgd_needs (const GrOptions *options, gdouble momentum)
{
  return momentum != 0;
}

static void
sgd_prepare (const GrOptions *options, gdouble lr, gdouble momentum, gint64 step, GrUpdate *update)
{
  /* The first step's momentum is the gradient itself, undampened. */
  *update = (GrUpdate){
    .rate = lr,
    .weight_decay = gr_options_number (options, "weight_decay"),
    .momentum = momentum,
    .keep = step == 1 ? 0 : momentum,
    .take = step == 1 ? 1 : 1 - gr_options_number (options, "dampening"),
    .nesterov = gr_options_flag (options, "nesterov"),
  };
}

static gboolean
sgd_check (const GrOptions *options, GError **error)
{
  if (!gr_options_flag (options, "nesterov")
      || (gr_options_number (options, "momentum") > 0
          && gr_options_number (options, "dampening") == 0))
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               _ ("Nesterov momentum requires a momentum and zero dampening, but momentum is %g "
                  "and dampening %g"),
               gr_options_number (options, "momentum"), gr_options_number (options, "dampening"));
  return FALSE;
}

static const GrUpdateLine sgd_lines[] = {
  DECAY_LINE,
  { "b", "grad", "momentum_buffer first" },
  { "b", "momentum * b + (1 - dampening) * grad", "momentum_buffer !first" },
  { "p", "p - lr * grad", "!momentum_buffer" },
  { "p", "p - lr * b", "momentum_buffer !nesterov" },
  { "p", "p - lr * (grad + momentum * b)", "momentum_buffer nesterov" },
  {},
};

/* --- Adam and AdamW --------------------------------------------------------------------------- */

static const GrOption adam_options[] = {
  LR (0.001),
  BETAS,
  EPS (1e-8),
  WEIGHT_DECAY (0, "Adds this much of each parameter to its gradient."),
  GR_OPTION_BOOL_ROW ("amsgrad", FALSE,
                      "Divides by the largest average of squares so far instead of the present "
                      "one."),
};

static const GrOption adamw_options[] = {
  LR (0.001),
  BETAS,
  EPS (1e-8),
  WEIGHT_DECAY (0.01, "Shrinks each parameter by this much of itself, times the learning rate."),
  GR_OPTION_BOOL_ROW ("amsgrad", FALSE,
                      "Divides by the largest average of squares so far instead of the present "
                      "one."),
};

static gdouble
first_beta (const GrOptions *options)
{
  guint n;

  return gr_options_list (options, "betas", &n)[0];
}

static guint
adam_needs (const GrOptions *options, gdouble momentum)
{
  return gr_options_flag (options, "amsgrad") ? 7 : 3;
}

static void
adam_prepare (const GrOptions *options, gdouble lr, gdouble beta1, gint64 step, GrUpdate *update)
{
  guint   n;
  gdouble beta2 = gr_options_list (options, "betas", &n)[1];

  *update = (GrUpdate){
    .rate = lr / (1 - pow (beta1, step)),
    .weight_decay = gr_options_number (options, "weight_decay"),
    .shrink = 1,
    .keep = beta1,
    .take = 1 - beta1,
    .keep_square = beta2,
    .take_square = 1 - beta2,
    .root = sqrt (1 - pow (beta2, step)),
    .eps = gr_options_number (options, "eps"),
    .amsgrad = gr_options_flag (options, "amsgrad"),
  };
}

static void
adamw_prepare (const GrOptions *options, gdouble lr, gdouble beta1, gint64 step, GrUpdate *update)
{
  adam_prepare (options, lr, beta1, step, update);
  update->shrink = 1 - lr * update->weight_decay;
  update->weight_decay = 0;
}

#define ADAM_LINES                                                                                 \
  { "m", "beta1 * m + (1 - beta1) * grad" },                                                       \
  { "v", "beta2 * v + (1 - beta2) * grad^2" },                                                     \
  { "v_max", "max(v_max, v)", "amsgrad" },                                                         \
  { "m_hat", "m / (1 - beta1^t)" },                                                                \
  { "v_hat", "v / (1 - beta2^t)", "!amsgrad" },                                                    \
  { "v_hat", "v_max / (1 - beta2^t)", "amsgrad" },                                                 \
  { "p", "p - lr * m_hat / (sqrt(v_hat) + eps)" },                                                 \
  {}

static const GrUpdateLine adam_lines[] = { DECAY_LINE, ADAM_LINES };

static const GrUpdateLine adamw_lines[] = {
  { "p", "p * (1 - lr * weight_decay)", "weight_decay" },
  ADAM_LINES,
};

/* --- RMSprop ---------------------------------------------------------------------------------- */

static const GrOption rmsprop_options[] = {
  LR (0.01),
  GR_OPTION_FLOAT_ROW ("alpha", 0.99, 0, G_MAXDOUBLE,
                       "How much of the average of squares is kept at each step."),
  EPS (1e-8),
  WEIGHT_DECAY (0, "Adds this much of each parameter to its gradient."),
  GR_OPTION_FLOAT_ROW ("momentum", 0, 0, G_MAXDOUBLE, "How much of the last step is kept."),
  GR_OPTION_BOOL_ROW ("centered", FALSE,
                      "Divides by the gradient's deviation instead of its root mean square."),
};

static guint
rmsprop_needs (const GrOptions *options, gdouble momentum)
{
  return 1 | (momentum > 0 ? 2 : 0) | (gr_options_flag (options, "centered") ? 4 : 0);
}

static void
rmsprop_prepare (const GrOptions *options, gdouble lr, gdouble momentum, gint64 step,
                 GrUpdate *update)
{
  gdouble alpha = gr_options_number (options, "alpha");

  *update = (GrUpdate){
    .rate = lr,
    .weight_decay = gr_options_number (options, "weight_decay"),
    .keep = alpha,
    .take = 1 - alpha,
    .eps = gr_options_number (options, "eps"),
    .momentum = momentum,
    .centered = gr_options_flag (options, "centered"),
  };
}

static const GrUpdateLine rmsprop_lines[] = {
  DECAY_LINE,
  { "v", "alpha * v + (1 - alpha) * grad^2" },
  { "a", "alpha * a + (1 - alpha) * grad", "centered" },
  { "spread", "sqrt(v) + eps", "!centered" },
  { "spread", "sqrt(v - a^2) + eps", "centered" },
  { "b", "momentum * b + grad / spread", "momentum_buffer" },
  { "p", "p - lr * b", "momentum_buffer" },
  { "p", "p - lr * grad / spread", "!momentum_buffer" },
  {},
};

/* --- Adagrad ---------------------------------------------------------------------------------- */

static const GrOption adagrad_options[] = {
  LR (0.01),
  GR_OPTION_FLOAT_ROW ("lr_decay", 0, 0, G_MAXDOUBLE,
                       "The step size is divided by 1 + steps so far times this."),
  WEIGHT_DECAY (0, "Adds this much of each parameter to its gradient."),
  GR_OPTION_FLOAT_ROW ("initial_accumulator_value", 0, 0, G_MAXDOUBLE,
                       "What the sums of squares start from."),
  EPS (1e-10),
};

static guint
adagrad_needs (const GrOptions *options, gdouble momentum)
{
  return 1;
}

static gdouble
adagrad_initial (const GrOptions *options)
{
  return gr_options_number (options, "initial_accumulator_value");
}

static void
adagrad_prepare (const GrOptions *options, gdouble lr, gdouble momentum, gint64 step,
                 GrUpdate *update)
{
  *update = (GrUpdate){
    .rate = lr / (1 + (step - 1) * gr_options_number (options, "lr_decay")),
    .weight_decay = gr_options_number (options, "weight_decay"),
    .eps = gr_options_number (options, "eps"),
  };
}

static const GrUpdateLine adagrad_lines[] = {
  DECAY_LINE,
  { "s", "s + grad^2" },
  { "lr", "lr / (1 + (t - 1) * lr_decay)", "lr_decay" },
  { "p", "p - lr * grad / (sqrt(s) + eps)" },
  {},
};

/* --- the table -------------------------------------------------------------------------------- */

#define OPTIONS(rows) .options = rows, .n_options = G_N_ELEMENTS (rows)

static const GrOptimizerKind kinds[] = {
  {
    .name = "SGD",
    .key = "sgd",
    .summary = N_ ("Steps down the gradient, with momentum if wanted."),
    OPTIONS (sgd_options),
    .states = { "momentum_buffer" },
    .symbols = { "b" },
    .lines = sgd_lines,
    .check = sgd_check,
    .needs = sgd_needs,
    .prepare = sgd_prepare,
    .momentum = momentum_option,
    .rule = GR_UPDATE_SGD,
  },
  {
    .name = "Adam",
    .key = "adam",
    .summary = N_ ("Gives each parameter its own step size from averages of its gradient and its "
                   "square."),
    OPTIONS (adam_options),
    .states = { "exp_avg", "exp_avg_sq", "max_exp_avg_sq" },
    .symbols = { "m", "v", "v_max" },
    .lines = adam_lines,
    .needs = adam_needs,
    .prepare = adam_prepare,
    .momentum = first_beta,
    .rule = GR_UPDATE_ADAM,
  },
  {
    .name = "AdamW",
    .key = "adamw",
    .summary = N_ ("Adam with weight decay that acts on the parameters instead of the gradients."),
    OPTIONS (adamw_options),
    .states = { "exp_avg", "exp_avg_sq", "max_exp_avg_sq" },
    .symbols = { "m", "v", "v_max" },
    .lines = adamw_lines,
    .needs = adam_needs,
    .prepare = adamw_prepare,
    .momentum = first_beta,
    .rule = GR_UPDATE_ADAM,
  },
  {
    .name = "RMSprop",
    .key = "rmsprop",
    .summary = N_ ("Divides each gradient by the root of the running average of its square."),
    OPTIONS (rmsprop_options),
    .states = { "square_avg", "momentum_buffer", "grad_avg" },
    .symbols = { "v", "b", "a" },
    .lines = rmsprop_lines,
    .needs = rmsprop_needs,
    .prepare = rmsprop_prepare,
    .momentum = momentum_option,
    .rule = GR_UPDATE_RMSPROP,
  },
  {
    .name = "Adagrad",
    .key = "adagrad",
    .summary = N_ ("Divides each gradient by the root of the sum of all its squares so far."),
    OPTIONS (adagrad_options),
    .states = { "sum" },
    .symbols = { "s" },
    .lines = adagrad_lines,
    .needs = adagrad_needs,
    .prepare = adagrad_prepare,
    .momentum = no_momentum,
    .initial = adagrad_initial,
    .rule = GR_UPDATE_ADAGRAD,
  },
};

guint
gr_n_optimizers (void)
{
  return G_N_ELEMENTS (kinds);
}

const GrOptimizerKind *
gr_optimizer_at (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (kinds), NULL);
  return &kinds[index];
}

const GrOptimizerKind *
gr_optimizer_find (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_ascii_strcasecmp (kinds[i].key, name) == 0)
        return &kinds[i];
      g_string_append_printf (names, "%s%s", i ? ", " : "", kinds[i].key);
    }
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               _ ("There is no optimizer “%s”; there are: %s"),
               name, names->str);
  return NULL;
}

GrOptions *
gr_optimizer_kind_options (const GrOptimizerKind *kind)
{
  return gr_options_new (kind->name, kind->options, kind->n_options);
}

const GrOptimizerKind *
gr_optimizer_parse (const char *text, GrOptions **options, GError **error)
{
  g_auto (GStrv)         parts = g_strsplit (text, ":", 2);
  const GrOptimizerKind *kind = gr_optimizer_find (parts[0] ? g_strstrip (parts[0]) : "", error);
  g_autoptr (GrOptions)  parsed = NULL;

  if (!kind)
    return NULL;
  parsed = gr_optimizer_kind_options (kind);
  if (parts[1] && !gr_options_set_pairs (parsed, parts[1], error))
    return NULL;
  *options = g_steal_pointer (&parsed);
  return kind;
}
