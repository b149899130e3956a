/* plot-hover.c - the values at what is pointed at, drawn and in words: see plot-draw.h. */
#include "note.h"
#include "plot-parts.h"

#include <math.h>

#define PADDING   8
#define ROW       17
#define MOST_ROWS 12
#define GAP       12 /* between the line and the box */

typedef struct
{
  guint curve;
  gdouble x, y; /* of the value, smoothed where the curve is */
  gdouble raw;  /* the value itself where @y is smoothed, else NaN */
} Reading;

gdouble
gradus_plot_snap (GradusPlot *plot, gdouble x)
{
  gdouble best = NAN;

  for (guint i = 0; i < gradus_plot_n_curves (plot); i++)
    {
      const GradusCurve *curve = gradus_plot_curve_at (plot, i);

      if (!curve->visible || gradus_series_length (curve->series) == 0)
        continue;
      const gdouble near = gradus_series_x (curve->series,
                                            gradus_series_nearest (curve->series, x));
      if (isnan (best) || fabs (near - x) < fabs (best - x))
        best = near;
    }
  return best;
}

/* The values nearest to @x of the curves that reach there, at most @slack beyond their ends.
 * (transfer full) */
static GArray *
read_curves (GradusPlot *plot, gdouble x, gdouble slack)
{
  GArray *readings = g_array_new (FALSE, FALSE, sizeof (Reading));

  for (guint i = 0; i < gradus_plot_n_curves (plot); i++)
    {
      const GradusCurve *curve = gradus_plot_curve_at (plot, i);
      GradusSeries *smoothed = gradus_plot_smoothed (plot, i);
      const gsize n = gradus_series_length (curve->series);

      if (!curve->visible || n == 0 || x < gradus_series_x (curve->series, 0) - slack
          || x > gradus_series_x (curve->series, n - 1) + slack)
        continue;
      const gsize at = gradus_series_nearest (curve->series, x);
      const gdouble y = gradus_series_y (curve->series, at);
      const Reading reading = {
        .curve = i,
        .x = gradus_series_x (curve->series, at),
        .y = smoothed ? gradus_series_y (smoothed, at) : y,
        .raw = smoothed ? y : NAN,
      };
      g_array_append_val (readings, reading);
    }
  return readings;
}

/* "Step 1 234" (transfer full) */
static char *
place_text (GradusPlot *plot, gdouble x)
{
  g_autofree char *number = gradus_number_text (x, gradus_plot_x_kind (plot));
  const char *label = gradus_plot_x_label (plot);

  return *label ? g_strdup_printf ("%s %s", label, number) : g_strdup (number);
}

char *
gradus_plot_hover_text (GradusPlot *plot, gdouble x)
{
  g_autoptr (GArray) readings = read_curves (plot, x, 0);
  g_autofree char *place = place_text (plot, x);
  GString *text = g_string_new (place);

  for (guint i = 0; i < readings->len; i++)
    {
      const Reading *reading = &g_array_index (readings, Reading, i);
      const char *name = gradus_plot_curve_at (plot, reading->curve)->name;
      g_autofree char *number = gradus_number_text (reading->y, gradus_plot_y_kind (plot));

      g_string_append (text, i == 0 ? ": " : ", ");
      if (*name)
        g_string_append_printf (text, "%s ", name);
      g_string_append (text, number);
    }
  return g_string_free (text, FALSE);
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void
draw_reading_dots (GradusPlot *plot, cairo_t *cr, const GradusPlotFrame *frame,
                   const GradusPalette *palette, GArray *readings)
{
  for (guint i = 0; i < readings->len; i++)
    {
      const Reading *reading = &g_array_index (readings, Reading, i);
      const gdouble px = gradus_frame_to_x (frame, reading->x);
      const gdouble py = isfinite (reading->y) ? gradus_frame_to_y (frame, reading->y) : -1;

      if (py < frame->top - 4 || py > frame->bottom + 4 || px < frame->left - 1
          || px > frame->right + 4)
        continue;
      cairo_arc (cr, px, py, 4.5, 0, 2 * G_PI);
      gdk_cairo_set_source_rgba (cr, &palette->background);
      cairo_fill (cr);
      cairo_arc (cr, px, py, 3.5, 0, 2 * G_PI);
      gdk_cairo_set_source_rgba (
          cr, gradus_curve_colour (palette, gradus_plot_curve_at (plot, reading->curve)));
      cairo_fill (cr);
    }
}

/* The texts of a box: a heading, and a row a curve of name, value and unsmoothed value. */
typedef struct
{
  char *heading;
  char *names[MOST_ROWS], *values[MOST_ROWS], *raws[MOST_ROWS];
  guint n;
  gdouble name_width, value_width, raw_width, width, height;
} Box;

static void
clear_box (Box *box)
{
  g_free (box->heading);
  for (guint i = 0; i < box->n; i++)
    {
      g_free (box->names[i]);
      g_free (box->values[i]);
      g_free (box->raws[i]);
    }
}

static void
widen (GradusLettering *lettering, GradusLetters letters, const char *text, gdouble *width)
{
  gdouble own;

  gradus_lettering_measure (lettering, letters, text, &own, NULL);
  *width = MAX (*width, ceil (own));
}

static void
fill_box (Box *box, GradusPlot *plot, GradusLettering *lettering, GArray *readings, gdouble x)
{
  const GradusAxisKind kind = gradus_plot_y_kind (plot);
  gdouble heading = 0;

  box->heading = place_text (plot, x);
  widen (lettering, GRADUS_LETTERS_SMALL, box->heading, &heading);
  gradus_lettering_limit (lettering, 180);
  for (guint i = 0; i < readings->len && i < MOST_ROWS; i++, box->n++)
    {
      const Reading *reading = &g_array_index (readings, Reading, i);

      box->names[i] = g_strdup (gradus_plot_curve_at (plot, reading->curve)->name);
      box->values[i] = gradus_number_text (reading->y, kind);
      if (!isnan (reading->raw))
        {
          g_autofree char *raw = gradus_number_text (reading->raw, kind);
          box->raws[i] = g_strdup_printf ("(%s)", raw);
          widen (lettering, GRADUS_LETTERS_SMALL, box->raws[i], &box->raw_width);
        }
      widen (lettering, GRADUS_LETTERS_SMALL, box->names[i], &box->name_width);
      widen (lettering, GRADUS_LETTERS_BOLD, box->values[i], &box->value_width);
    }
  const gdouble row = (box->name_width > 0 ? 14 + box->name_width + 12 : 14) + box->value_width
                      + (box->raw_width > 0 ? 8 + box->raw_width : 0);
  box->width = 2 * PADDING + MAX (heading, row);
  box->height = 2 * PADDING - 3 + ROW * (box->n + 1);
}

static void
draw_box (const Box *box, GradusPlot *plot, cairo_t *cr, GradusLettering *lettering,
          const GradusPalette *palette, GArray *readings, gdouble x, gdouble y)
{
  gradus_note_ground (cr, x, y, box->width, box->height, palette);
  x += PADDING;
  y += PADDING - 2;
  gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, box->heading, &palette->dim_text, x,
                         y, 0, 0);
  for (guint i = 0; i < box->n; i++)
    {
      const Reading *reading = &g_array_index (readings, Reading, i);
      const gdouble middle = y + ROW * (i + 1) + ROW / 2.0;
      const gdouble value_x = x + (box->name_width > 0 ? 14 + box->name_width + 12 : 14)
                              + box->value_width;

      gdk_cairo_set_source_rgba (
          cr, gradus_curve_colour (palette, gradus_plot_curve_at (plot, reading->curve)));
      cairo_arc (cr, x + 4, middle, 4, 0, 2 * G_PI);
      cairo_fill (cr);
      gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, box->names[i], &palette->text,
                             x + 14, middle, 0, 0.5);
      gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_BOLD, box->values[i], &palette->text,
                             value_x, middle, 1, 0.5);
      if (box->raws[i])
        gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, box->raws[i],
                               &palette->dim_text, value_x + 8 + box->raw_width, middle, 1, 0.5);
    }
}

/* --- the whole -------------------------------------------------------------------------------- */

typedef struct
{
  GradusLettering *lettering;
  GArray *readings;
  Box box;
  gdouble line;         /* in pixels */
  gdouble box_x, box_y; /* its upper left corner */
} Hover;

static void
clear_hover (Hover *hover)
{
  gradus_lettering_free (hover->lettering);
  g_array_unref (hover->readings);
  clear_box (&hover->box);
}

static gboolean
is_in_frame (const GradusPlotFrame *frame, gdouble x)
{
  const gdouble pixel = isnan (x) ? NAN : gradus_frame_to_x (frame, x);

  return pixel >= frame->left - 1 && pixel <= frame->right + 1;
}

static void
init_hover (Hover *hover, GradusPlot *plot, const GradusPlotFrame *frame, gdouble x)
{
  const gdouble pixel = gradus_frame_to_x (frame, x);
  const gdouble slack = fabs (gradus_frame_from_x (frame, pixel + 4) - x);

  *hover = (Hover){
    .lettering = gradus_lettering_new (),
    .readings = read_curves (plot, x, slack),
    .line = floor (pixel) + 0.5,
  };
  fill_box (&hover->box, plot, hover->lettering, hover->readings, x);
  /* Right of the line or else left of it, and never out of the plot. */
  hover->box_x = hover->line + GAP;
  if (hover->box_x + hover->box.width > frame->width - 4)
    hover->box_x = MAX (hover->line - GAP - hover->box.width, 4);
  hover->box_x = floor (hover->box_x) + 0.5;
  hover->box_y = floor (MIN (frame->top + 4, MAX (frame->height - hover->box.height - 2, 0))) + 0.5;
}

void
gradus_plot_draw_hover (GradusPlot *plot, cairo_t *cr, const GradusPlotFrame *frame,
                        const GradusPalette *palette, gdouble x)
{
  Hover hover;

  if (!is_in_frame (frame, x))
    return;
  init_hover (&hover, plot, frame, x);
  cairo_save (cr);
  gdk_cairo_set_source_rgba (cr, &palette->dim_text);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, hover.line, frame->top);
  cairo_line_to (cr, hover.line, frame->bottom);
  cairo_stroke (cr);
  draw_reading_dots (plot, cr, frame, palette, hover.readings);
  draw_box (&hover.box, plot, cr, hover.lettering, palette, hover.readings, hover.box_x,
            hover.box_y);
  cairo_restore (cr);
  clear_hover (&hover);
}

void
gradus_plot_hover_areas (GradusPlot *plot, const GradusPlotFrame *frame, gdouble x,
                         graphene_rect_t *marks, graphene_rect_t *box)
{
  gdouble left, right;
  Hover hover;

  *marks = *box = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  if (!is_in_frame (frame, x))
    return;
  init_hover (&hover, plot, frame, x);
  left = right = hover.line;
  for (guint i = 0; i < hover.readings->len; i++)
    {
      const gdouble dot = gradus_frame_to_x (frame, g_array_index (hover.readings, Reading, i).x);

      left = MIN (left, MAX (dot, frame->left));
      right = MAX (right, MIN (dot, frame->right));
    }
  graphene_rect_init (marks, floor (left) - 6, floor (frame->top) - 6,
                      ceil (right) - floor (left) + 12, ceil (frame->bottom - frame->top) + 12);
  graphene_rect_init (box, floor (hover.box_x) - 1, floor (hover.box_y) - 1,
                      ceil (hover.box.width) + 3, ceil (hover.box.height) + 3);
  clear_hover (&hover);
}
