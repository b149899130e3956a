/* for-thread.c - copies of a document's parts for worker threads: see for-thread.h. */
#include "for-thread.h"

#include "model/project-copy.h"

JsonNode *
gradus_json_for_thread (JsonNode *node)
{
  return node ? gr_json_copy (node) : NULL;
}

static void
copy_section (GradusDocument *document, GrProject *project, const char *key)
{
  g_autoptr (JsonNode) section = gradus_document_section (document, key);
  g_autoptr (JsonNode) own = gradus_json_for_thread (section);

  if (own)
    gr_project_set_section (project, key, own, NULL);
}

GradusDataWish *
gradus_data_wish_new (GradusDocument *document)
{
  GradusDataWish *wish = g_new0 (GradusDataWish, 1);

  wish->project = gr_project_new ();
  copy_section (document, wish->project, "data");
  copy_section (document, wish->project, "transforms");
  wish->path = g_strdup (gradus_document_path (document));
  return wish;
}

void
gradus_data_wish_free (gpointer data)
{
  GradusDataWish *wish = data;

  gr_project_unref (wish->project);
  g_free (wish->path);
  g_free (wish);
}
