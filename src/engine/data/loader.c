/* loader.c - making batches, here or by threads ahead of time. See loader.h.
 *
 * Batches stand in a ring of slots. The asking thread fills in what is to be done (which items,
 * memory for them) and takes finished ones in order; workers take the next slot to be done and make
 * the whole batch. Who makes it has no influence on what comes out.
 */
#include "loader.h"

#include "../cpu/priority.h"
#include "draws.h"
#include "pipeline.h"
#include "sampler.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <pthread.h>
#include <string.h>

#define MOST_THREADS 64

typedef struct
{
  GrBatch  batch;
  GError  *error;
  gboolean done;
} Slot;

typedef struct
{
  GrLoader   *loader;
  GrWorkspace workspace;
  pthread_t   thread;
} Worker;

struct _GrLoader
{
  GrDataset      *dataset;
  GrLoaderOptions options;
  GrPipeline     *pipeline;
  GrOrder        *order;
  gint64          n_items, n_batches; /* an epoch */
  GrLoaderState   state;
  const gint64   *index; /* the order of state.epoch; NULL until it is needed */

  GrWorkspace     workspace; /* of the asking thread, where there are no workers */
  Worker         *worker;
  gint            n_started;

  /* Batches of this epoch by number: those below taken were taken by a worker, those below
   * scheduled wait in their slots. All below is under the lock. */
  Slot           *slot;
  gint            n_slots;
  gint64          taken, scheduled;
  gint            working; /* workers that are making a batch */
  gboolean        quit;
  pthread_mutex_t lock;
  pthread_cond_t  to_do, finished;
};

void
gr_batch_clear (GrBatch *batch)
{
  for (gint i = 0; i < batch->n_inputs; i++)
    g_clear_pointer (&batch->input[i], gr_tensor_unref);
  g_clear_pointer (&batch->target, gr_tensor_unref);
  g_free (batch->index);
  *batch = (GrBatch){ 0 };
}

/* --- one batch ------------------------------------------------------------------------------- */

static GrTensor *
batch_tensor (const GrField *field, gint64 size, GError **error)
{
  gint64 shape[GR_MAX_DIMS];

  shape[0] = size;
  memcpy (shape + 1, field->shape, (gsize) field->ndim * sizeof *shape);
  return gr_tensor_new (field->dtype, GR_CPU, gr_ints (shape, (gsize) field->ndim + 1), error);
}

/* Which items, and memory for them: done by the asking thread. */
static gboolean
prepare (GrLoader *loader, gint64 number, GrBatch *batch, GError **error)
{
  gint64 first = number * loader->options.batch_size;

  *batch = (GrBatch){ 0 };
  batch->size = MIN (loader->options.batch_size, loader->n_items - first);
  batch->epoch = loader->state.epoch;
  batch->number = number;
  batch->index = g_memdup2 (loader->index + first, (gsize) batch->size * sizeof *batch->index);
  for (gint i = 0; i < loader->dataset->n_inputs; i++)
    {
      batch->input[i] = batch_tensor (gr_pipeline_input (loader->pipeline, i), batch->size, error);
      if (!batch->input[i])
        return FALSE;
      batch->n_inputs++;
    }
  if (!loader->dataset->has_target)
    return TRUE;
  batch->target = batch_tensor (gr_pipeline_target (loader->pipeline), batch->size, error);
  return batch->target != NULL;
}

/* Fills the batch: done by any thread. Reads nothing of the loader that changes. */
static gboolean
make (const GrLoader *loader, GrWorkspace *workspace, GrBatch *batch, GError **error)
{
  GrSample to;
  gsize size[GR_MAX_INPUTS], target_size = 0;
  /* An item that is drawn twice in an epoch is to look different each time. */
  gboolean repeats = loader->options.sampler == GR_SAMPLER_WEIGHTED;

  for (gint i = 0; i < batch->n_inputs; i++)
    {
      to.input[i] = gr_tensor_data (batch->input[i]);
      size[i] = gr_field_size (gr_pipeline_input (loader->pipeline, i));
    }
  to.target = batch->target ? gr_tensor_data (batch->target) : NULL;
  if (batch->target)
    target_size = gr_field_size (gr_pipeline_target (loader->pipeline));
  for (gint64 k = 0; k < batch->size; k++)
    {
      gint64 position = batch->number * loader->options.batch_size + k;
      GrGenerator random
          = gr_draws (loader->options.seed, GR_DRAW_TRANSFORMS, (guint64) batch->epoch,
                      (guint64) (repeats ? position : batch->index[k]));

      if (!gr_pipeline_run (loader->pipeline, workspace, batch->index[k], random, &to, error))
        return FALSE;
      for (gint i = 0; i < batch->n_inputs; i++)
        to.input[i] = (guint8 *) to.input[i] + size[i];
      if (batch->target)
        to.target = (guint8 *) to.target + target_size;
    }
  return TRUE;
}

/* --- workers --------------------------------------------------------------------------------- */

static void *
work (void *data)
{
  Worker *worker = data;
  GrLoader *loader = worker->loader;

  gr_priority_give_way ();
  pthread_mutex_lock (&loader->lock);
  for (;;)
    {
      Slot *slot;

      while (!loader->quit && loader->taken == loader->scheduled)
        pthread_cond_wait (&loader->to_do, &loader->lock);
      if (loader->quit)
        break;
      slot = &loader->slot[loader->taken++ % loader->n_slots];
      loader->working++;
      pthread_mutex_unlock (&loader->lock);
      if (!slot->error) /* else there was no memory for it */
        make (loader, &worker->workspace, &slot->batch, &slot->error);
      pthread_mutex_lock (&loader->lock);
      loader->working--;
      slot->done = TRUE;
      pthread_cond_signal (&loader->finished);
    }
  pthread_mutex_unlock (&loader->lock);
  return NULL;
}

/* Puts batches in line while there are slots for them. */
static void
schedule (GrLoader *loader)
{
  gint64 stop = MIN (loader->state.number + loader->n_slots, loader->n_batches);

  /* The slot's last batch has been handed out, so that no worker looks at it: no lock is needed
   * until the new one is in line. */
  for (gint64 number = loader->scheduled; number < stop; number++)
    {
      Slot *slot = &loader->slot[number % loader->n_slots];

      prepare (loader, number, &slot->batch, &slot->error);
      pthread_mutex_lock (&loader->lock);
      loader->scheduled = number + 1;
      pthread_cond_signal (&loader->to_do);
      pthread_mutex_unlock (&loader->lock);
    }
}

/* Lets the workers finish what they have begun and forgets what is in line; @next is to be the
 * first batch in it. */
static void
forget (GrLoader *loader, gint64 next)
{
  pthread_mutex_lock (&loader->lock);
  loader->taken = loader->scheduled;
  while (loader->working > 0)
    pthread_cond_wait (&loader->finished, &loader->lock);
  for (gint i = 0; i < loader->n_slots; i++)
    {
      gr_batch_clear (&loader->slot[i].batch);
      g_clear_error (&loader->slot[i].error);
      loader->slot[i].done = FALSE;
    }
  loader->taken = loader->scheduled = next;
  pthread_mutex_unlock (&loader->lock);
}

static gboolean
take_finished (GrLoader *loader, GrBatch *batch, GError **error)
{
  Slot *slot = &loader->slot[loader->state.number % loader->n_slots];

  pthread_mutex_lock (&loader->lock);
  while (!slot->done)
    pthread_cond_wait (&loader->finished, &loader->lock);
  slot->done = FALSE;
  pthread_mutex_unlock (&loader->lock);
  if (slot->error)
    {
      g_propagate_error (error, g_steal_pointer (&slot->error));
      gr_batch_clear (&slot->batch);
      return FALSE;
    }
  *batch = slot->batch;
  slot->batch = (GrBatch){ 0 };
  return TRUE;
}

/* --- the loader ------------------------------------------------------------------------------ */

static gboolean
check_options (GrDataset *dataset, const GrLoaderOptions *options, GError **error)
{
  const char *wrong = NULL;

  if (options->batch_size < 1)
    wrong = _ ("the batch size must be at least 1");
  else if (options->dtype != GR_FLOAT32 && options->dtype != GR_FLOAT64)
    wrong = _ ("batches are of float32 or float64");
  else if (options->threads < 0 || options->threads > MOST_THREADS)
    wrong = _ ("a loader has 0 to 64 threads");
  else if (options->prefetch < 0 || options->prefetch > 4096)
    wrong = _ ("0 to 4096 batches can be made ahead");
  else if (dataset->length == 0)
    wrong = _ ("it has no items");
  else if (dataset->n_inputs == 0)
    wrong = _ ("its items have no inputs");
  else if (options->drop_last && dataset->length < options->batch_size)
    wrong = _ ("it is smaller than one batch, and incomplete batches are to be left out");
  if (wrong)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("%s cannot be loaded: %s"), dataset->name,
                 wrong);
  return wrong == NULL;
}

static gboolean
start_workers (GrLoader *loader, GError **error)
{
  gint n = loader->options.threads;

  loader->n_slots = loader->options.prefetch > 0 ? loader->options.prefetch : 2 * n;
  loader->slot = g_new0 (Slot, loader->n_slots);
  loader->worker = g_new0 (Worker, n);
  for (; loader->n_started < n; loader->n_started++)
    {
      Worker *worker = &loader->worker[loader->n_started];
      gboolean room = gr_workspace_init (&worker->workspace, loader->pipeline, error);
      int code;

      worker->loader = loader;
      code = room ? pthread_create (&worker->thread, NULL, work, worker) : 0;
      if (!room || code != 0)
        {
          gr_workspace_clear (&worker->workspace);
          if (code != 0)
            g_set_error (error, GR_ERROR, GR_ERROR_MEMORY,
                         _ ("A loader thread cannot be started: %s"), g_strerror (code));
          return FALSE;
        }
    }
  return TRUE;
}

GrLoader *
gr_loader_new (GrDataset *dataset, const GrLoaderOptions *options, GError **error)
{
  g_autoptr (GrLoader) loader = NULL;
  gint64 size = options->batch_size;

  if (!check_options (dataset, options, error))
    return NULL;
  loader = g_new0 (GrLoader, 1);
  pthread_mutex_init (&loader->lock, NULL);
  pthread_cond_init (&loader->to_do, NULL);
  pthread_cond_init (&loader->finished, NULL);
  loader->dataset = gr_dataset_ref (dataset);
  loader->options = *options;
  loader->options.transforms = NULL; /* the pipeline has them */
  loader->n_items = options->drop_last ? dataset->length / size * size : dataset->length;
  loader->n_batches = (loader->n_items + size - 1) / size;
  loader->pipeline = gr_pipeline_new (dataset, options->transforms, options->dtype, error);
  if (!loader->pipeline)
    return NULL;
  for (gint i = 0; i <= dataset->n_inputs; i++)
    {
      const GrField *field = i < dataset->n_inputs ? gr_pipeline_input (loader->pipeline, i)
                                                   : gr_pipeline_target (loader->pipeline);

      if (field && field->ndim >= GR_MAX_DIMS)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                       _ ("%s cannot be loaded: a batch of “%s” would have more than %d "
                          "dimensions"),
                       dataset->name, field->name, GR_MAX_DIMS);
          return NULL;
        }
    }
  loader->order = gr_order_new (dataset, options->sampler, options->seed, error);
  if (!loader->order)
    return NULL;
  if (options->threads == 0 ? !gr_workspace_init (&loader->workspace, loader->pipeline, error)
                            : !start_workers (loader, error))
    return NULL;
  return g_steal_pointer (&loader);
}

void
gr_loader_free (GrLoader *loader)
{
  if (!loader)
    return;
  pthread_mutex_lock (&loader->lock);
  loader->quit = TRUE;
  pthread_cond_broadcast (&loader->to_do);
  pthread_mutex_unlock (&loader->lock);
  for (gint i = 0; i < loader->n_started; i++)
    {
      pthread_join (loader->worker[i].thread, NULL);
      gr_workspace_clear (&loader->worker[i].workspace);
    }
  forget (loader, 0);
  gr_workspace_clear (&loader->workspace);
  pthread_mutex_destroy (&loader->lock);
  pthread_cond_destroy (&loader->to_do);
  pthread_cond_destroy (&loader->finished);
  gr_order_free (loader->order);
  gr_pipeline_free (loader->pipeline);
  gr_dataset_unref (loader->dataset);
  g_free (loader->worker);
  g_free (loader->slot);
  g_free (loader);
}

gint64
gr_loader_n_batches (GrLoader *loader)
{
  return loader->n_batches;
}

gint64
gr_loader_n_items (GrLoader *loader)
{
  return loader->n_items;
}

GrDataset *
gr_loader_dataset (GrLoader *loader)
{
  return loader->dataset;
}

const GrField *
gr_loader_input (GrLoader *loader, gint i)
{
  return gr_pipeline_input (loader->pipeline, i);
}

const GrField *
gr_loader_target (GrLoader *loader)
{
  return gr_pipeline_target (loader->pipeline);
}

GrLoaderState
gr_loader_state (GrLoader *loader)
{
  return loader->state;
}

/* Makes @state the next, with nothing in line. */
static void
go_to (GrLoader *loader, GrLoaderState state)
{
  forget (loader, state.number);
  if (state.epoch != loader->state.epoch)
    loader->index = NULL;
  loader->state = state;
}

gboolean
gr_loader_set_state (GrLoader *loader, GrLoaderState state, GError **error)
{
  if (state.epoch < 0 || state.number < 0 || state.number > loader->n_batches)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("Batch %" PRId64 " of epoch %" PRId64 " cannot be loaded: %s has %" PRId64 " "
                      "batches of %" PRId64),
                   state.number, state.epoch, loader->dataset->name, loader->n_batches,
                   loader->options.batch_size);
      return FALSE;
    }
  go_to (loader, state);
  return TRUE;
}

gboolean
gr_loader_next (GrLoader *loader, GrBatch *batch, GError **error)
{
  gboolean good;

  gr_batch_clear (batch);
  if (loader->state.number == loader->n_batches)
    {
      go_to (loader, (GrLoaderState){ loader->state.epoch + 1, 0 });
      return FALSE;
    }
  if (!loader->index)
    loader->index = gr_order_epoch (loader->order, loader->state.epoch);
  if (loader->n_started == 0)
    good = prepare (loader, loader->state.number, batch, error)
           && make (loader, &loader->workspace, batch, error);
  else
    {
      schedule (loader);
      good = take_finished (loader, batch, error);
    }
  if (!good)
    {
      gr_batch_clear (batch);
      go_to (loader, loader->state);
      return FALSE;
    }
  loader->state.number++;
  if (loader->n_started > 0)
    schedule (loader);
  return TRUE;
}
