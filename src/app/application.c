/* application.c - GradusApplication: see application.h. */
#include "application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>

#include "cpu/priority.h"
#include "name-parts.h"
#include "preferences.h"
#include "recovery.h"
#include "settings.h"
#include "window.h"

struct _GradusApplication
{
  AdwApplication parent_instance;

  gboolean quitting; /* windows are asked one after the other */
};

G_DEFINE_FINAL_TYPE (GradusApplication, gradus_application, ADW_TYPE_APPLICATION)

static void
new_window (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  gtk_window_present (GTK_WINDOW (gradus_window_new (user)));
}

static void
show_preferences (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  gtk_window_present (gradus_preferences_new (gtk_application_get_active_window (user)));
}

static void
show_about (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  GtkWidget *about = g_object_new (ADW_TYPE_ABOUT_WINDOW, "transient-for",
                                   gtk_application_get_active_window (user), "application-name",
                                   "Gradus", "application-icon", GRADUS_APPLICATION_ID, "version",
                                   GRADUS_VERSION, "developer-name", _ ("The Gradus authors"),
                                   "license-type", GTK_LICENSE_MIT_X11, "comments",
                                   _ ("Build a neural network, train it, and see it work."), NULL);

  gradus_name_parts (about);
  gtk_window_present (GTK_WINDOW (about));
}

/* (transfer full): closing one may take its dialogs along. */
static GList *
all_windows (GtkApplication *application)
{
  GList *windows = g_list_copy (gtk_application_get_windows (application));

  g_list_foreach (windows, (GFunc) (GCallback) g_object_ref, NULL);
  return windows;
}

/* The next that has something to ask about, alone; once there is none, all that are left. What is
 * opened after those stays. */
static void
close_next (gpointer user)
{
  GradusApplication *self = user;
  GList *windows = self->quitting ? all_windows (GTK_APPLICATION (self)) : NULL;
  GtkWindow *asking = NULL;

  self->quitting = windows != NULL;
  for (GList *l = windows; l && !asking; l = l->next)
    if (GRADUS_IS_WINDOW (l->data) && gradus_window_asks (l->data))
      asking = l->data;
  if (asking)
    {
      gtk_window_present (asking);
      gtk_window_close (asking);
    }
  else
    for (GList *l = windows; l; l = l->next)
      gtk_window_close (l->data);
  g_list_free_full (windows, g_object_unref);
  g_object_unref (self);
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user)
{
  GRADUS_APPLICATION (user)->quitting = TRUE;
  close_next (g_object_ref (user));
}

void
gradus_application_stay (GradusApplication *self)
{
  self->quitting = FALSE;
}

static void
gradus_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  GTK_APPLICATION_CLASS (gradus_application_parent_class)->window_removed (application, window);
  if (GRADUS_IS_WINDOW (window) && GRADUS_APPLICATION (application)->quitting)
    g_idle_add_once (close_next, g_object_ref (application));
}

/* The system shuts down, or the terminal goes: nobody can be asked. The program ends when what it
 * still writes is written; at once where it is told so once more. */
static gboolean
told_to_end (gpointer user)
{
  GList *windows = all_windows (user);

  for (GList *l = windows; l; l = l->next)
    if (GRADUS_IS_WINDOW (l->data))
      gradus_window_end (l->data);
    else
      gtk_window_destroy (l->data);
  g_list_free_full (windows, g_object_unref);
  return G_SOURCE_REMOVE;
}

/* As under nohup. */
static gboolean
is_ignored (gint which)
{
  struct sigaction action;

  return sigaction (which, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static const GActionEntry actions[] = {
  { .name = "new-window", .activate = new_window },
  { .name = "preferences", .activate = show_preferences },
  { .name = "about", .activate = show_about },
  { .name = "quit", .activate = quit },
};

static const struct
{
  const char *action;
  const char *keys[3];
} accelerators[] = {
  { "app.new-window", { "<Control><Shift>n" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.new", { "<Control>n" } },
  { "win.open", { "<Control>o" } },
  { "win.save", { "<Control>s" } },
  { "win.save-as", { "<Control><Shift>s" } },
  { "win.load-weights", { "<Control><Shift>o" } },
  { "win.save-weights", { "<Control><Shift>e" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z", "<Control>y" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "win.show-page::build", { "<Alt>1" } },
  { "win.show-page::data", { "<Alt>2" } },
  { "win.show-page::train", { "<Alt>3" } },
  { "win.train", { "F5" } },
  { "win.step-through", { "F7" } },
};

static void
gradus_application_startup (GApplication *application)
{
  static const gint end_signals[] = { SIGTERM, SIGHUP, SIGINT };

  G_APPLICATION_CLASS (gradus_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (GRADUS_APPLICATION_ID);
  gr_priority_let_compute_give_way ();
  gradus_settings_follow ();
  for (gsize i = 0; i < G_N_ELEMENTS (end_signals); i++)
    if (!is_ignored (end_signals[i]))
      g_unix_signal_add (end_signals[i], told_to_end, application);
  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action,
                                           accelerators[i].keys);
}

/* --- what a crash left ------------------------------------------------------------------------ */

/* The newest that shows projects, or NULL. */
static GradusWindow *
project_window (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l; l = l->next)
    if (GRADUS_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

/* In a window of its own, or in the place of its file as that is on the disk: a file is open in one
 * window. What was done there meanwhile stays, and so does the copy of what was found. */
static void
show_recovered (GradusWindow *window, GradusDocument *document)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));
  const char *path = gradus_document_path (document);
  GradusWindow *there = path ? gradus_window_showing (application, path) : NULL;

  if (there && gradus_window_asks (there))
    {
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *text = g_strdup_printf (
          _ ("“%s” has been changed here. What the crash left is offered again at the next start."),
          name);

      gtk_window_present (GTK_WINDOW (there));
      gradus_window_toast (there, text);
      return;
    }
  gradus_window_show (window, g_object_ref (document));
  if (there)
    gtk_window_close (GTK_WINDOW (there));
}

/* What was found and is not shown yet. */
typedef struct
{
  GtkApplication *application;
  GPtrArray *found;
  guint next;
} Recovering;

static void
recovering_free (Recovering *recovering)
{
  g_object_unref (recovering->application);
  g_ptr_array_unref (recovering->found);
  g_free (recovering);
}

/* One at a time, since a window with a large model takes a while to make. */
static gboolean
show_next_recovered (gpointer user)
{
  Recovering *recovering = user;
  GradusWindow *window = project_window (recovering->application);

  if (window && recovering->next < recovering->found->len)
    {
      show_recovered (window, g_ptr_array_index (recovering->found, recovering->next++));
      return G_SOURCE_CONTINUE;
    }
  gradus_recovery_sweep_runs ();
  return G_SOURCE_REMOVE;
}

static void
recover (GObject *source, GAsyncResult *result, gpointer user)
{
  Recovering *recovering = g_new0 (Recovering, 1);

  recovering->application = user;
  recovering->found = gradus_recovery_find_finish (result);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, show_next_recovered, recovering,
                   (GDestroyNotify) recovering_free);
}

static void
recovery_answered (AdwMessageDialog *dialog, const char *response, GtkApplication *application)
{
  if (g_str_equal (response, "recover"))
    {
      gradus_recovery_find_async (recover, g_object_ref (application));
      return;
    }
  gradus_recovery_discard ();
  gradus_recovery_sweep_runs ();
}

static void
offer_recovery (GradusWindow *parent, GPtrArray *found)
{
  g_autoptr (GString) titles = g_string_new (NULL);
  GtkWidget *dialog;

  for (guint i = 0; i < found->len; i++)
    {
      g_autofree char *title = gradus_document_title (g_ptr_array_index (found, i));

      g_string_append (titles, i ? ", " : "");
      g_string_append_printf (titles, _ ("“%s”"), title);
    }
  dialog = adw_message_dialog_new (GTK_WINDOW (parent), _ ("Recover Unsaved Work?"), NULL);
  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("Gradus ended unexpectedly with changes that were not saved: %s."), titles->str);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "discard", _ ("_Discard"),
                                    "recover", _ ("_Recover"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "recover",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "recover");
  /* Escape loses nothing. */
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "recover");
  g_signal_connect (dialog, "response", G_CALLBACK (recovery_answered),
                    gtk_window_get_application (GTK_WINDOW (parent)));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
recovery_found (GObject *source, GAsyncResult *result, gpointer user)
{
  g_autoptr (GtkApplication) application = user;
  g_autoptr (GPtrArray) found = gradus_recovery_find_finish (result);
  GradusWindow *window = project_window (application);

  if (!found->len)
    gradus_recovery_sweep_runs ();
  else if (window) /* else the program is left already, and the next start asks */
    offer_recovery (window, found);
}

static void
look_for_recovery (GApplication *application)
{
  gradus_recovery_find_async (recovery_found, g_object_ref (application));
}

static void
gradus_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  gboolean first = !window;

  if (first)
    window = GTK_WINDOW (gradus_window_new (GRADUS_APPLICATION (application)));
  gtk_window_present (window);
  if (first)
    look_for_recovery (application);
}

/* Where files are opened, and what is wrong with them is said: the newest window that shows no
 * project, else the newest; NULL where there is none. */
static GradusWindow *
opening_window (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l; l = l->next)
    if (GRADUS_IS_WINDOW (l->data) && !gradus_window_document (l->data))
      return l->data;
  return project_window (application);
}

/* What cannot be opened is said on standard error too, for who gave its name there. */
static void
gradus_application_open (GApplication *application, GFile **files, gint n_files, const char *hint)
{
  GradusWindow *window = opening_window (GTK_APPLICATION (application));
  const gboolean first = !window;

  if (first)
    window = gradus_window_new (GRADUS_APPLICATION (application));
  gtk_window_present (GTK_WINDOW (window));
  for (gint i = 0; i < n_files; i++)
    gradus_window_open (window, files[i]);
  if (first)
    look_for_recovery (application);
}

static void
gradus_application_class_init (GradusApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = gradus_application_startup;
  application_class->activate = gradus_application_activate;
  application_class->open = gradus_application_open;
  GTK_APPLICATION_CLASS (klass)->window_removed = gradus_application_window_removed;
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
