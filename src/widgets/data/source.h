/* source.h - GradusDataSource: the data set of a document, opened on a worker thread.
 *
 * It follows the document: where the project names another set, that one is opened, and what was
 * being opened is let go of. The data page owns one, and whoever needs the data in the window
 * reads it.
 *
 * Signal "changed": the state is another.
 */
#pragma once

#include "document/document.h"
#include "part.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DATA_SOURCE (gradus_data_source_get_type ())
G_DECLARE_FINAL_TYPE (GradusDataSource, gradus_data_source, GRADUS, DATA_SOURCE, GObject)

/* Nothing is opened yet. */
GradusDataSource *gradus_data_source_new     (GradusDocument *document);
/* From now on it opens what the project names: called when somebody looks. */
void              gradus_data_source_start   (GradusDataSource *self);
/* While it is being opened there are neither parts nor an error. */
gboolean          gradus_data_source_loading (GradusDataSource *self);
/* Why it could not be opened, or NULL; GR_ERROR_NO_DATA says how to get it. (transfer none) */
const GError     *gradus_data_source_error   (GradusDataSource *self);
/* "train" or "test"; NULL where there is none. (transfer none) */
GradusPart       *gradus_data_source_part    (GradusDataSource *self, const char *split);
/* Once more, after the person has put the files where they belong. */
void              gradus_data_source_reload  (GradusDataSource *self);

G_END_DECLS
