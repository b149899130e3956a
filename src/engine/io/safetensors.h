/* safetensors.h - reading and writing .safetensors files (huggingface.co/docs/safetensors).
 *
 * A length, a JSON header, and the bytes of the tensors. A file is mapped, not copied: its tensors
 * look into the mapping, are marked read-only, and keep it alive. What the header claims is
 * checked against the file before any of it is used: bounds, holes and overlaps, sizes that
 * multiply to the bytes given, element types, names given twice.
 */
#pragma once

#include "named-tensors.h"

G_BEGIN_DECLS

/* Headers beyond this are refused, as the format's own reader does. */
#define GR_SAFETENSORS_MAX_HEADER (100 * 1000 * 1000)

/* (transfer full). GR_ERROR_FORMAT with one sentence that names the file and what is wrong in it,
 * G_FILE_ERROR or G_IO_ERROR where it cannot be opened. A tensor that does not lie on a multiple of
 * its element size is copied instead. */
GrNamedTensors *gr_safetensors_read  (const char *path, GError **error);

/* Writes atomically (atomic.h). Tensors of any strides on the CPU; in the list's order, the
 * data starting on a multiple of 64 bytes. */
gboolean        gr_safetensors_write (GrNamedTensors *list, const char *path, GError **error);

G_END_DECLS
