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

/* Backward either refuses, naming both operators, or has no use for the value. */
static void
try_tampered (const Row *row, const Sample *sample, const Result *expected, Tamper *how,
              GString *report)
{
  g_auto (Result) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *what
      = g_strdup_printf ("%s %u changed after forward", how->output ? "output" : "tensor", how->number);
  Options options = { .form = plain_form (row), .gradients = TRUE, .between = tamper, .user = how };
  gboolean ok = run (row, sample, &options, &result, &error);
  g_autofree char *saver = g_steal_pointer (&how->saver);
  if (!ok)
    {
      gboolean named = strstr (error->message, "mul_")
                       && (row->op->compose || strstr (error->message, saver));
      if (!g_error_matches (error, GR_ERROR, GR_ERROR_VERSION) || !named)
        report_error (report, what, error);
      return;
    }
  for (guint j = 0; how->done && j < result.n_tensors; j++)
    if (result.grads[j] && expected->grads[j])
      compare_tensors (what, result.grads[j], expected->grads[j], 0, 0, report);
}

void
check_saved (const Row *row, const Sample *sample, GString *report)
{
  g_auto (Result) expected = { 0 };
  g_autoptr (GError) error = NULL;
  Options options = { .form = plain_form (row), .gradients = TRUE };
  if (!differentiable (row))
    return;
  if (!run (row, sample, &options, &expected, &error))
    {
      report_error (report, "backward fails", error);
      return;
    }
  for (guint j = 0; j < expected.n_tensors; j++)
    try_tampered (row, sample, &expected, &(Tamper){ FALSE, j }, report);
  for (guint k = 0; k < expected.n_outputs; k++)
    try_tampered (row, sample, &expected, &(Tamper){ TRUE, k }, report);
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
        g_string_append_printf (report, "allocation %u of %s failed, but the call gave no error\n", nth,
                                where);
      else if (!g_error_matches (error, GR_ERROR, GR_ERROR_MEMORY))
        g_string_append_printf (report, "allocation %u of %s failed, but the error is: %s\n", nth, where,
                                error->message);
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
