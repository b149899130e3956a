/* test-watch.c - a layer looked at while it is trained, and after: its weights and gradients, what
 * it makes of an item, and how that went. */
#include "io/safetensors.h"
#include "plot/heat-map.h"
#include "plot/histogram.h"
#include "plot/image-grid.h"
#include "plot/spread.h"
#include "train/config.h"
#include "train/watch.h"
#include "training/look-back.h"
#include "training/tensor-look.h"
#include "training/watch-view.h"

#include "training-views-helpers.h"

/* A drawing in words: (transfer full). */
static char *
described (GtkWidget *drawing)
{
  return GRADUS_DRAWING_GET_CLASS (drawing)->describe (GRADUS_DRAWING (drawing));
}

/* Takes @expected. */
static void
assert_shows (GtkWidget *drawing, GtkWidget *expected)
{
  g_autofree char *is = described (drawing), *should = described (expected);

  g_assert_cmpstr (is, ==, should);
  g_object_unref (g_object_ref_sink (expected));
}

static GtkWidget *
bins_of (GrTensor *tensor)
{
  return gradus_histogram_new (
      gradus_bins_new (NULL, gr_tensor_data (tensor), (gsize) gr_tensor_numel (tensor), 10));
}

static void
choose_layer (GradusWatchView *view, const char *name)
{
  GtkDropDown *layers = GTK_DROP_DOWN (find_widget (GTK_WIDGET (view), GTK_TYPE_DROP_DOWN));
  GtkStringList *names = GTK_STRING_LIST (gtk_drop_down_get_model (layers));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (names)); i++)
    if (g_str_equal (gtk_string_list_get_string (names, i), name))
      gtk_drop_down_set_selected (layers, i);
}

static GradusWatchView *
show_view (Fixture *f)
{
  GradusWatchView *view = g_object_new (GRADUS_TYPE_WATCH_VIEW, NULL);

  gradus_watch_view_set_training (view, f->training);
  gtk_window_set_child (f->window, GTK_WIDGET (view));
  gtk_window_present (f->window);
  return view;
}

/* Asked while the run is paused and looked at; not asked when it cannot be seen. What that costs is
 * said. */
static void
test_layers (Fixture *f, gconstpointer data)
{
  GradusWatchView *view = show_view (f);
  static const char cost[] = "Step 2 · looking takes ";
  GtkWidget *label;
  gdouble share;
  char *end;

  gradus_training_step (f->training);
  wait_while (gradus_watch_view_step (view) != 1);
  gtk_widget_set_visible (GTK_WIDGET (view), FALSE);
  gradus_training_step (f->training);
  settle ();
  wait_while (gradus_training_snapshot (f->training)->step != 2);
  settle ();
  g_assert_cmpint (gradus_watch_view_step (view), ==, 1);
  gtk_widget_set_visible (GTK_WIDGET (view), TRUE);
  wait_while (gradus_watch_view_step (view) != 2);
  label = label_with (GTK_WIDGET (view), cost);
  g_assert_nonnull (label);
  g_assert_true (gtk_widget_get_mapped (label));
  share = g_ascii_strtod (gtk_label_get_label (GTK_LABEL (label)) + strlen (cost), &end);
  g_assert_cmpfloat (share, >=, 0);
  g_assert_true (g_str_has_prefix (end, " %"));
}

/* What there is to see now of a weight, or of what a layer makes of @item; the view must not be
 * seen, which would take it. (transfer full) */
static GrLook *
look_at (Fixture *f, const char *name, gint64 item)
{
  GrTrainer *trainer = gradus_training_trainer (f->training);
  GrLook *look;

  gr_trainer_watch (trainer, (const char *[]){ name, NULL }, item);
  wait_while (!(look = gr_trainer_look (trainer)));
  g_assert_cmpuint (look->n, ==, 1);
  return look;
}

/* Each of the two shows its own numbers. */
static void
test_bins (Fixture *f, gconstpointer data)
{
  GradusWatchView *view = show_view (f);
  GtkWidget *weights, *gradients;
  g_autoptr (GrLook) look = NULL;
  g_autofree char *text = NULL, *other = NULL, *name = NULL;

  step (f);
  wait_while (gradus_watch_view_step (view) != 1);
  weights = find_widget (GTK_WIDGET (view), GRADUS_TYPE_HISTOGRAM);
  gradients = gtk_widget_get_next_sibling (weights);
  g_assert_true (gtk_widget_get_mapped (weights));
  g_assert_true (gtk_widget_get_mapped (gradients));
  gtk_widget_set_visible (GTK_WIDGET (view), FALSE);
  look = look_at (f, "fc.weight", 0);
  assert_shows (weights, bins_of (look->tensors[0].value));
  assert_shows (gradients, bins_of (look->tensors[0].gradient));
  text = described (weights);
  other = described (gradients);
  g_assert_cmpstr (text, !=, other);
  /* The pictures above are “Weights” already. */
  name = GRADUS_DRAWING_GET_CLASS (weights)->title (GRADUS_DRAWING (weights));
  g_assert_cmpstr (name, ==, "Distribution of the Weights");
}

static const char conv_project[]
    = "{\"gradus\": 1, \"data\": {\"set\": \"shapes\", \"n\": 20, \"n_test\": 10},"
      " \"model\": {\"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [1, 28, 28]}},"
      "   {\"id\": \"conv\", \"kind\": \"Conv2d\","
      "    \"attributes\": {\"out_channels\": 4, \"kernel_size\": 5}},"
      "   {\"id\": \"flat\", \"kind\": \"Flatten\"},"
      "   {\"id\": \"fc\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 10}},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
      "  \"links\": ["
      "   {\"from\": \"input\", \"to\": \"conv\"}, {\"from\": \"conv\", \"to\": \"flat\"},"
      "   {\"from\": \"flat\", \"to\": \"fc\"}, {\"from\": \"fc\", \"to\": \"loss\"}]},"
      " \"training\": {\"epochs\": 1, \"batch_size\": 10}}";

/* Filters and what they make of an item are pictures, each with its own pixels; the weights of a
 * linear layer are a matrix. */
static void
test_filters (Fixture *f, gconstpointer data)
{
  GradusWatchView *view = show_view (f);
  GtkWidget *weights, *outputs;
  GtkWidget *expected;
  g_autoptr (GrLook) look = NULL;
  g_autofree char *text = NULL;

  step (f);
  wait_while (gradus_watch_view_step (view) != 1);
  weights = gtk_widget_get_ancestor (find_widget (GTK_WIDGET (view), GRADUS_TYPE_IMAGE_GRID),
                                     GTK_TYPE_STACK);
  outputs = find_widget (gtk_widget_get_next_sibling (weights), GRADUS_TYPE_IMAGE_GRID);
  weights = find_widget (weights, GRADUS_TYPE_IMAGE_GRID);
  g_assert_true (gtk_widget_get_mapped (weights));
  g_assert_true (gtk_widget_get_mapped (outputs));
  text = described (outputs);
  g_assert_cmpstr (text, ==, "4 pictures of 24×24 pixels.");

  gtk_widget_set_visible (GTK_WIDGET (view), FALSE);
  look = look_at (f, "conv.weight", 0);
  expected = g_object_ref_sink (
      gradus_image_grid_new (gradus_images_new_tensor (look->tensors[0].value, NULL)));
  for (gint i = 0; i < 4; i++)
    {
      g_autofree char *is = GRADUS_DRAWING_GET_CLASS (weights)->cell_text (GRADUS_DRAWING (weights),
                                                                           i);
      g_autofree char *should = GRADUS_DRAWING_GET_CLASS (expected)->cell_text (
          GRADUS_DRAWING (expected), i);

      g_assert_cmpstr (is, ==, should);
    }
  assert_shows (weights, expected);
  g_object_unref (expected);

  gtk_widget_set_visible (GTK_WIDGET (view), TRUE);
  choose_layer (view, "fc");
  wait_while (gtk_widget_get_mapped (weights));
  g_assert_true (gtk_widget_get_mapped (find_widget (GTK_WIDGET (view), GRADUS_TYPE_HEAT_MAP)));
}

/* What the layer makes of the item, in words: of the last matrix that is seen. (transfer full) */
static char *
shown_output (GradusWatchView *view)
{
  GtkWidget *row = gtk_widget_get_parent (gtk_widget_get_ancestor (
      find_widget (GTK_WIDGET (view), GRADUS_TYPE_HEAT_MAP), GTK_TYPE_STACK));
  GtkWidget *map = find_widget (gtk_widget_get_next_sibling (gtk_widget_get_first_child (row)),
                                GRADUS_TYPE_HEAT_MAP);

  return gtk_widget_get_mapped (map) ? described (map) : g_strdup ("");
}

static gboolean
shows_output (GradusWatchView *view, const char *text)
{
  g_autofree char *shown = shown_output (view);

  return g_str_equal (shown, text);
}

/* While there is a trainer, what is seen is what the layer makes of the item that is chosen. */
static void
test_item (Fixture *f, gconstpointer data)
{
  GradusWatchView *view = show_view (f);
  GtkSpinButton *item = GTK_SPIN_BUTTON (find_widget (GTK_WIDGET (view), GTK_TYPE_SPIN_BUTTON));
  g_autofree char *first = NULL;
  static const gint64 items[] = { 7, 29, 0 };

  step (f);
  wait_while (gradus_watch_view_step (view) != 1);
  first = shown_output (view);
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr (GrLook) look = NULL;
      g_auto (GradusTensorLook) drawn = { 0 };
      g_autoptr (GtkWidget) map = NULL;
      g_autofree char *expected = NULL;

      gtk_widget_set_visible (GTK_WIDGET (view), FALSE);
      look = look_at (f, "fc", items[i]);
      gradus_tensor_look_at (&drawn, look->tensors[0].value, NULL);
      map = g_object_ref_sink (gradus_heat_map_new (g_steal_pointer (&drawn.matrix)));
      expected = described (map);
      g_assert_cmpint (g_str_equal (expected, first), ==, items[i] == 0);
      gtk_widget_set_visible (GTK_WIDGET (view), TRUE);
      gtk_spin_button_set_value (item, (gdouble) items[i]);
      wait_while (!shows_output (view, expected));
    }
}

/* Of a run that is over, its last weights are seen, and what they make of the chosen item. */
static void
test_saved_layers (Fixture *f, gconstpointer data)
{
  g_autofree char *last = NULL, *other = NULL;
  GtkSpinButton *item;
  GradusWatchView *view = g_object_new (GRADUS_TYPE_WATCH_VIEW, NULL);
  GtkStack *stack = GTK_STACK (gtk_widget_get_first_child (GTK_WIDGET (view)));

  gradus_training_step (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_PAUSED);
  gradus_training_stop (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  gradus_watch_view_set_training (view, f->training);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "none");
  gtk_window_set_child (f->window, GTK_WIDGET (view));
  gtk_window_present (f->window);
  item = GTK_SPIN_BUTTON (find_widget (GTK_WIDGET (view), GTK_TYPE_SPIN_BUTTON));
  gtk_spin_button_set_value (item, 500); /* there are thirty */
  settle ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "layer");
  while (gtk_spin_button_get_value_as_int (item) != 29)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (item)));
  last = shown_output (view);
  gtk_spin_button_set_value (item, 28);
  do
    {
      g_clear_pointer (&other, g_free);
      g_main_context_iteration (NULL, TRUE);
      other = shown_output (view);
    }
  while (g_str_equal (last, other));
}

/* A run that is looked at to its end shows what it ended with, not what was seen of it last. */
static void
test_end (Fixture *f, gconstpointer data)
{
  GradusWatchView *view = show_view (f);

  step (f);
  wait_while (gradus_watch_view_step (view) != 1);
  g_assert_nonnull (label_with (GTK_WIDGET (view), "looking takes"));
  gradus_training_start (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  wait_while (!label_with (GTK_WIDGET (view), "Run 1"));
  g_assert_null (label_with (GTK_WIDGET (view), "looking takes"));
}

static void
take_answer (GObject *object, GAsyncResult *result, gpointer user)
{
  g_object_set_data_full (user, "answer", g_object_ref (result), g_object_unref);
}

/* (transfer full) */
static GrTensor *
look_back_at (Fixture *f, GradusLookBack *look_back, const char *layer, gint64 item, GError **error)
{
  GAsyncResult *result;
  gint64 n;

  g_object_set_data (G_OBJECT (f->window), "answer", NULL);
  gradus_look_back_ask (look_back, layer, item, NULL, take_answer, f->window);
  while (!(result = g_object_get_data (G_OBJECT (f->window), "answer")))
    g_main_context_iteration (NULL, TRUE);
  return gradus_look_back_finish (result, &n, error);
}

/* What a layer makes of an item is what its last weights make of it. */
static void
test_look_back (Fixture *f, gconstpointer data)
{
  g_autoptr (GradusLookBack) look_back = NULL;
  g_autoptr (GrProject) project = NULL;
  g_autoptr (GrNamedTensors) saved = NULL;
  g_autoptr (GrDataset) set = NULL, rest = NULL;
  g_autoptr (GrTensor) output = NULL, none = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  GradusRun *run;

  train (f);
  run = gradus_training_run (f->training);
  path = gradus_run_last_weights (run);
  look_back = gradus_look_back_new (run, NULL);
  output = look_back_at (f, look_back, "fc", 3, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gr_tensor_numel (output), ==, 3);

  project = gradus_run_project (run, NULL);
  g_assert_true (gr_project_open_data (project, NULL, NULL, &rest, &set, NULL));
  saved = gr_safetensors_read (path, NULL);
  gfloat x[2];
  GrTensor *input = NULL, *target = NULL;
  g_assert_true (gr_dataset_get (set, 3, &input, &target, NULL));
  for (gint k = 0; k < 2; k++)
    x[k] = (gfloat) gr_tensor_get (input, k).d;
  gr_tensor_unref (input);
  gr_tensor_unref (target);
  for (gint c = 0; c < 3; c++)
    {
      GrTensor *weight = gr_named_tensors_get (saved, "fc.weight");
      const gdouble expected = gr_tensor_get (gr_named_tensors_get (saved, "fc.bias"), c).d
                               + x[0] * gr_tensor_get (weight, 2 * c).d
                               + x[1] * gr_tensor_get (weight, 2 * c + 1).d;

      g_assert_cmpfloat_with_epsilon (gr_tensor_get (output, c).d, expected, 1e-5);
    }
  none = look_back_at (f, look_back, "nowhere", 3, &error);
  g_assert_null (none);
  g_assert_error (error, GR_ERROR, GR_ERROR_MODEL);
}

static void
count_one (guint *n)
{
  ++*n;
}

/* Until a person chooses, the first layer that has weights; what is chosen leaves the list as it
 * is, since filling it is a choice too. */
static void
test_first_layer (void)
{
  static const char text[]
      = "{\"gradus\": 1, \"model\": {\"blocks\": ["
        "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [1, 2, 2]}},"
        "{\"id\": \"flat\", \"kind\": \"Flatten\"},"
        "{\"id\": \"fc\", \"kind\": \"Linear\"}], \"links\": ["
        "{\"from\": \"input\", \"to\": \"flat\"}, {\"from\": \"flat\", \"to\": \"fc\"}]}}";
  g_autoptr (GradusDocument) document = gradus_document_new (
      gr_project_from_json (text, -1, "flat", NULL));
  GradusTraining *training = gradus_training_new (document);
  GtkWidget *view = g_object_ref_sink (g_object_new (GRADUS_TYPE_WATCH_VIEW, NULL));
  GtkDropDown *layers;
  guint n_fills = 0;

  gradus_watch_view_set_training (GRADUS_WATCH_VIEW (view), training);
  layers = GTK_DROP_DOWN (find_widget (view, GTK_TYPE_DROP_DOWN));
  g_assert_cmpstr (gtk_string_object_get_string (gtk_drop_down_get_selected_item (layers)), ==,
                   "fc");
  g_signal_connect_swapped (gtk_drop_down_get_model (layers), "items-changed",
                            G_CALLBACK (count_one), &n_fills);
  gtk_drop_down_set_selected (layers, 0);
  g_assert_cmpuint (n_fills, ==, 0);
  g_object_unref (view);
  gradus_training_close (training);
  g_object_unref (training);
  settle ();
}

/* How the weights went is seen while the run goes on, and of one that is over. */
static void
test_course (Fixture *f, gconstpointer data)
{
  GradusWatchView *view = show_view (f);
  const GradusSpread *spread;
  GradusSpreadView *course;
  g_autoptr (GradusRun) first = NULL;

  gradus_training_step (f->training);
  wait_while (gradus_watch_view_step (view) != 1);
  course = GRADUS_SPREAD_VIEW (find_widget (GTK_WIDGET (view), GRADUS_TYPE_SPREAD_VIEW));
  spread = gradus_spread_view_get (course);
  g_assert_nonnull (spread);
  g_assert_cmpuint (spread->n, ==, 1);
  g_assert_cmpuint (spread->n_bins, ==, GR_HISTOGRAM_BINS);
  gradus_training_stop (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  first = g_object_ref (gradus_training_run (f->training));
  train (f); /* twenty steps */
  wait_while (gradus_spread_view_get (course)->n != 20);
  gradus_training_choose (f->training, first);
  g_assert_cmpuint (gradus_spread_view_get (course)->n, ==, 20); /* it is read elsewhere */
  wait_while (gradus_spread_view_get (course)->n != 1);
  /* Of two that are asked for the last one is shown. */
  gradus_training_choose (f->training, gradus_training_run (f->training));
  gradus_training_choose (f->training, first);
  gradus_training_choose (f->training, gradus_training_run (f->training));
  wait_while (gradus_spread_view_get (course)->n != 20);
  settle ();
  g_assert_cmpuint (gradus_spread_view_get (course)->n, ==, 20);
}

gint
main (gint argc, char **argv)
{
  init_views_test (&argc, &argv);
#define ADD(name, function) g_test_add ("/watch/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("layers", test_layers);
  ADD ("bins", test_bins);
  g_test_add ("/watch/filters", Fixture, conv_project, set_up, test_filters, tear_down);
  ADD ("item", test_item);
  ADD ("saved-layers", test_saved_layers);
  ADD ("end", test_end);
  ADD ("look-back", test_look_back);
  g_test_add_func ("/watch/first-layer", test_first_layer);
  ADD ("course", test_course);
  return g_test_run ();
}
