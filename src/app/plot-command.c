/* plot-command.c - `gradus plot`: draws the logs of runs as they would look in the window. */
#include "plot-command.h"

#include "plot-log.h"

#include "plot/picture.h"
#include "plot/plot-draw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PANEL_HEIGHT 380

static char *output, *columns_text, *x_name, *title, *style;
static gboolean log_x, log_y, as_json;
static gint width = 800, height;
static char *smoothing_text;

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Where the picture goes",
    "FILE.png|.svg|.pdf" },
  { "columns", 0, 0, G_OPTION_ARG_STRING, &columns_text,
    "What is drawn, as train_loss,val_loss; if not given, losses and accuracies", "NAME,…" },
  { "x", 0, 0, G_OPTION_ARG_STRING, &x_name, "The column for the horizontal axis", "NAME" },
  { "log", 0, 0, G_OPTION_ARG_NONE, &log_y, "A logarithmic vertical axis", NULL },
  { "log-x", 0, 0, G_OPTION_ARG_NONE, &log_x, "A logarithmic horizontal axis", NULL },
  { "smoothing", 0, 0, G_OPTION_ARG_STRING, &smoothing_text,
    "From 0 to below 1; if not given, 0.9 for the losses of steps and 0 for epochs", "X" },
  { "title", 0, 0, G_OPTION_ARG_STRING, &title, "Instead of the plot's own", "TEXT" },
  { "width", 0, 0, G_OPTION_ARG_INT, &width, "Of the picture; if not given, 800", "UNITS" },
  { "height", 0, 0, G_OPTION_ARG_INT, &height, "Of the picture", "UNITS" },
  { "style", 0, 0, G_OPTION_ARG_STRING, &style, "light (if not given) or dark", "NAME" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "Says what was drawn as JSON", NULL },
  G_OPTION_ENTRY_NULL,
};

/* What is drawn together where no columns are asked for: those whose names end so. */
static const struct
{
  const char *ending, *title;
  GradusAxisKind kind;
} groups[] = {
  { "loss", "Loss", GRADUS_AXIS_NUMBER },
  { "accuracy", "Accuracy", GRADUS_AXIS_PERCENT },
  { "rmse", "Root mean square error", GRADUS_AXIS_NUMBER },
};

/* --- the curves of a log ---------------------------------------------------------------------- */

/* "train_loss" in a plot of losses is "training"; (transfer full) */
static char *
curve_name (const GradusLog *log, gint column, gboolean several)
{
  static const char *const passes[][2] = { { "train_", "Training" },
                                           { "val_", "Validation" },
                                           { "test_", "Test" } };
  const char *name = log->names->pdata[column];

  for (guint i = 0; i < G_N_ELEMENTS (passes) && !columns_text; i++)
    if (g_str_has_prefix (name, passes[i][0]))
      name = passes[i][1];
  return several ? g_strdup_printf ("%s: %s", log->name, name) : g_strdup (name);
}

/* (transfer full); NULL having said what is wrong */
static GradusSeries *
make_series (const GradusLog *log, gint x_column, gint column)
{
  g_autoptr (GradusSeries) series = gradus_series_new_xy ();

  for (gsize row = 0; row < gradus_log_n_rows (log); row++)
    {
      gdouble x, y;

      if (!gradus_log_value (log, x_column, row, &x) || !gradus_log_value (log, column, row, &y))
        continue;
      if (!gradus_series_append_xy (series, x, y))
        {
          gradus_cli_fail (GRADUS_FAILED,
                           "“%s”: the column “%s” falls or is no number at row %zu, so it "
                           "cannot be the horizontal axis.",
                           log->path, (char *) log->names->pdata[x_column], row + 1);
          return NULL;
        }
    }
  return g_steal_pointer (&series);
}

/* The least of what are numbers: of an epoch that diverged there is none, also in the first row. */
static void
mark_best (GradusPlot *plot, const GradusSeries *series, guint colour)
{
  const gsize n = gradus_series_length (series);
  gsize best = n;

  for (gsize i = 0; i < n; i++)
    if (isfinite (gradus_series_y (series, i))
        && (best == n || gradus_series_y (series, i) < gradus_series_y (series, best)))
      best = i;
  if (n > 1 && best < n)
    gradus_plot_set_marker (plot, "best", gradus_series_x (series, best),
                            gradus_series_y (series, best), "best", colour);
}

static gboolean
add_curve (GradusPlot *plot, const GradusLog *log, gint x_column, gint column, guint run,
           gboolean several)
{
  const char *name = log->names->pdata[column];
  g_autoptr (GradusSeries) series = make_series (log, x_column, column);
  g_autofree char *shown = NULL;
  const guint colour = several ? run : gradus_plot_n_curves (plot);
  GradusCurveStyle look = GRADUS_CURVE_LINE;

  if (!series)
    return FALSE;
  if (gradus_series_length (series) > 200)
    look |= GRADUS_CURVE_SMOOTHED;
  else
    look |= GRADUS_CURVE_POINTS | (smoothing_text ? GRADUS_CURVE_SMOOTHED : 0);
  /* Of several runs each has its colour, and training is told from the rest by the line. */
  if (several && !g_str_has_prefix (name, "train_") && strcmp (name, "loss") != 0)
    look |= GRADUS_CURVE_DASHED;
  shown = curve_name (log, column, several);
  gradus_plot_add (plot, series, shown, colour, look);
  if (!several && g_str_equal (name, "val_loss"))
    mark_best (plot, series, colour);
  return TRUE;
}

/* --- panels ----------------------------------------------------------------------------------- */

static gboolean
all_have (GPtrArray *logs, const char *name)
{
  for (guint i = 0; i < logs->len; i++)
    if (gradus_log_find (logs->pdata[i], name) < 0)
      return FALSE;
  return TRUE;
}

/* The column for the horizontal axis: epoch or step, whichever all have, else the first. */
static char *
common_x (GPtrArray *logs)
{
  const GradusLog *first = logs->pdata[0];

  return g_strdup (all_have (logs, "epoch")  ? "epoch"
                   : all_have (logs, "step") ? "step"
                                             : first->names->pdata[0]);
}

/* -1 having said that there is none. */
static gint
find_x (const GradusLog *log)
{
  const gint column = gradus_log_find (log, x_name);

  if (column < 0)
    gradus_cli_fail (GRADUS_FAILED, "“%s” has no column “%s”.", log->path, x_name);
  return column;
}

/* "epoch" as one writes it on an axis; (transfer full) */
static char *
axis_label (const char *name)
{
  char *label = g_strdelimit (g_strdup (name), "_", ' ');

  *label = g_ascii_toupper (*label);
  return label;
}

static GradusPlot *
make_plot (GPtrArray *logs, const char *own_title, GradusAxisKind kind)
{
  const GradusLog *first = logs->pdata[0];
  const gint x_column = find_x (first);

  if (x_column < 0)
    return NULL;
  const char *x = first->names->pdata[x_column];
  const gboolean whole = !g_ascii_strcasecmp (x, "epoch") || !g_ascii_strcasecmp (x, "step");
  g_autofree char *label = axis_label (x);
  GradusPlot *plot = gradus_plot_new (own_title, label, NULL);
  gradus_plot_set_axes (plot, whole ? GRADUS_AXIS_WHOLE : GRADUS_AXIS_NUMBER, kind);
  if (kind == GRADUS_AXIS_PERCENT)
    gradus_plot_set_y_limits (plot, 0, 1);
  gradus_plot_set_log_x (plot, log_x);
  gradus_plot_set_log_y (plot, log_y);
  gradus_plot_set_smoothing (plot, smoothing_text ? g_ascii_strtod (smoothing_text, NULL) : 0.9);
  return plot;
}

/* All columns but the axis' whose names end in @ending, or all where that is NULL. FALSE having
 * said what is wrong. */
static gboolean
add_columns (GradusPlot *plot, GPtrArray *logs, const char *ending)
{
  for (guint run = 0; run < logs->len; run++)
    {
      const GradusLog *log = logs->pdata[run];
      const gint x_column = find_x (log);

      if (x_column < 0)
        return FALSE;
      for (gint column = 0; column < (gint) log->names->len; column++)
        if (column != x_column && (!ending || g_str_has_suffix (log->names->pdata[column], ending))
            && gradus_log_has_values (log, column)
            && !add_curve (plot, log, x_column, column, run, logs->len > 1))
          return FALSE;
    }
  return TRUE;
}

static gboolean
add_named (GradusPlot *plot, GPtrArray *logs, char **names)
{
  for (guint run = 0; run < logs->len; run++)
    {
      const GradusLog *log = logs->pdata[run];
      const gint x_column = find_x (log);

      if (x_column < 0)
        return FALSE;
      for (guint i = 0; names[i]; i++)
        {
          const gint column = gradus_log_find (log, g_strstrip (names[i]));

          if (column < 0)
            {
              g_ptr_array_add (log->names, NULL);
              g_autofree char *hint = gradus_cli_did_you_mean (
                  names[i], (const char *const *) log->names->pdata);
              g_ptr_array_set_size (log->names, log->names->len - 1);
              gradus_cli_fail (GRADUS_FAILED, "“%s” has no column “%s”.%s", log->path, names[i],
                               hint);
              return FALSE;
            }
          if (!add_curve (plot, log, x_column, column, run, logs->len > 1))
            return FALSE;
        }
    }
  return TRUE;
}

/* (transfer full), of GradusPlot; NULL having said what is wrong */
static GPtrArray *
make_plots (GPtrArray *logs)
{
  g_autoptr (GPtrArray) plots = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GStrv) names = columns_text ? g_strsplit (columns_text, ",", -1) : NULL;

  if (!x_name)
    x_name = common_x (logs);
  for (guint i = 0; !names && i < G_N_ELEMENTS (groups); i++)
    {
      g_autoptr (GradusPlot) plot = make_plot (logs, groups[i].title, groups[i].kind);

      if (!plot || !add_columns (plot, logs, groups[i].ending))
        return NULL;
      if (!gradus_plot_is_empty (plot))
        g_ptr_array_add (plots, g_steal_pointer (&plot));
    }
  if (plots->len == 0)
    {
      g_autofree char *joined = names ? g_strjoinv (", ", names) : NULL;
      g_autoptr (GradusPlot) plot = make_plot (logs, joined, GRADUS_AXIS_NUMBER);

      if (!plot || !(names ? add_named (plot, logs, names) : add_columns (plot, logs, NULL)))
        return NULL;
      g_ptr_array_add (plots, g_steal_pointer (&plot));
    }
  if (title)
    gradus_plot_set_title (plots->pdata[0], title);
  return g_steal_pointer (&plots);
}

/* --- drawing and saying ----------------------------------------------------------------------- */

/* One below the other. */
static void
draw_plots (gpointer user, cairo_t *cr, gdouble all_width, gdouble all_height,
            const GradusPalette *palette)
{
  GPtrArray *plots = user;
  const gdouble each = all_height / plots->len;

  for (guint i = 0; i < plots->len; i++)
    {
      cairo_save (cr);
      cairo_translate (cr, 0, i * each);
      gradus_plot_draw (plots->pdata[i], cr, all_width, each, palette);
      cairo_restore (cr);
    }
}

static void
print_outcome (GPtrArray *plots)
{
  JsonBuilder *json = as_json ? json_builder_new () : NULL;

  if (json)
    {
      json_builder_begin_object (json);
      gradus_json_string (json, "output", output);
      gradus_json_int (json, "width", width);
      gradus_json_int (json, "height", height);
      json_builder_set_member_name (json, "plots");
      json_builder_begin_array (json);
    }
  for (guint i = 0; i < plots->len; i++)
    {
      g_autofree char *words = gradus_plot_describe (plots->pdata[i]);

      if (!json)
        {
          puts (words);
          continue;
        }
      json_builder_begin_object (json);
      gradus_json_string (json, "title", gradus_plot_title (plots->pdata[i]));
      gradus_json_int (json, "curves", gradus_plot_n_curves (plots->pdata[i]));
      gradus_json_string (json, "description", words);
      json_builder_end_object (json);
    }
  if (json)
    {
      json_builder_end_array (json);
      json_builder_end_object (json);
      gradus_cli_print_json (json);
    }
}

static gboolean
check_options (void)
{
  GradusFormat format;
  char *end = NULL;
  const gdouble smoothing = smoothing_text ? g_ascii_strtod (smoothing_text, &end) : 0;

  if (!output)
    gradus_cli_fail (GRADUS_USAGE, "--output is missing: where should the picture go?");
  else if (!gradus_format_of (output, &format))
    gradus_cli_fail (GRADUS_USAGE, "--output “%s” ends in none of .png, .svg and .pdf.", output);
  else if (smoothing_text && (end == smoothing_text || *end || !(smoothing >= 0 && smoothing < 1)))
    gradus_cli_fail (GRADUS_USAGE, "--smoothing takes a number from 0 to below 1, not “%s”.",
                     smoothing_text);
  else if (style && strcmp (style, "light") != 0 && strcmp (style, "dark") != 0)
    gradus_cli_fail (GRADUS_USAGE, "--style is light or dark, not “%s”.", style);
  else if (width < 100 || width > 10000 || (height != 0 && (height < 80 || height > 10000)))
    gradus_cli_fail (GRADUS_USAGE, "--width goes from 100 to 10000 and --height from 80 to 10000.");
  else
    return TRUE;
  return FALSE;
}

static gint
run (gint argc, char **argv)
{
  g_autoptr (GPtrArray) logs = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_log_free);
  g_autoptr (GPtrArray) plots = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;

  if (!gradus_cli_parse (&gradus_plot_command, entries, NULL, argc, argv, 1, -1, &words)
      || !check_options ())
    return GRADUS_USAGE;
  for (guint i = 0; words[i]; i++)
    {
      GradusLog *log = gradus_log_read (words[i], &error);

      if (!log)
        return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
      g_ptr_array_add (logs, log);
    }
  gradus_logs_name (logs);
  plots = make_plots (logs);
  if (!plots)
    return GRADUS_FAILED;
  if (height == 0)
    height = PANEL_HEIGHT * (gint) plots->len;

  const GradusPicture picture = { gradus_plot_title (plots->pdata[0]), draw_plots, plots, width,
                                  height };
  const gboolean dark = style && g_str_equal (style, "dark");
  if (!gradus_picture_save (&picture, output, gradus_palette_get (dark, FALSE), &error))
    return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
  print_outcome (plots);
  return GRADUS_DONE;
}

const GradusCommand gradus_plot_command = {
  .name = "plot",
  .arguments = "LOG…",
  .summary = "Draws the logs of runs.",
  .details = "LOG is what gradus train wrote about its epochs or its steps, or any table of\n"
             "numbers with a head. Several are drawn in one picture, a colour each.",
  .run = run,
};
