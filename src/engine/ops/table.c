/* table.c - the operator table: every row of list.h with its parsed schema. */
#include "op.h"

#include <string.h>

#define ROW(symbol) extern const GrOp gr_op_##symbol;
#include "list.h"
#undef ROW

static const GrOp *const rows[] = {
#define ROW(symbol) &gr_op_##symbol,
#include "list.h"
#undef ROW
};

static GrSchema   *schemas[G_N_ELEMENTS (rows)];
static GHashTable *index_of; /* row -> its place + 1 */
static GHashTable *by_name;  /* name -> NULL-terminated GPtrArray of rows */

static void
build (void)
{
  index_of = g_hash_table_new (NULL, NULL);
  by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      schemas[i] = gr_schema_parse (rows[i]->schema, &error);
      if (!schemas[i])
        g_error ("%s", error->message); /* a bug in a row, found by the first test run */
      g_hash_table_insert (index_of, (gpointer) rows[i], GUINT_TO_POINTER (i + 1));
      GPtrArray *named = g_hash_table_lookup (by_name, schemas[i]->name);
      if (!named)
        {
          named = g_ptr_array_new_null_terminated (2, NULL, TRUE);
          g_hash_table_insert (by_name, schemas[i]->name, named);
        }
      g_ptr_array_add (named, (gpointer) rows[i]);
    }
}

static void
ensure_built (void)
{
  static gsize built = 0;
  if (g_once_init_enter (&built))
    {
      build ();
      g_once_init_leave (&built, 1);
    }
}

guint
gr_n_ops (void)
{
  return G_N_ELEMENTS (rows);
}

const GrOp *
gr_op_at (guint index)
{
  return rows[index];
}

guint
gr_op_index (const GrOp *op)
{
  ensure_built ();
  return GPOINTER_TO_UINT (g_hash_table_lookup (index_of, op)) - 1;
}

const GrSchema *
gr_op_schema (const GrOp *op)
{
  guint index = gr_op_index (op);
  if (index < G_N_ELEMENTS (rows))
    return schemas[index];
  /* A row outside the table (the tests make broken copies): the one of its name. */
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strcmp (rows[i]->schema, op->schema) == 0)
      return schemas[i];
  return NULL;
}

const char *
gr_op_name (const GrOp *op)
{
  return gr_op_schema (op)->name;
}

const GrOp *const *
gr_ops_named (const char *name)
{
  ensure_built ();
  GPtrArray *named = g_hash_table_lookup (by_name, name);
  return named ? (const GrOp *const *) named->pdata : NULL;
}

const GrOp *
gr_op_find (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, ".", 2);
  const GrOp *const *named = parts[0] ? gr_ops_named (parts[0]) : NULL;
  for (; named && *named; named++)
    if (!parts[1] || strcmp (gr_op_schema (*named)->overload, parts[1]) == 0)
      return *named;
  return NULL;
}
