/* list.h - every block kind, in the order of the palette. A line a kind; see docs/blocks.md. */

/* linear.c */
GR_BLOCK_KIND (input)
GR_BLOCK_KIND (linear)
GR_BLOCK_KIND (embedding)
GR_BLOCK_KIND (identity)

/* convolution.c */
GR_BLOCK_KIND (conv1d)
GR_BLOCK_KIND (conv2d)
GR_BLOCK_KIND (conv_transpose2d)

/* pooling.c */
GR_BLOCK_KIND (max_pool2d)
GR_BLOCK_KIND (avg_pool2d)
GR_BLOCK_KIND (adaptive_avg_pool2d)

/* normalisation.c */
GR_BLOCK_KIND (batch_norm1d)
GR_BLOCK_KIND (batch_norm2d)
GR_BLOCK_KIND (layer_norm)
GR_BLOCK_KIND (group_norm)

/* regularisation.c */
GR_BLOCK_KIND (dropout)
GR_BLOCK_KIND (dropout2d)

/* activation.c */
GR_BLOCK_KIND (relu)
GR_BLOCK_KIND (relu6)
GR_BLOCK_KIND (leaky_relu)
GR_BLOCK_KIND (rrelu)
GR_BLOCK_KIND (prelu)
GR_BLOCK_KIND (elu)
GR_BLOCK_KIND (selu)
GR_BLOCK_KIND (celu)
GR_BLOCK_KIND (gelu)
GR_BLOCK_KIND (silu)
GR_BLOCK_KIND (mish)
GR_BLOCK_KIND (sigmoid)
GR_BLOCK_KIND (tanh)
GR_BLOCK_KIND (softplus)
GR_BLOCK_KIND (softsign)
GR_BLOCK_KIND (hardtanh)
GR_BLOCK_KIND (hardsigmoid)
GR_BLOCK_KIND (hardswish)
GR_BLOCK_KIND (glu)
GR_BLOCK_KIND (log_sigmoid)
GR_BLOCK_KIND (tanhshrink)
GR_BLOCK_KIND (softshrink)
GR_BLOCK_KIND (hardshrink)
GR_BLOCK_KIND (threshold)
GR_BLOCK_KIND (softmax)
GR_BLOCK_KIND (softmax2d)
GR_BLOCK_KIND (softmin)
GR_BLOCK_KIND (log_softmax)

/* shape.c */
GR_BLOCK_KIND (flatten)
GR_BLOCK_KIND (unflatten)
GR_BLOCK_KIND (reshape)
GR_BLOCK_KIND (permute)
GR_BLOCK_KIND (upsample)
GR_BLOCK_KIND (pad)

/* arithmetic.c */
GR_BLOCK_KIND (add)
GR_BLOCK_KIND (sub)
GR_BLOCK_KIND (mul)
GR_BLOCK_KIND (cat)
GR_BLOCK_KIND (matmul)
GR_BLOCK_KIND (mean)

/* loss.c */
GR_BLOCK_KIND (cross_entropy_loss)
GR_BLOCK_KIND (nll_loss)
GR_BLOCK_KIND (mse_loss)
GR_BLOCK_KIND (l1_loss)
GR_BLOCK_KIND (smooth_l1_loss)
GR_BLOCK_KIND (huber_loss)
GR_BLOCK_KIND (bce_loss)
GR_BLOCK_KIND (bce_with_logits_loss)
GR_BLOCK_KIND (kl_div_loss)
