/* train-page.c - GradusTrainPage: see train-page.h. */
#include "train-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "settings/training-form.h"
#include "training/actions.h"
#include "training/controls.h"
#include "training/curves.h"
#include "training/runs-list.h"

struct _GradusTrainPage
{
  GtkWidget parent_instance;

  AdwToastOverlay *toasts;
  GradusTrainingControls *controls;
  GradusTrainingCurves *curves;
  GradusRunsList *runs;
  GtkBox *side;

  GradusTraining *training;
};

G_DEFINE_FINAL_TYPE (GradusTrainPage, gradus_train_page, GTK_TYPE_WIDGET)

/* --- what was deleted ---------------------------------------------------------------------------
 */

/* The offer to take back that a run was deleted. */
typedef struct
{
  GradusTraining *training;
  GradusRun *run; /* NULL: it was taken back */
} Offer;

static void
offer_free (gpointer data, GClosure *closure)
{
  Offer *offer = data;

  g_clear_object (&offer->run);
  g_object_unref (offer->training);
  g_free (offer);
}

static void
on_undo (AdwToast *toast, Offer *offer)
{
  g_autoptr (GError) error = NULL;

  if (!gradus_training_restore_run (offer->training, offer->run, &error))
    gradus_training_fail (offer->training, error->message);
  g_clear_object (&offer->run);
}

static void
on_dismissed (AdwToast *toast, Offer *offer)
{
  if (offer->run)
    gradus_training_purge_run (offer->training, offer->run);
  g_clear_object (&offer->run);
}

static void
on_removed (GradusTrainPage *self, GradusRun *run)
{
  g_autofree char *title = g_strdup_printf (_ ("“%s” deleted"), gradus_run_name (run));
  AdwToast *toast = adw_toast_new (title);
  Offer *offer = g_new0 (Offer, 1);

  offer->training = g_object_ref (self->training);
  offer->run = g_object_ref (run);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect (toast, "button-clicked", G_CALLBACK (on_undo), offer);
  g_signal_connect_data (toast, "dismissed", G_CALLBACK (on_dismissed), offer, offer_free, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_train_page_dispose (GObject *object)
{
  GradusTrainPage *self = GRADUS_TRAIN_PAGE (object);

  if (self->toasts)
    gtk_widget_unparent (GTK_WIDGET (self->toasts));
  self->toasts = NULL;
  g_clear_object (&self->training);
  G_OBJECT_CLASS (gradus_train_page_parent_class)->dispose (object);
}

static void
gradus_train_page_class_init (GradusTrainPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_train_page_dispose;
  g_type_ensure (GRADUS_TYPE_TRAINING_CONTROLS);
  g_type_ensure (GRADUS_TYPE_TRAINING_CURVES);
  g_type_ensure (GRADUS_TYPE_RUNS_LIST);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/train-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, controls);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, curves);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, runs);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, side);
  gtk_widget_class_bind_template_callback (widget_class, on_removed);
}

static void
gradus_train_page_init (GradusTrainPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gradus_train_page_new (GradusDocument *document, GradusTraining *training)
{
  GradusTrainPage *self = g_object_new (GRADUS_TYPE_TRAIN_PAGE, NULL);
  GActionGroup *actions = gradus_training_actions_new (training);

  self->training = g_object_ref (training);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "training", actions);
  g_object_unref (actions);
  gradus_training_controls_set_training (self->controls, training);
  gradus_training_curves_set_training (self->curves, training);
  gradus_runs_list_set_training (self->runs, training);
  gtk_box_append (self->side, gradus_training_form_new (document));
  return GTK_WIDGET (self);
}
