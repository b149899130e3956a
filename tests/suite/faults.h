/* faults.h - ways in which an operator can be wrong, each with the check that is to find it. */
#pragma once

#include "ops/op.h"

G_BEGIN_DECLS

/* What to put in the place of the row's own. */
typedef struct
{
  const char *name;
  const char *check;
  const char *op; /* NULL: mul */
  gboolean (*infer) (GrCall *call, GError **error);
  gboolean (*forward) (GrCall *call, GError **error);
  void (*backward) (GrBackward *b);
  gboolean saves_nothing;
  gboolean (*explain) (GrExplain *x, GError **error);
} Fault;

/* The row that is broken, as it is in the table; right forward functions of faults call it. */
extern const GrOp *fault_op;

extern const Fault faults[];
extern const guint n_faults;

G_END_DECLS
