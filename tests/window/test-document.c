/* test-document.c - GradusDocument: undo and redo of edits and settings, merging, the selection. */
#include "cpu/priority.h"
#include "document/data-shape.h"
#include "document/in-thread.h"
#include "files/shown-folder.h"

#include <glib/gstdio.h>
#include <string.h>
#ifdef __linux__
#include <sys/resource.h>
#endif

#include "../unit/folder.h"
#include "gradus.h"
#include "saving.h"

static GradusDocument *
document_with_blocks (void)
{
  GradusDocument *document = gradus_document_new (NULL);
  GrModel *model = gradus_document_model (document);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GrBlock) block = gr_model_draft (model, i ? "Linear" : "Input", NULL, NULL);
      g_autoptr (GrEdit) edit = gr_edit_add_block (block, GR_AT_END);

      g_assert_true (gradus_document_apply (document, edit, NULL, NULL));
    }
  return document;
}

static void
count (gpointer counter)
{
  ++*(guint *) counter;
}

static void
test_undo (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  GrModel *model = gradus_document_model (document);
  guint changes = 0;

  g_signal_connect_swapped (document, "model-changed", G_CALLBACK (count), &changes);
  g_assert_true (gradus_document_modified (document));
  g_assert_nonnull (gradus_document_undo_label (document));
  gradus_document_undo (document);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 1);
  gradus_document_undo (document);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 0);
  g_assert_false (gradus_document_can_undo (document));
  g_assert_false (gradus_document_modified (document));
  gradus_document_redo (document);
  gradus_document_redo (document);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 2);
  g_assert_false (gradus_document_can_redo (document));
  g_assert_cmpuint (changes, ==, 4);
}

static void
test_merge (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  GrModel *model = gradus_document_model (document);
  const char *id = gr_model_block_at (model, 0)->id;

  for (gint i = 1; i <= 5; i++)
    {
      g_autoptr (GrEdit) edit = gr_edit_move_block (id, i * 10, i);

      g_assert_true (gradus_document_apply_merged (document, edit, "Move Input", "drag", NULL));
    }
  gradus_document_end_merge (document);
  g_assert_cmpfloat (gr_model_block (model, id)->x, ==, 50);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Move Input");
  gradus_document_undo (document);
  g_assert_cmpfloat (gr_model_block (model, id)->x, ==, 0);
  gradus_document_redo (document);
  g_assert_cmpfloat (gr_model_block (model, id)->x, ==, 50);
}

static void
move_merged (GradusDocument *document, const char *id, gdouble x)
{
  g_autofree char *merge = g_strdup_printf ("arrows %s", id);
  g_autoptr (GrEdit) edit = gr_edit_move_block (id, x, 0);

  g_assert_true (gradus_document_apply_merged (document, edit, NULL, merge, NULL));
}

/* What was undone between two moves parts them. */
static void
test_merge_after_undo (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  GrModel *model = gradus_document_model (document);
  const char *a = gr_model_block_at (model, 0)->id, *b = gr_model_block_at (model, 1)->id;

  move_merged (document, a, 10);
  move_merged (document, b, 10);
  gradus_document_undo (document);
  move_merged (document, a, 20);
  gradus_document_undo (document);
  g_assert_cmpfloat (gr_model_block (model, a)->x, ==, 10);
  gradus_document_redo (document);
  move_merged (document, a, 30);
  gradus_document_undo (document);
  g_assert_cmpfloat (gr_model_block (model, a)->x, ==, 20);
}

/* So does a change of what is selected, though the same is selected again. */
static void
test_merge_after_selection (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  GrModel *model = gradus_document_model (document);
  const char *a = gr_model_block_at (model, 0)->id, *b = gr_model_block_at (model, 1)->id;

  gradus_document_select_one (document, a);
  move_merged (document, a, 10);
  move_merged (document, a, 20);
  gradus_document_select_one (document, b);
  gradus_document_select_one (document, a);
  move_merged (document, a, 30);
  gradus_document_undo (document);
  g_assert_cmpfloat (gr_model_block (model, a)->x, ==, 20);
  gradus_document_undo (document);
  g_assert_cmpfloat (gr_model_block (model, a)->x, ==, 0);
}

/* A step that ends as it began is none, and leaves what could be redone, and what is saved. */
static void
test_merge_to_nothing (void)
{
  g_autofree char *folder = folder_new (), *path = g_build_filename (folder, "a.gradus", NULL);
  g_autoptr (GradusDocument) document = document_with_blocks ();
  GrModel *model = gradus_document_model (document);
  const char *a = gr_model_block_at (model, 0)->id, *b = gr_model_block_at (model, 1)->id;
  guint told = 0;

  move_merged (document, b, 10);
  g_assert_true (save_document (document, path, NULL));
  gradus_document_undo (document);
  move_merged (document, a, 10);
  move_merged (document, a, 20);
  g_assert_false (gradus_document_can_redo (document));
  move_merged (document, a, 0);
  g_signal_connect_swapped (document, "history-changed", G_CALLBACK (count), &told);
  gradus_document_end_merge (document);
  g_assert_cmpuint (told, ==, 1);
  g_assert_true (gradus_document_can_redo (document));
  g_assert_true (gradus_document_modified (document));
  gradus_document_redo (document);
  g_assert_cmpfloat (gr_model_block (model, b)->x, ==, 10);
  g_assert_false (gradus_document_modified (document));

  /* Another change ends it too, and is the step that follows. */
  move_merged (document, a, 10);
  move_merged (document, a, 0);
  move_merged (document, b, 0);
  gradus_document_undo (document);
  g_assert_cmpfloat (gr_model_block (model, b)->x, ==, 10);
  g_assert_false (gradus_document_modified (document));

  /* So does undo itself, which takes back what was before. */
  move_merged (document, a, 10);
  move_merged (document, a, 0);
  gradus_document_undo (document);
  g_assert_cmpfloat (gr_model_block (model, b)->x, ==, 0);

  /* One that comes to something leaves nothing to redo. */
  move_merged (document, a, 10);
  gradus_document_end_merge (document);
  g_assert_false (gradus_document_can_redo (document));
  gradus_document_undo (document);
  g_assert_cmpfloat (gr_model_block (model, a)->x, ==, 0);
  folder_remove (g_steal_pointer (&folder));
}

static void
name_merged (GradusDocument *document, const char *name)
{
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), name);

  g_assert_true (gradus_document_set_section (document, "name", value, "Rename", "name", NULL));
}

/* The same of sections, of several edits in one, and of what is added and taken away again: that
 * stays a step. */
static void
test_merge_to_nothing_of_parts (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  GrModel *model = gradus_document_model (document);
  const char *a = gr_model_block_at (model, 0)->id;
  g_autofree char *before = g_strdup (gradus_document_undo_label (document));
  g_autoptr (GrBlock) block = gr_model_draft (model, "ReLU", NULL, NULL);
  g_autoptr (GrEdit) add = gr_edit_add_block (block, GR_AT_END);
  g_autoptr (GrEdit) remove = gr_edit_remove_block (block->id);

  name_merged (document, "A");
  name_merged (document, "");
  gradus_document_end_merge (document);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, before);
  gradus_document_begin_step (document, "Both");
  move_merged (document, a, 10);
  move_merged (document, a, 0);
  gradus_document_end_step (document);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, before);
  gradus_document_begin_step (document, "Both");
  g_assert_true (gradus_document_apply (document, add, NULL, NULL));
  g_assert_true (gradus_document_apply (document, remove, NULL, NULL));
  gradus_document_end_step (document);
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Both");
  gradus_document_undo (document);
  g_assert_cmpuint (gr_model_n_blocks (model), ==, 2);
}

/* --- what is done beside the document --------------------------------------------------------- */

typedef struct
{
  gboolean done, refuses, forgotten;
} Elsewhere;

static gboolean
turn_elsewhere (gpointer user, gboolean back)
{
  Elsewhere *elsewhere = user;

  g_assert_true (elsewhere->done == back);
  if (!elsewhere->refuses)
    elsewhere->done = !back;
  return !elsewhere->refuses;
}

static void
forget_elsewhere (gpointer user)
{
  ((Elsewhere *) user)->forgotten = TRUE;
}

static void
do_elsewhere (GradusDocument *document, Elsewhere *elsewhere)
{
  static const GradusBeside beside = { turn_elsewhere, forget_elsewhere };

  *elsewhere = (Elsewhere){ .done = TRUE };
  gradus_document_remember (document, "Elsewhere", &beside, elsewhere);
}

/* It is taken back in its turn, and the document is no more modified for it. */
static void
test_beside (void)
{
  g_autofree char *folder = folder_new (), *path = g_build_filename (folder, "a.gradus", NULL);
  g_autoptr (GradusDocument) document = document_with_blocks ();
  const char *id = gr_model_block_at (gradus_document_model (document), 0)->id;
  Elsewhere first, second;

  g_assert_true (save_document (document, path, NULL));
  do_elsewhere (document, &first);
  g_assert_false (gradus_document_modified (document));
  g_assert_cmpstr (gradus_document_undo_label (document), ==, "Elsewhere");
  gradus_document_undo (document);
  g_assert_false (first.done || gradus_document_modified (document));
  gradus_document_undo (document);
  g_assert_true (gradus_document_modified (document));
  gradus_document_redo (document);
  g_assert_false (first.done || gradus_document_modified (document));
  gradus_document_redo (document);
  g_assert_true (first.done);

  /* An edit after it comes first; one in its place makes it a thing of the past. */
  move_merged (document, id, 10);
  gradus_document_undo (document);
  g_assert_true (first.done);
  gradus_document_undo (document);
  g_assert_false (first.done || first.forgotten);
  do_elsewhere (document, &second);
  g_assert_true (first.forgotten);
  g_assert_false (gradus_document_modified (document));
  move_merged (document, id, 20);
  g_assert_true (gradus_document_modified (document));
  gradus_document_undo (document);
  g_assert_false (gradus_document_modified (document));
  g_clear_object (&document);
  wait_while (!second.forgotten); /* the thread that saved may let go of it last */
  g_assert_true (second.done);
  folder_remove (g_steal_pointer (&folder));
}

/* It goes from the list out of its turn, or where it cannot be taken back. */
static void
test_beside_forgotten (void)
{
  g_autofree char *folder = folder_new (), *path = g_build_filename (folder, "a.gradus", NULL);
  g_autoptr (GradusDocument) document = document_with_blocks ();
  const char *id = gr_model_block_at (gradus_document_model (document), 0)->id;
  Elsewhere step;

  do_elsewhere (document, &step);
  move_merged (document, id, 10);
  g_assert_true (save_document (document, path, NULL));
  g_assert_true (gradus_document_take_back (document, &step));
  g_assert_true (!step.done && step.forgotten);
  g_assert_false (gradus_document_modified (document));
  gradus_document_undo (document);
  g_assert_true (gradus_document_modified (document));
  gradus_document_redo (document);
  g_assert_false (gradus_document_modified (document));

  do_elsewhere (document, &step);
  g_assert_true (gradus_document_take_back (document, &step)); /* in its turn */
  g_assert_cmpstr (gradus_document_redo_label (document), ==, "Elsewhere");
  gradus_document_redo (document);
  g_assert_true (step.done && !step.forgotten);

  step.refuses = TRUE;
  gradus_document_undo (document);
  g_assert_true (step.forgotten);
  g_assert_false (gradus_document_can_redo (document) || gradus_document_modified (document));

  do_elsewhere (document, &step);
  gradus_document_undo (document);
  gradus_document_forget (document);
  g_assert_true (step.forgotten);
  g_assert_false (gradus_document_can_redo (document));
  g_assert_true (gradus_document_can_undo (document));

  do_elsewhere (document, &step);
  for (guint i = 0; i < GRADUS_DOCUMENT_MAX_UNDO; i++)
    {
      g_assert_false (step.forgotten);
      move_merged (document, id, 20 + i);
      gradus_document_end_merge (document);
    }
  g_assert_true (step.forgotten);
  folder_remove (g_steal_pointer (&folder));
}

#define DEEP 200

/* Of the settings and of the model in turn; no two leave the same project behind. */
static void
change (GradusDocument *document, guint i)
{
  const char *id = gr_model_block_at (gradus_document_model (document), i % 2)->id;
  g_autoptr (GrEdit) edit = gr_edit_move_block (id, i + 1, i);
  g_autofree char *name = g_strdup_printf ("Name %u", i);
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), name);

  if (i % 3 == 0)
    g_assert_true (gradus_document_set_section (document, "name", value, "Rename", NULL, NULL));
  else
    g_assert_true (gradus_document_apply (document, edit, NULL, NULL));
}

/* Far back, and forth again, over the same states of the project. */
static void
test_deep (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  GrProject *project = gradus_document_project (document);
  char *texts[DEEP + 1];

  texts[0] = gr_project_to_json (project);
  for (guint i = 0; i < DEEP; i++)
    {
      change (document, i);
      texts[i + 1] = gr_project_to_json (project);
      g_assert_cmpstr (texts[i], !=, texts[i + 1]);
    }
  for (guint i = DEEP; i-- > 0;)
    {
      g_autofree char *text = NULL;

      g_assert_true (gradus_document_can_undo (document));
      gradus_document_undo (document);
      text = gr_project_to_json (project);
      g_assert_cmpstr (text, ==, texts[i]);
    }
  for (guint i = 0; i < DEEP; i++)
    {
      g_autofree char *text = NULL;

      gradus_document_redo (document);
      text = gr_project_to_json (project);
      g_assert_cmpstr (text, ==, texts[i + 1]);
    }
  g_assert_false (gradus_document_can_redo (document));
  for (guint i = 0; i <= DEEP; i++)
    g_free (texts[i]);
}

static void
test_sections (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  g_autoptr (JsonNode) sgd = json_from_string ("{\"kind\": \"SGD\", \"lr\": 0.5}", NULL);
  g_autoptr (JsonNode) wrong = json_from_string ("{\"epochs\": \"many\"}", NULL);
  g_autoptr (GError) error = NULL;
  GrProject *project = gradus_document_project (document);
  guint told = 0;

  g_signal_connect_swapped (document, "section-changed::optimizer", G_CALLBACK (count), &told);
  g_assert_true (gradus_document_set_section (document, "optimizer", sgd, "Optimizer", NULL, NULL));
  g_assert_cmpstr (project->optimizer.kind, ==, "SGD");
  g_assert_cmpuint (gr_model_n_blocks (project->model), ==, 2);
  gradus_document_undo (document);
  g_assert_cmpstr (project->optimizer.kind, ==, "Adam");
  gradus_document_redo (document);
  g_assert_cmpstr (project->optimizer.kind, ==, "SGD");
  g_assert_cmpuint (told, ==, 3);

  g_assert_false (
      gradus_document_set_section (document, "training", wrong, "Epochs", NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (project->training.epochs, ==, 10);
  /* What changes nothing is no step. */
  g_assert_true (gradus_document_set_section (document, "optimizer", sgd, "Optimizer", NULL, NULL));
  g_assert_cmpuint (told, ==, 3);
}

static void
test_selection (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  g_autofree char *first = g_strdup (gr_model_block_at (gradus_document_model (document), 0)->id);
  g_autofree char *second = g_strdup (gr_model_block_at (gradus_document_model (document), 1)->id);
  const char *const both[] = { first, second, NULL };
  g_autoptr (GrEdit) remove = gr_edit_remove_block (first);
  g_auto (GStrv) selection = NULL;

  gradus_document_select (document, both);
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 2);
  gradus_document_toggle (document, first);
  g_assert_false (gradus_document_is_selected (document, first));
  gradus_document_toggle (document, first);
  selection = gradus_document_selection (document);
  g_assert_cmpstr (selection[0], ==, first);
  g_assert_true (gradus_document_apply (document, remove, NULL, NULL));
  g_assert_false (gradus_document_is_selected (document, first));
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 1);
}

static void
set_notes (GradusDocument *document, const char *text)
{
  g_autoptr (JsonNode) section = json_from_string (text, NULL);

  g_assert_true (gradus_document_set_section (document, "notes", section, "Notes", NULL, NULL));
}

/* Notes are selected beside blocks, also under the id of one. */
static void
test_selection_of_notes (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  g_autofree char *first = g_strdup (gr_model_block_at (gradus_document_model (document), 0)->id);
  g_autofree char *second = g_strdup (gr_model_block_at (gradus_document_model (document), 1)->id);
  g_autofree char *two = g_strdup_printf ("[{\"id\": \"%s\"}, {\"id\": \"n\"}]", first);
  const char *const both[] = { first, second, NULL };
  const char *const notes[] = { first, "n", "another", NULL };
  guint changes = 0;

  set_notes (document, two);
  g_signal_connect_swapped (document, "selection-changed", G_CALLBACK (count), &changes);
  gradus_document_select_with_notes (document, NULL, notes);
  g_assert_cmpuint (gradus_document_n_notes_selected (document), ==, 2);
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 0);
  gradus_document_toggle (document, first);
  gradus_document_toggle_note (document, "n");
  g_assert_true (gradus_document_is_selected (document, first));
  g_assert_true (gradus_document_note_is_selected (document, first));
  g_assert_false (gradus_document_note_is_selected (document, "n"));
  gradus_document_select_one (document, first);
  g_assert_cmpuint (gradus_document_n_notes_selected (document), ==, 0);
  gradus_document_select_with_notes (document, both, notes);
  g_assert_cmpuint (gradus_document_n_notes_selected (document), ==, 2);
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 2);
  g_assert_cmpuint (changes, ==, 5);

  /* What goes is not selected any more, nor when it comes back. */
  set_notes (document, "[{\"id\": \"n\"}]");
  g_assert_cmpuint (gradus_document_n_notes_selected (document), ==, 1);
  g_assert_cmpuint (gradus_document_n_selected (document), ==, 2);
  gradus_document_undo (document);
  g_assert_false (gradus_document_note_is_selected (document, first));
  gradus_document_select_none (document);
  g_assert_cmpuint (gradus_document_n_notes_selected (document), ==, 0);
}

static void
test_saved (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.gradus", NULL);
  g_autoptr (GradusDocument) again = NULL;

  g_assert_true (save_document (document, path, NULL));
  g_assert_false (gradus_document_modified (document));
  gradus_document_undo (document);
  g_assert_true (gradus_document_modified (document));
  gradus_document_redo (document);
  g_assert_false (gradus_document_modified (document));
  again = open_document (path, NULL);
  g_assert_cmpuint (gr_model_n_blocks (gradus_document_model (again)), ==, 2);
  g_remove (path);
  g_rmdir (folder);
}

static void
save_ended (GObject *source, GAsyncResult *result, gpointer n_ended)
{
  g_assert_true (gradus_document_save_finish (GRADUS_DOCUMENT (source), result, NULL));
  ++*(guint *) n_ended;
}

static void
save_failed (GObject *source, GAsyncResult *result, gpointer n_ended)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (gradus_document_save_finish (GRADUS_DOCUMENT (source), result, &error));
  g_assert_nonnull (strstr (error->message, "Cannot save"));
  ++*(guint *) n_ended;
}

/* What was asked for last is what the file holds in the end; what is not written yet is not safe.
 */
static void
test_saved_in_order (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks (), again = NULL;
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.gradus", NULL);
  g_autofree char *nowhere = g_build_filename (path, "b.gradus", NULL);
  guint n_ended = 0;

  for (guint i = 0; i < 8; i++)
    {
      if (i)
        gradus_document_undo (document);
      gradus_document_save_async (document, path, save_ended, &n_ended);
      gradus_document_redo (document);
    }
  gradus_document_undo (document);
  g_assert_false (gradus_document_modified (document));
  g_assert_true (gradus_document_saving (document));
  while (n_ended < 8)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (gradus_document_saving (document));
  again = open_document (path, NULL);
  g_assert_cmpuint (gr_model_n_blocks (gradus_document_model (again)), ==, 1);

  gradus_document_save_async (document, nowhere, save_failed, &n_ended);
  while (n_ended < 9)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gradus_document_modified (document));
  g_assert_cmpstr (gradus_document_path (document), ==, path);
  g_assert_false (gradus_document_file_changed (document));
  g_remove (path);
  g_rmdir (folder);
}

/* Another file that was not written: also while a step grows that comes to nothing, after which the
 * document is not taken for saved again. */
static void
test_unsaved_while_growing (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  const char *a = gr_model_block_at (gradus_document_model (document), 0)->id;
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "a.gradus", NULL);
  g_autofree char *nowhere = g_build_filename (path, "b.gradus", NULL);
  guint n_ended = 0;

  gradus_document_undo (document);
  g_assert_true (save_document (document, path, NULL));
  gradus_document_save_async (document, nowhere, save_failed, &n_ended);
  g_assert_false (gradus_document_modified (document));
  move_merged (document, a, 10);
  while (n_ended < 1)
    g_main_context_iteration (NULL, TRUE);
  move_merged (document, a, 0);
  gradus_document_end_merge (document);
  g_assert_true (gradus_document_can_redo (document)); /* the step is none */
  g_assert_true (gradus_document_modified (document));
  folder_remove (folder);
}

/* An Input's "auto" is what the data set gives, once that has been opened. */
static void
test_data_shape (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  g_autoptr (JsonNode) spirals = json_from_string ("{\"set\": \"spirals\"}", NULL);
  g_autoptr (JsonNode) nowhere = json_from_string ("{\"set\": \"/nowhere.csv\"}", NULL);
  GrModel *model = gradus_document_model (document);
  const char *id = gr_model_block_at (model, 0)->id;

  gradus_data_shape_follow (document);
  while (gradus_data_shape_busy (document))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (gr_model_info (model, id)->known);
  gradus_document_set_section (document, "data", spirals, "Choose data", NULL, NULL);
  while (gradus_data_shape_busy (document))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gr_model_info (model, id)->known);
  g_assert_cmpint (gr_model_info (model, id)->shape[1].fixed, ==, 2);
  gradus_document_set_section (document, "data", nowhere, "Choose data", NULL, NULL);
  while (gradus_data_shape_busy (document))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (gr_model_info (model, id)->known);
  gradus_document_undo (document);
  while (gradus_data_shape_busy (document))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (gr_model_info (model, id)->known);
}

/* A save that failed leaves the document where it was; a file that something else wrote is noticed.
 */
static void
test_files (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.gradus", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (save_document (document, path, NULL));
  g_assert_false (gradus_document_modified (document));
  g_assert_false (gradus_document_file_changed (document));
  g_assert_false (save_document (document, "/nowhere/b.gradus", &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (gradus_document_path (document), ==, path);
  g_assert_true (gradus_document_modified (document));
  g_assert_true (g_file_set_contents (path, "another's work", -1, NULL));
  g_assert_true (gradus_document_file_changed (document));
  g_remove (path);
  g_rmdir (folder);
}

/* What others write while the document's own save has yet to be heard of is theirs: it is not known
 * here. Nor is what they wrote while the file was being read. */
static void
test_changed_meanwhile (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks (), later = NULL;
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "a.gradus", NULL), *before = NULL;
  g_autoptr (GAsyncResult) saved = NULL;

  gradus_document_save_async (document, path, take_save, &saved);
  while (!file_has (&(FileText){ path, "{" })) /* the main loop does not turn */
    g_thread_yield ();
  before = gr_file_stamp (path);
  g_free (folder_write (folder, "a.gradus", "another's work", 14));
  wait_while (!saved);
  g_assert_true (gradus_document_save_finish (document, saved, NULL));
  g_assert_cmpstr (gradus_document_file_stamp (document), ==, before);
  g_assert_true (gradus_document_file_changed (document));

  later = gradus_document_new (NULL);
  gradus_document_set_path (later, path, before);
  g_assert_true (gradus_document_file_changed (later));
  g_free (g_steal_pointer (&before));
  before = gr_file_stamp (path);
  gradus_document_set_path (later, path, before);
  g_assert_false (gradus_document_file_changed (later));
  folder_remove (folder);
}

static const char *
data_set (GradusDocument *document)
{
  return gradus_document_project (document)->data.kind;
}

static void
choose_set (GradusDocument *document, const char *set)
{
  g_autofree char *text = g_strdup_printf ("{\"set\": \"%s\"}", set);
  g_autoptr (JsonNode) section = json_from_string (text, NULL);

  g_assert_true (gradus_document_set_section (document, "data", section, "Choose", NULL, NULL));
}

/* Saved into another folder, a project finds its data where they are. */
static void
test_saved_elsewhere (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks (), again = NULL;
  char *folder = folder_new ();
  g_autofree char *inner = g_build_filename (folder, "inner", NULL);
  g_autofree char *first = g_build_filename (folder, "a.gradus", NULL);
  g_autofree char *second = g_build_filename (inner, "b.gradus", NULL);
  g_autofree char *data = g_build_filename (folder, "points.csv", NULL);
  guint changes = 0;

  g_assert_cmpint (g_mkdir (inner, 0700), ==, 0);
  g_assert_true (g_file_set_contents (data, "x,y\n1,2\n", -1, NULL));
  choose_set (document, "points.csv");
  choose_set (document, "spirals");
  choose_set (document, "points.csv");
  g_assert_true (save_document (document, first, NULL));
  g_assert_cmpstr (data_set (document), ==, "points.csv");

  g_signal_connect_swapped (document, "section-changed::data", G_CALLBACK (count), &changes);
  g_assert_true (save_document (document, second, NULL));
  g_assert_cmpstr (data_set (document), ==, data);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_false (gradus_document_modified (document));
  again = open_document (second, NULL);
  g_assert_cmpstr (data_set (again), ==, data);
  gradus_document_undo (document);
  g_assert_cmpstr (data_set (document), ==, "spirals");
  gradus_document_undo (document);
  g_assert_cmpstr (data_set (document), ==, data);

  /* What is not there may be where the project goes. */
  choose_set (document, "missing.csv");
  g_assert_true (save_document (document, first, NULL));
  g_assert_cmpstr (data_set (document), ==, "missing.csv");
  folder_remove (folder);
}

/* Without a file it finds them too. */
static void
test_left_file (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "a.gradus", NULL);
  g_autofree char *data = folder_write (folder, "points.csv", "x,y\n1,2\n", 8);

  choose_set (document, "points.csv");
  choose_set (document, "spirals");
  choose_set (document, "points.csv");
  g_assert_true (save_document (document, path, NULL));
  gradus_document_leave_file (document);
  g_assert_null (gradus_document_path (document));
  g_assert_false (gradus_document_file_changed (document));
  g_assert_cmpstr (data_set (document), ==, data);
  gradus_document_undo (document);
  gradus_document_undo (document);
  g_assert_cmpstr (data_set (document), ==, data);
  folder_remove (folder);
}

/* So do data that come back as a part of a step, with what they follow from. */
static void
test_part_saved_elsewhere (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  g_autoptr (JsonNode) name = json_from_string ("\"Spirals\"", NULL);
  g_autoptr (JsonNode) spirals = json_from_string ("{\"set\": \"spirals\"}", NULL);
  char *folder = folder_new ();
  g_autofree char *inner = g_build_filename (folder, "inner", NULL);
  g_autofree char *first = g_build_filename (folder, "a.gradus", NULL);
  g_autofree char *second = g_build_filename (inner, "b.gradus", NULL);
  g_autofree char *data = g_build_filename (folder, "points.csv", NULL);

  g_assert_cmpint (g_mkdir (inner, 0700), ==, 0);
  g_assert_true (g_file_set_contents (data, "x,y\n1,2\n", -1, NULL));
  g_assert_true (save_document (document, first, NULL));
  choose_set (document, "points.csv");
  g_assert_true (gradus_document_set_section (document, "name", name, "Rename", NULL, NULL));
  g_assert_true (gradus_document_also_set_section (document, "data", spirals, NULL));
  g_assert_true (save_document (document, second, NULL));
  gradus_document_undo (document);
  g_assert_cmpstr (data_set (document), ==, data);
  gradus_document_redo (document);
  g_assert_cmpstr (data_set (document), ==, "spirals");
  folder_remove (folder);
}

/* So do data that redo brings back, once the step has come to nothing that grew meanwhile. */
static void
test_saved_elsewhere_while_growing (void)
{
  g_autoptr (GradusDocument) document = document_with_blocks ();
  const char *a = gr_model_block_at (gradus_document_model (document), 0)->id;
  char *folder = folder_new ();
  g_autofree char *inner = g_build_filename (folder, "inner", NULL);
  g_autofree char *first = g_build_filename (folder, "a.gradus", NULL);
  g_autofree char *second = g_build_filename (inner, "b.gradus", NULL);
  g_autofree char *data = g_build_filename (folder, "points.csv", NULL);
  guint n_ended = 0;

  g_assert_cmpint (g_mkdir (inner, 0700), ==, 0);
  g_assert_true (g_file_set_contents (data, "x,y\n1,2\n", -1, NULL));
  g_assert_true (save_document (document, first, NULL));
  choose_set (document, "points.csv");
  gradus_document_undo (document);
  gradus_document_save_async (document, second, save_ended, &n_ended);
  move_merged (document, a, 10);
  while (n_ended < 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (gradus_document_can_redo (document));
  move_merged (document, a, 0);
  gradus_document_end_merge (document);
  gradus_document_redo (document);
  g_assert_cmpstr (data_set (document), ==, data);
  folder_remove (folder);
}

/* The person's own folder is "~", another that begins alike is not. */
static void
test_shown_folder (void)
{
  g_autofree char *inner = g_build_filename (g_get_home_dir (), "Nets", "a.gradus", NULL);
  g_autofree char *own = g_build_filename (g_get_home_dir (), "a.gradus", NULL);
  g_autofree char *other = g_strconcat (g_get_home_dir (), "2/a.gradus", NULL);
  g_autofree char *first = gradus_shown_folder (inner), *second = gradus_shown_folder (own);
  g_autofree char *third = gradus_shown_folder (other);

  g_assert_cmpstr (first, ==, "~/Nets");
  g_assert_cmpstr (second, ==, "~");
  g_assert_true (g_str_has_suffix (third, "2") && third[0] == '/');
}

#ifdef __linux__
static void
return_priority (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_int (task, getpriority (PRIO_PROCESS, 0) + *(gint *) data);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer place)
{
  *(gssize *) place = g_task_propagate_int (G_TASK (result), NULL);
}

/* Reading and writing take no time from the window's own thread. */
static void
test_in_thread (void)
{
  const gint before = getpriority (PRIO_PROCESS, 0);
  gint hundred = 100;
  gssize priority = -1;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, keep_result, &priority);

  gr_priority_let_compute_give_way ();
  g_task_set_task_data (task, &hundred, NULL);
  gradus_run_in_thread (task, return_priority);
  while (priority < 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (priority, ==, MAX (before, 5) + 100);
  g_assert_cmpint (getpriority (PRIO_PROCESS, 0), ==, before);
}
#endif

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/document/undo", test_undo);
  g_test_add_func ("/document/shown-folder", test_shown_folder);
  g_test_add_func ("/document/merge", test_merge);
  g_test_add_func ("/document/merge-after-undo", test_merge_after_undo);
  g_test_add_func ("/document/merge-after-selection", test_merge_after_selection);
  g_test_add_func ("/document/merge-to-nothing", test_merge_to_nothing);
  g_test_add_func ("/document/merge-to-nothing-of-parts", test_merge_to_nothing_of_parts);
  g_test_add_func ("/document/beside", test_beside);
  g_test_add_func ("/document/beside-forgotten", test_beside_forgotten);
  g_test_add_func ("/document/deep", test_deep);
  g_test_add_func ("/document/sections", test_sections);
  g_test_add_func ("/document/selection", test_selection);
  g_test_add_func ("/document/selection-of-notes", test_selection_of_notes);
  g_test_add_func ("/document/saved", test_saved);
  g_test_add_func ("/document/saved-in-order", test_saved_in_order);
  g_test_add_func ("/document/unsaved-while-growing", test_unsaved_while_growing);
  g_test_add_func ("/document/files", test_files);
  g_test_add_func ("/document/changed-meanwhile", test_changed_meanwhile);
  g_test_add_func ("/document/saved-elsewhere", test_saved_elsewhere);
  g_test_add_func ("/document/left-file", test_left_file);
  g_test_add_func ("/document/part-saved-elsewhere", test_part_saved_elsewhere);
  g_test_add_func ("/document/saved-elsewhere-while-growing", test_saved_elsewhere_while_growing);
  g_test_add_func ("/document/data-shape", test_data_shape);
#ifdef __linux__
  g_test_add_func ("/document/in-thread", test_in_thread); /* the last: nothing takes it back */
#endif
  return g_test_run ();
}
