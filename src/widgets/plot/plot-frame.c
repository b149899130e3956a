/* plot-frame.c - where the parts of a plot are: margins, legend, pixels of values. See plot-draw.h.
 */
#include "plot-parts.h"

#include <math.h>

#define EDGE      8 /* around everything */
#define TEXT_LINE 16
#define HEAD      24 /* height of the title's line */
/* What a logarithmic axis cannot show is drawn so far outside that no line to it is mistaken. */
#define FAR_OUTSIDE 1e5

static gdouble
scaled (gboolean logarithmic, gdouble value)
{
  return logarithmic ? log10 (value) : value;
}

static gdouble
to_pixel (gboolean logarithmic, gdouble value, gdouble min, gdouble max, gdouble from, gdouble to)
{
  if (logarithmic && value <= 0)
    return from + (to > from ? -FAR_OUTSIDE : FAR_OUTSIDE);

  const gdouble part = (scaled (logarithmic, value) - scaled (logarithmic, min))
                       / (scaled (logarithmic, max) - scaled (logarithmic, min));
  /* Cairo's coordinates have 24 bits before the point. */
  return CLAMP (from + part * (to - from), -FAR_OUTSIDE, FAR_OUTSIDE);
}

static gdouble
from_pixel (gboolean logarithmic, gdouble pixel, gdouble min, gdouble max, gdouble from, gdouble to)
{
  const gdouble part = (pixel - from) / (to - from);
  const gdouble low = scaled (logarithmic, min), high = scaled (logarithmic, max);
  const gdouble value = low + part * (high - low);

  return logarithmic ? pow (10, value) : value;
}

gdouble
gradus_frame_to_x (const GradusPlotFrame *frame, gdouble x)
{
  return to_pixel (frame->log_x, x, frame->x_min, frame->x_max, frame->left, frame->right);
}

gdouble
gradus_frame_to_y (const GradusPlotFrame *frame, gdouble y)
{
  return to_pixel (frame->log_y, y, frame->y_min, frame->y_max, frame->bottom, frame->top);
}

gdouble
gradus_frame_from_x (const GradusPlotFrame *frame, gdouble pixel)
{
  return from_pixel (frame->log_x, pixel, frame->x_min, frame->x_max, frame->left, frame->right);
}

gdouble
gradus_frame_from_y (const GradusPlotFrame *frame, gdouble pixel)
{
  return from_pixel (frame->log_y, pixel, frame->y_min, frame->y_max, frame->bottom, frame->top);
}

/* --- ticks ------------------------------------------------------------------------------------ */

GArray *
gradus_plot_x_ticks (GradusPlot *plot, const GradusPlotFrame *frame)
{
  const gint most = (gint) ((frame->right - frame->left) / 76);

  return gradus_ticks_new (frame->x_min, frame->x_max, CLAMP (most, 2, 10),
                           gradus_plot_x_kind (plot), frame->log_x);
}

GArray *
gradus_plot_y_ticks (GradusPlot *plot, const GradusPlotFrame *frame)
{
  const gint most = (gint) ((frame->bottom - frame->top) / 32);

  return gradus_ticks_new (frame->y_min, frame->y_max, CLAMP (most, 2, 8),
                           gradus_plot_y_kind (plot), frame->log_y);
}

/* --- the legend ------------------------------------------------------------------------------- */

/* The widths of all entries, (transfer full), and their sum with the gaps between. */
static gdouble *
entry_widths (GradusPlot *plot, GradusLettering *lettering, gdouble most, gdouble *total)
{
  const guint n = gradus_plot_n_curves (plot);
  gdouble *widths = g_new (gdouble, n + 1);

  *total = 0;
  gradus_lettering_limit (lettering, MAX (most - GRADUS_SWATCH - 18, 20));
  for (guint i = 0; i < n; i++)
    {
      gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL,
                                gradus_plot_curve_at (plot, i)->name, &widths[i], NULL);
      widths[i] = ceil (widths[i]) + GRADUS_SWATCH + 18;
      *total += widths[i];
    }
  gradus_lettering_limit (lettering, -1);
  return widths;
}

/* That entries of these widths take, one beside the other. */
static guint
count_lines (const gdouble *widths, guint n, gdouble width)
{
  guint lines = 1;
  gdouble x = EDGE;

  for (guint i = 0; i < n; i++)
    {
      if (x + widths[i] > width - EDGE && x > EDGE)
        {
          lines++;
          x = EDGE;
        }
      x += widths[i];
    }
  return lines;
}

/* A name that is cut off still tells whose curve it is; below this there is nothing to read. */
#define LEAST_ENTRY 80

/* One curve alone is named where the title does not say what it is. */
static gboolean
has_legend (GradusPlot *plot)
{
  g_autofree char *title = g_utf8_casefold (gradus_plot_title (plot), -1);
  g_autofree char *name = NULL;

  if (gradus_plot_n_curves (plot) != 1)
    return gradus_plot_n_curves (plot) > 1;
  name = g_utf8_casefold (gradus_plot_curve_at (plot, 0)->name, -1);
  return *name && !g_str_equal (name, title);
}

GArray *
gradus_plot_legend_layout (GradusPlot *plot, GradusLettering *lettering, gdouble width,
                           gdouble height, gdouble *bottom)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (GradusLegendEntry));
  const guint n = gradus_plot_n_curves (plot);
  const gboolean has_title = *gradus_plot_title (plot) != 0;
  gdouble title_width = 0, total = 0;

  *bottom = has_title && height >= 80 ? EDGE + HEAD : EDGE;
  if (!has_legend (plot) || height < 120)
    return entries;

  g_autofree gdouble *widths = entry_widths (plot, lettering, width - 2 * EDGE, &total);
  if (has_title)
    gradus_lettering_measure (lettering, GRADUS_LETTERS_BOLD, gradus_plot_title (plot),
                              &title_width, NULL);
  /* Beside the title where it fits, in lines below it otherwise. */
  const gboolean beside = title_width + 24 + total <= width - 2 * EDGE;
  const guint most_lines = height < 200 ? 1 : height < 320 ? 2 : 3;
  gdouble x = beside ? width - EDGE - total : EDGE, y = beside ? EDGE : *bottom;
  guint lines = 1;

  if (!beside && count_lines (widths, n, width) > most_lines)
    {
      const guint in_a_line = (n + most_lines - 1) / most_lines;

      g_free (widths);
      widths = entry_widths (plot, lettering,
                             MAX (floor ((width - 2 * EDGE) / in_a_line), LEAST_ENTRY), &total);
    }
  for (guint i = 0; i < n; i++)
    {
      if (!beside && x + widths[i] > width - EDGE && x > EDGE)
        {
          if (++lines > most_lines)
            break;
          x = EDGE;
          y += GRADUS_LEGEND_HEIGHT;
        }
      const GradusLegendEntry entry = { i, x, y, widths[i] };
      g_array_append_val (entries, entry);
      x += widths[i];
    }
  *bottom = MAX (*bottom, y + GRADUS_LEGEND_HEIGHT + 4);
  return entries;
}

guint
gradus_plot_legend_at (GradusPlot *plot, const GradusPlotFrame *frame, gdouble x, gdouble y)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  gdouble bottom;
  g_autoptr (GArray) entries = gradus_plot_legend_layout (plot, lettering, frame->width,
                                                          frame->height, &bottom);

  for (guint i = 0; i < entries->len; i++)
    {
      const GradusLegendEntry *entry = &g_array_index (entries, GradusLegendEntry, i);

      if (x >= entry->x && x < entry->x + entry->width && y >= entry->y
          && y < entry->y + GRADUS_LEGEND_HEIGHT)
        return gradus_plot_curve_at (plot, entry->curve)->id;
    }
  return 0;
}

/* --- the whole -------------------------------------------------------------------------------- */

static gdouble
widest_label (GradusLettering *lettering, GArray *ticks)
{
  gdouble widest = 0;

  for (guint i = 0; i < ticks->len; i++)
    {
      const char *label = g_array_index (ticks, GradusTick, i).label;
      gdouble width = 0;

      if (label)
        gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, label, &width, NULL);
      widest = MAX (widest, width);
    }
  return ceil (widest);
}

/* What a label below the ticks takes; the letters of some languages are taller than digits are. */
static gdouble
line_of (GradusLettering *lettering, const char *text)
{
  gdouble height;

  if (!*text)
    return 0;
  gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, text, NULL, &height);
  return MAX (ceil (height), TEXT_LINE);
}

void
gradus_plot_frame (GradusPlot *plot, gdouble width, gdouble height, GradusPlotFrame *frame)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  g_autoptr (GArray) entries = NULL;
  g_autoptr (GArray) ticks = NULL;
  const gboolean roomy = height >= 170;

  *frame = (GradusPlotFrame){
    .width = width,
    .height = height,
    .log_x = gradus_plot_log_x (plot),
    .log_y = gradus_plot_log_y (plot),
  };
  gradus_plot_x_range (plot, &frame->x_min, &frame->x_max);
  gradus_plot_y_range (plot, &frame->y_min, &frame->y_max);

  entries = gradus_plot_legend_layout (plot, lettering, width, height, &frame->top);
  frame->bottom = height - EDGE / 2 - TEXT_LINE
                  - (roomy ? line_of (lettering, gradus_plot_x_label (plot)) : 0);
  frame->bottom = MAX (frame->bottom, frame->top + 1);
  ticks = gradus_plot_y_ticks (plot, frame);
  frame->left = EDGE + widest_label (lettering, ticks) + 6
                + (roomy && *gradus_plot_y_label (plot) ? TEXT_LINE + 2 : 0);
  frame->right = MAX (width - 2 * EDGE, frame->left + 1);
}
