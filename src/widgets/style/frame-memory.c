/* frame-memory.c - see frame-memory.h. */
#include "frame-memory.h"

#ifdef GDK_WINDOWING_X11
#include <cairo-xlib.h>
#include <gdk/x11/gdkx.h>
#include <gsk/gskcairorenderer.h>

#define KEY "gradus-frame-memory"

/* Cairo takes room for eight pictures at a time, none of which may be much larger than the one that
 * it takes the room for: so the picture is as large as the frames, and another where they grow. */
static void
hold_picture (GdkSurface *surface, gint width, gint height)
{
  GdkDisplay *display = gdk_surface_get_display (surface);
  Display *server = gdk_x11_display_get_xdisplay (display);
  const gint scale = gdk_surface_get_scale_factor (surface);
  cairo_surface_t *held = g_object_get_data (G_OBJECT (surface), KEY);
  cairo_surface_t *window;

  width *= scale;
  height *= scale;
  if (held
      && (gint64) cairo_image_surface_get_stride (held) * cairo_image_surface_get_height (held)
             >= (gint64) 4 * width * height)
    return;
  window = cairo_xlib_surface_create (server, GDK_SURFACE_XID (surface),
                                      DefaultVisual (server, DefaultScreen (server)), width,
                                      height);
  g_object_set_data_full (
      G_OBJECT (surface), KEY,
      cairo_surface_create_similar_image (window, CAIRO_FORMAT_RGB24, width, height),
      (GDestroyNotify) cairo_surface_destroy);
  cairo_surface_destroy (window);
}

static void
window_realized (GtkWidget *window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  if (GDK_IS_X11_SURFACE (surface)
      && GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (GTK_NATIVE (window))))
    g_signal_connect (surface, "layout", G_CALLBACK (hold_picture), NULL);
}

void
gradus_frame_memory_keep (GtkWindow *window)
{
  g_signal_connect (window, "realize", G_CALLBACK (window_realized), NULL);
}

#else

void
gradus_frame_memory_keep (GtkWindow *window)
{
}

#endif
