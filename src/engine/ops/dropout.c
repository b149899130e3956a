/* dropout.c - dropout of elements and of whole channels; rrelu, which draws while training too. */
#include "infer.h"

#include <glib/gi18n-lib.h>

#include "../cpu/pool.h"
#include "gradus-functions.h"
#include "kernel.h"

#define TILE 4096

static gboolean
check_probability (gdouble p, GError **error)
{
  if (p >= 0 && p <= 1)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               _ ("dropout probability has to be between 0 and 1, but got %g"), p);
  return FALSE;
}

/* What is kept is multiplied by this, so that the mean stays. */
static gdouble
keep_scale (gdouble p)
{
  return p < 1 ? 1 / (1 - p) : 0;
}

/* --- native_dropout -------------------------------------------------------------------------- */

static gboolean
native_dropout_infer (GrCall *call, GError **error)
{
  return check_probability (call->args[1].f, error) && gr_require_floating (call, 0, error)
         && gr_infer_pointwise (call, 0, 0, gr_arg (call, 0)->dtype, error)
         && gr_infer_pointwise (call, 0, 0, GR_BOOL, error);
}

typedef struct
{
  GrDType dtype;
  gconstpointer in;
  gpointer out;
  guint8 *mask;
  gint64 n;
  gdouble p;
  guint64 seed, base;
} Dropping;

/* The numbers drawn are float32 for any dtype, so the same elements go whatever the dtype is. */
static void
drop_tile (gint64 tile, gint thread, gpointer user)
{
  const Dropping *d = user;
  gint64 first = tile * TILE, n = MIN (TILE, d->n - first);
  gfloat drawn[TILE], p = (gfloat) d->p;
  guint8 *mask = d->mask + first;
  gr_uniform_f32_run (d->seed, d->base, first, n, drawn);
  for (gint64 i = 0; i < n; i++)
    mask[i] = drawn[i] >= p;
#define DROP(T)                                                                                    \
  {                                                                                                \
    const T *in = (const T *) d->in + first;                                                       \
    T *out = (T *) d->out + first, scale = (T) keep_scale (d->p);                                  \
    for (gint64 i = 0; i < n; i++)                                                                 \
      out[i] = in[i] * ((T) mask[i] * scale);                                                      \
  }
  if (d->dtype == GR_FLOAT32)
    DROP (gfloat)
  else
    DROP (gdouble)
#undef DROP
}

static gboolean
native_dropout_forward (GrCall *call, GError **error)
{
  GrTensor *input = gr_arg (call, 0), *out = call->outputs[0], *mask = call->outputs[1];
  if (!call->args[2].i)
    {
      gr_fill (mask, gr_bool (TRUE));
      return gr_copy (out, input, error);
    }
  GrDType compute = gr_compute_dtype (input->dtype);
  g_autoptr (GrTensor) in = gr_packed (input, compute, error);
  g_autoptr (GrTensor) kept = in ? gr_workspace (out, compute, error) : NULL;
  g_autoptr (GrTensor) kept_mask = kept ? gr_workspace (mask, GR_BOOL, error) : NULL;
  if (!kept_mask)
    return FALSE;
  Dropping dropping = { compute,
                        gr_tensor_data (in),
                        gr_tensor_data (kept),
                        gr_tensor_data (kept_mask),
                        gr_tensor_numel (in),
                        call->args[1].f,
                        call->generator->seed,
                        gr_generator_reserve (call->generator, gr_tensor_numel (in)) };
  gr_pool_run ((dropping.n + TILE - 1) / TILE, drop_tile, &dropping);
  return gr_settle (out, kept, error) && gr_settle (mask, kept_mask, error);
}

static void
native_dropout_backward (GrBackward *b)
{
  gdouble scale = b->args[2].i ? keep_scale (b->args[1].f) : 1;
  gr_give (b, 0, gx_native_dropout_backward (b->scope, gr_grad (b, 0), gr_result (b, 1), scale));
}

/* Running again would draw other numbers: the mask says what was drawn. */
static gboolean
native_dropout_explain (GrExplain *x, GError **error)
{
  if (x->output == 1)
    return gr_explain_number (x, error);
  GrPlace place = gr_place (0, x->element);
  gdouble scale = x->args[2].i ? keep_scale (x->args[1].f) : 1;
  gr_explain_term (x, gr_tensor_get (x->outputs[1], x->element).d * scale, 1, &place);
  return TRUE;
}

const GrOp gr_op_native_dropout = {
  .schema = "native_dropout(Tensor input, float p, bool train) -> (Tensor, Tensor)",
  .summary = N_ ("Dropout, with the mask of what was kept."),
  .formula = "out = mask * input / (1 - p); mask[i] = 1 with probability 1 - p",
  .infer = native_dropout_infer,
  .forward = native_dropout_forward,
  .backward = native_dropout_backward,
  .saves = GR_SAVE_OUTPUT (1),
  .explain = native_dropout_explain,
  .flags = GR_OP_RANDOM,
  .samples = GR_SAMPLES ("native_dropout(r(3,4), 0.5, True)", "native_dropout(r(2,3), 0.3, False)",
                         "native_dropout(r(4), 1.0, True)"),
  .bad = GR_BAD ({ "native_dropout(r(2), 1.5, True)",
                   "dropout probability has to be between 0 and 1, but got 1.5" }),
};

/* --- its backward ---------------------------------------------------------------------------- */

static gboolean
dropout_backward_infer (GrCall *call, GError **error)
{
  return gr_infer_pointwise (call, 0, 1, gr_arg (call, 0)->dtype, error) != NULL;
}

#define DEFINE_MASKED(T)                                                                           \
  static void masked_##T (gsize n, const void *const *in, void *out_array, const void *params)     \
  {                                                                                                \
    const T *grad = in[0], *mask = in[1];                                                          \
    T *out = out_array, scale = (T) * (const gdouble *) params;                                    \
    for (gsize i = 0; i < n; i++)                                                                  \
      out[i] = grad[i] * (mask[i] * scale);                                                        \
  }
DEFINE_MASKED (gfloat)
DEFINE_MASKED (gdouble)

static gboolean
dropout_backward_forward (GrCall *call, GError **error)
{
  GrTensor *out = call->outputs[0];
  GrDType compute = gr_compute_dtype (out->dtype);
  GrTensor *in[] = { gr_arg (call, 0), gr_arg (call, 1) };
  return gr_loop_run (out, in, 2, compute, compute,
                      compute == GR_FLOAT64 ? masked_gdouble : masked_gfloat, &call->args[2].f,
                      error);
}

static void
dropout_backward_backward (GrBackward *b)
{
  gr_give (b, 0,
           gx_native_dropout_backward (b->scope, gr_grad (b, 0), gr_saved (b, 1), b->args[2].f));
}

const GrOp gr_op_native_dropout_backward = {
  .schema = "native_dropout_backward(Tensor grad_output, Tensor mask, float scale) -> Tensor",
  .summary = N_ ("Lets the gradient through where dropout kept the input."),
  .formula = "out = grad_output * mask * scale",
  .infer = dropout_backward_infer,
  .forward = dropout_backward_forward,
  .backward = dropout_backward_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_slope,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("native_dropout_backward(r(2,3), b(2,3), 2.0)"),
};

/* --- dropout --------------------------------------------------------------------------------- */

static void
dropout_compose (GrScope *s, GrCall *call)
{
  GrTensor *input = gr_arg (call, 0), *out = NULL;
  gdouble p = call->args[1].f;
  if (!check_probability (p, &s->error))
    return;
  if (p == 0 || !call->args[2].i || gr_tensor_numel (input) == 0)
    out = input;
  else
    gx_native_dropout (s, input, p, TRUE, &out, NULL);
  gr_call_give (call, out);
}

const GrOp gr_op_dropout = {
  .schema = "dropout(Tensor input, float p, bool train) -> Tensor",
  .summary = N_ ("While training, zeroes each element with probability p and scales up the rest."),
  .formula = "out[i] = 0 with probability p, else input[i] / (1 - p)",
  .compose = dropout_compose,
  .flags = GR_OP_RANDOM | GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("dropout(r(3,4), 0.5, True)", "dropout(r(2,3), 0.3, False)",
                         "dropout(r(0,3), 0.5, True)"),
  .bad = GR_BAD (
      { "dropout(r(2), 1.5, True)", "dropout probability has to be between 0 and 1, but got 1.5" }),
};

/* One draw a channel: [N, C, 1, ...]. */
static void
feature_dropout_compose (GrScope *s, GrCall *call)
{
  GrTensor *input = gr_arg (call, 0);
  gdouble p = call->args[1].f;
  gint64 shape[GR_MAX_DIMS];
  if (!check_probability (p, &s->error))
    return;
  if (p == 0 || !call->args[2].i || gr_tensor_numel (input) == 0)
    {
      gr_call_give (call, input);
      return;
    }
  if (input->ndim < 2)
    {
      gr_scope_fail (s, GR_ERROR_SHAPE,
                     _ ("Feature dropout requires at least 2 dimensions in the input"));
      return;
    }
  for (gint i = 0; i < input->ndim; i++)
    shape[i] = i < 2 ? input->shape[i] : 1;
  GrTensor *noise = gx_empty (s, gr_ints (shape, input->ndim), input->dtype, input->device);
  noise = gx_bernoulli_p_ (s, noise, 1 - p);
  noise = gx_mul (s, noise, gx_number (s, gr_float (keep_scale (p))));
  gr_call_give (call, gx_mul (s, input, noise));
}

const GrOp gr_op_feature_dropout = {
  .schema = "feature_dropout(Tensor input, float p, bool train) -> Tensor",
  .summary = N_ (
      "While training, zeroes whole channels with probability p and scales up the rest."),
  .formula = "out[n, c, ...] = 0 with probability p, else input[n, c, ...] / (1 - p)",
  .compose = feature_dropout_compose,
  .flags = GR_OP_RANDOM | GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("feature_dropout(r(2,3,2,2), 0.5, True)",
                         "feature_dropout(r(2,3), 0.5, False)"),
  .bad = GR_BAD ({ "feature_dropout(r(2), 0.5, True)",
                   "Feature dropout requires at least 2 dimensions in the input" }),
};

/* --- rrelu ----------------------------------------------------------------------------------- */

/* A slope is drawn for each element below zero; otherwise the mean of the slopes serves. */
static void
rrelu_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0), *slopes, *one = gx_number (s, gr_int (1));
  const gdouble lower = call->args[1].scalar.d, upper = call->args[2].scalar.d;
  if (!(lower <= upper))
    {
      gr_scope_fail (
          s, GR_ERROR_ARGUMENT,
          "Lower bound should be less than or equal to the upper bound, but got %g and %g", lower,
          upper);
      return;
    }
  if (!call->args[3].i)
    {
      gr_call_give (call, gx_leaky_relu (s, self, gr_float ((lower + upper) / 2)));
      return;
    }
  slopes = gx_empty_like (s, self, GR_DTYPE_NONE, GR_NO_DEVICE);
  slopes = gx_uniform_ (s, slopes, lower, upper);
  slopes = gx_where_self (s, gx_le (s, self, gx_number (s, gr_int (0))), slopes, one);
  gr_call_give (call, gx_mul (s, self, slopes));
}

const GrOp gr_op_rrelu = {
  .schema = "rrelu(Tensor self, Scalar lower=0.125, Scalar upper=0.3333333333333333, "
            "bool training=False) -> Tensor",
  .summary = N_ ("A leaky ReLU whose slopes are drawn anew for each element while training."),
  .formula = "out = self where self > 0, else a * self with a ~ U[lower, upper), "
             "or their mean when not training",
  .compose = rrelu_compose,
  .flags = GR_OP_RANDOM | GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("rrelu(w(3,4), 0.1, 0.3, True)", "rrelu(w(2,3))",
                         "rrelu(w(2,3), 0.25, 0.25, True)", "rrelu(w(0,3), 0.1, 0.3, True)"),
  .bad = GR_BAD (
      { "rrelu(r(2), 0.5, 0.25)", "Lower bound should be less than or equal to the upper bound" }),
};
