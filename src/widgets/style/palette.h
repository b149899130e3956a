/* palette.h - GradusPalette: the colours that drawn things use, light, dark and in high contrast.
 *
 * Whatever is drawn by hand (blocks, wires, plots, heat maps) takes its colours from here, so that
 * the same code draws on screen in every style, on paper, and into a file. Widgets of GTK's own are
 * styled by data/style.css.
 */
#pragma once

#include <gtk/gtk.h>

#include "nn/block.h"

G_BEGIN_DECLS

#define GRADUS_N_SERIES_COLOURS 8

typedef struct
{
  GdkRGBA background; /* of the canvas and of plots */
  GdkRGBA grid;       /* dots and lines that one should hardly notice */
  GdkRGBA surface;    /* of a block */
  GdkRGBA border;
  GdkRGBA text;
  GdkRGBA dim_text;
  GdkRGBA wire;
  GdkRGBA accent;     /* what is selected, what is aimed at */
  GdkRGBA warning, error;
  GdkRGBA category[GR_N_CATEGORIES];           /* of blocks */
  GdkRGBA series[GRADUS_N_SERIES_COLOURS]; /* lines of a plot: Okabe and Ito's, which people with
                                            * any kind of colour vision tell apart */
} GradusPalette;

/* (transfer none), for ever */
const GradusPalette *gradus_palette_get        (gboolean dark, gboolean high_contrast);
/* The one of the style that the program shows now. It changes with AdwStyleManager's "dark" and
 * "high-contrast": see gradus_palette_follow(). */
const GradusPalette *gradus_palette_current    (void);
/* Redraws @widget whenever the style changes, as long as it lives. */
void                 gradus_palette_follow     (GtkWidget *widget);

static inline GdkRGBA
gradus_fade (GdkRGBA colour, gfloat alpha)
{
  colour.alpha *= alpha;
  return colour;
}

G_END_DECLS
