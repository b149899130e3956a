/* trace-check.h - autograd's gradient against the difference quotient: how much the loss changes
 * where one number of a recorded batch is a little larger and a little smaller.
 *
 * What follows from that number is computed again in float64, by the calls that the trace holds;
 * what a dropout dropped stays dropped. Any number that has a gradient can be checked: of a
 * parameter, or of what an operator gave. For the stepper.
 */
#pragma once

#include "trace.h"

G_BEGIN_DECLS

typedef enum
{
  GR_CHECK_AGREES,
  GR_CHECK_DIFFERS,
  /* The loss bends here, as max (x, 0) does at 0: it has a slope on either side, and the gradient
   * is one of them or lies between them. */
  GR_CHECK_CORNER,
} GrCheckVerdict;

typedef struct
{
  gdouble value;        /* of the element */
  gdouble gradient;     /* autograd's, as recorded */
  gdouble epsilon;
  gdouble below, above; /* the loss at value - epsilon and at value + epsilon */
  gdouble difference;   /* (above - below) / (2 * epsilon) */
  gdouble left, right;  /* the slopes on either side */
  gdouble bound;        /* how far apart gradient and difference may be: see gr_trace_check() */
  GrCheckVerdict verdict;
} GrTraceCheck;

/* Checks @element (row-major) of tensor @tensor. @epsilon: 0 for a good one, which is about 6e-6
 * times the value, or times 1 for small ones, and smaller where the loss has corners near by.
 *
 * The bound is the sum of three: what is lost by subtracting two losses of 16 digits, what the
 * quotient owes to its epsilon being no smaller (told by its change when epsilon is twice as
 * large), and the precision that the gradient has in its own dtype.
 *
 * Takes five passes from that tensor to the loss, so not in a thread that must not wait.
 * GR_ERROR_AUTOGRAD where the trace holds no gradient of the tensor, GR_ERROR_INDEX where there is
 * no such element, GR_ERROR_UNSUPPORTED where the trace left out numbers that it takes. */
gboolean gr_trace_check (const GrTrace *trace, guint tensor, gint64 element, gdouble epsilon,
                         GrTraceCheck *check, GError **error);

G_END_DECLS
