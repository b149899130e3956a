/* kept.h - GrKept: values of parameters that outlive the runs.
 *
 * Keyed by block id, number of the copy in a repeated group, and parameter, so that undoing a
 * delete brings them back, and renaming or regrouping a block loses nothing. With each stand a few
 * words on where it comes from. Sets share their tensors, which nobody changes. A set that a model
 * or another thread has been given is not changed either: who wants others makes a copy. So a
 * model's set can be taken along to a thread, and a step of an undo list is a reference.
 */
#pragma once

#include "../io/named-tensors.h"

G_BEGIN_DECLS

typedef struct _GrModel GrModel;
typedef struct _GrKept  GrKept;

GrKept     *gr_kept_new    (void);
GrKept     *gr_kept_ref    (GrKept *kept);
void        gr_kept_unref  (GrKept *kept);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrKept, gr_kept_unref)
/* The same values, by reference. (transfer full) */
GrKept     *gr_kept_copy   (GrKept *kept);

guint       gr_kept_size   (GrKept *kept);
/* @copy is "" or "0", "1.0", …: see GrInstance. NULL where there is none. (transfer none) */
GrTensor   *gr_kept_value  (GrKept *kept, const char *id, const char *copy, const char *parameter);
/* Where that value comes from, in words. (transfer none) */
const char *gr_kept_origin (GrKept *kept, const char *id, const char *copy, const char *parameter);

void        gr_kept_set        (GrKept *kept, const char *id, const char *copy,
                                const char *parameter, GrTensor *value, const char *origin);
/* All that @others has, in place of what there is under the same keys. */
void        gr_kept_add        (GrKept *kept, GrKept *others);
/* Whether there was anything of the block. */
gboolean    gr_kept_forget     (GrKept *kept, const char *id);
/* Forgets blocks that @model does not have; whether there were any. */
gboolean    gr_kept_forget_strangers (GrKept *kept, GrModel *model);

/* A safetensors file with the keys for names, to be found again after a restart. Atomic. */
gboolean    gr_kept_save   (GrKept *kept, const char *path, GError **error);
GrKept     *gr_kept_load   (const char *path, GError **error); /* (transfer full) */
/* Whether what has this key there is of a block of @model. */
gboolean    gr_kept_is_of  (const char *key, GrModel *model);
/* What such a file holds, or NULL where @list is of another file. (transfer full) */
GrKept     *gr_kept_of_list (GrNamedTensors *list);

G_END_DECLS
