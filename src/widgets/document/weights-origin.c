/* weights-origin.c - see weights-origin.h. */
#include "weights-origin.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "style/count.h"

char *
gradus_origin_of_run (guint number, const char *name, gint64 epoch, gint64 step)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "run");
  if (number)
    json_builder_add_int_value (json, number);
  else
    json_builder_add_string_value (json, name);
  json_builder_set_member_name (json, epoch ? "epoch" : "step");
  json_builder_add_int_value (json, epoch ? epoch : step);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  return json_to_string (root, FALSE);
}

/* (transfer full) */
static char *
title_of_run (JsonNode *run)
{
  if (json_node_get_value_type (run) == G_TYPE_INT64)
    return g_strdup_printf (_ ("Run %u"), (guint) json_node_get_int (run));
  return g_strdup (json_node_get_string (run));
}

/* 0 where there is none. */
static gint64
number_of (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;
}

/* NULL where @object is not of a run. (transfer full) */
static char *
title_of (JsonObject *object)
{
  JsonNode *run = json_object_get_member (object, "run");
  const gint64 epoch = number_of (object, "epoch"), step = number_of (object, "step");
  g_autofree char *name = run && JSON_NODE_HOLDS_VALUE (run) ? title_of_run (run) : NULL;
  g_autofree char *count = gradus_count (epoch ? epoch : step);

  if (!name)
    return NULL;
  /* Translators: where weights come from: the name of a run, and the epoch that it had ended */
  return g_strdup_printf (epoch ? _ ("%s, epoch %s")
                                /* Translators: the same within an epoch */
                                : _ ("%s, step %s"),
                          name, count);
}

char *
gradus_origin_title (const char *origin)
{
  g_autoptr (JsonNode) node = *origin == '{' ? json_from_string (origin, NULL) : NULL;
  char *title = NULL;

  if (node && JSON_NODE_HOLDS_OBJECT (node))
    title = json_object_get_size (json_node_get_object (node)) == 0
                ? g_strdup (_ ("Kept weights"))
                : title_of (json_node_get_object (node));
  return title ? title : g_strdup (origin);
}
