/* tensor-view.c - see tensor-view.h. */
#include "tensor-view-private.h"

#include "document/in-thread.h"
#include "number-grid.h"
#include "style/dot.h"
#include "style/wrap-layout.h"
#include "words.h"

#include <glib/gi18n.h>

#include <string.h>

#define COUNTED 16384 /* elements that are counted at once; more in a thread */

G_DEFINE_FINAL_TYPE (GradusTensorView, gradus_tensor_view, GTK_TYPE_WIDGET)

enum
{
  ELEMENT_ACTIVATED,
  ELEMENT_POINTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

GrTensor *
gradus_tensor_view_tensor (GradusTensorView *self)
{
  return self->tensors[self->shown];
}

GradusTensorStyle
gradus_tensor_view_style (GradusTensorView *self)
{
  return gtk_drop_down_get_selected (GTK_DROP_DOWN (self->style));
}

/* --- words ------------------------------------------------------------------------------------ */

/* "[0, 2] = 0.5 · gradient −0.25"; (transfer full) */
static char *
text_of (GradusTensorView *self, gint64 element, const char *between)
{
  g_autofree char *index = gradus_index_text (gradus_tensor_view_tensor (self), element);
  GString *text = g_string_new (NULL);

  if (self->tensors[GRADUS_TENSOR_VALUES])
    {
      g_autofree char *value = gradus_value_text (self->tensors[GRADUS_TENSOR_VALUES], element);

      g_string_append_printf (text, "%s = %s", index, value);
    }
  else
    g_string_append (text, index);
  if (self->tensors[GRADUS_TENSOR_GRADIENT])
    {
      g_autofree char *gradient = gradus_value_text (self->tensors[GRADUS_TENSOR_GRADIENT],
                                                     element);

      g_string_append (text, between);
      g_string_append_printf (text, _ ("gradient %s"), gradient);
    }
  return g_string_free (text, FALSE);
}

static char *
heat_text (gint cell, gpointer user)
{
  return text_of (user, gradus_tensor_view_element_of_cell (user, cell), "\n");
}

static void
tell (GradusTensorView *self)
{
  const gint64 element = self->pointed >= 0 ? self->pointed : self->selected;

  g_autofree char *lines = element >= 0 ? text_of (self, element, "\n") : NULL;

  g_clear_pointer (&self->text, g_free);
  if (element >= 0)
    self->text = text_of (self, element, GRADUS_DOT);
  /* The lines are there whether they say something or not, so that nothing moves. */
  gtk_label_set_text (GTK_LABEL (self->foot), lines                                   ? lines
                                              : self->tensors[GRADUS_TENSOR_GRADIENT] ? " \n "
                                                                                      : " ");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grid), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->text ? self->text : "", -1);
}

const char *
gradus_tensor_view_text (GradusTensorView *self)
{
  return self->text;
}

static void
point_at (GradusTensorView *self, gint64 element)
{
  if (element == self->pointed)
    return;
  self->pointed = element;
  tell (self);
  g_signal_emit (self, signals[ELEMENT_POINTED], 0, element);
}

/* --- counting --------------------------------------------------------------------------------- */

static void
count_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, gradus_tensor_facts_new (data, NULL),
                         (GDestroyNotify) gradus_tensor_facts_free);
}

static void
counted (GObject *object, GAsyncResult *result, gpointer which)
{
  GradusTensorView *self = GRADUS_TENSOR_VIEW (object);
  GradusTensorFacts *facts = g_task_propagate_pointer (G_TASK (result), NULL);

  if (!facts) /* another tensor is shown now */
    return;
  g_clear_object (&self->counting);
  self->facts[GPOINTER_TO_UINT (which)] = facts;
  if (gradus_tensor_view_style (self) != GRADUS_TENSOR_NUMBERS)
    gradus_tensor_view_fill (self);
}

/* Numbers need no facts. */
static void
count (GradusTensorView *self)
{
  GrTensor *tensor = gradus_tensor_view_tensor (self);

  if (!tensor || self->facts[self->shown]
      || gradus_tensor_view_style (self) == GRADUS_TENSOR_NUMBERS)
    return;
  if (gr_tensor_numel (tensor) <= COUNTED)
    {
      self->facts[self->shown] = gradus_tensor_facts_new (tensor, NULL);
      return;
    }
  if (self->counting)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  self->counting = g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (self, self->counting, counted,
                                       GUINT_TO_POINTER (self->shown));
  g_task_set_task_data (task, gr_tensor_ref (tensor), (GDestroyNotify) gr_tensor_unref);
  gradus_run_in_thread (task, count_in_thread);
}

static void
refresh (GradusTensorView *self)
{
  count (self);
  gradus_tensor_view_fill (self);
}

/* --- what the person chooses ------------------------------------------------------------------ */

static void
slice_chosen (GradusTensorView *self)
{
  self->slice = *gradus_slice_chooser_get (GRADUS_SLICE_CHOOSER (self->chooser));
  memset (self->parts, 0, sizeof self->parts);
  gradus_tensor_view_fill (self);
}

static void
part_chosen (GradusTensorView *self)
{
  if (self->setting)
    return;
  self->parts[gradus_tensor_view_style (self)] = gtk_spin_button_get_value_as_int (
                                                     GTK_SPIN_BUTTON (self->part))
                                                 - 1;
  gradus_tensor_view_fill (self);
}

static void
style_chosen (GradusTensorView *self)
{
  point_at (self, -1);
  refresh (self);
}

static void
show_geometry (GradusTensorView *self)
{
  g_autofree char *text = gradus_tensor_view_tensor (self)
                              ? gradus_geometry_text (gradus_tensor_view_tensor (self))
                              : NULL;

  gtk_label_set_text (GTK_LABEL (self->geometry), text ? text : "");
}

static void
which_chosen (GradusTensorView *self)
{
  if (self->setting)
    return;
  self->shown = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->which));
  show_geometry (self);
  refresh (self);
}

static void
choose (GradusTensorView *self, gint64 element)
{
  self->selected = element;
  gradus_tensor_view_fill_lights (self);
  tell (self);
  g_signal_emit (self, signals[ELEMENT_ACTIVATED], 0, element);
}

static void
grid_pointed (GradusTensorView *self, gint64 row, gint64 column)
{
  point_at (self, row < 0 ? -1 : gradus_slice_element (&self->slice, row, column));
}

static void
grid_selected (GradusTensorView *self, gint64 row, gint64 column)
{
  choose (self, gradus_slice_element (&self->slice, row, column));
}

static void
heat_pointed (GradusTensorView *self, gint cell)
{
  point_at (self, gradus_tensor_view_element_of_cell (self, cell));
}

static void
heat_selected (GradusTensorView *self, gint cell)
{
  choose (self, gradus_tensor_view_element_of_cell (self, cell));
}

static gint64
pixel_at (GradusTensorView *self, gdouble x, gdouble y)
{
  gsize picture, row, column;

  if (!gradus_image_grid_pixel_at (GRADUS_IMAGE_GRID (self->pictures), x, y, &picture, &row,
                                   &column))
    return -1;
  return gradus_tensor_view_element_of_pixel (self, picture, row, column);
}

static void
pictures_pointed (GradusTensorView *self, gdouble x, gdouble y)
{
  point_at (self, pixel_at (self, x, y));
}

static void
pictures_left (GradusTensorView *self)
{
  point_at (self, -1);
}

static void
pictures_clicked (GradusTensorView *self, gint n_press, gdouble x, gdouble y)
{
  const gint64 element = pixel_at (self, x, y);

  if (element >= 0)
    choose (self, element);
}

/* --- what the program chooses ----------------------------------------------------------------- */

static gboolean
has_element (GradusTensorView *self, gint64 element)
{
  return gradus_tensor_view_tensor (self) && element >= 0
         && element < gr_tensor_numel (gradus_tensor_view_tensor (self));
}

void
gradus_tensor_view_select (GradusTensorView *self, gint64 element)
{
  self->selected = has_element (self, element) ? element : -1;
  if (self->selected >= 0)
    gradus_tensor_view_turn_to (self, element);
  tell (self);
  gradus_tensor_view_fill (self);
}

gint64
gradus_tensor_view_selected (GradusTensorView *self)
{
  return self->selected;
}

/* Scrolls the numbers to the lit ones of the slice: all of them where there is room, else the first
 * of them. */
static void
show_lights (GradusTensorView *self)
{
  const gint64 slice = gradus_slice_others (&self->slice);
  gint64 first_row = -1, first_column = -1, last_row = -1, last_column = -1;

  for (guint i = 0; i < self->lights->len; i++)
    {
      gint64 row, column, others;

      gradus_slice_place (&self->slice, g_array_index (self->lights, GradusLight, i).element, &row,
                          &column, &others);
      if (others != slice)
        continue;
      if (first_row < 0)
        {
          first_row = row;
          first_column = column;
        }
      last_row = row;
      last_column = column;
    }
  if (first_row < 0)
    return;
  gradus_number_grid_show (GRADUS_NUMBER_GRID (self->grid), last_row, last_column);
  gradus_number_grid_show (GRADUS_NUMBER_GRID (self->grid), first_row, first_column);
}

void
gradus_tensor_view_light (GradusTensorView *self, const GradusLight *lights, gsize n)
{
  g_array_set_size (self->lights, 0);
  for (gsize i = 0; i < n; i++)
    if (has_element (self, lights[i].element))
      g_array_append_val (self->lights, lights[i]);

  if (self->lights->len > 0 && !gradus_tensor_view_sees_lights (self))
    {
      gradus_tensor_view_turn_to (self, g_array_index (self->lights, GradusLight, 0).element);
      gradus_tensor_view_fill (self);
    }
  else
    gradus_tensor_view_fill_lights (self);
  show_lights (self);
}

/* One that has numbers to show. */
static gboolean
is_shown (GrTensor *tensor)
{
  return tensor && tensor->device.type == GR_DEVICE_CPU;
}

void
gradus_tensor_view_set (GradusTensorView *self, const char *name, GrTensor *values,
                        GrTensor *gradient)
{
  GrTensor *const given[GRADUS_TENSOR_N_WHICH] = { values, gradient };
  const gboolean same = values && gradus_tensor_view_tensor (self)
                        && gr_tensor_same_shape (values, gradus_tensor_view_tensor (self));

  if (self->counting)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  for (guint i = 0; i < GRADUS_TENSOR_N_WHICH; i++)
    {
      const gboolean fits = is_shown (given[i])
                            && (!values || gr_tensor_same_shape (values, given[i]));
      GrTensor *tensor = fits ? gr_tensor_ref (given[i]) : NULL;

      g_clear_pointer (&self->facts[i], gradus_tensor_facts_free);
      g_clear_pointer (&self->tensors[i], gr_tensor_unref);
      self->tensors[i] = tensor;
    }
  self->selected = -1;
  g_array_set_size (self->lights, 0);
  if (!self->tensors[self->shown])
    self->shown = self->tensors[GRADUS_TENSOR_VALUES] || !self->tensors[GRADUS_TENSOR_GRADIENT]
                      ? GRADUS_TENSOR_VALUES
                      : GRADUS_TENSOR_GRADIENT;
  if (gradus_tensor_view_tensor (self) && !same)
    {
      gradus_slice_init (&self->slice, gradus_tensor_view_tensor (self));
      memset (self->parts, 0, sizeof self->parts);
    }
  self->setting = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->which), self->shown);
  self->setting = FALSE;
  gtk_widget_set_visible (self->which, self->tensors[GRADUS_TENSOR_VALUES]
                                           && self->tensors[GRADUS_TENSOR_GRADIENT]);
  gtk_label_set_text (GTK_LABEL (self->name), name ? name : "");
  gtk_widget_set_visible (self->name, name != NULL);
  gradus_slice_chooser_set (GRADUS_SLICE_CHOOSER (self->chooser), &self->slice);
  show_geometry (self);
  self->pointed = -1;
  tell (self);
  refresh (self);
}

void
gradus_tensor_view_set_style (GradusTensorView *self, GradusTensorStyle style)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->style), style);
}

void
gradus_tensor_view_set_shows_gradient (GradusTensorView *self, gboolean gradient)
{
  if (self->tensors[gradient ? GRADUS_TENSOR_GRADIENT : GRADUS_TENSOR_VALUES])
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->which),
                                gradient ? GRADUS_TENSOR_GRADIENT : GRADUS_TENSOR_VALUES);
}

/* --- the class -------------------------------------------------------------------------------- */

static void
gradus_tensor_view_dispose (GObject *object)
{
  GradusTensorView *self = GRADUS_TENSOR_VIEW (object);

  if (self->counting)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  for (guint i = 0; i < GRADUS_TENSOR_N_WHICH; i++)
    {
      g_clear_pointer (&self->facts[i], gradus_tensor_facts_free);
      g_clear_pointer (&self->tensors[i], gr_tensor_unref);
    }
  G_OBJECT_CLASS (gradus_tensor_view_parent_class)->dispose (object);
}

static void
gradus_tensor_view_finalize (GObject *object)
{
  GradusTensorView *self = GRADUS_TENSOR_VIEW (object);

  g_array_unref (self->lights);
  g_free (self->text);
  G_OBJECT_CLASS (gradus_tensor_view_parent_class)->finalize (object);
}

static void
gradus_tensor_view_class_init (GradusTensorViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gradus_tensor_view_dispose;
  G_OBJECT_CLASS (class)->finalize = gradus_tensor_view_finalize;
  signals[ELEMENT_ACTIVATED] = g_signal_new ("element-activated", GRADUS_TYPE_TENSOR_VIEW,
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                             G_TYPE_INT64);
  signals[ELEMENT_POINTED] = g_signal_new ("element-pointed", GRADUS_TYPE_TENSOR_VIEW,
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                           G_TYPE_INT64);
  g_type_ensure (GRADUS_TYPE_HEAT_MAP);
  g_type_ensure (GRADUS_TYPE_HISTOGRAM);
  g_type_ensure (GRADUS_TYPE_IMAGE_GRID);
  g_type_ensure (GRADUS_TYPE_NUMBER_GRID);
  g_type_ensure (GRADUS_TYPE_SLICE_CHOOSER);
  g_type_ensure (GRADUS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/tensor-view.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, box);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, name);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, which);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, style);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, geometry);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, chooser);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, part_box);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, part);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, part_text);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, stack);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, nothing);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, grid);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, heat);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, pictures);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, histogram);
  gtk_widget_class_bind_template_child (widget_class, GradusTensorView, foot);
  gtk_widget_class_bind_template_callback (widget_class, which_chosen);
  gtk_widget_class_bind_template_callback (widget_class, style_chosen);
  gtk_widget_class_bind_template_callback (widget_class, slice_chosen);
  gtk_widget_class_bind_template_callback (widget_class, part_chosen);
  gtk_widget_class_bind_template_callback (widget_class, grid_pointed);
  gtk_widget_class_bind_template_callback (widget_class, grid_selected);
  gtk_widget_class_bind_template_callback (widget_class, heat_pointed);
  gtk_widget_class_bind_template_callback (widget_class, heat_selected);
  gtk_widget_class_bind_template_callback (widget_class, pictures_pointed);
  gtk_widget_class_bind_template_callback (widget_class, pictures_left);
  gtk_widget_class_bind_template_callback (widget_class, pictures_clicked);
}

static void
gradus_tensor_view_init (GradusTensorView *self)
{
  self->selected = self->pointed = -1;
  self->lights = g_array_new (FALSE, FALSE, sizeof (GradusLight));
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_drawing_set_activatable (GRADUS_DRAWING (self->heat), TRUE);
  gradus_heat_map_set_text (GRADUS_HEAT_MAP (self->heat), heat_text, self);
  gtk_label_set_text (GTK_LABEL (self->nothing), _ ("There is nothing to show yet."));
  tell (self);
  gradus_tensor_view_fill (self);
}

GtkWidget *
gradus_tensor_view_new (void)
{
  return g_object_new (GRADUS_TYPE_TENSOR_VIEW, NULL);
}
