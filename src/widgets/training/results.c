/* results.c - GradusResults: see results.h. */
#include "results.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "findings.h"
#include "plot/heat-map.h"
#include "plot/plot-view.h"
#include "style/count.h"
#include "style/dot.h"

#define NO_BREAK_SPACE "\u00a0"
#define WORD_JOINER    "\u2060"

struct _GradusResults
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkProgressBar *progress;
  AdwStatusPage *none;
  GtkLabel *classes_title, *values_title, *pictures_title;
  GradusHeatMap *matrix;
  GtkGrid *table;
  GtkWidget *worst_box;
  GradusImageGrid *worst, *pairs;
  GradusPlotView *scatter;
  GradusHistogram *residuals;

  GradusDataSource *source;
  GradusEvaluation *evaluation;
  GradusPredictions *predictions; /* that .findings were made of */
  GradusFindings *findings;
  GCancellable *cancel;
};

G_DEFINE_FINAL_TYPE (GradusResults, gradus_results, GTK_TYPE_WIDGET)

enum
{
  SHOW_CELL,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- classes ------------------------------------------------------------------------------------
 */

static void
put (GradusResults *self, const char *text, gint column, gint row, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column ? 1 : 0);
  if (class)
    gtk_widget_add_css_class (label, class);
  gtk_grid_attach (self->table, label, column, row, 1, 1);
}

static void
put_share (GradusResults *self, gdouble share, gint column, gint row)
{
  g_autofree char *text = isnan (share) ? g_strdup ("–") : g_strdup_printf ("%.1f %%", 100 * share);

  put (self, text, column, row, "numeric");
}

static void
show_table (GradusResults *self)
{
  const GradusFindings *findings = self->findings;
  const char *titles[] = { _ ("Class"), _ ("Items"), _ ("Precision"), _ ("Recall"), _ ("F1") };
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->table))))
    gtk_grid_remove (self->table, child);
  for (gint i = 0; i < (gint) G_N_ELEMENTS (titles); i++)
    put (self, titles[i], i, 0, "column-title");
  for (guint c = 0; c < findings->n_classes; c++)
    {
      const GradusClassScore *score = &findings->scores[c];
      g_autofree char *n = gradus_count (score->n);
      const gint row = (gint) c + 1;

      put (self, gradus_part_class (findings->part, (gint) c), 0, row, NULL);
      put (self, n, 1, row, "numeric");
      put_share (self, score->precision, 2, row);
      put_share (self, score->recall, 3, row);
      put_share (self, score->f1, 4, row);
    }
}

static void
on_cell (GradusResults *self, gint row, gint column)
{
  g_signal_emit (self, signals[SHOW_CELL], 0, row, self->findings->outputs[column]);
}

static void
on_mistake (GradusResults *self, gint picture)
{
  const GradusFindings *findings = self->findings;

  if (findings && picture >= 0 && (guint) picture < findings->n_worst)
    g_signal_emit (self, signals[SHOW_CELL], 0,
                   gradus_part_label (findings->part, findings->worst[picture]),
                   findings->worst_predicted[picture]);
}

/* Another part of a title, of which no line ends with the half, nor begins with the dot: also not
 * within a word of a script that has lines end after every letter. Takes @part. */
static void
append_part (GString *title, char *part)
{
  g_string_append (title, GRADUS_DOT);
  for (const char *p = part; *p; p = g_utf8_next_char (p))
    {
      const gunichar letter = g_utf8_get_char (p);

      if (p > part && g_unichar_iswide (letter))
        g_string_append (title, WORD_JOINER);
      if (letter == ' ')
        g_string_append (title, NO_BREAK_SPACE);
      else
        g_string_append_unichar (title, letter);
    }
  g_free (part);
}

/* "Run 3, epoch 5 on 10 000 items (Test) · 91.20 % right · loss 0.27"; (transfer full) */
static char *
title_of (GradusResults *self)
{
  const GradusFindings *findings = self->findings;
  const char *split = gradus_split_title (findings->part->set->split);
  g_autofree char *items = gradus_count (findings->n_items);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%s on %s items (%s)"),
                          gradus_evaluation_title (self->evaluation), items, split);
  if (findings->n_classes && findings->n_items)
    {
      const gdouble right = 1 - (gdouble) findings->n_wrong / findings->n_items;

      append_part (text, g_strdup_printf (_ ("%.2f %% right"), 100 * right));
    }
  if (findings->n_values)
    {
      append_part (text, g_strdup_printf ("RMSE %.4g", findings->rmse));
      append_part (text, isnan (findings->r2) && !isnan (findings->rmse)
                             ? g_strdup (_ ("R² – (all true values are the same)"))
                             : g_strdup_printf ("R² %.4g", findings->r2));
    }
  if (isfinite (findings->loss))
    append_part (text, g_strdup_printf (_ ("loss %.4g"), findings->loss));
  return gradus_minus (g_string_free (text, FALSE));
}

static void
show_classes (GradusResults *self)
{
  GradusFindings *findings = self->findings;
  g_autofree char *title = title_of (self);

  gtk_label_set_label (self->classes_title, title);
  gradus_heat_map_set_matrix (
      self->matrix,
      gradus_matrix_new_confusion (findings->counts, findings->n_classes, findings->n_outputs,
                                   (const char *const *) findings->output_names));
  show_table (self);
  gtk_widget_set_visible (self->worst_box, findings->worst_images != NULL);
  gradus_image_grid_set_images (self->worst, g_steal_pointer (&findings->worst_images));
  gtk_stack_set_visible_child_name (self->stack, "classes");
}

/* --- numbers ------------------------------------------------------------------------------------
 */

/* "True: price", where there is one number to predict and it has a name; (transfer full) */
static char *
axis_title (const char *what, const GrDataset *set)
{
  return set->target_names && g_strv_length (set->target_names) == 1
             ? g_strdup_printf (_ ("%s: %s"), what, set->target_names[0])
             : g_strdup (what);
}

static void
show_values (GradusResults *self)
{
  GradusFindings *findings = self->findings;
  g_autofree char *title = title_of (self);
  g_autofree char *true_title = axis_title (_ ("True"), findings->part->set);
  g_autofree char *predicted_title = axis_title (_ ("Predicted"), findings->part->set);
  g_autoptr (GradusPlot) plot = gradus_plot_new (_ ("Predicted Against True"), true_title,
                                                 predicted_title);
  g_autoptr (GradusSeries) points = gradus_series_new_xy ();
  g_autoptr (GradusSeries) exact = gradus_series_new_xy ();

  for (guint i = 0; i < findings->n_values; i++)
    {
      gradus_series_append_xy (points, findings->truth[i], findings->predicted[i]);
      gradus_series_append_xy (exact, findings->truth[i], findings->truth[i]);
    }
  gradus_plot_add (plot, exact, _ ("Exact"), 7, GRADUS_CURVE_LINE | GRADUS_CURVE_DASHED);
  gradus_plot_add (plot, points, _ ("Items"), 0, GRADUS_CURVE_POINTS);
  gradus_plot_view_set_plot (self->scatter, plot);
  gradus_histogram_set_bins (self->residuals, g_steal_pointer (&findings->residuals));
  gtk_label_set_label (self->values_title, title);
  gtk_stack_set_visible_child_name (self->stack, "values");
}

static void
show_pictures (GradusResults *self)
{
  g_autofree char *title = title_of (self);

  gtk_label_set_label (self->pictures_title, title);
  gradus_image_grid_set_images (self->pairs, g_steal_pointer (&self->findings->reconstructions));
  gtk_stack_set_visible_child_name (self->stack, "pictures");
}

/* --- what there is to show ----------------------------------------------------------------------
 */

static void
show_none (GradusResults *self, const char *title, const char *description)
{
  g_autofree char *escaped = description ? g_markup_escape_text (description, -1) : NULL;

  adw_status_page_set_title (self->none, title);
  adw_status_page_set_description (self->none, escaped);
  gtk_stack_set_visible_child_name (self->stack, "none");
}

static void
show_findings (GradusResults *self)
{
  if (self->findings->n_classes)
    show_classes (self);
  else if (self->findings->n_values)
    show_values (self);
  else if (self->findings->reconstructions)
    show_pictures (self);
  else
    {
      g_autofree char *title = title_of (self);

      show_none (self, _ ("Evaluated"), title);
    }
}

static void
found (GObject *source, GAsyncResult *result, gpointer user)
{
  g_autoptr (GError) error = NULL;
  GradusFindings *findings = gradus_findings_new_finish (result, &error);
  GradusResults *self = user;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* and @self may be gone */
  g_clear_pointer (&self->findings, gradus_findings_free);
  self->findings = findings;
  if (findings)
    show_findings (self);
  else
    show_none (self, _ ("No Results"), error->message);
}

static void
find (GradusResults *self, GradusPredictions *predictions)
{
  if (predictions == self->predictions)
    return;
  g_clear_pointer (&self->predictions, gradus_predictions_unref);
  self->predictions = gradus_predictions_ref (predictions);
  g_cancellable_cancel (self->cancel);
  g_object_unref (self->cancel);
  self->cancel = g_cancellable_new ();
  gradus_findings_new_async (predictions, gradus_evaluation_predictor (self->evaluation),
                             self->cancel, found, self);
}

/* The part that shows how good the model is. */
static GradusPart *
telling_part (GradusResults *self)
{
  GradusPart *test = gradus_data_source_part (self->source, "test");

  return test ? test : gradus_data_source_part (self->source, "train");
}

static void
show_work (GradusResults *self, gdouble fraction)
{
  gtk_progress_bar_set_fraction (self->progress, fraction);
  gtk_stack_set_visible_child_name (self->stack, "working");
}

static void
update (GradusResults *self)
{
  GradusPart *part;
  GradusPredictions *predictions;
  const GError *error;

  if (!self->source || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  part = telling_part (self);
  predictions = part ? gradus_evaluation_predictions (self->evaluation, part) : NULL;
  error = gradus_evaluation_error (self->evaluation);
  if (predictions)
    find (self, predictions);
  else if (!gradus_evaluation_title (self->evaluation))
    {
      const char *lack = gradus_evaluation_lack (self->evaluation);

      show_none (self, _ ("No Trained Model Yet"),
                 lack ? lack
                      : _ ("What the model gets right and wrong appears here when training pauses "
                           "or ends."));
    }
  else if (gradus_data_source_error (self->source))
    show_none (self, _ ("No Data"), gradus_data_source_error (self->source)->message);
  else if (gradus_evaluation_running (self->evaluation))
    show_work (self, gradus_evaluation_fraction (self->evaluation));
  else if (!part)
    show_work (self, 0);
  else if (error && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_none (self, _ ("No Results"), error->message);
  else
    gradus_evaluation_start (self->evaluation, part, TRUE);
}

const char *
gradus_results_shown (GradusResults *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

/* --- the object ---------------------------------------------------------------------------------
 */

void
gradus_results_set_data (GradusResults *self, GradusDataSource *source,
                         GradusEvaluation *evaluation)
{
  g_return_if_fail (!self->source);
  self->source = g_object_ref (source);
  self->evaluation = g_object_ref (evaluation);
  g_signal_connect_object (source, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (evaluation, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
gradus_results_map (GtkWidget *widget)
{
  GradusResults *self = GRADUS_RESULTS (widget);

  GTK_WIDGET_CLASS (gradus_results_parent_class)->map (widget);
  if (self->source)
    gradus_data_source_start (self->source);
  update (self);
}

static void
gradus_results_dispose (GObject *object)
{
  GradusResults *self = GRADUS_RESULTS (object);

  g_cancellable_cancel (self->cancel);
  if (self->stack)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;
  g_clear_object (&self->source);
  g_clear_object (&self->evaluation);
  g_clear_pointer (&self->predictions, gradus_predictions_unref);
  g_clear_pointer (&self->findings, gradus_findings_free);
  G_OBJECT_CLASS (gradus_results_parent_class)->dispose (object);
}

static void
gradus_results_finalize (GObject *object)
{
  g_object_unref (GRADUS_RESULTS (object)->cancel);
  G_OBJECT_CLASS (gradus_results_parent_class)->finalize (object);
}

static void
gradus_results_class_init (GradusResultsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_results_dispose;
  G_OBJECT_CLASS (klass)->finalize = gradus_results_finalize;
  widget_class->map = gradus_results_map;
  g_type_ensure (GRADUS_TYPE_HEAT_MAP);
  g_type_ensure (GRADUS_TYPE_HISTOGRAM);
  g_type_ensure (GRADUS_TYPE_IMAGE_GRID);
  g_type_ensure (GRADUS_TYPE_PLOT_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/results.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusResults, stack);
  gtk_widget_class_bind_template_child (widget_class, GradusResults, progress);
  gtk_widget_class_bind_template_child (widget_class, GradusResults, none);
  gtk_widget_class_bind_template_child (widget_class, GradusResults, classes_title);
  gtk_widget_class_bind_template_child (widget_class, GradusResults, values_title);
  gtk_widget_class_bind_template_child (widget_class, GradusResults, pictures_title);
  gtk_widget_class_bind_template_child (widget_class, GradusResults, matrix);
  gtk_widget_class_bind_template_child (widget_class, GradusResults, table);
  gtk_widget_class_bind_template_child (widget_class, GradusResults, worst_box);
  gtk_widget_class_bind_template_child (widget_class, GradusResults, worst);
  gtk_widget_class_bind_template_child (widget_class, GradusResults, pairs);
  gtk_widget_class_bind_template_child (widget_class, GradusResults, scatter);
  gtk_widget_class_bind_template_child (widget_class, GradusResults, residuals);
  gtk_widget_class_bind_template_callback (widget_class, on_cell);
  gtk_widget_class_bind_template_callback (widget_class, on_mistake);

  signals[SHOW_CELL] = g_signal_new ("show-cell", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
}

static void
gradus_results_init (GradusResults *self)
{
  self->cancel = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_drawing_set_activatable (GRADUS_DRAWING (self->matrix), TRUE);
  gradus_drawing_set_activatable (GRADUS_DRAWING (self->worst), TRUE);
}
