/* test-start-page.c - what the start page offers: the projects used last, and pictures of the
 * templates. */
#include "start-page.h"
#include "start/model-picture.h"
#include "templates.h"

#include <glib/gstdio.h>
#include <string.h>

#include "../unit/folder.h"
#include "gradus.h"
#include "picture.h"
#include "waiting.h"
#include "widgets.h"

/* --- recent projects ----------------------------------------------------------------------------
 */

static char *folder; /* where the projects are */

/* Adds a file to the list of the desktop that was used so many minutes ago. */
static void
add_recent (GBookmarkFile *recents, const char *name, gint minutes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) then = g_date_time_add_minutes (now, -minutes);

  g_bookmark_file_set_title (recents, uri, name);
  g_bookmark_file_set_mime_type (recents, uri, "application/x-gradus");
  g_bookmark_file_add_application (recents, uri, "gradus", "gradus %u");
  g_bookmark_file_set_added_date_time (recents, uri, now);
  g_bookmark_file_set_visited_date_time (recents, uri, now);
  g_bookmark_file_set_modified_date_time (recents, uri, then);
}

/* As other programs leave it, before this one looks. */
static void
write_recents (void)
{
  static const struct
  {
    const char *name;
    gint minutes;
  } files[] = {
    { "fourth.gradus", 40 }, { "first.gradus", 10 },  { "letter.txt", 5 },
    { "sixth.gradus", 60 },  { "eighth.gradus", 80 }, { "third.gradus", 30 },
    { "second.gradus", 20 }, { "fifth.gradus", 50 },  { "seventh.gradus", 70 },
  };
  g_autoptr (GBookmarkFile) recents = g_bookmark_file_new ();
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "recently-used.xbel", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_free (folder_write (folder, files[i].name, "{}", 2));
      add_recent (recents, files[i].name, files[i].minutes);
    }
  add_recent (recents, "gone.gradus", 1);
  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  g_assert_true (g_bookmark_file_to_file (recents, path, NULL));
}

/* Those used last, the latest first; no file of another kind, and none that is gone. */
static void
test_recents (void)
{
  static const char *const expected[GRADUS_START_PAGE_RECENTS] = { "first.gradus", "second.gradus",
                                                                   "third.gradus", "fourth.gradus",
                                                                   "fifth.gradus", "sixth.gradus" };
  GtkWidget *page = g_object_ref_sink (g_object_new (GRADUS_TYPE_START_PAGE, NULL));
  GtkWidget *row = find_widget (page, ADW_TYPE_ACTION_ROW);

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *path = g_build_filename (folder, expected[i], NULL);

      g_assert_nonnull (row);
      g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==, expected[i]);
      g_assert_cmpstr (g_variant_get_string (
                           gtk_actionable_get_action_target_value (GTK_ACTIONABLE (row)), NULL),
                       ==, path);
      row = gtk_widget_get_next_sibling (row);
    }
  g_assert_null (row);
  g_object_unref (page);
}

/* --- templates ----------------------------------------------------------------------------------
 */

/* What a picture shows, over black; larger than on the screen, where a thin block is a line. */
static cairo_surface_t *
look_at (GtkWidget *picture)
{
  enum
  {
    TIMES = 4
  };
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                                         TIMES * gtk_widget_get_width (picture),
                                                         TIMES * gtk_widget_get_height (picture));
  cairo_t *cr = cairo_create (surface);
  GskRenderNode *node;

  cairo_scale (cr, TIMES, TIMES);
  GTK_WIDGET_GET_CLASS (picture)->snapshot (picture, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_draw (node, cr);
  gsk_render_node_unref (node);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* How many of its pixels have this colour. */
static guint
count_pixels (cairo_surface_t *surface, const GdkRGBA *colour)
{
  const guchar *data = cairo_image_surface_get_data (surface);
  const gint wanted[] = { (gint) (colour->blue * 255 + .5f), (gint) (colour->green * 255 + .5f),
                          (gint) (colour->red * 255 + .5f) };
  guint n = 0;

  for (gint y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (gint x = 0; x < cairo_image_surface_get_width (surface); x++)
      {
        const guchar *pixel = data + y * cairo_image_surface_get_stride (surface) + 4 * x;

        n += ABS (pixel[0] - wanted[0]) <= 1 && ABS (pixel[1] - wanted[1]) <= 1
             && ABS (pixel[2] - wanted[2]) <= 1;
      }
  return n;
}

/* Each block of the model but its loss is seen in the colour of its category. */
static void
check_picture (GtkWidget *picture, const GradusTemplate *template)
{
  g_autoptr (GrProject) project = gradus_template_project (template);
  const GradusPalette *palette = gradus_palette_current ();
  cairo_surface_t *surface = look_at (picture);

  for (guint i = 0; i < gr_model_n_blocks (project->model); i++)
    {
      const GrBlock *block = gr_model_block_at (project->model, i);

      if (block->kind->category != GR_CATEGORY_LOSS
          && count_pixels (surface, &palette->category[block->kind->category]) < 8)
        g_error ("the picture of %s shows no %s", template->name, block->kind_name);
    }
  cairo_surface_destroy (surface);
}

static void
test_pictures (void)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *page = g_object_new (GRADUS_TYPE_START_PAGE, NULL);
  GtkWidget *child = gtk_widget_get_first_child (find_widget (page, GTK_TYPE_FLOW_BOX));

  adw_window_set_content (ADW_WINDOW (window), page);
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
  gtk_window_present (GTK_WINDOW (window));
  for (guint i = 0; i < gradus_n_templates (); i++)
    {
      GtkWidget *picture = find_widget (child, GRADUS_TYPE_MODEL_PICTURE);

      wait_while (gtk_widget_get_width (picture) < 100);
      check_picture (picture, gradus_template_at (i));
      child = gtk_widget_get_next_sibling (child);
    }
  g_assert_null (child);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The cards begin where their heading does. */
static void
test_edges (void)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *page = g_object_new (GRADUS_TYPE_START_PAGE, NULL);
  GtkWidget *box = find_widget (page, GTK_TYPE_FLOW_BOX);
  GtkWidget *card = find_widget (box, GTK_TYPE_BUTTON);
  graphene_rect_t place;

  adw_window_set_content (ADW_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  wait_while (gtk_widget_get_width (card) < 100);
  g_assert_true (gtk_widget_compute_bounds (card, box, &place));
  g_assert_cmpfloat (place.origin.x, ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  int status;

  folder = folder_new ();
  write_recents ();
  gtk_test_init (&argc, &argv, NULL);
  picture_init ();
  gradus_init ();
  g_test_add_func ("/start-page/recents", test_recents);
  g_test_add_func ("/start-page/pictures", test_pictures);
  g_test_add_func ("/start-page/edges", test_edges);
  status = g_test_run ();
  folder_remove (folder);
  return status;
}
