/* histogram.c - see histogram.h. */
#include "histogram.h"

#include "lettering.h"
#include "number-text.h"
#include "style/count.h"

#include <glib/gi18n.h>

#include <math.h>

#define EDGE  8
#define TITLE 24

struct _GradusHistogram
{
  GradusDrawing parent_instance;

  GradusBins *bins; /* or NULL */
};

G_DEFINE_FINAL_TYPE (GradusHistogram, gradus_histogram, GRADUS_TYPE_DRAWING)

/* --- counting --------------------------------------------------------------------------------- */

static void
find_range (GradusBins *bins, const gfloat *values, gsize n)
{
  gdouble sum = 0, squares = 0;

  bins->min = INFINITY;
  bins->max = -INFINITY;
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        bins->min = MIN (bins->min, values[i]);
        bins->max = MAX (bins->max, values[i]);
        sum += values[i];
        bins->total++;
      }
  bins->n_other = n - bins->total;
  bins->mean = bins->total ? sum / bins->total : NAN;
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      squares += (values[i] - bins->mean) * (values[i] - bins->mean);
  bins->deviation = bins->total ? sqrt (squares / bins->total) : NAN;

  if (bins->total == 0)
    {
      bins->min = 0;
      bins->max = 1;
    }
  else if (bins->max - bins->min <= 1e-9 * fabs (bins->max))
    {
      const gdouble half = bins->max == 0 ? 0.5 : 0.05 * fabs (bins->max);

      bins->min -= half;
      bins->max += half;
    }
}

GradusBins *
gradus_bins_new (const char *title, const gfloat *values, gsize n, gsize n_bins)
{
  GradusBins *bins = g_new0 (GradusBins, 1);

  bins->title = g_strdup (title);
  bins->n = MAX (n_bins, 1);
  bins->counts = g_new0 (gsize, bins->n);
  find_range (bins, values, n);
  const gdouble scale = bins->n / (bins->max - bins->min);
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      bins->counts[MIN ((gsize) ((values[i] - bins->min) * scale), bins->n - 1)]++;
  return bins;
}

GradusBins *
gradus_bins_copy (const GradusBins *bins)
{
  GradusBins *copy = g_memdup2 (bins, sizeof *bins);

  copy->title = g_strdup (bins->title);
  copy->counts = g_memdup2 (bins->counts, bins->n * sizeof *bins->counts);
  return copy;
}

void
gradus_bins_free (GradusBins *bins)
{
  g_free (bins->title);
  g_free (bins->counts);
  g_free (bins);
}

/* --- drawing ---------------------------------------------------------------------------------- */

typedef struct
{
  gdouble left, top, right, bottom;
  gsize most; /* the greatest count */
} Layout;

static void
lay_out (const GradusBins *bins, gdouble width, gdouble height, Layout *layout)
{
  layout->left = EDGE;
  layout->right = MAX (width - EDGE, EDGE + 1);
  layout->top = EDGE + (bins->title ? TITLE : 0);
  layout->bottom = MAX (height - EDGE - 14, layout->top + 1);
  layout->most = 1;
  for (gsize i = 0; i < bins->n; i++)
    layout->most = MAX (layout->most, bins->counts[i]);
}

static gdouble
to_x (const GradusBins *bins, const Layout *layout, gdouble value)
{
  return layout->left
         + (value - bins->min) / (bins->max - bins->min) * (layout->right - layout->left);
}

static void
draw_head (const GradusBins *bins, cairo_t *cr, GradusLettering *lettering, gdouble width,
           const GradusPalette *palette)
{
  g_autofree char *mean = gradus_number_text (bins->mean, GRADUS_AXIS_NUMBER);
  g_autofree char *deviation = gradus_number_text (bins->deviation, GRADUS_AXIS_NUMBER);
  g_autofree char *facts = bins->total ? g_strdup_printf ("%s ± %s", mean, deviation)
                                       : g_strdup ("");
  gdouble facts_width, title_width;

  if (!bins->title)
    return;
  gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, facts, &facts_width, NULL);
  gradus_lettering_measure (lettering, GRADUS_LETTERS_BOLD, bins->title, &title_width, NULL);
  gradus_lettering_draw_title (lettering, cr, bins->title, &palette->text, EDGE, EDGE,
                               width - 2 * EDGE);
  gradus_lettering_limit (lettering, -1);
  /* What is read off the bars gives way to what they are. */
  if (title_width + facts_width + 3 * EDGE <= width)
    gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, facts, &palette->dim_text,
                           width - EDGE, EDGE + 2, 1, 0);
}

static void
draw_ticks (const GradusBins *bins, cairo_t *cr, GradusLettering *lettering, const Layout *layout,
            gdouble width, const GradusPalette *palette)
{
  const gint most = (gint) ((layout->right - layout->left) / 70);
  g_autoptr (GArray) ticks = gradus_ticks_new (bins->min, bins->max, CLAMP (most, 2, 8),
                                               GRADUS_AXIS_NUMBER, FALSE);
  gdouble free_from = -INFINITY;

  cairo_set_line_width (cr, 1);
  gdk_cairo_set_source_rgba (cr, &palette->border);
  cairo_move_to (cr, layout->left, floor (layout->bottom) + 0.5);
  cairo_line_to (cr, layout->right, floor (layout->bottom) + 0.5);
  cairo_stroke (cr);
  if (bins->min < 0 && bins->max > 0)
    {
      const gdouble zero = floor (to_x (bins, layout, 0)) + 0.5;

      cairo_move_to (cr, zero, layout->top);
      cairo_line_to (cr, zero, layout->bottom);
      cairo_stroke (cr);
    }
  for (guint i = 0; i < ticks->len; i++)
    {
      const GradusTick *tick = &g_array_index (ticks, GradusTick, i);
      gdouble label;

      gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, tick->label, &label, NULL);
      const gdouble x = CLAMP (to_x (bins, layout, tick->value), label / 2 + 2,
                               MAX (width - label / 2 - 2, label / 2 + 2));
      if (x - label / 2 < free_from)
        continue;
      gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, tick->label, &palette->dim_text,
                             x, layout->bottom + 4, 0.5, 0);
      free_from = x + label / 2 + 6;
    }
}

void
gradus_bins_draw (const GradusBins *bins, cairo_t *cr, gdouble width, gdouble height,
                  const GradusPalette *palette)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  Layout layout;

  lay_out (bins, width, height, &layout);
  const gdouble step = (layout.right - layout.left) / bins->n, gap = step >= 4 ? 1 : 0;

  cairo_save (cr);
  draw_head (bins, cr, lettering, width, palette);
  gdk_cairo_set_source_rgba (cr, &palette->series[0]);
  for (gsize i = 0; i < bins->n; i++)
    {
      const gdouble part = (gdouble) bins->counts[i] / layout.most;
      /* One value among millions is still seen. */
      const gdouble bar = part > 0 ? MAX (part * (layout.bottom - layout.top), 1) : 0;

      cairo_rectangle (cr, layout.left + i * step, layout.bottom - bar, step - gap, bar);
    }
  cairo_fill (cr);
  draw_ticks (bins, cr, lettering, &layout, width, palette);
  cairo_restore (cr);
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
draw (GradusDrawing *drawing, cairo_t *cr, gdouble width, gdouble height,
      const GradusPalette *palette)
{
  if (GRADUS_HISTOGRAM (drawing)->bins)
    gradus_bins_draw (GRADUS_HISTOGRAM (drawing)->bins, cr, width, height, palette);
}

static gint
cell_at (GradusDrawing *drawing, gdouble width, gdouble height, gdouble x, gdouble y)
{
  const GradusBins *bins = GRADUS_HISTOGRAM (drawing)->bins;
  Layout layout;

  if (!bins)
    return GRADUS_NO_CELL;
  lay_out (bins, width, height, &layout);
  const gdouble bin = floor ((x - layout.left) / (layout.right - layout.left) * bins->n);
  return y >= layout.top && bin >= 0 && bin < bins->n ? (gint) bin : GRADUS_NO_CELL;
}

static void
cell_area (GradusDrawing *drawing, gdouble width, gdouble height, gint cell, graphene_rect_t *area)
{
  const GradusBins *bins = GRADUS_HISTOGRAM (drawing)->bins;
  Layout layout;

  lay_out (bins, width, height, &layout);
  const gdouble step = (layout.right - layout.left) / bins->n;
  graphene_rect_init (area, layout.left + cell * step, layout.top, step,
                      layout.bottom - layout.top);
}

static gint
next_cell (GradusDrawing *drawing, gint cell, gint dx, gint dy)
{
  const GradusBins *bins = GRADUS_HISTOGRAM (drawing)->bins;

  if (!bins)
    return GRADUS_NO_CELL;
  return cell == GRADUS_NO_CELL ? 0 : CLAMP (cell + dx, 0, (gint) bins->n - 1);
}

static char *
cell_text (GradusDrawing *drawing, gint cell)
{
  const GradusBins *bins = GRADUS_HISTOGRAM (drawing)->bins;
  const gdouble step = (bins->max - bins->min) / bins->n;
  g_autofree char *from = gradus_number_text (bins->min + cell * step, GRADUS_AXIS_NUMBER);
  g_autofree char *to = gradus_number_text (bins->min + (cell + 1) * step, GRADUS_AXIS_NUMBER);
  const gdouble share = bins->total ? (gdouble) bins->counts[cell] / bins->total : 0;
  g_autofree char *part = gradus_number_text (share, GRADUS_AXIS_PERCENT);

  g_autofree char *count = gradus_count ((gint64) bins->counts[cell]);

  return g_strdup_printf ("%s (%s)\n%s … %s", count, part, from, to);
}

static char *
title (GradusDrawing *drawing)
{
  const GradusBins *bins = GRADUS_HISTOGRAM (drawing)->bins;

  return g_strdup (bins && bins->title ? bins->title : _ ("Histogram"));
}

static char *
describe (GradusDrawing *drawing)
{
  const GradusBins *bins = GRADUS_HISTOGRAM (drawing)->bins;

  if (!bins || bins->total == 0)
    return g_strdup (_ ("There is nothing to show yet."));
  g_autofree char *min = gradus_number_text (bins->min, GRADUS_AXIS_NUMBER);
  g_autofree char *max = gradus_number_text (bins->max, GRADUS_AXIS_NUMBER);
  g_autofree char *mean = gradus_number_text (bins->mean, GRADUS_AXIS_NUMBER);
  g_autofree char *deviation = gradus_number_text (bins->deviation, GRADUS_AXIS_NUMBER);
  g_autofree char *total = gradus_count ((gint64) bins->total);
  g_autofree char *other = gradus_count ((gint64) bins->n_other);
  return g_strdup_printf (_ ("%s values from %s to %s, mean %s, standard "
                             "deviation %s; %s are no finite numbers."),
                          total, min, max, mean, deviation, other);
}

static void
heights (GradusDrawing *drawing, gint width, gint *minimum, gint *natural)
{
  *minimum = 72;
  *natural = 120;
}

static void
gradus_histogram_finalize (GObject *object)
{
  g_clear_pointer (&GRADUS_HISTOGRAM (object)->bins, gradus_bins_free);
  G_OBJECT_CLASS (gradus_histogram_parent_class)->finalize (object);
}

static void
gradus_histogram_class_init (GradusHistogramClass *class)
{
  GradusDrawingClass *drawing = GRADUS_DRAWING_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = gradus_histogram_finalize;
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
gradus_histogram_init (GradusHistogram *self)
{
}

GtkWidget *
gradus_histogram_new (GradusBins *bins)
{
  GradusHistogram *self = g_object_new (GRADUS_TYPE_HISTOGRAM, NULL);

  gradus_histogram_set_bins (self, bins);
  return GTK_WIDGET (self);
}

void
gradus_histogram_set_bins (GradusHistogram *self, GradusBins *bins)
{
  g_clear_pointer (&self->bins, gradus_bins_free);
  self->bins = bins;
  gradus_drawing_changed (GRADUS_DRAWING (self));
}
