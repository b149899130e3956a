/* trainer.c - GrTrainer: making one from a project, its thread, and what goes into and out of
 * it. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <time.h>

#include "../cpu/pool.h"
#include "../model/data-fit.h"
#include "evaluate.h"
#include "run-folder.h"
#include "trainer-private.h"

/* --- data ------------------------------------------------------------------------------------- */

/* Tells the model of the data, too. */
static gboolean
open_data (GrTrainer *trainer, GrProject *project, const GrTrainerOptions *options, GError **error)
{
  GrDataFacts *facts;

  if (!gr_project_open_data (project, options->project_path, options->data, &trainer->train,
                             &trainer->test, error))
    return FALSE;
  facts = gr_data_facts_new (trainer->train, trainer->test, trainer->config.transforms, error);
  if (!facts)
    return FALSE;
  gr_model_set_data (project->model, facts);
  return gr_run_config_split (&trainer->config, project->model, &trainer->train, &trainer->val,
                              error);
}

/* Making batches of pixels takes no time beside a training step; random transforms do, and are
 * worth a thread that works ahead. */
static gint
loader_threads (GrTransforms *transforms)
{
  for (gsize i = 0; i < gr_transforms_length (transforms); i++)
    if (gr_transforms_at (transforms, i)->row->random)
      return 1;
  return 0;
}

static gboolean
make_loaders (GrTrainer *trainer, GError **error)
{
  const GrRunConfig       *config = &trainer->config;
  g_autoptr (GrTransforms) fixed = gr_transforms_fixed (config->transforms,
                                                        &trainer->train->input[0]);
  GrLoaderOptions          training = {
             .batch_size = config->batch_size,
             .sampler = config->sampler,
             .drop_last = config->drop_last,
             .seed = config->seed,
             .threads = loader_threads (config->transforms),
             .dtype = config->dtype,
             .transforms = config->transforms,
  };
  GrLoaderOptions looking = {
    .batch_size = config->batch_size,
    .sampler = GR_SAMPLER_SEQUENTIAL,
    .seed = config->seed,
    .dtype = config->dtype,
    .transforms = fixed,
  };

  trainer->train_loader = gr_loader_new (trainer->train, &training, error);
  if (!trainer->train_loader)
    return FALSE;
  if (config->epochs > G_MAXINT64 / gr_loader_n_batches (trainer->train_loader))
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_ARGUMENT,
          _ ("%" PRId64 " epochs of %" PRId64 " batches are more steps than can be counted"),
          config->epochs, gr_loader_n_batches (trainer->train_loader));
      return FALSE;
    }
  if (trainer->val)
    trainer->val_loader = gr_loader_new (trainer->val, &looking, error);
  if (trainer->test && (trainer->val_loader || !trainer->val))
    trainer->test_loader = gr_loader_new (trainer->test, &looking, error);
  return (!trainer->val || trainer->val_loader) && (!trainer->test || trainer->test_loader);
}

/* --- the model -------------------------------------------------------------------------------- */

static gboolean
make_module (GrTrainer *trainer, GrModel *model, const char *init, GError **error)
{
  if (!gr_model_can_train (model, error))
    return FALSE;
  trainer->generator = (GrGenerator){ trainer->config.seed, 0 };
  trainer->module = gr_module_new (model, trainer->config.dtype, trainer->config.device,
                                   &trainer->generator, error);
  if (!trainer->module
      || (init && !gr_weights_load (trainer->module, init, error)))
    return FALSE;
  trainer->n_outputs = gr_module_n_outputs (trainer->module);
  if (gr_device_equal (trainer->config.device, GR_CPU))
    {
      trainer->norms = gr_gradient_norms_new (trainer->module);
      trainer->histograms = gr_histograms_new (
          trainer->module, trainer->config.epochs * gr_loader_n_batches (trainer->train_loader));
    }
  trainer->outputs = g_new0 (GrTensor *, trainer->n_outputs);
  trainer->train_metrics = gr_metrics_for (trainer->module, model, trainer->train);
  if (trainer->val)
    trainer->val_metrics = gr_metrics_for (trainer->module, model, trainer->val);
  if (trainer->test)
    trainer->test_metrics = gr_metrics_for (trainer->module, model, trainer->test);
  return TRUE;
}

static gboolean
make_optimizer (GrTrainer *trainer, GError **error)
{
  const GrRunConfig *config = &trainer->config;

  if (gr_module_parameters (trainer->module))
    {
      trainer->optimizer = gr_module_optimizer (trainer->module, config->optimizer,
                                                config->optimizer_options, error);
      if (!trainer->optimizer)
        return FALSE;
    }
  trainer->schedule = gr_schedule_new (config->schedule, config->schedule_options,
                                       gr_options_number (config->optimizer_options, "lr"),
                                       config->epochs,
                                       gr_loader_n_batches (trainer->train_loader), error);
  return trainer->schedule != NULL;
}

/* --- the folder ------------------------------------------------------------------------------- */

static gboolean
take_folder (GrTrainer *trainer, GError **error)
{
  trainer->lock = gr_run_folder_take (trainer->run_dir, error);
  if (trainer->lock < 0)
    return FALSE;
  gr_run_folder_sweep (trainer->run_dir);
  return TRUE;
}

static void
release_folder (GrTrainer *trainer)
{
  gr_run_folder_release (trainer->lock);
  trainer->lock = -1;
}

/* A run that begins writes its first checkpoint at once: what is wrong with the folder is found
 * before an hour of training is, and a run killed in its first epoch can be resumed too. */
static gboolean
open_folder (GrTrainer *trainer, gboolean resume, GError **error)
{
  if (!trainer->run_dir)
    {
      if (resume)
        g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                     _ ("There is no folder of checkpoints to resume from"));
      return !resume;
    }
  if (resume)
    return (!g_file_test (trainer->run_dir, G_FILE_TEST_IS_DIR) || take_folder (trainer, error))
           && gr_trainer_load_state (trainer, error);
  if (!gr_run_folder_make (trainer->run_dir, &trainer->made, error))
    return FALSE;
  trainer->begins = TRUE;
  if (take_folder (trainer, error)
      && gr_run_folder_keep_earlier (trainer->run_dir, &trainer->earlier, error)
      && gr_trainer_save_now (trainer, error))
    return TRUE;
  gr_run_folder_unmake (trainer->run_dir, trainer->made);
  return FALSE;
}

/* A run that failed before its first step has nothing to go on from: the folder is as it was. */
static void
leave_folder (GrTrainer *trainer)
{
  if (!trainer->begins || trainer->progress.step > 0 || trainer->now.state != GR_TRAINER_FAILED)
    return;
  gr_run_folder_give_back (trainer->run_dir, trainer->earlier);
  gr_run_folder_unmake (trainer->run_dir, trainer->made);
}

/* --- life ------------------------------------------------------------------------------------- */

static void
init_control (GrTrainer *trainer)
{
  pthread_condattr_t monotonic;

  pthread_mutex_init (&trainer->mutex, NULL);
  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&trainer->changed, &monotonic);
  pthread_condattr_destroy (&monotonic);
}

/* Steps and epochs for which there is room from the start; a longer run makes room as it goes, in
 * ever larger pieces. */
#define MOST_RESERVED 65536

static void
show_start (GrTrainer *trainer)
{
  gint64 batches = gr_loader_n_batches (trainer->train_loader);

  trainer->now = (GrSnapshot){
    .state = GR_TRAINER_READY,
    .epoch = MIN (trainer->progress.epoch + 1, trainer->config.epochs),
    .epochs = trainer->config.epochs,
    .batch = trainer->progress.batch,
    .batches = batches,
    .step = trainer->progress.step,
    .steps = trainer->config.epochs * batches,
    .loss = NAN,
    .epoch_loss = NAN,
    .epoch_accuracy = NAN,
    .lr = gr_schedule_lr (trainer->schedule),
    .seconds_left = NAN,
  };
  gr_trainer_publish (trainer);
  gr_series_reserve (trainer->losses, MIN (trainer->now.steps, MOST_RESERVED));
  if (trainer->exact_losses)
    gr_series_reserve (trainer->exact_losses, MIN (trainer->now.steps, MOST_RESERVED));
  gr_series_reserve (trainer->rates, MIN (trainer->now.steps, MOST_RESERVED));
  if (trainer->norms)
    gr_series_reserve (trainer->norms->series,
                       MIN (trainer->now.steps, MOST_RESERVED) / GR_GRADIENT_EVERY + 1);
  gr_series_reserve (trainer->epochs, MIN (trainer->config.epochs, MOST_RESERVED));
}

GrTrainer *
gr_trainer_new (GrProject *project, const GrTrainerOptions *options, GError **error)
{
  g_autoptr (GrTrainer) trainer = g_new0 (GrTrainer, 1);

  init_control (trainer);
  trainer->losses = gr_series_new (sizeof (gfloat));
  trainer->epochs = gr_series_new (sizeof (GrEpoch));
  trainer->rates = gr_series_new (sizeof (gfloat));
  trainer->run_dir = g_strdup (options->run_dir);
  trainer->log = g_strdup (options->log);
  trainer->save_seconds = options->save_seconds;
  trainer->save_rest = options->save_rest;
  trainer->progress.best = INFINITY;
  trainer->lock = -1;
  if (!gr_run_config_init (&trainer->config, project, options, error))
    return NULL;
  if (trainer->config.dtype == GR_FLOAT64)
    trainer->exact_losses = gr_series_new (sizeof (gdouble));
  gr_pool_set_threads (trainer->config.threads);
  if (!open_data (trainer, project, options, error) || !make_loaders (trainer, error)
      || !make_module (trainer, project->model, options->resume ? NULL : options->init, error)
      || !make_optimizer (trainer, error))
    return NULL;
  trainer->terms = gr_run_terms_new (&trainer->config, project->model, trainer->train,
                                     options->init);
  if (!open_folder (trainer, options->resume, error))
    return NULL;
  show_start (trainer);
  return g_steal_pointer (&trainer);
}

/* For who asked; NULL: nothing. */
static void
set_handed (GrTrainer *trainer, GrKept *kept)
{
  GrKept *untaken = atomic_exchange (&trainer->handed, kept);

  g_clear_pointer (&untaken, gr_kept_unref);
}

void
gr_trainer_free (GrTrainer *trainer)
{
  if (trainer->started)
    {
      gr_trainer_stop (trainer);
      pthread_join (trainer->thread, NULL);
    }
  release_folder (trainer);
  g_clear_pointer (&trainer->optimizer, gr_optimizer_free);
  g_clear_pointer (&trainer->schedule, gr_schedule_free);
  g_clear_pointer (&trainer->terms, gr_run_terms_free);
  g_clear_pointer (&trainer->train_metrics, gr_metrics_free);
  g_clear_pointer (&trainer->val_metrics, gr_metrics_free);
  g_clear_pointer (&trainer->test_metrics, gr_metrics_free);
  g_clear_pointer (&trainer->train_loader, gr_loader_free);
  g_clear_pointer (&trainer->val_loader, gr_loader_free);
  g_clear_pointer (&trainer->test_loader, gr_loader_free);
  g_clear_pointer (&trainer->module, gr_module_unref);
  g_clear_pointer (&trainer->train, gr_dataset_unref);
  g_clear_pointer (&trainer->val, gr_dataset_unref);
  g_clear_pointer (&trainer->test, gr_dataset_unref);
  gr_run_config_clear (&trainer->config);
  gr_series_free (trainer->losses);
  gr_series_free (trainer->epochs);
  gr_series_free (trainer->rates);
  g_clear_pointer (&trainer->norms, gr_gradient_norms_free);
  g_clear_pointer (&trainer->histograms, gr_histograms_free);
  gr_trainer_forget_watch (trainer);
  set_handed (trainer, NULL);
  g_free (atomic_load (&trainer->asked));
  g_clear_pointer (&trainer->exact_losses, gr_series_free);
  pthread_cond_destroy (&trainer->changed);
  pthread_mutex_destroy (&trainer->mutex);
  gr_waiting_clear (&trainer->waiting_best);
  gr_waiting_clear (&trainer->waiting_last);
  g_clear_error (&trainer->error);
  g_free (trainer->outputs);
  g_free (trainer->run_dir);
  g_free (trainer->made);
  g_free (trainer->log);
  g_free (trainer);
}

/* --- the thread ------------------------------------------------------------------------------- */

static gpointer
work (gpointer user)
{
  GrTrainer *trainer = user;

  trainer->now.state = GR_TRAINER_RUNNING;
  gr_trainer_publish (trainer);
  trainer->now.state = gr_trainer_run (trainer, &trainer->error);
  leave_folder (trainer);
  release_folder (trainer);
  gr_trainer_publish (trainer);
  pthread_mutex_lock (&trainer->mutex);
  trainer->ended = TRUE;
  pthread_cond_broadcast (&trainer->changed);
  pthread_mutex_unlock (&trainer->mutex);
  return NULL;
}

gboolean
gr_trainer_start (GrTrainer *trainer, GError **error)
{
  gint failure;

  g_return_val_if_fail (!trainer->started, FALSE);
  failure = pthread_create (&trainer->thread, NULL, work, trainer);
  if (failure)
    g_set_error (error, GR_ERROR, GR_ERROR_MEMORY, _ ("Cannot start a thread to train on: %s"),
                 g_strerror (failure));
  trainer->started = failure == 0;
  return trainer->started;
}

/* --- into it ---------------------------------------------------------------------------------- */

static void
command (GrTrainer *trainer, GrCommand command)
{
  pthread_mutex_lock (&trainer->mutex);
  if (atomic_load (&trainer->command) != GR_COMMAND_STOP)
    atomic_store (&trainer->command, command);
  pthread_cond_broadcast (&trainer->changed);
  pthread_mutex_unlock (&trainer->mutex);
}

void
gr_trainer_pause (GrTrainer *trainer)
{
  command (trainer, GR_COMMAND_PAUSE);
}

void
gr_trainer_resume (GrTrainer *trainer)
{
  command (trainer, GR_COMMAND_RUN);
}

void
gr_trainer_step (GrTrainer *trainer)
{
  command (trainer, GR_COMMAND_STEP);
}

void
gr_trainer_finish_epoch (GrTrainer *trainer)
{
  command (trainer, GR_COMMAND_EPOCH);
}

void
gr_trainer_stop (GrTrainer *trainer)
{
  command (trainer, GR_COMMAND_STOP);
}

void
gr_trainer_set_lr (GrTrainer *trainer, gdouble lr)
{
  atomic_store (&trainer->new_lr, lr);
  atomic_store (&trainer->has_new_lr, TRUE);
}

gboolean
gr_trainer_has_new_lr (GrTrainer *trainer)
{
  return atomic_load (&trainer->has_new_lr);
}

void
gr_trainer_ask_weights (GrTrainer *trainer, const char *origin)
{
  pthread_mutex_lock (&trainer->mutex);
  g_free (atomic_exchange (&trainer->asked, g_strdup (origin)));
  pthread_cond_broadcast (&trainer->changed);
  pthread_mutex_unlock (&trainer->mutex);
}

/* What there is no memory for is left out. */
static void
hand_over (GrTrainer *trainer)
{
  g_autofree char *origin = atomic_exchange (&trainer->asked, NULL);
  GrKept          *kept = gr_kept_new ();

  gr_module_keep (trainer->module, kept, origin, NULL);
  set_handed (trainer, kept);
}

GrKept *
gr_trainer_take_weights (GrTrainer *trainer)
{
  return atomic_exchange (&trainer->handed, NULL);
}

/* What is to be done for those who look, while the run is paused; FALSE: nothing. */
static gboolean
serve (GrTrainer *trainer)
{
  const gboolean looks = gr_trainer_is_wanted (trainer);
  const gboolean asks = atomic_load (&trainer->asked) != NULL;

  if (!looks && !asks)
    return FALSE;
  pthread_mutex_unlock (&trainer->mutex);
  if (looks)
    gr_trainer_give_look (trainer);
  if (asks)
    hand_over (trainer);
  pthread_mutex_lock (&trainer->mutex);
  return TRUE;
}

static void
wait_while_paused (GrTrainer *trainer)
{
  const gint64 since = g_get_monotonic_time ();

  /* What fails now is told when it is due. */
  gr_trainer_save_waiting (trainer, NULL);
  trainer->now.state = GR_TRAINER_PAUSED;
  gr_trainer_publish (trainer);
  pthread_mutex_lock (&trainer->mutex);
  while (atomic_load (&trainer->command) == GR_COMMAND_PAUSE)
    if (!serve (trainer))
      pthread_cond_wait (&trainer->changed, &trainer->mutex);
  pthread_mutex_unlock (&trainer->mutex);
  trainer->start_time += g_get_monotonic_time () - since;
  trainer->now.state = GR_TRAINER_RUNNING;
  gr_trainer_publish (trainer);
}

gboolean
gr_trainer_may_go_on (GrTrainer *trainer)
{
  for (;;)
    {
      gint step = GR_COMMAND_STEP;

      switch ((GrCommand) atomic_load (&trainer->command))
        {
        case GR_COMMAND_RUN:
        case GR_COMMAND_EPOCH:
          return TRUE;
        case GR_COMMAND_STOP:
          return FALSE;
        case GR_COMMAND_STEP:
          if (atomic_compare_exchange_strong (&trainer->command, &step, GR_COMMAND_PAUSE))
            return TRUE;
          break;
        case GR_COMMAND_PAUSE:
          wait_while_paused (trainer);
          break;
        }
    }
}

void
gr_trainer_epoch_done (GrTrainer *trainer)
{
  gint epoch = GR_COMMAND_EPOCH;

  atomic_compare_exchange_strong (&trainer->command, &epoch, GR_COMMAND_PAUSE);
}

/* --- out of it -------------------------------------------------------------------------------- */

void
gr_trainer_publish (GrTrainer *trainer)
{
  gr_snapshot_box_put (&trainer->box, &trainer->now);
}

void
gr_trainer_snapshot (GrTrainer *trainer, GrSnapshot *snapshot)
{
  gr_snapshot_box_get (&trainer->box, snapshot);
}

void
gr_trainer_add_loss (GrTrainer *trainer, gdouble loss)
{
  const gfloat point = (gfloat) loss;

  /* First: whoever sees the count of .losses finds as many here. */
  if (trainer->exact_losses)
    gr_series_append (trainer->exact_losses, &loss);
  gr_series_append (trainer->losses, &point);
}

GrSeries *
gr_trainer_losses (GrTrainer *trainer)
{
  return trainer->losses;
}

gdouble
gr_trainer_loss (GrTrainer *trainer, gsize i)
{
  return trainer->exact_losses ? *(const gdouble *) gr_series_at (trainer->exact_losses, i)
                               : *(const gfloat *) gr_series_at (trainer->losses, i);
}

GrSeries *
gr_trainer_epochs (GrTrainer *trainer)
{
  return trainer->epochs;
}

GrSeries *
gr_trainer_rates (GrTrainer *trainer)
{
  return trainer->rates;
}

GrSeries *
gr_trainer_gradients (GrTrainer *trainer)
{
  return trainer->norms ? trainer->norms->series : NULL;
}

const GrHistograms *
gr_trainer_histograms (GrTrainer *trainer)
{
  return trainer->histograms;
}

const char *const *
gr_trainer_layers (GrTrainer *trainer)
{
  return trainer->norms ? (const char *const *) trainer->norms->layers : NULL;
}

gboolean
gr_trainer_at_rest (GrTrainer *trainer)
{
  /* The command first: while it is carried out it is PAUSE again already, but the state is RUNNING
   * from before that on. */
  const gint command = atomic_load (&trainer->command);
  GrSnapshot now;

  gr_trainer_snapshot (trainer, &now);
  return (command == GR_COMMAND_PAUSE && now.state == GR_TRAINER_PAUSED)
         || now.state >= GR_TRAINER_DONE;
}

gboolean
gr_trainer_wait (GrTrainer *trainer, gint milliseconds)
{
  struct timespec until;
  gboolean        ended;
  gint            failure = 0;

  clock_gettime (CLOCK_MONOTONIC, &until);
  until.tv_sec += milliseconds / 1000;
  until.tv_nsec += milliseconds % 1000 * 1000000L;
  if (until.tv_nsec >= 1000000000L)
    {
      until.tv_nsec -= 1000000000L;
      until.tv_sec++;
    }
  pthread_mutex_lock (&trainer->mutex);
  while (!trainer->ended && failure == 0)
    failure = milliseconds < 0
                  ? pthread_cond_wait (&trainer->changed, &trainer->mutex)
                  : pthread_cond_timedwait (&trainer->changed, &trainer->mutex, &until);
  ended = trainer->ended;
  pthread_mutex_unlock (&trainer->mutex);
  return ended;
}

gboolean
gr_trainer_result (GrTrainer *trainer, GError **error)
{
  gr_trainer_wait (trainer, -1);
  if (trainer->error && error)
    *error = g_error_copy (trainer->error);
  return trainer->error == NULL;
}

gboolean
gr_trainer_can_go_on (GrTrainer *trainer)
{
  gr_trainer_wait (trainer, -1);
  return trainer->can_go_on;
}

gboolean
gr_trainer_has_learned (GrTrainer *trainer)
{
  return gr_trainer_result (trainer, NULL) || trainer->learned;
}

GrModule *
gr_trainer_module (GrTrainer *trainer)
{
  return trainer->module;
}

const GrRunConfig *
gr_trainer_config (GrTrainer *trainer)
{
  return &trainer->config;
}

GrMetrics *
gr_trainer_metrics (GrTrainer *trainer)
{
  return trainer->test_metrics ? trainer->test_metrics : trainer->val_metrics;
}

GrDataset *
gr_trainer_training_set (GrTrainer *trainer)
{
  return trainer->train;
}
