/* canvas-wiring.c - wires that are dragged on a GradusCanvas, from a port to one that fits. */
#include "canvas-private.h"

#include "model/compose.h"
#include "scene-draw.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define REACH 28 /* pixels at which a port draws the wire to itself */

/* --- what fits ----------------------------------------------------------------------------------
 */

/* Whether @to takes as many dimensions as leave @from, as far as that is known. */
static gboolean
takes_rank (GrModel *model, const GrBlock *to, const char *from)
{
  const GrBlockInfo *info = gr_model_info (model, from);

  if (!to->kind || !info || !info->known || to->kind->max_dims == 0)
    return TRUE;
  return info->ndim >= to->kind->min_dims && info->ndim <= to->kind->max_dims;
}

gboolean
gradus_canvas_wire_fits (GradusCanvas *self, guint index)
{
  GrModel *model = gradus_document_model (self->document);
  const GradusDrag *drag = &self->drag;
  const GradusItem *item = gradus_scene_item (self->scene, index);
  const GrBlock *block = gr_model_block (model, item->id);
  const char *from = drag->from_input ? item->id : drag->wire_from;
  const char *to = drag->from_input ? drag->wire_to : item->id;

  if (strcmp (item->id, drag->from_input ? to : from) == 0)
    return TRUE; /* where it comes from */
  if (!block || (drag->from_input ? !item->look.has_output : item->look.n_inputs == 0))
    return FALSE;
  if (!takes_rank (model, gr_model_block (model, to), from))
    return FALSE;
  /* Either way, a circle is not closed. */
  return !g_hash_table_contains (drag->around, item->id);
}

/* --- dragging -----------------------------------------------------------------------------------
 */

void
gradus_canvas_begin_wire (GradusCanvas *self, const GradusHit *hit)
{
  GrModel *model = gradus_document_model (self->document);
  GradusDrag *drag = &self->drag;
  const GradusItem *item = gradus_scene_item (self->scene, hit->index);

  if (!gr_model_block (model, item->id))
    return;
  drag->kind = GRADUS_DRAG_WIRE;
  if (hit->part == GRADUS_PART_OUTPUT)
    {
      drag->wire_from = g_strdup (item->id);
      drag->around = gr_compose_before (model, item->id);
      return;
    }
  const GrLink *link = gr_model_link_to (model, item->id, hit->port);
  if (link)
    {
      /* The link is taken off its input. */
      drag->around = gr_compose_before (model, link->from);
      drag->wire_from = g_strdup (link->from);
      drag->old_to = g_strdup (item->id);
      drag->old_input = hit->port;
      return;
    }
  drag->from_input = TRUE;
  drag->around = gr_compose_behind (model, item->id);
  drag->wire_to = g_strdup (item->id);
  drag->wire_input = hit->port;
}

/* The port of @item that a wire from an output takes: the nearest within reach, or, in the block
 * itself, the first that is free. -1: none. */
static gint
port_for (GradusCanvas *self, const GradusItem *item, gdouble reach, gdouble *distance)
{
  GrModel *model = gradus_document_model (self->document);
  const graphene_point_t *at = &self->drag.now;
  gint best = -1;

  *distance = reach;
  for (guint i = 0; i < item->look.n_inputs; i++)
    {
      const graphene_point_t port = gradus_item_input (item, i);
      const gdouble d = hypot (port.x - at->x, port.y - at->y);

      if (d < *distance)
        {
          *distance = d;
          best = (gint) i;
        }
    }
  if (best >= 0 || !graphene_rect_contains_point (&item->bounds, at))
    return best;
  *distance = reach * 0.9;
  for (guint i = 0; i < item->look.n_inputs; i++)
    if (!gr_model_link_to (model, item->id, i))
      return (gint) i;
  return 0;
}

static void
aim_at_input (GradusCanvas *self, gdouble reach)
{
  GradusDrag *drag = &self->drag;
  gdouble nearest = reach;

  for (guint i = 0; i < self->scene->items->len; i++)
    {
      const GradusItem *item = gradus_scene_item (self->scene, i);
      gdouble distance;
      gint port;

      if (strcmp (item->id, drag->wire_from) == 0)
        continue;
      port = port_for (self, item, reach, &distance);
      if (port < 0 || distance > nearest || !gradus_canvas_wire_fits (self, i))
        continue;
      nearest = distance;
      g_free (drag->wire_to);
      drag->wire_to = g_strdup (item->id);
      drag->wire_input = (guint) port;
    }
}

static void
aim_at_output (GradusCanvas *self, gdouble reach)
{
  GradusDrag *drag = &self->drag;
  gdouble nearest = reach;

  for (guint i = 0; i < self->scene->items->len; i++)
    {
      const GradusItem *item = gradus_scene_item (self->scene, i);
      const graphene_point_t port = gradus_item_output (item);
      const gdouble d = graphene_rect_contains_point (&item->bounds, &drag->now)
                            ? reach * 0.9
                            : hypot (port.x - drag->now.x, port.y - drag->now.y);

      if (d >= nearest || strcmp (item->id, drag->wire_to) == 0
          || !gradus_canvas_wire_fits (self, i))
        continue;
      nearest = d;
      g_free (drag->wire_from);
      drag->wire_from = g_strdup (item->id);
    }
}

void
gradus_canvas_aim_wire (GradusCanvas *self)
{
  GradusDrag *drag = &self->drag;
  const gdouble reach = REACH / gradus_viewport_zoom (self->viewport);

  if (drag->from_input)
    {
      g_clear_pointer (&drag->wire_from, g_free);
      aim_at_output (self, reach);
    }
  else
    {
      g_clear_pointer (&drag->wire_to, g_free);
      aim_at_input (self, reach);
    }
  gradus_canvas_update_states (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_canvas_draw_wire (GradusCanvas *self, GtkSnapshot *snapshot)
{
  const GradusDrag *drag = &self->drag;
  const GradusPalette *palette = gradus_block_style_palette (self->style);
  gint from, to;
  GradusRoute route;

  if (drag->kind != GRADUS_DRAG_WIRE || !drag->begun)
    return;
  from = drag->wire_from ? gradus_scene_find (self->scene, drag->wire_from) : -1;
  to = drag->wire_to ? gradus_scene_find (self->scene, drag->wire_to) : -1;
  gradus_route_direct (
      &route, from >= 0 ? gradus_item_output (gradus_scene_item (self->scene, from)) : drag->now,
      to >= 0 ? gradus_item_input (gradus_scene_item (self->scene, to), drag->wire_input)
              : drag->now);
  gradus_route_draw (&route, snapshot, from >= 0 && to >= 0 ? &palette->accent : &palette->wire,
                     2.5);
}

/* --- dropping -----------------------------------------------------------------------------------
 */

static const char *
name_of (GrModel *model, const char *id)
{
  return gr_model_block (model, id)->name;
}

void
gradus_canvas_drop_wire (GradusCanvas *self)
{
  GrModel *model = gradus_document_model (self->document);
  const GradusDrag *drag = &self->drag;
  GrEdit *edits[3];
  guint n = 0;
  g_autofree char *label = NULL;
  gboolean same;

  same = drag->old_to && drag->wire_to && strcmp (drag->old_to, drag->wire_to) == 0
         && drag->old_input == drag->wire_input;
  if (same)
    return;
  /* Let go where nothing is: what is to be there? */
  if (!drag->old_to && (!drag->wire_from || !drag->wire_to))
    {
      gradus_canvas_search_for_wire (self, drag->wire_from, drag->wire_to, drag->wire_input,
                                     drag->now);
      return;
    }
  if (drag->old_to)
    {
      edits[n++] = gr_edit_remove_link (drag->old_to, drag->old_input);
      label = g_strdup_printf (_ ("Unlink %s from %s"), name_of (model, drag->wire_from),
                               name_of (model, drag->old_to));
    }
  if (drag->wire_from && drag->wire_to)
    {
      if (gr_model_link_to (model, drag->wire_to, drag->wire_input))
        edits[n++] = gr_edit_remove_link (drag->wire_to, drag->wire_input);
      edits[n++] = gr_edit_add_link (drag->wire_from, drag->wire_to, drag->wire_input, GR_AT_END);
      g_free (label);
      label = g_strdup_printf (_ ("Link %s to %s"), name_of (model, drag->wire_from),
                               name_of (model, drag->wire_to));
    }
  if (n == 0)
    return;
  gradus_canvas_apply (self, gr_edit_compound (edits, n), label);
  for (guint i = 0; i < n; i++)
    gr_edit_unref (edits[i]);
}
