/* data-shape.c - tells a document's model of its data set: see data-shape.h. */
#include "data-shape.h"

#include <gio/gio.h>

#include "data-place.h"
#include "for-thread.h"
#include "in-thread.h"
#include "model/data-fit.h"
#include "train/config.h"

#define KEY "gradus-data-shape"

typedef struct
{
  GradusDocument *document; /* borrowed: it owns this */
  gboolean opening;         /* one at a time */
  gboolean stale;           /* the project has another data set since it was last opened */
} Follower;

/* --- on the worker thread ------------------------------------------------------------------------
 */

typedef struct
{
  GrDataFacts *facts;
  char *warning; /* or NULL */
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->facts, gr_data_facts_free);
  g_free (found->warning);
  g_free (found);
}

static void
open_set (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const GradusDataWish *wish = data;
  GError *error = NULL;
  g_autoptr (GrTransforms) transforms = gr_transforms_from_json (wish->project->transforms, &error);
  g_autoptr (GrDataset) train = NULL, test = NULL;
  Found *found;
  GrDataFacts *facts = NULL;

  if (transforms && gr_project_open_data (wish->project, wish->path, NULL, &train, &test, &error))
    facts = gr_data_facts_new (train, test, transforms, &error);
  if (!facts)
    {
      g_task_return_error (task, error);
      return;
    }
  found = g_new0 (Found, 1);
  found->facts = facts;
  found->warning = g_strdup (train->warning);
  g_task_return_pointer (task, found, found_free);
}

/* --- on the main thread --------------------------------------------------------------------------
 */

static Follower *
follower_of (GradusDocument *document)
{
  return g_object_get_data (G_OBJECT (document), KEY);
}

static void update (Follower *self);

static void
opened (GObject *object, GAsyncResult *result, gpointer user)
{
  GradusDocument *document = GRADUS_DOCUMENT (object);
  Follower *self = follower_of (document);
  g_autoptr (GError) error = NULL;
  Found *found = g_task_propagate_pointer (G_TASK (result), &error);

  self->opening = FALSE;
  if (!self->stale)
    {
      g_autofree char *path = gr_project_data_path (gradus_document_project (document),
                                                    gradus_document_path (document), NULL);
      g_autofree char *problem = error ? gradus_data_refusal (error->message, path) : NULL;

      gradus_document_set_data_facts (document, found ? g_steal_pointer (&found->facts) : NULL);
      gradus_document_set_data_problem (document, problem);
      gradus_document_set_data_warning (document, found ? found->warning : NULL);
    }
  g_clear_pointer (&found, found_free);
  update (self);
}

static void
update (Follower *self)
{
  g_autoptr (GTask) task = NULL;

  if (!self->stale || self->opening)
    return;
  self->stale = FALSE;
  if (!gradus_document_project (self->document)->data.kind)
    {
      gradus_document_set_data_facts (self->document, NULL);
      gradus_document_set_data_problem (self->document, NULL);
      gradus_document_set_data_warning (self->document, NULL);
      return;
    }
  self->opening = TRUE;
  task = g_task_new (self->document, NULL, opened, NULL);
  g_task_set_task_data (task, gradus_data_wish_new (self->document), gradus_data_wish_free);
  gradus_run_in_thread (task, open_set);
}

static void
data_changed (Follower *self)
{
  self->stale = TRUE;
  update (self);
}

gboolean
gradus_data_shape_busy (GradusDocument *document)
{
  return follower_of (document)->opening;
}

void
gradus_data_shape_again (GradusDocument *document)
{
  if (follower_of (document))
    data_changed (follower_of (document));
}

void
gradus_data_shape_follow (GradusDocument *document)
{
  Follower *self = g_new0 (Follower, 1);

  self->document = document;
  g_object_set_data_full (G_OBJECT (document), KEY, self, g_free);
  g_signal_connect_swapped (document, "section-changed::data", G_CALLBACK (data_changed), self);
  g_signal_connect_swapped (document, "section-changed::transforms", G_CALLBACK (data_changed),
                            self);
  g_signal_connect_swapped (document, "notify::path", G_CALLBACK (data_changed), self);
  data_changed (self);
}
