/* infer.c - shapes, strides and problems of every block of a model, kept up to date as it is
 * edited; a block by itself is infer-block.c. See infer.h.
 */
#include "infer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

void
gr_inference_free (GrInference *inference)
{
  g_clear_pointer (&inference->problems, g_ptr_array_unref);
  g_clear_pointer (&inference->own, g_ptr_array_unref);
  g_clear_pointer (&inference->states, g_ptr_array_unref);
  g_clear_pointer (&inference->keys, g_ptr_array_unref);
  g_clear_pointer (&inference->plan, gr_plan_free);
  g_array_unref (inference->infos);
  g_free (inference);
}

/* --- the whole model -------------------------------------------------------------------------- */

static char *
key_of (const GrInstance *instance)
{
  return g_strdup_printf ("%s/%s", instance->block->id, instance->copy);
}

/* A new plan, with the states of the instances that were there before. */
static void
replan (GrModel *model, GrInference *inference)
{
  g_autoptr (GHashTable) old = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                      (GDestroyNotify) gr_node_state_free);
  GrPlan *plan = gr_plan_new (model);

  if (inference->plan)
    for (guint i = 0; i < inference->states->len; i++)
      g_hash_table_insert (old, g_steal_pointer (&inference->keys->pdata[i]),
                           g_steal_pointer (&inference->states->pdata[i]));
  g_ptr_array_set_size (inference->states, 0);
  g_ptr_array_set_size (inference->keys, 0);
  for (guint i = 0; i < plan->instances->len; i++)
    {
      char        *key = key_of (gr_plan_instance (plan, i));
      char        *old_key = NULL;
      GrNodeState *state = NULL;

      if (g_hash_table_steal_extended (old, key, (gpointer *) &old_key, (gpointer *) &state))
        g_free (old_key);
      else
        state = g_new0 (GrNodeState, 1);
      g_ptr_array_add (inference->states, state);
      g_ptr_array_add (inference->keys, key);
    }
  g_clear_pointer (&inference->plan, gr_plan_free);
  inference->plan = plan;
}

static void
fill_infos (GrModel *model, GrInference *inference)
{
  g_autoptr (GHashTable) index = g_hash_table_new (NULL, NULL);

  g_array_set_size (inference->infos, 0);
  g_array_set_size (inference->infos, model->blocks->len);
  for (guint i = 0; i < inference->plan->instances->len; i++)
    {
      const GrInstance  *instance = gr_plan_instance (inference->plan, i);
      const GrNodeState *state = g_ptr_array_index (inference->states, i);
      GrBlockInfo       *info;
      gpointer           place;

      /* The first instances are the blocks themselves, in order; copies follow. */
      if (i < model->blocks->len)
        g_hash_table_insert (index, (gpointer) instance->block, GUINT_TO_POINTER (i));
      place = g_hash_table_lookup (index, instance->block);
      info = &g_array_index (inference->infos, GrBlockInfo, GPOINTER_TO_UINT (place));
      if (!info->block)
        {
          info->settings = state->settings;
          info->first_ndim = state->output[0] ? state->output[0]->ndim : 0;
          memcpy (info->first_shape, state->shape, sizeof info->first_shape);
        }
      info->block = instance->block;
      info->n_parameters += state->n_parameters;
      info->known = state->output[0] && state->output[1];
      if (!info->known)
        continue;
      info->dtype = state->output[0]->dtype;
      info->ndim = state->output[0]->ndim;
      memcpy (info->shape, state->shape, sizeof info->shape);
      memcpy (info->stride, state->stride, sizeof info->stride);
    }
}

static gint
compare_problems (gconstpointer a, gconstpointer b, gpointer user)
{
  const GrProblem *first = *(GrProblem *const *) a, *second = *(GrProblem *const *) b;
  GrModel         *model = user;
  const gint       i = first->block ? gr_model_block_index (model, first->block) : -1;
  const gint       j = second->block ? gr_model_block_index (model, second->block) : -1;

  return i - j;
}

/* Whether a block works on the last size alone of pictures, as one before it does: that is mended
 * there. @told: of the instances before it in the plan's order whether they or one before them do;
 * its own is set. */
static gboolean
follows_from_warning (const GrInference *inference, guint index, gboolean *told)
{
  const GrInstance *instance = gr_plan_instance (inference->plan, index);
  const GrNodeState *state = g_ptr_array_index (inference->states, index);
  const GrProblem *problem = state->problems ? state->problems->pdata[0] : NULL;
  const gboolean warns = problem && problem->level == GR_PROBLEM_WARNING;
  gboolean before = FALSE;

  for (guint i = 0; i < instance->n_inputs; i++)
    before = before || (instance->inputs[i] >= 0 && told[instance->inputs[i]]);
  told[index] = (warns || before) && state->output[0] && state->output[0]->ndim == 4;
  return warns && before;
}

static void
collect_problems (GrModel *model, GrInference *inference)
{
  g_autofree gboolean *told = g_new0 (gboolean, inference->states->len + 1);
  g_autofree gboolean *follows = g_new0 (gboolean, inference->states->len + 1);

  g_ptr_array_set_size (inference->problems, 0);
  g_ptr_array_set_size (inference->own, 0);
  gr_say_empty (model, inference->own);
  g_ptr_array_extend (inference->problems, inference->plan->problems, NULL, NULL);
  for (guint i = 0; i < inference->plan->order->len; i++)
    {
      const guint index = g_array_index (inference->plan->order, guint, i);

      follows[index] = follows_from_warning (inference, index, told);
    }
  for (guint i = 0; i < inference->states->len; i++)
    {
      const GrNodeState *state = g_ptr_array_index (inference->states, i);
      if (state->problems && !follows[i])
        g_ptr_array_extend (inference->problems, state->problems, NULL, NULL);
    }
  gr_find_data_misfits (model, inference, inference->own);
  g_ptr_array_extend (inference->problems, inference->own, NULL, NULL);
  if (inference->problems->len > 1)
    g_ptr_array_sort_with_data (inference->problems, compare_problems, model);
}

const GrInference *
gr_model_inference (GrModel *model)
{
  GrInference *inference = model->inference;

  if (inference && inference->revision == model->revision)
    return inference;
  if (!inference)
    {
      inference = model->inference = g_new0 (GrInference, 1);
      inference->states = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_node_state_free);
      inference->keys = g_ptr_array_new_with_free_func (g_free);
      inference->infos = g_array_new (FALSE, TRUE, sizeof (GrBlockInfo));
      inference->problems = g_ptr_array_new ();
      inference->own = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_problem_free);
    }
  if (inference->structure != model->structure)
    replan (model, inference);
  for (guint i = 0; i < inference->plan->order->len; i++)
    gr_node_state_update (model, inference, g_array_index (inference->plan->order, guint, i));
  for (guint i = 0; i < inference->plan->instances->len; i++)
    if (gr_plan_instance (inference->plan, i)->in_cycle)
      gr_node_state_forget (g_ptr_array_index (inference->states, i));
  fill_infos (model, inference);
  collect_problems (model, inference);
  inference->revision = model->revision;
  inference->structure = model->structure;
  return inference;
}

/* --- asking ----------------------------------------------------------------------------------- */

const GrBlockInfo *
gr_model_info (GrModel *model, const char *id)
{
  const GrInference *inference = gr_model_inference (model);
  const gint         index = gr_model_block_index (model, id);

  return index < 0 ? NULL : &g_array_index (inference->infos, GrBlockInfo, index);
}

guint
gr_model_n_problems (GrModel *model)
{
  return gr_model_inference (model)->problems->len;
}

const GrProblem *
gr_model_problem_at (GrModel *model, guint index)
{
  const GrInference *inference = gr_model_inference (model);

  g_return_val_if_fail (index < inference->problems->len, NULL);
  return g_ptr_array_index (inference->problems, index);
}

gboolean
gr_problems_check (const GPtrArray *problems, gboolean of_data, GError **error)
{
  const GrProblem *first = NULL;
  guint            more = 0;

  for (guint i = 0; i < problems->len; i++)
    {
      const GrProblem *problem = g_ptr_array_index (problems, i);

      if (problem->level != GR_PROBLEM_ERROR || (problem->kind == GR_PROBLEM_DATA) != of_data)
        continue;
      if (first)
        more++;
      else
        first = problem;
    }
  if (!first)
    return TRUE;
  if (more == 0)
    g_set_error_literal (error, GR_ERROR, GR_ERROR_MODEL, first->message);
  else
    g_set_error (error, GR_ERROR, GR_ERROR_MODEL,
                 g_dngettext (GETTEXT_PACKAGE, "%s (and %u more)", "%s (and %u more)", more),
                 first->message, more);
  return FALSE;
}

gboolean
gr_model_check (GrModel *model, GError **error)
{
  return gr_problems_check (gr_model_inference (model)->problems, FALSE, error);
}
