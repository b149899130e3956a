/* test-data-points.c - a data set as points in a plane, and what a model says there. */
#include "data/regions.h"
#include "data/scatter-axes.h"
#include "data/scatter.h"
#include "plot/lettering.h"

#include "data-helpers.h"

static void
test_scatter (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"spirals\", \"n\": 90, \"n_test\": 30}");
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusScatter *scatter = GRADUS_SCATTER (find_widget (GTK_WIDGET (browser), GRADUS_TYPE_SCATTER));

  wait_while (gtk_widget_get_width (GTK_WIDGET (scatter)) < 100);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (scatter)));
  g_assert_cmpuint (gradus_scatter_nearest (scatter, 10, 10), <, 90);
  gradus_dataset_browser_set_class (browser, 1);
  g_assert_cmpuint (gradus_scatter_nearest (scatter, 10, 10), <, 30);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (browser), "data.view", "s", "table"));
  g_assert_false (gtk_widget_get_child_visible (GTK_WIDGET (scatter)));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Numbers and classes have room beside the points, and the points the most of it. */
static void
test_scatter_area (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"blobs\", \"classes\": 10, \"n\": 90, \"n_test\": 30}");
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  GradusScatterArea wide, narrow;

  run_until_loaded (source);
  wide = gradus_scatter_area (gradus_data_source_part (source, "train"), 1200, 600);
  narrow = gradus_scatter_area (gradus_data_source_part (source, "train"), 300, 600);
  g_assert_cmpfloat (wide.left, >, 30);
  g_assert_cmpfloat (wide.bottom, <, 580);
  g_assert_cmpfloat (wide.right - wide.left, >, 1000);
  g_assert_cmpfloat (wide.bottom - wide.top, >, 500);
  g_assert_cmpfloat (narrow.top, >, wide.top); /* the legend has more lines */
}

/* Of very many items a part is drawn, and the same part can be picked. */
static void
test_scatter_many (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"spirals\", \"n\": 50000, \"n_test\": 30}");
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusScatter *scatter = GRADUS_SCATTER (find_widget (GTK_WIDGET (browser), GRADUS_TYPE_SCATTER));

  wait_while (gtk_widget_get_width (GTK_WIDGET (scatter)) < 100);
  for (gint y = 0; y < 300; y += 50)
    g_assert_cmpuint (gradus_scatter_nearest (scatter, 2 * y, y) % 3, ==, 0);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A model that was never trained says something everywhere, too. */
static void
take_regions (GObject *object, GAsyncResult *result, gpointer user)
{
  *(GradusRegions **) user = gradus_regions_new_finish (result, NULL);
}

static void
test_regions (void)
{
  static const char json[]
      = "{\"gradus\": 1, \"data\": {\"set\": \"spirals\"}, \"model\": {\"blocks\": ["
        "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
        "{\"id\": \"out\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3}},"
        "{\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}], \"links\": ["
        "{\"from\": \"input\", \"to\": \"out\"}, {\"from\": \"out\", \"to\": \"loss\"}]}}";
  g_autoptr (GradusDocument) document = document_with_data ("{\"set\": \"spirals\"}");
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  g_autoptr (GradusPredictor) predictor = NULL;
  g_autoptr (GradusRegions) regions = NULL;
  GradusPart *part;
  gint x, y;

  run_until_loaded (source);
  part = gradus_data_source_part (source, "train");
  predictor = gradus_predictor_new (read_project (json), NULL, part->set, NULL);
  gradus_regions_new_async (predictor, part, (GradusFrame){ -2, 2, -1, 1 }, NULL, take_regions,
                            &regions);
  wait_while (!regions);

  /* A cell says what the model says of its middle. */
  x = regions->width / 3;
  y = regions->height / 4;
  const gfloat middle[] = { -2 + 4 * (x + .5f) / regions->width,
                            -1 + 2 * (y + .5f) / regions->height };
  g_autoptr (GrTensor) input = gr_tensor_new_from (GR_FLOAT32, middle, GR_INTS (1, 2), NULL);
  g_autoptr (GrDataset) one = gr_dataset_from_tensors ("one", &input, NULL, 1, NULL, NULL, 0, NULL);
  g_autoptr (GrTensor) output = gradus_predictor_run (predictor, one, 0, NULL);
  const gint32 class = regions->class[y * regions->width + x];
  g_assert_cmpfloat_with_epsilon (regions->value[y * regions->width + x],
                                  GR_DATA (gfloat, output)[class], 1e-4);
  for (gint c = 0; c < 3; c++)
    g_assert_cmpfloat (GR_DATA (gfloat, output)[c], <=, GR_DATA (gfloat, output)[class]);
}

static guint32
pixel (cairo_surface_t *surface, gint x, gint y)
{
  const guchar *row = cairo_image_surface_get_data (surface)
                      + y * cairo_image_surface_get_stride (surface);

  return ((const guint32 *) row)[x] & 0xffffff;
}

/* The model's curve begins where it begins, whatever was drawn before it, and does not leave the
 * axes. */
static void
test_curve (void)
{
  gfloat values[] = { 0.5, 0.5, 0.5, 40 };
  const GradusRegions curve = { .frame = { 0, 1, 0, 1 }, .width = 4, .height = 1, .value = values };
  const GradusScatterArea area = { 100, 100, 300, 200 };
  const GradusPalette *palette = gradus_palette_get (FALSE, FALSE);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 400, 300);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();

  gdk_cairo_set_source_rgba (cr, &palette->background);
  cairo_paint (cr);
  gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, " ", &palette->text, 350, 20, 0, .5);
  g_assert_false (cairo_has_current_point (cr));
  cairo_move_to (cr, 350, 20); /* as others may leave it */
  gradus_regions_draw (&curve, cr, &area, palette);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_assert_cmphex (pixel (surface, 160, 150), !=, pixel (surface, 0, 0));
  for (gint y = 0; y < 300; y++)
    for (gint x = 0; x < 400; x++)
      if (y < 100 || (x < 220 && y < 140))
        g_assert_cmphex (pixel (surface, x, y), ==, pixel (surface, 0, 0));
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  init_data_test (&argc, &argv);
  g_test_add_func ("/data-points/scatter", test_scatter);
  g_test_add_func ("/data-points/area", test_scatter_area);
  g_test_add_func ("/data-points/many", test_scatter_many);
  g_test_add_func ("/data-points/regions", test_regions);
  g_test_add_func ("/data-points/curve", test_curve);
  return g_test_run ();
}
