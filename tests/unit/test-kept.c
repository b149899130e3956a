/* test-kept.c - the weights that a model keeps of its runs: through edits and their undoing, to and
 * from files, from a run that is paused, and for the next one. */
#include "gradus.h"
#include "train/fit.h"
#include "train/trainer.h"

#include "folder.h"
#include "small-projects.h"

/* Two inputs to three classes by fc1, fc2, fc3, over 8 and then 4 features. */
static GrProject *
spirals (void)
{
  return small_project ("spirals", "{\"n\": 120, \"n_test\": 30, \"classes\": 3}",
                        (const char *const[]){ "Input shape=[2]", "Linear out_features=8", "Tanh",
                                               "Linear out_features=4", "BatchNorm1d",
                                               "Linear out_features=3", "CrossEntropyLoss", NULL });
}

/* (transfer full) */
static GrEdit *
apply (GrModel *model, GrEdit *edit)
{
  g_autoptr (GError) error = NULL;
  GrEdit *undo = gr_model_apply (model, edit, &error);

  g_assert_no_error (error);
  gr_edit_unref (edit);
  return undo;
}

static GrModule *
module_of (GrModel *model, guint64 seed)
{
  GrGenerator generator = { seed, 0 };
  g_autoptr (GError) error = NULL;
  GrModule *module = gr_module_new (model, GR_FLOAT32, GR_CPU, &generator, &error);

  g_assert_no_error (error);
  return module;
}

/* The model keeps what a module of @seed has. */
static void
keep (GrModel *model, guint64 seed, const char *origin)
{
  g_autoptr (GrModule) module = module_of (model, seed);
  g_autoptr (GrKept) kept = gr_kept_new ();

  g_assert_true (gr_module_keep (module, kept, origin, NULL));
  gr_model_set_kept (model, kept);
}

static GrWeightsState
state_of (GrModel *model, const char *id)
{
  GrBlockWeights weights;

  gr_model_block_weights (model, id, &weights);
  return weights.state;
}

/* Whether parameter @name of a module of @seed is that of a module of seed 1. */
static gboolean
is_kept (GrModel *model, const char *name)
{
  g_autoptr (GrModule) module = module_of (model, 2);
  g_autoptr (GrKept) kept = gr_kept_ref (gr_model_kept (model)), none = gr_kept_new ();
  g_autoptr (GrModule) first = NULL;
  const GrModuleTensor *a, *b;

  gr_model_set_kept (model, none);
  first = module_of (model, 2);
  gr_model_set_kept (model, kept);
  a = gr_module_find (module, name);
  b = gr_module_find (first, name);
  return gr_tensor_get (a->tensor, 0).d != gr_tensor_get (b->tensor, 0).d;
}

static void
test_states (void)
{
  g_autoptr (GrProject) project = spirals ();
  GrModel *model = project->model;
  GrBlockWeights weights;
  const GrBlock *lacking = NULL;
  g_autoptr (GrEdit) undo = NULL, redo = NULL;

  g_assert_cmpint (state_of (model, "fc1"), ==, GR_WEIGHTS_NEW);
  g_assert_cmpint (state_of (model, "tanh1"), ==, GR_WEIGHTS_NONE);
  g_assert_false (gr_model_keeps_all (model, &lacking));
  g_assert_cmpstr (lacking->id, ==, "fc1");
  keep (model, 1, "Run 1, epoch 5");
  gr_model_block_weights (model, "fc2", &weights);
  g_assert_cmpint (weights.state, ==, GR_WEIGHTS_KEPT);
  g_assert_cmpstr (weights.origin, ==, "Run 1, epoch 5");
  g_assert_true (gr_model_keeps_all (model, NULL));
  g_assert_true (is_kept (model, "fc2.weight"));

  /* Another width: the layer no longer fits, nor does the one that reads it. */
  undo = apply (model, gr_edit_set_attribute ("fc1", "out_features", gr_setting_int (6)));
  gr_model_block_weights (model, "fc1", &weights);
  g_assert_cmpint (weights.state, ==, GR_WEIGHTS_MISFIT);
  g_assert_cmpstr (weights.parameter, ==, "weight");
  g_assert_cmpint (weights.kept->shape[0], ==, 8);
  g_assert_cmpint (weights.shape[0], ==, 6);
  g_assert_cmpint (state_of (model, "fc2"), ==, GR_WEIGHTS_MISFIT);
  g_assert_cmpint (state_of (model, "fc3"), ==, GR_WEIGHTS_KEPT);
  g_assert_false (is_kept (model, "fc1.weight"));
  g_assert_true (is_kept (model, "fc3.weight"));
  redo = apply (model, g_steal_pointer (&undo));
  g_assert_true (gr_model_keeps_all (model, NULL));
  g_assert_true (is_kept (model, "fc1.weight"));
}

/* The description says what is computed, not where it stands. */
static void
test_describe (void)
{
  g_autoptr (GrProject) project = spirals ();
  g_autofree char *before = gr_model_describe (project->model), *moved = NULL, *changed = NULL;

  gr_edit_unref (apply (project->model, gr_edit_move_block ("fc1", 500, 40)));
  moved = gr_model_describe (project->model);
  g_assert_cmpstr (moved, ==, before);
  gr_edit_unref (
      apply (project->model, gr_edit_set_attribute ("fc1", "bias", gr_setting_bool (FALSE))));
  changed = gr_model_describe (project->model);
  g_assert_cmpstr (changed, !=, before);
}

static void
test_delete_and_undo (void)
{
  g_autoptr (GrProject) project = spirals ();
  GrModel *model = project->model;
  g_autoptr (GrBlock) draft = NULL;
  g_autoptr (GrEdit) undo = NULL, redo = NULL, again = NULL;

  keep (model, 1, "");
  undo = apply (model, gr_edit_remove_block ("fc2"));
  g_assert_cmpint (state_of (model, "fc2"), ==, GR_WEIGHTS_NONE);
  /* Another block under the same name is another block. */
  draft = gr_model_draft (model, "Linear", NULL, NULL);
  g_assert_cmpstr (draft->name, ==, "fc2");
  g_assert_cmpstr (draft->id, !=, "fc2");
  redo = apply (model, g_steal_pointer (&undo));
  g_assert_cmpint (state_of (model, "fc2"), ==, GR_WEIGHTS_KEPT);
  g_assert_true (is_kept (model, "fc2.bias"));
}

static void
test_names_and_groups (void)
{
  g_autoptr (GrProject) project = spirals ();
  GrModel *model = project->model;
  GrGroup group = { .id = (char *) "g", .name = (char *) "middle", .repeat = 1 };

  keep (model, 1, "");
  gr_edit_unref (apply (model, gr_edit_rename_block ("fc2", "hidden")));
  gr_edit_unref (apply (model, gr_edit_add_group (&group, GR_AT_END)));
  gr_edit_unref (apply (model, gr_edit_put_block ("fc2", "g")));
  gr_edit_unref (apply (model, gr_edit_rename_group ("g", "core")));
  g_assert_cmpint (state_of (model, "fc2"), ==, GR_WEIGHTS_KEPT);
  g_assert_true (is_kept (model, "core.hidden.weight"));
}

/* Copies have weights of their own: one more copy begins anew, and the others stay. */
static void
test_repeats (void)
{
  static const char *const lines[] = { "Input shape=[4]", "Linear out_features=4",
                                       "CrossEntropyLoss", NULL };
  g_autoptr (GrProject) project = small_project ("spirals", "{}", lines);
  GrModel *model = project->model;
  GrGroup group = { .id = (char *) "g", .name = (char *) "res", .repeat = 2 };
  GrBlockWeights weights;

  gr_edit_unref (apply (model, gr_edit_add_group (&group, GR_AT_END)));
  gr_edit_unref (apply (model, gr_edit_put_block ("fc1", "g")));
  keep (model, 1, "");
  gr_edit_unref (apply (model, gr_edit_set_repeat ("g", 3)));
  gr_model_block_weights (model, "fc1", &weights);
  g_assert_cmpint (weights.state, ==, GR_WEIGHTS_PARTLY);
  g_assert_cmpstr (weights.parameter, ==, "weight");
  g_assert_true (is_kept (model, "res.1.fc1.weight"));
  g_assert_false (is_kept (model, "res.2.fc1.weight"));
  gr_edit_unref (apply (model, gr_edit_set_repeat ("g", 1)));
  g_assert_cmpint (state_of (model, "fc1"), ==, GR_WEIGHTS_KEPT);
  gr_edit_unref (apply (model, gr_edit_set_repeat ("g", 2)));
  g_assert_cmpint (state_of (model, "fc1"), ==, GR_WEIGHTS_KEPT);
}

static void
test_file (void)
{
  g_autoptr (GrProject) project = spirals ();
  GrModel *model = project->model;
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "kept.safetensors", NULL);
  g_autoptr (GrKept) kept = NULL;
  g_autoptr (GError) error = NULL;

  keep (model, 1, "Run 1, epoch 5");
  g_assert_true (gr_kept_save (gr_model_kept (model), path, &error));
  kept = gr_kept_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gr_kept_size (kept), ==, gr_kept_size (gr_model_kept (model)));
  g_assert_cmpstr (gr_kept_origin (kept, "fc1", "", "bias"), ==, "Run 1, epoch 5");
  g_assert_false (gr_kept_forget_strangers (kept, model));
  gr_edit_unref (apply (model, gr_edit_remove_block ("fc1")));
  g_assert_true (gr_kept_forget_strangers (kept, model));
  g_assert_null (gr_kept_value (kept, "fc1", "", "bias"));
  g_assert_nonnull (gr_kept_value (kept, "fc2", "", "bias"));
  g_assert_true (gr_kept_forget (kept, "fc2"));
  g_assert_false (gr_kept_forget (kept, "fc2"));
  folder_remove (folder);
}

/* --- from a file, by name --------------------------------------------------------------------- */

static const GrFitRow *
row_named (const GrWeightsFit *fit, const char *name)
{
  for (guint i = 0; i < fit->rows->len; i++)
    if (g_str_equal (g_array_index (fit->rows, GrFitRow, i).name, name))
      return &g_array_index (fit->rows, GrFitRow, i);
  return NULL;
}

static void
test_fit (void)
{
  g_autoptr (GrProject) project = spirals (), other = spirals ();
  GrModel *model = project->model;
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "other.safetensors", NULL);
  g_autoptr (GrModule) module = NULL;
  g_autoptr (GrNamedTensors) list = NULL;
  g_autoptr (GrWeightsFit) fit = NULL;
  g_autoptr (GError) error = NULL;
  const GrFitRow *row;

  /* The other's head has five classes and another name for its second layer. */
  gr_edit_unref (
      apply (other->model, gr_edit_set_attribute ("fc3", "out_features", gr_setting_int (5))));
  gr_edit_unref (apply (other->model, gr_edit_rename_block ("fc2", "hidden")));
  module = module_of (other->model, 1);
  g_assert_true (gr_weights_save (module, path, &error));
  list = gr_weights_read (path, &error);
  g_assert_no_error (error);
  fit = gr_weights_fit (model, list, "other.safetensors");
  g_assert_cmpuint (fit->n[GR_FIT_TAKEN], ==, 2 + 5);
  g_assert_cmpuint (fit->n[GR_FIT_SHAPE], ==, 2);
  g_assert_cmpuint (fit->n[GR_FIT_MISSING], ==, 2);
  g_assert_cmpuint (fit->n[GR_FIT_UNEXPECTED], ==, 2);
  row = row_named (fit, "fc3.weight");
  g_assert_cmpint (row->fit, ==, GR_FIT_SHAPE);
  g_assert_cmpint (row->given[0], ==, 5);
  g_assert_cmpint (row->wanted[0], ==, 3);
  g_assert_cmpint (row_named (fit, "hidden.bias")->fit, ==, GR_FIT_UNEXPECTED);
  g_assert_cmpint (row_named (fit, "fc2.bias")->fit, ==, GR_FIT_MISSING);

  g_assert_cmpuint (gr_kept_size (gr_model_kept (model)), ==, 0);
  gr_model_set_kept (model, fit->kept);
  g_assert_cmpint (state_of (model, "fc1"), ==, GR_WEIGHTS_KEPT);
  g_assert_cmpint (state_of (model, "fc2"), ==, GR_WEIGHTS_NEW);
  g_assert_cmpint (state_of (model, "fc3"), ==, GR_WEIGHTS_NEW);
  folder_remove (folder);
}

/* The file of the kept weights itself, which lies beside the project under the name that one looks
 * for: it fits the model, whatever the blocks are called by now. */
static void
test_kept_file_fits (void)
{
  g_autoptr (GrProject) project = spirals ();
  GrModel *model = project->model;
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "weights.safetensors", NULL);
  g_autoptr (GrModule) trained = module_of (model, 1), module = NULL;
  g_autoptr (GrKept) none = gr_kept_new ();
  g_autoptr (GrNamedTensors) list = NULL;
  g_autoptr (GrWeightsFit) fit = NULL;
  g_autoptr (GError) error = NULL;

  keep (model, 1, "Run 1, epoch 5");
  g_assert_true (gr_kept_save (gr_model_kept (model), path, &error));
  gr_model_set_kept (model, none);
  gr_edit_unref (apply (model, gr_edit_rename_block ("fc2", "hidden")));
  list = gr_weights_read (path, &error);
  g_assert_no_error (error);
  fit = gr_weights_fit (model, list, "weights.safetensors");
  g_assert_cmpuint (fit->n[GR_FIT_TAKEN], ==, fit->rows->len);
  g_assert_cmpuint (fit->rows->len, ==, 11);
  g_assert_nonnull (gr_kept_value (fit->kept, "fc2", "", "weight"));

  module = module_of (model, 2);
  g_assert_true (gr_weights_load (module, path, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      GrTensor *a = gr_module_tensor (module, i)->tensor;
      GrTensor *b = gr_module_tensor (trained, i)->tensor;
      const gsize n = gr_tensor_numel (a) * gr_dtype_size (a->dtype);

      g_assert_cmpmem (gr_tensor_data (a), n, gr_tensor_data (b), n);
    }

  /* What it has of a block that was deleted is told, and in nobody's way. */
  gr_edit_unref (apply (model, gr_edit_remove_block ("fc3")));
  gr_weights_fit_free (g_steal_pointer (&fit));
  fit = gr_weights_fit (model, list, "weights.safetensors");
  g_assert_cmpuint (fit->n[GR_FIT_UNEXPECTED], ==, 2);
  folder_remove (folder);
}

/* What is saved of the kept weights is a file that a module takes whole. */
static void
test_export (void)
{
  g_autoptr (GrProject) project = spirals ();
  GrModel *model = project->model;
  g_autoptr (GrNamedTensors) list = NULL;
  g_autoptr (GrModule) module = NULL;
  g_autoptr (GError) error = NULL;
  guint n_lacking;

  keep (model, 1, "");
  list = gr_weights_kept (model, &n_lacking);
  g_assert_cmpuint (n_lacking, ==, 0);
  module = module_of (model, 3);
  g_assert_true (gr_weights_take (module, list, "kept", &error));
  g_assert_no_error (error);
  gr_edit_unref (apply (model, gr_edit_set_attribute ("fc3", "bias", gr_setting_bool (FALSE))));
  gr_edit_unref (apply (model, gr_edit_set_attribute ("fc1", "out_features", gr_setting_int (9))));
  g_clear_pointer (&list, gr_named_tensors_unref);
  list = gr_weights_kept (model, &n_lacking);
  g_assert_cmpuint (n_lacking, ==, 3); /* fc1's two and the weight of fc2 */
  g_assert_null (gr_named_tensors_get (list, "fc3.bias"));
}

/* --- runs ------------------------------------------------------------------------------------- */

static void
test_run_starts_from_kept (void)
{
  g_autoptr (GrProject) project = spirals ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  GrKept *kept;
  const GrModuleTensor *tensor;

  keep (project->model, 1, "");
  trainer = gr_trainer_new (project, &options, &error);
  g_assert_no_error (error);
  kept = gr_model_kept (project->model);
  tensor = gr_module_find (gr_trainer_module (trainer), "fc1.weight");
  for (guint i = 0; i < 16; i++)
    g_assert_cmpfloat (gr_tensor_get (tensor->tensor, i).d, ==,
                       gr_tensor_get (gr_kept_value (kept, "fc1", "", "weight"), i).d);
}

static void
test_paused_run_hands_over (void)
{
  g_autoptr (GrProject) project = spirals ();
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  g_autoptr (GrTrainer) trainer = NULL;
  g_autoptr (GrKept) kept = NULL;
  g_autoptr (GError) error = NULL;
  const GrModuleTensor *tensor;

  trainer = gr_trainer_new (project, &options, &error);
  g_assert_no_error (error);
  gr_trainer_step (trainer);
  g_assert_true (gr_trainer_start (trainer, &error));
  gr_trainer_ask_weights (trainer, "Run 1, step 1");
  while (!(kept = gr_trainer_take_weights (trainer)))
    g_usleep (1000);
  g_assert_null (gr_trainer_take_weights (trainer));
  g_assert_cmpstr (gr_kept_origin (kept, "fc1", "", "weight"), ==, "Run 1, step 1");
  /* The run is paused still: nobody changes its weights. */
  tensor = gr_module_find (gr_trainer_module (trainer), "fc1.weight");
  g_assert_cmpfloat (gr_tensor_get (tensor->tensor, 3).d, ==,
                     gr_tensor_get (gr_kept_value (kept, "fc1", "", "weight"), 3).d);
  g_assert_cmpuint (gr_series_length (gr_trainer_losses (trainer)), ==, 1);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/kept/states", test_states);
  g_test_add_func ("/kept/describe", test_describe);
  g_test_add_func ("/kept/delete-and-undo", test_delete_and_undo);
  g_test_add_func ("/kept/names-and-groups", test_names_and_groups);
  g_test_add_func ("/kept/repeats", test_repeats);
  g_test_add_func ("/kept/file", test_file);
  g_test_add_func ("/kept/fit", test_fit);
  g_test_add_func ("/kept/file-fits", test_kept_file_fits);
  g_test_add_func ("/kept/export", test_export);
  g_test_add_func ("/kept/start", test_run_starts_from_kept);
  g_test_add_func ("/kept/paused", test_paused_run_hands_over);
  return g_test_run ();
}
