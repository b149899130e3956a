/* test-data-fit.c - what a model is told of its data set, and what does not fit it: marked at the
 * block that it is about, and gone once the fix is applied. */
#include "gradus.h"

#include "data/registry.h"
#include "model/data-fit.h"
#include "model/edit.h"

#include "folder.h"
#include "small-projects.h"

/* A model of @lines that knows the data set @set, of which the JSON @options are told. */
static GrProject *
told (const char *set, const char *options, const char *transforms, const char *const *lines)
{
  GrProject *project = small_project (set, options, lines);
  g_autoptr (GrTransforms) list = gr_transforms_parse (transforms, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GrDataset) data = gr_dataset_open (set, project->data.options, NULL, &error);
  GrDataFacts *facts;

  g_assert_no_error (error);
  facts = gr_data_facts_new (data, NULL, list, &error);
  g_assert_no_error (error);
  gr_model_set_data (project->model, facts);
  return project;
}

/* The only problem is this, at this block (by name; NULL: at none). */
static const GrProblem *
assert_problem (GrProject *project, const char *block, const char *message)
{
  const GrProblem *problem;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < gr_model_n_problems (project->model); i++)
    g_test_message ("problem: %s", gr_model_problem_at (project->model, i)->message);
  g_assert_cmpuint (gr_model_n_problems (project->model), ==, 1);
  problem = gr_model_problem_at (project->model, 0);
  g_assert_cmpstr (problem->message, ==, message);
  g_assert_cmpint (problem->level, ==, GR_PROBLEM_ERROR);
  if (block)
    g_assert_cmpstr (gr_model_block (project->model, problem->block)->name, ==, block);
  else
    g_assert_null (problem->block);
  g_assert_false (gr_model_can_train (project->model, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_MODEL);
  g_assert_cmpstr (error->message, ==, message);
  return problem;
}

/* What the problem offers mends it, and undone it is there again. */
static void
assert_mended (GrProject *project, const GrProblem *problem)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrEdit) inverse = gr_model_apply (project->model, problem->fix, &error);
  g_autoptr (GrEdit) again = NULL;

  g_assert_no_error (error);
  g_assert_true (gr_model_can_train (project->model, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (gr_model_n_problems (project->model), ==, 0);
  again = gr_model_apply (project->model, inverse, &error);
  g_assert_no_error (error);
  g_assert_false (gr_model_can_train (project->model, NULL));
}

static void
test_input (void)
{
  static const char *const lines[] = { "Input name=input shape=1,8,8", "Flatten",
                                       "Linear name=linear out_features=10",
                                       "CrossEntropyLoss name=loss", NULL };
  g_autoptr (GrProject) project = told ("shapes", "{\"n\": 20}", "", lines);

  const GrProblem *problem = assert_problem (
      project, "input",
      "Input “input” expects items of 1×8×8, but the data set has 1×28×28. Set "
      "shape to 1×28×28?");
  g_autofree char *offer = gr_edit_describe (problem->fix, project->model);

  g_assert_cmpstr (offer, ==, "Set shape of input to 1×28×28");
  assert_mended (project, problem);
}

/* What counts is what is left after the transforms. */
static void
test_transformed (void)
{
  static const char *const lines[] = { "Input name=input shape=1,8,8", "Flatten",
                                       "Linear name=linear out_features=10",
                                       "CrossEntropyLoss name=loss", NULL };
  g_autoptr (GrProject) project = told ("shapes", "{\"n\": 20}", "center_crop(8)", lines);

  g_assert_cmpuint (gr_model_n_problems (project->model), ==, 0);
  g_assert_true (gr_model_can_train (project->model, NULL));
}

static void
test_classes (void)
{
  static const char *const direct[] = { "Input name=input", "Linear name=linear out_features=2",
                                        "CrossEntropyLoss name=loss", NULL };
  static const char *const behind[] = { "Input name=input", "Linear name=linear out_features=2",
                                        "LogSoftmax name=logsoftmax", "NLLLoss", NULL };
  g_autoptr (GrProject) project = told ("blobs", "{\"n\": 30, \"classes\": 3}", "", direct);
  g_autoptr (GrProject) softmax = told ("blobs", "{\"n\": 30, \"classes\": 3}", "", behind);

  assert_mended (project, assert_problem (project, "linear",
                                          "“linear” gives 2 scores, but “blobs” has 3 classes. Set "
                                          "out_features to 3?"));
  /* It can still be used as it is. */
  g_assert_true (gr_model_check (project->model, NULL));
  /* Where the scores go through something, their number is decided before that. */
  assert_mended (softmax,
                 assert_problem (softmax, "linear",
                                 "“logsoftmax” gives 2 scores, but “blobs” has 3 classes. Set "
                                 "out_features of “linear” to 3?"));
}

/* More scores than there are classes can be trained, and are surely not what was meant. */
static void
test_more_scores (void)
{
  static const char *const lines[] = { "Input name=input", "Linear name=linear out_features=10",
                                       "LogSoftmax name=logsoftmax", "NLLLoss", NULL };
  static const char *const ignored[] = { "Input name=input", "Linear name=linear out_features=4",
                                         "CrossEntropyLoss name=loss ignore_index=2", NULL };
  g_autoptr (GrProject) project = told ("blobs", "{\"n\": 30, \"classes\": 3}", "", lines);
  g_autoptr (GrProject) ignores = told ("blobs", "{\"n\": 30, \"classes\": 3}", "", ignored);
  g_autoptr (GrEdit) undo = NULL;
  const GrProblem *problem;

  g_assert_true (gr_model_can_train (project->model, NULL));
  g_assert_cmpuint (gr_model_n_problems (project->model), ==, 1);
  problem = gr_model_problem_at (project->model, 0);
  g_assert_cmpint (problem->level, ==, GR_PROBLEM_WARNING);
  g_assert_cmpstr (problem->message, ==,
                   "“logsoftmax” gives 10 scores, but “blobs” has 3 classes. Set out_features of "
                   "“linear” to 3?");
  g_assert_cmpstr (gr_model_block (project->model, problem->block)->name, ==, "linear");
  undo = gr_model_apply (project->model, problem->fix, NULL);
  g_assert_cmpuint (gr_model_n_problems (project->model), ==, 0);

  g_assert_cmpuint (gr_model_n_problems (ignores->model), ==, 1);
  problem = gr_model_problem_at (ignores->model, 0);
  g_assert_cmpstr (problem->message, ==,
                   "“linear” gives 4 scores, but “blobs” has 3 classes. Set out_features to 3?");
}

static void
test_ignored_class (void)
{
  static const char *const lines[] = { "Input name=input", "Linear name=linear out_features=2",
                                       "CrossEntropyLoss name=loss ignore_index=2", NULL };
  g_autoptr (GrProject) project = told ("blobs", "{\"n\": 30, \"classes\": 3}", "", lines);

  g_assert_true (gr_model_can_train (project->model, NULL));
}

static void
test_values (void)
{
  static const char *const two[] = { "Input name=input", "Linear name=linear out_features=2",
                                     "MSELoss name=loss", NULL };
  static const char *const scores[] = { "Input name=input", "Linear name=linear out_features=2",
                                        "CrossEntropyLoss name=loss", NULL };
  g_autoptr (GrProject) numbers = told ("temperature", "{}", "", two);
  g_autoptr (GrProject) number = told ("temperature", "{}", "", scores);
  g_autoptr (GrProject) classes = told ("blobs", "{\"n\": 30, \"classes\": 3}", "", two);

  assert_mended (numbers,
                 assert_problem (numbers, "linear",
                                 "The loss “loss” compares with 1 number of “temperature”, but "
                                 "“linear” gives 2. Set out_features to 1?"));
  assert_problem (number, "loss",
                  "The loss “loss” compares with a class, but the target of "
                  "“temperature” is a number: use MSELoss, or give the target's column the role "
                  "“class”");
  assert_problem (classes, "loss",
                  "The loss “loss” compares numbers, and “linear” gives 2 of them, but the "
                  "target of “blobs” is one of 3 classes: use CrossEntropyLoss, or the transform "
                  "one_hot");
}

/* The index of a class is no number to come close to, but for that of two. */
static void
test_class_as_number (void)
{
  static const char *const squared[] = { "Input name=input", "Linear name=linear out_features=1",
                                         "MSELoss name=loss", NULL };
  static const char *const yes_or_no[] = { "Input name=input", "Linear name=linear out_features=1",
                                           "BCEWithLogitsLoss name=loss", NULL };
  static const char *const three[] = { "Input name=input", "Linear name=linear out_features=3",
                                       "MSELoss name=loss", NULL };
  g_autoptr (GrProject) classes = told ("blobs", "{\"n\": 30, \"classes\": 3}", "", squared);
  g_autoptr (GrProject) two = told ("blobs", "{\"n\": 30, \"classes\": 2}", "", squared);
  g_autoptr (GrProject) logits = told ("blobs", "{\"n\": 30, \"classes\": 2}", "", yes_or_no);
  g_autoptr (GrProject) hot = told ("blobs", "{\"n\": 30, \"classes\": 3}", "one_hot(3)", three);

  assert_problem (classes, "loss",
                  "The loss “loss” compares numbers, and “linear” gives 1 of them, but the "
                  "target of “blobs” is one of 3 classes: use CrossEntropyLoss, or the transform "
                  "one_hot");
  g_assert_true (gr_model_can_train (two->model, NULL));
  g_assert_true (gr_model_can_train (logits->model, NULL));
  g_assert_true (gr_model_can_train (hot->model, NULL));
}

/* A Linear that was given a picture, and a network that ends before it has scores. */
static void
test_places (void)
{
  static const char *const unflattened[] = { "Input name=input",
                                             "Conv2d name=conv out_channels=10 kernel_size=3",
                                             "ReLU",
                                             "Linear name=linear out_features=10",
                                             "CrossEntropyLoss name=loss",
                                             NULL };
  static const char *const unfinished[] = { "Input name=input",
                                            "Conv2d name=conv out_channels=8 kernel_size=3",
                                            "CrossEntropyLoss name=loss", NULL };
  g_autoptr (GrProject) project = told ("shapes", "{\"n\": 20}", "", unflattened);
  g_autoptr (GrProject) open = told ("shapes", "{\"n\": 20}", "", unfinished);
  const GrProblem *problem = NULL;

  for (guint i = 0; i < gr_model_n_problems (project->model); i++)
    if (gr_model_problem_at (project->model, i)->kind == GR_PROBLEM_DATA)
      problem = gr_model_problem_at (project->model, i);
  g_assert_nonnull (problem);
  g_assert_cmpstr (problem->message, ==,
                   "“linear” gives 10×26×10 numbers an item, but an item of “shapes” has one "
                   "class: the loss wants one score for each. Put a Flatten before “linear”?");
  assert_mended (project, problem);
  assert_problem (open, "conv",
                  "“conv” gives 8×26×26 numbers an item, but an item of “shapes” has one class: "
                  "the loss wants one score for each. End with a Flatten and a Linear");
}

/* One's own file is called by its name, wherever it is. */
static void
test_file (void)
{
  static const char *const lines[] = { "Input", "Linear name=linear out_features=1",
                                       "CrossEntropyLoss", NULL };
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "cats.csv", "a,b\n1,x\n2,y\n", 12);
  g_autoptr (GrProject) project = told (path, "{}", "", lines);

  assert_problem (project, "linear",
                  "“linear” gives 1 score, but “cats.csv” has 2 classes. Set out_features to 2?");
  folder_remove (folder);
}

/* What nothing else says the loss itself says. */
static void
test_refused (void)
{
  static const char *const lines[] = { "Input name=input shape=1,28,28",
                                       "Conv2d name=conv2d out_channels=10 kernel_size=3",
                                       "CrossEntropyLoss name=loss", NULL };
  g_autoptr (GrProject) project = told ("shapes", "{\"n\": 20}", "one_hot(10)", lines);
  const GrProblem *problem;

  g_assert_cmpuint (gr_model_n_problems (project->model), ==, 1);
  problem = gr_model_problem_at (project->model, 0);
  g_assert_cmpint (problem->kind, ==, GR_PROBLEM_DATA);
  g_assert_true (g_str_has_prefix (problem->message,
                                   "The loss “loss” cannot compare “conv2d” with the "
                                   "target of “shapes”: "));
  g_assert_null (strstr (problem->message, "61"));
}

static void
test_inputs_and_losses (void)
{
  static const char *const no_loss[] = { "Input name=input", "Linear name=linear out_features=3",
                                         NULL };
  static const char *const elsewhere[] = { "Input name=input", "Linear name=linear out_features=3",
                                           "CrossEntropyLoss name=loss target=1", NULL };
  static const char *const lone[] = { "Input name=input", "Linear name=linear out_features=3",
                                      "CrossEntropyLoss name=loss", NULL };
  static const char *const one[] = { "Input name=input", "Linear name=linear out_features=1",
                                     NULL };
  g_autoptr (GrProject) without = told ("blobs", "{\"n\": 30}", "", no_loss);
  g_autoptr (GrProject) numbers = told ("temperature", "{}", "", one);
  g_autoptr (GrProject) second = told ("blobs", "{\"n\": 30}", "", elsewhere);
  g_autoptr (GrProject) two = told ("blobs", "{\"n\": 30}", "", lone);
  g_autoptr (GrBlock) more = gr_block_new ("more", "Input", "more", NULL);
  g_autoptr (GrEdit) add = NULL, shape = NULL, add_inverse = NULL, shape_inverse = NULL;

  assert_mended (without,
                 assert_problem (
                     without, NULL,
                     "The model has no loss to train with: add one, for classes CrossEntropyLoss"));
  assert_mended (numbers,
                 assert_problem (
                     numbers, NULL,
                     "The model has no loss to train with: add one, for classes CrossEntropyLoss"));
  assert_mended (
      second, assert_problem (second, "loss",
                              "The loss “loss” compares with target 1 of the data, but an item of "
                              "“blobs” has only target 0. Set target to 0?"));
  add = gr_edit_add_block (more, GR_AT_END);
  shape = gr_edit_set_attribute ("more", "shape", gr_setting_ints (GR_INTS (2)));
  add_inverse = gr_model_apply (two->model, add, NULL);
  shape_inverse = gr_model_apply (two->model, shape, NULL);
  assert_problem (two, "more", "The model has 2 inputs, but an item of “blobs” has 1");
  gr_model_set_data (two->model, NULL);
  g_assert_cmpuint (gr_model_n_problems (two->model), >, 0); /* an Input without a shape */
}

static void
set_frozen (GrProject *project, const char *name, gboolean frozen)
{
  const GrBlock *block = gr_model_block_named (project->model, name);
  g_autoptr (GrEdit) edit = gr_edit_set_attribute (block->id, "frozen", gr_setting_bool (frozen));
  g_autoptr (GrEdit) undo = gr_model_apply (project->model, edit, NULL);

  g_assert_nonnull (undo);
}

/* A model of which no weight would change is not trained; one without any is only measured. */
static void
test_frozen (void)
{
  static const char *const lines[] = { "Input name=input",
                                       "Linear name=first out_features=8 frozen=true",
                                       "ReLU",
                                       "Linear name=last out_features=3 frozen=true",
                                       "CrossEntropyLoss name=loss",
                                       NULL };
  static const char *const bare[] = { "Input name=input", "Flatten", "CrossEntropyLoss name=loss",
                                      NULL };
  g_autoptr (GrProject) project = told ("blobs", "{\"n\": 30, \"classes\": 3}", "", lines);
  g_autoptr (GrProject) without = told ("blobs", "{\"n\": 30, \"classes\": 2}", "", bare);

  assert_problem (project, NULL,
                  "Every block of the model that has weights is frozen: there is nothing to train. "
                  "Unfreeze at least one");
  g_assert_true (gr_model_check (project->model, NULL)); /* it can still be used */
  set_frozen (project, "last", FALSE);
  g_assert_true (gr_model_can_train (project->model, NULL));
  g_assert_cmpuint (gr_model_n_problems (project->model), ==, 0);
  g_assert_true (gr_model_can_train (without->model, NULL));
}

/* The name of the block that a batch of one item is too little for, of a chain of @lines. */
static const char *
refuses_single (const char *const *lines, gboolean judged)
{
  g_autoptr (GrProject) project = small_project ("shapes", "{}", lines);
  const GrBlock *block = gr_model_refuses_single (project->model, judged);

  return block ? g_intern_string (block->name) : NULL;
}

static void
test_single (void)
{
  static const char *const features[] = { "Input shape=8", "Linear out_features=4",
                                          "BatchNorm1d name=bn", NULL };
  static const char *const pixels[] = { "Input shape=3,4,4", "BatchNorm2d name=wide",
                                        "MaxPool2d kernel_size=2", NULL };
  static const char *const pooled[] = { "Input shape=3,4,4", "BatchNorm2d name=wide",
                                        "MaxPool2d kernel_size=4", "BatchNorm2d name=bn", NULL };
  static const char *const layer[] = { "Input shape=8", "LayerNorm", NULL };
  static const char *const still[] = { "Input shape=8", "BatchNorm1d name=first",
                                       "BatchNorm1d name=bn track_running_stats=false", NULL };
  static const char *const unknown[] = { "Input", "BatchNorm1d name=bn", NULL };

  g_assert_cmpstr (refuses_single (features, FALSE), ==, "bn");
  g_assert_cmpstr (refuses_single (pixels, FALSE), ==, NULL);
  g_assert_cmpstr (refuses_single (pooled, FALSE), ==, "bn");
  g_assert_cmpstr (refuses_single (layer, FALSE), ==, NULL);
  g_assert_cmpstr (refuses_single (unknown, FALSE), ==, NULL);
  g_assert_cmpstr (refuses_single (features, TRUE), ==, NULL);
  g_assert_cmpstr (refuses_single (still, FALSE), ==, "first");
  g_assert_cmpstr (refuses_single (still, TRUE), ==, "bn");
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/data-fit/input", test_input);
  g_test_add_func ("/data-fit/transformed", test_transformed);
  g_test_add_func ("/data-fit/classes", test_classes);
  g_test_add_func ("/data-fit/more-scores", test_more_scores);
  g_test_add_func ("/data-fit/ignored-class", test_ignored_class);
  g_test_add_func ("/data-fit/values", test_values);
  g_test_add_func ("/data-fit/class-as-number", test_class_as_number);
  g_test_add_func ("/data-fit/places", test_places);
  g_test_add_func ("/data-fit/file", test_file);
  g_test_add_func ("/data-fit/refused", test_refused);
  g_test_add_func ("/data-fit/inputs-and-losses", test_inputs_and_losses);
  g_test_add_func ("/data-fit/frozen", test_frozen);
  g_test_add_func ("/data-fit/single", test_single);
  return g_test_run ();
}
