/* for-thread.h - what a worker thread gets of a document: copies that share nothing with it.
 *
 * Nothing of a document's JSON may reach another thread but through here, through
 * gr_project_copy(), or as text: see model/project-copy.h.
 */
#pragma once

#include "document.h"

G_BEGIN_DECLS

/* The same as @node with nothing of it; NULL of NULL. (transfer full) */
JsonNode *gradus_json_for_thread (JsonNode *node);

/* The data set that a document means. */
typedef struct
{
  GrProject *project; /* with nothing but its data and transforms */
  char      *path;    /* the document's file, or NULL */
} GradusDataWish;

GradusDataWish *gradus_data_wish_new  (GradusDocument *document);
void            gradus_data_wish_free (gpointer wish);

G_END_DECLS
