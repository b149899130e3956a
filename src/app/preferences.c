/* preferences.c - GradusPreferences: see preferences.h. */
#include "preferences.h"

#include <glib/gi18n.h>

#include "settings.h"

struct _GradusPreferences
{
  AdwPreferencesWindow parent_instance;

  AdwComboRow *style;
  GtkSwitch *animation;
  GtkSpinButton *threads;
  AdwActionRow *device;
};

G_DEFINE_FINAL_TYPE (GradusPreferences, gradus_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* The rows of the style's list, in order. */
static const AdwColorScheme styles[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT,
                                         ADW_COLOR_SCHEME_FORCE_DARK };

static void
style_chosen (GradusPreferences *self)
{
  g_settings_set_enum (gradus_settings (), "style",
                       styles[adw_combo_row_get_selected (self->style)]);
}

static void
gradus_preferences_class_init (GradusPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusPreferences, style);
  gtk_widget_class_bind_template_child (widget_class, GradusPreferences, animation);
  gtk_widget_class_bind_template_child (widget_class, GradusPreferences, threads);
  gtk_widget_class_bind_template_child (widget_class, GradusPreferences, device);
}

static void
gradus_preferences_init (GradusPreferences *self)
{
  GSettings *settings = gradus_settings ();
  const AdwColorScheme now = g_settings_get_enum (settings, "style");
  g_autofree char *cores = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    if (styles[i] == now)
      adw_combo_row_set_selected (self->style, i);
  g_signal_connect_swapped (self->style, "notify::selected", G_CALLBACK (style_chosen), self);
  g_settings_bind (settings, "animation", self->animation, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "threads", self->threads, "value", G_SETTINGS_BIND_DEFAULT);
  cores = g_strdup_printf (ngettext ("The processor, with %u core", "The processor, with %u cores",
                                     g_get_num_processors ()),
                           g_get_num_processors ());
  adw_action_row_set_subtitle (self->device, cores);
}

GtkWindow *
gradus_preferences_new (GtkWindow *parent)
{
  return g_object_new (GRADUS_TYPE_PREFERENCES, "transient-for", parent, "modal", parent != NULL,
                       NULL);
}
