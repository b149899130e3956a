/* einsum.c - sums of products by an equation, as "bij,bjk->bik": every operand is permuted to one
 * order of letters, then the operands are multiplied from left to right, each step one batched
 * matrix product.
 */
#include "infer.h"

#include "gradus-functions.h"

#include <string.h>

/* A letter's number: A to Z are 0 to 25, a to z 26 to 51; the dimensions of an ellipsis follow. */
#define N_LETTERS  52
#define MAX_LABELS (N_LETTERS + GR_MAX_DIMS)
#define ELLIPSIS   (-1)

typedef struct
{
  gint v[2 * GR_MAX_DIMS]; /* labels, or ELLIPSIS */
  guint n;
} Subscripts;

typedef struct
{
  gint64 size[MAX_LABELS];
  gint uses[MAX_LABELS];  /* how often it stands in the operands */
  gint place[MAX_LABELS]; /* its dimension in the common order; -1: none */
  gint n_output, n_all;   /* output labels come first in that order */
  gint ellipsis;          /* the most dimensions it stands for */
} Labels;

static gint
label_of (char letter)
{
  return g_ascii_isupper (letter)   ? letter - 'A'
         : g_ascii_islower (letter) ? letter - 'a' + 26
                                    : -1;
}

static char
letter_of (gint label)
{
  return label < 26 ? (char) ('A' + label) : label < N_LETTERS ? (char) ('a' + label - 26) : '.';
}

/* --- reading --------------------------------------------------------------------------------- */

/* One operand's or the output's subscripts, up to @end. */
static gboolean
read_subscripts (GrScope *s, const char *equation, const char *at, const char *end, Subscripts *out)
{
  gboolean ellipsis = FALSE;
  out->n = 0;
  for (; at < end; at++)
    {
      gint label = label_of (*at);
      if (*at == ' ')
        continue;
      if (*at == '.' && end - at >= 3 && strncmp (at, "...", 3) == 0 && !ellipsis)
        {
          ellipsis = TRUE;
          label = ELLIPSIS;
          at += 2;
        }
      else if (label < 0)
        {
          gr_scope_fail (
              s, GR_ERROR_ARGUMENT,
              "einsum(): invalid subscript given at index %d in the equation string, subscripts "
              "must be in [a-zA-Z]",
              (gint) (at - equation));
          return FALSE;
        }
      if (out->n == G_N_ELEMENTS (out->v))
        {
          gr_scope_fail (s, GR_ERROR_SHAPE, "einsum(): a tensor has at most %d dimensions",
                         GR_MAX_DIMS);
          return FALSE;
        }
      out->v[out->n++] = label;
    }
  return TRUE;
}

static gboolean
has_ellipsis (const Subscripts *subscripts)
{
  for (guint i = 0; i < subscripts->n; i++)
    if (subscripts->v[i] == ELLIPSIS)
      return TRUE;
  return FALSE;
}

/* Replaces an ellipsis by labels for the dimensions it stands for, aligned at the right. */
static void
spell_out (Subscripts *subscripts, gint n_dims, gint most)
{
  Subscripts spelled = { .n = 0 };
  for (guint i = 0; i < subscripts->n; i++)
    if (subscripts->v[i] != ELLIPSIS)
      spelled.v[spelled.n++] = subscripts->v[i];
    else
      for (gint d = 0; d < n_dims; d++)
        spelled.v[spelled.n++] = N_LETTERS + most - n_dims + d;
  *subscripts = spelled;
}

/* The operands' subscripts, each as long as its tensor has dimensions. */
static gboolean
read_operands (GrScope *s, const char *equation, const char *end, GrTensor *const *operands,
               gsize n, Subscripts *all, Labels *labels)
{
  const char *at = equation;
  for (gsize i = 0; i < n; i++)
    {
      const char *comma = memchr (at, ',', end - at), *stop = comma ? comma : end;
      if ((i + 1 < n) != (comma != NULL))
        {
          gr_scope_fail (s, GR_ERROR_ARGUMENT,
                         "einsum(): %s operands were provided than specified in the equation",
                         comma ? "fewer" : "more");
          return FALSE;
        }
      if (!read_subscripts (s, equation, at, stop, &all[i]))
        return FALSE;
      gint extra = operands[i]->ndim - (gint) all[i].n;
      gboolean ellipsis = has_ellipsis (&all[i]);
      if (ellipsis ? extra + 1 < 0 : extra != 0)
        {
          gr_scope_fail (
              s, GR_ERROR_SHAPE,
              "einsum(): the number of subscripts in the equation (%u) %s the number of dimensions "
              "(%d) for operand "
              "%" G_GSIZE_FORMAT "%s",
              all[i].n - ellipsis, ellipsis ? "is more than" : "does not match", operands[i]->ndim,
              i, ellipsis ? "" : " and no ellipsis was given");
          return FALSE;
        }
      if (ellipsis)
        labels->ellipsis = MAX (labels->ellipsis, extra + 1);
      at = stop + 1;
    }
  for (gsize i = 0; i < n; i++)
    if (has_ellipsis (&all[i]))
      spell_out (&all[i], operands[i]->ndim - (gint) all[i].n + 1, labels->ellipsis);
  return TRUE;
}

/* Without "->" the output has the ellipsis and then each letter that stands once, in alphabetical
 * order (capitals first, as PyTorch). */
static gboolean
read_output (GrScope *s, const char *equation, const char *arrow, const Subscripts *operands,
             gsize n, Subscripts *out, Labels *labels)
{
  for (gsize i = 0; i < n; i++)
    for (guint k = 0; k < operands[i].n; k++)
      labels->uses[operands[i].v[k]]++;
  out->n = 0;
  if (!arrow)
    {
      for (gint d = 0; d < labels->ellipsis && out->n < G_N_ELEMENTS (out->v); d++)
        out->v[out->n++] = N_LETTERS + d;
      for (gint label = 0; label < N_LETTERS && out->n < G_N_ELEMENTS (out->v); label++)
        if (labels->uses[label] == 1)
          out->v[out->n++] = label;
      return TRUE;
    }
  if (!read_subscripts (s, equation, arrow + 2, equation + strlen (equation), out))
    return FALSE;
  if (has_ellipsis (out))
    spell_out (out, labels->ellipsis, labels->ellipsis);
  for (guint i = 0; i < out->n; i++)
    {
      if (!labels->uses[out->v[i]])
        gr_scope_fail (
            s, GR_ERROR_ARGUMENT,
            "einsum(): output subscript %c does not appear in the equation for any input operand",
            letter_of (out->v[i]));
      for (guint k = 0; k < i; k++)
        if (out->v[k] == out->v[i])
          gr_scope_fail (s, GR_ERROR_ARGUMENT,
                         "einsum(): output subscript %c appears more than once in the output",
                         letter_of (out->v[i]));
    }
  return !s->error;
}

/* --- computing ------------------------------------------------------------------------------- */

static gboolean
number_places (GrScope *s, const Subscripts *output, Labels *labels)
{
  for (gint label = 0; label < MAX_LABELS; label++)
    {
      labels->place[label] = -1;
      labels->size[label] = 1;
    }
  for (guint i = 0; i < output->n; i++)
    labels->place[output->v[i]] = (gint) i;
  labels->n_output = labels->n_all = (gint) output->n;
  for (gint label = 0; label < MAX_LABELS; label++)
    if (labels->uses[label] && labels->place[label] < 0)
      labels->place[label] = labels->n_all++;
  if (labels->n_all > GR_MAX_DIMS)
    gr_scope_fail (
        s, GR_ERROR_SHAPE,
        "einsum(): at most %d different subscripts are supported, but the equation has %d",
        GR_MAX_DIMS, labels->n_all);
  return !s->error;
}

/* A dimension for each label in the common order, of size 1 where the operand has none. A label
 * that is repeated is a diagonal. */
static GrTensor *
arranged (GrScope *s, GrTensor *operand, gsize number, Subscripts subscripts, Labels *labels)
{
  for (guint i = 0; i < subscripts.n && operand; i++)
    for (guint k = i + 1; k < subscripts.n && operand;)
      if (subscripts.v[i] == subscripts.v[k])
        {
          if (operand->shape[i] != operand->shape[k])
            {
              gr_scope_fail (
                  s, GR_ERROR_SHAPE,
                  "einsum(): subscript %c is repeated for operand %" G_GSIZE_FORMAT
                  " but the sizes don't match, %" G_GINT64_FORMAT " != %" G_GINT64_FORMAT,
                  letter_of (subscripts.v[i]), number, operand->shape[k], operand->shape[i]);
              return NULL;
            }
          operand = gx_movedim_int (s, gx_diagonal (s, operand, 0, i, k), -1, i);
          subscripts.n--;
          memmove (&subscripts.v[k], &subscripts.v[k + 1], (subscripts.n - k) * sizeof (gint));
        }
      else
        k++;
  gint64 order[GR_MAX_DIMS];
  gsize n = 0;
  for (gint place = 0; place < labels->n_all; place++)
    for (guint i = 0; i < subscripts.n; i++)
      if (labels->place[subscripts.v[i]] == place)
        order[n++] = i;
  operand = gx_permute (s, operand, gr_ints (order, n));
  for (gint place = 0, next = 0; place < labels->n_all && operand; place++)
    {
      gboolean has = next < (gint) n && labels->place[subscripts.v[order[next]]] == place;
      if (!has)
        operand = gx_unsqueeze (s, operand, place);
      else
        {
          gint64 *size = &labels->size[subscripts.v[order[next++]]];
          gint64 given = operand->shape[place];
          if (given != *size && given != 1 && *size != 1)
            {
              gr_scope_fail (
                  s, GR_ERROR_SHAPE,
                  "einsum(): subscript %c has size %" G_GINT64_FORMAT
                  " for operand %" G_GSIZE_FORMAT
                  " which does not broadcast with previously seen size %" G_GINT64_FORMAT,
                  letter_of (subscripts.v[order[next - 1]]), given, number, *size);
              return NULL;
            }
          *size = given == 1 ? *size : given;
        }
    }
  return operand;
}

typedef enum
{
  BATCH,
  LEFT,
  RIGHT,
  SUMMED,
  N_ROLES
} Role;

/* @tensor as [batch, rows, columns], where those of the roles @rows and @columns are laid together.
 */
static GrTensor *
as_matrices (GrScope *s, GrTensor *tensor, const Role *role, Role rows, Role columns,
             const gint64 *batch)
{
  gint64 order[GR_MAX_DIMS], expanded[GR_MAX_DIMS], sizes[3] = { 1, 1, 1 };
  const Role groups[] = { BATCH, rows, columns };
  gsize n = 0;
  for (guint g = 0; g < 3; g++)
    for (gint d = 0; d < tensor->ndim; d++)
      if (role[d] == groups[g])
        {
          gint64 size = g == 0 ? batch[d] : tensor->shape[d];
          order[n] = d;
          expanded[n++] = size;
          sizes[g] *= size;
        }
  for (gint d = 0; d < tensor->ndim; d++) /* the other side's: size 1 here */
    if (role[d] != BATCH && role[d] != rows && role[d] != columns)
      {
        expanded[n] = 1;
        order[n++] = d;
      }
  tensor = gx_permute (s, tensor, gr_ints (order, n));
  return gx_reshape (s, gx_expand (s, tensor, gr_ints (expanded, n)),
                     GR_INTS (sizes[0], sizes[1], sizes[2]));
}

/* a * b, summed over the dims of @sum: both have the common order. */
static GrTensor *
contracted (GrScope *s, GrTensor *a, GrTensor *b, guint sum)
{
  Role role[GR_MAX_DIMS];
  gint64 batch[GR_MAX_DIMS], grouped[GR_MAX_DIMS], back[GR_MAX_DIMS];
  gint order[GR_MAX_DIMS], n = 0;
  gint ndim = a->ndim;
  for (gint d = 0; d < ndim; d++)
    {
      gboolean in_a = a->shape[d] != 1, in_b = b->shape[d] != 1, summed = (sum >> d) & 1;
      if (summed && in_a != in_b) /* stands in one of them: summed before the product */
        *(in_a ? &a : &b) = gx_sum_dim_IntList (s, in_a ? a : b, GR_INTS (d), TRUE, GR_DTYPE_NONE);
      if (s->error)
        return NULL;
      role[d] = summed ? SUMMED : in_a == in_b ? BATCH : in_a ? LEFT : RIGHT;
      batch[d] = MAX (a->shape[d], b->shape[d]);
      if (a->shape[d] == 0 || b->shape[d] == 0)
        batch[d] = 0;
    }
  GrTensor *product = gx_bmm (s, as_matrices (s, a, role, LEFT, SUMMED, batch),
                              as_matrices (s, b, role, SUMMED, RIGHT, batch));
  for (guint g = BATCH; g < N_ROLES; g++)
    for (gint d = 0; d < ndim; d++)
      if (role[d] == g)
        {
          grouped[n] = g == BATCH   ? batch[d]
                       : g == LEFT  ? a->shape[d]
                       : g == RIGHT ? b->shape[d]
                                    : 1;
          order[n++] = d;
        }
  for (gint i = 0; i < ndim; i++)
    back[order[i]] = i;
  return gx_permute (s, gx_reshape (s, product, gr_ints (grouped, ndim)), gr_ints (back, ndim));
}

/* The last operand in which a dimension is longer than 1 is where it can be summed. */
static guint
summed_with (const Labels *labels, GrTensor *const *operands, gsize n, gsize number)
{
  guint mask = 0;
  for (gint d = labels->n_output; d < labels->n_all; d++)
    {
      gsize last = 0;
      for (gsize i = 0; i < n; i++)
        if (operands[i]->shape[d] != 1)
          last = i;
      if (MAX (last, 1) == number || (n == 1 && number == 0))
        mask |= 1u << d;
    }
  return mask;
}

static void
einsum_compose (GrScope *s, GrCall *call)
{
  const char *equation = call->args[0].string, *arrow = strstr (equation, "->");
  gsize n = call->args[1].tensors.n;
  g_autofree Subscripts *subscripts = g_new0 (Subscripts, n + 1);
  g_autofree GrTensor **operands = g_new0 (GrTensor *, n + 1);
  Subscripts output;
  Labels labels = { .ellipsis = 0 };
  if (n == 0)
    gr_scope_fail (s, GR_ERROR_ARGUMENT, "einsum(): must provide at least one operand");
  if (s->error
      || !read_operands (s, equation, arrow ? arrow : equation + strlen (equation),
                         call->args[1].tensors.v, n, subscripts, &labels)
      || !read_output (s, equation, arrow, subscripts, n, &output, &labels)
      || !number_places (s, &output, &labels))
    return;
  for (gsize i = 0; i < n; i++)
    if (!(operands[i] = arranged (s, call->args[1].tensors.v[i], i, subscripts[i], &labels)))
      return;
  GrTensor *result = operands[0];
  for (gsize i = 1; i < n && result; i++)
    result = contracted (s, result, operands[i], summed_with (&labels, operands, n, i));
  gint64 dims[GR_MAX_DIMS];
  gsize n_dims = 0;
  for (gint d = labels.n_output; d < labels.n_all; d++)
    dims[n_dims++] = d;
  if (n == 1 && n_dims)
    result = gx_sum_dim_IntList (s, result, gr_ints (dims, n_dims), TRUE, GR_DTYPE_NONE);
  if (n_dims && result)
    result = gx_reshape (s, result, gr_ints (result->shape, labels.n_output));
  gr_call_give (call, result);
}

const GrOp gr_op_einsum = {
  .schema = "einsum(str equation, Tensor[] tensors) -> Tensor",
  .summary = N_ (
      "Sums of products by an equation: letters name dimensions, those not in the output are "
      "summed."),
  .formula = "“ij,jk->ik”: out[i, k] = sum_j tensors[0][i, j] * tensors[1][j, k]",
  .compose = einsum_compose,
  .samples = GR_SAMPLES (
      "einsum('ij,jk->ik', [r(2,3), r(3,4)])", "einsum('bij,bjk', [r(2,3,4), r(2,4,2)])",
      "einsum('ii->i', [r(3,3)])", "einsum('ii', [r(3,3)])", "einsum('ij->ji', [r(2,3)])",
      "einsum('ij,ij->', [r(2,3), r(2,3)])", "einsum('i,j', [r(2), r(3)])",
      "einsum('...ij,...jk->...ik', [r(2,1,2,3), r(3,3,2)])",
      "einsum('bn,anm,bm->ba', [r(2,3), r(4,3,2), r(2,2)])", "einsum('b...->...', [r(2,3,4)])",
      "einsum('ij,kj->ki', [r(2,3), r(4,3)])"),
  .bad = GR_BAD (
      { "einsum('ij,jk->ik', [r(2,3), r(4,5)])",
        "einsum(): subscript j has size 4 for operand 1 which does not broadcast with previously "
        "seen size 3" },
      { "einsum('ij,jk', [r(2,3)])",
        "einsum(): fewer operands were provided than specified in the equation" },
      { "einsum('ij->ik', [r(2,3)])",
        "einsum(): output subscript k does not appear in the equation for any input operand" },
      { "einsum('i', [r(2,3)])",
        "einsum(): the number of subscripts in the equation (1) does not match the number of "
        "dimensions (2) for operand 0 and no ellipsis was given" },
      { "einsum('ii->i', [r(2,3)])",
        "einsum(): subscript i is repeated for operand 0 but the sizes don't match, 3 != 2" },
      { "einsum('i->ii', [r(2)])",
        "einsum(): output subscript i appears more than once in the output" },
      { "einsum('i%->i', [r(2)])",
        "einsum(): invalid subscript given at index 1 in the equation string" }),
};
