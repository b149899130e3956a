/* interpolate.c - images and sequences made larger or smaller, by nearest neighbour or linearly. */
#include "kernel.h"

#include "../cpu/resample.h"
#include "gradus-functions.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* --- where an output row or column looks ------------------------------------------------------ */

typedef struct
{
  gint64 in, out;
  gdouble
      scale; /* asked for by the user: out is about in * scale; GR_NO_FLOAT where sizes decide */
} Axis;

/* PyTorch computes the source of a nearest neighbour in float32, whatever the dtype. */
static void
nearest_taps (const Axis *axis, GrTap *taps)
{
  gfloat step = axis->scale != GR_NO_FLOAT ? (gfloat) (1 / axis->scale)
                                           : (gfloat) axis->in / (gfloat) axis->out;
  for (gint64 i = 0; i < axis->out; i++)
    {
      gint64 from = MIN ((gint64) floorf ((gfloat) i * step), axis->in - 1);
      taps[i] = (GrTap){ from, from, 0 };
    }
}

/* align_corners: the outermost pixels' centres meet; else the images' edges do. */
static void
linear_taps (const Axis *axis, gboolean align_corners, GrTap *taps)
{
  gdouble step = align_corners ? (axis->out > 1 ? (axis->in - 1.0) / (axis->out - 1.0) : 0)
                 : axis->scale != GR_NO_FLOAT ? 1 / axis->scale
                                              : (gdouble) axis->in / axis->out;
  for (gint64 i = 0; i < axis->out; i++)
    {
      gdouble at = align_corners ? step * i : MAX (step * (i + 0.5) - 0.5, 0);
      gint64 low = MIN ((gint64) at, axis->in - 1);
      taps[i] = (GrTap){ low, MIN (low + 1, axis->in - 1), MIN (at - low, 1) };
    }
}

/* Arguments from @at on: align_corners (linear only), scales_h, scales_w. */
typedef struct
{
  GrResample shape;
  GrTap *taps;
} Plan;

static void
plan_init (Plan *plan, const GrTensor *image, const GrTensor *map, gboolean linear,
           const GrValue *rest)
{
  const gint64 *in = image->shape + image->ndim - 2, *out = map->shape + map->ndim - 2;
  gboolean align = linear && rest[0].i;
  const GrValue *scales = rest + linear;
  plan->taps = g_new (GrTap, out[0] + out[1]);
  for (gint i = 0; i < 2; i++)
    {
      Axis axis = { in[i], out[i], scales[i].kind == GR_VALUE_FLOAT ? scales[i].f : GR_NO_FLOAT };
      if (linear)
        linear_taps (&axis, align, plan->taps + i * out[0]);
      else
        nearest_taps (&axis, plan->taps + i * out[0]);
    }
  plan->shape = (GrResample){
    image->shape[0] * image->shape[1], in[0], in[1], out[0], out[1], plan->taps, plan->taps + out[0]
  };
}

/* --- rows ------------------------------------------------------------------------------------ */

static gboolean
upsample_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gint64 size[2];
  if (!gr_require_floating (call, 0, error)
      || !gr_arg_ints (&call->args[1], 2, size, "output_size", error))
    return FALSE;
  if (self->ndim != 4 || size[0] < 1 || size[1] < 1 || self->shape[2] < 1 || self->shape[3] < 1)
    {
      g_autofree char *shape = gr_tensor_shape_string (self);
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   _ ("Input and output sizes should be greater than 0, but got input %s and "
                      "output (H: %" PRId64 ", W: %" PRId64 ")"),
                   shape, size[0], size[1]);
      return FALSE;
    }
  gr_call_output (call, self->dtype, GR_INTS (self->shape[0], self->shape[1], size[0], size[1]));
  return TRUE;
}

static gboolean
upsample_backward_infer (GrCall *call, GError **error)
{
  gr_call_output (call, gr_arg (call, 0)->dtype, call->args[2].ints);
  return TRUE;
}

static gboolean
run_forward (GrCall *call, gboolean linear, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  GrTensor *self = gr_kernel_input (&s, gr_arg (call, 0)),
           *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    {
      Plan plan;
      plan_init (&plan, self, out, linear, call->args + 2);
      gr_resample_forward (self->dtype, &plan.shape, gr_tensor_data (self), gr_tensor_data (out));
      g_free (plan.taps);
    }
  return gr_kernel_finish (&s, call->outputs[0], out, error);
}

static gboolean
run_backward (GrCall *call, gboolean linear, GError **error)
{
  GrScope s = GR_SCOPE_INIT;
  GrTensor *grad = gr_kernel_input (&s, gr_arg (call, 0)),
           *out = gr_kernel_output (&s, call->outputs[0]);
  if (!s.error)
    {
      Plan plan;
      plan_init (&plan, out, grad, linear, call->args + 3);
      gr_resample_backward (grad->dtype, &plan.shape, gr_tensor_data (grad), gr_tensor_data (out));
      g_free (plan.taps);
    }
  return gr_kernel_finish (&s, call->outputs[0], out, error);
}

static gdouble
float_or_none (const GrValue *value)
{
  return value->kind == GR_VALUE_FLOAT ? value->f : GR_NO_FLOAT;
}

static gboolean
nearest_forward (GrCall *call, GError **error)
{
  return run_forward (call, FALSE, error);
}

static gboolean
nearest_backward_forward (GrCall *call, GError **error)
{
  return run_backward (call, FALSE, error);
}

static gboolean
bilinear_forward (GrCall *call, GError **error)
{
  return run_forward (call, TRUE, error);
}

static gboolean
bilinear_backward_forward (GrCall *call, GError **error)
{
  return run_backward (call, TRUE, error);
}

static void
nearest_backward (GrBackward *b)
{
  const GrValue *a = b->args;
  gr_give (b, 0,
           gx_upsample_nearest2d_backward (b->scope, gr_grad (b, 0), a[1].ints,
                                           gr_input_shape (b, 0), float_or_none (&a[2]),
                                           float_or_none (&a[3])));
}

static void
nearest_backward_backward (GrBackward *b)
{
  const GrValue *a = b->args;
  gr_give (b, 0,
           gx_upsample_nearest2d (b->scope, gr_grad (b, 0), a[1].ints, float_or_none (&a[3]),
                                  float_or_none (&a[4])));
}

static void
bilinear_backward (GrBackward *b)
{
  const GrValue *a = b->args;
  gr_give (b, 0,
           gx_upsample_bilinear2d_backward (b->scope, gr_grad (b, 0), a[1].ints,
                                            gr_input_shape (b, 0), a[2].i != 0,
                                            float_or_none (&a[3]), float_or_none (&a[4])));
}

static void
bilinear_backward_backward (GrBackward *b)
{
  const GrValue *a = b->args;
  gr_give (b, 0,
           gx_upsample_bilinear2d (b->scope, gr_grad (b, 0), a[1].ints, a[3].i != 0,
                                   float_or_none (&a[4]), float_or_none (&a[5])));
}

const GrOp gr_op_upsample_nearest2d = {
  .schema = "upsample_nearest2d(Tensor self, int[2] output_size, float? scales_h=None, "
            "float? scales_w=None) -> Tensor",
  .summary = N_ ("Images in another size, each pixel the nearest of the old ones."),
  .formula = "out[n,c,y,x] = self[n,c,floor(y H/h),floor(x W/w)]",
  .infer = upsample_infer,
  .forward = nearest_forward,
  .backward = nearest_backward,
  .explain = gr_explain_moved,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("upsample_nearest2d(r(2,3,4,5), [7, 3])"),
};

const GrOp gr_op_upsample_nearest2d_backward = {
  .schema = "upsample_nearest2d_backward(Tensor grad_output, int[2] output_size, int[] input_size, "
            "float? scales_h=None, float? scales_w=None) -> Tensor",
  .summary = N_ ("Gives each pixel's gradient to the pixel it was taken from."),
  .formula = "out[n,c,floor(y H/h),floor(x W/w)] += grad_output[n,c,y,x]",
  .infer = upsample_backward_infer,
  .forward = nearest_backward_forward,
  .backward = nearest_backward_backward,
  .explain = gr_explain_linear_first,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("upsample_nearest2d_backward(r(2,3,7,3), [7, 3], [2, 3, 4, 5])"),
};

const GrOp gr_op_upsample_bilinear2d = {
  .schema = "upsample_bilinear2d(Tensor self, int[2] output_size, bool align_corners, "
            "float? scales_h=None, float? scales_w=None) -> Tensor",
  .summary = N_ (
      "Images in another size, each pixel a weighted mean of the four old ones around it."),
  .formula = "out[n,c,y,x] = (1-u)(1-v) a + (1-u) v b + u (1-v) c + u v d",
  .infer = upsample_infer,
  .forward = bilinear_forward,
  .backward = bilinear_backward,
  .explain = gr_explain_linear,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("upsample_bilinear2d(r(2,3,4,5), [7, 3], False)",
                         "upsample_bilinear2d(r(1,2,3,3), [5, 6], True)"),
};

const GrOp gr_op_upsample_bilinear2d_backward = {
  .schema = "upsample_bilinear2d_backward(Tensor grad_output, int[2] output_size, "
            "int[] input_size, bool align_corners, float? scales_h=None, "
            "float? scales_w=None) -> Tensor",
  .summary = N_ ("Gives each pixel's gradient to the four it was made of, by their weights."),
  .formula = "the transposed map of upsample_bilinear2d",
  .infer = upsample_backward_infer,
  .forward = bilinear_backward_forward,
  .backward = bilinear_backward_backward,
  .explain = gr_explain_linear_first,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("upsample_bilinear2d_backward(r(2,3,7,3), [7, 3], [2, 3, 4, 5], False)"),
};

/* --- interpolate ------------------------------------------------------------------------------ */

/* The sizes of the @n last dimensions, from size= or scale_factor=. */
static gboolean
wanted_size (GrScope *s, const GrCall *call, gint n, gint64 *size, gdouble *scale)
{
  const GrTensor *input = gr_arg (call, 0);
  const GrValue *sizes = &call->args[1], *factors = &call->args[2];
  gboolean by_size = sizes->kind == GR_VALUE_INTS, by_factor = factors->kind == GR_VALUE_FLOATS;
  gsize given = by_size ? sizes->ints.n : by_factor ? factors->floats.n : 1;
  if (by_size == by_factor)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   by_size ? _ ("only one of size or scale_factor should be defined")
                           : _ ("either size or scale_factor should be defined"));
  else if (given != 1 && given != (gsize) n)
    gr_scope_fail (s, GR_ERROR_ARGUMENT, _ ("interpolate: %d sizes are wanted, but %u were given"),
                   n, (guint) given);
  for (gint i = 0; i < n && !s->error; i++)
    {
      gsize k = given == 1 ? 0 : i;
      scale[i] = by_factor ? factors->floats.v[k] : GR_NO_FLOAT;
      size[i] = by_size ? sizes->ints.v[k]
                        : (gint64) floor (input->shape[2 + i] * factors->floats.v[k]);
    }
  return !s->error;
}

static void
interpolate_compose (GrScope *s, GrCall *call)
{
  GrTensor *input = gr_arg (call, 0);
  const char *mode = call->args[3].string;
  gboolean align = call->args[4].i != 0;
  gint n = input->ndim - 2;
  gint64 size[2] = { 1, 1 };
  gdouble scale[2] = { GR_NO_FLOAT, GR_NO_FLOAT };
  gboolean nearest = strcmp (mode, "nearest") == 0,
           linear = strcmp (mode, n == 1 ? "linear" : "bilinear") == 0;
  if (n != 1 && n != 2)
    gr_scope_fail (
        s, GR_ERROR_SHAPE,
        _ ("interpolate expects an input of 3 or 4 dimensions (batch, channels, sizes), but "
           "got %d"),
        input->ndim);
  else if (!nearest && !linear)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   _ ("interpolate of %dD input has the modes nearest and %s, but not “%s”"),
                   input->ndim, n == 1 ? "linear" : "bilinear", mode);
  else if (nearest && align)
    gr_scope_fail (s, GR_ERROR_ARGUMENT,
                   _ ("align_corners option can only be set with the interpolating modes: linear | "
                      "bilinear"));
  if (s->error || !wanted_size (s, call, n, size + 2 - n, scale + 2 - n))
    return;
  GrTensor *image = n == 1 ? gx_unsqueeze (s, input, -2) : input;
  GrInts out_size = gr_ints (size, 2);
  GrTensor *out = nearest ? gx_upsample_nearest2d (s, image, out_size, scale[0], scale[1])
                          : gx_upsample_bilinear2d (s, image, out_size, align, scale[0], scale[1]);
  gr_call_give (call, n == 1 ? gx_squeeze_dim (s, out, -2) : out);
}

const GrOp gr_op_interpolate = {
  .schema = "interpolate(Tensor input, int[]? size=None, float[]? scale_factor=None, "
            "str mode='nearest', bool align_corners=False) -> Tensor",
  .summary = N_ ("Images or sequences in another size, by nearest neighbour or linearly."),
  .formula = "out at a place is the input at that place, scaled",
  .compose = interpolate_compose,
  .samples = GR_SAMPLES ("interpolate(r(2,3,4,5), [8, 3])",
                         "interpolate(r(2,3,4), scale_factor=2.0)",
                         "interpolate(r(1,2,3,3), scale_factor=2.0, mode='bilinear')",
                         "interpolate(r(1,2,3,4), [5, 7], None, 'bilinear', True)",
                         "interpolate(r(1,2,5), 3, mode='linear')",
                         "interpolate(r(1,1,5,5), scale_factor=[0.6, 1.5])"),
  .bad = GR_BAD ({ "interpolate(r(1,2,3,3))", "either size or scale_factor should be defined" },
                 { "interpolate(r(1,2,3,3), 2, mode='cubic')",
                   "interpolate of 4D input has the modes nearest and bilinear" }),
};
