/* table.c - the table of block kinds, and what can be asked of a row. See block.h. */
#include "block.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define GR_BLOCK_KIND(symbol) extern const GrBlockKind gr_block_##symbol;
#include "list.h"
#undef GR_BLOCK_KIND

static const GrBlockKind *const kinds[] = {
#define GR_BLOCK_KIND(symbol) &gr_block_##symbol,
#include "list.h"
#undef GR_BLOCK_KIND
};

static const char *const category_names[GR_N_CATEGORIES] = {
  [GR_CATEGORY_INPUT] = N_ ("Input"),
  [GR_CATEGORY_LINEAR] = N_ ("Linear"),
  [GR_CATEGORY_CONVOLUTION] = N_ ("Convolution"),
  [GR_CATEGORY_POOLING] = N_ ("Pooling"),
  [GR_CATEGORY_NORMALISATION] = N_ ("Normalisation"),
  [GR_CATEGORY_ACTIVATION] = N_ ("Activation"),
  [GR_CATEGORY_REGULARISATION] = N_ ("Regularisation"),
  [GR_CATEGORY_SHAPE] = N_ ("Shape"),
  [GR_CATEGORY_ARITHMETIC] = N_ ("Arithmetic"),
  [GR_CATEGORY_LOSS] = N_ ("Loss"),
};

/* What every row's attributes begin as, parsed once. */
typedef struct
{
  GHashTable *by_name; /* row name -> index + 1 */
  GrSetting  *initial[G_N_ELEMENTS (kinds)];
} Table;

static GrSetting *
parse_initial (const GrBlockKind *kind)
{
  const guint n = gr_block_kind_n_attributes (kind);
  GrSetting  *initial = g_new0 (GrSetting, n + 1);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      if (!gr_setting_parse (&kind->attributes[i], kind->attributes[i].initial, &initial[i],
                             &error))
        g_error ("block kind %s: %s", kind->name, error->message);
    }
  return initial;
}

static gpointer
make_table (gpointer unused)
{
  static Table table;

  table.by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_hash_table_insert (table.by_name, (gpointer) kinds[i]->name, GSIZE_TO_POINTER (i + 1));
      table.initial[i] = parse_initial (kinds[i]);
    }
  return &table;
}

static const Table *
get_table (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_table, NULL);
}

static gsize
index_of (const char *name)
{
  return GPOINTER_TO_SIZE (g_hash_table_lookup (get_table ()->by_name, name));
}

guint
gr_n_block_kinds (void)
{
  return G_N_ELEMENTS (kinds);
}

const GrBlockKind *
gr_block_kind_at (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (kinds), NULL);
  return kinds[index];
}

const GrBlockKind *
gr_block_kind_find (const char *name)
{
  const gsize index = index_of (name);

  return index ? kinds[index - 1] : NULL;
}

const char *
gr_category_name (GrCategory category)
{
  return category_names[category];
}

/* --- asking a row ----------------------------------------------------------------------------- */

guint
gr_block_kind_n_attributes (const GrBlockKind *kind)
{
  guint n = 0;

  while (kind->attributes && kind->attributes[n].name)
    n++;
  return n;
}

gint
gr_block_kind_attribute (const GrBlockKind *kind, const char *name)
{
  for (gint i = 0; kind->attributes && kind->attributes[i].name; i++)
    if (strcmp (kind->attributes[i].name, name) == 0)
      return i;
  return -1;
}

const GrSetting *
gr_block_kind_initial (const GrBlockKind *kind)
{
  return get_table ()->initial[index_of (kind->name) - 1];
}

guint
gr_block_kind_n_parameters (const GrBlockKind *kind)
{
  guint n = 0;

  while (kind->parameters && kind->parameters[n].name)
    n++;
  return n;
}

static guint
n_ports (const GrBlockKind *kind)
{
  return kind->inputs ? g_strv_length ((char **) kind->inputs) : 1;
}

guint
gr_block_kind_min_inputs (const GrBlockKind *kind)
{
  return kind->max_inputs ? kind->min_inputs : n_ports (kind);
}

guint
gr_block_kind_max_inputs (const GrBlockKind *kind)
{
  return kind->max_inputs ? kind->max_inputs : n_ports (kind);
}

char *
gr_block_kind_port (const GrBlockKind *kind, guint input)
{
  if (input < n_ports (kind))
    return g_strdup (kind->inputs ? kind->inputs[input] : "input");
  return g_strdup_printf ("input %u", input);
}

gboolean
gr_block_kind_is_loss (const GrBlockKind *kind)
{
  return kind->target != GR_TARGET_NONE;
}

gboolean
gr_block_kind_is_module (const GrBlockKind *kind)
{
  return kind->pytorch && g_str_has_prefix (kind->pytorch, "nn.") && !strchr (kind->pytorch, '(');
}
