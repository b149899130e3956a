/* test-optim.c - optimisers, clipping and schedules against PyTorch's numbers (golden/optim.json,
 * made by golden/optim.py), their state in and out, and the same bits for any number of threads. */
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "cpu/level.h"
#include "cpu/pool.h"
#include "optim/schedule.h"

static JsonObject *
golden (void)
{
  static JsonParser *parser;
  GError            *error = NULL;

  if (!parser)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "optim.json", NULL);

      parser = json_parser_new ();
      json_parser_load_from_file (parser, path, &error);
      g_assert_no_error (error);
    }
  return json_node_get_object (json_parser_get_root (parser));
}

/* --- the problem of optim.py ------------------------------------------------------------------ */

typedef struct
{
  GrTensor    *values, *grads;
  GrOptimizer *optimizer;
} Problem;

static void
problem_init (Problem *problem, const char *spec, GrDType dtype, gboolean freeze_a, gdouble rate_b)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (GrOptions)  options = NULL;
  g_autoptr (GrTensor)   a = NULL;
  g_autoptr (GrTensor)   b = NULL;
  const GrOptimizerKind *kind;

  problem->values = gr_tensor_new (dtype, GR_CPU, GR_INTS (17), NULL);
  problem->grads = gr_tensor_new (dtype, GR_CPU, GR_INTS (17), NULL);
  for (gint i = 0; i < 17; i++)
    gr_tensor_set (problem->values, i, gr_float (sin (i + 1)));
  a = gr_tensor_new_view (problem->values, GR_INTS (3, 4), GR_INTS (4, 1), 0, NULL);
  b = gr_tensor_new_view (problem->values, GR_INTS (5), GR_INTS (1), 12, NULL);
  kind = gr_optimizer_parse (spec, &options, &error);
  g_assert_no_error (error);
  problem->optimizer = gr_optimizer_new (
      kind, options, problem->values, problem->grads,
      (GrOptimizerParam[]){ { "a", a, 1, freeze_a }, { "b", b, rate_b, FALSE } }, 2, &error);
  g_assert_no_error (error);
}

static void
problem_clear (Problem *problem)
{
  gr_optimizer_free (problem->optimizer);
  gr_tensor_unref (problem->values);
  gr_tensor_unref (problem->grads);
}

static void
problem_gradient (Problem *problem, gint t)
{
  for (gint i = 0; i < 17; i++)
    {
      gdouble p = gr_tensor_get (problem->values, i).d;

      gr_tensor_set (problem->grads, i,
                     gr_float ((0.1 + 0.05 * i) * (p - cos (i)) + 0.3 * sin (0.7 * t + i)));
    }
}

static void
compare_run (JsonObject *row, GrDType dtype, gdouble tolerance)
{
  JsonArray *record = json_object_get_array_member (row, gr_dtype_name (dtype));
  JsonArray *steps = json_object_get_array_member (golden (), "steps");
  gdouble    norm = json_object_get_double_member_with_default (row, "clip_norm", 0);
  gdouble    limit = json_object_get_double_member_with_default (row, "clip_value", 0);
  Problem    problem;
  guint      at = 0;

  problem_init (&problem, json_object_get_string_member (row, "name"), dtype,
                json_object_has_member (row, "frozen"),
                json_object_get_double_member_with_default (row, "rate_b", 1));
  for (gint t = 1; t <= 100; t++)
    {
      problem_gradient (&problem, t);
      if (norm > 0)
        gr_optimizer_clip_norm (problem.optimizer, norm);
      if (limit > 0)
        gr_optimizer_clip_value (problem.optimizer, limit);
      gr_optimizer_step (problem.optimizer);
      if (t != json_array_get_int_element (steps, at))
        continue;
      for (gint i = 0; i < 17; i++)
        {
          gdouble expected
              = json_array_get_double_element (json_array_get_array_element (record, at), i);
          gdouble got = gr_tensor_get (problem.values, i).d;

          if (!(fabs (got - expected) <= tolerance * MAX (fabs (expected), 1e-2)))
            g_error ("%s %s, step %d, element %d: %.17g, but PyTorch has %.17g",
                     json_object_get_string_member (row, "name"), gr_dtype_name (dtype), t, i, got,
                     expected);
        }
      at++;
    }
  g_assert_cmpuint (at, ==, json_array_get_length (steps));
  problem_clear (&problem);
}

static void
test_optimizers (void)
{
  JsonArray *rows = json_object_get_array_member (golden (), "optimizers");

  GrCpuLevel best = gr_cpu_level ();

  for (GrCpuLevel level = GR_CPU_PLAIN; level <= best; level++)
    {
      g_assert_true (gr_cpu_set_level (level));
      for (guint i = 0; i < json_array_get_length (rows); i++)
        {
          compare_run (json_array_get_object_element (rows, i), GR_FLOAT64, 1e-10);
          compare_run (json_array_get_object_element (rows, i), GR_FLOAT32, 1e-4);
        }
    }
}

static void
test_norm (void)
{
  Problem problem;
  gdouble sum = 0;

  problem_init (&problem, "sgd", GR_FLOAT64, TRUE, 1);
  problem_gradient (&problem, 1);
  for (gint i = 12; i < 17; i++)
    sum += pow (gr_tensor_get (problem.grads, i).d, 2);
  /* The frozen parameter's gradient does not count, and stays. */
  g_assert_cmpfloat_with_epsilon (gr_optimizer_clip_norm (problem.optimizer, 0.1), sqrt (sum),
                                  1e-14);
  g_assert_cmpfloat_with_epsilon (gr_tensor_get (problem.grads, 3).d,
                                  0.25 * (sin (4) - cos (3)) + 0.3 * sin (0.7 + 3), 1e-14);
  g_assert_cmpfloat_with_epsilon (gr_optimizer_clip_norm (problem.optimizer, 1), 0.1, 1e-5);
  gr_optimizer_zero_grad (problem.optimizer);
  g_assert_cmpfloat (gr_tensor_get (problem.grads, 3).d, ==, 0);
  problem_clear (&problem);
}

/* --- state ------------------------------------------------------------------------------------ */

static void
collect (const char *name, GrTensor *tensor, gpointer user)
{
  g_autoptr (GrTensor) copy = gr_tensor_new (tensor->dtype, GR_CPU, gr_tensor_shape (tensor), NULL);

  g_assert_true (gr_tensor_transfer (tensor, copy, NULL));
  g_hash_table_insert (user, g_strdup (name), g_steal_pointer (&copy));
}

static GrTensor *
look_up (const char *name, gpointer user)
{
  return g_hash_table_lookup (user, name);
}

static void
run (Problem *problem, gint from, gint to)
{
  for (gint t = from; t <= to; t++)
    {
      problem_gradient (problem, t);
      gr_optimizer_step (problem->optimizer);
    }
}

static void
test_state (void)
{
  const char *specs[] = { "sgd:momentum=0.9:nesterov=true", "adam:amsgrad=true",
                          "rmsprop:centered=true:momentum=0.9", "adagrad:lr_decay=0.1" };

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      g_autoptr (GHashTable) state = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                            (GDestroyNotify) gr_tensor_unref);
      g_autoptr (GError)     error = NULL;
      Problem                whole, first, second;

      problem_init (&whole, specs[i], GR_FLOAT32, FALSE, 1);
      problem_init (&first, specs[i], GR_FLOAT32, FALSE, 1);
      problem_init (&second, specs[i], GR_FLOAT32, FALSE, 1);
      run (&whole, 1, 20);
      run (&first, 1, 9);
      gr_optimizer_save (first.optimizer, collect, state);
      g_assert_true (gr_tensor_transfer (first.values, second.values, NULL));
      g_assert_true (gr_optimizer_load (second.optimizer, look_up, state, &error));
      g_assert_no_error (error);
      run (&second, 10, 20);
      g_assert_cmpmem (gr_tensor_data (second.values), 17 * 4, gr_tensor_data (whole.values),
                       17 * 4);
      problem_clear (&whole);
      problem_clear (&first);
      problem_clear (&second);
    }
}

static void
test_state_bad (void)
{
  g_autoptr (GHashTable) state = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                        (GDestroyNotify) gr_tensor_unref);
  g_autoptr (GError)     error = NULL;
  Problem                first, second;

  problem_init (&first, "adam", GR_FLOAT64, FALSE, 1);
  run (&first, 1, 2);
  gr_optimizer_save (first.optimizer, collect, state);
  g_assert_cmpuint (g_hash_table_size (state), ==, 6);
  g_assert_nonnull (g_hash_table_lookup (state, "exp_avg_sq.a"));
  problem_init (&second, "adam", GR_FLOAT32, FALSE, 1);
  g_assert_false (gr_optimizer_load (second.optimizer, look_up, state, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_FORMAT);
  g_assert_cmpstr (error->message, ==,
                   "The saved state of Adam does not fit: exp_avg.a is float64 [3, 4], but must "
                   "be float32 [3, 4]");
  g_clear_error (&error);
  g_hash_table_remove (state, "exp_avg.b");
  g_assert_false (gr_optimizer_load (first.optimizer, look_up, state, &error));
  g_assert_cmpstr (error->message, ==, "The saved state of Adam lacks exp_avg.b");
  problem_clear (&first);
  problem_clear (&second);
}

/* --- threads ---------------------------------------------------------------------------------- */

#define MANY 100003

static GrTensor *
step_many (gint threads)
{
  g_autoptr (GrTensor)    values = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (MANY), NULL);
  g_autoptr (GrTensor)    grads = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (MANY), NULL);
  g_autoptr (GrOptions)   options = NULL;
  const GrOptimizerKind  *kind = gr_optimizer_parse ("adam", &options, NULL);
  g_autoptr (GrOptimizer) optimizer = NULL;
  gint                    before = gr_pool_threads ();

  gr_pool_set_threads (threads);
  for (gint i = 0; i < MANY; i++)
    {
      GR_DATA (gfloat, values)[i] = sinf (i);
      GR_DATA (gfloat, grads)[i] = cosf (3.0f * i);
    }
  optimizer = gr_optimizer_new (kind, options, values, grads,
                                (GrOptimizerParam[]){ { "p", values, 1, FALSE } }, 1, NULL);
  for (gint t = 0; t < 5; t++)
    {
      gr_optimizer_clip_norm (optimizer, 10);
      gr_optimizer_step (optimizer);
    }
  gr_pool_set_threads (before);
  return g_steal_pointer (&values);
}

static void
test_threads (void)
{
  g_autoptr (GrTensor) one = step_many (1);

  for (gint threads = 2; threads <= 4; threads++)
    {
      g_autoptr (GrTensor) many = step_many (threads);

      g_assert_cmpmem (gr_tensor_data (one), MANY * 4, gr_tensor_data (many), MANY * 4);
    }
}

/* --- options ---------------------------------------------------------------------------------- */

static void
assert_refused (const char *spec, const char *message)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (GrOptions) options = NULL;

  g_assert_null (gr_optimizer_parse (spec, &options, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_ARGUMENT);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_options (void)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (GrOptions) options = NULL;
  g_autoptr (GrTensor)  values = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (1), NULL);
  g_autofree char      *betas = NULL;

  assert_refused ("adan",
                  "There is no optimizer “adan”; there are: sgd, adam, adamw, rmsprop, adagrad");
  assert_refused ("sgd:momentun=1",
                  "SGD has no option “momentun”; it has: lr, momentum, dampening, "
                  "weight_decay, nesterov");
  assert_refused ("adam:betas=0.9", "betas of Adam takes 2 numbers, but got 1");
  assert_refused ("adam:betas=0.9,1", "betas of Adam is 1, but must be a number from 0 to below 1");
  assert_refused ("sgd:lr=-1", "lr of SGD is -1, but must be a number of at least 0");
  assert_refused ("sgd:lr=fast", "lr of SGD is “fast”, but must be a number of at least 0");
  assert_refused ("sgd:lr=nan", "lr of SGD is nan, but must be a number of at least 0");
  g_assert_nonnull (gr_optimizer_parse ("sgd:nesterov=true", &options, NULL));
  g_assert_null (gr_optimizer_new (gr_optimizer_at (0), options, values, values, NULL, 0, &error));
  g_assert_cmpstr (error->message, ==,
                   "Nesterov momentum requires a momentum and zero dampening, but "
                   "momentum is 0 and dampening 0");
  g_clear_pointer (&options, gr_options_free);
  g_assert_nonnull (gr_optimizer_parse ("adam:betas=0.8, 0.99", &options, NULL));
  betas = gr_options_text (options, "betas");
  g_assert_cmpstr (betas, ==, "0.8,0.99");
}

/* --- schedules -------------------------------------------------------------------------------- */

static gdouble
metric (gint t)
{
  return exp (-t / 8.0) + 0.2 + 0.05 * sin (1.3 * t);
}

static GrSchedule *
make_schedule (JsonObject *row)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (GrOptions) options = NULL;
  const GrScheduleKind *kind
      = gr_schedule_parse (json_object_get_string_member (row, "name"), &options, &error);
  GrSchedule *schedule;

  g_assert_no_error (error);
  schedule = gr_schedule_new (kind, options, 0.1, 60, 1, &error);
  g_assert_no_error (error);
  return schedule;
}

static void
assert_near (JsonObject *row, gint t, gdouble got, gdouble expected)
{
  if (!(fabs (got - expected) <= 1e-9 * fabs (expected) + 1e-15))
    g_error ("%s at %d: %.17g, but PyTorch has %.17g", json_object_get_string_member (row, "name"),
             t, got, expected);
}

static void
test_schedules (void)
{
  JsonArray *rows = json_object_get_array_member (golden (), "schedules");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject             *row = json_array_get_object_element (rows, i);
      JsonArray              *rates = json_object_get_array_member (row, "rates");
      g_autoptr (GrSchedule)  schedule = make_schedule (row);
      g_autoptr (GHashTable)  state = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                             (GDestroyNotify) gr_tensor_unref);

      for (gint t = 0; t < 60; t++)
        {
          gdouble momentum = gr_schedule_momentum (schedule);

          assert_near (row, t, gr_schedule_lr (schedule), json_array_get_double_element (rates, t));
          if (!isnan (momentum))
            assert_near (row, t, momentum,
                         json_array_get_double_element (
                             json_object_get_array_member (row, "momenta"), t));
          gr_schedule_batch_done (schedule);
          gr_schedule_epoch_done (schedule, metric (t));
          if (t != 20)
            continue;
          /* Goes on in another one. */
          gr_schedule_save (schedule, collect, state);
          gr_schedule_free (schedule);
          schedule = make_schedule (row);
          g_assert_true (gr_schedule_load (schedule, look_up, state, NULL));
        }
    }
}

static void
test_schedule_new_rate (void)
{
  g_autoptr (GrOptions)  options = NULL;
  const GrScheduleKind  *kind = gr_schedule_parse ("one_cycle:max_lr=0.4", &options, NULL);
  g_autoptr (GrSchedule) schedule = gr_schedule_new (kind, options, 0.1, 10, 10, NULL);
  g_autoptr (GrSchedule) other = gr_schedule_new (kind, options, 0.1, 10, 10, NULL);

  for (gint i = 0; i < 30; i++)
    {
      gr_schedule_batch_done (schedule);
      gr_schedule_batch_done (other);
    }
  gr_schedule_set_lr (schedule, 0.01);
  g_assert_cmpfloat_with_epsilon (gr_schedule_lr (schedule), 0.01, 1e-12);
  for (gint i = 0; i < 30; i++)
    {
      gr_schedule_batch_done (schedule);
      gr_schedule_batch_done (other);
    }
  g_assert_cmpfloat (gr_schedule_lr (schedule), <, 0.01);
  g_assert_cmpfloat_with_epsilon (gr_schedule_momentum (schedule), gr_schedule_momentum (other),
                                  1e-12);
}

/* A rate of a thousand times what is usual is taken, and what is above that doubted. */
static void
test_doubt (void)
{
  for (guint i = 0; i < gr_n_optimizers (); i++)
    {
      g_autoptr (GrOptions) options = gr_optimizer_kind_options (gr_optimizer_at (i));
      const gdouble usual = gr_options_number (options, "lr");
      g_autofree char *text = NULL;

      g_assert_true (gr_options_set_number (options, "lr", 1000 * usual, NULL));
      g_assert_null (gr_options_doubt (options, "lr"));
      g_assert_true (gr_options_set_number (options, "lr", 1e99, NULL));
      text = gr_options_doubt (options, "lr");
      g_assert_nonnull (strstr (text, " is 1e+99: above "));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/optim/pytorch", test_optimizers);
  g_test_add_func ("/optim/norm", test_norm);
  g_test_add_func ("/optim/state", test_state);
  g_test_add_func ("/optim/state/bad", test_state_bad);
  g_test_add_func ("/optim/threads", test_threads);
  g_test_add_func ("/optim/options", test_options);
  g_test_add_func ("/optim/doubt", test_doubt);
  g_test_add_func ("/schedule/pytorch", test_schedules);
  g_test_add_func ("/schedule/new-rate", test_schedule_new_rate);
  return g_test_run ();
}
