/* data-group.h - GradusDataGroup: which data set a project trains on: the section "data".
 *
 * A named set, or a file or folder of one's own; a generated set's parameters. Part of
 * GradusTrainingForm. It follows the document.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DATA_GROUP (gradus_data_group_get_type ())
G_DECLARE_FINAL_TYPE (GradusDataGroup, gradus_data_group, GRADUS, DATA_GROUP, AdwPreferencesGroup)

GtkWidget *gradus_data_group_new (GradusDocument *document);

G_END_DECLS
