/* results.h - GradusResults: what the model of a run gets right and wrong: the confusion matrix,
 * precision and recall of each class, the worst mistakes; for numbers predicted against true ones;
 * for an autoencoder what came out beside what came in.
 *
 * It asks for the predictions of the test part (of the training part where there is none) when it
 * is looked at.
 *
 * Signal "show-cell" (int class, int predicted): the person wants to see the items of a cell of the
 * matrix; predicted is an output of the model, which may be no class of the data.
 */
#pragma once

#include "data/predictions.h"
#include "data/source.h"
#include "training.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_RESULTS (gradus_results_get_type ())
G_DECLARE_FINAL_TYPE (GradusResults, gradus_results, GRADUS, RESULTS, GtkWidget)

/* Once. @source and @evaluation are those of the data page: what one has predicted the other shows.
 */
void gradus_results_set_data (GradusResults *self, GradusDataSource *source,
                              GradusEvaluation *evaluation);
/* "classes", "values", "pictures", "working", "none": what is shown. */
const char *gradus_results_shown (GradusResults *self);

G_END_DECLS
