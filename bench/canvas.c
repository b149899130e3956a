/* canvas.c - measures the canvas: how long a frame takes while it is panned, zoomed and while
 * blocks are dragged, and how long it takes from an edit to its shapes on the screen.
 *
 *   bench-canvas [BLOCKS]
 *
 * What is changed as the pointer moves, and the frame that shows it (frames.h). bench/canvas runs
 * this on an X server of its own.
 */
#include <adwaita.h>
#include <math.h>

#include "canvas/canvas-private.h"
#include "clock.h"
#include "columns.h"
#include "frames.h"
#include "gradus.h"

#define FRAMES 300
#define WIDTH  1280
#define HEIGHT 800
#define EDITS  100

static void
report (const char *what, gdouble *times, guint n)
{
  const BenchSpread spread = bench_spread (times, n);

  g_print ("%-44s median %6.2f   95 %% %6.2f   most %6.2f ms\n", what, spread.median,
           spread.almost_most, spread.most);
}

static GradusDocument *
make_document (guint n_blocks, guint rows)
{
  GradusDocument *document = gradus_document_new (NULL);
  g_autoptr (GrEdit) all = bench_columns (n_blocks, rows);

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
measure_pan (GradusCanvas *canvas, BenchFrames *frames)
{
  gdouble times[FRAMES];

  for (guint i = 0; i < FRAMES; i++)
    {
      const gdouble start = bench_work ();

      gradus_viewport_pan (canvas->viewport, i % 100 < 50 ? -9 : 9, i % 60 < 30 ? -6 : 6);
      times[i] = bench_work () - start;
      times[i] += bench_frames_next (frames);
    }
  report ("pan", times, FRAMES);
}

static void
measure_zoom (GradusCanvas *canvas, BenchFrames *frames, const char *what, gdouble step)
{
  gdouble times[FRAMES];

  for (guint i = 0; i < FRAMES; i++)
    {
      const gdouble start = bench_work ();

      gradus_viewport_zoom_at (canvas->viewport,
                               gradus_viewport_zoom (canvas->viewport)
                                   * (i % 100 < 50 ? step : 1 / step),
                               WIDTH / 2.0, HEIGHT / 2.0);
      times[i] = bench_work () - start;
      times[i] += bench_frames_next (frames);
    }
  report (what, times, FRAMES);
}

static void
measure_drag (GradusCanvas *canvas, BenchFrames *frames, guint n_selected)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const graphene_rect_t area = gradus_viewport_visible (canvas->viewport, WIDTH, HEIGHT);
  g_autofree char *what = NULL;
  gdouble times[FRAMES];
  graphene_point_t at;
  const GradusSceneItem *item = NULL;

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
      const gdouble start = bench_work ();

      g_signal_emit_by_name (canvas->drag_gesture, "drag-update", (i % 100) * 3.0, (i % 70) * 2.0);
      times[i] = bench_work () - start;
      times[i] += bench_frames_next (frames);
    }
  g_signal_emit_by_name (canvas->drag_gesture, "drag-end", 0.0, 0.0);
  what = g_strdup_printf ("drag of %u", n_selected);
  report (what, times, FRAMES);
}

/* From the edit of a block at the head of a chain to the shapes of all behind it, drawn. */
static void
measure_edit (GradusCanvas *canvas, BenchFrames *frames)
{
  gdouble whole[EDITS], model_alone[EDITS];

  for (guint i = 0; i < EDITS; i++)
    {
      g_autoptr (GrEdit) edit = gr_edit_set_attribute ("b1", "out_channels",
                                                       gr_setting_int (16 + i % 2));
      const gdouble start = bench_work ();

      gradus_document_apply (canvas->document, edit, "Edit", NULL);
      model_alone[i] = bench_work () - start;
      whole[i] = model_alone[i] + bench_frames_next (frames);
    }
  report ("edit: shapes and what the canvas makes of them", model_alone, EDITS);
  report ("edit: until drawn", whole, EDITS);
}

static GradusCanvas *
show_canvas (GradusDocument *document, BenchFrames *frames)
{
  GtkWidget *canvas = gradus_canvas_new (document);

  bench_frames_show (frames, canvas, WIDTH, HEIGHT);
  return GRADUS_CANVAS (canvas);
}

static void
measure_empty (void)
{
  gdouble times[FRAMES];

  bench_frames_empty (WIDTH, HEIGHT, times, FRAMES);
  report ("a window of one colour", times, FRAMES);
}

gint
main (gint argc, char **argv)
{
  const guint n_blocks = argc > 1 ? (guint) atoi (argv[1]) : 1000;
  const guint rows = (guint) MAX (1, sqrt (n_blocks) * 1.5);
  BenchFrames frames;
  GradusDocument *document;
  GradusCanvas *canvas;

  adw_init ();
  gradus_init ();
  measure_empty ();
  document = make_document (n_blocks, rows);
  canvas = show_canvas (document, &frames);
  gradus_viewport_set (canvas->viewport, GRAPHENE_POINT_INIT (500, 400), 0.63);
  bench_frames_next (&frames);
  g_print ("%u blocks, %u in view, %d×%d\n", n_blocks, count_in_view (canvas), WIDTH, HEIGHT);
  measure_pan (canvas, &frames);
  measure_zoom (canvas, &frames, "zoom, in full", 1.002);
  measure_drag (canvas, &frames, 1);
  measure_drag (canvas, &frames, 20);
  measure_zoom (canvas, &frames, "zoom, through every level of detail", 1.05);
  gradus_viewport_set (canvas->viewport, GRAPHENE_POINT_INIT (0, 0), 0.24);
  measure_pan (canvas, &frames);
  bench_frames_close (&frames);
  g_object_unref (document);

  document = make_document (200, 200);
  canvas = show_canvas (document, &frames);
  g_print ("200 blocks in one chain\n");
  measure_edit (canvas, &frames);
  bench_frames_close (&frames);
  g_object_unref (document);
  return 0;
}
