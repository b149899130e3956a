/* regions.c - see regions.h. */
#include "regions.h"

#define CELLS        96 /* a side */
#define CURVE_POINTS 200

typedef struct
{
  GradusPredictor *predictor;
  GradusPart *part;
  GradusFrame frame;
} Wish;

static void
wish_free (Wish *wish)
{
  gradus_predictor_unref (wish->predictor);
  gradus_part_unref (wish->part);
  g_free (wish);
}

void
gradus_regions_free (GradusRegions *self)
{
  g_free (self->class);
  g_free (self->value);
  g_free (self);
}

/* The middles of the cells as items like those of @like. */
static GrDataset *
make_grid (const GradusRegions *self, GrDataset *like, GError **error)
{
  const gboolean plane = self->class != NULL;
  const gint64 n = (gint64) self->width * self->height;
  const GradusFrame *f = &self->frame;
  gint64 shape[GR_MAX_DIMS + 1] = { n };
  g_autoptr (GrTensor) input = NULL;
  g_autoptr (GrTensor) target = NULL;

  for (gint d = 0; d < like->input[0].ndim; d++)
    shape[d + 1] = like->input[0].shape[d];
  input = gr_tensor_new (like->input[0].dtype, GR_CPU,
                         gr_ints (shape, (gsize) like->input[0].ndim + 1), error);
  if (!input)
    return NULL;
  for (gint64 i = 0; i < n; i++)
    {
      const gdouble u = (i % self->width + .5) / self->width;
      const gdouble v = (i / self->width + .5) / self->height;

      gr_tensor_set (input, plane ? 2 * i : i, gr_float (f->left + u * (f->right - f->left)));
      if (plane)
        gr_tensor_set (input, 2 * i + 1, gr_float (f->bottom + v * (f->top - f->bottom)));
    }
  /* Which classes does not matter: nobody looks at the loss. */
  if (like->n_classes > 0)
    {
      target = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (n), error);
      if (!target)
        return NULL;
      memset (gr_tensor_data (target), 0, (gsize) n * sizeof (gint64));
    }
  return gr_dataset_from_tensors ("grid", &input, NULL, 1, target,
                                  (const char *const *) like->class_names, like->n_classes, error);
}

static gboolean
add_batch (const GrBatch *batch, GrTensor *outputs, const gdouble *losses, gpointer user)
{
  GradusRegions *self = user;
  const gint64 n = gr_tensor_numel (outputs) / MAX (batch->size, 1);
  const gfloat *output = GR_DATA (gfloat, outputs);

  for (gint64 i = 0; i < batch->size; i++)
    {
      const gfloat *own = output + i * n;
      gint64 best = 0;

      for (gint64 c = 1; self->class && c < n; c++)
        if (own[c] > own[best])
          best = c;
      self->value[batch->index[i]] = own[best];
      if (self->class)
        self->class[batch->index[i]] = (gint32) best;
    }
  return TRUE;
}

static void
run (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const Wish *wish = data;
  GrDataset *like = wish->part->set;
  const gboolean plane = gr_field_numel (&like->input[0]) == 2;
  const gboolean classes = gradus_predictor_kind (wish->predictor) == GRADUS_PREDICTS_CLASSES;
  g_autoptr (GradusRegions) self = g_new0 (GradusRegions, 1);
  g_autoptr (GrDataset) grid = NULL;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  if (plane != classes)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  self->frame = wish->frame;
  self->width = plane ? CELLS : CURVE_POINTS;
  self->height = plane ? CELLS : 1;
  self->value = g_new0 (gfloat, self->width * self->height);
  self->class = plane ? g_new0 (gint32, self->width * self->height) : NULL;
  grid = make_grid (self, like, &error);
  if (grid && gradus_predictor_run_all (wish->predictor, grid, FALSE, add_batch, self, &error))
    g_task_return_pointer (task, g_steal_pointer (&self), (GDestroyNotify) gradus_regions_free);
  else
    g_task_return_error (task, error);
}

void
gradus_regions_new_async (GradusPredictor *predictor, GradusPart *part, GradusFrame frame,
                          GCancellable *cancellable, GAsyncReadyCallback done, gpointer user)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, done, user);
  Wish *wish = g_new (Wish, 1);

  *wish = (Wish){ gradus_predictor_ref (predictor), gradus_part_ref (part), frame };
  g_task_set_task_data (task, wish, (GDestroyNotify) wish_free);
  g_task_run_in_thread (task, run);
}

GradusRegions *
gradus_regions_new_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
