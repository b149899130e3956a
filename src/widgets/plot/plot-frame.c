/* plot-frame.c - where the parts of a plot are: margins, legend, pixels of values. See plot-draw.h.
 */
#include "plot-parts.h"

#include <math.h>
#include <string.h>

#define EDGE         8 /* around everything */
#define TEXT_LINE    16
#define HEAD         28  /* height of the title's line */
#define ROOMY        170 /* a plot as high as this has room for the labels of its axes */
#define BELOW_LEGEND 9
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

const char *
gradus_legend_name (GradusPlot *plot, const GradusLegendEntry *entry)
{
  const GradusCurve *curve = gradus_plot_curve_at (plot, entry->curve);

  if (entry->of_part)
    return curve->part;
  return curve->group ? curve->group : curve->name;
}

gboolean
gradus_legend_has (GradusPlot *plot, const GradusLegendEntry *entry, guint i)
{
  const GradusCurve *first = gradus_plot_curve_at (plot, entry->curve);
  const GradusCurve *curve = gradus_plot_curve_at (plot, i);

  if (!first->group || !curve->group)
    return i == entry->curve;
  if (entry->of_part)
    return strcmp (first->part, curve->part) == 0;
  /* Two runs may have one name, but they have not one colour. */
  return first->colour == curve->colour && strcmp (first->group, curve->group) == 0;
}

/* Adds an entry for each of the groups and of the curves that have none, or one for each part. */
static void
add_entries (GradusPlot *plot, GArray *entries, gboolean of_part)
{
  const guint before = entries->len;

  for (guint i = 0; i < gradus_plot_n_curves (plot); i++)
    {
      const GradusLegendEntry entry = { .curve = i, .of_part = of_part };
      gboolean is_there = of_part && !gradus_plot_curve_at (plot, i)->group;

      for (guint k = before; k < entries->len && !is_there; k++)
        is_there = gradus_legend_has (plot, &g_array_index (entries, GradusLegendEntry, k), i);
      if (!is_there)
        g_array_append_val (entries, entry);
    }
}

/* All entries, without their places. */
static GArray *
list_entries (GradusPlot *plot)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (GradusLegendEntry));
  guint n_groups;

  add_entries (plot, entries, FALSE);
  n_groups = entries->len;
  add_entries (plot, entries, TRUE);
  if (entries->len - n_groups < 2)
    g_array_set_size (entries, n_groups);
  return entries;
}

/* Sets the widths of all entries, the gaps behind them included; returns their sum. */
static gdouble
measure_entries (GradusPlot *plot, GArray *entries, GradusLettering *lettering)
{
  gdouble total = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      GradusLegendEntry *entry = &g_array_index (entries, GradusLegendEntry, i);

      gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, gradus_legend_name (plot, entry),
                                &entry->width, NULL);
      entry->width = ceil (entry->width) + GRADUS_LEGEND_EXTRA;
      total += entry->width;
    }
  return total;
}

/* Places the entries one beside the other, from (@x, @y) on; returns in how many lines. */
static guint
place_entries (GArray *entries, gdouble x, gdouble y, gdouble width)
{
  guint lines = 1;

  for (guint i = 0; i < entries->len; i++)
    {
      GradusLegendEntry *entry = &g_array_index (entries, GradusLegendEntry, i);

      if (x + entry->width - GRADUS_LEGEND_GAP > width - EDGE && x > EDGE && i > 0)
        {
          lines++;
          x = EDGE;
          y += GRADUS_LEGEND_HEIGHT;
        }
      entry->x = x;
      entry->y = y;
      x += entry->width;
    }
  return lines;
}

/* A name that is cut still tells whose curve it is; below this there is nothing to read. */
#define LEAST_ENTRY 80
#define NARROWER    4 /* steps in which the room for one is found */
/* Names take more lines rather than to be cut, as long as this is left of the curves. */
#define LEAST_AREA 56

/* How many lines the entries may take below @top. */
static guint
most_legend_lines (gdouble height, gdouble top)
{
  const gdouble below = EDGE / 2 + TEXT_LINE * (height >= ROOMY ? 2 : 1);
  const gdouble room = height - top - BELOW_LEGEND - below - LEAST_AREA;

  return (guint) MAX (floor (room / GRADUS_LEGEND_HEIGHT), 1);
}

/* Places the entries in lines, from @top on: each as wide as it is, or where there are not lines
 * enough, the widest no wider than they must be. Those for which there is no room at all go. */
static void
place_in_lines (GArray *entries, gdouble top, gdouble width, gdouble height)
{
  const guint most_lines = most_legend_lines (height, top);
  gdouble most = width - 2 * EDGE + GRADUS_LEGEND_GAP;

  for (;; most -= NARROWER)
    {
      for (guint i = 0; i < entries->len; i++)
        {
          GradusLegendEntry *entry = &g_array_index (entries, GradusLegendEntry, i);

          entry->width = MIN (entry->width, MAX (most, LEAST_ENTRY));
        }
      if (place_entries (entries, EDGE, top, width) <= most_lines || most <= LEAST_ENTRY)
        break;
    }
  while (g_array_index (entries, GradusLegendEntry, entries->len - 1).y
         >= top + most_lines * GRADUS_LEGEND_HEIGHT)
    g_array_set_size (entries, entries->len - 1);
}

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
  GArray *entries = list_entries (plot);
  const gboolean has_title = *gradus_plot_title (plot) != 0;
  gdouble title_width = 0;

  *bottom = has_title && height >= 80 ? EDGE + HEAD : EDGE;
  if (!has_legend (plot) || height < 120)
    {
      g_array_set_size (entries, 0);
      return entries;
    }

  const gdouble total = measure_entries (plot, entries, lettering);
  if (has_title)
    gradus_lettering_measure (lettering, GRADUS_LETTERS_BOLD, gradus_plot_title (plot),
                              &title_width, NULL);
  /* Beside the title where it fits, in lines below it otherwise. */
  const gboolean beside = title_width + 24 + total <= width - 2 * EDGE;
  if (beside)
    {
      place_entries (entries, width - EDGE - total, EDGE, INFINITY);
      *bottom = MAX (*bottom, EDGE + GRADUS_LEGEND_HEIGHT + 4);
      return entries;
    }
  place_in_lines (entries, *bottom, width, height);
  /* The label of the highest tick reaches above the frame. */
  *bottom = g_array_index (entries, GradusLegendEntry, entries->len - 1).y + GRADUS_LEGEND_HEIGHT
            + BELOW_LEGEND;
  return entries;
}

GArray *
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
        {
          GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint));

          for (guint k = 0; k < gradus_plot_n_curves (plot); k++)
            if (gradus_legend_has (plot, entry, k))
              g_array_append_val (ids, gradus_plot_curve_at (plot, k)->id);
          return ids;
        }
    }
  return NULL;
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
  const gboolean roomy = height >= ROOMY;

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
