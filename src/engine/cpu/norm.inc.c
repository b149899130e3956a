/* norm.inc.c - the arithmetic of norm.c for one dtype T; FN (name) gives its functions their names.
 * A plane is one contiguous run of `inner` elements; its sums run in LANES sums side by side, and
 * planes are added up in double.
 */

static gdouble
FN (sum_plane) (const T *x, gint64 n)
{
  T lanes[LANES] = { 0 };
  gdouble total = 0;
  gint64 i = 0;
  for (; i + LANES <= n; i += LANES)
    for (gint k = 0; k < LANES; k++)
      lanes[k] += x[i + k];
  for (gint k = 0; k < LANES; k++)
    total += lanes[k];
  for (; i < n; i++)
    total += x[i];
  return total;
}

static gdouble
FN (sum_squares) (const T *x, T mean, gint64 n)
{
  T lanes[LANES] = { 0 };
  gdouble total = 0;
  gint64 i = 0;
  for (; i + LANES <= n; i += LANES)
    for (gint k = 0; k < LANES; k++)
      lanes[k] += (x[i + k] - mean) * (x[i + k] - mean);
  for (gint k = 0; k < LANES; k++)
    total += lanes[k];
  for (; i < n; i++)
    total += (x[i] - mean) * (x[i] - mean);
  return total;
}

/* sum grad * (x - mean) */
static gdouble
FN (sum_products) (const T *grad, const T *x, T mean, gint64 n)
{
  T lanes[LANES] = { 0 };
  gdouble total = 0;
  gint64 i = 0;
  for (; i + LANES <= n; i += LANES)
    for (gint k = 0; k < LANES; k++)
      lanes[k] += grad[i + k] * (x[i + k] - mean);
  for (gint k = 0; k < LANES; k++)
    total += lanes[k];
  for (; i < n; i++)
    total += grad[i] * (x[i] - mean);
  return total;
}

/* --- batch norm: tile = group for statistics, tile = outer index for what is written ---------- */

static void
FN (stats_group) (gint64 group, gint thread, gpointer user)
{
  const NormJob *job = user;
  const GrNormShape *s = job->shape;
  const T *x = (const T *) job->x + group * s->inner;
  gint64 step = s->groups * s->inner;
  gdouble n = (gdouble) s->outer * s->inner, sum = 0, squares = 0;
  for (gint64 o = 0; o < s->outer; o++)
    sum += FN (sum_plane) (x + o * step, s->inner);
  T mean = (T) (sum / n);
  for (gint64 o = 0; o < s->outer; o++)
    squares += FN (sum_squares) (x + o * step, mean, s->inner);
  ((T *) job->out_mean)[group] = mean;
  ((T *) job->out_rstd)[group] = (T) (squares / n);
}

static void
FN (normalise_outer) (gint64 outer, gint thread, gpointer user)
{
  const NormJob *job = user;
  const GrNormShape *s = job->shape;
  const T *x = (const T *) job->x + outer * s->groups * s->inner;
  T *out = (T *) job->out + outer * s->groups * s->inner;
  for (gint64 g = 0; g < s->groups; g++, x += s->inner, out += s->inner)
    {
      T scale = ((const T *) job->rstd)[g] * (job->weight ? ((const T *) job->weight)[g] : 1);
      T mean = ((const T *) job->mean)[g], shift = job->bias ? ((const T *) job->bias)[g] : 0;
      for (gint64 i = 0; i < s->inner; i++)
        out[i] = (x[i] - mean) * scale + shift;
    }
}

static void
FN (sums_group) (gint64 group, gint thread, gpointer user)
{
  const NormJob *job = user;
  const GrNormShape *s = job->shape;
  gint64 step = s->groups * s->inner;
  const T *x = (const T *) job->x + group * s->inner,
          *grad = (const T *) job->grad + group * s->inner;
  T mean = ((const T *) job->mean)[group];
  gdouble sum = 0, products = 0;
  for (gint64 o = 0; o < s->outer; o++)
    {
      sum += FN (sum_plane) (grad + o * step, s->inner);
      products += FN (sum_products) (grad + o * step, x + o * step, mean, s->inner);
    }
  ((T *) job->out_mean)[group] = (T) sum;
  ((T *) job->out_rstd)[group] = (T) (products * ((const T *) job->rstd)[group]);
}

static void
FN (input_outer) (gint64 outer, gint thread, gpointer user)
{
  const NormJob *job = user;
  const GrNormShape *s = job->shape;
  gint64 start = outer * s->groups * s->inner;
  const T *x = (const T *) job->x + start, *grad = (const T *) job->grad + start;
  T *out = (T *) job->out + start;
  T n = (T) (s->outer * s->inner);
  for (gint64 g = 0; g < s->groups; g++, x += s->inner, grad += s->inner, out += s->inner)
    {
      T rstd = ((const T *) job->rstd)[g], mean = ((const T *) job->mean)[g];
      T scale = rstd * (job->weight ? ((const T *) job->weight)[g] : 1);
      T mean_g = job->training ? ((const T *) job->sum_g)[g] / n : 0;
      T slope = job->training ? rstd * ((const T *) job->sum_gx)[g] / n : 0;
      for (gint64 i = 0; i < s->inner; i++)
        out[i] = (grad[i] - mean_g - (x[i] - mean) * slope) * scale;
    }
}

/* --- layer norm: tile = row ------------------------------------------------------------------- */

static void
FN (layer_row) (gint64 row, gint thread, gpointer user)
{
  const NormJob *job = user;
  gint64 n = job->shape->inner;
  const T *x = (const T *) job->x + row * n, *weight = job->weight, *bias = job->bias;
  T *out = (T *) job->out + row * n;
  T mean = (T) (FN (sum_plane) (x, n) / n);
  T rstd = (T) (1 / sqrt (FN (sum_squares) (x, mean, n) / n + job->eps));
  for (gint64 i = 0; i < n; i++)
    out[i] = (x[i] - mean) * rstd * (weight ? weight[i] : 1) + (bias ? bias[i] : 0);
  ((T *) job->out_mean)[row] = mean;
  ((T *) job->out_rstd)[row] = rstd;
}

static void
FN (layer_input_row) (gint64 row, gint thread, gpointer user)
{
  const NormJob *job = user;
  gint64 n = job->shape->inner;
  const T *x = (const T *) job->x + row * n, *grad = (const T *) job->grad + row * n;
  const T *weight = job->weight;
  T *out = (T *) job->out + row * n;
  T mean = ((const T *) job->mean)[row], rstd = ((const T *) job->rstd)[row];
  for (gint64 i = 0; i < n; i++)
    out[i] = grad[i] * (weight ? weight[i] : 1);
  T mean_g = (T) (FN (sum_plane) (out, n) / n);
  T slope = (T) (FN (sum_products) (out, x, mean, n) / n) * rstd * rstd;
  for (gint64 i = 0; i < n; i++)
    out[i] = (out[i] - mean_g - (x[i] - mean) * slope) * rstd;
}
