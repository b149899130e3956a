/* receptive-field.h - which part of the input a block's numbers are computed from.
 *
 * The receptive field of the middle of a block's output, in all channels where it has a place in an
 * image or a row, is followed back to an Input,
 * block by block, by what the rows say that they read (GrReads): no tensor is computed. Borders are
 * not cut off, as in the published figures (VGG-16's last pooling: 212); padding counts as image.
 */
#pragma once

#include "model.h"

G_BEGIN_DECLS

typedef struct
{
  const char *input;              /* the Input's id, the first in the document that is reached */
  gint        ndim;               /* of the input, without the batch */
  gint64      size[GR_MAX_DIMS];  /* along each dimension */
  gint64      whole[GR_MAX_DIMS]; /* the input's own */
  gboolean    all[GR_MAX_DIMS];   /* all there is, however large the input */
} GrReceptiveField;

/* FALSE where the block's output is not known, where no Input reaches it, or for a loss. */
gboolean gr_receptive_field      (GrModel *model, const char *id, GrReceptiveField *field);
/* "14×14", of an image's height and width; "all 28×28"; "212×212, more than the 32×32 there are".
 * (transfer full) */
char    *gr_receptive_field_text (const GrReceptiveField *field);

G_END_DECLS
