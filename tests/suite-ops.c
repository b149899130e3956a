/* suite-ops.c - the generated test suite: every row of the operator table, every check.
 *
 * Nothing here knows an operator. The samples come from the rows (sample.h), the expected values
 * from PyTorch (golden/golden.py), the checks from suite/. A test path is /ops/ROW/CHECK, so that
 *
 *   build/tests/suite-ops -k -p /ops/conv2d          one row (-k: go on after a failure)
 *   build/tests/suite-ops -k -p /ops/conv2d/golden   one check of it
 *   build/tests/suite-ops -k --shard 0/4             a quarter of the rows
 *
 * The checks in turn are tested on rows that are broken on purpose (/broken, suite/faults.c).
 */
#include "suite/suite.h"

#include "suite/faults.h"

#include "cpu/level.h"
#include "gradus.h"
#include "ops/explain.h"
#include "ops/standin.h"

#include <stdio.h>
#include <string.h>

/* --- what differs from the rule, and why ------------------------------------------------------ */

static const Tolerance tolerances[] = {
  { "digamma", 1e-8, 1e-4, 1e-5, "PyTorch's trigamma, which is its gradient, has nine digits" },
  { "hardsigmoid", 1e-7, 1e-4, 1e-5, "PyTorch's gradient divides by a float32 6" },
  { NULL },
};

/* A check of "values" is every one that looks at what the outputs hold. With a sample it is that
 * one alone which is exempt: it must fail. */
static const struct
{
  const char *name, *check, *reason, *sample;
} exemptions[] = {
  { "allclose", "golden", "PyTorch gives a Python bool" },
  { "as_strided", "layouts", "it looks at the storage, whatever the input's strides are" },
  { "embedding", "gradient", "padding_idx changes the gradient on purpose",
    "embedding(r(5,3), i(0,5,2,4), 1)" },
  { "embedding", "gradient", "scale_grad_by_freq changes the gradient on purpose",
    "embedding(r(3,2), i(0,3,6), -1, True)" },
  { "embedding", "double-backward", "there is none with scale_grad_by_freq, as in PyTorch",
    "embedding(r(3,2), i(0,3,6), -1, True)" },
  { "empty", "values", "its elements are whatever the memory held" },
  { "empty_like", "values", "its elements are whatever the memory held" },
  { "new_empty", "values", "its elements are whatever the memory held" },
  { "layer_norm_backward", "gradient",
    "its mean and rstd are the input's: what they give is in the input's" },
  { "layer_norm_backward", "double-backward", "the same" },
  { "masked_scatter", "meta-backward", "how many elements its gradient picks only the data tell" },
  { "equal", "golden", "PyTorch gives a Python bool" },
  { "_conv2d_relu", "explain", "a plan that is stepped through runs conv2d and relu" },
  { "_unique2", "explain", "which elements are the same is no sum of them" },
  { "nonzero", "explain", "it gives places, of which the data tell the number" },
  { "repeat_interleave", "explain", "it gives places, of which the data tell the number" },
  { "bernoulli", "explain", "its elements are drawn" },
  { "multinomial", "explain", "its elements are drawn" },
  { "normal_", "explain", "its elements are drawn" },
  { "rand", "explain", "its elements are drawn" },
  { "rand_like", "explain", "its elements are drawn" },
  { "randint", "explain", "its elements are drawn" },
  { "randint_like", "explain", "its elements are drawn" },
  { "randn", "explain", "its elements are drawn" },
  { "randn_like", "explain", "its elements are drawn" },
  { "randperm", "explain", "its elements are drawn" },
  { "uniform_", "explain", "its elements are drawn" },
  { NULL },
};

static const Tolerance *
tolerance_of (const char *name)
{
  for (const Tolerance *entry = tolerances; entry->name; entry++)
    if (strcmp (entry->name, name) == 0)
      return entry;
  return NULL;
}

/* Why the row is exempt from a check, or (@sample not NULL) this sample of it; else NULL. */
static const char *
exemption_of (const char *name, const char *check, const char *sample)
{
  static const char *const shape_checks[] = { "row", "bad", "infer", "empty", NULL };
  gboolean about_shape = g_strv_contains (shape_checks, check);
  for (guint i = 0; exemptions[i].name; i++)
    if (strcmp (exemptions[i].name, name) == 0 && g_strcmp0 (exemptions[i].sample, sample) == 0
        && (strcmp (exemptions[i].check, check) == 0
            || (strcmp (exemptions[i].check, "values") == 0 && !about_shape)))
      return exemptions[i].reason;
  return NULL;
}

/* --- the checks ------------------------------------------------------------------------------- */

static const struct
{
  const char *name;
  Check       check;
  guint       n_samples; /* how many of the row's it is tried on; 0: all */
} sample_checks[] = {
  { "infer", check_infer, 0 },
  { "golden", check_golden, 0 },
  { "float32", check_float32, 0 },
  { "dtypes", check_dtypes, 0 },
  { "layouts", check_layouts, 0 },
  { "empty", check_empty, 0 },
  { "gradient", check_gradient, 0 },
  { "double-backward", check_double_backward, 0 },
  { "meta-backward", check_meta_backward, 0 },
  { "in-place", check_in_place, 0 },
  { "out", check_out, 0 },
  { "memory", check_memory, 3 },
  { "large", check_large, 3 },
  { "threads", check_threads, 3 },
  { "levels", check_levels, 3 },
  { "device", check_device, 0 },
  { "explain", check_explain, 0 },
};

static const struct
{
  const char *name;
  void (*check) (const Row *row, GString *report);
} row_checks[] = {
  { "row", check_row },
  { "bad", check_bad },
  { "saved", check_saved },
};

static void
row_init (Row *row, const GrOp *op)
{
  g_autoptr (GError) error = NULL;
  row->op = op;
  row->name = gr_op_name (op);
  row->golden = golden_open (row->name, &error);
  row->tolerance = tolerance_of (row->name);
  g_assert_no_error (error);
}

static void
row_clear (Row *row)
{
  g_clear_pointer (&row->golden, golden_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, row_clear)

/* Runs one check on one sample; what is wrong is appended to @report. */
static void
run_on_sample (const Row *row, guint which, const char *text, GString *report)
{
  g_autoptr (GString) found = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Sample) sample = sample_parse (text, &error);
  if (sample)
    sample_checks[which].check (row, sample, found);
  else
    g_string_append (found, error->message);
  if (found->len > 0)
    g_string_append_printf (report, "%s\n%s", text, found->str);
}

/* Runs one check over the row's samples, less those that are exempt. */
static void
run_sample_check (const Row *row, guint which, GString *report)
{
  guint n = 0, limit = sample_checks[which].n_samples;
  for (const char *const *text = row->op->samples; text && *text && (!limit || n < limit);
       text++, n++)
    if (!exemption_of (row->name, sample_checks[which].name, *text))
      run_on_sample (row, which, *text, report);
}

static void
run_named_check (const GrOp *op, const char *name, GString *report)
{
  g_auto (Row) row = { 0 };
  row_init (&row, op);
  for (guint i = 0; i < G_N_ELEMENTS (row_checks); i++)
    if (strcmp (row_checks[i].name, name) == 0)
      row_checks[i].check (&row, report);
  for (guint i = 0; i < G_N_ELEMENTS (sample_checks); i++)
    if (strcmp (sample_checks[i].name, name) == 0)
      run_sample_check (&row, i, report);
}

typedef struct
{
  const GrOp *op;
  const char *check;
} Case;

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  const char *exempt = exemption_of (gr_op_name (c->op), c->check, NULL);
  if (exempt)
    {
      g_test_skip (exempt);
      return;
    }
  g_autoptr (GString) report = g_string_new (NULL);
  run_named_check (c->op, c->check, report);
  if (report->len > 0)
    {
      g_test_message ("%s", report->str);
      g_test_fail_printf ("%s %s", gr_op_schema (c->op)->symbol, c->check);
    }
}

static void
add_case (const GrOp *op, const char *check)
{
  g_autofree char *path = g_strdup_printf ("/ops/%s/%s", gr_op_schema (op)->symbol, check);
  Case *c = g_new (Case, 1);
  *c = (Case){ op, check };
  g_test_add_data_func_full (path, c, test_case, g_free);
}

/* --- the suite itself ------------------------------------------------------------------------- */

/* A row with one thing wrong is reported by the check that is to find it, and the row of the table
 * is not. */
static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  fault_op = gr_op_find (fault->op ? fault->op : "mul");
  GrOp broken = *fault_op;
  if (strcmp (fault->check, "levels") == 0 && gr_cpu_level () == GR_CPU_PLAIN)
    {
      g_test_skip ("this processor has one level only");
      return;
    }
  broken.infer = fault->infer ? fault->infer : broken.infer;
  broken.forward = fault->forward ? fault->forward : broken.forward;
  broken.backward = fault->backward ? fault->backward : broken.backward;
  broken.explain = fault->explain ? fault->explain : broken.explain;
  broken.saves = fault->saves_nothing ? 0 : broken.saves;
  g_autoptr (GString) clean = g_string_new (NULL), report = g_string_new (NULL);
  run_named_check (fault_op, fault->check, clean);
  g_assert_cmpstr (clean->str, ==, "");
  run_named_check (&broken, fault->check, report);
  g_test_message ("%s", report->str);
  g_assert_cmpstr (report->str, !=, "");
}

/* A sample that is exempt fails, and a row that need not explain itself does not: nothing is left
 * out that would pass. */
static void
test_exemptions (void)
{
  for (guint i = 0; exemptions[i].name; i++)
    if (strcmp (exemptions[i].check, "explain") == 0)
      for (const GrOp *const *op = gr_ops_named (exemptions[i].name); *op; op++)
        g_assert_false (gr_op_explains (*op));
  for (guint i = 0; exemptions[i].name; i++)
    for (guint which = 0; exemptions[i].sample && which < G_N_ELEMENTS (sample_checks); which++)
      if (strcmp (sample_checks[which].name, exemptions[i].check) == 0)
        {
          const GrOp *op = gr_op_find (exemptions[i].name);
          g_auto (Row) row = { 0 };
          g_autoptr (GString) report = g_string_new (NULL);
          g_assert_true (g_strv_contains (op->samples, exemptions[i].sample));
          row_init (&row, op);
          run_on_sample (&row, which, exemptions[i].sample, report);
          g_test_message ("%s", report->str);
          g_assert_cmpstr (report->str, !=, "");
        }
}

/* The stand-in's memory cannot be read as the CPU's is. */
static void
test_standin_faults (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (GrTensor) tensor = gr_tensor_new (GR_FLOAT32, GR_STANDIN, GR_INTS (4), NULL);
      g_print ("%f", *GR_DATA (volatile gfloat, tensor));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
}

int
main (int argc, char **argv)
{
  guint shard = 0, n_shards = 1;
  g_test_init (&argc, &argv, NULL);
  gr_autograd_init ();
  if (argc == 3 && strcmp (argv[1], "--shard") == 0
      && (sscanf (argv[2], "%u/%u", &shard, &n_shards) != 2 || shard >= n_shards))
    g_error ("--shard takes I/N");

  g_autoptr (GError) error = NULL;
  gr_standin_register (&error);
  g_assert_no_error (error);

  for (guint i = shard; i < gr_n_ops (); i += n_shards)
    {
      for (guint c = 0; c < G_N_ELEMENTS (row_checks); c++)
        add_case (gr_op_at (i), row_checks[c].name);
      for (guint c = 0; c < G_N_ELEMENTS (sample_checks); c++)
        add_case (gr_op_at (i), sample_checks[c].name);
    }
  if (shard == 0)
    {
      for (guint i = 0; i < n_faults; i++)
        {
          g_autofree char *path = g_strdup_printf ("/broken/%s", faults[i].name);
          g_test_add_data_func (path, &faults[i], test_fault);
        }
      g_test_add_func ("/exemptions", test_exemptions);
      g_test_add_func ("/standin/faults", test_standin_faults);
    }
  return g_test_run ();
}
