/* window.c - GradusWindow: see window.h. */
#include "window.h"

#include <glib/gi18n.h>

struct _GradusWindow
{
  AdwApplicationWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack *root;
  AdwViewStack *pages;
  GtkWidget *undo_button, *redo_button;

  GradusDocument *document;
  GSignalGroup *watch; /* of the document */
};

G_DEFINE_FINAL_TYPE (GradusWindow, gradus_window, ADW_TYPE_APPLICATION_WINDOW)

GradusDocument *
gradus_window_document (GradusWindow *self)
{
  return self->document;
}

void
gradus_window_toast (GradusWindow *self, const char *message)
{
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (message));
}

/* --- the document that is shown -----------------------------------------------------------------
 */

static void
update_title (GradusWindow *self)
{
  g_autofree char *title = gradus_document_title (self->document);
  g_autofree char *shown = g_strconcat (gradus_document_modified (self->document) ? "• " : "",
                                        title, NULL);

  gtk_window_set_title (GTK_WINDOW (self), shown);
}

static void
label_history_button (GtkWidget *button, const char *format, const char *plain, const char *label)
{
  g_autofree char *text = label ? g_strdup_printf (format, label) : g_strdup (plain);

  gtk_widget_set_tooltip_text (button, text);
}

static void
update_history (GradusWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.undo",
                                 gradus_document_can_undo (self->document));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.redo",
                                 gradus_document_can_redo (self->document));
  label_history_button (self->undo_button, _ ("Undo “%s”"), _ ("Undo"),
                        gradus_document_undo_label (self->document));
  label_history_button (self->redo_button, _ ("Redo “%s”"), _ ("Redo"),
                        gradus_document_redo_label (self->document));
  update_title (self);
}

void
gradus_window_show (GradusWindow *self, GradusDocument *document)
{
  g_set_object (&self->document, document);
  g_object_unref (document);
  g_signal_group_set_target (self->watch, document);
  gtk_stack_set_visible_child_name (self->root, "project");
  update_history (self);
}

void
gradus_window_open (GradusWindow *self, GFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_file_get_path (file);
  GradusDocument *document = path ? gradus_document_load (path, &error) : NULL;

  if (document)
    gradus_window_show (self, document);
  else
    gradus_window_toast (self,
                         error ? error->message : _ ("Only files on this computer can be opened."));
}

/* --- actions ------------------------------------------------------------------------------------
 */

static void
undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_document_undo (GRADUS_WINDOW (widget)->document);
}

static void
redo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_document_redo (GRADUS_WINDOW (widget)->document);
}

static void
new_document (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_window_show (GRADUS_WINDOW (widget), gradus_document_new (NULL));
}

static void
show_page (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_view_stack_set_visible_child_name (GRADUS_WINDOW (widget)->pages,
                                         g_variant_get_string (parameter, NULL));
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_window_dispose (GObject *object)
{
  GradusWindow *self = GRADUS_WINDOW (object);

  g_clear_object (&self->watch);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (gradus_window_parent_class)->dispose (object);
}

static void
gradus_window_class_init (GradusWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, root);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, GradusWindow, redo_button);
  gtk_widget_class_install_action (widget_class, "win.new", NULL, new_document);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", show_page);
}

static void
gradus_window_init (GradusWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->watch = g_signal_group_new (GRADUS_TYPE_DOCUMENT);
  g_signal_group_connect_swapped (self->watch, "history-changed", G_CALLBACK (update_history),
                                  self);
  g_signal_group_connect_swapped (self->watch, "notify::title", G_CALLBACK (update_title), self);
}

GradusWindow *
gradus_window_new (GradusApplication *application)
{
  return g_object_new (GRADUS_TYPE_WINDOW, "application", application, NULL);
}
