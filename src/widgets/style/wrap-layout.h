/* wrap-layout.h - GradusWrapLayout: children side by side, in as many rows as they need. For bars
 * of controls, which stand in one row of a large window and in several of a small one.
 *
 * A child that expands takes what is left of its row, behind it. The last child, where its
 * "halign" is "end", stands at the end of the first row, whichever others are there. In a template:
 *
 *   <object class="GtkBox"><property name="layout-manager"><object class="GradusWrapLayout"/>…
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_WRAP_LAYOUT (gradus_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (GradusWrapLayout, gradus_wrap_layout, GRADUS, WRAP_LAYOUT, GtkLayoutManager)

/* The property "room": how many pixels a child that expands wants at least in a row with others.
 * 0, from the beginning: its natural width. For a text that changes all the time, so that what is
 * around it stays where it is. */
GtkLayoutManager *gradus_wrap_layout_new (void);

G_END_DECLS
