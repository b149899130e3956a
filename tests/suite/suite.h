/* suite.h - what the checks of the generated operator suite share. See tests/suite-ops.c.
 *
 * A check looks at one sample of one row and appends what is wrong to a report; it asserts nothing,
 * so that the suite can be tried on rows that are broken on purpose.
 */
#pragma once

#include "../sample.h"
#include "golden.h"

#include "autograd/autograd.h"
#include "gradus-functions.h"
#include "ops/call.h"

G_BEGIN_DECLS

/* How far from PyTorch's values a row may be, where the usual bounds do not do. */
typedef struct
{
  const char *name;
  gdouble     golden;   /* relative, float64 */
  gdouble     float32;  /* relative, float32 run against float64 values */
  gdouble     gradient; /* relative, against central differences */
  const char *reason;
} Tolerance;

/* The row under test. */
typedef struct
{
  const GrOp *op; /* in the table, or a copy broken on purpose */
  const char *name;
  Golden     *golden; /* NULL where there is none */
  const Tolerance *tolerance;
} Row;

typedef void (*Check) (const Row *row, const Sample *sample, GString *report);

/* --- running a sample (run.c) ----------------------------------------------------------------- */

typedef struct
{
  GrTensor **outputs; /* n_outputs */
  gsize      n_outputs;
  GrTensor **inputs; /* the copies that the call was given: n_tensors of them */
  GrTensor **grads;  /* n_tensors; NULL where there is none */
  guint      n_tensors;
  gboolean   in_place; /* the form that was called */
  GrTensor **weights; /* n_outputs; of the gradients, NULL where the output requires none */
} Result;

typedef void (*Between) (Result *result, gpointer user);

typedef struct
{
  GrForm    form;
  GrTensor *out;       /* for GR_FORM_OUT */
  GrDevice  device;    /* where the inputs are moved first; GR_CPU by default */
  gboolean  gradients; /* of sum (weight * output), for the inputs in @wanted */
  gboolean  create_graph; /* the gradients, and the weights, can be differentiated in turn */
  GrTensor *const *weights; /* n_outputs; NULL: output_weights() */
  guint     fail_forward;  /* the nth allocation of the call fails; 0: none */
  guint     fail_backward; /* the same in backward */
  Between   between;   /* called between forward and backward */
  gpointer  user;
  gboolean  failed;    /* out: the injected failure was reached */
} Options;

/* Runs copies of the sample's tensors (strides and all) through the row. FALSE with @error where
 * the operator gives one; @result is then empty. */
gboolean   run          (const Row *row, const Sample *sample, Options *options, Result *result,
                         GError **error);
void       result_clear (Result *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Result, result_clear)

/* A row that runs in place is called so in every check. */
GrForm     plain_form     (const Row *row);
gboolean   differentiable (const Row *row);
/* Bit j: tensor j is floating, and PyTorch differentiates with respect to it (where known). */
guint64    wanted_inputs  (const Row *row, const Sample *sample);
/* The weights of output @k, as golden.py's. */
GrTensor  *output_weights (const Sample *sample, guint k, const GrTensor *output);
/* sum over the floating outputs of weight * output. */
gdouble    weighted_sum   (const Sample *sample, const Result *result);
/* The same tensor, strides, gaps and all, in memory of its own. */
GrTensor  *copy_tensor    (const GrTensor *tensor, GrDevice device);

/* The same on GR_META. */
GrTensor  *without_memory (const GrTensor *tensor);

/* A few units in the last place: float32 results are never held to less. */
#define FLOAT32_TOLERANCE 5e-7

/* --- comparing (compare.c) -------------------------------------------------------------------- */

/* Appends "WHAT: …" to @report and returns FALSE where the two differ in shape, dtype or (for
 * floating elements) by more than rtol * |b| + atol * (largest finite |b|, or 1). Tolerances of 0
 * mean the same bits. */
gboolean compare_tensors (const char *what, const GrTensor *a, const GrTensor *b, gdouble rtol,
                          gdouble atol, GString *report);
/* Outputs, gradients (a missing one is zeros) and changed inputs. */
gboolean compare_results (const char *what, const Result *a, const Result *b, gdouble rtol,
                          gdouble atol, GString *report);
void     report_error    (GString *report, const char *what, const GError *error);

/* --- the checks ------------------------------------------------------------------------------- */

/* check-values.c */
void check_golden    (const Row *row, const Sample *sample, GString *report);
void check_float32   (const Row *row, const Sample *sample, GString *report);
void check_dtypes    (const Row *row, const Sample *sample, GString *report);
/* check-layouts.c */
void check_infer     (const Row *row, const Sample *sample, GString *report);
void check_layouts   (const Row *row, const Sample *sample, GString *report);
void check_empty     (const Row *row, const Sample *sample, GString *report);
/* check-explain.c */
void check_explain   (const Row *row, const Sample *sample, GString *report);
/* check-gradients.c */
void check_gradient  (const Row *row, const Sample *sample, GString *report);
void check_double_backward (const Row *row, const Sample *sample, GString *report);
/* check-meta.c */
void check_meta_backward (const Row *row, const Sample *sample, GString *report);
/* check-forms.c */
void check_in_place  (const Row *row, const Sample *sample, GString *report);
void check_out       (const Row *row, const Sample *sample, GString *report);
/* check-safety.c */
void check_saved     (const Row *row, GString *report); /* of the whole row */
void check_memory    (const Row *row, const Sample *sample, GString *report);
/* check-machines.c */
void check_large     (const Row *row, const Sample *sample, GString *report);
void check_threads   (const Row *row, const Sample *sample, GString *report);
void check_levels    (const Row *row, const Sample *sample, GString *report);
void check_device    (const Row *row, const Sample *sample, GString *report);
/* check-row.c: of the whole row */
void check_row       (const Row *row, GString *report);
void check_bad       (const Row *row, GString *report);

/* A sample with other tensors in the same places; free with sample_free(). Entry j of @tensors may
 * be NULL: tensor j stays. */
Sample *sample_with (const Sample *sample, GrTensor *const *tensors);

/* The sample with its float64 tensors converted (check-values.c); NULL where it has none. */
Sample *sample_as (const Sample *sample, GrDType dtype);

/* Layouts other than a contiguous one (check-layouts.c): the same sample with tensor @only, or all
 * for G_MAXUINT, in another; NULL where no tensor changes. */
extern const guint n_layouts;
const char *layout_name     (guint layout);
Sample     *sample_laid_out (const Sample *sample, guint layout, guint only);

/* Whether it has a t ([…]): ties, zeros, nan, inf. */
gboolean sample_has_exact_numbers (const Sample *sample);

/* Inference on @sample's tensors without memory against what @result has. */
void compare_inferred (const Row *row, const Sample *sample, const Result *result, const char *what,
                       GString *report);

G_END_DECLS
