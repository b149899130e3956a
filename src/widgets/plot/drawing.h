/* drawing.h - GradusDrawing: the base class of widgets that show one drawing made of cells.
 *
 * Heat maps, histograms, bars and galleries of images derive from it and give it a drawing
 * function, where the cells are, and what a cell says. It keeps the drawing while one points about,
 * shows the note of what is pointed at, lets the arrow keys move from cell to cell, activates by
 * click, Enter and Space, describes itself to screen readers, and has a menu that saves, copies and
 * prints.
 *
 * Actions: drawing.save ("png", "svg" or "pdf"), drawing.copy, drawing.print, drawing.menu.
 * Signals: "activated-cell" (int cell). Subclasses may offer one that says it better.
 *          "pointed-cell" (int cell): another is pointed at, or GRADUS_NO_CELL.
 */
#pragma once

#include <gtk/gtk.h>

#include "style/palette.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DRAWING (gradus_drawing_get_type ())
G_DECLARE_DERIVABLE_TYPE (GradusDrawing, gradus_drawing, GRADUS, DRAWING, GtkWidget)

#define GRADUS_NO_CELL (-1)

struct _GradusDrawingClass
{
  GtkWidgetClass parent_class;

  /* All but what is pointed at, without a background. */
  void (*draw) (GradusDrawing *self, cairo_t *cr, gdouble width, gdouble height,
                const GradusPalette *palette);
  /* The cell at a point, or GRADUS_NO_CELL. */
  gint (*cell_at) (GradusDrawing *self, gdouble width, gdouble height, gdouble x, gdouble y);
  /* Where a cell is. */
  void (*cell_area) (GradusDrawing *self, gdouble width, gdouble height, gint cell,
                     graphene_rect_t *area);
  /* The cell to the right (dx 1), above (dy -1), …; that itself at an edge. The first for
   * GRADUS_NO_CELL. */
  gint (*next_cell) (GradusDrawing *self, gint cell, gint dx, gint dy);
  /* What a cell says, in one or more lines; (transfer full). */
  char *(*cell_text) (GradusDrawing *self, gint cell);
  /* The title, and the whole in words; (transfer full). */
  char *(*title) (GradusDrawing *self);
  char *(*describe) (GradusDrawing *self);
  /* It was clicked; may be NULL. */
  void (*activate) (GradusDrawing *self, gint cell);
  /* The least and the wanted height for a width of @width; may be NULL. */
  void (*heights) (GradusDrawing *self, gint width, gint *minimum, gint *natural);
};

/* By subclasses, after what they show has changed: draws and describes anew. */
void gradus_drawing_changed (GradusDrawing *self);
/* Whether cells lead somewhere: the pointer says so, and Enter works. At the start they do not. */
void gradus_drawing_set_activatable (GradusDrawing *self, gboolean activatable);
/* The cell that is pointed at, or GRADUS_NO_CELL. */
gint gradus_drawing_cell (GradusDrawing *self);
void gradus_drawing_set_cell (GradusDrawing *self, gint cell);

G_END_DECLS
