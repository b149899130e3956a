/* test-tab-order.c - going round whole pages by Tab, forth and back: everything is reached, nothing
 * holds the focus, it goes the way one reads, and what has it shows that.
 */
#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "../unit/folder.h"
#include "canvas/gradus-canvas.h"
#include "gradus.h"
#include "inspector/inspector.h"
#include "style/one-stop.h"
#include "training/training.h"
#include "waiting.h"
#include "widgets.h"
#include "window-private.h"

#define MOST_STOPS 200

static GradusApplication *application;

/* A picture, a model with a note, and a few settings. */
static const char shapes[]
    = "{\"gradus\": 1, \"data\": {\"set\": \"shapes\", \"n\": 60, \"n_test\": 20},"
      " \"model\": {"
      "  \"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\"},"
      "   {\"id\": \"flatten\", \"kind\": \"Flatten\", \"at\": [0, 80]},"
      "   {\"id\": \"scores\", \"kind\": \"Linear\", \"at\": [0, 160],"
      "    \"attributes\": {\"out_features\": 10}},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\", \"at\": [0, 240]}],"
      "  \"links\": [{\"from\": \"input\", \"to\": \"flatten\"},"
      "   {\"from\": \"flatten\", \"to\": \"scores\"}, {\"from\": \"scores\", \"to\": \"loss\"}]},"
      " \"training\": {\"epochs\": 1, \"batch_size\": 20},"
      " \"notes\": [{\"id\": \"note\", \"text\": \"why?\", \"at\": [-300, 0]}]}";

/* --- going round --------------------------------------------------------------------------------
 */

static char *
describe (GtkWidget *widget)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);
  GtkWidget *parent = gtk_widget_get_parent (widget);

  return g_strdup_printf ("%s%s%s%s in %s", G_OBJECT_TYPE_NAME (widget), tooltip ? " “" : "",
                          tooltip ? tooltip : "", tooltip ? "”" : "",
                          parent ? G_OBJECT_TYPE_NAME (parent) : "nothing");
}

static GtkWidget *
focus_of (GradusWindow *window)
{
  return gtk_window_get_focus (GTK_WINDOW (window));
}

/* By what the window does for the key; then what follows from it, and is drawn. */
static GtkWidget *
press_tab (GradusWindow *window, GtkDirectionType direction)
{
  g_signal_emit_by_name (window, "move-focus", direction);
  gtk_window_set_focus_visible (GTK_WINDOW (window), TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return focus_of (window);
}

typedef void (*AtStop) (GradusWindow *window, GtkWidget *before, GtkWidget *stop);

/* Calls @visit at each stop but the first, until that comes again. What was visited, a set; of what
 * is gone meanwhile only the address. */
static GHashTable *
go_round (GradusWindow *window, GtkDirectionType direction, AtStop visit)
{
  GHashTable *visited = g_hash_table_new (NULL, NULL);
  GtkWidget *first, *before, *stop;

  /* In the header, which stays as it is wherever one goes. */
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  first = before = press_tab (window, GTK_DIR_TAB_FORWARD);
  g_assert_nonnull (first);
  g_hash_table_add (visited, first);
  while ((stop = press_tab (window, direction)) != first)
    {
      g_autofree char *name = stop ? describe (stop) : NULL;

      if (!stop)
        g_error ("Tab went nowhere from %s", describe (before));
      if (g_hash_table_size (visited) > MOST_STOPS)
        g_error ("Tab does not come round; it is at %s", name);
      if (gtk_widget_get_focusable (stop) && !g_hash_table_add (visited, stop)
          && !gtk_widget_get_ancestor (stop, GRADUS_TYPE_INSPECTOR))
        g_error ("Tab is held: it comes to %s again", name);
      if (visit)
        visit (window, before, stop);
      before = stop;
    }
  return visited;
}

/* --- all of it is reached -----------------------------------------------------------------------
 */

static gboolean
was_in (GHashTable *visited, GtkWidget *widget)
{
  gboolean was = g_hash_table_contains (visited, widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !was;
       child = gtk_widget_get_next_sibling (child))
    was = was_in (visited, child);
  return was;
}

/* How many things that one sees and could give the focus to Tab did not come to: not what holds
 * what it came to, nor a list itself, nor another row of one that is one stop, nor what is of type
 * @but.
 */
static guint
count_missed (GHashTable *visited, GtkWidget *widget, GType but)
{
  guint n = 0;

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, but) || !gtk_widget_get_mapped (widget)
      || !gtk_widget_is_sensitive (widget) || !gtk_widget_get_can_focus (widget))
    return 0;
  if (gtk_widget_get_focusable (widget) && !GTK_IS_LIST_BOX (widget) && !was_in (visited, widget))
    {
      g_autofree char *name = describe (widget);

      g_test_message ("Tab does not come to %s", name);
      n++;
    }
  if (GRADUS_IS_ONE_STOP (widget) && was_in (visited, widget))
    return n;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_missed (visited, child, but);
  return n;
}

/* --- in what order ------------------------------------------------------------------------------
 */

static graphene_rect_t
place_of (GtkWidget *widget, GradusWindow *window)
{
  graphene_rect_t place = GRAPHENE_RECT_INIT (0, 0, 0, 0);

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (window), &place));
  return place;
}

/* Down, and within a row from its start to its end; what is farther up is in another column,
 * farther to the end. On the canvas the model says where it goes. */
static void
assert_order (GradusWindow *window, GtkWidget *before, GtkWidget *stop)
{
  graphene_rect_t from, to;
  gdouble common;

  if (!gtk_widget_get_mapped (before)
      || (gtk_widget_get_ancestor (before, GRADUS_TYPE_CANVAS)
          && gtk_widget_get_ancestor (stop, GRADUS_TYPE_CANVAS)))
    return;
  from = place_of (before, window);
  to = place_of (stop, window);
  common = MIN (from.origin.y + from.size.height, to.origin.y + to.size.height)
           - MAX (from.origin.y, to.origin.y);
  if (to.origin.y + to.size.height <= from.origin.y
          ? to.origin.x < from.origin.x + from.size.width
          : common > MIN (from.size.height, to.size.height) / 2
                && to.origin.x + to.size.width <= from.origin.x)
    {
      g_autofree char *first = describe (before), *second = describe (stop);

      g_error ("Tab goes back, from %s at (%g, %g) to %s at (%g, %g)", first, from.origin.x,
               from.origin.y, second, to.origin.x, to.origin.y);
    }
}

/* --- that it shows ------------------------------------------------------------------------------
 */

#define AROUND 6 /* pixels, in which a widget may show that it has the focus */

/* What the window shows of @area, as it was drawn last. (transfer full) */
static GBytes *
look_at (GradusWindow *window, const graphene_rect_t *area)
{
  g_autoptr (GdkPaintable) whole = gtk_widget_paintable_new (GTK_WIDGET (window));
  g_autoptr (GdkPaintable) now = gdk_paintable_get_current_image (whole);
  const gint width = (gint) area->size.width, height = (gint) area->size.height;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  cairo_t *cr = cairo_create (surface);
  GBytes *bytes;

  gdk_paintable_snapshot (now, snapshot, gdk_paintable_get_intrinsic_width (now),
                          gdk_paintable_get_intrinsic_height (now));
  node = gtk_snapshot_free_to_node (snapshot);
  cairo_translate (cr, -area->origin.x, -area->origin.y);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface),
                       (gsize) cairo_image_surface_get_stride (surface) * height);
  cairo_surface_destroy (surface);
  return bytes;
}

static guint hidden; /* stops that did not show it */

/* The same place with and without it. */
static void
look_for_focus (GradusWindow *window, GtkWidget *before, GtkWidget *stop)
{
  graphene_rect_t area = place_of (stop, window);
  g_autoptr (GBytes) with = NULL, without = NULL;

  graphene_rect_inset (&area, -AROUND, -AROUND);
  graphene_rect_round_extents (&area, &area);
  with = look_at (window, &area);
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  without = look_at (window, &area);
  if (g_bytes_equal (with, without))
    {
      g_autofree char *name = describe (stop);

      g_test_message ("%s does not show that it has the focus", name);
      hidden++;
    }
  gtk_widget_grab_focus (stop);
}

static void
visit_stop (GradusWindow *window, GtkWidget *before, GtkWidget *stop)
{
  if (GTK_IS_TEXT_VIEW (stop))
    g_assert_false (gtk_text_view_get_accepts_tab (GTK_TEXT_VIEW (stop)));
  assert_order (window, before, stop);
  look_for_focus (window, before, stop);
}

static void
go_both_ways (GradusWindow *window)
{
  g_autoptr (GHashTable) forth = NULL, back = NULL;

  hidden = 0;
  forth = go_round (window, GTK_DIR_TAB_FORWARD, visit_stop);
  g_assert_cmpuint (count_missed (forth, GTK_WIDGET (window), G_TYPE_INVALID), ==, 0);
  g_assert_cmpuint (hidden, ==, 0);
  /* The inspector shows what one came to last, after it was passed. */
  back = go_round (window, GTK_DIR_TAB_BACKWARD, NULL);
  g_assert_cmpuint (count_missed (back, GTK_WIDGET (window), GRADUS_TYPE_INSPECTOR), ==, 0);
}

/* --- the pages ----------------------------------------------------------------------------------
 */

static GradusWindow *
start (void)
{
  GradusWindow *window = gradus_window_new (application);

  gtk_window_present (GTK_WINDOW (window));
  wait_while (!gtk_window_is_active (GTK_WINDOW (window))
              && !gtk_widget_get_mapped (GTK_WIDGET (window)));
  return window;
}

static void
test_start (void)
{
  GradusWindow *window = start ();

  go_both_ways (window);
  gtk_window_destroy (GTK_WINDOW (window));
}

static GradusWindow *
open_on (const char *folder, const char *page)
{
  GradusWindow *window = start ();
  g_autofree char *path = folder_write (folder, "shapes.gradus", shapes, strlen (shapes));
  g_autoptr (GFile) file = g_file_new_for_path (path);

  gradus_window_open (window, file);
  wait_while (!gradus_window_document (window));
  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-page", "s", page);
  return window;
}

static void
test_build (void)
{
  char *folder = folder_new ();
  GradusWindow *window = open_on (folder, "build");

  go_both_ways (window);
  gradus_window_end (window);
  folder_remove (folder);
}

static void
test_data (void)
{
  char *folder = folder_new ();
  GradusWindow *window = open_on (folder, "data");

  go_both_ways (window);
  gradus_window_end (window);
  folder_remove (folder);
}

static void
test_train (void)
{
  char *folder = folder_new ();
  GradusWindow *window = open_on (folder, "train");

  go_both_ways (window);
  gradus_window_end (window);
  folder_remove (folder);
}

gint
main (gint argc, char **argv)
{
  gint status;

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  gradus_init ();
  application = gradus_application_new ();
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_test_add_func ("/tab-order/start", test_start);
  g_test_add_func ("/tab-order/build", test_build);
  g_test_add_func ("/tab-order/data", test_data);
  g_test_add_func ("/tab-order/train", test_train);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
