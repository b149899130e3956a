/* watch-view.h - GradusWatchView: a layer while it is trained: its weights and what it makes of one
 * item as pictures, and how its weights and gradients are distributed.
 *
 * The trainer is only asked while the view can be seen; what that costs stands beside it. Of a run
 * that is over the same is made of the weights that it left, but for gradients.
 */
#pragma once

#include "training.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_WATCH_VIEW (gradus_watch_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusWatchView, gradus_watch_view, GRADUS, WATCH_VIEW, GtkWidget)

/* Once. */
void gradus_watch_view_set_training (GradusWatchView *self, GradusTraining *training);
/* The step that is shown; -1: nothing yet. */
gint64 gradus_watch_view_step (GradusWatchView *self);

G_END_DECLS
