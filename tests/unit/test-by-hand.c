/* test-by-hand.c - the trainer's runs against the same runs written out over the public API of
 * modules, loaders, optimisers and schedules, setting by setting: the same weights to the bit, the
 * same figures of every epoch. The hand reads no project: what a case sets, it is told. */
#include <math.h>

#include "autograd/autograd.h"
#include "data/registry.h"
#include "runs.h"

/* What a case asks of a run; NULL, 0 and FALSE: nothing special. */
typedef struct
{
  const char *optimizer, *schedule;
  gdouble     clip_norm, clip_value, val_split;
  const char *sampler;
  gboolean    drop_last;
  const char *augment;
  gint64      patience;
} Case;

#define EPOCHS     4
#define BATCH_SIZE 32
#define SEED       3

typedef struct
{
  gdouble  train, val, test, lr;
  gboolean best;
} Epoch;

typedef struct
{
  GrModule    *module;
  GrLoader    *train, *val, *test;
  GrOptimizer *optimizer;
  GrSchedule  *schedule;
  GrOptions   *optimizer_options, *schedule_options;
  GrGenerator  generator;
  Epoch        epochs[EPOCHS];
  guint        n_epochs;
} Hand;

/* Dropout and batch norm, so that the modes differ; pictures, so that augmentation does. */
static GrProject *
pictures (void)
{
  static const char *const lines[]
      = { "Input", "Conv2d out_channels=4 kernel_size=5 stride=2", "BatchNorm2d", "ReLU",
          "Flatten", "Dropout p=0.4", "Linear out_features=10", "CrossEntropyLoss", NULL };
  GrProject *project = small_project ("shapes", "{\"n\": 210, \"n_test\": 50}", lines);

  project->training.epochs = EPOCHS;
  project->training.batch_size = BATCH_SIZE;
  project->training.seed = SEED;
  return project;
}

/* --- by hand ---------------------------------------------------------------------------------- */

static GrLoader *
loader (GrDataset *set, const Case *c, gboolean training)
{
  g_autoptr (GError)       error = NULL;
  g_autoptr (GrTransforms) augment = NULL;
  GrLoaderOptions          options = GR_LOADER_OPTIONS_INIT;
  GrLoader                *loader;

  options.batch_size = BATCH_SIZE;
  options.seed = SEED;
  options.sampler = !training                                 ? GR_SAMPLER_SEQUENTIAL
                    : g_strcmp0 (c->sampler, "weighted") == 0 ? GR_SAMPLER_WEIGHTED
                                                              : GR_SAMPLER_RANDOM;
  options.drop_last = training && c->drop_last;
  if (training && c->augment)
    {
      augment = gr_transforms_parse (c->augment, &error);
      g_assert_no_error (error);
      options.transforms = augment;
    }
  loader = gr_loader_new (set, &options, &error);
  g_assert_no_error (error);
  return loader;
}

static void
open_data (Hand *hand, GrProject *project, const Case *c)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (GrDataset) train = gr_dataset_open ("shapes", project->data.options, NULL, &error);
  g_autoptr (GrDataset) test = gr_dataset_open ("shapes", project->data.options, "test", &error);
  g_autoptr (GrDataset) rest = NULL;
  g_autoptr (GrDataset) val = NULL;

  g_assert_no_error (error);
  if (c->val_split > 0)
    g_assert_true (gr_dataset_split (train, c->val_split, SEED, &rest, &val, NULL));
  hand->train = loader (rest ? rest : train, c, TRUE);
  hand->test = loader (test, c, FALSE);
  if (val)
    hand->val = loader (val, c, FALSE);
}

static void
make_optimizer (Hand *hand, const Case *c)
{
  g_autoptr (GError)     error = NULL;
  g_autoptr (GArray)     params = g_array_new (FALSE, FALSE, sizeof (GrOptimizerParam));
  const GrOptimizerKind *kind
      = gr_optimizer_parse (c->optimizer, &hand->optimizer_options, &error);
  const GrScheduleKind  *schedule
      = gr_schedule_parse (c->schedule ? c->schedule : "constant", &hand->schedule_options, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < gr_module_n_tensors (hand->module); i++)
    {
      const GrModuleTensor *each = gr_module_tensor (hand->module, i);
      GrOptimizerParam      param = { each->name, each->tensor, 1, FALSE };

      if (!each->is_buffer)
        g_array_append_val (params, param);
    }
  hand->optimizer
      = gr_optimizer_new (kind, hand->optimizer_options, gr_module_parameters (hand->module),
                          gr_module_gradients (hand->module), (GrOptimizerParam *) params->data,
                          params->len, &error);
  g_assert_no_error (error);
  hand->schedule = gr_schedule_new (schedule, hand->schedule_options,
                                    gr_options_number (hand->optimizer_options, "lr"), EPOCHS,
                                    gr_loader_n_batches (hand->train), &error);
  g_assert_no_error (error);
}

/* The batch's loss, with what is needed to go backward where gradients are on. */
static GrTensor *
forward (Hand *hand, const GrBatch *batch)
{
  g_autoptr (GError) error = NULL;
  GrTensor          *output = NULL;
  GrTensor          *total = NULL;

  gr_module_forward (hand->module, batch->input, batch->n_inputs, &output, &error);
  g_assert_no_error (error);
  gr_module_losses (hand->module, batch->input, batch->n_inputs, &output, &batch->target, 1, NULL,
                    &total, &error);
  g_assert_no_error (error);
  gr_tensor_unref (output);
  return total;
}

static gdouble
train_epoch (Hand *hand, const Case *c)
{
  g_auto (GrBatch) batch = { 0 };
  gdouble          sum = 0;
  gint64           items = 0;

  gr_module_train (hand->module, TRUE);
  while (gr_loader_next (hand->train, &batch, NULL))
    {
      g_autoptr (GrTensor) loss = NULL;
      gdouble              momentum = gr_schedule_momentum (hand->schedule);

      gr_optimizer_set_lr (hand->optimizer, gr_schedule_lr (hand->schedule));
      if (!isnan (momentum))
        g_assert_true (gr_optimizer_set_momentum (hand->optimizer, momentum, NULL));
      loss = forward (hand, &batch);
      gr_module_zero_grad (hand->module);
      g_assert_true (gr_backward (loss, NULL, (GrBackwardOptions){ FALSE, FALSE }, NULL));
      if (c->clip_norm > 0)
        gr_optimizer_clip_norm (hand->optimizer, c->clip_norm);
      if (c->clip_value > 0)
        gr_optimizer_clip_value (hand->optimizer, c->clip_value);
      gr_optimizer_step (hand->optimizer);
      hand->epochs[hand->n_epochs].lr = gr_schedule_lr (hand->schedule);
      gr_schedule_batch_done (hand->schedule);
      sum += gr_tensor_to_double (loss) * batch.size;
      items += batch.size;
    }
  return sum / items;
}

static gdouble
evaluate (Hand *hand, GrLoader *loader)
{
  g_auto (GrBatch) batch = { 0 };
  gboolean         grad = gr_set_grad_enabled (FALSE);
  gdouble          sum = 0;
  gint64           items = 0;

  gr_module_train (hand->module, FALSE);
  while (gr_loader_next (loader, &batch, NULL))
    {
      g_autoptr (GrTensor) loss = forward (hand, &batch);

      sum += gr_tensor_to_double (loss) * batch.size;
      items += batch.size;
    }
  gr_set_grad_enabled (grad);
  return sum / items;
}

static void
run_by_hand (Hand *hand, GrProject *project, const Case *c)
{
  g_autoptr (GError) error = NULL;
  GrGenerator       *before;
  gdouble            lowest = INFINITY;
  gint64             bad = 0;

  *hand = (Hand){ .generator = { SEED, 0 } };
  open_data (hand, project, c);
  gr_model_set_data_shape (project->model, 0, GR_INTS (1, 28, 28));
  hand->module = gr_module_new (project->model, GR_FLOAT32, GR_CPU, &hand->generator, &error);
  g_assert_no_error (error);
  make_optimizer (hand, c);
  before = gr_generator_use (&hand->generator);
  while (hand->n_epochs < EPOCHS && (c->patience == 0 || bad < c->patience))
    {
      Epoch  *epoch = &hand->epochs[hand->n_epochs];
      gdouble watched;

      epoch->train = train_epoch (hand, c);
      epoch->val = hand->val ? evaluate (hand, hand->val) : NAN;
      epoch->test = evaluate (hand, hand->test);
      watched = hand->val ? epoch->val : epoch->train;
      epoch->best = watched < lowest;
      bad = epoch->best ? 0 : bad + 1;
      lowest = MIN (lowest, watched);
      gr_schedule_epoch_done (hand->schedule, watched);
      hand->n_epochs++;
    }
  gr_generator_use (before);
}

static void
hand_clear (Hand *hand)
{
  g_clear_pointer (&hand->optimizer, gr_optimizer_free);
  g_clear_pointer (&hand->schedule, gr_schedule_free);
  g_clear_pointer (&hand->optimizer_options, gr_options_free);
  g_clear_pointer (&hand->schedule_options, gr_options_free);
  g_clear_pointer (&hand->train, gr_loader_free);
  g_clear_pointer (&hand->val, gr_loader_free);
  g_clear_pointer (&hand->test, gr_loader_free);
  g_clear_pointer (&hand->module, gr_module_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Hand, hand_clear)

/* --- against the trainer ---------------------------------------------------------------------- */

static void
assert_same_epochs (GrTrainer *trainer, const Hand *hand)
{
  GrSeries *epochs = gr_trainer_epochs (trainer);

  g_assert_cmpuint (gr_series_length (epochs), ==, hand->n_epochs);
  for (guint i = 0; i < hand->n_epochs; i++)
    {
      const GrEpoch *is = gr_series_at (epochs, i);
      const Epoch   *expected = &hand->epochs[i];

      g_assert_cmpfloat (is->train.loss, ==, expected->train);
      g_assert_cmpfloat (is->test.loss, ==, expected->test);
      g_assert_true (isnan (expected->val) ? is->val.items == 0 : is->val.loss == expected->val);
      g_assert_cmpfloat (is->lr, ==, expected->lr);
      g_assert_cmpint (is->best, ==, expected->best);
    }
}

static void
apply (GrProject *project, GrTrainerOptions *options, const Case *c)
{
  options->optimizer = c->optimizer;
  options->schedule = c->schedule;
  options->augment = c->augment;
  options->val_split = c->val_split;
  project->training.clip_norm = c->clip_norm;
  project->training.clip_value = c->clip_value;
  project->training.drop_last = c->drop_last;
  project->training.patience = c->patience;
  g_free (project->training.sampler);
  project->training.sampler = g_strdup (c->sampler);
}

/* The trainer's run; @stop_after steps (0: not at all) it is stopped, and another goes on. */
static GrTrainer *
run_trainer (GrProject *project, const Case *c, gsize stop_after, const char *folder)
{
  GrTrainerOptions options = GR_TRAINER_OPTIONS_INIT;
  GrTrainer       *trainer;

  apply (project, &options, c);
  if (stop_after == 0)
    return run_whole (project, &options);
  options.run_dir = folder;
  trainer = make (project, &options);
  start_paused (trainer);
  while (gr_series_length (gr_trainer_losses (trainer)) < stop_after)
    step_once (trainer);
  gr_trainer_stop (trainer);
  gr_trainer_free (trainer);
  options.resume = TRUE;
  return run_whole (project, &options);
}

static void
compare (const Case *c, gsize stop_after)
{
  g_autoptr (GrProject) project = pictures ();
  g_autofree char      *folder = make_folder ();
  g_autoptr (GrTrainer) trainer = run_trainer (project, c, stop_after, folder);
  g_auto (Hand)         hand;

  run_by_hand (&hand, project, c);
  assert_same_epochs (trainer, &hand);
  assert_same_weights (gr_trainer_module (trainer), hand.module);
  remove_folder (folder);
}

static void
test_plain (void)
{
  compare (&(Case){ .optimizer = "sgd:lr=0.05" }, 0);
}

static void
test_clip_norm (void)
{
  compare (&(Case){ .optimizer = "sgd:lr=0.05", .clip_norm = 0.3 }, 0);
}

static void
test_clip_value (void)
{
  compare (&(Case){ .optimizer = "sgd:lr=0.05", .clip_value = 0.01 }, 0);
}

static void
test_weighted (void)
{
  compare (&(Case){ .optimizer = "sgd:lr=0.05", .sampler = "weighted" }, 0);
}

/* 210 items are 6 batches of 32 and 18 more. */
static void
test_drop_last (void)
{
  compare (&(Case){ .optimizer = "sgd:lr=0.05", .drop_last = TRUE }, 0);
}

/* The figures of validation and test are those of evaluation mode, without random transforms. */
static void
test_evaluation (void)
{
  compare (&(Case){ .optimizer = "adam:lr=0.01",
                    .val_split = 0.2,
                    .augment = "random_horizontal_flip(p=0.9), random_crop(28, padding=6)" },
           0);
}

static void
test_one_cycle (void)
{
  static const Case c = { .optimizer = "sgd:lr=0.05:momentum=0.9",
                          .schedule = "one_cycle:max_lr=0.1" };

  compare (&c, 0);
  compare (&c, 9);
}

/* Stopped in the third epoch, after the rate has changed. */
static void
test_schedule_resumed (void)
{
  compare (&(Case){ .optimizer = "adam:lr=0.02", .schedule = "step:step_size=1:gamma=0.3" }, 17);
}

/* A rate this high makes losses go up and down, those of training and of validation at different
 * epochs: what is best, when the rate falls and when it ends are the validation's. */
static void
test_watched (void)
{
  static const Case c = { .optimizer = "sgd:lr=0.4:momentum=0.9",
                          .schedule = "plateau:patience=0:factor=0.5",
                          .val_split = 0.3 };
  Case              early = c;
  g_autoptr (GrProject) project = pictures ();
  g_auto (Hand)         hand;
  gboolean              differ = FALSE, fell = FALSE;
  gdouble               lowest = INFINITY;

  run_by_hand (&hand, project, &c);
  for (guint i = 0; i < hand.n_epochs; i++)
    {
      differ |= (hand.epochs[i].train < lowest) != hand.epochs[i].best;
      fell |= hand.epochs[i].lr < hand.epochs[0].lr;
      lowest = MIN (lowest, hand.epochs[i].train);
    }
  g_assert_true (differ && fell); /* or the case tells nothing */
  compare (&c, 0);
  compare (&c, 12);
  early.patience = 1;
  compare (&early, 0);
}

int
main (int argc, char *argv[])
{
  gradus_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/by-hand/plain", test_plain);
  g_test_add_func ("/by-hand/clip-norm", test_clip_norm);
  g_test_add_func ("/by-hand/clip-value", test_clip_value);
  g_test_add_func ("/by-hand/weighted", test_weighted);
  g_test_add_func ("/by-hand/drop-last", test_drop_last);
  g_test_add_func ("/by-hand/evaluation", test_evaluation);
  g_test_add_func ("/by-hand/one-cycle", test_one_cycle);
  g_test_add_func ("/by-hand/schedule-resumed", test_schedule_resumed);
  g_test_add_func ("/by-hand/watched", test_watched);
  return g_test_run ();
}
