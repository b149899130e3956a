/* saving.h - a document into a file and out of one, for the tests of widgets: by what the program
 * does that with. */
#pragma once

#include "document/document.h"
#include "io/file-stamp.h"
#include "waiting.h"

static inline void
take_save (GObject *source, GAsyncResult *result, gpointer saved)
{
  *(GAsyncResult **) saved = g_object_ref (result);
}

/* Waits until it is there. */
static inline gboolean
save_document (GradusDocument *document, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) saved = NULL;

  gradus_document_save_async (document, path, take_save, &saved);
  wait_while (!saved);
  return gradus_document_save_finish (document, saved, error);
}

/* (transfer full) */
static inline GradusDocument *
open_document (const char *path, GError **error)
{
  g_autofree char *stamp = gr_file_stamp (path);
  GrProject *project = gr_project_load (path, error);
  GradusDocument *document = project ? gradus_document_new (project) : NULL;

  if (document)
    gradus_document_set_path (document, path, stamp);
  return document;
}
