/* drag-source.c - another program, out of which files are dragged: a window in the corner of the
 * screen that gives away the files it is told of.
 *
 *   drag-source FILE…
 */
#include <gtk/gtk.h>

/* All of it can be dragged. */
#define SIZE 80

static gpointer
read_files (gint argc, char **argv)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (gint i = 1; i < argc; i++)
    g_ptr_array_add (files, g_file_new_for_commandline_arg (argv[i]));
  return gdk_file_list_new_from_array ((GFile **) files->pdata, files->len);
}

gint
main (gint argc, char **argv)
{
  GtkDragSource *source;
  GtkWidget *window;
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GdkContentProvider) content = NULL;

  gtk_init ();
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, read_files (argc, argv));
  content = gdk_content_provider_new_for_value (&value);
  source = gtk_drag_source_new ();
  gtk_drag_source_set_content (source, content);
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "Files to drag");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), SIZE, SIZE);
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (source));
  gtk_window_present (GTK_WINDOW (window));
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}
