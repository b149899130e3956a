/* formula.h - what a block computes, in the words of the operators behind it. Private to
 * inspector/. */
#pragma once

#include "model/facts.h"

G_BEGIN_DECLS

/* The formula of the operator that has the kind's name (conv2d for Conv2d), else those of the
 * operators that it was heard to call; @facts may be NULL. (transfer full); NULL where none has a
 * formula. */
char *gradus_formula_text (const GrBlockKind *kind, const GrBlockFacts *facts);

G_END_DECLS
