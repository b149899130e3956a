/* formula.c - what a block computes, in the words of the operators behind it: see formula.h. */
#include "formula.h"

/* Whether the names are the same but for capitals and underscores: CrossEntropyLoss,
 * cross_entropy_loss. */
static gboolean
same_name (const char *a, const char *b)
{
  for (;; a++, b++)
    {
      while (*a == '_')
        a++;
      while (*b == '_')
        b++;
      if (g_ascii_tolower (*a) != g_ascii_tolower (*b))
        return FALSE;
      if (!*a)
        return TRUE;
    }
}

static void
append (GString *text, const GrOp *op)
{
  if (!op->formula)
    return;
  if (text->len)
    g_string_append_c (text, '\n');
  g_string_append (text, op->formula);
}

char *
gradus_formula_text (const GrBlockKind *kind, const GrBlockFacts *facts)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < gr_n_ops () && !text->len; i++)
    {
      const GrOp *op = gr_op_at (i);

      if (!(op->flags & GR_OP_INTERNAL) && same_name (gr_op_name (op), kind->name))
        append (text, op);
    }
  if (!text->len && facts)
    for (guint i = 0; i < facts->n_ops; i++)
      append (text, facts->ops[i]);
  return text->len ? g_strdup (text->str) : NULL;
}
