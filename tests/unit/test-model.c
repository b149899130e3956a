/* test-model.c - the document: edits and their inverses, shapes and problems as it is edited. */
#include "gradus.h"

#include <math.h>
#include <string.h>

#include "model/edit.h"
#include "model/facts.h"
#include "model/part.h"

#include "random-edits.h"

/* --- building --------------------------------------------------------------------------------- */

/* Does an edit that must succeed, and takes it. */
static void
apply (GrModel *model, GrEdit *edit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrEdit) inverse = gr_model_apply (model, edit, &error);

  g_assert_no_error (error);
  g_assert_nonnull (inverse);
  gr_edit_unref (edit);
}

/* Does an edit that must be refused with a message that holds @words, and takes it. */
static void
refused (GrModel *model, GrEdit *edit, const char *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (gr_model_apply (model, edit, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_MODEL);
  if (!strstr (error->message, words))
    g_error ("“%s” does not say “%s”", error->message, words);
  gr_edit_unref (edit);
}

static void
add (GrModel *model, const char *kind, const char *name, const char *group)
{
  g_autoptr (GrBlock) block = gr_block_new (name, kind, name, group);

  apply (model, gr_edit_add_block (block, GR_AT_END));
}

static void
set (GrModel *model, const char *id, const char *attribute, const char *value)
{
  const GrBlockKind *kind = gr_model_block (model, id)->kind;
  const gint         index = gr_block_kind_attribute (kind, attribute);
  GrSetting          setting;

  g_assert_true (gr_setting_parse (&kind->attributes[index], value, &setting, NULL));
  apply (model, gr_edit_set_attribute (id, attribute, setting));
}

static void
link_to (GrModel *model, const char *from, const char *to, guint input)
{
  apply (model, gr_edit_add_link (from, to, input, GR_AT_END));
}

/* Input [1, 28, 28], flatten, fc1 (16), relu1, out (10), loss */
static GrModel *
small_model (void)
{
  GrModel *model = gr_model_new ();

  add (model, "Input", "input", NULL);
  set (model, "input", "shape", "1,28,28");
  add (model, "Flatten", "flatten", NULL);
  add (model, "Linear", "fc1", NULL);
  set (model, "fc1", "out_features", "16");
  add (model, "ReLU", "relu1", NULL);
  add (model, "Linear", "out", NULL);
  add (model, "CrossEntropyLoss", "loss", NULL);
  link_to (model, "input", "flatten", 0);
  link_to (model, "flatten", "fc1", 0);
  link_to (model, "fc1", "relu1", 0);
  link_to (model, "relu1", "out", 0);
  link_to (model, "out", "loss", 0);
  return model;
}

static void
assert_shape (GrModel *model, const char *id, const char *expected)
{
  const GrBlockInfo *info = gr_model_info (model, id);
  g_autofree char   *shape = gr_block_info_shape (info);

  g_assert_cmpstr (shape, ==, expected);
}

/* The only problem of @model says this. */
static const GrProblem *
assert_problem (GrModel *model, const char *message)
{
  if (gr_model_n_problems (model) != 1)
    for (guint i = 0; i < gr_model_n_problems (model); i++)
      g_test_message ("problem: %s", gr_model_problem_at (model, i)->message);
  g_assert_cmpuint (gr_model_n_problems (model), ==, 1);
  g_assert_cmpstr (gr_model_problem_at (model, 0)->message, ==, message);
  return gr_model_problem_at (model, 0);
}

static void
assert_clean (GrModel *model)
{
  g_autoptr (GError) error = NULL;

  gr_model_check (model, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gr_model_n_problems (model), ==, 0);
}

/* Does what the problem offers. */
static void
fix (GrModel *model, const GrProblem *problem)
{
  g_assert_nonnull (problem->fix);
  apply (model, gr_edit_ref (problem->fix));
}

/* --- shapes ----------------------------------------------------------------------------------- */

static void
test_shapes (void)
{
  g_autoptr (GrModel) model = small_model ();
  const GrBlockInfo *info;

  assert_clean (model);
  assert_shape (model, "input", "N×1×28×28");
  assert_shape (model, "flatten", "N×784");
  assert_shape (model, "fc1", "N×16");
  assert_shape (model, "out", "N×10");
  info = gr_model_info (model, "fc1");
  g_assert_cmpint (info->n_parameters, ==, 784 * 16 + 16);
  g_assert_cmpint (gr_block_setting (info->block->kind, info->settings, "in_features")->ints[0], ==,
                   784);
  g_assert_cmpint (info->stride[0].fixed, ==, 16);
  g_assert_cmpint (info->stride[0].per_batch, ==, 0);

  /* What follows from a change is inferred again. */
  set (model, "input", "shape", "3,4");
  assert_shape (model, "out", "N×10");
  g_assert_cmpint (gr_model_info (model, "fc1")->n_parameters, ==, 12 * 16 + 16);
  set (model, "fc1", "out_features", "7");
  assert_shape (model, "relu1", "N×7");
  g_assert_cmpint (gr_model_info (model, "out")->n_parameters, ==, 7 * 10 + 10);
}

static void
test_batch_in_sizes (void)
{
  g_autoptr (GrModel) model = gr_model_new ();

  add (model, "Input", "input", NULL);
  set (model, "input", "shape", "4,5");
  add (model, "Flatten", "all", NULL);
  set (model, "all", "start_dim", "0");
  add (model, "Cat", "twice", NULL);
  set (model, "twice", "dim", "0");
  link_to (model, "input", "all", 0);
  link_to (model, "input", "twice", 0);
  link_to (model, "input", "twice", 5);
  assert_clean (model);
  assert_shape (model, "all", "20·N");
  assert_shape (model, "twice", "2·N×4×5");

  /* Of many inputs the first need not be linked. */
  apply (model, gr_edit_remove_link ("twice", 0));
  assert_clean (model);
  assert_shape (model, "twice", "N×4×5");
}

static void
test_data_shape (void)
{
  g_autoptr (GrModel) model = small_model ();

  set (model, "input", "shape", "auto");
  assert_problem (model, "Input “input” takes its shape from the data set, which is not known yet");
  gr_model_set_data_shape (model, 0, GR_INTS (3, 2, 2));
  assert_clean (model);
  assert_shape (model, "flatten", "N×12");
  set (model, "input", "shape", "1,28,28");
  fix (model, assert_problem (model, "Input “input” expects items of 1×28×28, but the data set has "
                                     "3×2×2. Set shape to 3×2×2?"));
  assert_clean (model);
}

/* An item may be a single number, whose shape has no sizes. */
static void
test_data_of_numbers (void)
{
  g_autoptr (GrModel) model = small_model (), line = gr_model_new (), pictures = gr_model_new ();
  const GrProblem *problem;
  g_autofree char *offer = NULL;

  add (pictures, "Input", "input", NULL);
  set (pictures, "input", "shape", "1,28,28");
  add (pictures, "Conv2d", "conv", NULL);
  link_to (pictures, "input", "conv", 0);
  gr_model_set_data_shape (pictures, 0, GR_EMPTY_INTS);
  problem = assert_problem (pictures, "Input “input” expects items of 1×28×28, but those of the "
                                      "data set are of one number, which “conv” cannot take. "
                                      "Choose another data set, or build the model for this one");
  g_assert_null (problem->fix);
  add (line, "Input", "input", NULL);
  set (line, "input", "shape", "2");
  add (line, "Linear", "fc", NULL);
  set (line, "fc", "out_features", "4");
  link_to (line, "input", "fc", 0);
  gr_model_set_data_shape (line, 0, GR_EMPTY_INTS);
  problem = assert_problem (line, "Input “input” expects items of 2, but those of the data set are "
                                  "single numbers. Set shape to []?");
  offer = gr_edit_describe (problem->fix, line);
  g_assert_cmpstr (offer, ==, "Set shape of input to []");
  fix (line, problem);
  assert_shape (line, "input", "N");
  fix (line, assert_problem (line, "Linear “fc” cannot have a fixed in_features: its input, N "
                                   "(from input), depends on the size of the batch N. Put a "
                                   "Reshape before it?"));
  assert_clean (line);
  assert_shape (line, "fc", "N×4");
  gr_model_set_data_shape (model, 0, GR_EMPTY_INTS);
  set (model, "input", "shape", "[]");
  gr_model_set_data_shape (model, 0, GR_INTS (2));
  for (guint i = 0; i < gr_model_n_problems (model); i++)
    if (g_str_equal (gr_model_problem_at (model, i)->block, "input"))
      g_assert_cmpstr (
          gr_model_problem_at (model, i)->message, ==,
          "Input “input” expects items of [], but the data set has 2. Set shape to 2?");
}

/* --- problems --------------------------------------------------------------------------------- */

static void
test_wrong_size (void)
{
  g_autoptr (GrModel) model = small_model ();

  set (model, "fc1", "in_features", "192");
  fix (model,
       assert_problem (model, "Linear “fc1” expects 192 features, but its input has 784 (from "
                              "flatten: 1×28×28). Set in_features to 784?"));
  assert_clean (model);
  g_assert_cmpint (gr_model_block (model, "fc1")->settings[0].ints[0], ==, 784);
}

static void
test_cycle (void)
{
  g_autoptr (GrModel) model = small_model ();
  const GrProblem *problem;

  add (model, "Add", "add", NULL);
  apply (model, gr_edit_remove_link ("relu1", 0));
  link_to (model, "fc1", "add", 0);
  link_to (model, "add", "relu1", 0);
  link_to (model, "relu1", "add", 1);
  problem = assert_problem (model, "Add “add” goes round in a circle: what it takes from “relu1” "
                                   "depends on what it gives. Remove that link?");
  g_assert_cmpint (problem->kind, ==, GR_PROBLEM_CYCLE);
  g_assert_false (gr_model_info (model, "out")->known);
  fix (model, problem);
  g_assert_cmpint (gr_model_problem_at (model, 0)->kind, ==, GR_PROBLEM_MISSING_INPUT);
  link_to (model, "fc1", "add", 1);
  assert_clean (model);
}

static void
test_own_cycle (void)
{
  g_autoptr (GrModel) model = small_model ();

  apply (model, gr_edit_remove_link ("relu1", 0));
  link_to (model, "relu1", "relu1", 0);
  g_assert_cmpint (gr_model_problem_at (model, 0)->kind, ==, GR_PROBLEM_CYCLE);
}

static void
test_missing_input (void)
{
  g_autoptr (GrModel) model = small_model ();
  const GrProblem *problem;

  apply (model, gr_edit_remove_link ("relu1", 0));
  problem = assert_problem (model, "ReLU “relu1” has nothing linked to its input. Link it to "
                                   "“fc1”?");
  g_assert_cmpint (problem->kind, ==, GR_PROBLEM_UNLINKED);
  fix (model, problem);
  assert_clean (model);
}

/* Also where others read that block: the block itself says what gives it its input. */
static void
test_missing_input_block (void)
{
  g_autoptr (GrModel) model = gr_model_new ();
  const GrProblem *problem;

  add (model, "Conv2d", "conv1", NULL);
  add (model, "ReLU", "relu1", NULL);
  link_to (model, "conv1", "relu1", 0);
  set (model, "conv1", "out_channels", "4");
  set (model, "conv1", "kernel_size", "3");
  g_assert_cmpuint (gr_model_n_problems (model), ==, 2); /* and the model, that it has no Input */
  problem = gr_model_problem_at (model, 1);
  g_assert_cmpstr (problem->block, ==, "conv1");
  g_assert_cmpstr (problem->message, ==,
                   "Conv2d “conv1” has nothing linked to its input. Add an Input before it?");
  fix (model, problem);
  set (model, "input1", "shape", "1,8,8");
  assert_shape (model, "relu1", "N×4×6×6");
}

/* A block with two inputs and one link: what is loose, or else the begin of the residual branch. */
static void
test_missing_branch (void)
{
  g_autoptr (GrModel) model = small_model ();

  apply (model, gr_edit_remove_link ("out", 0));
  add (model, "Linear", "fc2", NULL);
  set (model, "fc2", "out_features", "16");
  add (model, "ReLU", "relu2", NULL);
  add (model, "Add", "add", NULL);
  link_to (model, "relu1", "fc2", 0);
  link_to (model, "fc2", "relu2", 0);
  link_to (model, "relu2", "add", 0);
  link_to (model, "add", "out", 0);
  fix (model, assert_problem (model, "Add “add” has nothing at its input “b”. Link it to “fc1”?"));
  assert_clean (model);
  apply (model, gr_edit_remove_link ("add", 1));

  /* A block behind it in the list that nothing reads. */
  add (model, "Sigmoid", "gate", NULL);
  link_to (model, "fc1", "gate", 0);
  fix (model, assert_problem (model, "Add “add” has nothing at its input “b”. Link it to “gate”?"));
  assert_clean (model);
  apply (model, gr_edit_remove_link ("add", 1));
  apply (model, gr_edit_remove_link ("gate", 0));
  apply (model, gr_edit_remove_block ("gate"));

  /* What is of another shape is not to be added. */
  set (model, "fc2", "out_features", "8");
  g_assert_cmpstr (gr_model_problem_at (model, 0)->message, ==,
                   "Add “add” has nothing at its input “b”. Link it to “fc2”?");
}

static void
test_small_picture (void)
{
  g_autoptr (GrModel) model = gr_model_new ();

  add (model, "Input", "input", NULL);
  set (model, "input", "shape", "3,4,2");
  add (model, "MaxPool2d", "pool", NULL);
  link_to (model, "input", "pool", 0);
  set (model, "pool", "kernel_size", "3");
  fix (model, assert_problem (model, "MaxPool2d “pool” moves a window of 3×3 over its input, which "
                                     "is smaller (from input: 3×4×2). Set kernel_size to 3, 2?"));
  assert_shape (model, "pool", "N×3×1×1");
  set (model, "input", "shape", "3,1,1");
  fix (model, assert_problem (model, "MaxPool2d “pool” moves a window of 3×2 over its input, which "
                                     "is smaller (from input: 3×1×1). Remove “pool”?"));
  assert_clean (model);
}

static void
test_unknown_kind (void)
{
  g_autoptr (GrModel) model = small_model ();
  g_autoptr (GError) error = NULL;

  add (model, "Transmogrifier", "magic", NULL);
  g_assert_cmpint (
      assert_problem (model, "“magic” is of kind “Transmogrifier”, which this version of Gradus "
                             "does not know")
          ->kind,
      ==, GR_PROBLEM_UNKNOWN_KIND);
  g_assert_false (gr_model_check (model, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_MODEL);
  refused (model, gr_edit_set_attribute ("magic", "x", gr_setting_int (1)), "does not know");
}

static void
test_reads_loss (void)
{
  g_autoptr (GrModel) model = small_model ();

  add (model, "ReLU", "after", NULL);
  link_to (model, "loss", "after", 0);
  assert_problem (model, "ReLU “after” reads the loss “loss”, but a loss is where a model ends. "
                         "Remove that link?");
}

static void
test_wants_flatten (void)
{
  g_autoptr (GrModel) model = small_model ();
  const GrProblem *problem;

  apply (model, gr_edit_remove_block ("flatten"));
  link_to (model, "input", "fc1", 0);
  /* Only the first says it: those behind it follow from that. */
  g_assert_cmpuint (gr_model_n_problems (model), ==, 1);
  problem = gr_model_problem_at (model, 0);
  g_assert_cmpint (problem->level, ==, GR_PROBLEM_WARNING);
  g_assert_cmpstr (problem->message, ==,
                   "Linear “fc1” works on the last size alone of N×1×28×28 (from input). Put a "
                   "Flatten before it?");
  fix (model, problem);
  assert_clean (model);
  assert_shape (model, "fc1", "N×16");
}

static void
test_rank (void)
{
  g_autoptr (GrModel) model = small_model ();

  add (model, "MaxPool2d", "pool", NULL);
  link_to (model, "flatten", "pool", 0);
  assert_problem (model, "MaxPool2d “pool” expects an input of 4 sizes (batch, channels, height, "
                         "width), but gets N×784 (from flatten)");
}

static void
test_operator_refuses (void)
{
  g_autoptr (GrModel) model = small_model ();
  const GrProblem *problem;

  add (model, "Add", "add", NULL);
  link_to (model, "fc1", "add", 0);
  link_to (model, "out", "add", 1);
  problem = gr_model_problem_at (model, 0);
  g_assert_cmpuint (gr_model_n_problems (model), ==, 1);
  g_assert_true (g_str_has_prefix (
      problem->message, "Add “add” cannot take N×16 (from fc1) and N×10 (from out): "));
}

static void
test_padding_same (void)
{
  g_autoptr (GrModel) model = gr_model_new ();

  add (model, "Input", "input", NULL);
  set (model, "input", "shape", "3,9,6");
  add (model, "Conv2d", "conv", NULL);
  link_to (model, "input", "conv", 0);
  set (model, "conv", "kernel_size", "[4, 3]");
  set (model, "conv", "padding", "same");
  assert_clean (model);
  assert_shape (model, "conv", "N×32×9×6");
  set (model, "conv", "stride", "2");
  assert_problem (model, "Conv2d “conv” cannot take N×3×9×6 (from input): padding='same' is not "
                         "supported for strided convolutions");
}

/* As many weights as classes: found while the model is drawn, not in its first step. */
static void
test_class_weights (void)
{
  g_autoptr (GrModel) model = small_model ();

  set (model, "loss", "weight", "1,2,3");
  assert_problem (model,
                  "CrossEntropyLoss “loss” cannot take N×10 (from out): weight tensor should be "
                  "defined either for all 10 classes or no classes but got weight tensor of 3 "
                  "elements");
  set (model, "loss", "weight", "1,2,3,4,5,6,7,8,9,10");
  assert_clean (model);
}

static void
test_empty (void)
{
  g_autoptr (GrModel) model = gr_model_new ();

  fix (model, assert_problem (model, "The model has no Input, where data enter. Add one?"));
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 1);
}

/* --- groups ----------------------------------------------------------------------------------- */

/* input [6] -> (fc -> relu) repeated -> out */
static GrModel *
repeated_model (gint repeat)
{
  GrModel *model = gr_model_new ();
  GrGroup  unit = { (char *) "unit", (char *) "unit", (char *) "Unit", NULL, repeat, NULL };

  add (model, "Input", "input", NULL);
  set (model, "input", "shape", "6");
  apply (model, gr_edit_add_group (&unit, GR_AT_END));
  add (model, "Linear", "fc", "unit");
  set (model, "fc", "out_features", "4");
  add (model, "ReLU", "relu", "unit");
  add (model, "Linear", "out", NULL);
  link_to (model, "input", "fc", 0);
  link_to (model, "fc", "relu", 0);
  link_to (model, "relu", "out", 0);
  return model;
}

static void
test_repeat (void)
{
  g_autoptr (GrModel) model = repeated_model (3);
  g_autofree char *shapes = NULL;

  assert_clean (model);
  assert_shape (model, "out", "N×10");
  shapes = gr_block_info_shapes (gr_model_info (model, "fc"));
  g_assert_cmpstr (shapes, ==, "N×4");
  /* the first copy has 6 features, the other two 4 */
  g_assert_cmpint (gr_model_info (model, "fc")->n_parameters, ==, (6 * 4 + 4) + 2 * (4 * 4 + 4));
  apply (model, gr_edit_set_repeat ("unit", 1));
  g_assert_cmpint (gr_model_info (model, "fc")->n_parameters, ==, 6 * 4 + 4);
  refused (model, gr_edit_set_repeat ("unit", 0), "repeated 1 to");
}

/* A block whose copies give different sizes tells the first and the last. */
static void
test_repeat_shapes (void)
{
  GrGroup unit = { (char *) "unit", (char *) "unit", (char *) "Unit", NULL, 3, NULL };
  g_autoptr (GrModel) model = gr_model_new ();
  g_autofree char *shapes = NULL;
  GrBlockFacts facts;

  add (model, "Input", "input", NULL);
  set (model, "input", "shape", "1,16,16");
  apply (model, gr_edit_add_group (&unit, GR_AT_END));
  add (model, "MaxPool2d", "pool", "unit");
  link_to (model, "input", "pool", 0);
  shapes = gr_block_info_shapes (gr_model_info (model, "pool"));
  g_assert_cmpstr (shapes, ==, "N×1×8×8 … N×1×2×2");
  assert_shape (model, "pool", "N×1×2×2");
  g_assert_true (gr_model_facts (model, "pool", &facts));
  g_assert_cmpfloat (facts.bytes.per_batch, ==, 4 * (64 + 16 + 4));
}

static void
test_repeat_two_entries (void)
{
  g_autoptr (GrModel) model = repeated_model (1);
  g_autofree char *offer = NULL;
  const GrProblem *problem;

  add (model, "Add", "sum", "unit");
  link_to (model, "out", "sum", 0);
  link_to (model, "input", "sum", 1);
  apply (model, gr_edit_set_repeat ("unit", 2));
  problem = gr_model_problem_at (model, 0);
  g_assert_cmpint (problem->kind, ==, GR_PROBLEM_GROUP);
  offer = gr_edit_describe (problem->fix, model);
  g_assert_cmpstr (offer, ==, "Do not repeat unit");
  fix (model, problem);
  g_assert_cmpint (gr_model_group (model, "unit")->repeat, ==, 1);
}

static void
test_group_and_ungroup (void)
{
  g_autoptr (GrModel) model = small_model ();
  g_autoptr (GrModel) untouched = small_model ();
  const char *const members[] = { "fc1", "relu1" };
  g_autofree char  *name = NULL;

  apply (model, gr_edit_group (model, members, 2, "body"));
  name = gr_model_dotted_name (model, gr_model_block (model, "fc1"));
  g_assert_cmpstr (name, ==, "body.fc1");
  g_assert_true (gr_model_block_named (model, "body.relu1") == gr_model_block (model, "relu1"));
  g_assert_null (gr_model_block_named (model, "relu1"));
  assert_clean (model);
  apply (model, gr_edit_ungroup (model, gr_model_group_at (model, 0)->id));
  g_assert_true (gr_model_equal (model, untouched));
}

/* What comes out of a group gives way to what has its name outside. */
static void
test_ungroup_renames (void)
{
  g_autoptr (GrModel) model = small_model ();
  g_autoptr (GrBlock) inner = NULL;
  GrGroup group = { (char *) "g", (char *) "unit", NULL, NULL, 1, NULL };

  apply (model, gr_edit_add_group (&group, GR_AT_END));
  inner = gr_block_new ("inner", "ReLU", "relu1", "g");
  apply (model, gr_edit_add_block (inner, GR_AT_END));
  apply (model, gr_edit_ungroup (model, "g"));
  g_assert_cmpstr (gr_model_block (model, "inner")->name, ==, "relu1_2");
  g_assert_null (gr_model_block (model, "inner")->group);
  g_assert_cmpuint (gr_model_n_groups (model), ==, 0);
}

/* --- edits ------------------------------------------------------------------------------------ */

static void
test_refusals (void)
{
  g_autoptr (GrModel) model = small_model ();
  g_autoptr (GrModel) untouched = small_model ();
  g_autoptr (GrBlock) same_id = gr_block_new ("fc1", "ReLU", "other", NULL);
  g_autoptr (GrBlock) same_name = gr_block_new ("other", "ReLU", "fc1", NULL);
  g_autoptr (GrBlock) bad_name = gr_block_new ("other", "ReLU", "1st", NULL);
  g_autoptr (GrBlock) no_group = gr_block_new ("other", "ReLU", "other", "nowhere");
  g_autoptr (GrBlock) fine = gr_block_new ("other", "ReLU", "other", NULL);
  GrGroup a = { (char *) "a", (char *) "a", NULL, NULL, 1, NULL };
  GrGroup b = { (char *) "b", (char *) "b", NULL, (char *) "a", 1, NULL };
  GrEdit *parts[2];

  refused (model, gr_edit_add_block (same_id, GR_AT_END), "twice");
  refused (model, gr_edit_add_block (same_name, GR_AT_END), "already");
  refused (model, gr_edit_add_block (bad_name, GR_AT_END), "cannot be a name");
  refused (model, gr_edit_add_block (no_group, GR_AT_END), "no group");
  refused (model, gr_edit_remove_block ("nothing"), "no block");
  refused (model, gr_edit_rename_block ("fc1", "out"), "already");
  refused (model, gr_edit_add_link ("fc1", "relu1", 0, GR_AT_END), "linked already");
  refused (model, gr_edit_add_link ("fc1", "out", 1, GR_AT_END), "has 1 input,");
  refused (model, gr_edit_remove_link ("input", 0), "not linked");
  refused (model, gr_edit_set_attribute ("fc1", "kernel_size", gr_setting_int (3)), "no attribute");
  refused (model, gr_edit_move_block ("fc1", NAN, 0), "not a number");
  g_assert_true (gr_model_equal (model, untouched));

  /* All of a compound or nothing. */
  parts[0] = gr_edit_add_block (fine, 0);
  parts[1] = gr_edit_remove_block ("nothing");
  refused (model, gr_edit_compound (parts, 2), "no block");
  gr_edit_unref (parts[0]);
  gr_edit_unref (parts[1]);
  g_assert_true (gr_model_equal (model, untouched));

  apply (model, gr_edit_add_group (&a, GR_AT_END));
  apply (model, gr_edit_add_group (&b, GR_AT_END));
  refused (model, gr_edit_put_group ("a", "b"), "into itself");
  refused (model, gr_edit_remove_group ("a"), "still has a group");
}

static void
test_attribute_range (void)
{
  g_autoptr (GrModel) model = small_model ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GrEdit) edit = gr_edit_set_attribute ("fc1", "out_features", gr_setting_int (0));

  g_assert_null (gr_model_apply (model, edit, &error));
  g_assert_cmpstr (error->message, ==,
                   "Linear “fc1”: out_features takes a whole number of at least 1, not 0");
}

static void
test_remove_brings_links_back (void)
{
  g_autoptr (GrModel) model = small_model ();
  g_autoptr (GrModel) untouched = small_model ();
  g_autoptr (GrEdit) edit = gr_edit_remove_block ("fc1");
  g_autoptr (GrEdit) undo = gr_model_apply (model, edit, NULL);
  g_autoptr (GrEdit) redo = NULL;

  g_assert_cmpuint (gr_model_n_links (model), ==, 3);
  redo = gr_model_apply (model, undo, NULL);
  g_assert_true (gr_model_equal (model, untouched));
}

static void
test_fresh_ids (void)
{
  g_autoptr (GrModel) model = gr_model_new ();
  g_autoptr (GrBlock) first = gr_model_draft (model, "Conv2d", NULL, NULL);
  g_autoptr (GrBlock) second = NULL;

  g_assert_cmpstr (first->id, ==, "conv1");
  g_assert_cmpstr (first->name, ==, "conv1");
  apply (model, gr_edit_add_block (first, GR_AT_END));
  apply (model, gr_edit_remove_block ("conv1"));
  /* the name is free again, the id is not: the first block's weights may come back under it */
  second = gr_model_draft (model, "Conv2d", NULL, NULL);
  g_assert_cmpstr (second->id, ==, "conv2");
  g_assert_cmpstr (second->name, ==, "conv1");
}

/* --- many random edits ------------------------------------------------------------------------ */

/* Plays the edits of one stack, the last first, and puts their inverses on the other. */
static void
play_all (GrModel *model, GPtrArray *from, GPtrArray *to)
{
  while (from->len > 0)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GrEdit) edit = g_ptr_array_steal_index (from, from->len - 1);
      GrEdit *inverse = gr_model_apply (model, edit, &error);

      g_assert_no_error (error);
      g_ptr_array_add (to, inverse);
      gr_model_n_problems (model);
    }
}

/* The first of conv1, conv2, ... that nothing in @group is called. */
static char *
free_name (GrModel *model, const char *group)
{
  for (guint number = 1;; number++)
    {
      char *name = g_strdup_printf ("conv%u", number);
      gboolean taken = FALSE;

      for (guint i = 0; i < gr_model_n_blocks (model); i++)
        taken |= g_str_equal (gr_model_block_at (model, i)->name, name)
                 && g_strcmp0 (gr_model_block_at (model, i)->group, group) == 0;
      for (guint i = 0; i < gr_model_n_groups (model); i++)
        taken |= g_str_equal (gr_model_group_at (model, i)->name, name)
                 && g_strcmp0 (gr_model_group_at (model, i)->parent, group) == 0;
      if (!taken)
        return name;
      g_free (name);
    }
}

static void
assert_free_name (GrModel *model, const char *group)
{
  g_autofree char *expected = free_name (model, group);
  g_autofree char *name = gr_model_fresh_name (model, "conv", group);

  g_assert_cmpstr (name, ==, expected);
}

/* What is looked up in tables is what one finds by looking at everything. */
static void
assert_found (GrModel *model)
{
  assert_free_name (model, NULL);
  for (guint i = 0; i < gr_model_n_groups (model); i++)
    assert_free_name (model, gr_model_group_at (model, i)->id);
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const char *id = gr_model_block_at (model, i)->id;
      guint linked = 0;

      g_assert_cmpint (gr_model_block_index (model, id), ==, i);
      for (guint l = 0; l < gr_model_n_links (model); l++)
        linked |= g_str_equal (gr_model_link_at (model, l)->to, id)
                  << gr_model_link_at (model, l)->input;
      g_assert_cmpuint (gr_model_n_linked (model, id), ==, linked ? g_bit_storage (linked) : 0);
      for (guint input = 0; input < 8; input++)
        g_assert_true (!gr_model_link_to (model, id, input) == !(linked >> input & 1));
    }
  for (guint l = 0; l < gr_model_n_links (model); l++)
    {
      const GrLink *link = gr_model_link_at (model, l);

      g_assert_true (gr_model_link_to (model, link->to, link->input) == link);
    }
}

/* What was kept of the costs is what a model that was just made finds out. */
static void
assert_facts (GrModel *model)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GrModel) fresh = NULL;

  for (guint i = 0; i < gr_model_n_groups (model); i++)
    g_ptr_array_add (ids, gr_model_group_at (model, i)->id);
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    g_ptr_array_add (ids, gr_model_block_at (model, i)->id);
  fresh = gr_part_of (model, (const char *const *) ids->pdata, ids->len);
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const char *id = gr_model_block_at (model, i)->id;
      GrBlockFacts facts, expected;

      g_assert_cmpint (gr_model_facts (model, id, &facts), ==,
                       gr_model_facts (fresh, id, &expected));
      g_assert_cmpfloat (facts.flops.per_batch, ==, expected.flops.per_batch);
      g_assert_cmpfloat (facts.flops.fixed, ==, expected.flops.fixed);
      g_assert_cmpint (facts.view_of, ==, expected.view_of);
      g_assert_cmpuint (facts.n_ops, ==, expected.n_ops);
    }
}

/* Edits of all kinds, most of them sensible, some refused: nothing crashes, what is inferred from
 * what changed is what is inferred from scratch, and undoing all and redoing all comes back. */
static void
test_random_edits (void)
{
  for (guint seed = 0; seed < 20; seed++)
    {
      GRand *random = g_rand_new_with_seed (seed);
      g_autoptr (GrModel) model = gr_model_new ();
      g_autoptr (GrModel) empty = gr_model_new ();
      g_autoptr (GPtrArray) undo
          = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
      g_autoptr (GPtrArray) redo
          = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
      g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GPtrArray) after = g_ptr_array_new_with_free_func (g_free);

      for (guint i = 0; i < 200; i++)
        {
          g_autoptr (GrEdit) edit = random_edit (model, random, NULL);
          GrEdit *inverse = gr_model_apply (model, edit, NULL);

          if (inverse)
            g_ptr_array_add (undo, inverse);
          gr_model_n_problems (model);
          assert_found (model);
          if (i % 10 == 0)
            assert_facts (model);
        }
      for (guint i = 0; i < gr_model_n_blocks (model); i++)
        g_ptr_array_add (
            before,
            gr_block_info_shape (gr_model_info (model, gr_model_block_at (model, i)->id)));

      play_all (model, undo, redo);
      g_assert_true (gr_model_equal (model, empty));
      play_all (model, redo, undo);
      assert_found (model);
      assert_facts (model);
      for (guint i = 0; i < gr_model_n_blocks (model); i++)
        g_ptr_array_add (
            after, gr_block_info_shape (gr_model_info (model, gr_model_block_at (model, i)->id)));

      g_assert_cmpuint (before->len, ==, after->len);
      for (guint i = 0; i < before->len; i++)
        g_assert_cmpstr (before->pdata[i], ==, after->pdata[i]);
      g_rand_free (random);
    }
}

/* A chain as long as a model may be: no recursion along it. */
static void
test_long_chain (void)
{
  g_autoptr (GrModel) model = gr_model_new ();
  g_autofree char *last = g_strdup ("input");

  add (model, "Input", "input", NULL);
  set (model, "input", "shape", "4");
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("relu%u", i);

      add (model, "ReLU", name, NULL);
      link_to (model, last, name, 0);
      g_free (last);
      last = g_steal_pointer (&name);
    }
  assert_clean (model);
  assert_shape (model, last, "N×4");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/model/shapes", test_shapes);
  g_test_add_func ("/model/batch-in-sizes", test_batch_in_sizes);
  g_test_add_func ("/model/data-shape", test_data_shape);
  g_test_add_func ("/model/data-of-numbers", test_data_of_numbers);
  g_test_add_func ("/model/problem/wrong-size", test_wrong_size);
  g_test_add_func ("/model/problem/cycle", test_cycle);
  g_test_add_func ("/model/problem/own-cycle", test_own_cycle);
  g_test_add_func ("/model/problem/missing-input", test_missing_input);
  g_test_add_func ("/model/problem/missing-input-block", test_missing_input_block);
  g_test_add_func ("/model/problem/missing-branch", test_missing_branch);
  g_test_add_func ("/model/problem/small-picture", test_small_picture);
  g_test_add_func ("/model/problem/unknown-kind", test_unknown_kind);
  g_test_add_func ("/model/problem/reads-loss", test_reads_loss);
  g_test_add_func ("/model/problem/wants-flatten", test_wants_flatten);
  g_test_add_func ("/model/problem/rank", test_rank);
  g_test_add_func ("/model/problem/operator-refuses", test_operator_refuses);
  g_test_add_func ("/model/padding-same", test_padding_same);
  g_test_add_func ("/model/problem/class-weights", test_class_weights);
  g_test_add_func ("/model/problem/empty", test_empty);
  g_test_add_func ("/model/group/repeat", test_repeat);
  g_test_add_func ("/model/group/repeat-shapes", test_repeat_shapes);
  g_test_add_func ("/model/group/repeat-two-entries", test_repeat_two_entries);
  g_test_add_func ("/model/group/ungroup", test_group_and_ungroup);
  g_test_add_func ("/model/group/ungroup-renames", test_ungroup_renames);
  g_test_add_func ("/model/edit/refusals", test_refusals);
  g_test_add_func ("/model/edit/attribute-range", test_attribute_range);
  g_test_add_func ("/model/edit/remove-brings-links-back", test_remove_brings_links_back);
  g_test_add_func ("/model/edit/fresh-ids", test_fresh_ids);
  g_test_add_func ("/model/edit/random", test_random_edits);
  g_test_add_func ("/model/long-chain", test_long_chain);
  return g_test_run ();
}
