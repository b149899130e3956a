/* frames.c - see frames.h. */
#include "frames.h"

#include <stdlib.h>

#include "clock.h"
#include "style/frame-memory.h"

#define WARM_UP 5 /* frames that are not counted */

static void
before_paint (GdkFrameClock *clock, BenchFrames *frames)
{
  frames->began = bench_work ();
}

static void
after_paint (GdkFrameClock *clock, BenchFrames *frames)
{
  frames->last = bench_work () - frames->began;
}

void
bench_frames_show (BenchFrames *frames, GtkWidget *content, gint width, gint height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), content);
  gradus_frame_memory_keep (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  frames->content = content;
  frames->clock = gtk_widget_get_frame_clock (content);
  g_signal_connect (frames->clock, "before-paint", G_CALLBACK (before_paint), frames);
  g_signal_connect_after (frames->clock, "after-paint", G_CALLBACK (after_paint), frames);
  while (gtk_widget_get_width (content) < width)
    bench_frames_next (frames);
}

void
bench_frames_close (BenchFrames *frames)
{
  g_signal_handlers_disconnect_by_data (frames->clock, frames);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (frames->content)));
}

gdouble
bench_frames_next (BenchFrames *frames)
{
  frames->last = -1;
  gdk_frame_clock_request_phase (frames->clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  while (frames->last < 0)
    g_main_context_iteration (NULL, TRUE);
  return frames->last;
}

/* One colour, another with each frame. */
static void
draw_nothing (GtkDrawingArea *area, cairo_t *cr, gint width, gint height, gpointer user)
{
  gdouble *grey = user;

  *grey = 1 - *grey;
  cairo_set_source_rgb (cr, *grey, *grey, *grey);
  cairo_paint (cr);
}

void
bench_frames_empty (gint width, gint height, gdouble *times, guint n)
{
  GtkWidget *area = gtk_drawing_area_new ();
  BenchFrames frames;
  gdouble grey = 0.25;

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_nothing, &grey, NULL);
  bench_frames_show (&frames, area, width, height);
  for (guint i = 0; i < n + WARM_UP; i++)
    {
      gtk_widget_queue_draw (area);
      times[MAX (i, WARM_UP) - WARM_UP] = bench_frames_next (&frames);
    }
  bench_frames_close (&frames);
}

BenchSpread
bench_spread (gdouble *times, guint n)
{
  qsort (times, n, sizeof *times, bench_compare);
  return (BenchSpread){ times[n / 2], times[n * 95 / 100], times[n - 1] };
}
