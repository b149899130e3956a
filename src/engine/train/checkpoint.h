/* checkpoint.h - files of weights, and the checkpoints that a run goes on from.
 *
 * A checkpoint is a safetensors file with the weights under their own names, and beside them the
 * state of optimiser ("optimizer.exp_avg.conv1.weight"), schedule ("trainer.schedule"), random
 * numbers, loader, metrics and series. It is written atomically, so that there is always a whole
 * one; it can be given wherever a file of weights is wanted.
 */
#pragma once

#include "../io/named-tensors.h"
#include "../model/module.h"

G_BEGIN_DECLS

#define GR_CHECKPOINT_LAST "last.safetensors"
#define GR_CHECKPOINT_BEST "best.safetensors"

/* The tensor of a checkpoint, and of nothing else, that says where its run is; among its numbers
 * the steps done. */
#define GR_CHECKPOINT_PROGRESS "trainer.progress"
#define GR_CHECKPOINT_STEP     2

/* Whether the tensor of this name is none of the weights, but of what a checkpoint keeps beside
 * them (unless the model has a block that is called so). */
gboolean gr_checkpoint_is_state (GrNamedTensors *list, const char *name);

/* Weights and buffers under their dotted names, as PyTorch's state_dict. Atomic. */
gboolean gr_weights_save (GrModule *module, const char *path, GError **error);
/* The same in, from a file of weights, a checkpoint, or what a model keeps (kept.h). Every name is
 * to be there with its shape; GR_ERROR_MODEL names those that are not, and nothing is changed. */
gboolean gr_weights_load (GrModule *module, const char *path, GError **error);

/* The same for a list in memory; @path is for the error. */
gboolean gr_weights_add  (GrModule *module, GrNamedTensors *list, GError **error);
gboolean gr_weights_take (GrModule *module, GrNamedTensors *list, const char *path, GError **error);

/* All of a list in memory of its own, which nobody else changes. (transfer full) */
GrNamedTensors *gr_weights_copy (GrNamedTensors *list, GError **error);

G_END_DECLS
