/* source.c - GradusDataSource: see source.h. */
#include "source.h"

#include "document/for-thread.h"
#include "document/in-thread.h"
#include "train/config.h"

struct _GradusDataSource
{
  GObject parent_instance;

  GradusDocument *document;
  gboolean started;
  GCancellable *cancellable; /* of what is being opened; NULL where nothing is */
  GradusPart *train, *test;
  GError *error;
};

G_DEFINE_FINAL_TYPE (GradusDataSource, gradus_data_source, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- on the worker thread -----------------------------------------------------------------------
 */

typedef struct
{
  GradusPart *train, *test;
} Parts;

static void
parts_free (Parts *parts)
{
  g_clear_pointer (&parts->train, gradus_part_unref);
  g_clear_pointer (&parts->test, gradus_part_unref);
  g_free (parts);
}

static void
open_parts (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const GradusDataWish *wish = data;
  g_autoptr (GrDataset) train = NULL;
  g_autoptr (GrDataset) test = NULL;
  GError *error = NULL;
  Parts *parts;

  if (!gr_project_open_data (wish->project, wish->path, NULL, &train, &test, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  parts = g_new0 (Parts, 1);
  parts->train = gradus_part_new (g_steal_pointer (&train), cancellable, &error);
  if (parts->train && test)
    parts->test = gradus_part_new (g_steal_pointer (&test), cancellable, &error);
  if (!error)
    g_task_return_pointer (task, parts, (GDestroyNotify) parts_free);
  else
    {
      parts_free (parts);
      g_task_return_error (task, error);
    }
}

/* --- on the main thread --------------------------------------------------------------------------
 */

static void
opened (GObject *object, GAsyncResult *result, gpointer user)
{
  GradusDataSource *self = GRADUS_DATA_SOURCE (object);
  g_autoptr (GError) error = NULL;
  Parts *parts = g_task_propagate_pointer (G_TASK (result), &error);

  /* What was let go of says nothing more: another one is on its way, or the page has gone. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    {
      g_clear_pointer (&parts, parts_free);
      return;
    }
  g_clear_object (&self->cancellable);
  if (parts)
    {
      self->train = g_steal_pointer (&parts->train);
      self->test = g_steal_pointer (&parts->test);
      parts_free (parts);
    }
  else
    self->error = g_steal_pointer (&error);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
forget (GradusDataSource *self)
{
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->train, gradus_part_unref);
  g_clear_pointer (&self->test, gradus_part_unref);
  g_clear_error (&self->error);
}

void
gradus_data_source_reload (GradusDataSource *self)
{
  g_autoptr (GTask) task = NULL;

  if (!self->started)
    return;
  forget (self);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, opened, NULL);
  g_task_set_task_data (task, gradus_data_wish_new (self->document), gradus_data_wish_free);
  gradus_run_in_thread (task, open_parts);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
gradus_data_source_start (GradusDataSource *self)
{
  if (self->started)
    return;
  self->started = TRUE;
  gradus_data_source_reload (self);
}

gboolean
gradus_data_source_loading (GradusDataSource *self)
{
  return self->cancellable != NULL;
}

const GError *
gradus_data_source_error (GradusDataSource *self)
{
  return self->error;
}

GradusPart *
gradus_data_source_part (GradusDataSource *self, const char *split)
{
  return g_str_equal (split, "test") ? self->test : self->train;
}

static void
gradus_data_source_dispose (GObject *object)
{
  GradusDataSource *self = GRADUS_DATA_SOURCE (object);

  forget (self);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (gradus_data_source_parent_class)->dispose (object);
}

static void
gradus_data_source_class_init (GradusDataSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_data_source_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_data_source_init (GradusDataSource *self)
{
}

/* A path beside the project's file is another one when that is saved elsewhere. */
static void
moved (GradusDataSource *self)
{
  if (self->error)
    gradus_data_source_reload (self);
}

GradusDataSource *
gradus_data_source_new (GradusDocument *document)
{
  GradusDataSource *self = g_object_new (GRADUS_TYPE_DATA_SOURCE, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (document, "section-changed::data",
                           G_CALLBACK (gradus_data_source_reload), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::path", G_CALLBACK (moved), self, G_CONNECT_SWAPPED);
  return self;
}
