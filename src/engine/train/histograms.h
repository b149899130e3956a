/* histograms.h - how the values of each parameter and of its gradient are spread, over the course
 * of a run. For the trainer, which counts a few dozen times a run, evenly over its steps; on the
 * CPU.
 *
 * The time that takes does not grow with the length of a run nor with the size of a tensor, of
 * which at most GR_HISTOGRAM_SAMPLE elements are counted. It is part of what a run leaves behind,
 * as its losses are: in its checkpoints, and the same whether anybody looks or not.
 */
#pragma once

#include "../model/module.h"
#include "series.h"

G_BEGIN_DECLS

#define GR_HISTOGRAM_BINS   40
#define GR_HISTOGRAM_SAMPLE 16384 /* elements, spread evenly over the tensor */
#define GR_HISTOGRAMS_MOST  48    /* rows of a run; at least half as many in one that is long */

/* Floats alone, as a checkpoint keeps it. */
typedef struct
{
  /* Of the bins: four standard deviations about the mean, or the range of the values where that is
   * less. NaN: nothing was counted. */
  gfloat low, high;
  gfloat share[GR_HISTOGRAM_BINS]; /* of the values; those beyond are in the first and last bin */
} GrHistogram;

typedef struct
{
  char    **names; /* of the parameters that are trained, NULL-terminated */
  guint     n;
  gint64    every; /* row i is of step i·every, from 0: of what that step began with, and of the
                    * gradients that it took, before they were clipped */
  GrSeries *series; /* of rows */
} GrHistograms;

/* For a run of so many steps. NULL where @module has nothing to train. */
GrHistograms      *gr_histograms_new   (GrModule *module, gint64 steps);
/* What a checkpoint has. @names (transfer full) */
GrHistograms      *gr_histograms_restored (char **names, gint64 every);
void               gr_histograms_free  (GrHistograms *histograms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrHistograms, gr_histograms_free)

/* Adds a row where step @step, from 0, is due for one. */
void               gr_histograms_count (GrHistograms *histograms, GrModule *module, gint64 step);

/* Floats of a row. */
guint              gr_histograms_width (const GrHistograms *histograms);
/* Borrowed; from any thread. @row is below the length of .series, @parameter below .n. */
const GrHistogram *gr_histograms_at    (const GrHistograms *histograms, gsize row, guint parameter,
                                        gboolean gradient);
/* The number of the parameter of that name, or -1. */
gint               gr_histograms_find  (const GrHistograms *histograms, const char *name);

G_END_DECLS
