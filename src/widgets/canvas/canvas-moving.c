/* canvas-moving.c - moving what is selected on a GradusCanvas by dragging it: the guides that it
 * snaps to, and the wire that a block may be dropped on. For canvas-pointer.c.
 */
#include "canvas-private.h"

#include "model/compose.h"
#include "note-view.h"

#include <math.h>

#define SNAP 7 /* pixels at which a guide pulls */

/* --- the beginning ---------------------------------------------------------------------------- */

/* Where the notes are that go along. */
static void
shift_notes (GradusCanvas *self, gdouble dx, gdouble dy)
{
  const GPtrArray *notes = self->drag.moved_notes;

  for (guint i = 0; i < notes->len; i++)
    gradus_note_view_shift (notes->pdata[i], dx, dy);
  if (notes->len)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
gradus_canvas_put_back (GradusCanvas *self)
{
  GradusDrag *drag = &self->drag;

  if (drag->kind == GRADUS_DRAG_MOVE && drag->begun)
    {
      gradus_scene_move (self->scene, gradus_document_model (self->document), drag->moved,
                         -drag->dx, -drag->dy);
      gradus_block_layer_moved (self->layer);
      shift_notes (self, 0, 0);
    }
}

void
gradus_canvas_begin_move (GradusCanvas *self)
{
  GradusDrag *drag = &self->drag;

  drag->kind = GRADUS_DRAG_MOVE;
  drag->moved_area = *graphene_rect_zero ();
  drag->guide_x = drag->guide_y = NAN;
  drag->moved = gradus_canvas_chosen_blocks (self);
  drag->moved_notes = gradus_canvas_chosen_notes (self);
  self->scene->dragged = drag->moved;
  self->space_used = TRUE;
  for (guint i = 0; i < self->scene->items->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (self->scene, i);

      if (!gradus_canvas_is_chosen (self, item->id))
        continue;
      g_hash_table_add (drag->moved, g_strdup (item->id));
      gradus_rect_include (&drag->moved_area, &item->bounds);
    }
}

/* --- snapping --------------------------------------------------------------------------------- */

/* The smallest change that brings @value to @target, if that is smaller than what was found so far.
 */
static gboolean
try_snap (gdouble value, gdouble target, gdouble *best)
{
  if (fabs (target - value) >= fabs (*best))
    return FALSE;
  *best = target - value;
  return TRUE;
}

/* The same for a stretch beside another: into the same line, which goes before what is as near;
 * and, where @step is not 0, so far behind or before it. */
static gboolean
snap_stretch (gdouble start, gdouble length, gdouble other, gdouble other_length, gdouble step,
              gdouble *best)
{
  const gdouble level = step == 0 ? other + other_length / 2 - start - length / 2 : other - start;
  gboolean any = fabs (level) <= fabs (*best);

  if (any)
    *best = level;
  if (step != 0)
    {
      any = try_snap (start, other + step, best) || any;
      any = try_snap (start + length - other_length, other - step, best) || any;
    }
  return any;
}

/* Pulls what is moved into line with the nearest blocks: under one another, beside one another, and
 * as far apart as the blocks of a chain. */
static void
snap (GradusCanvas *self, gdouble *dx, gdouble *dy)
{
  GradusDrag *drag = &self->drag;
  const gdouble reach = SNAP / gradus_viewport_zoom (self->viewport);
  const graphene_point_t step = gradus_flow_step (self->flow);
  gdouble best_x = reach, best_y = reach;
  const GradusSceneItem *of_x = NULL, *of_y = NULL;
  graphene_rect_t area = drag->moved_area;

  graphene_rect_offset (&area, (gfloat) *dx, (gfloat) *dy);
  for (guint i = 0; i < self->scene->items->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (self->scene, i);
      const graphene_rect_t *box = &item->bounds;

      if (g_hash_table_contains (drag->moved, item->id)
          || fabs (box->origin.y - area.origin.y) > 600 + area.size.height
          || fabs (box->origin.x - area.origin.x) > 900 + area.size.width)
        continue;
      if (snap_stretch (area.origin.x, area.size.width, box->origin.x, box->size.width, step.x,
                        &best_x))
        of_x = item;
      if (snap_stretch (area.origin.y, area.size.height, box->origin.y, box->size.height, step.y,
                        &best_y))
        of_y = item;
    }
  *dx += of_x ? best_x : 0;
  *dy += of_y ? best_y : 0;
  drag->guide_x = of_x && (step.x == 0 || area.origin.x + best_x == of_x->bounds.origin.x)
                      ? of_x->bounds.origin.x + of_x->bounds.size.width / 2
                      : NAN;
  drag->guide_y = of_y && (step.y == 0 || area.origin.y + best_y == of_y->bounds.origin.y)
                      ? of_y->bounds.origin.y + of_y->bounds.size.height / 2
                      : NAN;
  drag->guide_area = drag->moved_area;
  graphene_rect_offset (&drag->guide_area, (gfloat) *dx, (gfloat) *dy);
  if (of_x)
    graphene_rect_union (&drag->guide_area, &of_x->bounds, &drag->guide_area);
  if (of_y)
    graphene_rect_union (&drag->guide_area, &of_y->bounds, &drag->guide_area);
}

/* --- its course and its end ------------------------------------------------------------------- */

void
gradus_canvas_update_move (GradusCanvas *self, gboolean freely)
{
  GradusDrag *drag = &self->drag;
  gdouble dx = drag->now.x - drag->start.x, dy = drag->now.y - drag->start.y;

  drag->guide_x = drag->guide_y = NAN;
  /* A note alone goes where it is put. */
  if (!freely && g_hash_table_size (drag->moved) > 0)
    snap (self, &dx, &dy);
  dx = round (dx);
  dy = round (dy);
  gradus_scene_move (self->scene, gradus_document_model (self->document), drag->moved,
                     dx - drag->dx, dy - drag->dy);
  drag->dx = dx;
  drag->dy = dy;
  shift_notes (self, dx, dy);
  gradus_block_layer_moved (self->layer);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* A block without a link into it that is dropped on a wire is put into that wire. NULL: it is not.
 */
static GrEdit *
splice_moved (GradusCanvas *self, const GrBlock *block, gdouble x, gdouble y)
{
  GrModel *model = gradus_document_model (self->document);
  const graphene_point_t centre = GRAPHENE_POINT_INIT ((gfloat) x + GRADUS_BLOCK_WIDTH / 2.f,
                                                       (gfloat) y + GRADUS_BLOCK_HEIGHT / 2.f);
  const GradusWire *wire;
  GrEdit *splice;
  gint index;

  if (gr_model_link_to (model, block->id, 0))
    return NULL;
  index = gradus_scene_wire_at (self->scene, &centre, GRADUS_BLOCK_HEIGHT / 2.0);
  if (index < 0)
    return NULL;
  wire = gradus_scene_wire (self->scene, index);
  splice = gr_compose_splice_block (model, block->id, wire->to_block, wire->input, NULL);
  return splice ? gradus_canvas_into_wire (self, splice, wire, block->id) : NULL;
}

/* Makes the move of the drag one step of the document. */
void
gradus_canvas_drop_move (GradusCanvas *self)
{
  GrModel *model = gradus_document_model (self->document);
  GradusDrag *drag = &self->drag;
  const gdouble dx = drag->dx, dy = drag->dy;
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
  g_autoptr (GPtrArray) notes = NULL;
  const guint n_notes = drag->moved_notes->len;
  g_autofree char *label = NULL;
  const GrBlock *moved = NULL;
  GrEdit *edit = NULL;

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);

      if (!g_hash_table_contains (drag->moved, block->id))
        continue;
      moved = block;
      g_ptr_array_add (edits, gr_edit_move_block (block->id, block->x + dx, block->y + dy));
    }
  notes = gradus_canvas_move_notes (self, drag->moved_notes, dx, dy);
  gradus_canvas_put_back (self);
  gradus_canvas_end_drag (self);
  if ((dx == 0 && dy == 0) || edits->len + n_notes == 0)
    return;
  label = gradus_canvas_label (GRADUS_VERB_MOVE, moved, edits->len, n_notes);
  if (edits->len == 1 && n_notes == 0)
    {
      GrEdit *splice = splice_moved (self, moved, moved->x + dx, moved->y + dy);

      if (splice)
        g_ptr_array_add (edits, splice);
    }
  if (edits->len)
    edit = gr_edit_compound ((GrEdit *const *) edits->pdata, edits->len);
  gradus_canvas_apply_with_notes (self, edit, notes, label, NULL);
}
