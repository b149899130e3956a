/* origin.c - GradusOrigin: see origin.h. */
#include "origin.h"

#include "plot/number-text.h"
#include "style/count.h"
#include "style/dot.h"
#include "tensor/words.h"

#include <glib/gi18n.h>

#include <math.h>

#define FIRST 6 /* terms that are written where there are many, */
#define LAST  2 /* and from the end */
#define FEW   8 /* terms that leave something to be lit of what they have by name */

static char *
number (gdouble value)
{
  return gradus_number_text (value, GRADUS_AXIS_NUMBER);
}

static void
row_clear (gpointer data)
{
  GradusOriginRow *row = data;

  g_free (row->text);
  g_free (row->where);
  g_free (row->numbers);
  g_free (row->value);
}

static void
part_clear (gpointer data)
{
  GradusOriginPart *part = data;

  g_free (part->title);
  g_array_unref (part->rows);
}

/* Takes @title. Borrowed until the next. */
static GradusOriginPart *
add_part (GradusOrigin *self, char *title, gint64 n)
{
  const GradusOriginPart part = { title, n, g_array_new (FALSE, FALSE, sizeof (GradusOriginRow)) };

  g_array_set_clear_func (part.rows, row_clear);
  g_array_append_val (self->parts, part);
  return &g_array_index (self->parts, GradusOriginPart, self->parts->len - 1);
}

static GradusOrigin *
origin_new (const GrTrace *trace, gint tensor, gint64 element)
{
  GradusOrigin *self = g_new0 (GradusOrigin, 1);
  const GrTraceTensor *of = gr_trace_tensor (trace, (guint) tensor);
  g_autofree char *index = gradus_index_text (of->values, element);
  g_autofree char *value = gradus_value_text (of->values, element);

  self->tensor = tensor;
  self->element = element;
  self->what = g_strdup_printf ("%s%s = %s", of->name, index, value);
  self->parts = g_array_new (FALSE, FALSE, sizeof (GradusOriginPart));
  g_array_set_clear_func (self->parts, part_clear);
  self->lights = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  return self;
}

void
gradus_origin_free (GradusOrigin *self)
{
  g_free (self->what);
  g_free (self->note);
  g_array_unref (self->parts);
  g_hash_table_unref (self->lights);
  g_free (self);
}

const GArray *
gradus_origin_lights (const GradusOrigin *self, gint tensor)
{
  return g_hash_table_lookup (self->lights, GINT_TO_POINTER (tensor));
}

/* --- light ------------------------------------------------------------------------------------ */

static void
light (GradusOrigin *self, guint tensor, gint64 element, gdouble weight, GradusHue hue)
{
  const GradusLight lit = { element, fabs (weight), hue };
  GArray *lights = g_hash_table_lookup (self->lights, GUINT_TO_POINTER (tensor));

  if (!lights)
    {
      lights = g_array_new (FALSE, FALSE, sizeof (GradusLight));
      g_hash_table_insert (self->lights, GUINT_TO_POINTER (tensor), lights);
    }
  g_array_append_val (lights, lit);
}

/* --- terms ------------------------------------------------------------------------------------ */

/* What terms are written down of. */
typedef struct
{
  GradusOrigin *to;
  GrTrace *trace;
  guint call;
} Writing;

static const GrTraceTensor *
tensor_at (const Writing *w, GrPlace place)
{
  return gr_trace_tensor (w->trace, gr_trace_place (w->trace, w->call, place));
}

static gdouble
value_at (const Writing *w, GrPlace place)
{
  return gr_tensor_get (tensor_at (w, place)->values, place.element).d;
}

static gboolean
alike (const GrTerm *a, const GrTerm *b)
{
  if (a->n_factors != b->n_factors)
    return FALSE;
  for (guint i = 0; i < a->n_factors; i++)
    if (a->factors[i].arg != b->factors[i].arg || a->factors[i].entry != b->factors[i].entry)
      return FALSE;
  return TRUE;
}

/* "input × conv1.weight"; NULL of a number. */
static char *
title_of (const Writing *w, const GrTerm *term)
{
  if (term->n_factors == 0)
    return NULL;
  if (term->n_factors == 1)
    return g_strdup (tensor_at (w, term->factors[0])->name);
  return g_strdup_printf ("%s × %s", tensor_at (w, term->factors[0])->name,
                          tensor_at (w, term->factors[1])->name);
}

/* "0.5020 × −0.1133", with the weight where it is another than 1; NULL where the value says it. A
 * term that is not the product, as exp (x - max), has the elements alone, before an arrow. */
static char *
numbers_of (const Writing *w, const GrTerm *term)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gdouble product = term->weight;

  for (guint i = 0; i < term->n_factors; i++)
    product *= value_at (w, term->factors[i]);
  const gboolean is_product = fabs (product - term->value) <= 1e-9 * fabs (product)
                              || product == term->value;

  if (term->n_factors == 0 || (term->n_factors == 1 && is_product && term->weight == 1))
    return NULL;
  if (is_product && term->weight != 1)
    {
      g_autofree char *weight = number (term->weight);

      g_string_append_printf (text, "%s × ", weight);
    }
  for (guint i = 0; i < term->n_factors; i++)
    {
      g_autofree char *factor = number (value_at (w, term->factors[i]));

      g_string_append_printf (text, "%s%s", i ? is_product ? " × " : ", " : "", factor);
    }
  g_string_append (text, is_product ? " =" : " →");
  return g_strdup (text->str);
}

static void
add_term (const Writing *w, GradusOriginPart *part, const GrTerm *term)
{
  g_autoptr (GString) where = g_string_new (NULL);
  GradusOriginRow row = { NULL, NULL, numbers_of (w, term), number (term->value) };

  for (guint i = 0; i < term->n_factors; i++)
    {
      g_autofree char *index = gradus_index_text (tensor_at (w, term->factors[i])->form,
                                                  term->factors[i].element);

      g_string_append_printf (where, "%s%s", i ? " " : "", index);
    }
  g_string_replace (where, ", ", ",", 0); /* two of them stand beside their numbers */
  row.where = g_strdup (where->str);
  g_array_append_val (part->rows, row);
}

/* What stands for @n that are not written; @sum: of theirs, NaN: none. */
static void
add_gap (GradusOriginPart *part, gint64 n, gdouble sum)
{
  g_autofree char *count = gradus_count (n);
  /* Translators: terms of a sum that are not written out; %s is their number */
  GradusOriginRow row = { .where = g_strdup_printf (_ ("… %s more"), count) };

  if (!isnan (sum))
    row.value = number (sum);
  g_array_append_val (part->rows, row);
}

static gboolean
is_written (guint i, guint n)
{
  return n <= FIRST + LAST + 1 || i < FIRST || i >= n - LAST;
}

/* Terms @from to @end, all of the same tensors. */
static void
add_terms (const Writing *w, const GArray *terms, guint from, guint end)
{
  const GrTerm *all = &g_array_index (terms, GrTerm, from);
  const guint n = end - from;
  GradusOriginPart *part = add_part (w->to, title_of (w, all), n);
  gdouble between = 0;

  for (guint i = 0; i < n; i++)
    {
      if (is_written (i, n))
        add_term (w, part, &all[i]);
      else
        between += all[i].value;
      if (!is_written (i, n) && is_written (i + 1, n))
        add_gap (part, n - FIRST - LAST, between);
    }
}

static void
add_list (const Writing *w, const GArray *terms, gboolean divisor)
{
  guint from = 0;

  for (guint i = 0; i < terms->len; i++)
    {
      const GrTerm *term = &g_array_index (terms, GrTerm, i);

      for (guint k = 0; k < term->n_factors; k++)
        light (w->to, gr_trace_place (w->trace, w->call, term->factors[k]),
               term->factors[k].element, term->value,
               divisor || k > 0 ? GRADUS_LIGHT_SECOND : GRADUS_LIGHT_FIRST);
      if (i + 1 < terms->len && alike (term, term + 1))
        continue;
      add_terms (w, terms, from, i + 1);
      from = i + 1;
    }
}

/* The elements @from to @end of one tensor, as a function is of them. */
static void
write_places (const Writing *w, const GArray *places, guint from, guint end)
{
  const GrPlace *all = &g_array_index (places, GrPlace, from);
  const GrTraceTensor *tensor = tensor_at (w, all[0]);
  const guint n = end - from;
  GradusOriginPart *part = add_part (w->to, g_strdup (tensor->name), n);

  for (guint i = 0; i < n; i++)
    if (is_written (i, n))
      {
        GradusOriginRow row = { .where = gradus_index_text (tensor->form, all[i].element),
                                .value = number (value_at (w, all[i])) };

        g_array_append_val (part->rows, row);
      }
    else if (is_written (i + 1, n))
      add_gap (part, n - FIRST - LAST, NAN);
}

static gboolean
is_factor (const GArray *terms, GrPlace place)
{
  for (guint i = 0; i < terms->len; i++)
    {
      const GrTerm *term = &g_array_index (terms, GrTerm, i);

      for (guint k = 0; k < term->n_factors; k++)
        if (term->factors[k].arg == place.arg && term->factors[k].entry == place.entry
            && term->factors[k].element == place.element)
          return TRUE;
    }
  return FALSE;
}

/* The elements that a function is of; or those behind the constants, as a mean, which are only
 * lit, where no term does so. */
static void
add_places (const Writing *w, const GrExplanation *explanation)
{
  const GArray *places = explanation->places;
  const gboolean function = explanation->form == GR_EXPLAINED_FUNCTION;
  const gdouble weight = function ? 1 : fabs (gr_explanation_value (explanation)) / 2;

  if (!function && explanation->terms->len > FEW)
    return;

  for (guint from = 0, end; from < places->len; from = end)
    {
      const guint tensor = gr_trace_place (w->trace, w->call,
                                           g_array_index (places, GrPlace, from));

      for (end = from; end < places->len; end++)
        {
          const GrPlace place = g_array_index (places, GrPlace, end);

          if (gr_trace_place (w->trace, w->call, place) != tensor)
            break;
          if (function || !is_factor (explanation->terms, place))
            light (w->to, tensor, place.element, weight,
                   function ? GRADUS_LIGHT_FIRST : GRADUS_LIGHT_SECOND);
        }
      if (function)
        write_places (w, places, from, end);
    }
}

static char *
constants_text (const GArray *constants)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < constants->len; i++)
    {
      const GrNamedNumber *constant = &g_array_index (constants, GrNamedNumber, i);
      g_autofree char *value = number (constant->value);

      g_string_append_printf (text, "%s%s = %s", i ? GRADUS_DOT : "", constant->name, value);
    }
  return text->len ? g_strdup (text->str) : NULL;
}

/* A function's one term is its value, which is told already. */
static gboolean
tells_terms (const GrExplanation *explanation)
{
  return explanation->form != GR_EXPLAINED_FUNCTION || explanation->terms->len > 1
         || explanation->divisor->len > 0
         || g_array_index (explanation->terms, GrTerm, 0).n_factors > 0;
}

GradusOrigin *
gradus_origin_new (GrTrace *trace, guint call, guint output, gint64 element, GError **error)
{
  const gint tensor = gr_trace_call (trace, call)->outputs[output];
  g_autoptr (GrExplanation) explanation = gr_trace_explain (trace, call, output, element, error);

  if (!explanation)
    return NULL;
  GradusOrigin *self = origin_new (trace, tensor, element);
  const Writing w = { self, trace, call };

  self->note = constants_text (explanation->constants);
  if (explanation->terms->len > 0 && tells_terms (explanation))
    add_list (&w, explanation->terms, FALSE);
  if (explanation->divisor->len == 0)
    add_places (&w, explanation);
  if (explanation->divisor->len > 0)
    {
      add_part (self, g_strdup (_ ("divided by")), 0);
      add_list (&w, explanation->divisor, TRUE);
    }
  return self;
}

/* --- the update ------------------------------------------------------------------------------- */

GradusOrigin *
gradus_origin_new_update (GrTrace *trace, guint update, gint64 element)
{
  const GrTraceUpdate *of = gr_trace_update (trace, update);
  g_autoptr (GPtrArray) lines = gr_trace_explain_update (trace, update, element);

  if (!lines)
    return NULL;
  GradusOrigin *self = origin_new (trace, of->after, element);
  GradusOriginPart *part = add_part (self, NULL, 0);

  for (guint i = 0; i < lines->len; i++)
    {
      const GrOptimizerLine *line = lines->pdata[i];
      const GradusOriginRow row = { g_strdup_printf ("%s = %s", line->name, line->expression), NULL,
                                    gradus_minus (g_strdup_printf ("= %s", line->numbers)),
                                    number (line->value) };

      g_array_append_val (part->rows, row);
    }
  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    if (of->states[i] >= 0)
      light (self, (guint) of->states[i], element, 1, GRADUS_LIGHT_SECOND);
  light (self, (guint) of->parameter, element, 1, GRADUS_LIGHT_FIRST);
  light (self, (guint) of->grad, element, 1, GRADUS_LIGHT_SECOND);
  return self;
}
