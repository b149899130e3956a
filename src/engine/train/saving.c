/* saving.c - when a run's checkpoints are written. On the worker thread.
 *
 * Each waits for the disk, which takes longer than an epoch of a small set. So what comes sooner
 * than a second after the last ones is copied, and waits until it is replaced, due, or the run
 * pauses or ends.
 *
 * The series are in every checkpoint, and after many short epochs they are most of it. They only
 * grow, so what waits has no copy of them but their lengths; and where writing them takes long the
 * next checkpoints are due later, or a run would take time in proportion to its length squared. */
#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "log.h"
#include "run-folder.h"
#include "trainer-private.h"

#define LEAST_BETWEEN G_USEC_PER_SEC
/* Of what writing the series took: at most 5 % of the time goes into that. */
#define CURVES_REST 20

void
gr_waiting_clear (GrWaiting *waiting)
{
  g_clear_pointer (&waiting->state, gr_named_tensors_unref);
}

static void
set_waiting (GrTrainer *trainer, GrWaiting *waiting, GrNamedTensors *state)
{
  gr_waiting_clear (waiting);
  *waiting = (GrWaiting){ gr_named_tensors_ref (state), gr_trainer_curve_lengths (trainer) };
}

static gboolean
is_due (GrTrainer *trainer)
{
  const gint64 since = g_get_monotonic_time () - trainer->saved_time;

  return since >= LEAST_BETWEEN && since >= CURVES_REST * trainer->curves_took;
}

/* A folder that somebody deleted is made again: better than to lose what is in memory alone. */
static gboolean
make_folder (GrTrainer *trainer, GError **error)
{
  gint lock;

  if (g_file_test (trainer->run_dir, G_FILE_TEST_IS_DIR))
    return TRUE;
  if (!gr_run_folder_make (trainer->run_dir, NULL, error))
    return FALSE;
  lock = gr_run_folder_take (trainer->run_dir, error);
  if (lock < 0)
    return FALSE;
  gr_run_folder_release (trainer->lock);
  trainer->lock = lock;
  return TRUE;
}

/* Best first: a run killed in between does this epoch again, and writes the same best again. */
gboolean
gr_trainer_save_waiting (GrTrainer *trainer, GError **error)
{
  const gint64 began = g_get_monotonic_time ();
  gdouble curves = 0;

  if (!trainer->waiting_last.state)
    return TRUE;
  if (!make_folder (trainer, error)
      || (trainer->waiting_best.state
          && !gr_trainer_write_state (trainer, &trainer->waiting_best, GR_CHECKPOINT_BEST, &curves,
                                      error)))
    return FALSE;
  gr_waiting_clear (&trainer->waiting_best);
  if (!gr_trainer_write_state (trainer, &trainer->waiting_last, GR_CHECKPOINT_LAST, &curves, error)
      || (trainer->log && !gr_log_write (trainer->epochs, trainer->log, error)))
    return FALSE;
  gr_waiting_clear (&trainer->waiting_last);
  trainer->saved_step = trainer->waiting_step;
  trainer->saved_time = g_get_monotonic_time ();
  trainer->curves_took = (gint64) (curves * (trainer->saved_time - began));
  return TRUE;
}

gboolean
gr_trainer_save_now (GrTrainer *trainer, GError **error)
{
  g_autoptr (GrNamedTensors) state = gr_trainer_state (trainer, error);

  if (!state)
    return FALSE;
  set_waiting (trainer, &trainer->waiting_last, state);
  trainer->waiting_step = trainer->progress.step;
  return gr_trainer_save_waiting (trainer, error);
}

gboolean
gr_trainer_save_epoch (GrTrainer *trainer, gboolean best, gboolean at_end, GError **error)
{
  const gboolean due = at_end || is_due (trainer);
  g_autoptr (GrNamedTensors) state = gr_trainer_state (trainer, error);
  g_autoptr (GrNamedTensors) copy = state && !due ? gr_weights_copy (state, NULL) : NULL;

  if (!state)
    return FALSE;
  if (best)
    set_waiting (trainer, &trainer->waiting_best, copy ? copy : state);
  set_waiting (trainer, &trainer->waiting_last, copy ? copy : state);
  trainer->waiting_step = trainer->progress.step;
  return copy || gr_trainer_save_waiting (trainer, error);
}

void
gr_trainer_tell_unsaved (GrTrainer *trainer, GError **error)
{
  g_autoptr (GError) cause = g_steal_pointer (error);
  g_autofree char   *last = g_build_filename (trainer->run_dir, GR_CHECKPOINT_LAST, NULL);

  trainer->learned = TRUE;
  trainer->can_go_on = g_file_test (last, G_FILE_TEST_EXISTS);
  if (trainer->can_go_on)
    g_set_error (error, cause->domain, cause->code,
                 _ ("%s. Training stopped after step %" PRId64 "; the checkpoint of step %" PRId64
                    " is kept in “%s”."),
                 cause->message, trainer->progress.step, trainer->saved_step, trainer->run_dir);
  else
    g_set_error (error, cause->domain, cause->code,
                 _ ("%s. Training stopped after step %" PRId64 "."), cause->message,
                 trainer->progress.step);
}

gboolean
gr_trainer_load_best (GrTrainer *trainer)
{
  g_autofree char *path = NULL;

  if (trainer->waiting_best.state)
    return gr_weights_take (trainer->module, trainer->waiting_best.state, GR_CHECKPOINT_BEST,
                            NULL);
  path = trainer->run_dir ? g_build_filename (trainer->run_dir, GR_CHECKPOINT_BEST, NULL) : NULL;
  return path && gr_weights_load (trainer->module, path, NULL);
}
