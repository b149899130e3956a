/* matmul.c - products of matrices: mm, bmm, addmm, baddbmm, mv, dot, linear and, made of these,
 * matmul and outer. einsum is einsum.c's.
 */
#include "infer.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "../cpu/gemm.h"
#include "../cpu/pool.h"
#include "gradus-functions.h"
#include "kernel.h"

/* --- the kernel ------------------------------------------------------------------------------ */

/* A matrix, or a batch of them: rank 2 or 3. */
static GrMatrix
matrix_of (const GrTensor *tensor)
{
  gint n = tensor->ndim;
  gboolean shared = n == 2 || tensor->shape[0] == 1;
  return (GrMatrix){ gr_tensor_data (tensor), tensor->stride[n - 2], tensor->stride[n - 1],
                     shared ? 0 : tensor->stride[0] };
}

/* As gr_gemm() wants it: of the dtype computed in, and with strides that BLAS can walk. */
static GrTensor *
operand (GrTensor *tensor, GrDType compute, GError **error)
{
  gint n = tensor->ndim;
  if (tensor->dtype == compute
      && gr_gemm_takes (tensor->shape[n - 2], tensor->shape[n - 1], tensor->stride[n - 2],
                        tensor->stride[n - 1]))
    return gr_tensor_ref (tensor);
  g_autoptr (GrTensor) copy = gr_tensor_new (compute, GR_CPU, gr_tensor_shape (tensor), error);
  return copy && gr_copy (copy, tensor, error) ? g_steal_pointer (&copy) : NULL;
}

/* Row @tile of all the products' rows, for integers. */
static void
integer_row (gint64 tile, gint thread, gpointer user)
{
  const GrGemm *g = user;
  gint64 batch = tile / g->m, row = tile % g->m;
  const gint64 *a = (const gint64 *) g->a.data + batch * g->a.batch + row * g->a.row;
  const gint64 *b = (const gint64 *) g->b.data + batch * g->b.batch;
  gint64 *c = (gint64 *) g->c.data + batch * g->c.batch + row * g->c.row;
  guint64 alpha = (guint64) (gint64) g->alpha, beta = (guint64) (gint64) g->beta;
  for (gint64 j = 0; j < g->n; j++)
    {
      guint64 sum = 0; /* unsigned: overflow wraps */
      for (gint64 l = 0; l < g->k; l++)
        sum += (guint64) a[l * g->a.column] * (guint64) b[l * g->b.row + j * g->b.column];
      c[j * g->c.column] = (gint64) (alpha * sum
                                     + (beta ? beta * (guint64) c[j * g->c.column] : 0));
    }
}

/* out = alpha a b + beta start; a and b are matrices or batches of them, @start (NULL where beta is
 * 0) is broadcast to @out. */
static gboolean
multiply (GrTensor *out, GrTensor *a, GrTensor *b, GrTensor *start, gdouble alpha, gdouble beta,
          GError **error)
{
  GrDType compute = gr_compute_dtype (out->dtype);
  g_autoptr (GrTensor) left = operand (a, compute, error);
  g_autoptr (GrTensor) right = left ? operand (b, compute, error) : NULL;
  g_autoptr (GrTensor) product = right ? gr_workspace (out, compute, error) : NULL;
  if (!product || (start && beta != 0 && !gr_copy (product, start, error)))
    return FALSE;
  gint n = left->ndim;
  GrGemm gemm = { .batch = out->ndim == 3 ? out->shape[0] : 1,
                  .m = left->shape[n - 2],
                  .n = right->shape[n - 1],
                  .k = left->shape[n - 1],
                  .a = matrix_of (left),
                  .b = matrix_of (right),
                  .c = matrix_of (product),
                  .alpha = alpha,
                  .beta = start ? beta : 0 };
  if (gr_tensor_numel (out) == 0)
    return TRUE;
  if (gemm.k == 0 && gemm.beta == 0)
    gr_fill (product, gr_int (0));
  else if (gr_dtype_is_floating (compute))
    gr_gemm (compute, &gemm);
  else
    gr_pool_run (gemm.batch * gemm.m, integer_row, &gemm);
  return gr_settle (out, product, error);
}

/* --- checks ---------------------------------------------------------------------------------- */

/* All of one dtype, and not bool, which has no sum. */
static gboolean
check_dtypes (const GrCall *call, guint first, guint last, GError **error)
{
  const GrTensor *a = gr_arg (call, first);
  for (guint i = first; i <= last; i++)
    {
      const GrTensor *b = gr_arg (call, i);
      if (b && b->dtype != a->dtype)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                       "%s: expected all tensors to be %s, but got %s", gr_op_name (call->op),
                       gr_dtype_name (a->dtype), gr_dtype_name (b->dtype));
          return FALSE;
        }
    }
  if (a->dtype != GR_BOOL)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DTYPE, _ ("\"%s\" not implemented for 'bool'"),
               gr_op_name (call->op));
  return FALSE;
}

static gboolean
check_product (const GrTensor *a, const GrTensor *b, GError **error)
{
  if (a->ndim != 2 || b->ndim != 2)
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, "%s must be a matrix",
                 a->ndim != 2 ? "self" : "mat2");
  else if (a->shape[1] != b->shape[0])
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                 _ ("mat1 and mat2 shapes cannot be multiplied (%" PRId64 "x%" PRId64 " and "
                    "%" PRId64
                    "x%" PRId64 ")"),
                 a->shape[0], a->shape[1], b->shape[0], b->shape[1]);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_batch_product (const GrTensor *a, const GrTensor *b, GError **error)
{
  if (a->ndim != 3 || b->ndim != 3)
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, "%s must be a 3D tensor",
                 a->ndim != 3 ? "batch1" : "batch2");
  else if (a->shape[0] != b->shape[0] || a->shape[2] != b->shape[1])
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                 "Expected size for first two dimensions of batch2 tensor to be: [%" G_GINT64_FORMAT
                 ", %" G_GINT64_FORMAT "] but got: [%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "].",
                 a->shape[0], a->shape[2], b->shape[0], b->shape[1]);
  else
    return TRUE;
  return FALSE;
}

/* That @start can be expanded to @shape. */
static gboolean
check_expands (const GrTensor *start, GrInts shape, GError **error)
{
  gint extra = (gint) shape.n - start->ndim;
  g_autofree char *target = gr_ints_to_string (shape);
  g_autofree char *have = gr_tensor_shape_string (start);
  if (extra < 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "expand(%s, size=%s): the number of sizes provided (%" G_GSIZE_FORMAT
                   ") must be greater "
                   "or equal to the number of dimensions in the tensor (%d)",
                   have, target, shape.n, start->ndim);
      return FALSE;
    }
  for (gint i = 0; i < start->ndim; i++)
    if (start->shape[i] != 1 && start->shape[i] != shape.v[i + extra])
      {
        g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                     _ ("The expanded size of the tensor (%" PRId64 ") must match the existing "
                        "size (%" PRId64 ") at non-singleton dimension %d.  Target sizes: %s.  "
                        "Tensor sizes: %s"),
                     shape.v[i + extra], start->shape[i], i + extra, target, have);
        return FALSE;
      }
  return TRUE;
}

/* --- what the rows share --------------------------------------------------------------------- */

/* 2 operations for each of the products that are summed to one element. */
static void
product_cost (const GrCall *call, guint left, GrCost *cost)
{
  const GrTensor *a = gr_arg (call, left);
  cost->flops = 2.0 * gr_tensor_numel (call->outputs[0]) * (a->ndim ? a->shape[a->ndim - 1] : 1);
}

static void
first_cost (const GrCall *call, GrCost *cost)
{
  product_cost (call, 0, cost);
}

static void
second_cost (const GrCall *call, GrCost *cost)
{
  product_cost (call, 1, cost);
}

static GrTensor *
transposed (GrScope *s, GrTensor *matrix)
{
  return gx_transpose_int (s, matrix, -2, -1);
}

static GrTensor *
times (GrScope *s, GrTensor *tensor, GrScalar factor)
{
  return factor.d == 1 ? tensor : gx_mul (s, tensor, gx_number (s, factor));
}

static GrTensor *
product (GrScope *s, GrTensor *a, GrTensor *b, gboolean batched)
{
  return batched ? gx_bmm (s, a, b) : gx_mm (s, a, b);
}

/* Gradients of factor * a b, arguments @left and @left + 1. */
static void
give_factors (GrBackward *b, guint left, gboolean batched, GrScalar factor)
{
  GrScope *s = b->scope;
  if (gr_needs (b, left))
    gr_give (b, left,
             times (s, product (s, gr_grad (b, 0), transposed (s, gr_saved (b, left + 1)), batched),
                    factor));
  if (gr_needs (b, left + 1))
    gr_give (b, left + 1,
             times (s, product (s, transposed (s, gr_saved (b, left)), gr_grad (b, 0), batched),
                    factor));
}

/* --- mm, bmm --------------------------------------------------------------------------------- */

static gboolean
mm_infer (GrCall *call, GError **error)
{
  const GrTensor *a = gr_arg (call, 0), *b = gr_arg (call, 1);
  if (!check_product (a, b, error) || !check_dtypes (call, 0, 1, error))
    return FALSE;
  gr_call_output (call, a->dtype, GR_INTS (a->shape[0], b->shape[1]));
  return TRUE;
}

static gboolean
bmm_infer (GrCall *call, GError **error)
{
  const GrTensor *a = gr_arg (call, 0), *b = gr_arg (call, 1);
  if (!check_batch_product (a, b, error) || !check_dtypes (call, 0, 1, error))
    return FALSE;
  gr_call_output (call, a->dtype, GR_INTS (a->shape[0], a->shape[1], b->shape[2]));
  return TRUE;
}

static gboolean
product_forward (GrCall *call, GError **error)
{
  return multiply (call->outputs[0], gr_arg (call, 0), gr_arg (call, 1), NULL, 1, 0, error);
}

static void
mm_backward (GrBackward *b)
{
  give_factors (b, 0, FALSE, gr_int (1));
}

static void
bmm_backward (GrBackward *b)
{
  give_factors (b, 0, TRUE, gr_int (1));
}

/* The rows of the first are multiplied one by one. */
static gboolean
rows_explain (GrExplain *x, GError **error)
{
  return gr_explain_tensor (x, 0, 0)->ndim > 1
             ? gr_explain_in_sample (x, 1, gr_explain_product, error)
             : gr_explain_product (x, error);
}

const GrOp gr_op_mm = {
  .schema = "mm(Tensor self, Tensor mat2) -> Tensor",
  .summary = N_ ("The product of two matrices."),
  .formula = "out[i, j] = sum_k self[i, k] * mat2[k, j]",
  .infer = mm_infer,
  .forward = product_forward,
  .backward = mm_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = rows_explain,
  .cost = first_cost,
  .samples = GR_SAMPLES ("mm(r(2,3), r(3,4))", "mm(r(1,3), r(3,2))", "mm(r(2,0), r(0,3))",
                         "mm(r(0,3), r(3,2))", "mm(i(-5,5,2,3), i(-5,5,3,2))"),
  .bad = GR_BAD (
      { "mm(r(2,3), r(4,5))", "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)" },
      { "mm(r(3), r(3,4))", "self must be a matrix" },
      { "mm(r(2,3), r(3))", "mat2 must be a matrix" }),
};

static gboolean
bmm_explain (GrExplain *x, GError **error)
{
  return gr_explain_in_sample (x, 2, gr_explain_product, error);
}

const GrOp gr_op_bmm = {
  .schema = "bmm(Tensor self, Tensor mat2) -> Tensor",
  .summary = N_ ("The products of two lists of matrices, pair by pair."),
  .formula = "out[n, i, j] = sum_k self[n, i, k] * mat2[n, k, j]",
  .infer = bmm_infer,
  .forward = product_forward,
  .backward = bmm_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = bmm_explain,
  .cost = first_cost,
  .samples = GR_SAMPLES ("bmm(r(2,3,4), r(2,4,2))", "bmm(r(1,2,3), r(1,3,4))",
                         "bmm(r(0,2,3), r(0,3,4))", "bmm(i(-5,5,2,2,3), i(-5,5,2,3,2))"),
  .bad = GR_BAD (
      { "bmm(r(2,3,4), r(2,5,6))",
        "Expected size for first two dimensions of batch2 tensor to be: [2, 4] but got: [2, 5]." },
      { "bmm(r(2,3), r(2,5,6))", "batch1 must be a 3D tensor" }),
};

/* --- addmm, baddbmm -------------------------------------------------------------------------- */

static gboolean
addmm_infer (GrCall *call, GError **error)
{
  const GrTensor *a = gr_arg (call, 1), *b = gr_arg (call, 2);
  if (!check_product (a, b, error)
      || !check_expands (gr_arg (call, 0), GR_INTS (a->shape[0], b->shape[1]), error)
      || !check_dtypes (call, 0, 2, error))
    return FALSE;
  gr_call_output (call, a->dtype, GR_INTS (a->shape[0], b->shape[1]));
  return TRUE;
}

static gboolean
baddbmm_infer (GrCall *call, GError **error)
{
  const GrTensor *a = gr_arg (call, 1), *b = gr_arg (call, 2);
  if (!check_batch_product (a, b, error))
    return FALSE;
  GrInts shape = GR_INTS (a->shape[0], a->shape[1], b->shape[2]);
  if (!check_expands (gr_arg (call, 0), shape, error) || !check_dtypes (call, 0, 2, error))
    return FALSE;
  gr_call_output (call, a->dtype, shape);
  return TRUE;
}

static gboolean
add_product_forward (GrCall *call, GError **error)
{
  return multiply (call->outputs[0], gr_arg (call, 1), gr_arg (call, 2), gr_arg (call, 0),
                   call->args[4].scalar.d, call->args[3].scalar.d, error);
}

static void
add_product_backward (GrBackward *b, gboolean batched)
{
  if (gr_needs (b, 0))
    gr_give (b, 0, times (b->scope, gr_grad (b, 0), b->args[3].scalar));
  give_factors (b, 1, batched, b->args[4].scalar);
}

static void
addmm_backward (GrBackward *b)
{
  add_product_backward (b, FALSE);
}

static void
baddbmm_backward (GrBackward *b)
{
  add_product_backward (b, TRUE);
}

const GrOp gr_op_addmm = {
  .schema = "addmm(Tensor self, Tensor mat1, Tensor mat2, *, Scalar beta=1, "
            "Scalar alpha=1) -> Tensor",
  .summary = N_ ("The product of two matrices added to a third."),
  .formula = "out[i, j] = beta * self[i, j] + alpha * sum_k mat1[i, k] * mat2[k, j]",
  .infer = addmm_infer,
  .forward = add_product_forward,
  .backward = addmm_backward,
  .saves = GR_SAVE_INPUT (1) | GR_SAVE_INPUT (2),
  .explain = gr_explain_added_product,
  .flags = GR_OP_IN_PLACE,
  .cost = second_cost,
  .samples = GR_SAMPLES ("addmm(r(2,4), r(2,3), r(3,4))",
                         "addmm(r(4), r(2,3), r(3,4), beta=0.5, alpha=2)",
                         "addmm(r(2,1), r(2,0), r(0,4))", "addmm(r(2,2), r(2,3), r(3,2), beta=0)",
                         "addmm(i(0,9,2), i(0,9,2,3), i(0,9,3,2), alpha=2)"),
  .bad = GR_BAD (
      { "addmm(r(3), r(2,3), r(3,4))",
        "The expanded size of the tensor (4) must match the existing size "
        "(3) at non-singleton dimension 1.  Target sizes: [2, 4].  Tensor sizes: [3]" },
      { "addmm(r(4), r(2,3), r(2,4))", "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x4)" }),
};

const GrOp gr_op_baddbmm = {
  .schema = "baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Scalar beta=1, "
            "Scalar alpha=1) -> Tensor",
  .summary = N_ ("The products of two lists of matrices added to a third list."),
  .formula = "out[n, i, j] = beta * self[n, i, j] + alpha * sum_k batch1[n, i, k] * batch2[n, k, "
             "j]",
  .infer = baddbmm_infer,
  .forward = add_product_forward,
  .backward = baddbmm_backward,
  .saves = GR_SAVE_INPUT (1) | GR_SAVE_INPUT (2),
  .explain = gr_explain_added_product,
  .flags = GR_OP_IN_PLACE,
  .cost = second_cost,
  .samples = GR_SAMPLES ("baddbmm(r(2,3,2), r(2,3,4), r(2,4,2))",
                         "baddbmm(r(2), r(2,3,4), r(2,4,2), beta=-1, alpha=0.5)"),
  .bad = GR_BAD (
      { "baddbmm(r(4), r(2,2,3), r(2,2,4))",
        "Expected size for first two dimensions of batch2 tensor to be: [2, 3] but got: [2, 2]." }),
};

/* --- mv, dot, outer -------------------------------------------------------------------------- */

/* A vector as a matrix of one column. */
static GrTensor *
column (GrTensor *vector)
{
  GrTensor *matrix = gr_tensor_alias (vector);
  matrix->ndim = 2;
  matrix->shape[1] = matrix->stride[1] = 1;
  return matrix;
}

/* … or of one row. */
static GrTensor *
row (GrTensor *vector)
{
  GrTensor *matrix = gr_tensor_alias (vector);
  matrix->ndim = 2;
  matrix->shape[1] = vector->shape[0];
  matrix->stride[1] = vector->stride[0];
  matrix->shape[0] = 1;
  matrix->stride[0] = MAX (vector->shape[0], 1);
  return matrix;
}

static gboolean
mv_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0), *vec = gr_arg (call, 1);
  if (self->ndim != 2 || vec->ndim != 1)
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                 "vector + matrix @ vector expected, got 1, %d, %d", self->ndim, vec->ndim);
  else if (self->shape[1] != vec->shape[0])
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                 _ ("size mismatch, got %" PRId64 ", %" PRId64 "x%" PRId64 ",%" PRId64),
                 self->shape[0], self->shape[0], self->shape[1], vec->shape[0]);
  else if (check_dtypes (call, 0, 1, error))
    {
      gr_call_output (call, self->dtype, GR_INTS (self->shape[0]));
      return TRUE;
    }
  return FALSE;
}

static gboolean
mv_forward (GrCall *call, GError **error)
{
  g_autoptr (GrTensor) vec = column (gr_arg (call, 1));
  g_autoptr (GrTensor) out = column (call->outputs[0]);
  return multiply (out, gr_arg (call, 0), vec, NULL, 1, 0, error);
}

static void
mv_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  if (gr_needs (b, 0))
    gr_give (b, 0, gx_outer (s, gr_grad (b, 0), gr_saved (b, 1)));
  if (gr_needs (b, 1))
    gr_give (b, 1, gx_mv (s, transposed (s, gr_saved (b, 0)), gr_grad (b, 0)));
}

const GrOp gr_op_mv = {
  .schema = "mv(Tensor self, Tensor vec) -> Tensor",
  .summary = N_ ("A matrix times a vector."),
  .formula = "out[i] = sum_k self[i, k] * vec[k]",
  .infer = mv_infer,
  .forward = mv_forward,
  .backward = mv_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = rows_explain,
  .cost = first_cost,
  .samples = GR_SAMPLES ("mv(r(2,3), r(3))", "mv(r(1,3), r(3))", "mv(r(2,0), r(0))",
                         "mv(i(0,9,2,3), i(0,9,3))"),
  .bad = GR_BAD ({ "mv(r(2,3), r(4))", "size mismatch, got 2, 2x3,4" },
                 { "mv(r(2), r(4))", "vector + matrix @ vector expected, got 1, 1, 1" }),
};

static gboolean
dot_infer (GrCall *call, GError **error)
{
  const GrTensor *a = gr_arg (call, 0), *b = gr_arg (call, 1);
  if (a->ndim != 1 || b->ndim != 1)
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                 "1D tensors expected, but got %dD and %dD tensors", a->ndim, b->ndim);
  else if (a->shape[0] != b->shape[0])
    g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                 "inconsistent tensor size, expected tensor [%" G_GINT64_FORMAT
                 "] and src [%" G_GINT64_FORMAT
                 "] to have the same number of elements, but got %" G_GINT64_FORMAT
                 " and %" G_GINT64_FORMAT " elements respectively",
                 a->shape[0], b->shape[0], a->shape[0], b->shape[0]);
  else if (check_dtypes (call, 0, 1, error))
    {
      gr_call_output (call, a->dtype, GR_EMPTY_INTS);
      return TRUE;
    }
  return FALSE;
}

static gboolean
dot_forward (GrCall *call, GError **error)
{
  g_autoptr (GrTensor) left = row (gr_arg (call, 0));
  g_autoptr (GrTensor) right = column (gr_arg (call, 1));
  g_autoptr (GrTensor) out = gr_tensor_alias (call->outputs[0]);
  out->ndim = 2;
  out->shape[0] = out->shape[1] = out->stride[0] = out->stride[1] = 1;
  return multiply (out, left, right, NULL, 1, 0, error);
}

static void
dot_backward (GrBackward *b)
{
  for (guint i = 0; i < 2; i++)
    if (gr_needs (b, i))
      gr_give (b, i, gx_mul (b->scope, gr_grad (b, 0), gr_saved (b, 1 - i)));
}

const GrOp gr_op_dot = {
  .schema = "dot(Tensor self, Tensor tensor) -> Tensor",
  .summary = N_ ("The sum of the products of two vectors' elements."),
  .formula = "out = sum_k self[k] * tensor[k]",
  .infer = dot_infer,
  .forward = dot_forward,
  .backward = dot_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = gr_explain_product,
  .cost = first_cost,
  .samples = GR_SAMPLES ("dot(r(3), r(3))", "dot(r(0), r(0))", "dot(i(0,9,3), i(0,9,3))"),
  .bad = GR_BAD (
      { "dot(r(2,3), r(3))", "1D tensors expected, but got 2D and 1D tensors" },
      { "dot(r(3), r(4))", "inconsistent tensor size, expected tensor [3] and src [4]" }),
};

static void
outer_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0), *vec2 = gr_arg (call, 1);
  if (self->ndim != 1 || vec2->ndim != 1)
    gr_scope_fail (s, GR_ERROR_SHAPE, "outer: Expected 1-D argument %s, but got %d-D",
                   self->ndim != 1 ? "self" : "vec2", self->ndim != 1 ? self->ndim : vec2->ndim);
  else
    gr_call_give (call, gx_mul (s, gx_unsqueeze (s, self, 1), vec2));
}

const GrOp gr_op_outer = {
  .schema = "outer(Tensor self, Tensor vec2) -> Tensor",
  .summary = N_ ("All products of an element of one vector with one of another."),
  .formula = "out[i, j] = self[i] * vec2[j]",
  .compose = outer_compose,
  .samples = GR_SAMPLES ("outer(r(2), r(3))", "outer(i(0,9,2), r(3))"),
  .bad = GR_BAD ({ "outer(r(2,2), r(3))", "outer: Expected 1-D argument self, but got 2-D" }),
};

/* --- matmul ---------------------------------------------------------------------------------- */

/* A batch of matrices times one matrix (or vector) is one large product. */
static GrTensor *
folded (GrScope *s, GrTensor *batch, GrTensor *matrix)
{
  gint64 shape[GR_MAX_DIMS], rows = 1;
  gsize n = (gsize) batch->ndim - 1;
  for (gsize i = 0; i < n; i++)
    rows *= shape[i] = batch->shape[i];
  GrTensor *flat = gx_reshape (s, batch, GR_INTS (rows, batch->shape[n]));
  if (matrix->ndim == 1)
    return gx_reshape (s, gx_mv (s, flat, matrix), gr_ints (shape, n));
  shape[n] = matrix->shape[1];
  return gx_reshape (s, gx_mm (s, flat, matrix), gr_ints (shape, n + 1));
}

/* Both have batch dimensions, or one has them and is on the right: expanded to the same, and laid
 * flat. */
static GrTensor *
batched (GrScope *s, GrTensor *a, GrTensor *b)
{
  GrTensor *sides[] = { a->ndim == 1 ? gx_unsqueeze (s, a, 0) : a,
                        b->ndim == 1 ? gx_unsqueeze (s, b, 1) : b };
  gint64 batch[GR_MAX_DIMS], shape[GR_MAX_DIMS], n_products = 1;
  gsize n = 0;
  if (s->error
      || !gr_shape_broadcast (gr_ints (sides[0]->shape, sides[0]->ndim - 2),
                              gr_ints (sides[1]->shape, sides[1]->ndim - 2), batch, &n, &s->error))
    return NULL;
  for (gsize i = 0; i < n; i++)
    n_products *= shape[i] = batch[i];
  for (guint i = 0; i < 2; i++)
    {
      gint64 rows = sides[i]->shape[sides[i]->ndim - 2],
             columns = sides[i]->shape[sides[i]->ndim - 1];
      shape[n] = rows;
      shape[n + 1] = columns;
      sides[i] = gx_reshape (s, gx_expand (s, sides[i], gr_ints (shape, n + 2)),
                             GR_INTS (n_products, rows, columns));
      if (!sides[i])
        return NULL;
    }
  gsize rank = n;
  if (a->ndim > 1)
    shape[rank++] = sides[0]->shape[1];
  if (b->ndim > 1)
    shape[rank++] = sides[1]->shape[2];
  return gx_reshape (s, gx_bmm (s, sides[0], sides[1]), gr_ints (shape, rank));
}

static void
matmul_compose (GrScope *s, GrCall *call)
{
  GrTensor *a = gr_arg (call, 0), *b = gr_arg (call, 1);
  if (a->ndim == 0 || b->ndim == 0)
    gr_scope_fail (s, GR_ERROR_SHAPE,
                   _ ("both arguments to matmul need to be at least 1D, but they are %dD and %dD"),
                   a->ndim, b->ndim);
  else if (a->ndim == 1 && b->ndim == 1)
    gr_call_give (call, gx_dot (s, a, b));
  else if (a->ndim == 1 && b->ndim == 2)
    gr_call_give (call, gx_squeeze_dim (s, gx_mm (s, gx_unsqueeze (s, a, 0), b), 0));
  else if (a->ndim == 2 && b->ndim <= 2)
    gr_call_give (call, b->ndim == 1 ? gx_mv (s, a, b) : gx_mm (s, a, b));
  else if (a->ndim > 2 && b->ndim <= 2)
    gr_call_give (call, folded (s, a, b));
  else
    gr_call_give (call, batched (s, a, b));
}

const GrOp gr_op_matmul = {
  .schema = "matmul(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("The product of vectors, matrices or lists of matrices, with broadcasting."),
  .formula = "out[..., i, j] = sum_k self[..., i, k] * other[..., k, j]",
  .compose = matmul_compose,
  .samples = GR_SAMPLES ("matmul(r(3), r(3))", "matmul(r(2,3), r(3))", "matmul(r(3), r(3,2))",
                         "matmul(r(2,3), r(3,2))", "matmul(r(2,2,3), r(3,4))",
                         "matmul(r(2,2,3), r(3))", "matmul(r(2,3), r(2,3,2))",
                         "matmul(r(3), r(2,3,2))", "matmul(r(2,1,2,3), r(3,3,2))"),
  .bad = GR_BAD (
      { "matmul(r(2,3,4), r(5,4,2))",
        "The size of tensor a (2) must match the size of tensor b (5) at non-singleton "
        "dimension 0" },
      { "matmul(r(), r(2))",
        "both arguments to matmul need to be at least 1D, but they are 0D and 1D" },
      { "matmul(r(2,3,4), r(3))", "size mismatch, got 6, 6x4,3" }),
};

/* --- linear ---------------------------------------------------------------------------------- */

/* The number of rows when all dimensions but the last are one. */
static gint64
n_rows (GrInts shape)
{
  gint64 rows = 1;
  for (gsize i = 0; i + 1 < shape.n; i++)
    rows *= shape.v[i];
  return rows;
}

static gboolean
linear_infer (GrCall *call, GError **error)
{
  const GrTensor *input = gr_arg (call, 0), *weight = gr_arg (call, 1), *bias = gr_arg (call, 2);
  gint64 shape[GR_MAX_DIMS];
  if (weight->ndim != 2 || input->ndim < 1)
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_SHAPE,
          _ ("linear: expected an input of at least 1 dimension and a weight of 2, but got %d and "
             "%d"),
          input->ndim, weight->ndim);
      return FALSE;
    }
  gsize last = (gsize) input->ndim - 1;
  gint64 rows = n_rows (gr_tensor_shape (input));
  if (input->shape[last] != weight->shape[1])
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   _ ("mat1 and mat2 shapes cannot be multiplied (%" PRId64 "x%" PRId64 " and "
                      "%" PRId64
                      "x%" PRId64 ")"),
                   rows, input->shape[last], weight->shape[1], weight->shape[0]);
      return FALSE;
    }
  for (gsize i = 0; i < last; i++)
    shape[i] = input->shape[i];
  shape[last] = weight->shape[0];
  if ((bias && !check_expands (bias, GR_INTS (rows, weight->shape[0]), error))
      || !check_dtypes (call, 0, 2, error))
    return FALSE;
  gr_call_output (call, input->dtype, gr_ints (shape, last + 1));
  return TRUE;
}

/* The same memory as a matrix with the last dimension's columns; @tensor is contiguous. */
static GrTensor *
as_rows (GrTensor *tensor)
{
  GrTensor *flat = gr_tensor_alias (tensor);
  flat->shape[1] = flat->stride[0] = tensor->shape[tensor->ndim - 1];
  flat->shape[0] = n_rows (gr_tensor_shape (tensor));
  flat->stride[1] = 1;
  flat->ndim = 2;
  return flat;
}

static gboolean
linear_forward (GrCall *call, GError **error)
{
  GrTensor *input = gr_arg (call, 0);
  g_autoptr (GrTensor) packed = NULL;
  g_autoptr (GrTensor) rows = NULL;
  g_autoptr (GrTensor) out = as_rows (call->outputs[0]);
  g_autoptr (GrTensor) columns = gr_tensor_alias (gr_arg (call, 1)); /* the weight, transposed */
  for (gint i = 0; i < 2; i++)
    {
      columns->shape[i] = gr_arg (call, 1)->shape[1 - i];
      columns->stride[i] = gr_arg (call, 1)->stride[1 - i];
    }
  if (input->ndim == 2)
    rows = gr_tensor_ref (input);
  else if ((packed = gr_packed (input, input->dtype, error)))
    rows = as_rows (packed);
  return rows && multiply (out, rows, columns, gr_arg (call, 2), 1, 1, error);
}

/* grad_input = grad weight, grad_weight = grad^T input, grad_bias = sum of grad's rows. */
static void
linear_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrInts shape = gr_input_shape (b, 0), weight = gr_input_shape (b, 1);
  gint64 rows = n_rows (shape);
  GrTensor *grad = gr_grad (b, 0);
  if (shape.n != 2)
    grad = gx_reshape (s, grad, GR_INTS (rows, weight.v[0]));
  if (gr_needs (b, 0))
    {
      GrTensor *grad_input = gx_mm (s, grad, gr_saved (b, 1));
      gr_give (b, 0, shape.n == 2 ? grad_input : gx_reshape (s, grad_input, shape));
    }
  if (gr_needs (b, 1))
    {
      GrTensor *input = gr_saved (b, 0);
      if (shape.n != 2)
        input = gx_reshape (s, input, GR_INTS (rows, weight.v[1]));
      gr_give (b, 1, gx_mm (s, transposed (s, grad), input));
    }
  if (gr_needs (b, 2))
    gr_give (b, 2, grad); /* autograd sums over the rows */
}

const GrOp gr_op_linear = {
  .schema = "linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor",
  .summary = N_ ("Weighted sums of the features, one for each row of the weights, plus a bias."),
  .formula = "out[..., o] = bias[o] + sum_k input[..., k] * weight[o, k]",
  .infer = linear_infer,
  .forward = linear_forward,
  .backward = linear_backward,
  .saves = GR_SAVE_INPUT (0) | GR_SAVE_INPUT (1),
  .explain = rows_explain,
  .cost = first_cost,
  .samples = GR_SAMPLES ("linear(r(2,3), r(4,3), r(4))", "linear(r(2,3), r(4,3))",
                         "linear(r(2,2,3), r(4,3), r(4))", "linear(r(3), r(4,3), r(4))",
                         "linear(r(0,3), r(4,3), r(4))", "linear(r(2,0), r(4,0), r(4))"),
  .bad = GR_BAD (
      { "linear(r(2,3), r(4,2))", "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x4)" },
      { "linear(r(2,3), r(4,3), i(0,9,4))",
        "linear: expected all tensors to be float64, but got int64" },
      { "linear(r(2,3,3), r(4,2))", "mat1 and mat2 shapes cannot be multiplied (6x3 and 2x4)" },
      { "linear(r(2,3), r(4,3), r(5))",
        "The expanded size of the tensor (4) must match the existing size "
        "(5) at non-singleton dimension 1.  Target sizes: [2, 4].  Tensor sizes: [5]" }),
};
