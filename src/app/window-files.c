/* window-files.c - opening and saving: the part of GradusWindow that deals with files. */
#include "window-private.h"

#include <glib/gi18n.h>

#include "canvas/lay-out.h"
#include "data/import.h"
#include "document/in-thread.h"
#include "files/save-chooser.h"
#include "io/file-stamp.h"
#include "model/facts.h"
#include "templates.h"

#define SUFFIX ".gradus"

/* --- which window has a file ------------------------------------------------------------------ */

GradusWindow *
gradus_window_showing (GtkApplication *application, const char *path)
{
  for (GList *l = gtk_application_get_windows (application); l; l = l->next)
    if (GRADUS_IS_WINDOW (l->data) && gradus_window_document (l->data)
        && gr_same_file (path, gradus_document_path (gradus_window_document (l->data))))
      return l->data;
  return NULL;
}

static GradusWindow *
window_showing (GradusWindow *self, const char *path)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  return application ? gradus_window_showing (application, path) : NULL;
}

/* --- saving ----------------------------------------------------------------------------------- */

/* What is to happen once a save has ended well. Dialogs and threads hand it on to one another until
 * one of them knows, and calls go_on() or give_up(). */
typedef struct
{
  GradusWindow *window;
  void (*then) (GradusWindow *window); /* or NULL */
} AfterSave;

static AfterSave *
after_save_new (GradusWindow *window, void (*then) (GradusWindow *))
{
  AfterSave *after = g_new0 (AfterSave, 1);

  after->window = g_object_ref (window);
  after->then = then;
  return after;
}

static void
after_save_free (AfterSave *after)
{
  g_object_unref (after->window);
  g_free (after);
}

/* It is saved. Frees @after. */
static void
go_on (AfterSave *after)
{
  if (after->then)
    after->then (after->window);
  after_save_free (after);
}

/* It is not: nothing closes that was to close then. Frees @after. */
static void
give_up (AfterSave *after)
{
  if (after->then)
    gradus_window_stay (after->window);
  after_save_free (after);
}

static void
add_to_recents (const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  if (uri)
    gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusDocument *document = GRADUS_DOCUMENT (source);
  AfterSave *after = user;
  g_autoptr (GradusWindow) self = g_object_ref (after->window);
  g_autoptr (GError) error = NULL;

  if (gradus_document_save_finish (document, result, &error))
    {
      gradus_window_untoast (self);
      add_to_recents (gradus_document_path (document));
      go_on (after);
    }
  else
    {
      gradus_training_will_save (self->training, NULL);
      gradus_window_toast (self, error->message);
      give_up (after);
    }
  gradus_window_save_ended (self, !error);
}

char *
gradus_window_folder (GradusWindow *self)
{
  const char *path = gradus_document_path (self->document);

  return path ? g_path_get_dirname (path) : NULL;
}

static void
save_to (AfterSave *after, const char *path)
{
  gradus_training_will_save (after->window->training, path);
  gradus_document_save_async (after->window->document, path, saved, after);
}

static void
path_chosen (GObject *source, GAsyncResult *result, gpointer user)
{
  AfterSave *after = user;
  GradusWindow *self = after->window;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = gradus_choose_save_finish (result, &error);
  GradusWindow *there = path ? window_showing (self, path) : NULL;

  if (path && (!there || there == self))
    {
      save_to (after, path);
      return;
    }
  if (path)
    {
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *text = g_strdup_printf (_ ("“%s” is open in another window."), name);

      gradus_window_toast (self, text);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gradus_window_toast (self, error->message);
  give_up (after);
}

static void
save_as (AfterSave *after)
{
  GradusWindow *self = after->window;
  const char *path = gradus_document_path (self->document);
  g_autofree char *folder = gradus_window_folder (self);
  g_autofree char *title = gradus_document_title (self->document);
  g_autofree char *name = path ? g_path_get_basename (path) : gradus_file_name (title, SUFFIX);
  const GradusSaveChoice choice = {
    .title = _ ("Save Project"),
    .kind = _ ("Gradus projects"),
    .ending = SUFFIX,
    .name = name,
    .folder = folder,
  };

  gradus_choose_save_async (self, GTK_WINDOW (self), &choice, path_chosen, after);
}

#define AFTER_SAVE "gradus-after-save" /* data of the question, until it is answered */

static void
replace_answered (AdwMessageDialog *dialog, const char *response)
{
  AfterSave *after = g_object_steal_data (G_OBJECT (dialog), AFTER_SAVE);

  if (g_str_equal (response, "replace"))
    save_to (after, gradus_document_path (after->window->document));
  else if (g_str_equal (response, "other"))
    save_as (after);
  else
    give_up (after);
}

/* The file is not as this document left it: someone else's work is in it. */
static void
ask_to_replace (AfterSave *after)
{
  GradusWindow *self = after->window;
  g_autofree char *name = g_path_get_basename (gradus_document_path (self->document));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (self), _ ("File Has Changed on Disk"), NULL));

  adw_message_dialog_format_body (
      dialog, _ ("“%s” has changed since it was opened here. Replacing it loses those changes."),
      name);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "other", _ ("Sa_ve As…"),
                                    "replace", _ ("_Replace"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "replace", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), AFTER_SAVE, after, (GDestroyNotify) after_save_free);
  g_signal_connect (dialog, "response", G_CALLBACK (replace_answered), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
gradus_window_save (GradusWindow *self, void (*then) (GradusWindow *))
{
  const char *path = gradus_document_path (self->document);
  AfterSave *after = after_save_new (self, then);

  if (path && gradus_document_file_changed (self->document))
    ask_to_replace (after);
  else if (path)
    save_to (after, path);
  else
    save_as (after);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_window_save (GRADUS_WINDOW (widget), NULL);
}

static void
save_as_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save_as (after_save_new (GRADUS_WINDOW (widget), NULL));
}

/* --- opening ---------------------------------------------------------------------------------- */

GtkFileChooserNative *
gradus_window_chooser (GradusWindow *self, const char *title, const char *accept, const char *kind,
                       const char *pattern)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, accept, NULL);
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, kind);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  g_object_unref (filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  return chooser;
}

char *
gradus_window_chosen_path (GtkNativeDialog *chooser, gint response)
{
  g_autoptr (GFile) file = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    return NULL;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  return file ? g_file_get_path (file) : NULL;
}

/* What is being opened, and the file's stamp from before it was read. */
typedef struct
{
  char *path, *stamp;
} Opening;

static void
opening_free (Opening *opening)
{
  g_free (opening->path);
  g_free (opening->stamp);
  g_free (opening);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  GError *error = NULL;
  GrProject *project;

  opening->stamp = gr_file_stamp (opening->path);
  project = gr_project_load (opening->path, &error);
  if (project)
    {
      gradus_lay_out_pile (project);
      gr_model_work_out (project->model);
      g_task_return_pointer (task, project, (GDestroyNotify) gr_project_unref);
    }
  else
    g_task_return_error (task, error);
}

/* A file is open in one window, so that one does not save over one's own work. Whether it was
 * already: that window comes to the front. */
static gboolean
present_showing (GradusWindow *self, const char *path)
{
  GradusWindow *window = window_showing (self, path);

  if (window)
    gtk_window_present (GTK_WINDOW (window));
  return window != NULL;
}

/* (transfer full) */
static char *
why_unopened (const char *path, const GError *error)
{
  g_autofree char *name = g_path_get_basename (path);

  return gradus_path_is_table (path) && g_file_test (path, G_FILE_TEST_EXISTS)
             ? g_strdup_printf (_ ("“%s” is a table, not a project: open it on the page Data."),
                                name)
             : g_strdup (error->message);
}

static void
say_unopened (GradusWindow *self, const char *path, const GError *error)
{
  g_autofree char *why = why_unopened (path, error);

  g_printerr ("gradus: %s\n", why);
  gradus_window_toast_unopened (self, why);
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusWindow *self = GRADUS_WINDOW (source);
  const Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  GrProject *project = g_task_propagate_pointer (G_TASK (result), &error);
  GradusDocument *document;

  if (!project)
    {
      say_unopened (self, opening->path, error);
      return;
    }
  /* The window was closed meanwhile, or the file was being opened twice. */
  if (!gtk_window_get_application (GTK_WINDOW (self)) || present_showing (self, opening->path))
    {
      gr_project_unref (project);
      return;
    }
  document = gradus_document_new (project);
  gradus_document_set_path (document, opening->path, opening->stamp);
  add_to_recents (opening->path);
  gradus_window_show (self, document);
}

void
gradus_window_open (GradusWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GTask) task = NULL;
  Opening *opening;

  if (!path)
    {
      gradus_window_toast_unopened (self, _ ("Only files on this computer can be opened."));
      return;
    }
  if (present_showing (self, path))
    return;
  opening = g_new0 (Opening, 1);
  opening->path = g_steal_pointer (&path);
  task = g_task_new (self, NULL, loaded, NULL);
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  gradus_run_in_thread (task, load_in_thread);
}

static void
open_chosen (GtkNativeDialog *chooser, gint response, gpointer user)
{
  GradusWindow *self = user;
  g_autofree char *path = gradus_window_chosen_path (chooser, response);
  g_autoptr (GFile) file = path ? g_file_new_for_path (path) : NULL;

  if (file)
    gradus_window_open (self, file);
  g_object_unref (chooser);
  g_object_unref (self);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusWindow *self = GRADUS_WINDOW (widget);
  GtkFileChooserNative *chooser = gradus_window_chooser (self, _ ("Open Project"), _ ("_Open"),
                                                         _ ("Gradus projects"), "*" SUFFIX);

  g_signal_connect (chooser, "response", G_CALLBACK (open_chosen), g_object_ref (self));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
open_path_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  gradus_window_open (GRADUS_WINDOW (widget), file);
}

static void
template_opened (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusWindow *self = GRADUS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  GrProject *project = gradus_template_open_finish (result, &error);

  if (project)
    gradus_window_show (self, gradus_document_new (project));
  else
    gradus_window_toast (self, error->message);
}

static void
open_template_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const GradusTemplate *template = gradus_template_find (g_variant_get_string (parameter, NULL));

  if (template)
    gradus_template_open_async (template, widget, template_opened, NULL);
}

static void
new_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_window_show (GRADUS_WINDOW (widget), gradus_document_new (NULL));
}

/* --- files dropped on the window -------------------------------------------------------------- */

static gboolean
dropped (GtkDropTarget *target, const GValue *value, gdouble x, gdouble y, gpointer user)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));
  gboolean any = FALSE;

  for (GSList *l = files; l; l = l->next)
    {
      g_autofree char *path = g_file_get_path (l->data);

      if (!path)
        continue;
      if (g_str_has_suffix (path, SUFFIX))
        gradus_window_open (user, l->data);
      else if (gradus_window_document (user) && g_str_has_suffix (path, ".safetensors"))
        gradus_window_load_weights (user, path);
      else if (gradus_window_document (user))
        gradus_window_choose_data (user, path);
      else
        continue;
      any = TRUE;
    }
  g_slist_free (files);
  return any;
}

void
gradus_window_accept_drops (GradusWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (dropped), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

void
gradus_window_install_file_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "win.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.open-path", "s", open_path_action);
  gtk_widget_class_install_action (widget_class, "win.open-template", "s", open_template_action);
  gtk_widget_class_install_action (widget_class, "win.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "win.save-as", NULL, save_as_action);
}
