/* range.c - tensors of regular numbers: arange, linspace, logspace, eye. */
#include "infer.h"

#include "gradus-functions.h"
#include "kernel.h"

#include <math.h>

/* --- arange ---------------------------------------------------------------------------------- */

typedef struct
{
  GrScalar start, end, step;
} Range;

/* Where the three forms have their arguments. */
static Range
range_of (const GrCall *call)
{
  const GrValue *args = call->args;
  switch (call->n_args)
    {
    case 3:
      return (Range){ gr_int (0), args[0].scalar, gr_int (1) };
    case 4:
      return (Range){ args[0].scalar, args[1].scalar, gr_int (1) };
    default:
      return (Range){ args[0].scalar, args[1].scalar, args[2].scalar };
    }
}

static gboolean
is_whole (const Range *range)
{
  return range->start.kind != GR_SCALAR_FLOAT && range->end.kind != GR_SCALAR_FLOAT
         && range->step.kind != GR_SCALAR_FLOAT;
}

/* How many numbers there are; -1 with an error. */
static gint64
range_length (const Range *range, GError **error)
{
  gdouble start = range->start.d, end = range->end.d, step = range->step.d;
  gdouble length = is_whole (range) && step != 0 ? 0 : ceil ((end - start) / step);
  if (step == 0)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "step must be nonzero");
  else if (!isfinite (start) || !isfinite (end))
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "unsupported range: %g -> %g", start, end);
  else if ((step > 0 && end < start) || (step < 0 && end > start))
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                 "upper bound and larger bound inconsistent with step sign");
  else if (!(length < 0x1p62))
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "invalid size, possible overflow?");
  else if (is_whole (range))
    {
      __int128 span = (__int128) range->end.i - range->start.i, by = range->step.i;
      return (gint64) ((span + by - (by > 0 ? 1 : -1)) / by);
    }
  else
    return (gint64) length;
  return -1;
}

static gboolean
arange_infer (GrCall *call, GError **error)
{
  Range range = range_of (call);
  gint64 length = range_length (&range, error);
  if (length < 0)
    return FALSE;
  GrDType dtype = gr_dtype_or (&call->args[call->n_args - 2],
                               is_whole (&range) ? GR_INT64 : gr_default_dtype ());
  gr_call_output (call, dtype, GR_INTS (length));
  return TRUE;
}

/* Number i is computed from start, not from its neighbour, so that errors do not add up. */
static gboolean
arange_forward (GrCall *call, GError **error)
{
  GrTensor *out = call->outputs[0];
  Range range = range_of (call);
  GrDType compute = is_whole (&range) ? GR_INT64 : GR_FLOAT64;
  g_autoptr (GrTensor) values = gr_workspace (out, compute, error);
  if (!values)
    return FALSE;
  for (gint64 i = 0; i < out->shape[0]; i++)
    if (compute == GR_INT64)
      GR_DATA (gint64, values)[i] = range.start.i + i * range.step.i;
    else
      GR_DATA (gdouble, values)[i] = range.start.d + (gdouble) i * range.step.d;
  return gr_settle (out, values, error);
}

const GrOp gr_op_arange = {
  .schema = "arange(Scalar end, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("The numbers 0, 1, 2, ... up to before end."),
  .formula = "out[i] = i",
  .infer = arange_infer,
  .forward = arange_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("arange(5)", "arange(2.5)", "arange(3, dtype='float64')", "arange(0)"),
  .bad = GR_BAD ({ "arange(-1)", "upper bound and larger bound inconsistent with step sign" },
                 { "arange(nan)", "unsupported range: 0 -> nan" }),
};

const GrOp gr_op_arange_start = {
  .schema = "arange.start(Scalar start, Scalar end, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("The numbers from start up to before end, in steps of 1."),
  .formula = "out[i] = start + i",
  .infer = arange_infer,
  .forward = arange_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("arange(2, 7)", "arange(-1.5, 2)", "arange(3, 3)"),
  .bad = GR_BAD ({ "arange(5, 0)", "upper bound and larger bound inconsistent with step sign" }),
};

const GrOp gr_op_arange_start_step = {
  .schema = "arange.start_step(Scalar start, Scalar end, Scalar step=1, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("The numbers from start up to before end, in equal steps."),
  .formula = "out[i] = start + i * step",
  .infer = arange_infer,
  .forward = arange_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("arange(2, 9, 3)", "arange(5, -5, -3)", "arange(0, 1, 0.25)",
                         "arange(0, 2, 0.5, dtype='float64')"),
  .bad = GR_BAD ({ "arange(0, 5, 0)", "step must be nonzero" },
                 { "arange(5, 0, 1)", "upper bound and larger bound inconsistent with step sign" }),
};

/* --- linspace, logspace ---------------------------------------------------------------------- */

static gboolean
steps_infer (GrCall *call, GError **error)
{
  gint64 steps = call->args[2].i;
  if (steps < 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "number of steps must be non-negative");
      return FALSE;
    }
  gr_call_output (call, gr_dtype_or (&call->args[call->n_args - 2], gr_default_dtype ()),
                  GR_INTS (steps));
  return TRUE;
}

/* From both ends to the middle, so that both ends are exact. In the precision of the result. */
#define STEP_VALUE(T, i)                                                                           \
  ({                                                                                               \
    T first = (T) start, last = (T) end, step = n > 1 ? (last - first) / (T) (n - 1) : 0;          \
    (i) < n / 2 || n == 1 ? first + step *(T) (i) : last - step *(T) (n - (i) -1);                 \
  })

static gdouble
step_value (GrDType dtype, gdouble start, gdouble end, gint64 n, gint64 i)
{
  return dtype == GR_FLOAT32 ? STEP_VALUE (gfloat, i) : STEP_VALUE (gdouble, i);
}

static gboolean
linspace_forward (GrCall *call, GError **error)
{
  GrTensor *out = call->outputs[0];
  for (gint64 i = 0; i < out->shape[0]; i++)
    gr_tensor_set (out, i,
                   gr_float (step_value (out->dtype, call->args[0].scalar.d, call->args[1].scalar.d,
                                         out->shape[0], i)));
  return TRUE;
}

static gboolean
logspace_forward (GrCall *call, GError **error)
{
  GrTensor *out = call->outputs[0];
  gdouble base = call->args[3].f;
  for (gint64 i = 0; i < out->shape[0]; i++)
    {
      gdouble power = step_value (out->dtype, call->args[0].scalar.d, call->args[1].scalar.d,
                                  out->shape[0], i);
      gr_tensor_set (out, i,
                     gr_float (out->dtype == GR_FLOAT32 ? powf ((gfloat) base, (gfloat) power)
                                                        : pow (base, power)));
    }
  return TRUE;
}

const GrOp gr_op_linspace = {
  .schema = "linspace(Scalar start, Scalar end, int steps, *, ScalarType? dtype=None, "
            "Device? device=None) -> Tensor",
  .summary = N_ ("Evenly spaced numbers from start to end, both included."),
  .formula = "out[i] = start + i * (end - start) / (steps - 1)",
  .infer = steps_infer,
  .forward = linspace_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("linspace(0, 1, 5)", "linspace(-2, 3, 4, dtype='float64')",
                         "linspace(3, 9, 1)", "linspace(0, 1, 0)",
                         "linspace(0, 10, 4, dtype='int64')"),
  .bad = GR_BAD ({ "linspace(0, 1, -1)", "number of steps must be non-negative" }),
};

const GrOp gr_op_logspace = {
  .schema = "logspace(Scalar start, Scalar end, int steps, float base=10.0, *, "
            "ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("Numbers from base^start to base^end, each the same multiple of the one before."),
  .formula = "out[i] = base ^ (start + i * (end - start) / (steps - 1))",
  .infer = steps_infer,
  .forward = logspace_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("logspace(0, 2, 3, dtype='float64')",
                         "logspace(-1, 1, 4, 2.0, dtype='float64')"),
  .bad = GR_BAD ({ "logspace(0, 1, -1)", "number of steps must be non-negative" }),
};

/* --- eye ------------------------------------------------------------------------------------- */

static gboolean
eye_infer (GrCall *call, GError **error)
{
  gboolean square = call->n_args == 3;
  gint64 n = call->args[0].i, m = square ? n : call->args[1].i;
  if (n < 0 || m < 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   "%s must be greater or equal to 0, got %" G_GINT64_FORMAT, n < 0 ? "n" : "m",
                   n < 0 ? n : m);
      return FALSE;
    }
  gr_call_output (call, gr_dtype_or (&call->args[call->n_args - 2], gr_default_dtype ()),
                  GR_INTS (n, m));
  return TRUE;
}

static gboolean
eye_forward (GrCall *call, GError **error)
{
  GrTensor *out = call->outputs[0];
  g_autoptr (GrTensor) diagonal = gr_tensor_alias (out);
  diagonal->ndim = 1;
  diagonal->shape[0] = MIN (out->shape[0], out->shape[1]);
  diagonal->stride[0] = out->stride[0] + out->stride[1];
  gr_fill (out, gr_int (0));
  gr_fill (diagonal, gr_int (1));
  return TRUE;
}

const GrOp gr_op_eye = {
  .schema = "eye(int n, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("A square matrix with ones on the diagonal."),
  .formula = "out[i, j] = 1 where i = j, else 0",
  .infer = eye_infer,
  .forward = eye_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("eye(3)", "eye(0)", "eye(2, dtype='int64')"),
  .bad = GR_BAD ({ "eye(-1)", "n must be greater or equal to 0, got -1" }),
};

const GrOp gr_op_eye_m = {
  .schema = "eye.m(int n, int m, *, ScalarType? dtype=None, Device? device=None) -> Tensor",
  .summary = N_ ("A matrix with ones on the diagonal."),
  .formula = "out[i, j] = 1 where i = j, else 0",
  .infer = eye_infer,
  .forward = eye_forward,
  .explain = gr_explain_number,
  .samples = GR_SAMPLES ("eye(2, 4)", "eye(4, 2, dtype='bool')"),
  .bad = GR_BAD ({ "eye(2, -1)", "m must be greater or equal to 0, got -1" }),
};
