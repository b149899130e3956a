/* test-frames.c - what a frame of the window costs, counted in memory and in what is painted anew,
 * not in time.
 */
#include <gtk/gtk.h>

#include "style/frame-memory.h"

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

gint
main (gint argc, char **argv)
{
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/frames/memory", test_memory);
  return g_test_run ();
}
