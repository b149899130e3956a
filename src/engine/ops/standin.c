/* standin.c - a second device that runs on the CPU in an address space of its own.
 *
 * Its memory is pages that nobody may read or write (PROT_NONE) but its own kernels and copies, and
 * those only while they run. So code that follows a device's pointer as if it were the CPU's
 * faults here as it would on a GPU, on any machine. Its kernel of a row is the row's .forward,
 * given tensors that look at the same bytes and say that they are on the CPU.
 *
 * The tests register it (tests/suite-ops.c); the programs do not.
 */
#include "standin.h"

#include "op.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* --- buffers -------------------------------------------------------------------------------- */

/* A buffer can be open several times over: by nested calls, by two threads. */
typedef struct
{
  gsize nbytes; /* whole pages */
  guint opened;
} Buffer;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static GHashTable     *buffers; /* first byte -> Buffer */

static gsize
whole_pages (gsize nbytes)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  return (nbytes + page - 1) / page * page;
}

static gpointer
buffer_alloc (gint index, gsize nbytes, GError **error)
{
  gsize size = whole_pages (nbytes);
  gpointer data = MAP_FAILED;
  if (size >= nbytes)
    data = mmap (NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MEMORY,
                   "the stand-in device has no %" G_GSIZE_FORMAT " bytes: %s", nbytes,
                   g_strerror (errno));
      return NULL;
    }
  Buffer *buffer = g_new0 (Buffer, 1);
  buffer->nbytes = size;
  pthread_mutex_lock (&mutex);
  g_hash_table_insert (buffers, data, buffer);
  pthread_mutex_unlock (&mutex);
  return data;
}

static void
buffer_free (gint index, gpointer data, gsize nbytes)
{
  pthread_mutex_lock (&mutex);
  g_hash_table_remove (buffers, data);
  pthread_mutex_unlock (&mutex);
  munmap (data, whole_pages (nbytes));
}

/* Makes the buffer that starts at @data accessible, or takes one such leave back. */
static void
buffer_open (gconstpointer data, gboolean open)
{
  pthread_mutex_lock (&mutex);
  Buffer *buffer = g_hash_table_lookup (buffers, data);
  if (!buffer)
    g_error ("the stand-in device was given a pointer that is none of its buffers");
  if (open ? buffer->opened++ == 0 : --buffer->opened == 0)
    mprotect ((gpointer) data, buffer->nbytes, open ? PROT_READ | PROT_WRITE : PROT_NONE);
  pthread_mutex_unlock (&mutex);
}

/* Copies may start anywhere in a buffer. */
static gconstpointer
buffer_start (gconstpointer inside)
{
  GHashTableIter iter;
  gpointer data, value, found = NULL;
  pthread_mutex_lock (&mutex);
  g_hash_table_iter_init (&iter, buffers);
  while (!found && g_hash_table_iter_next (&iter, &data, &value))
    if ((const char *) inside >= (char *) data
        && (const char *) inside < (char *) data + ((Buffer *) value)->nbytes)
      found = data;
  pthread_mutex_unlock (&mutex);
  return found;
}

static gboolean
copy (gpointer to, gconstpointer from, gsize nbytes, gconstpointer first, gconstpointer second)
{
  gconstpointer starts[] = { buffer_start (first), second ? buffer_start (second) : NULL };
  for (guint i = 0; i < 2; i++)
    if (starts[i] || i == 0)
      buffer_open (starts[i], TRUE);
  memmove (to, from, nbytes);
  for (guint i = 0; i < 2; i++)
    if (starts[i])
      buffer_open (starts[i], FALSE);
  return TRUE;
}

static gboolean
buffer_from_host (gint index, gpointer to, gconstpointer from, gsize nbytes, GError **error)
{
  return nbytes == 0 || copy (to, from, nbytes, to, NULL);
}

static gboolean
buffer_to_host (gint index, gpointer to, gconstpointer from, gsize nbytes, GError **error)
{
  return nbytes == 0 || copy (to, from, nbytes, from, NULL);
}

static gboolean
buffer_within (gint index, gpointer to, gconstpointer from, gsize nbytes, GError **error)
{
  return nbytes == 0 || copy (to, from, nbytes, to, from);
}

/* --- kernels -------------------------------------------------------------------------------- */

/* The CPU's view of a call: a twin storage for each of the call's, twin tensors over those. */
typedef struct
{
  GPtrArray *storages; /* of GrStorage, the device's; borrowed */
  GPtrArray *twins;    /* of GrStorage, over the same bytes */
  GPtrArray *originals; /* of GrTensor, the call's; borrowed */
  GPtrArray *tensors;  /* of GrTensor, their twins; owned */
  GPtrArray *lists;    /* arrays of Tensor[] arguments */
} Twins;

static GrStorage *
twin_storage (Twins *twins, GrStorage *storage)
{
  guint i;
  if (g_ptr_array_find (twins->storages, storage, &i))
    return g_ptr_array_index (twins->twins, i);
  GrStorage *twin = gr_storage_new_foreign (storage->data, storage->nbytes, NULL, NULL);
  twin->version = storage->version;
  g_ptr_array_add (twins->storages, storage);
  g_ptr_array_add (twins->twins, twin);
  if (storage->data)
    buffer_open (storage->data, TRUE);
  return twin;
}

static GrTensor *
copy_geometry (const GrTensor *tensor, GrDevice device, GrStorage *storage)
{
  GrTensor *copied = gr_tensor_new_meta (tensor->dtype, device, gr_tensor_shape (tensor));
  memcpy (copied->stride, tensor->stride, sizeof copied->stride);
  copied->offset = tensor->offset;
  copied->is_number = tensor->is_number;
  copied->storage = storage;
  return copied;
}

static GrTensor *
twin_tensor (Twins *twins, GrTensor *tensor)
{
  if (!tensor || tensor->device.type != GR_DEVICE_STANDIN)
    return tensor;
  guint i;
  if (g_ptr_array_find (twins->originals, tensor, &i))
    return g_ptr_array_index (twins->tensors, i);
  GrStorage *storage = tensor->storage ? twin_storage (twins, tensor->storage) : NULL;
  GrTensor *twin = copy_geometry (tensor, GR_CPU, storage ? gr_storage_ref (storage) : NULL);
  g_ptr_array_add (twins->originals, tensor);
  g_ptr_array_add (twins->tensors, twin);
  return twin;
}

static GrValue
twin_value (Twins *twins, const GrValue *value)
{
  if (value->kind == GR_VALUE_TENSOR)
    return gr_value_tensor (twin_tensor (twins, value->tensor));
  if (value->kind == GR_VALUE_DEVICE && value->device.type == GR_DEVICE_STANDIN)
    return gr_value_device (GR_CPU);
  if (value->kind != GR_VALUE_TENSORS)
    return *value;
  GrTensor **list = g_new (GrTensor *, value->tensors.n + 1);
  g_ptr_array_add (twins->lists, list);
  for (gsize i = 0; i < value->tensors.n; i++)
    list[i] = twin_tensor (twins, value->tensors.v[i]);
  return gr_value_tensors (list, value->tensors.n);
}

static void
close_twins (Twins *twins)
{
  for (guint i = 0; i < twins->storages->len; i++)
    {
      GrStorage *storage = g_ptr_array_index (twins->storages, i);
      GrStorage *twin = g_ptr_array_index (twins->twins, i);
      if (twin->version != storage->version)
        gr_storage_bump (storage, twin->writer);
      if (storage->data)
        buffer_open (storage->data, FALSE);
    }
  g_ptr_array_unref (twins->originals);
  g_ptr_array_unref (twins->tensors);
  g_ptr_array_unref (twins->twins);
  g_ptr_array_unref (twins->storages);
  g_ptr_array_unref (twins->lists);
}

/* Brings over an output that .forward made itself, since only data told its size. */
static gboolean
adopt_output (GrCall *call, guint i, const GrTensor *made, GError **error)
{
  g_autoptr (GrStorage) storage = gr_storage_new (call->device, made->storage->nbytes, error);
  if (!storage
      || !buffer_from_host (0, storage->data, made->storage->data, storage->nbytes, error))
    return FALSE;
  gr_call_replace_output (call, i,
                          copy_geometry (made, call->device, g_steal_pointer (&storage)));
  return TRUE;
}

static gboolean
run_forward (GrCall *call, GError **error)
{
  Twins twins = { g_ptr_array_new (),
                  g_ptr_array_new_with_free_func ((GDestroyNotify) gr_storage_unref),
                  g_ptr_array_new (),
                  g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref),
                  g_ptr_array_new_with_free_func (g_free) };
  g_autofree GrValue *args = g_new (GrValue, call->n_args + 1);
  g_autofree GrTensor **outputs = g_new0 (GrTensor *, call->n_outputs + 1);
  for (guint i = 0; i < call->n_args; i++)
    args[i] = twin_value (&twins, &call->args[i]);
  for (guint i = 0; i < call->n_outputs; i++)
    outputs[i] = gr_tensor_ref (twin_tensor (&twins, call->outputs[i]));

  GrCall inner = *call;
  inner.args = args;
  inner.outputs = outputs;
  inner.device = GR_CPU;
  inner.in_place = twin_tensor (&twins, call->in_place);
  inner.before = NULL;
  g_autofree GrTensor **planned = g_memdup2 (outputs, (call->n_outputs + 1) * sizeof *outputs);
  gboolean ok = call->op->forward (&inner, error);

  for (guint i = 0; i < call->n_outputs; i++)
    {
      if (ok && outputs[i] != planned[i])
        ok = adopt_output (call, i, outputs[i], error);
      gr_tensor_unref (outputs[i]);
    }
  close_twins (&twins);
  return ok;
}

static GrKernel
kernel_of (const GrOp *op)
{
  return op->forward ? run_forward : NULL;
}

/* --- the backend ---------------------------------------------------------------------------- */

static gint
device_count (void)
{
  return 1;
}

static char *
device_describe (gint index)
{
  return g_strdup ("Stand-in: the CPU, in an address space of its own");
}

static gboolean
synchronize (gint index, GError **error)
{
  return TRUE;
}

static const GrBackend backend = {
  .abi = GR_BACKEND_ABI,
  .type = GR_DEVICE_STANDIN,
  .name = "stand-in",
  .device = { device_count, device_describe },
  .buffer = { buffer_alloc, buffer_free, buffer_from_host, buffer_to_host, buffer_within },
  .stream = { synchronize },
  .kernel = kernel_of,
};

gboolean
gr_standin_register (GError **error)
{
  if (!buffers)
    buffers = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return gr_backend_register (&backend, error);
}
