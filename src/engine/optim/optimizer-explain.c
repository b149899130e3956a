/* optimizer-explain.c - reading a row's lines with the numbers of one element: see
 * optimizer-explain.h. */
#include "optimizer-explain.h"

#include <math.h>
#include <string.h>

#include "expression.h"
#include "optimizer-private.h"

/* --- the numbers by name ---------------------------------------------------------------------- */

static void
set_number (GHashTable *numbers, const char *name, gdouble value)
{
  g_hash_table_insert (numbers, g_strdup (name), g_memdup2 (&value, sizeof value));
}

static gdouble
number (const char *name, gpointer numbers)
{
  const gdouble *value = g_hash_table_lookup (numbers, name);

  if (!value)
    g_error ("No number is called “%s”", name);
  return *value;
}

/* Those of a list called betas are beta1, beta2. */
static void
add_option (GHashTable *numbers, const GrOptions *options, const GrOption *option)
{
  if (option->kind == GR_OPTION_FLOATS)
    {
      guint n;
      const gdouble *values = gr_options_list (options, option->name, &n);

      for (guint i = 0; i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("%.*s%u", (int) strlen (option->name) - 1,
                                                   option->name, i + 1);

          set_number (numbers, name, values[i]);
        }
    }
  else
    set_number (numbers, option->name, gr_options_number (options, option->name));
}

static GHashTable *
numbers_of (const GrOptimizerKind *kind, const GrOptions *options, const GrOptimizerElement *from)
{
  GHashTable *numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < kind->n_options; i++)
    add_option (numbers, options, &kind->options[i]);
  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    if (kind->states[i])
      set_number (numbers, kind->symbols[i], from->states[i]);
  /* What a schedule moves is no longer the option. */
  set_number (numbers, "lr", from->lr);
  set_number (numbers, g_hash_table_contains (numbers, "beta1") ? "beta1" : "momentum",
              from->momentum);
  set_number (numbers, "p", from->value);
  set_number (numbers, "grad", from->grad);
  set_number (numbers, "t", from->step);
  return numbers;
}

/* --- which lines stand ------------------------------------------------------------------------ */

static gboolean
holds (const GrOptimizerKind *kind, const GrOptions *options, const GrOptimizerElement *from,
       const char *word)
{
  if (*word == '!')
    return !holds (kind, options, from, word + 1);
  if (g_str_equal (word, "first"))
    return from->step == 1;
  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    if (g_strcmp0 (kind->states[i], word) == 0)
      return (from->has & 1u << i) != 0;
  return gr_options_number (options, word) != 0;
}

static gboolean
stands (const GrOptimizerKind *kind, const GrOptions *options, const GrOptimizerElement *from,
        const GrUpdateLine *line)
{
  g_auto (GStrv) words = g_strsplit (line->when ? line->when : "", " ", -1);

  for (guint i = 0; words[i]; i++)
    if (!holds (kind, options, from, words[i]))
      return FALSE;
  return TRUE;
}

/* --- reading them ----------------------------------------------------------------------------- */

static void
line_free (gpointer data)
{
  GrOptimizerLine *line = data;

  g_free (line->numbers);
  g_free (line);
}

static const char *
state_called (const GrOptimizerKind *kind, const char *symbol)
{
  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    if (kind->states[i] && g_str_equal (kind->symbols[i], symbol))
      return kind->states[i];
  return NULL;
}

static void
read_line (GPtrArray *lines, const GrOptimizerKind *kind, GHashTable *numbers,
           const GrUpdateLine *from)
{
  GString *text = g_string_new (NULL);
  GrOptimizerLine *line = g_new0 (GrOptimizerLine, 1);

  line->name = from->name;
  line->expression = from->expression;
  line->state = state_called (kind, from->name);
  line->value = gr_expression_value (from->expression, number, numbers, text);
  line->numbers = g_string_free (text, FALSE);
  set_number (numbers, line->name, line->value);
  g_ptr_array_add (lines, line);
}

GPtrArray *
gr_optimizer_kind_explain (const GrOptimizerKind *kind, const GrOptions *options,
                           const GrOptimizerElement *from)
{
  static const GrUpdateLine left_alone = { "p", "p", NULL };
  g_autoptr (GHashTable) numbers = numbers_of (kind, options, from);
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);

  if (from->frozen)
    read_line (lines, kind, numbers, &left_alone);
  for (guint i = 0; !from->frozen && kind->lines[i].name; i++)
    if (stands (kind, options, from, &kind->lines[i]))
      read_line (lines, kind, numbers, &kind->lines[i]);
  return lines;
}

char *
gr_optimizer_formula (const GrOptimizerKind *kind, const GrOptions *options)
{
  GrOptimizerElement from = { .step = 2, .has = kind->needs (options, kind->momentum (options)) };
  GString *text = g_string_new (NULL);

  for (guint i = 0; kind->lines[i].name; i++)
    if (stands (kind, options, &from, &kind->lines[i]))
      g_string_append_printf (text, "%s%s = %s", text->len ? "\n" : "", kind->lines[i].name,
                              kind->lines[i].expression);
  return g_string_free (text, FALSE);
}

/* --- of an optimiser -------------------------------------------------------------------------- */

gboolean
gr_optimizer_element (GrOptimizer *optimizer, const char *param, gint64 element,
                      GrOptimizerElement *from)
{
  const GrOptimizerRange *range = NULL;
  gint64 at;

  for (gsize i = 0; i < optimizer->n_ranges && !range; i++)
    if (g_str_equal (optimizer->ranges[i].name, param))
      range = &optimizer->ranges[i];
  if (!range || element < 0 || element >= range->length)
    return FALSE;
  at = range->start + element;
  *from = (GrOptimizerElement){
    .value = gr_tensor_get (optimizer->values, at).d,
    .grad = gr_tensor_get (optimizer->grads, at).d,
    .lr = optimizer->lr * range->rate,
    .momentum = optimizer->momentum,
    .step = range->steps + 1,
    .frozen = range->frozen,
  };
  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    if (optimizer->states[i])
      {
        from->has |= 1u << i;
        from->states[i] = gr_tensor_get (optimizer->states[i], at).d;
      }
  return TRUE;
}

GPtrArray *
gr_optimizer_explain (GrOptimizer *optimizer, const char *param, gint64 element)
{
  GrOptimizerElement from;

  if (!gr_optimizer_element (optimizer, param, element, &from))
    return NULL;
  return gr_optimizer_kind_explain (optimizer->kind, optimizer->options, &from);
}
