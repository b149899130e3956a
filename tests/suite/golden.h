/* golden.h - reads what PyTorch gave for an operator's samples: tests/golden/ops/NAME.safetensors,
 * written by tests/golden/golden.py, which documents the keys. */
#pragma once

#include "tensor/tensor.h"

G_BEGIN_DECLS

typedef struct _Golden Golden;

/* NULL where there is no file for the name; a damaged file is an error. */
Golden     *golden_open   (const char *operator_name, GError **error);
void        golden_free   (Golden *golden);
/* Whether PyTorch evaluated the sample. */
gboolean    golden_has    (Golden *golden, const char *sample);
/* "out", "grad" or "after" and a number; NULL where there is none. Borrowed. */
GrTensor   *golden_tensor (Golden *golden, const char *sample, const char *what, guint number);
/* "strides" and a number, as "3 1"; NULL where there is none. */
const char *golden_strides (Golden *golden, const char *sample, guint number);

/* How many times as large @size was made for the "large" figures; 0 where there are none. */
gint64      golden_factor (Golden *golden, const char *sample, gint64 size);
/* The dtypes of the outputs, as "float32 int64", where float64 inputs have @dtype instead; NULL
 * where PyTorch refuses that. */
const char *golden_dtypes (Golden *golden, const char *sample, GrDType dtype);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Golden, golden_free)

G_END_DECLS
