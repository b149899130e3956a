/* linear.c - block kinds: Input, Linear, Embedding, Identity. */
#include "row.h"

#include "../tensor/error.h"

/* --- Input ------------------------------------------------------------------------------------ */

static const GrAttribute input_attributes[] = {
  { "shape", GR_ATTRIBUTE_INTS, "auto", GR_AUTO_DATA, AT_LEAST (1),
    .help = N_ ("The sizes of one item, without the batch; auto is what the data set has.") },
  { "dtype", GR_ATTRIBUTE_CHOICE, "float", .choices = GR_CHOICES ("float", "int64"),
    .help = N_ ("Numbers, or whole numbers that an Embedding looks up.") },
  END
};

/* Given the batch that was handed to the model: checks it and passes it on. */
static GrTensor *
input_forward (GrScope *s, const GrBlockCall *call)
{
  const GrInts shape = gr_block_ints (call, "shape");
  GrTensor    *x = call->inputs[0];
  gboolean     fits = x->ndim == (gint) shape.n + 1;

  for (gsize i = 0; fits && i < shape.n; i++)
    fits = x->shape[i + 1] == shape.v[i];
  if (!fits)
    {
      g_autofree char *expected = gr_ints_to_string (shape);
      g_autofree char *got = gr_tensor_shape_string (x);

      gr_scope_fail (s, GR_ERROR_SHAPE, "expects items of shape %s, but got a batch of shape %s",
                     expected, got);
      return NULL;
    }
  return x;
}

const GrBlockKind gr_block_input = {
  .name = "Input",
  .category = GR_CATEGORY_INPUT,
  .icon = "block-input-symbolic",
  .summary = N_ ("Where a batch of the data set enters the model."),
  .prefix = "input",
  .attributes = input_attributes,
  .inputs = NO_PORTS,
  .forward = input_forward,
  .repr = "shape={shape}",
};

/* --- Linear ----------------------------------------------------------------------------------- */

static const GrAttribute linear_attributes[] = {
  { "in_features", GR_ATTRIBUTE_INT, "auto", GR_AUTO_LAST_DIM, AT_LEAST (1),
    .unit = N_ ("features"), .help = N_ ("Numbers that come in: the last size of the input.") },
  { "out_features", GR_ATTRIBUTE_INT, "10", .required = TRUE, AT_LEAST (1), .unit = N_ ("features"),
    .help = N_ ("Numbers that go out.") },
  { "bias", GR_ATTRIBUTE_BOOL, "true", .help = N_ ("Adds a learned number to each output.") },
  TRAINED_ATTRIBUTES,
  END
};

static const GrParameter linear_parameters[] = {
  { "weight", GR_PARAMETER_TRAINED, "out_features, in_features", .init = { GR_INIT_FAN_IN } },
  { "bias", GR_PARAMETER_TRAINED, "out_features", "bias", { GR_INIT_FAN_IN }, TRUE },
  END
};

static GrTensor *
linear_forward (GrScope *s, const GrBlockCall *call)
{
  return gx_linear (s, call->inputs[0], call->parameters[0], call->parameters[1]);
}

const GrBlockKind gr_block_linear = {
  .name = "Linear",
  .category = GR_CATEGORY_LINEAR,
  .icon = "block-linear-symbolic",
  .summary = N_ ("Every output is a weighted sum of all inputs: y = xWᵀ + b."),
  .prefix = "fc",
  .attributes = linear_attributes,
  .parameters = linear_parameters,
  .reads = GR_READS_LAST,
  .forward = linear_forward,
  .repr = "in_features={in_features}, out_features={out_features}, bias={bias}",
  .pytorch = "nn.Linear",
};

/* --- Embedding -------------------------------------------------------------------------------- */

static const GrAttribute embedding_attributes[] = {
  { "num_embeddings", GR_ATTRIBUTE_INT, "1000", .required = TRUE, AT_LEAST (1),
    .help = N_ ("Size of the dictionary: indices run from 0 to one less.") },
  { "embedding_dim", GR_ATTRIBUTE_INT, "64", .required = TRUE, AT_LEAST (1),
    .help = N_ ("Numbers that stand for each index.") },
  { "padding_idx", GR_ATTRIBUTE_INT, "none", .optional = TRUE, AT_LEAST (0),
    .help = N_ ("An index whose vector is zeros and stays so.") },
  TRAINED_ATTRIBUTES,
  END
};

static const GrParameter embedding_parameters[] = {
  { "weight", GR_PARAMETER_TRAINED, "num_embeddings, embedding_dim", .init = { GR_INIT_NORMAL, 1 },
    .zero_row = "padding_idx" },
  END
};

static GrTensor *
embedding_forward (GrScope *s, const GrBlockCall *call)
{
  const gint64 padding = gr_block_int (call, "padding_idx");

  return gx_embedding (s, call->parameters[0], call->inputs[0], padding == GR_NO_INT ? -1 : padding,
                       FALSE, FALSE);
}

const GrBlockKind gr_block_embedding = {
  .name = "Embedding",
  .category = GR_CATEGORY_LINEAR,
  .icon = "block-embedding-symbolic",
  .summary = N_ ("Looks up a learned vector for each whole number."),
  .prefix = "embedding",
  .attributes = embedding_attributes,
  .parameters = embedding_parameters,
  .reads = GR_READS_LOOKED_UP,
  .forward = embedding_forward,
  .repr = "{num_embeddings}, {embedding_dim}[, padding_idx={padding_idx}]",
  .pytorch = "nn.Embedding",
};

/* --- Identity --------------------------------------------------------------------------------- */

static GrTensor *
identity_forward (GrScope *s, const GrBlockCall *call)
{
  return call->inputs[0];
}

const GrBlockKind gr_block_identity = {
  .name = "Identity",
  .category = GR_CATEGORY_LINEAR,
  .icon = "block-linear-symbolic",
  .summary = N_ ("Passes its input on as it is: keeps a place for another block."),
  .prefix = "identity",
  .forward = identity_forward,
  .pytorch = "nn.Identity",
};
