/* normalisation.c - batch, layer, group and instance normalisation.
 *
 * All are xhat = (x - mean) / sqrt (var + eps), then weight * xhat + bias; they differ in the
 * elements that share a mean. Batch and layer norm have kernels of their own; group and instance
 * norm are composed of them.
 */
#include "kernel.h"

#include "../cpu/norm.h"
#include "gradus-functions.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

/* --- shared ---------------------------------------------------------------------------------- */

/* The dtype that statistics are kept in. */
static GrDType
stats_dtype (GrDType dtype)
{
  return dtype == GR_FLOAT64 ? GR_FLOAT64 : GR_FLOAT32;
}

static gboolean
check_length (const char *name, const GrTensor *tensor, gint64 want, GError **error)
{
  if (!tensor || gr_tensor_numel (tensor) == want)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
               _ ("%s should contain %" PRId64 " elements not %" PRId64), name, want,
               gr_tensor_numel (tensor));
  return FALSE;
}

/* What backward of a normalisation's backward needs, for statistics over dims of @mask and weights
 * that broadcast to the input. With v = weight * grad, D (v) = rstd * (v - m (v) - xhat * m (v *
 * xhat)) and upstream gradients A (of grad_input), B (of grad_weight), C (of grad_bias): d grad   =
 * weight * D (A) + B * xhat + C d weight = sum (grad * D (A)) d xhat   = -rstd * (A * m (v * xhat)
 * + v * m (A * xhat)) + B * grad d rstd   = sum (A * (v - m (v) - xhat * m (v * xhat))) d x      =
 * D (d xhat) - (d rstd) * rstd^2 * xhat / n Without @own_stats (batch norm evaluating) D (v) = rstd
 * * v and mean and rstd are constants. */
typedef struct
{
  GrTensor *grad, *x, *weight, *mean, *rstd; /* all broadcast to x; weight may be NULL */
  GrInts dims;                               /* over which m () is the mean */
  gboolean own_stats;
} Normed;

static GrTensor *
mean_over (GrScope *s, const Normed *f, GrTensor *v)
{
  return gx_mean_dim (s, v, f->dims, TRUE, GR_DTYPE_NONE);
}

static GrTensor *
centred (GrScope *s, const Normed *f, GrTensor *v, GrTensor *xhat)
{
  if (!f->own_stats)
    return v;
  GrTensor *along = gx_mul (s, xhat, mean_over (s, f, gx_mul (s, v, xhat)));
  return gx_sub (s, gx_sub (s, v, mean_over (s, f, v), gr_int (1)), along, gr_int (1));
}

/* Where the statistics are constants (arguments 3 and 4 of batch_norm_backward): by mean and by
 * rstd of sum (A * rstd * v) + sum (B * grad * (x - mean) * rstd). */
static void
give_constants (GrBackward *b, const Normed *f, GrTensor *v, GrTensor *A, GrTensor *B)
{
  GrScope *s = b->scope;
  GrTensor *weighted = B ? gx_mul (s, B, f->grad) : NULL;
  if (gr_needs (b, 3) && weighted)
    gr_give (b, 3,
             gx_reshape (s,
                         gx_neg (s, gx_sum_to_size (s, gx_mul (s, weighted, f->rstd),
                                                    gr_tensor_shape (f->mean))),
                         gr_input_shape (b, 3)));
  if (gr_needs (b, 4))
    {
      GrTensor *sum = gx_mul (s, A, v);
      if (weighted)
        sum = gx_add (s, sum, gx_mul (s, weighted, gx_sub (s, f->x, f->mean, gr_int (1))),
                      gr_int (1));
      gr_give (b, 4,
               gx_reshape (s, gx_sum_to_size (s, sum, gr_tensor_shape (f->rstd)),
                           gr_input_shape (b, 4)));
    }
}

static void
norm_double_backward (GrBackward *b, const Normed *f, guint arg_grad, guint arg_x, guint arg_weight)
{
  GrScope *s = b->scope;
  GrTensor *A = gr_grad (b, 0), *B = NULL, *C = NULL;
  GrTensor *xhat = gx_mul (s, gx_sub (s, f->x, f->mean, gr_int (1)), f->rstd);
  GrTensor *v = f->weight ? gx_mul (s, f->grad, f->weight) : f->grad;
  GrTensor *da = gx_mul (s, f->rstd, centred (s, f, A, xhat));
  if (s->error)
    return;
  if (f->weight)
    {
      B = gx_reshape (s, gr_grad (b, 1), gr_tensor_shape (f->weight));
      C = gx_reshape (s, gr_grad (b, 2), gr_tensor_shape (f->weight));
    }
  if (gr_needs (b, arg_grad))
    {
      GrTensor *d = f->weight ? gx_mul (s, f->weight, da) : da;
      if (f->weight)
        d = gx_add (s, d, gx_add (s, gx_mul (s, B, xhat), C, gr_int (1)), gr_int (1));
      gr_give (b, arg_grad, d);
    }
  if (f->weight && gr_needs (b, arg_weight))
    {
      GrTensor *d = gx_sum_to_size (s, gx_mul (s, f->grad, da), gr_tensor_shape (f->weight));
      gr_give (b, arg_weight, gx_reshape (s, d, gr_input_shape (b, arg_weight)));
    }
  if (!f->own_stats)
    give_constants (b, f, v, A, B);
  if (!gr_needs (b, arg_x))
    return;
  GrTensor *from_weight = f->weight ? gx_mul (s, B, f->grad) : NULL;
  if (!f->own_stats)
    {
      gr_give (b, arg_x, from_weight ? gx_mul (s, f->rstd, from_weight) : NULL);
      return;
    }
  GrTensor *both = gx_add (s, gx_mul (s, A, mean_over (s, f, gx_mul (s, v, xhat))),
                           gx_mul (s, v, mean_over (s, f, gx_mul (s, A, xhat))), gr_int (1));
  GrTensor *d_xhat = gx_neg (s, gx_mul (s, f->rstd, both));
  if (from_weight)
    d_xhat = gx_add (s, d_xhat, from_weight, gr_int (1));
  GrTensor *d_rstd = mean_over (s, f, gx_mul (s, A, centred (s, f, v, xhat)));
  GrTensor *through_rstd = gx_mul (s, gx_mul (s, d_rstd, gx_mul (s, f->rstd, f->rstd)), xhat);
  GrTensor *through_xhat = gx_mul (s, f->rstd, centred (s, f, d_xhat, xhat));
  gr_give (b, arg_x, gx_sub (s, through_xhat, through_rstd, gr_int (1)));
}

/* --- batch norm ------------------------------------------------------------------------------ */

static GrNormShape
batch_shape (const GrTensor *x)
{
  GrNormShape shape = { stats_dtype (x->dtype), x->shape[0], x->ndim > 1 ? x->shape[1] : 1, 1 };
  for (gint i = 2; i < x->ndim; i++)
    shape.inner *= x->shape[i];
  return shape;
}

static gboolean
batch_norm_infer (GrCall *call, GError **error)
{
  static const char *const names[] = { NULL, "weight", "bias", "running_mean", "running_var" };
  const GrTensor *x = gr_arg (call, 0);
  gboolean training = call->args[5].i != 0;
  if (!gr_require_floating (call, 0, error))
    return FALSE;
  if (x->ndim < 2)
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_SHAPE,
          _ ("batch_norm expects an input of at least 2 dimensions (batch, channels), but got %d"),
          x->ndim);
      return FALSE;
    }
  for (guint i = 1; i <= 4; i++)
    if (!check_length (names[i], gr_arg (call, i), x->shape[1], error))
      return FALSE;
  if (!training && !(gr_arg (call, 3) && gr_arg (call, 4)))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("Expected running_mean and running_var to be defined when training=False"));
      return FALSE;
    }
  for (guint i = 3; i <= 4 && training; i++)
    if (gr_arg (call, i) && !gr_tensor_is_dense (gr_arg (call, i)))
      {
        g_set_error (
            error, GR_ERROR, GR_ERROR_ARGUMENT,
            _ ("%s is written while training, but several of its elements are one in memory: clone "
               "it first"),
            names[i]);
        return FALSE;
      }
  gint64 n = x->shape[1] ? gr_tensor_numel (x) / x->shape[1] : 0;
  /* What has no memory is asked for sizes alone, of a model also those for one item. */
  if (training && n == 1 && x->device.type != GR_DEVICE_META)
    {
      g_autofree char *size = gr_tensor_shape_string (x);
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   _ ("Expected more than 1 value per channel when training, got input size %s"),
                   size);
      return FALSE;
    }
  gr_infer_like (call, 0, x->dtype);
  gr_call_output (call, stats_dtype (x->dtype), GR_INTS (x->shape[1])); /* mean */
  gr_call_output (call, stats_dtype (x->dtype), GR_INTS (x->shape[1])); /* rstd */
  return TRUE;
}

/* running = (1 - momentum) * running + momentum * batch's, the variance unbiased. */
static void
update_running (GrTensor *running, const GrTensor *batch, gdouble momentum, gdouble scale)
{
  if (!running)
    return;
  for (gint64 i = 0; i < gr_tensor_numel (running); i++)
    {
      gdouble now = gr_tensor_get (running, i).d, seen = gr_tensor_get (batch, i).d * scale;
      gr_tensor_set (running, i, gr_float ((1 - momentum) * now + momentum * seen));
    }
  gr_storage_bump (running->storage, "batch_norm");
}

static gboolean
batch_norm_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  GrNormShape shape = batch_shape (gr_arg (call, 0));
  GrTensor *x = gr_kernel_input (&s, gr_arg (call, 0));
  GrTensor *weight = gr_kernel_input (&s, gr_arg (call, 1)),
           *bias = gr_kernel_input (&s, gr_arg (call, 2));
  GrTensor *mean = call->outputs[1], *rstd = call->outputs[2];
  GrTensor *out = gr_kernel_output (&s, call->outputs[0]);
  gdouble momentum = call->args[6].f, eps = call->args[7].f;
  if (s.error)
    return gr_scope_end (&s, error);
  if (call->args[5].i)
    {
      gdouble n = (gdouble) shape.outer * shape.inner;
      gr_batch_stats (&shape, gr_tensor_data (x), gr_tensor_data (mean), gr_tensor_data (rstd));
      update_running (gr_arg (call, 3), mean, momentum, 1);
      update_running (gr_arg (call, 4), rstd, momentum, n / (n - 1));
    }
  else
    {
      gx_copy_ (&s, mean, gr_arg (call, 3));
      gx_copy_ (&s, rstd, gr_arg (call, 4));
    }
  for (gint64 i = 0; i < shape.groups; i++) /* rstd holds the variance until here */
    gr_tensor_set (rstd, i, gr_float (1 / sqrt (gr_tensor_get (rstd, i).d + eps)));
  gr_batch_norm (&shape, gr_tensor_data (x), gr_tensor_data (mean), gr_tensor_data (rstd),
                 gr_data_or_null (weight), gr_data_or_null (bias), gr_tensor_data (out));
  gr_kernel_store (&s, call->outputs[0], out);
  return gr_scope_end (&s, error);
}

static void
batch_norm_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *grads[3];
  if (!gx_batch_norm_backward (s, gr_grad (b, 0), gr_saved (b, 0), gr_saved (b, 1),
                               gr_result (b, 1), gr_result (b, 2), b->args[5].i != 0, &grads[0],
                               &grads[1], &grads[2]))
    return;
  gr_give (b, 0, grads[0]);
  if (gr_needs (b, 1))
    gr_give (b, 1, grads[1]);
  if (gr_needs (b, 2))
    gr_give (b, 2, grads[2]);
}

const GrOp gr_op_batch_norm = {
  .schema = "batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, "
            "Tensor? running_var, bool training, float momentum, float eps) -> Tensor",
  .summary = N_ (
      "Gives every channel mean 0 and variance 1 over the batch, then scales and shifts it."),
  .formula = "out = (input - mean) / sqrt(var + eps) * weight + bias, mean and var per channel; "
             "while training "
    "they are the batch's, and running = (1 - momentum) * running + momentum * batch",
  .infer = batch_norm_infer,
  .forward = batch_norm_forward,
  .backward = batch_norm_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1) | GR_SAVE_OUTPUT (1) | GR_SAVE_OUTPUT (2),
  .explain = gr_explain_batch_norm,
  .n_hidden = 2,
  .samples = GR_SAMPLES (
      "batch_norm(r(4,3,2,2), weight=p(3), bias=r(3), running_mean=None, running_var=None, "
      "training=True, momentum=0.1, eps=1e-5)",
      "batch_norm(r(4,3), weight=p(3), bias=r(3), running_mean=r(3), running_var=p(3), "
      "training=False, momentum=0.1, eps=1e-5)",
      "batch_norm(r(5,2,3), weight=None, bias=None, running_mean=r(2), running_var=p(2), "
      "training=True, momentum=0.2, eps=1e-3)"),
  .bad = GR_BAD ({ "batch_norm(r(4,3), p(2), r(3), None, None, True, 0.1, 1e-5)",
                   "weight should contain 3 elements not 2" },
                 { "batch_norm(r(1,3), None, None, None, None, True, 0.1, 1e-5)",
                   "Expected more than 1 value per channel when training, got input size [1, 3]" },
                 { "batch_norm(r(4,3), None, None, None, None, False, 0.1, 1e-5)",
                   "Expected running_mean and running_var to be defined when training=False" }),
};

static gboolean
batch_norm_backward_infer (GrCall *call, GError **error)
{
  const GrTensor *x = gr_arg (call, 1);
  gr_infer_like (call, 1, x->dtype);
  gr_call_output (call, x->dtype, GR_INTS (x->shape[1]));
  gr_call_output (call, x->dtype, GR_INTS (x->shape[1]));
  return TRUE;
}

static gboolean
batch_norm_backward_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  GrNormShape shape = batch_shape (gr_arg (call, 1));
  GrTensor *grad = gr_kernel_input (&s, gr_arg (call, 0)),
           *x = gr_kernel_input (&s, gr_arg (call, 1));
  GrTensor *weight = gr_kernel_input (&s, gr_arg (call, 2));
  GrTensor *mean = gr_kernel_input (&s, gr_arg (call, 3)),
           *rstd = gr_kernel_input (&s, gr_arg (call, 4));
  GrTensor *to[3];
  for (guint i = 0; i < 3; i++)
    to[i] = gr_kernel_output (&s, call->outputs[i]);
  if (s.error)
    return gr_scope_end (&s, error);
  gr_batch_norm_sums (&shape, gr_tensor_data (grad), gr_tensor_data (x), gr_tensor_data (mean),
                      gr_tensor_data (rstd), gr_tensor_data (to[2]), gr_tensor_data (to[1]));
  gr_batch_norm_input (&shape, call->args[5].i != 0, gr_tensor_data (grad), gr_tensor_data (x),
                       gr_tensor_data (mean), gr_tensor_data (rstd), gr_data_or_null (weight),
                       gr_tensor_data (to[2]), gr_tensor_data (to[1]), gr_tensor_data (to[0]));
  for (guint i = 0; i < 3; i++)
    gr_kernel_store (&s, call->outputs[i], to[i]);
  return gr_scope_end (&s, error);
}

/* @per_channel as [C, 1, 1, ...] so that it broadcasts along the channels of @ndim dimensions. */
static GrTensor *
along_channels (GrScope *s, GrTensor *per_channel, gint ndim)
{
  gint64 shape[GR_MAX_DIMS] = { -1, 1, 1, 1, 1, 1, 1, 1 };
  return per_channel ? gx_reshape (s, per_channel, gr_ints (shape, ndim - 1)) : NULL;
}

static void
batch_norm_backward_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  gint ndim = (gint) gr_input_shape (b, 1).n;
  gint64 dims[GR_MAX_DIMS] = { 0, 2, 3, 4, 5, 6, 7 };
  Normed f = {
    .grad = gr_saved (b, 0),
    .x = gr_saved (b, 1),
    .weight = along_channels (s, gr_saved (b, 2), ndim),
    .mean = along_channels (s, gr_saved (b, 3), ndim),
    .rstd = along_channels (s, gr_saved (b, 4), ndim),
    .dims = gr_ints (dims, ndim - 1),
    .own_stats = b->args[5].i != 0,
  };
  norm_double_backward (b, &f, 0, 1, 2);
}

const GrOp gr_op_batch_norm_backward = {
  .schema = "batch_norm_backward(Tensor grad_output, Tensor input, Tensor? weight, Tensor mean, "
            "Tensor rstd, bool training) -> (Tensor grad_input, Tensor grad_weight, "
            "Tensor grad_bias)",
  .summary = N_ ("The gradients of batch_norm."),
  .formula = "grad_input = weight * rstd * (grad - mean(grad) - xhat * mean(grad * xhat))",
  .infer = batch_norm_backward_infer,
  .forward = batch_norm_backward_forward,
  .backward = batch_norm_backward_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1) | GR_SAVE_INPUT (2) | GR_SAVE_INPUT (3)
           | GR_SAVE_INPUT (4),
  .explain = gr_explain_linear_first,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("batch_norm_backward(r(4,3,2), r(4,3,2), p(3), r(3), p(3), False)"),
};

/* --- layer norm ------------------------------------------------------------------------------ */

/* The last dims.n dimensions are normalised together. */
static GrNormShape
layer_shape (const GrTensor *x, gsize n_normalised)
{
  GrNormShape shape = { stats_dtype (x->dtype), 1, 1, 1 };
  for (gint i = 0; i < x->ndim; i++)
    *(i < x->ndim - (gint) n_normalised ? &shape.outer : &shape.inner) *= x->shape[i];
  return shape;
}

static void
infer_row_stats (GrCall *call, const GrTensor *x, gsize n_normalised)
{
  gint64 shape[GR_MAX_DIMS];
  for (gint i = 0; i < x->ndim; i++)
    shape[i] = i < x->ndim - (gint) n_normalised ? x->shape[i] : 1;
  gr_call_output (call, stats_dtype (x->dtype), gr_ints (shape, x->ndim));
}

static gboolean
layer_norm_infer (GrCall *call, GError **error)
{
  const GrTensor *x = gr_arg (call, 0);
  GrInts want = call->args[1].ints;
  gboolean fits = want.n >= 1 && want.n <= (gsize) x->ndim;
  for (gsize i = 0; fits && i < want.n; i++)
    fits = x->shape[x->ndim - want.n + i] == want.v[i];
  if (!gr_require_floating (call, 0, error))
    return FALSE;
  if (!fits)
    {
      g_autofree char *wanted = gr_ints_to_string (want);
      g_autofree char *got = gr_tensor_shape_string (x);
      g_set_error (
          error, GR_ERROR, GR_ERROR_SHAPE,
          _ ("Given normalized_shape=%s, expected input with shape [*, %s, but got input of "
             "size%s"),
          wanted, wanted + 1, got);
      return FALSE;
    }
  gint64 length = gr_shape_numel (want, NULL);
  if (!check_length ("weight", gr_arg (call, 2), length, error)
      || !check_length ("bias", gr_arg (call, 3), length, error))
    return FALSE;
  gr_infer_like (call, 0, x->dtype);
  infer_row_stats (call, x, want.n); /* mean */
  infer_row_stats (call, x, want.n); /* rstd */
  return TRUE;
}

static gboolean
layer_norm_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  GrNormShape shape = layer_shape (gr_arg (call, 0), call->args[1].ints.n);
  GrTensor *x = gr_kernel_input (&s, gr_arg (call, 0));
  GrTensor *weight = gr_kernel_input (&s, gr_arg (call, 2)),
           *bias = gr_kernel_input (&s, gr_arg (call, 3));
  GrTensor *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    gr_layer_norm (&shape, call->args[4].f, gr_tensor_data (x), gr_data_or_null (weight),
                   gr_data_or_null (bias), gr_tensor_data (out), gr_tensor_data (call->outputs[1]),
                   gr_tensor_data (call->outputs[2]));
  gr_kernel_store (&s, call->outputs[0], out);
  return gr_scope_end (&s, error);
}

static void
layer_norm_backward (GrBackward *b)
{
  GrTensor *grads[3];
  if (!gx_layer_norm_backward (b->scope, gr_grad (b, 0), gr_saved (b, 0), b->args[1].ints,
                               gr_saved (b, 2), gr_result (b, 1), gr_result (b, 2), &grads[0],
                               &grads[1], &grads[2]))
    return;
  gr_give (b, 0, grads[0]);
  if (gr_needs (b, 2))
    gr_give (b, 2, grads[1]);
  if (gr_needs (b, 3))
    gr_give (b, 3, grads[2]);
}

const GrOp gr_op_layer_norm = {
  .schema = "layer_norm(Tensor input, int[] normalized_shape, Tensor? weight=None, "
            "Tensor? bias=None, float eps=1e-05) -> Tensor",
  .summary = N_ (
      "Gives every sample mean 0 and variance 1 over its last dimensions, then scales and shifts."),
  .formula = "out = (input - mean) / sqrt(var + eps) * weight + bias, mean and var over "
             "normalized_shape",
  .infer = layer_norm_infer,
  .forward = layer_norm_forward,
  .backward = layer_norm_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (2) | GR_SAVE_OUTPUT (1) | GR_SAVE_OUTPUT (2),
  .explain = gr_explain_layer_norm,
  .n_hidden = 2,
  .samples = GR_SAMPLES ("layer_norm(r(4,5), [5], p(5), r(5))", "layer_norm(r(2,3,4), [3, 4])",
                         "layer_norm(r(2,6), [6], p(6), None, 1e-3)"),
  .bad = GR_BAD (
      { "layer_norm(r(4,5), [4])",
        "Given normalized_shape=[4], expected input with shape [*, 4], but got input of "
        "size[4, 5]" }),
};

static gboolean
layer_norm_backward_infer (GrCall *call, GError **error)
{
  const GrTensor *x = gr_arg (call, 1);
  gr_infer_like (call, 1, x->dtype);
  gr_call_output (call, x->dtype, call->args[2].ints);
  gr_call_output (call, x->dtype, call->args[2].ints);
  return TRUE;
}

static gboolean
layer_norm_backward_forward (GrCall *call, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  GrTensor *x0 = gr_arg (call, 1);
  GrInts normalised = call->args[2].ints;
  GrNormShape shape = layer_shape (x0, normalised.n);
  GrTensor *grad = gr_kernel_input (&s, gr_arg (call, 0)), *x = gr_kernel_input (&s, x0);
  GrTensor *weight = gr_kernel_input (&s, gr_arg (call, 3));
  GrTensor *mean = gr_kernel_input (&s, gr_arg (call, 4)),
           *rstd = gr_kernel_input (&s, gr_arg (call, 5));
  GrTensor *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    gr_layer_norm_input (&shape, gr_tensor_data (grad), gr_tensor_data (x), gr_tensor_data (mean),
                         gr_tensor_data (rstd), gr_data_or_null (weight), gr_tensor_data (out));
  gr_kernel_store (&s, call->outputs[0], out);
  GrTensor *xhat = gx_mul (&s, gx_sub (&s, x, mean, gr_int (1)), rstd);
  gx_copy_ (&s, call->outputs[1], gx_sum_to_size (&s, gx_mul (&s, grad, xhat), normalised));
  gx_copy_ (&s, call->outputs[2], gx_sum_to_size (&s, grad, normalised));
  return gr_scope_end (&s, error);
}

static void
layer_norm_backward_backward (GrBackward *b)
{
  gint ndim = (gint) gr_input_shape (b, 1).n;
  gint64 dims[GR_MAX_DIMS];
  gsize n = b->args[2].ints.n;
  for (gsize i = 0; i < n; i++)
    dims[i] = ndim - (gint) n + (gint) i;
  Normed f = { .grad = gr_saved (b, 0),
               .x = gr_saved (b, 1),
               .weight = gr_saved (b, 3),
               .mean = gr_saved (b, 4),
               .rstd = gr_saved (b, 5),
               .dims = gr_ints (dims, n),
               .own_stats = TRUE };
  norm_double_backward (b, &f, 0, 1, 3);
}

const GrOp gr_op_layer_norm_backward = {
  .schema = "layer_norm_backward(Tensor grad_output, Tensor input, int[] normalized_shape, "
            "Tensor? weight, Tensor mean, Tensor rstd) -> (Tensor grad_input, Tensor grad_weight, "
            "Tensor grad_bias)",
  .summary = N_ ("The gradients of layer_norm."),
  .formula = "grad_input = rstd * (v - mean(v) - xhat * mean(v * xhat)), v = weight * grad",
  .infer = layer_norm_backward_infer,
  .forward = layer_norm_backward_forward,
  .backward = layer_norm_backward_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1) | GR_SAVE_INPUT (3) | GR_SAVE_INPUT (4)
           | GR_SAVE_INPUT (5),
  .explain = gr_explain_linear_first,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("layer_norm_backward(r(4,5), r(4,5), [5], p(5), r(4,1), p(4,1))"),
};

/* --- group norm, instance norm ---------------------------------------------------------------- */

static void
group_norm_compose (GrScope *s, GrCall *call)
{
  GrTensor *x = gr_arg (call, 0);
  gint64 groups = call->args[1].i;
  if (x->ndim < 2 || groups < 1 || x->shape[1] % groups != 0)
    {
      g_autofree char *size = gr_tensor_shape_string (x);
      gr_scope_fail (
          s, GR_ERROR_SHAPE,
          _ ("Expected number of channels in input to be divisible by num_groups, but got input of "
             "shape %s and num_groups=%" PRId64),
          size, groups);
      return;
    }
  gint64 rows = x->shape[0] * groups;
  gint64 length = rows ? gr_tensor_numel (x) / rows : 0;
  GrTensor *flat = gx_reshape (s, x, GR_INTS (rows, length));
  GrTensor *normed = gx_layer_norm (s, flat, GR_INTS (length), NULL, NULL, call->args[4].f);
  GrTensor *out = gx_reshape (s, normed, gr_tensor_shape (x));
  if (gr_arg (call, 2))
    out = gx_mul (s, out, along_channels (s, gr_arg (call, 2), x->ndim));
  if (gr_arg (call, 3))
    out = gx_add (s, out, along_channels (s, gr_arg (call, 3), x->ndim), gr_int (1));
  gr_call_give (call, out);
}

const GrOp gr_op_group_norm = {
  .schema = "group_norm(Tensor input, int num_groups, Tensor? weight=None, Tensor? bias=None, "
            "float eps=1e-05) -> Tensor",
  .summary = N_ (
      "Gives every group of channels of a sample mean 0 and variance 1, then scales and shifts "
      "channels."),
  .formula = "out = (input - mean) / sqrt(var + eps) * weight + bias, mean and var per sample and "
             "group",
  .compose = group_norm_compose,
  .samples = GR_SAMPLES ("group_norm(r(2,4,3), 2, p(4), r(4))", "group_norm(r(2,6,2,2), 3)"),
  .bad = GR_BAD ({ "group_norm(r(2,4,3), 3)",
                   "Expected number of channels in input to be divisible by num_groups" }),
};

/* A copy of @per_channel for every sample. */
static GrTensor *
for_samples (GrScope *s, GrTensor *per_channel, gint64 n)
{
  if (!per_channel)
    return NULL;
  GrTensor *spread = gx_expand (s, per_channel, GR_INTS (n, per_channel->shape[0]));
  return gx_reshape (s, spread, GR_INTS (-1));
}

/* Running statistics are written, and are no part of the graph. */
static GrTensor *
plain (GrScope *s, GrTensor *running)
{
  return running ? gr_scope_keep (s, gr_tensor_alias (running)) : NULL;
}

static void
instance_norm_compose (GrScope *s, GrCall *call)
{
  GrTensor *x = gr_arg (call, 0);
  GrTensor *running[2] = { plain (s, gr_arg (call, 3)), plain (s, gr_arg (call, 4)) };
  gboolean own_stats = call->args[5].i != 0;
  if (x->ndim < 3)
    {
      gr_scope_fail (s, GR_ERROR_SHAPE,
                     _ ("instance_norm expects an input of at least 3 dimensions, but got %d"),
                     x->ndim);
      return;
    }
  gint64 n = x->shape[0], shape[GR_MAX_DIMS], channels = x->shape[1];
  for (gint i = 0; i < x->ndim; i++)
    shape[i] = x->shape[i];
  shape[0] = 1;
  shape[1] = n * channels;
  GrTensor *stats[2] = { for_samples (s, running[0], n), for_samples (s, running[1], n) };
  GrTensor *normed = gx_batch_norm (s, gx_reshape (s, x, gr_ints (shape, x->ndim)),
                                    for_samples (s, gr_arg (call, 1), n),
                                    for_samples (s, gr_arg (call, 2), n), stats[0], stats[1],
                                    own_stats, call->args[6].f, call->args[7].f);
  for (gint i = 0; own_stats && i < 2; i++)
    if (running[i])
      gx_copy_ (s, running[i],
                gx_mean_dim (s, gx_view (s, stats[i], GR_INTS (n, channels)), GR_INTS (0), FALSE,
                             GR_DTYPE_NONE));
  gr_call_give (call, gx_reshape (s, normed, gr_tensor_shape (x)));
}

const GrOp gr_op_instance_norm = {
  .schema = "instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, "
            "Tensor? running_var, bool use_input_stats, float momentum, float eps) -> Tensor",
  .summary = N_ (
      "Gives every channel of every sample mean 0 and variance 1, then scales and shifts it."),
  .formula = "out = (input - mean) / sqrt(var + eps) * weight + bias, mean and var per sample and "
             "channel",
  .compose = instance_norm_compose,
  .samples = GR_SAMPLES (
      "instance_norm(r(2,3,4), weight=p(3), bias=r(3), running_mean=None, running_var=None, "
      "use_input_stats=True, momentum=0.1, eps=1e-5)",
      "instance_norm(r(2,3,2,2), weight=None, bias=None, running_mean=None, running_var=None, "
      "use_input_stats=True, momentum=0.1, eps=1e-5)",
      "instance_norm(r(2,3,4), weight=p(3), bias=r(3), running_mean=r(3), running_var=p(3), "
      "use_input_stats=True, momentum=0.2, eps=1e-5)",
      "instance_norm(r(2,3,4), weight=p(3), bias=r(3), running_mean=r(3), running_var=p(3), "
      "use_input_stats=False, momentum=0.1, eps=1e-3)"),
};
