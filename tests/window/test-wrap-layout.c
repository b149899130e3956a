/* test-wrap-layout.c - children in rows: where rows end, and who gets what is left of them. */
#include <adwaita.h>

#include "style/wrap-layout.h"

#define SPACING 6

static GtkWidget *
child_new (gint width, gint height)
{
  GtkWidget *child = adw_bin_new ();

  gtk_widget_set_size_request (child, width, height);
  return child;
}

/* Three of these widths, the last of which expands. (transfer full) */
static GtkWidget *
box_new (gint room)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *last = child_new (50, 40);

  gtk_widget_set_layout_manager (box, gradus_wrap_layout_new ());
  g_object_set (gtk_widget_get_layout_manager (box), "room", room, NULL);
  gtk_box_append (GTK_BOX (box), child_new (100, 20));
  gtk_box_append (GTK_BOX (box), child_new (80, 30));
  gtk_widget_set_hexpand (last, TRUE);
  gtk_box_append (GTK_BOX (box), last);
  return g_object_ref_sink (box);
}

static gint
height_for (GtkWidget *box, gint width)
{
  gint minimum, natural;

  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, natural);
  return natural;
}

static void
assert_place (GtkWidget *box, guint index, gint x, gint y, gint width, gint height)
{
  GtkWidget *child = gtk_widget_get_first_child (box);
  graphene_rect_t place;

  while (index--)
    child = gtk_widget_get_next_sibling (child);
  g_assert_true (gtk_widget_compute_bounds (child, box, &place));
  g_assert_cmpfloat (place.origin.x, ==, x);
  g_assert_cmpfloat (place.origin.y, ==, y);
  g_assert_cmpfloat (place.size.width, ==, width);
  g_assert_cmpfloat (place.size.height, ==, height);
}

static void
place (GtkWidget *box, gint width)
{
  const gint height = height_for (box, width);

  gtk_widget_allocate (box, width, height, -1, NULL);
}

static void
test_rows (void)
{
  GtkWidget *box = box_new (0);
  const gint all = 100 + 80 + 50 + 2 * SPACING;
  gint minimum, natural;

  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100);
  g_assert_cmpint (natural, ==, all);

  g_assert_cmpint (height_for (box, all), ==, 40);
  place (box, all + 10);
  assert_place (box, 0, 0, 0, 100, 40);
  assert_place (box, 2, 192, 0, 60, 40);

  g_assert_cmpint (height_for (box, all - 1), ==, 30 + SPACING + 40);
  place (box, all - 1);
  assert_place (box, 1, 106, 0, 80, 30);
  assert_place (box, 2, 0, 36, all - 1, 40);

  g_assert_cmpint (height_for (box, 100), ==, 20 + 30 + 40 + 2 * SPACING);
  g_object_unref (box);
}

/* Nothing is kept free for what is hidden. */
static void
test_hidden (void)
{
  GtkWidget *box = box_new (0);

  gtk_widget_set_visible (gtk_widget_get_first_child (box), FALSE);
  g_assert_cmpint (height_for (box, 80 + SPACING + 50), ==, 40);
  place (box, 200);
  assert_place (box, 1, 0, 0, 80, 40);
  g_object_unref (box);
}

/* With room asked for, the last child has a row of its own until that is there. */
static void
test_room (void)
{
  GtkWidget *box = box_new (300);

  g_assert_cmpint (height_for (box, 490), ==, 30 + SPACING + 40);
  g_assert_cmpint (height_for (box, 492), ==, 40);
  place (box, 200);
  assert_place (box, 2, 0, 36, 200, 40);
  g_object_unref (box);
}

/* The last child stands in the corner of the first row, and rows below have all of the width. */
static void
test_corner (void)
{
  GtkWidget *box = box_new (0), *corner = child_new (30, 35);
  gint minimum, natural;

  gtk_widget_set_halign (corner, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (box), corner);
  gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  g_assert_cmpint (minimum, ==, 100 + SPACING + 30);
  g_assert_cmpint (natural, ==, 100 + 80 + 50 + 30 + 3 * SPACING);

  g_assert_cmpint (height_for (box, natural), ==, 40);
  place (box, natural + 10);
  assert_place (box, 2, 192, 0, 60, 40);
  assert_place (box, 3, 258, 0, 30, 40);

  g_assert_cmpint (height_for (box, natural - 1), ==, 35 + SPACING + 40);
  place (box, 250);
  assert_place (box, 2, 0, 41, 250, 40);
  assert_place (box, 3, 220, 0, 30, 35);

  gtk_widget_set_visible (corner, FALSE);
  g_assert_cmpint (height_for (box, 250), ==, 40);
  g_object_unref (box);
}

static void
test_right_to_left (void)
{
  GtkWidget *box = box_new (0);

  gtk_widget_set_direction (box, GTK_TEXT_DIR_RTL);
  place (box, 300);
  assert_place (box, 0, 200, 0, 100, 40);
  assert_place (box, 2, 0, 0, 108, 40);
  g_object_unref (box);
}

gint
main (gint argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wrap-layout/rows", test_rows);
  g_test_add_func ("/wrap-layout/hidden", test_hidden);
  g_test_add_func ("/wrap-layout/room", test_room);
  g_test_add_func ("/wrap-layout/corner", test_corner);
  g_test_add_func ("/wrap-layout/right-to-left", test_right_to_left);
  return g_test_run ();
}
