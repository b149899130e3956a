/* history.h - GradusHistory: the steps of a GradusDocument that can be undone and redone, and where
 * among them its file stands. For document*.c alone.
 *
 * A change is made by the document, which then adds a step that takes it back. Changes in a row of
 * one @merge grow into one step; until that is closed it is not known what it comes to, so that
 * what could be redone before it is kept: where it ends as it began it is none, and that can be
 * redone again.
 */
#pragma once

#include "document.h"

G_BEGIN_DECLS

/* What takes a change back. Undoing it makes of it what does it again, and so on. */
typedef struct _GradusStep GradusStep;
struct _GradusStep
{
  char       *label;
  char       *merge;     /* NULL: it does not grow */
  GrEdit     *edit;      /* of the model; NULL: that is as it was */
  GrKept     *kept;      /* what the model kept; NULL: the same as now */
  char       *key;       /* of the section that changed, or NULL */
  JsonNode   *section;   /* what that was; NULL: its default */
  GradusStep *follow_up; /* what followed from it in a section, undone before it; or NULL */

  const GradusBeside *beside; /* nothing of all this, but what was done beside the document, */
  gpointer            user;   /* to this; NULL: it is a step of the project */
};

GradusStep    *gradus_step_new  (const char *label, const char *merge);

/* Whether two values of a section, NULL being the default, are the same. */
gboolean       gradus_same_section (JsonNode *a, JsonNode *b);

typedef struct _GradusHistory GradusHistory;

/* Of @project, borrowed. @changed (@user) is called where what can be undone or redone is another,
 * or the label of it. */
GradusHistory *gradus_history_new  (GrProject *project, void (*changed) (gpointer user),
                                    gpointer user);
void           gradus_history_free (GradusHistory *self);

/* --- its file --------------------------------------------------------------------------------- */

/* The file holds the project as it is now; */
void     gradus_history_set_saved    (GradusHistory *self);
/* or no state that it is in, or that undo or redo could bring back. */
void     gradus_history_forget_saved (GradusHistory *self);
/* Whether the project is as in its file: nothing, or only what was done beside it, is between. */
gboolean gradus_history_is_saved     (GradusHistory *self);
/* The file @from becomes @to: the data that steps bring back stay where they are. */
void     gradus_history_move_data    (GradusHistory *self, const char *from, const char *to);

/* --- steps ------------------------------------------------------------------------------------ */

/* Before any change: what does not go on from the newest step closes that. @key and @merge of the
 * change, as a step has them. */
void     gradus_history_before_change (GradusHistory *self, const char *key, const char *merge);
/* Takes the @step of the change that was just made; it goes into the newest where both are parts of
 * one. */
void     gradus_history_add           (GradusHistory *self, GradusStep *step);
/* Takes a @step of a section that followed from the newest one. */
void     gradus_history_add_follow_up (GradusHistory *self, GradusStep *step);
/* gradus_document_end_merge(), _begin_step() and _end_step() */
void     gradus_history_end_merge     (GradusHistory *self);
void     gradus_history_begin_group   (GradusHistory *self, const char *label);
void     gradus_history_end_group     (GradusHistory *self);

/* The newest step that can be undone, or redone; NULL: there is none. */
const GradusStep *gradus_history_to_undo (GradusHistory *self);
const GradusStep *gradus_history_to_redo (GradusHistory *self);
/* The step that was undone, or redone, without calling @changed: the caller knows what else
 * changed. NULL: there was none, or it could not be. */
const GradusStep *gradus_history_undo    (GradusHistory *self);
const GradusStep *gradus_history_redo    (GradusHistory *self);
/* gradus_document_take_back() and _forget() */
gboolean gradus_history_take_back     (GradusHistory *self, gpointer user);
void     gradus_history_forget_beside (GradusHistory *self);

G_END_DECLS
