/* check-row.c - the row itself: what it says about itself, and the calls that it must refuse. */
#include "suite.h"

#include <string.h>

static void
check_sample (const Row *row, const char *text, GString *report)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Sample) sample = sample_parse (text, &error);
  if (!sample)
    {
      report_error (report, "sample", error);
      return;
    }
  if (strcmp (sample->name, row->name) != 0)
    g_string_append_printf (report, "the sample “%s” calls another operator\n", text);
  g_autoptr (GrBinding) binding
      = gr_bind (sample->name, sample->values, sample->names, sample->n_values, &error);
  if (!binding)
    report_error (report, text, error);
  else if (gr_binding_op (binding) != row->op)
    g_string_append_printf (report, "the sample “%s” calls the overload “%s”\n", text,
                            gr_op_schema (gr_binding_op (binding))->overload);
}

void
check_row (const Row *row, GString *report)
{
  const GrOp *op = row->op;
  if (!op->samples || !op->samples[0])
    g_string_append (report, "the row has no samples\n");
  for (const char *const *text = op->samples; text && *text; text++)
    check_sample (row, *text, report);
  if (!op->summary || !*op->summary)
    g_string_append (report, "the row has no summary\n");
  if (!op->compose == !(op->infer || (op->flags & GR_OP_ONLY_IN_PLACE)))
    g_string_append (report, "a row has either .infer or .compose\n");
  if (!op->compose && !op->forward && !(op->flags & GR_OP_VIEW))
    g_string_append (report, "the row has no forward\n");
}

/* Each bad call must fail, in these words. */
void
check_bad (const Row *row, GString *report)
{
  for (const GrBadSample *bad = row->op->bad; bad && bad->call; bad++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Sample) sample = sample_parse (bad->call, &error);
      if (!sample)
        {
          report_error (report, "bad sample", error);
          continue;
        }
      GrTensor **results = gr_call_named (sample->name, plain_form (row), sample->values,
                                          sample->names, sample->n_values, NULL, NULL, &error);
      if (results || !error)
        g_string_append_printf (report, "%s: does not fail\n", bad->call);
      else if (!g_str_has_prefix (error->message, bad->message))
        g_string_append_printf (report, "%s: says “%s”, should begin “%s”\n", bad->call,
                                error->message, bad->message);
      gr_tensor_list_free (results);
    }
}
