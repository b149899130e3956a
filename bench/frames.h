/* frames.h - how long the frames of a window take: what bench/canvas and bench/plot share.
 *
 * A frame's time is what the main thread spends of the processor's from the beginning of the frame
 * to its end: layout, the tree of nodes, and drawing them, by the CPU where GSK_RENDERER=cairo.
 * Waiting for the display is not in it, nor what else runs on the machine. In milliseconds.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  GtkWidget *content; /* all that the window shows */
  GdkFrameClock *clock;
  gdouble began;
  gdouble last; /* that the last frame took; negative while there is none */
} BenchFrames;

/* A window of that size with @content alone, once it has its size. */
void    bench_frames_show  (BenchFrames *frames, GtkWidget *content, gint width, gint height);
void    bench_frames_close (BenchFrames *frames);
/* Waits for the frame that shows what was just changed, and says how long it took. */
gdouble bench_frames_next  (BenchFrames *frames);
/* What GTK needs to paint a window of that size anew, whatever is in it: nothing can be faster
 * where all of it changes. */
void    bench_frames_empty (gint width, gint height, gdouble *times, guint n);

typedef struct
{
  gdouble median;
  gdouble almost_most; /* the 95th percentile */
  gdouble most;
} BenchSpread;

/* Sorts @times. */
BenchSpread bench_spread (gdouble *times, guint n);

G_END_DECLS
