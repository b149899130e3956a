/* arithmetic.c - block kinds that join several inputs, and Mean. */
#include "row.h"

#define TWO_PORTS PORTS ("a", "b")

static GrTensor *
add_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_add (s, call->inputs[0], call->inputs[1], gr_int (1));
}

const GrBlockKind gr_block_add = {
  .name = "Add",
  .category = GR_CATEGORY_ARITHMETIC,
  .icon = "block-add-symbolic",
  .summary = N_ ("Adds two tensors: a residual network's shortcut."),
  .prefix = "add",
  .inputs = TWO_PORTS,
  .forward = add_forward,
  .pytorch = "torch.add({a}, {b})",
};

static GrTensor *
sub_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_sub (s, call->inputs[0], call->inputs[1], gr_int (1));
}

const GrBlockKind gr_block_sub = {
  .name = "Sub",
  .category = GR_CATEGORY_ARITHMETIC,
  .icon = "block-subtract-symbolic",
  .summary = N_ ("Takes the second tensor from the first."),
  .prefix = "sub",
  .inputs = TWO_PORTS,
  .forward = sub_forward,
  .pytorch = "torch.sub({a}, {b})",
};

static GrTensor *
mul_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_mul (s, call->inputs[0], call->inputs[1]);
}

const GrBlockKind gr_block_mul = {
  .name = "Mul",
  .category = GR_CATEGORY_ARITHMETIC,
  .icon = "block-multiply-symbolic",
  .summary = N_ ("Multiplies two tensors element by element: a gate."),
  .prefix = "mul",
  .inputs = TWO_PORTS,
  .forward = mul_forward,
  .pytorch = "torch.mul({a}, {b})",
};

static const GrAttribute cat_attributes[] = {
  { "dim", GR_ATTRIBUTE_INT, "1", .required = TRUE,
    .help = N_ ("The dimension that grows; 1 is the channels.") },
  END
};

static GrTensor *
cat_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_cat (s, call->inputs, call->n_inputs, gr_block_int (call, "dim"));
}

const GrBlockKind gr_block_cat = {
  .name = "Cat",
  .category = GR_CATEGORY_ARITHMETIC,
  .icon = "block-cat-symbolic",
  .summary = N_ ("Puts tensors one after another."),
  .prefix = "cat",
  .attributes = cat_attributes,
  .inputs = NO_PORTS,
  .min_inputs = 1,
  .max_inputs = GR_BLOCK_MANY_INPUTS,
  .reads = GR_READS_JOINED,
  .forward = cat_forward,
  .repr = "dim={dim}",
  .pytorch = "torch.cat([{inputs}], dim={dim})",
};

static GrTensor *
matmul_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_matmul (s, call->inputs[0], call->inputs[1]);
}

const GrBlockKind gr_block_matmul = {
  .name = "MatMul",
  .category = GR_CATEGORY_ARITHMETIC,
  .icon = "block-matmul-symbolic",
  .summary = N_ ("The matrix product of two tensors."),
  .prefix = "matmul",
  .inputs = TWO_PORTS,
  .reads = GR_READS_ALL,
  .forward = matmul_forward,
  .pytorch = "torch.matmul({a}, {b})",
};

static const GrAttribute mean_attributes[] = {
  { "dim", GR_ATTRIBUTE_INTS, "[2, 3]", .required = TRUE,
    .help = N_ ("The dimensions to average over.") },
  { "keepdim", GR_ATTRIBUTE_BOOL, "false", .help = N_ ("They stay, with size 1.") },
  END
};

static GrTensor *
mean_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_mean_dim (s, call->inputs[0], gr_block_ints (call, "dim"),
                      gr_block_bool (call, "keepdim"), GR_DTYPE_NONE);
}

const GrBlockKind gr_block_mean = {
  .name = "Mean",
  .category = GR_CATEGORY_ARITHMETIC,
  .icon = "block-mean-symbolic",
  .summary = N_ ("Averages over some of the dimensions."),
  .prefix = "mean",
  .attributes = mean_attributes,
  .reads = GR_READS_DIM,
  .forward = mean_forward,
  .repr = "dim={dim}[, keepdim={keepdim}]",
  .pytorch = "torch.mean({input}, dim={dim}, keepdim={keepdim})",
};
