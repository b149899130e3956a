/* curves.c - GradusTrainingCurves: see curves.h. */
#include "curves.h"

#include <glib/gi18n.h>
#include <math.h>

#include "plot/plot-view.h"
#include "style/count.h"

typedef enum
{
  LOSS,
  ACCURACY,
  RATE,
  GRADIENT,
  N_PLOTS
} Which;

struct _GradusTrainingCurves
{
  GtkWidget parent_instance;

  GtkWidget *grid;
  GradusPlotView *views[N_PLOTS];

  GradusTraining *training;
  GradusPlot *plots[N_PLOTS];
  char *shown;             /* which curves the plots have, as a text to compare */
  gsize n_points[N_PLOTS]; /* that are drawn */
  guint n_ticks;
  gint64 best; /* the step that is marked; -1: none */
};

G_DEFINE_FINAL_TYPE (GradusTrainingCurves, gradus_training_curves, GTK_TYPE_WIDGET)

/* A curve of a run: where, and how it looks. Its colour is the run's, so that it is the same
 * whichever other runs are shown; which of the run's curves it is, the line says. */
static const struct
{
  Which plot;
  gint figure;        /* GradusEpochFigure, or: */
#define EVERY_LOSS -1 /* of every step */
#define EVERY_RATE -2
  const char *name;
  GradusCurveStyle style;
#define OF_VALIDATION (GRADUS_CURVE_LINE | GRADUS_CURVE_POINTS | GRADUS_CURVE_DASHED)
#define OF_TEST       (GRADUS_CURVE_LINE | GRADUS_CURVE_POINTS | GRADUS_CURVE_DOTTED)
} curves[] = {
  { LOSS, EVERY_LOSS, N_ ("Training"), GRADUS_CURVE_LINE | GRADUS_CURVE_SMOOTHED },
  { LOSS, GRADUS_VAL_LOSS, N_ ("Validation"), OF_VALIDATION },
  { LOSS, GRADUS_TEST_LOSS, N_ ("Test"), OF_TEST },
  { ACCURACY, GRADUS_TRAIN_ACCURACY, N_ ("Training"), GRADUS_CURVE_LINE | GRADUS_CURVE_POINTS },
  { ACCURACY, GRADUS_VAL_ACCURACY, N_ ("Validation"), OF_VALIDATION },
  { ACCURACY, GRADUS_TEST_ACCURACY, N_ ("Test"), OF_TEST },
  { RATE, EVERY_RATE, N_ ("Learning rate"), GRADUS_CURVE_LINE },
};

static GradusSeries *
series_of (GradusRun *run, gint figure)
{
  if (figure == EVERY_LOSS)
    return gradus_run_losses (run);
  return figure == EVERY_RATE ? gradus_run_rates (run) : gradus_run_figure (run, figure);
}

/* --- which curves -------------------------------------------------------------------------------
 */

/* The ticked ones, the oldest first; the one in work where none is ticked. */
static GPtrArray *
runs_to_show (GradusTrainingCurves *self)
{
  GListModel *all = gradus_training_runs (self->training);
  GPtrArray *runs = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = g_list_model_get_n_items (all); i-- > 0;)
    {
      g_autoptr (GradusRun) run = g_list_model_get_item (all, i);

      if (gradus_run_shown (run))
        g_ptr_array_add (runs, g_steal_pointer (&run));
    }
  if (!runs->len && gradus_training_run (self->training))
    g_ptr_array_add (runs, g_object_ref (gradus_training_run (self->training)));
  return runs;
}

/* A curve without a point would only be a name in the legend. */
static gboolean
has_curve (GradusRun *run, gsize curve)
{
  return gradus_series_length (series_of (run, curves[curve].figure)) > 0;
}

static char *
describe (GradusTrainingCurves *self, GPtrArray *runs)
{
  GradusRun *chosen = gradus_training_chosen (self->training);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < runs->len; i++)
    {
      GradusRun *run = g_ptr_array_index (runs, i);

      g_string_append_printf (text, "%s %s %u:", gradus_run_id (run), gradus_run_name (run),
                              gradus_run_colour (run));
      for (gsize k = 0; k < G_N_ELEMENTS (curves); k++)
        g_string_append_c (text, has_curve (run, k) ? '1' : '0');
      g_string_append_printf (
          text, "%u",
          gradus_run_layers (run) ? g_strv_length ((char **) gradus_run_layers (run)) : 0);
    }
  if (chosen)
    g_string_append (text, gradus_run_id (chosen));
  return g_string_free (text, FALSE);
}

static void
add_run (GradusTrainingCurves *self, GradusRun *run, gboolean alone)
{
  const guint colour = gradus_run_colour (run);

  for (gsize i = 0; i < G_N_ELEMENTS (curves); i++)
    {
      g_autofree char *name = NULL;

      if (!has_curve (run, i))
        continue;
      /* Translators: a run and what its curve is: "Run 2, test" */
      name = alone ? g_strdup (_ (curves[i].name))
                   : g_strdup_printf (_ ("%s, %s"), gradus_run_name (run), _ (curves[i].name));
      GradusPlot *plot = self->plots[curves[i].plot];
      const guint id = gradus_plot_add (plot, series_of (run, curves[i].figure), name, colour,
                                        curves[i].style);
      if (!alone)
        gradus_plot_set_group (plot, id, gradus_run_name (run), _ (curves[i].name));
    }
}

/* Of one run, a line a layer: of the chosen one, or of the newest that is shown. */
static void
add_gradients (GradusTrainingCurves *self, GPtrArray *runs)
{
  GradusRun *chosen = gradus_training_chosen (self->training);
  GradusRun *run = g_ptr_array_find (runs, chosen, NULL) ? chosen
                                                         : g_ptr_array_index (runs, runs->len - 1);
  const char *const *layers = gradus_run_layers (run);
  /* Translators: a plot's title; %s is the run that it is of, among several */
  g_autofree char *title = runs->len == 1 ? g_strdup (_ ("Gradient Norm of Each Layer"))
                                          : g_strdup_printf (_ ("Gradient Norm of Each Layer: %s"),
                                                             gradus_run_name (run));

  gradus_plot_set_title (self->plots[GRADIENT], title);
  for (guint i = 0; layers && layers[i]; i++)
    gradus_plot_add (self->plots[GRADIENT], gradus_run_gradients (run, i), layers[i], i,
                     GRADUS_CURVE_LINE);
}

/* What stands where there is no curve of a loss: nothing is awaited of a run that is over. */
static void
explain_emptiness (GradusTrainingCurves *self, GPtrArray *runs)
{
  GradusRun *run = runs->len == 1 ? g_ptr_array_index (runs, 0) : NULL;
  const char *text = _ ("The loss appears here as soon as training begins.");

  if (run && gradus_run_state (run) == GRADUS_RUN_STOPPED)
    text = _ ("This run was stopped before its first step.");
  if (!g_str_equal (gradus_plot_empty_text (self->plots[LOSS]), text))
    gradus_plot_set_empty_text (self->plots[LOSS], text);
}

/* Where the best weights of the one run are from. */
static void
mark_best (GradusTrainingCurves *self, GPtrArray *runs)
{
  const GrEpoch *best = runs->len == 1 ? gradus_run_best (g_ptr_array_index (runs, 0)) : NULL;
  g_autofree char *epoch = NULL, *label = NULL;

  if ((best ? best->step : -1) == self->best)
    return;
  self->best = best ? best->step : -1;
  if (!best)
    {
      gradus_plot_remove_marker (self->plots[LOSS], "best");
      return;
    }
  epoch = gradus_count (best->epoch);
  label = g_strdup_printf (best->val.items ? _ ("best validation loss: epoch %s")
                                           : _ ("best training loss: epoch %s"),
                           epoch);
  gradus_plot_set_marker (self->plots[LOSS], "best", best->step,
                          best->val.items ? best->val.loss : NAN, label,
                          gradus_run_colour (g_ptr_array_index (runs, 0)));
}

static gsize
count_points (GradusPlot *plot)
{
  gsize n = 0;

  for (guint i = 0; i < gradus_plot_n_curves (plot); i++)
    n += gradus_series_length (gradus_plot_curve_at (plot, i)->series);
  return n;
}

/* Drawing takes time from training: only what has more points, and not the others. */
static void
draw_new_points (GradusTrainingCurves *self)
{
  for (guint i = 0; i < N_PLOTS; i++)
    {
      const gsize n = count_points (self->plots[i]);

      if (n != self->n_points[i])
        gradus_plot_data_changed (self->plots[i]);
      self->n_points[i] = n;
    }
}

static void
update (GradusTrainingCurves *self)
{
  g_autoptr (GPtrArray) runs = runs_to_show (self);
  g_autofree char *shown = describe (self, runs);

  if (g_strcmp0 (shown, self->shown) != 0)
    {
      for (guint i = 0; i < N_PLOTS; i++)
        gradus_plot_remove_all (self->plots[i]);
      for (guint i = 0; i < runs->len; i++)
        add_run (self, g_ptr_array_index (runs, i), runs->len == 1);
      if (runs->len)
        add_gradients (self, runs);
      self->best = -1; /* the markers went with the curves */
      g_free (self->shown);
      self->shown = g_steal_pointer (&shown);
    }
  explain_emptiness (self, runs);
  mark_best (self, runs);
  draw_new_points (self);
}

/* Five times a second is as good as ten to look at. */
static void
on_tick (GradusTrainingCurves *self)
{
  if (self->n_ticks++ % 2 == 0)
    update (self);
}

static void
on_runs_changed (GradusTrainingCurves *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GradusRun) run = g_list_model_get_item (gradus_training_runs (self->training), i);

      g_signal_handlers_disconnect_by_func (run, update, self);
      g_signal_connect_object (run, "notify::shown", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (run, "notify::name", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  update (self);
}

/* --- the object ---------------------------------------------------------------------------------
 */

GradusPlot *
gradus_training_curves_loss (GradusTrainingCurves *self)
{
  return self->plots[LOSS];
}

GradusPlot *
gradus_training_curves_gradient (GradusTrainingCurves *self)
{
  return self->plots[GRADIENT];
}

void
gradus_training_curves_set_training (GradusTrainingCurves *self, GradusTraining *training)
{
  GListModel *runs = gradus_training_runs (training);

  g_return_if_fail (!self->training);
  self->training = g_object_ref (training);
  g_signal_connect_object (training, "tick", G_CALLBACK (on_tick), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "state-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "notify::run", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "notify::chosen", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (runs, "items-changed", G_CALLBACK (on_runs_changed), self,
                           G_CONNECT_SWAPPED);
  on_runs_changed (self, 0, 0, g_list_model_get_n_items (runs));
}

static void
gradus_training_curves_dispose (GObject *object)
{
  GradusTrainingCurves *self = GRADUS_TRAINING_CURVES (object);

  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_object (&self->training);
  for (guint i = 0; i < N_PLOTS; i++)
    g_clear_object (&self->plots[i]);
  g_clear_pointer (&self->shown, g_free);
  G_OBJECT_CLASS (gradus_training_curves_parent_class)->dispose (object);
}

static void
gradus_training_curves_class_init (GradusTrainingCurvesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_training_curves_dispose;
  g_type_ensure (GRADUS_TYPE_PLOT_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/training-curves.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusTrainingCurves, grid);
  gtk_widget_class_bind_template_child_full (widget_class, "loss_view", FALSE,
                                             G_STRUCT_OFFSET (GradusTrainingCurves, views[LOSS]));
  gtk_widget_class_bind_template_child_full (
      widget_class, "accuracy_view", FALSE,
      G_STRUCT_OFFSET (GradusTrainingCurves, views[ACCURACY]));
  gtk_widget_class_bind_template_child_full (widget_class, "rate_view", FALSE,
                                             G_STRUCT_OFFSET (GradusTrainingCurves, views[RATE]));
  gtk_widget_class_bind_template_child_full (
      widget_class, "gradient_view", FALSE,
      G_STRUCT_OFFSET (GradusTrainingCurves, views[GRADIENT]));
}

static void
gradus_training_curves_init (GradusTrainingCurves *self)
{
  static const GradusAxisKind kinds[N_PLOTS] = { GRADUS_AXIS_NUMBER, GRADUS_AXIS_PERCENT,
                                                 GRADUS_AXIS_NUMBER };
  const char *titles[N_PLOTS] = { _ ("Loss"), _ ("Accuracy"), _ ("Learning Rate"),
                                  _ ("Gradient Norm of Each Layer") };
  const char *empty[N_PLOTS] = {
    _ ("The loss appears here as soon as training begins."),
    _ ("The accuracy of each epoch, where the network predicts classes."),
    _ ("The learning rate of each step."), _ ("How large each layer's gradient is.")
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->best = -1;
  for (guint i = 0; i < N_PLOTS; i++)
    {
      self->plots[i] = gradus_plot_new (titles[i], _ ("Step"), NULL);
      gradus_plot_set_axes (self->plots[i], GRADUS_AXIS_WHOLE, kinds[i]);
      gradus_plot_set_empty_text (self->plots[i], empty[i]);
      gradus_plot_view_set_plot (self->views[i], self->plots[i]);
    }
  gradus_plot_set_y_limits (self->plots[ACCURACY], 0, 1);
  gradus_plot_set_log_y (self->plots[GRADIENT], TRUE);
}
