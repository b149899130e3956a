/* saved-weight.h - GradusSavedWeight: a weight that a run which is over ended with, and how it
 * went, read from its checkpoint by another thread. For GradusWatchView.
 */
#pragma once

#include <gio/gio.h>

#include "tensor-look.h"
#include "train/histograms.h"

G_BEGIN_DECLS

typedef struct
{
  GradusTensorLook weight;     /* empty where there is none of that name */
  GrHistograms    *histograms; /* of every parameter; or NULL */
} GradusSavedWeight;

/* @weight: "conv1.weight", or NULL. */
void               gradus_saved_weight_read   (const char *path, const char *weight,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback done, gpointer user);
/* NULL where the file cannot be read. (transfer full) */
GradusSavedWeight *gradus_saved_weight_finish (GAsyncResult *result);
void               gradus_saved_weight_free   (GradusSavedWeight *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusSavedWeight, gradus_saved_weight_free)

G_END_DECLS
