/* bars.h - labelled horizontal bars: the balance of classes, the probabilities of a prediction.
 *
 * GradusBarList is what is shown, gradus_bar_list_draw() draws it anywhere, GradusBars is the
 * widget.
 */
#pragma once

#include "drawing.h"

G_BEGIN_DECLS

typedef struct
{
  char *label;
  gdouble value;   /* 0 or more; NaN: unknown, an empty bar */
  char *text;      /* at its end; NULL: the value */
  gint colour;     /* of the palette's series colours; -1: the accent */
  gboolean strong; /* label and bar stand out: what was predicted */
} GradusBar;

typedef struct
{
  char *title;  /* or NULL */
  GArray *bars; /* of GradusBar */
  gdouble most; /* what a full bar stands for; NaN: the greatest value */
  gboolean percent;
} GradusBarList;

/* @title may be NULL. */
GradusBarList *gradus_bar_list_new (const char *title, gdouble most, gboolean percent);
void gradus_bar_list_free (GradusBarList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusBarList, gradus_bar_list_free)

/* @label is copied; @text, which may be NULL, too. */
void gradus_bar_list_add (GradusBarList *list, const char *label, gdouble value, const char *text,
                          gint colour, gboolean strong);
void gradus_bar_list_draw (const GradusBarList *list, cairo_t *cr, gdouble width, gdouble height,
                           const GradusPalette *palette);

#define GRADUS_TYPE_BARS (gradus_bars_get_type ())
G_DECLARE_FINAL_TYPE (GradusBars, gradus_bars, GRADUS, BARS, GradusDrawing)

/* @list (transfer full), may be NULL. Signal of the base class: "activated-cell" (int bar). */
GtkWidget *gradus_bars_new (GradusBarList *list);
void gradus_bars_set_list (GradusBars *self, GradusBarList *list);

G_END_DECLS
