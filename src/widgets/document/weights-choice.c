/* weights-choice.c - see weights-choice.h. */
#include "weights-choice.h"

static gboolean
says (GradusDocument *document, const char *key, const char *word)
{
  g_autoptr (JsonNode) node = gradus_document_section (document, GRADUS_WEIGHTS_SECTION);
  JsonNode *value = node && JSON_NODE_HOLDS_OBJECT (node)
                        ? json_object_get_member (json_node_get_object (node), key)
                        : NULL;

  return value && JSON_NODE_HOLDS_VALUE (value)
         && g_strcmp0 (json_node_get_string (value), word) == 0;
}

gboolean
gradus_weights_start_kept (GradusDocument *document)
{
  return says (document, GRADUS_WEIGHTS_START, GRADUS_START_KEPT);
}

gboolean
gradus_weights_keep_last (GradusDocument *document)
{
  return says (document, GRADUS_WEIGHTS_KEEP, GRADUS_KEEP_LAST);
}
