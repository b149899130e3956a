/* kept.c - GrKept: see kept.h. */
#include "kept.h"

#include <string.h>

#include "../io/safetensors.h"
#include "model.h"

typedef struct
{
  GrTensor *value;
  char     *origin; /* interned by g_ref_string */
} Entry;

struct _GrKept
{
  gatomicrefcount refs;
  GHashTable     *entries; /* "id/copy/parameter" -> Entry; ids have no slash */
};

static void
entry_free (Entry *entry)
{
  gr_tensor_unref (entry->value);
  g_ref_string_release (entry->origin);
  g_free (entry);
}

GrKept *
gr_kept_new (void)
{
  GrKept *kept = g_new0 (GrKept, 1);

  g_atomic_ref_count_init (&kept->refs);
  kept->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) entry_free);
  return kept;
}

GrKept *
gr_kept_ref (GrKept *kept)
{
  g_atomic_ref_count_inc (&kept->refs);
  return kept;
}

void
gr_kept_unref (GrKept *kept)
{
  if (!g_atomic_ref_count_dec (&kept->refs))
    return;
  g_hash_table_unref (kept->entries);
  g_free (kept);
}

GrKept *
gr_kept_copy (GrKept *kept)
{
  GrKept *copy = gr_kept_new ();

  gr_kept_add (copy, kept);
  return copy;
}

guint
gr_kept_size (GrKept *kept)
{
  return g_hash_table_size (kept->entries);
}

static char *
key_of (const char *id, const char *copy, const char *parameter)
{
  return g_strconcat (id, "/", copy, "/", parameter, NULL);
}

/* A block that is not repeated is the first copy of one that is: it keeps its weights when the
 * group's number goes from 1 to 2 and back. */
static const Entry *
find (GrKept *kept, const char *id, const char *copy, const char *parameter)
{
  g_autofree char *key = key_of (id, copy, parameter);
  const Entry     *entry = g_hash_table_lookup (kept->entries, key);
  const char      *other = !*copy ? "0" : g_str_equal (copy, "0") ? "" : NULL;

  if (entry || !other)
    return entry;
  g_free (key);
  key = key_of (id, other, parameter);
  return g_hash_table_lookup (kept->entries, key);
}

GrTensor *
gr_kept_value (GrKept *kept, const char *id, const char *copy, const char *parameter)
{
  const Entry *entry = find (kept, id, copy, parameter);

  return entry ? entry->value : NULL;
}

const char *
gr_kept_origin (GrKept *kept, const char *id, const char *copy, const char *parameter)
{
  const Entry *entry = find (kept, id, copy, parameter);

  return entry ? entry->origin : NULL;
}

/* --- changing --------------------------------------------------------------------------------- */

/* Takes @key. */
static void
put (GrKept *kept, char *key, GrTensor *value, const char *origin)
{
  Entry *entry = g_new (Entry, 1);

  entry->value = gr_tensor_ref (value);
  entry->origin = g_ref_string_new_intern (origin);
  g_hash_table_replace (kept->entries, key, entry);
}

void
gr_kept_set (GrKept *kept, const char *id, const char *copy, const char *parameter,
             GrTensor *value, const char *origin)
{
  put (kept, key_of (id, copy, parameter), value, origin);
}

void
gr_kept_add (GrKept *kept, GrKept *others)
{
  GHashTableIter iter;
  gpointer       key, value;

  g_hash_table_iter_init (&iter, others->entries);
  while (g_hash_table_iter_next (&iter, &key, &value))
    put (kept, g_strdup (key), ((Entry *) value)->value, ((Entry *) value)->origin);
}

static gboolean
is_of_block (gpointer key, gpointer value, gpointer id)
{
  return g_str_has_prefix (key, id) && ((const char *) key)[strlen (id)] == '/';
}

gboolean
gr_kept_forget (GrKept *kept, const char *id)
{
  return g_hash_table_foreach_remove (kept->entries, is_of_block, (gpointer) id) > 0;
}

gboolean
gr_kept_is_of (const char *key, GrModel *model)
{
  g_autofree char *id = g_strndup (key, strcspn (key, "/"));

  return gr_model_block (model, id) != NULL;
}

static gboolean
is_stranger (gpointer key, gpointer value, gpointer model)
{
  return !gr_kept_is_of (key, model);
}

gboolean
gr_kept_forget_strangers (GrKept *kept, GrModel *model)
{
  return g_hash_table_foreach_remove (kept->entries, is_stranger, model) > 0;
}

/* --- its file --------------------------------------------------------------------------------- */

gboolean
gr_kept_save (GrKept *kept, const char *path, GError **error)
{
  g_autoptr (GrNamedTensors) list = gr_named_tensors_new ();
  g_autoptr (GList)          keys = g_hash_table_get_keys (kept->entries);

  keys = g_list_sort (keys, (GCompareFunc) strcmp);
  for (GList *at = keys; at; at = at->next)
    {
      const Entry *entry = g_hash_table_lookup (kept->entries, at->data);

      if (!gr_named_tensors_add (list, at->data, entry->value, error))
        return FALSE;
      gr_named_tensors_set_metadata (list, at->data, entry->origin);
    }
  return gr_safetensors_write (list, path, error);
}

static GrKept *
from_list (GrNamedTensors *list)
{
  GrKept *kept = gr_kept_new ();

  for (gsize i = 0; i < gr_named_tensors_length (list); i++)
    {
      const char *key = gr_named_tensors_name (list, i);
      const char *origin = gr_named_tensors_get_metadata (list, key);

      put (kept, g_strdup (key), gr_named_tensors_at (list, i), origin ? origin : "");
    }
  return kept;
}

GrKept *
gr_kept_load (const char *path, GError **error)
{
  g_autoptr (GrNamedTensors) list = gr_safetensors_read (path, error);

  return list ? from_list (list) : NULL;
}

/* Dotted names have no origins, and no slashes. */
GrKept *
gr_kept_of_list (GrNamedTensors *list)
{
  for (gsize i = 0; i < gr_named_tensors_length (list); i++)
    {
      const char *name = gr_named_tensors_name (list, i);

      if (!strchr (name, '/') || !gr_named_tensors_get_metadata (list, name))
        return NULL;
    }
  return gr_named_tensors_length (list) > 0 ? from_list (list) : NULL;
}
