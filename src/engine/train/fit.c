/* fit.c - see fit.h. */
#include "fit.h"

#include <string.h>

#include "../io/safetensors.h"
#include "checkpoint.h"

static void
row_clear (gpointer data)
{
  g_free (((GrFitRow *) data)->name);
}

static void
add_row (GrWeightsFit *fit, GrFit kind, const char *name, const GrTensor *given, const GrWant *want)
{
  GrFitRow row = { g_strdup (name), kind, -1, -1, { 0 }, { 0 } };

  if (given)
    {
      row.given_ndim = given->ndim;
      memcpy (row.given, given->shape, sizeof row.given);
    }
  if (want)
    {
      row.wanted_ndim = want->ndim;
      memcpy (row.wanted, want->shape, sizeof row.wanted);
    }
  g_array_append_val (fit->rows, row);
  fit->n[kind]++;
}

GrWeightsFit *
gr_weights_fit (GrModel *model, GrNamedTensors *list, const char *origin)
{
  g_autoptr (GArray)     wants = gr_model_wants (model);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GrKept)     own = gr_kept_of_list (list);
  GrWeightsFit          *fit = g_new0 (GrWeightsFit, 1);

  fit->rows = g_array_new (FALSE, FALSE, sizeof (GrFitRow));
  g_array_set_clear_func (fit->rows, row_clear);
  fit->kept = gr_kept_copy (gr_model_kept (model));
  for (guint i = 0; i < wants->len; i++)
    {
      const GrWant *want = &g_array_index (wants, GrWant, i);
      GrTensor     *given = own ? gr_kept_value (own, want->block->id, want->copy, want->row->name)
                                : gr_named_tensors_get (list, want->name);
      const GrFit   kind = !given                        ? GR_FIT_MISSING
                           : gr_want_fits (want, given) ? GR_FIT_TAKEN
                                                        : GR_FIT_SHAPE;

      g_hash_table_add (names, want->name);
      add_row (fit, kind, want->name, given, want);
      if (kind == GR_FIT_TAKEN)
        gr_kept_set (fit->kept, want->block->id, want->copy, want->row->name, given, origin);
    }
  for (gsize i = 0; i < gr_named_tensors_length (list); i++)
    {
      const char *name = gr_named_tensors_name (list, i);
      const gboolean is_known = own ? gr_kept_is_of (name, model)
                                    : g_hash_table_contains (names, name);

      if (!is_known && !gr_checkpoint_is_state (list, name))
        add_row (fit, GR_FIT_UNEXPECTED, name, gr_named_tensors_at (list, i), NULL);
    }
  return fit;
}

void
gr_weights_fit_free (GrWeightsFit *fit)
{
  g_array_unref (fit->rows);
  gr_kept_unref (fit->kept);
  g_free (fit);
}

GrNamedTensors *
gr_weights_read (const char *path, GError **error)
{
  g_autoptr (GrNamedTensors) file = gr_safetensors_read (path, error);

  return file ? gr_weights_copy (file, error) : NULL;
}

GrKept *
gr_weights_named (GrModel *model, GrNamedTensors *list, const char *origin)
{
  g_autoptr (GArray) wants = gr_model_wants (model);
  GrKept            *kept = gr_kept_new ();

  for (guint i = 0; i < wants->len; i++)
    {
      const GrWant *want = &g_array_index (wants, GrWant, i);
      GrTensor     *given = gr_named_tensors_get (list, want->name);

      if (given)
        gr_kept_set (kept, want->block->id, want->copy, want->row->name, given, origin);
    }
  return kept;
}

GrNamedTensors *
gr_weights_kept (GrModel *model, guint *n_lacking)
{
  g_autoptr (GArray) wants = gr_model_wants (model);
  GrNamedTensors    *list = gr_named_tensors_new ();

  *n_lacking = 0;
  for (guint i = 0; i < wants->len; i++)
    {
      const GrWant *want = &g_array_index (wants, GrWant, i);
      GrTensor     *value
          = gr_kept_value (gr_model_kept (model), want->block->id, want->copy, want->row->name);

      /* Dotted names are unique, so that none is there already. */
      if (value && gr_want_fits (want, value))
        gr_named_tensors_add (list, want->name, value, NULL);
      else
        ++*n_lacking;
    }
  return list;
}
