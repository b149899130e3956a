/* fit-dialog.h - what of a file of weights fits a model, tensor by tensor, and the question whether
 * to take it. Shown by the window when weights are loaded.
 */
#pragma once

#include <adwaita.h>

#include "train/fit.h"

G_BEGIN_DECLS

#define GRADUS_FIT_TAKE "take" /* the response */

/* An AdwMessageDialog. @file: the name that people know the file by. */
GtkWidget *gradus_fit_dialog_new (GtkWindow *parent, const char *file, const GrWeightsFit *fit);
/* Whether the next run is to start from the weights that are taken. */
gboolean   gradus_fit_dialog_starts (GtkWidget *dialog);

G_END_DECLS
