/* scene-draw.c - frames and wires: see scene-draw.h.
 *
 * Each is a node that is kept until it changes, so that GTK, which compares a frame's nodes with
 * those of the frame before, paints nothing anew but what changed. A straight wire is a rectangle,
 * which costs next to nothing; others are Cairo's, since it draws curves well.
 */
#include "scene-draw.h"

#include "scene-private.h"

#include <math.h>

#define WIRE_WIDTH     2.0
#define FAR_WIDTH      3.0
#define SELECTED_WIDTH 2.5f
#define HEADING_MIDDLE 10 /* of a frame, from its top */

/* --- wires --------------------------------------------------------------------------------------
 */

void
gradus_route_draw (const GradusRoute *route, GtkSnapshot *snapshot, const GdkRGBA *colour,
                   gdouble width)
{
  graphene_rect_t bounds = route->bounds;
  cairo_t *cr;

  if (gradus_route_straight (route))
    {
      if (bounds.size.width == 0)
        graphene_rect_inset (&bounds, (gfloat) -width / 2, 0);
      else
        graphene_rect_inset (&bounds, 0, (gfloat) -width / 2);
      gtk_snapshot_append_color (snapshot, colour, &bounds);
      return;
    }
  graphene_rect_inset (&bounds, (gfloat) -width, (gfloat) -width);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  cairo_move_to (cr, route->points[0].x, route->points[0].y);
  for (guint i = 1; i + 2 < route->n_points; i += 3)
    cairo_curve_to (cr, route->points[i].x, route->points[i].y, route->points[i + 1].x,
                    route->points[i + 1].y, route->points[i + 2].x, route->points[i + 2].y);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static const GdkRGBA *
wire_colour (const GradusPalette *palette, const GradusWire *wire)
{
  return wire->mark == GRADUS_MARK_ERROR     ? &palette->error
         : wire->mark == GRADUS_MARK_WARNING ? &palette->warning
                                             : &palette->wire;
}

static gboolean
in_area (const graphene_rect_t *bounds, const graphene_rect_t *area)
{
  graphene_rect_t wide = *bounds;

  /* A straight wire's bounds are empty. */
  graphene_rect_inset (&wide, -4, -4);
  return graphene_rect_intersection (&wide, area, NULL);
}

static void
draw_label (GradusScene *scene, guint index, GtkSnapshot *snapshot, const GradusBlockStyle *style)
{
  GradusWire *wire = gradus_scene_wire (scene, index);
  const GradusPalette *palette = gradus_block_style_palette (style);

  if (!wire->label_placed)
    {
      wire->label_placed = TRUE;
      if (!wire->shape
          || !gradus_scene_place_label (scene, index, gradus_label_width (style, wire->shape),
                                        &wire->label))
        wire->label = *graphene_rect_zero ();
    }
  if (wire->label.size.width > 0)
    gradus_draw_label (snapshot, style, wire->shape, wire->label.origin.x,
                       wire->label.origin.y + wire->label.size.height / 2, 0,
                       wire->mark ? wire_colour (palette, wire) : &palette->dim_text);
}

/* Appends what is kept, NULL where nothing was drawn. The transform that is set is to be this
 * node's own: GTK does not look for changes below one that scales. */
static void
append_kept (GtkSnapshot *snapshot, GskRenderNode *node)
{
  gtk_snapshot_save (snapshot);
  if (node)
    gtk_snapshot_append_node (snapshot, node);
  gtk_snapshot_restore (snapshot);
}

/* The line, and from near the label. */
static GskRenderNode *
wire_node (GradusScene *scene, guint index, const GradusBlockStyle *style, GradusDetail detail)
{
  GradusWire *wire = gradus_scene_wire (scene, index);
  const gboolean has_label = detail <= GRADUS_DETAIL_PLAIN;

  if (!wire->node || wire->node_has_label != has_label)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();

      gradus_route_draw (&wire->route, snapshot,
                         wire_colour (gradus_block_style_palette (style), wire),
                         has_label ? WIRE_WIDTH : FAR_WIDTH);
      if (has_label)
        draw_label (scene, index, snapshot, style);
      g_clear_pointer (&wire->node, gsk_render_node_unref);
      wire->node = gtk_snapshot_free_to_node (snapshot);
      wire->node_has_label = has_label;
    }
  return wire->node;
}

static void
draw_wire (GradusScene *scene, guint index, GtkSnapshot *snapshot, const GradusBlockStyle *style,
           GradusDetail detail, gboolean selected)
{
  if (!selected)
    {
      append_kept (snapshot, wire_node (scene, index, style, detail));
      return;
    }
  gtk_snapshot_save (snapshot);
  gradus_route_draw (&gradus_scene_wire (scene, index)->route, snapshot,
                     &gradus_block_style_palette (style)->accent, 3.5);
  if (detail <= GRADUS_DETAIL_PLAIN)
    draw_label (scene, index, snapshot, style);
  gtk_snapshot_restore (snapshot);
}

/* Those that follow what is dragged, or the others. */
static void
draw_wires (GradusScene *scene, gboolean dragged, GtkSnapshot *snapshot,
            const GradusBlockStyle *style, const graphene_rect_t *area, GradusDetail detail,
            gint selected)
{
  for (guint i = 0; i < scene->wires->len; i++)
    {
      const GradusWire *wire = gradus_scene_wire (scene, i);
      const gboolean follows = gradus_scene_is_dragged (scene, wire->from)
                               || gradus_scene_is_dragged (scene, wire->to);

      if (follows == dragged && in_area (&wire->route.bounds, area))
        draw_wire (scene, i, snapshot, style, detail, (gint) i == selected);
    }
}

void
gradus_scene_draw_wires (GradusScene *scene, GtkSnapshot *snapshot, const GradusBlockStyle *style,
                         const graphene_rect_t *area, GradusDetail detail, gint selected)
{
  draw_wires (scene, FALSE, snapshot, style, area, detail, selected);
  if (scene->dragged)
    {
      GtkSnapshot *following = gtk_snapshot_new ();
      g_autoptr (GskRenderNode) node = NULL;

      draw_wires (scene, TRUE, following, style, area, detail, selected);
      node = gtk_snapshot_free_to_node (following);
      append_kept (snapshot, node);
    }
}

/* --- frames -------------------------------------------------------------------------------------
 */

static void
draw_frame (const GradusFrame *frame, GtkSnapshot *snapshot, const GradusBlockStyle *style,
            GradusDetail detail)
{
  const GradusPalette *palette = gradus_block_style_palette (style);
  const GdkRGBA fill = gradus_fade (palette->accent, 0.07f);
  const GdkRGBA border = frame->selected ? palette->accent : gradus_fade (palette->accent, 0.35f);
  const gfloat width = frame->selected ? SELECTED_WIDTH : 1;
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &frame->bounds, detail ? 0 : 12);
  if (detail <= GRADUS_DETAIL_PLAIN)
    {
      gtk_snapshot_push_rounded_clip (snapshot, &outline);
      gtk_snapshot_append_color (snapshot, &fill, &frame->bounds);
      gtk_snapshot_pop (snapshot);
      gradus_draw_heading (snapshot, style, frame->title, gradus_frame_heading (frame).origin.x,
                           frame->bounds.origin.y + HEADING_MIDDLE);
    }
  else
    gtk_snapshot_append_color (snapshot, &fill, &frame->bounds);
  gtk_snapshot_append_border (snapshot, &outline, (gfloat[]){ width, width, width, width },
                              (GdkRGBA[]){ border, border, border, border });
}

static GskRenderNode *
frame_node (GradusFrame *frame, const GradusBlockStyle *style, GradusDetail detail)
{
  if (!frame->node || !graphene_rect_equal (&frame->node_bounds, &frame->bounds)
      || frame->node_selected != frame->selected || frame->node_detail != detail)
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();

      draw_frame (frame, snapshot, style, detail);
      g_clear_pointer (&frame->node, gsk_render_node_unref);
      frame->node = gtk_snapshot_free_to_node (snapshot);
      frame->node_bounds = frame->bounds;
      frame->node_selected = frame->selected;
      frame->node_detail = detail;
    }
  return frame->node;
}

void
gradus_scene_draw_frames (GradusScene *scene, GtkSnapshot *snapshot, const GradusBlockStyle *style,
                          const graphene_rect_t *area, GradusDetail detail)
{
  for (guint i = 0; i < scene->frames->len; i++)
    {
      GradusFrame *frame = gradus_scene_frame (scene, i);

      if (frame->bounds.size.width > 0 && in_area (&frame->bounds, area))
        append_kept (snapshot, frame_node (frame, style, detail));
    }
}

void
gradus_scene_draw (GradusScene *scene, GtkSnapshot *snapshot, const GradusBlockStyle *style)
{
  graphene_rect_t all = scene->bounds;

  graphene_rect_inset (&all, -100, -100);
  gradus_scene_draw_frames (scene, snapshot, style, &all, GRADUS_DETAIL_FULL);
  gradus_scene_draw_wires (scene, snapshot, style, &all, GRADUS_DETAIL_FULL, -1);
  for (guint i = 0; i < scene->items->len; i++)
    {
      const GradusSceneItem *item = gradus_scene_item (scene, i);

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &item->bounds.origin);
      gradus_block_draw (snapshot, style, &item->look, 0, GRADUS_DETAIL_FULL);
      gtk_snapshot_restore (snapshot);
    }
}
