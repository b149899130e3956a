/* indexing.h - Python's x[1, ..., None, ::2, mask] for C: reads and writes through a list of
 * entries.
 *
 * Integers, slices, None and the ellipsis make a view; tensors and masks then take elements out of
 * it, as in PyTorch. Used by the Python module and by the tests.
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

typedef enum
{
  GR_INDEX_INT,
  GR_INDEX_SLICE,
  GR_INDEX_ELLIPSIS,
  GR_INDEX_NONE, /* a new dimension of size 1 */
  GR_INDEX_BOOL, /* a new dimension of size 1 or 0 */
  GR_INDEX_TENSOR, /* int64, or a mask of bool or uint8 */
} GrIndexKind;

typedef struct
{
  GrIndexKind kind;
  gint64      start; /* the integer of INT; the truth of BOOL */
  gint64      stop, step; /* of SLICE; GR_NO_INT where it is left out, as start may be */
  GrTensor   *tensor; /* borrowed */
} GrIndex;

#define GR_AT(i)               ((GrIndex){ GR_INDEX_INT, (i), 0, 0, NULL })
#define GR_SLICE(from, to, by) ((GrIndex){ GR_INDEX_SLICE, (from), (to), (by), NULL })
#define GR_ALL                 GR_SLICE (GR_NO_INT, GR_NO_INT, GR_NO_INT)
#define GR_ELLIPSIS            ((GrIndex){ GR_INDEX_ELLIPSIS, 0, 0, 0, NULL })
#define GR_NEW_DIM             ((GrIndex){ GR_INDEX_NONE, 0, 0, 0, NULL })
#define GR_TRUTH(b)            ((GrIndex){ GR_INDEX_BOOL, (b) != 0, 0, 0, NULL })
#define GR_BY(t)               ((GrIndex){ GR_INDEX_TENSOR, 0, 0, 0, (t) })

/* x[entries]: a view where no tensor is among them. (transfer full). GR_ERROR_INDEX where an index
 * is out of range or there are too many, in PyTorch's words. */
GrTensor *gr_tensor_index_get (GrTensor *self, const GrIndex *entries, gsize n, GError **error);

/* x[entries] = value: broadcast, and converted to x's dtype and device. Recorded by autograd. */
gboolean  gr_tensor_index_set (GrTensor *self, const GrIndex *entries, gsize n, GrTensor *value,
                               GError **error);

G_END_DECLS
