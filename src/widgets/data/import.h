/* import.h - bringing one's own data into a project: what a person chose in a dialog, or dropped on
 * the window.
 *
 * Of a table they are asked for the columns' roles first (columns-dialog.h). Everything is opened
 * on a worker thread before the project changes: what cannot be opened is said in a sentence, and
 * the project keeps the data that it has. Used by the data set's button and by the window.
 */
#pragma once

#include "document/document.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The file or folder @path; a file that is one of several, as of IDX and CIFAR, stands for its
 * folder. One at a time: while another is being opened nothing happens. @parent is where dialogs
 * belong. */
void gradus_data_import (GtkWidget *parent, GradusDocument *document, const char *path);
/* The npy file @labels as the labels of the arrays at @path, which are the document's data. */
void gradus_data_import_labels (GtkWidget *parent, GradusDocument *document, const char *path,
                                const char *labels);
/* The roles of the columns of the table that the project has, to be changed; nothing where its data
 * are no table. */
void gradus_data_change_columns (GtkWidget *parent, GradusDocument *document);

/* Whether that is a table of text, by its name. */
gboolean gradus_path_is_table (const char *path);
/* What is being opened is there, or refused. For tests. */
gboolean gradus_data_import_busy (GradusDocument *document);

G_END_DECLS
