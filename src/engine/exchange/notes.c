/* notes.c - see notes.h. */
#include "notes.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "json-reader.h"

#define MAX_NOTES 10000

static void
note_free (GrNote *note)
{
  g_free (note->id);
  g_free (note->text);
  g_clear_pointer (&note->extra, json_object_unref);
  g_free (note);
}

static GPtrArray *
notes_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) note_free);
}

GrNote *
gr_notes_find (const GPtrArray *notes, const char *id)
{
  for (guint i = 0; i < notes->len; i++)
    {
      GrNote *note = g_ptr_array_index (notes, i);

      if (g_strcmp0 (note->id, id) == 0)
        return note;
    }
  return NULL;
}

/* Takes @extra. */
static GrNote *
append (GPtrArray *notes, const char *id, const char *text, JsonObject *extra)
{
  GrNote *note = g_new0 (GrNote, 1);

  *note = (GrNote){ .id = g_strdup (id),
                    .text = g_strdup (text),
                    .width = GR_NOTE_WIDTH,
                    .height = GR_NOTE_HEIGHT,
                    .extra = extra };
  g_ptr_array_add (notes, note);
  return note;
}

GrNote *
gr_notes_add (GPtrArray *notes, const char *text, gdouble x, gdouble y)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *id = g_strdup_printf ("note%u", i);
      GrNote *note;

      if (gr_notes_find (notes, id))
        continue;
      note = append (notes, id, text, json_object_new ());
      note->x = x;
      note->y = y;
      return note;
    }
}

void
gr_notes_remove (GPtrArray *notes, const char *id)
{
  g_ptr_array_remove (notes, gr_notes_find (notes, id));
}

void
gr_note_set_text (GrNote *note, const char *text)
{
  g_free (note->text);
  note->text = g_strdup (text);
}

/* --- JSON ------------------------------------------------------------------------------------- */

/* Two numbers, each from @low to GR_MOST_PLACE; left as they are where the key is missing. */
static gboolean
read_pair (GrReader *reader, JsonObject *object, const char *key, gdouble low, gdouble *first,
           gdouble *second, GError **error)
{
  JsonArray *pair;

  if (!gr_read_array (reader, object, key, 2, &pair, error))
    return FALSE;
  if (!pair)
    return TRUE;
  if (json_array_get_length (pair) != 2 || !gr_reader_is_number (json_array_get_element (pair, 0))
      || !gr_reader_is_number (json_array_get_element (pair, 1))
      || !(json_array_get_double_element (pair, 0) >= low)
      || !(json_array_get_double_element (pair, 1) >= low)
      || json_array_get_double_element (pair, 0) > GR_MOST_PLACE
      || json_array_get_double_element (pair, 1) > GR_MOST_PLACE)
    return gr_reader_wrong_type (reader, key, _ ("two numbers"), error);
  *first = json_array_get_double_element (pair, 0);
  *second = json_array_get_double_element (pair, 1);
  return TRUE;
}

static gboolean
read_note (GrReader *reader, JsonObject *object, GPtrArray *notes, GError **error)
{
  static const char *const known[] = { "id", "text", "at", "size", NULL };
  const char *id = NULL, *text = "";
  GrNote *note;

  if (!gr_read_string (reader, object, "id", &id, error)
      || !gr_read_string (reader, object, "text", &text, error))
    return FALSE;
  if (!id || gr_notes_find (notes, id))
    return gr_reader_fail (reader, error, _ ("a note needs an id of its own"));
  note = append (notes, id, text, gr_read_others (object, known));
  return read_pair (reader, object, "at", -GR_MOST_PLACE, &note->x, &note->y, error)
         && read_pair (reader, object, "size", 1, &note->width, &note->height, error);
}

GPtrArray *
gr_notes_read (JsonNode *section, GError **error)
{
  g_autoptr (GPtrArray) notes = notes_new ();
  g_autoptr (GString) path = g_string_new (NULL);
  GrReader reader = { "notes", path };
  JsonArray *array;

  if (!section || JSON_NODE_HOLDS_NULL (section))
    return g_steal_pointer (&notes);
  array = JSON_NODE_HOLDS_ARRAY (section) ? json_node_get_array (section) : NULL;
  if (!array || json_array_get_length (array) > MAX_NOTES)
    {
      gr_reader_fail (&reader, error, _ ("expects a list of at most %d notes"), MAX_NOTES);
      return NULL;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const gsize before = gr_reader_enter_index (&reader, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          gr_reader_fail (&reader, error, _ ("expects an object { }"));
          return NULL;
        }
      if (!read_note (&reader, json_node_get_object (node), notes, error))
        return NULL;
      gr_reader_leave (&reader, before);
    }
  return g_steal_pointer (&notes);
}

/* On whole numbers: a note is placed by hand. */
static void
set_pair (JsonObject *object, const char *key, gdouble first, gdouble second)
{
  JsonArray *pair = json_array_sized_new (2);

  json_array_add_int_element (pair, (gint64) CLAMP (round (first), -1e15, 1e15));
  json_array_add_int_element (pair, (gint64) CLAMP (round (second), -1e15, 1e15));
  json_object_set_array_member (object, key, pair);
}

JsonNode *
gr_notes_write (const GPtrArray *notes)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_sized_new (notes->len);

  json_node_take_array (node, array);
  for (guint i = 0; i < notes->len; i++)
    {
      const GrNote *note = g_ptr_array_index (notes, i);
      JsonObject *object = json_object_new ();
      g_autoptr (GList) keys = json_object_get_members (note->extra);

      json_object_set_string_member (object, "id", note->id);
      json_object_set_string_member (object, "text", note->text);
      set_pair (object, "at", note->x, note->y);
      set_pair (object, "size", note->width, note->height);
      for (GList *key = keys; key; key = key->next)
        json_object_set_member (object, key->data, json_object_dup_member (note->extra, key->data));
      json_array_add_object_element (array, object);
    }
  if (notes->len == 0)
    g_clear_pointer (&node, json_node_unref);
  return node;
}
