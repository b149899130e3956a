/* reduce-kernels.h - the inner loops of reduce.c, one pair a kind and a dtype. */
#pragma once

#include "reduce.h"

/* Elements over which a float32 sum stays in float before it goes into the double. */
#define GR_REDUCE_BLOCK      1024
#define GR_REDUCE_BLOCK_ROWS 64
/* The most columns that GrReduceColumns is given. */
#define GR_REDUCE_WIDTH      256

/* acc[0] <- acc[0] with x[0 .. n-1]; acc is a gdouble or gint64. */
typedef void (*GrReduceRun) (gpointer acc, gconstpointer x, gint64 n, gdouble param,
                             const gdouble *centre);
/* acc[w] <- acc[w] with x[r * stride + w] for all r < rows, for w < width. */
typedef void (*GrReduceColumns) (gpointer acc, gconstpointer x, gint64 rows, gint64 stride,
                                 gint64 width, gdouble param, const gdouble *centre);

typedef struct
{
  GrReduceRun     run[3];     /* for GR_FLOAT32, GR_FLOAT64, GR_INT64; NULL where there is none */
  GrReduceColumns columns[3];
  /* acc[i] with other[i] */
  void (*join) (gpointer acc, gconstpointer other, gint64 n, gboolean integer);
  gdouble start;         /* what nothing reduces to … */
  gint64  start_integer; /* … and for integers */
} GrReduceKernels;

const GrReduceKernels *gr_reduce_kernels (GrReduceKind kind);
