/* test-frames.c - what a frame of the window costs, counted in memory and in what is painted anew,
 * not in time.
 */
#include "canvas-helpers.h"
#include "style/frame-memory.h"

#ifdef GDK_WINDOWING_X11
#include <X11/Xutil.h>
#include <gdk/x11/gdkx.h>

/* --- memory -------------------------------------------------------------------------------------
 */

/* The bytes in memory of what this process shares with others by shmget(). */
static gsize
shared_memory (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean shared = FALSE;
  gsize bytes = 0;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i]; i++)
    {
      guint64 start, end;

      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x ", &start, &end) == 2)
        shared = strstr (lines[i], "/SYSV") != NULL;
      else if (shared && g_str_has_prefix (lines[i], "Rss:"))
        bytes += g_ascii_strtoull (lines[i] + strlen ("Rss:"), NULL, 10) * 1024;
    }
  return bytes;
}

typedef struct
{
  gint width, height;
  guint n_drawn; /* at that size */
} Frames;

static void
draw (GtkDrawingArea *area, cairo_t *cr, gint width, gint height, gpointer user)
{
  Frames *frames = user;

  cairo_set_source_rgb (cr, frames->n_drawn % 2, 0, 0);
  cairo_paint (cr);
  if (width == frames->width && height == frames->height)
    frames->n_drawn++;
}

/* After a frame, what it was brought to the server through is still there: as large a picture,
 * which holds it, and the frame. The second size is too large for the memory of the first. */
static void
test_memory (void)
{
  static const Frames sizes[] = { { 640, 480 }, { 1000, 700 } };
  GtkWidget *window = gtk_window_new (), *area = gtk_drawing_area_new ();
  Frames frames;

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, &frames, NULL);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), area);
  gradus_frame_memory_keep (GTK_WINDOW (window));
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const gsize frame = 4 * (gsize) sizes[i].width * (gsize) sizes[i].height;

      frames = sizes[i];
      gtk_window_set_default_size (GTK_WINDOW (window), frames.width, frames.height);
      gtk_window_present (GTK_WINDOW (window));
      while (frames.n_drawn < 4)
        {
          gtk_widget_queue_draw (area);
          g_main_context_iteration (NULL, TRUE);
        }
      g_assert_cmpuint (shared_memory (), >=, 2 * frame);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- what is painted anew -----------------------------------------------------------------------
 */

#define WIDTH  800
#define HEIGHT 600
#define PINK   0xff00ff

typedef struct
{
  GradusDocument *document;
  GradusCanvas *canvas;
  Display *server;
  Window window;
} Watched;

/* Two chains beside one another, 12 blocks each: b0 to b11, and b12 to b23 on the right. */
static GradusDocument *
two_chains (void)
{
  g_autoptr (GString) blocks = g_string_new (NULL);
  g_autoptr (GString) links = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (gint i = 0; i < 24; i++)
    {
      g_string_append_printf (blocks, "%s{\"id\": \"b%d\", \"kind\": \"%s\", \"at\": [%d, %d]}",
                              i ? "," : "", i, i % 12 ? "ReLU" : "Input", i / 12 * 700,
                              i % 12 * 80);
      if (i % 12)
        g_string_append_printf (links, "%s{\"from\": \"b%d\", \"to\": \"b%d\"}",
                                links->len ? "," : "", i - 1, i);
    }
  text = g_strdup_printf ("{\"gradus\": 1, \"model\": {\"blocks\": [%s], \"links\": [%s]}}",
                          blocks->str, links->str);
  return document_of (text);
}

static void
set_size (Watched *watched, gint width, gint height)
{
  GtkWidget *canvas = GTK_WIDGET (watched->canvas);

  gtk_window_set_default_size (GTK_WINDOW (gtk_widget_get_root (canvas)), width, height);
  gtk_widget_show (GTK_WIDGET (gtk_widget_get_root (canvas)));
  while (gtk_widget_get_width (canvas) != width || gtk_widget_get_height (canvas) != height)
    g_main_context_iteration (NULL, TRUE);
  gtk_test_widget_wait_for_draw (canvas);
}

static Watched
watch (gint width, gint height)
{
  GtkWidget *window = gtk_window_new ();
  Watched watched = { .document = two_chains () };

  watched.canvas = GRADUS_CANVAS (gradus_canvas_new (watched.document));
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (watched.canvas));
  set_size (&watched, width, height);
  watched.server = gdk_x11_display_get_xdisplay (gtk_widget_get_display (window));
  watched.window = GDK_SURFACE_XID (gtk_native_get_surface (GTK_NATIVE (window)));
  gradus_viewport_set (watched.canvas->viewport, GRAPHENE_POINT_INIT (-20, -20), 0.6);
  gtk_test_widget_wait_for_draw (window);
  return watched;
}

static void
end_watch (Watched *watched)
{
  close_window (watched->canvas);
  g_object_unref (watched->document);
}

static XImage *
look (Watched *watched)
{
  gtk_test_widget_wait_for_draw (GTK_WIDGET (watched->canvas));
  return XGetImage (watched->server, watched->window, 0, 0, WIDTH, HEIGHT, AllPlanes, ZPixmap);
}

/* Paints over the window behind GTK's back. */
static void
paint_over (Watched *watched)
{
  const GC gc = XCreateGC (watched->server, watched->window, 0, NULL);

  gtk_test_widget_wait_for_draw (GTK_WIDGET (watched->canvas));
  XSetForeground (watched->server, gc, PINK);
  XFillRectangle (watched->server, watched->window, gc, 0, 0, WIDTH, HEIGHT);
  XFreeGC (watched->server, gc);
}

/* The percentage of the window that GTK has painted anew since. */
static guint
percent_painted (Watched *watched)
{
  XImage *image = look (watched);
  guint n_painted = 0;

  for (gint y = 0; y < HEIGHT; y++)
    for (gint x = 0; x < WIDTH; x++)
      n_painted += (XGetPixel (image, x, y) & 0xffffff) != PINK;
  XDestroyImage (image);
  return 100 * n_painted / (WIDTH * HEIGHT);
}

static void
test_select (void)
{
  Watched watched = watch (WIDTH, HEIGHT);

  paint_over (&watched);
  gradus_document_select_one (watched.document, "b3");
  g_assert_cmpuint (percent_painted (&watched), <=, 2);
  end_watch (&watched);
}

/* Of b3, and what is selected with it. */
static void
begin_drag (Watched *watched)
{
  const graphene_point_t at = gradus_viewport_to_screen (watched->canvas->viewport, 50, 260);

  g_signal_emit_by_name (watched->canvas->drag_gesture, "drag-begin", at.x, at.y);
}

/* No more of the window than @percent is painted anew while it is dragged. */
static void
check_drag (Watched *watched, guint percent)
{
  begin_drag (watched);
  g_signal_emit_by_name (watched->canvas->drag_gesture, "drag-update", 30.0, 5.0);
  for (gint i = 1; i <= 3; i++)
    {
      paint_over (watched);
      g_signal_emit_by_name (watched->canvas->drag_gesture, "drag-update", 30.0 + 5 * i, 5.0);
      g_assert_cmpuint (percent_painted (watched), <=, percent);
    }
}

/* By how much the colours of two pixels differ, of 255. Cairo draws a blurred edge a little
 * differently where it is cut off: in steps of a fifteenth. */
static gint
difference (gulong a, gulong b)
{
  gint most = 0;

  for (gint shift = 0; shift < 24; shift += 8)
    most = MAX (most, ABS ((gint) (a >> shift & 0xff) - (gint) (b >> shift & 0xff)));
  return most;
}

/* How the window looks when all of it is painted anew. */
static XImage *
look_anew (Watched *watched)
{
  gradus_viewport_pan (watched->canvas->viewport, 100, 0);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (watched->canvas));
  gradus_viewport_pan (watched->canvas->viewport, -100, 0);
  return look (watched);
}

/* Nothing stays behind of what was dragged on. */
static void
test_traces (void)
{
  static const gdouble zooms[] = { 0.31, 0.57, 0.83, 1.19 };
  Watched watched = watch (WIDTH, HEIGHT);

  for (gsize i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      XImage *image, *anew;

      gradus_viewport_set (watched.canvas->viewport, GRAPHENE_POINT_INIT (-20.3f, -20.7f),
                           zooms[i]);
      begin_drag (&watched);
      for (gint step = 0; step < 40; step++)
        {
          g_signal_emit_by_name (watched.canvas->drag_gesture, "drag-update", 5 + step * 1.7,
                                 4 + step * 2.3);
          gtk_test_widget_wait_for_draw (GTK_WIDGET (watched.canvas));
        }
      image = look (&watched);
      anew = look_anew (&watched);
      for (gint y = 0; y < HEIGHT; y++)
        for (gint x = 0; x < WIDTH; x++)
          g_assert_cmpint (difference (XGetPixel (image, x, y), XGetPixel (anew, x, y)), <, 24);
      XDestroyImage (image);
      XDestroyImage (anew);
      gradus_canvas_cancel_drag (watched.canvas);
    }
  end_watch (&watched);
}

static void
test_drag (void)
{
  Watched watched = watch (WIDTH, HEIGHT);

  check_drag (&watched, 6);
  end_watch (&watched);
}

/* There are too many changes for GTK to follow each. */
static void
test_drag_chain (void)
{
  static const char *const chain[] = { "b0", "b1", "b2", "b3",  "b4",  "b5", "b6",
                                       "b7", "b8", "b9", "b10", "b11", NULL };
  Watched watched = watch (WIDTH, HEIGHT);

  gradus_document_select (watched.document, chain);
  check_drag (&watched, 30);
  end_watch (&watched);
}

/* What comes into view when the window grows is there. */
static void
test_grow (void)
{
  Watched watched = watch (WIDTH / 2, HEIGHT / 2);
  const graphene_point_t at = gradus_viewport_to_screen (watched.canvas->viewport, 700, 800);
  gulong beside, inside;
  XImage *image;

  set_size (&watched, WIDTH, HEIGHT);
  image = look (&watched);
  beside = XGetPixel (image, (gint) at.x - 20, (gint) at.y + 15);
  inside = XGetPixel (image, (gint) at.x + 10, (gint) at.y + 15);
  g_assert_cmpuint (inside, !=, beside);
  XDestroyImage (image);
  end_watch (&watched);
}

#endif

gint
main (gint argc, char **argv)
{
  init_canvas_test (&argc, &argv);
#ifdef GDK_WINDOWING_X11
  g_test_add_func ("/frames/memory", test_memory);
  g_test_add_func ("/frames/select", test_select);
  g_test_add_func ("/frames/drag", test_drag);
  g_test_add_func ("/frames/drag-chain", test_drag_chain);
  g_test_add_func ("/frames/traces", test_traces);
  g_test_add_func ("/frames/grow", test_grow);
#endif
  return g_test_run ();
}
