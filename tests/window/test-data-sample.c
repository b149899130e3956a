/* test-data-sample.c - one item of a data set, before and after each transform. */
#include "data/picture.h"
#include "data/pixel-view.h"
#include "data/sample-panel.h"
#include "document/for-thread.h"

#include <string.h>

#include "data-helpers.h"
#include "rows.h"

static void
take_result (GObject *object, GAsyncResult *result, gpointer user)
{
  *(GAsyncResult **) user = g_object_ref (result);
}

static GradusSample *
load_sample (GradusPart *part, const char *transforms, guint64 roll)
{
  g_autoptr (JsonNode) node = json_from_string (transforms, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GradusSample *sample;

  gradus_sample_load_async (part, 7, json_node_get_array (node), roll, NULL, take_result, &result);
  wait_while (!result);
  sample = gradus_sample_load_finish (result, &error);
  g_assert_no_error (error);
  return sample;
}

static gboolean
same_picture (const GradusSample *a, const GradusSample *b, guint stage)
{
  const GradusStage *x = a->stages->pdata[stage], *y = b->stages->pdata[stage];

  return x->n == y->n && memcmp (x->values, y->values, sizeof (gfloat) * x->n) == 0;
}

static void
test_sample (void)
{
  static const char transforms[]
      = "[{\"name\": \"random_crop\", \"size\": 20}, {\"name\": \"normalize\", "
        "\"mean\": 0.5, \"std\": 0.25}]";
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"shapes\", \"n\": 100, \"n_test\": 10}");
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  const GradusStage *stage;
  GradusPart *part;

  run_until_loaded (source);
  part = gradus_data_source_part (source, "train");
  g_autoptr (GradusSample) sample = load_sample (part, transforms, 0);
  g_autoptr (GradusSample) again = load_sample (part, transforms, 0);
  g_autoptr (GradusSample) rolled = load_sample (part, transforms, 1);
  g_assert_cmpuint (sample->stages->len, ==, 3);
  stage = sample->stages->pdata[0];
  g_assert_cmpint (stage->picture->width, ==, 28);
  stage = sample->stages->pdata[1];
  g_assert_true (stage->random);
  g_assert_cmpint (stage->picture->width, ==, 20);
  /* Stage after stage: what normalize saw is what the crop before it gave. */
  const GradusStage *normalized = sample->stages->pdata[2];
  for (gint64 i = 0; i < stage->n; i++)
    g_assert_cmpfloat_with_epsilon (normalized->values[i], (stage->values[i] - 0.5) / 0.25, 1e-5);
  g_assert_true (same_picture (sample, again, 1));
  g_assert_false (same_picture (sample, rolled, 1));
  g_assert_true (same_picture (sample, rolled, 0));

  g_autoptr (GradusSample) wrong = load_sample (
      part, "[{\"name\": \"center_crop\", \"size\": 99999}]", 0);
  stage = wrong->stages->pdata[wrong->stages->len - 1];
  g_assert_true (stage->problem || stage->picture);
}

/* A document's JSON is the main thread's: what samples are made from on several others shares
 * nothing with it, nor with one another's. */
static void
one_sample_less (GObject *object, GAsyncResult *result, gpointer user)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GradusSample) sample = gradus_sample_load_finish (result, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (sample->stages->len, ==, 3);
  --*(guint *) user;
}

static void
test_many_samples (void)
{
  enum
  {
    SAMPLES = 10000,
    IN_FLIGHT = 7
  };
  g_autoptr (JsonNode) node = json_from_string (
      "[{\"name\": \"center_crop\", \"size\": 20}, {\"name\": \"normalize\", \"mean\": [0.5], "
      "\"std\": [1e22], \"odd\": [null, true, {}]}]",
      NULL);
  g_autoptr (JsonNode) copy = gradus_json_for_thread (node);
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"shapes\", \"n\": 100, \"n_test\": 10}");
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  guint in_flight = 0;

  g_assert_true (json_node_equal (node, copy));
  g_assert_true (json_node_get_array (node) != json_node_get_array (copy));
  g_assert_true (json_array_get_object_element (json_node_get_array (node), 0)
                 != json_array_get_object_element (json_node_get_array (copy), 0));
  g_assert_null (gradus_json_for_thread (NULL));

  g_assert_true (
      gradus_document_set_section (document, "transforms", node, "Transforms", NULL, NULL));
  run_until_loaded (source);
  for (guint i = 0; i < SAMPLES; i++)
    {
      wait_while (in_flight == IN_FLIGHT);
      in_flight++;
      gradus_sample_load_async (gradus_data_source_part (source, "train"), i % 80,
                                gradus_document_project (document)->transforms, 0, NULL,
                                one_sample_less, &in_flight);
    }
  wait_while (in_flight);
}

static void
test_picture (void)
{
  static const guint8 pixels[] = { 0, 255, 51, 102, 10, 20, 30, 40, 1, 2, 3, 4, 5, 6, 7, 8 };
  const GrField field = { .dtype = GR_UINT8, .ndim = 2, .shape = { 4, 4 } };
  g_autoptr (GradusPicture) picture = gradus_picture_new (&field, pixels);
  g_autoptr (GdkTexture) texture = gradus_picture_texture (picture, 9);
  g_autofree char *text = gradus_picture_text (picture, 2, 0);
  guint32 shown[8 * 8];

  g_assert_cmpint (gdk_texture_get_width (texture), ==, 8); /* twice as large: a whole factor */
  gdk_texture_download (texture, (guchar *) shown, 8 * sizeof *shown);
  for (gint i = 0; i < 64; i++)
    g_assert_cmpuint (shown[i] & 0xff, ==, pixels[i / 16 * 4 + i % 8 / 2]);
  g_assert_cmpstr (text, ==, "51");
  g_clear_object (&texture);
  texture = gradus_picture_texture (picture, 2);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 2);
  gdk_texture_download (texture, (guchar *) shown, 2 * sizeof *shown);
  g_assert_cmpuint (shown[0] & 0xff, ==, (0 + 255 + 10 + 20 + 2) / 4);
}

/* --- in the side panel --------------------------------------------------------------------------
 */

static GradusSamplePanel *
wait_for_sample (GradusDatasetBrowser *browser)
{
  GradusSamplePanel *panel = GRADUS_SAMPLE_PANEL (
      find_widget (GTK_WIDGET (browser), GRADUS_TYPE_SAMPLE_PANEL));

  wait_while (!gradus_sample_panel_sample (panel));
  return panel;
}

/* A browser whose project has @transforms, with an item in its side panel. */
static GradusSamplePanel *
open_sample (const char *transforms, GtkWidget **window)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"shapes\", \"n\": 100, \"n_test\": 10}");
  g_autoptr (JsonNode) node = json_from_string (transforms, NULL);

  g_assert_true (
      gradus_document_set_section (document, "transforms", node, "Transforms", NULL, NULL));
  return wait_for_sample (open_browser (document, window));
}

/* The pixels of the small picture of a stage, *@width of them a row. (transfer full) */
static guint32 *
small_picture (GradusSamplePanel *panel, gint stage, gint *width)
{
  GtkFlowBox *stages = GTK_FLOW_BOX (find_widget (GTK_WIDGET (panel), GTK_TYPE_FLOW_BOX));
  GtkFlowBoxChild *child = gtk_flow_box_get_child_at_index (stages, stage);
  GtkWidget *picture = find_widget (GTK_WIDGET (child), GTK_TYPE_PICTURE);
  GdkTexture *texture = GDK_TEXTURE (gtk_picture_get_paintable (GTK_PICTURE (picture)));
  guint32 *pixels;

  *width = gdk_texture_get_width (texture);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, *width);
  pixels = g_new (guint32, *width * *width);
  gdk_texture_download (texture, (guchar *) pixels, (gsize) *width * sizeof *pixels);
  return pixels;
}

/* What is large once a person has chosen a stage. (transfer none) */
static const GradusPicture *
large_picture (GradusSamplePanel *panel, gint stage)
{
  GtkFlowBox *stages = GTK_FLOW_BOX (find_widget (GTK_WIDGET (panel), GTK_TYPE_FLOW_BOX));

  gtk_flow_box_select_child (stages, gtk_flow_box_get_child_at_index (stages, stage));
  return gradus_pixel_view_picture (
      GRADUS_PIXEL_VIEW (find_widget (GTK_WIDGET (panel), GRADUS_TYPE_PIXEL_VIEW)));
}

/* Each stage is shown as it leaves the transform, small and large: here mirrored, then the middle
 * alone. */
static void
test_before_and_after (void)
{
  GtkWidget *window;
  GradusSamplePanel *panel = open_sample ("[{\"name\": \"random_horizontal_flip\", \"p\": 1}, "
                                          "{\"name\": \"center_crop\", \"size\": 14}]",
                                          &window);
  gint width, flipped_width, cropped_width;
  g_autofree guint32 *original = small_picture (panel, 0, &width);
  g_autofree guint32 *flipped = small_picture (panel, 1, &flipped_width);
  g_autofree guint32 *cropped = small_picture (panel, 2, &cropped_width);
  g_autofree gfloat *values = g_memdup2 (large_picture (panel, 0)->value,
                                         28 * 28 * sizeof (gfloat));
  const GradusPicture *large;
  guint n_different = 0;

  g_assert_cmpint (width, ==, 2 * 28);
  g_assert_cmpint (flipped_width, ==, width);
  g_assert_cmpint (cropped_width, ==, 5 * 14);
  for (gint y = 0; y < width; y++)
    for (gint x = 0; x < width; x++)
      {
        g_assert_cmphex (flipped[y * width + x], ==, original[y * width + width - 1 - x]);
        n_different += flipped[y * width + x] != original[y * width + x];
      }
  g_assert_cmpuint (n_different, >, 0);
  for (gint y = 0; y < 14; y++)
    for (gint x = 0; x < 14; x++)
      g_assert_cmphex (cropped[5 * y * cropped_width + 5 * x], ==,
                       flipped[2 * (y + 7) * width + 2 * (x + 7)]);

  large = large_picture (panel, 1);
  g_assert_cmpint (large->width, ==, 28);
  for (gint i = 0; i < 28 * 28; i++)
    g_assert_cmpfloat (large->value[i], ==, values[i / 28 * 28 + 27 - i % 28] / 255);
  large = large_picture (panel, 2);
  g_assert_cmpint (large->width, ==, 14);
  for (gint i = 0; i < 14 * 14; i++)
    g_assert_cmpfloat (large->value[i], ==, values[(i / 14 + 7) * 28 + 27 - (i % 14 + 7)] / 255);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The button draws the random transforms anew, and leaves the item as it is. */
static void
test_roll_again (void)
{
  GtkWidget *window;
  GradusSamplePanel *panel = open_sample ("[{\"name\": \"random_crop\", \"size\": 20}]", &window);
  GtkWidget *button = gtk_widget_get_ancestor (rows_find_label (GTK_WIDGET (panel), "Roll Again"),
                                               GTK_TYPE_BUTTON);
  gint width, n_new = 0;
  g_autofree guint32 *original = small_picture (panel, 0, &width);
  g_autofree guint32 *before = small_picture (panel, 1, &width);

  g_assert_true (gtk_widget_get_visible (button));
  for (gint roll = 0; roll < 5; roll++)
    {
      g_autofree guint32 *same = NULL, *after = NULL;

      g_signal_emit_by_name (button, "clicked");
      g_assert_null (gradus_sample_panel_sample (panel)); /* it is made anew */
      wait_while (!gradus_sample_panel_sample (panel));
      after = small_picture (panel, 1, &width);
      n_new += memcmp (before, after, (gsize) width * (gsize) width * sizeof *after) != 0;
      same = small_picture (panel, 0, &width);
      g_assert_cmpmem (same, (gsize) width * (gsize) width * sizeof *same, original,
                       (gsize) width * (gsize) width * sizeof *original);
    }
  g_assert_cmpint (n_new, >=, 4); /* of 81 places, hardly twice that of the start */
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
set_transforms (GradusDocument *document, const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  g_assert_true (
      gradus_document_set_section (document, "transforms", node, "Transforms", NULL, NULL));
}

/* The item that is shown follows the transforms of the project: others, none, and undone. */
static void
test_transforms_change (void)
{
  g_autoptr (GradusDocument) document = document_with_data (
      "{\"set\": \"shapes\", \"n\": 100, \"n_test\": 10}");
  GtkWidget *window;
  GradusSamplePanel *panel = wait_for_sample (open_browser (document, &window));
  gint width;

  g_assert_cmpuint (gradus_sample_panel_sample (panel)->stages->len, ==, 1);
  set_transforms (document, "[{\"name\": \"random_horizontal_flip\", \"p\": 1}]");
  wait_while (!gradus_sample_panel_sample (panel)
              || gradus_sample_panel_sample (panel)->stages->len != 2);
  g_autofree guint32 *original = small_picture (panel, 0, &width);
  g_autofree guint32 *flipped = small_picture (panel, 1, &width);
  for (gint i = 0; i < width * width; i++)
    g_assert_cmphex (flipped[i], ==, original[i / width * width + width - 1 - i % width]);
  g_assert_true (gtk_widget_get_mapped (rows_find_label (window, "Original")));

  set_transforms (document, "[{\"name\": \"center_crop\", \"size\": 14}]");
  wait_while (!gradus_sample_panel_sample (panel));
  g_assert_cmpint (large_picture (panel, 1)->width, ==, 14);
  set_transforms (document, "[]");
  wait_while (!gradus_sample_panel_sample (panel));
  g_assert_cmpuint (gradus_sample_panel_sample (panel)->stages->len, ==, 1);
  g_assert_cmpint (large_picture (panel, 0)->width, ==, 28);
  g_assert_false (gtk_widget_get_mapped (rows_find_label (window, "Original")));
  gradus_document_undo (document);
  wait_while (!gradus_sample_panel_sample (panel));
  g_assert_cmpint (large_picture (panel, 1)->width, ==, 14);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  init_data_test (&argc, &argv);
  g_test_add_func ("/data-sample/stages", test_sample);
  g_test_add_func ("/data-sample/many", test_many_samples);
  g_test_add_func ("/data-sample/picture", test_picture);
  g_test_add_func ("/data-sample/before-and-after", test_before_and_after);
  g_test_add_func ("/data-sample/roll-again", test_roll_again);
  g_test_add_func ("/data-sample/transforms-change", test_transforms_change);
  return g_test_run ();
}
