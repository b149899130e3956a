/* data-shape.c - tells a document's model what shape the items of its data set have: see
 * data-shape.h. */
#include "data-shape.h"

#include <gio/gio.h>
#include <string.h>

#include "data/transform.h"
#include "for-thread.h"
#include "train/config.h"

#define KEY "gradus-data-shape"

typedef struct
{
  GradusDocument *document; /* borrowed: it owns this */
  gboolean opening;         /* one at a time */
  gboolean stale;           /* the project has another data set since it was last opened */
  gboolean unshaped;        /* no Input asked for its shape then */
} Follower;

/* --- on the worker thread ------------------------------------------------------------------------
 */

typedef struct
{
  gint n;
  gint ndim[GR_MAX_INPUTS];
  gint64 shape[GR_MAX_INPUTS][GR_MAX_DIMS];
} Shapes;

/* The shapes of a set's inputs, the first one's after the transforms. */
static gboolean
find_shapes (const GradusDataWish *wish, Shapes *shapes, GError **error)
{
  g_autoptr (GrTransforms) transforms = gr_transforms_from_json (wish->project->transforms, error);
  g_autoptr (GrDataset) train = NULL, test = NULL;
  GrField target;

  if (!transforms || !gr_project_open_data (wish->project, wish->path, NULL, &train, &test, error))
    return FALSE;
  target = train->target;
  shapes->n = train->n_inputs;
  for (gint i = 0; i < train->n_inputs; i++)
    {
      GrField field = train->input[i];

      if (i == 0
          && !gr_transforms_infer (transforms, &field, train->has_target ? &target : NULL, error))
        return FALSE;
      shapes->ndim[i] = field.ndim;
      memcpy (shapes->shape[i], field.shape, sizeof field.shape);
    }
  return TRUE;
}

static void
open_set (GTask *task, gpointer object, gpointer wish, GCancellable *cancellable)
{
  Shapes *shapes = g_new0 (Shapes, 1);
  GError *error = NULL;

  if (find_shapes (wish, shapes, &error))
    g_task_return_pointer (task, shapes, g_free);
  else
    {
      g_free (shapes);
      g_task_return_error (task, error);
    }
}

/* --- on the main thread --------------------------------------------------------------------------
 */

static Follower *
follower_of (GradusDocument *document)
{
  return g_object_get_data (G_OBJECT (document), KEY);
}

/* Whether an Input's shape is the data's. */
static gboolean
is_wanted (GrModel *model)
{
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);

      if (block->kind && block->kind->category == GR_CATEGORY_INPUT
          && gr_block_setting (block->kind, block->settings, "shape")->kind == GR_SETTING_AUTO)
        return TRUE;
    }
  return FALSE;
}

static void update (Follower *self);

static void
set_shapes (Follower *self, const Shapes *shapes)
{
  for (guint i = 0; i < GR_MAX_INPUTS; i++)
    gradus_document_set_data_shape (
        self->document, i,
        shapes && i < (guint) shapes->n ? gr_ints (shapes->shape[i], shapes->ndim[i]) : GR_NO_INTS);
}

static void
opened (GObject *object, GAsyncResult *result, gpointer user)
{
  GradusDocument *document = GRADUS_DOCUMENT (object);
  Follower *self = follower_of (document);
  g_autoptr (GError) error = NULL;
  g_autofree Shapes *shapes = g_task_propagate_pointer (G_TASK (result), &error);

  self->opening = FALSE;
  if (!self->stale)
    {
      self->unshaped = !is_wanted (gradus_document_model (document));
      set_shapes (self, self->unshaped ? NULL : shapes);
      gradus_document_set_data_problem (document, error ? error->message : NULL);
    }
  update (self);
}

static void
update (Follower *self)
{
  GrProject *project = gradus_document_project (self->document);
  g_autoptr (GTask) task = NULL;

  if (self->unshaped && is_wanted (project->model))
    self->stale = TRUE;
  if (!self->stale || self->opening)
    return;
  self->stale = self->unshaped = FALSE;
  if (!project->data.kind)
    {
      set_shapes (self, NULL);
      gradus_document_set_data_problem (self->document, NULL);
      return;
    }
  self->opening = TRUE;
  task = g_task_new (self->document, NULL, opened, NULL);
  g_task_set_task_data (task, gradus_data_wish_new (self->document), gradus_data_wish_free);
  g_task_run_in_thread (task, open_set);
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
  g_signal_connect_swapped (document, "model-changed", G_CALLBACK (update), self);
  data_changed (self);
}
