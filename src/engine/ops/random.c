/* random.c - tensors of random numbers: rand, randn, randint, randperm, their _like forms,
 * bernoulli, multinomial, and the in-place initialisers uniform_, normal_ and bernoulli_.
 *
 * Element i (row-major) of a draw is a function of the generator's seed and counter and of i alone:
 * the same for any number of threads, any strides, any device.
 */
#include "infer.h"

#include "../cpu/pool.h"
#include "gradus-functions.h"
#include "kernel.h"

#include <math.h>
#include <string.h>

/* --- drawing --------------------------------------------------------------------------------- */

#define TILE 4096

typedef enum
{
  UNIFORM,
  NORMAL,
  INTEGER,
  BERNOULLI
} Law;

/* UNIFORM in [a, b), NORMAL with mean a and deviation b, INTEGER in [low, low + range), BERNOULLI:
 * 1 with probability a, or that of @probabilities. */
typedef struct
{
  Law law;
  gdouble a, b;
  gint64 low;
  guint64 range;
  gconstpointer probabilities; /* of the dtype drawn in; NULL: a */
  GrDType dtype;               /* float32, float64, or int64 for INTEGER */
  gpointer out;
  gint64 n;
  guint64 seed, base;
} Draw;

#define DRAW_FLOATS(T, suffix)                                                                     \
  static void draw_##suffix (const Draw *d, gint64 first, gint64 n)                                \
  {                                                                                                \
    T *out = (T *) d->out + first;                                                                 \
    const T *p = d->probabilities;                                                                 \
    if (d->law == NORMAL)                                                                          \
      for (gint64 i = 0; i < n; i++)                                                               \
        out[i] = (T) d->a + (T) d->b * gr_normal_##suffix (d->seed, d->base, first + i);           \
    else                                                                                           \
      gr_uniform_##suffix##_run (d->seed, d->base, first, n, out);                                 \
    if (d->law == UNIFORM && (d->a != 0 || d->b != 1))                                             \
      for (gint64 i = 0; i < n; i++)                                                               \
        out[i] = (T) d->a + out[i] * (T) (d->b - d->a);                                            \
    if (d->law == BERNOULLI)                                                                       \
      for (gint64 i = 0; i < n; i++)                                                               \
        out[i] = out[i] < (p ? p[first + i] : (T) d->a);                                           \
  }
DRAW_FLOATS (gfloat, f32)
DRAW_FLOATS (gdouble, f64)

static void
draw_tile (gint64 tile, gint thread, gpointer user)
{
  const Draw *d = user;
  gint64 first = tile * TILE, n = MIN (TILE, d->n - first);
  if (d->law == INTEGER)
    for (gint64 i = first; i < first + n; i++)
      ((gint64 *) d->out)[i] = (gint64) ((guint64) d->low
                                         + gr_uniform_int (d->seed, d->base, i, d->range));
  else if (d->dtype == GR_FLOAT32)
    draw_f32 (d, first, n);
  else
    draw_f64 (d, first, n);
}

static gboolean
fill_randomly (GrCall *call, Draw draw, GError **error)
{
  GrTensor *out = call->outputs[0];
  draw.dtype = draw.law == INTEGER        ? GR_INT64
               : draw.probabilities       ? draw.dtype
               : out->dtype == GR_FLOAT64 ? GR_FLOAT64
                                          : GR_FLOAT32;
  g_autoptr (GrTensor) values = gr_workspace (out, draw.dtype, error);
  if (!values)
    return FALSE;
  draw.out = gr_tensor_data (values);
  draw.n = gr_tensor_numel (out);
  draw.seed = call->generator->seed;
  draw.base = gr_generator_reserve (call->generator, draw.n);
  gr_pool_run ((draw.n + TILE - 1) / TILE, draw_tile, &draw);
  return gr_settle (out, values, error);
}

/* --- what the rows share --------------------------------------------------------------------- */

static gboolean
check_floating (const char *what, GrDType dtype, GError **error)
{
  if (gr_dtype_is_floating (dtype))
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, "\"%s\" not implemented for '%s'", what,
               gr_dtype_name (dtype));
  return FALSE;
}

/* (int[] size, *, dtype, device) */
static gboolean
sized_infer (GrCall *call, GError **error)
{
  GrDType dtype = gr_dtype_or (&call->args[1], gr_default_dtype ());
  if (!gr_check_sizes (call->args[0].ints, error)
      || !check_floating (gr_op_name (call->op), dtype, error))
    return FALSE;
  gr_call_output (call, dtype, call->args[0].ints);
  return TRUE;
}

/* (Tensor self, ..., *, dtype, device) */
static gboolean
like_infer (GrCall *call, GError **error)
{
  GrDType dtype = gr_dtype_or (&call->args[call->n_args - 2], gr_arg (call, 0)->dtype);
  return gr_infer_pointwise (call, 0, 0, dtype, error) != NULL;
}

static gboolean
float_like_infer (GrCall *call, GError **error)
{
  return like_infer (call, error)
         && check_floating (gr_op_name (call->op), call->outputs[0]->dtype, error);
}

static gboolean
uniform_forward (GrCall *call, GError **error)
{
  return fill_randomly (call, (Draw){ .law = UNIFORM, .b = 1 }, error);
}

static gboolean
normal_forward (GrCall *call, GError **error)
{
  return fill_randomly (call, (Draw){ .law = NORMAL, .b = 1 }, error);
}

#define BAD_SIZE(call_text)                                                                        \
  GR_BAD ({ call_text, "Trying to create tensor with negative dimension -1: [2, -1]" })

/* --- rand, randn ----------------------------------------------------------------------------- */

const GrOp gr_op_rand = {
  .schema = "rand(int[] size, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("Random numbers, evenly spread over 0 to 1."),
  .formula = "out[i] ~ U[0, 1)",
  .infer = sized_infer,
  .forward = uniform_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("rand([2, 3])", "rand([0])", "rand([5000], dtype='float64')"),
  .bad = BAD_SIZE ("rand([2, -1])"),
};

const GrOp gr_op_randn = {
  .schema = "randn(int[] size, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("Random numbers of the standard normal distribution."),
  .formula = "out[i] ~ N(0, 1)",
  .infer = sized_infer,
  .forward = normal_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("randn([2, 3])", "randn([])", "randn([5000], dtype='float64')"),
  .bad = BAD_SIZE ("randn([2, -1])"),
};

const GrOp gr_op_rand_like = {
  .schema = "rand_like(Tensor self, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("Random numbers over 0 to 1 in the shape of another tensor."),
  .formula = "out[i] ~ U[0, 1)",
  .infer = float_like_infer,
  .forward = uniform_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("rand_like(r(2,3))", "rand_like(i(0,9,2), dtype='float32')"),
  .bad = GR_BAD ({ "rand_like(i(0,9,2))", "\"rand_like\" not implemented for 'int64'" }),
};

const GrOp gr_op_randn_like = {
  .schema = "randn_like(Tensor self, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("Standard normal numbers in the shape of another tensor."),
  .formula = "out[i] ~ N(0, 1)",
  .infer = float_like_infer,
  .forward = normal_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("randn_like(r(2,3))"),
  .bad = GR_BAD ({ "randn_like(i(0,9,2))", "\"randn_like\" not implemented for 'int64'" }),
};

/* --- randint, randperm ----------------------------------------------------------------------- */

static gboolean
check_range (gint64 low, gint64 high, GError **error)
{
  if (low < high)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               "random_ expects 'from' to be less than 'to', but got from=%" G_GINT64_FORMAT
               " >= to=%" G_GINT64_FORMAT,
               low, high);
  return FALSE;
}

/* The arguments before size or after self: high, or low and high. */
static void
bounds (const GrCall *call, guint first, guint n, gint64 *low, gint64 *high)
{
  *low = n == 2 ? call->args[first].i : 0;
  *high = call->args[first + n - 1].i;
}

static gboolean
draw_integers (GrCall *call, guint first, guint n, GError **error)
{
  gint64 low, high;
  bounds (call, first, n, &low, &high);
  return fill_randomly (
      call, (Draw){ .law = INTEGER, .low = low, .range = (guint64) high - (guint64) low }, error);
}

/* (..., int[] size, *, dtype, device) */
static gboolean
randint_infer (GrCall *call, GError **error)
{
  guint n = call->n_args - 3;
  gint64 low, high;
  bounds (call, 0, n, &low, &high);
  if (!check_range (low, high, error) || !gr_check_sizes (call->args[n].ints, error))
    return FALSE;
  gr_call_output (call, gr_dtype_or (&call->args[n + 1], GR_INT64), call->args[n].ints);
  return TRUE;
}

static gboolean
randint_forward (GrCall *call, GError **error)
{
  return draw_integers (call, 0, call->n_args - 3, error);
}

static gboolean
randint_like_infer (GrCall *call, GError **error)
{
  gint64 low, high;
  bounds (call, 1, call->n_args - 3, &low, &high);
  return check_range (low, high, error) && like_infer (call, error);
}

static gboolean
randint_like_forward (GrCall *call, GError **error)
{
  return draw_integers (call, 1, call->n_args - 3, error);
}

const GrOp gr_op_randint = {
  .schema = "randint(int high, int[] size, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("Random whole numbers from 0 to before high."),
  .formula = "out[i] ~ U{0, ..., high - 1}",
  .infer = randint_infer,
  .forward = randint_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("randint(10, [2, 3])", "randint(3, [2], dtype='float32')"),
  .bad = GR_BAD (
      { "randint(0, [2])", "random_ expects 'from' to be less than 'to', but got from=0 >= to=0" }),
};

const GrOp gr_op_randint_low = {
  .schema = "randint.low(int low, int high, int[] size, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("Random whole numbers from low to before high."),
  .formula = "out[i] ~ U{low, ..., high - 1}",
  .infer = randint_infer,
  .forward = randint_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("randint(-3, 3, [4])", "randint(0, 255, [2, 2], dtype='uint8')"),
  .bad = GR_BAD ({ "randint(3, 3, [2])",
                   "random_ expects 'from' to be less than 'to', but got from=3 >= to=3" }),
};

const GrOp gr_op_randint_like = {
  .schema = "randint_like(Tensor self, int high, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("Random whole numbers below high in the shape of another tensor."),
  .formula = "out[i] ~ U{0, ..., high - 1}",
  .infer = randint_like_infer,
  .forward = randint_like_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("randint_like(r(2,3), 7)", "randint_like(i(0,9,4), 2, dtype='int32')"),
  .bad = GR_BAD ({ "randint_like(r(2), 0)",
                   "random_ expects 'from' to be less than 'to', but got from=0 >= to=0" }),
};

const GrOp gr_op_randint_like_low_dtype = {
  .schema = "randint_like.low_dtype(Tensor self, int low, int high, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("Random whole numbers in a range in the shape of another tensor."),
  .formula = "out[i] ~ U{low, ..., high - 1}",
  .infer = randint_like_infer,
  .forward = randint_like_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("randint_like(r(2,3), -2, 7)"),
  .bad = GR_BAD ({ "randint_like(r(2), 1, 0)",
                   "random_ expects 'from' to be less than 'to', but got from=1 >= to=0" }),
};

static gboolean
randperm_infer (GrCall *call, GError **error)
{
  GrInts size = gr_ints (&call->args[0].i, 1);
  if (!gr_check_sizes (size, error))
    return FALSE;
  gr_call_output (call, gr_dtype_or (&call->args[1], GR_INT64), size);
  return TRUE;
}

static gboolean
randperm_forward (GrCall *call, GError **error)
{
  GrTensor *out = call->outputs[0];
  g_autoptr (GrTensor) values = gr_workspace (out, GR_INT64, error);
  if (!values)
    return FALSE;
  for (gint64 i = 0; i < out->shape[0]; i++)
    GR_DATA (gint64, values)[i] = i;
  gr_generator_permute (call->generator, GR_DATA (gint64, values), (gsize) out->shape[0]);
  return gr_settle (out, values, error);
}

const GrOp gr_op_randperm = {
  .schema = "randperm(int n, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("The numbers 0 to n - 1 in random order."),
  .formula = "out is a permutation of 0, ..., n - 1",
  .infer = randperm_infer,
  .forward = randperm_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("randperm(7)", "randperm(0)", "randperm(5, dtype='float64')"),
  .bad = GR_BAD ({ "randperm(-1)", "Trying to create tensor with negative dimension -1: [-1]" }),
};

/* --- uniform_, normal_ ----------------------------------------------------------------------- */

static gboolean
in_place_infer (GrCall *call, GError **error)
{
  return gr_infer_pointwise (call, 0, 0, gr_arg (call, 0)->dtype, error) != NULL;
}

static gboolean
uniform_in_place_infer (GrCall *call, GError **error)
{
  gdouble from = call->args[1].f, to = call->args[2].f;
  if (from > to)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "uniform_ expects to return a [from, to) range, but found from=%g > to=%g", from,
                   to);
      return FALSE;
    }
  return check_floating ("check_uniform_bounds", gr_arg (call, 0)->dtype, error)
         && in_place_infer (call, error);
}

static gboolean
normal_in_place_infer (GrCall *call, GError **error)
{
  if (!(call->args[2].f >= 0))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "normal expects std >= 0.0, but found std %g", call->args[2].f);
      return FALSE;
    }
  return check_floating ("normal_kernel_cpu", gr_arg (call, 0)->dtype, error)
         && in_place_infer (call, error);
}

static gboolean
uniform_in_place_forward (GrCall *call, GError **error)
{
  return fill_randomly (call, (Draw){ .law = UNIFORM, .a = call->args[1].f, .b = call->args[2].f },
                        error);
}

static gboolean
normal_in_place_forward (GrCall *call, GError **error)
{
  return fill_randomly (call, (Draw){ .law = NORMAL, .a = call->args[1].f, .b = call->args[2].f },
                        error);
}

static void
forget_backward (GrBackward *b)
{
  gr_give (b, 0, NULL); /* what was drawn does not depend on what was there */
}

const GrOp gr_op_uniform_ = {
  .schema = "uniform_(Tensor self, float from=0.0, float to=1.0) -> Tensor",
  .summary = N_ ("Writes random numbers, evenly spread over a range."),
  .formula = "self[i] ~ U[from, to)",
  .infer = uniform_in_place_infer,
  .forward = uniform_in_place_forward,
  .backward = forget_backward,
  .flags = GR_OP_ONLY_IN_PLACE | GR_OP_ALIAS_OK | GR_OP_RANDOM,
  .samples = GR_SAMPLES ("uniform_(r(2,3))", "uniform_(r(4), -2.0, 3.0)"),
  .bad = GR_BAD ({ "uniform_(r(2), 1.0, 0.0)",
                   "uniform_ expects to return a [from, to) range, but found from=1 > to=0" },
                 { "uniform_(i(0,9,2))", "\"check_uniform_bounds\" not implemented for 'int64'" }),
};

const GrOp gr_op_normal_ = {
  .schema = "normal_(Tensor self, float mean=0.0, float std=1.0) -> Tensor",
  .summary = N_ ("Writes random numbers of a normal distribution."),
  .formula = "self[i] ~ N(mean, std^2)",
  .infer = normal_in_place_infer,
  .forward = normal_in_place_forward,
  .backward = forget_backward,
  .flags = GR_OP_ONLY_IN_PLACE | GR_OP_ALIAS_OK | GR_OP_RANDOM,
  .samples = GR_SAMPLES ("normal_(r(2,3))", "normal_(r(4), 5.0, 0.5)"),
  .bad = GR_BAD ({ "normal_(r(2), 0.0, -1.0)", "normal expects std >= 0.0, but found std -1" },
                 { "normal_(i(0,9,2))", "\"normal_kernel_cpu\" not implemented for 'int64'" }),
};

/* --- bernoulli ------------------------------------------------------------------------------- */

static gboolean
bernoulli_infer (GrCall *call, GError **error)
{
  return gr_require_floating (call, 0, error) && in_place_infer (call, error);
}

static gboolean
bernoulli_p_infer (GrCall *call, GError **error)
{
  gdouble p = call->args[1].f;
  if (!(p >= 0 && p <= 1))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "bernoulli_ expects p to be in [0, 1], but got p=%g", p);
      return FALSE;
    }
  return in_place_infer (call, error);
}

static gboolean
bernoulli_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0);
  GrDType compute = gr_compute_dtype (self->dtype);
  g_autoptr (GrTensor) p = gr_packed (self, compute, error);
  if (!p)
    return FALSE;
  for (gint64 i = 0; i < gr_tensor_numel (p); i++)
    {
      gdouble value = compute == GR_FLOAT32 ? GR_DATA (gfloat, p)[i] : GR_DATA (gdouble, p)[i];
      if (!(value >= 0 && value <= 1))
        {
          g_set_error (
              error, GR_ERROR, GR_ERROR_ARGUMENT,
              "Expected p_in >= 0 && p_in <= 1 to be true, but got false: a probability is %g",
              value);
          return FALSE;
        }
    }
  return fill_randomly (
      call, (Draw){ .law = BERNOULLI, .dtype = compute, .probabilities = gr_tensor_data (p) },
      error);
}

static gboolean
bernoulli_p_forward (GrCall *call, GError **error)
{
  return fill_randomly (call, (Draw){ .law = BERNOULLI, .a = call->args[1].f }, error);
}

const GrOp gr_op_bernoulli = {
  .schema = "bernoulli(Tensor self) -> Tensor",
  .summary = N_ ("Ones and zeros, a one with the probability that stands in its place."),
  .formula = "out[i] = 1 with probability self[i], else 0",
  .infer = bernoulli_infer,
  .forward = bernoulli_forward,
  .backward = forget_backward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("bernoulli(u(2,3))", "bernoulli(u(0))"),
  .bad = GR_BAD (
      { "bernoulli(t([2.0]))", "Expected p_in >= 0 && p_in <= 1 to be true, but got false" }),
};

const GrOp gr_op_bernoulli_p = {
  .schema = "bernoulli.p(Tensor self, float p) -> Tensor",
  .summary = N_ ("Ones and zeros in the shape of another tensor, a one with probability p."),
  .formula = "out[i] = 1 with probability p, else 0",
  .infer = bernoulli_p_infer,
  .forward = bernoulli_p_forward,
  .backward = forget_backward,
  .flags = GR_OP_RANDOM | GR_OP_IN_PLACE | GR_OP_ALIAS_OK,
  .samples = GR_SAMPLES ("bernoulli(r(2,3), 0.3)", "bernoulli(i(0,9,4), 0.5)"),
  .bad = GR_BAD ({ "bernoulli(r(2), 2.0)", "bernoulli_ expects p to be in [0, 1], but got p=2" }),
};

/* --- multinomial ----------------------------------------------------------------------------- */

static gboolean
multinomial_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint64 n = call->args[1].i;
  if (!gr_require_floating (call, 0, error))
    return FALSE;
  if (self->ndim < 1 || self->ndim > 2)
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, "prob_dist must be 1 or 2 dim");
  else if (n <= 0)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "cannot sample n_sample <= 0 samples");
  else if (!call->args[2].i && n > self->shape[self->ndim - 1])
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                 "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  else
    {
      gr_call_output (call, GR_INT64, self->ndim == 2 ? GR_INTS (self->shape[0], n) : GR_INTS (n));
      return TRUE;
    }
  return FALSE;
}

/* The sum of the weights of a row; 0 with an error where they are no distribution. */
static gdouble
weigh (const gdouble *weights, gint64 n, GError **error)
{
  gdouble total = 0;
  for (gint64 i = 0; i < n; i++)
    {
      if (!(weights[i] >= 0) || isinf (weights[i]))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                       "probability tensor contains either `inf`, `nan` or element < 0");
          return 0;
        }
      total += weights[i];
    }
  if (total <= 0)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                 "invalid multinomial distribution (sum of probabilities <= 0)");
  return total;
}

/* One category: the first whose share of the cumulated weights passes a uniform number. */
static gint64
pick (const gdouble *weights, gint64 n, gdouble total, gdouble uniform)
{
  gdouble passed = 0;
  gint64 last = 0;
  for (gint64 i = 0; i < n; i++)
    if (weights[i] > 0)
      {
        passed += weights[i];
        last = i;
        if (uniform * total < passed)
          break;
      }
  return last;
}

static gboolean
multinomial_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0);
  gint64 length = self->shape[self->ndim - 1], n = call->args[1].i;
  gint64 n_rows = self->ndim == 2 ? self->shape[0] : 1;
  g_autoptr (GrTensor) weights = gr_tensor_new (GR_FLOAT64, GR_CPU, gr_tensor_shape (self), error);
  if (!weights || !gr_copy (weights, self, error))
    return FALSE;
  gint64 *out = GR_DATA (gint64, call->outputs[0]);
  guint64 seed = call->generator->seed, base = gr_generator_reserve (call->generator, n_rows * n);
  for (gint64 row = 0; row < n_rows; row++)
    {
      gdouble *w = GR_DATA (gdouble, weights) + row * length;
      gdouble total = weigh (w, length, error);
      if (total <= 0)
        return FALSE;
      for (gint64 k = 0; k < n; k++)
        {
          gint64 picked = pick (w, length, total, gr_uniform_f64 (seed, base, row * n + k));
          out[row * n + k] = picked;
          if (call->args[2].i)
            continue;
          w[picked] = 0;
          if (k + 1 < n && (total = weigh (w, length, error)) <= 0)
            return FALSE;
        }
    }
  return TRUE;
}

const GrOp gr_op_multinomial = {
  .schema = "multinomial(Tensor self, int num_samples, bool replacement=False) -> Tensor",
  .summary = N_ ("Draws categories, each in proportion to its weight."),
  .formula = "out[k] = i with probability self[i] / sum(self)",
  .infer = multinomial_infer,
  .forward = multinomial_forward,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("multinomial(u(5), 3)", "multinomial(u(2,4), 6, True)"),
  .bad = GR_BAD ({ "multinomial(u(3), 4)",
                   "cannot sample n_sample > prob_dist.size(-1) samples without replacement" },
                 { "multinomial(u(3), 0)", "cannot sample n_sample <= 0 samples" },
                 { "multinomial(t([1.0, -1.0]), 1)",
                   "probability tensor contains either `inf`, `nan` or element < 0" },
                 { "multinomial(t([0.0, 0.0]), 1)",
                   "invalid multinomial distribution (sum of probabilities <= 0)" }),
};
