/* list.h - every row of the operator table, one line each, in the order of help. ROW is table.c's. */

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

/* comparison.c */
ROW (eq)
ROW (ne)
ROW (lt)
ROW (le)
ROW (gt)
ROW (ge)

/* unary.c */
ROW (neg)
ROW (abs)
ROW (exp)
ROW (log)
ROW (sqrt)

/* activation.c */
ROW (relu)
ROW (threshold_backward)
ROW (sigmoid)
ROW (tanh)

/* reduction.c */
ROW (sum)
ROW (sum_dim_IntList)

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
