/* test-tensor-view.c - one tensor as numbers and as colours: its slices, what is pointed at,
 * selected and lit. */
#include "hand.h"
#include "picture.h"
#include "plot/heat-map.h"
#include "plot/histogram.h"
#include "plot/image-grid.h"
#include "tensor/number-grid.h"
#include "tensor/slice.h"
#include "tensor/slice-chooser.h"
#include "tensor/tensor-view.h"
#include "tensor/words.h"
#include "waiting.h"
#include "widgets.h"

#include <math.h>
#include <string.h>

/* Elements that are their own numbers, times @times. (transfer full) */
static GrTensor *
counting (GrInts shape, gdouble times)
{
  GrTensor *tensor = gr_tensor_new (GR_FLOAT32, GR_CPU, shape, NULL);

  for (gint64 i = 0; i < gr_tensor_numel (tensor); i++)
    gr_tensor_set (tensor, i, gr_float (times * (gdouble) i));
  return tensor;
}

/* --- slices ----------------------------------------------------------------------------------- */

/* Whichever dimensions are rows and columns, each element has one place, and is found there. */
static void
test_slices (void)
{
  g_autoptr (GrTensor) tensor = counting (GR_INTS (2, 3, 4, 5), 1);
  GradusSlice slice;

  gradus_slice_init (&slice, tensor);
  for (gint rows = 0; rows < 4; rows++)
    for (gint columns = 0; columns < 4; columns++)
      {
        if (rows == columns)
          continue;
        gradus_slice_set_rows (&slice, rows);
        gradus_slice_set_columns (&slice, columns);
        if (slice.row_dim != rows) /* they have changed places */
          gradus_slice_set_rows (&slice, rows);
        g_assert_cmpint (slice.row_dim, ==, rows);
        g_assert_cmpint (slice.column_dim, ==, columns);
        g_assert_cmpint (gradus_slice_n_others (&slice) * gradus_slice_rows (&slice)
                             * gradus_slice_columns (&slice),
                         ==, 120);
        for (gint64 element = 0; element < 120; element++)
          {
            gint64 row, column, others;

            gradus_slice_place (&slice, element, &row, &column, &others);
            gradus_slice_set_others (&slice, others);
            g_assert_cmpint (gradus_slice_others (&slice), ==, others);
            g_assert_cmpint (gradus_slice_element (&slice, row, column), ==, element);
            g_autoptr (GrTensor) view = gradus_slice_view (&slice, tensor);
            g_assert_cmpfloat (gr_tensor_get (view, row * gradus_slice_columns (&slice) + column).d,
                               ==, element);
          }
      }
}

static void
assert_slice (GrInts shape, gint row_dim, gint column_dim)
{
  g_autoptr (GrTensor) tensor = counting (shape, 1);
  GradusSlice slice;

  gradus_slice_init (&slice, tensor);
  g_assert_cmpint (slice.row_dim, ==, row_dim);
  g_assert_cmpint (slice.column_dim, ==, column_dim);
  g_autoptr (GrTensor) view = gradus_slice_view (&slice, tensor);
  g_assert_cmpint (view->ndim, ==, 2);
}

/* What has one index says nothing as rows or columns, where there are others. */
static void
test_first_slice (void)
{
  assert_slice (GR_EMPTY_INTS, -1, -1);
  assert_slice (GR_INTS (5), -1, 0);
  assert_slice (GR_INTS (1, 5), 0, 1);
  assert_slice (GR_INTS (5, 1), 0, 1);
  assert_slice (GR_INTS (6, 1, 5, 5), 2, 3);
  assert_slice (GR_INTS (64, 120, 1, 1), 0, 1);
  assert_slice (GR_INTS (1, 10, 1), 0, 1);
  assert_slice (GR_INTS (10, 1, 1), 0, 1);
  assert_slice (GR_INTS (4, 1, 7), 0, 2);
  assert_slice (GR_INTS (1, 1, 1), 1, 2);
}

/* --- words ------------------------------------------------------------------------------------ */

static void
assert_value (GrDType dtype, gdouble value, const char *expected)
{
  g_autoptr (GrTensor) tensor = gr_tensor_new_scalar (dtype, gr_float (value));
  g_autofree char *text = gradus_value_text (tensor, 0);

  g_assert_cmpstr (text, ==, expected);
}

/* As many digits as it takes in that dtype, and no more. */
static void
test_values (void)
{
  assert_value (GR_FLOAT32, 0.1, "0.1");
  assert_value (GR_FLOAT64, 0.1, "0.1");
  assert_value (GR_FLOAT32, 1 / 3.0, "0.33333334");
  assert_value (GR_FLOAT64, 1 / 3.0, "0.3333333333333333");
  assert_value (GR_FLOAT16, 1 / 3.0, "0.3333");
  assert_value (GR_BFLOAT16, -1 / 3.0, "−0.334");
  assert_value (GR_FLOAT32, -2e-20, "−2e−20");
  assert_value (GR_FLOAT32, NAN, "NaN");
  assert_value (GR_FLOAT32, -INFINITY, "−∞");
  assert_value (GR_INT64, -3, "−3");
  assert_value (GR_BOOL, 1, "True");
}

/* Element @i of as many, among the others. */
static void
assert_short (const gdouble *values, gsize n, gsize i, const char *expected)
{
  g_autoptr (GrTensor) tensor = gr_tensor_new_from (GR_FLOAT64, values, GR_INTS ((gint64) n), NULL);
  g_autofree char *text = gradus_short_value_text (tensor, (gint64) i, gradus_decimals_of (tensor));

  g_assert_cmpstr (text, ==, expected);
}

/* Numbers stand below one another by their points; zero is told from what is nearly zero. */
static void
test_short_values (void)
{
  static const gdouble weights[] = { 0.79, -2e-7, 0, NAN, 0.5 }, small[] = { 2e-5, 1e-9 };
  static const gdouble whole[] = { 3, -255, 0 }, large[] = { 1.5, 1234.56789 };
  static const gdouble huge[] = { 1.5, 2.5e9 }, middling[] = { 0.0123, 0 };

  assert_short (weights, 5, 0, "0.7900");
  assert_short (weights, 5, 1, "−0.0000");
  assert_short (weights, 5, 2, "0");
  assert_short (weights, 5, 3, "NaN");
  assert_short (small, 2, 0, "2.000×10⁻⁵");
  assert_short (small, 2, 1, "10⁻⁹");
  assert_short (whole, 3, 1, "−255");
  assert_short (large, 2, 0, "1.50");
  assert_short (large, 2, 1, "1234.57");
  assert_short (huge, 2, 0, "1.5000");
  assert_short (middling, 2, 0, "0.01230");
}

static void
test_index (void)
{
  g_autoptr (GrTensor) tensor = counting (GR_INTS (2, 3, 4), 1),
                       number = counting (GR_EMPTY_INTS, 1);
  g_autofree char *last = gradus_index_text (tensor, 23), *none = gradus_index_text (number, 0);
  g_autofree char *geometry = gradus_geometry_text (tensor);

  g_assert_cmpstr (last, ==, "[1, 2, 3]");
  g_assert_cmpstr (none, ==, "[]");
  g_assert_cmpstr (geometry, ==,
                   "[2, 3, 4]\u00a0· float32\u00a0· strides [12, 4, 1]\u00a0· offset 0");
}

/* --- the view --------------------------------------------------------------------------------- */

typedef struct
{
  GtkWindow *window;
  GradusTensorView *view;
  GtkWidget *grid, *heat;
  gint64 activated, pointed;
  guint n_activated;
} Fixture;

static void
on_activated (GradusTensorView *view, gint64 element, Fixture *f)
{
  f->activated = element;
  f->n_activated++;
}

static void
on_pointed (GradusTensorView *view, gint64 element, Fixture *f)
{
  f->pointed = element;
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  GtkWidget *view = gradus_tensor_view_new ();

  f->view = GRADUS_TENSOR_VIEW (view);
  f->activated = f->pointed = -1;
  g_signal_connect (view, "element-activated", G_CALLBACK (on_activated), f);
  g_signal_connect (view, "element-pointed", G_CALLBACK (on_pointed), f);
  f->window = picture_window (view, 480, 420);
  gtk_test_widget_wait_for_draw (view);
  f->grid = find_widget (view, GRADUS_TYPE_NUMBER_GRID);
  f->heat = find_widget (view, GRADUS_TYPE_HEAT_MAP);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  gtk_window_destroy (f->window);
  picture_settle ();
}

static graphene_point_t
middle_of (Fixture *f, gint64 row, gint64 column)
{
  graphene_rect_t area;

  gradus_number_grid_area (GRADUS_NUMBER_GRID (f->grid), row, column, &area);
  return GRAPHENE_POINT_INIT (area.origin.x + area.size.width / 2,
                              area.origin.y + area.size.height / 2);
}

static gboolean
is_seen (Fixture *f, gint64 row, gint64 column)
{
  const graphene_point_t middle = middle_of (f, row, column);

  return middle.x > 0 && middle.y > 20 && middle.x < gtk_widget_get_width (f->grid)
         && middle.y < gtk_widget_get_height (f->grid);
}

/* Index, value and gradient of what the pointer is on, and of what is selected. */
static void
test_pointing (Fixture *f, gconstpointer unused)
{
  g_autoptr (GrTensor) values = counting (GR_INTS (3, 4), 0.5),
                       gradient = counting (GR_INTS (3, 4), -1);

  gradus_tensor_view_set (f->view, "conv1.weight", values, gradient);
  gtk_test_widget_wait_for_draw (f->grid);
  g_assert_null (gradus_tensor_view_text (f->view));
  const graphene_point_t at = middle_of (f, 1, 2), other = middle_of (f, 2, 0);
  hand_point (f->grid, at.x, at.y);
  wait_while (f->pointed != 6);
  g_assert_cmpstr (gradus_tensor_view_text (f->view), ==, "[1, 2] = 3\u00a0· gradient −6");
  hand_click (f->grid, other.x, other.y);
  wait_while (f->activated != 8);
  g_assert_cmpint (gradus_tensor_view_selected (f->view), ==, 8);
  g_assert_cmpstr (gradus_tensor_view_text (f->view), ==, "[2, 0] = 4\u00a0· gradient −8");
  hand_point (f->grid, 1, 1);
  wait_while (f->pointed != -1);
  g_assert_cmpstr (gradus_tensor_view_text (f->view), ==, "[2, 0] = 4\u00a0· gradient −8");
  /* The gradient in its place says the same of an element. */
  gradus_tensor_view_set_shows_gradient (f->view, TRUE);
  gtk_test_widget_wait_for_draw (f->grid);
  g_assert_cmpstr (gradus_tensor_view_text (f->view), ==, "[2, 0] = 4\u00a0· gradient −8");
  picture_save (GTK_WIDGET (f->view), "tensor-gradient");
}

/* The arrow keys and their kin go from element to element, and what they reach is in view. */
static void
test_keys (Fixture *f, gconstpointer unused)
{
  static const struct
  {
    const char *key;
    gint64 element;
  } steps[] = {
    { "Down", 0 },    { "Down", 60 },     { "Right", 61 }, { "Left", 60 },
    { "Left", 60 },   { "End", 119 },     { "Up", 59 },    { "ctrl+End", 299999 },
    { "Up", 299939 }, { "ctrl+Home", 0 }, { "Return", 0 },
  };
  g_autoptr (GrTensor) values = counting (GR_INTS (5000, 60), 0.25);
  guint n = 0;

  gradus_tensor_view_set (f->view, "many", values, NULL);
  gtk_widget_grab_focus (f->grid);
  gtk_test_widget_wait_for_draw (f->grid);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      hand_key (f->grid, steps[i].key);
      wait_while (f->n_activated == n);
      n = f->n_activated;
      g_assert_cmpint (f->activated, ==, steps[i].element);
      g_assert_true (is_seen (f, f->activated / 60, f->activated % 60));
    }
  hand_key (f->grid, "Next");
  wait_while (f->n_activated == n);
  g_assert_cmpint (f->activated, >, 120);
  g_assert_cmpint (f->activated % 60, ==, 0);
  picture_save (GTK_WIDGET (f->view), "tensor-many");
}

/* Of four dimensions, what is selected from outside comes into view, and so does what is lit. */
static void
test_slice_follows (Fixture *f, gconstpointer unused)
{
  g_autoptr (GrTensor) values = counting (GR_INTS (4, 3, 40, 30), 1);
  const GradusLight lights[] = { { 3661, 1, GRADUS_LIGHT_FIRST },
                                 { 3662, -0.5, GRADUS_LIGHT_FIRST },
                                 { 3700, 1, GRADUS_LIGHT_SECOND } };

  gradus_tensor_view_set (f->view, "conv1", values, NULL);
  gtk_test_widget_wait_for_draw (f->grid);
  gradus_tensor_view_select (f->view, 7 * 1200 + 35 * 30 + 28);
  g_assert_cmpint (f->n_activated, ==, 0);
  g_assert_cmpstr (gradus_tensor_view_text (f->view), ==, "[2, 1, 35, 28] = 9478");
  gtk_test_widget_wait_for_draw (f->grid);
  g_assert_true (is_seen (f, 35, 28));
  gradus_tensor_view_light (f->view, lights, G_N_ELEMENTS (lights));
  gtk_test_widget_wait_for_draw (f->grid);
  g_assert_true (is_seen (f, 2, 1));
  const graphene_point_t at = middle_of (f, 2, 1);
  hand_click (f->grid, at.x, at.y);
  wait_while (f->activated != 3661); /* [1, 0, 2, 1] */
  picture_save (GTK_WIDGET (f->view), "tensor-lit");
  /* The same shape again is shown by the same slice. */
  gradus_tensor_view_set (f->view, "conv1", values, NULL);
  gtk_test_widget_wait_for_draw (f->grid);
  hand_click (f->grid, at.x, at.y);
  wait_while (f->n_activated != 2);
  g_assert_cmpint (f->activated, ==, 3661);
  /* What is lit is brought into view within a slice that is shown, too. */
  const GradusLight below[] = { { 3601 + 33 * 30, 1, GRADUS_LIGHT_FIRST },
                                { 3602 + 35 * 30, 1, GRADUS_LIGHT_FIRST } };
  gradus_tensor_view_light (f->view, below, G_N_ELEMENTS (below));
  gtk_test_widget_wait_for_draw (f->grid);
  g_assert_true (is_seen (f, 33, 1));
  g_assert_true (is_seen (f, 35, 2));
}

/* A heat map of a large matrix shows it part by part, in colours of its whole range; a click there
 * selects the element, and the selected one's part is shown. */
static void
test_heat_map (Fixture *f, gconstpointer unused)
{
  g_autoptr (GrTensor) values = counting (GR_INTS (300, 600), -1);
  GradusDrawing *heat = GRADUS_DRAWING (f->heat);
  const GradusLight lights[] = { { 299 * 600 + 520, 1, GRADUS_LIGHT_FIRST },
                                 { 290 * 600 + 540, 1, GRADUS_LIGHT_SECOND } };

  gradus_tensor_view_set (f->view, "fc1.weight", values, NULL);
  gradus_tensor_view_set_style (f->view, GRADUS_TENSOR_HEAT_MAP);
  wait_while (gradus_tensor_view_text (f->view) == NULL
              && (gradus_drawing_set_cell (heat, 256 + 2), FALSE));
  g_assert_cmpint (f->pointed, ==, 602);
  g_assert_cmpstr (gradus_tensor_view_text (f->view), ==, "[1, 2] = −602");
  gradus_tensor_view_select (f->view, 299 * 600 + 599);
  gradus_drawing_set_cell (heat, 0); /* of a part of 44 rows and 88 columns */
  g_assert_cmpint (f->pointed, ==, 256 * 600 + 512);
  g_autofree char *text = GRADUS_DRAWING_GET_CLASS (heat)->cell_text (heat, 88 + 1);
  g_assert_cmpstr (text, ==, "[257, 513] = −154713");
  GRADUS_DRAWING_GET_CLASS (heat)->activate (heat, 44 * 88 - 1);
  g_signal_emit_by_name (heat, "activated-cell", 44 * 88 - 1);
  g_assert_cmpint (f->activated, ==, 299 * 600 + 599);
  gradus_tensor_view_light (f->view, lights, G_N_ELEMENTS (lights));
  gradus_drawing_set_cell (heat, GRADUS_NO_CELL);
  picture_save (GTK_WIDGET (f->view), "tensor-part");
}

/* A vector is wrapped to rows, which change nothing in what its elements are called. */
static void
test_vector (Fixture *f, gconstpointer unused)
{
  g_autoptr (GrTensor) values = counting (GR_INTS (12000), 2);
  GradusDrawing *heat = GRADUS_DRAWING (f->heat);

  gradus_tensor_view_set (f->view, "bias", values, NULL);
  gradus_tensor_view_set_style (f->view, GRADUS_TENSOR_HEAT_MAP);
  gradus_drawing_set_cell (heat, 1234);
  g_assert_cmpint (f->pointed, ==, 1234);
  g_autofree char *text = GRADUS_DRAWING_GET_CLASS (heat)->cell_text (heat, 1234);
  g_assert_cmpstr (text, ==, "[1234] = 2468");
  gradus_tensor_view_select (f->view, 11000);
  gradus_drawing_set_cell (heat, 1000);
  g_assert_cmpint (f->pointed, ==, 11000);
}

/* How many indices one can choose. */
static guint
count_spins (Fixture *f)
{
  GtkWidget *chooser = find_widget (GTK_WIDGET (f->view), GRADUS_TYPE_SLICE_CHOOSER);
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (chooser); child;
       child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_get_child_visible (child) && gtk_widget_is_visible (child)
         && GTK_IS_SPIN_BUTTON (gtk_widget_get_last_child (child));
  return n;
}

/* The middle of a pixel of the pictures. */
static graphene_point_t
pixel_of (GtkWidget *pictures, gint picture, gint row, gint column, gint rows, gint columns)
{
  graphene_rect_t area;

  GRADUS_DRAWING_GET_CLASS (pictures)->cell_area (GRADUS_DRAWING (pictures),
                                                  gtk_widget_get_width (pictures),
                                                  gtk_widget_get_height (pictures), picture, &area);
  graphene_rect_inset (&area, 1, 1);
  return GRAPHENE_POINT_INIT (area.origin.x + (column + 0.5f) * area.size.width / columns,
                              area.origin.y + (row + 0.5f) * area.size.height / rows);
}

/* A picture for each index of the other dimensions, part by part; a pixel is an element. */
static void
test_pictures (Fixture *f, gconstpointer unused)
{
  g_autoptr (GrTensor) values = counting (GR_INTS (40, 2, 6, 5), 1);
  g_autoptr (GrTensor) coloured = counting (GR_INTS (2, 3, 6, 5), 1);
  GtkWidget *pictures = find_widget (GTK_WIDGET (f->view), GRADUS_TYPE_IMAGE_GRID);

  gradus_tensor_view_set (f->view, "conv1", values, NULL);
  gradus_tensor_view_set_style (f->view, GRADUS_TENSOR_PICTURES);
  gtk_test_widget_wait_for_draw (pictures);
  graphene_point_t at = pixel_of (pictures, 3, 2, 4, 6, 5);
  hand_point (pictures, at.x, at.y);
  wait_while (f->pointed != 3 * 30 + 2 * 5 + 4);
  g_assert_cmpstr (gradus_tensor_view_text (f->view), ==, "[1, 1, 2, 4] = 104");
  hand_click (pictures, at.x, at.y);
  wait_while (f->activated != 104);
  /* Picture 70, the seventh of the second part, is shown once it is lit. */
  gradus_tensor_view_light (f->view, &(GradusLight){ 70 * 30 + 7, 1, GRADUS_LIGHT_FIRST }, 1);
  gtk_test_widget_wait_for_draw (pictures);
  at = pixel_of (pictures, 6, 1, 2, 6, 5);
  hand_click (pictures, at.x, at.y);
  wait_while (f->activated != 70 * 30 + 7);
  picture_save (GTK_WIDGET (f->view), "tensor-second-part");
  /* Red, green and blue are one picture, whose pixels are no elements. */
  gradus_tensor_view_set (f->view, "input", coloured, NULL);
  gtk_test_widget_wait_for_draw (pictures);
  g_autofree char *words = GRADUS_DRAWING_GET_CLASS (pictures)->describe (
      GRADUS_DRAWING (pictures));
  g_assert_cmpstr (words, ==, "2 pictures of 5×6 pixels.");
  g_assert_cmpint (count_spins (f), ==, 0);
  at = pixel_of (pictures, 1, 1, 2, 6, 5);
  hand_click (pictures, at.x, at.y);
  g_assert_cmpint (gradus_tensor_view_selected (f->view), ==, -1);
  picture_save (GTK_WIDGET (f->view), "tensor-coloured");
  gradus_tensor_view_set_style (f->view, GRADUS_TENSOR_NUMBERS);
  g_assert_cmpint (count_spins (f), ==, 2);
}

/* What is counted in a thread comes into the histogram, unless another tensor came first. */
static void
test_counted (Fixture *f, gconstpointer unused)
{
  g_autoptr (GrTensor) many = counting (GR_INTS (200000), 1), few = counting (GR_INTS (10), 1);
  GtkWidget *histogram = find_widget (GTK_WIDGET (f->view), GRADUS_TYPE_HISTOGRAM);
  GradusDrawingClass *class = GRADUS_DRAWING_GET_CLASS (histogram);

  gradus_tensor_view_set_style (f->view, GRADUS_TENSOR_HISTOGRAM);
  gradus_tensor_view_set (f->view, "many", many, NULL);
  gradus_tensor_view_set (f->view, "few", few, NULL);
  g_autofree char *of_few = class->describe (GRADUS_DRAWING (histogram));
  g_assert_nonnull (strstr (of_few, "10 "));
  gradus_tensor_view_set (f->view, "many", many, few);
  g_autofree char *none = class->describe (GRADUS_DRAWING (histogram));
  while (TRUE)
    {
      g_autofree char *words = class->describe (GRADUS_DRAWING (histogram));

      if (!g_str_equal (words, none))
        {
          g_assert_nonnull (strstr (words, "200\u202f000 "));
          break;
        }
      g_main_context_iteration (NULL, TRUE);
    }
}

/* What has no numbers is not shown, and nothing is asked of it. */
static void
test_nothing (Fixture *f, gconstpointer unused)
{
  g_autoptr (GrTensor) meta = gr_tensor_new_meta (GR_FLOAT32, GR_META, GR_INTS (3, 4));
  g_autoptr (GrTensor) empty = counting (GR_INTS (0, 4), 1), values = counting (GR_INTS (2), 1);
  g_autoptr (GrTensor) number = counting (GR_EMPTY_INTS, 1);
  GrTensor *const shown[] = { meta, empty, NULL, number, values };

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    for (guint style = GRADUS_TENSOR_NUMBERS; style <= GRADUS_TENSOR_HISTOGRAM; style++)
      {
        gradus_tensor_view_set (f->view, NULL, shown[i], i % 2 ? meta : values);
        gradus_tensor_view_set_style (f->view, style);
        gradus_tensor_view_select (f->view, 0);
        gradus_tensor_view_light (f->view, &(GradusLight){ 1, 1, GRADUS_LIGHT_FIRST }, 1);
        gtk_test_widget_wait_for_draw (GTK_WIDGET (f->view));
      }
}

/* --- pictures --------------------------------------------------------------------------------- */

/* Something like the weights of a convolution, and an activation. */
static GrTensor *
waves (GrInts shape)
{
  GrTensor *tensor = counting (shape, 1);

  for (gint64 i = 0; i < gr_tensor_numel (tensor); i++)
    gr_tensor_set (tensor, i, gr_float (sin (i * 0.37) * cos (i * 0.011) * 0.8));
  return tensor;
}

static void
test_looks (void)
{
  static const struct
  {
    const char *name;
    gint width, height;
  } sizes[] = { { "wide", 800, 500 }, { "narrow", 320, 480 } };
  static const char *const styles[] = { "numbers", "heat-map", "pictures", "histogram" };
  g_autoptr (GrTensor) values = waves (GR_INTS (8, 3, 28, 28)),
                       gradient = waves (GR_INTS (8, 3, 28, 28));
  GradusLight lights[34];

  for (gint i = 0; i < 25; i++)
    lights[i] = (GradusLight){ 9 * 784 + (2 + i / 5) * 28 + 1 + i % 5, i - 12, GRADUS_LIGHT_FIRST };
  for (gint i = 0; i < 9; i++)
    lights[25 + i] = (GradusLight){ 9 * 784 + (9 + i / 3) * 28 + 1 + i % 3, 6,
                                    GRADUS_LIGHT_SECOND };
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint style = 0; style < G_N_ELEMENTS (styles); style++)
      {
        GtkWidget *view = gradus_tensor_view_new ();
        GtkWindow *window = picture_window (view, sizes[i].width, sizes[i].height);
        g_autofree char *name = g_strdup_printf ("tensor-%s-%s", styles[style], sizes[i].name);

        gradus_tensor_view_set (GRADUS_TENSOR_VIEW (view), "conv2.weight", values, gradient);
        gradus_tensor_view_set_style (GRADUS_TENSOR_VIEW (view), style);
        gradus_tensor_view_light (GRADUS_TENSOR_VIEW (view), lights, G_N_ELEMENTS (lights));
        gradus_tensor_view_select (GRADUS_TENSOR_VIEW (view), 9 * 784 + 7 * 28 + 4);
        gtk_test_widget_wait_for_draw (view);
        picture_save (view, name);
        /* A panel is no wider than it was asked to be. */
        g_assert_cmpint (gtk_widget_get_width (view), ==, sizes[i].width);
        gtk_window_destroy (window);
      }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  picture_init ();
  g_test_add_func ("/tensor-view/slices", test_slices);
  g_test_add_func ("/tensor-view/first-slice", test_first_slice);
  g_test_add_func ("/tensor-view/values", test_values);
  g_test_add_func ("/tensor-view/short-values", test_short_values);
  g_test_add_func ("/tensor-view/index", test_index);
#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/tensor-view/pointing", test_pointing);
  ADD ("/tensor-view/keys", test_keys);
  ADD ("/tensor-view/slice-follows", test_slice_follows);
  ADD ("/tensor-view/heat-map", test_heat_map);
  ADD ("/tensor-view/vector", test_vector);
  ADD ("/tensor-view/pictures", test_pictures);
  ADD ("/tensor-view/counted", test_counted);
  ADD ("/tensor-view/nothing", test_nothing);
  g_test_add_func ("/tensor-view/looks", test_looks);
  return g_test_run ();
}
