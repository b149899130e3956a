/* random-edits.h - edits of all kinds for property tests: those that the model knows and those that
 * the canvas makes of them; most of them sensible, some to be refused. */
#pragma once

#include "model/edit.h"

/* (transfer full). @kind, which may be NULL, is set to the kind of it, below n_random_edits(). */
GrEdit     *random_edit      (GrModel *model, GRand *random, guint *kind);
guint       n_random_edits   (void);
const char *random_edit_name (guint kind);
