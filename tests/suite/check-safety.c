/* check-safety.c - saved values that were changed in place, and memory that runs out. */
#include "suite.h"

#include <string.h>

#define MOST_ALLOCATIONS 500

/* --- saved values --------------------------------------------------------------------------- */

typedef struct
{
  gboolean output; /* tamper with output @number, else with input @number */
  guint    number;
  gboolean done;
  char    *saver; /* the name of the graph node that may have saved it */
} Tamper;

/* What an in-place operator by the name of mul_ would do. */
static void
tamper (Result *result, gpointer user)
{
  Tamper *how = user;
  if (how->number >= (how->output ? result->n_outputs : result->n_tensors))
    return;
  GrTensor *tensor = how->output ? result->outputs[how->number] : result->inputs[how->number];
  GrNode *node = result->n_outputs ? gr_tensor_grad_fn (result->outputs[0]) : NULL;
  if (!tensor->storage || gr_tensor_numel (tensor) == 0 || !node)
    return;
  for (gint64 e = 0; e < gr_tensor_numel (tensor); e++)
    gr_tensor_set (tensor, e, gr_int (gr_dtype_is_floating (tensor->dtype) ? 3 : 1));
  gr_storage_bump (tensor->storage, "mul_");
  how->saver = g_strdup (gr_node_name (node));
  how->done = TRUE;
}

/* Backward either refuses, naming both operators, or has no use for the value. TRUE where it
 * refuses. */
static gboolean
try_tampered (const Row *row, const Sample *sample, const Result *expected, Tamper *how,
              GString *report)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *what = g_strdup_printf ("%s: %s %u changed after forward", sample->text,
                                           how->output ? "output" : "tensor", how->number);
  Options options = { .form = plain_form (row), .gradients = TRUE, .between = tamper, .user = how };
  gboolean ok = run (row, sample, &options, &result, &error);
  g_autofree char *saver = g_steal_pointer (&how->saver);
  for (guint j = 0; ok && how->done && j < result.n_tensors; j++)
    if (result.grads[j] && expected->grads[j])
      compare_tensors (what, result.grads[j], expected->grads[j], 0, 0, report);
  if (ok)
    return FALSE;
  /* The operators that a composed row is made of save under their own names. */
  gboolean named = strstr (error->message, "mul_")
                   && (row->op->compose || (saver && strstr (error->message, saver)));
  if (!g_error_matches (error, GR_ERROR, GR_ERROR_VERSION) || !named)
    report_error (report, what, error);
  return TRUE;
}

static guint
count_refused (const Row *row, const Sample *sample, GString *report)
{
  g_auto (Result) expected = { 0 };
  g_autoptr (GError) error = NULL;
  guint refused = 0;
  Options options = { .form = plain_form (row), .gradients = TRUE };
  if (!run (row, sample, &options, &expected, &error))
    {
      report_error (report, sample->text, error);
      return 0;
    }
  for (guint j = 0; j < expected.n_tensors; j++)
    refused += try_tampered (row, sample, &expected, &(Tamper){ FALSE, j }, report);
  for (guint k = 0; k < expected.n_outputs; k++)
    refused += try_tampered (row, sample, &expected, &(Tamper){ TRUE, k }, report);
  return refused;
}

void
check_saved (const Row *row, GString *report)
{
  guint refused = 0;
  for (const char *const *text = row->op->samples; differentiable (row) && text && *text; text++)
    {
      g_autoptr (Sample) sample = sample_parse (*text, NULL);
      if (sample)
        refused += count_refused (row, sample, report);
    }
  /* Hidden outputs alone are out of a test's reach. */
  guint32 reachable = row->op->saves & (0xffff | GR_SAVE_OUTPUT (0));
  if (row->op->backward && reachable && refused == 0)
    g_string_append (report, "backward refuses none of the values that the row says it saves\n");
}

/* --- memory --------------------------------------------------------------------------------- */

/* Each allocation in turn fails, of forward or of backward: an error that says so every time, and
 * afterwards the same values as ever. Leaks are the sanitizer's to find. */
static void
try_failing (const Row *row, const Sample *sample, gboolean in_backward, GString *report)
{
  const char *where = in_backward ? "backward" : "forward";
  for (guint nth = 1; nth <= MOST_ALLOCATIONS; nth++)
    {
      g_auto (Result) result = { 0 };
      g_autoptr (GError) error = NULL;
      Options options = { .form = plain_form (row),
                          .gradients = in_backward,
                          .fail_forward = in_backward ? 0 : nth,
                          .fail_backward = in_backward ? nth : 0 };
      gboolean ok = run (row, sample, &options, &result, &error);
      if (ok && !options.failed)
        return;
      if (ok)
        g_string_append_printf (report, "allocation %u of %s failed, but the call gave no error\n",
                                nth, where);
      else if (!g_error_matches (error, GR_ERROR, GR_ERROR_MEMORY))
        g_string_append_printf (report, "allocation %u of %s failed, but the error is: %s\n", nth,
                                where, error->message);
      else
        continue;
      return;
    }
  g_string_append_printf (report, "more than %d allocations in %s\n", MOST_ALLOCATIONS, where);
}

void
check_memory (const Row *row, const Sample *sample, GString *report)
{
  g_auto (Result) before = { 0 }, after = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { .form = plain_form (row), .gradients = TRUE };
  if (!run (row, sample, &options, &before, &error))
    {
      report_error (report, "the call fails", error);
      return;
    }
  try_failing (row, sample, FALSE, report);
  if (differentiable (row))
    try_failing (row, sample, TRUE, report);
  if (run (row, sample, &options, &after, &error))
    compare_results ("after failed allocations", &after, &before, 0, 0, report);
  else
    report_error (report, "after failed allocations", error);
}
