/* for-thread.h - what a worker thread gets of a document: copies that share nothing with it.
 *
 * json_node_copy() and gr_project_set_section() share the arrays and objects within, whose
 * reference counts json-glib 1.6 does not change atomically. So nothing of a document's JSON may
 * reach another thread but through here, or as text.
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
