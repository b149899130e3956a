/* problem.c - what is wrong with a model, in the words of the person who builds it, with the fix as
 * an edit where there is one. Shape inference (infer.c) decides; this file only speaks. */
#include "compose.h"
#include "infer.h"

#include <glib/gi18n-lib.h>

#include <inttypes.h>
#include <string.h>

GrProblem *
gr_problem_new (GrProblemLevel level, GrProblemKind kind, const char *block, GrEdit *fix,
                const char *format, ...)
{
  GrProblem *problem = g_new0 (GrProblem, 1);
  va_list    args;

  problem->level = level;
  problem->kind = kind;
  problem->block = g_strdup (block);
  problem->fix = fix ? gr_edit_ref (fix) : NULL;
  va_start (args, format);
  problem->message = g_strdup_vprintf (format, args);
  va_end (args);
  return problem;
}

void
gr_problem_free (GrProblem *problem)
{
  g_free (problem->block);
  g_free (problem->message);
  gr_edit_unref (problem->fix);
  g_free (problem);
}

void
gr_where_say (const GrWhere *where, GrProblemLevel level, GrProblemKind kind, GrEdit *fix,
              const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list          args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  if (!where->state->problems)
    where->state->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_problem_free);
  g_ptr_array_add (where->state->problems,
                   gr_problem_new (level, kind, where->instance->block->id, fix, "%s", message));
  gr_edit_unref (fix);
}

/* --- words ------------------------------------------------------------------------------------ */

char *
gr_size_to_string (GrSize size)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (size.unknown)
    return g_strdup ("?");
  if (size.per_batch == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, size.fixed);
  if (size.per_batch != 1)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "·", size.per_batch);
  g_string_append_c (text, 'N');
  if (size.fixed)
    g_string_append_printf (text, "%+" G_GINT64_FORMAT, size.fixed);
  return g_strdup (text->str);
}

char *
gr_batch_as_n (const char *message, gint64 batch)
{
  g_autofree char *pattern = g_strdup_printf ("\\[%" G_GINT64_FORMAT "(?=[],])", batch);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);

  return g_regex_replace_literal (regex, message, -1, 0, "[N", 0, NULL);
}

char *
gr_shape_text (const GrSize *shape, gint ndim, gboolean with_batch)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gint i = with_batch ? 0 : 1; i < ndim; i++)
    {
      g_autofree char *size = gr_size_to_string (shape[i]);
      g_string_append_printf (text, "%s%s", text->len ? "×" : "", size);
    }
  if (text->len == 0)
    g_string_append (text, _ ("one number"));
  return g_strdup (text->str);
}

char *
gr_block_info_shape (const GrBlockInfo *info)
{
  return info->known ? gr_shape_text (info->shape, info->ndim, TRUE) : g_strdup ("?");
}

char *
gr_block_info_shapes (const GrBlockInfo *info)
{
  g_autofree char *last = gr_block_info_shape (info);
  g_autofree char *first = gr_shape_text (info->first_shape, info->first_ndim, TRUE);

  return !info->known || info->first_ndim == 0 || g_str_equal (first, last)
             ? g_steal_pointer (&last)
             : g_strdup_printf ("%s … %s", first, last);
}

static const char *
kind_name (const GrWhere *where)
{
  return where->instance->block->kind_name;
}

static const char *
name (const GrWhere *where)
{
  return where->instance->name;
}

static const char *
id (const GrWhere *where)
{
  return where->instance->block->id;
}

/* The instance that an input reads, and its state; NULL where there is none. */
static const GrInstance *
source_of (const GrWhere *where, const GrInstance *instance, guint input, GrNodeState **state)
{
  gint from = input < instance->n_inputs ? instance->inputs[input] : -1;

  if (from < 0)
    return NULL;
  *state = g_ptr_array_index (where->inference->states, (guint) from);
  return gr_plan_instance (where->inference->plan, (guint) from);
}

/* "flatten: 16×4×4", the source of an input and what it gives; of a Flatten, what it was given,
 * since that is where the number comes from. */
static char *
source_text (const GrWhere *where, guint input)
{
  GrNodeState      *state = NULL, *before = NULL;
  const GrInstance *source = source_of (where, where->instance, input, &state);
  g_autofree char  *shape = NULL;

  if (!source)
    return g_strdup (_ ("nothing"));
  if (g_str_equal (source->block->kind_name, "Flatten")
      && source_of (where, source, 0, &before) && before->output[0])
    shape = gr_shape_text (before->shape, before->output[0]->ndim, FALSE);
  else
    shape = gr_shape_text (state->shape, state->output[0] ? state->output[0]->ndim : 0, FALSE);
  return g_strdup_printf (_ ("%s: %s"), source->name, shape);
}

/* "N×784 (from flatten)" */
static char *
input_text (const GrWhere *where, guint input)
{
  GrNodeState      *state = NULL;
  const GrInstance *source = source_of (where, where->instance, input, &state);
  g_autofree char  *shape = NULL;

  if (!source || !state->output[0])
    return g_strdup (_ ("nothing"));
  shape = gr_shape_text (state->shape, state->output[0]->ndim, TRUE);
  return g_strdup_printf (_ ("%s (from %s)"), shape, source->name);
}

char *
gr_setting_sizes (const GrSetting *setting)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (setting->kind != GR_SETTING_INTS)
    return gr_setting_to_string (setting);
  if (setting->n == 0)
    return g_strdup ("[]");
  for (gint i = 0; i < setting->n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i ? "×" : "", setting->ints[i]);
  return g_strdup (text->str);
}

/* --- the sentences ---------------------------------------------------------------------------- */

void
gr_say_unknown_kind (const GrWhere *where)
{
  gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_UNKNOWN_KIND, NULL,
                _ ("“%s” is of kind “%s”, which this version of Gradus does not know"),
                name (where), kind_name (where));
}

/* The first block that data could enter: it has an input, with nothing linked to it. */
static const GrBlock *
first_without_input (GrModel *model)
{
  for (guint i = 0; i < model->blocks->len; i++)
    {
      const GrBlock *block = model->blocks->pdata[i];

      if (block->kind && gr_block_kind_max_inputs (block->kind) > 0
          && !gr_block_kind_is_loss (block->kind) && !gr_model_link_to (model, block->id, 0))
        return block;
    }
  return NULL;
}

static gboolean
has_input (GrModel *model)
{
  for (guint i = 0; i < model->blocks->len; i++)
    if (g_str_equal (((GrBlock *) model->blocks->pdata[i])->kind_name, "Input"))
      return TRUE;
  return FALSE;
}

/* Adds an Input, linked to @reader where that is not NULL. (transfer full) */
static GrEdit *
add_input (GrModel *model, const GrBlock *reader)
{
  g_autoptr (GrBlock) input = gr_model_draft (model, "Input", NULL, NULL);
  g_autoptr (GrEdit) add = gr_edit_add_block (input, 0);
  g_autoptr (GrEdit) link
      = reader ? gr_edit_add_link (input->id, reader->id, 0, GR_AT_END) : NULL;

  return gr_edit_compound ((GrEdit *[]){ add, link }, link ? 2 : 1);
}

/* What gives @where an Input, which the model has not: where data would enter first. (transfer
 * full); NULL elsewhere. */
static GrEdit *
missing_input_block (const GrWhere *where)
{
  const GrBlock *block = where->instance->block;

  return !has_input (where->model) && first_without_input (where->model) == block
             ? add_input (where->model, block)
             : NULL;
}

void
gr_say_missing_input (const GrWhere *where, guint input)
{
  const GrBlockKind *kind = where->instance->block->kind;
  const GrInstance  *source = gr_offer_source (where);
  GrEdit            *fix = NULL;
  g_autofree char   *port = gr_block_kind_port (kind, input), *offer = NULL;
  gboolean           linked = FALSE;

  for (guint i = 0; i < where->instance->n_inputs; i++)
    linked |= where->instance->inputs[i] >= 0;
  if (source)
    {
      fix = gr_edit_add_link (source->block->id, id (where), input, GR_AT_END);
      offer = g_strdup_printf (_ (". Link it to “%s”?"), source->name);
    }
  else if (input == 0 && (fix = missing_input_block (where)))
    offer = g_strdup (_ (". Add an Input before it?"));
  if (!linked)
    gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_UNLINKED, fix,
                  _ ("%s “%s” has nothing linked to its input%s"), kind_name (where), name (where),
                  offer ? offer : "");
  else
    gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_MISSING_INPUT, fix,
                  _ ("%s “%s” has nothing at its input “%s”%s"), kind_name (where), name (where),
                  port, offer ? offer : "");
}

void
gr_say_reads_loss (const GrWhere *where, guint input)
{
  GrNodeState *state = NULL;

  gr_where_say (
      where, GR_PROBLEM_ERROR, GR_PROBLEM_MISSING_INPUT, gr_edit_remove_link (id (where), input),
      _ ("%s “%s” reads the loss “%s”, but a loss is where a model ends. Remove that link?"),
      kind_name (where), name (where), source_of (where, where->instance, input, &state)->name);
}

/* ". Put a Reshape before it?"; NULL without @fix. (transfer full) */
static char *
before_offer (const GrEdit *fix, const char *kind)
{
  return fix ? g_strdup_printf (_ (". Put a %s before it?"), kind) : NULL;
}

void
gr_say_rank (const GrWhere *where)
{
  static const char *const words[] = { "", N_ ("batch"), N_ ("batch, features"),
                                       N_ ("batch, channels, length"),
                                       N_ ("batch, channels, height, width") };
  const GrBlockKind *kind = where->instance->block->kind;
  g_autofree char   *got = input_text (where, 0);
  g_autofree char   *expected = NULL, *message = NULL;
  const char        *before;
  GrEdit            *fix = gr_offer_rank (where, &before);
  g_autofree char   *offer = before_offer (fix, before);

  if (kind->min_dims == kind->max_dims && kind->min_dims < (gint) G_N_ELEMENTS (words))
    expected = g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%d size (%s)", "%d sizes (%s)", kind->min_dims),
        kind->min_dims, _ (words[kind->min_dims]));
  else
    expected = g_strdup_printf (_ ("%d to %d sizes"), kind->min_dims, kind->max_dims);
  message = g_strdup_printf (_ ("%s “%s” expects an input of %s, but gets %s"), kind_name (where),
                             name (where), expected, got);
  gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_SHAPE, fix, "%s%s", message,
                offer ? offer : "");
}

void
gr_say_batch_dependent (const GrWhere *where, guint attribute)
{
  g_autofree char *got = input_text (where, 0);
  const char      *before;
  GrEdit          *fix = gr_offer_rank (where, &before);
  g_autofree char *offer = before_offer (fix, before);
  g_autofree char *message = g_strdup_printf (
      _ ("%s “%s” cannot have a fixed %s: its input, %s, depends on the size of the batch N"),
      kind_name (where), name (where), where->instance->block->kind->attributes[attribute].name,
      got);

  gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_SHAPE, fix, "%s%s", message,
                offer ? offer : "");
}

void
gr_say_unresolved (const GrWhere *where, guint attribute)
{
  const GrAttribute *row = &where->instance->block->kind->attributes[attribute];
  g_autofree char   *got = input_text (where, 0);

  if (row->follows == GR_AUTO_DATA)
    gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_SETTING, NULL,
                  _ ("%s “%s” takes its %s from the data set, which is not known yet"),
                  kind_name (where), name (where), row->name);
  else
    gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_SHAPE, NULL,
                  _ ("%s “%s” cannot tell its %s from an input of %s"), kind_name (where),
                  name (where), row->name, got);
}

/* An Input could follow the data, but not what reads it: no setting mends that. */
static void
say_other_data (const GrWhere *where, const char *expected, const char *got, const GrBlock *reader)
{
  gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_SHAPE, NULL,
                _ ("%s “%s” expects items of %s, but those of the data set are of %s, which “%s” "
                   "cannot take. Choose another data set, or build the model for this one"),
                kind_name (where), name (where), expected, got, reader->name);
}

void
gr_say_wrong_size (const GrWhere *where, guint attribute, const GrSetting *found)
{
  const GrAttribute *row = &where->instance->block->kind->attributes[attribute];
  g_autofree char   *expected = gr_setting_sizes (&where->state->settings[attribute]);
  g_autofree char   *got = gr_setting_sizes (found);
  g_autofree char   *value = gr_setting_to_string (found);
  g_autofree char   *source = source_text (where, 0);
  const GrBlock     *refuser = row->follows == GR_AUTO_DATA
                                   ? gr_offer_refuser (where->model, id (where), found->n + 1)
                                   : NULL;
  GrEdit *fix = refuser ? NULL : gr_edit_set_attribute (id (where), row->name, *found);

  if (refuser)
    say_other_data (where, expected, found->n ? got : _ ("one number"), refuser);
  else if (row->follows == GR_AUTO_DATA && found->n == 0)
    gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_SHAPE, fix,
                  _ ("%s “%s” expects items of %s, but those of the data set are single numbers. "
                     "Set %s to %s?"),
                  kind_name (where), name (where), expected, row->name, got);
  else if (row->follows == GR_AUTO_DATA)
    gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_SHAPE, fix,
                  _ ("%s “%s” expects items of %s, but the data set has %s. Set %s to %s?"),
                  kind_name (where), name (where), expected, got, row->name, got);
  else
    {
      g_autofree char *sized = row->unit ? g_strdup_printf ("%s %s", expected, _ (row->unit))
                                         : g_strdup (expected);

      gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_SHAPE, fix,
                    _ ("%s “%s” expects %s, but its input has %s (from %s). Set %s to %s?"),
                    kind_name (where), name (where), sized, got, source, row->name, value);
    }
}

/* Number @side, 0 or 1, of a pair that may be written as one number; words stand for no number. */
static gint64
side_of (const GrWhere *where, const char *attribute, gint side, gint64 otherwise)
{
  const gint       index = gr_block_kind_attribute (where->instance->block->kind, attribute);
  const GrSetting *setting = index < 0 ? NULL : &where->state->settings[index];

  if (!setting || setting->kind != GR_SETTING_INTS || setting->n < 1)
    return otherwise;
  return setting->ints[MIN (side, setting->n - 1)];
}

static gboolean
is_pool (const GrWhere *where)
{
  return where->instance->block->kind->category == GR_CATEGORY_POOLING;
}

/* The kernel_size that fits a picture of @size, padding counted, also as text (transfer full); NULL
 * where none does, or only one that does nothing. */
static GrEdit *
fitting_kernel (const GrWhere *where, const gint64 *size, char **text)
{
  const GrBlockKind *kind = where->instance->block->kind;
  const GrAttribute *row = &kind->attributes[gr_block_kind_attribute (kind, "kernel_size")];
  gint64             kernel[2];
  GrSetting          setting;

  for (gint i = 0; i < 2; i++)
    {
      kernel[i] = MIN (side_of (where, "kernel_size", i, 1),
                       (size[i] - 1) / side_of (where, "dilation", i, 1) + 1);
      if (size[i] < 1 || 2 * side_of (where, "padding", i, 0) > kernel[i])
        return NULL;
    }
  if (kernel[0] * kernel[1] == 1 && is_pool (where))
    return NULL;
  *text = kernel[0] == kernel[1] ? g_strdup_printf ("%" PRId64, kernel[0])
                                 : g_strdup_printf ("%" PRId64 ", %" PRId64, kernel[0], kernel[1]);
  if (!gr_setting_parse (row, *text, &setting, NULL))
    return NULL;
  return gr_edit_set_attribute (id (where), row->name, setting);
}

/* Whether a window is larger than the picture that it moves over, which is said then. */
static gboolean
say_small_picture (const GrWhere *where)
{
  const GrBlockKind *kind = where->instance->block->kind;
  const GrTensor    *input = where->state->n_inputs ? where->state->inputs[0][0] : NULL;
  g_autofree char   *window = NULL, *got = NULL, *value = NULL, *offer = NULL;
  gint64             size[2], reach[2];
  GrEdit            *fix;

  if (kind->reads != GR_READS_WINDOW || g_str_equal (kind->name, "ConvTranspose2d") || !input
      || input->ndim != 4)
    return FALSE;
  for (gint i = 0; i < 2; i++)
    {
      size[i] = input->shape[2 + i] + 2 * side_of (where, "padding", i, 0);
      reach[i] = side_of (where, "dilation", i, 1) * (side_of (where, "kernel_size", i, 1) - 1) + 1;
    }
  if (reach[0] <= size[0] && reach[1] <= size[1])
    return FALSE;
  window = g_strdup_printf ("%" PRId64 "×%" PRId64, reach[0], reach[1]);
  got = source_text (where, 0);
  fix = fitting_kernel (where, size, &value);
  if (fix)
    offer = g_strdup_printf (_ (". Set %s to %s?"), "kernel_size", value);
  else if (is_pool (where)) /* there is nothing left to pool */
    {
      fix = gr_compose_delete (where->model, (const char *[]){ id (where) }, 1, NULL);
      offer = fix ? g_strdup_printf (_ (". Remove “%s”?"), name (where)) : NULL;
    }
  gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_SHAPE, fix,
                _ ("%s “%s” moves a window of %s over its input, which is smaller (from %s)%s"),
                kind_name (where), name (where), window, got, offer ? offer : "");
  return TRUE;
}

/* An operator refused: its own words, and what it was given. */
void
gr_say_refused (const GrWhere *where, const GError *reason)
{
  g_autoptr (GString) inputs = g_string_new (NULL);
  g_autofree char *first = gr_batch_as_n (reason->message, GR_PROBE_0);
  g_autofree char *message = gr_batch_as_n (first, GR_PROBE_1);
  g_autofree char *offer = NULL, *said = NULL;
  const char      *before;
  GrEdit          *fix;

  if (say_small_picture (where))
    return;
  for (guint i = 0; i < where->instance->n_inputs; i++)
    if (where->instance->inputs[i] >= 0)
      {
        g_autofree char *text = input_text (where, i);
        g_string_append_printf (inputs, "%s%s", inputs->len ? _ (" and ") : "", text);
      }
  fix = gr_offer_rank (where, &before);
  offer = before_offer (fix, before);
  said = g_strdup_printf (_ ("%s “%s” cannot take %s: %s"), kind_name (where), name (where),
                          inputs->len ? inputs->str : _ ("this"), message);
  gr_where_say (where, GR_PROBLEM_ERROR, GR_PROBLEM_SHAPE, fix, "%s%s", said, offer ? offer : "");
}

void
gr_say_wants_flatten (const GrWhere *where)
{
  const GrInstance *instance = where->instance;
  const GrTensor   *input = where->state->n_inputs ? where->state->inputs[0][0] : NULL;
  g_autofree char  *got = NULL;
  GrEdit           *fix;

  if (!input || input->ndim != 4 || !g_str_equal (instance->block->kind_name, "Linear"))
    return;
  got = input_text (where, 0);
  fix = gr_offer_flatten (where->model, instance->block);
  if (!fix) /* it is only tried */
    {
      gr_where_say (where, GR_PROBLEM_WARNING, GR_PROBLEM_SHAPE, NULL,
                    _ ("Linear works on the last size alone of %s: it wants a Flatten before it"),
                    got);
      return;
    }
  gr_where_say (where, GR_PROBLEM_WARNING, GR_PROBLEM_SHAPE, fix,
                _ ("Linear “%s” works on the last size alone of %s. Put a Flatten before it?"),
                name (where), got);
}

void
gr_say_empty (GrModel *model, GPtrArray *problems)
{
  g_autoptr (GrEdit) fix = NULL;

  if (has_input (model))
    return;
  fix = add_input (model, first_without_input (model));
  g_ptr_array_add (problems,
                   gr_problem_new (GR_PROBLEM_ERROR, GR_PROBLEM_EMPTY, NULL, fix,
                                   _ ("The model has no Input, where data enter. Add one?")));
}
