/* test-settings.c - what is set in the preferences happens, and a window's size is kept. */
#include "../../src/app/settings.h"

#include <adwaita.h>

#include "cpu/pool.h"
#include "waiting.h"

static void
test_threads (void)
{
  const gint all = gr_pool_threads ();

  g_settings_set_int (gradus_settings (), "threads", 3);
  g_assert_cmpint (gr_pool_threads (), ==, 3);
  g_settings_set_int (gradus_settings (), "threads", 0);
  g_assert_cmpint (gr_pool_threads (), ==, all);
}

static void
test_style (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  g_settings_set_string (gradus_settings (), "style", "dark");
  g_assert_true (adw_style_manager_get_dark (manager));
  g_settings_set_string (gradus_settings (), "style", "light");
  g_assert_false (adw_style_manager_get_dark (manager));
}

static void
test_animation (void)
{
  gboolean moves;

  g_settings_set_boolean (gradus_settings (), "animation", FALSE);
  g_object_get (gtk_settings_get_default (), "gtk-enable-animations", &moves, NULL);
  g_assert_false (moves);
}

static void
test_window_size (void)
{
  GtkWindow *before = GTK_WINDOW (gtk_window_new ()), *after = GTK_WINDOW (gtk_window_new ());
  gint width, height;

  gtk_window_set_default_size (before, 900, 700);
  gradus_settings_keep_window (before);
  gradus_settings_restore_window (after);
  gtk_window_get_default_size (after, &width, &height);
  g_assert_cmpint (width, ==, 900);
  g_assert_cmpint (height, ==, 700);
  gtk_window_destroy (before);
  gtk_window_destroy (after);
}

/* The next window is as the last was. */
static void
test_maximised (void)
{
  GtkWindow *before = GTK_WINDOW (gtk_window_new ()), *after = GTK_WINDOW (gtk_window_new ());

  gtk_window_maximize (before);
  gtk_window_present (before);
  wait_while (!gtk_window_is_maximized (before));
  gradus_settings_keep_window (before);
  gradus_settings_restore_window (after);
  gtk_window_present (after);
  wait_while (!gtk_window_is_maximized (after));
  gtk_window_destroy (before);
  gtk_window_destroy (after);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  gradus_settings_follow ();
  g_test_add_func ("/settings/threads", test_threads);
  g_test_add_func ("/settings/style", test_style);
  g_test_add_func ("/settings/animation", test_animation);
  g_test_add_func ("/settings/window-size", test_window_size);
  g_test_add_func ("/settings/maximised", test_maximised);
  return g_test_run ();
}
