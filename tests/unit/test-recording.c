/* test-recording.c - a recorded batch in a file: opened elsewhere it gives the same trace, to the
 * bit; a broken file gives a sentence. */
#include <glib/gstdio.h>
#include <string.h>

#include "example-batches.h"
#include "io/safetensors.h"
#include "small-projects.h"
#include "train/recording.h"

typedef struct
{
  char *folder, *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("gradus-recording-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "batch.safetensors", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_unlink (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->path);
}

/* --- the same again --------------------------------------------------------------------------- */

static void
assert_same_bits (const GrTensor *a, const GrTensor *b)
{
  g_assert_true (gr_tensor_same_shape (a, b));
  g_assert_cmpint (a->dtype, ==, b->dtype);
  for (gint64 i = 0; i < gr_tensor_numel (a); i++)
    {
      const gdouble x = gr_tensor_get (a, i).d, y = gr_tensor_get (b, i).d;

      g_assert_true (x == y || (isnan (x) && isnan (y)));
    }
}

static void
assert_same_trace (const GrTrace *a, const GrTrace *b)
{
  g_assert_cmpuint (gr_trace_n_calls (a), ==, gr_trace_n_calls (b));
  g_assert_cmpuint (gr_trace_n_tensors (a), ==, gr_trace_n_tensors (b));
  g_assert_cmpuint (gr_trace_n_updates (a), ==, gr_trace_n_updates (b));
  g_assert_cmpint (gr_trace_until (a), ==, gr_trace_until (b));
  for (guint i = 0; i < gr_trace_n_updates (a); i++)
    {
      g_autoptr (GPtrArray) of_a = gr_trace_explain_update (a, i, 0);
      g_autoptr (GPtrArray) of_b = gr_trace_explain_update (b, i, 0);
      const GrOptimizerLine *last = of_a->pdata[of_a->len - 1], *same = of_b->pdata[of_b->len - 1];

      g_assert_cmpuint (of_a->len, ==, of_b->len);
      g_assert_cmpfloat (last->value, ==, same->value);
    }
  for (guint i = 0; i < gr_trace_n_calls (a); i++)
    g_assert_true (gr_trace_call (a, i)->op == gr_trace_call (b, i)->op);
  for (guint i = 0; i < gr_trace_n_tensors (a); i++)
    {
      g_assert_cmpstr (gr_trace_tensor (a, i)->name, ==, gr_trace_tensor (b, i)->name);
      assert_same_bits (gr_trace_tensor (a, i)->values, gr_trace_tensor (b, i)->values);
    }
}

/* Records, writes, and records again what is read where the file is gone. */
static void
assert_returns (Fixture *f, GrProject *project, GrModule *module, const GrBatch *batch,
                const GrTraceOptions *options)
{
  static const char *const classes[] = { "T-shirt/top", "Trouser", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = gr_project_to_json (project);
  GrGenerator generator = { .seed = G_MAXUINT64 - 3, .counter = 77 };
  GrGenerator *before = gr_generator_use (&generator);
  g_autoptr (GrRecording) written = gr_recording_new (text, module, batch, options, classes,
                                                      &error);
  g_autoptr (GrTrace) first = gr_trace_capture (module, batch, options, NULL);
  g_autoptr (GrRecording) read = NULL;
  g_autoptr (GrProject) other = NULL;
  g_autoptr (GrTrace) second = NULL;

  gr_generator_use (before);
  g_assert_no_error (error);
  g_assert_true (gr_recording_write (written, f->path, &error));
  g_assert_no_error (error);
  g_assert_true (gr_recording_is (f->path));
  read = gr_recording_read (f->path, &error);
  g_assert_no_error (error);
  g_unlink (f->path);

  g_assert_cmpstr (gr_recording_classes (read)[0], ==, "T-shirt/top");
  g_assert_cmpuint (g_strv_length ((char **) gr_recording_classes (read)), ==, 2);
  g_assert_cmpint (gr_recording_batch (read)->size, ==, batch->size);
  other = gr_project_from_json (gr_recording_project (read), -1, "recording", &error);
  g_assert_no_error (error);
  second = gr_recording_trace (read, other->model, GR_STAGE_UPDATE, 0, &error);
  g_assert_no_error (error);
  assert_same_trace (first, second);
}

static void
test_example (Fixture *f, gconstpointer name)
{
  for (guint i = 0; i < 4; i++)
    {
      const GrDType dtype = i & 1 ? GR_FLOAT64 : GR_FLOAT32;
      g_autoptr (GrProject) project = example_project (name);
      g_autoptr (GrModule) module = example_module (project, dtype);
      g_auto (GrBatch) batch = example_batch (dtype, 2);

      gr_module_train (module, i < 2);
      assert_returns (f, project, module, &batch, &(GrTraceOptions){ .until = GR_STAGE_UPDATE });
    }
}

/* With an optimiser in the middle of a run, whose rate and momentum a schedule has moved. */
static void
test_optimizer (Fixture *f, gconstpointer spec)
{
  g_autoptr (GrOptions) own = NULL;
  const GrOptimizerKind *kind = gr_optimizer_parse (spec, &own, NULL);
  g_autoptr (GrProject) project = example_project ("lenet");
  g_autoptr (GrModule) module = example_module (project, GR_FLOAT32);
  g_autoptr (GrOptimizer) optimizer = gr_module_optimizer (module, kind, own, NULL);
  GrTraceOptions options = { .until = GR_STAGE_UPDATE, .optimizer = optimizer, .clip_norm = 0.01 };
  g_auto (GrBatch) batch = example_batch (GR_FLOAT32, 2);

  assert_returns (f, project, module, &batch, &options);
  gr_optimizer_set_lr (optimizer, 0.0123);
  g_assert_true (gr_optimizer_set_momentum (optimizer, 0.77, NULL));
  options.clip_value = 1e-5;
  assert_returns (f, project, module, &batch, &options);
}

/* --- broken files ----------------------------------------------------------------------------- */

static const char *const small[] = { "Input",
                                     "Linear name=in out_features=3",
                                     "BatchNorm1d name=bn",
                                     "ReLU name=relu",
                                     "Linear name=out out_features=2",
                                     "CrossEntropyLoss name=loss",
                                     NULL };

static GrRecording *
small_recording (void)
{
  g_autoptr (GrProject) project = small_project ("spirals", "{}", small);
  g_autoptr (GrModule) module = NULL;
  g_autoptr (GrOptions) own = NULL;
  const GrOptimizerKind *kind = gr_optimizer_parse ("adam", &own, NULL);
  g_autoptr (GrOptimizer) optimizer = NULL;
  g_autofree char *text = gr_project_to_json (project);
  g_auto (GrBatch) batch = { .size = 3, .n_inputs = 1 };

  gr_model_set_data_shape (project->model, 0, GR_INTS (2));
  module = example_module (project, GR_FLOAT32);
  batch.input[0] = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (3, 2), NULL);
  batch.target = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (3), NULL);
  for (gint i = 0; i < 6; i++)
    GR_DATA (gfloat, batch.input[0])[i] = (gfloat) i;
  for (gint i = 0; i < 3; i++)
    GR_DATA (gint64, batch.target)[i] = i % 2;
  optimizer = gr_module_optimizer (module, kind, own, NULL);
  return gr_recording_new (text, module, &batch, &(GrTraceOptions){ .optimizer = optimizer }, NULL,
                           NULL);
}

/* Reads the file and runs it; NULL, or the error. */
static GError *
open_it (const char *path)
{
  GError *error = NULL;
  g_autoptr (GrRecording) recording = gr_recording_read (path, &error);
  g_autoptr (GrProject) project = NULL;
  g_autoptr (GrTrace) trace = NULL;

  if (recording)
    project = gr_project_from_json (gr_recording_project (recording), -1, "recording", &error);
  if (project)
    trace = gr_recording_trace (recording, project->model, GR_STAGE_UPDATE, 0, &error);
  g_assert_true ((trace == NULL) == (error != NULL));
  return error;
}

/* The file without the tensor or the metadata @without, or with @key set to @value. */
static void
write_changed (Fixture *f, const char *without, const char *key, const char *value)
{
  g_autoptr (GrRecording) recording = small_recording ();
  g_autoptr (GrNamedTensors) whole = NULL;
  g_autoptr (GrNamedTensors) list = gr_named_tensors_new ();

  g_assert_true (gr_recording_write (recording, f->path, NULL));
  whole = gr_safetensors_read (f->path, NULL);
  for (gsize i = 0; i < gr_named_tensors_n_metadata (whole); i++)
    {
      const char *each = gr_named_tensors_metadata_key (whole, i);

      if (g_strcmp0 (each, without) != 0)
        gr_named_tensors_set_metadata (
            list, each,
            g_strcmp0 (each, key) == 0 ? value : gr_named_tensors_get_metadata (whole, each));
    }
  for (gsize i = 0; i < gr_named_tensors_length (whole); i++)
    if (g_strcmp0 (gr_named_tensors_name (whole, i), without) != 0)
      gr_named_tensors_add (list, gr_named_tensors_name (whole, i), gr_named_tensors_at (whole, i),
                            NULL);
  g_assert_true (gr_safetensors_write (list, f->path, NULL));
}

static void
test_broken (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *without, *key, *value, *message;
  } cases[] = {
    { "gradus.recording", NULL, NULL, "it is no recording of a batch" },
    { NULL, "gradus.recording", "2", "it was recorded by a newer Gradus" },
    { "gradus.project", NULL, NULL, "it lacks “gradus.project”" },
    { "mode", NULL, NULL, "it lacks “mode”" },
    { NULL, "mode", "sleep", "it lacks “mode”" },
    { "recording.random", NULL, NULL, "it lacks “recording.random”" },
    { "recording.input.0", NULL, NULL, "it lacks “recording.input.0”" },
    { NULL, "gradus.project", "{\"gradus\": 1, \"model\": 3}", "model" },
    { NULL, "gradus.project", "{\"gradus\": 1, \"model\": {}}", "model" },
    { "out.bias", NULL, NULL, "out.bias" },
    { "recording.target", NULL, NULL, "target" },
    { "recording.rates", NULL, NULL, "it lacks “recording.rates”" },
    { NULL, "optimizer", "adan:lr=1", "adan" },
    { NULL, "optimizer", "adam:lr=-1", "lr of Adam is -1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      write_changed (f, cases[i].without, cases[i].key, cases[i].value);
      g_assert_cmpint (gr_recording_is (f->path), ==, i > 0);
      error = open_it (f->path);
      g_assert_nonnull (error);
      if (!strstr (error->message, cases[i].message))
        g_error ("“%s” says nothing of “%s”", error->message, cases[i].message);
    }
}

/* Bytes changed at random and files cut off: an error or a trace, and no crash. */
static void
test_fuzz (Fixture *f, gconstpointer data)
{
  g_autoptr (GrRecording) recording = small_recording ();
  g_autofree char *whole = NULL;
  gsize n;
  guint refused = 0;

  g_assert_true (gr_recording_write (recording, f->path, NULL));
  g_assert_null (open_it (f->path));
  g_assert_true (g_file_get_contents (f->path, &whole, &n, NULL));
  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *bytes = g_memdup2 (whole, n);
      g_autoptr (GError) error = NULL;

      for (gint k = g_test_rand_int_range (0, 4); k >= 0; k--)
        bytes[g_test_rand_int_range (0, (gint) n)] ^= (char) (1 << g_test_rand_int_range (0, 8));
      g_assert_true (g_file_set_contents_full (
          f->path, bytes, i % 8 ? (gssize) n : g_test_rand_int_range (0, (gint) n),
          G_FILE_SET_CONTENTS_NONE, 0644, NULL));
      error = open_it (f->path);
      refused += error != NULL;
      g_assert_true (!error || *error->message);
    }
  g_assert_cmpuint (refused, >, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
#define ADD(path, data, test)                                                                      \
  g_test_add ("/recording/" path, Fixture, data, set_up, test, tear_down)
  ADD ("lenet", "lenet", test_example);
  ADD ("cnn", "cnn", test_example);
  ADD ("resnet", "resnet", test_example);
  ADD ("sgd", "sgd:momentum=0.9:weight_decay=0.1", test_optimizer);
  ADD ("adam", "adam:lr=0.0031415926535897", test_optimizer);
  ADD ("rmsprop", "rmsprop:centered=true", test_optimizer);
  ADD ("broken", NULL, test_broken);
  ADD ("fuzz", NULL, test_fuzz);
  return g_test_run ();
}
