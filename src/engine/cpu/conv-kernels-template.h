/* conv-kernels-template.h - the kernels for one element type, REAL; included by conv-kernels.c.
 *
 * Plain C with GNU vectors. Every sum over taps is taken in the order of the table, so results
 * depend on the order of the tables alone.
 */

#define LANES (VECTOR_BYTES / REAL_BYTES)

typedef REAL NAME (Vector) __attribute__ ((vector_size (VECTOR_BYTES)));
typedef MASK NAME (Mask) __attribute__ ((vector_size (VECTOR_BYTES)));

/* --- between images and lanes --------------------------------------------------------------- */

/* Transposes LANES rows in registers: writing the row and the column number of an element as one
 * string of bits, interleaving the first with the second half of the rows rotates it by one; log2
 * (LANES) rounds exchange row and column. */
INLINE void
NAME (transpose) (NAME (Vector) * rows)
{
  NAME (Mask) low, high;

  for (int k = 0; k < LANES / 2; k++)
    {
      low[2 * k] = k;
      low[2 * k + 1] = k + LANES;
      high[2 * k] = k + LANES / 2;
      high[2 * k + 1] = k + LANES / 2 + LANES;
    }
#pragma GCC unroll 4
  for (int round = 1; round < LANES; round *= 2)
    {
      NAME (Vector) next[LANES];

#pragma GCC unroll 8
      for (int k = 0; k < LANES / 2; k++)
        {
          next[2 * k] = __builtin_shuffle (rows[k], rows[k + LANES / 2], low);
          next[2 * k + 1] = __builtin_shuffle (rows[k], rows[k + LANES / 2], high);
        }
#pragma GCC unroll 16
      for (int k = 0; k < LANES; k++)
        rows[k] = next[k];
    }
}

static void
NAME (pack) (void *to, const void *from, int64_t image_step, int n_images, int64_t n)
{
  REAL *target = to;
  const REAL *source = from;
  int64_t i = 0;

  for (; n_images == LANES && i + LANES <= n; i += LANES)
    {
      NAME (Vector) rows[LANES];

#pragma GCC unroll 16
      for (int k = 0; k < LANES; k++)
        memcpy (&rows[k], source + k * image_step + i, VECTOR_BYTES);
      NAME (transpose) (rows);
#pragma GCC unroll 16
      for (int k = 0; k < LANES; k++)
        memcpy (target + (i + k) * LANES, &rows[k], VECTOR_BYTES);
    }
  for (; i < n; i++)
    for (int k = 0; k < LANES; k++)
      target[i * LANES + k] = k < n_images ? source[k * image_step + i] : 0;
}

static void
NAME (unpack) (void *to, const void *from, int64_t image_step, int n_images, int64_t n)
{
  REAL *target = to;
  const REAL *source = from;
  int64_t i = 0;

  for (; n_images == LANES && i + LANES <= n; i += LANES)
    {
      NAME (Vector) rows[LANES];

#pragma GCC unroll 16
      for (int k = 0; k < LANES; k++)
        memcpy (&rows[k], source + (i + k) * LANES, VECTOR_BYTES);
      NAME (transpose) (rows);
#pragma GCC unroll 16
      for (int k = 0; k < LANES; k++)
        memcpy (target + k * image_step + i, &rows[k], VECTOR_BYTES);
    }
  for (; i < n; i++)
    for (int k = 0; k < n_images; k++)
      target[k * image_step + i] = source[i * LANES + k];
}

/* --- sums over taps: forward, and the data gradient ----------------------------------------- */

INLINE void
NAME (sum_taps_block) (int block, int pixels, const REAL *in, const REAL *weights,
                       const REAL *bias, int64_t n_taps, const int64_t *taps,
                       const int64_t *pixels_in, const int64_t *pixels_out, int rectify,
                       REAL *out, int64_t out_step)
{
  NAME (Vector) sums[GR_CONV_MAX_BLOCK][GR_CONV_MAX_SPAN];
  const REAL *at[GR_CONV_MAX_SPAN];

#pragma GCC unroll 8
  for (int p = 0; p < pixels; p++)
    {
      at[p] = in + pixels_in[p];
#pragma GCC unroll 8
      for (int b = 0; b < block; b++)
        sums[b][p] = (NAME (Vector)){ 0 } + bias[b];
    }
  for (int64_t t = 0; t < n_taps; t++, weights += block)
    {
      NAME (Vector) x[GR_CONV_MAX_SPAN];

#pragma GCC unroll 8
      for (int p = 0; p < pixels; p++)
        x[p] = *(const NAME (Vector) *) (at[p] + taps[t]);
#pragma GCC unroll 8
      for (int b = 0; b < block; b++)
#pragma GCC unroll 8
        for (int p = 0; p < pixels; p++)
          sums[b][p] += x[p] * weights[b];
    }
  if (rectify)
#pragma GCC unroll 8
    for (int p = 0; p < pixels; p++)
#pragma GCC unroll 8
      for (int b = 0; b < block; b++)
        sums[b][p] = (NAME (Vector)) ((NAME (Mask)) sums[b][p] & ~(sums[b][p] <= 0));
#pragma GCC unroll 8
  for (int p = 0; p < pixels; p++)
#pragma GCC unroll 8
    for (int b = 0; b < block; b++)
      *(NAME (Vector) *) (out + b * out_step + pixels_out[p]) = sums[b][p];
}

#define BLOCK_LOOP(BLOCK)                                                                          \
  case BLOCK:                                                                                      \
    for (int64_t q = 0; q < n_pixels; q += span_of (BLOCK))                                        \
      NAME (sum_taps_block) (BLOCK, span_of (BLOCK), in, weights, bias, n_taps, taps,              \
                             pixels_in + q, pixels_out + q, rectify, out, out_step);               \
    break;

static void
NAME (sum_taps) (int block, const void *in, const void *weights, const void *bias, int64_t n_taps,
                 const int64_t *taps, int64_t n_pixels, const int64_t *pixels_in,
                 const int64_t *pixels_out, int rectify, void *out, int64_t out_step)
{
  switch (block)
    {
      BLOCK_LOOP (1)
      BLOCK_LOOP (2)
      BLOCK_LOOP (3)
      BLOCK_LOOP (4)
      BLOCK_LOOP (5)
      BLOCK_LOOP (6)
#if MAX_BLOCK >= 8
      BLOCK_LOOP (7)
      BLOCK_LOOP (8)
#endif
    }
}
#undef BLOCK_LOOP

/* --- sums over pixels: the gradients of weights and bias ------------------------------------ */

/* Halves are added until one number is left. */
INLINE REAL
NAME (sum_lanes) (NAME (Vector) v)
{
  REAL lanes[LANES];

  memcpy (lanes, &v, sizeof lanes);
#pragma GCC unroll 4
  for (int half = LANES / 2; half > 0; half /= 2)
#pragma GCC unroll 8
    for (int k = 0; k < half; k++)
      lanes[k] += lanes[k + half];
  return lanes[0];
}

INLINE void
NAME (sum_pixels_block) (int block, int n_taps, int64_t n_wanted, const REAL *g, int64_t g_step,
                         const REAL *in, const int64_t *taps, int64_t n_pixels,
                         const int64_t *pixels_in, const int64_t *pixels_g, REAL *grad,
                         int64_t grad_step)
{
  NAME (Vector) sums[GR_CONV_MAX_BLOCK][GR_CONV_MAX_SPAN];
  const REAL *at[GR_CONV_MAX_SPAN];

#pragma GCC unroll 8
  for (int t = 0; t < n_taps; t++)
    {
      at[t] = in + taps[t];
#pragma GCC unroll 8
      for (int b = 0; b < block; b++)
        sums[b][t] = (NAME (Vector)){ 0 };
    }
  for (int64_t q = 0; q < n_pixels; q++)
    {
      NAME (Vector) x[GR_CONV_MAX_SPAN];
      const REAL *g_at = g + pixels_g[q];

#pragma GCC unroll 8
      for (int t = 0; t < n_taps; t++)
        x[t] = *(const NAME (Vector) *) (at[t] + pixels_in[q]);
#pragma GCC unroll 8
      for (int b = 0; b < block; b++)
        {
          NAME (Vector) y = *(const NAME (Vector) *) (g_at + b * g_step);

#pragma GCC unroll 8
          for (int t = 0; t < n_taps; t++)
            sums[b][t] += x[t] * y;
        }
    }
#pragma GCC unroll 8
  for (int t = 0; t < n_taps; t++)
#pragma GCC unroll 8
    for (int b = 0; b < block; b++)
      if (t < n_wanted)
        grad[b * grad_step + t] += NAME (sum_lanes) (sums[b][t]);
}

#define BLOCK_LOOP(BLOCK)                                                                          \
  case BLOCK:                                                                                      \
    for (int64_t t = 0; t < n_taps; t += span_of (BLOCK))                                          \
      NAME (sum_pixels_block) (BLOCK, span_of (BLOCK),                                             \
                               n_taps - t, g, g_step, in, taps + t, n_pixels, pixels_in, pixels_g, \
                               (REAL *) grad + t, grad_step);                                      \
    break;

static void
NAME (sum_pixels) (int block, const void *g, int64_t g_step, const void *in, int64_t n_taps,
                   const int64_t *taps, int64_t n_pixels, const int64_t *pixels_in,
                   const int64_t *pixels_g, void *grad, int64_t grad_step)
{
  switch (block)
    {
      BLOCK_LOOP (1)
      BLOCK_LOOP (2)
      BLOCK_LOOP (3)
      BLOCK_LOOP (4)
      BLOCK_LOOP (5)
      BLOCK_LOOP (6)
#if MAX_BLOCK >= 8
      BLOCK_LOOP (7)
      BLOCK_LOOP (8)
#endif
    }
}
#undef BLOCK_LOOP

static void
NAME (sum_all) (const void *g, int64_t n_pixels, const int64_t *pixels_g, void *grad)
{
  NAME (Vector) sum = { 0 };

  for (int64_t q = 0; q < n_pixels; q++)
    sum += *(const NAME (Vector) *) ((const REAL *) g + pixels_g[q]);
  *(REAL *) grad += NAME (sum_lanes) (sum);
}

#undef LANES
