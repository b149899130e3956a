/* plot.c - GradusPlot: see plot.h. Its description in words is in plot-describe.c. */
#include "plot.h"

#include "smoothing.h"

#include <math.h>

typedef struct
{
  GradusCurve curve;
  GradusSmoothing *smoothing; /* NULL until it was asked for */
} Curve;

typedef struct
{
  gboolean set;
  gdouble min, max;
} Range;

struct _GradusPlot
{
  GObject parent_instance;

  char *title, *x_label, *y_label, *empty_text;
  GradusAxisKind x_kind, y_kind;
  gboolean log_x, log_y;
  gdouble y_least, y_most; /* limits; NaN: none */
  gdouble smoothing;
  Range x_view, y_view;

  GPtrArray *curves;  /* Curve */
  GPtrArray *markers; /* GradusMarker */
  guint last_id;
};

G_DEFINE_FINAL_TYPE (GradusPlot, gradus_plot, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
changed (GradusPlot *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
free_curve (gpointer data)
{
  Curve *curve = data;

  g_clear_pointer (&curve->smoothing, gradus_smoothing_free);
  gradus_series_unref (curve->curve.series);
  g_free (curve->curve.group);
  g_free (curve->curve.part);
  g_free (curve->curve.name);
  g_free (curve);
}

static void
free_marker (gpointer data)
{
  GradusMarker *marker = data;

  g_free (marker->key);
  g_free (marker->label);
  g_free (marker);
}

static void
gradus_plot_finalize (GObject *object)
{
  GradusPlot *self = GRADUS_PLOT (object);

  g_free (self->title);
  g_free (self->x_label);
  g_free (self->y_label);
  g_free (self->empty_text);
  g_ptr_array_unref (self->curves);
  g_ptr_array_unref (self->markers);
  G_OBJECT_CLASS (gradus_plot_parent_class)->finalize (object);
}

static void
gradus_plot_class_init (GradusPlotClass *class)
{
  G_OBJECT_CLASS (class)->finalize = gradus_plot_finalize;
  signals[CHANGED] = g_signal_new ("changed", GRADUS_TYPE_PLOT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
gradus_plot_init (GradusPlot *self)
{
  self->curves = g_ptr_array_new_with_free_func (free_curve);
  self->markers = g_ptr_array_new_with_free_func (free_marker);
  self->y_least = self->y_most = NAN;
  self->smoothing = 0.9;
}

GradusPlot *
gradus_plot_new (const char *title, const char *x_label, const char *y_label)
{
  GradusPlot *self = g_object_new (GRADUS_TYPE_PLOT, NULL);

  self->title = g_strdup (title);
  self->x_label = g_strdup (x_label);
  self->y_label = g_strdup (y_label);
  return self;
}

/* --- curves ----------------------------------------------------------------------------------- */

static Curve *
curve_at (GradusPlot *self, guint i)
{
  return g_ptr_array_index (self->curves, i);
}

static Curve *
find_curve (GradusPlot *self, guint id)
{
  for (guint i = 0; i < self->curves->len; i++)
    if (curve_at (self, i)->curve.id == id)
      return curve_at (self, i);
  return NULL;
}

guint
gradus_plot_add (GradusPlot *self, GradusSeries *series, const char *name, guint colour,
                 GradusCurveStyle style)
{
  Curve *curve = g_new0 (Curve, 1);

  curve->curve = (GradusCurve){
    .id = ++self->last_id,
    .series = gradus_series_ref (series),
    .name = g_strdup (name ? name : ""),
    .colour = colour,
    .style = style,
    .visible = TRUE,
  };
  g_ptr_array_add (self->curves, curve);
  changed (self);
  return curve->curve.id;
}

void
gradus_plot_remove_all (GradusPlot *self)
{
  g_ptr_array_set_size (self->curves, 0);
  g_ptr_array_set_size (self->markers, 0);
  changed (self);
}

void
gradus_plot_set_visible (GradusPlot *self, guint id, gboolean visible)
{
  Curve *curve = find_curve (self, id);

  if (!curve || curve->curve.visible == visible)
    return;
  curve->curve.visible = visible;
  changed (self);
}

gboolean
gradus_plot_is_visible (GradusPlot *self, guint id)
{
  const Curve *curve = find_curve (self, id);

  return curve && curve->curve.visible;
}

void
gradus_plot_set_group (GradusPlot *self, guint id, const char *group, const char *part)
{
  Curve *curve = find_curve (self, id);

  g_return_if_fail (curve && group && part && !curve->curve.group);
  curve->curve.group = g_strdup (group);
  curve->curve.part = g_strdup (part);
  changed (self);
}

void
gradus_plot_data_changed (GradusPlot *self)
{
  changed (self);
}

guint
gradus_plot_n_curves (GradusPlot *self)
{
  return self->curves->len;
}

const GradusCurve *
gradus_plot_curve_at (GradusPlot *self, guint i)
{
  return &curve_at (self, i)->curve;
}

static gboolean
is_shown (const GradusCurve *curve)
{
  return curve->visible && gradus_series_length (curve->series) > 0;
}

static GradusSeries *
smoothed (GradusPlot *self, guint i, gsize *left)
{
  Curve *curve = curve_at (self, i);

  if (!(curve->curve.style & GRADUS_CURVE_SMOOTHED) || self->smoothing == 0)
    return NULL;
  if (!curve->smoothing)
    curve->smoothing = gradus_smoothing_new (curve->curve.series);
  return gradus_smoothing_update (curve->smoothing, self->smoothing, left);
}

GradusSeries *
gradus_plot_smoothed (GradusPlot *self, guint i)
{
  gsize left = G_MAXSIZE;

  return smoothed (self, i, &left);
}

gboolean
gradus_plot_smooth (GradusPlot *self, gsize most)
{
  for (guint i = 0; i < self->curves->len; i++)
    {
      const GradusCurve *curve = gradus_plot_curve_at (self, i);
      const GradusSeries *result = is_shown (curve) ? smoothed (self, i, &most) : NULL;

      if (result && gradus_series_length (result) < gradus_series_length (curve->series))
        return FALSE;
    }
  return TRUE;
}

gboolean
gradus_plot_is_empty (GradusPlot *self)
{
  for (guint i = 0; i < self->curves->len; i++)
    if (is_shown (gradus_plot_curve_at (self, i)))
      return FALSE;
  return TRUE;
}

/* --- markers ---------------------------------------------------------------------------------- */

static GradusMarker *
find_marker (GradusPlot *self, const char *key)
{
  for (guint i = 0; i < self->markers->len; i++)
    {
      GradusMarker *marker = g_ptr_array_index (self->markers, i);
      if (g_str_equal (marker->key, key))
        return marker;
    }
  return NULL;
}

void
gradus_plot_set_marker (GradusPlot *self, const char *key, gdouble x, gdouble y, const char *label,
                        guint colour)
{
  GradusMarker *marker = find_marker (self, key);

  if (!marker)
    {
      marker = g_new0 (GradusMarker, 1);
      marker->key = g_strdup (key);
      g_ptr_array_add (self->markers, marker);
    }
  marker->x = x;
  marker->y = y;
  marker->colour = colour;
  g_free (marker->label);
  marker->label = g_strdup (label ? label : "");
  changed (self);
}

void
gradus_plot_remove_marker (GradusPlot *self, const char *key)
{
  GradusMarker *marker = find_marker (self, key);

  if (!marker)
    return;
  g_ptr_array_remove (self->markers, marker);
  changed (self);
}

guint
gradus_plot_n_markers (GradusPlot *self)
{
  return self->markers->len;
}

const GradusMarker *
gradus_plot_marker_at (GradusPlot *self, guint i)
{
  return g_ptr_array_index (self->markers, i);
}

/* --- words and axes --------------------------------------------------------------------------- */

static const char *
or_empty (const char *text)
{
  return text ? text : "";
}

void
gradus_plot_set_title (GradusPlot *self, const char *title)
{
  g_free (self->title);
  self->title = g_strdup (title);
  changed (self);
}

const char *
gradus_plot_title (GradusPlot *self)
{
  return or_empty (self->title);
}

const char *
gradus_plot_x_label (GradusPlot *self)
{
  return or_empty (self->x_label);
}

const char *
gradus_plot_y_label (GradusPlot *self)
{
  return or_empty (self->y_label);
}

void
gradus_plot_set_empty_text (GradusPlot *self, const char *text)
{
  g_free (self->empty_text);
  self->empty_text = g_strdup (text);
  changed (self);
}

const char *
gradus_plot_empty_text (GradusPlot *self)
{
  return or_empty (self->empty_text);
}

void
gradus_plot_set_axes (GradusPlot *self, GradusAxisKind x, GradusAxisKind y)
{
  self->x_kind = x;
  self->y_kind = y;
  changed (self);
}

GradusAxisKind
gradus_plot_x_kind (GradusPlot *self)
{
  return self->x_kind;
}

GradusAxisKind
gradus_plot_y_kind (GradusPlot *self)
{
  return self->y_kind;
}

void
gradus_plot_set_y_limits (GradusPlot *self, gdouble min, gdouble max)
{
  self->y_least = min;
  self->y_most = max;
  changed (self);
}

void
gradus_plot_set_log_x (GradusPlot *self, gboolean log_x)
{
  if (self->log_x == log_x)
    return;
  self->log_x = log_x;
  self->x_view.set = FALSE;
  changed (self);
}

void
gradus_plot_set_log_y (GradusPlot *self, gboolean log_y)
{
  if (self->log_y == log_y)
    return;
  self->log_y = log_y;
  self->y_view.set = FALSE;
  changed (self);
}

gboolean
gradus_plot_log_x (GradusPlot *self)
{
  return self->log_x;
}

gboolean
gradus_plot_log_y (GradusPlot *self)
{
  return self->log_y;
}

void
gradus_plot_set_smoothing (GradusPlot *self, gdouble factor)
{
  factor = CLAMP (factor, 0, 0.9999);
  if (self->smoothing == factor)
    return;
  self->smoothing = factor;
  changed (self);
}

gdouble
gradus_plot_smoothing (GradusPlot *self)
{
  return self->smoothing;
}

/* --- what part is looked at ------------------------------------------------------------------- */

static void
set_range (GradusPlot *self, Range *range, gdouble min, gdouble max)
{
  if (!isfinite (min) || !isfinite (max) || min >= max)
    return;
  *range = (Range){ TRUE, min, max };
  changed (self);
}

void
gradus_plot_set_x_range (GradusPlot *self, gdouble min, gdouble max)
{
  if (!self->log_x || min > 0)
    set_range (self, &self->x_view, min, max);
}

void
gradus_plot_set_y_range (GradusPlot *self, gdouble min, gdouble max)
{
  if (!self->log_y || min > 0)
    set_range (self, &self->y_view, min, max);
}

void
gradus_plot_reset_x (GradusPlot *self)
{
  self->x_view.set = FALSE;
  changed (self);
}

void
gradus_plot_reset_view (GradusPlot *self)
{
  self->x_view.set = self->y_view.set = FALSE;
  changed (self);
}

gboolean
gradus_plot_is_zoomed (GradusPlot *self)
{
  return self->x_view.set || self->y_view.set;
}

gboolean
gradus_plot_has_y_range (GradusPlot *self)
{
  return self->y_view.set;
}

/* A range that has a width, on the scale that is shown. */
static void
widen (gdouble *min, gdouble *max, gboolean logarithmic)
{
  if (logarithmic && !(*min > 0 && *max >= *min))
    {
      *min = *max > 0 ? *max / 10 : 0.1;
      *max = *max > 0 ? *max : 1;
    }
  else if (!(*min <= *max))
    {
      *min = 0;
      *max = 1;
    }
  /* Nearer together than numbers of this size can be told apart in drawing. */
  if (*max - *min <= 1e-12 * MAX (fabs (*min), fabs (*max)))
    {
      const gdouble half = *min == 0 ? 0.5 : fabs (*min) * 0.05;

      *min = logarithmic ? *min / 1.1 : *min - half;
      *max = logarithmic ? *max * 1.1 : *max + half;
    }
}

void
gradus_plot_x_extent (GradusPlot *self, gdouble *min, gdouble *max)
{
  *min = INFINITY;
  *max = -INFINITY;
  for (guint i = 0; i < self->curves->len; i++)
    {
      const GradusCurve *curve = gradus_plot_curve_at (self, i);
      const gsize n = gradus_series_length (curve->series);
      gsize first = 0;

      if (!is_shown (curve))
        continue;
      while (self->log_x && first + 1 < n && gradus_series_x (curve->series, first) <= 0)
        first++;
      *min = MIN (*min, gradus_series_x (curve->series, first));
      *max = MAX (*max, gradus_series_x (curve->series, n - 1));
    }
  if (self->x_kind == GRADUS_AXIS_WHOLE && *min == *max)
    {
      *min -= self->log_x ? 0 : 1;
      *max += 1;
    }
  widen (min, max, self->log_x);
}

void
gradus_plot_x_range (GradusPlot *self, gdouble *min, gdouble *max)
{
  if (self->x_view.set)
    {
      *min = self->x_view.min;
      *max = self->x_view.max;
    }
  else
    gradus_plot_x_extent (self, min, max);
}

/* What @series has between the two x, in what the vertical axis can show. */
static void
include_values (GradusPlot *self, GradusSeries *series, gdouble x_min, gdouble x_max, gdouble *min,
                gdouble *max)
{
  const gsize first = gradus_series_at_or_after (series, x_min);
  gsize end = gradus_series_at_or_after (series, x_max);

  while (end < gradus_series_length (series) && gradus_series_x (series, end) <= x_max)
    end++;
  const GradusSummary summary = gradus_series_summary (series, first, end);
  *min = MIN (*min, self->log_y ? summary.least_positive : summary.min);
  *max = MAX (*max, summary.max);
}

static void
add_margin (GradusPlot *self, gdouble *min, gdouble *max)
{
  if (self->log_y)
    {
      const gdouble margin = pow (*max / *min, 0.05);

      *min /= margin;
      *max *= margin;
      return;
    }

  const gdouble width = *max - *min;
  /* Near 0, from 0: so that heights can be compared. */
  *min = *min >= 0 && *min < 0.25 * width ? 0 : *min - 0.05 * width;
  *max += 0.05 * width;
}

void
gradus_plot_y_range (GradusPlot *self, gdouble *min, gdouble *max)
{
  gdouble x_min, x_max;

  if (self->y_view.set)
    {
      *min = self->y_view.min;
      *max = self->y_view.max;
      return;
    }
  gradus_plot_x_range (self, &x_min, &x_max);
  *min = INFINITY;
  *max = -INFINITY;
  for (guint i = 0; i < self->curves->len; i++)
    if (is_shown (gradus_plot_curve_at (self, i)))
      include_values (self, gradus_plot_curve_at (self, i)->series, x_min, x_max, min, max);
  widen (min, max, self->log_y);
  add_margin (self, min, max);
  if (*min<self->y_least && * max> self->y_least && !(self->log_y && self->y_least <= 0))
    *min = self->y_least;
  if (*max > self->y_most && *min < self->y_most)
    *max = self->y_most;
}
