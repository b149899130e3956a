/* document.c - GradusDocument: changing it, and telling who shows it; see document.h. Its steps of
 * undo are history.c, its file is document-file.c, and what is selected document-selection.c. */
#include "document-private.h"

#include <glib/gi18n.h>

#include "model/data-fit.h"

G_DEFINE_FINAL_TYPE (GradusDocument, gradus_document, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TITLE,
  PROP_PATH,
  PROP_MODIFIED,
  PROP_DATA_PROBLEM,
  PROP_DATA_WARNING,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum
{
  MODEL_CHANGED,
  SECTION_CHANGED,
  WEIGHTS_CHANGED,
  SELECTION_CHANGED,
  POINTED_OUT,
  HISTORY_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- what it is ------------------------------------------------------------------------------- */

void
gradus_document_history_changed (GradusDocument *self)
{
  g_signal_emit (self, signals[HISTORY_CHANGED], 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODIFIED]);
}

static void
history_changed (gpointer self)
{
  gradus_document_history_changed (self);
}

GradusDocument *
gradus_document_new (GrProject *project)
{
  GradusDocument *self = g_object_new (GRADUS_TYPE_DOCUMENT, NULL);

  self->project = project ? project : gr_project_new ();
  self->history = gradus_history_new (self->project, history_changed, self);
  return self;
}

const char *
gradus_document_runs_folder (GradusDocument *self)
{
  return self->runs_folder;
}

void
gradus_document_set_runs_folder (GradusDocument *self, const char *folder)
{
  char *copy = g_strdup (folder);

  g_free (self->runs_folder);
  self->runs_folder = copy;
}

void
gradus_document_set_has_runs (GradusDocument *self, gboolean has_runs)
{
  if (self->has_runs == has_runs)
    return;
  self->has_runs = has_runs;
  gradus_document_history_changed (self);
}

GrProject *
gradus_document_project (GradusDocument *self)
{
  return self->project;
}

GrModel *
gradus_document_model (GradusDocument *self)
{
  return self->project->model;
}

char *
gradus_document_title (GradusDocument *self)
{
  if (*self->project->name)
    return g_strdup (self->project->name);
  return self->path ? g_path_get_basename (self->path) : g_strdup (_ ("Untitled"));
}

gboolean
gradus_document_modified (GradusDocument *self)
{
  /* The runs of a document with a file are beside that, and so is what its model keeps of them. */
  const gboolean only_here = !self->path
                             && (self->has_runs
                                 || gr_kept_size (gr_model_kept (self->project->model)) > 0);

  return !gradus_history_is_saved (self->history) || only_here;
}

void
gradus_document_mark_modified (GradusDocument *self)
{
  gradus_history_forget_saved (self->history);
  gradus_document_history_changed (self);
}

/* --- changing it ------------------------------------------------------------------------------ */

static void
announce_section (GradusDocument *self, const char *key)
{
  g_signal_emit (self, signals[SECTION_CHANGED], g_quark_from_string (key), key);
  if (g_str_equal (key, "name"))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
  if (g_str_equal (key, "notes"))
    gradus_document_prune_notes (self);
}

static void
announce_model (GradusDocument *self)
{
  g_signal_emit (self, signals[MODEL_CHANGED], 0);
  gradus_document_prune_selection (self);
}

gboolean
gradus_document_apply (GradusDocument *self, const GrEdit *edit, const char *label, GError **error)
{
  return gradus_document_apply_merged (self, edit, label, NULL, error);
}

gboolean
gradus_document_apply_merged (GradusDocument *self, const GrEdit *edit, const char *label,
                              const char *merge, GError **error)
{
  g_autofree char *text = label ? g_strdup (label) : gr_edit_describe (edit, self->project->model);
  GrEdit *inverse;
  GradusStep *step;

  gradus_history_before_change (self->history, NULL, merge);
  inverse = gr_model_apply (self->project->model, edit, error);
  if (!inverse)
    return FALSE;
  step = gradus_step_new (text, merge);
  step->edit = inverse;
  gradus_history_add (self->history, step);
  announce_model (self);
  return TRUE;
}

void
gradus_document_end_merge (GradusDocument *self)
{
  gradus_history_end_merge (self->history);
}

void
gradus_document_begin_step (GradusDocument *self, const char *label)
{
  gradus_history_begin_group (self->history, label);
}

void
gradus_document_end_step (GradusDocument *self)
{
  gradus_history_end_group (self->history);
}

JsonNode *
gradus_document_section (GradusDocument *self, const char *key)
{
  return gr_project_section (self->project, key);
}

gboolean
gradus_document_set_section (GradusDocument *self, const char *key, JsonNode *value,
                             const char *label, const char *merge, GError **error)
{
  g_autoptr (JsonNode) before = gr_project_section (self->project, key);
  g_autoptr (JsonNode) after = NULL;
  GradusStep *step;

  gradus_history_before_change (self->history, key, merge);
  if (!gr_project_set_section (self->project, key, value, error))
    return FALSE;
  after = gr_project_section (self->project, key);
  if (gradus_same_section (before, after))
    return TRUE;
  step = gradus_step_new (label, merge);
  step->key = g_strdup (key);
  step->section = g_steal_pointer (&before);
  gradus_history_add (self->history, step);
  announce_section (self, key);
  return TRUE;
}

gboolean
gradus_document_apply_with_section (GradusDocument *self, const GrEdit *edit, const char *key,
                                    JsonNode *value, const char *label, const char *merge,
                                    GError **error)
{
  JsonNode *before = gr_project_section (self->project, key);
  g_autoptr (GError) ignored = NULL;
  GrEdit *inverse = NULL;
  GradusStep *step;

  gradus_history_before_change (self->history, key, merge);
  if (!gr_project_set_section (self->project, key, value, error)
      || (edit && !(inverse = gr_model_apply (self->project->model, edit, error))))
    {
      /* Where the section was refused it is as it was. */
      gr_project_set_section (self->project, key, before, &ignored);
      g_clear_pointer (&before, json_node_unref);
      return FALSE;
    }
  step = gradus_step_new (label, merge);
  step->edit = inverse;
  step->key = g_strdup (key);
  step->section = before;
  gradus_history_add (self->history, step);
  announce_section (self, key);
  if (edit)
    announce_model (self);
  return TRUE;
}

gboolean
gradus_document_also_set_section (GradusDocument *self, const char *key, JsonNode *value,
                                  GError **error)
{
  const GradusStep *last = gradus_history_to_undo (self->history);
  JsonNode *before = gr_project_section (self->project, key);
  GradusStep *step;

  g_return_val_if_fail (last && !last->beside, FALSE);
  if (!gr_project_set_section (self->project, key, value, error))
    {
      g_clear_pointer (&before, json_node_unref);
      return FALSE;
    }
  step = gradus_step_new (NULL, NULL);
  step->key = g_strdup (key);
  step->section = before;
  gradus_history_add_follow_up (self->history, step);
  announce_section (self, key);
  return TRUE;
}

void
gradus_document_set_data_facts (GradusDocument *self, GrDataFacts *facts)
{
  if (!facts && !gr_model_data (self->project->model))
    return;
  gr_model_set_data (self->project->model, facts);
  announce_model (self);
}

const char *
gradus_document_data_problem (GradusDocument *self)
{
  return self->data_problem;
}

void
gradus_document_set_data_problem (GradusDocument *self, const char *problem)
{
  if (g_strcmp0 (self->data_problem, problem) == 0)
    return;
  g_free (self->data_problem);
  self->data_problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATA_PROBLEM]);
}

const char *
gradus_document_data_warning (GradusDocument *self)
{
  return self->data_warning;
}

void
gradus_document_set_data_warning (GradusDocument *self, const char *warning)
{
  if (g_strcmp0 (self->data_warning, warning) == 0)
    return;
  g_free (self->data_warning);
  self->data_warning = g_strdup (warning);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATA_WARNING]);
}

void
gradus_document_set_kept (GradusDocument *self, GrKept *kept, const char *label)
{
  if (label)
    {
      GradusStep *step = gradus_step_new (label, NULL);

      gradus_history_before_change (self->history, NULL, NULL);
      step->kept = gr_kept_ref (gr_model_kept (self->project->model));
      gradus_history_add (self->history, step);
    }
  gr_model_set_kept (self->project->model, kept);
  g_signal_emit (self, signals[WEIGHTS_CHANGED], 0);
  if (!self->path)
    gradus_document_history_changed (self);
}

/* --- undoing and redoing ---------------------------------------------------------------------- */

/* Tells what was undone or redone. @step NULL: nothing. */
static void
announce_step (GradusDocument *self, const GradusStep *step)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  gboolean of_model, of_weights;

  if (!step)
    return;
  /* Who is told first may already change something else. */
  of_model = step->edit != NULL;
  of_weights = step->kept != NULL;
  for (const GradusStep *part = step; part; part = part->follow_up)
    if (part->key)
      g_ptr_array_add (keys, g_strdup (part->key));
  gradus_document_history_changed (self);
  if (of_weights)
    g_signal_emit (self, signals[WEIGHTS_CHANGED], 0);
  for (guint i = 0; i < keys->len; i++)
    announce_section (self, keys->pdata[i]);
  if (of_model)
    announce_model (self);
}

void
gradus_document_undo (GradusDocument *self)
{
  announce_step (self, gradus_history_undo (self->history));
}

void
gradus_document_redo (GradusDocument *self)
{
  announce_step (self, gradus_history_redo (self->history));
}

void
gradus_document_remember (GradusDocument *self, const char *label, const GradusBeside *beside,
                          gpointer user)
{
  GradusStep *step = gradus_step_new (label, NULL);

  step->beside = beside;
  step->user = user;
  gradus_history_add (self->history, step);
}

gboolean
gradus_document_take_back (GradusDocument *self, gpointer user)
{
  return gradus_history_take_back (self->history, user);
}

void
gradus_document_forget (GradusDocument *self)
{
  gradus_history_forget_beside (self->history);
}

gboolean
gradus_document_can_undo (GradusDocument *self)
{
  return gradus_history_to_undo (self->history) != NULL;
}

gboolean
gradus_document_can_redo (GradusDocument *self)
{
  return gradus_history_to_redo (self->history) != NULL;
}

const char *
gradus_document_undo_label (GradusDocument *self)
{
  const GradusStep *step = gradus_history_to_undo (self->history);

  return step ? step->label : NULL;
}

const char *
gradus_document_redo_label (GradusDocument *self)
{
  const GradusStep *step = gradus_history_to_redo (self->history);

  return step ? step->label : NULL;
}

void
gradus_document_point_out (GradusDocument *self, const char *id)
{
  g_signal_emit (self, signals[POINTED_OUT], 0, id);
}

/* --- the object ------------------------------------------------------------------------------- */

static void
gradus_document_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GradusDocument *self = GRADUS_DOCUMENT (object);

  switch (id)
    {
    case PROP_TITLE:
      g_value_take_string (value, gradus_document_title (self));
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, gradus_document_modified (self));
      break;
    case PROP_DATA_PROBLEM:
      g_value_set_string (value, self->data_problem);
      break;
    case PROP_DATA_WARNING:
      g_value_set_string (value, self->data_warning);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gradus_document_finalize (GObject *object)
{
  GradusDocument *self = GRADUS_DOCUMENT (object);

  g_clear_pointer (&self->project, gr_project_unref);
  g_free (self->path);
  g_free (self->file_stamp);
  g_free (self->runs_folder);
  g_free (self->data_problem);
  g_free (self->data_warning);
  gradus_history_free (self->history);
  g_hash_table_unref (self->selected);
  g_hash_table_unref (self->selected_notes);
  G_OBJECT_CLASS (gradus_document_parent_class)->finalize (object);
}

static void
gradus_document_class_init (GradusDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = gradus_document_get_property;
  object_class->finalize = gradus_document_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DATA_PROBLEM] = g_param_spec_string ("data-problem", NULL, NULL, NULL,
                                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DATA_WARNING] = g_param_spec_string ("data-warning", NULL, NULL, NULL,
                                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[MODEL_CHANGED] = g_signal_new ("model-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                         NULL, G_TYPE_NONE, 0);
  signals[SECTION_CHANGED] = g_signal_new ("section-changed", type,
                                           G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[WEIGHTS_CHANGED] = g_signal_new ("weights-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 0);
  signals[POINTED_OUT] = g_signal_new ("pointed-out", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[HISTORY_CHANGED] = g_signal_new ("history-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_document_init (GradusDocument *self)
{
  self->selected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->selected_notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
