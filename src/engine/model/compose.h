/* compose.h - edits that take thought: a new block joined to what is there, a wire, a deletion that
 * heals the chain.
 *
 * Functions that look at a model and return the GrEdit for what a person did on the canvas; none of
 * them changes it. All are (transfer full) and NULL with GR_ERROR_MODEL where it cannot be done, in
 * a sentence to show. Copies are in model/part.h, places in model/arrange.h and model/layout.h.
 */
#pragma once

#include "edit.h"

G_BEGIN_DECLS

/* For gr_compose_link(): an input that nothing is linked to. */
#define GR_FREE_INPUT G_MAXUINT

/* --- new blocks ------------------------------------------------------------------------------- */

/* A draft is a block of gr_model_draft(), with the settings and the place that it is to have. Its
 * group, and its name where that is taken there, are made to fit. */

/* @draft by itself, in its own group. */
GrEdit *gr_compose_add    (GrModel *model, const GrBlock *draft, GError **error);
/* @draft where it goes on from block @after:
 * - nothing reads @after, or @draft is a loss: linked to it;
 * - one input reads it: between the two;
 * - several read it: linked to it as one more, outside of a group that is collapsed;
 * - @after is a loss: before that loss; another loss beside it.
 * NULL for @after is the last block that nothing reads. An Input is linked to nothing, and a loss's
 * target is left to the data set. */
GrEdit *gr_compose_after  (GrModel *model, const GrBlock *draft, const char *after,
                           GError **error);
/* @draft onto the link into input @input of @to. */
GrEdit *gr_compose_splice (GrModel *model, const GrBlock *draft, const char *to, guint input,
                           GError **error);

/* --- links ------------------------------------------------------------------------------------ */

/* A block that is there, and is linked to nothing at its first input, onto the link into @input of
 * @to. */
GrEdit *gr_compose_splice_block (GrModel *model, const char *id, const char *to, guint input,
                                 GError **error);
/* From the output of @from to an input of @to: @input, in place of what is linked there, or
 * GR_FREE_INPUT. Refused: a cycle, the output of a loss, no input that is free. */
GrEdit *gr_compose_link   (GrModel *model, const char *from, const char *to, guint input,
                           GError **error);
/* The first input of @to that is free, a loss's target left out; -1 where there is none. */
gint    gr_compose_free_input (GrModel *model, const char *to);
/* Ids of @id and of every block from which data reach it: a link from @id into one of these would
 * be a cycle. The ids are the model's. (transfer container) */
GHashTable *gr_compose_before (GrModel *model, const char *id);
/* Ids of @id and of every block that its data reach. (transfer container) */
GHashTable *gr_compose_behind (GrModel *model, const char *id);
/* The same of several, NULL-terminated, in no more time. */
GHashTable *gr_compose_behind_all (GrModel *model, const char *const *ids);

/* --- deleting --------------------------------------------------------------------------------- */

/* Removes blocks and groups (with all that is in them). Where data of one block alone reached what
 * is removed, what read that then reads this block; groups that are left with nothing in them go
 * too. */
GrEdit *gr_compose_delete (GrModel *model, const char *const *ids, guint n, GError **error);

/* --- what fits -------------------------------------------------------------------------------- */

/* Whether a block like @draft can take the output of @from (of NULL: whether it is an Input), by
 * inferring its shape there, the same output at each input that it needs. FALSE also for what runs
 * and is surely not meant. @error says why not. */
gboolean gr_compose_fits  (GrModel *model, const char *from, const GrBlock *draft,
                           GError **error);
/* The kinds that fit with their initial settings, of GrBlockKind, in the table's order.
 * (transfer container) */
GPtrArray *gr_compose_fitting (GrModel *model, const char *from);
/* The kinds whose output a block of the kind of @to takes, whatever its sizes: by inferring what
 * they make of rows, sequences, pictures and volumes; an Input always, a loss never. */
GPtrArray *gr_compose_feeding (GrModel *model, const char *to);

G_END_DECLS
