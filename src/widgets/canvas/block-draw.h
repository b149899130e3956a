/* block-draw.h - how a block looks: one function that draws it, used by the widget on the canvas,
 * by the picture under a drag and by `gradus render`.
 *
 * A look is what a block shows, as text; a style is what all blocks of a picture are drawn with.
 */
#pragma once

#include "style/palette.h"

G_BEGIN_DECLS

/* Of every block, in the world's units. Blocks stand 80 apart in the projects that come with the
 * program. */
#define GRADUS_BLOCK_WIDTH  264
#define GRADUS_BLOCK_HEIGHT 52
#define GRADUS_PORT_RADIUS  4.5

typedef enum
{
  GRADUS_MARK_NONE,
  GRADUS_MARK_WARNING,
  GRADUS_MARK_ERROR,
} GradusMark;

/* What a run that starts from the kept weights would make of the block's. */
typedef enum
{
  GRADUS_WEIGHTS_UNMARKED, /* it has none, or nothing is kept of any block */
  GRADUS_WEIGHTS_KEPT,
  GRADUS_WEIGHTS_NEW,
  GRADUS_WEIGHTS_MISFIT,
} GradusWeightsMark;

typedef struct
{
  char *kind;     /* "Conv2d"; a group's title */
  char *name;     /* "conv1" */
  char *settings; /* "1 → 6, 5×5, padding 2"; "" for none */
  char *shape;    /* "N×6×24×24"; NULL: not known */
  GrCategory category;
  gboolean is_group; /* one that is folded to a block */
  gint repeat;       /* of such a group; else 1 */
  guint n_blocks;    /* in such a group */
  guint n_inputs, n_outputs;
  gboolean centred;  /* the first input in the middle, and others, which need no link, beside it */
  gboolean sideways; /* inputs at its left and outputs at its right, not at its head and foot */
  guint64 missing; /* a bit for each input that needs a link and has none */
  GradusMark mark;
  GradusWeightsMark weights;
  gboolean frozen;
} GradusBlockLook;

/* How much of it can be read at a zoom. */
typedef enum
{
  GRADUS_DETAIL_FULL,
  GRADUS_DETAIL_PLAIN, /* the same without curves: where there are many, these take most of the time
                        */
  GRADUS_DETAIL_FLAT,  /* a rectangle with the kind in large letters */
  GRADUS_DETAIL_PAINT, /* a rectangle of one colour */
} GradusDetail;

typedef enum
{
  GRADUS_STATE_SELECTED = 1 << 0,
  GRADUS_STATE_HOVERED = 1 << 1,
  GRADUS_STATE_FOCUSED = 1 << 2,
  GRADUS_STATE_TARGET = 1 << 3, /* a wire that is dragged would go here */
  GRADUS_STATE_DIMMED = 1 << 4, /* a wire that is dragged does not fit here */
} GradusBlockState;

typedef struct _GradusBlockStyle GradusBlockStyle;

/* Borrows @palette. @context's font is the family of all text. (transfer full) */
GradusBlockStyle *gradus_block_style_new (PangoContext *context, const GradusPalette *palette);
void gradus_block_style_free (GradusBlockStyle *style);
const GradusPalette *gradus_block_style_palette (const GradusBlockStyle *style);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusBlockStyle, gradus_block_style_free)

void gradus_block_look_clear (GradusBlockLook *look);
void gradus_block_look_copy (const GradusBlockLook *look, GradusBlockLook *copy);
gboolean gradus_block_look_equal (const GradusBlockLook *a, const GradusBlockLook *b);

/* @n: how many blocks there are. */
GradusDetail gradus_detail_at_zoom (gdouble zoom, guint n);

/* Where the ports are, from the block's corner. */
graphene_point_t gradus_block_input_at (const GradusBlockLook *look, guint input);
graphene_point_t gradus_block_output_at (const GradusBlockLook *look, guint output);
/* The sign of something wrong: it can be clicked. */
graphene_rect_t gradus_block_mark_area (void);

/* Those of a block's settings that there is room for, which is the first of them at least: they
 * come by weight. (transfer full) */
char *gradus_settings_within (const GradusBlockStyle *style, const char *settings, gdouble room);

/* From (0, 0) to the block's size; ports and marks stand out a little. */
void gradus_block_draw (GtkSnapshot *snapshot, const GradusBlockStyle *style,
                        const GradusBlockLook *look, GradusBlockState state, GradusDetail detail);
/* A short text beside a point, the shape on a wire: @align 0 to its right, 0.5 in its middle, 1 to
 * its left. */
void gradus_draw_label (GtkSnapshot *snapshot, const GradusBlockStyle *style, const char *text,
                        gdouble x, gdouble y, gdouble align, const GdkRGBA *colour);
gdouble gradus_label_width (const GradusBlockStyle *style, const char *text);
/* The words on a group's frame, from its left, centred at @y. Returns their width. */
gdouble gradus_draw_heading (GtkSnapshot *snapshot, const GradusBlockStyle *style, const char *text,
                             gdouble x, gdouble y);

G_END_DECLS
