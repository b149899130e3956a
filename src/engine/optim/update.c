/* update.c - update-arithmetic.h for float32 and for float64; compiled once for each instruction
 * set, whose name GR_LEVEL is. */
#include "update.h"

#include <math.h>

#define T       gfloat
#define ROOT    sqrtf
#define NAME(x) x##_f32
#include "update-arithmetic.h"
#undef T
#undef ROOT
#undef NAME

#define T       gdouble
#define ROOT    sqrt
#define NAME(x) x##_f64
#include "update-arithmetic.h"

#define TABLE_(level) gr_update_##level
#define TABLE(level)  TABLE_ (level)

const GrUpdateTable TABLE (GR_LEVEL) = {
  .rules = {
    [GR_UPDATE_SGD] = { sgd_f32, sgd_f64 },
    [GR_UPDATE_ADAM] = { adam_f32, adam_f64 },
    [GR_UPDATE_RMSPROP] = { rmsprop_f32, rmsprop_f64 },
    [GR_UPDATE_ADAGRAD] = { adagrad_f32, adagrad_f64 },
  },
};
