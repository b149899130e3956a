/* error.h - the error domain of the engine.
 *
 * A user's mistake never aborts: what can fail for a reason outside the code returns a GError of
 * this domain (or G_IO_ERROR's from GIO), worded for the person who reads it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GR_ERROR (gr_error_quark ())
GQuark gr_error_quark (void);

typedef enum
{
  GR_ERROR_SHAPE,       /* sizes that do not fit together */
  GR_ERROR_DTYPE,       /* an element type that an operator does not take */
  GR_ERROR_DEVICE,      /* tensors on different devices, or a device that is not there */
  GR_ERROR_ARGUMENT,    /* any other argument out of range, PyTorch's RuntimeError and TypeError */
  GR_ERROR_INDEX,       /* an index out of range, PyTorch's IndexError */
  GR_ERROR_MEMORY,      /* an allocation failed */
  GR_ERROR_VERSION,     /* a saved value was changed in place before backward needed it */
  GR_ERROR_AUTOGRAD,    /* any other misuse of backward */
  GR_ERROR_UNSUPPORTED, /* an operator that a device lacks */
  GR_ERROR_FORMAT,      /* a file that is not what it claims to be */
  GR_ERROR_MODEL,       /* a model that cannot run: cycles, missing inputs, unknown blocks */
  GR_ERROR_DATA,        /* a data set that cannot be found or does not fit */
  GR_ERROR_NO_DATA,     /* a known data set whose files are in none of its folders */
  GR_ERROR_DIVERGED,    /* training reached a value that is not a number */
} GrError;

G_END_DECLS
