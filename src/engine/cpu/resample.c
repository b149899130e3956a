/* resample.c - see resample.h. A tile is a plane. */
#include "resample.h"
#include "pool.h"

#include <string.h>

typedef struct
{
  const GrResample *shape;
  gconstpointer     from;
  gpointer          to;
} Job;

#define DEFINE(T)                                                                                  \
  static void forward_##T (gint64 plane, gint thread, gpointer user)                               \
  {                                                                                                \
    const Job *job = user;                                                                         \
    const GrResample *s = job->shape;                                                              \
    const T *in = (const T *) job->from + plane * s->in_h * s->in_w;                               \
    T *out = (T *) job->to + plane * s->out_h * s->out_w;                                          \
    for (gint64 y = 0; y < s->out_h; y++)                                                          \
      {                                                                                            \
        const T *low = in + s->rows[y].low * s->in_w, *high = in + s->rows[y].high * s->in_w;      \
        T wy = (T) s->rows[y].weight;                                                              \
        for (gint64 x = 0; x < s->out_w; x++)                                                      \
          {                                                                                        \
            const GrTap *c = &s->columns[x];                                                       \
            T wx = (T) c->weight;                                                                  \
            *out++ = wy == 0 && wx == 0                                                            \
                         ? low[c->low]                                                             \
                         : (1 - wy) * ((1 - wx) * low[c->low] + wx * low[c->high])                 \
                               + wy * ((1 - wx) * high[c->low] + wx * high[c->high]);              \
          }                                                                                        \
      }                                                                                            \
  }                                                                                                \
  static void backward_##T (gint64 plane, gint thread, gpointer user)                              \
  {                                                                                                \
    const Job *job = user;                                                                         \
    const GrResample *s = job->shape;                                                              \
    const T *grad = (const T *) job->from + plane * s->out_h * s->out_w;                           \
    T *out = (T *) job->to + plane * s->in_h * s->in_w;                                            \
    memset (out, 0, s->in_h * s->in_w * sizeof (T));                                               \
    for (gint64 y = 0; y < s->out_h; y++)                                                          \
      {                                                                                            \
        T *low = out + s->rows[y].low * s->in_w, *high = out + s->rows[y].high * s->in_w;          \
        T wy = (T) s->rows[y].weight;                                                              \
        for (gint64 x = 0; x < s->out_w; x++)                                                      \
          {                                                                                        \
            const GrTap *c = &s->columns[x];                                                       \
            T wx = (T) c->weight, g = *grad++;                                                     \
            low[c->low] += (1 - wy) * (1 - wx) * g;                                                \
            low[c->high] += (1 - wy) * wx * g;                                                     \
            high[c->low] += wy * (1 - wx) * g;                                                     \
            high[c->high] += wy * wx * g;                                                          \
          }                                                                                        \
      }                                                                                            \
  }
DEFINE (gfloat)
DEFINE (gdouble)

void
gr_resample_forward (GrDType dtype, const GrResample *shape, gconstpointer input, gpointer output)
{
  Job job = { shape, input, output };
  gr_pool_run (shape->planes, dtype == GR_FLOAT32 ? forward_gfloat : forward_gdouble, &job);
}

void
gr_resample_backward (GrDType dtype, const GrResample *shape, gconstpointer grad_output,
                      gpointer grad_input)
{
  Job job = { shape, grad_output, grad_input };
  gr_pool_run (shape->planes, dtype == GR_FLOAT32 ? backward_gfloat : backward_gdouble, &job);
}
