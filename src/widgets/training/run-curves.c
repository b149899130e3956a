/* run-curves.c - see run-curves.h. */
#include "run-curves.h"

#include <math.h>

void
gradus_run_curves_init (GradusRunCurves *self)
{
  self->losses = gradus_series_new (1, 1);
  self->rates = gradus_series_new (1, 1);
  for (guint i = 0; i < GRADUS_N_EPOCH_FIGURES; i++)
    self->figures[i] = gradus_series_new_xy ();
  self->epochs = g_array_new (FALSE, FALSE, sizeof (GrEpoch));
}

/* --- layers and their gradients ------------------------------------------------------------------
 */

static void
forget_layers (GradusRunCurves *self)
{
  for (guint i = 0; i < self->n_layers; i++)
    gradus_series_unref (self->gradients[i]);
  g_free (self->gradients);
  g_strfreev (self->layers);
  self->n_layers = 0;
}

static void
set_layers (GradusRunCurves *self, const char *const *names)
{
  if (self->n_layers)
    return;
  forget_layers (self);
  self->layers = names ? g_strdupv ((char **) names) : g_new0 (char *, 1);
  self->n_layers = g_strv_length (self->layers);
  self->gradients = g_new0 (GradusSeries *, self->n_layers + 1);
  for (guint i = 0; i < self->n_layers; i++)
    self->gradients[i] = gradus_series_new (1, GR_GRADIENT_EVERY);
}

static void
take_gradients (GradusRunCurves *self, const gfloat *norms)
{
  for (guint i = 0; i < self->n_layers; i++)
    gradus_series_append (self->gradients[i], norms[i]);
}

/* --- epochs and their figures --------------------------------------------------------------------
 */

/* A score without items is of a pass that there was not. */
static gdouble
figure_of (const GrEpoch *epoch, GradusEpochFigure figure)
{
  const GrScore *scores[] = { &epoch->train, &epoch->val, &epoch->test };

  if (scores[figure % 3]->items == 0)
    return NAN;
  return figure < GRADUS_TRAIN_ACCURACY ? scores[figure % 3]->loss : scores[figure % 3]->accuracy;
}

static void
take_epoch (GradusRunCurves *self, const GrEpoch *epoch)
{
  g_array_append_val (self->epochs, *epoch);
  for (guint i = 0; i < GRADUS_N_EPOCH_FIGURES; i++)
    {
      const gdouble value = figure_of (epoch, i);

      if (!isnan (value))
        gradus_series_append_xy (self->figures[i], epoch->step, value);
    }
}

/* --- where they come from -----------------------------------------------------------------------
 */

void
gradus_run_curves_load (GradusRunCurves *self, const GrHistory *history)
{
  gradus_series_append_doubles (self->losses, (const gdouble *) history->losses->data,
                                history->losses->len);
  gradus_series_append_floats (self->rates, (const gfloat *) history->rates->data,
                               history->rates->len);
  set_layers (self, (const char *const *) history->layers);
  for (guint i = 0; i + self->n_layers <= history->gradients->len && self->n_layers;
       i += self->n_layers)
    take_gradients (self, (const gfloat *) history->gradients->data + i);
  for (guint i = 0; i < history->epochs->len; i++)
    take_epoch (self, &g_array_index (history->epochs, GrEpoch, i));
}

static void
follow_gradients (GradusRunCurves *self, GrTrainer *trainer)
{
  GrSeries *norms = gr_trainer_gradients (trainer);

  set_layers (self, gr_trainer_layers (trainer));
  if (!norms || !self->n_layers)
    return;
  for (gsize i = gradus_series_length (self->gradients[0]); i < gr_series_length (norms); i++)
    take_gradients (self, gr_series_at (norms, i));
}

gboolean
gradus_run_curves_follow (GradusRunCurves *self, GrTrainer *trainer)
{
  GrSeries *losses = gr_trainer_losses (trainer), *epochs = gr_trainer_epochs (trainer);
  const gsize n_losses = gr_series_length (losses), n_epochs = gr_series_length (epochs);
  const gsize first = gradus_series_length (self->losses);

  if (n_losses == first && n_epochs == self->epochs->len)
    return FALSE;
  for (gsize i = first; i < n_losses; i++)
    {
      gradus_series_append (self->losses, *(const gfloat *) gr_series_at (losses, i));
      gradus_series_append (self->rates,
                            *(const gfloat *) gr_series_at (gr_trainer_rates (trainer), i));
    }
  follow_gradients (self, trainer);
  for (gsize i = self->epochs->len; i < n_epochs; i++)
    take_epoch (self, gr_series_at (epochs, i));
  return TRUE;
}

void
gradus_run_curves_rewind (GradusRunCurves *self)
{
  gradus_series_clear (self->losses);
  gradus_series_clear (self->rates);
  for (guint i = 0; i < self->n_layers; i++)
    gradus_series_clear (self->gradients[i]);
  for (guint i = 0; i < GRADUS_N_EPOCH_FIGURES; i++)
    gradus_series_clear (self->figures[i]);
  g_array_set_size (self->epochs, 0);
}

void
gradus_run_curves_clear (GradusRunCurves *self)
{
  gradus_series_unref (self->losses);
  gradus_series_unref (self->rates);
  forget_layers (self);
  for (guint i = 0; i < GRADUS_N_EPOCH_FIGURES; i++)
    gradus_series_unref (self->figures[i]);
  g_array_unref (self->epochs);
}
