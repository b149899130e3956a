/* project.c - GrProject: see project.h. */
#include "project.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "edit.h"

GrProject *
gr_project_new (void)
{
  GrProject *project = g_new0 (GrProject, 1);

  g_atomic_ref_count_init (&project->refs);
  project->name = g_strdup ("");
  project->description = g_strdup ("");
  project->data.options = json_object_new ();
  project->transforms = json_array_new ();
  project->model = gr_model_new ();
  project->model_extra = json_object_new ();
  project->optimizer = (GrSection){ g_strdup ("Adam"), json_object_new () };
  project->schedule.options = json_object_new ();
  project->training.epochs = 10;
  project->training.batch_size = 128;
  project->training.sampler = g_strdup ("random");
  project->training.extra = json_object_new ();
  project->extra = json_object_new ();
  return project;
}

GrProject *
gr_project_ref (GrProject *project)
{
  g_atomic_ref_count_inc (&project->refs);
  return project;
}

static void
section_clear (GrSection *section)
{
  g_free (section->kind);
  g_clear_pointer (&section->options, json_object_unref);
}

void
gr_project_unref (GrProject *project)
{
  if (!g_atomic_ref_count_dec (&project->refs))
    return;
  g_free (project->name);
  g_free (project->description);
  section_clear (&project->data);
  section_clear (&project->optimizer);
  section_clear (&project->schedule);
  json_array_unref (project->transforms);
  g_object_unref (project->model);
  json_object_unref (project->model_extra);
  g_free (project->training.sampler);
  json_object_unref (project->training.extra);
  json_object_unref (project->extra);
  g_free (project);
}

/* --- --set BLOCK.ATTRIBUTE=VALUE -------------------------------------------------------------- */

/* The block of "BLOCK.ATTRIBUTE", which is cut in two at the last dot. */
static const GrBlock *
find_target (GrModel *model, char *target, const char **attribute, GError **error)
{
  char          *dot = strrchr (target, '.');
  const GrBlock *block;

  if (!dot)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("“%s” names no attribute; write BLOCK.ATTRIBUTE=VALUE, as in dropout.p=0.5"),
                   target);
      return NULL;
    }
  *dot = '\0';
  *attribute = dot + 1;
  block = gr_model_block_named (model, target);
  if (!block)
    g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("The model has no block called “%s”"),
                 target);
  return block;
}

/* "a, b, c" of a row */
static char *
attribute_names (const GrBlockKind *kind)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < gr_block_kind_n_attributes (kind); i++)
    g_string_append_printf (names, "%s%s", i ? ", " : "", kind->attributes[i].name);
  return g_strdup (names->str);
}

gboolean
gr_project_set (GrProject *project, const char *assignment, GError **error)
{
  const char      *equals = strchr (assignment, '=');
  g_autofree char *target = equals ? g_strndup (assignment, equals - assignment) : NULL;
  const char      *attribute;
  const GrBlock   *block;
  GrSetting        setting;
  gint             index;
  g_autoptr (GrEdit) edit = NULL;
  g_autoptr (GrEdit) inverse = NULL;

  if (!target)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("“%s” sets nothing; write BLOCK.ATTRIBUTE=VALUE, as in dropout.p=0.5"),
                   assignment);
      return FALSE;
    }
  block = find_target (project->model, target, &attribute, error);
  if (!block)
    return FALSE;
  index = block->kind ? gr_block_kind_attribute (block->kind, attribute) : -1;
  if (index < 0)
    {
      g_autofree char *names = block->kind ? attribute_names (block->kind) : NULL;

      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("%s “%s” has no attribute “%s”; it has %s"), block->kind_name, target,
                   attribute, names && *names ? names : "none");
      return FALSE;
    }
  if (!gr_setting_parse (&block->kind->attributes[index], equals + 1, &setting, error))
    {
      g_prefix_error (error, "%s “%s”: ", block->kind_name, target);
      return FALSE;
    }
  edit = gr_edit_set_attribute (block->id, attribute, setting);
  inverse = gr_model_apply (project->model, edit, error);
  return inverse != NULL;
}

/* --- options ---------------------------------------------------------------------------------- */

/* The value of an option; NULL where it is missing or null. */
static JsonNode *
member (const GrSection *section, const char *key)
{
  JsonNode *node = json_object_get_member (section->options, key);

  return node && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static gboolean
refuse (const char *path, const char *key, const char *expected, JsonNode *node, GError **error)
{
  g_autofree char *got = json_to_string (node, FALSE);

  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("%s.%s: expects %s, not %.40s"), path, key,
               expected, got);
  return FALSE;
}

gboolean
gr_section_number (const GrSection *section, const char *path, const char *key, gdouble *value,
                   GError **error)
{
  JsonNode *node = member (section, key);

  if (!node)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_INT64
      && json_node_get_value_type (node) != G_TYPE_DOUBLE)
    return refuse (path, key, _ ("a number"), node, error);
  *value = json_node_get_double (node);
  return TRUE;
}

gboolean
gr_section_integer (const GrSection *section, const char *path, const char *key, gint64 *value,
                    GError **error)
{
  JsonNode *node = member (section, key);

  if (!node)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_INT64)
    return refuse (path, key, _ ("a whole number"), node, error);
  *value = json_node_get_int (node);
  return TRUE;
}

gboolean
gr_section_boolean (const GrSection *section, const char *path, const char *key, gboolean *value,
                    GError **error)
{
  JsonNode *node = member (section, key);

  if (!node)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse (path, key, _ ("true or false"), node, error);
  *value = json_node_get_boolean (node);
  return TRUE;
}

gboolean
gr_section_string (const GrSection *section, const char *path, const char *key, const char **value,
                   GError **error)
{
  JsonNode *node = member (section, key);

  if (!node)
    return TRUE;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return refuse (path, key, _ ("a text in quotes"), node, error);
  *value = json_node_get_string (node);
  return TRUE;
}
