/* faults.c - the operator mul, broken on purpose in as many ways as there are checks, and rows of
 * other families in ways of their own: the proof that the suite finds such mistakes. Used by
 * tests/suite-ops.c. */
#include "faults.h"

#include "cpu/level.h"
#include "cpu/pool.h"
#include "gradus-functions.h"
#include "ops/explain.h"

const GrOp *fault_op;

static gboolean
right_forward (GrCall *call, GError **error)
{
  return fault_op->forward (call, error);
}

/* --- forward -------------------------------------------------------------------------------- */

static gboolean
one_wrong (GrCall *call, GError **error)
{
  if (!right_forward (call, error))
    return FALSE;
  if (gr_tensor_numel (call->outputs[0]) > 0)
    gr_tensor_set (call->outputs[0], 0, gr_int (0));
  return TRUE;
}

/* Takes the elements to lie one after another. */
static gboolean
ignores_strides (GrCall *call, GError **error)
{
  GrTensor *x = gr_arg (call, 0), *y = gr_arg (call, 1), *out = call->outputs[0];
  gint64 n = gr_tensor_numel (out);
  if (out->dtype != GR_FLOAT64 || !gr_tensor_same_shape (x, y) || x->dtype != y->dtype)
    return right_forward (call, error);
  for (gint64 i = 0; i < n; i++)
    GR_DATA (gdouble, out)[i] = GR_DATA (gdouble, x)[i] * GR_DATA (gdouble, y)[i];
  return TRUE;
}

/* Writes the output before it has read the input, which in place is the same. */
static gboolean
clears_output (GrCall *call, GError **error)
{
  for (gint64 i = 0; i < gr_tensor_numel (call->outputs[0]); i++)
    gr_tensor_set (call->outputs[0], i, gr_int (0));
  return right_forward (call, error);
}

static gboolean
changes_input (GrCall *call, GError **error)
{
  GrTensor *x = gr_arg (call, 0);
  gboolean ok = right_forward (call, error);
  if (gr_tensor_numel (x) > 0)
    gr_tensor_set (x, 0, gr_int (5));
  return ok;
}

/* Cuts its work into tiles and leaves out what remains. */
static gboolean
forgets_the_rest (GrCall *call, GError **error)
{
  gint64 n = gr_tensor_numel (call->outputs[0]);
  if (!right_forward (call, error))
    return FALSE;
  for (gint64 i = n / 1024 * 1024; n > 1024 && i < n; i++)
    gr_tensor_set (call->outputs[0], i, gr_int (0));
  return TRUE;
}

static gboolean
minds_threads (GrCall *call, GError **error)
{
  if (!right_forward (call, error))
    return FALSE;
  if (gr_tensor_numel (call->outputs[0]) > 0)
    gr_tensor_set (call->outputs[0], 0, gr_float (gr_pool_threads ()));
  return TRUE;
}

static gboolean
minds_level (GrCall *call, GError **error)
{
  if (!right_forward (call, error))
    return FALSE;
  if (gr_tensor_numel (call->outputs[0]) > 0)
    gr_tensor_set (call->outputs[0], 0, gr_float (gr_cpu_level ()));
  return TRUE;
}

/* Goes on without the memory that it asked for. */
static gboolean
ignores_failure (GrCall *call, GError **error)
{
  g_autoptr (GrTensor) scratch = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (64), NULL);
  return right_forward (call, error);
}

/* --- inference ------------------------------------------------------------------------------ */

static gboolean
infers_one_more (GrCall *call, GError **error)
{
  if (!fault_op->infer (call, error))
    return FALSE;
  if (call->outputs[0]->device.type == GR_DEVICE_META && call->outputs[0]->ndim > 0)
    call->outputs[0]->shape[0]++;
  return TRUE;
}

static gboolean
infers_no_empty (GrCall *call, GError **error)
{
  if (!fault_op->infer (call, error))
    return FALSE;
  GrTensor *out = call->outputs[0];
  if (out->device.type == GR_DEVICE_META && out->ndim > 0 && out->shape[0] == 0)
    out->shape[0] = 1;
  return TRUE;
}

static gboolean
infers_float32 (GrCall *call, GError **error)
{
  if (!fault_op->infer (call, error))
    return FALSE;
  if (call->outputs[0]->dtype == GR_FLOAT16)
    call->outputs[0]->dtype = GR_FLOAT32;
  return TRUE;
}

/* --- backward ------------------------------------------------------------------------------- */

static void
swapped (GrBackward *b)
{
  gr_give (b, 0, gx_mul (b->scope, gr_grad (b, 0), gr_saved (b, 0)));
  gr_give (b, 1, gx_mul (b->scope, gr_grad (b, 0), gr_saved (b, 1)));
}

static void
one_forgotten (GrBackward *b)
{
  gr_give (b, 0, gx_mul (b->scope, gr_grad (b, 0), gr_saved (b, 1)));
}

/* Right, but the graph of what it uses is lost, so that the second derivative is. */
static void
detached (GrBackward *b)
{
  GrTensor *x = gr_saved (b, 0), *y = gr_saved (b, 1);
  g_autoptr (GrTensor) plain_x = x ? gr_tensor_alias (x) : NULL;
  g_autoptr (GrTensor) plain_y = y ? gr_tensor_alias (y) : NULL;
  gr_give (b, 0, gx_mul (b->scope, gr_grad (b, 0), plain_y));
  gr_give (b, 1, gx_mul (b->scope, gr_grad (b, 0), plain_x));
}

/* Makes a tensor on the CPU, wherever the gradient is. */
static void
on_the_cpu (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *ones = gx_ones (s, gr_input_shape (b, 1), gr_input_dtype (b, 1), GR_CPU);
  gr_give (b, 0, gx_mul (s, gr_grad (b, 0), gx_mul (s, ones, gr_saved (b, 1))));
  gr_give (b, 1, gx_mul (s, gr_grad (b, 0), gr_saved (b, 0)));
}

/* Keeps its inputs by itself, past the version that would say that they were changed. */
static GrTensor *kept[2];

static gboolean
keeps_inputs (GrCall *call, GError **error)
{
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&kept[i], gr_tensor_unref);
      kept[i] = gr_tensor_alias (gr_arg (call, i));
    }
  return right_forward (call, error);
}

static void
uses_kept (GrBackward *b)
{
  gr_give (b, 0, gx_mul (b->scope, gr_grad (b, 0), kept[1]));
  gr_give (b, 1, gx_mul (b->scope, gr_grad (b, 0), kept[0]));
  g_clear_pointer (&kept[0], gr_tensor_unref);
  g_clear_pointer (&kept[1], gr_tensor_unref);
}

/* --- other families -------------------------------------------------------------------------- */

/* As if every input were above 0. */
static void
lets_all_through (GrBackward *b)
{
  gr_give (b, 0, gr_grad (b, 0));
}

/* That all shares together stay 1 is forgotten. */
static void
forgets_the_others (GrBackward *b)
{
  gr_give (b, 0, gx_mul (b->scope, gr_grad (b, 0), gr_result (b, 0)));
}

/* From the front, where it should be from the back. */
static void
sums_forward (GrBackward *b)
{
  gr_give (b, 0, gx_cumsum (b->scope, gr_grad (b, 0), b->args[1].i, GR_DTYPE_NONE));
}

/* Where a place was taken twice only one gradient arrives. */
static void
overwrites (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *zeros = gx_new_zeros (s, gr_grad (b, 0), gr_input_shape (b, 0), GR_DTYPE_NONE,
                                  GR_NO_DEVICE);
  gr_give (b, 0, gx_index_copy (s, zeros, b->args[1].i, gr_saved (b, 2), gr_grad (b, 0)));
}

/* The weight's, and none for the input. */
static void
forgets_the_input (GrBackward *b)
{
  GrScope *s = b->scope;
  gr_give (b, 1, gx_mm (s, gx_t (s, gr_saved (b, 0)), gr_grad (b, 0)));
}

/* The last element, which for sizes that no tile divides is in the remainder. */
static gboolean
last_wrong (GrCall *call, GError **error)
{
  gint64 n = gr_tensor_numel (call->outputs[0]);
  if (!right_forward (call, error))
    return FALSE;
  if (n > 0)
    gr_tensor_set (call->outputs[0], n - 1, gr_float (0.5));
  return TRUE;
}

/* --- explanations ---------------------------------------------------------------------------- */

/* As if the filter's elements met neighbours. */
static gboolean
ignores_dilation (GrExplain *x, GError **error)
{
  g_autofree GrValue *args = g_memdup2 (x->args, x->schema->n_params * sizeof (GrValue));
  args[5].ints = GR_INTS (1, 1);
  x->args = args;
  return fault_op->explain (x, error);
}

/* The sum is right, but one of its terms is only a number. */
static gboolean
hides_a_place (GrExplain *x, GError **error)
{
  if (!fault_op->explain (x, error))
    return FALSE;
  if (x->to->terms->len > 1)
    g_array_index (x->to->terms, GrTerm, x->to->terms->len - 1).n_factors = 0;
  return TRUE;
}

static gboolean
names_no_element (GrExplain *x, GError **error)
{
  if (!fault_op->explain (x, error))
    return FALSE;
  g_array_index (x->to->terms, GrTerm, 0).factors[0].element += 1000;
  return TRUE;
}

const Fault faults[] = {
  { "forward-golden", "golden", .forward = one_wrong },
  { "forward-gradient", "gradient", .forward = one_wrong },
  { "forward-float32", "float32", .forward = one_wrong },
  { "strides", "layouts", .forward = ignores_strides },
  { "alias", "in-place", .forward = clears_output },
  { "input-changed", "golden", .forward = changes_input },
  { "tiles", "large", .forward = forgets_the_rest },
  { "threads", "threads", .forward = minds_threads },
  { "levels", "levels", .forward = minds_level },
  { "memory", "memory", .forward = ignores_failure },
  { "inference", "infer", .infer = infers_one_more },
  { "inference-dtype", "dtypes", .infer = infers_float32 },
  { "inference-empty", "empty", .infer = infers_no_empty },
  { "backward-golden", "golden", .backward = swapped },
  { "backward-gradient", "gradient", .backward = swapped },
  { "backward-forgotten", "gradient", .backward = one_forgotten },
  { "second-derivative", "double-backward", .backward = detached },
  { "device", "device", .backward = on_the_cpu },
  { "saved", "saved", .forward = keeps_inputs, .backward = uses_kept, .saves_nothing = TRUE },
  { "relu", "gradient", "relu", .backward = lets_all_through },
  { "softmax", "gradient", "softmax.int", .backward = forgets_the_others },
  { "softmax-golden", "golden", "softmax.int", .backward = forgets_the_others },
  { "cumsum", "gradient", "cumsum", .backward = sums_forward },
  { "index_select", "gradient", "index_select", .backward = overwrites },
  { "mm", "gradient", "mm", .backward = forgets_the_input },
  { "conv2d", "golden", "conv2d", .forward = last_wrong },
  { "sum", "golden", "sum.dim_IntList", .forward = last_wrong },
  { "max_pool2d", "golden", "max_pool2d_with_indices", .forward = last_wrong },
  { "layer_norm", "golden", "layer_norm", .forward = last_wrong },
  { "explain-sum", "explain", "conv2d", .explain = ignores_dilation },
  { "explain-hidden", "explain", "mm", .explain = hides_a_place },
  { "explain-place", "explain", "gather", .explain = names_no_element },
};
const guint n_faults = G_N_ELEMENTS (faults);
