/* one-stop.h - GradusOneStop: a long list as one stop of Tab, which GTK 4.8 has go through all of
 * it, 60,000 pictures where there are so many. Within it the arrow keys go on.
 *
 * Tab comes to what had the focus last, or to what is selected, or to the first. In a template:
 *
 *   <object class="GradusOneStop"><property name="child"><object class="GtkScrolledWindow">…
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_ONE_STOP (gradus_one_stop_get_type ())
G_DECLARE_FINAL_TYPE (GradusOneStop, gradus_one_stop, GRADUS, ONE_STOP, AdwBin)

/* Takes @child (transfer floating). */
GtkWidget *gradus_one_stop_new (GtkWidget *child);

G_END_DECLS
