/* gather.c - element by element along a dimension, at places that an index tensor names: gather,
 * the scatters, take_along_dim.
 */
#include "infer.h"

#include "gradus-functions.h"
#include "kernel.h"

#include <math.h>
#include <string.h>

/* --- what the rows share --------------------------------------------------------------------- */

/* A rank-0 tensor as one of one element. (transfer full) */
static GrTensor *
at_least_1d (GrTensor *tensor)
{
  GrTensor *alias = gr_tensor_alias (tensor);
  if (alias->ndim == 0)
    alias->ndim = alias->shape[0] = alias->stride[0] = 1;
  return alias;
}

static gboolean
check_index_type (const GrCall *call, const GrTensor *index, GError **error)
{
  if (index->dtype == GR_INT64)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, "%s(): Expected dtype int64 for index",
               gr_op_name (call->op));
  return FALSE;
}

/* That @index fits into @limit in all dimensions but @except (-1: in all). */
static gboolean
fits_into (const GrTensor *index, const GrTensor *limit, gint except)
{
  for (gint d = 0; d < index->ndim; d++)
    if (d != except && index->shape[d] > limit->shape[d])
      return FALSE;
  return TRUE;
}

/* self, dim, index and, for the scatters, src. */
static gboolean
check_along (GrCall *call, GrTensor *self, gint64 dim_arg, GrTensor *index, GrTensor *src,
             gint *dim, GError **error)
{
  g_autoptr (GrTensor) whole = at_least_1d (self), places = at_least_1d (index);
  g_autoptr (GrTensor) from = src ? at_least_1d (src) : NULL;
  gboolean is_gather = strcmp (gr_op_name (call->op), "gather") == 0;
  if (!gr_wrap_dim (dim_arg, self->ndim, dim, error) || !check_index_type (call, index, error))
    return FALSE;
  if (src && src->dtype != self->dtype)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                   "%s(): Expected self.dtype to be equal to src.dtype", gr_op_name (call->op));
      return FALSE;
    }
  if (gr_tensor_numel (index) == 0)
    return TRUE;
  if (places->ndim != whole->ndim || (from && places->ndim != from->ndim))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "Index tensor must have the same number of dimensions as %s tensor",
                   is_gather                     ? "input"
                   : places->ndim != whole->ndim ? "self"
                                                 : "src");
      return FALSE;
    }
  if (fits_into (places, whole, *dim) && (!from || fits_into (places, from, -1)))
    return TRUE;
  g_autofree char *index_shape = gr_tensor_shape_string (index),
                  *self_shape = gr_tensor_shape_string (self);
  g_autofree char *src_shape = src ? gr_tensor_shape_string (src) : NULL;
  if (is_gather)
    for (gint d = 0; d < places->ndim; d++)
      if (d != *dim && places->shape[d] > whole->shape[d])
        {
          g_set_error (
              error, GR_ERROR, GR_ERROR_SHAPE,
              "Size does not match at dimension %d expected index %s to be smaller than self %s "
              "apart from dimension %d",
              d, index_shape, self_shape, *dim);
          return FALSE;
        }
  if (src)
    g_set_error (
        error, GR_ERROR, GR_ERROR_SHAPE,
        "Expected index %s to be smaller than self %s apart from dimension %d and to be smaller "
        "size than src %s",
        index_shape, self_shape, *dim, src_shape);
  else
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                 "Expected index %s to be smaller than self %s apart from dimension %d",
                 index_shape, self_shape, *dim);
  return FALSE;
}

/* All places, before any of them is followed. */
static gboolean
check_places (GrTensor *index, gint dim, gint64 size, GError **error)
{
  const gint64 *places = GR_DATA (gint64, index);
  for (gint64 i = 0; i < gr_tensor_numel (index); i++)
    if (places[i] < 0 || places[i] >= size)
      {
        g_set_error (error, GR_ERROR, GR_ERROR_INDEX,
                     "index %" G_GINT64_FORMAT
                     " is out of bounds for dimension %d with size %" G_GINT64_FORMAT,
                     places[i], dim, size);
        return FALSE;
      }
  return TRUE;
}

typedef enum
{
  MOVE_IN,
  MOVE_OUT,
  SET,
  ADD,
  MULTIPLY,
  MAXIMUM,
  MINIMUM
} What;

/* One line: @n places along the dimension. @whole is what the places are in, @part the tensor of
 * the index's shape: whole[place[i]] with part[i]. */
typedef struct
{
  What what;
  GrDType dtype;
  gpointer whole, part;
  const gint64 *places;
  gint64 n, whole_stride, part_stride, place_stride;
} Along;

static void
move_line (const gint64 *at, gpointer user)
{
  const Along *a = user;
  const gint64 *places = a->places + at[1];
#define MOVE(T)                                                                                    \
  {                                                                                                \
    T *whole = (T *) a->whole + at[0], *part = (T *) a->part + at[2];                              \
    if (a->what == MOVE_OUT)                                                                       \
      for (gint64 i = 0; i < a->n; i++)                                                            \
        part[i * a->part_stride] = whole[places[i * a->place_stride] * a->whole_stride];           \
    else                                                                                           \
      for (gint64 i = 0; i < a->n; i++)                                                            \
        whole[places[i * a->place_stride] * a->whole_stride] = part[i * a->part_stride];           \
  }
  GR_FOR_SIZE (a->dtype, MOVE)
#undef MOVE
}

static void
combine_line (const gint64 *at, gpointer user)
{
  const Along *a = user;
  const gint64 *places = a->places + at[1];
#define COMBINE(T)                                                                                 \
  {                                                                                                \
    T *whole = (T *) a->whole + at[0];                                                             \
    const T *part = (const T *) a->part + at[2];                                                   \
    for (gint64 i = 0; i < a->n; i++)                                                              \
      {                                                                                            \
        T *place = &whole[places[i * a->place_stride] * a->whole_stride],                          \
          x = part[i * a->part_stride];                                                            \
        switch (a->what)                                                                           \
          {                                                                                        \
          case ADD:                                                                                \
            *place += x;                                                                           \
            break;                                                                                 \
          case MULTIPLY:                                                                           \
            *place *= x;                                                                           \
            break;                                                                                 \
          case MAXIMUM:                                                                            \
            *place = *place > x || *place != *place ? *place : x;                                  \
            break;                                                                                 \
          case MINIMUM:                                                                            \
            *place = *place < x || *place != *place ? *place : x;                                  \
            break;                                                                                 \
          default:                                                                                 \
            *place = x;                                                                            \
          }                                                                                        \
      }                                                                                            \
  }
  GR_FOR_COMPUTE (a->dtype, COMBINE)
#undef COMBINE
}

/* @whole and @part are of one dtype; for anything but moving, a compute dtype. */
static gboolean
run_along (What what, GrTensor *whole, gint dim, GrTensor *index, GrTensor *part, GError **error)
{
  g_autoptr (GrTensor) places = gr_packed (index, GR_INT64, error);
  if (!places)
    return FALSE;
  if (gr_tensor_numel (places) == 0)
    return TRUE;
  GrTensor *flat[] = { at_least_1d (whole), at_least_1d (places), at_least_1d (part) };
  gboolean ok = check_places (flat[1], dim, flat[0]->shape[dim], error);
  Along along = { what,
                  whole->dtype,
                  gr_tensor_data (whole),
                  gr_tensor_data (part),
                  GR_DATA (gint64, places),
                  flat[1]->shape[dim],
                  flat[0]->stride[dim],
                  flat[2]->stride[dim],
                  flat[1]->stride[dim] };
  if (ok)
    gr_lines_run (gr_tensor_shape (flat[1]), dim, flat, 3,
                  what == MOVE_IN || what == MOVE_OUT ? move_line : combine_line, &along);
  for (guint i = 0; i < 3; i++)
    gr_tensor_unref (flat[i]);
  return ok;
}

/* A gradient of index's shape in the shape of a larger src, zeros in the rest. */
static GrTensor *
grown (GrScope *s, GrTensor *grad, GrInts shape)
{
  for (gint d = 0; grad && d < grad->ndim; d++)
    if (grad->shape[d] != shape.v[d])
      {
        gint64 sizes[GR_MAX_DIMS];
        memcpy (sizes, grad->shape, sizeof sizes);
        sizes[d] = shape.v[d];
        grad = gx_slice_backward (s, grad, gr_ints (sizes, shape.n), d, 0, grad->shape[d], 1);
      }
  return grad;
}

/* --- gather ---------------------------------------------------------------------------------- */

static gboolean
gather_infer (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *index = gr_arg (call, 2);
  gint dim;
  if (!check_along (call, self, call->args[1].i, index, NULL, &dim, error))
    return FALSE;
  gr_call_output (call, self->dtype, gr_tensor_shape (index));
  return TRUE;
}

static gboolean
gather_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0);
  gint dim;
  return gr_wrap_dim (call->args[1].i, self->ndim, &dim, error)
         && run_along (MOVE_OUT, self, dim, gr_arg (call, 2), call->outputs[0], error);
}

static void
gather_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *grad = gr_grad (b, 0);
  if (grad)
    gr_give (b, 0,
             gx_scatter_add (s, gx_zeros (s, gr_input_shape (b, 0), grad->dtype, grad->device),
                             b->args[1].i, gr_saved (b, 2), grad));
}

const GrOp gr_op_gather = {
  .schema = "gather(Tensor self, int dim, Tensor index) -> Tensor",
  .summary = N_ ("Picks along a dimension, for each place the entry that the index names."),
  .formula = "out[i][j] = self[index[i][j]][j] for dim = 0",
  .infer = gather_infer,
  .forward = gather_forward,
  .backward = gather_backward,
  .saves = GR_SAVE_INPUT (2),
  .explain = gr_explain_moved,
  .samples = GR_SAMPLES ("gather(r(3,4), 1, i(0,4,3,2))", "gather(r(3,4), 0, i(0,3,2,4))",
                         "gather(r(2,3,2), -2, i(0,3,1,4,2))", "gather(i(0,9,5), 0, i(0,5,3))",
                         "gather(r(), 0, i(0,1))"),
  .bad = GR_BAD (
      { "gather(r(2,3), 1, i(3,4,1,1))", "index 3 is out of bounds for dimension 1 with size 3" },
      { "gather(r(2,3), 1, i(0,2,1))",
        "Index tensor must have the same number of dimensions as input tensor" },
      { "gather(r(2,3), 1, r(2,3))", "gather(): Expected dtype int64 for index" },
      { "gather(r(2,3), 0, i(0,1,2,4))",
        "Size does not match at dimension 1 expected index [2, 4] to be smaller than self [2, "
        "3]" }),
};

/* --- scatter --------------------------------------------------------------------------------- */

static gboolean
scatter_infer (GrCall *call, GError **error)
{
  gint dim;
  return check_along (call, gr_arg (call, 0), call->args[1].i, gr_arg (call, 2), gr_arg (call, 3),
                      &dim, error)
         && gr_infer_pointwise (call, 0, 0, gr_arg (call, 0)->dtype, error);
}

/* out = self, then @what with @src along the places. */
static gboolean
scatter_run (GrCall *call, What what, GrTensor *src, GrDType dtype, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *out = call->outputs[0];
  gint dim;
  g_autoptr (GrTensor) whole = gr_workspace (out, dtype, error);
  g_autoptr (GrTensor) part = whole ? gr_packed (src, dtype, error) : NULL;
  return part && gr_copy (whole, self, error)
         && gr_wrap_dim (call->args[1].i, self->ndim, &dim, error)
         && run_along (what, whole, dim, gr_arg (call, 2), part, error)
         && gr_settle (out, whole, error);
}

static gboolean
scatter_src_forward (GrCall *call, GError **error)
{
  return scatter_run (call, MOVE_IN, gr_arg (call, 3), gr_arg (call, 0)->dtype, error);
}

static gboolean
scatter_value_forward (GrCall *call, GError **error)
{
  GrTensor *index = gr_arg (call, 2);
  g_autoptr (GrTensor) value = gr_tensor_new_scalar (gr_arg (call, 0)->dtype, call->args[3].scalar);
  value->ndim = index->ndim;
  for (gint d = 0; d < index->ndim; d++)
    {
      value->shape[d] = index->shape[d];
      value->stride[d] = 0;
    }
  return scatter_run (call, MOVE_IN, value, value->dtype, error);
}

static gboolean
scatter_add_forward (GrCall *call, GError **error)
{
  return scatter_run (call, ADD, gr_arg (call, 3), gr_compute_dtype (gr_arg (call, 0)->dtype),
                      error);
}

static void
scatter_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_scatter_value (s, gr_grad (b, 0), b->args[1].i, gr_saved (b, 2), gr_int (0)));
  if (gr_n_entries (b, 3) && gr_needs (b, 3))
    gr_give (b, 3,
             grown (s, gx_gather (s, gr_grad (b, 0), b->args[1].i, gr_saved (b, 2)),
                    gr_input_shape (b, 3)));
}

static void
scatter_add_backward (GrBackward *b)
{
  if (gr_needs (b, 0))
    gr_give (b, 0, gr_grad (b, 0));
  if (gr_needs (b, 3))
    gr_give (b, 3,
             grown (b->scope, gx_gather (b->scope, gr_grad (b, 0), b->args[1].i, gr_saved (b, 2)),
                    gr_input_shape (b, 3)));
}

const GrOp gr_op_scatter_value = {
  .schema = "scatter.value(Tensor self, int dim, Tensor index, Scalar value) -> Tensor",
  .summary = N_ ("Writes a number at the places along a dimension that the index names."),
  .formula = "out[index[i][j]][j] = value for dim = 0, else self",
  .infer = scatter_infer,
  .forward = scatter_value_forward,
  .backward = scatter_backward,
  .saves = GR_SAVE_INPUT (2),
  .explain = gr_explain_moved,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("scatter(r(3,4), 1, i(0,4,3,2), 2.5)",
                         "scatter(i(0,9,3,4), 0, i(0,3,2,2), 7)"),
  .bad = GR_BAD ({ "scatter(r(2,3), 1, i(0,1,1), 1.0)",
                   "Index tensor must have the same number of dimensions as self tensor" }),
};

const GrOp gr_op_scatter_src = {
  .schema = "scatter.src(Tensor self, int dim, Tensor index, Tensor src) -> Tensor",
  .summary = N_ ("Writes along a dimension, each entry at the place that the index names."),
  .formula = "out[index[i][j]][j] = src[i][j] for dim = 0, else self",
  .infer = scatter_infer,
  .forward = scatter_src_forward,
  .backward = scatter_backward,
  .saves = GR_SAVE_INPUT (2),
  .explain = gr_explain_moved,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("scatter(r(5,2), 0, i(1,2,1,2), r(1,2))",
                         "scatter(r(5), 0, t([1, 4, 2]), r(3))"),
  .bad = GR_BAD ({ "scatter(r(2,3), 1, i(3,4,1,1), r(1,1))",
                   "index 3 is out of bounds for dimension 1 with size 3" },
                 { "scatter(r(2,3), 1, i(0,3,1,2), r(1,1))",
                   "Expected index [1, 2] to be smaller than self [2, 3] apart from "
                   "dimension 1 and to be smaller size than src [1, 1]" },
                 { "scatter(r(2,3), 1, i(0,3,1,2), r(1,2,dtype='float32'))",
                   "scatter(): Expected self.dtype to be equal to src.dtype" }),
};

const GrOp gr_op_scatter_add = {
  .schema = "scatter_add(Tensor self, int dim, Tensor index, Tensor src) -> Tensor",
  .summary = N_ ("Adds along a dimension, each entry at the place that the index names, in order."),
  .formula = "out[k][j] = self[k][j] + sum over index[i][j] = k of src[i][j] for dim = 0",
  .infer = scatter_infer,
  .forward = scatter_add_forward,
  .backward = scatter_add_backward,
  .saves = GR_SAVE_INPUT (2),
  .explain = gr_explain_linear,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES (
      "scatter_add(r(3,4), 1, i(0,4,3,6), r(3,6))", "scatter_add(r(3,4), 0, i(0,3,5,2), r(5,2))",
      "scatter_add(i(0,9,3), 0, i(0,3,7), i(0,9,7))", "scatter_add(r(2,2), 0, i(0,2,0,2), r(0,2))"),
  .bad = GR_BAD ({ "scatter_add(r(2,3), 1, i(9,10,1,2), r(1,2))",
                   "index 9 is out of bounds for dimension 1 with size 3" }),
};

/* --- scatter_reduce -------------------------------------------------------------------------- */

typedef enum
{
  REDUCE_SUM,
  REDUCE_PROD,
  REDUCE_MEAN,
  REDUCE_AMAX,
  REDUCE_AMIN,
  N_REDUCTIONS
} Reduction;

static gboolean
find_reduction (const char *name, Reduction *reduction, GError **error)
{
  static const char *const names[] = { "sum", "prod", "mean", "amax", "amin" };
  for (*reduction = 0; *reduction < N_REDUCTIONS; ++*reduction)
    if (strcmp (name, names[*reduction]) == 0)
      return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               "reduce argument must be either sum, prod, mean, amax or amin.");
  return FALSE;
}

static gboolean
scatter_reduce_infer (GrCall *call, GError **error)
{
  Reduction reduction;
  return find_reduction (call->args[4].string, &reduction, error) && scatter_infer (call, error);
}

/* What the first of the values at a place is combined with when self does not count. */
static GrScalar
neutral (Reduction reduction, GrDType dtype)
{
  gboolean whole = dtype == GR_INT64;
  switch (reduction)
    {
    case REDUCE_PROD:
      return gr_int (1);
    case REDUCE_AMAX:
      return whole ? gr_int (G_MININT64) : gr_float (-G_MAXDOUBLE * 2);
    case REDUCE_AMIN:
      return whole ? gr_int (G_MAXINT64) : gr_float (G_MAXDOUBLE * 2);
    default:
      return gr_int (0);
    }
}

/* whole /= how many values each place got, integers rounded down. */
static gboolean
divide_by_counts (GrTensor *whole, gint dim, GrTensor *index, gboolean include_self, GError **error)
{
  g_autoptr (GrTensor) counts = gr_tensor_new (GR_INT64, GR_CPU, gr_tensor_shape (whole), error);
  g_autoptr (GrTensor) ones = counts
                                  ? gr_tensor_new (GR_INT64, GR_CPU, gr_tensor_shape (index), error)
                                  : NULL;
  if (!ones)
    return FALSE;
  gr_fill (counts, gr_int (include_self));
  gr_fill (ones, gr_int (1));
  if (!run_along (ADD, counts, dim, index, ones, error))
    return FALSE;
#define DIVIDE(T)                                                                                  \
  for (gint64 i = 0; i < gr_tensor_numel (whole); i++)                                             \
    {                                                                                              \
      gint64 count = MAX (GR_DATA (gint64, counts)[i], 1);                                         \
      T sum = GR_DATA (T, whole)[i], share = sum / (T) count;                                      \
      gboolean down = whole->dtype == GR_INT64 && sum < 0 && share * (T) count != sum;             \
      GR_DATA (T, whole)[i] = share - (T) down;                                                    \
    }
  GR_FOR_COMPUTE (whole->dtype, DIVIDE)
#undef DIVIDE
  return TRUE;
}

static gboolean
scatter_reduce_forward (GrCall *call, GError **error)
{
  static const What whats[] = { ADD, MULTIPLY, ADD, MAXIMUM, MINIMUM };
  GrTensor *self = gr_arg (call, 0), *index = gr_arg (call, 2), *out = call->outputs[0];
  gboolean include_self = call->args[5].i;
  GrDType compute = gr_compute_dtype (self->dtype);
  Reduction reduction;
  gint dim;
  g_autoptr (GrTensor) whole = gr_workspace (out, compute, error);
  g_autoptr (GrTensor) part = whole ? gr_packed (gr_arg (call, 3), compute, error) : NULL;
  if (!part || !gr_copy (whole, self, error)
      || !gr_wrap_dim (call->args[1].i, self->ndim, &dim, error)
      || !find_reduction (call->args[4].string, &reduction, error))
    return FALSE;
  if (!include_self)
    {
      g_autoptr (GrTensor) start = gr_tensor_new (compute, GR_CPU, gr_tensor_shape (index), error);
      if (!start)
        return FALSE;
      gr_fill (start, neutral (reduction, compute));
      if (!run_along (MOVE_IN, whole, dim, index, start, error))
        return FALSE;
    }
  return run_along (whats[reduction], whole, dim, index, part, error)
         && (reduction != REDUCE_MEAN || divide_by_counts (whole, dim, index, include_self, error))
         && gr_settle (out, whole, error);
}

typedef struct
{
  GrScope *s;
  GrTensor *grad, *self, *index, *src, *result;
  gint64 dim;
  gboolean include_self;
  GrTensor *grad_self, *grad_src; /* what is found */
} ReduceBackward;

static GrTensor *
picked (ReduceBackward *r, GrTensor *whole)
{
  return gx_gather (r->s, whole, r->dim, r->index);
}

static GrTensor *
zeros_of (GrScope *s, GrTensor *tensor)
{
  return gx_zeros_like (s, tensor, GR_DTYPE_NONE, GR_NO_DEVICE);
}

/* Each place divides its gradient among all that equal the extremum. */
static void
extremum_backward (ReduceBackward *r)
{
  GrScope *s = r->s;
  GrTensor *self_wins = gx_to_dtype (s, gx_eq (s, r->self, r->result), r->grad->dtype);
  GrTensor *src_wins = gx_to_dtype (s, gx_eq (s, r->src, picked (r, r->result)), r->grad->dtype);
  GrTensor *start = r->include_self ? self_wins : zeros_of (s, r->grad);
  GrTensor *count = gx_scatter_add (s, start, r->dim, r->index, src_wins);
  GrTensor *share = gx_div (s, r->grad, gx_maximum (s, count, gx_number (s, gr_int (1))));
  r->grad_self = r->include_self ? gx_mul (s, self_wins, share) : r->grad;
  r->grad_src = gx_mul (s, src_wins, picked (r, share));
}

/* The product of the others: the whole product divided by the factor, or recomputed where it is a
 * lone 0. */
static void
product_backward (ReduceBackward *r)
{
  GrScope *s = r->s;
  GrTensor *self_zero = gx_eq (s, r->self, gx_number (s, gr_int (0)));
  GrTensor *safe_self = gx_add (s, r->self, self_zero, gr_int (1));
  GrTensor *others = gx_scatter_reduce_two (s, safe_self, r->dim, r->index, r->src, "prod",
                                            r->include_self);
  r->grad_self = gx_div (s, gx_mul (s, r->grad, others), safe_self);

  GrTensor *zero = gx_to_dtype (s, gx_eq (s, r->src, gx_number (s, gr_int (0))), r->grad->dtype);
  GrTensor *n_zeros = picked (r, gx_scatter_add (s, zeros_of (s, r->grad), r->dim, r->index, zero));
  GrTensor *lone = gx_mul (s, zero, gx_eq (s, n_zeros, gx_number (s, gr_int (1))));
  GrTensor *without = gx_scatter_reduce_two (
      s, r->self, r->dim, r->index, gx_add (s, r->src, lone, gr_int (1)), "prod", r->include_self);
  GrTensor *usual = gx_div (s, picked (r, gx_mul (s, r->grad, r->result)),
                            gx_add (s, r->src, zero, gr_int (1)));
  r->grad_src = gx_add (s, usual, gx_mul (s, lone, picked (r, gx_mul (s, r->grad, without))),
                        gr_int (1));
}

static void
mean_backward (ReduceBackward *r)
{
  GrScope *s = r->s;
  GrTensor *start = gx_full_like (s, r->grad, gr_int (r->include_self), GR_DTYPE_NONE,
                                  GR_NO_DEVICE);
  GrTensor *ones = gx_ones_like (s, r->src, GR_DTYPE_NONE, GR_NO_DEVICE);
  GrTensor *count = gx_scatter_add (s, start, r->dim, r->index, ones);
  r->grad_self = gx_div (s, r->grad, gx_maximum (s, count, gx_number (s, gr_int (1))));
  r->grad_src = picked (r, r->grad_self);
}

static void
scatter_reduce_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrInts src_shape = gr_input_shape (b, 3);
  Reduction reduction;
  if (!find_reduction (b->args[4].string, &reduction, &s->error))
    return;
  ReduceBackward r = { s,
                       gr_grad (b, 0),
                       gr_saved (b, 0),
                       gr_saved (b, 2),
                       gr_saved (b, 3),
                       gr_result (b, 0),
                       b->args[1].i,
                       b->args[5].i,
                       NULL,
                       NULL };
  for (gint d = 0; r.src && r.index && d < r.src->ndim;
       d++) /* what the index does not reach has no part */
    if (r.src->shape[d] > r.index->shape[d])
      r.src = gx_narrow (s, r.src, d, 0, r.index->shape[d]);
  if (s->error)
    return;
  if (reduction == REDUCE_SUM)
    {
      r.grad_self = r.grad;
      r.grad_src = picked (&r, r.grad);
    }
  else if (reduction == REDUCE_PROD)
    product_backward (&r);
  else if (reduction == REDUCE_MEAN)
    mean_backward (&r);
  else
    extremum_backward (&r);
  if (!r.include_self)
    r.grad_self = gx_scatter_value (s, r.grad_self, r.dim, r.index, gr_int (0));
  if (gr_needs (b, 0))
    gr_give (b, 0, r.grad_self);
  if (gr_needs (b, 3))
    gr_give (b, 3, grown (s, r.grad_src, src_shape));
}

/* All but products, and means of integers, which are rounded down, are linear where they stand.
 * These two are functions of what the sum would add. */
static gboolean
scatter_reduce_explain (GrExplain *x, GError **error)
{
  gboolean is_product = strcmp (x->args[4].string, "prod") == 0;
  gboolean is_floor = strcmp (x->args[4].string, "mean") == 0
                      && !gr_dtype_is_floating (x->outputs[0]->dtype);
  g_autofree GrValue *args = g_memdup2 (x->args, x->schema->n_params * sizeof (GrValue));
  gdouble product = 1, sum = 0;
  if (!is_product && !is_floor)
    return gr_explain_linear (x, error);
  args[4].string = "sum";
  x->args = args;
  if (!gr_explain_linear (x, error))
    return FALSE;
  for (guint i = 0; i < x->to->terms->len; i++)
    {
      const GrTerm *term = &g_array_index (x->to->terms, GrTerm, i);
      product *= term->value;
      sum += term->value;
      g_array_append_vals (x->to->places, term->factors, term->n_factors);
    }
  gdouble mean = floor (sum / x->to->terms->len);
  g_array_set_size (x->to->terms, 0);
  gr_explain_term (x, is_product ? product : mean, 0, NULL);
  x->to->form = GR_EXPLAINED_FUNCTION;
  return TRUE;
}

const GrOp gr_op_scatter_reduce_two = {
  .schema = "scatter_reduce.two(Tensor self, int dim, Tensor index, Tensor src, str reduce, *, "
            "bool include_self=True) -> Tensor",
  .summary = N_ ("Reduces along a dimension all entries that the index sends to one place."),
  .formula = "out[k][j] = reduce of self[k][j] and all src[i][j] with index[i][j] = k, for dim = 0",
  .infer = scatter_reduce_infer,
  .forward = scatter_reduce_forward,
  .backward = scatter_reduce_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (2) | GR_SAVE_INPUT (3) | GR_SAVE_OUTPUT (0),
  .explain = scatter_reduce_explain,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("scatter_reduce(r(3,4), 1, i(0,4,3,6), r(3,6), 'sum')",
                         "scatter_reduce(w(4), 0, i(0,4,6), w(6), 'prod')",
                         "scatter_reduce(r(3,4), 1, i(0,4,3,6), r(3,6), 'mean')",
                         "scatter_reduce(d(4), 0, i(0,4,6), d(6), 'amax')",
                         "scatter_reduce(d(4), 0, i(0,4,6), d(6), 'amin', include_self=False)",
                         "scatter_reduce(w(4), 0, i(0,4,6), w(6), 'prod', include_self=False)",
                         "scatter_reduce(i(-9,9,4), 0, i(0,4,6), i(-9,9,6), 'mean')"),
  .bad = GR_BAD ({ "scatter_reduce(r(2,3), 1, i(0,3,1,2), r(1,2), 'foo')",
                   "reduce argument must be either sum, prod, mean, amax or amin." }),
};

/* --- take_along_dim -------------------------------------------------------------------------- */

static void
take_along_dim_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0), *indices = gr_arg (call, 1);
  gint dim;
  if (call->args[2].kind != GR_VALUE_INT)
    {
      gr_call_give (call, gx_gather (s, gx_reshape (s, self, GR_INTS (gr_tensor_numel (self))), 0,
                                     gx_reshape (s, indices, GR_INTS (gr_tensor_numel (indices)))));
      return;
    }
  if (self->ndim != indices->ndim)
    {
      gr_scope_fail (
          s, GR_ERROR_SHAPE,
          "torch.take_along_dim(): input and indices should have the same number of dimensions, "
          "but got %d dimensions for input, and %d dimensions for indices",
          self->ndim, indices->ndim);
      return;
    }
  if (!gr_wrap_dim (call->args[2].i, self->ndim, &dim, &s->error))
    return;
  GrTensor *sides[] = { self, indices };
  gint64 shapes[2][GR_MAX_DIMS];
  gsize n;
  for (guint k = 0; k < 2; k++) /* broadcast in all dimensions but dim */
    {
      memcpy (shapes[k], sides[k]->shape, sizeof shapes[k]);
      shapes[k][dim] = 1;
    }
  if (!gr_shape_broadcast (gr_ints (shapes[0], self->ndim), gr_ints (shapes[1], self->ndim),
                           shapes[0], &n, &s->error))
    return;
  for (guint k = 0; k < 2; k++)
    {
      shapes[0][dim] = sides[k]->shape[dim];
      sides[k] = gx_expand (s, sides[k], gr_ints (shapes[0], n));
    }
  gr_call_give (call, gx_gather (s, sides[0], dim, sides[1]));
}

const GrOp gr_op_take_along_dim = {
  .schema = "take_along_dim(Tensor self, Tensor indices, int? dim=None) -> Tensor",
  .summary = N_ ("Picks along a dimension what argsort or argmax found, with broadcasting."),
  .formula = "out[i][j] = self[indices[i][j]][j] for dim = 0",
  .compose = take_along_dim_compose,
  .samples = GR_SAMPLES ("take_along_dim(r(2,3), i(0,3,2,1), 1)",
                         "take_along_dim(r(2,3), i(0,3,1,4), -1)",
                         "take_along_dim(r(2,3), i(0,6,4))"),
  .bad = GR_BAD ({ "take_along_dim(r(2,3), i(5,6,1,1), 1)",
                   "index 5 is out of bounds for dimension 1 with size 3" }),
};
