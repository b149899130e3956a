/* fill.h - numbers that a test and the script of its golden values make alike, from their place
 * alone: value() of tests/golden/fill.py. */
#pragma once

#include "tensor/tensor.h"

#include <math.h>

static inline gdouble
fill_value (gint64 i, gint64 seed)
{
  return (gdouble) ((i * 7919 + seed * 104729) % 2003) / 1001.5 - 1;
}

/* @how: "r" in (-1, 1), "p" positive, "u" in (0, 1), "i7" whole numbers below 7. */
static inline void
fill (GrTensor *tensor, const char *how, gint64 seed)
{
  for (gint64 i = 0; i < gr_tensor_numel (tensor); i++)
    {
      const gdouble v = fill_value (i, seed);

      if (how[0] == 'i')
        gr_tensor_set (tensor, i, gr_int ((i * 7 + seed) % g_ascii_strtoll (how + 1, NULL, 10)));
      else if (how[0] == 'p')
        gr_tensor_set (tensor, i, gr_float (fabs (v) + 0.1));
      else if (how[0] == 'u')
        gr_tensor_set (tensor, i, gr_float ((v + 1) * 0.48 + 0.02));
      else
        gr_tensor_set (tensor, i, gr_float (v));
    }
}
