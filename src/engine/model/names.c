/* names.c - the names of a model's blocks and groups: which are good, which are taken, and ids and
 * names that are free. See model.h; apply.c tells what comes and goes.
 */
#include "model-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

gboolean
gr_name_is_valid (const char *name)
{
  if (!name || !(g_ascii_isalpha (name[0]) || name[0] == '_') || strlen (name) > 100)
    return FALSE;
  for (const char *at = name; *at; at++)
    if (!g_ascii_isalnum (*at) && *at != '_')
      return FALSE;
  return TRUE;
}

/* --- which are taken -------------------------------------------------------------------------- */

/* In a group no two have one name, so a name there has one bearer. */
typedef struct
{
  const char *group; /* its id; NULL: the top */
  const char *name;
  const char *bearer; /* the id of a block or group */
} Name;

static guint
hash (gconstpointer data)
{
  const Name *name = data;

  return g_str_hash (name->name) * 31 + (name->group ? g_str_hash (name->group) : 0);
}

static gboolean
equal (gconstpointer a, gconstpointer b)
{
  const Name *one = a, *other = b;

  return g_str_equal (one->name, other->name) && g_strcmp0 (one->group, other->group) == 0;
}

static void
name_free (gpointer data)
{
  Name *name = data;

  g_free ((char *) name->group);
  g_free ((char *) name->name);
  g_free ((char *) name->bearer);
  g_free (name);
}

GHashTable *
gr_names_new (void)
{
  return g_hash_table_new_full (hash, equal, name_free, NULL);
}

void
gr_names_add (GHashTable *names, const char *group, const char *name, const char *id)
{
  const Name taken = { g_strdup (group), g_strdup (name), g_strdup (id) };

  g_hash_table_add (names, g_memdup2 (&taken, sizeof taken));
}

void
gr_names_remove (GHashTable *names, const char *group, const char *name)
{
  g_hash_table_remove (names, &(Name){ group, name, NULL });
}

gboolean
gr_model_name_taken (GrModel *model, const char *name, const char *group, const char *except)
{
  const Name *found = g_hash_table_lookup (model->names, &(Name){ group, name, NULL });

  return found && g_strcmp0 (found->bearer, except) != 0;
}

/* --- which are free --------------------------------------------------------------------------- */

char *
gr_model_fresh_id (GrModel *model, const char *prefix)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s%u", prefix, i);

      if (!g_hash_table_contains (model->used_ids, id))
        return g_steal_pointer (&id);
    }
}

char *
gr_model_fresh_name (GrModel *model, const char *prefix, const char *group)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s%u", prefix, i);

      if (!gr_model_name_taken (model, name, group, NULL))
        return g_steal_pointer (&name);
    }
}

GrBlock *
gr_model_draft (GrModel *model, const char *kind, const char *group, GError **error)
{
  const GrBlockKind *row = gr_block_kind_find (kind);
  g_autofree char *id = NULL, *name = NULL;

  if (!row)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MODEL, _ ("There is no kind of block called “%s”"),
                   kind);
      return NULL;
    }
  id = gr_model_fresh_id (model, row->prefix);
  name = gr_model_fresh_name (model, row->prefix, group);
  return gr_block_new (id, kind, name, group);
}
