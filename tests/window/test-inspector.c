/* test-inspector.c - GradusInspector: rows from the document and back, undo, problems, what is
 * known of tensors; and the arithmetic of its entries. */
#include "inspector/inspector.h"

#include "gradus.h"
#include "inspector/block-panel.h"
#include "inspector/block-table.h"
#include "inspector/help.h"
#include "inspector/many-panel.h"
#include "inspector/model-panel.h"
#include "model/data-fit.h"
#include "model/module.h"
#include "settings/expression.h"
#include "tensor/figures.h"

#include "picture.h"
#include "rows.h"
#include "waiting.h"
#include "widgets.h"

static const char lenet[]
    = "{\"gradus\": 1, \"model\": {\"blocks\": ["
      "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [1, 28, 28]}},"
      "{\"id\": \"conv1\", \"kind\": \"Conv2d\", \"attributes\": {\"out_channels\": 6, "
      "\"kernel_size\": 5}},"
      "{\"id\": \"pool1\", \"kind\": \"MaxPool2d\", \"attributes\": {\"kernel_size\": 2}},"
      "{\"id\": \"flatten\", \"kind\": \"Flatten\"},"
      "{\"id\": \"norm\", \"kind\": \"BatchNorm1d\"},"
      "{\"id\": \"fc1\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 10}},"
      "{\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}], \"links\": ["
      "{\"from\": \"input\", \"to\": \"conv1\"}, {\"from\": \"conv1\", \"to\": \"pool1\"},"
      "{\"from\": \"pool1\", \"to\": \"flatten\"}, {\"from\": \"flatten\", \"to\": \"norm\"},"
      "{\"from\": \"norm\", \"to\": \"fc1\"}, {\"from\": \"fc1\", \"to\": \"loss\"}]}}";

typedef struct
{
  GradusDocument *document;
  GradusInspector *inspector;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GrProject *project = gr_project_from_json (lenet, -1, "lenet", &error);

  g_assert_no_error (error);
  f->document = gradus_document_new (project);
  f->inspector = GRADUS_INSPECTOR (gradus_inspector_new (f->document));
  f->window = picture_window (GTK_WIDGET (f->inspector), 300, 560);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  g_object_unref (f->document);
}

static GtkWidget *
control (Fixture *f, const char *name)
{
  return rows_control (GTK_WIDGET (f->inspector), name);
}

static void
type (Fixture *f, const char *name, const char *text)
{
  rows_type (GTK_WIDGET (f->inspector), name, text);
}

static const char *
text_of (Fixture *f, const char *name)
{
  return rows_text (GTK_WIDGET (f->inspector), name);
}

static gboolean
wrong (Fixture *f, const char *name)
{
  return rows_wrong (GTK_WIDGET (f->inspector), name);
}

static const GrSetting *
setting (Fixture *f, const char *id, const char *name)
{
  const GrBlock *block = gr_model_block (gradus_document_model (f->document), id);

  return gr_block_setting (block->kind, block->settings, name);
}

static const char *
fact (Fixture *f, const char *name)
{
  GtkWidget *panel = gradus_inspector_panel (f->inspector);

  g_assert_true (GRADUS_IS_BLOCK_PANEL (panel));
  return gradus_block_panel_fact (GRADUS_BLOCK_PANEL (panel), name);
}

static void
test_expressions (void)
{
  static const char *const cases[][2] = {
    { "2*64", "128" },
    { "1 + 2 * 3", "7" },
    { "(1 + 2) * 3", "9" },
    { "2**3**2", "512" },
    { "-2**2", "-4" },
    { "7//2", "3" },
    { "-7 % 3", "2" },
    { "1/8", "0.125" },
    { "[2*3, 4]", "[6, 4]" },
    { "(2*3, 4)", "[6, 4]" },
    { "2*3, 4", "6, 4" },
    { "1e-3", "1e-3" },
    { "5", "5" },
    { "same", "same" },
    { "auto", "auto" },
    { "2*", "2*" },
    { "1/0", "1/0" },
    { "inf", "inf" },
    { "0x10*2", "0x10*2" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *expanded = gradus_expression_expand (cases[i][0]);

      g_assert_cmpstr (expanded, ==, cases[i][1]);
    }

  g_autofree char *deep = g_strnfill (100000, '(');
  g_autofree char *same = gradus_expression_expand (deep);
  g_assert_cmpstr (same, ==, deep);
}

static void
test_typing (Fixture *f, gconstpointer data)
{
  gradus_document_select_one (f->document, "conv1");
  g_assert_cmpstr (text_of (f, "out_channels"), ==, "6");
  g_assert_cmpstr (text_of (f, "in_channels"), ==, "");
  g_assert_cmpstr (gtk_entry_get_placeholder_text (GTK_ENTRY (control (f, "in_channels"))), ==,
                   "auto: 1");

  type (f, "out_channels", "2");
  type (f, "out_channels", "2*");
  g_assert_true (wrong (f, "out_channels"));
  g_assert_cmpint (setting (f, "conv1", "out_channels")->ints[0], ==, 2);
  type (f, "out_channels", "2*64");
  g_assert_false (wrong (f, "out_channels"));
  g_assert_cmpint (setting (f, "conv1", "out_channels")->ints[0], ==, 128);
  g_assert_cmpstr (text_of (f, "out_channels"), ==, "2*64");
  g_assert_cmpstr (fact (f, "Shape"), ==, "N×128×24×24");
  g_assert_cmpstr (gradus_document_undo_label (f->document), ==,
                   "Set out_channels of conv1 to 128");

  /* What is refused in the end takes its right beginning with it, and is no step. */
  type (f, "kernel_size", "7");
  type (f, "kernel_size", "7e3");
  g_assert_true (wrong (f, "kernel_size"));
  g_signal_emit_by_name (control (f, "kernel_size"), "activate");
  g_assert_cmpint (setting (f, "conv1", "kernel_size")->ints[0], ==, 5);
  g_assert_cmpstr (text_of (f, "kernel_size"), ==, "5");
  g_assert_cmpstr (gradus_document_undo_label (f->document), ==,
                   "Set out_channels of conv1 to 128");

  type (f, "kernel_size", "[3, 1+2]");
  g_assert_cmpint (setting (f, "conv1", "kernel_size")->n, ==, 2);
  gradus_document_undo (f->document);
  g_assert_cmpstr (text_of (f, "kernel_size"), ==, "5");
  gradus_document_undo (f->document);
  g_assert_cmpint (setting (f, "conv1", "out_channels")->ints[0], ==, 6);
  g_assert_cmpstr (text_of (f, "out_channels"), ==, "6");
  g_assert_false (gradus_document_can_undo (f->document));
  gradus_document_redo (f->document);
  g_assert_cmpstr (text_of (f, "out_channels"), ==, "128");
}

static void
test_controls (Fixture *f, gconstpointer data)
{
  gradus_document_select_one (f->document, "conv1");
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (control (f, "bias"))));
  gtk_switch_set_active (GTK_SWITCH (control (f, "bias")), FALSE);
  g_assert_cmpint (setting (f, "conv1", "bias")->ints[0], ==, FALSE);
  gtk_switch_set_active (GTK_SWITCH (control (f, "frozen")), TRUE);
  g_assert_cmpint (setting (f, "conv1", "frozen")->ints[0], ==, TRUE);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (control (f, "init")), 3);
  g_assert_cmpstr (setting (f, "conv1", "init")->choice, ==, "xavier_uniform");
  for (gint i = 0; i < 3; i++)
    gradus_document_undo (f->document);
  g_assert_false (gradus_document_can_undo (f->document));
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (control (f, "bias"))));
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (control (f, "init"))), ==, 0);

  type (f, "Name", "first");
  g_assert_cmpstr (gr_model_block (gradus_document_model (f->document), "conv1")->name, ==,
                   "first");
  type (f, "Name", "no name");
  g_assert_true (wrong (f, "Name"));
  g_assert_cmpstr (gr_model_block (gradus_document_model (f->document), "conv1")->name, ==,
                   "first");
}

static void
test_auto (Fixture *f, gconstpointer data)
{
  gradus_document_select_one (f->document, "fc1");
  type (f, "in_features", "192");
  g_assert_cmpint (setting (f, "fc1", "in_features")->ints[0], ==, 192);
  g_assert_null (fact (f, "Shape"));
  picture_save (GTK_WIDGET (f->window), "inspector-problem");
  type (f, "in_features", "");
  g_assert_cmpint (setting (f, "fc1", "in_features")->kind, ==, GR_SETTING_AUTO);
  g_assert_cmpstr (fact (f, "Shape"), ==, "N×10");
}

static void
test_facts (Fixture *f, gconstpointer data)
{
  gradus_document_select_one (f->document, "conv1");
  picture_save (GTK_WIDGET (f->window), "inspector-conv");
  g_assert_cmpstr (fact (f, "Input"), ==, "N×1×28×28 from input");
  g_assert_cmpstr (fact (f, "Strides"), ==, "3456, 576, 24, 1");
  g_assert_cmpstr (fact (f, "Offset"), ==, "0");
  g_assert_cmpstr (fact (f, "dtype"), ==, "float32");
  g_assert_cmpstr (fact (f, "Memory"), ==, "contiguous");
  g_assert_true (g_str_has_prefix (fact (f, "Parameters"), "156\nweight 6×1×5×5\nbias 6"));
  g_assert_cmpstr (fact (f, "Bytes"), ==, "13.5\u00a0KiB an item");
  g_assert_cmpstr (fact (f, "FLOPs"), ==, "173\u202fk an item");
  g_assert_cmpstr (fact (f, "Receptive field"), ==, "5×5");
  gradus_document_select_one (f->document, "pool1");
  g_assert_cmpstr (fact (f, "Receptive field"), ==, "6×6");
  gradus_document_select_one (f->document, "flatten");
  g_assert_nonnull (strstr (fact (f, "Memory"), "a view of pool1"));
  g_assert_null (fact (f, "Parameters"));
  gradus_document_select_one (f->document, "fc1");
  g_assert_cmpstr (fact (f, "Receptive field"), ==, "all 28×28");
  gradus_document_select_one (f->document, "loss");
  g_assert_nonnull (fact (f, "Shape"));
}

/* Which figures are of all copies of a repeated group's block, and which of one. */
static void
test_copies (Fixture *f, gconstpointer data)
{
  GrModel *model = gradus_document_model (f->document);
  g_autoptr (GrEdit) group = gr_edit_group (model, (const char *const[]){ "conv1", "pool1" }, 2,
                                            "stem");
  g_autoptr (GrEdit) repeat = NULL;

  g_assert_true (gradus_document_apply (f->document, group, NULL, NULL));
  repeat = gr_edit_set_repeat (gr_model_group_at (model, 0)->id, 2);
  gradus_document_select_one (f->document, "conv1");
  g_assert_true (gradus_document_apply (f->document, repeat, NULL, NULL));
  picture_save (GTK_WIDGET (f->window), "inspector-copies");
  g_assert_cmpstr (fact (f, "Shape"), ==, "N×6×24×24 … N×6×8×8");
  g_assert_cmpstr (fact (f, "Strides"), ==, "384, 64, 8, 1 in the last copy");
  /* 6 * 25 + 6, and 6 * 6 * 25 + 6 */
  g_assert_cmpstr (fact (f, "Parameters"), ==,
                   "1\u202f062 in 2 copies; in the first:\nweight 6×1×5×5\nbias 6");
  /* 4 * (3456 + 384) */
  g_assert_cmpstr (fact (f, "Bytes"), ==, "15.0\u00a0KiB an item in 2 copies");
  g_assert_nonnull (strstr (fact (f, "FLOPs"), " an item in 2 copies"));
  g_assert_cmpstr (fact (f, "Receptive field"), ==, "14×14 in the last copy");
  gradus_document_undo (f->document);
  g_assert_cmpstr (fact (f, "Bytes"), ==, "13.5\u00a0KiB an item");
  g_assert_cmpstr (fact (f, "Strides"), ==, "3456, 576, 24, 1");
}

/* The first button within @widget that says @label, or that has any where it is NULL. */
static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget)
      && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *button = find_button (child, label);

      if (button)
        return button;
    }
  return NULL;
}

static void
test_fix (Fixture *f, gconstpointer data)
{
  GrModel *model = gradus_document_model (f->document);
  GtkWidget *button;

  gradus_document_select_one (f->document, "fc1");
  picture_settle ();
  type (f, "in_features", "192");
  gradus_document_end_merge (f->document);
  g_assert_false (gr_model_check (model, NULL));
  picture_settle ();
  button = find_button (GTK_WIDGET (f->inspector), "Set in_features of fc1 to 864");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_true (gr_model_check (model, NULL));
  g_assert_cmpstr (text_of (f, "in_features"), ==, "864");
  gradus_document_undo (f->document);
  g_assert_false (gr_model_check (model, NULL));
  g_assert_cmpstr (text_of (f, "in_features"), ==, "192");
}

/* A size that follows from the data set leads to where that is chosen. */
static void
test_no_data (Fixture *f, gconstpointer data)
{
  GrModel *model = gradus_document_model (f->document);
  g_autoptr (GrEdit) edit = gr_edit_set_attribute (gr_model_block_at (model, 0)->id, "shape",
                                                   gr_setting_auto ());
  GtkWidget *button;

  gradus_document_select_none (f->document);
  g_assert_true (gradus_document_apply (f->document, edit, NULL, NULL));
  picture_settle ();
  button = find_button (GTK_WIDGET (f->inspector), "Choose a Data Set");
  g_assert_nonnull (button);
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "win.show-page");

  /* One is chosen, but it is not there. */
  gradus_document_set_data_problem (f->document, "Get it first.");
  g_assert_nonnull (rows_find_label (GTK_WIDGET (f->inspector), "Get it first."));
  g_assert_nonnull (find_button (GTK_WIDGET (f->inspector), "Choose Another Data Set"));
  gradus_document_set_data_problem (f->document, NULL);
  g_assert_nonnull (find_button (GTK_WIDGET (f->inspector), "Choose a Data Set"));
}

static guint
count_buttons (GtkWidget *widget, const char *label)
{
  guint n = GTK_IS_BUTTON (widget)
            && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_buttons (child, label);
  return n;
}

/* What keeps the model from being trained though nothing is wrong with it is said there too, with
 * what mends it. */
static void
test_run_problem (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) foo = json_from_string ("{\"kind\": \"Foo\"}", NULL);
  g_autoptr (JsonNode) digits = json_from_string ("{\"set\": \"mnist\"}", NULL);
  GtkWidget *button;

  gradus_document_select_none (f->document);
  picture_settle ();
  g_assert_true (gradus_document_set_section (f->document, "data", digits, "Data", NULL, NULL));
  g_assert_true (gradus_document_set_section (f->document, "optimizer", foo, "Foo", NULL, NULL));
  button = find_button (GTK_WIDGET (f->inspector), "Optimizer: Adam");
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_null (find_button (GTK_WIDGET (f->inspector), "Optimizer: Adam"));
  g_assert_cmpstr (gradus_document_project (f->document)->optimizer.kind, ==, "Adam");
}

/* Problems that one thing mends have one button. */
static void
test_one_button (Fixture *f, gconstpointer data)
{
  GrModel *model = gradus_document_model (f->document);
  g_autoptr (GrBlock) second = gr_model_draft (model, "Input", NULL, NULL);
  g_autoptr (GrEdit) edit = gr_edit_set_attribute (gr_model_block_at (model, 0)->id, "shape",
                                                   gr_setting_auto ());
  g_autoptr (GrEdit) more = gr_edit_add_block (second, GR_AT_END);

  gradus_document_select_none (f->document);
  g_assert_true (gradus_document_apply (f->document, edit, NULL, NULL));
  g_assert_true (gradus_document_apply (f->document, more, NULL, NULL));
  g_assert_cmpuint (gr_model_n_problems (model), ==, 2);
  picture_settle ();
  g_assert_cmpuint (count_buttons (GTK_WIDGET (f->inspector), "Choose a Data Set"), ==, 1);
}

/* So does a loss that has nothing to compare with. */
static void
test_no_target (Fixture *f, gconstpointer data)
{
  g_autoptr (GrTensor) images = gr_tensor_new (GR_UINT8, GR_CPU, GR_INTS (4, 1, 28, 28), NULL);
  g_autoptr (GrTransforms) none = gr_transforms_new ();
  g_autoptr (GrDataset) set = gr_dataset_from_tensors ("images", &images, NULL, 1, NULL, NULL, 0,
                                                       NULL);

  gradus_document_set_data_facts (f->document, gr_data_facts_new (set, NULL, none, NULL));
  gradus_document_select_one (f->document, "loss");
  picture_settle ();
  g_assert_nonnull (rows_find_label (GTK_WIDGET (f->inspector),
                                     "The loss “loss” compares with target 0 of the data, but an "
                                     "item of “images” has none"));
  g_assert_nonnull (find_button (GTK_WIDGET (f->inspector), "Choose Another Data Set"));
}

static void
test_model (Fixture *f, gconstpointer data)
{
  GtkWidget *inspector = GTK_WIDGET (f->inspector);
  GradusModelPanel *panel = GRADUS_MODEL_PANEL (gradus_inspector_panel (f->inspector));
  GtkWidget *name = gtk_widget_get_ancestor (rows_find_label (inspector, "Name"),
                                             ADW_TYPE_ENTRY_ROW);
  g_autofree char *title = NULL;

  g_assert_cmpstr (gradus_model_panel_total (panel, "Blocks"), ==, "7");
  picture_save (GTK_WIDGET (f->window), "inspector-model");
  /* 156 of conv1, 2 * 864 of norm, 865 * 10 of fc1 */
  g_assert_cmpstr (gradus_model_panel_total (panel, "Parameters"), ==, "10\u202f534");
  g_assert_null (gradus_model_panel_total (panel, "Not known"));
  gtk_editable_set_text (GTK_EDITABLE (name), "Mine");
  title = gradus_document_title (f->document);
  g_assert_cmpstr (title, ==, "Mine");
  gradus_document_undo (f->document);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "");

  g_autoptr (GrEdit) edit = gr_edit_set_attribute ("fc1", "in_features", gr_setting_int (3));
  gradus_document_apply (f->document, edit, NULL, NULL);
  picture_settle ();
  g_assert_cmpstr (gradus_model_panel_total (panel, "Not known"), ==, "2");
  g_assert_nonnull (find_button (inspector, "Set in_features of fc1 to 864"));
  gradus_document_undo (f->document);
  picture_settle ();
  g_assert_null (gradus_model_panel_total (panel, "Not known"));
}

/* The sums are those of `gradus info`: over all copies, of a forward pass without the loss. */
static void
test_model_as_info (Fixture *f, gconstpointer data)
{
  GrModel *model = gradus_document_model (f->document);
  GradusModelPanel *panel;
  g_autoptr (GrEdit) group = gr_edit_group (model, (const char *const[]){ "conv1", "pool1" }, 2,
                                            "stem");
  g_autoptr (GrEdit) repeat = NULL;
  g_autoptr (GrModule) module = NULL;
  g_autoptr (GArray) costs = NULL;
  g_autofree char *flops_text = NULL, *bytes_text = NULL, *flops_shown = NULL, *bytes_shown = NULL;
  gdouble flops = 0, bytes = 0;

  g_assert_true (gradus_document_apply (f->document, group, NULL, NULL));
  repeat = gr_edit_set_repeat (gr_model_group_at (model, 0)->id, 2);
  g_assert_true (gradus_document_apply (f->document, repeat, NULL, NULL));
  panel = GRADUS_MODEL_PANEL (gradus_inspector_panel (f->inspector));
  picture_settle ();
  picture_save (GTK_WIDGET (f->window), "inspector-model-copies");
  module = gr_module_new (model, GR_FLOAT32, GR_META, NULL, NULL);
  gr_module_train (module, FALSE);
  costs = gr_module_costs (module, 1, NULL);
  g_assert_nonnull (costs);
  for (guint i = 0; i < costs->len; i++)
    {
      const GrModuleCost *cost = &g_array_index (costs, GrModuleCost, i);

      flops += cost->flops;
      bytes += (gdouble) gr_tensor_numel (cost->output) * gr_dtype_size (cost->output->dtype);
    }
  flops_text = gr_figure_short (flops, "\u202f");
  bytes_text = gr_figure_bytes (bytes, GR_FIXED_SPACE);
  flops_shown = g_strconcat (flops_text, " an item", NULL);
  bytes_shown = g_strconcat (bytes_text, " an item", NULL);
  g_assert_cmpstr (gradus_model_panel_total (panel, "FLOPs"), ==, flops_shown);
  g_assert_cmpstr (gradus_model_panel_total (panel, "Outputs"), ==, bytes_shown);
  /* The loss is a block too, though it stands in no line there. */
  g_assert_cmpuint (costs->len, ==, 8);
  g_assert_cmpstr (gradus_model_panel_total (panel, "Blocks"), ==, "7, with copies 9");
}

/* A line a block, of few widgets, since a model may have hundreds; the line selects its block. */
static void
test_table (Fixture *f, gconstpointer data)
{
  GtkWidget *table = find_widget (GTK_WIDGET (f->inspector), GRADUS_TYPE_BLOCK_TABLE);
  GtkWidget *list = find_widget (table, GTK_TYPE_LIST_BOX);
  GtkListBoxRow *row;

  g_assert_cmpuint (count_widgets (list), <=,
                    1 + 2 * (1 + gr_model_n_blocks (gradus_document_model (f->document))));
  row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 2);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Conv2d “conv1”: N×6×24×24");
  g_signal_emit_by_name (list, "row-activated", row);
  g_assert_true (gradus_document_is_selected (f->document, "conv1"));
}

/* The project's name, as long as that of an example. */
static void
test_long_name (Fixture *f, gconstpointer data)
{
  GtkWidget *row, *text;
  g_autoptr (PangoLayout) layout = NULL;
  gint needed;

  gradus_document_select_none (f->document);
  row = find_widget (GTK_WIDGET (f->inspector), ADW_TYPE_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (row), "A line through thermometer readings");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (row), ==, "A line through thermometer readings");
  text = find_widget (row, GTK_TYPE_TEXT);
  wait_while (gtk_widget_get_width (text) == 0);
  layout = gtk_widget_create_pango_layout (text, "A line through thermometer readings");
  pango_layout_get_pixel_size (layout, &needed, NULL);
  g_assert_cmpint (gtk_widget_get_width (text), >=, needed);
}

static void
test_many (Fixture *f, gconstpointer data)
{
  GtkWidget *inspector = GTK_WIDGET (f->inspector);
  GradusManyPanel *panel;

  gradus_document_select (f->document, (const char *const[]){ "conv1", "fc1", "loss", NULL });
  panel = GRADUS_MANY_PANEL (gradus_inspector_panel (f->inspector));
  g_assert_cmpstr (gradus_many_panel_total (panel, "Blocks"), ==, "3");
  g_assert_null (rows_find (inspector, "out_channels"));
  g_assert_nonnull (
      rows_find_label (inspector, "1\u00a0Conv2d, 1\u00a0Linear, 1\u00a0CrossEntropyLoss"));
  picture_save (GTK_WIDGET (f->window), "inspector-many");
  gtk_switch_set_active (GTK_SWITCH (control (f, "frozen")), TRUE);
  g_assert_cmpint (setting (f, "conv1", "frozen")->ints[0], ==, TRUE);
  g_assert_cmpint (setting (f, "fc1", "frozen")->ints[0], ==, TRUE);
  type (f, "lr_factor", "1/10");
  g_assert_cmpfloat (setting (f, "fc1", "lr_factor")->number, ==, 0.1);
  gradus_document_undo (f->document);
  gradus_document_undo (f->document);
  g_assert_cmpint (setting (f, "conv1", "frozen")->ints[0], ==, FALSE);
  g_assert_false (gradus_document_can_undo (f->document));

  gradus_document_select_one (f->document, "conv1");
  type (f, "lr_factor", "2");
  gradus_document_select (f->document, (const char *const[]){ "conv1", "fc1", NULL });
  g_assert_cmpstr (text_of (f, "lr_factor"), ==, "");
  type (f, "lr_factor", "3");
  g_assert_cmpfloat (setting (f, "conv1", "lr_factor")->number, ==, 3);
  g_assert_cmpfloat (setting (f, "fc1", "lr_factor")->number, ==, 3);
  gradus_document_select (f->document, (const char *const[]){ "input", "conv1", "pool1", "flatten",
                                                              "norm", "fc1", "loss", NULL });
  gradus_document_select_none (f->document);
}

/* A spin button that shows nothing, for several values, gives them none by being drawn or visited.
 */
static void
test_many_numbers (Fixture *f, gconstpointer data)
{
  g_autoptr (GrBlock) block = gr_block_new ("fc2", "Linear", "fc2", NULL);
  const gint of = gr_block_kind_attribute (block->kind, "out_features");
  g_autoptr (GrEdit) edit = NULL;

  gr_setting_parse (&block->kind->attributes[of], "20", &block->settings[of], NULL);
  edit = gr_edit_add_block (block, GR_AT_END);
  g_assert_true (gradus_document_apply (f->document, edit, "Add", NULL));
  g_assert_cmpint (setting (f, "fc2", "out_features")->ints[0], ==, 20);
  gradus_document_select (f->document, (const char *const[]){ "fc1", "fc2", NULL });
  picture_settle ();
  g_assert_cmpstr (text_of (f, "out_features"), ==, "");
  gtk_widget_grab_focus (control (f, "out_features"));
  picture_settle ();
  gtk_widget_grab_focus (control (f, "lr_factor"));
  picture_settle ();
  g_assert_cmpstr (text_of (f, "out_features"), ==, "");
  g_assert_cmpint (setting (f, "fc1", "out_features")->ints[0], ==, 10);
  g_assert_cmpint (setting (f, "fc2", "out_features")->ints[0], ==, 20);
  g_assert_cmpstr (gradus_document_undo_label (f->document), ==, "Add");

  type (f, "out_features", "30");
  g_assert_cmpint (setting (f, "fc1", "out_features")->ints[0], ==, 30);
  g_assert_cmpint (setting (f, "fc2", "out_features")->ints[0], ==, 30);
  gradus_document_undo (f->document);
  g_assert_cmpstr (text_of (f, "out_features"), ==, "");
  gtk_spin_button_spin (GTK_SPIN_BUTTON (control (f, "out_features")), GTK_SPIN_STEP_FORWARD, 1);
  g_assert_cmpint (setting (f, "fc1", "out_features")->ints[0], ==,
                   setting (f, "fc2", "out_features")->ints[0]);
}

static void
test_group (Fixture *f, gconstpointer data)
{
  GtkWidget *inspector = GTK_WIDGET (f->inspector);
  GrModel *model = gradus_document_model (f->document);
  g_autoptr (GrEdit) edit = gr_edit_group (model, (const char *const[]){ "conv1", "pool1" }, 2,
                                           "stem");
  g_autofree char *id = NULL;
  GradusManyPanel *panel;

  g_assert_true (gradus_document_apply (f->document, edit, NULL, NULL));
  id = g_strdup (gr_model_group_at (model, 0)->id);
  gradus_document_select_one (f->document, id);
  panel = GRADUS_MANY_PANEL (gradus_inspector_panel (f->inspector));
  picture_save (GTK_WIDGET (f->window), "inspector-group");
  g_assert_cmpstr (gradus_many_panel_total (panel, "Blocks"), ==, "2");
  g_assert_cmpstr (gradus_many_panel_total (panel, "Parameters"), ==, "156");
  rows_type (inspector, "Name", "first");
  rows_type (inspector, "Repeat", "4294967298"); /* 2, in 32 bits */
  g_assert_true (rows_wrong (inspector, "Repeat"));
  g_assert_cmpint (gr_model_group (model, id)->repeat, ==, 1);
  rows_type (inspector, "Repeat", "1+1");
  gtk_switch_set_active (GTK_SWITCH (control (f, "Collapsed")), TRUE);
  g_assert_cmpstr (gr_model_group (model, id)->name, ==, "first");
  g_assert_cmpint (gr_model_group (model, id)->repeat, ==, 2);
  g_assert_true (gr_model_group (model, id)->collapsed);
  while (gradus_document_can_undo (f->document))
    gradus_document_undo (f->document);
  g_assert_true (GRADUS_IS_MODEL_PANEL (gradus_inspector_panel (f->inspector)));
}

/* Blocks that go and come back while their group stays selected. */
static void
test_group_follows (Fixture *f, gconstpointer data)
{
  GtkWidget *inspector = GTK_WIDGET (f->inspector);
  GradusFieldRow *row;
  GrModel *model = gradus_document_model (f->document);
  g_autoptr (GrEdit) group = gr_edit_group (model, (const char *const[]){ "conv1", "pool1" }, 2,
                                            "stem");
  g_autoptr (GrEdit) remove_pool = gr_edit_remove_block ("pool1");
  g_autoptr (GrEdit) remove_conv = gr_edit_remove_block ("conv1");
  g_autofree char *id = NULL;
  GradusManyPanel *panel;

  g_assert_true (gradus_document_apply (f->document, group, NULL, NULL));
  id = g_strdup (gr_model_group_at (model, 0)->id);
  gradus_document_select_one (f->document, id);
  panel = GRADUS_MANY_PANEL (gradus_inspector_panel (f->inspector));
  g_assert_nonnull (rows_find_label (inspector, "1\u00a0Conv2d, 1\u00a0MaxPool2d"));
  row = rows_find (inspector, "frozen");
  g_assert_nonnull (row);

  g_assert_true (gradus_document_apply (f->document, remove_conv, NULL, NULL));
  g_assert_true (gradus_inspector_panel (f->inspector) == GTK_WIDGET (panel));
  g_assert_cmpstr (gradus_many_panel_total (panel, "Blocks"), ==, "1");
  g_assert_nonnull (rows_find_label (inspector, "1\u00a0MaxPool2d"));
  g_assert_null (rows_find (inspector, "frozen"));

  gradus_document_undo (f->document);
  g_assert_nonnull (rows_find_label (inspector, "1\u00a0Conv2d, 1\u00a0MaxPool2d"));
  row = rows_find (inspector, "frozen");
  g_assert_nonnull (row);
  g_assert_true (gradus_document_apply (f->document, remove_pool, NULL, NULL));
  g_assert_nonnull (rows_find_label (inspector, "1\u00a0Conv2d"));
  gtk_switch_set_active (GTK_SWITCH (control (f, "frozen")), TRUE);
  g_assert_cmpint (setting (f, "conv1", "frozen")->ints[0], ==, TRUE);
  /* What is typed in stays where it is. */
  row = rows_find (inspector, "lr_factor");
  type (f, "lr_factor", "2");
  g_assert_true (rows_find (inspector, "lr_factor") == row);
}

static gboolean
any_problem (GtkWidget *widget)
{
  if (gtk_widget_has_css_class (widget, "problem"))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (any_problem (child))
      return TRUE;
  return FALSE;
}

/* A later copy of conv1 gets an image that is smaller than its kernel. */
static void
test_group_problems (Fixture *f, gconstpointer data)
{
  GtkWidget *inspector = GTK_WIDGET (f->inspector);
  GrModel *model = gradus_document_model (f->document);
  g_autoptr (GrEdit) edit = gr_edit_group (model, (const char *const[]){ "conv1", "pool1" }, 2,
                                           "stem");
  g_autofree char *id = NULL;
  GtkWidget *sentence;

  g_assert_true (gradus_document_apply (f->document, edit, NULL, NULL));
  id = g_strdup (gr_model_group_at (model, 0)->id);
  gradus_document_select_one (f->document, id);
  rows_type (inspector, "Repeat", "4");
  g_assert_cmpuint (gr_model_n_problems (model), >, 0);
  sentence = rows_find_label (inspector, gr_model_problem_at (model, 0)->message);
  g_assert_nonnull (sentence);
  g_assert_true (gtk_widget_is_visible (sentence));
  g_assert_true (any_problem (inspector));
  rows_type (inspector, "Repeat", "1");
  g_assert_cmpuint (gr_model_n_problems (model), ==, 0);
  g_assert_false (any_problem (inspector));
}

/* (transfer full) */
static char *
help_of (const GrBlockKind *kind)
{
  g_autofree char *markup = gradus_help_markup (kind);
  char *text = NULL;

  g_assert_true (pango_parse_markup (markup, -1, 0, NULL, &text, NULL, NULL));
  return text;
}

/* All that the tables say of a kind: what it computes too. */
static void
test_help (void)
{
  g_autofree char *relu = help_of (gr_block_kind_find ("ReLU"));

  g_assert_nonnull (strstr (relu, gr_op_find ("relu")->formula));
  for (guint i = 0; i < gr_n_block_kinds (); i++)
    {
      const GrBlockKind *kind = gr_block_kind_at (i);
      g_autofree char *text = help_of (kind);

      g_assert_nonnull (strstr (text, kind->name));
      g_assert_nonnull (strstr (text, kind->summary));
      if (kind->pytorch)
        g_assert_nonnull (strstr (text, kind->pytorch));
      for (guint a = 0; a < gr_block_kind_n_attributes (kind); a++)
        g_assert_nonnull (strstr (text, kind->attributes[a].name));
    }
}

/* Every kind of block can be looked at, linked or not. */
static void
test_every_kind (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < gr_n_block_kinds (); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GrBlock) block = gr_model_draft (gradus_document_model (f->document),
                                                  gr_block_kind_at (i)->name, NULL, &error);
      g_autoptr (GrEdit) edit = gr_edit_add_block (block, GR_AT_END);
      g_autoptr (GrEdit) link = gr_edit_add_link ("conv1", block->id, 0, GR_AT_END);

      g_assert_true (gradus_document_apply (f->document, edit, NULL, &error));
      gradus_document_select_one (f->document, block->id);
      if (gr_block_kind_max_inputs (block->kind))
        g_assert_true (gradus_document_apply (f->document, link, NULL, &error));
      for (guint a = 0; a < gr_block_kind_n_attributes (block->kind); a++)
        g_assert_nonnull (control (f, block->kind->attributes[a].name));
      gradus_document_undo (f->document);
    }
  while (gradus_document_can_undo (f->document))
    gradus_document_undo (f->document);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  picture_init ();
  g_test_add_func ("/inspector/expressions", test_expressions);
#define ADD(name, function)                                                                        \
  g_test_add ("/inspector/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("typing", test_typing);
  ADD ("controls", test_controls);
  ADD ("auto", test_auto);
  ADD ("facts", test_facts);
  ADD ("copies", test_copies);
  ADD ("fix", test_fix);
  ADD ("one-button", test_one_button);
  ADD ("no-data", test_no_data);
  ADD ("no-target", test_no_target);
  ADD ("model", test_model);
  ADD ("model-as-info", test_model_as_info);
  ADD ("table", test_table);
  ADD ("long-name", test_long_name);
  ADD ("many", test_many);
  ADD ("many-numbers", test_many_numbers);
  ADD ("group", test_group);
  ADD ("group-follows", test_group_follows);
  ADD ("group-problems", test_group_problems);
  ADD ("run-problem", test_run_problem);
  g_test_add_func ("/inspector/help", test_help);
  ADD ("every-kind", test_every_kind);
  return g_test_run ();
}
