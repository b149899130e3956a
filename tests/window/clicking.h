/* clicking.h - a click on a cell of a drawing, for the tests of widgets: through its gesture, as a
 * pointer would. */
#pragma once

#include "plot/drawing.h"
#include "waiting.h"

/* A widget's first controller that fits; NULL. */
static inline GtkEventController *
controller_of (GtkWidget *widget, gboolean (*fits) (GtkEventController *controller))
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (widget);
  GtkEventController *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (all) && !found; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (all, i);

      if (fits (controller))
        found = controller;
    }
  return found;
}

static inline gboolean
is_primary_click (GtkEventController *controller)
{
  return GTK_IS_GESTURE_CLICK (controller)
         && gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == GDK_BUTTON_PRIMARY;
}

/* Clicks a cell of a drawing, in its middle. */
static inline void
click_cell (GtkWidget *drawing, gint cell)
{
  GtkEventController *click = controller_of (drawing, is_primary_click);
  graphene_rect_t area;
  graphene_point_t middle;

  g_assert_nonnull (click);
  wait_while (gtk_widget_get_width (drawing) <= 1);
  GRADUS_DRAWING_GET_CLASS (drawing)->cell_area (GRADUS_DRAWING (drawing),
                                                 gtk_widget_get_width (drawing),
                                                 gtk_widget_get_height (drawing), cell, &area);
  graphene_rect_get_center (&area, &middle);
  g_signal_emit_by_name (click, "released", 1, (gdouble) middle.x, (gdouble) middle.y);
}
