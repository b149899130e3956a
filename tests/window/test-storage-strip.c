/* test-storage-strip.c - where elements lie in a storage: the sum, and back from a place; the strip
 * with several tensors over one storage. */
#include "hand.h"
#include "picture.h"
#include "tensor/storage-cells.h"
#include "tensor/storage-places.h"
#include "tensor/storage-strip.h"
#include "waiting.h"
#include "widgets.h"

#include <string.h>

/* Elements that are their own places. (transfer full) */
static GrTensor *
counting (gint64 n)
{
  GrTensor *tensor = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (n), NULL);

  for (gint64 i = 0; i < n; i++)
    gr_tensor_set (tensor, i, gr_float ((gdouble) i));
  return tensor;
}

static GrTensor *
view (GrTensor *base, GrInts shape, GrInts strides, gint64 offset)
{
  GError *error = NULL;
  GrTensor *tensor = gr_tensor_new_view (base, shape, strides, offset, &error);

  g_assert_no_error (error);
  return tensor;
}

/* --- places ----------------------------------------------------------------------------------- */

/* Each place has the elements that one finds by going through all of them. */
static void
check_places (GrTensor *base, GrInts shape, GrInts strides, gint64 offset)
{
  g_autoptr (GrTensor) tensor = view (base, shape, strides, offset);
  const gint64 numel = gr_tensor_numel (tensor);
  g_autofree gint64 *found = g_new (gint64, numel + 1);

  for (gint64 place = 0; place < gr_tensor_numel (base); place++)
    {
      const gint64 n = gradus_elements_at (tensor, place, found, numel);
      gint64 first = -1, next = 0;

      for (gint64 element = 0; element < numel; element++)
        if (gr_tensor_get (tensor, element).d == place)
          {
            g_assert_cmpint (next, <, n);
            g_assert_cmpint (found[next++], ==, element);
          }
      g_assert_cmpint (next, ==, n);
      if (n == 0)
        continue;
      g_assert_cmpint (gradus_elements_at (tensor, place, &first, 1), ==, n);
      g_assert_cmpint (first, ==, found[0]);
      g_autofree char *sum = gradus_place_sum (tensor, first);
      g_autofree char *end = g_strdup_printf (" = %" G_GINT64_FORMAT, place);
      g_assert_true (g_str_has_suffix (sum, n == numel && numel == 1 ? sum : end));
    }
}

static void
test_places (void)
{
  g_autoptr (GrTensor) base = counting (60);

  check_places (base, GR_INTS (60), GR_INTS (1), 0);
  check_places (base, GR_INTS (3, 4, 5), GR_INTS (20, 5, 1), 0);
  check_places (base, GR_INTS (5, 3, 4), GR_INTS (1, 20, 5), 0); /* permuted */
  check_places (base, GR_INTS (3, 2), GR_INTS (12, 2), 7);       /* sliced, with steps */
  check_places (base, GR_INTS (4, 3, 2), GR_INTS (0, 3, 0), 2);  /* expanded */
  check_places (base, GR_INTS (5, 1, 3), GR_INTS (0, 7, 0), 11); /* of one element */
  check_places (base, GR_INTS (20, 4), GR_INTS (1, 1), 3);       /* windows that overlap */
  check_places (base, GR_INTS (6, 3, 4), GR_INTS (2, 3, 5), 1);
  check_places (base, GR_EMPTY_INTS, GR_EMPTY_INTS, 9);
  check_places (base, GR_INTS (0, 3), GR_INTS (3, 1), 0);
}

static void
test_formula (void)
{
  g_autoptr (GrTensor) base = counting (60),
                       transposed = view (base, GR_INTS (4, 3), GR_INTS (1, 4), 8);
  g_autoptr (GrTensor) number = view (base, GR_EMPTY_INTS, GR_EMPTY_INTS, 9);
  g_autofree char *formula = gradus_place_formula (transposed);
  g_autofree char *sum = gradus_place_sum (transposed, 7), *own = gradus_place_sum (number, 0);
  g_autofree char *offset = gradus_place_formula (number);

  g_assert_cmpstr (formula, ==, "offset + i·stride₀ + j·stride₁");
  g_assert_cmpstr (sum, ==, "8 + 2·1 + 1·4 = 14");
  g_assert_cmpstr (offset, ==, "offset");
  g_assert_cmpstr (own, ==, "9 = 9");
}

/* --- the strip -------------------------------------------------------------------------------- */

typedef struct
{
  GtkWindow *window;
  GradusStorageStrip *strip;
  GtkWidget *cells;
  gint pointed_tensor, tensor;
  gint64 pointed, element;
  guint n;
} Fixture;

static void
on_activated (GradusStorageStrip *strip, gint tensor, gint64 element, Fixture *f)
{
  f->tensor = tensor;
  f->element = element;
  f->n++;
}

static void
on_pointed (GradusStorageStrip *strip, gint tensor, gint64 element, Fixture *f)
{
  f->pointed_tensor = tensor;
  f->pointed = element;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *strip = gradus_storage_strip_new ();

  f->strip = GRADUS_STORAGE_STRIP (strip);
  f->pointed = f->element = f->pointed_tensor = f->tensor = -1;
  g_signal_connect (strip, "element-activated", G_CALLBACK (on_activated), f);
  g_signal_connect (strip, "element-pointed", G_CALLBACK (on_pointed), f);
  gtk_box_append (GTK_BOX (box), strip);
  f->window = picture_window (box, 480, 260);
  f->cells = find_widget (strip, GRADUS_TYPE_STORAGE_CELLS);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  picture_settle ();
}

static graphene_point_t
middle_of (Fixture *f, gint tensor, gint64 place)
{
  graphene_rect_t area;

  gradus_storage_cells_area (GRADUS_STORAGE_CELLS (f->cells), tensor, place, &area);
  return GRAPHENE_POINT_INIT (area.origin.x + area.size.width / 2,
                              area.origin.y + area.size.height / 2);
}

static gboolean
is_seen (Fixture *f, gint64 place)
{
  const graphene_point_t middle = middle_of (f, -1, place);

  return middle.x > 20 && middle.x < gtk_widget_get_width (f->cells);
}

/* A matrix and its transpose over the same six numbers: the pointer on either says how its place is
 * found. */
static void
test_transpose (Fixture *f, gconstpointer unused)
{
  g_autoptr (GrTensor) base = counting (6), x = view (base, GR_INTS (2, 3), GR_INTS (3, 1), 0);
  g_autoptr (GrTensor) t = view (base, GR_INTS (3, 2), GR_INTS (1, 3), 0);
  GrTensor *const tensors[] = { x, t };
  static const char *const names[] = { "x", "x.t()" };

  gradus_storage_strip_set (f->strip, tensors, names, 2);
  gtk_test_widget_wait_for_draw (f->cells);
  g_assert_null (gradus_storage_strip_text (f->strip));
  const graphene_point_t in_storage = middle_of (f, -1, 4), in_t = middle_of (f, 1, 1);
  hand_point (f->cells, in_storage.x, in_storage.y);
  wait_while (f->pointed != 4);
  g_assert_cmpint (f->pointed_tensor, ==, 0);
  g_assert_cmpstr (gradus_storage_strip_text (f->strip), ==, "x[1, 1] → 0 + 1·3 + 1·1 = 4");
  hand_point (f->cells, in_t.x, in_t.y);
  wait_while (f->pointed_tensor != 1);
  g_assert_cmpint (f->pointed, ==, 2);
  g_assert_cmpstr (gradus_storage_strip_text (f->strip), ==, "x.t()[1, 0] → 0 + 1·1 + 0·3 = 1");
  hand_click (f->cells, in_t.x, in_t.y);
  wait_while (f->n == 0);
  g_assert_cmpint (f->tensor, ==, 1);
  g_assert_cmpint (f->element, ==, 2);
  picture_save (gtk_window_get_child (f->window), "storage-transpose");
  hand_point (f->cells, 1, 1);
  wait_while (f->pointed != -1);
  g_assert_cmpstr (gradus_storage_strip_text (f->strip), ==, "x.t()[1, 0] → 0 + 1·1 + 0·3 = 1");
  gradus_storage_strip_point (f->strip, 0, 5);
  g_assert_cmpstr (gradus_storage_strip_text (f->strip), ==, "x[1, 2] → 0 + 1·3 + 2·1 = 5");
  g_assert_cmpint (f->n, ==, 1);
}

/* The keys go through a tensor in the order of its indices, wherever that leads in the storage. */
static void
test_keys (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *key;
    gint tensor;
    gint64 element, place;
  } steps[] = {
    { "Right", 0, 0, 0 },         { "Right", 0, 1, 1 },
    { "Down", 1, 300, 1 },        { "Right", 1, 301, 201 },
    { "Left", 1, 300, 1 },        { "End", 1, 59999, 59999 },
    { "Right", 1, 59999, 59999 }, { "Up", 0, 59999, 59999 },
    { "Home", 0, 0, 0 },          { "Up", 0, 0, 0 },
    { "Return", 0, 0, 0 },
  };
  g_autoptr (GrTensor) base = counting (60000),
                       x = view (base, GR_INTS (300, 200), GR_INTS (200, 1), 0);
  g_autoptr (GrTensor) t = view (base, GR_INTS (200, 300), GR_INTS (1, 200), 0);
  GrTensor *const tensors[] = { x, t };
  static const char *const names[] = { "fc1.weight", "fc1.weight.t()" };
  guint n = 0;

  gradus_storage_strip_set (f->strip, tensors, names, 2);
  gtk_widget_grab_focus (f->cells);
  gtk_test_widget_wait_for_draw (f->cells);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      hand_key (f->cells, steps[i].key);
      if (!g_str_equal (steps[i].key, "Up") || steps[i].place != 0)
        wait_while (f->n == n);
      n = f->n;
      g_assert_cmpint (f->tensor, ==, steps[i].tensor);
      g_assert_cmpint (f->element, ==, steps[i].element);
      g_assert_true (is_seen (f, steps[i].place));
      if (i == 5)
        picture_save (gtk_window_get_child (f->window), "storage-long");
    }
}

/* Where a stride is 0 several elements lie in one place, and are told. */
static void
test_expanded (Fixture *f, gconstpointer unused)
{
  g_autoptr (GrTensor) base = counting (4), bias = view (base, GR_INTS (4), GR_INTS (1), 0);
  g_autoptr (GrTensor) expanded = view (base, GR_INTS (5, 4), GR_INTS (0, 1), 0);
  g_autoptr (GrTensor) slice = view (base, GR_INTS (2), GR_INTS (2), 1);
  GrTensor *const tensors[] = { bias, expanded, slice };
  static const char *const names[] = { "bias", "expanded", "slice" };
  GtkLabel *shared;

  gradus_storage_strip_set (f->strip, tensors, names, 3);
  gtk_test_widget_wait_for_draw (f->cells);
  shared = GTK_LABEL (
      gtk_widget_get_last_child (gtk_widget_get_first_child (GTK_WIDGET (f->strip))));
  gradus_storage_strip_select (f->strip, 1, 6);
  g_assert_cmpint (f->n, ==, 0);
  g_assert_cmpstr (gradus_storage_strip_text (f->strip), ==, "expanded[1, 2] → 0 + 1·0 + 2·1 = 2");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (shared)));
  g_assert_cmpstr (gtk_label_get_text (shared), ==,
                   "5 elements lie here: [0, 2], [1, 2], [2, 2], [3, 2], …");
  picture_save (gtk_window_get_child (f->window), "storage-expanded");
  gradus_storage_strip_set (f->strip, tensors, names, 1);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (shared)));
  gradus_storage_strip_set (f->strip, NULL, NULL, 0);
  gradus_storage_strip_point (f->strip, 0, 0);
  g_assert_null (gradus_storage_strip_text (f->strip));
  gtk_test_widget_wait_for_draw (f->cells);
}

/* At the width of a side panel. */
static void
test_narrow (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *strip = gradus_storage_strip_new ();
  GtkWindow *window;
  g_autoptr (GrTensor) base = counting (24);
  g_autoptr (GrTensor) x = view (base, GR_INTS (1, 2, 3, 4), GR_INTS (24, 12, 4, 1), 0);
  g_autoptr (GrTensor) y = view (base, GR_INTS (3, 4), GR_INTS (4, 1), 12);
  g_autoptr (GrTensor) z = view (base, GR_INTS (4, 3), GR_INTS (1, 4), 12);
  GrTensor *const tensors[] = { x, y, z };
  static const char *const names[] = { "conv1.weight", "conv1.weight[0, 1]", "z" };

  for (gint64 i = 0; i < 24; i++)
    gr_tensor_set (base, i, gr_float (0.37 * (gdouble) i - 3));
  gtk_box_append (GTK_BOX (box), strip);
  window = picture_window (box, 320, 240);
  gradus_storage_strip_set (GRADUS_STORAGE_STRIP (strip), tensors, names, 3);
  gradus_storage_strip_select (GRADUS_STORAGE_STRIP (strip), 1, 2);
  gtk_test_widget_wait_for_draw (strip);
  picture_save (box, "storage-narrow");
  g_assert_cmpint (gtk_widget_get_width (strip), ==, 320);
  gtk_window_destroy (window);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  picture_init ();
  g_test_add_func ("/storage-strip/places", test_places);
  g_test_add_func ("/storage-strip/formula", test_formula);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/storage-strip/transpose", test_transpose);
  ADD ("/storage-strip/keys", test_keys);
  ADD ("/storage-strip/expanded", test_expanded);
  g_test_add_func ("/storage-strip/narrow", test_narrow);
  return g_test_run ();
}
