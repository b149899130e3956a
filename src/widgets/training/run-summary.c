/* run-summary.c - see run-summary.h. */
#include "run-summary.h"

#include <glib/gi18n.h>
#include <math.h>

#include "style/count.h"

const GrEpoch *
gradus_best_epoch (const GrEpoch *epochs, guint n)
{
  for (guint i = n; i-- > 0;)
    if (epochs[i].best)
      return &epochs[i];
  return NULL;
}

/* Of the test set, of what was kept for validation, or of the training itself: what there is. */
static const GrScore *
telling_score (const GrEpoch *epoch)
{
  return epoch->test.items ? &epoch->test : epoch->val.items ? &epoch->val : &epoch->train;
}

/* Which that is, as its curve is called. */
static const char *
items_of_score (const GrEpoch *epoch)
{
  return epoch->test.items ? _ ("Test") : epoch->val.items ? _ ("Validation") : _ ("Training");
}

/* An end this much worse than the best epoch is no wobble: the run came off its way. */
#define FALL_OF_ACCURACY 0.01
#define GROWTH_OF_LOSS   1.1

/* (transfer full), or NULL where the last epoch is about as good as the best. */
static char *
summary_of_fall (const char *epochs, const GrEpoch *best, const GrEpoch *last)
{
  const GrScore *then = telling_score (best), *now = telling_score (last);

  if (isfinite (then->accuracy) && now->accuracy < then->accuracy - FALL_OF_ACCURACY)
    /* Translators: of which items, and how a run came off its way:
       "10 epochs, Test: best 87.5 %, last 10.0 %" */
    return g_strdup_printf (_ ("%s, %s: best %.1f %%, last %.1f %%"), epochs, items_of_score (last),
                            100 * then->accuracy, 100 * now->accuracy);
  if (!isfinite (then->accuracy) && !(now->loss <= GROWTH_OF_LOSS * then->loss))
    /* Translators: likewise: "10 epochs, Test loss: best 0.12, last 3.4" */
    return gradus_minus (g_strdup_printf (_ ("%s, %s loss: best %.4g, last %.4g"), epochs,
                                          items_of_score (last), then->loss, now->loss));
  return NULL;
}

char *
gradus_summary_text (const GrEpoch *epochs, guint n)
{
  const GrEpoch *best = gradus_best_epoch (epochs, n);
  g_autofree char *number = gradus_count (n);
  g_autofree char *count = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s epoch", "%s epochs", n), number);
  char *fall = best ? summary_of_fall (count, best, &epochs[n - 1]) : NULL;

  if (!best)
    return g_steal_pointer (&count);
  if (fall)
    return fall;
  if (isfinite (telling_score (best)->accuracy))
    /* Translators: what came of a run: "10 epochs, 91.2 %" */
    return g_strdup_printf (_ ("%s, %.1f %%"), count, 100 * telling_score (best)->accuracy);
  /* Translators: what came of a run: "10 epochs, loss 0.123" */
  return gradus_minus (g_strdup_printf (_ ("%s, loss %.4g"), count, telling_score (best)->loss));
}
