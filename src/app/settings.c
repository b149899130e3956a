/* settings.c - GSettings of the program: see settings.h. */
#include "settings.h"

#include <adwaita.h>

#include "cpu/pool.h"

#define SCHEMA "org.gradus.Gradus"

GSettings *
gradus_settings (void)
{
  static GSettings *settings;
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchemaSource) built = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;

  if (settings)
    return settings;
  schema = source ? g_settings_schema_source_lookup (source, SCHEMA, TRUE) : NULL;
  if (!schema)
    {
      built = g_settings_schema_source_new_from_directory (GRADUS_BUILT_DATA, source, TRUE, NULL);
      schema = built ? g_settings_schema_source_lookup (built, SCHEMA, FALSE) : NULL;
    }
  if (!schema)
    g_error ("The settings' schema " SCHEMA " is not installed.");
  settings = g_settings_new_full (schema, NULL, NULL);
  return settings;
}

static void
apply_style (void)
{
  AdwColorScheme style = g_settings_get_enum (gradus_settings (), "style");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), style);
}

static void
apply_threads (void)
{
  gr_pool_set_threads (g_settings_get_int (gradus_settings (), "threads"));
}

void
gradus_settings_follow (void)
{
  GSettings *settings = gradus_settings ();

  g_signal_connect (settings, "changed::style", G_CALLBACK (apply_style), NULL);
  apply_style ();
  g_signal_connect (settings, "changed::threads", G_CALLBACK (apply_threads), NULL);
  apply_threads ();
  g_settings_bind (settings, "animation", gtk_settings_get_default (), "gtk-enable-animations",
                   G_SETTINGS_BIND_GET);
}

void
gradus_settings_keep_window (GtkWindow *window)
{
  gint width, height;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set (gradus_settings (), "window-size", "(ii)", width, height);
  g_settings_set_boolean (gradus_settings (), "window-maximized", gtk_window_is_maximized (window));
}

void
gradus_settings_restore_window (GtkWindow *window)
{
  gint width, height;

  g_settings_get (gradus_settings (), "window-size", "(ii)", &width, &height);
  gtk_window_set_default_size (window, width, height);
  if (g_settings_get_boolean (gradus_settings (), "window-maximized"))
    gtk_window_maximize (window);
}
