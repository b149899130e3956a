/* canvas-light.c - what is lit on a GradusCanvas while the model is stepped through: blocks that
 * are run, and wires on which data or gradients travel. Drawn over the scene, which stays as it is.
 */
#include "canvas-private.h"

#include "scene-draw.h"

#include <math.h>

#define RING       3.0f
#define RING_GAP   3.0f
#define GLOW       8.0f
#define WIRE_WIDTH 4.0
#define ARROW      6.0 /* half as wide as long */
#define LONG       70  /* a curve of this length has two arrows */

void
gradus_canvas_light (GradusCanvas *self, const char *const *blocks, const GradusLitWire *wires,
                     guint n_wires, gboolean backward)
{
  GradusCanvasLight *light = &self->light;
  gint first;

  gradus_canvas_clear_light (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (!blocks)
    return;
  light->blocks = g_strdupv ((char **) blocks);
  light->wires = g_array_new (FALSE, FALSE, sizeof (GradusLitWire));
  g_array_append_vals (light->wires, wires, n_wires);
  for (guint i = 0; i < n_wires; i++)
    {
      GradusLitWire *wire = &g_array_index (light->wires, GradusLitWire, i);

      wire->to = g_intern_string (wire->to);
    }
  light->backward = backward;
  first = blocks[0] ? gradus_scene_home (self->scene, blocks[0]) : -1;
  if (first >= 0)
    gradus_canvas_reveal (self, &gradus_scene_item (self->scene, first)->bounds);
}

void
gradus_canvas_clear_light (GradusCanvas *self)
{
  g_clear_pointer (&self->light.blocks, g_strfreev);
  g_clear_pointer (&self->light.wires, g_array_unref);
}

/* Data in blue, gradients in orange, which people with any kind of colour vision tell apart. */
static const GdkRGBA *
colour_of (GradusCanvas *self)
{
  const GradusPalette *palette = gradus_block_style_palette (self->style);

  return &palette->series[self->light.backward ? 1 : 0];
}

/* What is lit is seen from far away too. */
static gdouble
enlarged (GradusCanvas *self, gdouble size)
{
  return size / MIN (gradus_viewport_zoom (self->viewport), 1);
}

/* --- wires --------------------------------------------------------------------------------------
 */

/* A head at @t of the curve, which points where data go, or gradients. */
static void
draw_arrow (const graphene_point_t *curve, gfloat t, gboolean backward, gdouble size, cairo_t *cr)
{
  const graphene_point_t at = gradus_curve_at (curve, t);
  const graphene_point_t before = gradus_curve_at (curve, t - 0.05f);
  const graphene_point_t after = gradus_curve_at (curve, t + 0.05f);
  const gdouble distance = graphene_point_distance (&before, &after, NULL, NULL);
  const gdouble along = (backward ? -size : size) / distance;
  const gdouble x = (after.x - before.x) * along, y = (after.y - before.y) * along;

  cairo_move_to (cr, at.x + x, at.y + y);
  cairo_line_to (cr, at.x - x - y, at.y - y + x);
  cairo_line_to (cr, at.x - x / 2, at.y - y / 2);
  cairo_line_to (cr, at.x - x + y, at.y - y - x);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_arrows (GradusCanvas *self, const GradusRoute *route, GtkSnapshot *snapshot)
{
  const gdouble size = enlarged (self, ARROW);
  graphene_rect_t bounds = route->bounds;
  cairo_t *cr;

  graphene_rect_inset (&bounds, (gfloat) (-2 * size), (gfloat) (-2 * size));
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  gdk_cairo_set_source_rgba (cr, colour_of (self));
  for (guint i = 0; i + 3 < route->n_points; i += 3)
    {
      const graphene_point_t *curve = &route->points[i];
      const gfloat length = graphene_point_distance (&curve[0], &curve[3], NULL, NULL);

      if (length < 2 * size)
        continue;
      if (length > LONG)
        draw_arrow (curve, 0.25f, self->light.backward, size, cr);
      draw_arrow (curve, length > LONG ? 0.75f : 0.5f, self->light.backward, size, cr);
    }
  cairo_destroy (cr);
}

static gboolean
is_lit (const GradusCanvasLight *light, const GradusWire *wire)
{
  for (guint i = 0; i < light->wires->len; i++)
    {
      const GradusLitWire *lit = &g_array_index (light->wires, GradusLitWire, i);

      if (lit->input == wire->input && g_str_equal (lit->to, wire->to_block))
        return TRUE;
    }
  return FALSE;
}

/* A node of its own: Cairo's contexts of GTK 4.8 are misplaced where a snapshot scales. */
static GskRenderNode *
lit_wire_node (GradusCanvas *self, const GradusRoute *route)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gradus_route_draw (route, snapshot, colour_of (self), enlarged (self, WIRE_WIDTH));
  draw_arrows (self, route, snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

void
gradus_canvas_draw_lit_wires (GradusCanvas *self, GtkSnapshot *snapshot)
{
  for (guint i = 0; self->light.blocks && i < self->scene->wires->len; i++)
    {
      const GradusWire *wire = gradus_scene_wire (self->scene, i);
      g_autoptr (GskRenderNode) node = NULL;

      if (!is_lit (&self->light, wire))
        continue;
      node = lit_wire_node (self, &wire->route);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_append_node (snapshot, node);
      gtk_snapshot_restore (snapshot);
    }
}

/* --- blocks -------------------------------------------------------------------------------------
 */

static void
draw_ring (GradusCanvas *self, const graphene_rect_t *bounds, GtkSnapshot *snapshot)
{
  const GdkRGBA colour = *colour_of (self), glow = gradus_fade (colour, 0.45f);
  const gfloat width = (gfloat) enlarged (self, RING);
  graphene_rect_t around = *bounds;
  GskRoundedRect outline;

  graphene_rect_inset (&around, -width - RING_GAP, -width - RING_GAP);
  gsk_rounded_rect_init_from_rect (&outline, &around, 10);
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &glow, 0, 0, 1, GLOW);
  gtk_snapshot_append_border (snapshot, &outline, (gfloat[]){ width, width, width, width },
                              (GdkRGBA[]){ colour, colour, colour, colour });
}

void
gradus_canvas_draw_lit_blocks (GradusCanvas *self, GtkSnapshot *snapshot)
{
  for (guint i = 0; self->light.blocks && self->light.blocks[i]; i++)
    {
      const gint item = gradus_scene_home (self->scene, self->light.blocks[i]);

      if (item < 0)
        continue;
      gtk_snapshot_save (snapshot);
      draw_ring (self, &gradus_scene_item (self->scene, item)->bounds, snapshot);
      gtk_snapshot_restore (snapshot);
    }
}
