/* actions.h - the actions of a training, for buttons, menus and keys: start, pause, step, epoch,
 * stop.
 *
 * Put into a widget under the name "training" (gtk_widget_insert_action_group()) by the train
 * page; they are enabled where they make sense.
 */
#pragma once

#include "training.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer full); follows @training. */
GActionGroup *gradus_training_actions_new (GradusTraining *training);

G_END_DECLS
