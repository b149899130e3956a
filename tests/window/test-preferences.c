/* test-preferences.c - what is chosen in the preferences is what the program does. */
#include "preferences.h"
#include "settings.h"
#include "window-helpers.h"

/* What is chosen in the row is what the program looks like. */
static void
test_style (void)
{
  static const char *const styles[] = { "light", "dark", "system" };
  static const guint rows[] = { 1, 2, 0 };
  GtkWindow *preferences = gradus_preferences_new (NULL);
  GtkWidget *row = find_widget (GTK_WIDGET (preferences), ADW_TYPE_COMBO_ROW);

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      g_autofree char *style = NULL;

      adw_combo_row_set_selected (ADW_COMBO_ROW (row), rows[i]);
      style = g_settings_get_string (gradus_settings (), "style");
      g_assert_cmpstr (style, ==, styles[i]);
    }
  gtk_window_destroy (preferences);
}

/* The switch and the number are the settings, whichever of the two changes. */
static void
test_bound (void)
{
  GSettings *settings = gradus_settings ();
  GtkWindow *preferences = gradus_preferences_new (NULL);
  GtkSwitch *animation = GTK_SWITCH (find_widget (GTK_WIDGET (preferences), GTK_TYPE_SWITCH));
  GtkSpinButton *threads = GTK_SPIN_BUTTON (
      find_widget (GTK_WIDGET (preferences), GTK_TYPE_SPIN_BUTTON));

  g_assert_true (gtk_switch_get_active (animation));
  gtk_switch_set_active (animation, FALSE);
  g_assert_false (g_settings_get_boolean (settings, "animation"));
  g_settings_reset (settings, "animation");
  g_assert_true (gtk_switch_get_active (animation));

  gtk_spin_button_set_value (threads, 3);
  g_assert_cmpint (g_settings_get_int (settings, "threads"), ==, 3);
  g_settings_set_int (settings, "threads", 2);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (threads), ==, 2);
  g_settings_reset (settings, "threads");
  gtk_window_destroy (preferences);
}

gint
main (gint argc, char **argv)
{
  begin_window_test (&argc, &argv);
  g_test_add_func ("/preferences/style", test_style);
  g_test_add_func ("/preferences/bound", test_bound);
  return run_window_test ();
}
