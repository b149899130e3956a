/* lettering.h - GradusLettering: text in drawings: sizes, alignment, measuring. For plots and their
 * kin.
 *
 * Text is laid out by Pango in the font of the user's desktop, also where there is no display.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _GradusLettering GradusLettering;

typedef enum
{
  GRADUS_LETTERS_SMALL, /* ticks, cells */
  GRADUS_LETTERS_PLAIN,
  GRADUS_LETTERS_BOLD,          /* titles */
  GRADUS_LETTERS_BOLD_SMALL,    /* and where these would be too broad */
  GRADUS_LETTERS_BOLD_SMALLEST, /* and these */
  GRADUS_N_LETTERS,
} GradusLetters;

GradusLettering *gradus_lettering_new (void);
void gradus_lettering_free (GradusLettering *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusLettering, gradus_lettering_free)

/* What the text takes, in pixels; either may be NULL. */
void gradus_lettering_measure (GradusLettering *self, GradusLetters letters, const char *text,
                               gdouble *width, gdouble *height);
/* Cut off with "…" where it is wider than this from now on; < 0: never. */
void gradus_lettering_limit (GradusLettering *self, gdouble width);
/* Where such a text is cut: PANGO_ELLIPSIZE_END unless this is called. */
void gradus_lettering_cut (GradusLettering *self, PangoEllipsizeMode where);
/* @x_align 0: @x is its left edge, 1: its right edge; @y_align 0: @y is its top, 1: its bottom. */
void gradus_lettering_draw (GradusLettering *self, cairo_t *cr, GradusLetters letters,
                            const char *text, const GdkRGBA *colour, gdouble x, gdouble y,
                            gdouble x_align, gdouble y_align);
/* The letters of a title: bold, and smaller where it would be broader than @room. */
GradusLetters gradus_lettering_for_title (GradusLettering *self, const char *title, gdouble room);
/* A title in these, from (@x, @y), at last cut off; @room is the limit from then on. */
void gradus_lettering_draw_title (GradusLettering *self, cairo_t *cr, const char *title,
                                  const GdkRGBA *colour, gdouble x, gdouble y, gdouble room);
/* The same turned by a quarter to the left about (@x, @y), reading upwards. */
void gradus_lettering_draw_up (GradusLettering *self, cairo_t *cr, GradusLetters letters,
                               const char *text, const GdkRGBA *colour, gdouble x, gdouble y,
                               gdouble x_align, gdouble y_align);
/* In several lines no wider than @width, centred about (@x, @y). */
void gradus_lettering_draw_paragraph (GradusLettering *self, cairo_t *cr, const char *text,
                                      const GdkRGBA *colour, gdouble x, gdouble y, gdouble width);

G_END_DECLS
