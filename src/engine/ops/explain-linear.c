/* explain-linear.c - rows that are linear where they stand, asked what they do with other numbers.
 *
 * The weight of an element is the derivative by it. Which element of a second factor it meets (in a
 * product of matrices, in a convolution) is the derivative too, when the second factor holds its
 * elements' numbers in place of their values. And where a row only moves elements, it moves their
 * numbers alike. So the rows' index arithmetic stands nowhere a second time. */
#include "explain.h"

#include "call.h"
#include "gradus-functions.h"

#include <math.h>

/* A tensor that takes part with other elements. */
typedef struct
{
  GrPlace at; /* element 0 */
  GrTensor *copy;
  GrTensor *slope; /* owned; NULL where the element does not depend on it */
} Operand;

/* Which other elements. */
typedef struct
{
  guint64 data;     /* bit i: argument i is taken as numbers in double, whatever its dtype */
  guint64 leaves;   /* of these, what the derivative is taken by */
  guint64 numbered; /* of these, what holds first, first + step, … from tensor to tensor */
  gdouble first, step;
  gboolean zeros; /* the leaves are 0 */
  gint64 counted; /* how many numbers were given out */
  GArray *found;  /* of Operand: leaves and numbered ones */
} Plan;

#define ARG(i) (G_GUINT64_CONSTANT (1) << (i))

/* Arguments that say where elements come from or go to: these stay what they are. */
static gboolean
says_where (const char *name)
{
  static const char *const names[] = { "index", "indices", "mask", "condition", NULL };
  return g_strv_contains (names, name);
}

/* Every tensor argument that is data; not what an in-place call overwrites. */
static guint64
data_args (const GrExplain *x)
{
  guint64 data = 0;
  for (guint i = x->op->flags & GR_OP_ONLY_IN_PLACE ? 1 : 0; i < x->schema->n_params; i++)
    if ((x->args[i].kind == GR_VALUE_TENSOR || x->args[i].kind == GR_VALUE_TENSORS)
        && !says_where (x->schema->params[i].name))
      data |= ARG (i);
  return data;
}

static void
operand_clear (gpointer operand)
{
  g_clear_pointer (&((Operand *) operand)->slope, gr_tensor_unref);
}

static GrTensor *
numbered (GrScope *scope, const GrTensor *tensor, Plan *plan)
{
  gint64 n = gr_tensor_numel (tensor);
  GrTensor *numbers = gx_zeros (scope, gr_tensor_shape (tensor), GR_FLOAT64, GR_CPU);
  for (gint64 i = 0; numbers && i < n; i++)
    GR_DATA (gdouble, numbers)[i] = plan->first + plan->step * plan->counted++;
  return numbers;
}

/* The tensor as it takes part: data and all that is floating in double, so that integers have
 * derivatives too; the rest, which says where, as it is. */
static GrTensor *
prepared (const GrExplain *x, GrScope *scope, GrTensor *tensor, GrPlace place, gpointer user)
{
  Plan *plan = user;
  Operand operand = { .at = place };
  if (!(plan->data & ARG (place.arg)) && !gr_dtype_is_floating (tensor->dtype))
    return tensor;
  operand.copy = plan->numbered & ARG (place.arg) ? numbered (scope, tensor, plan)
                                                  : gx_cast (scope, tensor, GR_FLOAT64);
  if (operand.copy && plan->zeros && (plan->leaves & ARG (place.arg)))
    gx_zero_ (scope, operand.copy);
  if (operand.copy && ((plan->leaves | plan->numbered) & ARG (place.arg)))
    g_array_append_val (plan->found, operand);
  return operand.copy;
}

/* The value that the element has by @plan, and by the leaves its slopes. */
static gboolean
derive (const GrExplain *x, Plan *plan, gdouble *value, GError **error)
{
  GrScope scope = GR_SCOPE_INIT;
  plan->found = g_array_new (FALSE, TRUE, sizeof (Operand));
  g_array_set_clear_func (plan->found, operand_clear);
  g_autofree GrValue *args = gr_explain_map (x, &scope, prepared, plan);
  for (guint i = 0; i < x->schema->n_params; i++)
    if (args[i].kind == GR_VALUE_DTYPE)
      args[i].dtype = GR_FLOAT64;

  guint n = plan->found->len, n_leaves = 0;
  g_autofree GrTensor **leaves = g_new (GrTensor *, n + 1), **slopes = g_new0 (GrTensor *, n + 1);
  for (guint i = 0; i < n; i++)
    if (plan->leaves & ARG (g_array_index (plan->found, Operand, i).at.arg))
      leaves[n_leaves++] = g_array_index (plan->found, Operand, i).copy;
  if (!scope.error)
    gr_call_derive (x->op, args, leaves, plan->zeros ? 0 : n_leaves, x->output, x->element, slopes,
                    value, &scope.error);
  for (guint i = 0, next = 0; i < n; i++)
    if (plan->leaves & ARG (g_array_index (plan->found, Operand, i).at.arg))
      g_array_index (plan->found, Operand, i).slope = slopes[next++];
  return gr_scope_end (&scope, error);
}

static void
plan_clear (Plan *plan)
{
  g_clear_pointer (&plan->found, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static void
add_linear_terms (GrExplain *x, const Operand *leaf)
{
  GrPlace place = leaf->at;
  gint64 n = leaf->slope ? gr_tensor_numel (leaf->slope) : 0;
  for (place.element = 0; place.element < n; place.element++)
    {
      gdouble weight = gr_tensor_get (leaf->slope, place.element).d;
      if (weight != 0)
        gr_explain_term (x, weight, 1, &place);
    }
}

/* One term of weight 1 is an element that was taken as it is. */
static void
settle_form (GrExplanation *to)
{
  const GrTerm *first = to->terms->len ? &g_array_index (to->terms, GrTerm, 0) : NULL;
  if (!first)
    gr_explain_as (to->terms, 0, 0, 0, NULL);
  if (!first || (to->terms->len == 1 && first->n_factors == 0))
    to->form = GR_EXPLAINED_CONSTANT;
  else if (to->terms->len == 1 && first->n_factors == 1 && first->weight == 1)
    to->form = GR_EXPLAINED_PICK;
}

/* --- sums ------------------------------------------------------------------------------------- */

/* What stays where all data are 0 is no element's: the value of a padding, of masked_fill. */
static gboolean
explain_linear_in (GrExplain *x, guint64 leaves, GError **error)
{
  g_auto (Plan) slopes = { .data = leaves, .leaves = leaves };
  g_auto (Plan) nothing = slopes;
  nothing.zeros = TRUE;
  gdouble value, rest;
  if (!derive (x, &slopes, &value, error) || !derive (x, &nothing, &rest, error))
    return FALSE;
  for (guint i = 0; i < slopes.found->len; i++)
    add_linear_terms (x, &g_array_index (slopes.found, Operand, i));
  if (rest != 0)
    gr_explain_term (x, rest, 0, NULL);
  settle_form (x->to);
  return TRUE;
}

gboolean
gr_explain_linear (GrExplain *x, GError **error)
{
  return explain_linear_in (x, data_args (x), error);
}

gboolean
gr_explain_linear_first (GrExplain *x, GError **error)
{
  return explain_linear_in (x, ARG (0), error);
}

gboolean
gr_explain_sum (GrExplain *x, GError **error)
{
  return gr_explain_in_lines (x, gr_explain_linear, error);
}

gboolean
gr_explain_slope (GrExplain *x, GError **error)
{
  return gr_explain_in_lines (x, gr_explain_linear_first, error);
}

/* --- moves ------------------------------------------------------------------------------------ */

/* The element that was given @number. */
static GrPlace
place_of (const GrExplain *x, const Plan *plan, gint64 number)
{
  GrPlace place = { 0 };
  gint64 element = number - 1;
  for (guint i = 0; i < plan->found->len; i++)
    {
      place = g_array_index (plan->found, Operand, i).at;
      gint64 n = gr_tensor_numel (gr_explain_tensor (x, place.arg, place.entry));
      if (element < n)
        break;
      element -= n;
    }
  place.element = element;
  return place;
}

/* The row's value with its data's elements numbered, and numbered downwards. */
static gboolean
move_numbers (GrExplain *x, Plan *up, Plan *down, gdouble *number, gdouble *negated, GError **error)
{
  *up = (Plan){ .data = data_args (x), .numbered = data_args (x), .first = 1, .step = 1 };
  *down = *up;
  down->first = down->step = -1;
  return derive (x, up, number, error) && derive (x, down, negated, error);
}

/* What is no element's, as the value of a padding, does not change its sign with the numbers. */
gboolean
gr_explain_moved (GrExplain *x, GError **error)
{
  g_auto (Plan) up = { 0 }, down = { 0 };
  gdouble number, negated;
  if (!move_numbers (x, &up, &down, &number, &negated, error))
    return FALSE;
  if (number != -negated || number == 0)
    gr_explain_term (x, number, 0, NULL);
  else
    {
      GrPlace place = place_of (x, &up, llround (number));
      gr_explain_term (x, 1, 1, &place);
    }
  settle_form (x->to);
  return TRUE;
}

gboolean
gr_explain_ends (GrExplain *x, GrPlace *first, GrPlace *last, GError **error)
{
  g_auto (Plan) up = { 0 }, down = { 0 };
  gdouble number, negated;
  if (!move_numbers (x, &up, &down, &number, &negated, error))
    return FALSE;
  *first = place_of (x, &up, llround (-negated));
  *last = place_of (x, &up, llround (number));
  return TRUE;
}

/* --- sums of products ------------------------------------------------------------------------- */

/* With ones for the second factor the derivative by the first is the weight of the product, with
 * numbers it is the weight times the number of the element that it meets. */
static void
add_products (GrExplain *x, guint b, const Operand *ones, const Operand *numbers)
{
  gint64 n = ones->slope && numbers->slope ? gr_tensor_numel (ones->slope) : 0;
  for (gint64 i = 0; i < n; i++)
    {
      gdouble weight = gr_tensor_get (ones->slope, i).d;
      if (weight == 0)
        continue;
      gint64 number = llround (gr_tensor_get (numbers->slope, i).d / weight);
      GrPlace factors[] = { gr_place (ones->at.arg, i), gr_place (b, number - 1) };
      gr_explain_term (x, weight, 2, factors);
    }
}

static const Operand *
operand_of (const Plan *plan, guint arg)
{
  guint i = 0;
  while (g_array_index (plan->found, Operand, i).at.arg != arg)
    i++;
  return &g_array_index (plan->found, Operand, i);
}

static gboolean
explain_products (GrExplain *x, guint a, guint b, guint64 others, GError **error)
{
  g_auto (Plan) ones = {
    .data = data_args (x), .leaves = ARG (a) | others, .numbered = ARG (b), .first = 1
  };
  g_auto (Plan) numbers = ones;
  numbers.leaves = ARG (a);
  numbers.step = 1;
  gdouble value;
  if (!derive (x, &ones, &value, error) || !derive (x, &numbers, &value, error))
    return FALSE;
  for (guint i = 0; i < ones.found->len; i++)
    {
      const Operand *leaf = &g_array_index (ones.found, Operand, i);
      if (leaf->at.arg == a)
        add_products (x, b, leaf, operand_of (&numbers, a));
      else
        add_linear_terms (x, leaf);
    }
  settle_form (x->to);
  return TRUE;
}

gboolean
gr_explain_product_of (GrExplain *x, guint a, guint b, GError **error)
{
  return explain_products (x, a, b, 0, error);
}

/* The products of the data that comes after @skip others with the next; the rest is linear. */
static gboolean
explain_product_from (GrExplain *x, guint skip, GError **error)
{
  guint64 data = data_args (x);
  guint list[64], n = 0;
  for (guint i = 0; i < x->schema->n_params; i++)
    if (data & ARG (i))
      list[n++] = i;
  guint a = list[skip], b = list[skip + 1];
  return explain_products (x, a, b, data & ~(ARG (a) | ARG (b)), error);
}

gboolean
gr_explain_product (GrExplain *x, GError **error)
{
  return explain_product_from (x, 0, error);
}

gboolean
gr_explain_added_product (GrExplain *x, GError **error)
{
  return explain_product_from (x, 1, error);
}
