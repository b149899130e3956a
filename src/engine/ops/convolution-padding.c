/* convolution-padding.c - conv1d and conv2d with their padding in a word: 'valid', which is none,
 * or 'same', which makes the output as large as the input.
 *
 * 'same' adds dilation * (kernel - 1) zeros in all; where that is odd, the last of them at the end.
 */
#include "kernel.h"

#include "gradus-functions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What 'same' puts on both sides of each dimension of the image (@padding), and at the end besides
 * (@pad, in the order of constant_pad_nd). FALSE where it is the same on both sides everywhere. */
static gboolean
read_same (const GrTensor *weight, const gint64 *dilation, gint dims, gint64 *padding, gint64 *pad)
{
  gboolean uneven = FALSE;
  for (gint d = 0; d < dims; d++)
    {
      gint64 total = dilation[d] * (weight->shape[2 + d] - 1);
      padding[d] = total / 2;
      pad[2 * (dims - 1 - d)] = 0;
      pad[2 * (dims - 1 - d) + 1] = total % 2;
      uneven |= total % 2 != 0;
    }
  return uneven;
}

static GrTensor *
convolve (GrScope *s, const GrCall *call, gint dims, GrTensor *input, GrInts padding)
{
  const GrValue *args = call->args;
  return (dims == 1 ? gx_conv1d : gx_conv2d) (s, input, gr_arg (call, 1), gr_arg (call, 2),
                                              args[3].ints, padding, args[5].ints, args[6].i);
}

static void
compose (GrScope *s, GrCall *call, gint dims)
{
  GrTensor *input = gr_arg (call, 0), *weight = gr_arg (call, 1);
  const char *word = call->args[4].string;
  gint64 stride[2], dilation[2], padding[2] = { 0 }, pad[4];
  gboolean same = strcmp (word, "same") == 0;
  if (!same && strcmp (word, "valid") != 0)
    {
      gr_scope_fail (s, GR_ERROR_ARGUMENT, _ ("Invalid padding string: '%s'"), word);
      return;
    }
  if (!gr_arg_ints (&call->args[3], dims, stride, "stride", &s->error)
      || !gr_arg_ints (&call->args[5], dims, dilation, "dilation", &s->error))
    return;
  for (gint d = 0; same && d < dims; d++)
    if (stride[d] != 1)
      {
        gr_scope_fail (s, GR_ERROR_ARGUMENT,
                       _ ("padding='same' is not supported for strided convolutions"));
        return;
      }
  /* Operands of another rank and a dilation out of range are refused by the convolution. */
  if (same && MAX (dilation[0], dilation[dims - 1]) <= G_MAXINT32 && weight->ndim == dims + 2
      && input->ndim > dims && read_same (weight, dilation, dims, padding, pad))
    input = gx_constant_pad_nd (s, input, gr_ints (pad, 2 * (gsize) dims), gr_int (0));
  gr_call_give (call, convolve (s, call, dims, input, gr_ints (padding, (gsize) dims)));
}

static void
conv1d_padding_compose (GrScope *s, GrCall *call)
{
  compose (s, call, 1);
}

static void
conv2d_padding_compose (GrScope *s, GrCall *call)
{
  compose (s, call, 2);
}

const GrOp gr_op_conv1d_padding = {
  .schema = "conv1d.padding(Tensor input, Tensor weight, Tensor? bias=None, int[1] stride=1, "
            "str padding='valid', int[1] dilation=1, int groups=1) -> Tensor",
  .summary = N_ ("Slides each filter along the sequence, with as many zeros around it as a word "
                 "says."),
  .formula = "out[n,o,x] = bias[o] + sum_{c,i} input[n,c,x+i*d-p] * weight[o,c,i], "
             "p = floor(d*(kernel-1)/2) for 'same', 0 for 'valid'",
  .compose = conv1d_padding_compose,
  .samples = GR_SAMPLES ("conv1d(r(2,3,7), r(4,3,3), r(4), padding='same')",
                         "conv1d(r(2,4,6), r(6,2,4), r(6), 1, 'same', 1, 2)",
                         "conv1d(r(3,7), r(2,3,2), None, 2, 'valid')"),
  .bad = GR_BAD (
      { "conv1d(r(2,3,7), r(4,3,3), None, 2, 'same')",
        "padding='same' is not supported for strided convolutions" },
      { "conv1d(r(2,3,7), r(4,3,3), padding='full')", "Invalid padding string: 'full'" }),
};

const GrOp gr_op_conv2d_padding = {
  .schema = "conv2d.padding(Tensor input, Tensor weight, Tensor? bias=None, int[2] stride=1, "
            "str padding='valid', int[2] dilation=1, int groups=1) -> Tensor",
  .summary = N_ ("Slides each filter over the image, with as many zeros around it as a word says."),
  .formula = "out[n,o,y,x] = bias[o] + sum_{c,i,j} input[n,c,y+i*d-p,x+j*d-p] * weight[o,c,i,j], "
             "p = floor(d*(kernel-1)/2) for 'same', 0 for 'valid'",
  .compose = conv2d_padding_compose,
  .samples = GR_SAMPLES ("conv2d(r(2,3,5,6), r(4,3,3,5), r(4), padding='same')",
                         "conv2d(r(2,3,5,6), r(4,3,2,4), r(4), padding='same')",
                         "conv2d(r(1,4,6,5), r(6,2,4,3), None, 1, 'same', [3, 2], 2)",
                         "conv2d(r(3,5,5), r(2,3,3,3), r(2), 2, 'valid')"),
  .bad = GR_BAD (
      { "conv2d(r(2,3,5,5), r(4,3,3,3), None, [1, 2], 'same')",
        "padding='same' is not supported for strided convolutions" },
      { "conv2d(r(2,3,5,5), r(4,3,3,3), padding='full')", "Invalid padding string: 'full'" }),
};
