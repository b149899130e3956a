/* heat-map.c - GradusHeatMap, the widget around a matrix: see heat-map.h. */
#include "heat-map-private.h"

#include "number-text.h"
#include "style/count.h"

#include <glib/gi18n.h>

#include <math.h>

struct _GradusHeatMap
{
  GradusDrawing parent_instance;

  GradusMatrix *matrix; /* or NULL */
  GradusCellText text;  /* NULL: its own */
  gpointer user;        /* of the text */
};

G_DEFINE_FINAL_TYPE (GradusHeatMap, gradus_heat_map, GRADUS_TYPE_DRAWING)

static guint activated;

/* --- what the drawing asks -------------------------------------------------------------------- */

static void
draw (GradusDrawing *drawing, cairo_t *cr, gdouble width, gdouble height,
      const GradusPalette *palette)
{
  GradusHeatMap *self = GRADUS_HEAT_MAP (drawing);

  if (self->matrix)
    gradus_matrix_draw (self->matrix, cr, width, height, palette);
  else
    {
      g_autoptr (GradusLettering) lettering = gradus_lettering_new ();

      gradus_lettering_draw_paragraph (lettering, cr, _ ("There is nothing to show yet."),
                                       &palette->dim_text, width / 2, height / 2,
                                       MAX (width - 32, 1));
    }
}

static gint
cell_at (GradusDrawing *drawing, gdouble width, gdouble height, gdouble x, gdouble y)
{
  const GradusMatrix *matrix = GRADUS_HEAT_MAP (drawing)->matrix;
  GradusMatrixLayout layout;

  if (!matrix)
    return GRADUS_NO_CELL;
  gradus_matrix_layout (matrix, width, height, &layout);
  const gdouble column = floor ((x - layout.left) / layout.cell_width);
  const gdouble row = floor ((y - layout.top) / layout.cell_height);
  if (column < 0 || row < 0 || column >= matrix->columns
      || row * matrix->columns + column >= gradus_matrix_n_cells (matrix))
    return GRADUS_NO_CELL;
  return (gint) (row * matrix->columns + column);
}

static void
cell_area (GradusDrawing *drawing, gdouble width, gdouble height, gint cell, graphene_rect_t *area)
{
  const GradusMatrix *matrix = GRADUS_HEAT_MAP (drawing)->matrix;
  GradusMatrixLayout layout;

  gradus_matrix_layout (matrix, width, height, &layout);
  graphene_rect_init (area, layout.left + cell % matrix->columns * layout.cell_width - 0.5,
                      layout.top + cell / matrix->columns * layout.cell_height - 0.5,
                      layout.cell_width, layout.cell_height);
}

static gint
next_cell (GradusDrawing *drawing, gint cell, gint dx, gint dy)
{
  const GradusMatrix *matrix = GRADUS_HEAT_MAP (drawing)->matrix;

  if (!matrix || matrix->rows * matrix->columns == 0)
    return GRADUS_NO_CELL;
  if (cell == GRADUS_NO_CELL)
    return 0;
  const gint columns = (gint) matrix->columns, rows = (gint) matrix->rows;
  const gint next = CLAMP (cell / columns + dy, 0, rows - 1) * columns
                    + CLAMP (cell % columns + dx, 0, columns - 1);
  return MIN (next, (gint) gradus_matrix_n_cells (matrix) - 1);
}

/* A line of where a cell is: "Row: 3". */
static void
append_place (GString *text, const char *title, const char *label)
{
  g_string_append_c (text, '\n');
  g_string_append_printf (text, _ ("%s: %s"), title, label);
}

static char *
cell_text (GradusDrawing *drawing, gint cell)
{
  const GradusMatrix *matrix = GRADUS_HEAT_MAP (drawing)->matrix;
  const gsize row = cell / matrix->columns, column = cell % matrix->columns;

  if (GRADUS_HEAT_MAP (drawing)->text)
    return GRADUS_HEAT_MAP (drawing)->text (cell, GRADUS_HEAT_MAP (drawing)->user);
  g_autofree char *place = g_strdup_printf ("%d", cell);
  g_autofree char *value = gradus_number_text (matrix->values[cell], GRADUS_AXIS_NUMBER);
  g_autofree char *row_label = gradus_matrix_label (matrix, FALSE, row);
  g_autofree char *column_label = gradus_matrix_label (matrix, TRUE, column);
  GString *text = g_string_new (value);

  if (matrix->row_shares && gradus_matrix_row_sum (matrix, row) > 0)
    {
      g_autofree char *share = gradus_number_text (
          matrix->values[cell] / gradus_matrix_row_sum (matrix, row), GRADUS_AXIS_PERCENT);
      g_string_append_printf (text, " (%s)", share);
    }
  if (matrix->length)
    append_place (text, _ ("Column"), place);
  else
    {
      append_place (text, matrix->row_title ? matrix->row_title : _ ("Row"), row_label);
      append_place (text, matrix->column_title ? matrix->column_title : _ ("Column"), column_label);
    }
  return g_string_free (text, FALSE);
}

static char *
title (GradusDrawing *drawing)
{
  const GradusMatrix *matrix = GRADUS_HEAT_MAP (drawing)->matrix;

  return g_strdup (matrix && matrix->title ? matrix->title : _ ("Heat map"));
}

/* The least and greatest, or for a confusion matrix how much lies on the diagonal and the commonest
 * mistake. */
static char *
describe (GradusDrawing *drawing)
{
  const GradusMatrix *matrix = GRADUS_HEAT_MAP (drawing)->matrix;
  gsize least = 0, greatest = 0, worst = G_MAXSIZE;
  gdouble all = 0, right = 0;

  if (!matrix || matrix->rows * matrix->columns == 0)
    return g_strdup (_ ("There is nothing to show yet."));
  for (gsize i = 0; i < gradus_matrix_n_cells (matrix); i++)
    {
      const gboolean diagonal = i / matrix->columns == i % matrix->columns;

      all += matrix->values[i];
      right += diagonal ? matrix->values[i] : 0;
      least = matrix->values[i] < matrix->values[least] ? i : least;
      greatest = matrix->values[i] > matrix->values[greatest] ? i : greatest;
      if (!diagonal && (worst == G_MAXSIZE || matrix->values[i] > matrix->values[worst]))
        worst = i;
    }
  if (matrix->row_shares && worst != G_MAXSIZE)
    {
      g_autofree char *share = gradus_number_text (right / MAX (all, 1), GRADUS_AXIS_PERCENT);
      g_autofree char *from = gradus_matrix_label (matrix, FALSE, worst / matrix->columns);
      g_autofree char *to = gradus_matrix_label (matrix, TRUE, worst % matrix->columns);
      g_autofree char *times = gradus_number_text (matrix->values[worst], GRADUS_AXIS_NUMBER);

      return g_strdup_printf (_ ("%s are on the diagonal. The most frequent mistake: %s taken "
                                 "for %s, %s times."),
                              share, from, to, times);
    }
  g_autofree char *low = gradus_number_text (matrix->values[least], GRADUS_AXIS_NUMBER);
  g_autofree char *high = gradus_number_text (matrix->values[greatest], GRADUS_AXIS_NUMBER);
  g_autofree char *rows = gradus_count (matrix->length ? 1 : (gint64) matrix->rows);
  g_autofree char *columns = gradus_count (
      (gint64) (matrix->length ? matrix->length : matrix->columns));
  return g_strdup_printf (_ ("%s rows and %s columns, values from %s to %s."), rows, columns, low,
                          high);
}

static void
activate (GradusDrawing *drawing, gint cell)
{
  const gint columns = (gint) GRADUS_HEAT_MAP (drawing)->matrix->columns;

  g_signal_emit (drawing, activated, 0, cell / columns, cell % columns);
}

static void
heights (GradusDrawing *drawing, gint width, gint *minimum, gint *natural)
{
  *minimum = 140;
  *natural = MAX (*minimum, width * 3 / 4);
}

/* --- the class -------------------------------------------------------------------------------- */

static void
gradus_heat_map_finalize (GObject *object)
{
  GradusHeatMap *self = GRADUS_HEAT_MAP (object);

  g_clear_pointer (&self->matrix, gradus_matrix_free);
  G_OBJECT_CLASS (gradus_heat_map_parent_class)->finalize (object);
}

static void
gradus_heat_map_class_init (GradusHeatMapClass *class)
{
  GradusDrawingClass *drawing = GRADUS_DRAWING_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = gradus_heat_map_finalize;
  drawing->draw = draw;
  drawing->cell_at = cell_at;
  drawing->cell_area = cell_area;
  drawing->next_cell = next_cell;
  drawing->cell_text = cell_text;
  drawing->title = title;
  drawing->describe = describe;
  drawing->activate = activate;
  drawing->heights = heights;
  activated = g_signal_new ("activated", GRADUS_TYPE_HEAT_MAP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                            NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
}

static void
gradus_heat_map_init (GradusHeatMap *self)
{
}

GtkWidget *
gradus_heat_map_new (GradusMatrix *matrix)
{
  GradusHeatMap *self = g_object_new (GRADUS_TYPE_HEAT_MAP, NULL);

  gradus_heat_map_set_matrix (self, matrix);
  return GTK_WIDGET (self);
}

void
gradus_heat_map_set_matrix (GradusHeatMap *self, GradusMatrix *matrix)
{
  g_clear_pointer (&self->matrix, gradus_matrix_free);
  self->matrix = matrix;
  gradus_drawing_changed (GRADUS_DRAWING (self));
}

void
gradus_heat_map_light (GradusHeatMap *self, const GradusLight *lights, gsize n)
{
  if (!self->matrix)
    return;
  gradus_matrix_light (self->matrix, lights, n);
  gradus_drawing_changed (GRADUS_DRAWING (self));
}

void
gradus_heat_map_set_text (GradusHeatMap *self, GradusCellText text, gpointer user)
{
  self->text = text;
  self->user = user;
}
