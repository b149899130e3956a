/* document-selection.c - what is selected in a GradusDocument: see document.h. */
#include "document-private.h"

#include "exchange/notes.h"

static gboolean
has_id (GradusDocument *self, const char *id)
{
  return gr_model_block (self->project->model, id) || gr_model_group (self->project->model, id);
}

/* What is done with others is no part of what was done with these. */
static void
selection_changed (GradusDocument *self)
{
  gradus_document_end_merge (self);
  g_signal_emit_by_name (self, "selection-changed");
}

/* The ids of the notes that there are. (transfer full) */
static GHashTable *
note_ids (GradusDocument *self)
{
  g_autoptr (JsonNode) section = gr_project_section (self->project, "notes");
  g_autoptr (GPtrArray) notes = gr_notes_read (section, NULL);
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; notes && i < notes->len; i++)
    g_hash_table_add (ids, g_strdup (((GrNote *) notes->pdata[i])->id));
  return ids;
}

static gboolean
is_gone (gpointer id, gpointer value, gpointer self)
{
  return !has_id (self, id);
}

static gboolean
is_no_note (gpointer id, gpointer value, gpointer notes)
{
  return !g_hash_table_contains (notes, id);
}

void
gradus_document_prune_selection (GradusDocument *self)
{
  if (g_hash_table_foreach_remove (self->selected, is_gone, self) > 0)
    selection_changed (self);
}

void
gradus_document_prune_notes (GradusDocument *self)
{
  g_autoptr (GHashTable) notes = NULL;

  if (g_hash_table_size (self->selected_notes) == 0)
    return;
  notes = note_ids (self);
  if (g_hash_table_foreach_remove (self->selected_notes, is_no_note, notes) > 0)
    selection_changed (self);
}

gboolean
gradus_document_is_selected (GradusDocument *self, const char *id)
{
  return g_hash_table_contains (self->selected, id);
}

guint
gradus_document_n_selected (GradusDocument *self)
{
  return g_hash_table_size (self->selected);
}

char **
gradus_document_selection (GradusDocument *self)
{
  GrModel *model = self->project->model;
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    if (gradus_document_is_selected (self, gr_model_block_at (model, i)->id))
      g_strv_builder_add (ids, gr_model_block_at (model, i)->id);
  for (guint i = 0; i < gr_model_n_groups (model); i++)
    if (gradus_document_is_selected (self, gr_model_group_at (model, i)->id))
      g_strv_builder_add (ids, gr_model_group_at (model, i)->id);
  return g_strv_builder_end (ids);
}

gboolean
gradus_document_note_is_selected (GradusDocument *self, const char *id)
{
  return g_hash_table_contains (self->selected_notes, id);
}

guint
gradus_document_n_notes_selected (GradusDocument *self)
{
  return g_hash_table_size (self->selected_notes);
}

void
gradus_document_select_with_notes (GradusDocument *self, const char *const *ids,
                                   const char *const *notes)
{
  g_autoptr (GHashTable) known = notes && *notes ? note_ids (self) : NULL;

  g_hash_table_remove_all (self->selected);
  g_hash_table_remove_all (self->selected_notes);
  for (; ids && *ids; ids++)
    if (has_id (self, *ids))
      g_hash_table_add (self->selected, g_strdup (*ids));
  for (; notes && *notes; notes++)
    if (g_hash_table_contains (known, *notes))
      g_hash_table_add (self->selected_notes, g_strdup (*notes));
  selection_changed (self);
}

void
gradus_document_select (GradusDocument *self, const char *const *ids)
{
  gradus_document_select_with_notes (self, ids, NULL);
}

void
gradus_document_select_one (GradusDocument *self, const char *id)
{
  gradus_document_select (self, (const char *const[]){ id, NULL });
}

void
gradus_document_select_note (GradusDocument *self, const char *id)
{
  gradus_document_select_with_notes (self, NULL, (const char *const[]){ id, NULL });
}

void
gradus_document_toggle (GradusDocument *self, const char *id)
{
  if (!g_hash_table_remove (self->selected, id) && has_id (self, id))
    g_hash_table_add (self->selected, g_strdup (id));
  selection_changed (self);
}

void
gradus_document_toggle_note (GradusDocument *self, const char *id)
{
  g_autoptr (GHashTable) known = note_ids (self);

  if (!g_hash_table_remove (self->selected_notes, id) && g_hash_table_contains (known, id))
    g_hash_table_add (self->selected_notes, g_strdup (id));
  selection_changed (self);
}

void
gradus_document_select_none (GradusDocument *self)
{
  gradus_document_select_with_notes (self, NULL, NULL);
}
