/* test-random.c - Philox against its authors' vectors, and the draws built on it. */
#include "random/generator.h"
#include "random/philox.h"

#include <math.h>

/* kat_vectors of Random123, "philox4x32 10". */
static void
test_known_answers (void)
{
  static const struct
  {
    guint64 seed, counter, lane;
    guint32 expected[4];
  } vectors[] = {
    { 0, 0, 0, { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } },
    { G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd } },
    { 0x299f31d0a4093822, 0x85a308d3243f6a88, 0x0370734413198a2e,
      { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      guint32 out[4];

      gr_philox_block (vectors[i].seed, vectors[i].counter, vectors[i].lane, out);
      for (guint k = 0; k < 4; k++)
        g_assert_cmphex (out[k], ==, vectors[i].expected[k]);
    }
}

static void
test_runs_are_the_elements (void)
{
  gfloat narrow[37];
  gdouble wide[37];

  for (guint64 first = 0; first < 9; first++)
    {
      gr_uniform_f32_run (5, 100, first, G_N_ELEMENTS (narrow), narrow);
      gr_uniform_f64_run (5, 100, first, G_N_ELEMENTS (wide), wide);
      for (guint i = 0; i < G_N_ELEMENTS (narrow); i++)
        {
          g_assert_true (narrow[i] == gr_uniform_f32 (5, 100, first + i));
          g_assert_true (wide[i] == gr_uniform_f64 (5, 100, first + i));
        }
    }
}

/* Mean, variance, and the correlation of neighbours (the two halves of a Box-Muller pair). */
static void
check_moments (gdouble (*draw) (guint64 i), gdouble mean, gdouble variance)
{
  const guint n = 200000;
  gdouble sum = 0, squares = 0, products = 0, before = 0;

  for (guint i = 0; i < n; i++)
    {
      gdouble x = draw (i) - mean;

      sum += x;
      squares += x * x;
      products += i % 2 ? x * before : 0;
      before = x;
    }
  /* Five standard errors. */
  g_assert_cmpfloat (fabs (sum / n), <, 5 * sqrt (variance / n));
  g_assert_cmpfloat (fabs (squares / n - variance), <, 5 * variance * sqrt (2.0 / n));
  g_assert_cmpfloat (fabs (products / (n / 2)), <, 5 * variance * sqrt (2.0 / n));
}

static gdouble
draw_uniform_f32 (guint64 i)
{
  gdouble x = gr_uniform_f32 (1, 7, i);

  g_assert_true (x >= 0 && x < 1);
  return x;
}

static gdouble
draw_uniform_f64 (guint64 i)
{
  gdouble x = gr_uniform_f64 (1, 7, i);

  g_assert_true (x >= 0 && x < 1);
  return x;
}

static gdouble
draw_normal_f32 (guint64 i)
{
  return gr_normal_f32 (1, 7, i);
}

static gdouble
draw_normal_f64 (guint64 i)
{
  return gr_normal_f64 (1, 7, i);
}

static void
test_moments (void)
{
  check_moments (draw_uniform_f32, 0.5, 1 / 12.0);
  check_moments (draw_uniform_f64, 0.5, 1 / 12.0);
  check_moments (draw_normal_f32, 0, 1);
  check_moments (draw_normal_f64, 0, 1);
}

static void
test_integers (void)
{
  guint counts[7] = { 0 };
  const guint64 large = (guint64) 3 << 61;
  guint above_half = 0;

  for (guint64 i = 0; i < 70000; i++)
    {
      guint64 small = gr_uniform_int (3, 0, i, 7), big = gr_uniform_int (3, 0, i, large);

      g_assert_cmpuint (small, <, 7);
      counts[small]++;
      g_assert_cmpuint (big, <, large);
      above_half += big >= large / 2;
      g_assert_cmpuint (gr_uniform_int (3, 0, i, 1), ==, 0);
    }
  for (guint k = 0; k < 7; k++)
    g_assert_cmpfloat (fabs (counts[k] - 10000.0), <, 500);
  g_assert_cmpfloat (fabs (above_half - 35000.0), <, 700);
}

static void
test_stream (void)
{
  GrGenerator one = { .seed = 9 };
  gint64 values[100];
  gboolean seen[100] = { FALSE }, moved = FALSE;
  GrGenerator *before = gr_generator_use (&one);

  g_assert_true (gr_generator_default () == &one);
  g_assert_cmpuint (gr_generator_reserve (&one, 5), ==, 0);
  g_assert_cmpuint (gr_generator_reserve (&one, 4), ==, 2);
  g_assert_cmpuint (one.counter, ==, 3);
  gr_manual_seed (11);
  g_assert_cmpuint (one.seed, ==, 11);
  g_assert_cmpuint (one.counter, ==, 0);
  g_assert_true (gr_generator_uniform (&one) != gr_generator_uniform (&one));

  for (guint i = 0; i < 100; i++)
    values[i] = i;
  gr_generator_permute (&one, values, 100);
  for (guint i = 0; i < 100; i++)
    {
      g_assert_false (seen[values[i]]);
      seen[values[i]] = TRUE;
      moved |= values[i] != i;
    }
  g_assert_true (moved);
  gr_generator_use (before);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/known-answers", test_known_answers);
  g_test_add_func ("/random/runs", test_runs_are_the_elements);
  g_test_add_func ("/random/moments", test_moments);
  g_test_add_func ("/random/integers", test_integers);
  g_test_add_func ("/random/stream", test_stream);
  return g_test_run ();
}
