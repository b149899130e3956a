/* check-machines.c - the same bits from any number of threads and from another device. */
#include "suite.h"

#include "cpu/pool.h"

#include <math.h>

#define LARGE 60000 /* elements; enough for many tiles */

/* --- threads -------------------------------------------------------------------------------- */

static guint
count_size (const GrTensor *tensor, gint64 size)
{
  guint count = 0;
  for (gint i = 0; i < tensor->ndim; i++)
    count += tensor->shape[i] == size;
  return count;
}

/* The tensor with its elements repeated along every dimension of size @size, @factor times. */
static GrTensor *
repeated (const GrTensor *tensor, gint64 size, gint64 factor)
{
  gint64 shape[GR_MAX_DIMS];
  for (gint i = 0; i < tensor->ndim; i++)
    shape[i] = tensor->shape[i] == size ? size * factor : tensor->shape[i];
  GrTensor *large
      = gr_tensor_new (tensor->dtype, GR_CPU, gr_ints (shape, tensor->ndim), NULL);
  for (gint64 e = 0; e < gr_tensor_numel (large); e++)
    {
      gint64 rest = e, source = 0, stride = 1;
      for (gint i = tensor->ndim - 1; i >= 0; i--)
        {
          source += rest % shape[i] % tensor->shape[i] * stride;
          rest /= shape[i];
          stride *= tensor->shape[i];
        }
      gr_tensor_set (large, e, gr_tensor_get (tensor, source));
    }
  return large;
}

/* Samples are small; threads only matter to large ones. So every dimension as long as @size grows. */
static Sample *
grown (const Sample *sample, gint64 size)
{
  guint n = sample->tensors->len;
  gint64 factor = G_MAXINT64;
  for (guint j = 0; j < n; j++)
    {
      const GrTensor *tensor = sample_tensor (sample, j);
      guint count = count_size (tensor, size);
      if (count > 0 && gr_tensor_numel (tensor) > 0)
        factor = MIN (factor,
                      (gint64) pow (LARGE / (gdouble) gr_tensor_numel (tensor), 1.0 / count));
    }
  if (factor < 2 || factor == G_MAXINT64)
    return NULL;
  g_autofree GrTensor **tensors = g_new0 (GrTensor *, n + 1);
  for (guint j = 0; j < n; j++)
    if (count_size (sample_tensor (sample, j), size) > 0)
      tensors[j] = repeated (sample_tensor (sample, j), size, factor);
  Sample *large = sample_with (sample, tensors);
  for (guint j = 0; j < n; j++)
    g_clear_pointer (&tensors[j], gr_tensor_unref);
  return large;
}

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
  if (sample->tensors->len == 0 || sample_tensor (sample, 0)->ndim == 0
      || (row->op->flags & GR_OP_INTERNAL)) /* these may trust the shapes that they are given */
    {
      compare_threads (row, sample, report);
      return;
    }
  const GrTensor *tensor = sample_tensor (sample, 0);
  gint64 sizes[] = { tensor->shape[0], tensor->shape[tensor->ndim - 1] };
  for (guint i = 0; i < (sizes[0] == sizes[1] ? 1 : 2); i++)
    {
      g_autoptr (Sample) large = grown (sample, sizes[i]);
      if (large)
        compare_threads (row, large, report);
    }
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
