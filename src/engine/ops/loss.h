/* loss.h - what the rows of losses share: the reduction of the items' losses to one. */
#pragma once

#include "op.h"

G_BEGIN_DECLS

typedef enum
{
  GR_LOSS_NONE,
  GR_LOSS_MEAN,
  GR_LOSS_SUM,
} GrLossReduction;

/* "none", "mean" or "sum". */
gboolean  gr_loss_parse_reduction (const char *text, GrLossReduction *reduction, GError **error);
GrTensor *gr_loss_reduced         (GrScope *s, GrTensor *loss, const char *how);
/* @weight may be NULL. */
GrTensor *gr_loss_weighted        (GrScope *s, GrTensor *loss, GrTensor *weight);

G_END_DECLS
