/* test-loader.c - batches: their order, their independence of threads, resuming, errors, memory. */
#include "data/loader.h"
#include "data/registry.h"
#include "folder.h"
#include "tensor/allocator.h"

#include <math.h>

/* --- a data set to load: item i is four numbers near i, one of three classes ----------------- */

typedef struct
{
  GrDataset base;
  gint64    broken; /* this item cannot be read */
  gint64    mislabelled;
} Numbers;

static gint64
class_of (gint64 i)
{
  return i % 10 == 0 ? 2 : i % 10 < 4; /* 1 in 10, 3 in 10, 6 in 10 */
}

static gboolean
numbers_get (GrDataset *self, gint64 i, GrSample *sample, GError **error)
{
  Numbers *numbers = (Numbers *) self;

  if (i == numbers->broken)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA, "it cannot be read");
      return FALSE;
    }
  for (gint k = 0; k < 4; k++)
    ((gfloat *) sample->input[0])[k] = (gfloat) i + (gfloat) k / 4;
  *(gint64 *) sample->target = i == numbers->mislabelled ? 3 : class_of (i);
  return TRUE;
}

static char *
numbers_item_name (GrDataset *self, gint64 i)
{
  return g_strdup_printf ("number-%d", (gint) i);
}

static const GrDatasetKind numbers_kind
    = { .name = "numbers", .get = numbers_get, .item_name = numbers_item_name };

static GrDataset *
numbers_new (gint64 length)
{
  Numbers *numbers = gr_dataset_new (&numbers_kind, sizeof *numbers, "numbers", length);

  numbers->broken = numbers->mislabelled = -1;
  gr_dataset_add_input (&numbers->base, "x", GR_FLOAT32, GR_INTS (1, 2, 2));
  gr_dataset_set_classes (&numbers->base, NULL, 3);
  return &numbers->base;
}

static GrLoader *
loader_new (GrDataset *dataset, const GrLoaderOptions *options)
{
  g_autoptr (GError) error = NULL;
  GrLoader *loader = gr_loader_new (dataset, options, &error);

  g_assert_no_error (error);
  return loader;
}

/* Everything that comes out of @n batches, an epoch's end marked: (transfer full). */
static GString *
drain (GrLoader *loader, gint n)
{
  GString *all = g_string_new (NULL);
  g_auto (GrBatch) batch = { 0 };
  g_autoptr (GError) error = NULL;

  for (gint i = 0; i < n; i++)
    {
      if (!gr_loader_next (loader, &batch, &error))
        {
          g_assert_no_error (error);
          g_string_append (all, "end");
          continue;
        }
      g_string_append_len (all, (char *) batch.index, (gssize) (batch.size * 8));
      g_string_append_len (all, gr_tensor_data (batch.input[0]),
                           (gssize) gr_tensor_numel (batch.input[0]) * 4);
      g_string_append_len (all, gr_tensor_data (batch.target), (gssize) (batch.size * 8));
    }
  return all;
}

static void
assert_same (GString *a, GString *b)
{
  g_assert_cmpmem (a->str, a->len, b->str, b->len);
}

/* --- order ----------------------------------------------------------------------------------- */

static void
test_sequential (void)
{
  g_autoptr (GrDataset) dataset = numbers_new (10);
  GrLoaderOptions options = GR_LOADER_OPTIONS_INIT;
  g_autoptr (GrLoader) loader = NULL;
  g_auto (GrBatch) batch = { 0 };
  g_autoptr (GError) error = NULL;

  options.sampler = GR_SAMPLER_SEQUENTIAL;
  options.batch_size = 4;
  loader = loader_new (dataset, &options);
  g_assert_cmpint (gr_loader_n_batches (loader), ==, 3);
  g_assert_cmpint (gr_loader_n_items (loader), ==, 10);
  g_assert_cmpint (gr_loader_target (loader)->n_classes, ==, 3);
  for (gint epoch = 0; epoch < 2; epoch++)
    {
      for (gint k = 0; k < 3; k++)
        {
          g_assert_true (gr_loader_next (loader, &batch, &error));
          g_assert_cmpint (batch.size, ==, k < 2 ? 4 : 2);
          g_assert_cmpint (batch.epoch, ==, epoch);
          g_assert_cmpint (batch.number, ==, k);
          g_assert_cmpint (batch.input[0]->ndim, ==, 4);
          g_assert_cmpint (batch.input[0]->shape[0], ==, batch.size);
          g_assert_cmpint (batch.target->ndim, ==, 1);
          for (gint64 i = 0; i < batch.size; i++)
            {
              g_assert_cmpint (batch.index[i], ==, 4 * k + i);
              g_assert_cmpfloat (GR_DATA (gfloat, batch.input[0])[4 * i + 1], ==,
                                 (gfloat) (4 * k + i) + 0.25f);
              g_assert_cmpint (GR_DATA (gint64, batch.target)[i], ==, class_of (4 * k + i));
            }
        }
      g_assert_false (gr_loader_next (loader, &batch, &error));
      g_assert_no_error (error);
    }
}

static void
test_shuffled (void)
{
  g_autoptr (GrDataset) dataset = numbers_new (50);
  GrLoaderOptions options = GR_LOADER_OPTIONS_INIT;
  g_autoptr (GrLoader) loader = NULL;
  g_auto (GrBatch) batch = { 0 };
  gint64 orders[3][50];
  gint seen[50] = { 0 };

  options.batch_size = 7;
  options.drop_last = TRUE;
  options.seed = 5;
  loader = loader_new (dataset, &options);
  g_assert_cmpint (gr_loader_n_items (loader), ==, 49);
  for (gint epoch = 0; epoch < 3; epoch++)
    {
      gint n = 0;

      while (gr_loader_next (loader, &batch, NULL))
        for (gint64 i = 0; i < batch.size; i++)
          {
            seen[batch.index[i]]++;
            orders[epoch][n++] = batch.index[i];
          }
      g_assert_cmpint (n, ==, 49);
    }
  for (gint i = 0; i < 50; i++)
    g_assert_cmpint (seen[i], <=, 3);
  g_assert_cmpint (memcmp (orders[0], orders[1], sizeof orders[0] - 8), !=, 0);
  g_assert_cmpint (memcmp (orders[1], orders[2], sizeof orders[0] - 8), !=, 0);

  options.seed = 6;
  g_clear_pointer (&loader, gr_loader_free);
  loader = loader_new (dataset, &options);
  g_assert_true (gr_loader_next (loader, &batch, NULL));
  g_assert_cmpint (memcmp (orders[0], batch.index, 7 * 8), !=, 0);
}

/* Drawn evenly from classes of 1, 3 and 6 tenths. */
static void
test_weighted (void)
{
  g_autoptr (GrDataset) dataset = numbers_new (3000);
  GrLoaderOptions options = GR_LOADER_OPTIONS_INIT;
  g_autoptr (GrLoader) loader = NULL;
  g_auto (GrBatch) batch = { 0 };
  gint counts[3] = { 0 };

  options.sampler = GR_SAMPLER_WEIGHTED;
  loader = loader_new (dataset, &options);
  while (gr_loader_next (loader, &batch, NULL))
    for (gint64 i = 0; i < batch.size; i++)
      counts[GR_DATA (gint64, batch.target)[i]]++;
  g_assert_cmpint (counts[0] + counts[1] + counts[2], ==, 3000);
  /* Each is binomial, 1000 ± 26: five deviations. */
  for (gint c = 0; c < 3; c++)
    g_assert_cmpint (ABS (counts[c] - 1000), <, 130);
}

static gfloat
first_number (GrDataset *dataset, gint64 i)
{
  g_autoptr (GrTensor) x = NULL;
  g_autoptr (GrTensor) y = NULL;

  g_assert_true (gr_dataset_get (dataset, i, &x, &y, NULL));
  return GR_DATA (gfloat, x)[0];
}

static void
test_split (void)
{
  g_autoptr (GrDataset) dataset = numbers_new (1000);
  g_autoptr (GrDataset) rest = NULL;
  g_autoptr (GrDataset) part = NULL;
  g_autoptr (GrDataset) other_rest = NULL;
  g_autoptr (GrDataset) other_part = NULL;
  g_autoptr (GrDataset) first = gr_dataset_first (dataset, 12);
  g_autoptr (GrDataset) one = gr_dataset_first (first, 1);
  g_autofree gint64 *counts = NULL;
  g_autoptr (GError) error = NULL;
  gint same = 0;

  g_assert_true (gr_dataset_split (dataset, 0.2, 1, &rest, &part, &error));
  g_assert_cmpint (rest->length, ==, 800);
  g_assert_cmpint (part->length, ==, 200);
  counts = gr_dataset_class_counts (part, &error);
  g_assert_cmpint (counts[0], ==, 120);
  g_assert_cmpint (counts[1], ==, 60);
  g_assert_cmpint (counts[2], ==, 20);
  /* Both keep the order; together they are all; another seed draws others. */
  for (gint64 i = 0; i < 200; i++)
    same += first_number (part, i) == first_number (rest, i);
  g_assert_cmpint (same, ==, 0);
  g_assert_cmpfloat (first_number (part, 7), <, first_number (part, 8));
  g_assert_true (gr_dataset_split (dataset, 0.2, 2, &other_rest, &other_part, &error));
  for (gint64 i = 0; i < 200; i++)
    same += first_number (part, i) == first_number (other_part, i);
  g_assert_cmpint (same, <, 100);
  g_assert_cmpint (first->length, ==, 12);
  g_assert_cmpstr (first->class_names[2], ==, "2");

  g_assert_false (gr_dataset_split (dataset, 1.5, 1, &rest, &part, &error));
  assert_error_says (error, "between 0 and 1, not 1.5");
  g_assert_false (gr_dataset_split (first, 0.001, 1, &rest, &part, &error));
  assert_error_says (error, "12 items of");
  g_assert_false (gr_dataset_split (one, 0.2, 1, &rest, &part, &error));
  assert_error_says (error, "the 1 item of");
}

/* --- threads, resuming ----------------------------------------------------------------------- */

static GrLoaderOptions
random_options (GrTransforms *transforms, gint threads)
{
  GrLoaderOptions options = GR_LOADER_OPTIONS_INIT;

  options.batch_size = 8;
  options.seed = 11;
  options.threads = threads;
  options.transforms = transforms;
  return options;
}

static GrTransforms *
random_transforms (void)
{
  g_autoptr (GError) error = NULL;
  GrTransforms *transforms = gr_transforms_parse (
      "random_horizontal_flip, random_rotation(90, bilinear), gaussian_noise(0.5)", &error);

  g_assert_no_error (error);
  return transforms;
}

static void
test_threads (void)
{
  g_autoptr (GrDataset) dataset = numbers_new (100);
  g_autoptr (GrTransforms) transforms = random_transforms ();

  for (gint sampler = 0; sampler < 3; sampler++)
    {
      const gint threads[] = { 0, 1, 2, 4 };
      g_autoptr (GString) expected = NULL;

      for (gsize t = 0; t < G_N_ELEMENTS (threads); t++)
        {
          GrLoaderOptions options = random_options (transforms, threads[t]);
          g_autoptr (GrLoader) loader = NULL;
          g_autoptr (GString) got = NULL;

          options.sampler = (GrSampler) sampler;
          options.prefetch = threads[t] == 4 ? 3 : 0;
          loader = loader_new (dataset, &options);
          got = drain (loader, 30);
          if (t == 0)
            expected = g_steal_pointer (&got);
          else
            assert_same (got, expected);
        }
    }
}

static void
test_resume (void)
{
  g_autoptr (GrDataset) dataset = numbers_new (100);
  g_autoptr (GrTransforms) transforms = random_transforms ();

  for (gint threads = 0; threads <= 2; threads++)
    {
      GrLoaderOptions options = random_options (transforms, threads);
      g_autoptr (GrLoader) loader = loader_new (dataset, &options);
      g_autoptr (GrLoader) other = loader_new (dataset, &options);
      g_autoptr (GError) error = NULL;

      /* 13 batches and an end are an epoch: stops within it, at its end, and after it. */
      for (gint stop = 3; stop < 40; stop += 5)
        {
          g_autoptr (GString) before = drain (loader, stop);
          GrLoaderState state = gr_loader_state (loader);
          g_autoptr (GString) expected = drain (loader, 20);
          g_autoptr (GString) got = NULL;
          g_autoptr (GString) again = NULL;

          g_assert_true (gr_loader_set_state (other, state, &error));
          got = drain (other, 20);
          assert_same (got, expected);
          g_assert_true (gr_loader_set_state (loader, state, &error));
          again = drain (loader, 20);
          assert_same (again, expected);
          g_assert_true (gr_loader_set_state (loader, (GrLoaderState){ 0, 0 }, &error));
        }
      g_assert_true (gr_loader_set_state (loader, (GrLoaderState){ 4, 13 }, &error));
      g_assert_false (gr_loader_set_state (loader, (GrLoaderState){ 0, 14 }, &error));
      assert_error_says (error,
                         "Batch 14 of epoch 0 cannot be loaded: numbers has 13 batches of 8");
      g_assert_cmpint (gr_loader_state (loader).epoch, ==, 4);
    }
}

/* --- errors ---------------------------------------------------------------------------------- */

static void
test_item_fails (void)
{
  for (gint threads = 0; threads <= 2; threads += 2)
    {
      g_autoptr (GrDataset) dataset = numbers_new (40);
      GrLoaderOptions options = random_options (NULL, threads);
      g_autoptr (GrLoader) loader = NULL;
      g_auto (GrBatch) batch = { 0 };
      g_autoptr (GError) error = NULL;

      options.sampler = GR_SAMPLER_SEQUENTIAL;
      ((Numbers *) dataset)->broken = 13;
      loader = loader_new (dataset, &options);
      for (gint i = 0; i < 3; i++)
        {
          g_assert_true (gr_loader_set_state (loader, (GrLoaderState){ 0, 0 }, NULL));
          g_assert_true (gr_loader_next (loader, &batch, &error));
          g_assert_false (gr_loader_next (loader, &batch, &error));
          assert_error_says (error, "numbers, item 13 (number-13): it cannot be read");
          g_assert_cmpint (gr_loader_state (loader).number, ==, 1);
          g_assert_null (batch.input[0]);
        }
      ((Numbers *) dataset)->broken = -1;
      ((Numbers *) dataset)->mislabelled = 9;
      g_assert_false (gr_loader_next (loader, &batch, &error));
      assert_error_says (error,
                         "item 9 (number-9): its class is 3, but there are 3 classes, 0 to 2");
      /* What was wrong is mended: it goes on from there. */
      ((Numbers *) dataset)->mislabelled = -1;
      g_assert_true (gr_loader_next (loader, &batch, &error));
      g_assert_cmpint (batch.number, ==, 1);
    }
}

static void
assert_not_loaded (GrDataset *dataset, GrLoaderOptions options, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (gr_loader_new (dataset, &options, &error));
  assert_error_says (error, part);
}

static void
test_refused (void)
{
  g_autoptr (GrDataset) dataset = numbers_new (5);
  g_autoptr (GrDataset) nothing = numbers_new (0);
  g_autoptr (GrTransforms) crop = gr_transforms_parse ("random_crop(3)", NULL);
  GrLoaderOptions options = GR_LOADER_OPTIONS_INIT;

  assert_not_loaded (nothing, options, "has no items");
  options.batch_size = 0;
  assert_not_loaded (dataset, options, "batch size must be at least 1");
  options.batch_size = 6;
  options.drop_last = TRUE;
  assert_not_loaded (dataset, options, "smaller than one batch");
  options.drop_last = FALSE;
  options.dtype = GR_INT32;
  assert_not_loaded (dataset, options, "float32 or float64");
  options.dtype = GR_FLOAT32;
  options.transforms = crop;
  assert_not_loaded (dataset, options, "random_crop: 3×3 pixels cannot be cut out of 2×2");
}

/* Without memory for a batch there is an error; afterwards it goes on. */
static void
test_no_memory (void)
{
  g_autoptr (GrDataset) dataset = numbers_new (40);

  for (gint threads = 0; threads <= 1; threads++)
    {
      GrLoaderOptions options = random_options (NULL, threads);
      g_autoptr (GrLoader) loader = loader_new (dataset, &options);
      g_autoptr (GString) got = NULL;
      g_autoptr (GString) expected = drain (loader, 6);
      g_auto (GrBatch) batch = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_true (gr_loader_set_state (loader, (GrLoaderState){ 0, 0 }, NULL));
      gr_allocator_fail_nth (2);
      g_assert_false (gr_loader_next (loader, &batch, &error));
      g_assert_error (error, GR_ERROR, GR_ERROR_MEMORY);
      got = drain (loader, 6);
      assert_same (got, expected);
    }
}

/* --- pixels, dtypes, memory ------------------------------------------------------------------ */

static GrDataset *
pixels_new (void)
{
  g_autoptr (GrTensor) image = gr_tensor_new (GR_UINT8, GR_CPU, GR_INTS (2, 1, 16, 16), NULL);
  g_autoptr (GrTensor) value = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (2, 1), NULL);
  g_autoptr (GError) error = NULL;
  GrDataset *dataset;

  for (gint i = 0; i < 512; i++)
    GR_DATA (guint8, image)[i] = (guint8) i;
  GR_DATA (gdouble, value)[0] = 0.1;
  GR_DATA (gdouble, value)[1] = 1 / 3.0;
  dataset = gr_dataset_from_tensors ("pixels", &image, NULL, 1, value, NULL, 0, &error);
  g_assert_no_error (error);
  return dataset;
}

/* Pixels are divided in float32 and widened after that; targets of float64 stay what they are. */
static void
test_pixels (void)
{
  g_autoptr (GrDataset) dataset = pixels_new ();
  const char *lists[] = { "", "to_tensor", "normalize(0.2, 0.3)", "random_vertical_flip(0)",
                          "normalize(0.2, 0.3), random_vertical_flip(0)" };

  for (gsize l = 0; l < G_N_ELEMENTS (lists); l++)
    for (gint wide = 0; wide < 2; wide++)
      {
        g_autoptr (GrTransforms) transforms = gr_transforms_parse (lists[l], NULL);
        GrLoaderOptions options = random_options (transforms, 0);
        g_autoptr (GrLoader) loader = NULL;
        g_auto (GrBatch) batch = { 0 };

        options.sampler = GR_SAMPLER_SEQUENTIAL;
        options.dtype = wide ? GR_FLOAT64 : GR_FLOAT32;
        loader = loader_new (dataset, &options);
        g_assert_true (gr_loader_next (loader, &batch, NULL));
        g_assert_cmpint (batch.input[0]->dtype, ==, options.dtype);
        g_assert_cmpint (batch.target->dtype, ==, options.dtype);
        for (gint i = 0; i < 512; i++)
          {
            gfloat expected = (gfloat) (i % 256) / 255.0f;

            if (strstr (lists[l], "normalize"))
              expected = (expected - 0.2f) / 0.3f;
            g_assert_cmpfloat (gr_tensor_get (batch.input[0], i).d, ==, (gdouble) expected);
          }
        g_assert_cmpfloat (gr_tensor_get (batch.target, 0).d, ==,
                           wide ? 0.1 : (gdouble) (gfloat) 0.1);
      }
}

/* After the first batches, memory comes from what was given back. */
static void
test_no_growth (void)
{
  g_autoptr (GrDataset) dataset = numbers_new (1000);

  for (gint threads = 0; threads <= 2; threads += 2)
    {
      GrLoaderOptions options = random_options (NULL, threads);
      g_autoptr (GrLoader) loader = loader_new (dataset, &options);
      g_autoptr (GString) warm_up = drain (loader, 20);
      g_autoptr (GString) more = NULL;
      GrAllocatorFigures before, after;

      gr_allocator_figures (&before);
      more = drain (loader, 300);
      gr_allocator_figures (&after);
      g_assert_cmpuint (after.n_system_allocations, ==, before.n_system_allocations);
      g_assert_cmpuint (after.n_requests, >, before.n_requests);
    }
}

/* A batch that is kept does not change when later ones are made. */
static void
test_kept (void)
{
  g_autoptr (GrDataset) dataset = numbers_new (100);
  GrLoaderOptions options = random_options (NULL, 2);
  g_autoptr (GrLoader) loader = loader_new (dataset, &options);
  g_auto (GrBatch) batch = { 0 };
  g_autoptr (GrTensor) kept = NULL;
  g_autofree gfloat *copy = NULL;

  g_assert_true (gr_loader_next (loader, &batch, NULL));
  kept = gr_tensor_ref (batch.input[0]);
  copy = g_memdup2 (gr_tensor_data (kept), 8 * 4 * 4);
  g_string_free (drain (loader, 20), TRUE);
  g_assert_cmpmem (gr_tensor_data (kept), 8 * 4 * 4, copy, 8 * 4 * 4);
}

/* Items without a class: beside the classes in a split, never drawn by weight, left by a remap. */
static void
test_no_class (void)
{
  g_autoptr (GrTensor)  x = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (40, 1), NULL);
  g_autoptr (GrTensor)  y = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (40), NULL);
  g_autoptr (GrDataset) set = NULL;
  g_autoptr (GrDataset) rest = NULL;
  g_autoptr (GrDataset) part = NULL;
  g_autoptr (GrLoader)  loader = NULL;
  g_autoptr (GError)    error = NULL;
  g_autofree gint64    *counts = NULL;
  GrLoaderOptions       options = GR_LOADER_OPTIONS_INIT;
  g_auto (GrBatch)      batch = { 0 };
  gint64                n_without = 0;

  for (gint i = 0; i < 40; i++)
    {
      gr_tensor_set (x, i, gr_float (i));
      gr_tensor_set (y, i, gr_int (i % 4 == 3 ? GR_NO_CLASS : i % 2));
    }
  set = gr_dataset_from_tensors ("some", &x, NULL, 1, y, NULL, 2, &error);
  g_assert_no_error (error);
  counts = gr_dataset_class_counts (set, &error);
  g_assert_no_error (error);
  g_assert_cmpint (counts[0], ==, 20);
  g_assert_cmpint (counts[1], ==, 10);
  g_assert_true (gr_dataset_split (set, 0.5, 1, &rest, &part, &error));
  g_assert_cmpint (part->length, ==, 20);
  for (gint64 i = 0; i < 20; i++)
    n_without += gr_dataset_label (part, i, NULL) == GR_NO_CLASS;
  g_assert_cmpint (n_without, ==, 5);

  options.sampler = GR_SAMPLER_WEIGHTED;
  options.transforms = gr_transforms_parse ("remap([1, 0])", &error);
  loader = gr_loader_new (set, &options, &error);
  g_assert_no_error (error);
  g_assert_true (gr_loader_next (loader, &batch, &error));
  for (gint64 i = 0; i < 40; i++)
    g_assert_cmpint (gr_tensor_get (batch.target, i).i, ==, 1 - batch.index[i] % 2);
  g_clear_pointer (&loader, gr_loader_free);
  options.sampler = GR_SAMPLER_SEQUENTIAL;
  loader = gr_loader_new (set, &options, &error);
  g_assert_true (gr_loader_next (loader, &batch, &error));
  g_assert_cmpint (gr_tensor_get (batch.target, 3).i, ==, GR_NO_CLASS);
  gr_transforms_unref (options.transforms);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loader/sequential", test_sequential);
  g_test_add_func ("/loader/shuffled", test_shuffled);
  g_test_add_func ("/loader/weighted", test_weighted);
  g_test_add_func ("/loader/split", test_split);
  g_test_add_func ("/loader/threads", test_threads);
  g_test_add_func ("/loader/resume", test_resume);
  g_test_add_func ("/loader/item-fails", test_item_fails);
  g_test_add_func ("/loader/refused", test_refused);
  g_test_add_func ("/loader/no-memory", test_no_memory);
  g_test_add_func ("/loader/pixels", test_pixels);
  g_test_add_func ("/loader/no-growth", test_no_growth);
  g_test_add_func ("/loader/kept", test_kept);
  g_test_add_func ("/loader/no-class", test_no_class);
  return g_test_run ();
}
