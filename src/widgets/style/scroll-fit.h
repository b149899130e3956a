/* scroll-fit.h - GradusScrollFit: for a widget whose one child is a GtkScrolledWindow: as high as
 * what scrolls there is at that width, up to so many pixels.
 *
 * A GtkScrolledWindow that propagates the height of its child asks for it without a width, as
 * though no text were ever wrapped, so that lists with long texts are cut off. In a template:
 *
 *   <object class="GtkBox"><property name="layout-manager">
 *     <object class="GradusScrollFit"><property name="most">310</property></object></property>
 *     <child><object class="GtkScrolledWindow">…
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_SCROLL_FIT (gradus_scroll_fit_get_type ())
G_DECLARE_FINAL_TYPE (GradusScrollFit, gradus_scroll_fit, GRADUS, SCROLL_FIT, GtkLayoutManager)

G_END_DECLS
