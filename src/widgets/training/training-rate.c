/* training-rate.c - the learning rate that holds: the part of GradusTraining that the controls show
 * and set. */
#include "training-private.h"

#include <math.h>

void
gradus_training_forget_lr (GradusTraining *self)
{
  self->wished_lr = NAN;
}

void
gradus_training_set_lr (GradusTraining *self, gdouble lr)
{
  if (!self->trainer)
    return;
  gr_trainer_set_lr (self->trainer, lr);
  gradus_run_ask_rate (self->run, lr);
  self->wished_lr = lr;
  self->wished_step = self->now.step;
}

void
gradus_training_follow_lr (GradusTraining *self)
{
  if (isnan (self->wished_lr))
    return;
  if (gr_trainer_has_new_lr (self->trainer))
    self->wished_step = self->now.step;
  else if (self->now.step > self->wished_step + 1)
    self->wished_lr = NAN;
}

/* What the settings of the project begin with. */
static gdouble
project_lr (GradusTraining *self)
{
  GrTrainerOptions wishes = GR_TRAINER_OPTIONS_INIT;
  g_auto (GrRunConfig) config = { 0 };

  return gr_run_config_init (&config, gradus_document_project (self->document), &wishes, NULL)
             ? gr_options_number (config.optimizer_options, "lr")
             : NAN;
}

/* What a run that stopped was trained with last, and goes on with; NaN where there is none. */
static gdouble
unfinished_lr (GradusTraining *self)
{
  GradusRun *run = gradus_training_unfinished (self);
  GradusSeries *rates = run ? gradus_run_rates (run) : NULL;
  const gsize n = rates ? gradus_series_length (rates) : 0;

  return n ? gradus_series_y (rates, n - 1) : NAN;
}

gdouble
gradus_training_lr (GradusTraining *self)
{
  if (!self->trainer
      || (self->state != GRADUS_TRAINING_RUNNING && self->state != GRADUS_TRAINING_PAUSED))
    {
      const gdouble lr = unfinished_lr (self);

      return isnan (lr) ? project_lr (self) : lr;
    }
  return isnan (self->wished_lr) ? self->now.lr : self->wished_lr;
}

char *
gradus_training_lr_doubt (GradusTraining *self)
{
  g_autoptr (GrOptions) options = NULL;

  if (!self->trainer
      || (self->state != GRADUS_TRAINING_RUNNING && self->state != GRADUS_TRAINING_PAUSED))
    return NULL;
  options = gr_options_copy (gr_trainer_config (self->trainer)->optimizer_options);
  return gr_options_set_number (options, "lr", gradus_training_lr (self), NULL)
             ? gr_options_doubt (options, "lr")
             : NULL;
}
