/* storage.h - the flat, reference-counted memory that tensors are views of.
 *
 * A storage knows its device, its size, and a version that every in-place change bumps (autograd
 * compares it with the one it saved). It may own its bytes (from the device's caching allocator)
 * or borrow them from somebody who is notified when the last tensor lets go.
 */
#pragma once

#include "device.h"

G_BEGIN_DECLS

typedef struct _GrStorage GrStorage;

struct _GrStorage
{
  gatomicrefcount refs;
  guint64         id; /* no other storage has it, before or after */
  GrDevice        device;
  gpointer        data;   /* NULL for GR_META and for zero bytes; on the device's own terms else */
  gsize           nbytes;
  guint           version; /* changed through gr_storage_bump() */
  const char     *writer;  /* the operator that last bumped, for error messages; static */
  gboolean        read_only; /* a mapped file: in-place operators refuse it */
  GDestroyNotify  release;   /* of foreign memory; NULL where the allocator owns the bytes */
  gpointer        owner;     /* what release is called with */
  guint8          number[8] __attribute__ ((aligned (8))); /* see gr_storage_new_number() */
};

/* Uninitialised memory, 64-byte aligned. GR_ERROR_MEMORY names the size where there is none. */
GrStorage *gr_storage_new         (GrDevice device, gsize nbytes, GError **error);
/* Room for one element of any dtype on the CPU, inside the storage itself: cannot fail. */
GrStorage *gr_storage_new_number  (void);
/* @release (owner) is called once, when the last reference goes. */
GrStorage *gr_storage_new_foreign (gpointer data, gsize nbytes, GDestroyNotify release,
                                   gpointer owner);
GrStorage *gr_storage_ref         (GrStorage *storage);
void       gr_storage_unref       (GrStorage *storage);
void       gr_storage_bump        (GrStorage *storage, const char *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrStorage, gr_storage_unref)

G_END_DECLS
