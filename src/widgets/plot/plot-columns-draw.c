/* plot-columns-draw.c - draws columns (plot-columns.c) as a band or a line: into pixels by a mask
 * of its own, into a vector drawing by outlines. */
#include "plot-parts.h"

#include <math.h>

/* --- pixels ----------------------------------------------------------------------------------- */

/* A mask of the plot's area, in the pixels of the device. It is written column by column: Cairo
 * takes several times as long to find out for itself what a ragged band or line covers. */
typedef struct
{
  cairo_surface_t *surface;
  guint8 *pixels;
  gsize stride;
  gint width, height;
  gdouble left, top; /* of the area */
  gdouble scale;     /* pixels of the device for one of the plot */
} Mask;

static void
begin_mask (const GradusPen *pen, Mask *mask)
{
  const GradusPlotFrame *frame = pen->frame;
  gdouble x_scale, y_scale, across = 1, down = 0;

  cairo_surface_get_device_scale (cairo_get_group_target (pen->cr), &x_scale, &y_scale);
  cairo_user_to_device_distance (pen->cr, &across, &down);
  mask->scale = across * x_scale;
  mask->left = floor (frame->left);
  mask->top = floor (frame->top);
  mask->width = (gint) ceil ((frame->right - mask->left) * mask->scale);
  mask->height = (gint) ceil ((frame->bottom - mask->top) * mask->scale);
  mask->surface = cairo_image_surface_create (CAIRO_FORMAT_A8, mask->width, mask->height);
  mask->pixels = cairo_image_surface_get_data (mask->surface);
  mask->stride = (gsize) cairo_image_surface_get_stride (mask->surface);
  if (!mask->pixels) /* no memory: nothing is covered */
    mask->width = 0;
}

/* Paints the source through it, and frees it. */
static void
paint_mask (const GradusPen *pen, Mask *mask)
{
  cairo_surface_mark_dirty (mask->surface);
  cairo_surface_set_device_scale (mask->surface, mask->scale, mask->scale);
  cairo_mask_surface (pen->cr, mask->surface, mask->left, mask->top);
  cairo_surface_destroy (mask->surface);
}

static gdouble
mask_x (const Mask *mask, gdouble x)
{
  return (x - mask->left) * mask->scale;
}

static gdouble
mask_y (const Mask *mask, gdouble y)
{
  return (y - mask->top) * mask->scale;
}

/* The integral of CLAMP (v, 0, 1). */
static gdouble
ramp (gdouble v)
{
  return v <= 0 ? 0 : v < 1 ? v * v / 2 : v - 0.5;
}

/* How much of the pixel at @y lies above an edge that goes from @a at its left to @b at its right.
 */
static gdouble
above_edge (gdouble a, gdouble b, gdouble y)
{
  return fabs (b - a) < 1e-3 ? CLAMP (a - y, 0, 1) : (ramp (b - y) - ramp (a - y)) / (b - a);
}

/* Covers what is between two edges, given by their heights at the left and the right of column @x,
 * by @most more than it is. */
static void
cover (Mask *mask, gint x, const gdouble top[2], const gdouble bottom[2], guint8 most)
{
  const gdouble first = CLAMP (floor (MIN (top[0], top[1])), 0, mask->height);
  const gdouble end = CLAMP (ceil (MAX (bottom[0], bottom[1])), 0, mask->height);
  /* Between these no pixel is covered in part. */
  const gdouble full = ceil (MAX (top[0], top[1])), full_end = floor (MIN (bottom[0], bottom[1]));
  guint8 *pixel = mask->pixels + (gsize) first * mask->stride + x;

  for (gdouble y = first; y < end; y++, pixel += mask->stride)
    *pixel += y >= full && y < full_end ? most
                                        : (guint8) (most
                                                    * (above_edge (bottom[0], bottom[1], y)
                                                       - above_edge (top[0], top[1], y)));
}

/* On whole pixels across. */
static void
fill_mask (Mask *mask, GArray *columns)
{
  for (guint k = 0; k < columns->len; k++)
    {
      const GradusColumn *column = &g_array_index (columns, GradusColumn, k);
      const gdouble next = k + 1 < columns->len ? column[1].x : column->x + 1;
      const gdouble from = MAX (round (mask_x (mask, column->x - 0.5)), 0);
      const gdouble end = MIN (round (mask_x (mask, next - 0.5)), mask->width);
      const gdouble top = mask_y (mask, column->top - 0.5);
      const gdouble bottom = mask_y (mask, column->bottom + 0.5);

      for (gint x = (gint) from; x < end && !column->gap; x++)
        cover (mask, x, (gdouble[]){ top, top }, (gdouble[]){ bottom, bottom }, 255);
    }
}

/* The height of the line at @x, NaN where there is none. @k is the last column that begins before,
 * and is moved on. */
static gdouble
line_at (GArray *columns, gdouble x, guint *k)
{
  while (*k + 1 < columns->len && g_array_index (columns, GradusColumn, *k + 1).x <= x)
    ++*k;

  const GradusColumn *here = &g_array_index (columns, GradusColumn, *k);
  const GradusColumn *next = *k + 1 < columns->len ? here + 1 : NULL;

  if (next && !here->gap && !next->gap && x >= here->x)
    return here->mean + (next->mean - here->mean) * (x - here->x) / (next->x - here->x);
  /* A column beside a gap is as wide as any. */
  if (!here->gap && fabs (x - here->x) <= 0.5)
    return here->mean;
  return next && !next->gap && next->x - x <= 0.5 ? next->mean : NAN;
}

/* The stroke of a line that goes by the heights @y[1] to @y[2] through half @half of a column, and
 * by @y[0] and @y[3] on each side of it. */
static void
cover_half (Mask *mask, gint half, const gdouble y[4], gdouble line_width)
{
  /* A slanted line is thicker straight down, but reaches no further than its ends do. */
  const gdouble thick = line_width / 2 * hypot (1, 2 * (y[2] - y[1]));
  gdouble least = MIN (y[1], y[2]), most = MAX (y[1], y[2]);

  for (guint i = 0; i < 4; i += 3)
    if (!isnan (y[i]))
      {
        least = MIN (least, y[i]);
        most = MAX (most, y[i]);
      }
  least -= line_width / 2;
  most += line_width / 2;
  cover (mask, half / 2, (gdouble[]){ MAX (y[1] - thick, least), MAX (y[2] - thick, least) },
         (gdouble[]){ MIN (y[1] + thick, most), MIN (y[2] + thick, most) }, half % 2 ? 127 : 128);
}

/* By halves of the device's columns, and moved onto those as the band is: a needle that is one
 * column wide keeps its height. */
static void
stroke_mask (Mask *mask, GArray *columns, gdouble line_width)
{
  const gdouble first = columns->len > 0
                            ? mask_x (mask, g_array_index (columns, GradusColumn, 0).x - 0.5)
                            : 0;
  const gdouble left = mask->left + (first - round (first)) / mask->scale;
  gdouble y[4] = { NAN, NAN, NAN, NAN }; /* at the left of half - 2 and its successors */
  guint k = 0;

  for (gint half = 0; half <= 2 * mask->width + 1 && columns->len > 0; half++)
    {
      memmove (y, y + 1, 3 * sizeof *y);
      y[3] = mask_y (mask, line_at (columns, left + half / (2 * mask->scale), &k));
      if (!isnan (y[1]) && !isnan (y[2]))
        cover_half (mask, half - 2, y, line_width * mask->scale);
    }
}

/* --- outlines --------------------------------------------------------------------------------- */

static guint
end_of_run (GArray *columns, guint first)
{
  while (first < columns->len && !g_array_index (columns, GradusColumn, first).gap)
    first++;
  return first;
}

/* The outline of the columns [@first, @end), none of which is a gap. Half a unit more on each side:
 * also a band of one column is seen, and one without height. */
static void
outline (const GradusPen *pen, GArray *columns, guint first, guint end)
{
  const GradusColumn *left = &g_array_index (columns, GradusColumn, first);
  const GradusColumn *right = &g_array_index (columns, GradusColumn, end - 1);

  cairo_move_to (pen->cr, left->x - 0.5, left->top - 0.5);
  for (guint k = first; k < end; k++)
    {
      const GradusColumn *column = &g_array_index (columns, GradusColumn, k);
      cairo_line_to (pen->cr, column->x, column->top - 0.5);
    }
  cairo_line_to (pen->cr, right->x + 0.5, right->top - 0.5);
  cairo_line_to (pen->cr, right->x + 0.5, right->bottom + 0.5);
  for (guint k = end; k > first; k--)
    {
      const GradusColumn *column = &g_array_index (columns, GradusColumn, k - 1);
      cairo_line_to (pen->cr, column->x, column->bottom + 0.5);
    }
  cairo_line_to (pen->cr, left->x - 0.5, left->bottom + 0.5);
  cairo_close_path (pen->cr);
}

static void
fill_outlines (const GradusPen *pen, GArray *columns)
{
  for (guint i = 0; i < columns->len; i = end_of_run (columns, i) + 1)
    {
      const guint end = end_of_run (columns, i);

      if (end > i)
        outline (pen, columns, i, end);
    }
  cairo_fill (pen->cr);
}

static void
stroke_lines (const GradusPen *pen, GArray *columns)
{
  const gboolean pieces = cairo_get_dash_count (pen->cr) == 0;
  gboolean down = FALSE;

  for (guint i = 0; i < columns->len; i++)
    {
      const GradusColumn *column = &g_array_index (columns, GradusColumn, i);

      if (column->gap)
        {
          down = FALSE;
          continue;
        }
      if (!down)
        cairo_move_to (pen->cr, column->x - 0.5, column->mean);
      cairo_line_to (pen->cr, column->x, column->mean);
      down = TRUE;
      if (pieces && i % GRADUS_PIECE == GRADUS_PIECE - 1)
        {
          cairo_stroke (pen->cr);
          cairo_move_to (pen->cr, column->x, column->mean);
        }
    }
  cairo_stroke (pen->cr);
}

/* --- the whole -------------------------------------------------------------------------------- */

/* Of a vector drawing nothing is to become pixels. */
static gboolean
has_pixels (cairo_t *cr)
{
  return cairo_surface_get_type (cairo_get_group_target (cr)) == CAIRO_SURFACE_TYPE_IMAGE;
}

void
gradus_columns_fill (const GradusPen *pen, GArray *columns)
{
  Mask mask;

  if (!has_pixels (pen->cr))
    {
      fill_outlines (pen, columns);
      return;
    }
  begin_mask (pen, &mask);
  fill_mask (&mask, columns);
  paint_mask (pen, &mask);
}

void
gradus_columns_stroke (const GradusPen *pen, GArray *columns)
{
  Mask mask;

  /* Dashes are Cairo's. */
  if (!has_pixels (pen->cr) || cairo_get_dash_count (pen->cr) > 0)
    {
      stroke_lines (pen, columns);
      return;
    }
  begin_mask (pen, &mask);
  stroke_mask (&mask, columns, cairo_get_line_width (pen->cr));
  paint_mask (pen, &mask);
}
