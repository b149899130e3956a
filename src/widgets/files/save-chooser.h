/* save-chooser.h - asks where a file is to be saved: projects, weights, plots.
 *
 * Every file gets the ending of its kind, and none is replaced that was not asked about.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  const char *title;  /* of the dialog */
  const char *kind;   /* what files with this ending are, in the plural; NULL: all are shown */
  const char *ending; /* ".gradus" */
  const char *name;   /* that is suggested, with the ending */
  const char *folder; /* to begin in; NULL: where people keep their documents */
} GradusSaveChoice;

/* Modal, over @parent, which may be NULL. @done gets @source, which is kept until then. */
void  gradus_choose_save_async  (gpointer source, GtkWindow *parent,
                                 const GradusSaveChoice *choice, GAsyncReadyCallback done,
                                 gpointer user);
/* The path, (transfer full). NULL where nothing was chosen, with G_IO_ERROR_CANCELLED, or where no
 * path leads there, which the error says in a sentence. */
char *gradus_choose_save_finish (GAsyncResult *result, GError **error);

/* A file's name for what is called @title, which may be any text. (transfer full) */
char *gradus_file_name          (const char *title, const char *ending);

G_END_DECLS
