/* picture.h - what the tests of widgets share: a window to put a widget in, and pictures of it to
 * look at.
 *
 * With GRADUS_TEST_PICTURES=DIR each call of picture_save() leaves DIR/NAME.png; without it, none.
 */
#pragma once

#include <adwaita.h>

static inline void
picture_settle (void)
{
  for (gint i = 0; i < 200 && g_main_context_iteration (NULL, FALSE); i++)
    continue;
}

/* GTK, libadwaita and the program's own style; GRADUS_TEST_DARK=1 for the dark one. */
static inline void
picture_init (void)
{
  GtkCssProvider *provider = gtk_css_provider_new ();

  adw_init ();
  gtk_css_provider_load_from_resource (provider, "/org/gradus/Gradus/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_unref (provider);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      g_getenv ("GRADUS_TEST_DARK") ? ADW_COLOR_SCHEME_FORCE_DARK
                                                                    : ADW_COLOR_SCHEME_FORCE_LIGHT);
}

/* A window that shows @widget at this size. Destroy it with gtk_window_destroy(). */
static inline GtkWindow *
picture_window (GtkWidget *widget, gint width, gint height)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_default_size (window, width, height);
  gtk_window_set_child (window, widget);
  gtk_window_present (window);
  picture_settle ();
  return window;
}

static inline void
picture_save (GtkWidget *widget, const char *name)
{
  const char *folder = g_getenv ("GRADUS_TEST_PICTURES");
  const gint64 until = g_get_monotonic_time () + 400000;

  if (!folder)
    return;
  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, FALSE);

  const gint width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autofree char *file = g_strdup_printf ("%s/%s.png", folder, name);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);

  /* Cards let what is behind them through. */
  if (adw_style_manager_get_dark (adw_style_manager_get_default ()))
    cairo_set_source_rgb (cr, 0.14, 0.14, 0.14);
  else
    cairo_set_source_rgb (cr, 0.98, 0.98, 0.98);
  cairo_paint (cr);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  GskRenderNode *node = gtk_snapshot_free_to_node (snapshot);
  if (node)
    gsk_render_node_draw (node, cr);
  cairo_surface_write_to_png (surface, file);
  g_clear_pointer (&node, gsk_render_node_unref);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}
