/* norm.c - see norm.h. The arithmetic is in norm.inc.c, compiled once for each dtype. */
#include "norm.h"
#include "pool.h"

#include <math.h>

#define LANES 16

typedef struct
{
  const GrNormShape *shape;
  gboolean           training;
  gdouble            eps;
  gconstpointer      x, grad, mean, rstd, weight, bias, sum_g, sum_gx;
  gpointer           out, out_mean, out_rstd;
} NormJob;

#define T  gfloat
#define FN(name) name##_f32
#include "norm.inc.c"
#undef T
#undef FN
#define T  gdouble
#define FN(name) name##_f64
#include "norm.inc.c"

static void
run (const NormJob *job, gint64 n_tiles, GrTileFunc f32, GrTileFunc f64)
{
  gr_pool_run (n_tiles, job->shape->dtype == GR_FLOAT32 ? f32 : f64, (gpointer) job);
}

void
gr_batch_stats (const GrNormShape *shape, gconstpointer x, gpointer mean, gpointer var)
{
  NormJob job = { .shape = shape, .x = x, .out_mean = mean, .out_rstd = var };
  run (&job, shape->groups, stats_group_f32, stats_group_f64);
}

void
gr_batch_norm (const GrNormShape *shape, gconstpointer x, gconstpointer mean, gconstpointer rstd,
               gconstpointer weight, gconstpointer bias, gpointer out)
{
  NormJob job = {
    .shape = shape, .x = x, .mean = mean, .rstd = rstd, .weight = weight, .bias = bias, .out = out
  };
  run (&job, shape->outer, normalise_outer_f32, normalise_outer_f64);
}

void
gr_batch_norm_sums (const GrNormShape *shape, gconstpointer grad, gconstpointer x,
                    gconstpointer mean, gconstpointer rstd, gpointer sum_g, gpointer sum_gx)
{
  NormJob job = { .shape = shape, .grad = grad, .x = x, .mean = mean, .rstd = rstd,
                  .out_mean = sum_g, .out_rstd = sum_gx };
  run (&job, shape->groups, sums_group_f32, sums_group_f64);
}

void
gr_batch_norm_input (const GrNormShape *shape, gboolean training, gconstpointer grad,
                     gconstpointer x, gconstpointer mean, gconstpointer rstd, gconstpointer weight,
                     gconstpointer sum_g, gconstpointer sum_gx, gpointer out)
{
  NormJob job = { .shape = shape, .training = training, .grad = grad, .x = x, .mean = mean,
                  .rstd = rstd, .weight = weight, .sum_g = sum_g, .sum_gx = sum_gx, .out = out };
  run (&job, shape->outer, input_outer_f32, input_outer_f64);
}

void
gr_layer_norm (const GrNormShape *shape, gdouble eps, gconstpointer x, gconstpointer weight,
               gconstpointer bias, gpointer out, gpointer mean, gpointer rstd)
{
  NormJob job = { .shape = shape, .eps = eps, .x = x, .weight = weight, .bias = bias, .out = out,
                  .out_mean = mean, .out_rstd = rstd };
  run (&job, shape->outer, layer_row_f32, layer_row_f64);
}

void
gr_layer_norm_input (const GrNormShape *shape, gconstpointer grad, gconstpointer x,
                     gconstpointer mean, gconstpointer rstd, gconstpointer weight, gpointer out)
{
  NormJob job = {
    .shape = shape, .grad = grad, .x = x, .mean = mean, .rstd = rstd, .weight = weight, .out = out
  };
  run (&job, shape->outer, layer_input_row_f32, layer_input_row_f64);
}
