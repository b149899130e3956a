/* window-training.c - the Train button, and the offer to continue what stopped before its end: the
 * part of GradusWindow that starts, pauses and continues training. */
#include "window-private.h"

#include <glib/gi18n.h>

#include "document/data-shape.h"
#include "style/toast.h"
#include "training/next.h"

/* Long enough to be seen by who looks at the project first. */
#define OFFER_SECONDS 15

static void
update (GradusWindow *self)
{
  const char *label = gradus_next_label (gradus_training_next (self->training));
  g_autofree char *tooltip = gradus_training_next_tooltip (self->training);

  gtk_button_set_label (GTK_BUTTON (self->train_button), label);
  gtk_widget_set_tooltip_text (self->train_button, tooltip);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.train",
                                 gradus_training_can_next (self->training));
}

static void
train_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusWindow *self = GRADUS_WINDOW (widget);
  const gboolean pauses = gradus_training_next (self->training) == GRADUS_NEXT_PAUSE;

  gradus_training_do_next (self->training);
  if (!pauses)
    gtk_widget_activate_action (widget, "win.show-page", "s", "train");
}

/* --- opening again -----------------------------------------------------------------------------
 */

/* The last run, also where another is looked at meanwhile. */
static void
go_on (AdwToast *toast, GradusWindow *self)
{
  GradusRun *run = gradus_training_run (self->training);

  if (run)
    gradus_training_choose (self->training, run);
  gradus_training_go_on (self->training);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", "train");
}

static void
offer_to_go_on (GradusWindow *self)
{
  GradusRun *run = gradus_training_run (self->training);
  g_autofree char *text = g_strdup_printf (_ ("“%s” stopped before its end"),
                                           gradus_run_name (run));
  AdwToast *toast = gradus_toast_new (text);

  adw_toast_set_button_label (toast, _ ("_Continue Training"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (go_on), self, 0);
  adw_toast_set_timeout (toast, OFFER_SECONDS);
  g_set_weak_pointer (&self->offer, toast);
  gradus_toast_show (GTK_WIDGET (self->toasts), toast);
}

/* --- the object -------------------------------------------------------------------------------
 */

void
gradus_window_install_training_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.train", NULL, train_action);
}

/* What the data lacked may have been put there while the person was elsewhere. */
static void
look_for_data_again (GradusWindow *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)) && gradus_document_data_problem (self->document))
    gradus_data_shape_again (self->document);
}

/* What was in the way of training is so no more, and what can be continued is another run. */
static void
forget_toasts (GradusWindow *self)
{
  if (gradus_training_state (self->training) != GRADUS_TRAINING_STARTING)
    return;
  gradus_window_untoast (self);
  if (self->offer)
    gradus_toast_dismiss (self->offer);
}

void
gradus_window_follow_training (GradusWindow *self)
{
  self->training = gradus_training_new (self->document);
  g_signal_connect_object (self->training, "state-changed", G_CALLBACK (forget_toasts), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->training, "interrupted", G_CALLBACK (offer_to_go_on), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->training, "failed", G_CALLBACK (gradus_window_toast), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (look_for_data_again), NULL);
  gradus_training_follow_next (self->training, G_CALLBACK (update), self);
  update (self);
}
