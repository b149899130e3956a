/* recording.c - a batch and what it met, to a file and back: see recording.h. */
#include "recording.h"

#include <glib/gi18n-lib.h>

#include "../io/safetensors.h"
#include "checkpoint.h"
#include "gradus-functions.h"

#define KIND    "gradus.recording"
#define FORMAT  "1"
#define PROJECT "gradus.project"
#define PREFIX  "recording."
#define MODE    "mode"
#define CLASSES "classes"
#define INPUT   PREFIX "input."
#define TARGET  PREFIX "target"
#define RANDOM  PREFIX "random"
#define RATES   PREFIX "rates"

#define OPTIMIZER       "optimizer" /* metadata: the row and its options */
#define OPTIMIZER_STATE OPTIMIZER "."

/* What is in RATES. */
enum
{
  RATE_LR,
  RATE_MOMENTUM,
  RATE_CLIP_NORM,
  RATE_CLIP_VALUE,
  N_RATES,
};

struct _GrRecording
{
  char *origin;         /* for messages: the file's name */
  GrNamedTensors *list; /* what is in the file */
  GrBatch batch;        /* its tensors are the list's */
  char **classes;
};

/* --- what it holds ---------------------------------------------------------------------------- */

static GrTensor *
input_of (GrNamedTensors *list, gint i)
{
  g_autofree char *name = g_strdup_printf (INPUT "%d", i);

  return gr_named_tensors_get (list, name);
}

/* The batch is what the list says it is. (transfer full) */
static GrRecording *
recording_of (GrNamedTensors *list, const char *origin)
{
  GrRecording *recording = g_new0 (GrRecording, 1);
  GrBatch *batch = &recording->batch;
  GrTensor *target = gr_named_tensors_get (list, TARGET);
  const char *classes = gr_named_tensors_get_metadata (list, CLASSES);

  recording->list = gr_named_tensors_ref (list);
  recording->origin = g_strdup (origin);
  recording->classes = classes ? g_strsplit (classes, "\n", -1) : NULL;
  for (; batch->n_inputs < GR_MAX_INPUTS && input_of (list, batch->n_inputs); batch->n_inputs++)
    batch->input[batch->n_inputs] = gr_tensor_ref (input_of (list, batch->n_inputs));
  batch->target = target ? gr_tensor_ref (target) : NULL;
  if (batch->n_inputs && batch->input[0]->ndim)
    batch->size = batch->input[0]->shape[0];
  return recording;
}

void
gr_recording_free (GrRecording *recording)
{
  gr_batch_clear (&recording->batch);
  gr_named_tensors_unref (recording->list);
  g_strfreev (recording->classes);
  g_free (recording->origin);
  g_free (recording);
}

const char *
gr_recording_project (GrRecording *recording)
{
  return gr_named_tensors_get_metadata (recording->list, PROJECT);
}

const char *const *
gr_recording_classes (GrRecording *recording)
{
  return (const char *const *) recording->classes;
}

const GrBatch *
gr_recording_batch (GrRecording *recording)
{
  return &recording->batch;
}

/* --- making and writing ----------------------------------------------------------------------- */

static gboolean
add_batch (GrNamedTensors *list, const GrBatch *batch, GError **error)
{
  for (gint i = 0; i < batch->n_inputs; i++)
    {
      g_autofree char *name = g_strdup_printf (INPUT "%d", i);

      if (!gr_named_tensors_add (list, name, batch->input[i], error))
        return FALSE;
    }
  return !batch->target || gr_named_tensors_add (list, TARGET, batch->target, error);
}

static gboolean
add_random (GrNamedTensors *list, const GrGenerator *generator, GError **error)
{
  const gint64 numbers[] = { (gint64) generator->seed, (gint64) generator->counter };
  g_autoptr (GrTensor) random = gr_tensor_new_from (GR_INT64, numbers, GR_INTS (2), error);

  return random && gr_named_tensors_add (list, RANDOM, random, error);
}

typedef struct
{
  GrNamedTensors *list;
  gboolean ok;
  GError **error;
} States;

static void
add_state (const char *name, GrTensor *tensor, gpointer user)
{
  States *states = user;
  g_autofree char *full = g_strconcat (OPTIMIZER_STATE, name, NULL);

  states->ok = states->ok && gr_named_tensors_add (states->list, full, tensor, states->error);
}

static gboolean
add_optimizer (GrNamedTensors *list, const GrTraceOptions *options, GError **error)
{
  GrOptimizer *optimizer = options->optimizer;
  g_autofree char *pairs = gr_options_pairs (gr_optimizer_options (optimizer));
  g_autofree char *text = g_strconcat (gr_optimizer_kind (optimizer)->key, ":", pairs, NULL);
  const gdouble rates[N_RATES] = { gr_optimizer_lr (optimizer), gr_optimizer_momentum (optimizer),
                                   options->clip_norm, options->clip_value };
  g_autoptr (GrTensor) tensor = gr_tensor_new_from (GR_FLOAT64, rates, GR_INTS (N_RATES), error);
  States states = { list, TRUE, error };

  if (!tensor || !gr_named_tensors_add (list, RATES, tensor, error))
    return FALSE;
  gr_named_tensors_set_metadata (list, OPTIMIZER, text);
  gr_optimizer_save (optimizer, add_state, &states);
  return states.ok;
}

GrRecording *
gr_recording_new (const char *project, GrModule *module, const GrBatch *batch,
                  const GrTraceOptions *options, const char *const *classes, GError **error)
{
  g_autoptr (GrNamedTensors) list = gr_named_tensors_new ();
  g_autoptr (GrNamedTensors) copies = NULL;

  gr_named_tensors_set_metadata (list, KIND, FORMAT);
  gr_named_tensors_set_metadata (list, PROJECT, project);
  gr_named_tensors_set_metadata (list, MODE, gr_module_training (module) ? "train" : "eval");
  if (classes)
    {
      g_autofree char *joined = g_strjoinv ("\n", (char **) classes);

      gr_named_tensors_set_metadata (list, CLASSES, joined);
    }
  if (!gr_weights_add (module, list, error) || !add_batch (list, batch, error)
      || !add_random (list, gr_generator_default (), error)
      || (options && options->optimizer && !add_optimizer (list, options, error))
      || !(copies = gr_weights_copy (list, error)))
    return NULL;
  return recording_of (copies, "");
}

gboolean
gr_recording_write (GrRecording *recording, const char *path, GError **error)
{
  return gr_safetensors_write (recording->list, path, error);
}

/* --- reading ---------------------------------------------------------------------------------- */

gboolean
gr_recording_is (const char *path)
{
  g_autoptr (GrNamedTensors) list = gr_safetensors_read (path, NULL);

  return list && gr_named_tensors_get_metadata (list, KIND);
}

static gboolean
batch_is_whole (const GrBatch *batch)
{
  for (gint i = 0; i < batch->n_inputs; i++)
    if (batch->input[i]->ndim == 0 || batch->input[i]->shape[0] != batch->size)
      return FALSE;
  return batch->size > 0
         && (!batch->target || (batch->target->ndim > 0 && batch->target->shape[0] == batch->size));
}

static gboolean
has_numbers (GrNamedTensors *list, const char *name, GrDType dtype, gint64 n)
{
  const GrTensor *tensor = gr_named_tensors_get (list, name);

  return tensor && tensor->dtype == dtype && tensor->ndim == 1 && tensor->shape[0] == n;
}

/* What is wrong with it, or NULL. (transfer full) */
static char *
problem (GrRecording *recording)
{
  const char *format = gr_named_tensors_get_metadata (recording->list, KIND);
  const char *mode = gr_named_tensors_get_metadata (recording->list, MODE);
  const char *lacks = NULL;

  if (!format)
    return g_strdup (_ ("it is no recording of a batch"));
  if (!g_str_equal (format, FORMAT))
    return g_strdup (_ ("it was recorded by a newer Gradus"));
  if (!gr_recording_project (recording))
    lacks = PROJECT;
  else if (g_strcmp0 (mode, "train") != 0 && g_strcmp0 (mode, "eval") != 0)
    lacks = MODE;
  else if (!has_numbers (recording->list, RANDOM, GR_INT64, 2))
    lacks = RANDOM;
  else if (gr_named_tensors_get_metadata (recording->list, OPTIMIZER)
           && !has_numbers (recording->list, RATES, GR_FLOAT64, N_RATES))
    lacks = RATES;
  else if (recording->batch.n_inputs == 0)
    lacks = INPUT "0";
  if (lacks)
    return g_strdup_printf (_ ("it lacks “%s”"), lacks);
  return batch_is_whole (&recording->batch)
             ? NULL
             : g_strdup (_ ("its inputs and its target are of different lengths, or empty"));
}

GrRecording *
gr_recording_read (const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GrNamedTensors) mapped = gr_safetensors_read (path, error);
  g_autoptr (GrNamedTensors) list = mapped ? gr_weights_copy (mapped, error) : NULL;
  g_autoptr (GrRecording) recording = list ? recording_of (list, name) : NULL;
  g_autofree char *wrong = recording ? problem (recording) : NULL;

  if (!wrong)
    return g_steal_pointer (&recording);
  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("Cannot read “%s”: %s"), path, wrong);
  return NULL;
}

/* --- running it again ------------------------------------------------------------------------- */

/* The weights alone, which go by their names. */
static GrNamedTensors *
weights_of (GrRecording *recording)
{
  GrNamedTensors *weights = gr_named_tensors_new ();
  const gboolean has_state = gr_named_tensors_get_metadata (recording->list, OPTIMIZER) != NULL;

  for (gsize i = 0; i < gr_named_tensors_length (recording->list); i++)
    {
      const char *name = gr_named_tensors_name (recording->list, i);

      if (!g_str_has_prefix (name, PREFIX)
          && !(has_state && g_str_has_prefix (name, OPTIMIZER_STATE)))
        gr_named_tensors_add (weights, name, gr_named_tensors_at (recording->list, i), NULL);
    }
  return weights;
}

/* float32 and float64 are what a module computes in. */
static GrDType
dtype_of (GrNamedTensors *weights, const GrBatch *batch)
{
  for (gsize i = 0; i < gr_named_tensors_length (weights); i++)
    if (gr_named_tensors_at (weights, i)->dtype == GR_FLOAT64)
      return GR_FLOAT64;
  return batch->input[0]->dtype == GR_FLOAT64 ? GR_FLOAT64 : GR_FLOAT32;
}

GrModule *
gr_recording_module (GrRecording *recording, GrModel *model, GError **error)
{
  g_autoptr (GrNamedTensors) weights = weights_of (recording);
  const GrBatch *batch = &recording->batch;
  GrGenerator unused = { 0 };
  g_autoptr (GrModule) module = NULL;

  for (gint i = 0; i < batch->n_inputs; i++)
    gr_model_set_data_shape (model, (guint) i,
                             gr_ints (batch->input[i]->shape + 1, batch->input[i]->ndim - 1));
  module = gr_module_new (model, dtype_of (weights, batch), GR_CPU, &unused, error);
  if (!module)
    return NULL;
  if (!gr_weights_take (module, weights, recording->origin, error))
    return NULL;
  gr_module_train (module,
                   g_str_equal (gr_named_tensors_get_metadata (recording->list, MODE), "train"));
  return g_steal_pointer (&module);
}

static GrTensor *
look_up_state (const char *name, gpointer list)
{
  g_autofree char *full = g_strconcat (OPTIMIZER_STATE, name, NULL);

  return gr_named_tensors_get (list, full);
}

/* The optimiser in the state it was in, and the clipping, where they were recorded. */
static gboolean
restore_optimizer (GrRecording *recording, GrModule *module, GrTraceOptions *options,
                   GError **error)
{
  const char *text = gr_named_tensors_get_metadata (recording->list, OPTIMIZER);
  g_autoptr (GrOptions) own = NULL;
  const GrOptimizerKind *kind;
  const gdouble *rates;

  if (!text || !gr_module_parameters (module))
    return TRUE;
  kind = gr_optimizer_parse (text, &own, error);
  if (!kind || !(options->optimizer = gr_module_optimizer (module, kind, own, error)))
    return FALSE;
  rates = GR_DATA (gdouble, gr_named_tensors_get (recording->list, RATES));
  options->clip_norm = rates[RATE_CLIP_NORM];
  options->clip_value = rates[RATE_CLIP_VALUE];
  gr_optimizer_set_lr (options->optimizer, rates[RATE_LR]);
  return gr_optimizer_set_momentum (options->optimizer, rates[RATE_MOMENTUM], error)
         && gr_optimizer_load (options->optimizer, look_up_state, recording->list, error);
}

GrTrace *
gr_recording_trace (GrRecording *recording, GrModel *model, GrStage until, gsize max_bytes,
                    GError **error)
{
  g_autoptr (GrModule) module = gr_recording_module (recording, model, error);
  GrTensor *random = gr_named_tensors_get (recording->list, RANDOM);
  GrTraceOptions options = { .until = until, .max_bytes = max_bytes };
  GrTrace *trace = NULL;

  if (module && restore_optimizer (recording, module, &options, error))
    {
      GrGenerator generator = { (guint64) GR_DATA (gint64, random)[0],
                                (guint64) GR_DATA (gint64, random)[1] };
      GrGenerator *before = gr_generator_use (&generator);

      trace = gr_trace_capture (module, &recording->batch, &options, error);
      gr_generator_use (before);
    }
  g_clear_pointer (&options.optimizer, gr_optimizer_free);
  return trace;
}
