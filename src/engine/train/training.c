/* training.c - the run itself: batches, epochs, validation, checkpoints. On the worker thread. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#include "diverged.h"
#include "evaluate.h"
#include "trainer-private.h"

/* --- figures ---------------------------------------------------------------------------------- */

static void
show_phase (GrTrainer *trainer, GrTrainerPhase phase, gint64 batch, gint64 batches)
{
  trainer->now.phase = phase;
  trainer->now.epoch = trainer->progress.epoch + 1;
  trainer->now.batch = batch;
  trainer->now.batches = batches;
  gr_trainer_publish (trainer);
}

static void
show_batch (GrTrainer *trainer, gdouble loss)
{
  GrSnapshot *now = &trainer->now;
  GrScore     score = gr_metrics_score (trainer->train_metrics);
  gint64      done = trainer->progress.step - trainer->first_step;

  now->step = trainer->progress.step;
  now->loss = loss;
  now->epoch_loss = score.loss;
  now->epoch_accuracy = score.accuracy;
  now->images_per_second = trainer->epoch_seconds > 0
                               ? trainer->epoch_items / trainer->epoch_seconds : 0;
  now->seconds = (g_get_monotonic_time () - trainer->start_time) / 1e6;
  now->seconds_left = done > 0 ? now->seconds / done * (now->steps - now->step) : NAN;
  show_phase (trainer, GR_PHASE_TRAINING, trainer->progress.batch,
              gr_loader_n_batches (trainer->train_loader));
}

/* --- a batch ---------------------------------------------------------------------------------- */

static gboolean
set_rate (GrTrainer *trainer, GError **error)
{
  gdouble momentum = gr_schedule_momentum (trainer->schedule);

  if (atomic_exchange (&trainer->has_new_lr, FALSE))
    gr_schedule_set_lr (trainer->schedule, atomic_load (&trainer->new_lr));
  trainer->now.lr = gr_schedule_lr (trainer->schedule);
  if (!trainer->optimizer)
    return TRUE;
  gr_optimizer_set_lr (trainer->optimizer, trainer->now.lr);
  return isnan (momentum) || gr_optimizer_set_momentum (trainer->optimizer, momentum, error);
}

gboolean
gr_trainer_update (GrTrainer *trainer, GrTensor *total, GError **error)
{
  if (!trainer->optimizer)
    return TRUE;
  gr_module_zero_grad (trainer->module);
  if (!gr_backward (total, NULL, (GrBackwardOptions){ FALSE, FALSE }, error))
    return FALSE;
  if (trainer->norms && trainer->progress.step % GR_GRADIENT_EVERY == 0)
    gr_gradient_norms_measure (trainer->norms, trainer->module);
  if (trainer->histograms)
    gr_histograms_count (trainer->histograms, trainer->module, trainer->progress.step);
  if (trainer->config.clip_norm > 0)
    gr_optimizer_clip_norm (trainer->optimizer, trainer->config.clip_norm);
  if (trainer->config.clip_value > 0)
    gr_optimizer_clip_value (trainer->optimizer, trainer->config.clip_value);
  gr_optimizer_step (trainer->optimizer);
  return TRUE;
}

/* What a run that diverged leaves to go on from, as a last sentence: nothing where it had not got
 * as far as a checkpoint with training in it. (transfer full) */
static char *
kept_text (GrTrainer *trainer)
{
  gr_trainer_save_waiting (trainer, NULL);
  if (trainer->saved_step == 0)
    return g_strdup ("");
  return g_strdup_printf (_ (" The last good checkpoint, of step %" PRId64 ", is kept."),
                          trainer->saved_step);
}

/* Why @loss is not finite, as the error that ends the run. @before: the random numbers at the
 * step's start. */
static gboolean
fail_diverged (GrTrainer *trainer, const GrBatch *batch, GrGenerator before, gdouble loss,
               GError **error)
{
  gint64           step = trainer->progress.step + 1;
  g_autofree char *where = NULL;
  g_autofree char *kept = kept_text (trainer);
  gboolean         of_data;

  trainer->generator = before;
  where = gr_find_divergence (trainer->module, batch, step, &of_data);
  g_set_error (
      error, GR_ERROR, GR_ERROR_DIVERGED,
      isnan (loss)
          ? _ ("The loss became NaN at step %" PRId64 " (epoch %" PRId64 "): %s.%s%s")
          : _ ("The loss became infinite at step %" PRId64 " (epoch %" PRId64 "): %s.%s%s"),
      step, trainer->progress.epoch + 1, where,
      of_data ? "" : _ (" A smaller learning rate may help."), kept);
  return FALSE;
}

static gboolean
train_batch (GrTrainer *trainer, const GrBatch *batch, GError **error)
{
  g_autoptr (GrTensor) total = NULL;
  GrGenerator          before = trainer->generator;
  gdouble              loss;

  if (!set_rate (trainer, error)
      || !gr_module_run_batch (trainer->module, batch, trainer->outputs, &total, error))
    return FALSE;
  loss = gr_tensor_to_double (total);
  if (!isfinite (loss))
    return fail_diverged (trainer, batch, before, loss, error);
  if (!gr_metrics_add_batch (trainer->train_metrics, trainer->module, batch, trainer->outputs, loss,
                             error)
      || !gr_trainer_update (trainer, total, error))
    return FALSE;
  gr_series_append (trainer->rates, &(gfloat){ (gfloat) trainer->now.lr });
  gr_trainer_add_loss (trainer, loss);
  gr_schedule_batch_done (trainer->schedule);
  trainer->progress.step++;
  trainer->progress.batch++;
  trainer->epoch_items += batch->size;
  trainer->now.loss = loss;
  return TRUE;
}

/* --- an epoch --------------------------------------------------------------------------------- */

typedef enum
{
  GO_ON,
  STOP,
  FAIL,
  LACK, /* the data could not be read: what was learned is good */
  UNSAVED, /* a checkpoint could not be written: likewise */
} Outcome;

/* One batch, fetched, trained and timed. FALSE with @outcome where there is none to come. */
static gboolean
next_batch (GrTrainer *trainer, GrBatch *batch, Outcome *outcome, GError **error)
{
  gint64   start = g_get_monotonic_time ();
  GError  *cause = NULL;
  gboolean trained = FALSE;

  const gboolean loaded = gr_loader_next (trainer->train_loader, batch, &cause);

  if (loaded)
    trained = train_batch (trainer, batch, &cause);
  gr_outputs_clear (trainer->outputs, trainer->n_outputs);
  trainer->epoch_seconds += (g_get_monotonic_time () - start) / 1e6;
  if (!trained)
    *outcome = !cause ? GO_ON : loaded ? FAIL : LACK;
  if (cause)
    g_propagate_error (error, cause);
  return trained;
}

/* A checkpoint within the epoch, where one is due. */
static gboolean
save_sometimes (GrTrainer *trainer, GError **error)
{
  const gint64 now = g_get_monotonic_time (), since = now - trainer->saved_time;
  gboolean saved;

  if (!trainer->run_dir || trainer->save_seconds <= 0 || since < trainer->save_seconds * 1e6
      || since < trainer->save_rest * trainer->save_took)
    return TRUE;
  saved = !gr_module_is_finite (trainer->module)
          || gr_trainer_save_now (trainer, error);
  trainer->saved_time = g_get_monotonic_time ();
  trainer->save_took = trainer->saved_time - now;
  return saved;
}

static Outcome
train_epoch (GrTrainer *trainer, GError **error)
{
  g_auto (GrBatch) batch = { 0 };
  Outcome          outcome = GO_ON;
  gint64           n = gr_loader_n_batches (trainer->train_loader);

  if (trainer->progress.batch == 0)
    gr_metrics_reset (trainer->train_metrics);
  trainer->epoch_seconds = trainer->epoch_items = 0;
  if (trainer->progress.batch >= n) /* resumed after the epoch's last batch */
    return GO_ON;
  gr_module_train (trainer->module, TRUE);
  show_phase (trainer, GR_PHASE_TRAINING, trainer->progress.batch, n);
  for (;;)
    {
      if (trainer->progress.batch < n && !gr_trainer_may_go_on (trainer))
        return STOP;
      if (!next_batch (trainer, &batch, &outcome, error))
        return outcome;
      show_batch (trainer, trainer->now.loss);
      gr_trainer_give_look (trainer);
      if (!save_sometimes (trainer, error))
        return UNSAVED;
    }
}

static gboolean
between_batches (gint64 batch, gint64 n_batches, gpointer user)
{
  GrTrainer *trainer = user;

  show_phase (trainer, trainer->now.phase, batch, n_batches);
  return gr_trainer_may_go_on (trainer);
}

static Outcome
evaluate (GrTrainer *trainer, GrTrainerPhase phase, GrLoader *loader, GrMetrics *metrics,
          GrScore *score, GError **error)
{
  GError *cause = NULL;

  *score = (GrScore){ 0, NAN, NAN, NAN, NAN, NAN };
  if (!loader)
    return GO_ON;
  trainer->now.phase = phase;
  if (!gr_evaluate (trainer->module, loader, metrics, between_batches, trainer, &cause))
    {
      if (!cause)
        return STOP;
      g_propagate_error (error, cause);
      return LACK;
    }
  *score = gr_metrics_score (metrics);
  return GO_ON;
}

/* The weights may have left the finite numbers in the epoch's very last update, which no loss has
 * shown yet. */
static gboolean
check_finite (GrTrainer *trainer, GError **error)
{
  g_autofree char *kept = NULL;

  if (gr_module_is_finite (trainer->module))
    return TRUE;
  kept = kept_text (trainer);
  g_set_error (error, GR_ERROR, GR_ERROR_DIVERGED,
               _ ("The weights were no longer finite after step %" PRId64 " (epoch %" PRId64 "). A "
                  "smaller learning rate may help.%s"),
               trainer->progress.step, trainer->progress.epoch + 1, kept);
  return FALSE;
}

static gdouble
watched_by (const GrScheduleKind *kind, const GrOptions *options, const GrScore *score)
{
  if (kind->watches && g_str_equal (gr_options_choice (options, "mode"), "max"))
    return score->accuracy;
  return score->loss;
}

static gboolean
is_done (GrTrainer *trainer)
{
  const GrRunConfig *config = &trainer->config;

  return trainer->progress.epoch >= config->epochs
         || (config->patience > 0 && trainer->progress.bad_epochs >= config->patience);
}

/* Turns the page: what was best, the schedule, the series; then the checkpoints. */
static gboolean
close_epoch (GrTrainer *trainer, GrEpoch *epoch, GError **error)
{
  GrProgress    *progress = &trainer->progress;
  const GrScore *watched = epoch->val.items ? &epoch->val : &epoch->train;

  epoch->best = watched->loss < progress->best;
  progress->bad_epochs = epoch->best ? 0 : progress->bad_epochs + 1;
  if (epoch->best)
    progress->best = watched->loss;
  gr_schedule_epoch_done (trainer->schedule,
                          watched_by (trainer->config.schedule, trainer->config.schedule_options,
                                      watched));
  gr_series_append (trainer->epochs, epoch);
  progress->epoch++;
  progress->batch = 0;
  if (!trainer->run_dir)
    return TRUE;
  show_phase (trainer, GR_PHASE_SAVING, 0, 1);
  return gr_trainer_save_epoch (trainer, epoch->best, is_done (trainer), error);
}

static Outcome
run_epoch (GrTrainer *trainer, GError **error)
{
  GrEpoch epoch = { .epoch = trainer->progress.epoch + 1 };
  Outcome outcome = train_epoch (trainer, error);

  if (outcome != GO_ON)
    return outcome;
  if (!check_finite (trainer, error))
    return FAIL;
  epoch.step = trainer->progress.step;
  epoch.train = gr_metrics_score (trainer->train_metrics);
  epoch.lr = trainer->now.lr;
  epoch.seconds = trainer->epoch_seconds;
  epoch.images_per_second = trainer->epoch_seconds > 0
                                ? trainer->epoch_items / trainer->epoch_seconds : 0;
  outcome = evaluate (trainer, GR_PHASE_VALIDATION, trainer->val_loader, trainer->val_metrics,
                      &epoch.val, error);
  if (outcome == GO_ON)
    outcome = evaluate (trainer, GR_PHASE_TEST, trainer->test_loader, trainer->test_metrics,
                        &epoch.test, error);
  if (outcome != GO_ON)
    return outcome;
  if (!close_epoch (trainer, &epoch, error))
    return UNSAVED;
  gr_trainer_epoch_done (trainer);
  return GO_ON;
}

/* --- the run ---------------------------------------------------------------------------------- */

/* It was the data that gave out: a checkpoint keeps what was learned, and the error says so. */
static void
keep_what_was_learned (GrTrainer *trainer, GError **error)
{
  g_autoptr (GError) cause = g_steal_pointer (error);
  const gint64       step = trainer->progress.step;

  trainer->learned = step > 0 && gr_module_is_finite (trainer->module);
  trainer->can_go_on = trainer->run_dir && trainer->learned
                       && (trainer->saved_step == step || gr_trainer_save_now (trainer, NULL));
  g_set_error (error, cause->domain, cause->code,
               trainer->can_go_on
                   ? _ ("%s. Training stopped after step %" PRId64 ", and can go on from there.")
                   : _ ("%s. Training stopped after step %" PRId64 "."),
               cause->message, step);
}

GrTrainerState
gr_trainer_run (GrTrainer *trainer, GError **error)
{
  GrGenerator *before = gr_generator_use (&trainer->generator);
  Outcome      outcome = GO_ON;

  trainer->start_time = trainer->saved_time = g_get_monotonic_time ();
  trainer->first_step = trainer->progress.step;
  while (outcome == GO_ON && !is_done (trainer))
    outcome = run_epoch (trainer, error);
  if (outcome == STOP && !check_finite (trainer, error))
    outcome = FAIL;
  if (outcome == STOP && trainer->run_dir)
    {
      show_phase (trainer, GR_PHASE_SAVING, 0, 1);
      if (!gr_trainer_save_now (trainer, error))
        outcome = UNSAVED;
    }
  if (outcome == UNSAVED)
    gr_trainer_tell_unsaved (trainer, error);
  if (outcome == FAIL)
    gr_trainer_save_waiting (trainer, NULL);
  if (outcome == LACK)
    keep_what_was_learned (trainer, error);
  gr_generator_use (before);
  return outcome == GO_ON ? GR_TRAINER_DONE
         : outcome == STOP ? GR_TRAINER_STOPPED : GR_TRAINER_FAILED;
}
