/* choice-group.c - GradusChoiceGroup: see choice-group.h. */
#include "choice-group.h"

#include <glib/gi18n.h>

#include "optim/optimizer-explain.h"
#include "option-rows.h"
#include "section.h"
#include "train/config.h"

struct _GradusChoiceGroup
{
  AdwPreferencesGroup parent_instance;

  GradusDocument *document;
  const char *section;  /* "optimizer", "schedule" */
  const char *title;    /* translated */
  const char *standard; /* what a project without the section has */
  GtkWidget *choice;    /* GradusFieldRow */
  char *kind;           /* whose options are shown */
  GradusOptionRows *options;
};

G_DEFINE_FINAL_TYPE (GradusChoiceGroup, gradus_choice_group, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
is_optimizer (GradusChoiceGroup *self)
{
  return g_str_equal (self->section, "optimizer");
}

/* PyTorch's name, or the program's own where it has none: "constant". */
static const char *
schedule_name (const GrScheduleKind *kind)
{
  return kind->name ? kind->name : kind->key;
}

/* The table's name for what the document has: "Adam", "StepLR"; NULL with an error where it has
 * none such. */
static const char *
find (GradusChoiceGroup *self, const char *name, GError **error)
{
  if (is_optimizer (self))
    {
      const GrOptimizerKind *kind = gr_optimizer_find (name, error);

      return kind ? kind->name : NULL;
    }
  const GrScheduleKind *kind = gr_schedule_find (name, error);

  return kind ? schedule_name (kind) : NULL;
}

/* --- to the document ----------------------------------------------------------------------------
 */

static void
kind_chosen (GradusChoiceGroup *self, const char *kind)
{
  g_autofree char *label = g_strdup_printf (_ ("%s: %s"), self->title, kind);
  g_autoptr (GError) error = NULL;
  JsonObject *object = json_object_new ();

  /* The options of another kind mean something else; undoing brings them back. */
  json_object_set_string_member (object, "kind", kind);
  gradus_section_put (self->document, self->section, object, label, NULL, &error);
  gradus_field_row_set_error (GRADUS_FIELD_ROW (self->choice), error ? error->message : NULL);
}

static void
option_changed (GradusChoiceGroup *self, const char *key, JsonNode *value)
{
  g_autofree char *label = g_strdup_printf (_ ("Set %s of %s"), key, self->kind);

  gradus_section_set (self->document, self->section, key, value, label, NULL);
}

/* --- from the document --------------------------------------------------------------------------
 */

/* A step with the project's options, or, where they cannot be used, with PyTorch's. */
static char *
optimizer_formula (GradusChoiceGroup *self, const GrOptimizerKind *kind)
{
  g_auto (GrRunConfig) config = { 0 };
  g_autoptr (GrOptions) standard = NULL;
  GrTrainerOptions nothing_else = GR_TRAINER_OPTIONS_INIT;

  if (gr_run_config_init (&config, gradus_document_project (self->document), &nothing_else, NULL))
    return gr_optimizer_formula (kind, config.optimizer_options);
  standard = gr_optimizer_kind_options (kind);
  return gr_optimizer_formula (kind, standard);
}

static void
describe (GradusChoiceGroup *self)
{
  g_autofree char *formula = NULL;
  const char *summary;

  if (is_optimizer (self))
    {
      const GrOptimizerKind *kind = gr_optimizer_find (self->kind, NULL);

      summary = kind->summary;
      formula = optimizer_formula (self, kind);
    }
  else
    {
      const GrScheduleKind *kind = gr_schedule_find (self->kind, NULL);

      summary = kind->summary;
      formula = g_strdup (kind->formula);
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->choice), _ (summary));
  gtk_widget_set_tooltip_text (self->choice, formula);
}

/* Beside the optimiser's learning rate: where one may be searched for (the train page). */
static void
add_find_button (GtkWidget *row)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("find-location-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Find a Learning Rate…"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find a Learning Rate"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "training.find-lr");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
show_options_of (GradusChoiceGroup *self, const char *kind)
{
  if (g_strcmp0 (self->kind, kind) == 0)
    return;
  for (guint i = 0; self->options && i < gradus_option_rows_list (self->options)->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self),
                                  gradus_option_rows_list (self->options)->pdata[i]);
  g_clear_object (&self->options);
  g_free (self->kind);
  self->kind = g_strdup (kind);
  if (!kind)
    return;
  self->options = gradus_option_rows_new (
      is_optimizer (self) ? gradus_option_table_of_optimizer (gr_optimizer_find (kind, NULL))
                          : gradus_option_table_of_schedule (gr_schedule_find (kind, NULL)));
  for (guint i = 0; i < gradus_option_rows_list (self->options)->len; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self),
                               gradus_option_rows_list (self->options)->pdata[i]);
  if (is_optimizer (self)) /* whose first option is always lr */
    add_find_button (gradus_option_rows_list (self->options)->pdata[0]);
  g_signal_connect_object (self->options, "changed", G_CALLBACK (option_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->options, "done", G_CALLBACK (gradus_document_end_merge),
                           self->document, G_CONNECT_SWAPPED);
}

static void
refresh (GradusChoiceGroup *self)
{
  g_autoptr (JsonObject) object = gradus_section_copy (self->document, self->section);
  g_autoptr (GError) error = NULL;
  const char *name = json_object_get_string_member_with_default (object, "kind", self->standard);
  const char *kind = find (self, name, &error);

  gradus_field_row_set_value (GRADUS_FIELD_ROW (self->choice), kind ? kind : name);
  show_options_of (self, kind);
  if (!kind)
    {
      gradus_field_row_set_error (GRADUS_FIELD_ROW (self->choice), error->message);
      return;
    }
  gradus_field_row_set_error (GRADUS_FIELD_ROW (self->choice), NULL);
  describe (self);
  gradus_option_rows_show (self->options, object);
}

/* --- making it ----------------------------------------------------------------------------------
 */

static GtkWidget *
group_new (GradusDocument *document, const char *section, const char *title, const char *standard,
           const char *const *kinds)
{
  GradusChoiceGroup *self = g_object_new (GRADUS_TYPE_CHOICE_GROUP, "title", title, NULL);
  g_autofree char *detailed = g_strdup_printf ("section-changed::%s", section);

  self->document = g_object_ref (document);
  self->section = section;
  self->title = title;
  self->standard = standard;
  self->choice = gradus_field_row_new (
      &(GradusField){ .name = _ ("Kind"), .kind = GRADUS_FIELD_CHOICE, .choices = kinds });
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), self->choice);
  refresh (self);
  g_signal_connect_object (self->choice, "edited", G_CALLBACK (kind_chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, detailed, G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

GtkWidget *
gradus_choice_group_new_optimizer (GradusDocument *document)
{
  g_autofree const char **kinds = g_new0 (const char *, gr_n_optimizers () + 1);

  for (guint i = 0; i < gr_n_optimizers (); i++)
    kinds[i] = gr_optimizer_at (i)->name;
  return group_new (document, "optimizer", _ ("Optimizer"), "Adam", kinds);
}

GtkWidget *
gradus_choice_group_new_schedule (GradusDocument *document)
{
  g_autofree const char **kinds = g_new0 (const char *, gr_n_schedules () + 1);

  for (guint i = 0; i < gr_n_schedules (); i++)
    kinds[i] = schedule_name (gr_schedule_at (i));
  return group_new (document, "schedule", _ ("Learning-rate schedule"), "constant", kinds);
}

static void
gradus_choice_group_finalize (GObject *object)
{
  GradusChoiceGroup *self = GRADUS_CHOICE_GROUP (object);

  g_clear_object (&self->document);
  g_clear_object (&self->options);
  g_free (self->kind);
  G_OBJECT_CLASS (gradus_choice_group_parent_class)->finalize (object);
}

static void
gradus_choice_group_class_init (GradusChoiceGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_choice_group_finalize;
}

static void
gradus_choice_group_init (GradusChoiceGroup *self)
{
}
