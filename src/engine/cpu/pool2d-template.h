/* pool2d-template.h - the loops of pool2d.c for one element type, REAL. */

/* Four neighbours in a row of outputs; GNU C cuts vectors to what the processor has. */
typedef REAL NAME (Four) __attribute__ ((vector_size (4 * sizeof (REAL))));
typedef MASK NAME (Mask) __attribute__ ((vector_size (4 * sizeof (REAL))));

/* The same at an address that is a multiple of nothing. */
typedef NAME (Four) NAME (FourAnywhere) __attribute__ ((aligned (1), may_alias));

#define LOAD_FOUR(from) (*(const NAME (FourAnywhere) *) (from))

/* --- maximum ---------------------------------------------------------------------------------- */

static inline void
NAME (max_window) (const GrPoolShape *s, const REAL *plane, gint64 y, gint64 x, REAL *out,
                   gint64 *index)
{
  gint64 top = y * s->stride_h - s->padding_h, left = x * s->stride_w - s->padding_w;
  gint64 bottom = MIN (top + (s->kernel_h - 1) * s->dilation_h + 1, s->in_h);
  gint64 right = MIN (left + (s->kernel_w - 1) * s->dilation_w + 1, s->in_w);
  REAL largest = -(REAL) INFINITY;

  while (top < 0)
    top += s->dilation_h;
  while (left < 0)
    left += s->dilation_w;
  *index = top * s->in_w + left;
  for (gint64 row = top; row < bottom; row += s->dilation_h)
    for (gint64 column = left; column < right; column += s->dilation_w)
      {
        REAL value = plane[row * s->in_w + column];

        if (value > largest || value != value)
          {
            largest = value;
            *index = row * s->in_w + column;
          }
      }
  *out = largest;
}

/* Four windows of 2 x 2 whose top left corners are at plane[@at], [@at + 2], …. */
static inline void
NAME (max_four) (const REAL *plane, gint64 at, gint64 in_w, REAL *out, gint64 *indices)
{
  static const NAME (Mask) even = { 0, 2, 4, 6 }, odd = { 1, 3, 5, 7 };
  const REAL *top = plane + at, *bottom = top + in_w;
  NAME (Four) t0 = LOAD_FOUR (top), t1 = LOAD_FOUR (top + 4);
  NAME (Four) b0 = LOAD_FOUR (bottom), b1 = LOAD_FOUR (bottom + 4);
  NAME (Four) others[3] = { __builtin_shuffle (t0, t1, odd), __builtin_shuffle (b0, b1, even),
                            __builtin_shuffle (b0, b1, odd) };
  MASK places[3] = { 1, in_w, in_w + 1 };
  NAME (Four) largest = __builtin_shuffle (t0, t1, even);
  NAME (Mask) place = { 0 };

  for (gint k = 0; k < 3; k++)
    {
      NAME (Mask) larger = (others[k] > largest) | (others[k] != others[k]);

      largest = (NAME (Four)) (((NAME (Mask)) others[k] & larger)
                               | ((NAME (Mask)) largest & ~larger));
      place = (larger & places[k]) | (~larger & place);
    }
  memcpy (out, &largest, sizeof largest);
  for (gint k = 0; k < 4; k++)
    indices[k] = at + 2 * k + place[k];
}

/* Windows of adaptive pooling: each lies inside of the plane. */
static void
NAME (adaptive_max_forward) (gint64 tile, gint thread, gpointer user)
{
  const Job *job = user;
  const GrPoolShape *s = job->shape;
  gint64 end = MIN ((tile + 1) * job->planes_per_tile, s->planes);

  for (gint64 p = tile * job->planes_per_tile; p < end; p++)
    for (gint64 at = 0; at < s->out_h * s->out_w; at++)
      {
        const REAL *plane = (const REAL *) job->in + p * s->in_h * s->in_w;
        Window w = window_at (job, at / s->out_w, at % s->out_w);
        gint64 place = w.top * s->in_w + w.left;

        for (gint64 row = w.top; row < w.bottom; row++)
          for (gint64 column = w.left; column < w.right; column++)
            {
              REAL value = plane[row * s->in_w + column];

              if (value > plane[place] || value != value)
                place = row * s->in_w + column;
            }
        ((REAL *) job->out)[p * s->out_h * s->out_w + at] = plane[place];
        job->indices[p * s->out_h * s->out_w + at] = place;
      }
}

static void
NAME (max_forward) (gint64 tile, gint thread, gpointer user)
{
  const Job *job = user;
  const GrPoolShape *s = job->shape;
  gboolean fast = is_two_by_two (s);
  gint64 end = MIN ((tile + 1) * job->planes_per_tile, s->planes);

  for (gint64 p = tile * job->planes_per_tile; p < end; p++)
    {
      const REAL *plane = (const REAL *) job->in + p * s->in_h * s->in_w;
      gint64 at = p * s->out_h * s->out_w;

      for (gint64 y = 0; y < s->out_h; y++)
        {
          gint64 x = 0;

          for (; fast && x + 4 <= s->out_w; x += 4, at += 4)
            NAME (max_four) (plane, 2 * (y * s->in_w + x), s->in_w, (REAL *) job->out + at,
                             job->indices + at);
          for (; x < s->out_w; x++, at++)
            NAME (max_window) (s, plane, y, x, (REAL *) job->out + at, job->indices + at);
        }
    }
}

/* The gradients of four windows of 2 x 2, each to the one of its inputs that was largest. */
static inline void
NAME (spread_four) (const REAL *grad, const gint64 *indices, gint64 at, gint64 in_w, REAL *plane)
{
  static const NAME (Mask) first = { 0, 4, 1, 5 }, second = { 2, 6, 3, 7 };
  NAME (Four) g = LOAD_FOUR (grad), pair[2];
  NAME (Mask) place;
  REAL *rows[2] = { plane + at, plane + at + in_w };

  for (gint k = 0; k < 4; k++)
    place[k] = indices[k] - at - 2 * k;
  for (gint row = 0; row < 2; row++)
    {
      NAME (Four) halves[2];

      for (gint column = 0; column < 2; column++)
        {
          NAME (Mask) here = place == (MASK) (row * in_w + column);

          pair[column] = (NAME (Four)) ((NAME (Mask)) g & here);
        }
      halves[0] = __builtin_shuffle (pair[0], pair[1], first);
      halves[1] = __builtin_shuffle (pair[0], pair[1], second);
      memcpy (rows[row], halves, sizeof halves);
    }
}

static void
NAME (max_backward) (gint64 tile, gint thread, gpointer user)
{
  const Job *job = user;
  const GrPoolShape *s = job->shape;
  gboolean fast = is_two_by_two (s);
  gint64 end = MIN ((tile + 1) * job->planes_per_tile, s->planes);

  for (gint64 p = tile * job->planes_per_tile; p < end; p++)
    {
      REAL *plane = (REAL *) job->in + p * s->in_h * s->in_w;
      gint64 at = p * s->out_h * s->out_w;

      /* The fast way writes every input that a vector covers, zeros included. */
      if (!fast || s->out_w % 4 != 0 || 2 * s->out_w != s->in_w || 2 * s->out_h != s->in_h)
        memset (plane, 0, s->in_h * s->in_w * sizeof (REAL));
      for (gint64 y = 0; y < s->out_h; y++)
        {
          gint64 x = 0;

          for (; fast && x + 4 <= s->out_w; x += 4, at += 4)
            NAME (spread_four) ((const REAL *) job->out + at, job->indices + at,
                                2 * (y * s->in_w + x), s->in_w, plane);
          for (; x < s->out_w; x++, at++)
            plane[job->indices[at]] += ((const REAL *) job->out)[at];
        }
    }
}

/* --- average ---------------------------------------------------------------------------------- */

/* Eight interleaved sums, so that the order does not keep the compiler from vectors. */
static inline REAL
NAME (sum_row) (const REAL *row, gint64 n)
{
  REAL sums[8] = { 0 }, sum = 0;
  gint64 i = 0;

  for (; i + 8 <= n; i += 8)
    for (gint k = 0; k < 8; k++)
      sums[k] += row[i + k];
  for (; i < n; i++)
    sum += row[i];
  for (gint k = 0; n >= 8 && k < 8; k++)
    sum += sums[k];
  return sum;
}

static void
NAME (avg_forward) (gint64 tile, gint thread, gpointer user)
{
  const Job *job = user;
  const GrPoolShape *s = job->shape;
  gint64 end = MIN ((tile + 1) * job->planes_per_tile, s->planes);

  for (gint64 p = tile * job->planes_per_tile; p < end; p++)
    {
      const REAL *plane = (const REAL *) job->in + p * s->in_h * s->in_w;
      REAL *out = (REAL *) job->out + p * s->out_h * s->out_w;

      for (gint64 y = 0; y < s->out_h; y++)
        for (gint64 x = 0; x < s->out_w; x++)
          {
            Window w = window_at (job, y, x);
            REAL sum = 0;

            for (gint64 row = w.top; row < w.bottom; row++)
              sum += NAME (sum_row) (plane + row * s->in_w + w.left, w.right - w.left);
            *out++ = sum / (REAL) w.divisor;
          }
    }
}

static void
NAME (avg_backward) (gint64 tile, gint thread, gpointer user)
{
  const Job *job = user;
  const GrPoolShape *s = job->shape;
  gint64 end = MIN ((tile + 1) * job->planes_per_tile, s->planes);

  for (gint64 p = tile * job->planes_per_tile; p < end; p++)
    {
      REAL *plane = (REAL *) job->in + p * s->in_h * s->in_w;
      const REAL *grad = (const REAL *) job->out + p * s->out_h * s->out_w;

      memset (plane, 0, s->in_h * s->in_w * sizeof (REAL));
      for (gint64 y = 0; y < s->out_h; y++)
        for (gint64 x = 0; x < s->out_w; x++)
          {
            Window w = window_at (job, y, x);
            REAL share = *grad++ / (REAL) w.divisor;

            for (gint64 row = w.top; row < w.bottom; row++)
              for (gint64 column = w.left; column < w.right; column++)
                plane[row * s->in_w + column] += share;
          }
    }
}

#undef LOAD_FOUR
