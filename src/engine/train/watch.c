/* watch.c - making the looks that watch.h speaks of, on the worker thread. */
#include "watch.h"

#include "evaluate.h"
#include "trainer-private.h"

#include "gradus-functions.h"

#define INTERVAL_MICROSECONDS 100000

struct _GrWatch
{
  char    **names;
  gint64    item;
  guint     number;       /* of the question */
  gint64    began, spent; /* microseconds */
  gint64    next;         /* when a look may be made again */
};

/* --- asking ----------------------------------------------------------------------------------- */

static void
watch_free (GrWatch *watch)
{
  g_strfreev (watch->names);
  g_free (watch);
}

void
gr_trainer_watch (GrTrainer *trainer, const char *const *names, gint64 item)
{
  GrWatch *watch = g_new0 (GrWatch, 1);
  GrWatch *unseen;

  watch->names = g_strdupv ((char **) names);
  watch->item = item;
  pthread_mutex_lock (&trainer->mutex);
  watch->number = atomic_fetch_add (&trainer->n_questions, 1) + 1;
  unseen = atomic_exchange (&trainer->wanted, watch);
  pthread_cond_broadcast (&trainer->changed);
  pthread_mutex_unlock (&trainer->mutex);
  g_clear_pointer (&unseen, watch_free);
}

GrLook *
gr_trainer_look (GrTrainer *trainer)
{
  GrLook *look = atomic_exchange (&trainer->look, NULL);

  if (look && look->question != atomic_load (&trainer->n_questions))
    g_clear_pointer (&look, gr_look_free);
  return look;
}

void
gr_look_free (GrLook *look)
{
  for (guint i = 0; i < look->n; i++)
    {
      g_free (look->tensors[i].name);
      g_clear_pointer (&look->tensors[i].value, gr_tensor_unref);
      g_clear_pointer (&look->tensors[i].gradient, gr_tensor_unref);
    }
  g_free (look->tensors);
  g_free (look);
}

/* --- copying ---------------------------------------------------------------------------------- */

/* What there is no memory for is not shown. */
static GrTensor *
copy_of (GrTensor *tensor)
{
  g_autoptr (GrTensor) here = gr_tensor_to_device (tensor, GR_CPU, NULL);

  return here ? gr_tensor_clone (here, NULL) : NULL;
}

static GrTensor *
copy_of_gradient (GrTrainer *trainer, const GrModuleTensor *tensor)
{
  GrTensor            *all = gr_module_gradients (trainer->module);
  g_autoptr (GrTensor) flat = NULL, shaped = NULL;

  if (tensor->is_buffer || tensor->frozen || !all)
    return NULL;
  flat = gr_tensor_narrow (all, 0, tensor->offset, tensor->numel, NULL);
  shaped = flat ? gr_tensor_reshape (flat, gr_tensor_shape (tensor->tensor), NULL) : NULL;
  return shaped ? copy_of (shaped) : NULL;
}

/* Of the block that stands beside it. */
static GrTensor *
keep_output (const GrModuleBlock *block, GrTensor *const *inputs, guint n_inputs, GrTensor *output,
             gpointer user, GError **error)
{
  GrWatched *place = user;

  place->value = copy_of (output);
  return NULL;
}

/* --- activations ------------------------------------------------------------------------------ */

static GrDataset *
sampled_set (GrTrainer *trainer)
{
  return trainer->test ? trainer->test : trainer->train;
}

/* Items one by one, as evaluation sees them. */
static GrLoader *
sample_loader (GrTrainer *trainer)
{
  GrDataset               *set = sampled_set (trainer);
  const GrRunConfig       *config = &trainer->config;
  g_autoptr (GrTransforms) fixed = gr_transforms_fixed (config->transforms, &set->input[0]);
  GrLoaderOptions          options = {
             .batch_size = 1,
             .sampler = GR_SAMPLER_SEQUENTIAL,
             .seed = config->seed,
             .dtype = config->dtype,
             .transforms = fixed,
  };

  return gr_loader_new (set, &options, NULL);
}

/* Runs the sample and keeps what the blocks give whose places have no value yet. */
static void
run_sample (GrTrainer *trainer, gint64 item, GrLook *look)
{
  g_auto (GrBatch)      batch = { 0 };
  g_autofree GrTensor **outputs = g_new0 (GrTensor *, trainer->n_outputs + 1);
  g_autofree guint     *hooks = g_new0 (guint, look->n + 1);
  const GrLoaderState   state = { 0, MIN (item, look->n_items - 1) };
  const gboolean        training = gr_module_training (trainer->module);
  const gboolean        grad = gr_set_grad_enabled (FALSE);

  for (guint i = 0; i < look->n; i++)
    if (!look->tensors[i].value)
      hooks[i] = gr_module_add_forward_hook (trainer->module, look->tensors[i].name, keep_output,
                                             &look->tensors[i], NULL);
  if (!trainer->sample_loader)
    trainer->sample_loader = sample_loader (trainer);
  gr_module_train (trainer->module, FALSE);
  if (trainer->sample_loader
      && gr_loader_set_state (trainer->sample_loader, state, NULL)
      && gr_loader_next (trainer->sample_loader, &batch, NULL))
    gr_module_forward (trainer->module, batch.input, batch.n_inputs, outputs, NULL);
  gr_outputs_clear (outputs, trainer->n_outputs);
  for (guint i = 0; i < look->n; i++)
    if (hooks[i])
      gr_module_remove_hook (trainer->module, hooks[i]);
  gr_module_train (trainer->module, training);
  gr_set_grad_enabled (grad);
}

/* --- a look ----------------------------------------------------------------------------------- */

static void
drop_missing (GrLook *look)
{
  guint n = 0;

  for (guint i = 0; i < look->n; i++)
    if (look->tensors[i].value)
      look->tensors[n++] = look->tensors[i];
    else
      g_free (look->tensors[i].name);
  look->n = n;
}

static GrLook *
make_look (GrTrainer *trainer, const GrWatch *watch)
{
  GrLook  *look = g_new0 (GrLook, 1);
  gboolean has_block = FALSE;

  look->n = g_strv_length (watch->names);
  look->tensors = g_new0 (GrWatched, look->n + 1);
  look->question = watch->number;
  look->step = trainer->progress.step;
  look->n_items = sampled_set (trainer)->length;
  for (guint i = 0; i < look->n; i++)
    {
      const GrModuleTensor *tensor = gr_module_find (trainer->module, watch->names[i]);
      GrWatched            *place = &look->tensors[i];

      place->name = g_strdup (watch->names[i]);
      if (tensor)
        {
          place->value = copy_of (tensor->tensor);
          place->gradient = copy_of_gradient (trainer, tensor);
        }
      else
        has_block = TRUE;
    }
  if (has_block)
    run_sample (trainer, watch->item, look);
  drop_missing (look);
  return look;
}

gboolean
gr_trainer_is_wanted (GrTrainer *trainer)
{
  return atomic_load (&trainer->wanted) != NULL;
}

/* Takes what was asked for last; NULL where nobody looks. */
static GrWatch *
current_watch (GrTrainer *trainer)
{
  GrWatch *wanted = atomic_exchange (&trainer->wanted, NULL);

  if (wanted)
    {
      g_clear_pointer (&trainer->watch, watch_free);
      trainer->watch = wanted;
      wanted->began = g_get_monotonic_time ();
    }
  if (trainer->watch && !trainer->watch->names)
    g_clear_pointer (&trainer->watch, watch_free);
  return trainer->watch;
}

void
gr_trainer_give_look (GrTrainer *trainer)
{
  GrWatch     *watch = current_watch (trainer);
  const gint64 start = g_get_monotonic_time ();
  GrLook      *look, *unseen;
  gint64       end, cost;

  if (!watch || start < watch->next)
    return;
  look = make_look (trainer, watch);
  end = g_get_monotonic_time ();
  cost = end - start;
  watch->spent += cost;
  watch->next = end + MAX (INTERVAL_MICROSECONDS, (gint64) (cost / GR_WATCH_SHARE));
  look->share = (gdouble) watch->spent / MAX (watch->next - watch->began, 1);
  unseen = atomic_exchange (&trainer->look, look);
  g_clear_pointer (&unseen, gr_look_free);
}

void
gr_trainer_forget_watch (GrTrainer *trainer)
{
  GrLook  *look = atomic_exchange (&trainer->look, NULL);
  GrWatch *wanted = atomic_exchange (&trainer->wanted, NULL);

  g_clear_pointer (&look, gr_look_free);
  g_clear_pointer (&wanted, watch_free);
  g_clear_pointer (&trainer->watch, watch_free);
  g_clear_pointer (&trainer->sample_loader, gr_loader_free);
}
