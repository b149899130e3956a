/* update.c - update-arithmetic.h for float32 and for float64. */
#include "update.h"

#include <math.h>

#define T       gfloat
#define ROOT    sqrtf
#define NAME(x) gr_update_##x##_f32
#include "update-arithmetic.h"
#undef T
#undef ROOT
#undef NAME

#define T       gdouble
#define ROOT    sqrt
#define NAME(x) gr_update_##x##_f64
#include "update-arithmetic.h"
