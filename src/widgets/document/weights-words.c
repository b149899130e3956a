/* weights-words.c - see weights-words.h. */
#include "weights-words.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "style/count.h"
#include "weights-origin.h"

char *
gradus_weights_shape (const gint64 *shape, gint ndim)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (ndim < 0)
    return g_strdup (_ ("not known"));
  if (ndim == 0)
    return g_strdup (_ ("one number"));
  for (gint d = 0; d < ndim; d++)
    g_string_append_printf (text, "%s%" PRId64, d ? "×" : "", shape[d]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
misfit_sentence (const GrBlockWeights *weights)
{
  g_autofree char *before = gradus_weights_shape (weights->kept->shape, weights->kept->ndim);
  g_autofree char *now = gradus_weights_shape (weights->shape, weights->ndim);

  /* Translators: the name of a parameter, its shape and its new shape: "weight was 10×192 …" */
  return g_strdup_printf (_ ("No longer fit: %s was %s and is %s now. It begins anew."),
                          weights->parameter, before, now);
}

char *
gradus_weights_sentence (const GrBlockWeights *weights)
{
  g_autofree char *origin = weights->origin ? gradus_origin_title (weights->origin) : NULL;

  switch (weights->state)
    {
    case GR_WEIGHTS_KEPT:
      /* Translators: where weights come from: "Run 1, epoch 5", or the name of a file */
      return g_strdup_printf (_ ("From %s."), origin);
    case GR_WEIGHTS_PARTLY:
      return g_strdup_printf (_ ("From %s, in part: some of %s begins anew."), origin,
                              weights->parameter);
    case GR_WEIGHTS_MISFIT:
      return misfit_sentence (weights);
    case GR_WEIGHTS_NEW:
      return g_strdup (_ ("New: training begins with random values."));
    case GR_WEIGHTS_NONE:
    default:
      return g_strdup (_ ("Not known: the block does not run as it is."));
    }
}

char *
gradus_weights_summary (GrModel *model)
{
  const char *origin = NULL;
  guint n = 0, n_kept = 0;
  gboolean same = TRUE;

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      GrBlockWeights weights;

      gr_model_block_weights (model, gr_model_block_at (model, i)->id, &weights);
      if (weights.state == GR_WEIGHTS_NONE)
        continue;
      n++;
      if (weights.state != GR_WEIGHTS_KEPT)
        continue;
      n_kept++;
      same = same && (!origin || g_str_equal (origin, weights.origin));
      origin = weights.origin;
    }
  if (gr_kept_size (gr_model_kept (model)) == 0)
    return g_strdup (_ ("No weights are kept. A run leaves its own here when it ends."));
  if (n_kept < n)
    {
      g_autofree char *some = gradus_count (n_kept), *all = gradus_count (n);

      return g_strdup_printf (ngettext ("%s of %s block keeps its weights; the others start from "
                                        "new random values.",
                                        "%s of %s blocks keep their weights; the others start "
                                        "from new random values.",
                                        n),
                              some, all);
    }
  if (n == 0)
    return g_strdup (_ ("Weights are kept of blocks that are no longer there."));
  if (same)
    {
      g_autofree char *title = gradus_origin_title (origin);

      return g_strdup_printf (_ ("Kept weights: %s."), title);
    }
  return g_strdup (_ ("All blocks keep their weights, from several runs or files."));
}
