/* run-check.h - whether a model and a data set go together, found without running anything.
 *
 * The trainer asks before its first step; `gradus info` asks to say it. */
#pragma once

#include "../data/dataset.h"
#include "../model/module.h"

G_BEGIN_DECLS

/* Whether @model can be trained on the items of @set, which after their transforms have @inputs
 * (set->n_inputs of them, whose shapes the model has been told) and @target (NULL: none): as many
 * inputs, a loss, a target of its kind, a score for each class. GR_ERROR_MODEL where the model has
 * an error of its own too. */
gboolean gr_run_check (GrModel *model, GrDataset *set, const GrField *inputs,
                       const GrField *target, GrDType dtype, GError **error);

G_END_DECLS
