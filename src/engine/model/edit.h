/* edit.h - GrEdit: one change of a model, as a value.
 *
 * Undo, redo, copy and paste, templates, drag, "fix it", recovery and the property tests all
 * make edits and give them to gr_model_apply(). An edit is immutable and can be applied to any
 * model that has what it names.
 */
#pragma once

#include "model.h"

G_BEGIN_DECLS

/* The end of a list, for the index of what is added. */
#define GR_AT_END (-1)

/* All constructors copy what they are given; (transfer full). */
GrEdit *gr_edit_add_block     (const GrBlock *block, gint index);
/* Its links go with it. */
GrEdit *gr_edit_remove_block  (const char *id);
GrEdit *gr_edit_rename_block  (const char *id, const char *name);
GrEdit *gr_edit_set_attribute (const char *id, const char *attribute, GrSetting value);
GrEdit *gr_edit_move_block    (const char *id, gdouble x, gdouble y);
/* Into @group, or out of all (NULL). */
GrEdit *gr_edit_put_block     (const char *id, const char *group);
GrEdit *gr_edit_add_link      (const char *from, const char *to, guint input, gint index);
/* The same with the @extra of a file's link. */
GrEdit *gr_edit_add_link_full (const char *from, const char *to, guint input, gint index,
                               const char *extra);
GrEdit *gr_edit_remove_link   (const char *to, guint input);
GrEdit *gr_edit_add_group     (const GrGroup *group, gint index);
/* Only an empty group; ungrouping is gr_edit_ungroup(). */
GrEdit *gr_edit_remove_group  (const char *id);
GrEdit *gr_edit_rename_group  (const char *id, const char *name);
GrEdit *gr_edit_put_group     (const char *id, const char *parent);
GrEdit *gr_edit_set_repeat    (const char *id, gint repeat);
GrEdit *gr_edit_set_collapsed (const char *id, gboolean collapsed);
/* One after the other, as one step. */
GrEdit *gr_edit_compound      (GrEdit *const *edits, guint n);

/* A new group of these blocks and groups (which have to be in one group, or in none). */
GrEdit *gr_edit_group         (GrModel *model, const char *const *ids, guint n, const char *name);
/* Its members move to where it was, renamed where their names are taken, and it goes. */
GrEdit *gr_edit_ungroup       (GrModel *model, const char *id);

GrEdit *gr_edit_ref           (GrEdit *edit);
void    gr_edit_unref         (GrEdit *edit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrEdit, gr_edit_unref)

/* Whether @model, which it can be applied to, is for sure the same after it: all that it sets is so
 * already. One by which anything comes, goes or is put elsewhere is never said to be. */
gboolean gr_edit_is_idle      (const GrEdit *edit, GrModel *model);

/* "Set in_features of fc1 to 256": for menus and the undo list. (transfer full) */
char   *gr_edit_describe      (const GrEdit *edit, GrModel *model);
/* The same as gr_project_set() takes it, one a change: "fc1.in_features=256". NULL where it does
 * anything but set attributes of blocks of @model. (transfer full), NULL-terminated */
char  **gr_edit_assignments   (const GrEdit *edit, GrModel *model);

G_END_DECLS
