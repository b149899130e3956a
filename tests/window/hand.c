/* hand.c - see hand.h. */
#include "hand.h"

#include <gdk/x11/gdkx.h>

#include "waiting.h"

#define FRAMES 3                  /* until what an event changed is drawn */
#define SLOW_DOUBLE_CLICK_MS 3000 /* so long a loaded machine may take from click to click */

static GtkWidget *window; /* that was pointed at last, while it is there */
static gint64 pressed;    /* when the last press of a button was handled */

/* --- waiting ---------------------------------------------------------------------------------- */

static gboolean
count_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user)
{
  guint *left = user;

  return --*left > 0;
}

/* Motion is handed on with the next frame, and what it changes is drawn with the one after. */
static void
settle (void)
{
  guint left = FRAMES;

  g_assert_nonnull (window);
  gdk_display_sync (gtk_widget_get_display (window));
  gtk_widget_add_tick_callback (window, count_frame, &left, NULL);
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
on_end (GObject *process, GAsyncResult *result, gpointer user)
{
  gint *state = user;

  *state = g_subprocess_wait_check_finish (G_SUBPROCESS (process), result, NULL) ? 1 : -1;
}

/* The main context runs meanwhile: some of what xdotool does waits for the window. */
static void
xdotool (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  gint state = 0;
  va_list more;

  g_ptr_array_add (argv, (gpointer) "xdotool");
  va_start (more, first);
  for (const char *word = first; word; word = va_arg (more, const char *))
    g_ptr_array_add (argv, (gpointer) word);
  va_end (more);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, on_end, &state);
  while (state == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (state, ==, 1);
  settle ();
}

static gboolean
say_over (gpointer over)
{
  *(gboolean *) over = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until the next press is the first of its own: GTK 4.8 else goes on measuring how far it is from
 * the first that it counted, wherever those since then were. */
static void
wait_for_new_count (GtkWidget *widget)
{
  gboolean over = FALSE;
  gint time;

  g_object_get (gtk_widget_get_settings (widget), "gtk-double-click-time", &time, NULL);
  time -= (gint) ((g_get_monotonic_time () - pressed) / G_TIME_SPAN_MILLISECOND);
  if (time < 0)
    return;
  g_timeout_add ((guint) time + 1, say_over, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* --- the pointer ------------------------------------------------------------------------------ */

/* (transfer full) */
static char *
window_id (void)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  return g_strdup_printf ("%lu", gdk_x11_surface_get_xid (surface));
}

void
hand_point (GtkWidget *widget, gdouble x, gdouble y)
{
  g_autofree char *id = NULL, *at_x = NULL, *at_y = NULL;
  gdouble dx, dy;

  g_set_weak_pointer (&window, GTK_WIDGET (gtk_widget_get_native (widget)));
  g_assert_true (gtk_widget_translate_coordinates (widget, window, x, y, &x, &y));
  gtk_native_get_surface_transform (GTK_NATIVE (window), &dx, &dy);
  id = window_id ();
  at_x = g_strdup_printf ("%d", (gint) (x + dx));
  at_y = g_strdup_printf ("%d", (gint) (y + dy));
  xdotool ("mousemove", "--window", id, at_x, at_y, NULL);
}

static void
button (const char *command, guint number)
{
  const char digit[] = { (char) ('0' + number), 0 };

  xdotool (command, digit, NULL);
  pressed = g_get_monotonic_time ();
}

void
hand_press (guint number)
{
  button ("mousedown", number);
}

void
hand_release (guint number)
{
  button ("mouseup", number);
}

/* Released once the press was handled: a motion that GTK makes up between them where the layout has
 * changed is said to be without a button, and cancels the gesture. */
static void
click (void)
{
  hand_press (1);
  hand_release (1);
}

void
hand_click (GtkWidget *widget, gdouble x, gdouble y)
{
  hand_point (widget, x, y);
  click ();
}

void
hand_click_on (GtkWidget *widget)
{
  wait_while (!gtk_widget_get_mapped (widget) || gtk_widget_get_width (widget) <= 1);
  hand_click (widget, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
}

void
hand_double_click (GtkWidget *widget, gdouble x, gdouble y)
{
  GtkSettings *settings = gtk_widget_get_settings (widget);

  hand_point (widget, x, y);
  wait_for_new_count (widget);
  g_object_set (settings, "gtk-double-click-time", SLOW_DOUBLE_CLICK_MS, NULL);
  click ();
  click ();
}

void
hand_drag (GtkWidget *widget, gdouble from_x, gdouble from_y, gdouble to_x, gdouble to_y)
{
  hand_point (widget, from_x, from_y);
  hand_press (1);
  hand_point (widget, (from_x + to_x) / 2, (from_y + to_y) / 2);
  hand_point (widget, to_x, to_y);
  hand_release (1);
}

void
hand_wheel (gint notches)
{
  for (gint i = 0; i < ABS (notches); i++)
    button ("click", notches > 0 ? 4 : 5);
}

/* --- the keyboard ----------------------------------------------------------------------------- */

void
hand_hold (const char *key)
{
  xdotool ("keydown", key, NULL);
}

void
hand_let_go (const char *key)
{
  xdotool ("keyup", key, NULL);
}

void
hand_key (GtkWidget *widget, const char *chord)
{
  g_autofree char *id = NULL;

  g_set_weak_pointer (&window, GTK_WIDGET (gtk_widget_get_native (widget)));
  id = window_id ();
  xdotool ("windowfocus", id, "key", chord, NULL);
}
