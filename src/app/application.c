/* application.c - GradusApplication: see application.h. */
#include "application.h"

#include "window.h"

struct _GradusApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (GradusApplication, gradus_application, ADW_TYPE_APPLICATION)

static void
new_window (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  gtk_window_present (GTK_WINDOW (gradus_window_new (user)));
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  GList *windows = g_list_copy (gtk_application_get_windows (user));

  /* Each asks about its own unsaved changes; the program ends with the last. */
  for (GList *l = windows; l; l = l->next)
    gtk_window_close (l->data);
  g_list_free (windows);
}

static const GActionEntry actions[] = {
  { .name = "new-window", .activate = new_window },
  { .name = "quit", .activate = quit },
};

static const struct
{
  const char *action;
  const char *keys[3];
} accelerators[] = {
  { "app.new-window", { "<Control><Shift>n" } },
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.new", { "<Control>n" } },
  { "win.open", { "<Control>o" } },
  { "win.save", { "<Control>s" } },
  { "win.save-as", { "<Control><Shift>s" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z", "<Control>y" } },
  { "win.show-page::build", { "<Alt>1" } },
  { "win.show-page::data", { "<Alt>2" } },
  { "win.show-page::train", { "<Alt>3" } },
  { "win.train", { "F5" } },
};

static void
gradus_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (gradus_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (GRADUS_APPLICATION_ID);
  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action,
                                           accelerators[i].keys);
}

static void
gradus_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  gtk_window_present (window ? window
                             : GTK_WINDOW (gradus_window_new (GRADUS_APPLICATION (application))));
}

static void
gradus_application_open (GApplication *application, GFile **files, gint n_files, const char *hint)
{
  for (gint i = 0; i < n_files; i++)
    {
      GradusWindow *window = gradus_window_new (GRADUS_APPLICATION (application));

      gtk_window_present (GTK_WINDOW (window));
      gradus_window_open (window, files[i]);
    }
}

static void
gradus_application_class_init (GradusApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = gradus_application_startup;
  application_class->activate = gradus_application_activate;
  application_class->open = gradus_application_open;
}

static void
gradus_application_init (GradusApplication *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}

GradusApplication *
gradus_application_new (void)
{
  return g_object_new (GRADUS_TYPE_APPLICATION, "application-id", GRADUS_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/org/gradus/Gradus",
                       NULL);
}
