/* series.h - a growing list that one thread appends to while others read it.
 *
 * Elements lie in chunks that never move, each twice as large as the one before; the count is
 * published after the element is written. So a reader takes any element below the count at any
 * time, without a lock, and loses none. Used for a run's losses (gfloat) and epochs (GrEpoch).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _GrSeries GrSeries;

GrSeries     *gr_series_new     (gsize element_size);
void          gr_series_free    (GrSeries *series);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrSeries, gr_series_free)

/* Makes room for @n elements in all, so that appending up to there allocates nothing. Only by the
 * thread that appends, or before there are readers; as gr_series_append(). */
void          gr_series_reserve (GrSeries *series, gsize n);
void          gr_series_append  (GrSeries *series, gconstpointer element);

/* From any thread. Elements below this count are there and stay as they are. */
gsize         gr_series_length  (const GrSeries *series);
/* @i is below the length. Borrowed, while the series lives. */
gconstpointer gr_series_at      (const GrSeries *series, gsize i);

G_END_DECLS
