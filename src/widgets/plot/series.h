/* series.h - GradusSeries: the numbers behind one line of a plot, with a pyramid to draw a million
 * of them from.
 *
 * Values are only ever added at the end. Beside them lies a pyramid: above each 16 values the
 * minimum, maximum and sum of them, above each 16 of those again, and so on; so what a column of
 * pixels shows is read from a few entries, however many values fall on it. Values that are no
 * numbers are counted apart.
 *
 * x is either start + step·i, which costs nothing, or given with each value and never falling.
 * Shared by reference: a run's loss is in its own plot and in the one that compares runs. Main
 * thread only.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _GradusSeries GradusSeries;

#define GRADUS_TYPE_SERIES (gradus_series_get_type ())
GType gradus_series_get_type (void);

/* What a stretch of values comes to. Over no finite value, @min is +infinity and @max is -infinity.
 */
typedef struct
{
  gdouble min, max, sum;     /* of the finite values */
  gdouble least_positive;    /* for logarithmic axes; +infinity where there is none */
  gsize count;               /* of finite values */
  gsize n_nan, n_up, n_down; /* how many are NaN, +infinity, -infinity */
} GradusSummary;

/* x = @start + @step·i; @step > 0 */
GradusSeries *gradus_series_new (gdouble start, gdouble step);
/* x is given with each value. */
GradusSeries *gradus_series_new_xy (void);
GradusSeries *gradus_series_ref (GradusSeries *series);
void gradus_series_unref (GradusSeries *series);
/* One with the same values, which another thread may read meanwhile. (transfer full) */
GradusSeries *gradus_series_copy (const GradusSeries *series);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusSeries, gradus_series_unref)

/* At the next x; only where x is implicit. */
void gradus_series_append (GradusSeries *series, gdouble y);
void gradus_series_append_doubles (GradusSeries *series, const gdouble *y, gsize n);
void gradus_series_append_floats (GradusSeries *series, const gfloat *y, gsize n);
/* Only where x is explicit. FALSE, with nothing added, where @x is no number or less than the last.
 */
gboolean gradus_series_append_xy (GradusSeries *series, gdouble x, gdouble y);
/* Forgets all values, for a run that starts again. */
void gradus_series_clear (GradusSeries *series);

gsize gradus_series_length (const GradusSeries *series);
gboolean gradus_series_is_explicit (const GradusSeries *series);
/* Grows by one with every clear: what was read before is void then. */
guint gradus_series_generation (const GradusSeries *series);
gdouble gradus_series_x (const GradusSeries *series, gsize i);
gdouble gradus_series_y (const GradusSeries *series, gsize i);
/* The first i whose x is not below @x; the length where all are. */
gsize gradus_series_at_or_after (const GradusSeries *series, gdouble x);
/* The i whose x is nearest to @x; the series is not empty. */
gsize gradus_series_nearest (const GradusSeries *series, gdouble x);
/* Of the values [@first, @end), through the pyramid. */
GradusSummary gradus_series_summary (const GradusSeries *series, gsize first, gsize end);
/* The greatest number of values, @n at most, that the pyramid sums up in one entry; 1 where it has
 * none so small. What begins and ends at multiples of it is summed up without a look at values. */
gsize gradus_series_grain (gsize n);

G_END_DECLS
