/* section.h - changing one key of a project's section as one step to undo. For settings/ and the
 * search for a learning rate. */
#pragma once

#include "document/document.h"

G_BEGIN_DECLS

/* A copy of the section's object, empty where the project has none. (transfer full) */
JsonObject *gradus_section_copy (GradusDocument *document, const char *section);
/* Sets the section to @object (transfer full). A NULL @merge is a step of its own. */
gboolean gradus_section_put (GradusDocument *document, const char *section, JsonObject *object,
                             const char *label, const char *merge, GError **error);
/* Sets one key to @value (transfer none), or removes it where that is NULL. Changes of the same key
 * one after the other are one step. */
gboolean gradus_section_set (GradusDocument *document, const char *section, const char *key,
                             JsonNode *value, const char *label, GError **error);

G_END_DECLS
