/* watch-view.c - GradusWatchView: see watch-view.h. */
#include "watch-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <time.h>

#include "look-back.h"
#include "plot/spread.h"
#include "saved-weight.h"
#include "style/count.h"
#include "style/wrap-layout.h"
#include "train/watch.h"

#define POLL_MILLISECONDS 100

/* A tensor as pictures or as a matrix, whichever suits its shape. */
typedef struct
{
  GtkStack *stack; /* "images", "matrix" */
  GradusImageGrid *images;
  GradusHeatMap *matrix;
} TensorView;

struct _GradusWatchView
{
  GtkWidget parent_instance;

  GtkStack *stack;
  GtkDropDown *layer_drop, *parameter_drop;
  GtkSpinButton *item_spin;
  GtkLabel *cost, *lack;
  TensorView weights, outputs;
  GradusHistogram *weight_bins, *gradient_bins;
  GtkWidget *course;
  GradusSpreadView *weight_course, *gradient_course;

  GradusTraining *training;
  GtkStringList *layers, *parameters;
  gboolean filling; /* the lists are being filled: nobody has chosen anything */
  char *weight;     /* "conv1.weight": the parameter that is looked at; NULL: the layer has none */
  gsize n_moments;  /* of its course that are shown */
  GrTrainer *watched; /* that was asked; only to compare */
  guint poll;
  gint64 step;
  gint64 paced_at, paced_cpu; /* when the window's pace was last taken, in microseconds */
  gdouble window_share;       /* of a processor, that the window took up to then */

  GradusRun *looked_back;    /* the run that is over and looked at, or NULL */
  GradusLookBack *look_back; /* into it; NULL where it cannot be */
  GCancellable *cancellable; /* of the last question there */
  GCancellable *reading;     /* of its weight, which is being read; or NULL */
};

G_DEFINE_FINAL_TYPE (GradusWatchView, gradus_watch_view, GTK_TYPE_WIDGET)

/* --- looking ------------------------------------------------------------------------------------
 */

static const char *
chosen_in (GtkDropDown *drop, GtkStringList *list)
{
  const guint i = gtk_drop_down_get_selected (drop);

  return i == GTK_INVALID_LIST_POSITION ? NULL : gtk_string_list_get_string (list, i);
}

static const char *
chosen_layer (GradusWatchView *self)
{
  return chosen_in (self->layer_drop, self->layers);
}

static const char *
chosen_parameter (GradusWatchView *self)
{
  return chosen_in (self->parameter_drop, self->parameters);
}

/* Takes what @look has. */
static void
show_tensor (TensorView *view, GradusTensorLook *look)
{
  const gboolean pictures = look->images != NULL;

  if (pictures)
    gradus_image_grid_set_images (view->images, g_steal_pointer (&look->images));
  else
    gradus_heat_map_set_matrix (view->matrix, g_steal_pointer (&look->matrix));
  gtk_stack_set_visible_child_name (view->stack, pictures ? "images" : "matrix");
}

/* @look: what is shown of a weight, which is taken; without bins there is none. */
static void
show_weight (GradusWatchView *self, GradusTensorLook *look, GradusBins *gradient)
{
  const gboolean any = look->bins != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->weights.stack), any);
  gtk_widget_set_visible (GTK_WIDGET (self->weight_bins), any);
  gtk_widget_set_visible (GTK_WIDGET (self->gradient_bins), any && gradient);
  if (!any)
    {
      g_clear_pointer (&gradient, gradus_bins_free);
      return;
    }
  show_tensor (&self->weights, look);
  gradus_histogram_set_bins (self->weight_bins, g_steal_pointer (&look->bins));
  gradus_histogram_set_bins (self->gradient_bins, gradient);
}

/* (transfer full) */
static GradusSpread *
spread_of (const GrHistograms *histograms, guint parameter, gboolean gradient, const char *title)
{
  GradusSpread *spread = gradus_spread_new (title, GR_HISTOGRAM_BINS, 0, histograms->every);
  const gsize n = gr_series_length (histograms->series);

  for (gsize i = 0; i < n; i++)
    {
      const GrHistogram *histogram = gr_histograms_at (histograms, i, parameter, gradient);

      gradus_spread_add (spread, histogram->low, histogram->high, histogram->share);
    }
  return spread;
}

/* How the parameter that is looked at and its gradient went, where @histograms has them. Nothing is
 * drawn again as long as there is nothing new. */
static void
show_course (GradusWatchView *self, const GrHistograms *histograms)
{
  const gint parameter = histograms && self->weight ? gr_histograms_find (histograms, self->weight)
                                                    : -1;
  const gsize n = parameter >= 0 ? gr_series_length (histograms->series) : 0;

  gtk_widget_set_visible (self->course, n > 0);
  if (n == 0 || n == self->n_moments)
    return;
  self->n_moments = n;
  gradus_spread_view_set (self->weight_course,
                          spread_of (histograms, parameter, FALSE, _ ("Weights over Time")));
  gradus_spread_view_set (self->gradient_course,
                          spread_of (histograms, parameter, TRUE, _ ("Gradients over Time")));
}

/* Of so many items one can be chosen. */
static void
limit_items (GradusWatchView *self, gint64 n)
{
  self->filling = TRUE;
  gtk_spin_button_set_range (self->item_spin, 0, (gdouble) MAX (n - 1, 0));
  self->filling = FALSE;
}

/* @value: of the chosen item; or NULL, and why in @lack. */
static void
show_output (GradusWatchView *self, GrTensor *value, const char *lack)
{
  if (value)
    {
      g_auto (GradusTensorLook) look = { 0 };

      gradus_tensor_look_at (&look, value, _ ("What it makes of the item"));
      show_tensor (&self->outputs, &look);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->outputs.stack), value != NULL);
  gtk_label_set_label (self->lack, lack ? lack : "");
  gtk_widget_set_visible (GTK_WIDGET (self->lack), lack != NULL);
}

/* In microseconds, of the thread that calls. */
static gint64
processor_time (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* What the window itself takes while it shows this, told once a second: sooner it would flicker. */
static void
take_pace (GradusWatchView *self)
{
  const gint64 now = g_get_monotonic_time (), cpu = processor_time ();
  const gint64 passed = now - self->paced_at;

  if (passed < G_USEC_PER_SEC)
    return;
  if (passed < 2 * G_USEC_PER_SEC) /* else it was not looked at meanwhile */
    self->window_share = (cpu - self->paced_cpu) / (gdouble) passed;
  self->paced_at = now;
  self->paced_cpu = cpu;
}

static void
show_look (GradusWatchView *self, const GrLook *look)
{
  g_autofree char *step = gradus_count (look->step);
  g_autofree char *cost = g_strdup_printf (
      _ ("Step %s · looking takes %.1f %% of training, showing it %.0f %% of a processor"), step,
      100 * look->share, 100 * self->window_share);
  const GrWatched *weight = NULL, *output = NULL;
  g_auto (GradusTensorLook) of_weight = { 0 };

  for (guint i = 0; i < look->n; i++)
    if (g_strcmp0 (look->tensors[i].name, self->weight) == 0)
      weight = &look->tensors[i];
    else
      output = &look->tensors[i];
  self->step = look->step;
  gtk_label_set_label (self->cost, cost);
  if (weight)
    gradus_tensor_look_at_weight (&of_weight, weight->value);
  show_weight (self, &of_weight, weight ? gradus_gradient_bins (weight->gradient) : NULL);
  limit_items (self, look->n_items);
  gtk_widget_set_sensitive (GTK_WIDGET (self->item_spin), TRUE);
  show_output (self, output ? output->value : NULL, NULL);
  gtk_stack_set_visible_child_name (self->stack, "layer");
}

/* The trainer of the run that is looked at; NULL where that is not in work. */
static GrTrainer *
live_trainer (GradusWatchView *self)
{
  return gradus_training_chosen (self->training) == gradus_training_run (self->training)
             ? gradus_training_trainer (self->training)
             : NULL;
}

static gboolean
poll (gpointer user)
{
  GradusWatchView *self = user;
  GrTrainer *trainer = live_trainer (self);
  g_autoptr (GrLook) look = trainer ? gr_trainer_look (trainer) : NULL;

  take_pace (self);
  if (look)
    {
      show_look (self, look);
      show_course (self, gr_trainer_histograms (trainer));
    }
  if (trainer && (!look || gradus_training_state (self->training) == GRADUS_TRAINING_RUNNING))
    return G_SOURCE_CONTINUE;
  self->poll = 0; /* at rest, and seen */
  return G_SOURCE_REMOVE;
}

static void
keep_polling (GradusWatchView *self)
{
  if (!self->poll)
    self->poll = g_timeout_add (POLL_MILLISECONDS, poll, self);
}

static void
stop_asking (GradusWatchView *self)
{
  GrTrainer *trainer = gradus_training_trainer (self->training);

  if (trainer)
    gr_trainer_watch (trainer, NULL, 0);
  self->watched = NULL;
  g_clear_handle_id (&self->poll, g_source_remove);
}

static void
stop_reading (GradusWatchView *self)
{
  if (self->reading)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
stop_looking_back (GradusWatchView *self)
{
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
leave_run (GradusWatchView *self)
{
  stop_reading (self);
  stop_looking_back (self);
  g_clear_pointer (&self->look_back, gradus_look_back_unref);
  g_clear_object (&self->looked_back);
}

static void
looked_back (GObject *object, GAsyncResult *result, gpointer user)
{
  g_autoptr (GradusWatchView) self = user;
  g_autoptr (GError) error = NULL;
  gint64 n_items;
  g_autoptr (GrTensor) value = gradus_look_back_finish (result, &n_items, &error);
  g_autofree char *lack = NULL;

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (value)
    limit_items (self, n_items);
  else
    lack = g_strdup_printf (_ ("What the layer makes of an item cannot be shown: %s"),
                            error->message);
  gtk_widget_set_sensitive (GTK_WIDGET (self->item_spin), value != NULL);
  show_output (self, value, lack);
}

/* What the layer makes of the chosen item comes when it is there. */
static void
look_back (GradusWatchView *self, GradusRun *run)
{
  stop_looking_back (self);
  if (run != self->looked_back)
    {
      leave_run (self);
      self->looked_back = g_object_ref (run);
      self->look_back = gradus_look_back_new (
          run, gradus_document_path (gradus_training_document (self->training)));
      show_output (self, NULL, NULL);
    }
  if (!self->look_back)
    return;
  self->cancellable = g_cancellable_new ();
  gradus_look_back_ask (self->look_back, chosen_layer (self),
                        gtk_spin_button_get_value_as_int (self->item_spin), self->cancellable,
                        looked_back, g_object_ref (self));
}

static void
saved_read (GObject *object, GAsyncResult *result, gpointer user)
{
  g_autoptr (GradusWatchView) self = user;
  g_autoptr (GradusSavedWeight) saved = gradus_saved_weight_finish (result);

  if (g_task_get_cancellable (G_TASK (result)) != self->reading)
    return;
  g_clear_object (&self->reading);
  gtk_stack_set_visible_child_name (self->stack, saved ? "layer" : "none");
  if (!saved)
    return;
  show_weight (self, &saved->weight, NULL);
  show_course (self, saved->histograms);
}

/* Of a run that is not in work: the weight that it ended with, and how that went, come from its
 * checkpoint when they are read. */
static void
show_saved (GradusWatchView *self)
{
  GradusRun *run = gradus_training_chosen (self->training);
  g_autofree char *path = run ? gradus_run_last_weights (run) : NULL;

  stop_reading (self);
  if (!path)
    {
      gtk_stack_set_visible_child_name (self->stack, "none");
      return;
    }
  gtk_label_set_label (self->cost, gradus_run_name (run));
  look_back (self, run);
  self->reading = g_cancellable_new ();
  gradus_saved_weight_read (path, self->weight, self->reading, saved_read, g_object_ref (self));
}

/* Asks for the chosen layer. */
static void
ask (GradusWatchView *self)
{
  GrTrainer *trainer = live_trainer (self);
  const char *layer = chosen_layer (self);
  const char *parameter = chosen_parameter (self);

  if (trainer)
    leave_run (self);
  else
    stop_asking (self);
  self->watched = trainer;
  if (!layer || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  g_free (self->weight);
  self->weight = parameter ? g_strdup_printf ("%s.%s", layer, parameter) : NULL;
  self->n_moments = 0;
  if (!trainer)
    {
      if (gradus_training_chosen (self->training) != gradus_training_run (self->training)
          || gradus_training_state (self->training) == GRADUS_TRAINING_IDLE)
        show_saved (self);
      return;
    }
  const char *names[] = { layer, self->weight, NULL };

  show_course (self, gr_trainer_histograms (trainer));
  gr_trainer_watch (trainer, names, (gint64) gtk_spin_button_get_value (self->item_spin));
  keep_polling (self);
}

/* --- layers -------------------------------------------------------------------------------------
 */

/* The project as the run that is looked at was trained, or as it is where there is none. (transfer
 * full) */
static GrProject *
project_looked_at (GradusWatchView *self)
{
  GradusRun *run = gradus_training_chosen (self->training);
  GrProject *project = run ? gradus_run_project (run, NULL) : NULL;

  return project
             ? project
             : gr_project_ref (gradus_document_project (gradus_training_document (self->training)));
}

static gboolean
has_layer_view (const GrBlock *block)
{
  return block->kind && block->kind->category != GR_CATEGORY_INPUT
         && !gr_block_kind_is_loss (block->kind);
}

/* Fills @list with @names, keeping @chosen chosen in @drop where it is still there; else that at
 * @select is. */
static void
fill (GtkDropDown *drop, GtkStringList *list, GPtrArray *names, const char *chosen, guint select)
{
  for (guint i = 0; i < names->len; i++)
    if (g_strcmp0 (g_ptr_array_index (names, i), chosen) == 0)
      select = i;
  g_ptr_array_add (names, NULL);
  gtk_string_list_splice (list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)),
                          (const char *const *) names->pdata);
  gtk_drop_down_set_selected (drop, select);
}

/* The weights of @block, without what only counts. */
static void
fill_parameters (GradusWatchView *self, const GrBlock *block)
{
  const GrParameter *rows = block ? block->kind->parameters : NULL;
  g_autofree char *chosen = g_strdup (chosen_parameter (self));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; rows && rows[i].name; i++)
    if (rows[i].role != GR_PARAMETER_COUNTER
        && (!rows[i].when
            || gr_block_setting (block->kind, block->settings, rows[i].when)->ints[0]))
      g_ptr_array_add (names, g_strdup (rows[i].name));
  gtk_widget_set_visible (GTK_WIDGET (self->parameter_drop), names->len > 1);
  fill (self->parameter_drop, self->parameters, names, chosen, 0);
}

/* The weights of the chosen layer of @model. */
static void
fill_parameters_of_chosen (GradusWatchView *self, GrModel *model)
{
  const char *chosen = chosen_layer (self);

  self->filling = TRUE;
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      g_autofree char *name = gr_model_dotted_name (model, block);

      if (has_layer_view (block) && g_strcmp0 (name, chosen) == 0)
        fill_parameters (self, block);
    }
  self->filling = FALSE;
}

/* All of the model, and the weights of the chosen one: the first that has some, until a person
 * chooses. */
static void
fill_layers (GradusWatchView *self)
{
  guint first = G_MAXUINT;
  g_autoptr (GrProject) project = project_looked_at (self);
  g_autofree char *chosen = g_strdup (chosen_layer (self));
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < gr_model_n_blocks (project->model); i++)
    {
      const GrBlock *block = gr_model_block_at (project->model, i);

      if (!has_layer_view (block))
        continue;
      if (first == G_MAXUINT && block->kind->parameters)
        first = names->len;
      g_ptr_array_add (names, gr_model_dotted_name (project->model, block));
    }
  self->filling = TRUE;
  fill (self->layer_drop, self->layers, names, chosen, first == G_MAXUINT ? 0 : first);
  self->filling = FALSE;
  fill_parameters_of_chosen (self, project->model);
}

/* Another run: its model may have other layers. */
static void
on_chosen_run (GradusWatchView *self)
{
  fill_layers (self);
  ask (self);
}

static void
on_state_changed (GradusWatchView *self)
{
  GrTrainer *trainer = live_trainer (self);

  if (trainer != self->watched)
    {
      ask (self);
      return;
    }
  /* What was seen last may be some steps old: the weights that the run ended with are shown. */
  if (!trainer && gradus_training_state (self->training) == GRADUS_TRAINING_IDLE)
    ask (self);
  if (trainer && gtk_widget_get_mapped (GTK_WIDGET (self)))
    keep_polling (self);
}

gint64
gradus_watch_view_step (GradusWatchView *self)
{
  return self->step;
}

/* --- the object ---------------------------------------------------------------------------------
 */

void
gradus_watch_view_set_training (GradusWatchView *self, GradusTraining *training)
{
  g_return_if_fail (!self->training);
  self->training = g_object_ref (training);
  fill_layers (self);
  g_signal_connect_object (training, "state-changed", G_CALLBACK (on_state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "notify::chosen", G_CALLBACK (on_chosen_run), self,
                           G_CONNECT_SWAPPED);
}

static void
gradus_watch_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_watch_view_parent_class)->map (widget);
  if (GRADUS_WATCH_VIEW (widget)->training)
    ask (GRADUS_WATCH_VIEW (widget));
}

static void
gradus_watch_view_unmap (GtkWidget *widget)
{
  if (GRADUS_WATCH_VIEW (widget)->training)
    stop_asking (GRADUS_WATCH_VIEW (widget));
  leave_run (GRADUS_WATCH_VIEW (widget));
  GTK_WIDGET_CLASS (gradus_watch_view_parent_class)->unmap (widget);
}

/* The list of layers stays as it is: to fill it anew in the midst of a choice from it would be a
 * choice again, without end. */
static void
on_layer_chosen (GradusWatchView *self)
{
  g_autoptr (GrProject) project = NULL;

  if (!self->training || self->filling)
    return;
  project = project_looked_at (self);
  fill_parameters_of_chosen (self, project->model);
  ask (self);
}

static void
on_chosen (GradusWatchView *self)
{
  if (self->training && !self->filling)
    ask (self);
}

static void
gradus_watch_view_dispose (GObject *object)
{
  GradusWatchView *self = GRADUS_WATCH_VIEW (object);

  g_clear_handle_id (&self->poll, g_source_remove);
  leave_run (self);
  if (self->stack)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;
  g_clear_object (&self->training);
  g_clear_object (&self->layers);
  g_clear_object (&self->parameters);
  g_clear_pointer (&self->weight, g_free);
  G_OBJECT_CLASS (gradus_watch_view_parent_class)->dispose (object);
}

#define BIND(name, member)                                                                         \
  gtk_widget_class_bind_template_child_full (widget_class, name, FALSE,                            \
                                             G_STRUCT_OFFSET (GradusWatchView, member))

static void
gradus_watch_view_class_init (GradusWatchViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_watch_view_dispose;
  widget_class->map = gradus_watch_view_map;
  widget_class->unmap = gradus_watch_view_unmap;
  g_type_ensure (GRADUS_TYPE_HEAT_MAP);
  g_type_ensure (GRADUS_TYPE_HISTOGRAM);
  g_type_ensure (GRADUS_TYPE_IMAGE_GRID);
  g_type_ensure (GRADUS_TYPE_SPREAD_VIEW);
  g_type_ensure (GRADUS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/watch-view.ui");
  BIND ("stack", stack);
  BIND ("layer_drop", layer_drop);
  BIND ("parameter_drop", parameter_drop);
  BIND ("item_spin", item_spin);
  BIND ("cost", cost);
  BIND ("lack", lack);
  BIND ("weights", weights.stack);
  BIND ("weight_images", weights.images);
  BIND ("weight_matrix", weights.matrix);
  BIND ("outputs", outputs.stack);
  BIND ("output_images", outputs.images);
  BIND ("output_matrix", outputs.matrix);
  BIND ("weight_bins", weight_bins);
  BIND ("gradient_bins", gradient_bins);
  BIND ("course", course);
  BIND ("weight_course", weight_course);
  BIND ("gradient_course", gradient_course);
  gtk_widget_class_bind_template_callback (widget_class, on_layer_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
}

static void
gradus_watch_view_init (GradusWatchView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->step = -1;
  self->layers = gtk_string_list_new (NULL);
  gtk_drop_down_set_model (self->layer_drop, G_LIST_MODEL (self->layers));
  self->parameters = gtk_string_list_new (NULL);
  gtk_drop_down_set_model (self->parameter_drop, G_LIST_MODEL (self->parameters));
}
