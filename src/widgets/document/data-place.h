/* data-place.h - where a project says its data are: a path from the folder of its own file, where
 * they are in there. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* @path from the folder of the file @project, where it is in there; else as it is. @project may be
 * NULL. (transfer full) */
char     *gradus_path_beside (const char *project, const char *path);

/* The data section of a project that goes from the file @from, or from none, to the file @to, so
 * that it still finds what it finds now. (transfer full); NULL where it stays as it is. */
JsonNode *gradus_data_moved  (JsonNode *section, const char *from, const char *to);

/* Why the data at @path, a file or folder, cannot be had, for people who know where it is: the
 * error's @message with a full stop, and without the folder that @path is in. @path may be NULL.
 * (transfer full) */
char     *gradus_data_refusal (const char *message, const char *path);

/* What a project does with data that come in one piece: "20 % of it …"; NULL where its section of
 * data, @data, says nothing of a part to test on. (transfer full) */
char     *gradus_split_sentence (JsonObject *data);

G_END_DECLS
