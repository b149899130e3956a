/* options.h - reading what a person wrote into a JSON object: one type a function, one sentence an
 * error. Used by the kinds of data sets and by transforms.
 *
 * Each leaves *value as it is where @options is NULL or has no such member, so that what stands
 * there is the default.
 */
#pragma once

#include "../tensor/error.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean gr_option_string  (JsonObject *options, const char *name, const char **value,
                            GError **error); /* (transfer none) */
gboolean gr_option_boolean (JsonObject *options, const char *name, gboolean *value, GError **error);
gboolean gr_option_number  (JsonObject *options, const char *name, gdouble *value, GError **error);
gboolean gr_option_integer (JsonObject *options, const char *name, gint64 low, gint64 high,
                            gint64 *value, GError **error);
gboolean gr_option_object  (JsonObject *options, const char *name, JsonObject **value,
                            GError **error); /* (transfer none) */
/* A list of strings, or one alone; NULL-terminated, (transfer full). */
gboolean gr_option_strings (JsonObject *options, const char *name, char ***value, GError **error);

/* Fails where @options has a member that is not in @known (NULL-terminated). */
gboolean gr_options_check  (JsonObject *options, const char *const *known, const char *what,
                            GError **error);

G_END_DECLS
