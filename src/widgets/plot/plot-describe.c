/* plot-describe.c - a plot in words, for screen readers and the descriptions of exported pictures:
 * see plot.h. */
#include "number-text.h"
#include "style/count.h"

#include <glib/gi18n.h>

#include <math.h>

/* "Training: 1 000 values, first 2.31, last 0.42, between 0.39 and 2.4." */
static void
describe_curve (GradusPlot *plot, const GradusCurve *curve, GString *text)
{
  GradusSeries *series = curve->series;
  const gsize n = gradus_series_length (series);
  const GradusSummary all = gradus_series_summary (series, 0, n);
  const GradusAxisKind kind = gradus_plot_y_kind (plot);
  g_autofree char *count = gradus_count ((gint64) n);
  g_autofree char *first = gradus_number_text (gradus_series_y (series, 0), kind);
  g_autofree char *last = gradus_number_text (gradus_series_y (series, n - 1), kind);
  g_autofree char *least = gradus_number_text (all.min, kind);
  g_autofree char *greatest = gradus_number_text (all.max, kind);
  const gsize bad = all.n_nan + all.n_up + all.n_down;

  g_string_append_c (text, ' ');
  if (*curve->name)
    g_string_append_printf (text, "%s: ", curve->name);
  if (all.count == 0)
    g_string_append (text, _ ("no value is a number."));
  else
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE,
                                         "%s value, first %s, last %s, between %s and %s.",
                                         "%s values, first %s, last %s, between %s and %s.", n),
                            count, first, last, least, greatest);
  if (bad > 0 && all.count > 0)
    {
      g_autofree char *without = gradus_count ((gint64) bad);

      g_string_append_c (text, ' ');
      g_string_append_printf (
          text, g_dngettext (GETTEXT_PACKAGE, "%s is no number.", "%s are no numbers.", bad),
          without);
    }
}

static void
describe_axes (GradusPlot *plot, GString *text)
{
  g_autofree char *from = NULL, *to = NULL;
  const char *label = gradus_plot_x_label (plot);
  gdouble min, max;

  gradus_plot_x_range (plot, &min, &max);
  from = gradus_number_text (min, gradus_plot_x_kind (plot));
  to = gradus_number_text (max, gradus_plot_x_kind (plot));
  g_string_append_printf (text, _ (" %s from %s to %s."), *label ? label : "x", from, to);
  if (gradus_plot_log_y (plot))
    g_string_append (text, _ (" The vertical axis is logarithmic."));
}

char *
gradus_plot_describe (GradusPlot *plot)
{
  GString *text = g_string_new (NULL);
  const char *title = gradus_plot_title (plot), *empty = gradus_plot_empty_text (plot);

  g_string_append_printf (text, "%s.", *title ? title : _ ("Plot"));
  if (gradus_plot_is_empty (plot))
    {
      g_string_append_printf (text, " %s", *empty ? empty : _ ("There is nothing to show yet."));
      return g_string_free (text, FALSE);
    }
  describe_axes (plot, text);
  for (guint i = 0; i < gradus_plot_n_curves (plot); i++)
    {
      const GradusCurve *curve = gradus_plot_curve_at (plot, i);

      if (curve->visible && gradus_series_length (curve->series) > 0)
        describe_curve (plot, curve, text);
    }
  for (guint i = 0; i < gradus_plot_n_markers (plot); i++)
    {
      const GradusMarker *marker = gradus_plot_marker_at (plot, i);
      g_autofree char *at = gradus_number_text (marker->x, gradus_plot_x_kind (plot));

      g_string_append_c (text, ' ');
      g_string_append_printf (text, _ ("%s: %s."), marker->label, at);
    }
  return g_string_free (text, FALSE);
}
