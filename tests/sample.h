/* sample.h - the parser of sample calls: an operator call as text, the same in C and in Python.
 *
 * Rows of the operator table carry samples such as
 *
 *   "conv2d(r(2,3,8,8), r(4,3,3,3), bias=None, stride=[2, 1])"
 *
 * The generated suite (tests/suite-ops.c) parses them here; tests/golden/golden.py evaluates the
 * same text under PyTorch. Both make the same tensors, bit for bit.
 *
 * Values: 3  -0.5  1e-3  inf  nan  True  False  None  'text'  [1, 2]  [r(2), None]. A string that
 * names a dtype ('float32') or a device ('cpu') is that dtype or device.
 *
 * Tensors: a constructor and a shape, float64 unless dtype='…' says otherwise; rank 0 is r().
 *   r(shape)        random in (-1, 1)
 *   p(shape)        positive, in (0.125, 2)
 *   u(shape)        a probability, in (0.03, 0.97)
 *   w(shape)        like r, but at least 0.125 away from 0
 *   d(shape)        all distinct, in (-1, 1): for max, sort, median
 *   i(lo,hi,shape)  int64 in [lo, hi)
 *   b(shape)        bool
 *   t([1, 2.5])     exactly these numbers, rank 1: int64, or float64 where one has a point. For
 * what happens at ties, at zero, at nan and inf: samples that have one are not held against central
 * differences, which say nothing there
 *
 * Element k (row-major) of tensor j (counted from 0 in the order of the text) is made of
 *
 *   key  = mix (fnv1a64 (text) + (j + 1) * 0xD1B54A32D192ED03 + k * 0x9E3779B97F4A7C15)
 *   unit = ((key >> 24) + 0.5) / 2^40
 *
 * where mix is the finaliser of splitmix64 (Steele, Lea, Flood 2014). Then
 *
 *   r: 2 unit - 1      p: 0.125 + 1.875 unit      u: 0.03125 + 0.9375 unit
 *   w: s = 2 unit - 1, sign (s) (0.125 + 0.875 |s|)
 *   d: (2 rank + 1) / n - 1, rank being that of key among the tensor's n keys
 *   i: lo + key % (hi - lo)      b: key >> 63
 *
 * All products and sums are exact in a double, so that no compiler's contraction changes a bit.
 */
#pragma once

#include "ops/value.h"

G_BEGIN_DECLS

typedef struct
{
  char        *text;
  char        *name;     /* "conv2d" */
  GrValue     *values;   /* n_values */
  const char **names;    /* NULL for positional */
  guint        n_values;
  GPtrArray   *tensors;  /* of GrTensor, in the order of the text; owned */
  /* private */
  GArray      *slots;    /* of GrTensor **: where tensor j stands among the values */
  GPtrArray   *memory;   /* strings and arrays that the values borrow */
} Sample;

/* (transfer full) */
Sample   *sample_parse      (const char *text, GError **error);
/* The same call with every size of a shape that is @size made @factor times as large: samples are
 * small, and what a kernel does with many elements must be tried as well. */
Sample   *sample_parse_grown (const char *text, gint64 size, gint64 factor, GError **error);
void      sample_free       (Sample *sample);
/* Tensor @j, borrowed. */
GrTensor *sample_tensor     (const Sample *sample, guint j);
/* Puts another tensor in the place of tensor @j; takes a reference of its own. */
void      sample_set_tensor (Sample *sample, guint j, GrTensor *tensor);
/* A value drawn as r is, for "tensor" @j of @text: the weights of outputs in gradient tests. */
gdouble   sample_random     (const char *text, guint j, guint64 k);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sample, sample_free)

G_END_DECLS
