/* query.h - what a person types to get a block: "conv 6 5", "linear 120", "pool", "k=3 s2".
 *
 * First words for the kind, which need not be its whole name; then settings: numbers in the order
 * of the kind's attributes (those that follow from the input are left out), "name=value", "3x3",
 * "k3", or the word of a choice or switch ("same", "no_bias"). A constructor as PyTorch writes it,
 * "nn.Conv2d(1, 6, 5)", is understood too, where the numbers are for all attributes. Several
 * blocks, one after the other, have ";" or ">" between them: "conv 6 5; relu; pool". Used by the
 * palette and by the search on the canvas.
 */
#pragma once

#include <glib-object.h>

#include "nn/block.h"

G_BEGIN_DECLS

typedef struct
{
  const GrBlockKind *kind;
  GrSetting         *settings;   /* one per attribute of the kind: what was typed, else initial */
  char              *understood; /* "out_channels=6, kernel_size=5"; "" */
  char              *problem;    /* what was not understood, a sentence; or NULL */
  guint              score;      /* the larger the better */
  GPtrArray         *before;     /* of GradusMatch: the blocks typed before it; NULL: none */
} GradusMatch;

/* The kinds that @text may mean, the likeliest first, of GradusMatch; all, in the table's order,
 * for an empty text. (transfer full) */
GPtrArray   *gradus_query      (const char *text);

/* "out_channels=6", its settings; or, of a chain, "Input → Conv2d (out_channels=6)"; "" where there
 * is neither. (transfer full) */
char        *gradus_match_describe (const GradusMatch *match);
/* The blocks of a chain in order, itself the last; of another match itself. (transfer none) */
guint              gradus_match_n_blocks (const GradusMatch *match);
const GradusMatch *gradus_match_block    (const GradusMatch *match, guint index);

GradusMatch *gradus_match_copy (const GradusMatch *match);
void         gradus_match_free (GradusMatch *match);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusMatch, gradus_match_free)

/* A boxed type, so that a block can be dragged: from the palette to the canvas. */
#define GRADUS_TYPE_MATCH (gradus_match_get_type ())
GType        gradus_match_get_type (void);

G_END_DECLS
