/* tensor-view.c - see tensor-view.h. */
#include "tensor-view.h"

#include "document/in-thread.h"
#include "facts.h"
#include "number-grid.h"
#include "plot/heat-map.h"
#include "slice-chooser.h"
#include "style/count.h"
#include "style/dot.h"
#include "style/wrap-layout.h"
#include "words.h"

#include <glib/gi18n.h>

#include <math.h>

#define PART        256   /* rows and columns that a heat map shows at once; */
#define VECTOR_PART 10000 /* elements, of a vector */
#define COUNTED     16384 /* elements that are counted at once; more in a thread */

enum
{
  VALUES,
  GRADIENT,
  N_WHICH
};

struct _GradusTensorView
{
  GtkWidget parent_instance;

  GtkWidget *box, *name, *which, *style, *geometry, *chooser, *part_box, *part, *part_text;
  GtkWidget *stack, *nothing, *grid, *heat, *histogram, *foot;

  GrTensor *tensors[N_WHICH];        /* or NULL */
  GradusTensorFacts *facts[N_WHICH]; /* NULL: not counted yet */
  GCancellable *counting;            /* or NULL */
  guint shown;                       /* VALUES or GRADIENT */
  GradusSlice slice;
  gint64 heat_part;         /* which part of the slice the heat map shows */
  gint64 selected, pointed; /* elements, or -1 */
  GArray *lights;           /* of GradusLight */
  char *text;               /* at the foot, or NULL */
  gboolean setting;         /* by the program */
};

G_DEFINE_FINAL_TYPE (GradusTensorView, gradus_tensor_view, GTK_TYPE_WIDGET)

enum
{
  ELEMENT_ACTIVATED,
  ELEMENT_POINTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static GrTensor *
shown_tensor (GradusTensorView *self)
{
  return self->tensors[self->shown];
}

static GradusTensorStyle
style_of (GradusTensorView *self)
{
  return gtk_drop_down_get_selected (GTK_DROP_DOWN (self->style));
}

/* --- which part of a slice a heat map shows --------------------------------------------------- */

typedef struct
{
  gint64 n_across, n; /* parts side by side, and in all */
  gint64 row, column; /* of the first cell of the one that is shown, */
  gint64 rows, columns;
} Part;

static gboolean
is_vector (GradusTensorView *self)
{
  return self->slice.row_dim < 0;
}

static Part
part_of (GradusTensorView *self)
{
  const gint64 rows = gradus_slice_rows (&self->slice);
  const gint64 columns = gradus_slice_columns (&self->slice);
  const gint64 across = is_vector (self) ? VECTOR_PART : PART;
  Part part = { .n_across = (columns + across - 1) / across };

  part.n = part.n_across * ((rows + PART - 1) / PART);
  part.row = self->heat_part / part.n_across * PART;
  part.column = self->heat_part % part.n_across * across;
  part.rows = MIN (rows - part.row, PART);
  part.columns = MIN (columns - part.column, across);
  return part;
}

/* The part that the cell of the slice is in. */
static gint64
part_with (GradusTensorView *self, gint64 row, gint64 column)
{
  return row / PART * part_of (self).n_across + column / (is_vector (self) ? VECTOR_PART : PART);
}

static gint64
element_of_cell (GradusTensorView *self, gint cell)
{
  const Part part = part_of (self);

  if (cell < 0)
    return -1;
  return gradus_slice_element (&self->slice, part.row + cell / part.columns,
                               part.column + cell % part.columns);
}

/* --- words ------------------------------------------------------------------------------------ */

/* "[0, 2] = 0.5 · gradient −0.25"; (transfer full) */
static char *
text_of (GradusTensorView *self, gint64 element, const char *between)
{
  g_autofree char *index = gradus_index_text (shown_tensor (self), element);
  GString *text = g_string_new (NULL);

  if (self->tensors[VALUES])
    {
      g_autofree char *value = gradus_value_text (self->tensors[VALUES], element);

      g_string_append_printf (text, "%s = %s", index, value);
    }
  else
    g_string_append (text, index);
  if (self->tensors[GRADIENT])
    {
      g_autofree char *gradient = gradus_value_text (self->tensors[GRADIENT], element);

      g_string_append (text, between);
      g_string_append_printf (text, _ ("gradient %s"), gradient);
    }
  return g_string_free (text, FALSE);
}

static char *
heat_text (gsize row, gsize column, gpointer user)
{
  GradusTensorView *self = user;

  return text_of (self, element_of_cell (self, (gint) (row * part_of (self).columns + column)),
                  "\n");
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
  gtk_label_set_text (GTK_LABEL (self->foot), lines                     ? lines
                                              : self->tensors[GRADIENT] ? " \n "
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

/* --- what is lit ------------------------------------------------------------------------------ */

/* The lit elements of the slice, as cells of that part of it. (transfer full) */
static GArray *
lights_in (GradusTensorView *self, const Part *part)
{
  GArray *cells = g_array_new (FALSE, FALSE, sizeof (GradusLight));
  const gint64 here = gradus_slice_others (&self->slice);

  for (guint i = 0; i < self->lights->len; i++)
    {
      GradusLight light = g_array_index (self->lights, GradusLight, i);
      gint64 row, column, others;

      gradus_slice_place (&self->slice, light.element, &row, &column, &others);
      row -= part->row;
      column -= part->column;
      if (others != here || row < 0 || column < 0 || row >= part->rows || column >= part->columns)
        continue;
      light.element = row * part->columns + column;
      g_array_append_val (cells, light);
    }
  return cells;
}

static Part
whole_slice (GradusTensorView *self)
{
  return (
      Part){ 1, 1, 0, 0, gradus_slice_rows (&self->slice), gradus_slice_columns (&self->slice) };
}

static void
light_grid (GradusTensorView *self)
{
  const Part whole = whole_slice (self);
  g_autoptr (GArray) cells = lights_in (self, &whole);

  gradus_number_grid_light (GRADUS_NUMBER_GRID (self->grid), (GradusLight *) cells->data,
                            cells->len);
}

/* The selected element has a light of its own there. */
static void
light_heat (GradusTensorView *self)
{
  const Part part = part_of (self);
  const GradusLight selected = { self->selected, 1, GRADUS_LIGHT_SELECTED };

  if (self->selected >= 0)
    g_array_append_val (self->lights, selected);
  g_autoptr (GArray) cells = lights_in (self, &part);
  if (self->selected >= 0)
    g_array_set_size (self->lights, self->lights->len - 1);
  gradus_heat_map_light (GRADUS_HEAT_MAP (self->heat), (GradusLight *) cells->data, cells->len);
}

/* --- what is shown ---------------------------------------------------------------------------- */

static void
fill_grid (GradusTensorView *self)
{
  g_autoptr (GrTensor) view = gradus_slice_view (&self->slice, shown_tensor (self));
  gint64 row, column, others;

  gradus_number_grid_set_values (GRADUS_NUMBER_GRID (self->grid), view);
  light_grid (self);
  if (self->selected < 0)
    return;
  gradus_slice_place (&self->slice, self->selected, &row, &column, &others);
  if (others == gradus_slice_others (&self->slice))
    gradus_number_grid_select (GRADUS_NUMBER_GRID (self->grid), row, column);
}

/* Colours mean the same in all parts of a tensor, so they are those of its whole range. */
static void
set_range (GradusTensorView *self, GradusMatrix *matrix)
{
  const GradusTensorFacts *facts = self->facts[self->shown];

  if (!facts || isnan (facts->min))
    return;
  matrix->scale = facts->min < 0 ? GRADUS_SCALE_DIVERGING : GRADUS_SCALE_SEQUENTIAL;
  matrix->max = facts->min < 0 ? MAX (-facts->min, facts->max) : facts->max;
  matrix->min = facts->min < 0 ? -matrix->max : facts->min;
}

static void
fill_heat (GradusTensorView *self)
{
  const Part part = part_of (self);
  g_autoptr (GrTensor) view = gradus_slice_view (&self->slice, shown_tensor (self));
  const gint64 columns = gradus_slice_columns (&self->slice);
  g_autofree gdouble *values = g_new (gdouble, part.rows * part.columns);
  GradusMatrix *matrix;

  for (gint64 row = 0; row < part.rows; row++)
    for (gint64 column = 0; column < part.columns; column++)
      values[row * part.columns + column] = gr_tensor_get (view, (part.row + row) * columns
                                                                     + part.column + column)
                                                .d;
  matrix = is_vector (self) ? gradus_matrix_new_vector (values, part.columns)
                            : gradus_matrix_new (values, part.rows, part.columns);
  matrix->first_row = part.row;
  matrix->first_column = part.column;
  set_range (self, matrix);
  gradus_heat_map_set_matrix (GRADUS_HEAT_MAP (self->heat), matrix);
  light_heat (self);
}

static void
fill_histogram (GradusTensorView *self)
{
  const GradusTensorFacts *facts = self->facts[self->shown];

  gradus_histogram_set_bins (GRADUS_HISTOGRAM (self->histogram),
                             facts ? gradus_bins_copy (facts->bins) : NULL);
}

static void
fill_part (GradusTensorView *self)
{
  const Part part = part_of (self);
  g_autofree char *of = gradus_count (part.n);
  g_autofree char *text = g_strdup_printf (
      "/ %s" GRADUS_DOT "[%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
      ":%" G_GINT64_FORMAT "]",
      of, part.row, part.row + part.rows, part.column, part.column + part.columns);

  gtk_widget_set_visible (self->part_box, style_of (self) == GRADUS_TENSOR_HEAT_MAP && part.n > 1);
  gtk_label_set_text (GTK_LABEL (self->part_text), text);
  self->setting = TRUE;
  gtk_spin_button_set_range (GTK_SPIN_BUTTON (self->part), 1, part.n);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->part), self->heat_part + 1);
  self->setting = FALSE;
}

static void
fill (GradusTensorView *self)
{
  static const char *const pages[] = { "numbers", "heat-map", "histogram" };
  static void (*const fills[]) (GradusTensorView *) = { fill_grid, fill_heat, fill_histogram };
  const gboolean something = shown_tensor (self) && gr_tensor_numel (shown_tensor (self)) > 0;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack),
                                    something ? pages[style_of (self)] : "nothing");
  gtk_widget_set_visible (self->part_box, FALSE);
  if (!something)
    return;
  fills[style_of (self)](self);
  fill_part (self);
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
  if (style_of (self) != GRADUS_TENSOR_NUMBERS)
    fill (self);
}

/* Numbers need no facts. */
static void
count (GradusTensorView *self)
{
  GrTensor *tensor = shown_tensor (self);

  if (!tensor || self->facts[self->shown] || style_of (self) == GRADUS_TENSOR_NUMBERS)
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
  fill (self);
}

/* --- what the person chooses ------------------------------------------------------------------ */

static void
slice_chosen (GradusTensorView *self)
{
  self->slice = *gradus_slice_chooser_get (GRADUS_SLICE_CHOOSER (self->chooser));
  self->heat_part = 0;
  fill (self);
}

static void
part_chosen (GradusTensorView *self)
{
  if (self->setting)
    return;
  self->heat_part = gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->part)) - 1;
  fill (self);
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
  g_autofree char *text = shown_tensor (self) ? gradus_geometry_text (shown_tensor (self)) : NULL;

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
  if (style_of (self) == GRADUS_TENSOR_HEAT_MAP)
    light_heat (self);
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
  point_at (self, element_of_cell (self, cell));
}

static void
heat_selected (GradusTensorView *self, gint cell)
{
  choose (self, element_of_cell (self, cell));
}

/* --- what the program chooses ----------------------------------------------------------------- */

/* Turns to the slice, and the part of it, where @element is. */
static void
turn_to (GradusTensorView *self, gint64 element)
{
  gint64 row, column, others;

  gradus_slice_place (&self->slice, element, &row, &column, &others);
  gradus_slice_set_others (&self->slice, others);
  gradus_slice_chooser_set (GRADUS_SLICE_CHOOSER (self->chooser), &self->slice);
  self->heat_part = part_with (self, row, column);
}

static gboolean
has_element (GradusTensorView *self, gint64 element)
{
  return shown_tensor (self) && element >= 0 && element < gr_tensor_numel (shown_tensor (self));
}

void
gradus_tensor_view_select (GradusTensorView *self, gint64 element)
{
  self->selected = has_element (self, element) ? element : -1;
  if (self->selected >= 0)
    turn_to (self, element);
  tell (self);
  fill (self);
}

gint64
gradus_tensor_view_selected (GradusTensorView *self)
{
  return self->selected;
}

void
gradus_tensor_view_light (GradusTensorView *self, const GradusLight *lights, gsize n)
{
  g_array_set_size (self->lights, 0);
  for (gsize i = 0; i < n; i++)
    if (has_element (self, lights[i].element))
      g_array_append_val (self->lights, lights[i]);

  const Part part = style_of (self) == GRADUS_TENSOR_HEAT_MAP && shown_tensor (self)
                        ? part_of (self)
                        : whole_slice (self);
  g_autoptr (GArray) seen = lights_in (self, &part);
  if (self->lights->len > 0 && seen->len == 0)
    turn_to (self, g_array_index (self->lights, GradusLight, 0).element);
  fill (self);
  if (self->lights->len > 0 && seen->len == 0)
    {
      gint64 row, column, others;

      gradus_slice_place (&self->slice, g_array_index (self->lights, GradusLight, 0).element, &row,
                          &column, &others);
      gradus_number_grid_show (GRADUS_NUMBER_GRID (self->grid), row, column);
    }
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
  GrTensor *const given[N_WHICH] = { values, gradient };
  const gboolean same = values && shown_tensor (self)
                        && gr_tensor_same_shape (values, shown_tensor (self));

  if (self->counting)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  for (guint i = 0; i < N_WHICH; i++)
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
    self->shown = self->tensors[VALUES] || !self->tensors[GRADIENT] ? VALUES : GRADIENT;
  if (shown_tensor (self) && !same)
    {
      gradus_slice_init (&self->slice, shown_tensor (self));
      self->heat_part = 0;
    }
  self->setting = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->which), self->shown);
  self->setting = FALSE;
  gtk_widget_set_visible (self->which, self->tensors[VALUES] && self->tensors[GRADIENT]);
  gtk_label_set_text (GTK_LABEL (self->name), name ? name : "");
  gtk_widget_set_visible (self->name, name != NULL);
  if (shown_tensor (self))
    gradus_slice_chooser_set (GRADUS_SLICE_CHOOSER (self->chooser), &self->slice);
  else
    gtk_widget_set_visible (self->chooser, FALSE);
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
  if (self->tensors[gradient ? GRADIENT : VALUES])
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->which), gradient ? GRADIENT : VALUES);
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
  for (guint i = 0; i < N_WHICH; i++)
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
  fill (self);
}

GtkWidget *
gradus_tensor_view_new (void)
{
  return g_object_new (GRADUS_TYPE_TENSOR_VIEW, NULL);
}
