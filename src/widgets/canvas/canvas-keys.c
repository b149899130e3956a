/* canvas-keys.c - the keyboard on a GradusCanvas: going from block to block, moving them, panning
 * with space. */
#include "canvas-private.h"

#include "note-view.h"
#include "palette/block-search.h"

#define STEP      10 /* an arrow key moves what is selected so far */
#define FINE_STEP 1  /* with Shift */
#define PAN_STEP  80 /* pixels that an arrow key moves the view where nothing is selected */

/* The block that the keyboard went to is the selected one; the pointer's press selects by itself.
 */
static void
block_focused (GradusBlockLayer *layer, const char *id, GradusCanvas *self)
{
  if (self->keeps_selection || self->drag.kind != GRADUS_DRAG_NONE
      || gtk_gesture_is_active (self->drag_gesture)
      || gradus_document_is_selected (self->document, id))
    return;
  gradus_canvas_show (self, id);
}

static void
move_selection (GradusCanvas *self, gdouble dx, gdouble dy)
{
  GrModel *model = gradus_document_model (self->document);
  g_autoptr (GHashTable) chosen = gradus_canvas_chosen_blocks (self);
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
  g_autoptr (GPtrArray) moved = gradus_canvas_chosen_notes (self);
  g_autoptr (GPtrArray) notes = gradus_canvas_move_notes (self, moved, dx, dy);
  const GrBlock *last = NULL;
  GrEdit *edit = NULL;
  g_autofree char *label = NULL;
  g_autoptr (GString) merge = g_string_new ("arrows");

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);

      if (!g_hash_table_contains (chosen, block->id))
        continue;
      last = block;
      g_ptr_array_add (edits, gr_edit_move_block (block->id, block->x + dx, block->y + dy));
      g_string_append_printf (merge, " %s", block->id);
    }
  for (guint i = 0; i < moved->len; i++)
    g_string_append_printf (merge, " note %s", gradus_note_view_id (moved->pdata[i]));
  label = gradus_canvas_label (GRADUS_VERB_MOVE, last, edits->len, moved->len);
  if (edits->len)
    edit = gr_edit_compound ((GrEdit *const *) edits->pdata, edits->len);
  gradus_canvas_apply_with_notes (self, edit, notes, label, merge->str);
}

static gboolean
arrow (GradusCanvas *self, guint key, GdkModifierType modifiers)
{
  const gdouble dx = key == GDK_KEY_Left ? -1 : key == GDK_KEY_Right ? 1 : 0;
  const gdouble dy = key == GDK_KEY_Up ? -1 : key == GDK_KEY_Down ? 1 : 0;

  if (dx == 0 && dy == 0)
    return FALSE;
  if (gradus_document_n_selected (self->document) > 0
      || gradus_document_n_notes_selected (self->document) > 0)
    {
      const gdouble step = modifiers & GDK_SHIFT_MASK ? FINE_STEP : STEP;

      move_selection (self, dx * step, dy * step);
    }
  else
    gradus_viewport_pan (self->viewport, -dx * PAN_STEP, -dy * PAN_STEP);
  return TRUE;
}

static void
escape (GradusCanvas *self)
{
  if (self->drag.kind != GRADUS_DRAG_NONE)
    gradus_canvas_cancel_drag (self);
  else
    {
      gradus_document_select_none (self->document);
      gradus_canvas_select_wire (self, NULL, 0);
    }
}

/* Enter goes into the settings of the selected block. */
static void
enter (GradusCanvas *self)
{
  g_auto (GStrv) ids = gradus_document_selection (self->document);

  if (ids[0] && !ids[1])
    gradus_canvas_activate (self, ids[0]);
}

/* A letter is the beginning of a block's name: typing "conv 6 5" adds one. */
static gboolean
typed (GradusCanvas *self, guint key)
{
  const gunichar letter = gdk_keyval_to_unicode (key);
  char text[7] = { 0 };

  if (!g_unichar_isalpha (letter))
    return FALSE;
  g_unichar_to_utf8 (letter, text);
  gradus_canvas_search (self);
  gradus_block_search_type (GRADUS_BLOCK_SEARCH (self->search), text);
  return TRUE;
}

/* While a wire is led from the keyboard, keys are for that. */
static void
lead_wire (GradusCanvas *self, guint key)
{
  switch (key)
    {
    case GDK_KEY_Tab:
    case GDK_KEY_Down:
    case GDK_KEY_Right:
      gradus_canvas_link_next (self, TRUE);
      break;
    case GDK_KEY_ISO_Left_Tab:
    case GDK_KEY_Up:
    case GDK_KEY_Left:
      gradus_canvas_link_next (self, FALSE);
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      gradus_canvas_link_here (self);
      break;
    case GDK_KEY_Escape:
      gradus_canvas_link_leave (self);
      break;
    default:
      break;
    }
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers,
             GradusCanvas *self)
{
  if (self->popover || modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  if (gradus_canvas_links_by_keys (self))
    {
      lead_wire (self, key);
      return TRUE;
    }
  switch (key)
    {
    case GDK_KEY_Escape:
      escape (self);
      return TRUE;
    case GDK_KEY_space:
      if (!self->space_held)
        self->space_used = FALSE;
      self->space_held = TRUE;
      return TRUE;
    case GDK_KEY_slash:
      gradus_canvas_search (self);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      enter (self);
      return TRUE;
    default:
      return arrow (self, key, modifiers) || typed (self, key);
    }
}

/* Space that was held to pan has done what it was for. */
static void
key_released (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers,
              GradusCanvas *self)
{
  if (key != GDK_KEY_space || !self->space_held)
    return;
  self->space_held = FALSE;
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  if (!self->space_used)
    gradus_canvas_search (self);
}

void
gradus_canvas_add_keys (GradusCanvas *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  g_signal_connect (keys, "key-released", G_CALLBACK (key_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (self->layer, "block-focused", G_CALLBACK (block_focused), self);
}
