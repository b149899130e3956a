/* names.h - what people call the kinds of block: names, short forms, parts of names. Private to
 * palette/. */
#pragma once

#include "nn/block.h"

G_BEGIN_DECLS

/* How well @text names @kind: 0 is not at all, 1000 is by its name or a usual short form. */
guint gradus_names_score (const GrBlockKind *kind, const char *text);
/* Its place among the kinds that networks are mostly made of; G_MAXUINT for the others. */
guint gradus_names_usual (const GrBlockKind *kind);

G_END_DECLS
