/* trace-tensors.c - knowing tensors again, and keeping their numbers, while a batch is captured.
 *
 * What is kept of a tensor is the storage that it lies in, by a reference: nothing is copied but
 * what is going to be written. A storage is known by its id and its version. Parameters lie in one
 * storage together; each has its own region of it here, and in the trace a storage of its own.
 */
#include "trace-private.h"

#include <string.h>

/* A region of a storage, which in the trace is a storage. */
typedef struct
{
  gint64   start, end; /* elements */
  guint    version;    /* of the storage, for which @memory holds */
  guint    memory;     /* the newest */
  gboolean copies;     /* others may write it at any time */
} Place;

void
gr_capture_init_tensors (GrCapture *capture)
{
  capture->places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                           (GDestroyNotify) g_array_unref);
  capture->numbers = g_hash_table_new (NULL, NULL);
  capture->held = g_ptr_array_new ();
}

void
gr_capture_clear_tensors (GrCapture *capture)
{
  g_hash_table_unref (capture->places);
  g_hash_table_unref (capture->numbers);
  for (guint i = 0; i < capture->held->len; i++)
    if (g_ptr_array_index (capture->held, i))
      gr_tensor_unref (g_ptr_array_index (capture->held, i));
  g_ptr_array_unref (capture->held);
}

static GrTraceMemory *
memory_at (GrCapture *capture, guint index)
{
  return &g_array_index (capture->trace->memories, GrTraceMemory, index);
}

/* --- places ----------------------------------------------------------------------------------- */

static GArray *
places_of (GrCapture *capture, const GrStorage *storage)
{
  GArray *places = g_hash_table_lookup (capture->places, &storage->id);

  if (!places)
    {
      places = g_array_new (FALSE, FALSE, sizeof (Place));
      g_hash_table_insert (capture->places, g_memdup2 (&storage->id, sizeof storage->id), places);
    }
  return places;
}

static Place *
place_of (GrCapture *capture, const GrTensor *tensor)
{
  GArray *places = places_of (capture, tensor->storage);

  for (guint i = 0; i < places->len; i++)
    {
      Place *place = &g_array_index (places, Place, i);

      if (tensor->offset >= place->start && tensor->offset < MAX (place->end, place->start + 1))
        return place;
    }
  return NULL;
}

/* The elements from @start to @end of the storage that @tensor lies in. (transfer full) */
static GrTensor *
flat_of (GrCapture *capture, const GrTensor *tensor, gint64 start, gint64 end, gboolean copy)
{
  g_autoptr (GrTensor) plain = gr_tensor_alias ((GrTensor *) tensor);
  GrTensor *flat = gr_tensor_new_view (plain, GR_INTS (end - start), GR_INTS (1), start, NULL);
  GrTensor *copied;

  g_assert (flat); /* it lies inside */
  if (!copy)
    return flat;
  copied = gr_tensor_new (flat->dtype, GR_CPU, GR_INTS (end - start),
                          capture->error ? NULL : &capture->error);
  if (!copied)
    return flat;
  if (end > start)
    memcpy (gr_tensor_data (copied), gr_tensor_data (flat),
            (gsize) (end - start) * gr_dtype_size (flat->dtype));
  gr_tensor_unref (flat);
  return copied;
}

static void
add_memory (GrCapture *capture, Place *place, const GrTensor *tensor, guint storage, guint version)
{
  const gint64  n = place->end - place->start;
  const gsize   limit = MIN (capture->trace->limit, G_MAXINT64);
  const gint64  kept = (gint64) (limit / gr_dtype_size (tensor->dtype));
  GrTraceMemory memory = { .storage = storage, .version = version, .cut = n > kept };

  memory.copied = place->copies || memory.cut;
  memory.flat = flat_of (capture, tensor, place->start, place->start + MIN (n, kept),
                         memory.copied);
  memory.tensors = g_array_new (FALSE, FALSE, sizeof (guint));
  place->version = tensor->storage->version;
  place->memory = capture->trace->memories->len;
  g_array_append_val (capture->trace->memories, memory);
}

static Place *
add_place (GrCapture *capture, const GrTensor *tensor, gint64 start, gint64 end, gboolean copies)
{
  GArray *places = places_of (capture, tensor->storage);
  Place  *place;

  g_array_append_vals (places, &(Place){ .start = start, .end = end, .copies = copies }, 1);
  place = &g_array_index (places, Place, places->len - 1);
  add_memory (capture, place, tensor, capture->n_storages++, 0);
  return place;
}

/* Where @tensor lies, whatever was written there since it was last looked at. */
static Place *
known_place (GrCapture *capture, const GrTensor *tensor)
{
  Place *place = place_of (capture, tensor);

  if (place)
    return place;
  return add_place (capture, tensor, 0,
                    (gint64) (tensor->storage->nbytes / gr_dtype_size (tensor->dtype)), FALSE);
}

gboolean
gr_capture_is_written (GrCapture *capture, const GrTensor *tensor)
{
  return known_place (capture, tensor)->version != tensor->storage->version;
}

void
gr_capture_before_write (GrCapture *capture, const GrTensor *tensor)
{
  Place         *place = known_place (capture, tensor);
  GrTraceMemory *memory = memory_at (capture, place->memory);

  if (memory->copied)
    return;
  gr_tensor_unref (memory->flat);
  memory->flat = flat_of (capture, tensor, place->start, place->end, TRUE);
  memory->copied = TRUE;
}

/* --- tensors ---------------------------------------------------------------------------------- */

static gboolean
same_form (const GrTensor *a, const GrTensor *b, gint64 start)
{
  return a->dtype == b->dtype && a->is_number == b->is_number && a->offset == b->offset - start
         && gr_tensor_same_shape (a, b)
         && memcmp (a->stride, b->stride, a->ndim * sizeof (gint64)) == 0;
}

static GrTensor *
form_of (const GrTensor *tensor, gint64 start)
{
  GrTensor *form = gr_tensor_new_meta (tensor->dtype, GR_META, gr_tensor_shape (tensor));

  memcpy (form->stride, tensor->stride, sizeof form->stride);
  form->offset = tensor->offset - start;
  form->is_number = tensor->is_number;
  return form;
}

static guint
add_tensor (GrCapture *capture, GrTensor *tensor, const Place *place)
{
  GrTrace       *trace = capture->trace;
  GrTraceMemory *memory = memory_at (capture, place->memory);
  GrTraceTensor *added = g_new0 (GrTraceTensor, 1);

  added->number = trace->tensors->len;
  added->role = GR_TRACE_MADE;
  added->form = form_of (tensor, place->start);
  added->storage = memory->storage;
  added->version = memory->version;
  added->memory = place->memory;
  added->view_of = added->call = added->output = added->block = GR_TRACE_NONE;
  added->node = added->grad = added->grad_of = GR_TRACE_NONE;
  g_array_append_val (memory->tensors, added->number);
  g_ptr_array_add (trace->tensors, added);
  g_ptr_array_add (capture->held, memory->cut ? NULL : gr_tensor_ref (tensor));
  /* What is not held may go, and another tensor come to have its address. */
  if (!memory->cut)
    g_hash_table_insert (capture->numbers, tensor, GUINT_TO_POINTER (added->number + 1));
  return added->number;
}

guint
gr_capture_known (GrCapture *capture, GrTensor *tensor)
{
  Place         *place = known_place (capture, tensor);
  GrTraceMemory *memory = memory_at (capture, place->memory);
  guint          number = GPOINTER_TO_UINT (g_hash_table_lookup (capture->numbers, tensor));

  if (number && gr_trace_tensor_at (capture->trace, number - 1)->memory == place->memory)
    return number - 1;
  /* The same elements by another name: what autograd has saved is. */
  for (guint i = memory->tensors->len; i-- > 0;)
    {
      number = g_array_index (memory->tensors, guint, i);
      if (same_form (gr_trace_tensor_at (capture->trace, number)->form, tensor, place->start))
        return number;
    }
  return add_tensor (capture, tensor, place);
}

guint
gr_capture_new (GrCapture *capture, GrTensor *tensor)
{
  Place *place = known_place (capture, tensor);

  if (place->version != tensor->storage->version)
    {
      const GrTraceMemory *before = memory_at (capture, place->memory);

      add_memory (capture, place, tensor, before->storage, before->version + 1);
    }
  return add_tensor (capture, tensor, place);
}

guint
gr_capture_own (GrCapture *capture, GrTensor *tensor, GrTraceRole role, const char *name)
{
  const gint64   end = tensor->offset + gr_tensor_numel (tensor);
  GrTraceTensor *added;
  guint          number;

  number = add_tensor (capture, tensor,
                       add_place (capture, tensor, tensor->offset, end, TRUE));
  added = gr_trace_tensor_at (capture->trace, number);
  added->role = role;
  added->name = g_string_chunk_insert_const (capture->trace->strings, name);
  return number;
}

guint
gr_capture_again (GrCapture *capture, GrTensor *tensor, GrTraceRole role, const char *name)
{
  Place               *place = known_place (capture, tensor);
  const GrTraceMemory *before = memory_at (capture, place->memory);
  GrTraceTensor       *added;
  guint                number;

  add_memory (capture, place, tensor, before->storage, before->version + 1);
  number = add_tensor (capture, tensor, place);
  added = gr_trace_tensor_at (capture->trace, number);
  added->role = role;
  added->name = g_string_chunk_insert_const (capture->trace->strings, name);
  return number;
}

/* How many entries of dimension 0 lie in the first @kept elements of the memory. */
static gint64
n_inside (const GrTensor *form, gint64 kept)
{
  gint64 last = form->offset; /* of entry 0 */

  if (gr_tensor_numel (form) == 0)
    return form->ndim ? form->shape[0] : 0;
  for (gint i = 1; i < form->ndim; i++)
    last += (form->shape[i] - 1) * form->stride[i];
  if (form->ndim == 0 || last >= kept)
    return last < kept;
  return form->stride[0] ? MIN (form->shape[0], (kept - 1 - last) / form->stride[0] + 1)
                         : form->shape[0];
}

static GrTensor *
values_of (const GrTraceTensor *tensor, const GrTraceMemory *memory, gboolean *whole)
{
  const GrTensor *form = tensor->form;
  const gint64    n = n_inside (form, gr_tensor_numel (memory->flat));
  gint64          shape[GR_MAX_DIMS];

  *whole = n == (form->ndim ? form->shape[0] : 1);
  if (n == 0 && !*whole)
    return NULL;
  memcpy (shape, form->shape, sizeof shape);
  if (form->ndim)
    shape[0] = n;
  return gr_tensor_new_view (memory->flat, gr_ints (shape, form->ndim), gr_tensor_strides (form),
                             form->offset, NULL);
}

void
gr_capture_give_values (GrCapture *capture)
{
  const GrTrace *trace = capture->trace;

  for (guint i = 0; i < trace->tensors->len; i++)
    {
      GrTraceTensor       *tensor = gr_trace_tensor_at (trace, i);
      const GrTraceMemory *memory = memory_at (capture, tensor->memory);

      tensor->whole = TRUE;
      tensor->values = memory->copied ? values_of (tensor, memory, &tensor->whole)
                                      : gr_tensor_alias (g_ptr_array_index (capture->held, i));
      g_assert (tensor->values || !tensor->whole);
    }
  for (guint i = 0; i < trace->memories->len; i++)
    g_clear_pointer (&memory_at (capture, i)->tensors, g_array_unref);
}
