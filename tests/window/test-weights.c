/* test-weights.c - kept weights in the window: marks on blocks that follow edits and undo, what the
 * inspector says of them and its button, the choice of where a run starts, and the dialog about a
 * file's weights. */
#include "canvas/look.h"
#include "document/kept-project.h"
#include "document/weights-choice.h"
#include "document/weights-origin.h"
#include "document/weights-words.h"
#include "gradus.h"
#include "inspector/inspector.h"
#include "model/module.h"
#include "settings/weights-group.h"
#include "style/cut-text.h"
#include "style/text-row.h"
#include "training/fit-dialog.h"

#include "picture.h"
#include "rows.h"
#include "waiting.h"

static const char two_layers[]
    = "{\"gradus\": 1, \"model\": {\"blocks\": ["
      "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
      "{\"id\": \"fc1\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 16}},"
      "{\"id\": \"tanh\", \"kind\": \"Tanh\"},"
      "{\"id\": \"fc2\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3, "
      "\"frozen\": true}}], \"links\": ["
      "{\"from\": \"input\", \"to\": \"fc1\"}, {\"from\": \"fc1\", \"to\": \"tanh\"},"
      "{\"from\": \"tanh\", \"to\": \"fc2\"}]}}";

/* A document whose model keeps weights of all its blocks. */
static GradusDocument *
trained_document (void)
{
  g_autoptr (GError) error = NULL;
  GrProject *project = gr_project_from_json (two_layers, -1, "two layers", &error);
  g_autoptr (GrModule) module = NULL;
  g_autoptr (GrKept) kept = gr_kept_new ();
  GradusDocument *document;

  g_assert_no_error (error);
  module = gr_module_new (project->model, GR_FLOAT32, GR_CPU, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (gr_module_keep (module, kept, "Run 1, epoch 5", &error));
  document = gradus_document_new (project);
  gradus_document_set_kept (document, kept, NULL);
  g_assert_false (gradus_document_can_undo (document));
  return document;
}

static void
set_width (GradusDocument *document, gint64 width)
{
  g_autoptr (GrEdit) edit = gr_edit_set_attribute ("fc1", "out_features", gr_setting_int (width));

  g_assert_true (gradus_document_apply (document, edit, NULL, NULL));
}

static GradusWeightsMark
mark_of (GradusDocument *document, const char *id)
{
  GrModel *model = gradus_document_model (document);
  GradusBlockLook look;
  GradusWeightsMark mark;

  gradus_look_at_block (&look, model, gr_model_block (model, id), 0);
  mark = look.weights;
  g_assert_cmpint (look.frozen, ==, g_str_equal (id, "fc2"));
  gradus_block_look_clear (&look);
  return mark;
}

static void
test_marks (void)
{
  g_autoptr (GradusDocument) document = trained_document ();
  g_autoptr (GrKept) none = gr_kept_new ();

  g_assert_cmpint (mark_of (document, "fc1"), ==, GRADUS_WEIGHTS_KEPT);
  g_assert_cmpint (mark_of (document, "tanh"), ==, GRADUS_WEIGHTS_UNMARKED);
  set_width (document, 12);
  g_assert_cmpint (mark_of (document, "fc1"), ==, GRADUS_WEIGHTS_MISFIT);
  g_assert_cmpint (mark_of (document, "fc2"), ==, GRADUS_WEIGHTS_MISFIT);
  gradus_document_undo (document);
  g_assert_cmpint (mark_of (document, "fc1"), ==, GRADUS_WEIGHTS_KEPT);
  g_assert_cmpint (mark_of (document, "fc2"), ==, GRADUS_WEIGHTS_KEPT);
  /* Where nothing is kept, that all is new need not be said. */
  gradus_document_set_kept (document, none, NULL);
  g_assert_cmpint (mark_of (document, "fc1"), ==, GRADUS_WEIGHTS_UNMARKED);
}

/* All blocks that had weights were deleted: what is kept is still there for undo. */
static void
test_blocks_gone (void)
{
  g_autoptr (GradusDocument) document = trained_document ();
  GrModel *model = gradus_document_model (document);
  g_autofree char *of_both = gradus_weights_summary (model), *of_none = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GrEdit) edit = gr_edit_remove_block (i ? "fc2" : "fc1");

      g_assert_true (gradus_document_apply (document, edit, NULL, NULL));
    }
  of_none = gradus_weights_summary (model);
  g_assert_cmpstr (of_both, ==, "Kept weights: Run 1, epoch 5.");
  g_assert_cmpstr (of_none, ==, "Weights are kept of blocks that are no longer there.");
}

/* An edit and other weights as one step: what takes it back takes both. */
static void
test_within_a_step (void)
{
  g_autoptr (GradusDocument) document = trained_document ();
  g_autoptr (GrKept) none = gr_kept_new ();
  GrKept *kept = gr_model_kept (gradus_document_model (document));

  gradus_document_begin_step (document, "Both");
  set_width (document, 12);
  gradus_document_set_kept (document, none, "Other Weights");
  gradus_document_end_step (document);
  g_assert_true (gr_model_kept (gradus_document_model (document)) == none);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Both");
  gradus_document_undo (document);
  g_assert_true (gr_model_kept (gradus_document_model (document)) == kept);
  g_assert_cmpint (mark_of (document, "fc1"), ==, GRADUS_WEIGHTS_KEPT);
  g_assert_false (gradus_document_can_undo (document));
  gradus_document_redo (document);
  g_assert_true (gr_model_kept (gradus_document_model (document)) == none);
}

/* Other weights alone are a step too, and one that ends with those it began with is none. */
static void
test_alone_in_a_step (void)
{
  g_autoptr (GradusDocument) document = trained_document ();
  g_autoptr (GrKept) none = gr_kept_new ();
  g_autoptr (GrKept) kept = gr_kept_ref (gr_model_kept (gradus_document_model (document)));

  gradus_document_begin_step (document, "There");
  gradus_document_set_kept (document, none, "Other Weights");
  gradus_document_end_step (document);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "There");
  gradus_document_undo (document);
  g_assert_true (gr_model_kept (gradus_document_model (document)) == kept);
  gradus_document_begin_step (document, "There and back");
  gradus_document_set_kept (document, none, "Other Weights");
  gradus_document_set_kept (document, kept, "The Same Weights");
  gradus_document_end_step (document);
  g_assert_false (gradus_document_can_undo (document));
}

static GtkWidget *
find_button (GtkWidget *widget, const char *icon)
{
  if (GTK_IS_BUTTON (widget)
      && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), icon) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *button = find_button (child, icon);

      if (button)
        return button;
    }
  return NULL;
}

static void
test_inspector (void)
{
  g_autoptr (GradusDocument) document = trained_document ();
  GtkWidget *inspector = gradus_inspector_new (document);
  GtkWindow *window = picture_window (inspector, 300, 700);
  GtkWidget *button;

  gradus_document_select_one (document, "fc1");
  g_assert_nonnull (rows_find_label (inspector, "From Run 1, epoch 5."));
  button = find_button (inspector, "view-refresh-symbolic");
  g_assert_true (gtk_widget_get_visible (button));
  set_width (document, 12);
  g_assert_nonnull (rows_find_label (
      inspector, "No longer fit: weight was 16×2 and is 12×2 now. It begins anew."));
  picture_save (inspector, "weights-inspector");
  gradus_document_undo (document);
  g_signal_emit_by_name (button, "clicked");
  g_assert_nonnull (rows_find_label (inspector, "New: training begins with random values."));
  g_assert_false (gtk_widget_get_visible (button));
  g_assert_cmpint (mark_of (document, "fc1"), ==, GRADUS_WEIGHTS_NEW);
  g_assert_cmpint (mark_of (document, "fc2"), ==, GRADUS_WEIGHTS_KEPT);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Initialise fc1 Anew");
  gradus_document_undo (document);
  g_assert_nonnull (rows_find_label (inspector, "From Run 1, epoch 5."));
  gradus_document_redo (document);
  g_assert_nonnull (rows_find_label (inspector, "New: training begins with random values."));
  gtk_window_destroy (window);
}

static void
test_choice (void)
{
  g_autoptr (GradusDocument) document = trained_document ();
  GtkWidget *group = gradus_weights_group_new (document);
  GtkWindow *window = picture_window (group, 360, 300);

  g_assert_false (gradus_weights_start_kept (document));
  g_assert_false (gradus_weights_keep_last (document));
  g_assert_nonnull (rows_find_label (group, "Kept weights: Run 1, epoch 5."));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (rows_control (group, "Start from")), 1);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (rows_control (group, "Keep")), 1);
  g_assert_true (gradus_weights_start_kept (document));
  g_assert_true (gradus_weights_keep_last (document));
  picture_save (group, "weights-group");
  set_width (document, 12);
  g_assert_nonnull (
      rows_find_label (group, "0 of 2 blocks keep their weights; the others start from new random "
                              "values."));
  gradus_document_undo (document);
  gradus_document_undo (document);
  gradus_document_undo (document);
  g_assert_false (gradus_weights_start_kept (document));
  gtk_window_destroy (window);
}

/* What predicts is what is on the canvas, as long as all of it has weights. */
static void
test_kept_project (void)
{
  g_autoptr (GradusDocument) document = trained_document (), untrained = gradus_document_new (NULL);
  g_autoptr (GrProject) project = NULL;
  g_autofree char *title = NULL, *lack = NULL;
  GrKept *kept;

  set_width (document, 12);
  g_assert_null (gradus_kept_project (document, &title));
  lack = gradus_kept_lack (document);
  g_assert_cmpstr (lack, ==,
                   "“fc1” has no weights that fit: train the network before it can predict.");
  gradus_document_undo (document);
  project = gradus_kept_project (document, &title);
  g_assert_cmpstr (title, ==, "Run 1, epoch 5");
  kept = gr_model_kept (project->model);
  g_assert_nonnull (gr_kept_value (kept, "fc1", "", "weight"));
  g_assert_null (gradus_kept_lack (document));

  g_clear_pointer (&title, g_free);
  g_assert_null (gradus_kept_project (untrained, &title));
  g_assert_null (gradus_kept_lack (untrained));
}

/* What is kept holds no words of the language that it was kept in; older files hold just words. */
static void
test_origins (void)
{
  static const struct
  {
    const char *origin, *title;
  } cases[] = {
    { "{\"run\":5,\"epoch\":1}", "Run 5, epoch 1" },
    { "{\"run\":\"Wider\",\"step\":1200}", "Wider, step 1\u202f200" },
    { GRADUS_ORIGIN_SEVERAL, "Kept weights" },
    { "Lauf 5, Epoche 1", "Lauf 5, Epoche 1" },
    { "{odd}.safetensors", "{odd}.safetensors" },
    { "{\"run\":[1],\"epoch\":\"x\"}", "{\"run\":[1],\"epoch\":\"x\"}" },
  };
  g_autofree char *numbered = gradus_origin_of_run (5, "Lauf 5", 1, 10);
  g_autofree char *named = gradus_origin_of_run (0, "Wider", 0, 1200);

  g_assert_cmpstr (numbered, ==, cases[0].origin);
  g_assert_cmpstr (named, ==, cases[1].origin);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *title = gradus_origin_title (cases[i].origin);

      g_assert_cmpstr (title, ==, cases[i].title);
    }
}

/* Whether the list says so of the tensor @name, in a row that is one widget: a label for each text
 * would let the window stand still where a network has hundreds of tensors. */
static gboolean
says (GtkWidget *widget, const char *name, const char *detail)
{
  if (GRADUS_IS_TEXT_ROW (widget))
    return g_str_equal (gradus_text_row_get (GRADUS_TEXT_ROW (widget), 0), name)
           && g_str_equal (gradus_text_row_get (GRADUS_TEXT_ROW (widget), 1), detail);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, name, detail))
      return TRUE;
  return FALSE;
}

static void
test_fit_dialog (void)
{
  g_autoptr (GradusDocument) document = trained_document ();
  GrModel *model = gradus_document_model (document);
  g_autoptr (GrNamedTensors) list = gr_named_tensors_new ();
  g_autoptr (GrTensor) wide = gr_tensor_zeros (GR_INTS (5, 16), GR_FLOAT32, GR_CPU, NULL);
  g_autoptr (GrTensor) fits = gr_tensor_zeros (GR_INTS (16, 2), GR_FLOAT32, GR_CPU, NULL);
  g_autoptr (GrWeightsFit) fit = NULL;
  GtkWidget *dialog;

  gr_named_tensors_add (list, "fc1.weight", fits, NULL);
  gr_named_tensors_add (list, "fc2.weight", wide, NULL);
  gr_named_tensors_add (list, "fc3.weight", wide, NULL);
  fit = gr_weights_fit (model, list, "other.safetensors");
  dialog = gradus_fit_dialog_new (NULL, "other.safetensors", fit);
  gtk_window_present (GTK_WINDOW (dialog));
  for (guint i = 0; i < 50 && !says (dialog, "fc1.weight", "16×2, fits"); i++)
    g_main_context_iteration (NULL, TRUE);
  picture_save (dialog, "fit-dialog");
  g_assert_true (says (dialog, "fc1.weight", "16×2, fits"));
  g_assert_true (says (dialog, "fc2.weight", "is 5×16 in the file, 3×16 in the model"));
  g_assert_true (says (dialog, "fc1.bias", "is not in the file"));
  g_assert_true (says (dialog, "fc3.weight", "5×16, is not in the model"));
  g_assert_true (gradus_fit_dialog_starts (dialog));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Letters are not of one width: of texts about as long, none is cut off. */
static void
test_columns (void)
{
  static const char *const texts[] = { "fill.bias", "mmm.weight", "illi.weight", "www.weight" };
  GradusTextColumns *columns = gradus_text_columns_new (1, 12);
  GradusTextColumns *widest = gradus_text_columns_new (1, 12);
  GtkWidget *row = g_object_ref_sink (GTK_WIDGET (gradus_text_row_new (columns)));
  GtkWidget *other = g_object_ref_sink (GTK_WIDGET (gradus_text_row_new (widest)));
  gint width, least;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    gradus_text_columns_grow (columns, 0, texts[i]);
  gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gradus_text_columns_fit (widest, 0, texts[i]);
      gtk_widget_measure (other, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &least, NULL, NULL);
      g_assert_cmpint (width, >=, least);
    }
  g_object_unref (row);
  g_object_unref (other);
  gradus_text_columns_unref (columns);
  gradus_text_columns_unref (widest);
}

/* Where there is no room, first the column that does not expand gives, then the one that does, each
 * down to its least; and what is over goes to the one that expands. */
static void
test_columns_yield (void)
{
  g_autoptr (GradusTextColumns) columns = gradus_text_columns_new (3, 10);
  GtkWidget *row = g_object_ref_sink (GTK_WIDGET (gradus_text_row_new (columns)));
  gint all[3], widths[3], least, name_least, shape_least;

  gradus_text_columns_set (columns, 0, FALSE, TRUE);
  gradus_text_columns_fit (columns, 0, "encoder.layer1.conv2");
  gradus_text_columns_fit (columns, 1, "N×128×28×28");
  gradus_text_columns_fit (columns, 2, "156");
  gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gradus_text_columns_widths (columns, row, least, all);
  g_assert_cmpint (all[0] + all[1] + all[2] + 20, ==, least);

  gradus_text_columns_yield (columns, 0, "conv2");
  gradus_text_columns_yield (columns, 1, "N×128…");
  gtk_widget_queue_resize (row);
  gradus_text_columns_widths (columns, row, 0, widths);
  name_least = widths[0];
  shape_least = widths[1];
  g_assert_cmpint (name_least, <, all[0]);
  g_assert_cmpint (shape_least, <, all[1]);
  g_assert_cmpint (widths[2], ==, all[2]);
  gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, ==, name_least + shape_least + all[2] + 20);

  gradus_text_columns_widths (columns, row, all[0] + shape_least + all[2] + 20, widths);
  g_assert_cmpint (widths[0], ==, all[0]);
  g_assert_cmpint (widths[1], ==, shape_least);
  gradus_text_columns_widths (columns, row, all[0] + shape_least + all[2] + 20 - 3, widths);
  g_assert_cmpint (widths[0], ==, all[0] - 3);
  gradus_text_columns_widths (columns, row, all[0] + all[1] + all[2] + 20 + 7, widths);
  g_assert_cmpint (widths[0], ==, all[0] + 7);
  g_assert_cmpint (widths[1], ==, all[1]);
  g_object_unref (row);
}

/* What is cut has no gap behind the “…”: it is what the letters that are left would be by
 * themselves, and no more of them fit. */
static void
test_cut_text (void)
{
  static const PangoEllipsizeMode modes[] = { PANGO_ELLIPSIZE_START, PANGO_ELLIPSIZE_MIDDLE };
  GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (label, NULL);
  g_autoptr (PangoLayout) alone = gtk_widget_create_pango_layout (label, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      gint cut, bare;

      gradus_cut_text (layout, "encoder.layer1.conv2", modes[i], 70 * PANGO_SCALE);
      pango_layout_get_size (layout, &cut, NULL);
      pango_layout_set_text (alone, pango_layout_get_text (layout), -1);
      pango_layout_get_size (alone, &bare, NULL);
      g_assert_nonnull (strstr (pango_layout_get_text (layout), "…"));
      g_assert_true (g_str_has_suffix (pango_layout_get_text (layout), "v2"));
      g_assert_cmpint (cut, ==, bare);
      g_assert_cmpint (cut, <=, 70 * PANGO_SCALE);
      g_assert_cmpint (cut, >, 50 * PANGO_SCALE);
    }
  gradus_cut_text (layout, "conv2", PANGO_ELLIPSIZE_START, 70 * PANGO_SCALE);
  g_assert_cmpstr (pango_layout_get_text (layout), ==, "conv2");
  gradus_cut_text (layout, "conv2", PANGO_ELLIPSIZE_START, 0);
  g_assert_cmpstr (pango_layout_get_text (layout), ==, "…");
  g_object_unref (label);
}

/* What a row that is too narrow for @text draws of it; (transfer full). */
static GBytes *
drawn (PangoEllipsizeMode cut, const char *text)
{
  g_autoptr (GradusTextColumns) columns = gradus_text_columns_new (1, 0);
  GtkWidget *row;
  GtkWindow *window;
  GskRenderNode *node;
  GBytes *bytes;

  gradus_text_columns_set (columns, 0, FALSE, TRUE);
  gradus_text_columns_cut (columns, 0, cut);
  row = gradus_text_row_new (columns);
  gradus_text_row_set (GRADUS_TEXT_ROW (row), 0, text);
  window = picture_window (row, 300, 60);
  wait_while (gtk_widget_get_width (row) == 0);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (row);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (row), 60);
  node = gtk_snapshot_free_to_node (snapshot);
  bytes = gsk_render_node_serialize (node);
  gsk_render_node_unref (node);
  gtk_window_destroy (window);
  return bytes;
}

/* Names that only their ends tell apart are cut where they begin. */
static void
test_cut (void)
{
  g_autofree char *middle = g_strnfill (200, 'x');
  g_autofree char *b1 = g_strconcat ("b", middle, "1", NULL);
  g_autofree char *d1 = g_strconcat ("d", middle, "1", NULL);
  g_autofree char *b2 = g_strconcat ("b", middle, "2", NULL);
  g_autoptr (GBytes) at_start = drawn (PANGO_ELLIPSIZE_START, b1);
  g_autoptr (GBytes) other_start = drawn (PANGO_ELLIPSIZE_START, d1);
  g_autoptr (GBytes) other_end = drawn (PANGO_ELLIPSIZE_START, b2);
  g_autoptr (GBytes) at_end = drawn (PANGO_ELLIPSIZE_END, b1);
  g_autoptr (GBytes) same_beginning = drawn (PANGO_ELLIPSIZE_END, b2);

  g_assert_true (g_bytes_equal (at_start, other_start));
  g_assert_false (g_bytes_equal (at_start, other_end));
  g_assert_true (g_bytes_equal (at_end, same_beginning));
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  picture_init ();
  g_test_add_func ("/weights/marks", test_marks);
  g_test_add_func ("/weights/blocks-gone", test_blocks_gone);
  g_test_add_func ("/weights/within-a-step", test_within_a_step);
  g_test_add_func ("/weights/alone-in-a-step", test_alone_in_a_step);
  g_test_add_func ("/weights/inspector", test_inspector);
  g_test_add_func ("/weights/choice", test_choice);
  g_test_add_func ("/weights/kept-project", test_kept_project);
  g_test_add_func ("/weights/origins", test_origins);
  g_test_add_func ("/weights/fit-dialog", test_fit_dialog);
  g_test_add_func ("/weights/columns", test_columns);
  g_test_add_func ("/weights/columns-yield", test_columns_yield);
  g_test_add_func ("/weights/cut", test_cut);
  g_test_add_func ("/weights/cut-text", test_cut_text);
  return g_test_run ();
}
