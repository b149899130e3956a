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
  return data_problem ? g_strdup (data_problem) : gradus_find_run_obstacle (document);
}

char *
gradus_find_run_obstacle (GradusDocument *document)
{
  GrProject *project = gradus_document_project (document);
  g_autoptr (GError) error = NULL;

  if (!project->data.kind || gradus_document_data_problem (document)
      || !gr_model_can_train (project->model, NULL) || check_run (project, &error))
    return NULL;
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

/* A choice of a kind that this version does not know, as @obstacle says. */
typedef struct
{
  const char *section; /* NULL: it does not */
  const char *kind;    /* that a new project has */
  const char *title;
} UnknownKind;

static UnknownKind
unknown_kind (GradusDocument *document, const char *obstacle)
{
  GrProject *project = gradus_document_project (document);
  g_autoptr (GError) error = NULL;

  if (project->optimizer.kind && !gr_optimizer_find (project->optimizer.kind, &error)
      && g_str_equal (error->message, obstacle))
    return (UnknownKind){ "optimizer", "Adam", _ ("Optimizer") };
  g_clear_error (&error);
  if (project->schedule.kind && !gr_schedule_find (project->schedule.kind, &error)
      && g_str_equal (error->message, obstacle))
    return (UnknownKind){ "schedule", "constant", _ ("Learning-rate schedule") };
  return (UnknownKind){ NULL, NULL, NULL };
}

static char *
kind_remedy (const UnknownKind *unknown)
{
  return g_strdup_printf (_ ("%s: %s"), unknown->title, unknown->kind);
}

/* The options of what is not known are its own, and go with it. */
static gboolean
mend_kind (GradusDocument *document, const UnknownKind *unknown, GError **error)
{
  g_autofree char *label = kind_remedy (unknown);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "kind", unknown->kind);
  return gradus_section_put (document, unknown->section, object, label, NULL, error);
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
  const UnknownKind unknown = unknown_kind (document, obstacle);
  const gint64 batch = fix ? 0 : fitting_batch (document, obstacle);

  if (fix)
    return gr_edit_describe (fix, gradus_document_model (document));
  if (unknown.section)
    return kind_remedy (&unknown);
  return batch ? batch_remedy (batch) : NULL;
}

gboolean
gradus_obstacle_mend (GradusDocument *document, const char *obstacle, GError **error)
{
  GrEdit *fix = fix_of (document, obstacle);
  g_autoptr (GrEdit) edit = fix ? gr_edit_ref (fix) : NULL;
  const UnknownKind unknown = unknown_kind (document, obstacle);
  const gint64 batch = fix ? 0 : fitting_batch (document, obstacle);
  g_autofree char *label = batch ? batch_remedy (batch) : NULL;
  g_autoptr (JsonNode) value = batch ? json_node_init_int (json_node_alloc (), batch) : NULL;

  if (edit)
    return gradus_apply_fix (document, edit, error);
  if (unknown.section)
    return mend_kind (document, &unknown, error);
  return !batch || gradus_section_set (document, "training", "batch_size", value, label, error);
}
