/* saved-weight.c - see saved-weight.h. */
#include "saved-weight.h"

#include "document/in-thread.h"
#include "io/safetensors.h"
#include "train/trainer.h"

typedef struct
{
  char *path, *weight;
} Wish;

static void
wish_free (Wish *wish)
{
  g_free (wish->path);
  g_free (wish->weight);
  g_free (wish);
}

void
gradus_saved_weight_free (GradusSavedWeight *self)
{
  gradus_tensor_look_clear (&self->weight);
  g_clear_pointer (&self->histograms, gr_histograms_free);
  g_free (self);
}

/* The file is mapped, and so read only as far as it is looked at. */
static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Wish *wish = data;
  GError *error = NULL;
  g_autoptr (GrNamedTensors) saved = gr_safetensors_read (wish->path, &error);
  GrTensor *weight = saved && wish->weight ? gr_named_tensors_get (saved, wish->weight) : NULL;
  GradusSavedWeight *self;

  if (!saved)
    {
      g_task_return_error (task, error);
      return;
    }
  self = g_new0 (GradusSavedWeight, 1);
  if (weight)
    gradus_tensor_look_at_weight (&self->weight, weight);
  self->histograms = gr_checkpoint_histograms (wish->path, NULL);
  g_task_return_pointer (task, self, (GDestroyNotify) gradus_saved_weight_free);
}

void
gradus_saved_weight_read (const char *path, const char *weight, GCancellable *cancellable,
                          GAsyncReadyCallback done, gpointer user)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, done, user);
  Wish *wish = g_new (Wish, 1);

  *wish = (Wish){ g_strdup (path), g_strdup (weight) };
  g_task_set_task_data (task, wish, (GDestroyNotify) wish_free);
  gradus_run_in_thread (task, read_in_thread);
}

GradusSavedWeight *
gradus_saved_weight_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
