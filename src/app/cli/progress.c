/* progress.c - the bar and the lines of `gradus train`. See progress.h. */
#include "progress.h"

#include "cli.h"

#include <math.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR_WIDTH 20
#define MAX_LINES 100 /* of a run with more epochs than that, only every so many are shown */

struct _GradusProgress
{
  FILE *to;          /* NULL: silent */
  gboolean terminal; /* then the last line is drawn over and over */
  gsize n_shown;     /* epochs whose line was printed, or that are from before a resume */
};

GradusProgress *
gradus_progress_new (GrTrainer *trainer, FILE *to)
{
  GradusProgress *progress = g_new0 (GradusProgress, 1);

  progress->to = to;
  progress->terminal = to && isatty (fileno (to));
  progress->n_shown = gr_series_length (gr_trainer_epochs (trainer));
  return progress;
}

void
gradus_progress_free (GradusProgress *progress)
{
  g_free (progress);
}

void
gradus_progress_clear (GradusProgress *progress)
{
  if (progress->terminal)
    {
      fputs ("\r\033[K", progress->to);
      fflush (progress->to);
    }
}

/* "0:07", "1:02:03"; (transfer full) */
static char *
duration (gdouble seconds)
{
  const gint64 s = (gint64) (seconds + 0.5);

  if (s >= 3600)
    return g_strdup_printf ("%d:%02d:%02d", (gint) (s / 3600), (gint) (s / 60 % 60),
                            (gint) (s % 60));
  return g_strdup_printf ("%d:%02d", (gint) (s / 60), (gint) (s % 60));
}

static void
append_score (GString *line, const char *pass, const GrScore *score)
{
  if (score->items == 0)
    return;
  g_string_append_printf (line, "  %sloss %.4f", pass, score->loss);
  if (!isnan (score->accuracy))
    g_string_append_printf (line, "  %saccuracy %.4f", pass, score->accuracy);
  else if (!isnan (score->rmse))
    g_string_append_printf (line, "  %sRMSE %.4g", pass, score->rmse);
}

static void
print_epoch (GradusProgress *progress, const GrEpoch *epoch, gint64 epochs)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *seconds = duration (epoch->seconds);
  g_autofree char *speed = gradus_cli_count ((gint64) epoch->images_per_second);

  g_string_append_printf (line, "epoch %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, epoch->epoch,
                          epochs);
  append_score (line, "", &epoch->train);
  append_score (line, "validation ", &epoch->val);
  append_score (line, "test ", &epoch->test);
  g_string_append_printf (line, "  %s items/s  %s", speed, seconds);
  gradus_progress_clear (progress);
  fprintf (progress->to, "%s\n", line->str);
  fflush (progress->to);
}

/* Cut to the width of the terminal, since a line that wraps cannot be drawn over. */
static void
print_bar (GradusProgress *progress, const GrSnapshot *now)
{
  static const char *const phases[] = {
    [GR_PHASE_TRAINING] = "",
    [GR_PHASE_VALIDATION] = "  validating",
    [GR_PHASE_TEST] = "  testing",
    [GR_PHASE_SAVING] = "  saving",
  };
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *speed = gradus_cli_count ((gint64) now->images_per_second);
  const gdouble part = now->batches > 0 ? (gdouble) now->batch / now->batches : 0;
  const gint full = (gint) (part * BAR_WIDTH);
  struct winsize size = { 0 };

  g_string_append_printf (line, "epoch %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT " [", now->epoch,
                          now->epochs);
  for (gint i = 0; i < BAR_WIDTH; i++)
    g_string_append_c (line, i < full ? '=' : i == full ? '>' : ' ');
  g_string_append_printf (line, "] %3.0f %%%s  loss %.4f", 100 * part, phases[now->phase],
                          now->epoch_loss);
  if (!isnan (now->epoch_accuracy))
    g_string_append_printf (line, "  accuracy %.4f", now->epoch_accuracy);
  g_string_append_printf (line, "  %s items/s", speed);
  if (!isnan (now->seconds_left))
    {
      g_autofree char *left = duration (now->seconds_left);
      g_string_append_printf (line, "  %s left", left);
    }
  if (ioctl (fileno (progress->to), TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
    g_string_truncate (line, MIN (line->len, size.ws_col - 1u));
  fprintf (progress->to, "\r\033[K%s", line->str);
  fflush (progress->to);
}

void
gradus_progress_show (GradusProgress *progress, GrTrainer *trainer)
{
  GrSeries *epochs = gr_trainer_epochs (trainer);
  GrSnapshot now;

  if (!progress->to)
    return;
  gr_trainer_snapshot (trainer, &now);
  const gint64 every = (now.epochs + MAX_LINES - 1) / MAX_LINES;
  for (; progress->n_shown < gr_series_length (epochs); progress->n_shown++)
    {
      const GrEpoch *epoch = gr_series_at (epochs, progress->n_shown);
      if (epoch->epoch % MAX (every, 1) == 0 || epoch->epoch == now.epochs)
        print_epoch (progress, epoch, now.epochs);
    }
  if (progress->terminal && now.state == GR_TRAINER_RUNNING)
    print_bar (progress, &now);
}

void
gradus_progress_end (GradusProgress *progress, GrTrainer *trainer, const char *saved)
{
  GrSnapshot now;

  if (!progress->to)
    return;
  gr_trainer_snapshot (trainer, &now);
  if (now.epoch < now.epochs)
    fprintf (progress->to, "Ended early: it no longer got better.\n");
  g_autofree char *file = saved ? gradus_cli_clean (saved) : NULL;
  if (saved)
    fprintf (progress->to, "The weights are in “%s”.\n", file);
}
