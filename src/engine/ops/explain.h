/* explain.h - where one element of an operator's output comes from: the elements of its inputs that
 * made it, and how.
 *
 * Since a row's .backward is written in operators, an element of a gradient is explained by the
 * row that computed it inside the backward: there is one mechanism for both directions. The
 * stepper asks with gr_explain(); a row answers with its .explain, which is nearly always one of
 * the words below. None of them repeats a row's index arithmetic: they ask the row itself, by its
 * gradient or by running it again on the few elements concerned.
 */
#pragma once

#include "op.h"

G_BEGIN_DECLS

/* An element of a tensor argument, counted row-major. */
typedef struct
{
  guint  arg;
  guint  entry; /* of a list argument, else 0 */
  gint64 element;
} GrPlace;

#define GR_MAX_FACTORS 2

/* value = weight * the elements at factors, unless the row says otherwise in its formula (the
 * exp (x - max) of a softmax, the (x - mean) of a normalisation: see its constants). */
typedef struct
{
  gdouble value;
  gdouble weight;
  guint   n_factors; /* 0: a number that no element decides, as the value of a padding */
  GrPlace factors[GR_MAX_FACTORS];
} GrTerm;

typedef struct
{
  const char *name; /* "mean"; static */
  gdouble     value;
} GrNamedNumber;

typedef enum
{
  GR_EXPLAINED_CONSTANT, /* no element of an input decides it: one term without factors */
  GR_EXPLAINED_SUM,      /* the terms add up */
  GR_EXPLAINED_PICK,     /* one element was taken as it is: one term with one factor */
  GR_EXPLAINED_FUNCTION, /* the row's formula of the elements at places: one term without factors */
} GrExplainForm;

/* Whatever the form: the element is the sum of the terms' values, divided by the sum of the
 * divisor's where there is one. All arithmetic is in double. */
typedef struct
{
  GrExplainForm form;
  GArray *terms;     /* of GrTerm */
  GArray *divisor;   /* of GrTerm; empty: 1 */
  GArray *places;    /* of GrPlace: what a function, or the constants of a sum, are made of */
  GArray *constants; /* of GrNamedNumber: what the formula calls by name */
} GrExplanation;

/* Whether an element of the row's outputs can be explained: it has an .explain, or is a view.
 * Composed rows are explained by the rows that they are made of. */
gboolean gr_op_explains       (const GrOp *op);
/* Explains @element (row-major) of output @output of a call with @args, one value per schema
 * parameter. @outputs are the call's, and those that only backward sees may follow. The tensors
 * must hold what they held during the call (an in-place call has changed its first since), on any
 * device. The operators that this calls are heard by listeners as any other. (transfer full) in
 * @explanation. GR_ERROR_UNSUPPORTED where the row does not explain itself, GR_ERROR_INDEX where
 * there is no such element, GR_ERROR_DEVICE where the tensors hold no numbers. */
gboolean gr_explain           (const GrOp *op, const GrValue *args, GrTensor *const *outputs,
                               guint n_outputs, guint output, gint64 element,
                               GrExplanation **explanation, GError **error);
gdouble  gr_explanation_value (const GrExplanation *explanation);
void     gr_explanation_free  (GrExplanation *explanation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrExplanation, gr_explanation_free)

/* --- for rows: what .explain is given, and what it says --------------------------------------- */

struct _GrExplain
{
  const GrOp      *op;
  const GrSchema  *schema;
  const GrValue   *args;
  GrTensor *const *outputs;
  guint            n_outputs;
  guint            output;
  gint64           element;
  GrExplanation   *to; /* what is found is added here */
};

static inline GrPlace
gr_place (guint arg, gint64 element)
{
  return (GrPlace){ arg, 0, element };
}

/* A tensor argument, or an entry of a list of them; NULL for None. */
GrTensor *gr_explain_tensor   (const GrExplain *x, guint arg, guint entry);
gdouble   gr_explain_at       (const GrExplain *x, GrPlace place);
/* weight * the elements at @factors. */
void      gr_explain_term     (GrExplain *x, gdouble weight, guint n, const GrPlace *factors);
/* A term of another form, to terms or divisor. */
void      gr_explain_as       (GArray *list, gdouble value, gdouble weight, guint n,
                               const GrPlace *factors);
void      gr_explain_constant (GrExplain *x, const char *name, gdouble value);
/* The mean of the elements at @places. */
gdouble   gr_explain_mean     (const GrExplain *x, const GArray *places);
/* The arguments with other tensors in their places: @map is given each tensor (never NULL), and
 * what it returns is owned by @scope, where errors are too. Free with g_free(). */
typedef GrTensor *(*GrExplainMap) (const GrExplain *x, GrScope *scope, GrTensor *tensor,
                                   GrPlace place, gpointer user);
GrValue  *gr_explain_map      (const GrExplain *x, GrScope *scope, GrExplainMap map, gpointer user);

/* --- the words -------------------------------------------------------------------------------- */

typedef gboolean (*GrExplainFunc) (GrExplain *x, GError **error);

/* The elements that arguments alone decide: zeros, arange. */
gboolean gr_explain_number        (GrExplain *x, GError **error);

/* explain-linear.c: rows that are linear where they stand. Their weights are their gradient.
 * In all their tensors together (scatter_add, the pools); tensors that say where, not what, are
 * known by their names: index, indices, mask, condition. */
gboolean gr_explain_linear        (GrExplain *x, GError **error);
/* The same for rows along lines, in the sense of gr_explain_in_lines(): add, sum, cumsum. */
gboolean gr_explain_sum           (GrExplain *x, GError **error);
/* Linear in the first tensor alone, the gradient that comes in: the others make the weights. */
gboolean gr_explain_linear_first  (GrExplain *x, GError **error);
/* The same for rows along lines: the backward rows of what is pointwise, and of softmax. */
gboolean gr_explain_slope         (GrExplain *x, GError **error);
/* Rows that only move elements, and have numbers of their own where none comes to lie: cat, gather,
 * paddings. */
gboolean gr_explain_moved         (GrExplain *x, GError **error);
/* For rows that take the largest: the first and the last element that it is taken of. */
gboolean gr_explain_ends          (GrExplain *x, GrPlace *first, GrPlace *last, GError **error);
/* Sums of products of an element of the first tensor and one of the second, and linear in the
 * third: matrix products, convolutions. */
gboolean gr_explain_product       (GrExplain *x, GError **error);
/* The same with the sum's other part in front: addmm. */
gboolean gr_explain_added_product (GrExplain *x, GError **error);
/* Only the products of arguments @a and @b. */
gboolean gr_explain_product_of    (GrExplain *x, guint a, guint b, GError **error);

/* explain-function.c: rows along lines whose element is a formula of what these hold: exp,
 * logsumexp. */
gboolean gr_explain_function      (GrExplain *x, GError **error);
/* The same for rows that take one of the elements: maximum, clamp, sort, max.dim. */
gboolean gr_explain_selected      (GrExplain *x, GError **error);

/* explain-norm.c: (x - mean) / sqrt (var + eps) * weight + bias. */
gboolean gr_explain_batch_norm    (GrExplain *x, GError **error);
gboolean gr_explain_layer_norm    (GrExplain *x, GError **error);

/* --- parts (explain-part.c): a word that looks at less is quicker ----------------------------- */

/* @word, of a row whose element depends on the elements of the same index, and, where an argument
 * is called dim, on the whole lines along it. */
gboolean gr_explain_in_lines      (GrExplain *x, GrExplainFunc word, GError **error);
/* @word, of a row that treats the entries of dimension 0 one by one: those of the output and of the
 * first @n_batched arguments belong together. */
gboolean gr_explain_in_sample     (GrExplain *x, guint n_batched, GrExplainFunc word,
                                   GError **error);
/* Where an argument, or the output, is cut: to size 1 at @start in every dimension but those of
 * @whole. */
typedef struct
{
  guint  whole; /* a bit per dimension; GR_EXPLAIN_WHOLE: not cut at all */
  gint64 start[GR_MAX_DIMS];
} GrExplainCut;

#define GR_EXPLAIN_WHOLE G_MAXUINT

/* @word, of the parts that the row's own @cuts, one an argument, and @output_cut leave. */
gboolean gr_explain_in_part       (GrExplain *x, const GrExplainCut *cuts,
                                   const GrExplainCut *output_cut, GrExplainFunc word,
                                   GError **error);
/* The elements of argument @arg that have the output element's index in every dimension but those
 * of @whole, in order, to @places. The argument broadcasts to the output, or is reduced to it. */
void     gr_explain_lines         (const GrExplain *x, guint arg, guint whole, GArray *places);

G_END_DECLS
