/* json-text.h - JSON as text: parsing with limits and places, and printing for people and diffs.
 *
 * Used for project files. json-glib parses; what it does not do (limits on size and depth, errors
 * that say line and column, numbers in their shortest form) is here.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The root of @text, which must be an object. @name stands for the file: GR_ERROR_FORMAT
 * "model.gradus: line 3, column 12: ...". (transfer full) */
JsonNode *gr_json_parse (const char *text, gsize length, gsize max_bytes, guint max_nest,
                         const char *name, GError **error);

/* Two spaces a level, what fits in 120 columns on one line, keys in the objects' order, a newline
 * at the end. Numbers read back exactly and are as short as that allows. (transfer full) */
char     *gr_json_print (JsonNode *root);

G_END_DECLS
