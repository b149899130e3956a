/* conv-gemm-template.h - columns and sums of conv-gemm.c for one element type, REAL. */

/* Columns of output pixels @first to @first + @n - 1 from @channels planes. */
static void
NAME (im2col) (const GrConvShape *s, const REAL *planes, gint64 channels, gint64 first, gint64 n,
               REAL *columns)
{
  for (gint64 c = 0; c < channels; c++)
    for (gint64 i = 0; i < s->kernel_h; i++)
      for (gint64 j = 0; j < s->kernel_w; j++)
        for (gint64 q = first; q < first + n;)
          {
            Strip strip = strip_at (s, q, first + n, i, j);
            const REAL *from = planes + c * s->in_h * s->in_w + strip.at;

            memset (columns, 0, strip.before * sizeof (REAL));
            columns += strip.before;
            if (s->stride_w == 1)
              memcpy (columns, from, strip.inside * sizeof (REAL));
            else
              for (gint64 x = 0; x < strip.inside; x++)
                columns[x] = from[x * s->stride_w];
            columns += strip.inside;
            memset (columns, 0, strip.after * sizeof (REAL));
            columns += strip.after;
            q += strip.before + strip.inside + strip.after;
          }
}

/* The transpose: adds columns to the planes that they came from. */
static void
NAME (col2im) (const GrConvShape *s, REAL *planes, gint64 channels, gint64 first, gint64 n,
               const REAL *columns)
{
  for (gint64 c = 0; c < channels; c++)
    for (gint64 i = 0; i < s->kernel_h; i++)
      for (gint64 j = 0; j < s->kernel_w; j++)
        for (gint64 q = first; q < first + n;)
          {
            Strip strip = strip_at (s, q, first + n, i, j);
            REAL *to = planes + c * s->in_h * s->in_w + strip.at;

            columns += strip.before;
            for (gint64 x = 0; x < strip.inside; x++)
              to[x * s->stride_w] += columns[x];
            columns += strip.inside + strip.after;
            q += strip.before + strip.inside + strip.after;
          }
}

/* Sixteen interleaved sums, so that the order does not keep the compiler from vectors. */
static REAL
NAME (sum) (const REAL *values, gint64 n)
{
  REAL sums[16] = { 0 };
  gint64 i = 0;

  for (; i + 16 <= n; i += 16)
    for (gint k = 0; k < 16; k++)
      sums[k] += values[i + k];
  for (; i < n; i++)
    sums[i % 16] += values[i];
  for (gint half = 8; half > 0; half /= 2)
    for (gint k = 0; k < half; k++)
      sums[k] += sums[k + half];
  return sums[0];
}

static void
NAME (rectify) (REAL *row, gint64 n)
{
  for (gint64 i = 0; i < n; i++)
    row[i] = row[i] <= 0 ? 0 : row[i];
}

static void
NAME (fill) (REAL *row, gint64 n, REAL value)
{
  for (gint64 i = 0; i < n; i++)
    row[i] = value;
}
