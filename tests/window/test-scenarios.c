/* test-scenarios.c - what a newcomer is promised, counted in actions: clicks, drags, key chords and
 * entered texts.
 */
#include <stdio.h>
#include <string.h>

#include "driver.h"

/* Whether a line says that training is in its second epoch or a later one, or has come to an end
 * after more than one, with what came of it in numbers. */
static gboolean
see_progress (Accessible *thing, gpointer user)
{
  g_autofree char *name = NULL;
  gboolean *proceeds = user;
  gint epoch = 0;

  if (accessible_role (thing) != ATSPI_ROLE_LABEL)
    return FALSE;
  name = accessible_name (thing);
  if (name && sscanf (name, "Epoch %d of 100", &epoch) == 1)
    *proceeds = epoch > 1 && strstr (name, "loss ");
  else if (name && sscanf (name, "Run 1: %d epochs", &epoch) == 1)
    *proceeds = epoch > 1 && strstr (name, " %");
  return *proceeds;
}

static gboolean
training_proceeds (gpointer user)
{
  gboolean proceeds = FALSE;

  driver_visit (user, see_progress, &proceeds);
  return proceeds;
}

static void
test_template_to_training_in_two_actions (void)
{
  g_autoptr (Driver) driver = driver_start (NULL);

  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Spirals");
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Train");
  g_assert_cmpuint (driver_n_actions (driver), ==, 2);
  driver_wait (training_proceeds, driver, "training to come beyond its first epoch");
  driver_picture ("two-actions");
  driver_abandon (driver);
}

typedef struct
{
  Driver *driver;
  gdouble first, last; /* mean loss of the epoch so far; 0: none seen yet */
} Losses;

/* What the bar says of it: "Epoch 1 of 5 · batch 80 of 422 · loss 1.2 · 53 %". */
static gboolean
read_loss (Accessible *thing, gpointer user)
{
  g_autofree char *name = accessible_role (thing) == ATSPI_ROLE_LABEL ? accessible_name (thing)
                                                                      : NULL;
  Losses *losses = user;
  const char *loss;

  if (!name || !g_str_has_prefix (name, "Epoch ") || !(loss = strstr (name, "loss ")))
    return FALSE;
  losses->last = g_ascii_strtod (loss + strlen ("loss "), NULL);
  if (losses->first == 0)
    losses->first = losses->last;
  return TRUE;
}

static gboolean
loss_has_fallen (gpointer user)
{
  Losses *losses = user;

  driver_visit (losses->driver, read_loss, losses);
  return losses->last < 0.75 * losses->first;
}

/* It is stopped as soon as it is seen to learn, long before the end of its epochs. */
static void
test_lenet_learns_in_two_actions (void)
{
  g_autoptr (Driver) driver = driver_start (NULL);
  Losses losses = { driver, 0, 0 };

  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "LeNet");
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Train");
  g_assert_cmpuint (driver_n_actions (driver), ==, 2);
  driver_wait (loss_has_fallen, &losses, "the loss to fall");
  driver_picture ("lenet-learns");
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Stop");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Run 1 stopped");
  driver_abandon (driver);
}

static gboolean
loss_is_said (gpointer user)
{
  Losses *losses = user;

  driver_visit (losses->driver, read_loss, losses);
  return losses->first > 0;
}

/* A click for the blank project, a key for the search, a text for the blocks, and Return; the data
 * and the Train button show that nothing is wrong with the model. */
static void
test_lenet_from_blank_in_twenty_actions (void)
{
  static const char *const names[] = { "conv1", "pool1", "conv2", "pool2", "flatten", "loss" };
  g_autoptr (Driver) driver = driver_start (NULL);
  Losses losses = { driver, 0, 0 };

  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Blank Project");
  driver_key (driver, "slash");
  driver_type (driver, "input 1,28,28; conv 6 5; relu; pool; conv 12 5; relu; pool; flatten; "
                       "linear 120; relu; linear 60; relu; linear 10; cross entropy");
  driver_picture ("lenet-typed");
  driver_key (driver, "Return");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    driver_expect (driver, ATSPI_ROLE_INVALID, names[i]);
  driver_picture ("lenet");
  driver_expect (driver, ATSPI_ROLE_INVALID, "N×10");

  driver_key (driver, "alt+2");
  driver_click (driver, ATSPI_ROLE_INVALID, "The Project's Data Set");
  driver_picture ("lenet-chooser");
  driver_click (driver, ATSPI_ROLE_LIST_ITEM, "Fashion-MNIST");
  driver_picture ("lenet-data");
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Train");
  driver_wait (loss_is_said, &losses, "the model to be trained");
  driver_picture ("lenet-trains");
  g_assert_cmpuint (driver_n_actions (driver), <=, 20);
  driver_abandon (driver);
}

static void
test_wrong_in_features_is_fixed_and_undone (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "examples",
                                                 "fashion-lenet.gradus", NULL);
  g_autoptr (Driver) driver = driver_start ((const char *const[]){ path, NULL });
  const char *message = "expects 100 features, but its input has 192";

  driver_click (driver, ATSPI_ROLE_INVALID, "fc1");
  driver_click (driver, ATSPI_ROLE_TEXT, "in_features");
  driver_key (driver, "ctrl+a");
  driver_type (driver, "100");
  driver_key (driver, "Return");
  driver_picture ("wrong");
  driver_expect (driver, ATSPI_ROLE_LABEL, message);
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "192");
  driver_wait_gone (driver, ATSPI_ROLE_LABEL, message);
  driver_picture ("fixed");
  driver_key (driver, "ctrl+z");
  driver_expect (driver, ATSPI_ROLE_LABEL, message);
  driver_key (driver, "ctrl+z");
  driver_wait_gone (driver, ATSPI_ROLE_LABEL, message);
  driver_abandon (driver);
}

/* From the page of training: a click to search, Return to use what is found. */
static void
test_learning_rate_in_two_actions (void)
{
  g_autoptr (Driver) driver = driver_start (NULL);
  guint before;

  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Spirals");
  driver_key (driver, "alt+3");
  before = driver_n_actions (driver);
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Find a Learning Rate");
  driver_expect (driver, ATSPI_ROLE_LABEL, "The loss falls fastest at");
  driver_picture ("learning-rate");
  driver_key (driver, "Return");
  driver_wait_gone (driver, ATSPI_ROLE_LABEL, "The loss falls fastest at");
  g_assert_cmpuint (driver_n_actions (driver) - before, ==, 2);
  driver_abandon (driver);
}

/* A run's results are of its best epoch or of its last weights; an older run's where it is chosen.
 */
static void
test_results_of_a_chosen_run (void)
{
  g_autoptr (Driver) driver = driver_start (NULL);

  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Spirals");
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Train");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Run 1: 100 epochs");
  driver_click (driver, ATSPI_ROLE_INVALID, "Results");
  driver_expect (driver, ATSPI_ROLE_LABEL, "% right");
  driver_click (driver, ATSPI_ROLE_INVALID, "Best: epoch");
  driver_key (driver, "Down");
  driver_key (driver, "Return");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Run 1, last on");
  driver_click (driver, ATSPI_ROLE_PUSH_BUTTON, "Train");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Run 2: 100 epochs");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Run 2, last on");
  driver_click (driver, ATSPI_ROLE_LIST_ITEM, "Run 1");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Run 1, last on");
  driver_picture ("results-chosen");
  driver_abandon (driver);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  driver_init ();
  g_test_add_func ("/scenarios/template", test_template_to_training_in_two_actions);
  g_test_add_func ("/scenarios/lenet-learns", test_lenet_learns_in_two_actions);
  g_test_add_func ("/scenarios/lenet", test_lenet_from_blank_in_twenty_actions);
  g_test_add_func ("/scenarios/fix", test_wrong_in_features_is_fixed_and_undone);
  g_test_add_func ("/scenarios/learning-rate", test_learning_rate_in_two_actions);
  g_test_add_func ("/scenarios/results", test_results_of_a_chosen_run);
  return g_test_run ();
}
