/* draw-pad.h - GradusDrawPad: a small picture to draw by hand, as large as the data set's.
 *
 * The left button draws and the right one erases. With the keyboard: the arrows move a cursor,
 * Space draws there, Shift with the arrows draws along, Backspace erases, Delete clears. While it
 * has the keyboard the window's Undo and Redo are of its strokes. Used by the data page's "Draw".
 *
 * Signal "changed": another picture.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_DRAW_PAD_BRUSH 1.

#define GRADUS_TYPE_DRAW_PAD (gradus_draw_pad_get_type ())
G_DECLARE_FINAL_TYPE (GradusDrawPad, gradus_draw_pad, GRADUS, DRAW_PAD, GtkWidget)

GtkWidget    *gradus_draw_pad_new      (void);
/* Another size clears it. */
void          gradus_draw_pad_set_size (GradusDrawPad *self, gint width, gint height);
/* The radius of the brush in pixels of a picture of 28, larger in larger ones; at first
 * GRADUS_DRAW_PAD_BRUSH. */
void          gradus_draw_pad_set_brush (GradusDrawPad *self, gdouble radius);
/* A line of ink, or of none, with round ends: in the picture's pixels, whose centres are at .5. */
void          gradus_draw_pad_stroke   (GradusDrawPad *self, gdouble from_x, gdouble from_y,
                                        gdouble to_x, gdouble to_y, gboolean erase);
/* What follows is undone in one step. */
void          gradus_draw_pad_begin    (GradusDrawPad *self);
void          gradus_draw_pad_undo     (GradusDrawPad *self);
gboolean      gradus_draw_pad_can_undo (GradusDrawPad *self);
void          gradus_draw_pad_redo     (GradusDrawPad *self);
gboolean      gradus_draw_pad_can_redo (GradusDrawPad *self);
void          gradus_draw_pad_clear    (GradusDrawPad *self);
gboolean      gradus_draw_pad_is_empty (GradusDrawPad *self);
/* height × width, 0 to 1. (transfer none) */
const gfloat *gradus_draw_pad_ink      (GradusDrawPad *self);
G_END_DECLS
