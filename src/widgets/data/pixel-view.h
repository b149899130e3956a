/* pixel-view.h - GradusPixelView: one picture large, its pixels square, with the value under the
 * pointer.
 *
 * Scrolling zooms at the pointer and dragging moves; where a pixel is large enough, its number
 * stands in it. With the keyboard: the arrows move a cursor from pixel to pixel, + and - zoom, 0
 * shows the whole again.
 *
 * Signal "pixel-changed": another pixel is pointed at.
 */
#pragma once

#include <gtk/gtk.h>

#include "picture.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_PIXEL_VIEW (gradus_pixel_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusPixelView, gradus_pixel_view, GRADUS, PIXEL_VIEW, GtkWidget)

GtkWidget           *gradus_pixel_view_new         (void);
/* Takes @picture; NULL shows nothing. The zoom stays where the size is the same. */
void                 gradus_pixel_view_set_picture (GradusPixelView *self, GradusPicture *picture);
/* (transfer none) */
const GradusPicture *gradus_pixel_view_picture     (GradusPixelView *self);
void                 gradus_pixel_view_set_pixel   (GradusPixelView *self, gint x, gint y);
/* "row 3, column 4: 51": that pixel and its value, which a screen reader is told too; NULL where
 * none is pointed at. (transfer full) */
char                *gradus_pixel_view_text        (GradusPixelView *self);

G_END_DECLS
