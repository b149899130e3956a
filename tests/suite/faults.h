/* faults.h - ways in which an operator can be wrong, each with the check that is to find it. */
#pragma once

#include "ops/op.h"

G_BEGIN_DECLS

/* What to put in the place of the row mul's. */
typedef struct
{
  const char *name;
  const char *check;
  gboolean (*infer) (GrCall *call, GError **error);
  gboolean (*forward) (GrCall *call, GError **error);
  void (*backward) (GrBackward *b);
  gboolean saves_nothing;
} Fault;

extern const Fault faults[];
extern const guint n_faults;

G_END_DECLS
