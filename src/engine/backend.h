/* backend.h - the door to a device that is not the CPU.
 *
 * A backend is three small tables (device, buffer, stream) and kernels found by operator row. The
 * CUDA module fills one in at run time; ops/standin.c fills one in for the tests. The CPU's kernels
 * are the rows' own .forward.
 */
#pragma once

#include "tensor/tensor.h"

G_BEGIN_DECLS

#define GR_BACKEND_ABI 1

typedef struct _GrCall GrCall;
typedef struct _GrOp   GrOp;

/* Reads the call's inputs, writes its outputs; all are on this backend's device. */
typedef gboolean (*GrKernel) (GrCall *call, GError **error);

typedef struct
{
  gint (*count) (void);
  /* A line a person can read, "NVIDIA H200, 139 GiB"; (transfer full) */
  char *(*describe) (gint index);
} GrDeviceTable;

typedef struct
{
  gpointer (*alloc) (gint index, gsize nbytes, GError **error);
  void (*free) (gint index, gpointer data, gsize nbytes);
  gboolean (*from_host) (gint index, gpointer to, gconstpointer from, gsize nbytes, GError **error);
  gboolean (*to_host) (gint index, gpointer to, gconstpointer from, gsize nbytes, GError **error);
  gboolean (*within) (gint index, gpointer to, gconstpointer from, gsize nbytes, GError **error);
} GrBufferTable;

typedef struct
{
  gboolean (*synchronize) (gint index, GError **error);
} GrStreamTable;

typedef struct
{
  guint         abi; /* GR_BACKEND_ABI, or the module is refused */
  GrDeviceType  type;
  const char   *name;
  GrDeviceTable device;
  GrBufferTable buffer;
  GrStreamTable stream;
  /* NULL where the device lacks the operator: an error that names it, never a trip to the CPU. */
  GrKernel (*kernel) (const GrOp *op);
} GrBackend;

/* Registering the same type twice is an error, as is another ABI. @backend is kept, not copied. */
gboolean         gr_backend_register (const GrBackend *backend, GError **error);
const GrBackend *gr_backend_get      (GrDeviceType type); /* NULL where there is none */

G_END_DECLS
