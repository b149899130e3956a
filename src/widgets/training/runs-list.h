/* runs-list.h - GradusRunsList: the runs of a document: ticked for comparison, renamed, gone on
 * with, deleted; and below them the settings in which the ticked ones differ, or, where no two are
 * ticked, those of the chosen one.
 */
#pragma once

#include "training.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_RUNS_LIST (gradus_runs_list_get_type ())
G_DECLARE_FINAL_TYPE (GradusRunsList, gradus_runs_list, GRADUS, RUNS_LIST, GtkWidget)

void gradus_runs_list_set_training (GradusRunsList *self, GradusTraining *training);

G_END_DECLS
