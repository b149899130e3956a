/* test-step-panel.c - GradusStepPanel: what it says of an operator, where a number comes from in
 * all four stages, the elements that are lit, the check of a gradient, the way to where a number
 * was made.
 */
#include "picture.h"
#include "step/origin-view.h"
#include "step/step-panel.h"
#include "tensor/storage-strip.h"
#include "tensor/tensor-view.h"
#include "training-helpers.h"
#include "widgets.h"

#include <math.h>
#include <string.h>

#define SIDE 28

static const char network[]
    = "{\"gradus\": 1, \"data\": {\"set\": \"fashion-mnist\"},"
      " \"model\": {\"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [1, 28, 28]}},"
      "   {\"id\": \"conv1\", \"kind\": \"Conv2d\", \"attributes\": {\"out_channels\": 4,"
      "    \"kernel_size\": 5, \"padding\": 2}},"
      "   {\"id\": \"norm\", \"kind\": \"BatchNorm2d\"},"
      "   {\"id\": \"relu\", \"kind\": \"ReLU\"},"
      "   {\"id\": \"pool\", \"kind\": \"MaxPool2d\", \"attributes\": {\"kernel_size\": 4}},"
      "   {\"id\": \"flatten\", \"kind\": \"Flatten\"},"
      "   {\"id\": \"fc\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 10}},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
      "  \"links\": [{\"from\": \"input\", \"to\": \"conv1\"},"
      "   {\"from\": \"conv1\", \"to\": \"norm\"},"
      "   {\"from\": \"norm\", \"to\": \"relu\"}, {\"from\": \"relu\", \"to\": \"pool\"},"
      "   {\"from\": \"pool\", \"to\": \"flatten\"}, {\"from\": \"flatten\", \"to\": \"fc\"},"
      "   {\"from\": \"fc\", \"to\": \"loss\"}]},"
      " \"optimizer\": {\"kind\": \"Adam\"}}";

typedef struct
{
  GradusDocument *document;
  GradusStepper *stepper;
  GradusStepPanel *panel;
  GtkWindow *window;
} Panel;

static GrDataset *
drawn (void)
{
  GrTensor *input = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (1, 1, SIDE, SIDE), NULL);
  GrTensor *target = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (1), NULL);
  GrDataset *set;

  for (gint i = 0; i < SIDE * SIDE; i++)
    gr_tensor_set (input, i, gr_float (0.5 + 0.5 * sin (0.31 * (i / SIDE) + 0.2 * (i % SIDE))));
  gr_tensor_set (target, 0, gr_int (3));
  set = gr_dataset_from_tensors ("drawn", &input, NULL, 1, target, NULL, 10, NULL);
  gr_tensor_unref (input);
  gr_tensor_unref (target);
  return set;
}

static void
failed (GradusStepper *stepper, const char *sentence)
{
  g_error ("%s", sentence);
}

static void
open_panel (Panel *p, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrDataset) set = drawn ();
  GrProject *project = gr_project_from_json (network, -1, "network", &error);

  g_assert_no_error (error);
  p->document = gradus_document_new (project);
  p->stepper = gradus_stepper_new (p->document);
  p->panel = GRADUS_STEP_PANEL (gradus_step_panel_new (p->stepper));
  p->window = picture_window (GTK_WIDGET (p->panel), 340, 720);
  g_assert_cmpstr (gradus_stepper_obstacle (p->stepper), ==, NULL);
  g_signal_connect (p->stepper, "failed", G_CALLBACK (failed), NULL);
  gradus_stepper_set_set (p->stepper, set);
  gradus_stepper_capture (p->stepper);
  wait_while (!gradus_stepper_trace (p->stepper));
}

static void
close_panel (Panel *p, gconstpointer unused)
{
  gtk_window_destroy (p->window);
  g_object_unref (p->stepper);
  g_object_unref (p->document);
}

/* To the first call of that operator from @stage on. */
static const GrTraceCall *
go (Panel *p, GrStage stage, const char *name)
{
  const GrTrace *trace = gradus_stepper_trace (p->stepper);

  for (guint i = 0; i < gr_trace_n_calls (trace); i++)
    {
      const GrTraceCall *call = gr_trace_call (trace, i);

      if (call->stage < stage || !g_str_equal (gr_op_schema (call->op)->name, name))
        continue;
      gradus_stepper_go_to_call (p->stepper, (gint) i);
      return call;
    }
  g_error ("%s is not called", name);
}

static const GrTraceTensor *
tensor_at (Panel *p, gint tensor)
{
  return gr_trace_tensor (gradus_stepper_trace (p->stepper), (guint) tensor);
}

/* Asks for an element, and waits for what it is made of. */
static const GradusOrigin *
ask (Panel *p, gint tensor, gint64 element)
{
  const GradusOrigin *origin;

  gradus_stepper_select (p->stepper, tensor, element);
  wait_while (!gradus_step_panel_origin (p->panel));
  origin = gradus_step_panel_origin (p->panel);
  g_assert_cmpint (origin->element, ==, element);
  return origin;
}

static const GradusOriginPart *
part (const GradusOrigin *origin, guint i)
{
  g_assert_cmpuint (i, <, origin->parts->len);
  return &g_array_index (origin->parts, GradusOriginPart, i);
}

static guint
n_lit (Panel *p, const GradusOrigin *origin, const char *name)
{
  const GrTraceTensor *tensor = gr_trace_find (gradus_stepper_trace (p->stepper), name);
  const GArray *lights = gradus_origin_lights (origin, (gint) tensor->number);

  return lights ? lights->len : 0;
}

/* A widget that is shown and says @text, or NULL. */
static GtkWidget *
saying (GtkWidget *root, const char *text)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_visible (root))
    return NULL;
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = saying (child, text);
  return found;
}

static void
click (Panel *p, const char *label)
{
  GtkWidget *found = saying (GTK_WIDGET (p->panel), label);

  g_assert_nonnull (found);
  g_signal_emit_by_name (gtk_widget_get_ancestor (found, GTK_TYPE_BUTTON), "clicked");
}

/* A pixel of a convolution: the patch under the filter, the filter, the bias. */
static void
test_convolution (Panel *p, gconstpointer unused)
{
  const GrTraceCall *call = go (p, GR_STAGE_FORWARD, "conv2d");
  const GradusOrigin *origin;

  g_assert_nonnull (saying (GTK_WIDGET (p->panel), "padding\u00a0=\u00a0[2]"));
  g_assert_nonnull (saying (GTK_WIDGET (p->panel), "Conv2DBackward0"));
  g_assert_nonnull (saying (GTK_WIDGET (p->panel), "Saved for backward: input, weight"));
  g_assert_null (gradus_step_panel_origin (p->panel));
  picture_save (GTK_WIDGET (p->panel), "step-panel-operator");

  origin = ask (p, call->outputs[0], SIDE * SIDE + 9 * SIDE + 6);
  g_assert_true (g_str_has_prefix (origin->what, "conv1[0, 1, 9, 6] = "));
  g_assert_cmpuint (origin->parts->len, ==, 2);
  g_assert_cmpstr (part (origin, 0)->title, ==, "input × conv1.weight");
  g_assert_cmpint (part (origin, 0)->n, ==, 25);
  g_assert_cmpuint (part (origin, 0)->rows->len, ==, 9); /* with what is left out */
  g_assert_cmpstr (part (origin, 1)->title, ==, "conv1.bias");
  g_assert_cmpuint (n_lit (p, origin, "input"), ==, 25);
  g_assert_cmpuint (n_lit (p, origin, "conv1.weight"), ==, 25);
  g_assert_cmpuint (n_lit (p, origin, "conv1.bias"), ==, 1);
  picture_save (GTK_WIDGET (p->panel), "step-panel-conv2d");

  /* In a corner the padding brings nothing. */
  origin = ask (p, call->outputs[0], 0);
  g_assert_cmpuint (n_lit (p, origin, "input"), ==, 9);
}

/* "−4.2×10⁻⁷" as a number. */
static gdouble
read_number (const char *text)
{
  static const char *const from[] = { "−", "×10", "⁻", "⁰", "¹", "²", "³",
                                      "⁴", "⁵",   "⁶", "⁷", "⁸", "⁹" };
  static const char *const to[] = {
    "-", "e", "-", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9"
  };
  g_autoptr (GString) plain = g_string_new (text);

  for (guint i = 0; i < G_N_ELEMENTS (from); i++)
    g_string_replace (plain, from[i], to[i], 0);
  return g_ascii_strtod (plain->str, NULL);
}

/* What was written out adds up: the terms shown and those left out. */
static void
test_sum (Panel *p, gconstpointer unused)
{
  const GrTraceCall *call = go (p, GR_STAGE_BACKWARD, "conv2d_backward");
  const gint grad = call->outputs[1]; /* of the weight; what it is added to comes after */
  const GradusOrigin *origin;
  gdouble sum = 0;

  origin = ask (p, grad, 31);
  g_assert_cmpint (part (origin, 0)->n, ==, 27 * 27); /* one row and one column are padding */
  for (guint i = 0; i < part (origin, 0)->rows->len; i++)
    {
      const GradusOriginRow *row = &g_array_index (part (origin, 0)->rows, GradusOriginRow, i);
      sum += read_number (row->value);
    }
  g_assert_cmpfloat_with_epsilon (sum, gr_tensor_get (tensor_at (p, grad)->values, 31).d, 2e-4);
  picture_save (GTK_WIDGET (p->panel), "step-panel-weight-gradient");
}

/* The winner of a pool is one element; a norm is of its whole channel; the loss is explained
 * without being asked. */
static void
test_other_forms (Panel *p, gconstpointer unused)
{
  const GrTraceCall *call = go (p, GR_STAGE_FORWARD, "max_pool2d");
  const GradusOrigin *origin = ask (p, call->outputs[0], 8);

  g_assert_cmpuint (part (origin, 0)->rows->len, ==, 1);
  g_assert_cmpuint (n_lit (p, origin, "relu"), ==, 16); /* and those that it was the largest of */
  picture_save (GTK_WIDGET (p->panel), "step-panel-pool");
  call = go (p, GR_STAGE_FORWARD, "batch_norm");
  origin = ask (p, call->outputs[0], SIDE);
  g_assert_nonnull (strstr (origin->note, "mean = "));
  g_assert_cmpuint (n_lit (p, origin, "conv1"), ==, SIDE * SIDE);
  picture_save (GTK_WIDGET (p->panel), "step-panel-batch-norm");
  go (p, GR_STAGE_LOSS, "nll_loss");
  wait_while (!gradus_step_panel_origin (p->panel));
  g_assert_cmpint (gradus_step_panel_origin (p->panel)->tensor, ==,
                   gr_trace_loss (gradus_stepper_trace (p->stepper)));
  picture_save (GTK_WIDGET (p->panel), "step-panel-loss");
}

/* A number of an input is explained by the operator that made it, and leads there; a number that
 * was there before is no operator's. */
static void
test_elsewhere (Panel *p, gconstpointer unused)
{
  const GrTraceCall *call = go (p, GR_STAGE_FORWARD, "relu");
  const gint input = (gint) call->inputs[0].tensor;
  g_autofree char *text = NULL;

  ask (p, input, 5);
  click (p, "Where It Was Made");
  call = gradus_stepper_call (p->stepper);
  g_assert_cmpstr (gr_op_schema (call->op)->name, ==, "batch_norm");
  g_assert_cmpint (gradus_stepper_selected_tensor (p->stepper), ==, input);
  g_assert_cmpint (gradus_stepper_selected_element (p->stepper), ==, 5);
  click (p, "Its Gradient");
  g_assert_cmpint (gradus_stepper_call (p->stepper)->stage, ==, GR_STAGE_BACKWARD);
  g_assert_cmpint (gradus_stepper_selected_tensor (p->stepper), ==, tensor_at (p, input)->grad);

  call = go (p, GR_STAGE_FORWARD, "conv2d");
  gradus_stepper_select (p->stepper, (gint) call->inputs[0].tensor, 3);
  text = gradus_origin_view_text (
      GRADUS_ORIGIN_VIEW (find_widget (GTK_WIDGET (p->panel), GRADUS_TYPE_ORIGIN_VIEW)));
  g_assert_nonnull (strstr (text, "No operator"));
  g_assert_null (saying (GTK_WIDGET (p->panel), "Where It Was Made"));
}

/* A click in a view is a question; the strip tells its place, and asks as well. */
static void
test_views (Panel *p, gconstpointer unused)
{
  const GrTraceCall *call = go (p, GR_STAGE_FORWARD, "conv2d");
  GtkWidget *view = find_widget (GTK_WIDGET (p->panel), GRADUS_TYPE_TENSOR_VIEW);
  GtkWidget *strip = find_widget (GTK_WIDGET (p->panel), GRADUS_TYPE_STORAGE_STRIP);

  g_signal_emit_by_name (view, "element-activated", (gint64) 30);
  g_assert_cmpint (gradus_stepper_selected_tensor (p->stepper), ==, call->outputs[0]);
  g_assert_cmpint (gradus_tensor_view_selected (GRADUS_TENSOR_VIEW (view)), ==, 30);
  g_assert_nonnull (strstr (gradus_storage_strip_text (GRADUS_STORAGE_STRIP (strip)), "= 30"));
  g_signal_emit_by_name (strip, "element-activated", 0, (gint64) 31);
  g_assert_cmpint (gradus_stepper_selected_element (p->stepper), ==, 31);
  gradus_stepper_next (p->stepper);
  g_assert_cmpint (gradus_stepper_selected_element (p->stepper), ==, -1);

  call = go (p, GR_STAGE_FORWARD, "view");
  picture_save (GTK_WIDGET (p->panel), "step-panel-view");
  gradus_stepper_end (p->stepper);
  g_assert_null (saying (GTK_WIDGET (p->panel), "Storage"));
}

static void
test_check (Panel *p, gconstpointer unused)
{
  const GrTraceCall *call = go (p, GR_STAGE_FORWARD, "conv2d");

  ask (p, (gint) call->outputs[0], 100);
  click (p, "Check");
  wait_while (!gradus_step_panel_verdict (p->panel));
  g_assert_nonnull (strstr (gradus_step_panel_verdict (p->panel), "They agree."));
  picture_save (GTK_WIDGET (p->panel), "step-panel-check");
  gradus_stepper_next (p->stepper);
  g_assert_null (gradus_step_panel_verdict (p->panel));
}

/* The optimiser's lines end with what the parameter becomes. */
static void
test_update (Panel *p, gconstpointer unused)
{
  const GradusOrigin *origin;
  const GradusOriginRow *last;
  const GrTraceUpdate *update;
  guint first;

  g_assert_cmpuint (gradus_stepper_stage (p->stepper, GR_STAGE_UPDATE, &first), >, 0);
  gradus_stepper_go (p->stepper, first);
  update = gradus_stepper_update (p->stepper);
  g_assert_nonnull (gradus_step_panel_origin (p->panel)); /* of the first element */
  origin = ask (p, update->parameter, 7);
  g_assert_cmpint (origin->tensor, ==, update->after);
  last = &g_array_index (part (origin, 0)->rows, GradusOriginRow, part (origin, 0)->rows->len - 1);
  g_assert_true (g_str_has_prefix (last->text, "p = "));
  g_assert_nonnull (strstr (origin->what, "= "));
  g_assert_nonnull (saying (GTK_WIDGET (p->panel), "Adam"));
  picture_save (GTK_WIDGET (p->panel), "step-panel-update");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  picture_init ();
#define ADD(path, test) g_test_add ("/step-panel/" path, Panel, NULL, open_panel, test, close_panel)
  ADD ("convolution", test_convolution);
  ADD ("sum", test_sum);
  ADD ("other-forms", test_other_forms);
  ADD ("elsewhere", test_elsewhere);
  ADD ("views", test_views);
  ADD ("check", test_check);
  ADD ("update", test_update);
  return g_test_run ();
}
