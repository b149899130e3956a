/* update-arithmetic.h - the loops of the optimisers, included by update.c once an element type.
 *
 * T is the type, ROOT its square root, NAME (x) the name of its function x. The order of operations
 * is that of PyTorch 1.13's torch/optim (the _single_tensor_ functions): products are grouped as
 * its add_, addcmul_ and addcdiv_ group them. A weight decay of 0 adds 0, which changes nothing.
 */

#define COEFFICIENT(field) const T field = (T) u->field

static void
NAME (sgd) (const GrUpdate *u, gint64 n, gpointer p_, gconstpointer g_, gpointer *s)
{
  T *restrict       p = p_;
  const T *restrict g = g_;
  T *restrict       buffer = s[0];
  const T           rate = (T) -u->rate;
  COEFFICIENT (weight_decay);
  COEFFICIENT (keep);
  COEFFICIENT (take);
  COEFFICIENT (momentum);

  if (!buffer)
    for (gint64 i = 0; i < n; i++)
      p[i] += rate * (g[i] + weight_decay * p[i]);
  else if (u->nesterov)
    for (gint64 i = 0; i < n; i++)
      {
        T d = g[i] + weight_decay * p[i];

        buffer[i] = buffer[i] * keep + take * d;
        p[i] += rate * (d + momentum * buffer[i]);
      }
  else
    for (gint64 i = 0; i < n; i++)
      {
        buffer[i] = buffer[i] * keep + take * (g[i] + weight_decay * p[i]);
        p[i] += rate * buffer[i];
      }
}

/* Adam and AdamW: Adam's shrink is 1, AdamW's weight_decay 0. */
static void
NAME (adam) (const GrUpdate *u, gint64 n, gpointer p_, gconstpointer g_, gpointer *s)
{
  T *restrict       p = p_;
  const T *restrict g = g_;
  T *restrict       average = s[0];
  T *restrict       square = s[1];
  T *restrict       largest = s[2];
  const T           rate = (T) -u->rate;
  COEFFICIENT (weight_decay);
  COEFFICIENT (shrink);
  COEFFICIENT (keep);
  COEFFICIENT (take);
  COEFFICIENT (keep_square);
  COEFFICIENT (take_square);
  COEFFICIENT (root);
  COEFFICIENT (eps);

  if (!u->amsgrad)
    for (gint64 i = 0; i < n; i++)
      {
        T d = g[i] + weight_decay * p[i];

        average[i] = average[i] * keep + take * d;
        square[i] = square[i] * keep_square + (take_square * d) * d;
        p[i] = shrink * p[i] + (rate * average[i]) / (ROOT (square[i]) / root + eps);
      }
  else
    for (gint64 i = 0; i < n; i++)
      {
        T d = g[i] + weight_decay * p[i];

        average[i] = average[i] * keep + take * d;
        square[i] = square[i] * keep_square + (take_square * d) * d;
        largest[i] = largest[i] >= square[i] ? largest[i] : square[i];
        p[i] = shrink * p[i] + (rate * average[i]) / (ROOT (largest[i]) / root + eps);
      }
}

static void
NAME (rmsprop) (const GrUpdate *u, gint64 n, gpointer p_, gconstpointer g_, gpointer *s)
{
  T *restrict       p = p_;
  const T *restrict g = g_;
  T *restrict       square = s[0];
  T *restrict       buffer = s[1];
  T *restrict       average = s[2];
  const T           rate = (T) -u->rate;
  COEFFICIENT (weight_decay);
  COEFFICIENT (keep);
  COEFFICIENT (take);
  COEFFICIENT (eps);
  COEFFICIENT (momentum);

  for (gint64 i = 0; i < n; i++)
    {
      T d = g[i] + weight_decay * p[i];
      T spread;

      square[i] = square[i] * keep + (take * d) * d;
      spread = square[i];
      if (u->centered)
        {
          average[i] = average[i] * keep + take * d;
          spread -= average[i] * average[i];
        }
      spread = ROOT (spread) + eps;
      if (buffer)
        {
          buffer[i] = buffer[i] * momentum + d / spread;
          p[i] += rate * buffer[i];
        }
      else
        p[i] += (rate * d) / spread;
    }
}

static void
NAME (adagrad) (const GrUpdate *u, gint64 n, gpointer p_, gconstpointer g_, gpointer *s)
{
  T *restrict       p = p_;
  const T *restrict g = g_;
  T *restrict       sum = s[0];
  const T           rate = (T) -u->rate;
  COEFFICIENT (weight_decay);
  COEFFICIENT (eps);

  for (gint64 i = 0; i < n; i++)
    {
      T d = g[i] + weight_decay * p[i];

      sum[i] += d * d;
      p[i] += (rate * d) / (ROOT (sum[i]) + eps);
    }
}

#undef COEFFICIENT
