/* test-parity.c - the losses of training's first steps against PyTorch's (parity/golden.json, made
 * by parity/parity.py): the same nets, the same initial weights, the same images in the same order.
 *
 * In float64 within 1e-6, in float32 over 10 steps within 1e-4 (resnet 1e-3). The larger nets take
 * fewer steps here than in parity.py, which does all 100.
 */
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "data/registry.h"
#include "exchange/project-file.h"
#include "gradus.h"
#include "train/trainer.h"

typedef struct
{
  const char *name;
  gint64      first; /* i of a parameter's first element in the formula: see parity.py */
  gint64      steps;
  gdouble     bound32;
} Net;

static const Net nets[] = {
  { "mlp", 0, 100, 1e-4 },
  { "lenet", 0, 100, 1e-4 },
  { "cnn", 8000024, 20, 1e-4 },
  { "resnet", 0, 8, 1e-3 },
};

/* --- the initial weights: the formula of parity.py -------------------------------------------- */

static guint64
fnv1a (const char *text)
{
  guint64 h = 0xCBF29CE484222325u;

  for (; *text; text++)
    h = (h ^ (guint8) *text) * 0x100000001B3u;
  return h;
}

static gdouble
noise (guint64 h, gint64 i)
{
  guint64 z = h + i + 0x9E3779B97F4A7C15u;

  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
  z = (z ^ z >> 27) * 0x94D049BB133111EBu;
  z ^= z >> 31;
  return (z >> 11) * 0x1p-53 * 2 - 1;
}

static GrTensor *
initial (const GrModuleTensor *parameter, gint64 first)
{
  GrTensor *values = gr_tensor_new (GR_FLOAT32, GR_CPU, gr_tensor_shape (parameter->tensor), NULL);
  guint64   h = fnv1a (parameter->name);
  gint64    n = gr_tensor_numel (values);

  for (gint64 i = 0; i < n; i++)
    {
      gdouble u = noise (h, first + i);

      if (values->ndim > 1)
        u /= sqrt (n / values->shape[0]);
      else if (g_str_has_suffix (parameter->name, "weight"))
        u = 1 + 0.1 * u;
      else
        u *= 0.05;
      GR_DATA (gfloat, values)[i] = (gfloat) u;
    }
  return values;
}

static void
initialise (GrModule *module, gint64 first)
{
  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *each = gr_module_tensor (module, i);
      g_autoptr (GrTensor)  values = NULL;
      g_autoptr (GError)    error = NULL;

      if (each->is_buffer)
        continue;
      values = initial (each, first);
      gr_module_load (module, (const char *const[]){ each->name }, (GrTensor *const[]){ values }, 1,
                      FALSE, &error);
      g_assert_no_error (error);
    }
}

/* --- a run ------------------------------------------------------------------------------------ */

static JsonObject *
golden (void)
{
  static JsonParser *parser;
  GError            *error = NULL;

  if (!parser)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "parity", "golden.json", NULL);

      parser = json_parser_new ();
      json_parser_load_from_file (parser, path, &error);
      g_assert_no_error (error);
    }
  return json_node_get_object (json_parser_get_root (parser));
}

static GrTrainer *
make (const Net *net, const char *optimizer, gdouble lr, GrDType dtype, gint64 steps)
{
  g_autofree char      *file = g_strdup_printf ("fashion-%s.gradus", net->name);
  g_autofree char      *path
      = g_test_build_filename (G_TEST_DIST, "..", "data", "examples", file, NULL);
  g_autoptr (GError)    error = NULL;
  g_autoptr (GrProject) project = gr_project_load (path, &error);
  GrTrainerOptions      options = GR_TRAINER_OPTIONS_INIT;
  GrTrainer            *trainer;

  g_assert_no_error (error);
  if (g_str_equal (net->name, "cnn"))
    g_assert_true (gr_project_set (project, "dropout.p=0", NULL));
  options.batch_size = 128;
  options.epochs = 1;
  options.limit = (steps + 1) * 128; /* ended before its last batch, so that no test pass follows */
  options.optimizer = optimizer;
  options.lr = lr;
  options.schedule = "constant";
  options.val_split = 0;
  options.in_order = TRUE;
  options.dtype = dtype;
  trainer = gr_trainer_new (project, &options, &error);
  g_assert_no_error (error);
  initialise (gr_trainer_module (trainer), net->first);
  return trainer;
}

static void
compare (const Net *net, const char *optimizer, GrDType dtype, gint64 steps, gdouble bound)
{
  JsonObject *row = json_object_get_object_member (
      json_object_get_object_member (golden (), net->name), optimizer);
  JsonArray  *expected = json_object_get_array_member (row, gr_dtype_name (dtype));
  g_autoptr (GrTrainer) trainer
      = make (net, optimizer, json_object_get_double_member (row, "lr"), dtype, steps);
  GrSeries *losses = gr_trainer_losses (trainer);
  gdouble   worst = 0;

  gr_trainer_start (trainer, NULL);
  while (gr_series_length (losses) < steps && !gr_trainer_wait (trainer, 1))
    ;
  gr_trainer_stop (trainer);
  g_assert_true (gr_trainer_result (trainer, NULL));
  for (gint64 i = 0; i < steps; i++)
    {
      gdouble theirs = json_array_get_double_element (expected, i);
      gdouble ours = gr_trainer_loss (trainer, i);

      worst = MAX (worst, fabs (ours - theirs) / fabs (theirs));
    }
  g_test_message ("%s %s %s: %d steps, largest difference %.2g", net->name, optimizer,
                  gr_dtype_name (dtype), (int) steps, worst);
  g_assert_cmpfloat (worst, <=, bound);
}

static void
test_net (gconstpointer data)
{
  const Net       *net = data;
  g_autofree char *folder = gr_dataset_where (gr_dataset_descriptor ("fashion-mnist"), NULL, NULL);

  if (!folder)
    {
      g_test_skip ("Fashion-MNIST is not there: install Debian's package dataset-fashion-mnist");
      return;
    }
  for (guint i = 0; i < 2; i++)
    {
      const char *optimizer = i ? "adam" : "sgd";

      compare (net, optimizer, GR_FLOAT64, net->steps, 1e-6);
      compare (net, optimizer, GR_FLOAT32, MIN (net->steps, 10), net->bound32);
    }
}

int
main (int argc, char *argv[])
{
  gradus_init ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (nets); i++)
    {
      g_autofree char *path = g_strconcat ("/parity/", nets[i].name, NULL);

      g_test_add_data_func (path, &nets[i], test_net);
    }
  return g_test_run ();
}
