/* lr-finder.h - GradusLrFinder: the dialog that searches for a learning rate (train/lr-range.h).
 *
 * It trains a model of its own on a worker thread, draws the loss over the rate as it comes,
 * proposes a rate, and sets the one that the person takes as the optimiser's, as one step to undo.
 * Closing it ends the search. From the train page, by "training.find-lr".
 */
#pragma once

#include "document/document.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_LR_FINDER (gradus_lr_finder_get_type ())
G_DECLARE_FINAL_TYPE (GradusLrFinder, gradus_lr_finder, GRADUS, LR_FINDER, AdwWindow)

/* Begins the search. @parent may be NULL. */
GtkWindow *gradus_lr_finder_new (GradusDocument *document, GtkWindow *parent);
/* Whether the search is over. */
gboolean gradus_lr_finder_done (GradusLrFinder *self);

G_END_DECLS
