/* test-own-dataset.c - the data set that docs/datasets.md shows: its text is compiled with this
 * file. */
#include "data/loader.h"

#include <math.h>

GrDataset *wave_dataset_new (gint64 length);

static void
test_waves (void)
{
  g_autoptr (GrDataset) dataset = wave_dataset_new (100);
  GrLoaderOptions options = GR_LOADER_OPTIONS_INIT;
  g_autoptr (GrLoader) loader = NULL;
  g_auto (GrBatch) batch = { 0 };
  g_autoptr (GError) error = NULL;
  gint items = 0;

  options.batch_size = 32;
  options.threads = 2;
  loader = gr_loader_new (dataset, &options, &error);
  g_assert_no_error (error);
  while (gr_loader_next (loader, &batch, &error))
    for (gint64 i = 0; i < batch.size; i++, items++)
      {
        gint64 class = batch.index[i] % 3;

        g_assert_cmpint (GR_DATA (gint64, batch.target)[i], ==, class);
        g_assert_cmpfloat_with_epsilon (GR_DATA (gfloat, batch.input[0])[64 * i],
                                        sin ((gdouble) batch.index[i]), 1e-6);
      }
  g_assert_no_error (error);
  g_assert_cmpint (items, ==, 100);
  g_assert_cmpstr (dataset->class_names[2], ==, "fast");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/own-dataset/waves", test_waves);
  return g_test_run ();
}
