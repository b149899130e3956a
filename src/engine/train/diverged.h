/* diverged.h - finding where a value that is not finite first appeared; private to train/. */
#pragma once

#include "../data/loader.h"
#include "../model/module.h"

G_BEGIN_DECLS

/* Every parameter and buffer. One pass, on one thread. */
gboolean gr_module_is_finite   (GrModule *module);

/* A sentence about the first value that is not finite when @batch is run again, which the caller
 * has made to draw the same random numbers: in the batch, a parameter, a block's output. @step is
 * the number of the step, from 1. @of_data: whether it is the batch itself. (transfer full) */
char    *gr_find_divergence    (GrModule *module, const GrBatch *batch, gint64 step,
                                gboolean *of_data);

G_END_DECLS
