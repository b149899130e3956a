/* document.h - GradusDocument: an open project with its undo list, its selection and its file.
 *
 * Everything the window shows of a project hangs on one of these, and every change of the project
 * goes through it: edits of the model by gradus_document_apply(), settings (data set, optimiser,
 * notes, …) by gradus_document_set_section(). Both can be undone, in the order in which they were
 * made. Views listen to the signals and read the project; they never change it themselves. Used
 * from the main thread only.
 *
 * Signals:
 *   "model-changed"      blocks, links, groups, positions or settings of blocks are others
 *   "section-changed"    (const char *key) a section of the project is another
 *   "weights-changed"    what the model keeps of earlier runs is another
 *   "selection-changed"
 *   "pointed-out"        (const char *id) a block that is to be seen, as one that a fix has added
 *   "history-changed"    what can be undone, redone, or the label of it
 * Properties, all notified: "title", "path", "modified", "data-problem",
 * "data-warning".
 */
#pragma once

#include <gio/gio.h>

#include "exchange/project-file.h"
#include "model/edit.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DOCUMENT (gradus_document_get_type ())
G_DECLARE_FINAL_TYPE (GradusDocument, gradus_document, GRADUS, DOCUMENT, GObject)

/* How many steps can be undone. */
#define GRADUS_DOCUMENT_MAX_UNDO 1000

/* --- its file --------------------------------------------------------------------------------- */

/* Takes @project; NULL makes an empty one. It has no file yet. */
GradusDocument *gradus_document_new      (GrProject *project);
/* Atomically, as it is now, by another thread; several come after one another, in order. @path
 * becomes the document's file, and it is no longer modified. A relative path of its data is written
 * anew for the folder that it goes to. */
void            gradus_document_save_async  (GradusDocument *self, const char *path,
                                             GAsyncReadyCallback done, gpointer user);
gboolean        gradus_document_save_finish (GradusDocument *self, GAsyncResult *result,
                                             GError **error);
/* Whether that is still on its way: until then nothing is safe that is not "modified". */
gboolean        gradus_document_saving   (GradusDocument *self);

/* (transfer none) */
GrProject      *gradus_document_project  (GradusDocument *self);
GrModel        *gradus_document_model    (GradusDocument *self);
/* Its file, or NULL. (transfer none) */
const char     *gradus_document_path     (GradusDocument *self);
/* The project's name, else the file's, else "Untitled". (transfer full) */
char           *gradus_document_title    (GradusDocument *self);
gboolean        gradus_document_modified (GradusDocument *self);
/* What was recovered after a crash differs from its file until saved. */
void            gradus_document_mark_modified (GradusDocument *self);
/* Whether something else wrote the file since the document was read from it or written to it. */
gboolean        gradus_document_file_changed (GradusDocument *self);
/* The file that was opened, or that what was recovered belongs to; NULL: none. @stamp is what
 * gr_file_stamp() said of it before it was read, which file_changed() compares with. */
void            gradus_document_set_path (GradusDocument *self, const char *path,
                                          const char *stamp);
/* It has no file from now on; its data stay where they are. */
void            gradus_document_leave_file (GradusDocument *self);
/* That stamp, for what recovers documents; NULL: there was no file. (transfer none) */
const char     *gradus_document_file_stamp (GradusDocument *self);
/* Where its runs are kept while it has no file: what recovers it after a crash finds them there.
 * NULL until it is opened for training. (transfer none) */
const char     *gradus_document_runs_folder     (GradusDocument *self);
void            gradus_document_set_runs_folder (GradusDocument *self, const char *folder);
/* Whether there are runs. What was trained counts as unsaved until the document has a file. */
void            gradus_document_set_has_runs    (GradusDocument *self, gboolean has_runs);

/* --- changing it ------------------------------------------------------------------------------ */

/* @label is what the undo list says, "Move Conv2d"; NULL describes the edit. FALSE, with nothing
 * changed, where the model refuses it. */
gboolean        gradus_document_apply    (GradusDocument *self, const GrEdit *edit,
                                          const char *label, GError **error);
/* The same, as part of the step before where that had the same @merge: one drag, one stretch of
 * typing is one step to undo. Another change, another selection or gradus_document_end_merge(),
 * which the window calls where the keyboard goes elsewhere, ends it. A step that has then come
 * back to where it began is none, and what could be redone before it can be again. */
gboolean        gradus_document_apply_merged (GradusDocument *self, const GrEdit *edit,
                                              const char *label, const char *merge, GError **error);
void            gradus_document_end_merge (GradusDocument *self);
/* All edits from here to the end, of the model and of sections, are one step to undo, under this
 * @label. */
void            gradus_document_begin_step (GradusDocument *self, const char *label);
void            gradus_document_end_step   (GradusDocument *self);

/* The parts of a project that are no model, under the keys of its file: "name", "description",
 * "data", "transforms", "optimizer", "schedule", "training", "weights", "notes", "canvas". */
/* (transfer full); NULL where the file would not have the key. */
JsonNode       *gradus_document_section     (GradusDocument *self, const char *key);
/* @value (transfer none); NULL or a JSON null is the default. FALSE where it is no valid value,
 * with the reason that the file's reader would give. @merge as above, or NULL. */
gboolean        gradus_document_set_section (GradusDocument *self, const char *key,
                                             JsonNode *value, const char *label,
                                             const char *merge, GError **error);
/* @edit, which may be NULL, and a section's new value as one step. FALSE, with nothing changed,
 * where either is refused. @merge as above, or NULL. */
gboolean        gradus_document_apply_with_section (GradusDocument *self, const GrEdit *edit,
                                                    const char *key, JsonNode *value,
                                                    const char *label, const char *merge,
                                                    GError **error);
/* A section's new value as a part of the step before, which it follows from. */
gboolean        gradus_document_also_set_section   (GradusDocument *self, const char *key,
                                                    JsonNode *value, GError **error);

/* What gr_model_set_data() takes: no part of the document, but shapes and problems follow. */
void            gradus_document_set_data_facts (GradusDocument *self, GrDataFacts *facts);

/* Why the data set that the project names cannot be had, in a sentence; NULL where it can, as far
 * as is known. No part of the document either. */
const char     *gradus_document_data_problem     (GradusDocument *self);
void            gradus_document_set_data_problem (GradusDocument *self, const char *problem);
/* What was left out of it, in a sentence, or NULL. */
const char     *gradus_document_data_warning     (GradusDocument *self);
void            gradus_document_set_data_warning (GradusDocument *self, const char *warning);

/* What the model keeps of runs and files (model/kept.h), which the project's file does not have.
 * With a @label it is a step to undo; without, as when a run ends, it is none. */
void            gradus_document_set_kept    (GradusDocument *self, GrKept *kept,
                                             const char *label);

/* What is done beside the document, as to its runs, and taken back in its turn: a step that changes
 * nothing of the project, which is no more "modified" for it. */
typedef struct
{
  /* Takes it back, or where @back is FALSE does it again. FALSE: that cannot be done, which was
   * told; the step is forgotten. */
  gboolean (*turn)   (gpointer user, gboolean back);
  /* It can no longer be taken back, or be done again: frees @user. */
  void     (*forget) (gpointer user);
} GradusBeside;

/* That was just done; to undo it is called @label. Takes @user, which no other step has. */
void            gradus_document_remember   (GradusDocument *self, const char *label,
                                            const GradusBeside *beside, gpointer user);
/* The step of @user, which can be undone, is undone before those that were done after it; and done
 * again by a redo only where it was the newest. */
gboolean        gradus_document_take_back  (GradusDocument *self, gpointer user);
/* No step of what was done beside it can be taken back, or done again, any more. */
void            gradus_document_forget     (GradusDocument *self);

gboolean        gradus_document_can_undo   (GradusDocument *self);
gboolean        gradus_document_can_redo   (GradusDocument *self);
/* "Move Conv2d", or NULL. (transfer none) */
const char     *gradus_document_undo_label (GradusDocument *self);
const char     *gradus_document_redo_label (GradusDocument *self);
void            gradus_document_undo       (GradusDocument *self);
void            gradus_document_redo       (GradusDocument *self);

/* --- what is selected: ids of blocks and groups, and of notes; not part of the document ------- */

gboolean        gradus_document_is_selected  (GradusDocument *self, const char *id);
/* In the model's order, blocks and then groups. (transfer full), NULL-terminated */
char          **gradus_document_selection    (GradusDocument *self);
guint           gradus_document_n_selected   (GradusDocument *self);
/* The same of notes, whose ids may be those of blocks too: what takes or gives ids without saying
 * so is about blocks and groups. */
gboolean        gradus_document_note_is_selected (GradusDocument *self, const char *id);
guint           gradus_document_n_notes_selected (GradusDocument *self);
/* These and nothing else, notes neither. @ids NULL-terminated; ids that the model has not are left
 * out. */
void            gradus_document_select       (GradusDocument *self, const char *const *ids);
void            gradus_document_select_one   (GradusDocument *self, const char *id);
/* "pointed-out": views bring it into sight; what is selected stays so. */
void            gradus_document_point_out    (GradusDocument *self, const char *id);
/* Both NULL-terminated; NULL: none. */
void            gradus_document_select_with_notes (GradusDocument *self, const char *const *ids,
                                                   const char *const *notes);
void            gradus_document_select_note  (GradusDocument *self, const char *id);
/* All else stays as it is. */
void            gradus_document_toggle       (GradusDocument *self, const char *id);
void            gradus_document_toggle_note  (GradusDocument *self, const char *id);
void            gradus_document_select_none  (GradusDocument *self);

G_END_DECLS
