/* test-optim-explain.c - the lines that explain a step of an optimiser, against the step itself:
 * for every optimiser under every combination of its options, of both dtypes, with a frozen
 * parameter, one with a rate of its own, and a rate and a momentum that move. */
#include <math.h>
#include <string.h>

#include "optim/optimizer-explain.h"

typedef struct
{
  GrTensor *values, *grads;
  GrOptimizer *optimizer;
} Problem;

/* "a" is [2, 3], "b" is [3] with a quarter of the rate, "c" is [2] and frozen. */
static const struct
{
  const char *name;
  gint64 start, length;
} params[] = { { "a", 0, 6 }, { "b", 6, 3 }, { "c", 9, 2 } };

#define MANY 11

static void
problem_init (Problem *problem, const GrOptimizerKind *kind, const GrOptions *options,
              GrDType dtype)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTensor) a = NULL;
  g_autoptr (GrTensor) b = NULL;
  g_autoptr (GrTensor) c = NULL;

  problem->values = gr_tensor_new (dtype, GR_CPU, GR_INTS (MANY), NULL);
  problem->grads = gr_tensor_new (dtype, GR_CPU, GR_INTS (MANY), NULL);
  for (gint i = 0; i < MANY; i++)
    gr_tensor_set (problem->values, i, gr_float (sin (i + 1)));
  a = gr_tensor_new_view (problem->values, GR_INTS (2, 3), GR_INTS (3, 1), 0, NULL);
  b = gr_tensor_new_view (problem->values, GR_INTS (3), GR_INTS (1), 6, NULL);
  c = gr_tensor_new_view (problem->values, GR_INTS (2), GR_INTS (1), 9, NULL);
  problem->optimizer = gr_optimizer_new (
      kind, options, problem->values, problem->grads,
      (GrOptimizerParam[]){ { "a", a, 1, FALSE }, { "b", b, 0.25, FALSE }, { "c", c, 1, TRUE } }, 3,
      &error);
  g_assert_no_error (error);
}

static void
problem_clear (Problem *problem)
{
  gr_optimizer_free (problem->optimizer);
  gr_tensor_unref (problem->values);
  gr_tensor_unref (problem->grads);
}

/* A gradient, and what a schedule may do between two steps. */
static void
move (Problem *problem, gint t)
{
  for (gint i = 0; i < MANY; i++)
    gr_tensor_set (problem->grads, i, gr_float (cos (0.7 * t + i) + 0.1 * i));
  gr_optimizer_set_lr (problem->optimizer, 0.01 * (1 + 0.1 * t));
  if (t == 3)
    g_assert_true (gr_optimizer_set_momentum (problem->optimizer, 0.85, NULL));
}

/* --- against the step ------------------------------------------------------------------------- */

static void
explain_all (Problem *problem, GPtrArray **lines)
{
  for (gsize i = 0; i < G_N_ELEMENTS (params); i++)
    for (gint64 element = 0; element < params[i].length; element++)
      lines[params[i].start + element] = gr_optimizer_explain (problem->optimizer, params[i].name,
                                                               element);
}

/* What the next step starts from is what the lines said is kept. */
static void
assert_states (Problem *problem, const GrOptimizerKind *kind, const char *param, gint64 element,
               GPtrArray *lines, gdouble tolerance)
{
  GrOptimizerElement now;

  g_assert_true (gr_optimizer_element (problem->optimizer, param, element, &now));
  for (guint i = 0; i < lines->len; i++)
    {
      const GrOptimizerLine *line = g_ptr_array_index (lines, i);

      for (guint state = 0; state < GR_OPTIMIZER_MAX_STATES; state++)
        if (kind->states[state] && g_strcmp0 (line->state, kind->states[state]) == 0)
          g_assert_true (fabs (now.states[state] - line->value)
                         <= tolerance * MAX (1, fabs (line->value)));
    }
}

static void
compare (const GrOptimizerKind *kind, const GrOptions *options, GrDType dtype, gdouble tolerance)
{
  Problem problem;

  problem_init (&problem, kind, options, dtype);
  for (gint t = 1; t <= 5; t++)
    {
      GPtrArray *lines[MANY] = { NULL };

      move (&problem, t);
      explain_all (&problem, lines);
      gr_optimizer_step (problem.optimizer);
      for (gint i = 0; i < MANY; i++)
        {
          const char *param = i < 6 ? "a" : i < 9 ? "b" : "c";
          const GrOptimizerLine *last = g_ptr_array_index (lines[i], lines[i]->len - 1);
          gdouble now = gr_tensor_get (problem.values, i).d;
          g_autofree char *pairs = gr_options_pairs (options);

          g_assert_cmpstr (last->name, ==, "p");
          if (!(fabs (last->value - now) <= tolerance * fabs (now)))
            g_error ("%s of %s, step %d, element %d: the lines say %.17g, the step %.17g", pairs,
                     kind->name, t, i, last->value, now);
          if (i >= 9)
            g_assert_cmpuint (lines[i]->len, ==, 1);
          else
            assert_states (&problem, kind, param, i < 6 ? i : i - 6, lines[i], tolerance);
          g_ptr_array_unref (lines[i]);
        }
    }
  problem_clear (&problem);
}

/* Another value than the default, by the option's name. */
static gdouble
other_value (const GrOption *option)
{
  if (option->kind == GR_OPTION_BOOL)
    return !option->standard[0];
  if (g_str_equal (option->name, "eps"))
    return 1e-3;
  return option->standard[0] == 0 ? 0.3 : option->standard[0] / 2;
}

/* @mask: which options are not at their default. FALSE where they do not go together. */
static GrOptions *
options_of (const GrOptimizerKind *kind, guint mask)
{
  g_autoptr (GrOptions) options = gr_optimizer_kind_options (kind);

  for (guint i = 0; i < kind->n_options; i++)
    {
      const GrOption *option = &kind->options[i];

      if (!(mask & 1u << i))
        continue;
      if (option->kind == GR_OPTION_FLOATS)
        g_assert_true (gr_options_set (options, option->name, (gdouble[]){ 0.7, 0.95 }, 2, NULL));
      else
        g_assert_true (gr_options_set_number (options, option->name, other_value (option), NULL));
    }
  return kind->check && !kind->check (options, NULL) ? NULL : g_steal_pointer (&options);
}

static void
test_every_option (void)
{
  guint compared = 0;

  for (guint i = 0; i < gr_n_optimizers (); i++)
    {
      const GrOptimizerKind *kind = gr_optimizer_at (i);

      for (guint mask = 0; mask < 1u << kind->n_options; mask++)
        {
          g_autoptr (GrOptions) options = options_of (kind, mask);

          if (!options)
            continue;
          compare (kind, options, GR_FLOAT64, 1e-12);
          compare (kind, options, GR_FLOAT32, 2e-5);
          compared++;
        }
    }
  g_assert_cmpuint (compared, >, 150);
}

/* --- how it reads ----------------------------------------------------------------------------- */

static void
test_words (void)
{
  static const char *const expected[] = {
    "m = beta1 * m + (1 - beta1) * grad: 0.9 * 0.5 + (1 - 0.9) * (-2) = 0.25 exp_avg",
    "v = beta2 * v + (1 - beta2) * grad^2: 0.999 * 1 + (1 - 0.999) * (-2)^2 = 1.003 exp_avg_sq",
    "m_hat = m / (1 - beta1^t): 0.25 / (1 - 0.9^2) = 1.31579 -",
    "v_hat = v / (1 - beta2^t): 1.003 / (1 - 0.999^2) = 501.751 -",
    "p = p - lr * m_hat / (sqrt(v_hat) + eps): "
    "-3 - 0.1 * 1.31579 / (sqrt(501.751) + 1e-08) = -3.00587 -",
  };
  const GrOptimizerKind *kind = gr_optimizer_find ("adam", NULL);
  g_autoptr (GrOptions) options = gr_optimizer_kind_options (kind);
  g_autoptr (GPtrArray) lines = gr_optimizer_kind_explain (
      kind, options,
      &(GrOptimizerElement){ .value = -3,
                             .grad = -2,
                             .states = { 0.5, 1 },
                             .has = 3,
                             .lr = 0.1,
                             .momentum = 0.9,
                             .step = 2 });

  g_assert_cmpuint (lines->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < lines->len; i++)
    {
      const GrOptimizerLine *line = g_ptr_array_index (lines, i);
      g_autofree char *text = g_strdup_printf ("%s = %s: %s = %.6g %s", line->name,
                                               line->expression, line->numbers, line->value,
                                               line->state ? line->state : "-");

      g_assert_cmpstr (text, ==, expected[i]);
    }
}

static void
test_formula (void)
{
  g_autoptr (GrOptions) options = NULL;
  const GrOptimizerKind *kind = gr_optimizer_parse ("sgd:momentum=0.9:weight_decay=0.1", &options,
                                                    NULL);
  g_autofree char *formula = gr_optimizer_formula (kind, options);

  g_assert_cmpstr (formula, ==,
                   "grad = grad + weight_decay * p\n"
                   "b = momentum * b + (1 - dampening) * grad\n"
                   "p = p - lr * b");
}

static void
test_nowhere (void)
{
  const GrOptimizerKind *kind = gr_optimizer_find ("sgd", NULL);
  g_autoptr (GrOptions) options = gr_optimizer_kind_options (kind);
  Problem problem;

  problem_init (&problem, kind, options, GR_FLOAT32);
  g_assert_null (gr_optimizer_explain (problem.optimizer, "z", 0));
  g_assert_null (gr_optimizer_explain (problem.optimizer, "b", 3));
  g_assert_null (gr_optimizer_explain (problem.optimizer, "b", -1));
  problem_clear (&problem);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/optim-explain/every-option", test_every_option);
  g_test_add_func ("/optim-explain/words", test_words);
  g_test_add_func ("/optim-explain/formula", test_formula);
  g_test_add_func ("/optim-explain/nowhere", test_nowhere);
  return g_test_run ();
}
