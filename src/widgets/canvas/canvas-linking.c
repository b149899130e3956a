/* canvas-linking.c - what else the pointer does on a GradusCanvas, from the keyboard: choosing
 * several blocks, the wires into a block, and linking one block to another.
 *
 * To link is to drag a wire without a pointer: it goes from port to port of those that take it, in
 * the order of the flow. A line at the top of the canvas says what is aimed at and which keys go
 * on, and so does the block's description.
 */
#include "canvas-private.h"

#include "note-view.h"

#include <glib/gi18n.h>
#include <string.h>

#define TOP   12 /* of the line */
#define ASIDE 64 /* where the buttons in the corners are */

/* --- going from block to block ------------------------------------------------------------------
 */

/* The item whose view has the focus; -1: none. */
static gint
focused_item (GradusCanvas *self)
{
  for (guint i = 0; i < self->scene->items->len; i++)
    if (gtk_widget_has_focus (GTK_WIDGET (gradus_block_layer_view_at (self->layer, i))))
      return (gint) i;
  return -1;
}

/* That, or where none has it the first that is selected. */
static gint
item_at_hand (GradusCanvas *self)
{
  const gint focused = focused_item (self);
  g_auto (GStrv) ids = gradus_document_selection (self->document);

  return focused >= 0 ? focused : ids[0] ? gradus_scene_home (self->scene, ids[0]) : -1;
}

/* Gives an item the focus, and selects nothing. */
static void
focus_item (GradusCanvas *self, gint index)
{
  self->keeps_selection = TRUE;
  gradus_canvas_reveal (self, &gradus_scene_item (self->scene, index)->bounds);
  gtk_widget_grab_focus (GTK_WIDGET (gradus_block_layer_view_at (self->layer, index)));
  self->keeps_selection = FALSE;
}

/* The note that has the focus; -1: none. */
static gint
focused_note (GradusCanvas *self)
{
  for (guint i = 0; i < self->notes->len; i++)
    if (gtk_widget_has_focus (self->notes->pdata[i]))
      return (gint) i;
  return -1;
}

static void
add_item (GradusCanvas *self, gint index)
{
  const char *id = index >= 0 ? gradus_scene_item (self->scene, index)->id : NULL;

  if (id && !gradus_document_is_selected (self->document, id))
    gradus_document_toggle (self->document, id);
}

static void
add_note (GradusCanvas *self, gint index)
{
  const char *id = index >= 0 ? gradus_note_view_id (self->notes->pdata[index]) : NULL;

  if (id && !gradus_document_note_is_selected (self->document, id))
    gradus_document_toggle_note (self->document, id);
}

/* Behind the last block come the notes. */
void
gradus_canvas_walk (GradusCanvas *self, gboolean forward, gboolean selecting)
{
  const gint n_notes = (gint) self->notes->len, from_note = focused_note (self);
  const gint from = from_note < 0 ? item_at_hand (self) : -1;
  gint next = -1, next_note = -1;

  if (self->drag.kind != GRADUS_DRAG_NONE)
    return;
  if (from_note >= 0)
    next_note = forward ? from_note + 1 : from_note - 1;
  if (from_note < 0 || next_note < 0)
    next = gradus_scene_next (self->scene, from, forward);
  if (from_note < 0 && next < 0 && forward)
    next_note = 0;
  if (next < 0 && (next_note < 0 || next_note >= n_notes))
    return;
  if (selecting)
    {
      add_item (self, from);
      add_note (self, from_note);
      add_item (self, next);
      add_note (self, next < 0 ? next_note : -1);
    }
  if (next >= 0)
    focus_item (self, next);
  else
    gradus_canvas_focus_note (self, self->notes->pdata[next_note]);
}

void
gradus_canvas_toggle_focused (GradusCanvas *self)
{
  const gint index = focused_item (self), note = focused_note (self);

  if (index >= 0)
    gradus_document_toggle (self->document, gradus_scene_item (self->scene, index)->id);
  else if (note >= 0)
    gradus_document_toggle_note (self->document, gradus_note_view_id (self->notes->pdata[note]));
}

/* --- the wires into a block ---------------------------------------------------------------------
 */

void
gradus_canvas_next_wire (GradusCanvas *self)
{
  const gint chosen = gradus_canvas_selected_wire (self);
  const gint item = chosen >= 0 ? (gint) gradus_scene_wire (self->scene, chosen)->to
                                : item_at_hand (self);
  gint first = -1, next = -1;

  for (gint i = 0; i < (gint) self->scene->wires->len; i++)
    {
      if ((gint) gradus_scene_wire (self->scene, i)->to != item)
        continue;
      first = first < 0 ? i : first;
      if (next < 0 && i > chosen)
        next = i;
    }
  next = next < 0 ? first : next;
  if (next < 0)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  gradus_canvas_select_wire (self, gradus_scene_wire (self->scene, next)->to_block,
                             gradus_scene_wire (self->scene, next)->input);
  self->wire_by_keys = TRUE;
  gradus_canvas_update_hint (self);
}

/* --- linking ------------------------------------------------------------------------------------
 */

gboolean
gradus_canvas_links_by_keys (GradusCanvas *self)
{
  return self->drag.kind == GRADUS_DRAG_WIRE && self->drag.targets;
}

/* The only selected item that gives something; -1: none. */
static gint
item_to_link (GradusCanvas *self)
{
  g_auto (GStrv) ids = gradus_document_selection (self->document);
  const gint index = ids[0] && !ids[1] ? gradus_scene_find (self->scene, ids[0]) : -1;

  return index >= 0 && gradus_scene_item (self->scene, index)->look.n_outputs > 0 ? index : -1;
}

gboolean
gradus_canvas_can_link (GradusCanvas *self)
{
  return item_to_link (self) >= 0;
}

static void
aim_at (GradusCanvas *self, guint target)
{
  self->drag.target = target;
  self->drag.wire_to = g_array_index (self->drag.targets, GradusPort, target);
  focus_item (self, self->drag.wire_to.item);
  gradus_canvas_update_states (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_canvas_link_next (GradusCanvas *self, gboolean forward)
{
  const guint n = self->drag.targets->len;

  aim_at (self, (self->drag.target + (forward ? 1 : n - 1)) % n);
}

/* The next item along the flow; after the last the first. */
static gint
next_round (GradusCanvas *self, gint item)
{
  const gint next = gradus_scene_next (self->scene, item, TRUE);

  return next >= 0 ? next : gradus_scene_next (self->scene, -1, TRUE);
}

/* The ports that the wire may go to, from behind its beginning on, round to it; and which of them
 * comes first that nothing is linked to. */
static GArray *
find_targets (GradusCanvas *self, gint from, guint *best)
{
  GArray *targets = g_array_new (FALSE, FALSE, sizeof (GradusPort));
  gboolean found = FALSE;

  *best = 0;
  for (gint i = next_round (self, from); i != from; i = next_round (self, i))
    for (guint port = 0; port < gradus_scene_item (self->scene, i)->look.n_inputs; port++)
      {
        const GradusPort to = { i, port };

        if (!gradus_canvas_wire_may_go (self, to))
          continue;
        if (!found && gradus_canvas_port_is_free (self, to))
          {
            found = TRUE;
            *best = targets->len;
          }
        g_array_append_val (targets, to);
      }
  return targets;
}

void
gradus_canvas_link_from (GradusCanvas *self)
{
  const gint from = item_to_link (self);
  GradusHit hit = { GRADUS_PART_OUTPUT, (guint) from, 0 };
  guint best;

  if (from < 0)
    return;
  gradus_canvas_cancel_drag (self);
  gradus_canvas_begin_wire (self, &hit);
  self->drag.targets = find_targets (self, from, &best);
  if (self->drag.targets->len == 0)
    {
      g_autofree char *text = g_strdup_printf (_ ("No block here takes what %s gives."),
                                               gradus_scene_item (self->scene, from)->look.name);

      gradus_canvas_cancel_drag (self);
      gradus_canvas_say (self, text);
      return;
    }
  self->drag.begun = TRUE;
  aim_at (self, best);
}

void
gradus_canvas_link_here (GradusCanvas *self)
{
  g_autofree char *to = g_strdup (gradus_scene_item (self->scene, self->drag.wire_to.item)->id);

  gradus_canvas_drop_wire (self);
  gradus_canvas_cancel_drag (self);
  gradus_canvas_show (self, to);
}

void
gradus_canvas_link_leave (GradusCanvas *self)
{
  const gint from = self->drag.wire_from.item;

  gradus_canvas_cancel_drag (self);
  focus_item (self, from);
}

/* --- the line that says it ----------------------------------------------------------------------
 */

/* What is linked to a port; NULL: nothing. */
static const char *
linked_to (GradusCanvas *self, GradusPort port)
{
  for (guint i = 0; i < self->scene->wires->len; i++)
    {
      const GradusWire *wire = gradus_scene_wire (self->scene, i);

      if ((gint) wire->to == port.item && wire->to_port == port.port)
        return gradus_scene_item (self->scene, wire->from)->look.name;
    }
  return NULL;
}

/* (transfer full) */
static char *
aim_text (GradusCanvas *self)
{
  const GradusPort port = self->drag.wire_to;
  const GradusSceneItem *to = gradus_scene_item (self->scene, port.item);
  const char *before = linked_to (self, port);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Link %s to %s"),
                          gradus_scene_item (self->scene, self->drag.wire_from.item)->look.name,
                          to->look.name);
  if (to->look.n_inputs > 1)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, _ ("input %u of %u"), port.port + 1, to->look.n_inputs);
    }
  if (before)
    {
      g_string_append (text, ", ");
      /* Translators: of a link that takes another's place; %s is a block */
      g_string_append_printf (text, _ ("in place of %s"), before);
    }
  g_string_append_c (text, '\n');
  g_string_append (text, _ ("Enter links · Tab and arrows choose · Escape leaves"));
  return g_string_free (text, FALSE);
}

/* NULL: there is nothing to say. (transfer full) */
static char *
hint_text (GradusCanvas *self)
{
  const gint wire = self->wire_by_keys ? gradus_canvas_selected_wire (self) : -1;
  g_autofree char *name = NULL;

  if (gradus_canvas_links_by_keys (self) && self->drag.begun)
    return aim_text (self);
  if (wire < 0)
    return NULL;
  name = gradus_canvas_wire_text (self, gradus_scene_wire (self->scene, wire));
  return g_strdup_printf ("%s\n%s", name, _ ("Delete unlinks · Ctrl+U goes to the next wire"));
}

/* The item that the line is about: where the wire ends. */
static gint
hinted_item (GradusCanvas *self)
{
  return gradus_canvas_links_by_keys (self)
             ? self->drag.wire_to.item
             : (gint) gradus_scene_wire (self->scene, gradus_canvas_selected_wire (self))->to;
}

/* A screen reader reads a description anew when it changes, but no line elsewhere. */
void
gradus_canvas_update_hint (GradusCanvas *self)
{
  g_autofree char *text = hint_text (self);
  const gint item = text ? hinted_item (self) : -1;

  if (text)
    gtk_label_set_label (GTK_LABEL (self->hint), text);
  gtk_widget_set_visible (self->hint, text != NULL);
  for (guint i = 0; i < self->scene->items->len; i++)
    gradus_block_view_set_hint (gradus_block_layer_view_at (self->layer, i),
                                (gint) i == item ? text : NULL);
}

void
gradus_canvas_place_hint (GradusCanvas *self, gint width)
{
  gint least, wanted, tall;

  if (!gtk_widget_get_visible (self->hint))
    return;
  gtk_widget_measure (self->hint, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
  wanted = MAX (least, MIN (wanted, width - 2 * ASIDE));
  gtk_widget_measure (self->hint, GTK_ORIENTATION_VERTICAL, wanted, NULL, &tall, NULL, NULL);
  gtk_widget_allocate (
      self->hint, wanted, tall, -1,
      gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((gfloat) ((width - wanted) / 2), TOP)));
}

void
gradus_canvas_add_hint (GradusCanvas *self)
{
  self->hint = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "justify", GTK_JUSTIFY_CENTER, "visible",
                             FALSE, "can-target", FALSE, NULL);
  gtk_widget_add_css_class (self->hint, "osd");
  gtk_widget_add_css_class (self->hint, "canvas-hint");
  gtk_widget_set_parent (self->hint, GTK_WIDGET (self));
}
