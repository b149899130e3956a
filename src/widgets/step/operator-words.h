/* operator-words.h - what the step panel says of a call beside its tensors. */
#pragma once

#include "train/trace.h"

G_BEGIN_DECLS

/* "conv2d", "add_". (transfer full) */
char *gradus_step_operator_name  (const GrTraceCall *call);
/* What it was given beside tensors: "stride = [1, 1] · padding = [2, 2]"; its node: "grad_fn =
 * ConvolutionBackward0 · sequence_nr = 3"; its time. A line each. (transfer full) */
char *gradus_step_operator_facts (const GrTrace *trace, const GrTraceCall *call);
/* "Saved for backward: input, weight"; NULL where nothing is, or where it runs in backward
 * itself. (transfer full) */
char *gradus_step_operator_saved (const GrTrace *trace, const GrTraceCall *call);

G_END_DECLS
