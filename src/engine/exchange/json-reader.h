/* json-reader.h - taking values out of JSON with a check of each, and errors that say where.
 *
 * Used by project-read.c. A reader knows the file's name and the path of where it is:
 * "fashion.gradus: model.blocks[3].kind: expects a text in quotes". All errors are GR_ERROR_FORMAT.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  GString    *path;
} GrReader;

/* FALSE, with the message and where it is. */
gboolean gr_reader_fail        (const GrReader *reader, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/* The same for the value of a key: "expects @expected". */
gboolean gr_reader_wrong_type  (GrReader *reader, const char *key, const char *expected,
                                GError **error);

/* Goes into a key or an element; gr_reader_leave() goes back to what these return. */
gsize    gr_reader_enter       (GrReader *reader, const char *key);
gsize    gr_reader_enter_index (GrReader *reader, guint index);
void     gr_reader_leave       (GrReader *reader, gsize before);

/* The value of a key that is there and not null, or NULL. (transfer none) */
JsonNode *gr_reader_member     (JsonObject *object, const char *key);
gboolean  gr_reader_is_number  (JsonNode *node);
/* Where something may lie on the canvas: single precision still tells its pixels apart there. */
#define GR_MOST_PLACE     1000000
#define GR_PLACE_EXPECTED \
  "two numbers from -" G_STRINGIFY (GR_MOST_PLACE) " to " G_STRINGIFY (GR_MOST_PLACE)

/* Each of these leaves *value as it is where the key is missing or null. (transfer none) */
gboolean gr_read_string  (GrReader *reader, JsonObject *object, const char *key,
                          const char **value, GError **error);
gboolean gr_read_integer (GrReader *reader, JsonObject *object, const char *key, gint64 low,
                          gint64 high, gint64 *value, GError **error);
gboolean gr_read_number  (GrReader *reader, JsonObject *object, const char *key, gdouble low,
                          gdouble high, gdouble *value, GError **error);
gboolean gr_read_boolean (GrReader *reader, JsonObject *object, const char *key, gboolean *value,
                          GError **error);
/* These set it to NULL. (transfer none) */
gboolean gr_read_object  (GrReader *reader, JsonObject *object, const char *key,
                          JsonObject **value, GError **error);
gboolean gr_read_array   (GrReader *reader, JsonObject *object, const char *key, guint most,
                          JsonArray **value, GError **error);

/* The keys of @object that are not among @known, each with a copy of its value. (transfer full) */
JsonObject *gr_read_others (JsonObject *object, const char *const *known);
/* The same as text, or NULL where there are none. (transfer full); takes @others. */
char       *gr_read_extra  (JsonObject *others);

G_END_DECLS
