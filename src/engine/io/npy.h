/* npy.h - NumPy's files: .npy (one array) and .npz (a zip of them).
 *
 * Format versions 1.0 to 3.0, C and Fortran order, either byte order, the element types that
 * tensors have (unsigned 16 to 64 bits are refused by name). Specification:
 * numpy.lib.format in NumPy's documentation; PKWARE's APPNOTE for the zip.
 */
#pragma once

#include "named-tensors.h"

G_BEGIN_DECLS

/* (transfer full). An array in Fortran order becomes a tensor whose strides say so. Malformed
 * files are GR_ERROR_FORMAT, with one sentence that names the file. */
GrTensor       *gr_npy_read  (const char *path, GError **error);
/* The same from memory; @name is what an error calls it. */
GrTensor       *gr_npy_parse (gconstpointer data, gsize n, const char *name, GError **error);
gboolean        gr_npy_write (GrTensor *tensor, const char *path, GError **error);
/* The bytes that come before the elements of @tensor in row-major order. GR_ERROR_DTYPE for
 * bfloat16. (transfer full) */
char           *gr_npy_header (GrTensor *tensor, gsize *length, GError **error);

/* Names are without their ".npy". Members may be stored or deflated; zip64 is read. */
GrNamedTensors *gr_npz_read  (const char *path, GError **error);
/* Stored, as numpy.savez does. Files beyond 4 GiB are refused (GR_ERROR_UNSUPPORTED). */
gboolean        gr_npz_write (GrNamedTensors *list, const char *path, GError **error);

G_END_DECLS
