/* scroll-area.h - GradusScrollArea: the base class of what is drawn by hand and larger than its
 * widget: it scrolls within a GtkScrolledWindow, and only what is in view is drawn.
 *
 * The subclass says how large the whole is, and draws what is seen; the picture is kept until it
 * says that another is due, or the view moves. Number grids and storage strips derive from it.
 */
#pragma once

#include <gtk/gtk.h>

#include "style/palette.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_SCROLL_AREA (gradus_scroll_area_get_type ())
G_DECLARE_DERIVABLE_TYPE (GradusScrollArea, gradus_scroll_area, GRADUS, SCROLL_AREA, GtkWidget)

typedef struct
{
  gdouble whole; /* pixels of what scrolls */
  gdouble fixed; /* pixels of the widget before it, which stay where they are */
  gdouble step;  /* of the wheel */
} GradusExtent;

struct _GradusScrollAreaClass
{
  GtkWidgetClass parent_class;

  GradusExtent (*extent) (GradusScrollArea *self, GtkOrientation orientation);
  /* What is in view, in the widget's coordinates. */
  void (*draw) (GradusScrollArea *self, cairo_t *cr, gdouble width, gdouble height,
                const GradusPalette *palette);
  /* Upon that, what changes with the pointer; may be NULL. */
  void (*draw_pointed) (GradusScrollArea *self, GtkSnapshot *snapshot);
};

/* How far it is scrolled, in whole pixels. */
gdouble gradus_scroll_area_at     (GradusScrollArea *self, GtkOrientation orientation);
/* Scrolls no further than it takes to see @size pixels from @from of the whole. */
void    gradus_scroll_area_show   (GradusScrollArea *self, GtkOrientation orientation,
                                   gdouble from, gdouble size);
/* What is drawn is another now; where @extent, the whole may have another size too. */
void    gradus_scroll_area_redraw (GradusScrollArea *self, gboolean extent);

G_END_DECLS
