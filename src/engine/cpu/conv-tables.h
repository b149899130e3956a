/* conv-tables.h - where a convolution's pixels and taps lie in packed images: the tables of
 * offsets by which conv-direct.c tells its kernels of strides, dilation, groups and flipped
 * filters.
 */
#pragma once

#include "conv-kernels.h"
#include "conv.h"

G_BEGIN_DECLS

/* Cuts one allocation into aligned parts; with a NULL start it only measures. */
typedef struct
{
  guint8 *start;
  gsize   used;
} GrConvArena;

gpointer gr_conv_arena_take (GrConvArena *arena, gsize nbytes);

/* Padded planes: @h x @w vectors a channel, of which the images' own rows start at (top, left). */
typedef struct
{
  gint64 channels;
  gint64 h, w, top, left;
  gint64 own_h, own_w; /* of the images; rows and columns past h and w are never read: left out */
} GrConvPlanes;

/* Tables for calls of sum_taps(), a block of channels each. */
typedef struct
{
  gint64  n_taps, n_pixels;
  gint64 *taps;
  gint64 *pixels_in;
  gint64 *pixels_out;
  guint8 *weights; /* [group][block][tap][channel of the block] */
} GrConvPass;

typedef struct
{
  const GrConvKernels *kernels;
  const GrConvShape   *shape;
  gsize                size;      /* bytes of an element */
  GrConvPlanes         in_planes; /* the input, as the forward pass reads it */
  GrConvPlanes         g_planes;  /* the output's gradient, as the data gradient reads it */
  GrConvPass           forward;
  GrConvPass          *phases; /* of the data gradient */
  gint64               n_phases;
} GrConvTables;

/* Chooses the kernels and works out the planes; no tables yet. */
void gr_conv_tables_init (GrConvTables *t, GrDType dtype, const GrConvShape *shape);

/* The two kinds of passes, in memory of @arena; called twice, first to measure. The weights'
 * gradient walks the tables of the forward pass and needs no weights arranged: @weight is then
 * NULL. */
void gr_conv_tables_forward (GrConvTables *t, GrConvArena *arena, gconstpointer weight);
void gr_conv_tables_phases  (GrConvTables *t, GrConvArena *arena, gconstpointer weight);

/* Where block @i of @channels begins: as few blocks as can be, as equal as can be; @channels past
 * the last. */
gint64 gr_conv_block_start (const GrConvKernels *kernels, gint64 channels, gint64 i);

G_END_DECLS
