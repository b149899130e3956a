/* index-select.c - whole entries of one dimension, named by a list of indices: index_select,
 * index_add, index_copy, index_fill, embedding.
 */
#include "infer.h"

#include "../cpu/pool.h"
#include "gradus-functions.h"
#include "kernel.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- what the rows share --------------------------------------------------------------------- */

/* A contiguous tensor as [outer, size, inner] around a dimension; rank 0 has size 1. */
typedef struct
{
  gint64 outer, size, inner;
} Around;

static Around
around (const GrTensor *tensor, gint dim)
{
  Around a = { 1, tensor->ndim ? tensor->shape[dim] : 1, 1 };
  for (gint d = 0; d < tensor->ndim; d++)
    if (d < dim)
      a.outer *= tensor->shape[d];
    else if (d > dim)
      a.inner *= tensor->shape[d];
  return a;
}

/* The indices as int64, all of them inside 0 to @size - 1. (transfer full) */
static GrTensor *
checked_indices (GrTensor *index, gint64 size, const char *message, GError **error)
{
  g_autoptr (GrTensor) packed = gr_packed (index, GR_INT64, error);
  if (!packed)
    return NULL;
  for (gint64 i = 0; i < gr_tensor_numel (packed); i++)
    {
      gint64 at = GR_DATA (gint64, packed)[i];
      if (at >= 0 && at < size)
        continue;
      g_autofree char *found = g_strdup_printf ("%" G_GINT64_FORMAT, at);
      g_autofree char *limit = g_strdup_printf ("%" G_GINT64_FORMAT, size);
      g_set_error (error, GR_ERROR, GR_ERROR_INDEX, message, found, limit);
      return NULL;
    }
  return g_steal_pointer (&packed);
}

static gboolean
check_index (const GrCall *call, const GrTensor *index, GError **error)
{
  if (index->ndim > 1)
    g_set_error (error, GR_ERROR, GR_ERROR_INDEX, "%s(): Index is supposed to be a vector",
                 gr_op_name (call->op));
  else if (index->dtype != GR_INT64 && index->dtype != GR_INT32)
    g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, "%s(): Expected dtype int32 or int64 for index",
                 gr_op_name (call->op));
  else
    return TRUE;
  return FALSE;
}

/* --- index_select ---------------------------------------------------------------------------- */

static gboolean
index_select_infer (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *index = gr_arg (call, 2);
  gint64 shape[GR_MAX_DIMS];
  gint dim;
  if (!gr_wrap_dim (call->args[1].i, self->ndim, &dim, error) || !check_index (call, index, error))
    return FALSE;
  memcpy (shape, self->shape, sizeof shape);
  if (self->ndim)
    shape[dim] = gr_tensor_numel (index);
  gr_call_output (call, self->dtype, gr_ints (shape, self->ndim));
  return TRUE;
}

typedef struct
{
  Around from;
  gint64 n;
  const gint64 *indices;
  const guint8 *self;
  guint8 *out;
  gsize row; /* bytes of an entry */
  gint64 rows_per_tile;
} Selecting;

static void
select_tile (gint64 tile, gint thread, gpointer user)
{
  const Selecting *s = user;
  gint64 first = tile * s->rows_per_tile,
         end = MIN (first + s->rows_per_tile, s->from.outer * s->n);
  for (gint64 i = first; i < end; i++)
    memcpy (s->out + i * s->row,
            s->self + (i / s->n * s->from.size + s->indices[i % s->n]) * s->row, s->row);
}

/* @out is contiguous, [outer, n, inner]. */
static gboolean
select_entries (GrTensor *out, GrTensor *self, gint dim, GrTensor *indices, GError **error)
{
  g_autoptr (GrTensor) from = gr_packed (self, self->dtype, error);
  if (!from)
    return FALSE;
  Selecting s = { .from = around (self, dim),
                  .n = gr_tensor_numel (indices),
                  .indices = GR_DATA (gint64, indices),
                  .self = gr_tensor_data (from),
                  .out = gr_tensor_data (out) };
  s.row = s.from.inner * gr_dtype_size (self->dtype);
  s.rows_per_tile = MAX (65536 / (gint64) MAX (s.row, 1), 1);
  if (gr_tensor_numel (out) > 0)
    gr_pool_run ((s.from.outer * s.n + s.rows_per_tile - 1) / s.rows_per_tile, select_tile, &s);
  return TRUE;
}

#define SELECT_RANGE "INDICES element is out of DATA bounds, id=%s axis_dim=%s"

static gboolean
index_select_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0);
  gint dim;
  if (!gr_wrap_dim (call->args[1].i, self->ndim, &dim, error))
    return FALSE;
  g_autoptr (GrTensor) indices = checked_indices (gr_arg (call, 2), around (self, dim).size,
                                                  SELECT_RANGE, error);
  return indices && select_entries (call->outputs[0], self, dim, indices, error);
}

static void
index_select_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *grad = gr_grad (b, 0);
  if (grad)
    gr_give (b, 0,
             gx_index_add (s, gx_zeros (s, gr_input_shape (b, 0), grad->dtype, grad->device),
                           b->args[1].i, gr_saved (b, 2), grad, gr_int (1)));
}

const GrOp gr_op_index_select = {
  .schema = "index_select(Tensor self, int dim, Tensor index) -> Tensor",
  .summary = N_ ("The entries of a dimension that a list names."),
  .formula = "out[i, ...] = self[index[i], ...] for dim = 0",
  .infer = index_select_infer,
  .forward = index_select_forward,
  .backward = index_select_backward,
  .saves = GR_SAVE_INPUT (2),
  .explain = gr_explain_moved,
  .samples = GR_SAMPLES ("index_select(r(3,4), 0, i(0,3,5))", "index_select(r(3,4), -1, i(0,4,2))",
                         "index_select(i(0,9,2,3,2), 1, i(0,3,4))",
                         "index_select(r(3,4), 0, i(0,3,0))"),
  .bad = GR_BAD (
      { "index_select(r(2,3), 1, i(3,4,1))",
        "INDICES element is out of DATA bounds, id=3 axis_dim=3" },
      { "index_select(r(2,3), 1, i(0,2,1,1))", "index_select(): Index is supposed to be a vector" },
      { "index_select(r(2,3), 1, r(1))",
        "index_select(): Expected dtype int32 or int64 for index" }),
};

/* --- index_add, index_copy ------------------------------------------------------------------- */

static gboolean
index_write_infer (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *index = gr_arg (call, 2), *source = gr_arg (call, 3);
  const char *name = gr_op_name (call->op);
  gint dim;
  if (!gr_wrap_dim (call->args[1].i, self->ndim, &dim, error) || !check_index (call, index, error))
    return FALSE;
  if (self->dtype != source->dtype)
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_DTYPE,
          "%s_(): self and source expected to have the same dtype, but got (self) %s and (source) "
          "%s",
          name, gr_dtype_name (self->dtype), gr_dtype_name (source->dtype));
      return FALSE;
    }
  gint64 n = source->ndim && dim < source->ndim ? source->shape[dim] : 1;
  if (gr_tensor_numel (index) != n)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "%s_(): Number of indices (%" G_GINT64_FORMAT
                   ") should be equal to source.size(dim): (%" G_GINT64_FORMAT "), for dim: %d",
                   name, gr_tensor_numel (index), n, dim);
      return FALSE;
    }
  gboolean fits = source->ndim == self->ndim || (source->ndim == 0 && self->ndim == 1);
  for (gint d = 0; fits && source->ndim && d < self->ndim; d++)
    fits = d == dim || source->shape[d] == self->shape[d];
  if (!fits)
    {
      g_autofree char *to = gr_tensor_shape_string (self), *from = gr_tensor_shape_string (source);
      g_set_error (
          error, GR_ERROR, GR_ERROR_SHAPE,
          "%s_(): Source/destination tensor must have same slice shapes. Destination shape: %s at "
          "dimension %d and source shape: %s.",
          name, to, dim, from);
      return FALSE;
    }
  return gr_infer_pointwise (call, 0, 0, self->dtype, error) != NULL;
}

#define INNER_TILE 256

/* out[..., indices[i], ...] += alpha * source[..., i, ...], in the order of i. */
typedef struct
{
  GrDType dtype;
  Around to;
  gint64 n;
  const gint64 *indices;
  gint64 skipped; /* an index that is left out; -1: none */
  gconstpointer source;
  gpointer out;
  GrScalar alpha;
  gint64 tiles_inner;
} Adding;

static void
add_tile (gint64 tile, gint thread, gpointer user)
{
  const Adding *a = user;
  gint64 outer = tile / a->tiles_inner, first = tile % a->tiles_inner * INNER_TILE;
  gint64 width = MIN (INNER_TILE, a->to.inner - first);
#define ADD(T)                                                                                     \
  {                                                                                                \
    T alpha = a->dtype == GR_INT64 ? (T) a->alpha.i : (T) a->alpha.d;                              \
    for (gint64 i = 0; i < a->n; i++)                                                              \
      if (a->indices[i] != a->skipped)                                                             \
        {                                                                                          \
          T *out = (T *) a->out + (outer * a->to.size + a->indices[i]) * a->to.inner + first;      \
          const T *from = (const T *) a->source + (outer * a->n + i) * a->to.inner + first;        \
          for (gint64 k = 0; k < width; k++)                                                       \
            out[k] += alpha * from[k];                                                             \
        }                                                                                          \
  }
  GR_FOR_COMPUTE (a->dtype, ADD)
#undef ADD
}

/* @out is contiguous and of a compute dtype, as is @source. */
static void
add_entries (GrTensor *out, gint dim, GrTensor *indices, gint64 skipped, GrTensor *source,
             GrScalar alpha)
{
  Adding a = {
    out->dtype, around (out, dim),       gr_tensor_numel (indices), GR_DATA (gint64, indices),
    skipped,    gr_tensor_data (source), gr_tensor_data (out),      alpha,
    0
  };
  a.tiles_inner = (a.to.inner + INNER_TILE - 1) / INNER_TILE;
  gr_pool_run (a.to.outer * a.tiles_inner, add_tile, &a);
}

static gboolean
index_add_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *out = call->outputs[0];
  GrDType compute = gr_compute_dtype (self->dtype);
  gint dim;
  g_autoptr (GrTensor) sums = gr_workspace (out, compute, error);
  g_autoptr (GrTensor) source = sums ? gr_packed (gr_arg (call, 3), compute, error) : NULL;
  if (!source || !gr_copy (sums, self, error)
      || !gr_wrap_dim (call->args[1].i, self->ndim, &dim, error))
    return FALSE;
  g_autoptr (GrTensor) indices = checked_indices (gr_arg (call, 2), around (self, dim).size,
                                                  "index out of range in self", error);
  if (!indices)
    return FALSE;
  add_entries (sums, dim, indices, -1, source, call->args[4].scalar);
  return gr_settle (out, sums, error);
}

/* The gradient of source: the entries written to, in source's own shape. */
static GrTensor *
source_grad (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *grad = gx_index_select (s, gr_grad (b, 0), b->args[1].i, gr_saved (b, 2));
  GrInts shape = gr_input_shape (b, 3);
  return grad && (gsize) grad->ndim != shape.n ? gx_reshape (s, grad, shape) : grad;
}

static void
index_add_backward (GrBackward *b)
{
  if (gr_needs (b, 0))
    gr_give (b, 0, gr_grad (b, 0));
  if (gr_needs (b, 3))
    gr_give (b, 3, gx_mul (b->scope, source_grad (b), gx_number (b->scope, b->args[4].scalar)));
}

const GrOp gr_op_index_add = {
  .schema = "index_add(Tensor self, int dim, Tensor index, Tensor source, *, "
            "Scalar alpha=1) -> Tensor",
  .summary = N_ ("Adds to the entries of a dimension that a list names, in order."),
  .formula = "out[index[i], ...] += alpha * source[i, ...] for dim = 0",
  .infer = index_write_infer,
  .forward = index_add_forward,
  .backward = index_add_backward,
  .saves = GR_SAVE_INPUT (2),
  .explain = gr_explain_linear,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("index_add(r(3,4), 0, i(0,3,5), r(5,4))",
                         "index_add(r(3,4), 1, i(0,4,2), r(3,2), alpha=-2)",
                         "index_add(i(0,9,3), 0, i(0,3,4), i(0,9,4))"),
  .bad = GR_BAD (
      { "index_add(r(2,3), 1, i(3,4,1), r(2,1))", "index out of range in self" },
      { "index_add(r(2,3), 1, i(1,2,1), r(2,2))",
        "index_add_(): Number of indices (1) should be equal to source.size(dim): (2), for "
        "dim: 1" }),
};

static gboolean
index_copy_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *source = gr_arg (call, 3), *out = call->outputs[0];
  gint dim;
  if (!gr_copy (out, self, error) || !gr_wrap_dim (call->args[1].i, self->ndim, &dim, error))
    return FALSE;
  g_autoptr (GrTensor) indices = checked_indices (
      gr_arg (call, 2), around (self, dim).size,
      "index_copy_(): index %s is out of bounds for size %s", error);
  for (gint64 i = 0; indices && i < gr_tensor_numel (indices); i++)
    {
      g_autoptr (GrTensor) to = self->ndim ? gr_part (out, dim, GR_DATA (gint64, indices)[i], 1)
                                           : gr_tensor_ref (out);
      g_autoptr (GrTensor) from = source->ndim ? gr_part (source, dim, i, 1)
                                               : gr_tensor_ref (source);
      if (!gr_copy (to, from, error))
        return FALSE;
    }
  return indices != NULL;
}

static void
index_copy_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  if (gr_needs (b, 0))
    gr_give (b, 0,
             gx_index_fill_int_Tensor (s, gr_grad (b, 0), b->args[1].i, gr_saved (b, 2),
                                       gx_number (s, gr_int (0))));
  if (gr_needs (b, 3))
    gr_give (b, 3, source_grad (b));
}

const GrOp gr_op_index_copy = {
  .schema = "index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor",
  .summary = N_ ("Writes the entries of a dimension that a list names."),
  .formula = "out[index[i], ...] = source[i, ...] for dim = 0, else self",
  .infer = index_write_infer,
  .forward = index_copy_forward,
  .backward = index_copy_backward,
  .saves = GR_SAVE_INPUT (2),
  .explain = gr_explain_moved,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("index_copy(r(4,3), 0, t([3, 1]), r(2,3))",
                         "index_copy(r(2,4), -1, t([0, 2]), r(2,2))"),
  .bad = GR_BAD (
      { "index_copy(r(2,3), 1, i(3,4,1), r(2,1))", "index_copy_(): index 3 is out of bounds" },
      { "index_copy(r(2,3), 1, i(1,2,1), r(2,2))",
        "index_copy_(): Number of indices (1) should be equal to" }),
};

/* --- index_fill ------------------------------------------------------------------------------ */

static gboolean
index_fill_infer (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *value = gr_arg (call, 3);
  gint dim;
  if (!gr_wrap_dim (call->args[1].i, self->ndim, &dim, error)
      || !check_index (call, gr_arg (call, 2), error))
    return FALSE;
  if (value->ndim > 0)
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_SHAPE,
          "index_fill_ only supports a 0-dimensional value tensor, but got tensor with %d "
          "dimension(s).",
          value->ndim);
      return FALSE;
    }
  return gr_infer_pointwise (call, 0, 0, self->dtype, error) != NULL;
}

static gboolean
index_fill_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *out = call->outputs[0];
  gint dim;
  if (!gr_copy (out, self, error) || !gr_wrap_dim (call->args[1].i, self->ndim, &dim, error))
    return FALSE;
  gint64 size = around (self, dim).size;
  g_autoptr (GrTensor) indices = gr_tensor_new (GR_INT64, GR_CPU,
                                                gr_tensor_shape (gr_arg (call, 2)), error);
  if (!indices || !gr_copy (indices, gr_arg (call, 2), error))
    return FALSE;
  for (gint64 i = 0; i < gr_tensor_numel (indices); i++)
    {
      gint64 given = GR_DATA (gint64, indices)[i], at = given < 0 ? given + size : given;
      if (at < 0 || at >= size)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_INDEX,
                       "index %" G_GINT64_FORMAT
                       " is out of bounds for dimension %d with size %" G_GINT64_FORMAT,
                       given, dim, size);
          return FALSE;
        }
      g_autoptr (GrTensor) entry = self->ndim ? gr_part (out, dim, at, 1) : gr_tensor_ref (out);
      if (!gr_copy (entry, gr_arg (call, 3), error))
        return FALSE;
    }
  return TRUE;
}

static void
index_fill_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  if (gr_needs (b, 0))
    gr_give (b, 0,
             gx_index_fill_int_Tensor (s, gr_grad (b, 0), b->args[1].i, gr_saved (b, 2),
                                       gx_number (s, gr_int (0))));
  if (gr_needs (b, 3))
    gr_give (b, 3,
             gx_sum (s, gx_index_select (s, gr_grad (b, 0), b->args[1].i, gr_saved (b, 2)),
                     GR_DTYPE_NONE));
}

const GrOp gr_op_index_fill_int_Tensor = {
  .schema = "index_fill.int_Tensor(Tensor self, int dim, Tensor index, Tensor value) -> Tensor",
  .summary = N_ ("Writes one number to the entries of a dimension that a list names."),
  .formula = "out[index[i], ...] = value for dim = 0, else self",
  .infer = index_fill_infer,
  .forward = index_fill_forward,
  .backward = index_fill_backward,
  .saves = GR_SAVE_INPUT (2),
  .explain = gr_explain_moved,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("index_fill(r(3,4), 0, t([2, 0]), 1.5)",
                         "index_fill(r(3,4), 1, t([3, 1]), r())",
                         "index_fill(i(0,9,4), 0, t([2]), 7)"),
  .bad = GR_BAD ({ "index_fill(r(2,3), 1, i(3,4,1), 1.0)",
                   "index 3 is out of bounds for dimension 1 with size 3" }),
};

/* --- embedding ------------------------------------------------------------------------------- */

static gboolean
embedding_infer (GrCall *call, GError **error)
{
  GrTensor *weight = gr_arg (call, 0), *indices = gr_arg (call, 1);
  gint64 shape[GR_MAX_DIMS];
  if (weight->ndim != 2)
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, _ ("'weight' must be 2-D"));
  else if (indices->dtype != GR_INT64 && indices->dtype != GR_INT32)
    g_set_error (
        error, GR_ERROR, GR_ERROR_DTYPE,
        _ ("Expected tensor for argument #1 'indices' to have one of the following scalar types: "
           "Long, Int; but got %s instead (while checking arguments for embedding)"),
        gr_dtype_name (indices->dtype));
  else if (indices->ndim >= GR_MAX_DIMS)
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, _ ("a tensor has at most %d dimensions"),
                 GR_MAX_DIMS);
  else
    {
      memcpy (shape, indices->shape, sizeof shape);
      shape[indices->ndim] = weight->shape[1];
      gr_call_output (call, weight->dtype, gr_ints (shape, indices->ndim + 1));
      return TRUE;
    }
  return FALSE;
}

static gboolean
embedding_forward (GrCall *call, GError **error)
{
  GrTensor *weight = gr_arg (call, 0);
  g_autoptr (GrTensor) indices = checked_indices (gr_arg (call, 1), weight->shape[0],
                                                  "index out of range in self", error);
  return indices && select_entries (call->outputs[0], weight, 0, indices, error);
}

static void
embedding_backward (GrBackward *b)
{
  gr_give (b, 0,
           gx_embedding_dense_backward (b->scope, gr_grad (b, 0), gr_saved (b, 1),
                                        gr_input_shape (b, 0).v[0], b->args[2].i, b->args[3].i));
}

const GrOp gr_op_embedding = {
  .schema = "embedding(Tensor weight, Tensor indices, int padding_idx=-1, "
            "bool scale_grad_by_freq=False, bool sparse=False) -> Tensor",
  .summary = N_ ("Looks words up: each index is replaced by that row of the weights."),
  .formula = "out[..., :] = weight[indices[...], :]",
  .infer = embedding_infer,
  .forward = embedding_forward,
  .backward = embedding_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_moved,
  .samples = GR_SAMPLES ("embedding(r(5,3), i(0,5,4))", "embedding(r(5,3), i(0,5,2,4), 1)",
                         "embedding(r(5,3), i(0,5))", "embedding(r(3,2), i(0,3,6), -1, True)",
                         "embedding(r(3,2), i(0,3,0))"),
  .bad = GR_BAD (
      { "embedding(r(4,2), i(4,5,1))", "index out of range in self" },
      { "embedding(r(4,2), r(1))",
        "Expected tensor for argument #1 'indices' to have one of the following scalar types" }),
};

/* The indices that are given by tensor 1 with the rows of the gradient, tensor 0. */
static gboolean
embedding_dense_backward_infer (GrCall *call, GError **error)
{
  GrTensor *grad = gr_arg (call, 0);
  gr_call_output (call, grad->dtype, GR_INTS (call->args[2].i, grad->shape[grad->ndim - 1]));
  return TRUE;
}

/* Divides each row of @source by how often its index occurs. */
static gboolean
divide_by_frequency (GrTensor *source, GrTensor *indices, gint64 n_rows, GError **error)
{
  g_autoptr (GrTensor) counts = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (n_rows), error);
  if (!counts)
    return FALSE;
  gr_fill (counts, gr_int (0));
  gint64 n = gr_tensor_numel (indices), width = source->shape[source->ndim - 1];
  for (gint64 i = 0; i < n; i++)
    GR_DATA (gint64, counts)[GR_DATA (gint64, indices)[i]]++;
  for (gint64 i = 0; i < n; i++)
    for (gint64 k = i * width; k < (i + 1) * width; k++)
      if (source->dtype == GR_FLOAT32)
        GR_DATA (gfloat, source)[k] /= GR_DATA (gint64, counts)[GR_DATA (gint64, indices)[i]];
      else
        GR_DATA (gdouble, source)[k] /= GR_DATA (gint64, counts)[GR_DATA (gint64, indices)[i]];
  return TRUE;
}

static gboolean
embedding_dense_backward_forward (GrCall *call, GError **error)
{
  GrTensor *grad = gr_arg (call, 0), *out = call->outputs[0];
  gint64 n_rows = call->args[2].i;
  GrDType compute = gr_compute_dtype (grad->dtype);
  g_autoptr (GrTensor) sums = gr_workspace (out, compute, error);
  g_autoptr (GrTensor) source = sums
                                    ? gr_tensor_new (compute, GR_CPU, gr_tensor_shape (grad), error)
                                    : NULL;
  g_autoptr (GrTensor) indices = source ? checked_indices (gr_arg (call, 1), n_rows,
                                                           "index out of range in self", error)
                                        : NULL;
  if (!indices || !gr_copy (source, grad, error))
    return FALSE;
  if (call->args[4].i && !divide_by_frequency (source, indices, n_rows, error))
    return FALSE;
  gr_fill (sums, gr_int (0));
  add_entries (sums, 0, indices, call->args[3].i, source, gr_int (1));
  return gr_settle (out, sums, error);
}

static void
embedding_dense_backward_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *indices = gr_saved (b, 1);
  gint64 padding = b->args[3].i;
  if (b->args[4].i)
    {
      gr_scope_fail (s, GR_ERROR_AUTOGRAD,
                     "double backward for embedding with scale_grad_by_freq is not supported");
      return;
    }
  GrTensor *grad = gx_embedding (s, gr_grad (b, 0), indices, -1, FALSE, FALSE);
  if (padding >= 0 && !s->error)
    grad = gx_mul (s, grad,
                   gx_unsqueeze (s, gx_ne (s, indices, gx_number (s, gr_int (padding))), -1));
  gr_give (b, 0, grad);
}

const GrOp gr_op_embedding_dense_backward = {
  .schema = "embedding_dense_backward(Tensor grad_output, Tensor indices, int num_weights, "
            "int padding_idx, bool scale_grad_by_freq) -> Tensor",
  .summary = N_ ("Adds each gradient to the row that was looked up, in order."),
  .formula = "out[w, :] = sum over indices[...] = w of grad_output[..., :]",
  .infer = embedding_dense_backward_infer,
  .forward = embedding_dense_backward_forward,
  .backward = embedding_dense_backward_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_linear_first,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("embedding_dense_backward(r(4,3), i(0,5,4), 5, -1, False)",
                         "embedding_dense_backward(r(2,4,3), i(0,5,2,4), 5, 2, False)"),
};
