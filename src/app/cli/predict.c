/* predict.c - `gradus predict`: what a trained model makes of picture files. */
#include "run.h"

#include "data/image.h"
#include "data/registry.h"
#include "train/config.h"
#include "train/evaluate.h"

#include <stdio.h>

#define N_SHOWN 3 /* classes a picture, in text */

static char *weights;

static const GOptionEntry entries[] = {
  { "weights", 0, 0, G_OPTION_ARG_FILENAME, &weights, "The trained weights, or a checkpoint",
    "FILE.safetensors" },
  G_OPTION_ENTRY_NULL,
};

/* --- the pictures as a data set -------------------------------------------------------------- */

typedef struct
{
  GrDataset base;
  char **paths;
} Pictures;

static gboolean
pictures_get (GrDataset *self, gint64 index, GrSample *sample, GError **error)
{
  const gint64 *shape = self->input[0].shape;

  return gr_image_read (((Pictures *) self)->paths[index], shape[0], shape[1], shape[2],
                        sample->input[0], error);
}

static char *
pictures_item_name (GrDataset *self, gint64 index)
{
  return g_strdup (((Pictures *) self)->paths[index]);
}

static void
pictures_finalize (GrDataset *self)
{
  g_strfreev (((Pictures *) self)->paths);
}

static const GrDatasetKind pictures_kind = {
  .name = "pictures",
  .get = pictures_get,
  .item_name = pictures_item_name,
  .finalize = pictures_finalize,
};

/* Those of @paths that can be read; says of each other one why not. (transfer full) */
static char **
readable (char **paths, GrInts shape)
{
  g_autofree guint8 *pixels = g_malloc ((gsize) (shape.v[0] * shape.v[1] * shape.v[2]));
  g_autoptr (GPtrArray) good = g_ptr_array_new ();

  for (gsize i = 0; paths[i]; i++)
    {
      GError *error = NULL;

      if (gr_image_read (paths[i], (gint) shape.v[0], (gint) shape.v[1], (gint) shape.v[2], pixels,
                         &error))
        g_ptr_array_add (good, g_strdup (paths[i]));
      else
        gradus_cli_error (GRADUS_FAILED, error);
    }
  g_ptr_array_add (good, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&good), FALSE);
}

static GrDataset *
pictures_new (char **paths, GrInts shape)
{
  Pictures *pictures
      = gr_dataset_new (&pictures_kind, sizeof (Pictures), "pictures", g_strv_length (paths));

  pictures->paths = g_strdupv (paths);
  gr_dataset_add_input (&pictures->base, "image", GR_UINT8, shape);
  return &pictures->base;
}

/* --- what the model was trained on ------------------------------------------------------------ */

/* The pictures in the size that the training data has, and the training data's class names, in
 * @classes ((transfer full), NULL where it has none). @paths gets those of @asked_for that can
 * be read ((transfer full)); NULL without an error where none can. */
static GrDataset *
open_pictures (GrProject *project, const char *path, char **asked_for, char ***paths,
               char ***classes, GError **error)
{
  g_autoptr (GrDataset) train = NULL;
  g_autoptr (GrDataset) test = NULL;

  if (!gr_project_open_data (project, path, gradus_run_options.data, &train, &test, error))
    return NULL;
  const GrField *field = &train->input[0];
  if (train->n_inputs != 1 || field->ndim != 3 || (field->shape[0] != 1 && field->shape[0] != 3))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   "The model was made for “%s”, whose items are no pictures.", train->name);
      return NULL;
    }
  *classes = g_strdupv (train->class_names);
  *paths = readable (asked_for, gr_ints (field->shape, field->ndim));
  return **paths ? pictures_new (*paths, gr_ints (field->shape, field->ndim)) : NULL;
}

/* --- the outcome ------------------------------------------------------------------------------ */

typedef struct
{
  gint64 class;
  gdouble probability;
} Guess;

static gint
by_probability (gconstpointer a, gconstpointer b)
{
  const gdouble x = ((const Guess *) a)->probability, y = ((const Guess *) b)->probability;

  return x < y ? 1 : x > y ? -1 : 0;
}

/* The classes of row @row of @probabilities, the likeliest first; (transfer full), @n of them. */
static Guess *
rank (GrTensor *probabilities, gint64 row, gint64 *n)
{
  *n = probabilities->shape[1];
  Guess *guesses = g_new (Guess, *n);

  for (gint64 c = 0; c < *n; c++)
    guesses[c] = (Guess){ c, gr_tensor_get (probabilities, row * *n + c).d };
  qsort (guesses, *n, sizeof (Guess), by_probability);
  return guesses;
}

static char *
class_name (char **classes, gint64 class)
{
  return classes && class < g_strv_length (classes) ? g_strdup (classes[class])
                                                    : g_strdup_printf ("%" G_GINT64_FORMAT, class);
}

static void
show_classes (JsonBuilder *json, GrTensor *probabilities, gint64 row, char **classes)
{
  gint64 n;
  g_autofree Guess *guesses = rank (probabilities, row, &n);

  for (gint64 i = 0; i < (json ? n : MIN (n, N_SHOWN)); i++)
    {
      g_autofree char *name = class_name (classes, guesses[i].class);
      g_autofree char *clean = gradus_cli_clean (name);

      if (json)
        {
          json_builder_begin_object (json);
          gradus_json_string (json, "name", name);
          gradus_json_int (json, "index", guesses[i].class);
          gradus_json_number (json, "probability", guesses[i].probability);
          json_builder_end_object (json);
        }
      else
        printf ("%s %s %.1f %%", i ? "," : "", clean, 100 * guesses[i].probability);
    }
}

/* An output that is no class: its numbers. */
static void
show_values (JsonBuilder *json, GrTensor *output, gint64 row)
{
  const gint64 n = gr_tensor_numel (output) / output->shape[0];

  for (gint64 i = 0; i < n; i++)
    {
      const gdouble value = gr_tensor_get (output, row * n + i).d;

      if (json)
        json_builder_add_double_value (json, value);
      else
        printf (" %.6g", value);
    }
}

/* What came out for one picture: @classes may be NULL where @is_class. */
static void
show (JsonBuilder *json, const char *path, GrTensor *values, gint64 row, gboolean is_class,
      char **classes)
{
  g_autofree char *clean = gradus_cli_clean (path);

  if (json)
    {
      json_builder_begin_object (json);
      gradus_json_string (json, "image", path);
      json_builder_set_member_name (json, is_class ? "classes" : "values");
      json_builder_begin_array (json);
    }
  else
    printf ("%s:", clean);
  if (is_class)
    show_classes (json, values, row, classes);
  else
    show_values (json, values, row);
  if (json)
    {
      json_builder_end_array (json);
      json_builder_end_object (json);
    }
  else
    puts ("");
}

/* --- the command ------------------------------------------------------------------------------ */

static void
free_tensors (GrTensor **tensors, guint n)
{
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&tensors[i], gr_tensor_unref);
  g_free (tensors);
}

/* Runs one batch and shows what came out for each picture of it. */
static gboolean
predict (GrModule *module, const GrBatch *batch, char **paths, char **classes, JsonBuilder *json,
         GError **error)
{
  const guint n_outputs = gr_module_n_outputs (module);
  const gint measured = gr_module_measured_loss (module);
  const GrModuleLoss *loss = measured >= 0 ? gr_module_loss (module, (guint) measured) : NULL;
  const gboolean is_class = loss && loss->target_kind == GR_TARGET_CLASSES;
  GrTensor **outputs = g_new0 (GrTensor *, n_outputs);
  g_autoptr (GrTensor) values = NULL;

  if (gr_module_forward (module, batch->input, batch->n_inputs, outputs, error))
    {
      GrTensor *shown = loss ? gr_module_judged (module, (guint) measured, batch->input, outputs)
                        : n_outputs ? outputs[0]
                                    : batch->input[0];

      values = is_class ? gr_tensor_softmax_int (shown, 1, GR_DTYPE_NONE, error)
                        : gr_tensor_ref (shown);
    }
  free_tensors (outputs, n_outputs);
  for (gint64 i = 0; values && i < batch->size; i++)
    show (json, paths[batch->index[i]], values, i, is_class && values->ndim == 2, classes);
  return values != NULL;
}

static gint
run (gint argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_auto (GStrv) classes = NULL;
  g_auto (GradusTrained) trained = { NULL };
  g_auto (GrBatch) batch = { 0 };
  g_autoptr (JsonBuilder) json = NULL;
  g_autoptr (GError) error = NULL;
  gint status;

  if (!gradus_cli_parse (&gradus_predict_command, entries, gradus_run_entries, argc, argv, 2, -1,
                         &words)
      || !gradus_run_check_options ())
    return GRADUS_USAGE;
  if (!weights)
    return gradus_cli_fail (GRADUS_USAGE, "It needs --weights FILE.safetensors: a file that "
                                          "“gradus train … --save” wrote, or a checkpoint.");
  g_autoptr (GrProject) project = gradus_run_open_project (words[0], &status);
  if (!project)
    return status;

  char **asked_for = words + 1;
  g_auto (GStrv) paths = NULL;
  g_autoptr (GrDataset) pictures
      = open_pictures (project, words[0], asked_for, &paths, &classes, &error);
  if (!pictures && !error)
    return GRADUS_FAILED;
  if (!pictures || !gradus_run_open_trained (project, pictures, weights, &trained, &error))
    return gradus_run_error (project, GRADUS_FAILED, g_steal_pointer (&error));

  if (gradus_run_options.json)
    {
      json = json_builder_new ();
      json_builder_begin_array (json);
    }
  const gboolean was = gr_set_grad_enabled (FALSE);
  while (!error && gr_loader_next (trained.loader, &batch, &error))
    predict (trained.module, &batch, paths, classes, json, &error);
  gr_set_grad_enabled (was);
  if (error)
    return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
  if (json)
    {
      json_builder_end_array (json);
      gradus_cli_print_json (g_steal_pointer (&json));
    }
  return g_strv_length (paths) < g_strv_length (asked_for) ? GRADUS_FAILED : GRADUS_DONE;
}

const GradusCommand gradus_predict_command = {
  .name = "predict",
  .arguments = "MODEL IMAGE…",
  .summary = "Says what a trained model makes of pictures.",
  .details
  = "Pictures are brought to the size and the number of colours of the training data. For\n"
    "Fashion-MNIST that means light clothes on a black ground.",
  .run = run,
};
