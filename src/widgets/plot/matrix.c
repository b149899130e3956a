/* matrix.c - GradusMatrix: its making and drawing; see heat-map.h. The widget is heat-map.c. */
#include "heat-map-private.h"

#include "number-text.h"

#include <glib/gi18n.h>

#include <math.h>

#define EDGE            8
#define SCALE_WIDTH     12
#define SCALE_ROOM      58    /* with its numbers and the gap before it */
#define LEAST_SCALE     56    /* so high that its numbers stand apart */
#define LEAST_PART      0.3   /* of the room in each direction, which the cells fill at least */
#define MOST_RECTANGLES 10000 /* more cells are drawn as one picture */

/* --- making one ------------------------------------------------------------------------------- */

GradusMatrix *
gradus_matrix_new (const gdouble *values, gsize rows, gsize columns)
{
  GradusMatrix *matrix = g_new0 (GradusMatrix, 1);

  matrix->rows = rows;
  matrix->columns = columns;
  matrix->values = g_memdup2 (values, rows * columns * sizeof *values);
  matrix->min = matrix->max = NAN;
  return matrix;
}

/* As many columns as there are rows or more, of a number that one can count with. */
static gsize
columns_of_vector (gsize n)
{
  static const gsize steps[] = { 1, 2, 5 };
  gsize columns = 10;

  for (gsize i = 1; columns * columns < n; i++)
    columns = steps[i % 3] * (gsize) pow (10, 1 + i / 3);
  return CLAMP (n, 1, columns);
}

GradusMatrix *
gradus_matrix_new_vector (const gdouble *values, gsize n)
{
  const gsize columns = columns_of_vector (n), rows = (n + columns - 1) / columns;
  g_autofree gdouble *filled = g_new (gdouble, rows * columns);
  GradusMatrix *matrix;

  for (gsize i = 0; i < rows * columns; i++)
    filled[i] = i < n ? values[i] : NAN;
  matrix = gradus_matrix_new (filled, rows, columns);
  matrix->length = n;
  return matrix;
}

gsize
gradus_matrix_n_cells (const GradusMatrix *matrix)
{
  return matrix->length ? matrix->length : matrix->rows * matrix->columns;
}

static char **
copy_labels (const char *const *labels, gsize n)
{
  char **copy = labels ? g_new0 (char *, n + 1) : NULL;

  for (gsize i = 0; labels && i < n; i++)
    copy[i] = g_strdup (labels[i] ? labels[i] : "");
  return copy;
}

GradusMatrix *
gradus_matrix_new_confusion (const gint64 *counts, gsize n_classes, gsize n_predicted,
                             const char *const *names)
{
  const gsize n = n_classes * n_predicted;
  g_autofree gdouble *values = g_new (gdouble, n);

  for (gsize i = 0; i < n; i++)
    values[i] = counts[i];

  GradusMatrix *matrix = gradus_matrix_new (values, n_classes, n_predicted);
  gradus_matrix_set_titles (matrix, _ ("Confusion Matrix"), _ ("True class"),
                            _ ("Predicted class"));
  matrix->row_labels = copy_labels (names, n_classes);
  matrix->column_labels = copy_labels (names, n_predicted);
  matrix->row_shares = matrix->show_values = TRUE;
  return matrix;
}

void
gradus_matrix_free (GradusMatrix *matrix)
{
  g_free (matrix->values);
  g_free (matrix->title);
  g_free (matrix->row_title);
  g_free (matrix->column_title);
  g_strfreev (matrix->row_labels);
  g_strfreev (matrix->column_labels);
  g_clear_pointer (&matrix->lights, g_array_unref);
  g_free (matrix);
}

void
gradus_matrix_set_titles (GradusMatrix *matrix, const char *title, const char *row_title,
                          const char *column_title)
{
  g_free (matrix->title);
  g_free (matrix->row_title);
  g_free (matrix->column_title);
  matrix->title = g_strdup (title);
  matrix->row_title = g_strdup (row_title);
  matrix->column_title = g_strdup (column_title);
}

void
gradus_matrix_light (GradusMatrix *matrix, const GradusLight *lights, gsize n)
{
  g_clear_pointer (&matrix->lights, g_array_unref);
  if (n == 0)
    return;
  matrix->lights = g_array_new (FALSE, FALSE, sizeof *lights);
  g_array_append_vals (matrix->lights, lights, (guint) n);
}

char *
gradus_matrix_label (const GradusMatrix *matrix, gboolean column, gsize i)
{
  char **labels = column ? matrix->column_labels : matrix->row_labels;

  if (labels)
    return g_strdup (labels[i]);
  if (matrix->length)
    return g_strdup_printf ("%" G_GINT64_FORMAT,
                            column ? (gint64) i
                                   : matrix->first_column + (gint64) (i * matrix->columns));
  return g_strdup_printf ("%" G_GINT64_FORMAT,
                          (gint64) i + (column ? matrix->first_column : matrix->first_row));
}

/* --- colours ---------------------------------------------------------------------------------- */

gdouble
gradus_matrix_row_sum (const GradusMatrix *matrix, gsize row)
{
  gdouble sum = 0;

  for (gsize column = 0; column < matrix->columns; column++)
    sum += matrix->values[row * matrix->columns + column];
  return sum;
}

/* What the ends of the scale stand for. */
static void
colour_range (const GradusMatrix *matrix, gdouble *min, gdouble *max)
{
  *min = INFINITY;
  *max = -INFINITY;
  if (matrix->row_shares)
    {
      *min = 0;
      *max = 1;
      return;
    }
  for (gsize i = 0; i < matrix->rows * matrix->columns; i++)
    if (isfinite (matrix->values[i]))
      {
        *min = MIN (*min, matrix->values[i]);
        *max = MAX (*max, matrix->values[i]);
      }
  if (matrix->scale == GRADUS_SCALE_DIVERGING && *min <= *max)
    {
      *max = MAX (fabs (*min), fabs (*max));
      *min = -*max;
    }
  *min = isnan (matrix->min) ? *min : matrix->min;
  *max = isnan (matrix->max) ? *max : matrix->max;
  if (!(*min < *max))
    {
      *min = isfinite (*min) ? *min - 0.5 : 0;
      *max = *min + 1;
    }
}

/* (transfer full), one a cell; nothing where a vector's last row is filled */
static GdkRGBA *
cell_colours (const GradusMatrix *matrix, gdouble min, gdouble max, const GradusPalette *palette)
{
  GdkRGBA *colours = g_new0 (GdkRGBA, matrix->rows * matrix->columns + 1);
  const gsize n = gradus_matrix_n_cells (matrix);

  for (gsize row = 0; row < matrix->rows; row++)
    {
      const gdouble sum = matrix->row_shares ? gradus_matrix_row_sum (matrix, row) : 0;

      for (gsize column = 0; column < matrix->columns && row * matrix->columns + column < n;
           column++)
        {
          const gsize i = row * matrix->columns + column;
          const gdouble value = matrix->values[i];
          const gdouble part = matrix->row_shares ? (sum > 0 ? sqrt (value / sum) : 0)
                                                  : (value - min) / (max - min);

          colours[i] = gradus_scale_colour (matrix->scale, part, palette);
        }
    }
  return colours;
}

/* --- where things are ------------------------------------------------------------------------- */

static gdouble
widest (GradusLettering *lettering, const GradusMatrix *matrix, gboolean column)
{
  const gsize n = column ? matrix->columns : matrix->rows;
  gdouble most = 0;

  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *label = gradus_matrix_label (matrix, column, i);
      gdouble width;

      gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, label, &width, NULL);
      most = MAX (most, width);
      if (!matrix->column_labels && !matrix->row_labels)
        i = MAX (i, n > 10 ? n - 2 : i); /* of numbers the last is the widest */
    }
  return ceil (most);
}

void
gradus_matrix_layout (const GradusMatrix *matrix, gdouble width, gdouble height,
                      GradusMatrixLayout *layout)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  const gdouble row_label = MIN (widest (lettering, matrix, FALSE), width / 4);
  const gdouble column_label = widest (lettering, matrix, TRUE);

  layout->left = EDGE + row_label + 6 + (matrix->row_title ? 18 : 0);
  layout->top = EDGE + (matrix->title ? 26 : 0);
  layout->scale_room = width > 260 ? SCALE_ROOM : 0;

  gdouble room_x = width - layout->left - EDGE - layout->scale_room;
  gdouble room_y = height - layout->top - EDGE - (matrix->column_title ? 18 : 0);
  const gdouble cell = room_x / MAX (matrix->columns, 1);
  /* Upright where they would touch. */
  layout->upright = matrix->column_labels && column_label + 6 > cell;
  layout->column_room = layout->upright ? MIN (column_label, height / 4) + 6 : 18;
  room_y -= layout->column_room;

  gdouble cell_width = MAX (room_x / MAX (matrix->columns, 1), 0.01);
  gdouble cell_height = MAX (room_y / MAX (matrix->rows, 1), 0.01);
  /* Not too flat or narrow; but all of them not a mere strip. */
  cell_width = MIN (cell_width, MAX (2 * cell_height, LEAST_PART * cell_width));
  cell_height = MIN (cell_height, MAX (2 * cell_width, LEAST_PART * cell_height));
  layout->cell_width = cell_width >= 4 ? floor (cell_width) : cell_width;
  layout->cell_height = cell_height >= 4 ? floor (cell_height) : cell_height;
  layout->left = floor (layout->left);
  layout->top = floor (layout->top);
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void
draw_rectangles (const GradusMatrix *matrix, cairo_t *cr, const GradusMatrixLayout *layout,
                 const GdkRGBA *colours)
{
  /* A gap between large cells; small ones touch. */
  const gdouble gap = MIN (layout->cell_width, layout->cell_height) >= 10 ? 1 : 0;

  for (gsize row = 0; row < matrix->rows; row++)
    for (gsize column = 0; column < matrix->columns; column++)
      {
        gdk_cairo_set_source_rgba (cr, &colours[row * matrix->columns + column]);
        cairo_rectangle (cr, layout->left + column * layout->cell_width,
                         layout->top + row * layout->cell_height, layout->cell_width - gap,
                         layout->cell_height - gap);
        cairo_fill (cr);
      }
}

static void
draw_picture (const GradusMatrix *matrix, cairo_t *cr, const GradusMatrixLayout *layout,
              const GdkRGBA *colours)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, matrix->columns,
                                                         matrix->rows);
  const gint stride = cairo_image_surface_get_stride (surface);
  guchar *data = cairo_image_surface_get_data (surface);

  for (gsize row = 0; data && row < matrix->rows; row++)
    for (gsize column = 0; column < matrix->columns; column++)
      {
        const GdkRGBA *colour = &colours[row * matrix->columns + column];

        if (colour->alpha > 0)
          ((guint32 *) (data + row * stride))[column] = 0xffu << 24
                                                        | (guint32) (colour->red * 255 + 0.5f) << 16
                                                        | (guint32) (colour->green * 255 + 0.5f)
                                                              << 8
                                                        | (guint32) (colour->blue * 255 + 0.5f);
      }
  cairo_surface_mark_dirty (surface);
  cairo_save (cr);
  cairo_translate (cr, layout->left, layout->top);
  cairo_scale (cr, layout->cell_width, layout->cell_height);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            layout->cell_width >= 1 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_rectangle (cr, 0, 0, matrix->columns, matrix->rows);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

static void
draw_values (const GradusMatrix *matrix, cairo_t *cr, GradusLettering *lettering,
             const GradusMatrixLayout *layout, const GdkRGBA *colours)
{
  if (layout->cell_height < 14 || layout->cell_width < 14)
    return;
  for (gsize row = 0; row < matrix->rows; row++)
    for (gsize column = 0; column < matrix->columns; column++)
      {
        const gsize i = row * matrix->columns + column;
        if (i >= gradus_matrix_n_cells (matrix))
          return;
        const GdkRGBA ink = gradus_ink_on (&colours[i]);
        g_autofree char *text = gradus_number_text (matrix->values[i], GRADUS_AXIS_NUMBER);
        gdouble width;

        gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, text, &width, NULL);
        if (matrix->values[i] != 0 && width + 2 <= layout->cell_width)
          gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, text, &ink,
                                 layout->left + (column + 0.5) * layout->cell_width - 0.5,
                                 layout->top + (row + 0.5) * layout->cell_height - 0.5, 0.5, 0.5);
      }
}

static void
draw_lights (const GradusMatrix *matrix, cairo_t *cr, const GradusMatrixLayout *layout,
             const GradusPalette *palette)
{
  const gsize n = matrix->lights ? matrix->lights->len : 0;
  const GradusLight *lights = n > 0 ? (const GradusLight *) matrix->lights->data : NULL;
  const gdouble most = gradus_lights_most (lights, n);
  const gdouble gap = MIN (layout->cell_width, layout->cell_height) >= 10 ? 1 : 0;

  for (gsize i = 0; i < n; i++)
    gradus_light_frame (
        &lights[i], most, cr,
        layout->left + lights[i].element % (gint64) matrix->columns * layout->cell_width,
        layout->top + lights[i].element / (gint64) matrix->columns * layout->cell_height,
        layout->cell_width - gap, layout->cell_height - gap, palette);
}

/* 1, 2, 5, 10, …: the first that is at least @least. */
static gsize
label_step (gdouble least)
{
  gsize power = 1;

  while (power * 10 < least)
    power *= 10;
  return power >= least       ? power
         : power * 2 >= least ? power * 2
                              : power * (power * 5 >= least ? 5 : 10);
}

static void
draw_labels (const GradusMatrix *matrix, cairo_t *cr, GradusLettering *lettering,
             const GradusMatrixLayout *layout, const GradusPalette *palette)
{
  const gdouble bottom = layout->top + matrix->rows * layout->cell_height;
  const gdouble title_room = matrix->row_title ? 18 : 0;
  const gdouble digits = ceil (log10 (matrix->columns + 1));
  const gdouble column_wants = layout->upright         ? 13
                               : matrix->column_labels ? layout->cell_width
                                                       : 8 + 7 * digits;
  const gsize row_step = label_step (13 / layout->cell_height);
  const gsize column_step = label_step (column_wants / layout->cell_width);

  for (gsize row = 0; row < matrix->rows; row += row_step)
    {
      g_autofree char *label = gradus_matrix_label (matrix, FALSE, row);

      gradus_lettering_limit (lettering, layout->left - EDGE - 6 - title_room);
      gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, label, &palette->dim_text,
                             layout->left - 6, layout->top + (row + 0.5) * layout->cell_height, 1,
                             0.5);
    }
  for (gsize column = 0; column < matrix->columns; column += column_step)
    {
      g_autofree char *label = gradus_matrix_label (matrix, TRUE, column);
      const gdouble x = layout->left + (column + 0.5) * layout->cell_width;

      gradus_lettering_limit (lettering, layout->upright ? layout->column_room - 6 : -1);
      if (layout->upright)
        gradus_lettering_draw_up (lettering, cr, GRADUS_LETTERS_SMALL, label, &palette->dim_text, x,
                                  bottom + 4, 1, 0.5);
      else
        gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, label, &palette->dim_text, x,
                               bottom + 2, 0.5, 0);
    }
  gradus_lettering_limit (lettering, -1);
}

static void
draw_titles (const GradusMatrix *matrix, cairo_t *cr, GradusLettering *lettering,
             const GradusMatrixLayout *layout, gdouble width, const GradusPalette *palette)
{
  const gdouble right = layout->left + matrix->columns * layout->cell_width;
  const gdouble bottom = layout->top + matrix->rows * layout->cell_height;

  if (matrix->title)
    {
      gradus_lettering_draw_title (lettering, cr, matrix->title, &palette->text, EDGE, EDGE,
                                   width - 2 * EDGE);
      gradus_lettering_limit (lettering, -1);
    }
  if (matrix->row_title)
    gradus_lettering_draw_up (lettering, cr, GRADUS_LETTERS_SMALL, matrix->row_title,
                              &palette->dim_text, EDGE, (layout->top + bottom) / 2, 0.5, 0);
  if (matrix->column_title)
    gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, matrix->column_title,
                           &palette->dim_text, (layout->left + right) / 2,
                           bottom + layout->column_room + 2, 0.5, 0);
}

void
gradus_matrix_draw (const GradusMatrix *matrix, cairo_t *cr, gdouble width, gdouble height,
                    const GradusPalette *palette)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  GradusMatrixLayout layout;
  gdouble min, max;

  gradus_matrix_layout (matrix, width, height, &layout);
  colour_range (matrix, &min, &max);

  g_autofree GdkRGBA *colours = cell_colours (matrix, min, max, palette);
  cairo_save (cr);
  if (matrix->rows * matrix->columns <= MOST_RECTANGLES && layout.cell_width >= 4)
    draw_rectangles (matrix, cr, &layout, colours);
  else
    draw_picture (matrix, cr, &layout, colours);
  if (matrix->show_values)
    draw_values (matrix, cr, lettering, &layout, colours);
  draw_lights (matrix, cr, &layout, palette);
  draw_labels (matrix, cr, lettering, &layout, palette);
  draw_titles (matrix, cr, lettering, &layout, width, palette);
  if (layout.scale_room > 0)
    gradus_scale_draw (
        matrix->scale, cr, floor (layout.left + matrix->columns * layout.cell_width) + 12,
        layout.top, SCALE_WIDTH,
        MAX (floor (matrix->rows * layout.cell_height),
             MIN (LEAST_SCALE, height - layout.top - EDGE)),
        min, max, matrix->row_shares ? GRADUS_SCALE_SHARES : GRADUS_SCALE_NUMBERS, palette);
  cairo_restore (cr);
}
