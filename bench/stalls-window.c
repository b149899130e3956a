/* stalls-window.c - a window of the program, acted on as a person does: see stalls.h. */
#include "stalls.h"

#include "find.h"

gboolean
stalls_open_window (gpointer unused)
{
  stalls.window = gradus_window_new (stalls.program);
  gtk_window_set_default_size (GTK_WINDOW (stalls.window), 1280, 800);
  gtk_window_present (GTK_WINDOW (stalls.window));
  return TRUE;
}

gboolean
stalls_close_window (gpointer unused)
{
  gradus_window_leave (stalls.window);
  stalls.window = NULL;
  return TRUE;
}

gboolean
stalls_open_template (gpointer name)
{
  gtk_widget_activate_action (GTK_WIDGET (stalls.window), "win.open-template", "s", name);
  return TRUE;
}

gboolean
stalls_open_file (gpointer path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  gradus_window_open (stalls.window, file);
  return TRUE;
}

gboolean
stalls_is_open (void)
{
  return stalls.window->document != NULL;
}

gboolean
stalls_show_page (gpointer name)
{
  gtk_widget_activate_action (GTK_WIDGET (stalls.window), "win.show-page", "s", name);
  return TRUE;
}

GtkWidget *
stalls_find (GtkWidget *within, GType type)
{
  return bench_find (within, type, TRUE);
}

gboolean
stalls_show_around (GType type, const char *name)
{
  GtkWidget *widget = bench_find (GTK_WIDGET (stalls.window), type, FALSE);

  gtk_stack_set_visible_child_name (GTK_STACK (gtk_widget_get_ancestor (widget, GTK_TYPE_STACK)),
                                    name);
  return TRUE;
}

gboolean
stalls_act (gpointer action)
{
  return gtk_widget_activate_action (GTK_WIDGET (stalls.window), action, NULL);
}

gboolean
stalls_act_on (GType type, const char *action)
{
  return gtk_widget_activate_action (stalls_find (GTK_WIDGET (stalls.window), type), action, NULL);
}

GradusDatasetBrowser *
stalls_browser (void)
{
  return GRADUS_DATASET_BROWSER (
      stalls_find (GTK_WIDGET (stalls.window), GRADUS_TYPE_DATASET_BROWSER));
}

/* NULL: nothing is asked. */
static AdwMessageDialog *
question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) dialog = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (dialog) && gtk_widget_get_mapped (GTK_WIDGET (dialog)))
        return ADW_MESSAGE_DIALOG (dialog);
    }
  return NULL;
}

gboolean
stalls_asks (void)
{
  return question () != NULL;
}

gboolean
stalls_agree (gpointer unused)
{
  return gtk_widget_activate (gtk_window_get_default_widget (GTK_WINDOW (question ())));
}

gboolean
stalls_close_dialogs (gpointer unused)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (windows); i-- > 0;)
    {
      g_autoptr (GtkWindow) dialog = g_list_model_get_item (windows, i);

      if (GTK_IS_DIALOG (dialog))
        gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
      else if (gtk_window_get_transient_for (dialog)
               && gtk_widget_get_visible (GTK_WIDGET (dialog)))
        gtk_window_close (dialog);
    }
  return TRUE;
}
