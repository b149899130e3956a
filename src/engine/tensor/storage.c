/* storage.c - storages: whose bytes they are, and how they go back. See storage.h. */
#include "storage.h"

#include <glib/gi18n-lib.h>

#include "../backend.h"
#include "allocator.h"
#include "error.h"

static GrStorage *
storage_new (GrDevice device, gpointer data, gsize nbytes)
{
  static _Atomic guint64 last_id;
  GrStorage             *storage = g_slice_new0 (GrStorage);

  g_atomic_ref_count_init (&storage->refs);
  storage->id = ++last_id;
  storage->device = device;
  storage->data = data;
  storage->nbytes = nbytes;
  return storage;
}

static const GrBackend *
backend_of (GrDevice device, GError **error)
{
  const GrBackend *backend = gr_backend_get (device.type);
  g_autofree char *name = NULL;

  if (backend && device.index >= 0 && device.index < backend->device.count ())
    return backend;
  name = gr_device_to_string (device);
  if (backend)
    g_set_error (error, GR_ERROR, GR_ERROR_DEVICE,
                 _ ("There is no device %s: the backend “%s” has %d"), name, backend->name,
                 backend->device.count ());
  else
    g_set_error (error, GR_ERROR, GR_ERROR_DEVICE,
                 _ ("There is no device %s: no backend for it is loaded"), name);
  return NULL;
}

GrStorage *
gr_storage_new (GrDevice device, gsize nbytes, GError **error)
{
  gpointer data = NULL;

  if (device.type == GR_DEVICE_CPU)
    {
      if (nbytes > 0 && !(data = gr_allocator_alloc (nbytes, error)))
        return NULL;
    }
  else if (device.type != GR_DEVICE_META)
    {
      const GrBackend *backend = backend_of (device, error);

      if (!backend)
        return NULL;
      if (nbytes > 0 && !(data = backend->buffer.alloc (device.index, nbytes, error)))
        return NULL;
    }
  return storage_new (device, data, nbytes);
}

GrStorage *
gr_storage_new_number (void)
{
  GrStorage *storage = storage_new (GR_CPU, NULL, sizeof storage->number);

  storage->data = storage->number;
  return storage;
}

static void
release_nothing (gpointer owner)
{
}

GrStorage *
gr_storage_new_foreign (gpointer data, gsize nbytes, GDestroyNotify release, gpointer owner)
{
  GrStorage *storage = storage_new (GR_CPU, data, nbytes);

  storage->release = release ? release : release_nothing;
  storage->owner = owner;
  return storage;
}

GrStorage *
gr_storage_ref (GrStorage *storage)
{
  g_atomic_ref_count_inc (&storage->refs);
  return storage;
}

void
gr_storage_unref (GrStorage *storage)
{
  if (!g_atomic_ref_count_dec (&storage->refs))
    return;
  if (storage->release)
    storage->release (storage->owner);
  else if (storage->data && storage->data != storage->number)
    {
      if (storage->device.type == GR_DEVICE_CPU)
        gr_allocator_free (storage->data, storage->nbytes);
      else
        gr_backend_get (storage->device.type)
            ->buffer.free (storage->device.index, storage->data, storage->nbytes);
    }
  g_slice_free (GrStorage, storage);
}

void
gr_storage_bump (GrStorage *storage, const char *writer)
{
  storage->version++;
  storage->writer = writer;
}
