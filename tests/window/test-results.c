/* test-results.c - what is shown of a model's results: its classes in a table, its worst mistakes,
 * its numbers against the true ones, its pictures beside those that came in. Of models that were
 * never trained, which err as well. */
#include "plot/heat-map.h"
#include "plot/histogram.h"
#include "plot/image-grid.h"
#include "plot/plot-view.h"
#include "training/findings.h"
#include "training/results.h"

#include <math.h>
#include <string.h>

#include "../unit/folder.h"
#include "clicking.h"
#include "data-helpers.h"

typedef struct
{
  GtkWidget *window;
  GradusDataSource *source;
  GradusEvaluation *evaluation;
  GradusResults *results;
} Shown;

/* Asks the model of @json about its data and waits until @page shows what came of it. */
static void
show (Shown *self, GrProject *project, GrProject *same, const char *page)
{
  g_autoptr (GradusDocument) document = gradus_document_new (project);

  self->window = adw_window_new ();
  self->source = gradus_data_source_new (document);
  self->evaluation = gradus_evaluation_new ();
  self->results = g_object_new (GRADUS_TYPE_RESULTS, NULL);
  gradus_results_set_data (self->results, self->source, self->evaluation);
  gradus_evaluation_set_model (self->evaluation, "Run 1", same, NULL);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->results));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 1200);
  gtk_window_present (GTK_WINDOW (self->window));
  wait_while (!g_str_equal (gradus_results_shown (self->results), page));
}

static void
show_classes (Shown *self)
{
  show (self, shapes_classifier (), shapes_classifier (), "classes");
}

static GradusPredictions *
predictions_of (Shown *self, const char *split)
{
  return gradus_evaluation_predictions (self->evaluation,
                                        gradus_data_source_part (self->source, split));
}

static void
leave (Shown *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_unref (self->source);
  g_object_unref (self->evaluation);
}

/* --- classes ------------------------------------------------------------------------------------
 */

static const char *
cell (GtkWidget *table, gint column, gint row)
{
  return gtk_label_get_text (GTK_LABEL (gtk_grid_get_child_at (GTK_GRID (table), column, row)));
}

static void
check_share (GtkWidget *table, gint column, gint row, guint part, guint whole)
{
  g_autofree char *text = whole ? g_strdup_printf ("%.1f %%", 100. * part / whole) : g_strdup ("–");

  g_assert_cmpstr (cell (table, column, row), ==, text);
}

static GtkWidget *
find_label_with (GtkWidget *widget, const char *part)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), part))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_label_with (child, part);
  return found;
}

/* No line of the title ends between a number and what it is of; and it begins where the title of
 * the drawing below does, which has an edge of 8 pixels. */
static void
test_title (void)
{
  Shown shown;
  GtkWidget *title, *matrix;
  const char *text;
  gdouble x;

  show_classes (&shown);
  title = find_label_with (GTK_WIDGET (shown.results), "Run 1 on 300 items");
  g_assert_nonnull (title);
  text = strstr (gtk_label_get_label (GTK_LABEL (title)), "\u00a0· ") + strlen ("\u00a0· ");
  g_assert_nonnull (strstr (text, "right"));
  g_assert_nonnull (strstr (text, "loss"));
  for (const char *space = strchr (text, ' '); space; space = strchr (space + 1, ' '))
    g_assert_true (g_str_has_prefix (space - 2, "· "));
  matrix = find_widget (GTK_WIDGET (shown.results), GRADUS_TYPE_HEAT_MAP);
  wait_while (gtk_widget_get_width (matrix) == 0);
  g_assert_true (gtk_widget_translate_coordinates (title, matrix, 0, 0, &x, NULL));
  g_assert_cmpfloat (x, ==, 8);
  leave (&shown);
}

/* Every number stands in the column that is named after it. */
static void
test_table (void)
{
  static const char *const titles[] = { "Class", "Items", "Precision", "Recall", "F1" };
  Shown shown;
  GradusPredictions *predictions;
  GtkWidget *table;
  guint n_telling = 0;

  show_classes (&shown);
  predictions = predictions_of (&shown, "test");
  table = find_widget (GTK_WIDGET (shown.results), GTK_TYPE_GRID);
  for (gint i = 0; i < (gint) G_N_ELEMENTS (titles); i++)
    g_assert_cmpstr (cell (table, i, 0), ==, titles[i]);
  for (gint c = 0; c < 10; c++)
    {
      guint right = 0, are = 0, taken = 0;
      g_autofree char *n = NULL;

      for (guint i = 0; i < 300; i++)
        {
          const gboolean is = gradus_part_label (predictions->part, i) == c;

          are += is;
          taken += predictions->item[i].predicted == c;
          right += is && predictions->item[i].predicted == c;
        }
      n = g_strdup_printf ("%u", are);
      g_assert_cmpstr (cell (table, 0, c + 1), ==, predictions->part->set->class_names[c]);
      g_assert_cmpstr (cell (table, 1, c + 1), ==, n);
      check_share (table, 2, c + 1, right, taken);
      check_share (table, 3, c + 1, right, are);
      check_share (table, 4, c + 1, 2 * right, are + taken);
      n_telling += right > 0 && are != taken;
    }
  g_assert_cmpuint (n_telling, >, 0); /* else the columns were alike */
  leave (&shown);
}

static void
note_cell (GradusResults *results, gint label, gint predicted, gint *noted)
{
  noted[0] = label;
  noted[1] = predicted;
}

/* What is said of it all: how many are right, and the mean loss. */
static void
test_right (void)
{
  Shown shown;
  GradusPredictions *predictions;
  GtkWidget *title;
  gdouble loss = 0;
  guint n_right = 0;
  g_autofree char *expected = NULL;

  show_classes (&shown);
  predictions = predictions_of (&shown, "test");
  for (guint i = 0; i < 300; i++)
    {
      n_right += predictions->item[i].predicted == gradus_part_label (predictions->part, i);
      loss += (gdouble) predictions->item[i].loss / 300;
    }
  g_assert_cmpuint (n_right, !=, 150);
  expected = g_strdup_printf ("Run 1 on 300 items (Test)\u00a0· "
                              "%.2f\u00a0%%\u00a0right\u00a0· loss\u00a0%.4g",
                              100. * n_right / 300, loss);
  title = find_label_with (GTK_WIDGET (shown.results), "Run 1 on ");
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (title)), ==, expected);
  leave (&shown);
}

/* The item with the greatest loss of those that are wrong, but for @before of them. */
static guint
worst_but (GradusPredictions *predictions, guint before)
{
  guint worst = 0;
  gfloat below = INFINITY;

  for (guint n = 0; n <= before; n++)
    {
      gfloat most = -1;

      for (guint i = 0; i < (guint) predictions->part->set->length; i++)
        if (gradus_predictions_wrong (predictions, i) && predictions->item[i].loss > most
            && predictions->item[i].loss < below)
          {
            most = predictions->item[i].loss;
            worst = i;
          }
      below = most;
    }
  return worst;
}

/* A click on one of the worst mistakes leads to the items that were taken so, and it among them. */
static void
test_mistakes (void)
{
  Shown shown;
  GradusPredictions *predictions;
  GtkWidget *worst;
  gint noted[2] = { -1, -1 };

  show_classes (&shown);
  predictions = predictions_of (&shown, "test");
  worst = find_widget (GTK_WIDGET (shown.results), GRADUS_TYPE_IMAGE_GRID);
  g_assert_true (gtk_widget_get_mapped (worst));
  g_signal_connect (shown.results, "show-cell", G_CALLBACK (note_cell), noted);
  for (guint i = 0; i < 4; i++)
    {
      const guint item = worst_but (predictions, i);

      click_cell (worst, (gint) i);
      g_assert_cmpint (noted[0], ==, gradus_part_label (predictions->part, item));
      g_assert_cmpint (noted[1], ==, predictions->item[item].predicted);
      g_assert_cmpint (noted[0], !=, noted[1]);
    }
  leave (&shown);
}

/* A model with more outputs than the data have classes, of which a new one takes most items for an
 * output that is no class. */
static GrProject *
wide_classifier (const char *csv)
{
  g_autofree char *json = g_strdup_printf (
      "{\"gradus\": 1, \"data\": {\"set\": \"%s\"}, \"model\": {\"blocks\": ["
      "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
      "{\"id\": \"out\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 30}},"
      "{\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}], \"links\": ["
      "{\"from\": \"input\", \"to\": \"out\"}, {\"from\": \"out\", \"to\": \"loss\"}]}}",
      csv);

  return read_project (json);
}

/* Three classes that lie in all directions. */
static char *
write_animals (char *folder)
{
  static const char *const names[] = { "bird", "cat", "dog" };
  g_autoptr (GString) text = g_string_new ("x,y,animal\n");

  for (gint i = 0; i < 60; i++)
    g_string_append_printf (text, "%d.5,%d.5,%s\n", i * 7 % 41 - 20, i * 13 % 37 - 18,
                            names[i % 3]);
  return folder_write (folder, "animals.csv", text->str, text->len);
}

/* Every item has its place in the matrix, also one that was taken for what is no class. */
static void
test_other_outputs (void)
{
  char *folder = folder_new ();
  g_autofree char *path = write_animals (folder);
  g_autoptr (GradusFindings) findings = NULL;
  GradusPredictions *predictions;
  GtkWidget *matrix, *table;
  guint n_others = 0;
  Shown shown;

  show (&shown, wide_classifier (path), wide_classifier (path), "classes");
  predictions = predictions_of (&shown, "train");
  findings = gradus_findings_new (predictions, NULL, NULL);
  g_assert_cmpuint (findings->n_classes, ==, 3);
  g_assert_cmpuint (findings->n_outputs, >, 3);
  table = find_widget (GTK_WIDGET (shown.results), GTK_TYPE_GRID);
  for (guint c = 0; c < 3; c++)
    {
      gint64 n = 0;

      for (guint k = 0; k < findings->n_outputs; k++)
        {
          gint64 expected = 0;

          for (guint i = 0; i < 60; i++)
            expected += i % 3 == c && predictions->item[i].predicted == findings->outputs[k];
          g_assert_cmpint (findings->counts[c * findings->n_outputs + k], ==, expected);
          n += expected;
          n_others += k >= 3 ? (guint) expected : 0;
        }
      g_assert_cmpint (n, ==, 20);
      g_assert_cmpstr (cell (table, 1, (gint) c + 1), ==, "20");
      check_share (table, 3, (gint) c + 1, (guint) findings->counts[c * findings->n_outputs + c],
                   20);
    }
  g_assert_cmpuint (n_others, >, 0);

  matrix = find_widget (GTK_WIDGET (shown.results), GRADUS_TYPE_HEAT_MAP);
  for (guint k = 3; k < findings->n_outputs; k++)
    {
      g_autofree char *title = gradus_part_class_title (predictions->part, findings->outputs[k]);
      g_autofree char *name = g_strdup_printf ("\nPredicted class: Class %d", findings->outputs[k]);
      g_autofree char *text = GRADUS_DRAWING_GET_CLASS (matrix)->cell_text (GRADUS_DRAWING (matrix),
                                                                            (gint) k);
      gint noted[2] = { -1, -1 };
      const gulong handler = g_signal_connect (shown.results, "show-cell", G_CALLBACK (note_cell),
                                               noted);

      g_assert_true (g_str_has_suffix (text, name));
      g_assert_true (g_str_has_suffix (name, title));
      click_cell (matrix, (gint) (findings->n_outputs + k));
      g_assert_cmpint (noted[0], ==, 1);
      g_assert_cmpint (noted[1], ==, findings->outputs[k]);
      g_signal_handler_disconnect (shown.results, handler);
    }
  leave (&shown);
  folder_remove (folder);
}

/* --- numbers ------------------------------------------------------------------------------------
 */

static GradusSeries *
curve_called (GradusPlot *plot, const char *name)
{
  for (guint i = 0; i < gradus_plot_n_curves (plot); i++)
    if (g_str_equal (gradus_plot_curve_at (plot, i)->name, name))
      return gradus_plot_curve_at (plot, i)->series;
  g_error ("no curve is called %s", name);
}

static GrProject *
line_project (const char *csv)
{
  g_autofree char *json = g_strdup_printf (
      "{\"gradus\": 1, \"data\": {\"set\": \"%s\"}, \"model\": {\"blocks\": ["
      "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [1]}},"
      "{\"id\": \"line\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 1}},"
      "{\"id\": \"loss\", \"kind\": \"MSELoss\"}], \"links\": ["
      "{\"from\": \"input\", \"to\": \"line\"}, {\"from\": \"line\", \"to\": \"loss\"}]}}",
      csv);

  return read_project (json);
}

/* What the model predicts stands over what is true, beside the line on which it would be right. */
static void
test_numbers (void)
{
  static const char text[] = "x,price\n1,50\n2,10\n3,40\n4,20\n5,30\n";
  static const gdouble truth[] = { 50, 10, 40, 20, 30 };
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "prices.csv", text, strlen (text));
  Shown shown;
  GradusPredictions *predictions;
  GradusPlot *plot;
  GradusSeries *items, *exact;

  show (&shown, line_project (path), line_project (path), "values");
  predictions = predictions_of (&shown, "train");
  plot = gradus_plot_view_plot (
      GRADUS_PLOT_VIEW (find_widget (GTK_WIDGET (shown.results), GRADUS_TYPE_PLOT_VIEW)));
  items = curve_called (plot, "Items");
  exact = curve_called (plot, "Exact");
  g_assert_cmpstr (gradus_plot_x_label (plot), ==, "True: price");
  g_assert_cmpstr (gradus_plot_y_label (plot), ==, "Predicted: price");
  g_assert_cmpuint (gradus_series_length (items), ==, G_N_ELEMENTS (truth));
  for (gsize i = 0; i < G_N_ELEMENTS (truth); i++)
    {
      const gsize at = gradus_series_nearest (items, truth[i]);

      g_assert_cmpfloat (gradus_series_x (items, at), ==, truth[i]);
      g_assert_cmpfloat (gradus_series_y (items, at), ==, (gdouble) predictions->values[i]);
      g_assert_cmpfloat (gradus_series_y (items, at), !=, truth[i]);
      g_assert_cmpfloat (gradus_series_x (exact, i), ==, gradus_series_y (exact, i));
    }
  leave (&shown);
  folder_remove (folder);
}

/* Of a column of one number there is no R²: it is said why. */
static void
test_constant_truth (void)
{
  static const char text[] = "x,price\n1,5\n2,5\n3,5\n4,5\n";
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "prices.csv", text, strlen (text));
  Shown shown;

  show (&shown, line_project (path), line_project (path), "values");
  g_assert_nonnull (
      find_label_with (GTK_WIDGET (shown.results), "R²\u00a0–\u00a0(all\u00a0true\u00a0values"));
  leave (&shown);
  folder_remove (folder);
}

/* An error is what was predicted minus what is true. */
static void
test_errors (void)
{
  static const char text[] = "x,price\n1,50\n2,10\n3,40\n4,20\n5,30\n";
  static const gdouble truth[] = { 50, 10, 40, 20, 30 };
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "prices.csv", text, strlen (text));
  g_autofree char *should = NULL, *is = NULL;
  gfloat errors[G_N_ELEMENTS (truth)];
  GtkWidget *histogram, *expected;
  GradusPredictions *predictions;
  Shown shown;

  show (&shown, line_project (path), line_project (path), "values");
  predictions = predictions_of (&shown, "train");
  for (gsize i = 0; i < G_N_ELEMENTS (truth); i++)
    errors[i] = (gfloat) (predictions->values[i] - truth[i]);
  expected = g_object_ref_sink (
      gradus_histogram_new (gradus_bins_new (NULL, errors, G_N_ELEMENTS (errors), 10)));
  histogram = find_widget (GTK_WIDGET (shown.results), GRADUS_TYPE_HISTOGRAM);
  is = GRADUS_DRAWING_GET_CLASS (histogram)->describe (GRADUS_DRAWING (histogram));
  should = GRADUS_DRAWING_GET_CLASS (expected)->describe (GRADUS_DRAWING (expected));
  g_assert_cmpstr (is, ==, should);
  g_object_unref (expected);
  leave (&shown);
  folder_remove (folder);
}

/* --- pictures -----------------------------------------------------------------------------------
 */

/* What comes out is pixel for pixel between 0 and 1, as what came in. */
static GrProject *
autoencoder (void)
{
  return read_project (
      "{\"gradus\": 1, \"data\": {\"set\": \"shapes\", \"n\": 20, \"n_test\": 10},"
      " \"model\": {\"blocks\": ["
      "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [1, 28, 28]}},"
      "{\"id\": \"conv\", \"kind\": \"Conv2d\","
      " \"attributes\": {\"out_channels\": 1, \"kernel_size\": 3, \"padding\": 1}},"
      "{\"id\": \"sigmoid\", \"kind\": \"Sigmoid\"},"
      "{\"id\": \"loss\", \"kind\": \"MSELoss\"}], \"links\": ["
      "{\"from\": \"input\", \"to\": \"conv\"}, {\"from\": \"conv\", \"to\": \"sigmoid\"},"
      "{\"from\": \"sigmoid\", \"to\": \"loss\"},"
      "{\"from\": \"input\", \"to\": \"loss\", \"input\": 1}]}}");
}

static char *
text_of_picture (GtkWidget *grid, gint picture)
{
  return GRADUS_DRAWING_GET_CLASS (grid)->cell_text (GRADUS_DRAWING (grid), picture);
}

/* Above each what came in, below what the model made of it. */
static void
test_reconstructions (void)
{
  enum
  {
    PAIRS = 8,
    PIXELS = 28 * 28
  };
  g_autofree gfloat *values = g_new (gfloat, 2 * PAIRS * PIXELS);
  GtkWidget *grid, *expected;
  GradusPredictions *predictions;
  Shown shown;

  show (&shown, autoencoder (), autoencoder (), "pictures");
  predictions = predictions_of (&shown, "test");
  for (guint i = 0; i < PAIRS; i++)
    {
      GrTensor *input = NULL, *target = NULL;
      g_autoptr (GrTensor) output = gradus_predictor_run (
          gradus_evaluation_predictor (shown.evaluation), predictions->part->set, i, NULL);

      g_assert_true (gr_dataset_get (predictions->part->set, i, &input, &target, NULL));
      for (guint k = 0; k < PIXELS; k++)
        {
          values[i * PIXELS + k] = (gfloat) gr_tensor_get (input, k).d / 255;
          values[(PAIRS + i) * PIXELS + k] = (gfloat) gr_tensor_get (output, k).d;
        }
      gr_tensor_unref (input);
      g_clear_pointer (&target, gr_tensor_unref);
    }
  expected = g_object_ref_sink (
      gradus_image_grid_new (gradus_images_new (values, 2 * PAIRS, 1, 28, 28)));
  grid = gtk_widget_get_last_child (
      gtk_widget_get_first_child (GTK_WIDGET (shown.results))); /* the page of pictures */
  grid = find_widget (grid, GRADUS_TYPE_IMAGE_GRID);
  g_assert_true (gtk_widget_get_mapped (grid));
  for (gint i = 0; i < 2 * PAIRS; i++)
    {
      g_autofree char *is = text_of_picture (grid, i), *should = text_of_picture (expected, i);

      g_assert_cmpstr (is, ==, should);
    }
  g_object_unref (expected);
  leave (&shown);
}

int
main (int argc, char **argv)
{
  init_data_test (&argc, &argv);
  g_test_add_func ("/results/table", test_table);
  g_test_add_func ("/results/title", test_title);
  g_test_add_func ("/results/right", test_right);
  g_test_add_func ("/results/mistakes", test_mistakes);
  g_test_add_func ("/results/other-outputs", test_other_outputs);
  g_test_add_func ("/results/numbers", test_numbers);
  g_test_add_func ("/results/constant-truth", test_constant_truth);
  g_test_add_func ("/results/errors", test_errors);
  g_test_add_func ("/results/reconstructions", test_reconstructions);
  return g_test_run ();
}
