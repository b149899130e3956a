/* chooser.h - GradusDataChooser: the button that says which data set the project has, with the
 * known ones and one's own files to choose from. Part of the data set browser's bar. */
#pragma once

#include <gtk/gtk.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DATA_CHOOSER (gradus_data_chooser_get_type ())
G_DECLARE_FINAL_TYPE (GradusDataChooser, gradus_data_chooser, GRADUS, DATA_CHOOSER, GtkWidget)

GtkWidget *gradus_data_chooser_new      (GradusDocument *document);
/* The file chooser, for a file or, with @folder, for a folder. */
void       gradus_data_chooser_ask      (GradusDataChooser *self, gboolean folder);
/* The same for the file with the labels of the arrays at @path, which the document has. */
void       gradus_data_chooser_ask_labels (GradusDataChooser *self, const char *path);

/* Makes the set of that name the document's, or what is at that path, which is kept as a path
 * beside the project's file where it lies there. What comes in one piece gets a fifth of it as its
 * test part. It can be undone; it is opened by who shows it. */
void       gradus_document_choose_data  (GradusDocument *document, const char *name_or_path);
/* What the project's data section would be then. (transfer full) */
JsonNode  *gradus_document_data_section (GradusDocument *document, const char *name_or_path);
/* The same with a @section that says more, as the roles of columns. */
void       gradus_document_choose_data_section (GradusDocument *document, const char *name_or_path,
                                                JsonNode *section);
/* In which order two sets that Gradus knows are offered: those in files that are here, as it is
 * now, then those that need none, then those whose files are missing; each by what they are called
 * in the person's language. */
gint       gradus_known_set_compare     (const char *a, const char *b);
/* Whether a set that Gradus knows by that name lacks its files, as it is now. */
gboolean   gradus_known_set_missing     (const char *name);
/* Shows @mark where it does, and describes @widget, which stands for the set, by what that says;
 * else by what the set is. */
void       gradus_known_set_mark        (const char *name, GtkWidget *widget, GtkLabel *mark);
/* "Fashion-MNIST", "readings.csv", or NULL where the project names none. (transfer full) */
char      *gradus_document_data_title   (GradusDocument *document);

G_END_DECLS
