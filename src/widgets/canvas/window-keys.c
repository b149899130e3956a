/* window-keys.c - the keys of actions, as the application has them: see window-keys.h. */
#include "window-keys.h"

/* What one may do and type on. */
static gboolean
goes_on (const char *action)
{
  return g_str_equal (action, "win.save");
}

static gboolean
is_the_text_s (const char *action)
{
  return g_str_equal (action, "win.undo") || g_str_equal (action, "win.redo");
}

static gboolean
activate (GtkWidget *popover, GVariant *target, gpointer action)
{
  GtkWidget *parent = gtk_widget_get_parent (popover);

  if (!goes_on (action))
    gtk_popover_popdown (GTK_POPOVER (popover));
  return gtk_widget_activate_action_variant (parent, action, target);
}

static void
add_keys (GtkShortcutController *controller, const char *detailed, char **keys)
{
  g_autofree char *action = NULL;
  g_autoptr (GVariant) target = NULL;

  if (!g_action_parse_detailed_name (detailed, &action, &target, NULL) || is_the_text_s (action))
    return;
  for (; *keys; keys++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (
          gtk_shortcut_trigger_parse_string (*keys),
          gtk_callback_action_new (activate, g_strdup (action), g_free));

      gtk_shortcut_set_arguments (shortcut, target);
      gtk_shortcut_controller_add_shortcut (controller, shortcut);
    }
}

void
gradus_let_window_keys_through (GtkPopover *popover)
{
  GApplication *application = g_application_get_default ();
  GtkEventController *controller;
  g_auto (GStrv) actions = NULL;

  if (!GTK_IS_APPLICATION (application))
    return;
  controller = gtk_shortcut_controller_new ();
  actions = gtk_application_list_action_descriptions (GTK_APPLICATION (application));
  for (char **action = actions; *action; action++)
    {
      g_auto (GStrv) keys = gtk_application_get_accels_for_action (GTK_APPLICATION (application),
                                                                   *action);

      add_keys (GTK_SHORTCUT_CONTROLLER (controller), *action, keys);
    }
  gtk_widget_add_controller (GTK_WIDGET (popover), controller);
}
