/* watch-view.c - GradusWatchView: see watch-view.h. */
#include "watch-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <inttypes.h>

#include "gradus-functions.h"
#include "io/safetensors.h"
#include "plot/heat-map.h"
#include "plot/histogram.h"
#include "plot/image-grid.h"
#include "train/checkpoint.h"
#include "train/watch.h"

#define POLL_MILLISECONDS 100
#define MOST_PICTURES     64
#define MOST_CELLS        128 /* rows and columns of a matrix */
#define MOST_COUNTED      100000
#define N_BINS            48

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
  GtkDropDown *layer_drop;
  GtkSpinButton *item_spin;
  GtkLabel *cost;
  TensorView weights, outputs;
  GradusHistogram *weight_bins, *gradient_bins;

  GradusTraining *training;
  GtkStringList *layers;
  GrTrainer *watched; /* that was asked; only to compare */
  guint poll;
  gint64 step;
};

G_DEFINE_FINAL_TYPE (GradusWatchView, gradus_watch_view, GTK_TYPE_WIDGET)

/* --- tensors to look at -------------------------------------------------------------------------
 */

/* At most @most along @dim. (transfer full) */
static GrTensor *
cut (GrTensor *tensor, gint dim, gint64 most)
{
  return gr_tensor_narrow (tensor, dim, 0, MIN (tensor->shape[dim], most), NULL);
}

/* As float32, contiguous. (transfer full) */
static GrTensor *
plain (GrTensor *tensor)
{
  g_autoptr (GrTensor) numbers = gr_tensor_to_dtype (tensor, GR_FLOAT32, NULL);

  return numbers ? gr_tensor_contiguous (numbers, NULL) : NULL;
}

/* The first filters or channels, as many as one can see. (transfer full) */
static GradusImages *
images_of (GrTensor *tensor, const char *title)
{
  const gint64 channels = tensor->shape[1] == 3 ? 1 : MIN (tensor->shape[1], MOST_PICTURES);
  g_autoptr (GrTensor) few = cut (tensor, 0, MAX (MOST_PICTURES / channels, 1));
  g_autoptr (GrTensor) narrow = few ? cut (few, 1, MOST_PICTURES) : NULL;
  g_autoptr (GrTensor) numbers = narrow ? plain (narrow) : NULL;
  GradusImages *images = numbers ? gradus_images_new_tensor (numbers, NULL) : NULL;

  if (images)
    gradus_images_set_title (images, title);
  return images;
}

/* (transfer full) */
static GradusMatrix *
matrix_of (GrTensor *tensor, const char *title)
{
  g_autoptr (GrTensor) flat = gr_tensor_reshape (
      tensor, GR_INTS (tensor->ndim > 1 ? tensor->shape[0] : 1, -1), NULL);
  g_autoptr (GrTensor) few = flat ? cut (flat, 0, MOST_CELLS) : NULL;
  g_autoptr (GrTensor) narrow = few ? cut (few, 1, MOST_CELLS) : NULL;
  g_autoptr (GrTensor) doubles = narrow ? gr_tensor_to_dtype (narrow, GR_FLOAT64, NULL) : NULL;
  g_autoptr (GrTensor) numbers = doubles ? gr_tensor_contiguous (doubles, NULL) : NULL;
  GradusMatrix *matrix;

  if (!numbers)
    return NULL;
  matrix = gradus_matrix_new (gr_tensor_data (numbers), numbers->shape[0], numbers->shape[1]);
  matrix->scale = GRADUS_SCALE_DIVERGING;
  gradus_matrix_set_titles (matrix, title, NULL, NULL);
  return matrix;
}

static void
show_tensor (TensorView *view, GrTensor *tensor, const char *title)
{
  const gboolean pictures = tensor->ndim == 4 && tensor->shape[2] * tensor->shape[3] > 1;

  if (pictures)
    gradus_image_grid_set_images (view->images, images_of (tensor, title));
  else
    gradus_heat_map_set_matrix (view->matrix, matrix_of (tensor, title));
  gtk_stack_set_visible_child_name (view->stack, pictures ? "images" : "matrix");
}

/* (transfer full) */
static GradusBins *
bins_of (GrTensor *tensor, const char *title)
{
  g_autoptr (GrTensor) numbers = tensor ? plain (tensor) : NULL;

  if (!numbers)
    return NULL;
  return gradus_bins_new (title, gr_tensor_data (numbers),
                          MIN (gr_tensor_numel (numbers), MOST_COUNTED), N_BINS);
}

/* --- looking ------------------------------------------------------------------------------------
 */

static const char *
chosen_layer (GradusWatchView *self)
{
  const guint i = gtk_drop_down_get_selected (self->layer_drop);

  return i == GTK_INVALID_LIST_POSITION ? NULL : gtk_string_list_get_string (self->layers, i);
}

/* @weight and @gradient may be NULL. */
static void
show_weight (GradusWatchView *self, GrTensor *weight, GrTensor *gradient)
{
  gtk_widget_set_visible (GTK_WIDGET (self->weights.stack), weight != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->weight_bins), weight != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->gradient_bins), gradient != NULL);
  if (!weight)
    return;
  show_tensor (&self->weights, weight, _ ("Weights"));
  gradus_histogram_set_bins (self->weight_bins, bins_of (weight, _ ("Weights")));
  gradus_histogram_set_bins (self->gradient_bins, bins_of (gradient, _ ("Gradients")));
}

static void
show_look (GradusWatchView *self, const GrLook *look)
{
  g_autofree char *cost = g_strdup_printf (_ ("Step %" PRId64 " · looking takes %.1f %%"),
                                           look->step, 100 * look->share);
  const GrWatched *weight = NULL, *output = NULL;

  for (guint i = 0; i < look->n; i++)
    if (g_str_has_suffix (look->tensors[i].name, ".weight"))
      weight = &look->tensors[i];
    else
      output = &look->tensors[i];
  self->step = look->step;
  gtk_label_set_label (self->cost, cost);
  show_weight (self, weight ? weight->value : NULL, weight ? weight->gradient : NULL);
  if (output)
    show_tensor (&self->outputs, output->value, _ ("What it makes of the item"));
  gtk_widget_set_visible (GTK_WIDGET (self->outputs.stack), output != NULL);
  gtk_stack_set_visible_child_name (self->stack, "layer");
}

static gboolean
poll (gpointer user)
{
  GradusWatchView *self = user;
  GrTrainer *trainer = gradus_training_trainer (self->training);
  g_autoptr (GrLook) look = trainer ? gr_trainer_look (trainer) : NULL;

  if (look)
    show_look (self, look);
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

/* Where nothing runs: the weight that the run ended with, from its checkpoint, which is mapped and
 * so read only as far as it is shown. */
static void
show_saved (GradusWatchView *self, const char *weight)
{
  GradusRun *run = gradus_training_run (self->training);
  g_autofree char *path = run ? g_build_filename (gradus_run_folder (run), GR_CHECKPOINT_LAST, NULL)
                              : NULL;
  g_autoptr (GrNamedTensors) saved = path ? gr_safetensors_read (path, NULL) : NULL;

  if (!saved)
    return;
  gtk_label_set_label (self->cost, "");
  show_weight (self, gr_named_tensors_get (saved, weight), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->outputs.stack), FALSE);
  gtk_stack_set_visible_child_name (self->stack, "layer");
}

/* Asks for the chosen layer. */
static void
ask (GradusWatchView *self)
{
  GrTrainer *trainer = gradus_training_trainer (self->training);
  const char *layer = chosen_layer (self);

  self->watched = trainer;
  if (!layer || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  g_autofree char *weight = g_strconcat (layer, ".weight", NULL);
  if (!trainer)
    {
      if (gradus_training_state (self->training) == GRADUS_TRAINING_IDLE)
        show_saved (self, weight);
      return;
    }
  const char *names[] = { weight, layer, NULL };

  gr_trainer_watch (trainer, names, (gint64) gtk_spin_button_get_value (self->item_spin));
  keep_polling (self);
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

/* --- layers -------------------------------------------------------------------------------------
 */

static void
fill_layers (GradusWatchView *self)
{
  GrModel *model = gradus_document_model (gradus_training_document (self->training));
  g_autofree char *chosen = g_strdup (chosen_layer (self));
  guint select = 0;

  gtk_string_list_splice (self->layers, 0, g_list_model_get_n_items (G_LIST_MODEL (self->layers)),
                          NULL);
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      g_autofree char *name = gr_model_dotted_name (model, block);

      if (!block->kind || block->kind->category == GR_CATEGORY_INPUT
          || gr_block_kind_is_loss (block->kind))
        continue;
      if (g_strcmp0 (name, chosen) == 0)
        select = g_list_model_get_n_items (G_LIST_MODEL (self->layers));
      gtk_string_list_append (self->layers, name);
    }
  gtk_drop_down_set_selected (self->layer_drop, select);
}

/* A new run: its model may have other layers. */
static void
on_state_changed (GradusWatchView *self)
{
  GrTrainer *trainer = gradus_training_trainer (self->training);

  if (trainer == self->watched)
    {
      /* What was seen last stays; where the run was too short to be looked at, its weights. */
      if (!trainer && g_str_equal (gtk_stack_get_visible_child_name (self->stack), "none"))
        ask (self);
      if (trainer && gtk_widget_get_mapped (GTK_WIDGET (self)))
        keep_polling (self);
      return;
    }
  if (trainer)
    fill_layers (self);
  ask (self);
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
  g_signal_connect_object (training, "notify::run", G_CALLBACK (on_state_changed), self,
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
  GTK_WIDGET_CLASS (gradus_watch_view_parent_class)->unmap (widget);
}

static void
on_chosen (GradusWatchView *self)
{
  if (self->training)
    ask (self);
}

static void
gradus_watch_view_dispose (GObject *object)
{
  GradusWatchView *self = GRADUS_WATCH_VIEW (object);

  g_clear_handle_id (&self->poll, g_source_remove);
  if (self->stack)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;
  g_clear_object (&self->training);
  g_clear_object (&self->layers);
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
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/watch-view.ui");
  BIND ("stack", stack);
  BIND ("layer_drop", layer_drop);
  BIND ("item_spin", item_spin);
  BIND ("cost", cost);
  BIND ("weights", weights.stack);
  BIND ("weight_images", weights.images);
  BIND ("weight_matrix", weights.matrix);
  BIND ("outputs", outputs.stack);
  BIND ("output_images", outputs.images);
  BIND ("output_matrix", outputs.matrix);
  BIND ("weight_bins", weight_bins);
  BIND ("gradient_bins", gradient_bins);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
}

static void
gradus_watch_view_init (GradusWatchView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->step = -1;
  self->layers = gtk_string_list_new (NULL);
  gtk_drop_down_set_model (self->layer_drop, G_LIST_MODEL (self->layers));
}
