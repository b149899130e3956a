/* glyph.c - the pictures of the categories: see glyph.h. Each draws in a square of 20 units. */
#include "glyph.h"

static void
dot (cairo_t *cr, gdouble x, gdouble y, gdouble radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
}

static void
line (cairo_t *cr, gdouble x1, gdouble y1, gdouble x2, gdouble y2)
{
  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);
}

/* An arrow into a tray. */
static void
draw_input (cairo_t *cr)
{
  line (cr, 10, 3, 10, 12);
  cairo_move_to (cr, 6, 8.5);
  cairo_line_to (cr, 10, 12.5);
  cairo_line_to (cr, 14, 8.5);
  cairo_move_to (cr, 3, 12);
  cairo_line_to (cr, 3, 17);
  cairo_line_to (cr, 17, 17);
  cairo_line_to (cr, 17, 12);
  cairo_stroke (cr);
}

/* Everything joined to everything. */
static void
draw_linear (cairo_t *cr)
{
  const gdouble in[] = { 3.5, 10, 16.5 }, out[] = { 6, 14 };

  cairo_set_line_width (cr, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (in); i++)
    for (gsize o = 0; o < G_N_ELEMENTS (out); o++)
      line (cr, 4, in[i], 16, out[o]);
  cairo_stroke (cr);
  for (gsize i = 0; i < G_N_ELEMENTS (in); i++)
    dot (cr, 4, in[i], 2.3);
  for (gsize o = 0; o < G_N_ELEMENTS (out); o++)
    dot (cr, 16, out[o], 2.3);
  cairo_fill (cr);
}

/* A window that slides over a grid. Lines with square ends are filled as rectangles. */
static void
draw_convolution (cairo_t *cr)
{
  cairo_set_line_width (cr, 1);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_SQUARE);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  for (gint i = 0; i <= 4; i++)
    {
      line (cr, 2.5 + 3.75 * i, 2.5, 2.5 + 3.75 * i, 17.5);
      line (cr, 2.5, 2.5 + 3.75 * i, 17.5, 2.5 + 3.75 * i);
    }
  cairo_stroke (cr);
  cairo_rectangle (cr, 2, 2, 8.5, 8.5);
  cairo_fill (cr);
}

/* Many become one. */
static void
draw_pooling (cairo_t *cr)
{
  cairo_move_to (cr, 2.5, 3);
  cairo_line_to (cr, 17.5, 3);
  cairo_line_to (cr, 12, 10.5);
  cairo_line_to (cr, 12, 17);
  cairo_line_to (cr, 8, 17);
  cairo_line_to (cr, 8, 10.5);
  cairo_close_path (cr);
  cairo_stroke (cr);
}

/* A bell. */
static void
draw_normalisation (cairo_t *cr)
{
  cairo_move_to (cr, 2, 15.5);
  cairo_curve_to (cr, 7.5, 15.5, 7, 4, 10, 4);
  cairo_curve_to (cr, 13, 4, 12.5, 15.5, 18, 15.5);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 1);
  line (cr, 10, 8, 10, 17.5);
  cairo_stroke (cr);
}

/* A line with a bend. */
static void
draw_activation (cairo_t *cr)
{
  cairo_set_line_width (cr, 1);
  line (cr, 10, 3, 10, 17.5);
  line (cr, 2.5, 14, 17.5, 14);
  cairo_stroke (cr);
  cairo_set_line_width (cr, 2.2);
  cairo_move_to (cr, 2.5, 14);
  cairo_line_to (cr, 10, 14);
  cairo_line_to (cr, 17, 4);
  cairo_stroke (cr);
}

/* Units of which some are left out. */
static void
draw_regularisation (cairo_t *cr)
{
  for (gint i = 0; i < 9; i++)
    if (i % 4 != 1)
      dot (cr, 4 + 6 * (i % 3), 4 + 6 * (gint) (i / 3), 2);
  cairo_fill (cr);
  cairo_set_line_width (cr, 1);
  for (gint i = 1; i < 9; i += 4)
    {
      dot (cr, 4 + 6 * (i % 3), 4 + 6 * (gint) (i / 3), 1.8);
      cairo_stroke (cr);
    }
}

/* A square that becomes a row. */
static void
draw_shape (cairo_t *cr)
{
  cairo_rectangle (cr, 2.5, 2.5, 8, 8);
  line (cr, 6.5, 2.5, 6.5, 10.5);
  line (cr, 2.5, 6.5, 10.5, 6.5);
  cairo_stroke (cr);
  cairo_rectangle (cr, 2.5, 14, 15, 3.5);
  cairo_fill (cr);
  cairo_move_to (cr, 13, 5);
  cairo_curve_to (cr, 16, 5, 16, 8, 16, 11.5);
  cairo_stroke (cr);
}

static void
draw_arithmetic (cairo_t *cr)
{
  dot (cr, 10, 10, 7.5);
  line (cr, 10, 6, 10, 14);
  line (cr, 6, 10, 14, 10);
  cairo_stroke (cr);
}

/* A target. */
static void
draw_loss (cairo_t *cr)
{
  dot (cr, 10, 10, 7.5);
  cairo_stroke (cr);
  dot (cr, 10, 10, 2.8);
  cairo_fill (cr);
}

static void
begin (cairo_t *cr, const GdkRGBA *colour)
{
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, 1.6);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
}

void
gradus_glyph_draw (cairo_t *cr, GrCategory category, const GdkRGBA *colour)
{
  static void (*const draw[GR_N_CATEGORIES]) (cairo_t *) = {
    [GR_CATEGORY_INPUT] = draw_input,
    [GR_CATEGORY_LINEAR] = draw_linear,
    [GR_CATEGORY_CONVOLUTION] = draw_convolution,
    [GR_CATEGORY_POOLING] = draw_pooling,
    [GR_CATEGORY_NORMALISATION] = draw_normalisation,
    [GR_CATEGORY_ACTIVATION] = draw_activation,
    [GR_CATEGORY_REGULARISATION] = draw_regularisation,
    [GR_CATEGORY_SHAPE] = draw_shape,
    [GR_CATEGORY_ARITHMETIC] = draw_arithmetic,
    [GR_CATEGORY_LOSS] = draw_loss,
  };

  begin (cr, colour);
  draw[category](cr);
}

void
gradus_glyph_draw_group (cairo_t *cr, const GdkRGBA *colour)
{
  begin (cr, colour);
  cairo_rectangle (cr, 2.5, 2.5, 15, 15);
  cairo_stroke (cr);
  cairo_rectangle (cr, 6, 5.5, 8, 3.4);
  cairo_rectangle (cr, 6, 11.1, 8, 3.4);
  cairo_fill (cr);
}
