/* comparison.c - eq, ne, lt, le, gt, ge: broadcasting, giving bool. */
#include "pointwise.h"

#define MAKE(name, condition)                                                                      \
  GR_BOOL_LOOPS (name, GR_OPERANDS_AB, condition)                                                  \
  static gboolean name##_forward (GrCall *call, GError **error)                                    \
  {                                                                                                \
    static const GrPointwise kernels = { name##_f32, name##_f64, name##_i64 };                     \
    return gr_compare_run (call, &kernels, error);                                                 \
  }
GR_COMPARE (MAKE)

const GrOp gr_op_eq = {
  .schema = "eq(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Whether elements are equal."),
  .formula = "out = self == other",
  .infer = gr_compare_infer,
  .forward = eq_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("eq(i(0,3,8), i(0,3,8))", "eq(r(2,3), 0)", "eq(b(3), True)",
                         "eq(t([nan, 0.0, inf]), t([nan, -0.0, inf]))"),
};

const GrOp gr_op_ne = {
  .schema = "ne(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Whether elements differ."),
  .formula = "out = self != other",
  .infer = gr_compare_infer,
  .forward = ne_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("ne(i(0,3,8), i(0,3,8))", "ne(r(2,3), r(3))",
                         "ne(t([nan, 1.0]), t([nan, 1.0]))"),
};

const GrOp gr_op_lt = {
  .schema = "lt(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Whether elements are less than the other's."),
  .formula = "out = self < other",
  .infer = gr_compare_infer,
  .forward = lt_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("lt(r(2,3), r(3))", "lt(i(0,3,8), 1)", "lt(i(0,3,8), 1.5)"),
};

const GrOp gr_op_le = {
  .schema = "le(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Whether elements are less than or equal to the other's."),
  .formula = "out = self <= other",
  .infer = gr_compare_infer,
  .forward = le_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("le(r(2,3), r(3))", "le(i(0,3,8), 1)"),
};

const GrOp gr_op_gt = {
  .schema = "gt(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Whether elements are greater than the other's."),
  .formula = "out = self > other",
  .infer = gr_compare_infer,
  .forward = gt_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("gt(r(2,3), r(3))", "gt(i(0,3,8), 1)"),
};

const GrOp gr_op_ge = {
  .schema = "ge(Tensor self, Tensor other) -> Tensor",
  .summary = N_ ("Whether elements are greater than or equal to the other's."),
  .formula = "out = self >= other",
  .infer = gr_compare_infer,
  .forward = ge_forward,
  .explain = gr_explain_function,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("ge(r(2,3), r(3))", "ge(i(0,3,8), 1)", "ge(t([nan, 1.0]), t([1.0, 1.0]))"),
};
