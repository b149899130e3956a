/* list.h - every row of the operator table, one line each, in the order of help. ROW is
 * table.c's. */

/* creation.c */
ROW (empty)
ROW (zeros)
ROW (ones)
ROW (full)
ROW (empty_like)
ROW (zeros_like)
ROW (ones_like)
ROW (full_like)
ROW (new_empty)
ROW (new_zeros)
ROW (new_ones)
ROW (new_full)

/* copy.c */
ROW (copy_)
ROW (fill_)
ROW (zero_)
ROW (clone)
ROW (pack)
ROW (contiguous)
ROW (cast)
ROW (move)
ROW (to_dtype)
ROW (to_device)

/* view.c */
ROW (as_strided)
ROW (as_strided_backward)
ROW (view)
ROW (reshape)
ROW (flatten_using_ints)
ROW (permute)
ROW (transpose_int)
ROW (t)
ROW (expand)
ROW (unsqueeze)
ROW (squeeze)
ROW (squeeze_dim)
ROW (sum_to_size)

/* arithmetic.c */
ROW (add)
ROW (sub)
ROW (mul)
ROW (div)
ROW (maximum)
ROW (minimum)

/* division.c */
ROW (fmod)
ROW (remainder)
ROW (floor_divide)
ROW (div_floor)
ROW (div_trunc)
ROW (div_Tensor_mode)
ROW (rsub)

/* power.c */
ROW (pow_Tensor_Scalar)
ROW (pow_Tensor_Tensor)
ROW (pow_Scalar)

/* binary.c */
ROW (atan2)
ROW (hypot)
ROW (fmax)
ROW (fmin)
ROW (copysign)
ROW (logaddexp)
ROW (xlogy)

/* comparison.c */
ROW (eq)
ROW (ne)
ROW (lt)
ROW (le)
ROW (gt)
ROW (ge)

/* logic.c */
ROW (logical_and)
ROW (logical_or)
ROW (logical_xor)
ROW (logical_not)
ROW (bitwise_and)
ROW (bitwise_or)
ROW (bitwise_xor)
ROW (bitwise_not)
ROW (isnan)
ROW (isinf)
ROW (isfinite)
ROW (signbit)
ROW (any)
ROW (any_dim)
ROW (all)
ROW (all_dim)
ROW (isclose)
ROW (allclose)
ROW (equal)

/* selection.c */
ROW (where_self)
ROW (where_ScalarSelf)
ROW (masked_fill_Scalar)
ROW (masked_fill_Tensor)
ROW (clamp)
ROW (clamp_Tensor)
ROW (clamp_min)
ROW (clamp_min_Tensor)
ROW (clamp_max)
ROW (clamp_max_Tensor)
ROW (lerp_Scalar)
ROW (lerp_Tensor)
ROW (addcmul)
ROW (addcdiv)

/* unary.c */
ROW (neg)
ROW (abs)
ROW (sign)
ROW (positive)
ROW (exp)
ROW (exp2)
ROW (expm1)
ROW (log)
ROW (log2)
ROW (log10)
ROW (log1p)
ROW (sqrt)
ROW (rsqrt)
ROW (reciprocal)
ROW (square)

/* trigonometry.c */
ROW (sin)
ROW (cos)
ROW (tan)
ROW (asin)
ROW (acos)
ROW (atan)
ROW (sinh)
ROW (cosh)
ROW (asinh)
ROW (acosh)
ROW (atanh)
ROW (deg2rad)
ROW (rad2deg)
ROW (sinc)

/* rounding.c */
ROW (floor)
ROW (ceil)
ROW (round)
ROW (round_decimals)
ROW (trunc)
ROW (frac)

/* special.c */
ROW (erf)
ROW (erfc)
ROW (erfinv)
ROW (lgamma)
ROW (digamma)
ROW (polygamma)
ROW (nan_to_num)
ROW (logit)

/* activation.c */
ROW (relu)
ROW (threshold)
ROW (threshold_backward)
ROW (leaky_relu)
ROW (leaky_relu_backward)
ROW (prelu)
ROW (hardtanh)
ROW (hardtanh_backward)
ROW (relu6)
ROW (hardsigmoid)
ROW (hardsigmoid_backward)
ROW (hardswish)
ROW (hardswish_backward)
ROW (softshrink)
ROW (hardshrink)
ROW (shrink_backward)

/* activation-smooth.c */
ROW (sigmoid)
ROW (sigmoid_backward)
ROW (tanh)
ROW (tanh_backward)
ROW (tanhshrink)
ROW (log_sigmoid)
ROW (silu)
ROW (silu_backward)
ROW (mish)
ROW (gelu)
ROW (gelu_backward)
ROW (elu)
ROW (elu_backward)
ROW (selu)
ROW (celu)
ROW (softplus)
ROW (softplus_backward)
ROW (softsign)
ROW (glu)

/* softmax.c */
ROW (softmax_int)
ROW (_softmax_backward_data)
ROW (log_softmax_int)
ROW (_log_softmax_backward_data)
ROW (softmin)

/* reduction.c */
ROW (sum_dim_IntList)
ROW (sum)
ROW (mean_dim)
ROW (mean)
ROW (var_correction)
ROW (std_correction)
ROW (var)
ROW (var_dim)
ROW (std)
ROW (std_dim)
ROW (logsumexp)
ROW (linalg_vector_norm)
ROW (norm_Scalar)
ROW (norm_ScalarOpt_dim)

/* extremum.c */
ROW (amax)
ROW (amin)
ROW (max)
ROW (min)
ROW (max_dim)
ROW (min_dim)
ROW (max_other)
ROW (min_other)
ROW (argmax)
ROW (argmin)

/* scan.c */
ROW (shift)
ROW (recurrence)
ROW (cumsum)
ROW (cumprod)
ROW (running_sum)
ROW (running_product)
ROW (prod_dim_int)
ROW (prod)

/* sorting.c */
ROW (sort)
ROW (sort_stable)
ROW (argsort)
ROW (topk)
ROW (kthvalue)
ROW (median_dim)
ROW (median)

/* matmul.c */
ROW (mm)
ROW (bmm)
ROW (addmm)
ROW (baddbmm)
ROW (mv)
ROW (dot)
ROW (outer)
ROW (matmul)
ROW (linear)

/* slice.c */
ROW (narrow)
ROW (select_int)
ROW (slice_Tensor)
ROW (diagonal)
ROW (unfold)
ROW (select_backward)
ROW (slice_backward)
ROW (diagonal_backward)
ROW (unfold_backward)

/* join.c */
ROW (cat)
ROW (stack)
ROW (hstack)
ROW (vstack)
ROW (dstack)
ROW (column_stack)

/* convolution.c */
ROW (conv1d)
ROW (conv2d)
ROW (conv2d_input)
ROW (conv2d_weight)
ROW (conv2d_backward)
ROW (conv_transpose1d)
ROW (conv_transpose2d)

/* convolution-padding.c */
ROW (conv1d_padding)
ROW (conv2d_padding)

/* convolution-relu.c */
ROW (_conv2d_relu)

/* pooling.c */
ROW (max_pool1d)
ROW (max_pool2d)
ROW (max_pool2d_with_indices)
ROW (max_pool2d_backward)
ROW (avg_pool1d)
ROW (avg_pool2d)
ROW (avg_pool2d_backward)
ROW (adaptive_avg_pool1d)
ROW (adaptive_avg_pool2d)
ROW (adaptive_avg_pool2d_backward)
ROW (adaptive_max_pool1d)
ROW (adaptive_max_pool2d)

/* interpolate.c */
ROW (upsample_nearest2d)
ROW (upsample_nearest2d_backward)
ROW (upsample_bilinear2d)
ROW (upsample_bilinear2d_backward)
ROW (interpolate)

/* range.c */
ROW (arange)
ROW (arange_start)
ROW (arange_start_step)
ROW (linspace)
ROW (logspace)
ROW (eye)
ROW (eye_m)

/* random.c */
ROW (rand)
ROW (randn)
ROW (rand_like)
ROW (randn_like)
ROW (randint)
ROW (randint_low)
ROW (randint_like)
ROW (randint_like_low_dtype)
ROW (randperm)
ROW (uniform_)
ROW (normal_)
ROW (bernoulli)
ROW (bernoulli_p)
ROW (multinomial)

/* dropout.c */
ROW (native_dropout)
ROW (native_dropout_backward)
ROW (dropout)
ROW (feature_dropout)
ROW (rrelu)

/* gather.c */
ROW (gather)
ROW (scatter_value)
ROW (scatter_src)
ROW (scatter_add)
ROW (scatter_reduce_two)
ROW (take_along_dim)

/* index-select.c */
ROW (index_select)
ROW (index_add)
ROW (index_copy)
ROW (index_fill_int_Tensor)
ROW (embedding)
ROW (embedding_dense_backward)

/* split.c */
ROW (split_Tensor)
ROW (split_sizes)
ROW (split_with_sizes)
ROW (chunk)
ROW (tensor_split_sections)
ROW (tensor_split_indices)
ROW (unbind_int)

/* dims.c */
ROW (movedim_int)
ROW (movedim_intlist)
ROW (swapaxes)
ROW (numpy_T)
ROW (mT)
ROW (unflatten_int)
ROW (ravel)
ROW (reshape_as)
ROW (view_as)
ROW (expand_as)
ROW (broadcast_to)
ROW (broadcast_tensors)
ROW (meshgrid)

/* rearrange.c */
ROW (repeat)
ROW (tile)
ROW (repeat_interleave_self_int)
ROW (repeat_interleave_self_Tensor)
ROW (repeat_interleave_Tensor)
ROW (roll)
ROW (flip)
ROW (fliplr)
ROW (flipud)
ROW (rot90)

/* triangle.c */
ROW (tril)
ROW (triu)
ROW (diag)
ROW (diag_embed)
ROW (trace)

/* index.c */
ROW (index_Tensor)
ROW (index_put)
ROW (take)
ROW (put)
ROW (take_places)
ROW (put_places)

/* masks.c */
ROW (masked_select)
ROW (masked_scatter)
ROW (nonzero)
ROW (argwhere)
ROW (count_nonzero)
ROW (count_nonzero_dim_IntList)

/* normalisation.c */
ROW (batch_norm)
ROW (batch_norm_backward)
ROW (layer_norm)
ROW (layer_norm_backward)
ROW (group_norm)
ROW (instance_norm)

/* loss.c */
ROW (mse_loss)
ROW (l1_loss)
ROW (smooth_l1_loss)
ROW (huber_loss)
ROW (binary_cross_entropy)
ROW (log_loss)
ROW (binary_cross_entropy_with_logits)
ROW (kl_div)

/* loss-classes.c */
ROW (nll_loss)
ROW (nll_loss_backward)
ROW (cross_entropy)

/* einsum.c */
ROW (einsum)

/* pad.c */
ROW (constant_pad_nd)
ROW (pad)
ROW (one_hot)

/* unique.c */
ROW (_unique2)
