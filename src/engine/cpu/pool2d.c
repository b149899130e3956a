/* pool2d.c - see pool2d.h. A tile is some planes; within a plane, one loop over windows for each
 * kind of pooling, and vectors of four windows for the usual maximum over 2 x 2 with stride 2.
 */
#include "pool2d.h"

#include "pool.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const GrPoolShape *shape;
  GrAverage          average;
  gboolean           adaptive;
  gint64             planes_per_tile;
  guint8            *in;      /* the input or its gradient */
  guint8            *out;     /* the output or its gradient */
  gint64            *indices;
} Job;

/* The rows and columns that a window covers inside of the plane, and what its sum is divided by. */
typedef struct
{
  gint64  top, bottom, left, right;
  gdouble divisor;
} Window;

static Window
window_at (const Job *job, gint64 y, gint64 x)
{
  const GrPoolShape *s = job->shape;
  Window w;
  gint64 whole;

  if (job->adaptive)
    {
      w = (Window){ y * s->in_h / s->out_h, ((y + 1) * s->in_h + s->out_h - 1) / s->out_h,
                    x * s->in_w / s->out_w, ((x + 1) * s->in_w + s->out_w - 1) / s->out_w };
      w.divisor = (w.bottom - w.top) * (w.right - w.left);
      return w;
    }
  w = (Window){ .top = y * s->stride_h - s->padding_h, .left = x * s->stride_w - s->padding_w };
  w.bottom = MIN (w.top + s->kernel_h, s->in_h + s->padding_h);
  w.right = MIN (w.left + s->kernel_w, s->in_w + s->padding_w);
  whole = (w.bottom - w.top) * (w.right - w.left);
  w.top = MAX (w.top, 0);
  w.left = MAX (w.left, 0);
  w.bottom = MAX (MIN (w.bottom, s->in_h), w.top);
  w.right = MAX (MIN (w.right, s->in_w), w.left);
  if (job->average.divisor != 0)
    w.divisor = job->average.divisor;
  else if (job->average.count_padding)
    w.divisor = whole;
  else
    w.divisor = MAX ((w.bottom - w.top) * (w.right - w.left), 1);
  return w;
}

/* Whether four windows fit in each vector: the fast way. */
static gboolean
is_two_by_two (const GrPoolShape *s)
{
  return s->kernel_h == 2 && s->kernel_w == 2 && s->stride_h == 2 && s->stride_w == 2
         && s->padding_h == 0 && s->padding_w == 0 && s->dilation_h == 1 && s->dilation_w == 1
         && 2 * s->out_h <= s->in_h && 2 * s->out_w <= s->in_w && s->in_h * s->in_w <= G_MAXINT32;
}

#define REAL       gfloat
#define MASK       gint32
#define NAME(name) name##_f32
#include "pool2d-template.h"
#undef REAL
#undef MASK
#undef NAME

#define REAL       gdouble
#define MASK       gint64
#define NAME(name) name##_f64
#include "pool2d-template.h"

static void
run (GrDType dtype, Job *job, const GrPoolShape *shape, GrTileFunc f32, GrTileFunc f64)
{
  gint64 plane = MAX (shape->in_h * shape->in_w, 1);

  if (shape->planes == 0)
    return;
  job->shape = shape;
  job->planes_per_tile = CLAMP (16384 / plane, 1, shape->planes);
  gr_pool_run ((shape->planes + job->planes_per_tile - 1) / job->planes_per_tile,
               dtype == GR_FLOAT32 ? f32 : f64, job);
}

void
gr_max_pool_forward (GrDType dtype, const GrPoolShape *shape, gconstpointer input, gpointer output,
                     gint64 *indices)
{
  Job job = { .in = (gpointer) input, .out = output, .indices = indices };

  run (dtype, &job, shape, max_forward_f32, max_forward_f64);
}

void
gr_max_pool_backward (GrDType dtype, const GrPoolShape *shape, gconstpointer grad_output,
                      const gint64 *indices, gpointer grad_input)
{
  Job job = { .in = grad_input, .out = (gpointer) grad_output, .indices = (gint64 *) indices };

  run (dtype, &job, shape, max_backward_f32, max_backward_f64);
}

void
gr_avg_pool_forward (GrDType dtype, const GrPoolShape *shape, GrAverage average,
                     gconstpointer input, gpointer output)
{
  Job job = { .average = average, .in = (gpointer) input, .out = output };

  run (dtype, &job, shape, avg_forward_f32, avg_forward_f64);
}

void
gr_avg_pool_backward (GrDType dtype, const GrPoolShape *shape, GrAverage average,
                      gconstpointer grad_output, gpointer grad_input)
{
  Job job = { .average = average, .in = grad_input, .out = (gpointer) grad_output };

  run (dtype, &job, shape, avg_backward_f32, avg_backward_f64);
}

void
gr_adaptive_avg_pool_forward (GrDType dtype, const GrPoolShape *shape, gconstpointer input,
                              gpointer output)
{
  Job job = { .adaptive = TRUE, .in = (gpointer) input, .out = output };

  run (dtype, &job, shape, avg_forward_f32, avg_forward_f64);
}

void
gr_adaptive_avg_pool_backward (GrDType dtype, const GrPoolShape *shape, gconstpointer grad_output,
                               gpointer grad_input)
{
  Job job = { .adaptive = TRUE, .in = grad_input, .out = (gpointer) grad_output };

  run (dtype, &job, shape, avg_backward_f32, avg_backward_f64);
}

void
gr_adaptive_max_pool_forward (GrDType dtype, const GrPoolShape *shape, gconstpointer input,
                              gpointer output, gint64 *indices)
{
  Job job = { .adaptive = TRUE, .in = (gpointer) input, .out = output, .indices = indices };

  run (dtype, &job, shape, adaptive_max_forward_f32, adaptive_max_forward_f64);
}
