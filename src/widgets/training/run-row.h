/* run-row.h - GradusRunRow: a run in the list of runs. Its menu has the actions run.resume,
 * run.rename and run.delete. Signals "resume" and "delete", for the list. */
#pragma once

#include "training.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_RUN_ROW (gradus_run_row_get_type ())
G_DECLARE_FINAL_TYPE (GradusRunRow, gradus_run_row, GRADUS, RUN_ROW, AdwActionRow)

GtkWidget *gradus_run_row_new (GradusTraining *training, GradusRun *run);
/* (transfer none) */
GradusRun *gradus_run_row_run (GradusRunRow *self);

G_END_DECLS
