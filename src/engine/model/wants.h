/* wants.h - the parameters and buffers that a model has, without memory, and what its kept weights
 * are to them: for the marks on blocks, and for weights that come from a file by name.
 */
#pragma once

#include "model.h"

G_BEGIN_DECLS

/* One of them, of one copy of its block. Borrowed until the next edit, but for .name. */
typedef struct
{
  const GrBlock     *block;
  const char        *copy;
  const GrParameter *row;
  char              *name;  /* dotted, as in a state_dict: "res.1.conv1.weight" */
  gint               ndim;  /* -1: the shape is not known, since the block does not run as it is */
  gint64             shape[GR_MAX_DIMS];
} GrWant;

/* Of GrWant, in the order of the blocks. Works for a model that cannot run, too. (transfer full) */
GArray *gr_model_wants (GrModel *model);
/* Whether @value can take that place. FALSE where the shape is not known. */
gboolean gr_want_fits  (const GrWant *want, const GrTensor *value);

typedef enum
{
  GR_WEIGHTS_NONE,   /* it has none, or it is not known which */
  GR_WEIGHTS_KEPT,   /* all that it has were kept and fit */
  GR_WEIGHTS_PARTLY, /* some; the others begin anew: a copy more, a bias switched on */
  GR_WEIGHTS_NEW,    /* none were kept */
  GR_WEIGHTS_MISFIT, /* some are of another shape, and begin anew */
} GrWeightsState;

/* Borrowed until the next edit. */
typedef struct
{
  GrWeightsState  state;
  const char     *origin;     /* of what was kept and fits, else of what was kept; or NULL */
  const char     *parameter;  /* of PARTLY and MISFIT: the first that begins anew */
  const GrTensor *kept;       /* of MISFIT: what was kept of it, */
  gint            ndim;       /* and the shape that it has now */
  gint64          shape[GR_MAX_DIMS];
} GrBlockWeights;

void     gr_model_block_weights (GrModel *model, const char *id, GrBlockWeights *weights);
/* Whether a run that starts from the kept weights draws none; else a block of which it draws some
 * ((transfer none), may be NULL). */
gboolean gr_model_keeps_all     (GrModel *model, const GrBlock **lacking);

G_END_DECLS
