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

GrRecording *
gr_recording_new (const char *project, GrModule *module, const GrBatch *batch,
                  const char *const *classes, GError **error)
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
has_random (GrNamedTensors *list)
{
  const GrTensor *random = gr_named_tensors_get (list, RANDOM);

  return random && random->dtype == GR_INT64 && random->ndim == 1 && random->shape[0] == 2;
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
  else if (!has_random (recording->list))
    lacks = RANDOM;
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

  for (gsize i = 0; i < gr_named_tensors_length (recording->list); i++)
    {
      const char *name = gr_named_tensors_name (recording->list, i);

      if (!g_str_has_prefix (name, PREFIX))
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

GrTrace *
gr_recording_trace (GrRecording *recording, GrModel *model, const GrTraceOptions *options,
                    GError **error)
{
  g_autoptr (GrModule) module = gr_recording_module (recording, model, error);
  GrTensor *random = gr_named_tensors_get (recording->list, RANDOM);
  GrGenerator generator, *before;
  GrTrace *trace;

  if (!module)
    return NULL;
  generator = (GrGenerator){ (guint64) GR_DATA (gint64, random)[0],
                             (guint64) GR_DATA (gint64, random)[1] };
  before = gr_generator_use (&generator);
  trace = gr_trace_capture (module, &recording->batch, options, error);
  gr_generator_use (before);
  return trace;
}
