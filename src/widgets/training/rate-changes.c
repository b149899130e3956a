/* rate-changes.c - learning rates that a person set: see rate-changes.h. */
#include "rate-changes.h"

#include <glib/gi18n.h>

#include "style/count.h"

GArray *
gradus_rate_changes_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (GradusRateChange));
}

static void
add (GArray *changes, gint64 step, gdouble lr)
{
  const GradusRateChange change = { step, lr };

  g_array_append_val (changes, change);
}

/* --- in a file ----------------------------------------------------------------------------------
 */

static gdouble
number_of (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : 0;
}

void
gradus_rate_changes_read (GArray *changes, JsonNode *node)
{
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      const gdouble step = object ? number_of (object, "step") : 0;

      if (step >= 1 && step < (gdouble) G_MAXINT64)
        add (changes, (gint64) step, number_of (object, "lr"));
    }
}

void
gradus_rate_changes_write (const GArray *changes, JsonBuilder *json)
{
  json_builder_begin_array (json);
  for (guint i = 0; i < changes->len; i++)
    {
      const GradusRateChange *change = &g_array_index (changes, GradusRateChange, i);

      json_builder_begin_object (json);
      json_builder_set_member_name (json, "step");
      json_builder_add_int_value (json, change->step);
      json_builder_set_member_name (json, "lr");
      json_builder_add_double_value (json, change->lr);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

/* --- beside the rates that were trained with ----------------------------------------------------
 */

/* A run writes its rates down as floats. */
static gboolean
is_rate (GradusSeries *rates, gsize i, gdouble lr)
{
  return i < gradus_series_length (rates) && (gfloat) gradus_series_y (rates, i) == (gfloat) lr;
}

gboolean
gradus_rate_changes_find (GArray *changes, GradusSeries *rates, gsize since, gdouble lr)
{
  gsize i = since;

  while (i < gradus_series_length (rates) && !is_rate (rates, i, lr))
    i++;
  if (i == gradus_series_length (rates))
    return FALSE;
  if (i > 0 && is_rate (rates, i - 1, lr))
    return TRUE;
  while (changes->len
         && g_array_index (changes, GradusRateChange, changes->len - 1).step > (gint64) i)
    g_array_set_size (changes, changes->len - 1);
  add (changes, (gint64) i + 1, lr);
  return TRUE;
}

char *
gradus_rate_changes_text (const GArray *changes, GradusSeries *rates, const char *first)
{
  char *text = NULL;

  for (guint i = 0; i < changes->len; i++)
    {
      const GradusRateChange *change = &g_array_index (changes, GradusRateChange, i);
      g_autofree char *before = text, *step = gradus_count (change->step);
      g_autofree char *lr = g_strdup_printf ("%.8g", change->lr);

      if (!is_rate (rates, (gsize) change->step - 1, change->lr))
        g_steal_pointer (&before);
      else
        text = g_strdup_printf (_ ("%s, then %s from step %s"), text ? text : first, lr, step);
    }
  return text;
}
