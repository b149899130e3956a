/* run-picker.c - GradusRunPicker: see run-picker.h. */
#include "run-picker.h"

#include <glib/gi18n.h>

#include "train/checkpoint.h"

struct _GradusRunPicker
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkLabel *label;
  GtkPopover *popover;
  GtkListBox *runs;
  GtkToggleButton *last_button;

  GradusTraining *training;
  GradusEvaluation *evaluation;
  GradusRun *picked; /* the last that was; or NULL */
};

G_DEFINE_FINAL_TYPE (GradusRunPicker, gradus_run_picker, GTK_TYPE_WIDGET)

static void
update (GradusRunPicker *self)
{
  const char *title = gradus_evaluation_title (self->evaluation);

  gtk_widget_set_visible (GTK_WIDGET (self), title != NULL);
  if (!title || g_str_equal (title, gtk_label_get_text (self->label)))
    return;
  gtk_label_set_text (self->label, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, title, -1);
}

/* (transfer full), or NULL where it has none. */
static char *
last_weights (GradusRun *run)
{
  g_autofree char *path = g_build_filename (gradus_run_folder (run), GR_CHECKPOINT_LAST, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

void
gradus_run_picker_pick (GradusRunPicker *self, GradusRun *run, gboolean last)
{
  GradusPart *asked = gradus_evaluation_asked (self->evaluation);
  g_autoptr (GradusPart) part = asked ? gradus_part_ref (asked) : NULL;
  g_autofree char *weights = last ? last_weights (run) : NULL;
  g_autofree char *title = NULL;
  g_autoptr (GError) error = NULL;
  GrProject *project;

  if (!weights)
    weights = gradus_run_weights (run);
  project = weights ? gradus_run_project (run, &error) : NULL;
  if (!project)
    {
      if (error)
        gradus_training_fail (self->training, error->message);
      return;
    }
  g_set_object (&self->picked, run);
  /* Its curves and layers too; whoever follows the choice does so before these weights are set. */
  gradus_training_choose (self->training, run);
  title = g_strdup_printf (g_str_has_suffix (weights, GR_CHECKPOINT_LAST) ? _ ("%s, last weights")
                                                                          : _ ("%s, best epoch"),
                           gradus_run_name (run));
  gradus_evaluation_set_model (self->evaluation, title, project, weights);
  if (part)
    gradus_evaluation_start (self->evaluation, part, TRUE);
}

/* --- the list of runs ---------------------------------------------------------------------------
 */

static GtkWidget *
make_row (gpointer item, gpointer user)
{
  GradusRun *run = item;
  g_autofree char *weights = gradus_run_weights (run), *summary = gradus_run_summary (run);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *name = gtk_label_new (gradus_run_name (run));
  GtkWidget *caption = gtk_label_new (weights ? summary : _ ("It has no weights yet"));

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 40);
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dim-label");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), caption);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_sensitive (row, weights != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gradus_run_name (run), -1);
  return row;
}

/* What a run has come to is looked up when the list is opened. */
static void
on_opened (GradusRunPicker *self)
{
  gtk_list_box_bind_model (self->runs, gradus_training_runs (self->training), make_row, NULL, NULL);
}

static gboolean
wants_last (GradusRunPicker *self)
{
  return gtk_toggle_button_get_active (self->last_button);
}

static void
on_run_activated (GradusRunPicker *self, GtkListBoxRow *row)
{
  g_autoptr (GradusRun) run = g_list_model_get_item (gradus_training_runs (self->training),
                                                     (guint) gtk_list_box_row_get_index (row));

  gtk_popover_popdown (self->popover);
  gradus_run_picker_pick (self, run, wants_last (self));
}

/* The other weights of the run that was picked, else of the newest. */
static void
on_toggled (GradusRunPicker *self)
{
  GradusRun *run = self->picked ? self->picked : gradus_training_run (self->training);

  if (run)
    gradus_run_picker_pick (self, run, wants_last (self));
}

/* The person has trained another run, and looks at that. */
static void
forget_picked (GradusRunPicker *self)
{
  g_clear_object (&self->picked);
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_run_picker_dispose (GObject *object)
{
  GradusRunPicker *self = GRADUS_RUN_PICKER (object);

  if (self->button)
    gtk_widget_unparent (self->button);
  self->button = NULL;
  g_clear_object (&self->training);
  g_clear_object (&self->evaluation);
  g_clear_object (&self->picked);
  G_OBJECT_CLASS (gradus_run_picker_parent_class)->dispose (object);
}

static void
gradus_run_picker_class_init (GradusRunPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_run_picker_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/run-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusRunPicker, button);
  gtk_widget_class_bind_template_child (widget_class, GradusRunPicker, label);
  gtk_widget_class_bind_template_child (widget_class, GradusRunPicker, popover);
  gtk_widget_class_bind_template_child (widget_class, GradusRunPicker, runs);
  gtk_widget_class_bind_template_child (widget_class, GradusRunPicker, last_button);
  gtk_widget_class_bind_template_callback (widget_class, on_opened);
  gtk_widget_class_bind_template_callback (widget_class, on_run_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_toggled);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
gradus_run_picker_init (GradusRunPicker *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gradus_run_picker_new (GradusTraining *training, GradusEvaluation *evaluation)
{
  GradusRunPicker *self = g_object_new (GRADUS_TYPE_RUN_PICKER, NULL);

  self->training = g_object_ref (training);
  self->evaluation = g_object_ref (evaluation);
  g_signal_connect_object (evaluation, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "notify::run", G_CALLBACK (forget_picked), self,
                           G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
