/* part.h - a part of a model as a model of its own: what copy, paste, duplicate and templates
 * share.
 *
 * gr_part_of() takes the part out as a copy, gr_part_insert() makes the edit that adds it to a
 * model under ids and names that are free there. exchange/clipboard.h has it as text.
 */
#pragma once

#include "edit.h"

G_BEGIN_DECLS

/* The blocks and groups with these ids (a group brings all that is in it, several blocks that are a
 * whole group bring that) and the links between them; ids that @model has not are left out. What
 * was in a group that is not among them is in none. (transfer full) */
GrModel *gr_part_of        (GrModel *model, const char *const *ids, guint n);

/* Adds all of @part to @model, moved by @dx, @dy; what is in no group goes into @group (NULL:
 * none). A name that is taken gets another number. @new_ids, where not NULL, is set to the ids of
 * what comes in at the top (its blocks and groups), NULL-terminated, (transfer full): what to
 * select. */
GrEdit  *gr_part_insert    (GrModel *model, GrModel *part, const char *group, gdouble dx,
                            gdouble dy, char ***new_ids);

/* Copies of these beside them, in the groups in which they are, linked with one another as they
 * are. */
GrEdit  *gr_part_duplicate (GrModel *model, const char *const *ids, guint n, gdouble dx,
                            gdouble dy, char ***new_ids);

G_END_DECLS
