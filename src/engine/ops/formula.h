/* formula.h - short words for backward formulas: sums without alpha, and plain numbers as
 * operands. */
#pragma once

#include "op.h"

#include "gradus-functions.h"

G_BEGIN_DECLS

static inline GrTensor *
fx_add (GrScope *s, GrTensor *a, GrTensor *b)
{
  return gx_add (s, a, b, gr_int (1));
}

static inline GrTensor *
fx_sub (GrScope *s, GrTensor *a, GrTensor *b)
{
  return gx_sub (s, a, b, gr_int (1));
}

/* a + number */
static inline GrTensor *
fx_plus (GrScope *s, GrTensor *a, gdouble number)
{
  return gx_add (s, a, gx_number (s, gr_float (number)), gr_int (1));
}

/* a * number */
static inline GrTensor *
fx_times (GrScope *s, GrTensor *a, gdouble number)
{
  return gx_mul (s, a, gx_number (s, gr_float (number)));
}

/* number - a */
static inline GrTensor *
fx_from (GrScope *s, gdouble number, GrTensor *a)
{
  return gx_sub (s, gx_number (s, gr_float (number)), a, gr_int (1));
}

static inline GrTensor *
fx_zero (GrScope *s)
{
  return gx_number (s, gr_int (0));
}

/* Gives argument @arg the incoming gradient times @slope, or divided by @slope. */
static inline void
fx_give_times (GrBackward *b, guint arg, GrTensor *slope)
{
  gr_give (b, arg, gx_mul (b->scope, gr_grad (b, 0), slope));
}

static inline void
fx_give_over (GrBackward *b, guint arg, GrTensor *slope)
{
  gr_give (b, arg, gx_div (b->scope, gr_grad (b, 0), slope));
}

G_END_DECLS
