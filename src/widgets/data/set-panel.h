/* set-panel.h - GradusSetPanel: what a data set is: its size, its statistics, how many items
 * each class has, and where it comes from. The other side of the data set browser. */
#pragma once

#include <gtk/gtk.h>

#include "part.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_SET_PANEL (gradus_set_panel_get_type ())
G_DECLARE_FINAL_TYPE (GradusSetPanel, gradus_set_panel, GRADUS, SET_PANEL, GtkWidget)

/* Signal "class-chosen" (gint label): the person wants to see the items of one class.
 * Signal "labels-wanted": they want to say which file has the labels of these arrays. */
GtkWidget *gradus_set_panel_new      (void);
/* NULL shows nothing. Its statistics are counted on a worker thread and come later. */
void       gradus_set_panel_set_part (GradusSetPanel *self, GradusPart *part);

G_END_DECLS
