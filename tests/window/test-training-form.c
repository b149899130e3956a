/* test-training-form.c - GradusTrainingForm: data, training settings, optimizer, schedule and
 * augmentation, from the document to the rows and back, with undo and what is wrong. */
#include "settings/training-form.h"

#include "data/chooser.h"
#include "gradus.h"
#include "settings/section.h"
#include "train/config.h"

#include "picture.h"
#include "rows.h"
#include "waiting.h"
#include "widgets.h"

typedef struct
{
  GradusDocument *document;
  GtkWidget *form;
  GtkWindow *window;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  static const char text[]
      = "{\"gradus\": 1, \"data\": {\"set\": \"spirals\", \"noise\": 0.05}, \"model\": {},"
        "\"optimizer\": {\"kind\": \"SGD\", \"lr\": 0.5}, \"training\": {\"epochs\": 5}}";
  g_autoptr (GError) error = NULL;
  GrProject *project = gr_project_from_json (text, -1, "test", &error);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_assert_no_error (error);
  f->document = gradus_document_new (project);
  f->form = gradus_training_form_new (f->document);
  gtk_widget_set_margin_start (f->form, 12);
  gtk_widget_set_margin_end (f->form, 12);
  gtk_widget_set_margin_top (f->form, 12);
  gtk_widget_set_margin_bottom (f->form, 12);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), f->form);
  f->window = picture_window (scrolled, 360, 560);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gtk_window_destroy (f->window);
  g_object_unref (f->document);
}

/* @text is JSON; "" for a section that the file would not have. */
static void
assert_section (Fixture *f, const char *key, const char *text)
{
  g_autoptr (JsonNode) node = gradus_document_section (f->document, key);
  g_autoptr (JsonNode) expected = *text ? json_from_string (text, NULL) : NULL;
  g_autofree char *now = node ? json_to_string (node, FALSE) : NULL;

  if (node == NULL || expected == NULL)
    g_assert_true (node == expected);
  else if (!json_node_equal (node, expected))
    g_error ("%s is %s, not %s", key, now, text);
}

/* Everything that the form says can be run: the engine takes it. */
static void
assert_valid (Fixture *f)
{
  GrTrainerOptions wishes = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  GrRunConfig config;

  gr_run_config_init (&config, gradus_document_project (f->document), &wishes, &error);
  g_assert_no_error (error);
  gr_run_config_clear (&config);
}

static void
choose (Fixture *f, guint group, const char *name)
{
  GradusFieldRow *row = rows_find_next (f->form, "Kind", &group);
  GtkDropDown *down = GTK_DROP_DOWN (gradus_field_row_control (row));
  GListModel *model = gtk_drop_down_get_model (down);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

      if (g_str_equal (gtk_string_object_get_string (item), name))
        {
          gtk_drop_down_set_selected (down, i);
          return;
        }
    }
  g_assert_not_reached ();
}

static void
test_training (Fixture *f, gconstpointer data)
{
  const GrTraining *training;

  picture_save (f->form, "training-form");
  g_assert_cmpstr (rows_text (f->form, "Epochs"), ==, "5");
  rows_type (f->form, "Epochs", "2*10");
  rows_type (f->form, "Batch size", "2**6");
  rows_type (f->form, "Validation part", "0.1");
  rows_done (f->form, "Validation part");
  rows_type (f->form, "Early stopping", "3");
  rows_type (f->form, "Clip norm", "1.5");
  gtk_switch_set_active (GTK_SWITCH (rows_control (f->form, "Drop last batch")), TRUE);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (rows_control (f->form, "Order")), 2);
  training = &gradus_document_project (f->document)->training;
  g_assert_cmpint (training->epochs, ==, 20);
  g_assert_cmpint (training->batch_size, ==, 64);
  g_assert_cmpfloat (training->val_split, ==, 0.1);
  g_assert_cmpint (training->patience, ==, 3);
  g_assert_cmpfloat (training->clip_norm, ==, 1.5);
  g_assert_true (training->drop_last);
  g_assert_cmpstr (training->sampler, ==, "weighted");
  assert_valid (f);

  rows_type (f->form, "Validation part", "1.5");
  g_assert_true (rows_wrong (f->form, "Validation part"));
  g_assert_cmpfloat (gradus_document_project (f->document)->training.val_split, ==, 0.1);
  rows_type (f->form, "Validation part", "0.1");
  g_assert_false (rows_wrong (f->form, "Validation part"));

  for (guint i = 0; i < 7; i++)
    gradus_document_undo (f->document);
  g_assert_false (gradus_document_can_undo (f->document));
  g_assert_cmpstr (rows_text (f->form, "Epochs"), ==, "5");
  g_assert_cmpstr (rows_text (f->form, "Batch size"), ==, "128");
  gradus_document_redo (f->document);
  g_assert_cmpstr (rows_text (f->form, "Epochs"), ==, "20");
}

/* The field of a number makes room for all of its digits. */
static void
test_long_number (Fixture *f, gconstpointer data)
{
  GtkWidget *control = rows_control (f->form, "Epochs");
  GtkWidget *text = find_widget (control, GTK_TYPE_TEXT);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (text, "99999999");
  gint before, width;

  wait_while (gtk_widget_get_width (control) == 0);
  before = gtk_widget_get_width (control);
  pango_layout_get_pixel_size (layout, &width, NULL);
  g_assert_cmpint (gtk_widget_get_width (text), <, width);
  rows_type (f->form, "Epochs", "99999999");
  wait_while (gtk_widget_get_width (text) < width);
  rows_type (f->form, "Epochs", "5");
  wait_while (gtk_widget_get_width (control) != before);
}

/* To eyes below the title, to a screen reader as the description, in the place of the help. */
static void
assert_said (Fixture *f, const char *name, const char *text)
{
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (rows_find (f->form, name))), ==,
                   text);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (rows_control (f->form, name)),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       *text ? text : "The step size.");
}

/* The tooltip of the optimiser's choice: what a step does with the options that there are. */
static void
assert_formula (Fixture *f, const char *text)
{
  guint first = 0;
  GradusFieldRow *row = rows_find_next (f->form, "Kind", &first);

  g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (row)), ==, text);
}

static void
test_optimizer (Fixture *f, gconstpointer data)
{
  assert_formula (f, "p = p - lr * grad");
  g_assert_cmpstr (rows_text (f->form, "lr"), ==, "0.5");
  rows_type (f->form, "lr", "1/4");
  assert_section (f, "optimizer", "{\"kind\":\"SGD\",\"lr\":0.25}");
  rows_type (f->form, "lr", "-1");
  g_assert_true (rows_wrong (f->form, "lr"));
  assert_section (f, "optimizer", "{\"kind\":\"SGD\",\"lr\":0.25}");
  rows_done (f->form, "lr");

  /* What can hardly be meant is taken, and said. */
  rows_type (f->form, "lr", "1000");
  assert_section (f, "optimizer", "{\"kind\":\"SGD\",\"lr\":1000}");
  rows_done (f->form, "lr");
  assert_said (f, "lr", "⚠ lr of SGD is 1000: above 10 a network hardly ever learns.");
  g_assert_false (rows_wrong (f->form, "lr"));
  rows_type (f->form, "lr", "-1");
  assert_said (f, "lr", "lr of SGD is -1, but must be a number of at least 0");
  rows_type (f->form, "lr", "0.25");
  assert_said (f, "lr", "");
  rows_done (f->form, "lr");

  /* What does not go together is said where it is. */
  gtk_switch_set_active (GTK_SWITCH (rows_control (f->form, "nesterov")), TRUE);
  g_assert_true (rows_wrong (f->form, "nesterov"));
  rows_type (f->form, "momentum", "0.9");
  g_assert_false (rows_wrong (f->form, "nesterov"));
  assert_section (f, "optimizer",
                  "{\"kind\":\"SGD\",\"lr\":0.25,\"nesterov\":true,\"momentum\":0.9}");
  assert_valid (f);
  assert_formula (f, "b = momentum * b + (1 - dampening) * grad\n"
                     "p = p - lr * (grad + momentum * b)");

  choose (f, 0, "AdamW");
  assert_section (f, "optimizer", "{\"kind\":\"AdamW\"}");
  g_assert_null (rows_find (f->form, "nesterov"));
  g_assert_cmpstr (rows_text (f->form, "betas"), ==, "0.9, 0.999");
  rows_type (f->form, "betas", "[0.8, 0.99]");
  assert_section (f, "optimizer", "{\"kind\":\"AdamW\",\"betas\":[0.8,0.99]}");
  rows_type (f->form, "betas", "0.8");
  g_assert_true (rows_wrong (f->form, "betas"));
  assert_valid (f);
  gradus_document_undo (f->document);
  gradus_document_undo (f->document);
  assert_section (f, "optimizer",
                  "{\"kind\":\"SGD\",\"lr\":0.25,\"nesterov\":true,\"momentum\":0.9}");
  g_assert_cmpstr (rows_text (f->form, "momentum"), ==, "0.9");
}

static void
test_schedule (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < gr_n_schedules (); i++)
    {
      const GrScheduleKind *kind = gr_schedule_at (i);

      choose (f, 1, kind->name ? kind->name : kind->key);
      for (guint o = 0; o < kind->n_options; o++)
        g_assert_nonnull (rows_find (f->form, kind->options[o].name));
      assert_valid (f);
    }
  choose (f, 1, "MultiStepLR");
  rows_type (f->form, "milestones", "3, 2*3");
  assert_section (f, "schedule", "{\"kind\":\"MultiStepLR\",\"milestones\":[3,6]}");
  assert_valid (f);
  choose (f, 1, "StepLR");
  rows_type (f->form, "step_size", "0");
  g_assert_true (rows_wrong (f->form, "step_size"));
  assert_valid (f);
}

static GtkWidget *
data_row (Fixture *f)
{
  GtkWidget *label = rows_find_label (gtk_widget_get_first_child (f->form), "Data set");

  return gtk_widget_get_ancestor (label, ADW_TYPE_PREFERENCES_ROW);
}

/* What the row with the data set says below its button. */
static const char *
data_said (Fixture *f)
{
  GtkWidget *box = gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (data_row (f)));

  return gtk_label_get_text (GTK_LABEL (gtk_widget_get_last_child (box)));
}

/* Whether the row with the data set is marked as wrong. */
static gboolean
data_wrong (Fixture *f)
{
  return gtk_widget_has_css_class (data_row (f), "wrong");
}

static void
test_data (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) part = json_node_alloc ();

  g_assert_cmpstr (rows_text (f->form, "noise"), ==, "0.05");
  rows_type (f->form, "n", "300*2");
  assert_section (f, "data", "{\"set\":\"spirals\",\"noise\":0.05,\"n\":600}");
  rows_type (f->form, "noise", "1000");
  g_assert_true (rows_wrong (f->form, "noise"));
  g_assert_false (data_wrong (f));
  gradus_document_choose_data (f->document, "/nowhere/readings.csv");
  g_assert_true (data_wrong (f));
  g_assert_null (rows_find (f->form, "noise"));
  gradus_document_choose_data (f->document, "moons");
  g_assert_false (data_wrong (f));
  json_node_init_double (part, 0.2);
  gradus_section_set (f->document, "data", "test", part, "", NULL);
  g_assert_nonnull (strstr (data_said (f), "\n20 % of it, "));
  gradus_document_undo (f->document);
  g_assert_null (strchr (data_said (f), '%'));
  gradus_document_set_data_warning (f->document, "1 picture is left out");
  g_assert_nonnull (strstr (data_said (f), "1 picture is left out."));
  gradus_document_set_data_warning (f->document, NULL);
  g_assert_null (strchr (data_said (f), '\n'));
  gradus_document_undo (f->document);
  gradus_document_undo (f->document);
  g_assert_cmpstr (rows_text (f->form, "n"), ==, "600");
  g_assert_false (data_wrong (f));
}

/* The button with this tooltip in the row of the transform number @index. */
static GtkWidget *
find_tool (GtkWidget *widget, const char *tooltip, guint *index)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_widget_get_tooltip_text (widget), tooltip) == 0
      && (*index)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_tool (child, tooltip, index);

      if (found)
        return found;
    }
  return NULL;
}

static void
press (Fixture *f, const char *tooltip, guint index)
{
  GtkWidget *button = find_tool (f->form, tooltip, &index);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
test_transforms (Fixture *f, gconstpointer data)
{
  GtkWidget *list = gtk_widget_get_last_child (f->form);

  gtk_widget_activate_action (list, "transforms.add", "s", "random_crop");
  gtk_widget_activate_action (list, "transforms.add", "s", "random_horizontal_flip");
  assert_section (f, "transforms",
                  "[{\"name\":\"random_crop\"},{\"name\":\"random_horizontal_flip\"}]");
  rows_type (f->form, "size", "4*6");
  rows_type (f->form, "p", "0.25");
  assert_section (f, "transforms",
                  "[{\"name\":\"random_crop\",\"size\":24},"
                  "{\"name\":\"random_horizontal_flip\",\"p\":0.25}]");
  rows_type (f->form, "p", "2");
  g_assert_true (rows_wrong (f->form, "p"));
  rows_done (f->form, "p");
  assert_valid (f);
  picture_save (f->form, "training-form-transforms");

  press (f, "Later", 0);
  assert_section (f, "transforms",
                  "[{\"name\":\"random_horizontal_flip\",\"p\":0.25},"
                  "{\"name\":\"random_crop\",\"size\":24}]");
  press (f, "Remove", 0);
  assert_section (f, "transforms", "[{\"name\":\"random_crop\",\"size\":24}]");
  g_assert_null (rows_find (f->form, "p"));
  gradus_document_undo (f->document);
  gradus_document_undo (f->document);
  assert_section (f, "transforms",
                  "[{\"name\":\"random_crop\",\"size\":24},"
                  "{\"name\":\"random_horizontal_flip\",\"p\":0.25}]");
  while (gradus_document_can_undo (f->document))
    gradus_document_undo (f->document);
  assert_section (f, "transforms", "");

  for (const GrTransformRow *const *row = gr_transform_rows (); *row; row++)
    gtk_widget_activate_action (list, "transforms.add", "s", (*row)->name);
  assert_valid (f);
}

/* What only the file can say, wrong or unknown, is shown and not lost. */
static void
test_strange (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) optimizer = json_from_string (
      "{\"kind\": \"Adam\", \"lr\": -3, \"mine\": 1}", NULL);
  g_autoptr (JsonNode) unknown = json_from_string ("{\"kind\": \"Magic\", \"lr\": 1}", NULL);
  g_autoptr (JsonNode) transforms = json_from_string ("[{\"name\": \"a<b\"}, 3]", NULL);

  gradus_document_set_section (f->document, "optimizer", optimizer, "x", NULL, NULL);
  g_assert_true (rows_wrong (f->form, "lr"));
  rows_type (f->form, "lr", "0.1");
  g_assert_false (rows_wrong (f->form, "lr"));
  assert_section (f, "optimizer", "{\"kind\":\"Adam\",\"lr\":0.1,\"mine\":1}");
  gradus_document_set_section (f->document, "optimizer", unknown, "x", NULL, NULL);
  g_assert_true (rows_wrong (f->form, "Kind"));
  g_assert_null (rows_find (f->form, "lr"));
  gradus_document_set_section (f->document, "transforms", transforms, "x", NULL, NULL);
  gradus_document_set_section (f->document, "data", NULL, "x", NULL, NULL);
  g_assert_true (data_wrong (f));
  picture_settle ();
  while (gradus_document_can_undo (f->document))
    gradus_document_undo (f->document);
  g_assert_false (rows_wrong (f->form, "Kind"));
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  picture_init ();
#define ADD(name, function)                                                                        \
  g_test_add ("/training-form/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("training", test_training);
  ADD ("long-number", test_long_number);
  ADD ("optimizer", test_optimizer);
  ADD ("schedule", test_schedule);
  ADD ("data", test_data);
  ADD ("transforms", test_transforms);
  ADD ("strange", test_strange);
  return g_test_run ();
}
