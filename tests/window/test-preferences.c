/* test-preferences.c - what is chosen in the preferences is what the program does. */
#include "preferences.h"
#include "settings.h"
#include "window-helpers.h"

/* What is chosen in the row is what the program looks like. */
static void
test_preferences (void)
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

gint
main (gint argc, char **argv)
{
  begin_window_test (&argc, &argv);
  g_test_add_func ("/preferences/preferences", test_preferences);
  return run_window_test ();
}
