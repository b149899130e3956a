/* check-machines.c - PyTorch's values with many elements, the same bits from any number of threads
 * and from another device, the same values from every instruction set. */
#include "suite.h"

#include "cpu/level.h"
#include "cpu/pool.h"

#include <math.h>
#include <string.h>

#define LARGE 60000 /* elements; as in golden.py */

/* --- many elements -------------------------------------------------------------------------- */

static guint
count_size (const GrTensor *tensor, gint64 size)
{
  guint count = 0;
  for (gint i = 0; i < tensor->ndim; i++)
    count += tensor->shape[i] == size;
  return count;
}

/* The sample with every size that is @size grown, as golden.py grew it; where it did not, so that
 * what comes out cannot be much more than LARGE elements either. NULL where nothing grows. */
static Sample *
grown (const Row *row, const Sample *sample, gint64 size)
{
  gint64 factor = golden_factor (row->golden, sample->text, size);
  guint count = 0;
  gint64 largest = 0;
  for (guint j = 0; j < sample->tensors->len; j++)
    {
      count += count_size (sample_tensor (sample, j), size);
      largest = MAX (largest, gr_tensor_numel (sample_tensor (sample, j)));
    }
  if (factor == 0 && count > 0 && largest > 0)
    factor = (gint64) pow (LARGE / (gdouble) largest, 1.0 / count);
  return factor < 2 ? NULL : sample_parse_grown (sample->text, size, factor, NULL);
}

/* The sizes to grow: the first tensor's first and last. Internal rows may trust the shapes that
 * they are given, so theirs stay. */
static guint
sizes_to_grow (const Row *row, const Sample *sample, gint64 sizes[2])
{
  const GrTensor *tensor = sample->tensors->len > 0 ? sample_tensor (sample, 0) : NULL;
  if (!tensor || tensor->ndim == 0 || (row->op->flags & GR_OP_INTERNAL))
    return 0;
  sizes[0] = tensor->shape[0];
  sizes[1] = tensor->shape[tensor->ndim - 1];
  return sizes[0] == sizes[1] ? 1 : 2;
}

/* golden.py's figures of a tensor: number of elements, weighted sum, sum of magnitudes, ends. */
static void
take_figures (const GrTensor *tensor, const char *text, guint number, gdouble figures[5])
{
  gint64 n = tensor ? gr_tensor_numel (tensor) : 0;
  memset (figures, 0, 5 * sizeof *figures);
  figures[0] = n;
  for (gint64 e = 0; e < n; e++)
    {
      gdouble value = gr_tensor_get (tensor, e).d;
      figures[1] += sample_random (text, number, e) * value;
      figures[2] += fabs (value);
      if (e == 0)
        figures[3] = value;
      figures[4] = value;
    }
}

static void
compare_figures (const char *what, const GrTensor *tensor, const char *text, guint number,
                 const GrTensor *golden, guint line, gdouble rtol, GString *report)
{
  static const char *const names[]
      = { "number of elements", "weighted sum", "sum of magnitudes", "first", "last" };
  gdouble figures[5], expected[5];
  take_figures (tensor, text, number, figures);
  for (guint i = 0; i < 5; i++)
    expected[i] = gr_tensor_get (golden, line * 5 + i).d;
  if (!tensor && expected[2] == 0)
    return;
  if (tensor && tensor->dtype == GR_FLOAT32)
    rtol = MAX (rtol, FLOAT32_TOLERANCE);
  for (guint i = 0; i < 5; i++)
    {
      gdouble bound = i == 0 ? 0 : i < 3 ? rtol * expected[2] : rtol * (fabs (expected[i]) + 1);
      gboolean agree = figures[i] == expected[i] || fabs (figures[i] - expected[i]) <= bound
                       || (isnan (figures[i]) && isnan (expected[i]));
      if (!agree)
        g_string_append_printf (report, "%s %u, with many elements: %s is %.17g, should be %.17g\n",
                                what, number, names[i], figures[i], expected[i]);
    }
}

/* What PyTorch gives for many elements, in a few figures: for kernels that cut their work. */
void
check_large (const Row *row, const Sample *sample, GString *report)
{
  gint64 sizes[2];
  guint n = sizes_to_grow (row, sample, sizes);
  gdouble rtol = 10 * (row->tolerance ? row->tolerance->golden : 1e-10);
  g_autofree char *out_text = g_strconcat (sample->text, "#weights", NULL);
  g_autofree char *grad_text = g_strconcat (sample->text, "#second", NULL);
  for (guint i = 0; i < n; i++)
    {
      const GrTensor *golden = golden_tensor (row->golden, sample->text, "large", sizes[i]);
      g_autoptr (Sample) large = golden ? grown (row, sample, sizes[i]) : NULL;
      g_auto (Result) result = { 0 };
      g_autoptr (GError) error = NULL;
      Options options = { .form = plain_form (row), .gradients = TRUE };
      if (large && !run (row, large, &options, &result, &error))
        report_error (report, "fails with many elements where PyTorch does not", error);
      for (guint k = 0; k < result.n_outputs; k++)
        compare_figures ("output", result.outputs[k], out_text, k, golden, k, rtol, report);
      for (guint j = 0; j < result.n_tensors; j++)
        if (golden_tensor (row->golden, sample->text, "grad", j))
          compare_figures ("gradient", result.grads[j], grad_text, j, golden, result.n_outputs + j,
                           rtol, report);
    }
}

/* --- threads -------------------------------------------------------------------------------- */

static void
compare_threads (const Row *row, const Sample *sample, GString *report)
{
  static const gint counts[] = { 2, 4 };
  gint before = gr_pool_threads ();
  g_auto (Result) one = { 0 };
  Options options = { .form = plain_form (row), .gradients = TRUE };
  gr_pool_set_threads (1);
  if (run (row, sample, &options, &one, NULL))
    for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
      {
        g_auto (Result) many = { 0 };
        g_autoptr (GError) error = NULL;
        g_autofree char *what = g_strdup_printf ("%d threads", counts[i]);
        gr_pool_set_threads (counts[i]);
        if (run (row, sample, &options, &many, &error))
          compare_results (what, &many, &one, 0, 0, report);
        else
          report_error (report, what, error);
      }
  gr_pool_set_threads (before);
}

void
check_threads (const Row *row, const Sample *sample, GString *report)
{
  gint64 sizes[2];
  guint n = sizes_to_grow (row, sample, sizes);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (Sample) large = grown (row, sample, sizes[i]);
      if (large)
        compare_threads (row, large, report);
    }
  if (n == 0)
    compare_threads (row, sample, report);
}

/* --- instruction sets ------------------------------------------------------------------------ */

void
check_levels (const Row *row, const Sample *sample, GString *report)
{
  const GrCpuLevel before = gr_cpu_level ();
  g_auto (Result) best = { 0 };
  Options options = { .form = plain_form (row), .gradients = TRUE };
  if (!run (row, sample, &options, &best, NULL))
    return;
  for (GrCpuLevel level = GR_CPU_PLAIN; level < before; level++)
    {
      g_auto (Result) other = { 0 };
      g_autoptr (GError) error = NULL;
      gr_cpu_set_level (level);
      if (run (row, sample, &options, &other, &error))
        compare_results (gr_cpu_level_name (level), &other, &best, 1e-10, 1e-11, report);
      else
        report_error (report, gr_cpu_level_name (level), error);
      check_float32 (row, sample, report);
    }
  gr_cpu_set_level (before);
}

/* --- the stand-in device -------------------------------------------------------------------- */

void
check_device (const Row *row, const Sample *sample, GString *report)
{
  g_auto (Result) cpu = { 0 }, standin = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { .form = plain_form (row), .gradients = TRUE };
  if (!run (row, sample, &options, &cpu, &error))
    {
      report_error (report, "the call fails", error);
      return;
    }
  options.device = GR_STANDIN;
  if (run (row, sample, &options, &standin, &error))
    compare_results ("stand-in device", &standin, &cpu, 0, 0, report);
  else
    report_error (report, "stand-in device", error);
}
