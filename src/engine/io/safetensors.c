/* safetensors.c - mapping and writing .safetensors files. See safetensors.h. */
#include "safetensors.h"

#include "atomic.h"
#include "mapped.h"
#include "safetensors-header.h"
#include "tensor-bytes.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

/* --- reading --------------------------------------------------------------------------------- */

/* The bytes that an entry's shape asks for; FALSE where that is beyond any file. */
static gboolean
entry_bytes (const GrSafetensorsEntry *entry, guint64 *bytes)
{
  gint64 numel = gr_shape_numel (gr_ints (entry->shape, entry->ndim), NULL);
  gsize size = gr_dtype_size (entry->dtype);

  if (numel < 0 || (guint64) numel > G_MAXINT64 / size)
    return FALSE;
  *bytes = (guint64) numel * size;
  return TRUE;
}

static gint
compare_begin (gconstpointer a, gconstpointer b)
{
  const GrSafetensorsEntry *x = *(GrSafetensorsEntry *const *) a;
  const GrSafetensorsEntry *y = *(GrSafetensorsEntry *const *) b;

  if (x->begin != y->begin)
    return x->begin < y->begin ? -1 : 1;
  return (x->end > y->end) - (x->end < y->end); /* empty ones first */
}

/* Together the entries have to cover the @n bytes of data, each byte once. */
static gboolean
check_entries (GArray *entries, guint64 n, GError **error)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  guint64 at = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      GrSafetensorsEntry *entry = &g_array_index (entries, GrSafetensorsEntry, i);
      guint64 bytes;

      if (entry->begin > entry->end || entry->end > n)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                       _ ("tensor “%s” lies at bytes %" PRIu64 " to %" PRIu64 ", but the file "
                          "holds %" PRIu64 " bytes of data"),
                       entry->name, entry->begin, entry->end, n);
          return FALSE;
        }
      if (!entry_bytes (entry, &bytes) || bytes != entry->end - entry->begin)
        {
          g_autofree char *shape = gr_ints_to_string (gr_ints (entry->shape, entry->ndim));

          g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                       _ ("tensor “%s” of shape %s and type %s does not fit the %" PRIu64 " bytes "
                          "given for it"),
                       entry->name, shape, gr_safetensors_dtype_name (entry->dtype),
                       entry->end - entry->begin);
          return FALSE;
        }
      g_ptr_array_add (sorted, entry);
    }
  g_ptr_array_sort (sorted, compare_begin);
  for (guint i = 0; i < sorted->len; i++)
    {
      GrSafetensorsEntry *entry = sorted->pdata[i];

      if (entry->begin != at)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                       entry->begin < at ? _ ("tensor “%s” overlaps another one")
                                         : _ ("there is a hole before tensor “%s”"),
                       entry->name);
          return FALSE;
        }
      at = entry->end;
    }
  if (at != n)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("its tensors end at byte %" PRIu64 " of %" PRIu64 " bytes of data"), at, n);
      return FALSE;
    }
  return TRUE;
}

static GrTensor *
tensor_of_entry (const GrSafetensorsEntry *entry, const char *data, GMappedFile *file,
                 GError **error)
{
  gsize n = entry->end - entry->begin;
  gpointer at = (gpointer) (data + entry->begin);
  GrInts shape = gr_ints (entry->shape, entry->ndim);
  GrTensor *tensor;

  if (entry->dtype == GR_BOOL)
    for (gsize i = 0; i < n; i++)
      if (((guint8 *) at)[i] > 1)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                       _ ("tensor “%s” is BOOL but holds a byte of %u"), entry->name,
                       ((guint8 *) at)[i]);
          return NULL;
        }
  if (n == 0)
    return gr_tensor_new (entry->dtype, GR_CPU, shape, error);
  if ((guintptr) at % gr_dtype_size (entry->dtype) != 0)
    {
      tensor = gr_tensor_new (entry->dtype, GR_CPU, shape, error);
      if (tensor)
        memcpy (gr_tensor_data (tensor), at, n);
      return tensor;
    }
  tensor = gr_tensor_new_foreign (entry->dtype, at, n, shape, GR_NO_INTS,
                                  (GDestroyNotify) g_mapped_file_unref, g_mapped_file_ref (file),
                                  error);
  if (tensor)
    tensor->storage->read_only = TRUE;
  return tensor;
}

static gboolean
read_into (GrNamedTensors *list, GMappedFile *file, GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (GrSafetensorsEntry));
  const char *text = g_mapped_file_get_contents (file);
  gsize size = g_mapped_file_get_length (file);
  guint64 header;

  g_array_set_clear_func (entries, gr_safetensors_entry_clear);
  if (size < 8)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("it is cut off: it has only %zu bytes"),
                   size);
      return FALSE;
    }
  memcpy (&header, text, 8);
  header = GUINT64_FROM_LE (header);
  if (header > GR_SAFETENSORS_MAX_HEADER)
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_FORMAT,
          _ ("it says that its header has %" PRIu64 " bytes, more than the %d that are allowed"),
          header, GR_SAFETENSORS_MAX_HEADER);
      return FALSE;
    }
  if (header > size - 8)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("it is cut off: its header has %" PRIu64 " bytes, the file only %zu"), header,
                   size);
      return FALSE;
    }
  if (!gr_safetensors_header_parse (text + 8, header, entries, list, error)
      || !check_entries (entries, size - 8 - header, error))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      GrSafetensorsEntry *entry = &g_array_index (entries, GrSafetensorsEntry, i);
      g_autoptr (GrTensor) tensor = tensor_of_entry (entry, text + 8 + header, file, error);

      if (!tensor || !gr_named_tensors_add (list, entry->name, tensor, error))
        return FALSE;
    }
  return TRUE;
}

GrNamedTensors *
gr_safetensors_read (const char *path, GError **error)
{
  g_autoptr (GMappedFile) file = gr_map_file (path, error);
  g_autoptr (GrNamedTensors) list = NULL;

  if (!file)
    return NULL;
  list = gr_named_tensors_new ();
  if (!read_into (list, file, error))
    {
      g_prefix_error (error, _ ("“%s” is not a valid safetensors file: "), path);
      return NULL;
    }
  return g_steal_pointer (&list);
}

/* --- writing --------------------------------------------------------------------------------- */

static void
append_entry (GString *header, GrNamedTensors *list, gsize i, guint64 begin, guint64 end)
{
  GrTensor *tensor = gr_named_tensors_at (list, i);

  gr_json_append_string (header, gr_named_tensors_name (list, i));
  g_string_append_printf (header, ":{\"dtype\":\"%s\",\"shape\":[",
                          gr_safetensors_dtype_name (tensor->dtype));
  for (gint d = 0; d < tensor->ndim; d++)
    g_string_append_printf (header, "%s%" G_GINT64_FORMAT, d ? "," : "", tensor->shape[d]);
  g_string_append_printf (header, "],\"data_offsets\":[%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT
                          "]}", begin, end);
}

static GString *
make_header (GrNamedTensors *list)
{
  GString *header = g_string_new ("{");
  gsize n_metadata = gr_named_tensors_n_metadata (list);
  guint64 at = 0;

  for (gsize i = 0; i < n_metadata; i++)
    {
      const char *key = gr_named_tensors_metadata_key (list, i);

      g_string_append (header, i == 0 ? "\"__metadata__\":{" : ",");
      gr_json_append_string (header, key);
      g_string_append_c (header, ':');
      gr_json_append_string (header, gr_named_tensors_get_metadata (list, key));
    }
  if (n_metadata > 0)
    g_string_append_c (header, '}');
  for (gsize i = 0; i < gr_named_tensors_length (list); i++)
    {
      guint64 end = at + gr_tensor_n_bytes (gr_named_tensors_at (list, i));

      if (header->len > 1)
        g_string_append_c (header, ',');
      append_entry (header, list, i, at, end);
      at = end;
    }
  g_string_append_c (header, '}');
  while ((8 + header->len) % 64 != 0)
    g_string_append_c (header, ' ');
  return header;
}

gboolean
gr_safetensors_write (GrNamedTensors *list, const char *path, GError **error)
{
  g_autoptr (GString) header = make_header (list);
  g_autoptr (GrAtomicFile) file = NULL;
  guint64 length = GUINT64_TO_LE ((guint64) header->len);

  if (header->len > GR_SAFETENSORS_MAX_HEADER)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("Cannot save “%s”: the names and metadata would take %zu bytes, more than "
                      "the %d that the format allows"),
                   path, header->len, GR_SAFETENSORS_MAX_HEADER);
      return FALSE;
    }
  file = gr_atomic_file_open (path, error);
  if (!file || !gr_atomic_file_write (file, &length, 8, error)
      || !gr_atomic_file_write (file, header->str, header->len, error))
    return FALSE;
  for (gsize i = 0; i < gr_named_tensors_length (list); i++)
    if (!gr_tensor_write_bytes (gr_named_tensors_at (list, i), file, error))
      return FALSE;
  return gr_atomic_file_commit (file, error);
}
