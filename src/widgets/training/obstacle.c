/* obstacle.c - what keeps a document from being trained: see obstacle.h. */
#include "obstacle.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "canvas/apply-fix.h"
#include "model/data-fit.h"
#include "settings/section.h"
#include "train/config.h"

/* Whether the model would be whole, were its data known. */
static gboolean
lacks_data_alone (GrModel *model)
{
  gboolean lacks = FALSE;

  for (guint i = 0; i < gr_model_n_problems (model); i++)
    {
      const GrProblem *problem = gr_model_problem_at (model, i);

      if (problem->level == GR_PROBLEM_ERROR && problem->kind != GR_PROBLEM_SETTING)
        return FALSE;
      lacks = lacks || problem->kind == GR_PROBLEM_SETTING;
    }
  return lacks;
}

/* Whether the settings are such that a run takes them, and leave it something of the data set. */
static gboolean
check_run (GrProject *project, GError **error)
{
  const GrDataFacts *facts = gr_model_data (project->model);
  GrTrainerOptions wishes = GR_TRAINER_OPTIONS_INIT;
  g_auto (GrRunConfig) config = { 0 };

  return gr_run_config_init (&config, project, &wishes, error)
         && (!facts
             || gr_run_config_check_items (&config, project->model, facts->name, facts->length,
                                           facts->counts, facts->n_labels, error));
}

char *
gradus_find_obstacle (GradusDocument *document)
{
  GrProject *project = gradus_document_project (document);
  const char *data_problem = gradus_document_data_problem (document);
  g_autoptr (GError) error = NULL;

  if (data_problem && lacks_data_alone (project->model))
    return g_strdup (data_problem);
  if (!gr_model_can_train (project->model, &error))
    return g_strdup (error->message);
  if (!project->data.kind)
    return g_strdup (_ ("No data set is chosen yet."));
  if (data_problem || check_run (project, &error))
    return g_strdup (data_problem);
  return g_strdup (error->message);
}

/* --- the remedy ---------------------------------------------------------------------------------
 */

/* The edit that @obstacle offers where it is one of the model; (transfer none), or NULL. */
static GrEdit *
fix_of (GradusDocument *document, const char *obstacle)
{
  GrModel *model = gradus_document_model (document);

  for (guint i = 0; i < gr_model_n_problems (model); i++)
    {
      const GrProblem *problem = gr_model_problem_at (model, i);

      /* There may follow how many problems more there are. */
      if (problem->fix && problem->level == GR_PROBLEM_ERROR
          && g_str_has_prefix (obstacle, problem->message))
        return problem->fix;
    }
  return NULL;
}

/* The batch size that takes @obstacle away; 0: none does. */
static gint64
fitting_batch (GradusDocument *document, const char *obstacle)
{
  GrProject *project = gradus_document_project (document);
  const GrDataFacts *facts = gr_model_data (project->model);
  GrTrainerOptions wishes = GR_TRAINER_OPTIONS_INIT;
  g_auto (GrRunConfig) config = { 0 };
  g_autoptr (GError) error = NULL;

  if (!facts || !gr_run_config_init (&config, project, &wishes, NULL)
      || gr_run_config_check_items (&config, project->model, facts->name, facts->length,
                                    facts->counts, facts->n_labels, &error)
      || !g_str_equal (error->message, obstacle))
    return 0;
  return gr_run_config_other_batch (&config, project->model, facts->name, facts->length,
                                    facts->counts, facts->n_labels);
}

static char *
batch_remedy (gint64 size)
{
  return g_strdup_printf (_ ("Set the batch size to %" PRId64), size);
}

char *
gradus_obstacle_remedy (GradusDocument *document, const char *obstacle)
{
  GrEdit *fix = fix_of (document, obstacle);
  const gint64 batch = fix ? 0 : fitting_batch (document, obstacle);

  if (fix)
    return gr_edit_describe (fix, gradus_document_model (document));
  return batch ? batch_remedy (batch) : NULL;
}

gboolean
gradus_obstacle_mend (GradusDocument *document, const char *obstacle, GError **error)
{
  GrEdit *fix = fix_of (document, obstacle);
  g_autoptr (GrEdit) edit = fix ? gr_edit_ref (fix) : NULL;
  const gint64 batch = fix ? 0 : fitting_batch (document, obstacle);
  g_autofree char *label = batch ? batch_remedy (batch) : NULL;
  g_autoptr (JsonNode) value = batch ? json_node_init_int (json_node_alloc (), batch) : NULL;

  if (edit)
    return gradus_apply_fix (document, edit, error);
  return !batch || gradus_section_set (document, "training", "batch_size", value, label, error);
}
