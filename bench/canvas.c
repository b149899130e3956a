/* canvas.c - measures the canvas: how long a frame takes while it is panned, zoomed and while
 * blocks are dragged, and how long it takes from an edit to its shapes on the screen.
 *
 *   bench-canvas [BLOCKS]
 *
 * A frame's time is what the main thread spends from the beginning of the frame to its end: layout,
 * the tree of nodes, and drawing them, by the CPU where GSK_RENDERER=cairo; and before it what is
 * changed as the pointer moves. Waiting for the display is not in it. bench/canvas runs this on an
 * X server of its own.
 */
#include <adwaita.h>
#include <math.h>
#include <time.h>

#include "canvas/canvas-private.h"
#include "gradus.h"
#include "style/frame-memory.h"

#define FRAMES  300
#define WIDTH   1280
#define HEIGHT  800
#define IN_VIEW 150
#define EDITS   100

typedef struct
{
  GdkFrameClock *clock;
  gdouble began;
  gdouble last; /* ms that the last frame took; negative while there is none */
} Watch;

/* The processor's time of this thread, in ms: so that what else runs on the machine is not
 * measured. */
static gdouble
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static void
before_paint (GdkFrameClock *clock, Watch *watch)
{
  watch->began = now ();
}

static void
after_paint (GdkFrameClock *clock, Watch *watch)
{
  watch->last = now () - watch->began;
}

/* Waits for the frame that shows what was just changed; the milliseconds that it took. */
static gdouble
next_frame (Watch *watch)
{
  watch->last = -1;
  gdk_frame_clock_request_phase (watch->clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  while (watch->last < 0)
    g_main_context_iteration (NULL, TRUE);
  return watch->last;
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  const gdouble x = *(const gdouble *) a, y = *(const gdouble *) b;

  return (x > y) - (x < y);
}

static void
report (const char *what, gdouble *times, guint n)
{
  qsort (times, n, sizeof *times, compare);
  g_print ("%-44s median %6.2f   95 %% %6.2f   most %6.2f ms\n", what, times[n / 2],
           times[n * 95 / 100], times[n - 1]);
}

/* Columns of convolutions and what goes between them, each column a chain from an Input. */
static GradusDocument *
make_document (guint n_blocks, guint rows)
{
  static const char *const kinds[] = { "Conv2d", "BatchNorm2d", "ReLU", "Dropout2d" };
  GradusDocument *document = gradus_document_new (NULL);
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
  g_autoptr (GrEdit) all = NULL;

  for (guint i = 0; i < n_blocks; i++)
    {
      const guint row = i % rows, column = i / rows;
      g_autofree char *id = g_strdup_printf ("b%u", i);
      g_autofree char *before = g_strdup_printf ("b%u", i - 1);
      g_autoptr (GrBlock) block = gr_block_new (
          id, row ? kinds[(row - 1) % G_N_ELEMENTS (kinds)] : "Input", id, NULL);

      if (row == 0)
        gr_setting_parse (&block->kind->attributes[0], "3,32,32", &block->settings[0], NULL);
      if (row && g_str_equal (block->kind_name, "Conv2d"))
        gr_setting_parse (&block->kind->attributes[4], "1", &block->settings[4], NULL);
      block->x = column * 272.0;
      block->y = row * 80.0;
      g_ptr_array_add (edits, gr_edit_add_block (block, GR_AT_END));
      if (row)
        g_ptr_array_add (edits, gr_edit_add_link (before, id, 0, GR_AT_END));
    }
  all = gr_edit_compound ((GrEdit *const *) edits->pdata, edits->len);
  if (!gradus_document_apply (document, all, "Make", NULL))
    g_error ("the model could not be made");
  return document;
}

static guint
count_in_view (GradusCanvas *canvas)
{
  const graphene_rect_t area = gradus_viewport_visible (canvas->viewport, WIDTH, HEIGHT);
  guint n = 0;

  for (guint i = 0; i < canvas->scene->items->len; i++)
    n += graphene_rect_intersection (&gradus_scene_item (canvas->scene, i)->bounds, &area, NULL);
  return n;
}

static void
measure_pan (GradusCanvas *canvas, Watch *watch)
{
  gdouble times[FRAMES];

  for (guint i = 0; i < FRAMES; i++)
    {
      const gdouble start = now ();

      gradus_viewport_pan (canvas->viewport, i % 100 < 50 ? -9 : 9, i % 60 < 30 ? -6 : 6);
      times[i] = now () - start;
      times[i] += next_frame (watch);
    }
  report ("pan", times, FRAMES);
}

static void
measure_zoom (GradusCanvas *canvas, Watch *watch, const char *what, gdouble step)
{
  gdouble times[FRAMES];

  for (guint i = 0; i < FRAMES; i++)
    {
      const gdouble start = now ();

      gradus_viewport_zoom_at (canvas->viewport,
                               gradus_viewport_zoom (canvas->viewport)
                                   * (i % 100 < 50 ? step : 1 / step),
                               WIDTH / 2.0, HEIGHT / 2.0);
      times[i] = now () - start;
      times[i] += next_frame (watch);
    }
  report (what, times, FRAMES);
}

static void
measure_drag (GradusCanvas *canvas, Watch *watch, guint n_selected)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const graphene_rect_t area = gradus_viewport_visible (canvas->viewport, WIDTH, HEIGHT);
  g_autofree char *what = NULL;
  gdouble times[FRAMES];
  graphene_point_t at;
  const GradusItem *item = NULL;

  for (guint i = 0; i < canvas->scene->items->len && ids->len < n_selected; i++)
    if (graphene_rect_contains_point (&area, &gradus_scene_item (canvas->scene, i)->bounds.origin))
      {
        item = gradus_scene_item (canvas->scene, i);
        g_ptr_array_add (ids, item->id);
      }
  g_ptr_array_add (ids, NULL);
  gradus_document_select (canvas->document, (const char *const *) ids->pdata);
  at = gradus_viewport_to_screen (canvas->viewport, item->bounds.origin.x + 80,
                                  item->bounds.origin.y + 20);
  g_signal_emit_by_name (canvas->drag_gesture, "drag-begin", at.x, at.y);
  for (guint i = 0; i < FRAMES; i++)
    {
      const gdouble start = now ();

      g_signal_emit_by_name (canvas->drag_gesture, "drag-update", (i % 100) * 3.0, (i % 70) * 2.0);
      times[i] = now () - start;
      times[i] += next_frame (watch);
    }
  g_signal_emit_by_name (canvas->drag_gesture, "drag-end", 0.0, 0.0);
  what = g_strdup_printf ("drag of %u", n_selected);
  report (what, times, FRAMES);
}

/* From the edit of a block at the head of a chain to the shapes of all behind it, drawn. */
static void
measure_edit (GradusCanvas *canvas, Watch *watch)
{
  gdouble whole[EDITS], model_alone[EDITS];

  for (guint i = 0; i < EDITS; i++)
    {
      g_autoptr (GrEdit) edit = gr_edit_set_attribute ("b1", "out_channels",
                                                       gr_setting_int (16 + i % 2));
      const gdouble start = now ();

      gradus_document_apply (canvas->document, edit, "Edit", NULL);
      model_alone[i] = now () - start;
      whole[i] = model_alone[i] + next_frame (watch);
    }
  report ("edit: shapes and what the canvas makes of them", model_alone, EDITS);
  report ("edit: until drawn", whole, EDITS);
}

/* A window with @content alone, once it has its size. */
static void
show (GtkWidget *content, Watch *watch)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), content);
  gradus_frame_memory_keep (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  watch->clock = gtk_widget_get_frame_clock (content);
  g_signal_connect (watch->clock, "before-paint", G_CALLBACK (before_paint), watch);
  g_signal_connect (watch->clock, "after-paint", G_CALLBACK (after_paint), watch);
  while (gtk_widget_get_width (content) < WIDTH)
    next_frame (watch);
}

static void
close_window (GtkWidget *content, Watch *watch)
{
  g_signal_handlers_disconnect_by_data (watch->clock, watch);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (content)));
}

static GradusCanvas *
show_canvas (GradusDocument *document, Watch *watch)
{
  GtkWidget *canvas = gradus_canvas_new (document);

  show (canvas, watch);
  return GRADUS_CANVAS (canvas);
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

/* What GTK needs here to paint a window of that size anew, whatever is in it: no canvas can be
 * faster where all of it moves. */
static void
measure_empty (Watch *watch)
{
  GtkWidget *area = gtk_drawing_area_new ();
  gdouble times[FRAMES], grey = 0.25;

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_nothing, &grey, NULL);
  show (area, watch);
  for (guint i = 0; i < FRAMES; i++)
    {
      gtk_widget_queue_draw (area);
      times[i] = next_frame (watch);
    }
  report ("a window of one colour", times, FRAMES);
  close_window (area, watch);
}

gint
main (gint argc, char **argv)
{
  const guint n_blocks = argc > 1 ? (guint) atoi (argv[1]) : 1000;
  const guint rows = (guint) MAX (1, sqrt (n_blocks) * 1.5);
  Watch watch = { 0 };
  GradusDocument *document;
  GradusCanvas *canvas;

  adw_init ();
  gradus_init ();
  measure_empty (&watch);
  document = make_document (n_blocks, rows);
  canvas = show_canvas (document, &watch);
  gradus_viewport_set (canvas->viewport, GRAPHENE_POINT_INIT (500, 400), 0.63);
  next_frame (&watch);
  g_print ("%u blocks, %u in view, %d×%d\n", n_blocks, count_in_view (canvas), WIDTH, HEIGHT);
  measure_pan (canvas, &watch);
  measure_zoom (canvas, &watch, "zoom, in full", 1.002);
  measure_drag (canvas, &watch, 1);
  measure_drag (canvas, &watch, 20);
  measure_zoom (canvas, &watch, "zoom, through every level of detail", 1.05);
  gradus_viewport_set (canvas->viewport, GRAPHENE_POINT_INIT (0, 0), 0.24);
  measure_pan (canvas, &watch);
  close_window (GTK_WIDGET (canvas), &watch);
  g_object_unref (document);

  document = make_document (200, 200);
  canvas = show_canvas (document, &watch);
  g_print ("200 blocks in one chain\n");
  measure_edit (canvas, &watch);
  close_window (GTK_WIDGET (canvas), &watch);
  g_object_unref (document);
  return 0;
}
