/* test-gestures.c - building with the mouse, as a person does: from the palette, by wires, by the
 * map, and what happens when a gesture is broken off; and building without one.
 */
#include "driver.h"

static Driver *
start (const char *example)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "examples", example,
                                                 NULL);

  return driver_start ((const char *const[]){ path, NULL });
}

static void
find_middle (Driver *driver, const char *name, gint *x, gint *y)
{
  g_autoptr (Accessible) block = driver_find (driver, ATSPI_ROLE_INVALID, name);

  driver_middle (block, x, y);
}

/* Pixels a unit of the canvas: input and the block behind it are 80 apart. */
static gdouble
zoom_of (Driver *driver)
{
  gint x, y, next_x, next_y;

  find_middle (driver, "input, Input", &x, &y);
  find_middle (driver, driver_has (driver, ATSPI_ROLE_INVALID, "conv0, ") ? "conv0, " : "conv1, ",
               &next_x, &next_y);
  return (next_y - y) / 80.0;
}

/* The middle of a block, by the beginning of what a screen reader is told of it. That knows where
 * it begins, and takes it for as large as it is at a zoom of 1. */
static void
find_block (Driver *driver, gdouble zoom, const char *name, gint *x, gint *y)
{
  find_middle (driver, name, x, y);
  *x += (gint) (132 * (zoom - 1));
  *y += (gint) (26 * (zoom - 1));
}

static void
assert_block_at (Driver *driver, gdouble zoom, const char *name, gint x, gint y)
{
  gint now_x, now_y;

  find_block (driver, zoom, name, &now_x, &now_y);
  g_assert_cmpint (now_x, ==, x);
  g_assert_cmpint (now_y, ==, y);
}

/* Where the palette has a kind. */
static void
find_kind (Driver *driver, const char *kind, gint *x, gint *y)
{
  g_autoptr (Accessible) row = driver_find (driver, ATSPI_ROLE_LABEL, kind);

  driver_middle (row, x, y);
}

static void
assert_output (Driver *driver, const char *block, const char *output)
{
  g_autoptr (Accessible) found = driver_find (driver, ATSPI_ROLE_INVALID, block);
  g_autofree char *name = accessible_name (found);

  if (!g_strstr_len (name, -1, output))
    g_error ("“%s” does not say “%s”", name, output);
}

/* From the palette onto a wire, which it is put into, and to where nothing is. A wire that is let
 * go where nothing is opens what fits there, and goes to what is taken. */
static void
test_adding (void)
{
  g_autoptr (Driver) driver = start ("fashion-lenet.gradus");
  const gdouble zoom = zoom_of (driver);
  gint x, y, conv_x, conv_y, relu_x, relu_y, foot;

  find_block (driver, zoom, "conv1, Conv2d", &conv_x, &conv_y);
  find_block (driver, zoom, "relu1, ReLU", &relu_x, &relu_y);
  find_kind (driver, "BatchNorm2d", &x, &y);
  driver_drag (driver, x, y, conv_x, (conv_y + relu_y) / 2);
  driver_picture ("gesture-spliced");
  assert_output (driver, "bn1, BatchNorm2d", "N×6×24×24");
  driver_key (driver, "ctrl+z");
  driver_wait_gone (driver, ATSPI_ROLE_INVALID, "bn1, BatchNorm2d");
  find_kind (driver, "MaxPool2d", &x, &y);
  driver_drag (driver, x, y, conv_x + 260, conv_y);
  find_block (driver, zoom, "pool3, MaxPool2d", &x, &y);
  find_block (driver, zoom, "conv1, Conv2d", &conv_x, &conv_y); /* the view may have followed */
  g_assert_cmpint (ABS (x - conv_x - 260), <=, 2);
  g_assert_cmpint (ABS (y - conv_y), <=, 2);

  /* From the port at its foot. */
  foot = conv_y + (gint) (26 * zoom);
  driver_drag (driver, conv_x, foot, conv_x + 260, conv_y + 90);
  driver_expect (driver, ATSPI_ROLE_LABEL, "BatchNorm2d");
  driver_picture ("gesture-wire");
  driver_type (driver, "avgpool 4");
  driver_key (driver, "Return");
  assert_output (driver, "AvgPool2d, 4×4", "N×6×6×6");
  driver_abandon (driver);
}

/* The map goes to what is pointed at. */
static void
test_minimap (void)
{
  g_autoptr (Driver) driver = start ("fashion-resnet.gradus");
  const gdouble zoom = zoom_of (driver);
  g_autoptr (Accessible) map = driver_find (driver, ATSPI_ROLE_IMAGE, "The whole model");
  gint x, y, map_x, map_y, moved_x, moved_y;

  find_block (driver, zoom, "input, Input", &x, &y);
  driver_middle (map, &map_x, &map_y);
  driver_drag (driver, map_x, map_y, map_x, map_y + 40);
  find_block (driver, zoom, "input, Input", &moved_x, &moved_y);
  g_assert_cmpint (moved_y, <, y - 200);
  driver_abandon (driver);
}

/* Drags by (90, 30), and on after @key was pressed. */
static void
drag_with_key (Driver *driver, gint x, gint y, const char *key)
{
  driver_press (driver, x, y);
  driver_move (driver, x + 90, y + 30);
  driver_key (driver, key);
  driver_move (driver, x + 120, y + 60);
  driver_release (driver);
}

/* Escape in the middle of a drag puts the block back; undo there takes back the step before. A key
 * that is pressed while a menu is open, and that the menu does not show, does nothing. A rectangle
 * around two blocks selects them; deleted, the chain is whole again. */
static void
test_handling (void)
{
  g_autoptr (Driver) driver = start ("fashion-lenet.gradus");
  const gdouble zoom = zoom_of (driver);
  gint x, y, moved_x, moved_y, step;

  find_block (driver, zoom, "relu1, ReLU", &x, &y);
  drag_with_key (driver, x, y, "Escape");
  assert_block_at (driver, zoom, "relu1, ReLU", x, y);
  driver_drag (driver, x, y, x + 200, y);
  find_block (driver, zoom, "relu1, ReLU", &moved_x, &moved_y);
  g_assert_cmpint (moved_x, >, x + 150);
  drag_with_key (driver, moved_x, moved_y, "ctrl+z");
  assert_block_at (driver, zoom, "relu1, ReLU", x, y);

  driver_click_at (driver, x, y);
  driver_key (driver, "Menu");
  driver_expect (driver, ATSPI_ROLE_INVALID, "Duplicate");
  driver_key (driver, "BackSpace");
  driver_key (driver, "Escape");
  driver_expect (driver, ATSPI_ROLE_INVALID, "relu1, ReLU");

  step = (gint) (80 * zoom);
  driver_drag (driver, x - 2 * step, y - step / 2, x + 2 * step, y + 3 * step / 2);
  driver_expect (driver, ATSPI_ROLE_LABEL, "2 blocks");
  driver_key (driver, "Delete");
  driver_wait_gone (driver, ATSPI_ROLE_INVALID, "pool1, MaxPool2d");
  assert_output (driver, "conv2, Conv2d", "N×12×20×20");
  driver_abandon (driver);
}

typedef struct
{
  Driver *driver;
  const char *name;
} Wanted;

static gboolean
has_focus (gpointer user)
{
  const Wanted *wanted = user;
  g_autoptr (Accessible) thing = driver_find (wanted->driver, ATSPI_ROLE_INVALID, wanted->name);

  return accessible_is (thing, ATSPI_STATE_FOCUSED);
}

/* Goes to a thing with Tab. */
static void
tab_to (Driver *driver, const char *name)
{
  Wanted wanted = { driver, name };

  for (guint i = 0; i < 60 && !has_focus (&wanted); i++)
    driver_key (driver, "Tab");
  driver_wait (has_focus, &wanted, name);
}

/* Nothing but keys: a wire is taken off and put back, two blocks are chosen and grouped. */
static void
test_keys (void)
{
  g_autoptr (Driver) driver = start ("fashion-lenet.gradus");

  tab_to (driver, "relu1, ReLU");
  driver_key (driver, "ctrl+u");
  driver_expect (driver, ATSPI_ROLE_LABEL, "conv1 → relu1");
  driver_picture ("keys-wire");
  driver_key (driver, "Delete");
  driver_wait_gone (driver, ATSPI_ROLE_LABEL, "conv1 → relu1");
  g_assert_false (driver_has (driver, ATSPI_ROLE_INVALID, "pool1, MaxPool2d, 2×2, N×6"));

  driver_key (driver, "shift+Tab");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Conv2d");
  driver_key (driver, "ctrl+k");
  driver_expect (driver, ATSPI_ROLE_LABEL, "Link conv1 to relu1");
  driver_picture ("keys-link");
  driver_key (driver, "Return");
  driver_wait_gone (driver, ATSPI_ROLE_LABEL, "Link conv1 to relu1");
  assert_output (driver, "relu1, ReLU", "N×6×24×24");

  driver_key (driver, "ctrl+shift+Down");
  driver_expect (driver, ATSPI_ROLE_LABEL, "2 blocks");
  driver_abandon (driver);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  driver_init ();
  g_test_add_func ("/gestures/adding", test_adding);
  g_test_add_func ("/gestures/handling", test_handling);
  g_test_add_func ("/gestures/keys", test_keys);
  g_test_add_func ("/gestures/minimap", test_minimap);
  return g_test_run ();
}
