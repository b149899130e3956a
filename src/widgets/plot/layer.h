/* layer.h - GradusLayer: what a widget has drawn, kept as a picture until it has to be drawn anew.
 * For plots and drawings, where the pointer moves more often than what it points at. As long as
 * it is kept, GTK knows that it need not be drawn again below what moves above it. */
#pragma once

#include <gtk/gtk.h>

#include "style/palette.h"

G_BEGIN_DECLS

typedef void (*GradusDrawFunction) (gpointer user, cairo_t *cr, gdouble width, gdouble height,
                                    const GradusPalette *palette);

typedef struct
{
  GskRenderNode *node;          /* the picture; NULL: to be drawn */
  const GradusPalette *palette; /* that it was drawn with */
  gint width, height, scale;
} GradusLayer;

void gradus_layer_clear (GradusLayer *layer);
/* Adds the picture, over the whole of @widget, drawing it where that is due. */
void gradus_layer_append (GradusLayer *layer, GtkSnapshot *snapshot, GtkWidget *widget,
                          GradusDrawFunction draw, gpointer user);

/* What @draw draws, on a transparent ground, as a picture of so many pixels times @scale; (transfer
 * full). */
GdkTexture *gradus_draw_texture (gint width, gint height, gint scale, GradusDrawFunction draw,
                                 gpointer user, const GradusPalette *palette);

G_END_DECLS
