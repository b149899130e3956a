/* operator-words.c - see operator-words.h. */
#include "operator-words.h"

#include "plot/number-text.h"
#include "style/count.h"
#include "style/dot.h"

#include <glib/gi18n.h>
#include <inttypes.h>

char *
gradus_step_operator_name (const GrTraceCall *call)
{
  const char *name = gr_op_schema (call->op)->name;

  return g_strconcat (name, call->in_place && !g_str_has_suffix (name, "_") ? "_" : "", NULL);
}

static char *
floats_text (GrFloats floats)
{
  g_autoptr (GString) text = g_string_new ("[");

  for (gsize i = 0; i < floats.n; i++)
    {
      g_autofree char *number = gradus_number_text (floats.v[i], GRADUS_AXIS_NUMBER);

      g_string_append_printf (text, "%s%s", i ? ", " : "", number);
    }
  g_string_append_c (text, ']');
  return g_strdup (text->str);
}

/* As one would write it in Python; NULL of tensors and of what was not given. (transfer full) */
static char *
value_text (const GrValue *value)
{
  switch (value->kind)
    {
    case GR_VALUE_INT:
      return g_strdup_printf ("%" PRId64, value->i);
    case GR_VALUE_FLOAT:
      return gradus_number_text (value->f, GRADUS_AXIS_NUMBER);
    case GR_VALUE_BOOL:
      return g_strdup (value->i ? "True" : "False");
    case GR_VALUE_SCALAR:
      if (value->scalar.kind == GR_SCALAR_NONE)
        return NULL;
      if (value->scalar.kind == GR_SCALAR_BOOL)
        return g_strdup (value->scalar.i ? "True" : "False");
      return gradus_number_text (value->scalar.d, GRADUS_AXIS_NUMBER);
    case GR_VALUE_INTS:
      return value->ints.v ? gr_ints_to_string (value->ints) : NULL;
    case GR_VALUE_FLOATS:
      return value->floats.v ? floats_text (value->floats) : NULL;
    case GR_VALUE_STRING:
      return g_strdup_printf ("'%s'", value->string);
    case GR_VALUE_DTYPE:
      return g_strdup (gr_dtype_name (value->dtype));
    default:
      return NULL;
    }
}

static void
add_fact (GString *line, const char *name, const char *value)
{
  g_string_append_printf (line, "%s%s\u00a0=\u00a0%s", line->len ? GRADUS_DOT : "", name, value);
}

char *
gradus_step_operator_facts (const GrTrace *trace, const GrTraceCall *call)
{
  const GrSchema *schema = gr_op_schema (call->op);
  g_autoptr (GString) given = g_string_new (NULL), about = g_string_new (NULL);
  g_autofree char *time = gradus_number_text ((gdouble) call->nanoseconds / 1000,
                                              GRADUS_AXIS_NUMBER);

  for (guint i = 0; i < call->n_args && i < schema->n_params; i++)
    {
      g_autofree char *value = value_text (&call->args[i]);

      if (value)
        add_fact (given, schema->params[i].name, value);
    }
  if (call->node >= 0)
    {
      const GrTraceNode *node = gr_trace_node (trace, (guint) call->node);

      if (call->stage == GR_STAGE_BACKWARD)
        g_string_append (about, node->name);
      else
        add_fact (about, "grad_fn", node->name);
      if (node->sequence != G_MAXUINT64)
        {
          g_autofree char *sequence = g_strdup_printf ("%" PRIu64, node->sequence);

          add_fact (about, "sequence_nr", sequence);
        }
    }
  g_string_append_printf (about, "%s%s\u00a0µs", about->len ? GRADUS_DOT : "", time);
  return g_strjoin ("\n", given->len ? given->str : about->str, given->len ? about->str : NULL,
                    NULL);
}

char *
gradus_step_operator_saved (const GrTrace *trace, const GrTraceCall *call)
{
  g_autoptr (GString) names = g_string_new (NULL);
  const GrTraceNode *node = call->node >= 0 && call->stage < GR_STAGE_BACKWARD
                                ? gr_trace_node (trace, (guint) call->node)
                                : NULL;

  for (guint i = 0; node && i < node->n_saved; i++)
    g_string_append_printf (names, "%s%s", i ? ", " : "", node->saved[i].name);
  return names->len ? g_strdup_printf (_ ("Saved for backward: %s"), names->str) : NULL;
}
