/* prediction-bar.c - GradusPredictionBar: see prediction-bar.h. */
#include "prediction-bar.h"

#include <glib/gi18n.h>
#include <math.h>

#include "style/count.h"

struct _GradusPredictionBar
{
  GtkWidget parent_instance;

  GtkBox *box;
  GtkLabel *label;
  GtkProgressBar *progress;
  GtkWidget *predict_button, *cancel_button, *cell_button;
  GtkToggleButton *wrong_button;

  GradusEvaluation *evaluation;
  GradusItems *items;
  GradusPart *part;
  gint predicted_shown; /* the class that items were taken for; -1: any */
};

G_DEFINE_FINAL_TYPE (GradusPredictionBar, gradus_prediction_bar, GTK_TYPE_WIDGET)

/* "91.2 % right, 878 of 10 000 wrong, loss 0.2712" */
static char *
describe (GradusPredictionBar *self, const GradusPredictions *predictions)
{
  const gint64 n = self->part->set->length;
  const gdouble right = n ? 100. * (gdouble) (n - predictions->n_wrong) / (gdouble) n : 0;
  g_autofree char *wrong = gradus_count (predictions->n_wrong), *all = gradus_count (n);
  g_autoptr (GString) text = g_string_new (NULL);

  if (predictions->is_classes)
    g_string_printf (text, _ ("%.4g %% right, %s of %s wrong"), right, wrong, all);
  else
    g_string_printf (text, ngettext ("%s item", "%s items", (gulong) n), all);
  if (!isnan (predictions->loss))
    g_string_append_printf (text, _ (", loss %.4g"), predictions->loss);
  return gradus_minus (g_string_free (g_steal_pointer (&text), FALSE));
}

static char *
describe_state (GradusPredictionBar *self, const GradusPredictions *predictions, const char *misfit)
{
  const char *lack = gradus_evaluation_lack (self->evaluation);
  const GError *error = gradus_evaluation_error (self->evaluation);

  if (!gradus_evaluation_title (self->evaluation))
    return g_strdup (lack ? lack
                          : _ ("Train the network to see here what it gets right and wrong."));
  if (gradus_evaluation_running (self->evaluation))
    return g_strdup (_ ("Predicting…"));
  if (error && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_strdup (error->message);
  if (predictions)
    return describe (self, predictions);
  if (misfit)
    return g_strdup (misfit);
  return g_strdup (_ ("Nothing is predicted yet with these weights."));
}

static void
update_cell (GradusPredictionBar *self)
{
  g_autofree char *predicted = gradus_part_class_title (self->part, self->predicted_shown);
  g_autofree char *text = g_strdup_printf (_ ("Taken for %s ✕"), predicted);

  gtk_widget_set_visible (self->cell_button, predicted != NULL);
  gtk_button_set_label (GTK_BUTTON (self->cell_button), text);
}

static void
update (GradusPredictionBar *self)
{
  const gboolean running = gradus_evaluation_running (self->evaluation);
  const gboolean model = gradus_evaluation_title (self->evaluation) != NULL;
  GradusPredictions *predictions = NULL;
  const char *misfit = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), self->part != NULL);
  if (!self->part)
    return;
  if (model)
    predictions = gradus_evaluation_predictions (self->evaluation, self->part);
  if (model && !running && !predictions)
    misfit = gradus_evaluation_misfit (self->evaluation, self->part);
  text = describe_state (self, predictions, misfit);
  gradus_items_set_predictions (self->items, predictions);
  gtk_label_set_text (self->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->label), text);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), running);
  gtk_widget_set_visible (self->cancel_button, running);
  gtk_progress_bar_set_fraction (self->progress, gradus_evaluation_fraction (self->evaluation));
  gtk_widget_set_visible (self->predict_button, model && !running && !predictions);
  gtk_widget_set_sensitive (self->predict_button, !misfit);
  gtk_widget_set_tooltip_text (
      self->predict_button,
      misfit ? misfit : _ ("Let the trained model look at every item of this part"));
  gtk_widget_set_visible (GTK_WIDGET (self->wrong_button), predictions && predictions->is_classes);
  update_cell (self);
}

static void
set_predicted (GradusPredictionBar *self, gint predicted)
{
  self->predicted_shown = predicted;
  gradus_items_set_predicted (self->items, predicted);
  update (self);
}

static void
on_cell_closed (GradusPredictionBar *self)
{
  set_predicted (self, -1);
}

static void
on_wrong_toggled (GradusPredictionBar *self)
{
  gradus_items_set_wrong_only (self->items, gtk_toggle_button_get_active (self->wrong_button));
}

static void
on_predict (GradusPredictionBar *self)
{
  gradus_evaluation_start (self->evaluation, self->part, TRUE);
}

static void
on_cancel (GradusPredictionBar *self)
{
  gradus_evaluation_cancel (self->evaluation);
}

void
gradus_prediction_bar_set_picker (GradusPredictionBar *self, GtkWidget *picker)
{
  gtk_box_prepend (self->box, picker);
}

void
gradus_prediction_bar_set_part (GradusPredictionBar *self, GradusPart *part)
{
  g_clear_pointer (&self->part, gradus_part_unref);
  self->part = part ? gradus_part_ref (part) : NULL;
  gtk_toggle_button_set_active (self->wrong_button, FALSE);
  set_predicted (self, -1);
}

void
gradus_prediction_bar_show_predicted (GradusPredictionBar *self, gint predicted)
{
  if (!self->part || !gradus_evaluation_title (self->evaluation))
    return;
  gtk_toggle_button_set_active (self->wrong_button, FALSE);
  set_predicted (self, predicted);
  if (!gradus_evaluation_predictions (self->evaluation, self->part)
      && !gradus_evaluation_running (self->evaluation))
    on_predict (self);
}

static void
gradus_prediction_bar_dispose (GObject *object)
{
  GradusPredictionBar *self = GRADUS_PREDICTION_BAR (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_object (&self->evaluation);
  g_clear_object (&self->items);
  g_clear_pointer (&self->part, gradus_part_unref);
  if (child)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_prediction_bar_parent_class)->dispose (object);
}

static void
gradus_prediction_bar_class_init (GradusPredictionBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_prediction_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/prediction-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusPredictionBar, box);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictionBar, label);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictionBar, progress);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictionBar, predict_button);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictionBar, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictionBar, cell_button);
  gtk_widget_class_bind_template_child (widget_class, GradusPredictionBar, wrong_button);
  gtk_widget_class_bind_template_callback (widget_class, on_predict);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_cell_closed);
  gtk_widget_class_bind_template_callback (widget_class, on_wrong_toggled);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
gradus_prediction_bar_init (GradusPredictionBar *self)
{
  self->predicted_shown = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gradus_prediction_bar_new (GradusEvaluation *evaluation, GradusItems *items)
{
  GradusPredictionBar *self = g_object_new (GRADUS_TYPE_PREDICTION_BAR, NULL);

  self->evaluation = g_object_ref (evaluation);
  self->items = g_object_ref (items);
  g_signal_connect_object (evaluation, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
