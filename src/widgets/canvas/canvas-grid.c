/* canvas-grid.c - the dots behind everything on a GradusCanvas, which one should hardly notice. */
#include "canvas-private.h"

#include <math.h>

#define GRID        40 /* between dots, in the world at a zoom of 1 */
#define GRID_PIXELS 32 /* and at least, on the screen */
#define DOT         2  /* pixels */

/* A row of dots on whole pixels, which are filled in no time, the first at @start; kept until it is
 * another, as the diff of two frames needs it. */
static GskRenderNode *
row_of_dots (GradusCanvas *self, gdouble start, gdouble step, gint width)
{
  GradusGrid *grid = &self->grid;
  cairo_t *cr;

  if (grid->row && grid->start == start && grid->step == step && grid->width == width)
    return grid->row;
  g_clear_pointer (&grid->row, gsk_render_node_unref);
  *grid = (GradusGrid){ gsk_cairo_node_new (&GRAPHENE_RECT_INIT (-DOT, 0, width + DOT, DOT)), start,
                        step, width };
  cr = gsk_cairo_node_get_draw_context (grid->row);
  gdk_cairo_set_source_rgba (cr, &gradus_block_style_palette (self->style)->grid);
  for (gdouble x = start; x < width; x += step)
    cairo_rectangle (cr, floor (x), 0, DOT, DOT);
  cairo_fill (cr);
  cairo_destroy (cr);
  return grid->row;
}

void
gradus_canvas_draw_grid (GradusCanvas *self, GtkSnapshot *snapshot, gint width, gint height)
{
  const graphene_point_t origin = gradus_viewport_to_screen (self->viewport, 0, 0);
  gdouble step = GRID * gradus_viewport_zoom (self->viewport);
  GskRenderNode *row;

  /* About as far apart on the screen at any zoom. */
  while (step < GRID_PIXELS)
    step *= 2;
  while (step >= 2 * GRID_PIXELS)
    step /= 2;
  row = row_of_dots (self, fmod (origin.x, step), step, width);
  for (gdouble y = fmod (origin.y, step); y < height; y += step)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, floorf ((gfloat) y)));
      gtk_snapshot_append_node (snapshot, row);
      gtk_snapshot_restore (snapshot);
    }
}
