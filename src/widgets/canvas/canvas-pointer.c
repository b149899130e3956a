/* canvas-pointer.c - the pointer on a GradusCanvas: selecting, moving, panning, zooming. Wires that
 * are dragged are in canvas-wiring.c, what is moved in canvas-moving.c.
 */
#include "canvas-private.h"

#include "model/compose.h"
#include "note-view.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define THRESHOLD   4  /* pixels, after which a press is a drag */
#define SLACK       4  /* pixels by which a port or wire may be missed */
#define SCROLL_STEP 60 /* pixels a notch */
#define ZOOM_STEP   1.15

static graphene_point_t
world (GradusCanvas *self, gdouble x, gdouble y)
{
  return gradus_viewport_to_world (self->viewport, x, y);
}

static GradusHit
pick (GradusCanvas *self, gdouble x, gdouble y)
{
  const graphene_point_t at = world (self, x, y);

  return gradus_scene_pick (self->scene, &at, SLACK / gradus_viewport_zoom (self->viewport));
}

/* --- the beginning and end of a drag ------------------------------------------------------------
 */

void
gradus_canvas_end_drag (GradusCanvas *self)
{
  GradusDrag *drag = &self->drag;

  g_clear_pointer (&drag->clicked, g_free);
  self->scene->dragged = NULL;
  g_clear_pointer (&drag->moved, g_hash_table_unref);
  g_clear_pointer (&drag->moved_notes, g_ptr_array_unref);
  g_clear_pointer (&drag->band_base, g_strfreev);
  g_clear_pointer (&drag->band_notes, g_ptr_array_unref);
  g_clear_pointer (&drag->around, g_hash_table_unref);
  g_clear_pointer (&drag->targets, g_array_unref);
  *drag = (GradusDrag){ 0 };
}

void
gradus_canvas_cancel_drag (GradusCanvas *self)
{
  if (self->drag.kind == GRADUS_DRAG_NONE)
    return;
  if (self->layer)
    gradus_canvas_put_back (self);
  gradus_canvas_end_drag (self);
  if (self->layer)
    {
      gtk_gesture_set_state (self->drag_gesture, GTK_EVENT_SEQUENCE_DENIED);
      gradus_canvas_update_states (self);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
}

/* A press on a block selects it, adds it or takes it away; what is selected can be dragged. */
static void
press_item (GradusCanvas *self, const char *id, gboolean adding)
{
  if (adding)
    gradus_document_toggle (self->document, id);
  else if (!gradus_document_is_selected (self->document, id))
    gradus_document_select_one (self->document, id);
  else
    self->drag.clicked = g_strdup (id);
  if (gradus_document_is_selected (self->document, id))
    gradus_canvas_begin_move (self);
}

/* The same on a note. */
static void
press_note (GradusCanvas *self, const char *id, gboolean adding)
{
  if (adding)
    gradus_document_toggle_note (self->document, id);
  else if (!gradus_document_note_is_selected (self->document, id))
    gradus_document_select_note (self->document, id);
  else
    {
      self->drag.clicked = g_strdup (id);
      self->drag.clicked_note = TRUE;
    }
  if (gradus_document_note_is_selected (self->document, id))
    gradus_canvas_begin_move (self);
}

static void
begin_band (GradusCanvas *self, gboolean adding)
{
  if (!adding)
    gradus_document_select_none (self->document);
  gradus_canvas_select_wire (self, NULL, 0);
  self->drag.kind = GRADUS_DRAG_BAND;
  self->drag.band_base = gradus_document_selection (self->document);
  self->drag.band_notes = gradus_canvas_chosen_notes (self);
}

/* Within a frame: a click selects the group, a drag the blocks that it goes round. What is selected
 * can be dragged. */
static void
press_body (GradusCanvas *self, const char *group, gboolean adding)
{
  if (gradus_document_is_selected (self->document, group))
    {
      press_item (self, group, adding);
      return;
    }
  begin_band (self, adding);
  self->drag.clicked = g_strdup (group);
  self->drag.adding = adding;
}

static void
begin_pan (GradusCanvas *self)
{
  self->drag.kind = GRADUS_DRAG_PAN;
  self->space_used = TRUE;
  self->drag.pan_origin = gradus_viewport_origin (self->viewport);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
}

static void
press (GradusCanvas *self, const GradusHit *hit, gboolean adding)
{
  switch (hit->part)
    {
    case GRADUS_PART_MARK:
      gradus_canvas_show_problems (self, gradus_scene_item (self->scene, hit->index)->id);
      break;
    case GRADUS_PART_ITEM:
      press_item (self, gradus_scene_item (self->scene, hit->index)->id, adding);
      break;
    case GRADUS_PART_INPUT:
    case GRADUS_PART_OUTPUT:
      gradus_canvas_begin_wire (self, hit);
      break;
    case GRADUS_PART_WIRE:
      gradus_canvas_select_wire (self, gradus_scene_wire (self->scene, hit->index)->to_block,
                                 gradus_scene_wire (self->scene, hit->index)->input);
      break;
    case GRADUS_PART_FRAME:
      press_item (self, gradus_scene_frame (self->scene, hit->index)->id, adding);
      break;
    case GRADUS_PART_BODY:
      press_body (self, gradus_scene_frame (self->scene, hit->index)->id, adding);
      break;
    default:
      begin_band (self, adding);
    }
}

/* What was pressed gets the focus, and is not selected for that; what the press itself has opened,
 * as the editor of a note, keeps it. */
static void
focus_pressed (GradusCanvas *self, const GradusHit *hit, GtkWidget *note)
{
  GtkWidget *focus = GTK_WIDGET (self);

  if (self->popover)
    return;
  if (hit->part == GRADUS_PART_ITEM && !self->space_held)
    focus = GTK_WIDGET (gradus_block_layer_view_at (self->layer, hit->index));
  else if (note && !self->space_held)
    focus = note;
  self->keeps_selection = TRUE;
  gtk_widget_grab_focus (focus);
  self->keeps_selection = FALSE;
}

static void
drag_begin (GtkGestureDrag *gesture, gdouble x, gdouble y, GradusCanvas *self)
{
  const GdkModifierType modifiers = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (gesture));
  const gboolean adding = (modifiers & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0;
  const GradusHit hit = pick (self, x, y);
  GtkWidget *note = gradus_canvas_note_at (self, x, y);

  gradus_canvas_cancel_drag (self);
  self->drag.start = self->drag.now = world (self, x, y);
  if (self->space_held)
    begin_pan (self);
  else if (note)
    press_note (self, gradus_note_view_id (GRADUS_NOTE_VIEW (note)), adding);
  else
    press (self, &hit, adding);
  focus_pressed (self, &hit, note);
  gradus_canvas_update_states (self);
}

/* --- selecting ----------------------------------------------------------------------------------
 */

/* Whether these blocks and notes are what is selected. */
static gboolean
are_selected (GradusCanvas *self, const GPtrArray *ids, const GPtrArray *notes)
{
  gboolean same = ids->len == gradus_document_n_selected (self->document)
                  && notes->len == gradus_document_n_notes_selected (self->document);

  for (guint i = 0; same && i < ids->len; i++)
    same = gradus_document_is_selected (self->document, ids->pdata[i]);
  for (guint i = 0; same && i < notes->len; i++)
    same = gradus_document_note_is_selected (self->document, notes->pdata[i]);
  return same;
}

static void
update_band (GradusCanvas *self)
{
  const GradusDrag *drag = &self->drag;
  g_autoptr (GPtrArray) ids = g_ptr_array_new (), notes = g_ptr_array_new ();
  graphene_rect_t band;

  graphene_rect_init (&band, drag->start.x, drag->start.y, drag->now.x - drag->start.x,
                      drag->now.y - drag->start.y);
  graphene_rect_normalize (&band);
  for (guint i = 0; drag->band_base[i]; i++)
    g_ptr_array_add (ids, drag->band_base[i]);
  for (guint i = 0; i < self->scene->items->len; i++)
    {
      GradusSceneItem *item = gradus_scene_item (self->scene, i);

      if (graphene_rect_intersection (&item->bounds, &band, NULL)
          && !g_strv_contains ((const char *const *) drag->band_base, item->id))
        g_ptr_array_add (ids, item->id);
    }
  for (guint i = 0; i < self->notes->len; i++)
    {
      GradusNoteView *note = self->notes->pdata[i];
      const graphene_rect_t area = gradus_note_view_area (note);

      if (g_ptr_array_find (drag->band_notes, note, NULL)
          || graphene_rect_intersection (&area, &band, NULL))
        g_ptr_array_add (notes, (char *) gradus_note_view_id (note));
    }
  if (!are_selected (self, ids, notes))
    {
      g_ptr_array_add (ids, NULL);
      g_ptr_array_add (notes, NULL);
      gradus_document_select_with_notes (self->document, (const char *const *) ids->pdata,
                                         (const char *const *) notes->pdata);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- the course of a drag -----------------------------------------------------------------------
 */

static void
drag_update (GtkGestureDrag *gesture, gdouble dx, gdouble dy, GradusCanvas *self)
{
  const GdkModifierType modifiers = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (gesture));
  GradusDrag *drag = &self->drag;
  const gdouble zoom = gradus_viewport_zoom (self->viewport);

  if (drag->kind == GRADUS_DRAG_NONE || (!drag->begun && hypot (dx, dy) < THRESHOLD))
    return;
  drag->begun = TRUE;
  if (drag->kind == GRADUS_DRAG_PAN)
    {
      gradus_viewport_set (
          self->viewport,
          GRAPHENE_POINT_INIT (drag->pan_origin.x - dx / zoom, drag->pan_origin.y - dy / zoom),
          zoom);
      return;
    }
  drag->now = GRAPHENE_POINT_INIT (drag->start.x + (gfloat) (dx / zoom),
                                   drag->start.y + (gfloat) (dy / zoom));
  if (drag->kind == GRADUS_DRAG_MOVE)
    gradus_canvas_update_move (self, (modifiers & GDK_ALT_MASK) != 0);
  else if (drag->kind == GRADUS_DRAG_BAND)
    update_band (self);
  else
    gradus_canvas_aim_wire (self);
}

static void
drag_end (GtkGestureDrag *gesture, gdouble dx, gdouble dy, GradusCanvas *self)
{
  GradusDrag *drag = &self->drag;

  if (drag->kind == GRADUS_DRAG_PAN)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), self->space_held ? "grab" : NULL);
  if (!drag->begun && drag->clicked)
    {
      g_autofree char *id = g_steal_pointer (&drag->clicked);
      const gboolean adding = drag->adding, is_note = drag->clicked_note;

      gradus_canvas_end_drag (self);
      if (is_note)
        gradus_document_select_note (self->document, id);
      else if (adding)
        gradus_document_toggle (self->document, id);
      else
        gradus_document_select_one (self->document, id);
    }
  else if (drag->kind == GRADUS_DRAG_MOVE && drag->begun)
    gradus_canvas_drop_move (self);
  else if (drag->kind == GRADUS_DRAG_WIRE && drag->begun)
    gradus_canvas_drop_wire (self);
  gradus_canvas_end_drag (self);
  gradus_canvas_update_states (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
drag_cancelled (GtkGesture *gesture, GdkEventSequence *sequence, GradusCanvas *self)
{
  gradus_canvas_cancel_drag (self);
}

/* The middle button pans. */
static void
pan_begin (GtkGestureDrag *gesture, gdouble x, gdouble y, GradusCanvas *self)
{
  gradus_canvas_cancel_drag (self);
  begin_pan (self);
}

/* --- scrolling, zooming, hovering ---------------------------------------------------------------
 */

static gboolean
scrolled (GtkEventControllerScroll *controller, gdouble dx, gdouble dy, GradusCanvas *self)
{
  const GdkModifierType modifiers = gtk_event_controller_get_current_event_state (
      GTK_EVENT_CONTROLLER (controller));

  if (modifiers & GDK_CONTROL_MASK)
    gradus_canvas_zoom_by (self, pow (ZOOM_STEP, -dy));
  else if (modifiers & GDK_SHIFT_MASK)
    gradus_viewport_pan (self->viewport, -(dx + dy) * SCROLL_STEP, 0);
  else
    gradus_viewport_pan (self->viewport, -dx * SCROLL_STEP, -dy * SCROLL_STEP);
  return TRUE;
}

static void
pinch_begun (GtkGesture *gesture, GdkEventSequence *sequence, GradusCanvas *self)
{
  self->pinched_from = gradus_viewport_zoom (self->viewport);
}

static void
pinched (GtkGestureZoom *gesture, gdouble scale, GradusCanvas *self)
{
  gdouble x, y;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    gradus_viewport_zoom_at (self->viewport, self->pinched_from * scale, x, y);
}

static void
set_hovered (GradusCanvas *self, const char *id)
{
  if (g_strcmp0 (self->hovered, id) == 0)
    return;
  g_free (self->hovered);
  self->hovered = g_strdup (id);
  gradus_canvas_update_states (self);
}

static void
pointer_moved (GtkEventControllerMotion *controller, gdouble x, gdouble y, GradusCanvas *self)
{
  GradusHit hit;

  self->pointer_x = x;
  self->pointer_y = y;
  if (self->drag.kind != GRADUS_DRAG_NONE)
    return;
  hit = pick (self, x, y);
  set_hovered (self, hit.part == GRADUS_PART_ITEM || hit.part == GRADUS_PART_MARK
                         ? gradus_scene_item (self->scene, hit.index)->id
                         : NULL);
  gtk_widget_set_cursor_from_name (
      GTK_WIDGET (self), self->space_held ? "grab"
                         : hit.part == GRADUS_PART_INPUT || hit.part == GRADUS_PART_OUTPUT
                             ? "crosshair"
                         : hit.part == GRADUS_PART_MARK || hit.part == GRADUS_PART_WIRE ? "pointer"
                                                                                        : NULL);
}

static void
pointer_left (GtkEventControllerMotion *controller, GradusCanvas *self)
{
  self->pointer_x = self->pointer_y = -1;
  if (self->drag.kind == GRADUS_DRAG_NONE)
    set_hovered (self, NULL);
}

static void
pressed_secondary (GtkGestureClick *gesture, gint n, gdouble x, gdouble y, GradusCanvas *self)
{
  const GradusHit hit = pick (self, x, y);
  GtkWidget *note = gradus_canvas_note_at (self, x, y);

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (note)
    {
      const char *id = gradus_note_view_id (GRADUS_NOTE_VIEW (note));

      if (!gradus_document_note_is_selected (self->document, id))
        gradus_document_select_note (self->document, id);
      gtk_widget_grab_focus (note);
    }
  else if (hit.part == GRADUS_PART_ITEM || hit.part == GRADUS_PART_FRAME
           || hit.part == GRADUS_PART_BODY)
    {
      const char *id = hit.part == GRADUS_PART_ITEM
                           ? gradus_scene_item (self->scene, hit.index)->id
                           : gradus_scene_frame (self->scene, hit.index)->id;

      if (!gradus_document_is_selected (self->document, id))
        gradus_document_select_one (self->document, id);
    }
  else if (hit.part == GRADUS_PART_WIRE)
    gradus_canvas_select_wire (self, gradus_scene_wire (self->scene, hit.index)->to_block,
                               gradus_scene_wire (self->scene, hit.index)->input);
  gradus_canvas_popup_menu (self, x, y);
}

/* Twice on a block, group or note, or where none is. */
static void
pressed_primary (GtkGestureClick *gesture, gint n, gdouble x, gdouble y, GradusCanvas *self)
{
  const GradusHit hit = pick (self, x, y);
  GtkWidget *note = gradus_canvas_note_at (self, x, y);

  if (n != 2)
    return;
  if (note)
    {
      gradus_canvas_cancel_drag (self);
      gradus_canvas_edit_note (self, note);
    }
  else if (hit.part == GRADUS_PART_ITEM || hit.part == GRADUS_PART_FRAME)
    {
      g_autofree char *id = g_strdup (hit.part == GRADUS_PART_ITEM
                                          ? gradus_scene_item (self->scene, hit.index)->id
                                          : gradus_scene_frame (self->scene, hit.index)->id);

      gradus_canvas_cancel_drag (self);
      gradus_canvas_activate (self, id);
    }
  else if (hit.part == GRADUS_PART_NOTHING || hit.part == GRADUS_PART_BODY)
    {
      gradus_canvas_cancel_drag (self);
      gradus_canvas_search (self);
    }
}

static void
add_controller (GradusCanvas *self, gpointer controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
add_drags (GradusCanvas *self)
{
  GtkGesture *drag = gtk_gesture_drag_new (), *pan = gtk_gesture_drag_new ();

  self->drag_gesture = drag;
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancelled), self);
  add_controller (self, drag);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (pan), GDK_BUTTON_MIDDLE);
  g_signal_connect (pan, "drag-begin", G_CALLBACK (pan_begin), self);
  g_signal_connect (pan, "drag-update", G_CALLBACK (drag_update), self);
  g_signal_connect (pan, "drag-end", G_CALLBACK (drag_end), self);
  g_signal_connect (pan, "cancel", G_CALLBACK (drag_cancelled), self);
  add_controller (self, pan);
}

void
gradus_canvas_add_pointer (GradusCanvas *self)
{
  GtkGesture *zoom = gtk_gesture_zoom_new (), *secondary = gtk_gesture_click_new ();
  GtkGesture *primary = gtk_gesture_click_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  add_drags (self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (pressed_secondary), self);
  g_signal_connect (zoom, "begin", G_CALLBACK (pinch_begun), self);
  g_signal_connect (zoom, "scale-changed", G_CALLBACK (pinched), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scrolled), self);
  g_signal_connect (motion, "enter", G_CALLBACK (pointer_moved), self);
  g_signal_connect (motion, "motion", G_CALLBACK (pointer_moved), self);
  g_signal_connect (motion, "leave", G_CALLBACK (pointer_left), self);
  g_signal_connect (primary, "pressed", G_CALLBACK (pressed_primary), self);
  add_controller (self, primary);
  add_controller (self, secondary);
  add_controller (self, zoom);
  add_controller (self, scroll);
  add_controller (self, motion);
}
