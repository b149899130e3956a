/* run-state.c - a run's checkpoint: everything it needs to end with the same bits as if it had
 * never been interrupted. */
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "../io/safetensors.h"
#include "trainer-private.h"

#define FORMAT "2"

/* --- an epoch's results as numbers ------------------------------------------------------------ */

#define N_SCORE 6
#define N_EPOCH (6 + 3 * N_SCORE)

static void
score_to_numbers (const GrScore *score, gdouble *numbers)
{
  const gdouble all[N_SCORE] = { score->items, score->loss, score->accuracy,
                                 score->mae,   score->rmse, score->r2 };

  memcpy (numbers, all, sizeof all);
}

static GrScore
score_from_numbers (const gdouble *numbers)
{
  return (GrScore){ (gint64) numbers[0], numbers[1], numbers[2], numbers[3], numbers[4],
                    numbers[5] };
}

static void
epoch_to_numbers (const GrEpoch *epoch, gdouble *numbers)
{
  const gdouble all[] = { epoch->epoch,   epoch->step, epoch->lr,
                          epoch->seconds, epoch->images_per_second, epoch->best };

  memcpy (numbers, all, sizeof all);
  score_to_numbers (&epoch->train, numbers + 6);
  score_to_numbers (&epoch->val, numbers + 6 + N_SCORE);
  score_to_numbers (&epoch->test, numbers + 6 + 2 * N_SCORE);
}

static GrEpoch
epoch_from_numbers (const gdouble *numbers)
{
  return (GrEpoch){
    .epoch = (gint64) numbers[0],
    .step = (gint64) numbers[1],
    .lr = numbers[2],
    .seconds = numbers[3],
    .images_per_second = numbers[4],
    .best = numbers[5] != 0,
    .train = score_from_numbers (numbers + 6),
    .val = score_from_numbers (numbers + 6 + N_SCORE),
    .test = score_from_numbers (numbers + 6 + 2 * N_SCORE),
  };
}

/* --- saving ----------------------------------------------------------------------------------- */

/* A list being filled, with the first error. */
typedef struct
{
  GrNamedTensors *list;
  const char     *prefix;
  GError         *error;
} Filling;

static void
fill (const char *name, GrTensor *tensor, gpointer user)
{
  Filling         *filling = user;
  g_autofree char *full = g_strconcat (filling->prefix, name, NULL);

  if (!filling->error)
    gr_named_tensors_add (filling->list, full, tensor, &filling->error);
}

static void
fill_numbers (Filling *filling, const char *name, GrDType dtype, gconstpointer values, GrInts shape)
{
  g_autoptr (GrTensor) tensor = NULL;

  if (filling->error)
    return;
  tensor = gr_tensor_new_from (dtype, values, shape, &filling->error);
  if (tensor)
    fill (name, tensor, filling);
}

/* The first @n elements of a series of @width gfloats each. */
static void
fill_floats (Filling *filling, const char *name, GrSeries *series, gsize n, guint width)
{
  g_autofree gfloat *values = g_new (gfloat, n * width);

  for (gsize i = 0; i < n; i++)
    memcpy (values + i * width, gr_series_at (series, i), width * sizeof (gfloat));
  fill_numbers (filling, name, GR_FLOAT32, values, GR_INTS (n, width));
}

GrCurveLengths
gr_trainer_curve_lengths (GrTrainer *trainer)
{
  return (GrCurveLengths){
    .steps = gr_series_length (trainer->losses),
    .epochs = gr_series_length (trainer->epochs),
    .gradients = trainer->norms ? gr_series_length (trainer->norms->series) : 0,
    .histograms = trainer->histograms ? gr_series_length (trainer->histograms->series) : 0,
  };
}

static void
fill_series (Filling *filling, GrTrainer *trainer, GrCurveLengths n)
{
  GrSeries            *exact = trainer->exact_losses ? trainer->exact_losses : trainer->losses;
  const gsize          size = gr_dtype_size (trainer->config.dtype);
  g_autofree guint8   *losses = g_malloc_n (n.steps, size);
  g_autofree gdouble  *epochs = g_new (gdouble, n.epochs * N_EPOCH);

  for (gsize i = 0; i < n.steps; i++)
    memcpy (losses + i * size, gr_series_at (exact, i), size);
  for (gsize i = 0; i < n.epochs; i++)
    epoch_to_numbers (gr_series_at (trainer->epochs, i), epochs + i * N_EPOCH);
  fill_numbers (filling, "losses", trainer->config.dtype, losses, GR_INTS (n.steps));
  fill_numbers (filling, "epochs", GR_FLOAT64, epochs, GR_INTS (n.epochs, N_EPOCH));
  fill_floats (filling, "rates", trainer->rates, n.steps, 1);
  if (trainer->norms)
    fill_floats (filling, "gradients", trainer->norms->series, n.gradients, trainer->norms->n);
  if (trainer->histograms)
    fill_floats (filling, "histograms", trainer->histograms->series, n.histograms,
                 gr_histograms_width (trainer->histograms));
}

/* What the rows of the series are of. */
static void
set_names (GrNamedTensors *list, GrTrainer *trainer)
{
  if (trainer->norms)
    {
      g_autofree char *layers = g_strjoinv ("\n", trainer->norms->layers);

      gr_named_tensors_set_metadata (list, "layers", layers);
    }
  if (trainer->histograms)
    {
      g_autofree char *names = g_strjoinv ("\n", trainer->histograms->names);
      g_autofree char *every = g_strdup_printf ("%" G_GINT64_FORMAT, trainer->histograms->every);

      gr_named_tensors_set_metadata (list, "histograms", names);
      gr_named_tensors_set_metadata (list, "histograms.every", every);
    }
}

static void
fill_progress (Filling *filling, GrTrainer *trainer)
{
  const GrProgress    *progress = &trainer->progress;
  const gint64         where[] = { progress->epoch, progress->batch,
                                   [GR_CHECKPOINT_STEP] = progress->step, progress->bad_epochs };
  const gint64         random[] = { (gint64) trainer->generator.seed,
                                    (gint64) trainer->generator.counter };
  g_autoptr (GrTensor) metrics = gr_metrics_save (trainer->train_metrics);

  fill_numbers (filling, "progress", GR_INT64, where, GR_INTS (G_N_ELEMENTS (where)));
  fill_numbers (filling, "best", GR_FLOAT64, &progress->best, GR_INTS (1));
  fill_numbers (filling, "random", GR_INT64, random, GR_INTS (G_N_ELEMENTS (random)));
  if (metrics)
    fill ("metrics", metrics, filling);
}

GrNamedTensors *
gr_trainer_state (GrTrainer *trainer, GError **error)
{
  g_autoptr (GrNamedTensors) list = gr_named_tensors_new ();
  Filling                    filling = { list, "trainer.", NULL };

  gr_named_tensors_set_metadata (list, "gradus.checkpoint", FORMAT);
  gr_run_terms_save (trainer->terms, list);
  set_names (list, trainer);
  if (!gr_weights_add (trainer->module, list, error))
    return NULL;
  fill_progress (&filling, trainer);
  gr_schedule_save (trainer->schedule, fill, &filling);
  filling.prefix = "optimizer.";
  if (trainer->optimizer)
    gr_optimizer_save (trainer->optimizer, fill, &filling);
  if (filling.error)
    {
      g_propagate_error (error, filling.error);
      return NULL;
    }
  return g_steal_pointer (&list);
}

static gsize
bytes_of (GrNamedTensors *list)
{
  gsize sum = 0;

  for (gsize i = 0; i < gr_named_tensors_length (list); i++)
    {
      const GrTensor *tensor = gr_named_tensors_at (list, i);

      sum += (gsize) gr_tensor_numel (tensor) * gr_dtype_size (tensor->dtype);
    }
  return sum;
}

gboolean
gr_trainer_write_state (GrTrainer *trainer, const GrWaiting *waiting, const char *file,
                        gdouble *curves, GError **error)
{
  g_autofree char           *path = g_build_filename (trainer->run_dir, file, NULL);
  g_autoptr (GrNamedTensors) whole = gr_named_tensors_copy (waiting->state);
  Filling                    filling = { whole, "trainer.", NULL };

  fill_series (&filling, trainer, waiting->lengths);
  if (filling.error)
    {
      g_propagate_error (error, filling.error);
      return FALSE;
    }
  *curves = 1 - (gdouble) bytes_of (waiting->state) / MAX (bytes_of (whole), 1);
  return gr_safetensors_write (whole, path, error);
}

/* --- loading ---------------------------------------------------------------------------------- */

typedef struct
{
  GrNamedTensors *list;
  const char     *prefix;
} Reading;

static GrTensor *
look_up (const char *name, gpointer user)
{
  Reading         *reading = user;
  g_autofree char *full = g_strconcat (reading->prefix, name, NULL);

  return gr_named_tensors_get (reading->list, full);
}

/* The tensor trainer.@name of this dtype, with at least @n elements. */
static GrTensor *
expect (Reading *reading, const char *name, GrDType dtype, gint64 n, GError **error)
{
  GrTensor *tensor = look_up (name, reading);

  if (tensor && tensor->dtype == dtype && gr_tensor_numel (tensor) >= n)
    return tensor;
  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("The checkpoint has no readable %s"), name);
  return NULL;
}

static gboolean
check_format (GrNamedTensors *list, const char *path, GError **error)
{
  if (g_strcmp0 (gr_named_tensors_get_metadata (list, "gradus.checkpoint"), FORMAT) == 0)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
               _ ("“%s” is not a checkpoint that this version can resume from"), path);
  return FALSE;
}

/* The @i-th of a checkpoint's epochs. */
static GrEpoch
epoch_at (GrTensor *epochs, gint64 i)
{
  gdouble numbers[N_EPOCH];

  for (gint k = 0; k < N_EPOCH; k++)
    numbers[k] = gr_tensor_get (epochs, i * N_EPOCH + k).d;
  return epoch_from_numbers (numbers);
}

/* Appends what a checkpoint has of a series whose elements are @width gfloats, at most @most of
 * them. What an earlier version did not keep is filled with NaN, so that every step has its
 * place. */
static void
read_floats (Reading *reading, const char *name, guint width, gsize most, GrSeries *series)
{
  GrTensor  *tensor = look_up (name, reading);
  const gsize n = tensor && tensor->dtype == GR_FLOAT32 ? gr_tensor_numel (tensor) / width : 0;
  gfloat     row[width];

  for (gsize i = 0; i < most; i++)
    {
      for (guint k = 0; k < width; k++)
        row[k] = i < n ? (gfloat) gr_tensor_get (tensor, i * width + k).d : NAN;
      gr_series_append (series, row);
    }
}

/* The histograms that a checkpoint has, or NULL. (transfer full) */
static GrHistograms *
histograms_of (Reading *reading)
{
  const char              *names = gr_named_tensors_get_metadata (reading->list, "histograms");
  const char              *every = gr_named_tensors_get_metadata (reading->list,
                                                                  "histograms.every");
  GrTensor                *rows = look_up ("histograms", reading);
  g_autoptr (GrHistograms) histograms = NULL;
  gsize                    width;

  if (!names || !every || !rows || rows->dtype != GR_FLOAT32)
    return NULL;
  histograms = gr_histograms_restored (g_strsplit (names, "\n", -1),
                                       MAX (g_ascii_strtoll (every, NULL, 10), 1));
  width = gr_histograms_width (histograms);
  if (width == 0 || gr_tensor_numel (rows) % width != 0)
    return NULL;
  for (gsize i = 0; i < gr_tensor_numel (rows) / width; i++)
    gr_series_append (histograms->series, GR_DATA (gfloat, rows) + i * width);
  return g_steal_pointer (&histograms);
}

/* The rows of so many steps. They lie closer where the run was to be shorter; what there was none
 * of is filled with NaN. */
static void
read_histograms (Reading *reading, gint64 steps, GrHistograms *histograms)
{
  g_autoptr (GrHistograms) saved = histograms_of (reading);
  const guint              width = gr_histograms_width (histograms);
  g_autofree gfloat       *none = g_new (gfloat, width);
  const gboolean           same = saved && gr_histograms_width (saved) == width;

  for (guint k = 0; k < width; k++)
    none[k] = NAN;
  for (gint64 step = 0; step < steps; step += histograms->every)
    {
      const gboolean there = same && step % saved->every == 0
                             && (gsize) (step / saved->every) < gr_series_length (saved->series);

      gr_series_append (histograms->series,
                        there ? gr_series_at (saved->series, step / saved->every) : none);
    }
}

static gboolean
read_series (GrTrainer *trainer, Reading *reading, GError **error)
{
  GrTensor *losses = expect (reading, "losses", trainer->config.dtype, 0, error);
  GrTensor *epochs = losses ? expect (reading, "epochs", GR_FLOAT64, 0, error) : NULL;
  gsize     n;

  if (!epochs)
    return FALSE;
  n = gr_tensor_numel (losses);
  for (gsize i = 0; i < n; i++)
    gr_trainer_add_loss (trainer, gr_tensor_get (losses, i).d);
  read_floats (reading, "rates", 1, n, trainer->rates);
  if (trainer->norms)
    read_floats (reading, "gradients", trainer->norms->n,
                 (n + GR_GRADIENT_EVERY - 1) / GR_GRADIENT_EVERY, trainer->norms->series);
  if (trainer->histograms)
    read_histograms (reading, n, trainer->histograms);
  for (gint64 i = 0; i < gr_tensor_numel (epochs) / N_EPOCH; i++)
    {
      GrEpoch epoch = epoch_at (epochs, i);

      gr_series_append (trainer->epochs, &epoch);
    }
  return TRUE;
}

/* --- looking back ----------------------------------------------------------------------------- */

void
gr_history_free (GrHistory *history)
{
  g_clear_pointer (&history->losses, g_array_unref);
  g_clear_pointer (&history->rates, g_array_unref);
  g_clear_pointer (&history->epochs, g_array_unref);
  g_clear_pointer (&history->gradients, g_array_unref);
  g_strfreev (history->layers);
  g_free (history);
}

/* All of a tensor of float32; empty where there is none. (transfer full) */
static GArray *
floats_of (Reading *reading, const char *name)
{
  GrTensor *tensor = look_up (name, reading);
  GArray   *values = g_array_new (FALSE, FALSE, sizeof (gfloat));

  for (gint64 i = 0; tensor && tensor->dtype == GR_FLOAT32 && i < gr_tensor_numel (tensor); i++)
    g_array_append_vals (values, &(gfloat){ (gfloat) gr_tensor_get (tensor, i).d }, 1);
  return values;
}

GrHistory *
gr_checkpoint_history (const char *path, GError **error)
{
  g_autoptr (GrNamedTensors) list = gr_safetensors_read (path, error);
  g_autoptr (GrHistory)      history = g_new0 (GrHistory, 1);
  Reading                    reading = { list, "trainer." };
  const char                *layers;
  GrTensor                  *steps, *numbers;

  if (!list)
    return NULL;
  steps = look_up ("losses", &reading);
  numbers = expect (&reading, "epochs", GR_FLOAT64, 0, error);
  if (!numbers || !expect (&reading, "losses", steps ? steps->dtype : GR_FLOAT32, 0, error))
    return NULL;
  history->losses = g_array_sized_new (FALSE, FALSE, sizeof (gdouble), gr_tensor_numel (steps));
  history->epochs = g_array_new (FALSE, FALSE, sizeof (GrEpoch));
  for (gint64 i = 0; i < gr_tensor_numel (steps); i++)
    g_array_append_vals (history->losses, &(gdouble){ gr_tensor_get (steps, i).d }, 1);
  for (gint64 i = 0; i < gr_tensor_numel (numbers) / N_EPOCH; i++)
    g_array_append_vals (history->epochs, &(GrEpoch[]){ epoch_at (numbers, i) }, 1);
  history->rates = floats_of (&reading, "rates");
  history->gradients = floats_of (&reading, "gradients");
  layers = gr_named_tensors_get_metadata (list, "layers");
  history->layers = g_strsplit (layers ? layers : "", "\n", -1);
  return g_steal_pointer (&history);
}

GrHistograms *
gr_checkpoint_histograms (const char *path, GError **error)
{
  g_autoptr (GrNamedTensors) list = gr_safetensors_read (path, error);
  Reading                    reading = { list, "trainer." };
  GrHistograms              *histograms = list ? histograms_of (&reading) : NULL;

  if (list && !histograms)
    g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, "“%s” keeps no histograms", path);
  return histograms;
}

static gboolean
read_progress (GrTrainer *trainer, Reading *reading, GError **error)
{
  GrTensor *where = expect (reading, "progress", GR_INT64, 4, error);
  GrTensor *best = where ? expect (reading, "best", GR_FLOAT64, 1, error) : NULL;
  GrTensor *random = best ? expect (reading, "random", GR_INT64, 2, error) : NULL;
  GrTensor *metrics = random ? expect (reading, "metrics", GR_FLOAT64, 1, error) : NULL;

  if (!metrics || !gr_metrics_load (trainer->train_metrics, metrics, error))
    return FALSE;
  trainer->progress = (GrProgress){
    .epoch = gr_tensor_get (where, 0).i,
    .batch = gr_tensor_get (where, 1).i,
    .step = gr_tensor_get (where, GR_CHECKPOINT_STEP).i,
    .bad_epochs = gr_tensor_get (where, 3).i,
    .best = gr_tensor_get (best, 0).d,
  };
  trainer->saved_step = trainer->progress.step;
  trainer->generator.seed = (guint64) gr_tensor_get (random, 0).i;
  trainer->generator.counter = (guint64) gr_tensor_get (random, 1).i;
  return TRUE;
}

/* The loader gives batch progress.batch next; where an epoch's last batch is done, the next epoch's
 * first. */
static gboolean
place_loader (GrTrainer *trainer, GError **error)
{
  GrLoaderState state = { trainer->progress.epoch, trainer->progress.batch };

  if (state.number >= gr_loader_n_batches (trainer->train_loader))
    state = (GrLoaderState){ state.epoch + 1, 0 };
  return gr_loader_set_state (trainer->train_loader, state, error);
}

gboolean
gr_trainer_load_state (GrTrainer *trainer, GError **error)
{
  g_autofree char           *path = g_build_filename (trainer->run_dir, GR_CHECKPOINT_LAST, NULL);
  g_autoptr (GrNamedTensors) list = NULL;
  Reading                    reading = { NULL, "trainer." };

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                   _ ("There is nothing to resume: no checkpoint “%s”"), path);
      return FALSE;
    }
  list = gr_safetensors_read (path, error);
  if (!list || !check_format (list, path, error)
      || !gr_run_terms_check (trainer->terms, list, path, error)
      || !gr_weights_take (trainer->module, list, path, error))
    return FALSE;
  reading.list = list;
  if (!read_progress (trainer, &reading, error) || !read_series (trainer, &reading, error)
      || !gr_schedule_load (trainer->schedule, look_up, &reading, error))
    return FALSE;
  reading.prefix = "optimizer.";
  return (!trainer->optimizer
          || gr_optimizer_load (trainer->optimizer, look_up, &reading, error))
         && place_loader (trainer, error);
}
