/* layer.c - see layer.h. */
#include "layer.h"

void
gradus_layer_clear (GradusLayer *layer)
{
  g_clear_object (&layer->picture);
}

GdkTexture *
gradus_draw_texture (gint width, gint height, gint scale, GradusDrawFunction draw, gpointer user,
                     const GradusPalette *palette)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale,
                                                         height * scale);
  g_autoptr (GBytes) bytes = NULL;

  cairo_surface_set_device_scale (surface, scale, scale);
  cairo_t *cr = cairo_create (surface);
  draw (user, cr, width, height, palette);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  const gint stride = cairo_image_surface_get_stride (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface),
                                      (gsize) stride * height * scale,
                                      (GDestroyNotify) cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width * scale, height * scale, GDK_MEMORY_DEFAULT, bytes, stride);
}

gboolean
gradus_layer_is_stale (const GradusLayer *layer, GtkWidget *widget)
{
  return !layer->picture || layer->palette != gradus_palette_current ()
         || layer->width != gtk_widget_get_width (widget)
         || layer->height != gtk_widget_get_height (widget)
         || layer->scale != gtk_widget_get_scale_factor (widget);
}

void
gradus_layer_append (GradusLayer *layer, GtkSnapshot *snapshot, GtkWidget *widget,
                     GradusDrawFunction draw, gpointer user)
{
  if (gradus_layer_is_stale (layer, widget))
    {
      gradus_layer_clear (layer);
      layer->palette = gradus_palette_current ();
      layer->width = gtk_widget_get_width (widget);
      layer->height = gtk_widget_get_height (widget);
      layer->scale = gtk_widget_get_scale_factor (widget);
      layer->picture = gradus_draw_texture (layer->width, layer->height, layer->scale, draw, user,
                                            layer->palette);
    }
  gtk_snapshot_append_texture (snapshot, layer->picture,
                               &GRAPHENE_RECT_INIT (0, 0, layer->width, layer->height));
}
