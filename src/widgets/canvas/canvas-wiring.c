/* canvas-wiring.c - wires that are dragged on a GradusCanvas, from a port to one that fits. */
#include "canvas-private.h"

#include "model/compose.h"
#include "scene-draw.h"
#include "style/toast.h"

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

/* Whether the wire goes from @source to what @port stands for. */
static gboolean
goes_to (GradusCanvas *self, const char *source, GradusPort port)
{
  GrModel *model = gradus_document_model (self->document);
  const GradusSceneItem *item = gradus_scene_item (self->scene, port.item);
  g_autoptr (GArray) pins = gradus_item_pins (item, port.port);

  for (guint i = 0; i < pins->len; i++)
    {
      const char *to = g_array_index (pins, GradusPin, i).block;

      /* A circle is not closed. */
      if (!takes_rank (model, gr_model_block (model, to), source)
          || (!self->drag.from_input && g_hash_table_contains (self->drag.around, to)))
        return FALSE;
    }
  return TRUE;
}

static const char *
source_of (GradusCanvas *self, GradusPort port)
{
  return gradus_item_source (gradus_scene_item (self->scene, port.item), port.port);
}

static gboolean
port_fits (GradusCanvas *self, GradusPort port)
{
  const GradusDrag *drag = &self->drag;
  const char *source;

  if (!drag->from_input)
    return goes_to (self, source_of (self, drag->wire_from), port);
  source = source_of (self, port);
  return !g_hash_table_contains (drag->around, source) && goes_to (self, source, drag->wire_to);
}

/* Whether there is such a wire already. */
static gboolean
reads (GradusCanvas *self, GradusPort from, GradusPort to)
{
  g_autoptr (GArray) pins = gradus_item_pins (gradus_scene_item (self->scene, to.item), to.port);
  const GradusPin *pin = &g_array_index (pins, GradusPin, 0);
  const GrLink *link = gr_model_link_to (gradus_document_model (self->document), pin->block,
                                         pin->input);

  return link && strcmp (link->from, source_of (self, from)) == 0;
}

gboolean
gradus_canvas_wire_may_go (GradusCanvas *self, GradusPort to)
{
  return port_fits (self, to) && !reads (self, self->drag.wire_from, to);
}

gboolean
gradus_canvas_wire_fits (GradusCanvas *self, guint index)
{
  const GradusDrag *drag = &self->drag;
  const GradusSceneItem *item = gradus_scene_item (self->scene, index);
  const guint n = drag->from_input ? item->look.n_outputs : item->look.n_inputs;

  if ((gint) index == (drag->from_input ? drag->wire_to : drag->wire_from).item)
    return TRUE; /* where it comes from */
  for (guint port = 0; port < n; port++)
    if (port_fits (self, (GradusPort){ (gint) index, port }))
      return TRUE;
  return FALSE;
}

/* --- dragging -----------------------------------------------------------------------------------
 */

void
gradus_canvas_begin_wire (GradusCanvas *self, const GradusHit *hit)
{
  GrModel *model = gradus_document_model (self->document);
  GradusDrag *drag = &self->drag;
  const GradusSceneItem *item = gradus_scene_item (self->scene, hit->index);
  const GradusPort here = { (gint) hit->index, hit->port }, none = { -1, 0 };
  const GrLink *link;

  drag->kind = GRADUS_DRAG_WIRE;
  drag->wire_from = drag->wire_to = drag->old_to = none;
  if (hit->part == GRADUS_PART_OUTPUT)
    {
      drag->wire_from = here;
      drag->around = gr_compose_before (model, source_of (self, here));
      return;
    }
  g_autoptr (GArray) pins = gradus_item_pins (item, hit->port);
  const GradusPin *pin = &g_array_index (pins, GradusPin, 0);
  link = gr_model_link_to (model, pin->block, pin->input);
  if (link)
    {
      /* The link is taken off its input. */
      const gint from = gradus_scene_home (self->scene, link->from);

      drag->around = gr_compose_before (model, link->from);
      drag->wire_from = (GradusPort){
        from, gradus_item_port_of (gradus_scene_item (self->scene, from), link->from)
      };
      drag->old_to = here;
      return;
    }
  drag->from_input = TRUE;
  drag->around = gr_compose_behind (model, pin->block);
  drag->wire_to = here;
}

gboolean
gradus_canvas_port_is_free (GradusCanvas *self, GradusPort port)
{
  g_autoptr (GArray) pins = gradus_item_pins (gradus_scene_item (self->scene, port.item),
                                              port.port);
  const GradusPin *pin = &g_array_index (pins, GradusPin, 0);

  return !gr_model_link_to (gradus_document_model (self->document), pin->block, pin->input);
}

/* The port of an item that the loose end takes: the nearest within reach, or, in the block itself,
 * the first that is free. -1: none. */
static gint
port_for (GradusCanvas *self, guint index, gdouble reach, gdouble *distance)
{
  const gboolean outputs = self->drag.from_input;
  const GradusSceneItem *item = gradus_scene_item (self->scene, index);
  const graphene_point_t *at = &self->drag.now;
  const guint n = outputs ? item->look.n_outputs : item->look.n_inputs;
  gint best = -1, first = -1;

  *distance = reach;
  for (guint i = 0; i < n; i++)
    {
      const graphene_point_t port = outputs ? gradus_item_output (item, i)
                                            : gradus_item_input (item, i);
      const gdouble d = hypot (port.x - at->x, port.y - at->y);

      if (d < *distance && port_fits (self, (GradusPort){ (gint) index, i }))
        {
          *distance = d;
          best = (gint) i;
        }
    }
  if (best >= 0 || !graphene_rect_contains_point (&item->bounds, at))
    return best;
  *distance = reach * 0.9;
  for (guint i = 0; i < n; i++)
    {
      const GradusPort port = { (gint) index, i };

      if (!port_fits (self, port))
        continue;
      if (outputs || gradus_canvas_port_is_free (self, port))
        return (gint) i;
      first = first < 0 ? (gint) i : first;
    }
  return first;
}

void
gradus_canvas_aim_wire (GradusCanvas *self)
{
  GradusDrag *drag = &self->drag;
  const gint begun_at = (drag->from_input ? drag->wire_to : drag->wire_from).item;
  GradusPort *end = drag->from_input ? &drag->wire_from : &drag->wire_to;
  gdouble nearest = REACH / gradus_viewport_zoom (self->viewport);
  const gdouble reach = nearest;

  end->item = -1;
  for (guint i = 0; i < self->scene->items->len; i++)
    {
      graphene_rect_t area = gradus_scene_item (self->scene, i)->bounds;
      gdouble distance;
      gint port;

      graphene_rect_inset (&area, (gfloat) -reach, (gfloat) -reach);
      if ((gint) i == begun_at || !graphene_rect_contains_point (&area, &drag->now))
        continue;
      port = port_for (self, i, reach, &distance);
      if (port < 0 || distance > nearest)
        continue;
      nearest = distance;
      *end = (GradusPort){ (gint) i, (guint) port };
    }
  gradus_canvas_update_states (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_canvas_draw_wire (GradusCanvas *self, GtkSnapshot *snapshot)
{
  const GradusDrag *drag = &self->drag;
  const GradusPalette *palette = gradus_block_style_palette (self->style);
  const GradusPort from = drag->wire_from, to = drag->wire_to;
  GradusRoute route;

  if (drag->kind != GRADUS_DRAG_WIRE || !drag->begun)
    return;
  gradus_route_direct (
      &route,
      from.item >= 0 ? gradus_item_output (gradus_scene_item (self->scene, from.item), from.port)
                     : drag->now,
      to.item >= 0 ? gradus_item_input (gradus_scene_item (self->scene, to.item), to.port)
                   : drag->now,
      self->flow == GR_FLOW_RIGHT);
  gradus_route_draw (&route, snapshot,
                     from.item >= 0 && to.item >= 0 ? &palette->accent : &palette->wire, 2.5);
}

/* --- dropping -----------------------------------------------------------------------------------
 */

static const char *
name_of (GradusCanvas *self, GradusPort port)
{
  return gradus_scene_item (self->scene, port.item)->look.name;
}

static GPtrArray *
edits_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);
}

/* What takes the links off all that a port stands for. */
static void
add_removals (GradusCanvas *self, GPtrArray *edits, GradusPort port)
{
  g_autoptr (GArray) pins = gradus_item_pins (gradus_scene_item (self->scene, port.item),
                                              port.port);

  for (guint i = 0; i < pins->len; i++)
    {
      const GradusPin *pin = &g_array_index (pins, GradusPin, i);

      if (gr_model_link_to (gradus_document_model (self->document), pin->block, pin->input))
        g_ptr_array_add (edits, gr_edit_remove_link (pin->block, pin->input));
    }
}

static void
add_links (GradusCanvas *self, GPtrArray *edits, const char *source, GradusPort port)
{
  g_autoptr (GArray) pins = gradus_item_pins (gradus_scene_item (self->scene, port.item),
                                              port.port);

  for (guint i = 0; i < pins->len; i++)
    {
      const GradusPin *pin = &g_array_index (pins, GradusPin, i);

      g_ptr_array_add (edits, gr_edit_add_link (source, pin->block, pin->input, GR_AT_END));
    }
}

/* Let go where nothing is: what is to be there? */
static void
search_for_end (GradusCanvas *self)
{
  const GradusDrag *drag = &self->drag;
  GradusPin pin = { 0 };

  if (drag->wire_to.item >= 0)
    {
      /* One that nothing is linked to stands for itself. */
      g_autoptr (GArray) pins = gradus_item_pins (
          gradus_scene_item (self->scene, drag->wire_to.item), drag->wire_to.port);

      pin = g_array_index (pins, GradusPin, 0);
    }
  gradus_canvas_search_for_wire (
      self, drag->wire_from.item >= 0 ? source_of (self, drag->wire_from) : NULL, pin.block,
      pin.input, drag->now);
}

/* The block or group that is at the loose end, but not the one where the wire begins; -1. */
static gint
item_at_end (GradusCanvas *self)
{
  const GradusDrag *drag = &self->drag;
  const GradusHit hit = gradus_scene_pick (self->scene, &drag->now,
                                           REACH / gradus_viewport_zoom (self->viewport));
  const gboolean is_item = hit.part == GRADUS_PART_ITEM || hit.part == GRADUS_PART_MARK
                           || hit.part == GRADUS_PART_INPUT || hit.part == GRADUS_PART_OUTPUT;

  return is_item && (gint) hit.index != (drag->from_input ? drag->wire_to : drag->wire_from).item
             ? (gint) hit.index
             : -1;
}

/* Let go on something that the wire cannot go to. */
static void
tell_unfit (GradusCanvas *self, gint index)
{
  const GradusDrag *drag = &self->drag;
  const char *there = gradus_scene_item (self->scene, index)->look.name;
  const char *from = drag->from_input ? there : name_of (self, drag->wire_from);
  const char *to = drag->from_input ? name_of (self, drag->wire_to) : there;
  gboolean circle = FALSE;
  g_autofree char *text = NULL;

  for (guint i = 0; i < gr_model_n_blocks (gradus_document_model (self->document)); i++)
    {
      const char *id = gr_model_block_at (gradus_document_model (self->document), i)->id;

      circle = circle
               || (gradus_scene_home (self->scene, id) == index
                   && g_hash_table_contains (drag->around, id));
    }
  text = g_strdup_printf (circle ? _ ("A link from “%s” to “%s” would be a cycle")
                                 : _ ("What “%s” gives is nothing that “%s” takes"),
                          from, to);
  gradus_toast_show (GTK_WIDGET (self), gradus_toast_new (text));
}

/* Beside the canvas nothing can be put. */
static gboolean
is_outside (GradusCanvas *self, const graphene_point_t *point)
{
  const graphene_point_t at = gradus_viewport_to_screen (self->viewport, point->x, point->y);

  return !gtk_widget_contains (GTK_WIDGET (self), at.x, at.y);
}

void
gradus_canvas_drop_wire (GradusCanvas *self)
{
  const GradusDrag *drag = &self->drag;
  const GradusPort from = drag->wire_from, to = drag->wire_to, old = drag->old_to;
  const gboolean linked = from.item >= 0 && to.item >= 0;
  g_autoptr (GPtrArray) edits = edits_new ();
  g_autofree char *label = NULL;

  if (old.item >= 0 && old.item == to.item && old.port == to.port)
    return;
  if (linked && reads (self, from, to))
    return;
  if (old.item < 0 && !linked)
    {
      const gint there = item_at_end (self);

      if (there >= 0)
        tell_unfit (self, there);
      else if (!is_outside (self, &drag->now))
        search_for_end (self);
      return;
    }
  if (old.item >= 0)
    add_removals (self, edits, old);
  if (linked)
    {
      add_removals (self, edits, to);
      add_links (self, edits, source_of (self, from), to);
      label = g_strdup_printf (_ ("Link %s to %s"), name_of (self, from), name_of (self, to));
    }
  else
    label = g_strdup_printf (_ ("Unlink %s from %s"), name_of (self, from), name_of (self, old));
  gradus_canvas_apply (self, gr_edit_compound ((GrEdit *const *) edits->pdata, edits->len), label);
}

/* --- wires into folded groups -------------------------------------------------------------------
 */

void
gradus_canvas_delete_wire (GradusCanvas *self)
{
  const gint index = gradus_canvas_selected_wire (self);
  g_autoptr (GPtrArray) edits = edits_new ();
  g_autofree char *label = NULL;
  GradusPort from, to;

  if (index < 0)
    return;
  from = (GradusPort){ (gint) gradus_scene_wire (self->scene, index)->from, 0 };
  to = (GradusPort){ (gint) gradus_scene_wire (self->scene, index)->to,
                     gradus_scene_wire (self->scene, index)->to_port };
  add_removals (self, edits, to);
  label = g_strdup_printf (_ ("Unlink %s from %s"), name_of (self, from), name_of (self, to));
  gradus_canvas_apply (self, gr_edit_compound ((GrEdit *const *) edits->pdata, edits->len), label);
}

GrEdit *
gradus_canvas_into_wire (GradusCanvas *self, GrEdit *edit, const GradusWire *wire, const char *id)
{
  g_autoptr (GPtrArray) edits = edits_new ();
  g_autoptr (GArray) pins = gradus_item_pins (gradus_scene_item (self->scene, wire->to),
                                              wire->to_port);

  g_ptr_array_add (edits, edit);
  for (guint i = 0; i < pins->len; i++)
    {
      const GradusPin *pin = &g_array_index (pins, GradusPin, i);

      if (pin->input == wire->input && strcmp (pin->block, wire->to_block) == 0)
        continue;
      g_ptr_array_add (edits, gr_edit_remove_link (pin->block, pin->input));
      g_ptr_array_add (edits, gr_edit_add_link (id, pin->block, pin->input, GR_AT_END));
    }
  return gr_edit_compound ((GrEdit *const *) edits->pdata, edits->len);
}
