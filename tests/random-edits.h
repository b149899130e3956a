/* random-edits.h - edits of all kinds for property tests: most of them sensible, some to be
 * refused. */
#pragma once

#include "model/edit.h"

/* (transfer full) */
GrEdit *random_edit (GrModel *model, GRand *random);
