/* test-data-predictions.c - what a model makes of the items of a data set, in the browser. */
#include "train/checkpoint.h"
#include "train/evaluate.h"

#include <glib/gstdio.h>
#include <math.h>

#include "data/registry.h"

#include "data-helpers.h"
#include "rows.h"

/* A file of weights that were never trained; the folder is the caller's to remove. */
static char *
write_weights (const char *folder)
{
  g_autoptr (GrProject) project = shapes_classifier ();
  g_autoptr (GrModule) module = gr_module_new (project->model, GR_FLOAT32, GR_CPU, NULL, NULL);
  char *path = g_build_filename (folder, "weights.safetensors", NULL);

  g_assert_true (gr_weights_save (module, path, NULL));
  return path;
}

/* Item by item it is what the engine measures over the whole. */
static void
check_against_metrics (const char *weights, GradusPredictions *predictions)
{
  g_autoptr (GrProject) project = shapes_classifier ();
  g_autoptr (GrModule) module = gr_module_new (project->model, GR_FLOAT32, GR_CPU, NULL, NULL);
  GrDataset *set = predictions->part->set;
  GrLoaderOptions options = GR_LOADER_OPTIONS_INIT;
  g_autoptr (GrLoader) loader = gr_loader_new (set, &options, NULL);
  g_autoptr (GrMetrics) metrics = gr_metrics_for (module, project->model, set);
  gint64 n, right = 0;

  g_assert_true (gr_weights_load (module, weights, NULL));
  g_assert_true (gr_evaluate (module, loader, metrics, NULL, NULL, NULL));
  const GrScore score = gr_metrics_score (metrics);
  const gint64 *confusion = gr_metrics_confusion (metrics, &n);
  for (gint64 c = 0; c < n; c++)
    right += confusion[c * n + c];
  g_assert_cmpfloat_with_epsilon (predictions->loss, score.loss, 1e-5);
  g_assert_cmpint (set->length - predictions->n_wrong, ==, right);
}

static void
run_until_predicted (GradusEvaluation *evaluation)
{
  wait_while (gradus_evaluation_running (evaluation));
  g_assert_no_error (gradus_evaluation_error (evaluation));
}

static void
check_order (GradusItems *items, GradusPredictions *predictions)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (items));
  gfloat before = INFINITY;

  gradus_items_set_order (items, GRADUS_ORDER_LOSS);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GradusItem) item = g_list_model_get_item (G_LIST_MODEL (items), i);

      g_assert_true (gradus_item_prediction (item) == &predictions->item[gradus_item_index (item)]);
      g_assert_cmpfloat (gradus_item_prediction (item)->loss, <=, before);
      before = gradus_item_prediction (item)->loss;
    }
  gradus_items_set_wrong_only (items, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (items)), ==, predictions->n_wrong);
  gradus_items_set_wrong_only (items, FALSE);
}

static void
test_predictions (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gradus-data-XXXXXX", NULL);
  g_autofree char *weights = write_weights (folder);
  g_autoptr (GradusDocument) document = gradus_document_new (shapes_classifier ());
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusEvaluation *evaluation = gradus_dataset_browser_evaluation (browser);
  GradusPart *part;
  GradusPredictions *predictions;
  guint expected = 0;

  gradus_dataset_browser_set_split (browser, "test");
  part = gradus_data_source_part (gradus_dataset_browser_source (browser), "test");
  gradus_dataset_browser_set_model (browser, "Run 1", shapes_classifier (), weights);
  g_assert_null (gradus_evaluation_predictions (evaluation, part));
  gradus_dataset_browser_show_cell (browser, 2, 5); /* predicts first */
  run_until_predicted (evaluation);
  predictions = gradus_evaluation_predictions (evaluation, part);
  g_assert_nonnull (predictions);
  check_against_metrics (weights, predictions);
  for (guint i = 0; i < 300; i++)
    {
      expected += part->label[i] == 2 && predictions->item[i].predicted == 5;
      g_assert_cmpfloat (predictions->item[i].confidence, >=, 0.1); /* the largest of ten */
      g_assert_cmpfloat (predictions->item[i].confidence, <=, 1);
    }
  g_assert_cmpuint (n_shown (browser), ==, expected);
  gradus_dataset_browser_show_cell (browser, -1, -1);
  g_assert_cmpuint (n_shown (browser), ==, 300);
  check_order (GRADUS_ITEMS (gradus_dataset_browser_items (browser)), predictions);

  /* Another model: what the one before predicted is no longer shown. */
  gradus_dataset_browser_set_model (browser, "Run 2", shapes_classifier (), "missing");
  g_assert_null (gradus_evaluation_predictions (evaluation, part));
  gradus_evaluation_start (evaluation, part, TRUE);
  wait_while (gradus_evaluation_running (evaluation));
  g_assert_nonnull (strstr (gradus_evaluation_error (evaluation)->message, "missing"));
  gtk_window_destroy (GTK_WINDOW (window));
  g_remove (weights);
  g_rmdir (folder);
}

static GtkWidget *
wrong_button (GradusDatasetBrowser *browser)
{
  return gtk_widget_get_ancestor (rows_find_label (GTK_WIDGET (browser), "Wrong Only"),
                                  GTK_TYPE_BUTTON);
}

/* The button leaves the items that the model takes for another class, and brings the rest back. */
static void
test_wrong_only (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (shapes_classifier ());
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusEvaluation *evaluation = gradus_dataset_browser_evaluation (browser);
  GradusItems *items = GRADUS_ITEMS (gradus_dataset_browser_items (browser));
  GradusPart *part = gradus_data_source_part (gradus_dataset_browser_source (browser), "train");
  GtkWidget *button = wrong_button (browser);
  GradusPredictions *predictions;
  guint n_wrong = 0;

  g_assert_false (gtk_widget_get_visible (button)); /* nobody knows what is wrong */
  gradus_dataset_browser_set_model (browser, "Run 1", shapes_classifier (), NULL);
  gradus_evaluation_start (evaluation, part, TRUE);
  run_until_predicted (evaluation);
  predictions = gradus_evaluation_predictions (evaluation, part);
  for (guint i = 0; i < 60; i++)
    n_wrong += predictions->item[i].predicted != part->label[i];
  g_assert_cmpuint (n_wrong, >, 0);
  g_assert_cmpuint (n_wrong, <, 60);

  g_assert_true (gtk_widget_get_visible (button));
  g_signal_emit_by_name (button, "clicked");
  run_until_settled (items);
  g_assert_cmpuint (n_shown (browser), ==, n_wrong);
  for (guint i = 0; i < n_wrong; i++)
    {
      const guint index = gradus_items_index (items, i);

      g_assert_cmpint (predictions->item[index].predicted, !=, part->label[index]);
    }
  g_signal_emit_by_name (button, "clicked");
  run_until_settled (items);
  g_assert_cmpuint (n_shown (browser), ==, 60);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* How much of the part is right is said, of each part its own. (transfer none) */
static GradusPredictions *
check_score (GradusDatasetBrowser *browser, const char *split)
{
  GradusEvaluation *evaluation = gradus_dataset_browser_evaluation (browser);
  GradusPart *part = gradus_data_source_part (gradus_dataset_browser_source (browser), split);
  GradusPredictions *predictions;
  g_autofree char *text = NULL;
  gint n = (gint) part->set->length, n_right = 0;

  gradus_evaluation_start (evaluation, part, TRUE);
  run_until_predicted (evaluation);
  predictions = gradus_evaluation_predictions (evaluation, part);
  for (gint i = 0; i < n; i++)
    n_right += predictions->item[i].predicted == part->label[i];
  g_assert_cmpint (n_right, >, 0);
  g_assert_cmpint (2 * n_right, !=, n); /* else right and wrong are the same */
  text = g_strdup_printf ("%.4g %% right, %d of %d wrong, loss %.4g", 100. * n_right / n,
                          n - n_right, n, predictions->loss);
  g_assert_nonnull (rows_find_label (GTK_WIDGET (browser), text));
  return predictions;
}

/* The mistakes of one part alone are asked for, and not those of the next: that begins with all of
 * its items. */
static void
test_other_part (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (shapes_classifier ());
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusPredictions *predictions;

  gradus_dataset_browser_set_model (browser, "Run 1", shapes_classifier (), NULL);
  predictions = check_score (browser, "train");
  g_signal_emit_by_name (wrong_button (browser), "clicked");
  g_assert_cmpuint (n_shown (browser), ==, predictions->n_wrong);

  gradus_dataset_browser_set_split (browser, "test");
  check_score (browser, "test");
  g_assert_true (gtk_widget_get_visible (wrong_button (browser)));
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (wrong_button (browser))));
  g_assert_cmpuint (n_shown (browser), ==, 300);
  gradus_dataset_browser_set_split (browser, "train");
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (wrong_button (browser))));
  g_assert_cmpuint (n_shown (browser), ==, 60);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Chooses the entry that says @text in the one of the drop-downs that has it, as a person would;
 * NULL where none has it. */
static GtkDropDown *
choose (GtkWidget *root, const char *text)
{
  GListModel *entries = GTK_IS_DROP_DOWN (root) ? gtk_drop_down_get_model (GTK_DROP_DOWN (root))
                                                : NULL;
  GtkDropDown *found = NULL;

  for (guint i = 0; entries && i < g_list_model_get_n_items (entries); i++)
    if (g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (entries), i), text))
      {
        gtk_drop_down_set_selected (GTK_DROP_DOWN (root), i);
        return GTK_DROP_DOWN (root);
      }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = choose (child, text);
  return found;
}

/* By what items are sorted, the smallest first. */
static gdouble
by_class (const GradusPredictions *all, guint i)
{
  return all->part->label[i];
}

static gdouble
by_loss (const GradusPredictions *all, guint i)
{
  return -(gdouble) all->item[i].loss;
}

static gdouble
by_confidence (const GradusPredictions *all, guint i)
{
  return all->item[i].confidence;
}

static gdouble
by_sureness (const GradusPredictions *all, guint i)
{
  return -(gdouble) all->item[i].confidence;
}

static gdouble
by_file (const GradusPredictions *all, guint i)
{
  return i;
}

static void
check_chosen_order (GradusDatasetBrowser *browser, const GradusPredictions *all,
                    gdouble (*key) (const GradusPredictions *all, guint i))
{
  GradusItems *items = GRADUS_ITEMS (gradus_dataset_browser_items (browser));
  guint n_steps = 0;

  run_until_settled (items);
  g_assert_cmpuint (n_shown (browser), ==, 60);
  for (guint i = 1; i < 60; i++)
    {
      const gdouble before = key (all, gradus_items_index (items, i - 1));
      const gdouble here = key (all, gradus_items_index (items, i));

      g_assert_cmpfloat (here, >=, before);
      n_steps += here > before;
    }
  g_assert_cmpuint (n_steps, >, 5);
}

/* Each entry of the drop-down does what it says; what was chosen holds for as long as it can, and
 * again once it can again. */
static void
test_orders (void)
{
  static const struct
  {
    const char *name;
    gdouble (*key) (const GradusPredictions *all, guint i);
  } orders[] = { { "By Class", by_class },        { "Largest Loss", by_loss },
                 { "Least Sure", by_confidence }, { "Surest", by_sureness },
                 { "File Order", by_file },       { "Surest", by_sureness } };
  g_autoptr (GradusDocument) document = gradus_document_new (shapes_classifier ());
  GtkWidget *window;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusEvaluation *evaluation = gradus_dataset_browser_evaluation (browser);
  GradusPart *part = gradus_data_source_part (gradus_dataset_browser_source (browser), "train");
  GradusPredictions *all;
  GtkDropDown *drop = NULL;
  GListModel *entries;

  g_assert_null (choose (window, "Surest")); /* nobody knows */
  gradus_dataset_browser_set_model (browser, "Run 1", shapes_classifier (), NULL);
  gradus_evaluation_start (evaluation, part, TRUE);
  run_until_predicted (evaluation);
  all = gradus_evaluation_predictions (evaluation, part);
  for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      drop = choose (window, orders[i].name);
      g_assert_nonnull (drop);
      check_chosen_order (browser, all, orders[i].key);
    }
  entries = gtk_drop_down_get_model (drop);
  g_signal_emit_by_name (evaluation,
                         "changed"); /* and all as before: who chooses just now goes on */
  g_assert_true (gtk_drop_down_get_model (drop) == entries);
  gradus_dataset_browser_set_split (browser, "test");
  g_assert_null (choose (window, "Surest"));
  gradus_dataset_browser_set_split (browser, "train");
  check_chosen_order (browser, all, by_sureness);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What was stopped leaves nothing behind. */
static void
test_cancel (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (shapes_classifier ());
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  g_autoptr (GradusEvaluation) evaluation = gradus_evaluation_new ();
  GradusPart *part;

  run_until_loaded (source);
  part = gradus_data_source_part (source, "test");
  gradus_evaluation_set_model (evaluation, "Run", shapes_classifier (), NULL);
  gradus_evaluation_start (evaluation, part, TRUE);
  gradus_evaluation_cancel (evaluation);
  g_assert_false (gradus_evaluation_running (evaluation));
  gradus_evaluation_start (evaluation, part, TRUE);
  run_until_predicted (evaluation);
  g_assert_nonnull (gradus_evaluation_predictions (evaluation, part));
}

/* "Predict" is off for a model that the data do not fit, and says why. */
static void
test_misfit (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (shapes_classifier ());
  g_autoptr (GError) error = NULL;
  GtkWidget *window, *button;
  GradusDatasetBrowser *browser = open_browser (document, &window);
  GradusEvaluation *evaluation = gradus_dataset_browser_evaluation (browser);
  GradusPart *part = gradus_data_source_part (gradus_dataset_browser_source (browser), "train");
  GrProject *other = shapes_classifier ();

  g_assert_true (gr_project_set (other, "input.shape=3,5,5", &error));
  gradus_dataset_browser_set_model (browser, "Run 1", other, "missing");
  wait_while (!gradus_evaluation_misfit (evaluation, part));
  g_assert_cmpstr (gradus_evaluation_misfit (evaluation, part), ==,
                   "The model takes items of 3×5×5, but those here are of 1×28×28. Choose the data "
                   "that it was made for, or a run that was trained on these.");
  button = gtk_widget_get_ancestor (rows_find_label (window, "Predict"), GTK_TYPE_BUTTON);
  g_assert_false (gtk_widget_get_sensitive (button));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==,
                   gradus_evaluation_misfit (evaluation, part));

  other = shapes_classifier ();
  g_assert_true (gr_project_set (other, "input.shape=auto", &error));
  g_assert_true (gr_project_set (other, "out.in_features=9", &error));
  gradus_dataset_browser_set_model (browser, "Run 2", other, "missing");
  wait_while (!gradus_evaluation_misfit (evaluation, part));
  g_assert_nonnull (strstr (gradus_evaluation_misfit (evaluation, part),
                            "does not run on items of 1×28×28, as those here are."));

  gradus_dataset_browser_set_model (browser, "Run 3", shapes_classifier (), "missing");
  g_assert_null (gradus_evaluation_misfit (evaluation, part));
  g_assert_true (gtk_widget_get_sensitive (button));
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
count_batch (const GrBatch *batch, GrTensor *outputs, const gdouble *losses, gpointer n)
{
  *(gint64 *) n += batch->size;
  return TRUE;
}

/* What takes the mean of a batch is given no batch of one item; where there is but one, it says so.
 */
static void
test_single (void)
{
  static const char json[]
      = "{\"gradus\": 1, \"data\": {\"set\": \"spirals\"}, \"model\": {\"blocks\": ["
        "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
        "{\"id\": \"bn\", \"kind\": \"BatchNorm1d\","
        " \"attributes\": {\"track_running_stats\": false}},"
        "{\"id\": \"out\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3}},"
        "{\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}], \"links\": ["
        "{\"from\": \"input\", \"to\": \"bn\"}, {\"from\": \"bn\", \"to\": \"out\"},"
        "{\"from\": \"out\", \"to\": \"loss\"}]}}";
  g_autoptr (JsonNode) options = json_from_string ("{\"n\": 257}", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GrDataset) set = gr_dataset_open ("spirals", json_node_get_object (options), NULL,
                                               &error);
  g_autoptr (GradusPredictor) predictor = NULL;
  gint64 n = 0;

  g_assert_no_error (error);
  g_assert_cmpint (set->length, ==, 257);
  predictor = gradus_predictor_new (read_project (json), NULL, set, &error);
  g_assert_no_error (error);
  g_assert_true (gradus_predictor_run_all (predictor, set, TRUE, count_batch, &n, &error));
  g_assert_cmpint (n, ==, 257);
  g_assert_null (gradus_predictor_run (predictor, set, 0, &error));
  g_assert_nonnull (strstr (error->message, "“bn” keeps no running statistics"));
}

int
main (int argc, char **argv)
{
  init_data_test (&argc, &argv);
  g_test_add_func ("/data-predictions/predictions", test_predictions);
  g_test_add_func ("/data-predictions/wrong-only", test_wrong_only);
  g_test_add_func ("/data-predictions/other-part", test_other_part);
  g_test_add_func ("/data-predictions/orders", test_orders);
  g_test_add_func ("/data-predictions/cancel", test_cancel);
  g_test_add_func ("/data-predictions/misfit", test_misfit);
  g_test_add_func ("/data-predictions/single", test_single);
  return g_test_run ();
}
