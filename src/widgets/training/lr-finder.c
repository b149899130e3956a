/* lr-finder.c - GradusLrFinder: see lr-finder.h. */
#include "lr-finder.h"

#include <glib/gi18n.h>
#include <math.h>

#include "document/in-thread.h"
#include "document/keep-program.h"
#include "plot/plot-view.h"
#include "rate-entry.h"
#include "settings/section.h"
#include "train/lr-range.h"
#include "train/series.h"
#include "training.h"

#define TICK_MILLISECONDS 100
#define LAST_VALUES       5

struct _GradusLrFinder
{
  AdwWindow parent_instance;

  GradusPlotView *view;
  GtkProgressBar *progress;
  GtkLabel *words;
  GtkEntry *rate;
  GtkWidget *use;

  GradusDocument *document;
  GradusPlot *plot;
  GradusSeries *losses; /* over the rate */
  GTask *search;        /* NULL: it is over */
  guint timer;
  gdouble suggestion; /* NaN: none */
};

G_DEFINE_FINAL_TYPE (GradusLrFinder, gradus_lr_finder, ADW_TYPE_WINDOW)

/* --- on the worker thread -----------------------------------------------------------------------
 */

typedef struct
{
  char *project, *path;
  GrLrRangeOptions options;
  GrSeries *points; /* of GrLrPoint, for the main thread to read meanwhile */
  GCancellable *cancellable;
} Search;

static void
search_free (Search *search)
{
  g_free (search->project);
  g_free (search->path);
  gr_series_free (search->points);
  g_object_unref (search->cancellable);
  g_free (search);
}

static gboolean
add_point (const GrLrPoint *point, gpointer user)
{
  Search *search = user;

  gr_series_append (search->points, point);
  return !g_cancellable_is_cancelled (search->cancellable);
}

static void
search_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Search *search = data;
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  GError *error = NULL;
  g_autoptr (GrLrRange) range = gr_lr_range_new (&search->options, &error);
  g_autoptr (GrProject) project = range ? gr_project_from_json (search->project, -1, search->path,
                                                                &error)
                                        : NULL;

  options.project_path = search->path;
  if (project && gr_lr_range_run (range, project, &options, add_point, search, &error))
    g_task_return_pointer (task, g_steal_pointer (&range), (GDestroyNotify) gr_lr_range_free);
  else
    g_task_return_error (task, error);
}

/* --- the curve ----------------------------------------------------------------------------------
 */

/* What has come since. Near the end the loss may tower above the rest, which is what one looks at:
 * so its mean without the last ones says how far the axis goes. */
static void
take_points (GradusLrFinder *self, const Search *search)
{
  const gsize n = gr_series_length (search->points), before = gradus_series_length (self->losses);
  gdouble most = -INFINITY;

  if (n == before)
    return;
  for (gsize i = before; i < n; i++)
    {
      const GrLrPoint *point = gr_series_at (search->points, i);

      gradus_series_append_xy (self->losses, point->lr, point->loss);
    }
  for (gsize i = 0; i < MAX (n, 2 * LAST_VALUES) - LAST_VALUES && i < n; i++)
    most = MAX (most, ((const GrLrPoint *) gr_series_at (search->points, i))->smoothed);
  gradus_plot_set_y_limits (self->plot, NAN, most * 1.25);
  gradus_plot_data_changed (self->plot);
  gtk_progress_bar_set_fraction (self->progress, (gdouble) n / search->options.steps);
}

static gboolean
tick (gpointer user)
{
  GradusLrFinder *self = user;

  take_points (self, g_task_get_task_data (self->search));
  return G_SOURCE_CONTINUE;
}

/* The rate in the entry, or NaN. None is 0, which has no place in the plot. */
static gdouble
typed_rate (GradusLrFinder *self)
{
  const gdouble rate = gradus_read_rate (gtk_editable_get_text (GTK_EDITABLE (self->rate)));

  return rate > 0 ? rate : NAN;
}

/* (transfer full) */
static char *
rate_text (gdouble rate)
{
  return g_strdup_printf ("%.2g", rate);
}

static void
mark_rate (GradusLrFinder *self, gdouble rate)
{
  g_autofree char *number = rate_text (rate), *suggested = rate_text (self->suggestion);
  GradusSeries *smoothed = gradus_plot_smoothed (self->plot, 0);
  const char *label = g_str_equal (number, suggested) ? _ ("falls fastest") : _ ("chosen");

  if (isnan (rate) || !smoothed || gradus_series_length (smoothed) == 0)
    gradus_plot_remove_marker (self->plot, "rate");
  else
    gradus_plot_set_marker (self->plot, "rate", rate,
                            gradus_series_y (smoothed, gradus_series_nearest (smoothed, rate)),
                            label, gradus_plot_curve_at (self->plot, 0)->colour);
}

static void
on_rate_changed (GradusLrFinder *self)
{
  const gdouble rate = typed_rate (self);
  const gboolean wrong = isnan (rate) && gtk_entry_get_text_length (self->rate) > 0;

  g_autofree char *message = gradus_rate_entry_mark (self->rate, wrong);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self->rate), message);
  gtk_entry_set_icon_from_icon_name (self->rate, GTK_ENTRY_ICON_SECONDARY,
                                     wrong ? "dialog-error-symbolic" : NULL);
  gtk_widget_set_sensitive (self->use, !isnan (rate));
  mark_rate (self, rate);
}

static void
choose_rate (GradusLrFinder *self, gdouble rate)
{
  g_autofree char *text = rate_text (rate);

  gtk_editable_set_text (GTK_EDITABLE (self->rate), text);
}

static void
on_picked (GradusLrFinder *self, gdouble rate)
{
  choose_rate (self, rate);
}

/* --- its end ------------------------------------------------------------------------------------
 */

static void
show_suggestion (GradusLrFinder *self)
{
  g_autofree char *number = rate_text (self->suggestion);
  g_autofree char *text = NULL;

  if (isnan (self->suggestion))
    {
      gtk_label_set_label (self->words, _ ("The loss falls at no rate: the model learns nothing in "
                                           "so few batches. A click on the curve takes its rate."));
      return;
    }
  text = g_strdup_printf (_ ("The loss falls fastest at %s. A click on the curve takes another "
                             "rate; one where the loss rises is too large."),
                          number);
  gtk_label_set_label (self->words, text);
  if (gtk_entry_get_text_length (self->rate) == 0)
    choose_rate (self, self->suggestion);
  gtk_widget_grab_focus (GTK_WIDGET (self->rate));
}

static void
searched (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusLrFinder *self = GRADUS_LR_FINDER (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GrLrRange) range = g_task_propagate_pointer (G_TASK (result), &error);

  gradus_let_program_end ();
  if (!self->search) /* closed meanwhile */
    return;
  take_points (self, g_task_get_task_data (self->search));
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->search);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  if (!range)
    {
      gtk_label_set_label (self->words, error->message);
      return;
    }
  self->suggestion = gr_lr_range_suggestion (range);
  show_suggestion (self);
}

static void
begin (GradusLrFinder *self)
{
  Search *search = g_new0 (Search, 1);

  search->project = gr_project_to_json (gradus_document_project (self->document));
  search->path = g_strdup (gradus_document_path (self->document));
  search->options = (GrLrRangeOptions) GR_LR_RANGE_OPTIONS_INIT;
  search->points = gr_series_new (sizeof (GrLrPoint));
  search->cancellable = g_cancellable_new ();
  gr_series_reserve (search->points, search->options.steps);
  gradus_plot_set_smoothing (self->plot, search->options.smoothing);
  self->search = g_task_new (self, NULL, searched, NULL);
  g_task_set_task_data (self->search, search, (GDestroyNotify) search_free);
  gradus_keep_program ();
  gradus_run_in_thread (self->search, search_in_thread);
  self->timer = g_timeout_add (TICK_MILLISECONDS, tick, self);
}

gboolean
gradus_lr_finder_done (GradusLrFinder *self)
{
  return self->search == NULL;
}

static void
on_use (GradusLrFinder *self)
{
  g_autofree char *number = rate_text (typed_rate (self));
  g_autofree char *label = g_strdup_printf (_ ("Set Learning Rate to %s"), number);
  g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), typed_rate (self));
  g_autoptr (GError) error = NULL;
  gboolean done;

  gradus_document_end_merge (self->document);
  done = gradus_section_set (self->document, "optimizer", "lr", node, label, &error);
  gradus_document_end_merge (self->document);
  if (done)
    gtk_window_close (GTK_WINDOW (self));
  else
    gtk_label_set_label (self->words, error->message);
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_lr_finder_dispose (GObject *object)
{
  GradusLrFinder *self = GRADUS_LR_FINDER (object);

  if (self->search)
    g_cancellable_cancel (((Search *) g_task_get_task_data (self->search))->cancellable);
  g_clear_object (&self->search);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->plot);
  g_clear_pointer (&self->losses, gradus_series_unref);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (gradus_lr_finder_parent_class)->dispose (object);
}

static void
gradus_lr_finder_class_init (GradusLrFinderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_lr_finder_dispose;
  g_type_ensure (GRADUS_TYPE_PLOT_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/lr-finder.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusLrFinder, view);
  gtk_widget_class_bind_template_child (widget_class, GradusLrFinder, progress);
  gtk_widget_class_bind_template_child (widget_class, GradusLrFinder, words);
  gtk_widget_class_bind_template_child (widget_class, GradusLrFinder, rate);
  gtk_widget_class_bind_template_child (widget_class, GradusLrFinder, use);
  gtk_widget_class_bind_template_callback (widget_class, on_picked);
  gtk_widget_class_bind_template_callback (widget_class, on_rate_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_use);
}

static void
gradus_lr_finder_init (GradusLrFinder *self)
{
  self->suggestion = NAN;
  self->plot = gradus_plot_new (_ ("Loss"), _ ("Learning rate"), NULL);
  self->losses = gradus_series_new_xy ();
  gradus_plot_set_log_x (self->plot, TRUE);
  gradus_plot_set_empty_text (self->plot, _ ("Opening the data…"));
  gradus_plot_add (self->plot, self->losses, _ ("Loss"), 0,
                   GRADUS_CURVE_LINE | GRADUS_CURVE_SMOOTHED);
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_plot_view_set_plot (self->view, self->plot);
  gtk_label_set_label (self->words, _ ("A copy of the model is trained for a hundred batches while "
                                       "the learning rate grows. The model and its runs stay as "
                                       "they are."));
}

GtkWindow *
gradus_lr_finder_new (GradusDocument *document, GtkWindow *parent)
{
  GradusLrFinder *self = g_object_new (GRADUS_TYPE_LR_FINDER, "transient-for", parent, NULL);

  self->document = g_object_ref (document);
  begin (self);
  return GTK_WINDOW (self);
}
