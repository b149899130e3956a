/* transform-list.h - GradusTransformList: what is done to each training item: the section
 * "transforms".
 *
 * Transforms are added, removed, moved and set. Part of GradusTrainingForm; the data page may show
 * one too. It follows the document.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_TRANSFORM_LIST (gradus_transform_list_get_type ())
G_DECLARE_FINAL_TYPE (GradusTransformList, gradus_transform_list, GRADUS, TRANSFORM_LIST,
                      AdwPreferencesGroup)

GtkWidget *gradus_transform_list_new (GradusDocument *document);

G_END_DECLS
