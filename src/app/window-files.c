/* window-files.c - opening, saving and closing: the part of GradusWindow that deals with files. */
#include "window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/facts.h"
#include "templates.h"

/* --- saving ----------------------------------------------------------------------------------- */

/* What is to happen once a save has ended well, while dialogs and threads are on their way. */
typedef struct
{
  GradusWindow *window;
  void (*then) (GradusWindow *window);
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
  g_autoptr (GError) error = NULL;

  if (!gradus_document_save_finish (document, result, &error))
    {
      after->window->close_when_saved = FALSE;
      gradus_training_will_save (after->window->training, NULL);
      gradus_window_toast (after->window, error->message);
    }
  else
    {
      add_to_recents (gradus_document_path (document));
      if (after->then)
        after->then (after->window);
    }
  if (after->window->close_when_saved && !gradus_document_saving (document))
    gtk_window_close (GTK_WINDOW (after->window));
  after_save_free (after);
}

GtkFileChooserNative *
gradus_window_chooser (GradusWindow *self, const char *title, GtkFileChooserAction action,
                       const char *accept, const char *kind, const char *pattern)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action,
                                                               accept, NULL);
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, kind);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  g_object_unref (filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  return chooser;
}

static GtkFileChooserNative *
file_chooser_new (GradusWindow *self, const char *title, GtkFileChooserAction action,
                  const char *accept)
{
  return gradus_window_chooser (self, title, action, accept, _ ("Gradus projects"), "*.gradus");
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

static void
save_chosen (GtkNativeDialog *chooser, gint response, gpointer user)
{
  AfterSave *after = user;
  g_autofree char *path = gradus_window_chosen_path (chooser, response);

  if (path && !g_str_has_suffix (path, ".gradus"))
    {
      g_autofree char *full = g_strconcat (path, ".gradus", NULL);

      /* The chooser asked about another name than this: it asks again. */
      if (g_file_test (full, G_FILE_TEST_EXISTS))
        {
          g_autofree char *name = g_path_get_basename (full);

          gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
          gtk_native_dialog_show (chooser);
          return;
        }
      g_free (path);
      path = g_steal_pointer (&full);
    }
  if (path)
    {
      gradus_training_will_save (after->window->training, path);
      gradus_document_save_async (after->window->document, path, saved, after);
    }
  else
    after_save_free (after);
  g_object_unref (chooser);
}

/* A name for the file of a project that has none yet: a slash would be a folder, and what begins
 * with a dot is hidden. (transfer full) */
static char *
name_for_file (GradusDocument *document)
{
  g_autofree char *title = gradus_document_title (document);
  const char *visible = title + strspn (title, ". ");

  g_strdelimit (title, G_DIR_SEPARATOR_S, '-');
  return g_strconcat (*visible ? visible : _ ("Untitled"), ".gradus", NULL);
}

/* Where the project's file is, or else where people keep their documents: the chooser would begin
 * in the folder in which the program happened to be started. */
static void
suggest_file (GtkFileChooser *chooser, GradusDocument *document)
{
  const char *path = gradus_document_path (document);
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autofree char *folder = path ? g_path_get_dirname (path)
                                 : g_strdup (documents ? documents : g_get_home_dir ());
  g_autofree char *name = path ? g_path_get_basename (path) : name_for_file (document);
  g_autoptr (GFile) file = g_file_new_for_path (folder);

  gtk_file_chooser_set_current_folder (chooser, file, NULL);
  gtk_file_chooser_set_current_name (chooser, name);
}

static void
save_as (GradusWindow *self, void (*then) (GradusWindow *))
{
  GtkFileChooserNative *chooser = file_chooser_new (self, _ ("Save Project"),
                                                    GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"));

  suggest_file (GTK_FILE_CHOOSER (chooser), self->document);
  g_signal_connect (chooser, "response", G_CALLBACK (save_chosen), after_save_new (self, then));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
replace_answered (AdwMessageDialog *dialog, const char *response, gpointer user)
{
  AfterSave *after = user;
  GradusDocument *document = after->window->document;

  if (g_str_equal (response, "replace"))
    gradus_document_save_async (document, gradus_document_path (document), saved, after);
  else
    after_save_free (after);
}

/* The file is not as this document left it: someone else's work is in it. In the words in which GTK
 * asks before a file is replaced. */
static void
ask_to_replace (GradusWindow *self, void (*then) (GradusWindow *))
{
  static const char *const question
      = "A file named “%s” already exists.  Do you want to replace it?";
  static const char *const cancel = "_Cancel", *const replace = "_Replace";
  g_autofree char *name = g_path_get_basename (gradus_document_path (self->document));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), NULL, NULL);

  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), g_dgettext ("gtk40", question),
                                     name);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel",
                                    g_dgettext ("gtk40", cancel), "replace",
                                    g_dgettext ("gtk40", replace), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "replace",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (replace_answered), after_save_new (self, then));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
save (GradusWindow *self, void (*then) (GradusWindow *))
{
  const char *path = gradus_document_path (self->document);

  if (path && gradus_document_file_changed (self->document))
    ask_to_replace (self, then);
  else if (path)
    gradus_document_save_async (self->document, path, saved, after_save_new (self, then));
  else
    save_as (self, then);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save (GRADUS_WINDOW (widget), NULL);
}

static void
save_as_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save_as (GRADUS_WINDOW (widget), NULL);
}

/* --- unsaved changes -------------------------------------------------------------------------- */

/* Once the dialog that asked has gone: it belongs to the window, which may go now. */
static void
discard (gpointer user)
{
  AfterSave *after = user;

  if (after->window->training)
    gradus_training_discard (after->window->training);
  after->then (after->window);
  after_save_free (after);
}

static void
asked (AdwMessageDialog *dialog, const char *response, gpointer user)
{
  AfterSave *after = user;

  if (g_str_equal (response, "discard"))
    {
      g_idle_add_once (discard, after);
      return;
    }
  if (g_str_equal (response, "save"))
    save (after->window, after->then);
  else
    after->window->may_stop = FALSE;
  after_save_free (after);
}

void
gradus_window_when_saved (GradusWindow *self, void (*then) (GradusWindow *))
{
  g_autofree char *title = NULL;
  GtkWidget *dialog;

  if (!self->document || !gradus_document_modified (self->document))
    {
      then (self);
      return;
    }
  title = gradus_document_title (self->document);
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _ ("Save Changes?"), NULL);
  adw_message_dialog_format_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("“%s” has changes that are not saved. What is not saved will be lost."), title);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "discard",
                                    _ ("_Discard"), "save", _ ("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (asked), after_save_new (self, then));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- opening ---------------------------------------------------------------------------------- */

/* What follows from a model takes as long as reading it, and is kept with it. */
static void
find_out (GrModel *model)
{
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    gr_model_facts (model, gr_model_block_at (model, i)->id, &(GrBlockFacts){ 0 });
}

static void
load_in_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  GrProject *project = gr_project_load (path, &error);

  if (project)
    {
      find_out (project->model);
      g_task_return_pointer (task, project, (GDestroyNotify) gr_project_unref);
    }
  else
    g_task_return_error (task, error);
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusWindow *self = GRADUS_WINDOW (source);
  const char *path = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  GrProject *project = g_task_propagate_pointer (G_TASK (result), &error);
  GradusDocument *document;

  if (!project)
    {
      gradus_window_toast (self, error->message);
      return;
    }
  document = gradus_document_new (project);
  gradus_document_set_path (document, path);
  add_to_recents (path);
  gradus_window_show (self, document);
}

void
gradus_window_open (GradusWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GTask) task = NULL;

  if (!path)
    {
      gradus_window_toast (self, _ ("Only files on this computer can be opened."));
      return;
    }
  task = g_task_new (self, NULL, loaded, NULL);
  g_task_set_task_data (task, g_steal_pointer (&path), g_free);
  g_task_run_in_thread (task, load_in_thread);
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
  GtkFileChooserNative *chooser = file_chooser_new (self, _ ("Open Project"),
                                                    GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"));

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
      if (g_str_has_suffix (path, ".gradus"))
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
