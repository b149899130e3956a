/* test-tab-order.c - going round whole pages by Tab, forth and back: everything is reached, nothing
 * holds the focus, it goes the way one reads, and what has it shows that.
 */
#include <adwaita.h>
#include <math.h>
#include <string.h>

#include "../unit/folder.h"
#include "canvas/gradus-canvas.h"
#include "data/set-panel.h"
#include "gradus.h"
#include "inspector/inspector.h"
#include "plot/heat-map.h"
#include "preferences.h"
#include "style/one-stop.h"
#include "training/fit-dialog.h"
#include "training/lr-finder.h"
#include "training/results.h"
#include "training/watch-view.h"
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

/* By what the window does for the key; then what follows from it, and is drawn. */
static GtkWidget *
press_tab (GtkWindow *window, GtkDirectionType direction)
{
  g_signal_emit_by_name (window, "move-focus", direction);
  gtk_window_set_focus_visible (window, TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  return gtk_window_get_focus (window);
}

/* Toasts come and go, and lie over all else: one says whose weights predict when Tab comes to a
 * run, which selects it. */
static gboolean
is_in_toast (GtkWidget *widget)
{
  const GType type = g_type_from_name ("AdwToastWidget");

  return type && gtk_widget_get_ancestor (widget, type);
}

typedef void (*AtStop) (GtkWindow *window, GtkWidget *before, GtkWidget *stop);

/* Calls @visit at each stop but the first, until that comes again. What was visited, a set; of what
 * is gone meanwhile only the address. */
static GHashTable *
go_round (GtkWindow *window, GtkDirectionType direction, AtStop visit)
{
  GHashTable *visited = g_hash_table_new (NULL, NULL);
  GtkWidget *first, *before, *stop;
  guint n = 0;

  /* In the header, which stays as it is wherever one goes. */
  gtk_window_set_focus (window, NULL);
  first = before = press_tab (window, GTK_DIR_TAB_FORWARD);
  g_assert_nonnull (first);
  g_hash_table_add (visited, first);
  while ((stop = press_tab (window, direction)) != first)
    {
      g_autofree char *name = stop ? describe (stop) : NULL;

      if (!stop)
        g_error ("Tab went nowhere from %s", describe (before));
      if (n++ > MOST_STOPS)
        g_error ("Tab does not come round; it is at %s", name);
      if (is_in_toast (stop))
        continue;
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

  if (is_in_toast (widget))
    return 0;
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
place_of (GtkWidget *widget, GtkWindow *window)
{
  graphene_rect_t place = GRAPHENE_RECT_INIT (0, 0, 0, 0);

  g_assert_true (gtk_widget_compute_bounds (widget, GTK_WIDGET (window), &place));
  return place;
}

/* Down, and within a row from its start to its end; what is farther up is in another column,
 * farther to the end. On the canvas the model says where it goes. */
static void
assert_order (GtkWindow *window, GtkWidget *before, GtkWidget *stop)
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
look_at (GtkWindow *window, const graphene_rect_t *area)
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
look_for_focus (GtkWindow *window, GtkWidget *before, GtkWidget *stop)
{
  graphene_rect_t area = place_of (stop, window);
  g_autoptr (GBytes) with = NULL, without = NULL;

  graphene_rect_inset (&area, -AROUND, -AROUND);
  graphene_rect_round_extents (&area, &area);
  with = look_at (window, &area);
  gtk_window_set_focus (window, NULL);
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
visit_stop (GtkWindow *window, GtkWidget *before, GtkWidget *stop)
{
  if (GTK_IS_TEXT_VIEW (stop))
    g_assert_false (gtk_text_view_get_accepts_tab (GTK_TEXT_VIEW (stop)));
  assert_order (window, before, stop);
  look_for_focus (window, before, stop);
}

static void
go_both_ways (GtkWindow *window)
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

  go_both_ways (GTK_WINDOW (window));
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

  go_both_ways (GTK_WINDOW (window));
  gradus_window_end (window);
  folder_remove (folder);
}

static void
test_data (void)
{
  char *folder = folder_new ();
  GradusWindow *window = open_on (folder, "data");

  go_both_ways (GTK_WINDOW (window));
  gradus_window_end (window);
  folder_remove (folder);
}

static void
test_train (void)
{
  char *folder = folder_new ();
  GradusWindow *window = open_on (folder, "train");

  go_both_ways (GTK_WINDOW (window));
  gradus_window_end (window);
  folder_remove (folder);
}

/* --- the panels of the pages --------------------------------------------------------------------
 */

/* Shows @name of the page's first stack that has names to press. */
static void
show_panel (GradusWindow *window, const char *name)
{
  GtkWidget *page = adw_view_stack_get_visible_child (window->pages);
  GtkWidget *names = find_widget (page, GTK_TYPE_STACK_SWITCHER);
  GtkStack *stack = gtk_stack_switcher_get_stack (GTK_STACK_SWITCHER (names));

  gtk_stack_set_visible_child_name (stack, name);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, name);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
}

/* What the set is, and what one draws oneself. */
static void
test_data_panels (void)
{
  char *folder = folder_new ();
  GradusWindow *window = open_on (folder, "data");

  wait_while (!find_widget (GTK_WIDGET (window), GRADUS_TYPE_SET_PANEL));
  show_panel (window, "set");
  go_both_ways (GTK_WINDOW (window));
  show_panel (window, "draw");
  go_both_ways (GTK_WINDOW (window));
  gradus_window_end (window);
  folder_remove (folder);
}

static void
train (GradusWindow *window)
{
  const guint n = g_list_model_get_n_items (gradus_training_runs (window->training));

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.train", NULL));
  wait_while (g_list_model_get_n_items (gradus_training_runs (window->training)) == n
              || gradus_training_state (window->training) != GRADUS_TRAINING_IDLE);
}

static GradusWindow *
open_trained (const char *folder, guint n_runs)
{
  GradusWindow *window = open_on (folder, "train");

  wait_while (gradus_training_obstacle (window->training)); /* the data's shape */
  for (guint i = 0; i < n_runs; i++)
    train (window);
  return window;
}

static guint
count_shown (GtkWidget *widget, GType type)
{
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_shown (child, type);
  return n;
}

/* After a run: its results and layers, which come when they are looked at. */
static void
test_run (void)
{
  char *folder = folder_new ();
  GradusWindow *window = open_trained (folder, 1);
  GtkWidget *page = adw_view_stack_get_visible_child (window->pages);
  GradusResults *results = GRADUS_RESULTS (find_widget (page, GRADUS_TYPE_RESULTS));
  GtkWidget *layers = find_widget (page, GRADUS_TYPE_WATCH_VIEW);

  show_panel (window, "results");
  wait_while (!g_str_equal (gradus_results_shown (results), "classes"));
  go_both_ways (GTK_WINDOW (window));
  show_panel (window, "layers");
  wait_while (count_shown (layers, GRADUS_TYPE_HEAT_MAP) < 2); /* weights, and an item */
  go_both_ways (GTK_WINDOW (window));
  gradus_window_end (window);
  folder_remove (folder);
}

/* After two, which are compared: their curves, and what they differ in. */
static void
test_runs (void)
{
  char *folder = folder_new ();
  GradusWindow *window = open_trained (folder, 2);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GradusRun) run = g_list_model_get_item (gradus_training_runs (window->training),
                                                         i);

      gradus_run_set_shown (run, TRUE);
    }
  go_both_ways (GTK_WINDOW (window));
  gradus_window_end (window);
  folder_remove (folder);
}

/* --- the dialogs --------------------------------------------------------------------------------
 */

/* Goes round the dialog that came last, and closes it. */
static void
go_round_dialog (GtkWindow *dialog)
{
  wait_while (!gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  go_both_ways (dialog);
  gtk_window_destroy (dialog);
}

static GtkWindow *
newest_window (GType type)
{
  g_autoptr (GListModel) all = G_LIST_MODEL (g_object_ref (gtk_window_get_toplevels ()));
  GtkWindow *newest = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (all, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        newest = window;
    }
  g_assert_nonnull (newest);
  return newest;
}

static void
test_preferences (void)
{
  GradusWindow *window = start ();

  g_action_group_activate_action (G_ACTION_GROUP (application), "preferences", NULL);
  go_round_dialog (newest_window (GRADUS_TYPE_PREFERENCES));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_about (void)
{
  GradusWindow *window = start ();

  g_action_group_activate_action (G_ACTION_GROUP (application), "about", NULL);
  go_round_dialog (newest_window (ADW_TYPE_ABOUT_WINDOW));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_shortcuts (void)
{
  GradusWindow *window = start ();
  GtkWindow *dialog;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.show-help-overlay", NULL);
  dialog = newest_window (GTK_TYPE_SHORTCUTS_WINDOW);
  wait_while (!gtk_widget_get_mapped (GTK_WIDGET (dialog)));
  go_both_ways (dialog);
  gtk_window_close (dialog);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_load_weights (void)
{
  char *folder = folder_new ();
  GradusWindow *window = open_on (folder, "build");
  g_autoptr (GrTensor) wide = gr_tensor_zeros (GR_INTS (5, 16), GR_FLOAT32, GR_CPU, NULL);
  g_autoptr (GrNamedTensors) list = gr_named_tensors_new ();
  g_autoptr (GrWeightsFit) fit = NULL;
  GtkWidget *dialog;

  gr_named_tensors_add (list, "scores.weight", wide, NULL);
  fit = gr_weights_fit (gradus_document_model (window->document), list, "other.safetensors");
  dialog = gradus_fit_dialog_new (GTK_WINDOW (window), "other.safetensors", fit);
  gtk_window_present (GTK_WINDOW (dialog));
  go_round_dialog (GTK_WINDOW (dialog));
  gradus_window_end (window);
  folder_remove (folder);
}

static void
test_find_rate (void)
{
  char *folder = folder_new ();
  GradusWindow *window = open_on (folder, "train");
  GtkWindow *dialog = gradus_lr_finder_new (window->document, GTK_WINDOW (window));

  gtk_window_present (dialog);
  wait_while (!gradus_lr_finder_done (GRADUS_LR_FINDER (dialog)));
  go_round_dialog (dialog);
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
  g_test_add_func ("/tab-order/data-panels", test_data_panels);
  g_test_add_func ("/tab-order/run", test_run);
  g_test_add_func ("/tab-order/runs", test_runs);
  g_test_add_func ("/tab-order/preferences", test_preferences);
  g_test_add_func ("/tab-order/about", test_about);
  g_test_add_func ("/tab-order/shortcuts", test_shortcuts);
  g_test_add_func ("/tab-order/load-weights", test_load_weights);
  g_test_add_func ("/tab-order/find-rate", test_find_rate);
  status = g_test_run ();
  g_object_unref (application);
  return status;
}
