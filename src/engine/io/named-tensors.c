/* named-tensors.c - an ordered list of name → tensor. See named-tensors.h. */
#include "named-tensors.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  char     *name;
  GrTensor *tensor;
} Entry;

typedef struct
{
  char *key;
  char *value;
} Note;

struct _GrNamedTensors
{
  gatomicrefcount refs;
  GArray         *entries;
  GHashTable     *places; /* name, owned by its entry, → place in entries */
  GArray         *notes;
};

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  gr_tensor_unref (entry->tensor);
}

static void
note_clear (gpointer data)
{
  Note *note = data;

  g_free (note->key);
  g_free (note->value);
}

GrNamedTensors *
gr_named_tensors_new (void)
{
  GrNamedTensors *list = g_new0 (GrNamedTensors, 1);

  g_atomic_ref_count_init (&list->refs);
  list->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (list->entries, entry_clear);
  list->places = g_hash_table_new (g_str_hash, g_str_equal);
  list->notes = g_array_new (FALSE, FALSE, sizeof (Note));
  g_array_set_clear_func (list->notes, note_clear);
  return list;
}

GrNamedTensors *
gr_named_tensors_ref (GrNamedTensors *list)
{
  g_atomic_ref_count_inc (&list->refs);
  return list;
}

void
gr_named_tensors_unref (GrNamedTensors *list)
{
  if (!list || !g_atomic_ref_count_dec (&list->refs))
    return;
  g_hash_table_unref (list->places);
  g_array_unref (list->entries);
  g_array_unref (list->notes);
  g_free (list);
}

gboolean
gr_named_tensors_add (GrNamedTensors *list, const char *name, GrTensor *tensor, GError **error)
{
  Entry entry;

  if (g_hash_table_contains (list->places, name))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("the name “%s” is given twice"), name);
      return FALSE;
    }
  entry.name = g_strdup (name);
  entry.tensor = gr_tensor_ref (tensor);
  g_hash_table_insert (list->places, entry.name, GSIZE_TO_POINTER (list->entries->len));
  g_array_append_val (list->entries, entry);
  return TRUE;
}

gsize
gr_named_tensors_length (GrNamedTensors *list)
{
  return list->entries->len;
}

const char *
gr_named_tensors_name (GrNamedTensors *list, gsize i)
{
  return g_array_index (list->entries, Entry, i).name;
}

GrTensor *
gr_named_tensors_at (GrNamedTensors *list, gsize i)
{
  return g_array_index (list->entries, Entry, i).tensor;
}

GrTensor *
gr_named_tensors_get (GrNamedTensors *list, const char *name)
{
  gpointer place;

  if (!g_hash_table_lookup_extended (list->places, name, NULL, &place))
    return NULL;
  return gr_named_tensors_at (list, GPOINTER_TO_SIZE (place));
}

void
gr_named_tensors_set_metadata (GrNamedTensors *list, const char *key, const char *value)
{
  Note note;

  for (guint i = 0; i < list->notes->len; i++)
    {
      Note *old = &g_array_index (list->notes, Note, i);

      if (g_str_equal (old->key, key))
        {
          g_free (old->value);
          old->value = g_strdup (value);
          return;
        }
    }
  note.key = g_strdup (key);
  note.value = g_strdup (value);
  g_array_append_val (list->notes, note);
}

const char *
gr_named_tensors_get_metadata (GrNamedTensors *list, const char *key)
{
  for (guint i = 0; i < list->notes->len; i++)
    {
      Note *note = &g_array_index (list->notes, Note, i);

      if (g_str_equal (note->key, key))
        return note->value;
    }
  return NULL;
}

gsize
gr_named_tensors_n_metadata (GrNamedTensors *list)
{
  return list->notes->len;
}

const char *
gr_named_tensors_metadata_key (GrNamedTensors *list, gsize i)
{
  return g_array_index (list->notes, Note, i).key;
}

GrNamedTensors *
gr_named_tensors_copy (GrNamedTensors *list)
{
  GrNamedTensors *copy = gr_named_tensors_new ();

  for (gsize i = 0; i < gr_named_tensors_length (list); i++)
    gr_named_tensors_add (copy, gr_named_tensors_name (list, i), gr_named_tensors_at (list, i),
                          NULL);
  for (guint i = 0; i < list->notes->len; i++)
    {
      const Note *note = &g_array_index (list->notes, Note, i);

      gr_named_tensors_set_metadata (copy, note->key, note->value);
    }
  return copy;
}
