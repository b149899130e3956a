/* named-tensors.h - an ordered list of name → tensor, with strings about the whole.
 *
 * What safetensors and npz files hold, and so a state_dict, a checkpoint, the state of an
 * optimiser.
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

typedef struct _GrNamedTensors GrNamedTensors;

GrNamedTensors *gr_named_tensors_new   (void);
/* Another list of the same tensors and strings; (transfer full) */
GrNamedTensors *gr_named_tensors_copy  (GrNamedTensors *list);
GrNamedTensors *gr_named_tensors_ref   (GrNamedTensors *list);
void            gr_named_tensors_unref (GrNamedTensors *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrNamedTensors, gr_named_tensors_unref)

/* Appends; keeps a reference on @tensor, and looks at its elements only when the list is written.
 * A name that is there already is GR_ERROR_ARGUMENT. */
gboolean    gr_named_tensors_add    (GrNamedTensors *list, const char *name, GrTensor *tensor,
                                     GError **error);
gsize       gr_named_tensors_length (GrNamedTensors *list);
const char *gr_named_tensors_name   (GrNamedTensors *list, gsize i);
GrTensor   *gr_named_tensors_at     (GrNamedTensors *list, gsize i);           /* (transfer none) */
/* NULL where there is none of that name. (transfer none) */
GrTensor   *gr_named_tensors_get    (GrNamedTensors *list, const char *name);

/* Metadata: strings by key, in the order first set. NULL where there is none. */
void        gr_named_tensors_set_metadata (GrNamedTensors *list, const char *key,
                                           const char *value);
const char *gr_named_tensors_get_metadata (GrNamedTensors *list, const char *key);
gsize       gr_named_tensors_n_metadata   (GrNamedTensors *list);
const char *gr_named_tensors_metadata_key (GrNamedTensors *list, gsize i);

G_END_DECLS
