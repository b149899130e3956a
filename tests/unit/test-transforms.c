/* test-transforms.c - the transforms against PyTorch, their randomness, how they are written and
 * read. */
#include "data/loader.h"
#include "data/transform.h"
#include "folder.h"
#include "io/npy.h"

#include <math.h>

/* --- one item through a loader --------------------------------------------------------------- */

static GrDataset *
dataset_of (GrTensor *item, gint64 n)
{
  g_autoptr (GError) error = NULL;
  gint64 shape[GR_MAX_DIMS] = { n };
  g_autoptr (GrTensor) items = NULL;
  g_autoptr (GrTensor) label = gr_tensor_new (GR_UINT8, GR_CPU, GR_INTS (n), &error);
  gsize size = (gsize) gr_tensor_numel (item) * gr_dtype_size (item->dtype);
  GrDataset *dataset;

  for (gint d = 0; d < item->ndim; d++)
    shape[d + 1] = item->shape[d];
  items = gr_tensor_new (item->dtype, GR_CPU, gr_ints (shape, (gsize) item->ndim + 1), &error);
  for (gint64 i = 0; i < n; i++)
    {
      memcpy (GR_DATA (guint8, items) + (gsize) i * size, gr_tensor_data (item), size);
      GR_DATA (guint8, label)[i] = (guint8) (i % 4);
    }
  dataset = gr_dataset_from_tensors ("item", &items, NULL, 1, label, NULL, 4, &error);
  g_assert_no_error (error);
  return dataset;
}

/* What @text makes of @n times @item, in epoch @epoch; the targets too where asked. */
static GrTensor *
transformed (const char *text, GrTensor *item, gint64 n, gint64 epoch, GrTensor **target)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrDataset) dataset = dataset_of (item, n);
  g_autoptr (GrTransforms) transforms = gr_transforms_parse (text, &error);
  GrLoaderOptions options = GR_LOADER_OPTIONS_INIT;
  g_autoptr (GrLoader) loader = NULL;
  g_auto (GrBatch) batch = { 0 };

  g_assert_no_error (error);
  options.batch_size = n;
  options.sampler = GR_SAMPLER_SEQUENTIAL;
  options.transforms = transforms;
  loader = gr_loader_new (dataset, &options, &error);
  g_assert_no_error (error);
  g_assert_true (gr_loader_set_state (loader, (GrLoaderState){ epoch, 0 }, &error));
  g_assert_true (gr_loader_next (loader, &batch, &error));
  g_assert_no_error (error);
  if (target)
    *target = g_steal_pointer (&batch.target);
  return g_steal_pointer (&batch.input[0]);
}

static void
assert_close (GrTensor *got, GrTensor *expected, gdouble tolerance)
{
  g_assert_cmpint (gr_tensor_numel (got), ==, gr_tensor_numel (expected));
  for (gint64 i = 0; i < gr_tensor_numel (got); i++)
    g_assert_cmpfloat_with_epsilon (gr_tensor_get (got, i).d, gr_tensor_get (expected, i).d,
                                    tolerance);
}

static GrNamedTensors *
goldens (void)
{
  g_autofree char *path = golden_path ("transforms.npz");
  g_autoptr (GError) error = NULL;
  GrNamedTensors *list = gr_npz_read (path, &error);

  g_assert_no_error (error);
  return list;
}

static void
test_warp (void)
{
  const struct
  {
    const char *golden, *text;
  } cases[] = {
    { "rotation nearest", "random_rotation([31, 31])" },
    { "rotation bilinear", "random_rotation([31, 31], interpolation=bilinear)" },
    { "affine nearest", "random_affine([20, 20], scale=1.3, shear=[12, 12, -7, -7])" },
    { "affine bilinear",
      "random_affine([20, 20], scale=[1.3, 1.3], shear=[12, 12, -7, -7], "
      "interpolation='bilinear')" },
  };
  g_autoptr (GrNamedTensors) golden = goldens ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GrTensor) got
          = transformed (cases[i].text, gr_named_tensors_get (golden, "image"), 1, 0, NULL);

      assert_close (got, gr_named_tensors_get (golden, cases[i].golden), 1e-6);
    }
}

static void
test_center_crop (void)
{
  static const gint sizes[][2] = { { 4, 4 }, { 6, 9 }, { 7, 7 }, { 9, 12 }, { 12, 5 }, { 14, 17 } };
  g_autoptr (GrNamedTensors) golden = goldens ();

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = g_strdup_printf ("center_crop([%d, %d])", sizes[i][0], sizes[i][1]);
      g_autofree char *name = g_strdup_printf ("center %d %d", sizes[i][0], sizes[i][1]);
      g_autoptr (GrTensor) got
          = transformed (text, gr_named_tensors_get (golden, "image"), 1, 0, NULL);

      assert_close (got, gr_named_tensors_get (golden, name), 1e-12);
    }
}

/* What evaluation makes of a list of transforms, for pictures of one channel and 28×28 pixels. */
static void
assert_fixed (const char *text, const char *expected)
{
  const GrField picture = { .dtype = GR_UINT8, .ndim = 3, .shape = { 1, 28, 28 } };
  g_autoptr (GrTransforms) list = gr_transforms_parse (text, NULL);
  g_autoptr (GrTransforms) fixed = gr_transforms_fixed (list, &picture);
  g_autofree char *kept = gr_transforms_to_string (fixed);

  g_assert_cmpstr (kept, ==, expected);
}

static void
test_in_evaluation (void)
{
  assert_fixed ("random_crop(28, padding=4), random_horizontal_flip", "");
  assert_fixed ("random_crop(24), normalize", "center_crop(size=24), normalize(mean=0.5, std=0.5)");
  assert_fixed ("random_crop([32, 30], padding=4)", "center_crop(size=[32, 30])");
  /* The second is what brings it back to 28. */
  assert_fixed ("random_crop(20), random_crop(20), random_crop(28, padding=4)",
                "center_crop(size=20), center_crop(size=28)");
}

static void
test_normalize (void)
{
  g_autoptr (GrNamedTensors) golden = goldens ();
  g_autoptr (GrTensor) pixels = gr_tensor_new (GR_UINT8, GR_CPU, GR_INTS (2, 16, 16), NULL);
  g_autoptr (GrTensor) got = NULL;
  GrTensor *expected = gr_named_tensors_get (golden, "normalized");

  for (gint i = 0; i < 512; i++)
    GR_DATA (guint8, pixels)[i] = (guint8) i;
  got = transformed ("to_tensor, normalize([0.3, 0.6], std=[0.2, 0.7])", pixels, 1, 0, NULL);
  g_assert_cmpmem (gr_tensor_data (got), 2048, gr_tensor_data (expected), 2048); /* the same bits */
}

/* --- what each does to a small picture ------------------------------------------------------- */

static GrTensor *
small_picture (void)
{
  static const gfloat values[] = { 1, 2, 3, 4, 5, 6 };

  return gr_tensor_new_from (GR_FLOAT32, values, GR_INTS (1, 2, 3), NULL);
}

static void
assert_values (const char *text, const gfloat *expected, gint n)
{
  g_autoptr (GrTensor) picture = small_picture ();
  g_autoptr (GrTensor) got = transformed (text, picture, 1, 0, NULL);

  g_assert_cmpint (gr_tensor_numel (got), ==, n);
  for (gint i = 0; i < n; i++)
    g_assert_cmpfloat (GR_DATA (gfloat, got)[i], ==, expected[i]);
}

static void
test_flips (void)
{
  assert_values ("random_horizontal_flip(1)", (gfloat[]){ 3, 2, 1, 6, 5, 4 }, 6);
  assert_values ("random_vertical_flip(p=1)", (gfloat[]){ 4, 5, 6, 1, 2, 3 }, 6);
  assert_values ("random_horizontal_flip(0), random_vertical_flip(0)",
                 (gfloat[]){ 1, 2, 3, 4, 5, 6 }, 6);
  assert_values ("random_horizontal_flip(1), random_vertical_flip(1), normalize(1, 2)",
                 (gfloat[]){ 2.5f, 2, 1.5f, 1, 0.5f, 0 }, 6);
}

/* Each crop is a window of the padded picture, and in enough of them every window comes. */
static void
test_crop (void)
{
  g_autoptr (GrTensor) picture = small_picture ();
  g_autoptr (GrTensor) got = transformed ("random_crop([2, 3], padding=2)", picture, 600, 0, NULL);
  gint counts[5][5] = { { 0 } };

  g_assert_cmpint (got->shape[2], ==, 2);
  for (gint k = 0; k < 600; k++)
    {
      const gfloat *crop = GR_DATA (gfloat, got) + 6 * k;
      gint matches = 0;

      for (gint top = -2; top <= 2; top++)
        for (gint left = -2; left <= 2; left++)
          {
            gboolean same = TRUE;

            for (gint i = 0; i < 6; i++)
              {
                gint y = i / 3 + top, x = i % 3 + left;
                gfloat expected = y >= 0 && y < 2 && x >= 0 && x < 3 ? (gfloat) (3 * y + x + 1) : 0;

                same &= crop[i] == expected;
              }
            matches += same;
            counts[top + 2][left + 2] += same;
          }
      g_assert_cmpint (matches, >=, 1);
    }
  for (gint i = 0; i < 25; i++)
    g_assert_cmpint (counts[i / 5][i % 5], >, 0);
}

static void
test_random (void)
{
  g_autoptr (GrTensor) picture = small_picture ();
  g_autoptr (GrTensor) flips = transformed ("random_horizontal_flip(0.3)", picture, 5000, 0, NULL);
  g_autoptr (GrTensor) noise = transformed ("gaussian_noise(2)", picture, 5000, 0, NULL);
  g_autoptr (GrTensor) again = transformed ("gaussian_noise(2)", picture, 5000, 0, NULL);
  g_autoptr (GrTensor) later = transformed ("gaussian_noise(2)", picture, 5000, 1, NULL);
  g_autoptr (GrTensor) noisy_fewer = transformed ("gaussian_noise(2)", picture, 9, 0, NULL);
  gdouble sum = 0, squares = 0;
  gint flipped = 0, equal = 0;

  for (gint i = 0; i < 5000; i++)
    flipped += GR_DATA (gfloat, flips)[6 * i] == 3;
  g_assert_cmpint (ABS (flipped - 1500), <, 165); /* five deviations */
  for (gint i = 0; i < 30000; i++)
    {
      gdouble added = (gdouble) (GR_DATA (gfloat, noise)[i] - (gfloat) (i % 6 + 1));

      sum += added;
      squares += added * added;
      equal += GR_DATA (gfloat, noise)[i] == GR_DATA (gfloat, later)[i];
    }
  g_assert_cmpfloat_with_epsilon (sum / 30000, 0, 5 * 2 / sqrt (30000));
  g_assert_cmpfloat_with_epsilon (squares / 30000, 4, 5 * 4 * sqrt (2.0 / 30000));
  g_assert_cmpint (equal, <, 10);
  /* The same epoch gives the same, and an item's part does not depend on the others. */
  g_assert_cmpmem (gr_tensor_data (noise), 30000 * 4, gr_tensor_data (again), 30000 * 4);
  g_assert_cmpmem (gr_tensor_data (noise), 9 * 24, gr_tensor_data (noisy_fewer), 9 * 24);
}

static void
test_erasing (void)
{
  g_autoptr (GrTensor) picture = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (2, 20, 20), NULL);
  g_autoptr (GrTensor) got = NULL;
  gint never = 0;

  for (gint i = 0; i < 800; i++)
    GR_DATA (gfloat, picture)[i] = 1;
  got = transformed ("random_erasing(p=0.5, scale=[0.1, 0.3], value=-7)", picture, 500, 0, NULL);
  for (gint k = 0; k < 500; k++)
    {
      const gfloat *pixels = GR_DATA (gfloat, got) + 800 * k;
      gint erased = 0;

      for (gint i = 0; i < 400; i++)
        {
          g_assert_true (pixels[i] == 1 || pixels[i] == -7);
          g_assert_cmpfloat (pixels[i], ==, pixels[400 + i]);
          erased += pixels[i] == -7;
        }
      never += erased == 0;
      g_assert_true (erased == 0 || (erased > 0.05 * 400 && erased < 0.4 * 400));
    }
  g_assert_cmpint (ABS (never - 250), <, 56);
}

static void
test_affine_shift (void)
{
  g_autoptr (GrTensor) picture = small_picture ();
  g_autoptr (GrTensor) got
      = transformed ("random_affine(0, translate=[0.4, 0])", picture, 200, 0, NULL);
  gint seen[3] = { 0 };

  /* 0.4 of 3 pixels: a shift of -1, 0 or 1 across, none down. */
  for (gint k = 0; k < 200; k++)
    {
      const gfloat *p = GR_DATA (gfloat, got) + 6 * k;
      gint which = p[0] == 0 ? 2 : (p[0] == 1 ? 1 : 0);
      const gfloat expected[3][6] = { { 2, 3, 0, 5, 6, 0 },
                                      { 1, 2, 3, 4, 5, 6 },
                                      { 0, 1, 2, 0, 4, 5 } };

      g_assert_cmpmem (p, 24, expected[which], 24);
      seen[which]++;
    }
  g_assert_true (seen[0] > 0 && seen[1] > 0 && seen[2] > 0);
}

static void
test_targets (void)
{
  g_autoptr (GrTensor) picture = small_picture ();
  g_autoptr (GrTensor) hot = NULL;
  g_autoptr (GrTensor) mapped = NULL;
  g_autoptr (GrTensor) x = transformed ("one_hot(6)", picture, 4, 0, &hot);
  g_autoptr (GrTensor) y = transformed ("remap([1, 0, 1, 2]), one_hot", picture, 4, 0, &mapped);
  const gfloat expected[] = { 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1 };

  g_assert_cmpint (hot->dtype, ==, GR_FLOAT32);
  g_assert_cmpint (hot->shape[1], ==, 6);
  for (gint i = 0; i < 24; i++)
    g_assert_cmpfloat (GR_DATA (gfloat, hot)[i], ==, i % 6 == i / 6);
  g_assert_cmpint (mapped->shape[1], ==, 3);
  g_assert_cmpmem (gr_tensor_data (mapped), 48, expected, 48);
}

/* --- writing and reading --------------------------------------------------------------------- */

static void
test_written (void)
{
  const char *text = "to_tensor, random_crop(size=28, padding=4), "
                     "normalize(mean=[0.1, 0.2, 0.3], std=0.5), "
                     "random_rotation(degrees=[-5, 10], interpolation=bilinear), "
                     "one_hot(num_classes=-1)";
  const GrField picture = { .dtype = GR_UINT8, .ndim = 3, .shape = { 3, 28, 28 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTransforms) list = gr_transforms_parse (text, &error);
  g_autoptr (GrTransforms) back = NULL;
  g_autoptr (GrTransforms) fixed = NULL;
  g_autofree char *written = NULL;
  g_autofree char *again = NULL;
  g_autofree char *kept = NULL;
  g_autoptr (JsonArray) json = NULL;

  g_assert_no_error (error);
  written = gr_transforms_to_string (list);
  g_assert_cmpstr (written, ==, text);
  json = gr_transforms_to_json (list);
  back = gr_transforms_from_json (json, &error);
  g_assert_no_error (error);
  again = gr_transforms_to_string (back);
  g_assert_cmpstr (again, ==, text);
  fixed = gr_transforms_fixed (list, &picture);
  kept = gr_transforms_to_string (fixed);
  g_assert_cmpstr (kept, ==,
                   "to_tensor, normalize(mean=[0.1, 0.2, 0.3], std=0.5), one_hot(num_classes=-1)");
}

static void
assert_not_parsed (const char *text, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (gr_transforms_parse (text, &error));
  assert_error_says (error, part);
}

static void
assert_json_refused (const char *text, const char *part)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (gr_transforms_from_json (json_node_get_array (node), &error));
  assert_error_says (error, part);
}

static void
test_refused (void)
{
  assert_not_parsed ("spin", "There is no transform “spin”; there are to_tensor, normalize");
  assert_not_parsed ("random_crop(size=28, pad=4)", "has no parameter “pad”; it has size, padding");
  assert_not_parsed ("random_crop(-1)", "size must be a whole number from 1 to 65536, not -1");
  assert_not_parsed ("random_crop(2.5)", "whole number");
  assert_not_parsed ("random_crop(nan)", "must be a number, not “nan”");
  assert_not_parsed ("random_crop([1, 2, 3])", "size takes 1 to 2 numbers, not 3");
  assert_not_parsed ("random_erasing(scale=0.5)", "scale takes 2 to 2 numbers, not 1");
  assert_not_parsed ("random_crop(1, 2, 3)", "no more values");
  assert_not_parsed ("random_crop(1", "expected");
  assert_not_parsed ("random_rotation(5, cubic)", "“nearest” or “bilinear”, not “cubic”");
  assert_not_parsed ("normalize([1, 2", "end of the list");
  assert_not_parsed ("random_crop(28),", "the name of a transform");
  assert_json_refused ("[{}]", "with a “name”");
  assert_json_refused ("[3]", "with a “name”");
  assert_json_refused ("[{\"name\": \"random_crop\", \"size\": true}]",
                       "number or a list of numbers");
  assert_json_refused ("[{\"name\": \"random_crop\", \"sizes\": 3}]", "has no parameter “sizes”");
}

static void
assert_not_inferred (const char *text, const char *part)
{
  g_autoptr (GrTransforms) list = gr_transforms_parse (text, NULL);
  GrField input = { .dtype = GR_UINT8, .ndim = 3, .shape = { 3, 8, 8 } };
  GrField target = { .dtype = GR_INT64, .n_classes = 5 };
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (list);
  g_assert_false (gr_transforms_infer (list, &input, &target, &error));
  assert_error_says (error, part);
}

static void
test_infer (void)
{
  g_autoptr (GrTransforms) list = gr_transforms_parse ("random_crop([4, 6]), one_hot", NULL);
  GrField input = { .dtype = GR_UINT8, .ndim = 3, .shape = { 3, 8, 8 } };
  GrField target = { .dtype = GR_INT64, .n_classes = 5 };

  g_assert_true (gr_transforms_infer (list, &input, &target, NULL));
  g_assert_cmpint (input.dtype, ==, GR_FLOAT32);
  g_assert_cmpint (input.shape[1], ==, 4);
  g_assert_cmpint (input.shape[2], ==, 6);
  g_assert_cmpint (target.shape[0], ==, 5);
  g_assert_cmpint (target.n_classes, ==, 0);
  assert_not_inferred ("random_crop(20, padding=2)", "random_crop: 20×20 pixels cannot be cut");
  assert_not_inferred ("normalize([1, 2])", "normalize: mean has 2 values for 3 channels");
  assert_not_inferred ("normalize(0, 0)", "std must not be 0");
  assert_not_inferred ("one_hot(3)", "num_classes is 3, but there are 5");
  assert_not_inferred ("one_hot, one_hot", "targets that are a class");
  assert_not_inferred ("remap([0, 1])", "map has 2 entries for 5 classes");
}

/* The table is complete: the window and the help read it. */
static void
test_rows (void)
{
  for (const GrTransformRow *const *row = gr_transform_rows (); *row; row++)
    {
      g_autofree char *alone = g_strdup ((*row)->name);

      g_assert_true ((*row)->summary != NULL && (*row)->infer != NULL);
      g_assert_cmpint (((*row)->apply != NULL) + ((*row)->pointwise != NULL)
                           + ((*row)->apply_target != NULL), ==, 1);
      g_assert_true (gr_transform_row (alone) == *row);
      for (gint p = 0; p < GR_TRANSFORM_MAX_PARAMS && (*row)->params[p].name; p++)
        {
          const GrTransformParam *param = &(*row)->params[p];

          g_assert_nonnull (param->help);
          g_assert_cmpint (param->n_preset, >=, 1);
          for (gint i = 0; i < param->n_preset; i++)
            g_assert_true (param->preset[i] >= param->low && param->preset[i] <= param->high);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transforms/warp", test_warp);
  g_test_add_func ("/transforms/center-crop", test_center_crop);
  g_test_add_func ("/transforms/in-evaluation", test_in_evaluation);
  g_test_add_func ("/transforms/normalize", test_normalize);
  g_test_add_func ("/transforms/flips", test_flips);
  g_test_add_func ("/transforms/crop", test_crop);
  g_test_add_func ("/transforms/random", test_random);
  g_test_add_func ("/transforms/erasing", test_erasing);
  g_test_add_func ("/transforms/affine-shift", test_affine_shift);
  g_test_add_func ("/transforms/targets", test_targets);
  g_test_add_func ("/transforms/written", test_written);
  g_test_add_func ("/transforms/refused", test_refused);
  g_test_add_func ("/transforms/infer", test_infer);
  g_test_add_func ("/transforms/rows", test_rows);
  return g_test_run ();
}
