/* plot-export.c - see plot-export.h. */
#include "plot-export.h"

#include "document/in-thread.h"
#include "files/save-chooser.h"
#include "io/atomic.h"
#include "style/toast.h"

#include <glib/gi18n.h>
#include <string.h>

static const GradusPalette *
paper (void)
{
  return gradus_palette_get (FALSE, FALSE);
}

/* --- saying what was done, and what went wrong ------------------------------------------------ */

static void
say (GtkWidget *widget, const char *text)
{
  if (!gradus_toast_show (widget, gradus_toast_new (text)))
    g_message ("%s", text);
}

/* “Saved “Loss.png” in “/home/ada/Pictures””: where it is found again. */
static void
say_saved (GtkWidget *widget, const char *path)
{
  g_autofree char *name = g_path_get_basename (path), *folder = g_path_get_dirname (path);
  /* Translators: the name of a file, and of the folder that it is in */
  g_autofree char *text = g_strdup_printf (_ ("Saved “%s” in “%s”"), name, folder);

  say (widget, text);
}

/* --- files ------------------------------------------------------------------------------------ */

typedef struct
{
  GtkWidget *widget;         /* referenced */
  GradusPlotTable *table;    /* to be written as CSV, or */
  GradusDrawnPicture *drawn; /* the picture as it was when it was to be saved */
  char *path;
} Saving;

static void
free_saving (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->widget);
  g_clear_pointer (&saving->table, gradus_plot_table_free);
  g_clear_pointer (&saving->drawn, gradus_drawn_picture_free);
  g_free (saving->path);
  g_free (saving);
}

/* What the file will hold. (transfer full) */
static GBytes *
to_bytes (const Saving *saving, GError **error)
{
  char *csv;

  if (!saving->table)
    return gradus_drawn_picture_encode (saving->drawn, error);
  csv = gradus_plot_table_to_csv (saving->table);
  return g_bytes_new_take (csv, strlen (csv));
}

static void
write_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Saving *saving = data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = to_bytes (saving, &error);

  if (bytes
      && gr_atomic_write (saving->path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                          &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written (GObject *source, GAsyncResult *result, gpointer user)
{
  const Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    say_saved (saving->widget, saving->path);
  else
    say (saving->widget, error->message);
}

static void
path_chosen (GObject *source, GAsyncResult *result, gpointer user)
{
  Saving *saving = user;
  g_autoptr (GError) error = NULL;

  saving->path = gradus_choose_save_finish (result, &error);
  if (saving->path)
    {
      g_autoptr (GTask) task = g_task_new (saving->widget, NULL, written, NULL);

      g_task_set_task_data (task, saving, free_saving);
      gradus_run_in_thread (task, write_file);
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (saving->widget, error->message);
  free_saving (saving);
}

/* "Loss.png"; (transfer full) */
static char *
suggested_name (const char *title, const char *ending)
{
  return gradus_file_name (title && *title ? title : _ ("Plot"), ending);
}

void
gradus_export_save (GtkWidget *widget, const GradusPicture *picture, GradusPlotTable *table,
                    const char *format)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *ending = g_strconcat (".", format, NULL);
  g_autofree char *name = suggested_name (picture->title, ending);
  const GradusSaveChoice choice = { .title = _ ("Save Plot"), .ending = ending, .name = name };
  Saving *saving = g_new0 (Saving, 1);
  GradusFormat as;

  saving->widget = g_object_ref (widget);
  saving->table = table;
  if (gradus_format_of (name, &as))
    {
      g_clear_pointer (&saving->table, gradus_plot_table_free);
      saving->drawn = gradus_picture_draw (picture, as, paper ());
    }
  gradus_choose_save_async (widget, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, &choice,
                            path_chosen, saving);
}

/* --- clipboard and paper ---------------------------------------------------------------------- */

static void
draw_on_paper (gpointer user, cairo_t *cr, gdouble width, gdouble height,
               const GradusPalette *palette)
{
  const GradusPicture *picture = user;

  gdk_cairo_set_source_rgba (cr, &palette->background);
  cairo_paint (cr);
  picture->draw (picture->user, cr, width, height, palette);
}

void
gradus_export_copy (GtkWidget *widget, const GradusPicture *picture)
{
  g_autoptr (GdkTexture) texture = gradus_draw_texture ((gint) picture->width,
                                                        (gint) picture->height, 2, draw_on_paper,
                                                        (gpointer) picture, paper ());

  gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
  say (widget, _ ("Copied as a picture"));
}

static void
print_page (GtkPrintOperation *operation, GtkPrintContext *context, gint page, gpointer user)
{
  const GradusPicture *picture = user;
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  const gdouble scale = MIN (gtk_print_context_get_width (context) / picture->width,
                             gtk_print_context_get_height (context) / picture->height);

  cairo_scale (cr, scale, scale);
  picture->draw (picture->user, cr, picture->width, picture->height, paper ());
}

/* Where the paper comes out; or the file that was printed into instead. */
static void
say_printed (GtkWidget *widget, GtkPrintSettings *settings)
{
  const char *uri = gtk_print_settings_get (settings, GTK_PRINT_SETTINGS_OUTPUT_URI);
  const char *printer = gtk_print_settings_get_printer (settings);
  g_autofree char *path = uri ? g_filename_from_uri (uri, NULL, NULL) : NULL;
  g_autofree char *sent = printer ? g_strdup_printf (_ ("Sent to the printer “%s”"), printer)
                                  : g_strdup (_ ("Sent to the printer"));

  if (path)
    say_saved (widget, path);
  else
    say (widget, sent);
}

static void
printed (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer user)
{
  g_autoptr (GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    say_printed (user, gtk_print_operation_get_print_settings (operation));
  if (result != GTK_PRINT_OPERATION_RESULT_ERROR)
    return;
  gtk_print_operation_get_error (operation, &error);
  if (error)
    say (user, error->message);
}

void
gradus_export_print (GtkWidget *widget, const GradusPicture *picture, GObject *owner)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  GtkRoot *root = gtk_widget_get_root (widget);
  GradusPicture *kept = g_memdup2 (picture, sizeof *picture);
  g_autofree char *name = suggested_name (picture->title, ".pdf");

  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_set_job_name (operation, name);
  kept->title = NULL;
  g_object_set_data_full (G_OBJECT (operation), "picture", kept, g_free);
  g_object_set_data_full (G_OBJECT (operation), "owner", g_object_ref (owner), g_object_unref);
  g_signal_connect (operation, "draw-page", G_CALLBACK (print_page), kept);
  g_signal_connect_object (operation, "done", G_CALLBACK (printed), widget, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL);
}

/* --- the menu --------------------------------------------------------------------------------- */

static void
append_item (GMenu *menu, const char *label, const char *prefix, const char *action,
             const char *target)
{
  g_autofree char *name = g_strconcat (prefix, action, NULL);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  if (target)
    g_menu_item_set_action_and_target (item, name, "s", target);
  else
    g_menu_item_set_detailed_action (item, name);
  g_menu_append_item (menu, item);
}

GMenuModel *
gradus_export_menu (const char *prefix, gboolean with_csv)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) formats = g_menu_new ();

  append_item (formats, _ ("PNG Picture…"), prefix, ".save", "png");
  append_item (formats, _ ("SVG Drawing…"), prefix, ".save", "svg");
  append_item (formats, _ ("PDF Document…"), prefix, ".save", "pdf");
  if (with_csv)
    append_item (formats, _ ("CSV Table…"), prefix, ".save", "csv");
  g_menu_append_submenu (menu, _ ("Save _As"), G_MENU_MODEL (formats));
  append_item (menu, _ ("_Copy"), prefix, ".copy", NULL);
  append_item (menu, _ ("_Print…"), prefix, ".print", NULL);
  return G_MENU_MODEL (menu);
}
