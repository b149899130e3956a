/* window-weights.c - weights from and to safetensors files: the part of GradusWindow that loads and
 * saves what the model keeps. Reading and writing is done by other threads.
 */
#include "window-private.h"

#include <glib/gi18n.h>

#include "document/in-thread.h"
#include "document/keep-program.h"
#include "document/weights-choice.h"
#include "files/save-chooser.h"
#include "io/safetensors.h"
#include "train/fit.h"
#include "training/fit-dialog.h"

#define SUFFIX ".safetensors"

/* --- loading ------------------------------------------------------------------------------------
 */

/* What was read, until the person has decided. */
typedef struct
{
  GradusWindow *window;
  GrNamedTensors *list;
  char *name; /* of the file */
} Offer;

static void
offer_free (gpointer data, GClosure *closure)
{
  Offer *offer = data;

  g_object_unref (offer->window);
  gr_named_tensors_unref (offer->list);
  g_free (offer->name);
  g_free (offer);
}

/* As a part of taking them. */
static void
also_start_from_kept (GradusDocument *document)
{
  g_autoptr (JsonNode) section = gradus_document_section (document, GRADUS_WEIGHTS_SECTION);
  g_autoptr (GError) error = NULL;

  if (!section || !JSON_NODE_HOLDS_OBJECT (section))
    {
      g_clear_pointer (&section, json_node_unref);
      section = json_node_init_object (json_node_alloc (), NULL);
      json_node_take_object (section, json_object_new ());
    }
  json_object_set_string_member (json_node_get_object (section), GRADUS_WEIGHTS_START,
                                 GRADUS_START_KEPT);
  if (!gradus_document_also_set_section (document, GRADUS_WEIGHTS_SECTION, section, &error))
    g_warning ("%s", error->message);
}

/* Compared once more: a run may have ended meanwhile. */
static void
answered (AdwMessageDialog *dialog, const char *response, Offer *offer)
{
  GradusDocument *document = offer->window->document;
  g_autofree char *label = g_strdup_printf (_ ("Load “%s”"), offer->name);
  g_autoptr (GrWeightsFit) fit = NULL;

  if (!g_str_equal (response, GRADUS_FIT_TAKE))
    return;
  fit = gr_weights_fit (gradus_document_model (document), offer->list, offer->name);
  gradus_document_set_kept (document, fit->kept, label);
  if (gradus_fit_dialog_starts (GTK_WIDGET (dialog)))
    also_start_from_kept (document);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  GrNamedTensors *list = gr_weights_read (path, &error);

  if (list)
    g_task_return_pointer (task, list, (GDestroyNotify) gr_named_tensors_unref);
  else
    g_task_return_error (task, error);
}

static void
was_read (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusWindow *self = GRADUS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  GrNamedTensors *list = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GrWeightsFit) fit = NULL;
  GtkWidget *dialog;
  Offer *offer;

  /* The window was closed meanwhile. */
  if (!gtk_window_get_application (GTK_WINDOW (self)))
    {
      g_clear_pointer (&list, gr_named_tensors_unref);
      return;
    }
  if (!list)
    {
      gradus_window_toast (self, error->message);
      return;
    }
  offer = g_new0 (Offer, 1);
  offer->window = g_object_ref (self);
  offer->list = list;
  offer->name = g_path_get_basename (g_task_get_task_data (G_TASK (result)));
  fit = gr_weights_fit (gradus_document_model (self->document), list, offer->name);
  dialog = gradus_fit_dialog_new (GTK_WINDOW (self), offer->name, fit);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered), offer, offer_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
gradus_window_load_weights (GradusWindow *self, const char *path)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, was_read, NULL);

  g_task_set_task_data (task, g_strdup (path), g_free);
  gradus_run_in_thread (task, read_in_thread);
}

static void
load_chosen (GtkNativeDialog *chooser, gint response, GradusWindow *self)
{
  g_autofree char *path = gradus_window_chosen_path (chooser, response);

  if (path)
    gradus_window_load_weights (self, path);
  g_object_unref (chooser);
  g_object_unref (self);
}

static void
load_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusWindow *self = GRADUS_WINDOW (widget);
  GtkFileChooserNative *chooser = gradus_window_chooser (self, _ ("Load Weights"), _ ("_Load"),
                                                         _ ("Weights (safetensors)"), "*" SUFFIX);

  g_signal_connect (chooser, "response", G_CALLBACK (load_chosen), g_object_ref (self));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- saving -------------------------------------------------------------------------------------
 */

typedef struct
{
  GrNamedTensors *list;
  char *path;
  guint n_lacking;
} Saving;

static void
saving_free (Saving *saving)
{
  gr_named_tensors_unref (saving->list);
  g_free (saving->path);
  g_free (saving);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Saving *saving = data;
  GError *error = NULL;

  if (gr_safetensors_write (saving->list, saving->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusWindow *self = GRADUS_WINDOW (source);
  const Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_path_get_basename (saving->path);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    text = g_strdup (error->message);
  else if (saving->n_lacking)
    text = g_strdup_printf (ngettext ("“%s” saved without %u tensor that is not trained yet.",
                                      "“%s” saved without %u tensors that are not trained yet.",
                                      saving->n_lacking),
                            name, saving->n_lacking);
  else
    text = g_strdup_printf (_ ("“%s” saved."), name);
  gradus_window_toast (self, text);
  gradus_let_program_end ();
}

void
gradus_window_save_weights (GradusWindow *self, const char *path)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, saved, NULL);
  Saving *saving = g_new0 (Saving, 1);

  saving->list = gr_weights_kept (gradus_document_model (self->document), &saving->n_lacking);
  saving->path = g_strdup (path);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  gradus_keep_program ();
  gradus_run_in_thread (task, save_in_thread);
}

static void
path_chosen (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusWindow *self = GRADUS_WINDOW (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = gradus_choose_save_finish (result, &error);

  if (path)
    gradus_window_save_weights (self, path);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    gradus_window_toast (self, error->message);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusWindow *self = GRADUS_WINDOW (widget);
  g_autofree char *title = gradus_document_title (self->document);
  g_autofree char *file = gradus_file_name (title, SUFFIX);
  g_autofree char *folder = gradus_window_folder (self);
  const GradusSaveChoice choice = {
    .title = _ ("Save Weights"),
    .kind = _ ("Weights (safetensors)"),
    .ending = SUFFIX,
    .name = file,
    .folder = folder,
  };

  gradus_choose_save_async (self, GTK_WINDOW (self), &choice, path_chosen, NULL);
}

/* --- when ---------------------------------------------------------------------------------------
 */

static void
update (GradusWindow *self)
{
  GrModel *model = self->document ? gradus_document_model (self->document) : NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.load-weights", model != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.save-weights",
                                 model && gr_kept_size (gr_model_kept (model)) > 0);
}

void
gradus_window_follow_weights (GradusWindow *self)
{
  if (self->document)
    g_signal_connect_object (self->document, "weights-changed", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  update (self);
}

void
gradus_window_install_weights_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.load-weights", NULL, load_action);
  gtk_widget_class_install_action (widget_class, "win.save-weights", NULL, save_action);
}
