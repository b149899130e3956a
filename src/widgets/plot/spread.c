/* spread.c - see spread.h. */
#include "spread.h"

#include "colour-scale.h"
#include "lettering.h"
#include "number-text.h"

#include <glib/gi18n.h>

#include <math.h>

#define EDGE        8
#define TITLE       24
#define SCALE_WIDTH 12
#define SCALE_ROOM  58 /* with its numbers and the gap before it */
#define MOST_REACH  3  /* times the middle one of all moments */

struct _GradusSpreadView
{
  GradusDrawing parent_instance;

  GradusSpread *spread; /* or NULL */
};

G_DEFINE_FINAL_TYPE (GradusSpreadView, gradus_spread_view, GRADUS_TYPE_DRAWING)

/* --- the numbers ------------------------------------------------------------------------------ */

GradusSpread *
gradus_spread_new (const char *title, gsize n_bins, gdouble x, gdouble step)
{
  GradusSpread *spread = g_new0 (GradusSpread, 1);

  spread->title = g_strdup (title);
  spread->n_bins = n_bins;
  spread->x = x;
  spread->step = step;
  spread->low = g_array_new (FALSE, FALSE, sizeof (gdouble));
  spread->high = g_array_new (FALSE, FALSE, sizeof (gdouble));
  spread->shares = g_array_new (FALSE, FALSE, sizeof (gfloat));
  return spread;
}

void
gradus_spread_add (GradusSpread *spread, gdouble low, gdouble high, const gfloat *shares)
{
  g_array_append_val (spread->low, low);
  g_array_append_val (spread->high, high);
  g_array_append_vals (spread->shares, shares, (guint) spread->n_bins);
  spread->n++;
}

void
gradus_spread_free (GradusSpread *spread)
{
  g_free (spread->title);
  g_array_unref (spread->low);
  g_array_unref (spread->high);
  g_array_unref (spread->shares);
  g_free (spread);
}

static gdouble
low_of (const GradusSpread *spread, gsize i)
{
  return g_array_index (spread->low, gdouble, i);
}

/* Above the low even where all values are the same. */
static gdouble
high_of (const GradusSpread *spread, gsize i)
{
  const gdouble low = low_of (spread, i), high = g_array_index (spread->high, gdouble, i);

  return high - low > 1e-6 * fabs (low) ? high : low + MAX (fabs (low) * 0.05, 1e-12);
}

static gdouble
share_of (const GradusSpread *spread, gsize i, gsize bin)
{
  return g_array_index (spread->shares, gfloat, i * spread->n_bins + bin);
}

static gboolean
is_known (const GradusSpread *spread, gsize i)
{
  return !isnan (low_of (spread, i));
}

/* --- drawing ---------------------------------------------------------------------------------- */

typedef struct
{
  gdouble left, top, right, bottom;
  gdouble x_min, x_max, min, max; /* of steps and of values */
  gdouble most;                   /* the greatest share */
} Layout;

static gint
ascending (gconstpointer a, gconstpointer b)
{
  const gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}

/* How far from 0 values are drawn: where single moments tower above the others, as gradients do,
 * the others are still seen. */
static gdouble
farthest (const GradusSpread *spread)
{
  g_autoptr (GArray) reaches = g_array_new (FALSE, FALSE, sizeof (gdouble));

  for (gsize i = 0; i < spread->n; i++)
    if (is_known (spread, i))
      {
        const gdouble reach = MAX (fabs (low_of (spread, i)), fabs (high_of (spread, i)));

        g_array_append_val (reaches, reach);
      }
  g_array_sort (reaches, ascending);
  return reaches->len ? MOST_REACH * g_array_index (reaches, gdouble, reaches->len / 2) : 0;
}

static void
find_ranges (const GradusSpread *spread, Layout *layout)
{
  layout->x_min = spread->x;
  layout->x_max = spread->x + MAX (spread->n, 1) * spread->step;
  layout->min = INFINITY;
  layout->max = -INFINITY;
  layout->most = 1e-6;
  for (gsize i = 0; i < spread->n; i++)
    {
      if (!is_known (spread, i))
        continue;
      layout->min = MIN (layout->min, low_of (spread, i));
      layout->max = MAX (layout->max, high_of (spread, i));
      for (gsize bin = 0; bin < spread->n_bins; bin++)
        layout->most = MAX (layout->most, share_of (spread, i, bin));
    }
  layout->min = MAX (layout->min, -farthest (spread));
  layout->max = MIN (layout->max, farthest (spread));
  if (!(layout->min < layout->max))
    {
      layout->min = 0;
      layout->max = 1;
    }
}

static GArray *
value_ticks (const Layout *layout)
{
  return gradus_ticks_new (layout->min, layout->max,
                           CLAMP ((gint) ((layout->bottom - layout->top) / 32), 2, 8),
                           GRADUS_AXIS_NUMBER, FALSE);
}

static void
lay_out (const GradusSpread *spread, gdouble width, gdouble height, Layout *layout)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  g_autoptr (GArray) ticks = NULL;
  gdouble widest = 0;

  find_ranges (spread, layout);
  layout->top = EDGE + (spread->title ? TITLE : 0);
  layout->bottom = MAX (height - EDGE - 14, layout->top + 1);
  ticks = value_ticks (layout);
  for (guint i = 0; i < ticks->len; i++)
    {
      const char *label = g_array_index (ticks, GradusTick, i).label;
      gdouble own = 0;

      if (label)
        gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, label, &own, NULL);
      widest = MAX (widest, ceil (own));
    }
  layout->left = EDGE + widest + 6;
  layout->right = MAX (width - EDGE - (width > 260 ? SCALE_ROOM : 0), layout->left + 1);
}

static gdouble
to_x (const Layout *layout, gdouble x)
{
  return layout->left
         + (x - layout->x_min) / (layout->x_max - layout->x_min) * (layout->right - layout->left);
}

static gdouble
to_y (const Layout *layout, gdouble value)
{
  return layout->bottom
         - (value - layout->min) / (layout->max - layout->min) * (layout->bottom - layout->top);
}

/* Where a bin of a moment is. */
static void
bin_area (const GradusSpread *spread, const Layout *layout, gsize i, gsize bin,
          graphene_rect_t *area)
{
  const gdouble low = low_of (spread, i), width = (high_of (spread, i) - low) / spread->n_bins;
  const gdouble left = to_x (layout, spread->x + i * spread->step);
  const gdouble right = to_x (layout, spread->x + (i + 1) * spread->step);
  const gdouble top = to_y (layout, low + (bin + 1) * width);

  graphene_rect_init (area, left, top, right - left, to_y (layout, low + bin * width) - top);
}

/* On a root scale, so that the few far from the middle are seen too. Without smoothed edges,
 * between which the ground would show. */
static void
draw_moments (const GradusSpread *spread, cairo_t *cr, const Layout *layout,
              const GradusPalette *palette)
{
  graphene_rect_t area;

  cairo_save (cr);
  cairo_rectangle (cr, layout->left, layout->top, layout->right - layout->left,
                   layout->bottom - layout->top);
  cairo_clip (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (gsize i = 0; i < spread->n; i++)
    for (gsize bin = 0; bin < spread->n_bins && is_known (spread, i); bin++)
      {
        const gdouble part = sqrt (share_of (spread, i, bin) / layout->most);
        const GdkRGBA colour = gradus_scale_colour (GRADUS_SCALE_SEQUENTIAL, part, palette);

        if (part == 0)
          continue;
        bin_area (spread, layout, i, bin, &area);
        gdk_cairo_set_source_rgba (cr, &colour);
        cairo_rectangle (cr, area.origin.x, area.origin.y, area.size.width,
                         MAX (area.size.height, 1));
        cairo_fill (cr);
      }
  cairo_restore (cr);
}

static void
draw_value_axis (cairo_t *cr, GradusLettering *lettering, const Layout *layout,
                 const GradusPalette *palette)
{
  g_autoptr (GArray) ticks = value_ticks (layout);

  for (guint i = 0; i < ticks->len; i++)
    {
      const GradusTick *tick = &g_array_index (ticks, GradusTick, i);
      const gdouble y = floor (to_y (layout, tick->value)) + 0.5;

      gdk_cairo_set_source_rgba (cr, &palette->grid);
      cairo_move_to (cr, layout->left, y);
      cairo_line_to (cr, layout->right, y);
      cairo_stroke (cr);
      if (tick->label)
        gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, tick->label, &palette->dim_text,
                               layout->left - 6, y, 1, 0.5);
    }
}

static void
draw_step_axis (cairo_t *cr, GradusLettering *lettering, const Layout *layout,
                const GradusPalette *palette)
{
  const gint most = (gint) ((layout->right - layout->left) / 70);
  g_autoptr (GArray) ticks = gradus_ticks_new (layout->x_min, layout->x_max, CLAMP (most, 2, 8),
                                               GRADUS_AXIS_WHOLE, FALSE);
  gdouble free_from = -INFINITY;

  gdk_cairo_set_source_rgba (cr, &palette->border);
  cairo_move_to (cr, layout->left, floor (layout->bottom) + 0.5);
  cairo_line_to (cr, layout->right, floor (layout->bottom) + 0.5);
  cairo_stroke (cr);
  for (guint i = 0; i < ticks->len; i++)
    {
      const GradusTick *tick = &g_array_index (ticks, GradusTick, i);
      const gdouble x = to_x (layout, tick->value);
      gdouble width;

      if (!tick->label)
        continue;
      gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, tick->label, &width, NULL);
      if (x - width / 2 < free_from)
        continue;
      gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, tick->label, &palette->dim_text,
                             x, layout->bottom + 4, 0.5, 0);
      free_from = x + width / 2 + 8;
    }
}

void
gradus_spread_draw (const GradusSpread *spread, cairo_t *cr, gdouble width, gdouble height,
                    const GradusPalette *palette)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  Layout layout;

  lay_out (spread, width, height, &layout);
  cairo_save (cr);
  cairo_set_line_width (cr, 1);
  if (spread->title)
    {
      gradus_lettering_draw_title (lettering, cr, spread->title, &palette->text, EDGE, EDGE,
                                   width - 2 * EDGE);
      gradus_lettering_limit (lettering, -1);
    }
  draw_moments (spread, cr, &layout, palette);
  draw_value_axis (cr, lettering, &layout, palette);
  draw_step_axis (cr, lettering, &layout, palette);
  if (width > 260)
    gradus_scale_draw (GRADUS_SCALE_SEQUENTIAL, cr, floor (layout.right) + 12, layout.top,
                       SCALE_WIDTH, floor (layout.bottom - layout.top), 0, layout.most,
                       GRADUS_SCALE_SHARES, palette);
  cairo_restore (cr);
}

/* --- the widget: a cell is a bin of a moment -------------------------------------------------- */

static void
draw (GradusDrawing *drawing, cairo_t *cr, gdouble width, gdouble height,
      const GradusPalette *palette)
{
  if (GRADUS_SPREAD_VIEW (drawing)->spread)
    gradus_spread_draw (GRADUS_SPREAD_VIEW (drawing)->spread, cr, width, height, palette);
}

static gint
cell_at (GradusDrawing *drawing, gdouble width, gdouble height, gdouble x, gdouble y)
{
  const GradusSpread *spread = GRADUS_SPREAD_VIEW (drawing)->spread;
  Layout layout;

  if (!spread || !spread->n)
    return GRADUS_NO_CELL;
  lay_out (spread, width, height, &layout);
  const gdouble i = floor ((x - layout.left) / (layout.right - layout.left) * spread->n);
  if (i < 0 || i >= spread->n || y < layout.top || y > layout.bottom
      || !is_known (spread, (gsize) i))
    return GRADUS_NO_CELL;
  const gdouble low = low_of (spread, (gsize) i), high = high_of (spread, (gsize) i);
  const gdouble value = layout.min
                        + (layout.bottom - y) / (layout.bottom - layout.top)
                              * (layout.max - layout.min);
  const gdouble bin = floor ((value - low) / (high - low) * spread->n_bins);
  return bin >= 0 && bin < spread->n_bins ? (gint) (i * spread->n_bins + bin) : GRADUS_NO_CELL;
}

static void
cell_area (GradusDrawing *drawing, gdouble width, gdouble height, gint cell, graphene_rect_t *area)
{
  const GradusSpread *spread = GRADUS_SPREAD_VIEW (drawing)->spread;
  Layout layout;

  lay_out (spread, width, height, &layout);
  bin_area (spread, &layout, cell / spread->n_bins, cell % spread->n_bins, area);
}

/* Over moments of which nothing is known. */
static gint
next_cell (GradusDrawing *drawing, gint cell, gint dx, gint dy)
{
  const GradusSpread *spread = GRADUS_SPREAD_VIEW (drawing)->spread;
  const gint bins = spread ? (gint) spread->n_bins : 0, n = spread ? (gint) spread->n : 0;
  gint i = cell == GRADUS_NO_CELL ? 0 : MIN (cell / MAX (bins, 1), n - 1);
  const gint bin = cell == GRADUS_NO_CELL ? 0 : CLAMP (cell % MAX (bins, 1) - dy, 0, bins - 1);
  const gint direction = cell == GRADUS_NO_CELL || dx == 0 ? 1 : dx;

  if (cell != GRADUS_NO_CELL)
    i += dx;
  while (i >= 0 && i < n && !is_known (spread, (gsize) i))
    i += direction;
  if (i >= 0 && i < n)
    return i * bins + bin;
  return n ? cell : GRADUS_NO_CELL;
}

static char *
cell_text (GradusDrawing *drawing, gint cell)
{
  const GradusSpread *spread = GRADUS_SPREAD_VIEW (drawing)->spread;
  const gsize i = cell / spread->n_bins, bin = cell % spread->n_bins;
  const gdouble low = low_of (spread, i), width = (high_of (spread, i) - low) / spread->n_bins;
  g_autofree char *share = gradus_number_text (share_of (spread, i, bin), GRADUS_AXIS_PERCENT);
  g_autofree char *from = gradus_number_text (low + bin * width, GRADUS_AXIS_NUMBER);
  g_autofree char *to = gradus_number_text (low + (bin + 1) * width, GRADUS_AXIS_NUMBER);
  g_autofree char *step = gradus_number_text (spread->x + i * spread->step, GRADUS_AXIS_WHOLE);

  /* Translators: which part of the values is from … to …, at which step */
  return g_strdup_printf (_ ("%s\n%s … %s\nStep %s"), share, from, to, step);
}

static char *
title (GradusDrawing *drawing)
{
  const GradusSpread *spread = GRADUS_SPREAD_VIEW (drawing)->spread;

  return g_strdup (spread && spread->title ? spread->title : _ ("Histograms over time"));
}

static char *
describe (GradusDrawing *drawing)
{
  const GradusSpread *spread = GRADUS_SPREAD_VIEW (drawing)->spread;
  gsize first = 0, last = spread ? spread->n : 0;

  while (first < last && !is_known (spread, first))
    first++;
  while (last > first && !is_known (spread, last - 1))
    last--;
  if (first == last)
    return g_strdup (_ ("There is nothing to show yet."));
  g_autofree char *from = gradus_number_text (spread->x + first * spread->step, GRADUS_AXIS_WHOLE);
  g_autofree char *to = gradus_number_text (spread->x + (last - 1) * spread->step,
                                            GRADUS_AXIS_WHOLE);
  g_autofree char *low = gradus_number_text (low_of (spread, first), GRADUS_AXIS_NUMBER);
  g_autofree char *high = gradus_number_text (high_of (spread, first), GRADUS_AXIS_NUMBER);
  g_autofree char *end_low = gradus_number_text (low_of (spread, last - 1), GRADUS_AXIS_NUMBER);
  g_autofree char *end_high = gradus_number_text (high_of (spread, last - 1), GRADUS_AXIS_NUMBER);
  return g_strdup_printf (_ ("At step %s the values lie between %s and %s, at step %s between %s "
                             "and %s."),
                          from, low, high, to, end_low, end_high);
}

static void
heights (GradusDrawing *drawing, gint width, gint *minimum, gint *natural)
{
  *minimum = 100;
  *natural = 180;
}

static void
gradus_spread_view_finalize (GObject *object)
{
  g_clear_pointer (&GRADUS_SPREAD_VIEW (object)->spread, gradus_spread_free);
  G_OBJECT_CLASS (gradus_spread_view_parent_class)->finalize (object);
}

static void
gradus_spread_view_class_init (GradusSpreadViewClass *class)
{
  GradusDrawingClass *drawing = GRADUS_DRAWING_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = gradus_spread_view_finalize;
  drawing->draw = draw;
  drawing->cell_at = cell_at;
  drawing->cell_area = cell_area;
  drawing->next_cell = next_cell;
  drawing->cell_text = cell_text;
  drawing->title = title;
  drawing->describe = describe;
  drawing->heights = heights;
}

static void
gradus_spread_view_init (GradusSpreadView *self)
{
}

GtkWidget *
gradus_spread_view_new (GradusSpread *spread)
{
  GradusSpreadView *self = g_object_new (GRADUS_TYPE_SPREAD_VIEW, NULL);

  gradus_spread_view_set (self, spread);
  return GTK_WIDGET (self);
}

void
gradus_spread_view_set (GradusSpreadView *self, GradusSpread *spread)
{
  g_clear_pointer (&self->spread, gradus_spread_free);
  self->spread = spread;
  gradus_drawing_changed (GRADUS_DRAWING (self));
}

const GradusSpread *
gradus_spread_view_get (GradusSpreadView *self)
{
  return self->spread;
}
