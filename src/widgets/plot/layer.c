/* layer.c - see layer.h. */
#include "layer.h"

void
gradus_layer_clear (GradusLayer *layer)
{
  g_clear_pointer (&layer->node, gsk_render_node_unref);
}

/* (transfer full) */
static cairo_surface_t *
draw_surface (gint width, gint height, gint scale, GradusDrawFunction draw, gpointer user,
              const GradusPalette *palette)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale,
                                                         height * scale);

  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_t *cr = cairo_create (surface);
  draw (user, cr, width, height, palette);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

GdkTexture *
gradus_draw_texture (gint width, gint height, gint scale, GradusDrawFunction draw, gpointer user,
                     const GradusPalette *palette)
{
  cairo_surface_t *surface = draw_surface (width, height, scale, draw, user, palette);
  const gint stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (
      cairo_image_surface_get_data (surface), (gsize) stride * height * scale,
      (GDestroyNotify) cairo_surface_destroy, surface);

  return gdk_memory_texture_new (width * scale, height * scale, GDK_MEMORY_DEFAULT, bytes, stride);
}

static gboolean
is_stale (const GradusLayer *layer, GtkWidget *widget)
{
  return !layer->node || layer->palette != gradus_palette_current ()
         || layer->width != gtk_widget_get_width (widget)
         || layer->height != gtk_widget_get_height (widget)
         || layer->scale != gtk_widget_get_scale_factor (widget);
}

/* A Cairo node with a surface, not a texture: the renderer that draws without a GPU would copy all
 * of a texture with each frame. */
static void
redraw (GradusLayer *layer, GradusDrawFunction draw, gpointer user)
{
  const graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, layer->width, layer->height);
  cairo_surface_t *surface = draw_surface (layer->width, layer->height, layer->scale, draw, user,
                                           layer->palette);
  cairo_t *cr;

  gradus_layer_clear (layer);
  layer->node = gsk_cairo_node_new (&bounds);
  cr = gsk_cairo_node_get_draw_context (layer->node);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

void
gradus_layer_append (GradusLayer *layer, GtkSnapshot *snapshot, GtkWidget *widget,
                     GradusDrawFunction draw, gpointer user)
{
  if (is_stale (layer, widget))
    {
      layer->palette = gradus_palette_current ();
      layer->width = gtk_widget_get_width (widget);
      layer->height = gtk_widget_get_height (widget);
      layer->scale = gtk_widget_get_scale_factor (widget);
      redraw (layer, draw, user);
    }
  gtk_snapshot_append_node (snapshot, layer->node);
}
