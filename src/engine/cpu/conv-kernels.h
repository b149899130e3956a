/* conv-kernels.h - the inner loops of direct convolution, compiled once for each instruction set
 * from conv-kernels.c; conv-direct.c drives them.
 *
 * Images are taken `lanes` at a time and laid out as channel x row x column x image, so that one
 * vector holds the same pixel of all of them: no shape of image or filter then leaves lanes
 * unused, and a weight is one broadcast number. All offsets count elements.
 */
#pragma once

#include <stdint.h>

enum
{
  GR_CONV_MAX_BLOCK = 8, /* channels that a kernel computes at a time, at most */
  GR_CONV_MAX_SPAN  = 8, /* pixels (or taps) that go with them, at most */
};

typedef struct
{
  int lanes;     /* images in a vector */
  int max_block; /* channels at a time that suit this instruction set */

  /* Pixels, or taps, that kernels for @block channels take at a time: tables of them are padded to
   * a multiple of that by repeating an entry. */
  int (*span) (int block);

  /* to[i * lanes + k] = from[k * image_step + i] for i < n; images from n_images on read as 0. */
  void (*pack) (void *to, const void *from, int64_t image_step, int n_images, int64_t n);
  /* The inverse. */
  void (*unpack) (void *to, const void *from, int64_t image_step, int n_images, int64_t n);

  /* For each pixel q and channel b < block, over taps t:
   *   out[b * out_step + pixels_out[q]] = bias[b] + sum of weights[t * block + b]
   *                                                      * in[taps[t] + pixels_in[q]]
   * With @rectify what is below 0 becomes 0; NaN stays. */
  void (*sum_taps) (int block, const void *in, const void *weights, const void *bias,
                    int64_t n_taps, const int64_t *taps, int64_t n_pixels,
                    const int64_t *pixels_in, const int64_t *pixels_out, int rectify,
                    void *out, int64_t out_step);

  /* For each tap t and channel b < block, over pixels q and images:
   *   grad[b * grad_step + t] += sum of g[b * g_step + pixels_g[q]] * in[taps[t] + pixels_in[q]]
   * where entries of grad from n_taps (before padding) on are left alone. */
  void (*sum_pixels) (int block, const void *g, int64_t g_step, const void *in, int64_t n_taps,
                      const int64_t *taps, int64_t n_pixels, const int64_t *pixels_in,
                      const int64_t *pixels_g, void *grad, int64_t grad_step);

  /* grad[0] += sum over pixels and images of g[pixels_g[q]]. */
  void (*sum_all) (const void *g, int64_t n_pixels, const int64_t *pixels_g, void *grad);
} GrConvKernels;

extern const GrConvKernels gr_conv_f32_plain, gr_conv_f64_plain;
#if defined(__x86_64__)
extern const GrConvKernels gr_conv_f32_avx2, gr_conv_f64_avx2;
extern const GrConvKernels gr_conv_f32_avx512, gr_conv_f64_avx512;
#endif
