/* test-scenarios.c - what a newcomer is promised, counted in actions: clicks, drags, key chords and
 * entered texts.
 */
#include "driver.h"

static void
test_template_to_training_in_two_actions (void)
{
  g_autoptr (Driver) driver = driver_start (NULL);
  g_autoptr (AtspiAccessible) progress = NULL;

  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Spirals");
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Train");
  g_assert_cmpuint (driver_n_actions (driver), ==, 2);
  progress = driver_find (driver, ATSPI_ROLE_LABEL, "Run 1");
  driver_picture ("two-actions");
  g_assert_true (driver_close (driver));
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  driver_init ();
  g_test_add_func ("/scenarios/template", test_template_to_training_in_two_actions);
  return g_test_run ();
}
