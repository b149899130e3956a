/* random-edits.h - edits of all kinds for property tests: those that the model knows and those that
 * the canvas makes of them; most of them sensible, some to be refused. */
#pragma once

#include "model/edit.h"

/* (transfer full) */
GrEdit *random_edit (GrModel *model, GRand *random);
