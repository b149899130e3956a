/* test-data-set.c - what is told of a data set: its numbers, classes, and who made it. */
#include "data/set-panel.h"

#include "data-helpers.h"

static void
test_statistics (void)
{
  static const gfloat values[] = { 1, 10, 2, 20, 3, 30, 4, 40 };
  g_autoptr (GrTensor) input = gr_tensor_new_from (GR_FLOAT32, values, GR_INTS (4, 2), NULL);
  g_autoptr (GrDataset) set = gr_dataset_from_tensors ("mine", &input, NULL, 1, NULL, NULL, 0,
                                                       NULL);
  g_autoptr (GradusStatistics) statistics = gradus_statistics_new (set, NULL, NULL);

  g_assert_cmpuint (statistics->n_channels, ==, 2);
  g_assert_cmpfloat (statistics->channel[0].mean, ==, 2.5);
  g_assert_cmpfloat_with_epsilon (statistics->channel[1].std, 12.909944, 1e-5);
  g_assert_cmpfloat (statistics->channel[1].high, ==, 40);
}

/* Where the squares of numbers are beyond what a double holds, their deviation is not. */
static void
test_large_statistics (void)
{
  static const gdouble values[] = { 1e300, 1, 3e300, 2, 5e300, 3 };
  g_autoptr (GrTensor) input = gr_tensor_new_from (GR_FLOAT64, values, GR_INTS (3, 2), NULL);
  g_autoptr (GrDataset) set = gr_dataset_from_tensors ("mine", &input, NULL, 1, NULL, NULL, 0,
                                                       NULL);
  g_autoptr (GradusStatistics) statistics = gradus_statistics_new (set, NULL, NULL);

  g_assert_cmpfloat_with_epsilon (statistics->channel[0].mean / 1e300, 3, 1e-12);
  g_assert_cmpfloat_with_epsilon (statistics->channel[0].std / 1e300, 2, 1e-12);
  g_assert_cmpfloat (statistics->channel[0].high, ==, 5e300);
}

int
main (int argc, char **argv)
{
  init_data_test (&argc, &argv);
  g_test_add_func ("/data-set/statistics", test_statistics);
  g_test_add_func ("/data-set/large-statistics", test_large_statistics);
  return g_test_run ();
}
