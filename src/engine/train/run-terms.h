/* run-terms.h - what a run that goes on must have in common with the one that was interrupted;
 * private to train/.
 *
 * Its settings in words under names, kept in the metadata of a checkpoint. Left out is what may
 * differ: how long it goes on (epochs, patience), where it runs (threads, device) and its files.
 */
#pragma once

#include "../io/named-tensors.h"
#include "config.h"

G_BEGIN_DECLS

typedef struct _GrRunTerms GrRunTerms;

/* @init: the weights it starts from, or NULL. (transfer full) */
GrRunTerms *gr_run_terms_new   (const GrRunConfig *config, GrModel *model, GrDataset *train,
                                const char *init);
void        gr_run_terms_free  (GrRunTerms *terms);

void        gr_run_terms_save  (const GrRunTerms *terms, GrNamedTensors *checkpoint);
/* GR_ERROR_ARGUMENT names the first that differs. Weights to start from are compared only where
 * this run names some, and of the data no item that one of the two could not read. */
gboolean    gr_run_terms_check (const GrRunTerms *terms, GrNamedTensors *checkpoint,
                                const char *path, GError **error);

G_END_DECLS
