/* data-fit.c - whether a model and its data set go together: see data-fit.h.
 *
 * That an Input has the data's shape is infer-block.c's. Here is what comes of the losses: what can
 * be said better than an operator would is said, the rest is found by running the loss on a target
 * without memory. */
#include "data-fit.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "compose.h"
#include "infer.h"
#include "module-private.h"

#define BATCH GR_PROBE_0 /* items of what was inferred; messages have N in its place */

/* --- the facts -------------------------------------------------------------------------------- */

/* How many classes are left without the last: it may lie far beyond the others (0, 1, 2 and 255).
 */
static gint64
count_below (const GrDataFacts *facts)
{
  gint64 n = facts->target.n_classes - 1;

  if (facts->n_labels != facts->target.n_classes) /* a transform gave them other numbers */
    return MAX (n, 0);
  while (n > 0 && facts->counts[n - 1] == 0)
    n--;
  return MAX (n, 0);
}

GrDataFacts *
gr_data_facts_new (GrDataset *set, const GrDataset *test, const GrTransforms *transforms,
                   GError **error)
{
  g_autoptr (GrDataFacts) facts = g_new0 (GrDataFacts, 1);

  facts->name = g_path_get_basename (set->name); /* of a path what people call it */
  facts->n_inputs = set->n_inputs;
  memcpy (facts->input, set->input, sizeof facts->input);
  facts->has_target = set->has_target;
  facts->target = set->target;
  if (!gr_transforms_infer (transforms, &facts->input[0], facts->has_target ? &facts->target : NULL,
                            error))
    return NULL;
  facts->length = set->length;
  facts->n_test = test ? test->length : 0;
  facts->n_labels = set->n_classes;
  facts->counts = gr_dataset_class_counts (set, error);
  if (!facts->counts)
    return NULL;
  if (facts->has_target)
    facts->n_below = count_below (facts);
  return g_steal_pointer (&facts);
}

void
gr_data_facts_free (GrDataFacts *facts)
{
  g_free (facts->name);
  g_free (facts->counts);
  g_free (facts);
}

void
gr_model_set_data (GrModel *model, GrDataFacts *facts)
{
  for (guint i = 0; i < GR_MAX_INPUTS; i++)
    {
      const GrField *field = facts && i < (guint) facts->n_inputs ? &facts->input[i] : NULL;

      gr_model_set_data_shape (model, i, field ? gr_ints (field->shape, field->ndim) : GR_NO_INTS);
    }
  g_clear_pointer (&model->data, gr_data_facts_free);
  model->data = facts;
}

const GrDataFacts *
gr_model_data (GrModel *model)
{
  return model->data;
}

/* --- the remedy ------------------------------------------------------------------------------- */

/* A loss, and what it judges. */
typedef struct
{
  GrModel *model;
  const GrInference *inference;
  const GrDataFacts *data;
  GPtrArray *problems; /* where what is wrong is said */
  const GrBlockKind *kind;
  const GrSetting *settings;
  const GrInstance *loss, *source;
  const GrTensor *judged; /* what @source gives */
} Judgement;

static const char *
size_attribute (const GrInstance *instance)
{
  static const char *const names[] = { "out_features", "out_channels" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (gr_block_kind_attribute (instance->block->kind, names[i]) >= 0)
      return names[i];
  return NULL;
}

static const GrTensor *
output_of (const GrInference *inference, gint index)
{
  return index < 0 ? NULL : ((GrNodeState *) inference->states->pdata[index])->output[0];
}

/* The instance that decides how many numbers an item has that @loss judges: its source, or one
 * before that where those between leave the number as it is, as a Softmax does. NULL: there is
 * none. */
static const GrInstance *
find_giver (const GrInference *inference, const GrInstance *loss)
{
  gint index = loss->inputs[0];
  const GrTensor *given = output_of (inference, index);

  while (given && given->ndim >= 2)
    {
      const GrInstance *instance = gr_plan_instance (inference->plan, (guint) index);
      const gint64 size = given->shape[1];

      if (size_attribute (instance))
        return instance;
      index = instance->n_inputs == 1 ? instance->inputs[0] : -1;
      given = output_of (inference, index);
      if (given && (given->ndim < 2 || given->shape[1] != size))
        return NULL;
    }
  return NULL;
}

/* Says @message, which is taken, at the block that can be given another size @wanted, with that as
 * the fix; where there is none, or @wanted is -1, at the one that is judged. */
static void
say_misfit (const Judgement *judgement, GrProblemLevel level, gint64 wanted, char *message)
{
  const GrInstance *source = judgement->source;
  const GrInstance *giver = wanted > 0 ? find_giver (judgement->inference, judgement->loss) : NULL;
  const char *attribute = giver ? size_attribute (giver) : NULL;
  g_autoptr (GrEdit) fix = NULL;
  g_autofree char *offer = NULL;

  if (giver)
    {
      fix = gr_edit_set_attribute (giver->block->id, attribute, gr_setting_int (wanted));
      offer = giver == source ? g_strdup_printf (_ (" Set %s to %" PRId64 "?"), attribute, wanted)
                              : g_strdup_printf (_ (" Set %s of “%s” to %" PRId64 "?"), attribute,
                                                 giver->name, wanted);
    }
  g_ptr_array_add (judgement->problems,
                   gr_problem_new (level, GR_PROBLEM_DATA, (giver ? giver : source)->block->id, fix,
                                   "%s%s", message, offer ? offer : ""));
  g_free (message);
}

/* --- the sentences ---------------------------------------------------------------------------- */

/* The same at the loss, for what another size does not mend. Takes @message. */
static void
say_of_loss (const Judgement *judgement, char *message)
{
  g_ptr_array_add (judgement->problems,
                   gr_problem_new (GR_PROBLEM_ERROR, GR_PROBLEM_DATA, judgement->loss->block->id,
                                   NULL, "%s", message));
  g_free (message);
}

/* Of a target that an item does not have; where it has the first, that is the fix. */
static void
say_target (const Judgement *judgement, gint number)
{
  const GrBlock *block = judgement->loss->block;
  const char *loss = judgement->loss->name, *data = judgement->data->name;
  g_autoptr (GrEdit) fix = NULL;

  if (!judgement->data->has_target)
    {
      say_of_loss (judgement,
                   g_strdup_printf (_ ("The loss “%s” compares with target %d of the data, but an "
                                       "item of “%s” has none"),
                                    loss, number, data));
      return;
    }
  fix = gr_edit_set_attribute (block->id, "target", gr_setting_int (0));
  g_ptr_array_add (judgement->problems,
                   gr_problem_new (GR_PROBLEM_ERROR, GR_PROBLEM_DATA, block->id, fix,
                                   _ ("The loss “%s” compares with target %d of the data, but an "
                                      "item of “%s” has only target 0. Set target to 0?"),
                                   loss, number, data));
}

/* The Linear before what is judged that was given a picture, which it takes row by row; NULL: there
 * is none. */
static const GrInstance *
find_unflattened (const GrInference *inference, const GrInstance *loss)
{
  for (gint index = loss->inputs[0]; index >= 0;)
    {
      const GrInstance *instance = gr_plan_instance (inference->plan, (guint) index);
      const GrTensor *input;

      index = instance->n_inputs > 0 ? instance->inputs[0] : -1;
      input = output_of (inference, index);
      if (input && input->ndim > 2 && g_str_equal (instance->block->kind_name, "Linear"))
        return instance;
    }
  return NULL;
}

/* What has places is judged at each of them, but an item has one class. */
static void
say_places (const Judgement *judgement)
{
  const GrInference *inference = judgement->inference;
  const GrNodeState *state = inference->states->pdata[judgement->loss->inputs[0]];
  const GrInstance *linear = find_unflattened (inference, judgement->loss);
  const GrInstance *source = judgement->source;
  g_autofree char *sizes = gr_shape_text (state->shape, judgement->judged->ndim, FALSE);
  g_autoptr (GrEdit) fix = linear ? gr_offer_flatten (judgement->model, linear->block) : NULL;

  if (fix)
    g_ptr_array_add (judgement->problems,
                     gr_problem_new (GR_PROBLEM_ERROR, GR_PROBLEM_DATA, linear->block->id, fix,
                                     _ ("“%s” gives %s numbers an item, but an item of “%s” has "
                                        "one class: the loss wants one score for each. Put a "
                                        "Flatten before “%s”?"),
                                     source->name, sizes, judgement->data->name, linear->name));
  else
    g_ptr_array_add (judgement->problems,
                     gr_problem_new (GR_PROBLEM_ERROR, GR_PROBLEM_DATA, source->block->id, NULL,
                                     _ ("“%s” gives %s numbers an item, but an item of “%s” has "
                                        "one class: the loss wants one score for each. End with a "
                                        "Flatten and a Linear"),
                                     source->name, sizes, judgement->data->name));
}

/* FALSE where it cannot be trained, here as below. */
static gboolean
check_classes (const Judgement *judgement)
{
  const GrTensor *scores = judgement->judged;
  const GrField *target = &judgement->data->target;
  gint64 needed = target->n_classes;
  gboolean too_many;

  /* Probabilities have a number for each score; fewer numbers are no classes. */
  if (needed == 0 && gr_dtype_is_floating (target->dtype)
      && (target->ndim == 0
          || (target->ndim == 1 && target->shape[0] == 1 && scores->ndim == 2
              && scores->shape[1] > 1)))
    {
      say_of_loss (judgement,
                   g_strdup_printf (_ ("The loss “%s” compares with a class, but the target of "
                                       "“%s” is a number: use MSELoss, or give the target's column "
                                       "the role “class”"),
                                    judgement->loss->name, judgement->data->name));
      return FALSE;
    }
  if (target->n_classes && target->ndim == 0 && scores->ndim > 2)
    {
      say_places (judgement);
      return FALSE;
    }
  if (gr_block_kind_attribute (judgement->kind, "ignore_index") >= 0
      && gr_block_setting (judgement->kind, judgement->settings, "ignore_index")->ints[0]
             == needed - 1)
    needed = judgement->data->n_below;
  if (needed == 0 || scores->ndim < 2
      || (scores->shape[1] >= needed && scores->shape[1] <= target->n_classes))
    return TRUE;
  /* With too many it runs, and guesses at classes that there are not. */
  too_many = scores->shape[1] > target->n_classes;
  say_misfit (judgement, too_many ? GR_PROBLEM_WARNING : GR_PROBLEM_ERROR,
              too_many ? target->n_classes : needed,
              g_strdup_printf (
                  g_dngettext (GETTEXT_PACKAGE,
                               "“%s” gives %" PRId64 " score, but “%s” has %" PRId64 " classes.",
                               "“%s” gives %" PRId64 " scores, but “%s” has %" PRId64 " classes.",
                               (gulong) scores->shape[1]),
                  judgement->source->name, scores->shape[1], judgement->data->name,
                  target->n_classes));
  return too_many;
}

/* What has places gives too many numbers where a Flatten is missing. Takes @message. */
static void
say_number (const Judgement *judgement, char *message)
{
  const GrInstance *linear = find_unflattened (judgement->inference, judgement->loss);
  g_autoptr (GrEdit) fix = linear ? gr_offer_flatten (judgement->model, linear->block) : NULL;
  g_autofree char *offer = NULL;

  if (!fix)
    {
      say_misfit (judgement, GR_PROBLEM_ERROR,
                  judgement->judged->ndim == 2 ? gr_field_numel (&judgement->data->target) : -1,
                  message);
      return;
    }
  offer = g_strdup_printf (_ (" Put a Flatten before “%s”?"), linear->name);
  g_ptr_array_add (judgement->problems,
                   gr_problem_new (GR_PROBLEM_ERROR, GR_PROBLEM_DATA, linear->block->id, fix,
                                   "%s%s", message, offer));
  g_free (message);
}

static gboolean
check_values (const Judgement *judgement)
{
  const char *loss = judgement->loss->name, *output = judgement->source->name;
  const GrField *target = &judgement->data->target;
  const gint64 numbers = gr_tensor_numel (judgement->judged) / BATCH;
  const gint64 targets = gr_field_numel (target);
  /* Of two classes the index is yes or no; that of more has an order that the classes have not. */
  const gboolean has_order = target->ndim > 0 || target->n_classes <= 2;

  if (numbers == targets && has_order)
    return TRUE;
  if (target->n_classes)
    say_of_loss (judgement,
                 g_strdup_printf (_ ("The loss “%s” compares numbers, and “%s” gives %" PRId64
                                     " of them, but the target of “%s” is one of %" PRId64
                                     " classes: use CrossEntropyLoss, or the transform one_hot"),
                                  loss, output, numbers, judgement->data->name, target->n_classes));
  else
    say_number (judgement,
                g_strdup_printf (
                    g_dngettext (GETTEXT_PACKAGE,
                                 "The loss “%s” compares with %" PRId64 " number of “%s”, but “%s” "
                                 "gives %" PRId64 ".",
                                 "The loss “%s” compares with %" PRId64 " numbers of “%s”, but "
                                 "“%s” gives %" PRId64 ".",
                                 (gulong) targets),
                    loss, targets, judgement->data->name, output, numbers));
  return FALSE;
}

/* Runs the loss on a target of the data's shape, without memory. */
static void
try_target (const Judgement *judgement)
{
  const GrField *field = &judgement->data->target;
  gint64 shape[GR_MAX_DIMS] = { BATCH };
  const gint n = MIN (field->ndim, GR_MAX_DIMS - 1);
  GrScope scope = GR_SCOPE_INIT;
  GrTensor *read[2] = { (GrTensor *) judgement->judged, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *reason = NULL;

  memcpy (shape + 1, field->shape, n * sizeof (gint64));
  read[1] = gr_scope_keep (
      &scope, gr_tensor_new_meta (gr_dtype_is_floating (field->dtype) ? GR_FLOAT32 : field->dtype,
                                  GR_META, gr_ints (shape, n + 1)));
  read[1] = gr_fit_target (&scope, judgement->kind->target, read[1], read[0]);
  if (read[1])
    judgement->kind->forward (
        &scope, &(GrBlockCall){ judgement->kind, judgement->settings, read, 2, NULL, FALSE });
  if (gr_scope_end (&scope, &error))
    return;
  reason = gr_batch_as_n (error->message, BATCH);
  say_of_loss (judgement,
               g_strdup_printf (_ ("The loss “%s” cannot compare “%s” with the target of “%s”: %s"),
                                judgement->loss->name, judgement->source->name,
                                judgement->data->name, reason));
}

static void
check_loss (const Judgement *judgement)
{
  const gint64 number = gr_block_setting (judgement->kind, judgement->settings, "target")->ints[0];

  if (number > 0 || !judgement->data->has_target)
    say_target (judgement, (gint) number);
  else if (judgement->kind->target == GR_TARGET_CLASSES ? check_classes (judgement)
                                                        : check_values (judgement))
    try_target (judgement);
}

static void
check_inputs (GrModel *model, GPtrArray *problems)
{
  const GrDataFacts *data = model->data;
  const GrBlock *last = NULL;
  gint n = 0;

  for (guint i = 0; i < model->blocks->len; i++)
    {
      const GrBlock *block = model->blocks->pdata[i];

      if (!block->kind || block->kind->category != GR_CATEGORY_INPUT)
        continue;
      last = block;
      n++;
    }
  if (last && n != data->n_inputs)
    g_ptr_array_add (
        problems,
        gr_problem_new (GR_PROBLEM_ERROR, GR_PROBLEM_DATA, last->id, NULL,
                        g_dngettext (GETTEXT_PACKAGE,
                                     "The model has %u input, but an item of “%s” has %d",
                                     "The model has %u inputs, but an item of “%s” has %d", n),
                        n, data->name, data->n_inputs));
}

/* The loss for the data's target, of what the model gives last; NULL: there is no target. */
static GrEdit *
add_loss (GrModel *model)
{
  const char *kind = model->data->target.n_classes ? "CrossEntropyLoss" : "MSELoss";
  g_autoptr (GrBlock) loss = NULL;

  if (!model->data->has_target)
    return NULL;
  loss = gr_model_draft (model, kind, NULL, NULL);
  return gr_compose_after (model, loss, NULL, NULL);
}

static gboolean
is_frozen (const GrBlock *block)
{
  return gr_block_setting (block->kind, block->settings, "frozen")->ints[0];
}

/* Where no block that has weights would be trained. */
static void
check_frozen (const GrInference *inference, GPtrArray *problems)
{
  gboolean any = FALSE;

  for (guint i = 0; i < inference->states->len; i++)
    {
      const GrNodeState *state = inference->states->pdata[i];

      if (!state->n_parameters)
        continue;
      if (!is_frozen (gr_plan_instance (inference->plan, i)->block))
        return;
      any = TRUE;
    }
  if (any)
    g_ptr_array_add (problems,
                     gr_problem_new (GR_PROBLEM_ERROR, GR_PROBLEM_DATA, NULL, NULL,
                                     _ ("Every block of the model that has weights is frozen: "
                                        "there is nothing to train. Unfreeze at least one")));
}

void
gr_find_data_misfits (GrModel *model, const GrInference *inference, GPtrArray *problems)
{
  gboolean any = FALSE;

  if (!model->data)
    return;
  check_inputs (model, problems);
  for (guint i = 0; i < inference->plan->instances->len; i++)
    {
      const GrInstance *loss = gr_plan_instance (inference->plan, i);
      const GrNodeState *state = inference->states->pdata[i];
      const GrTensor *judged = output_of (inference, loss->n_inputs > 0 ? loss->inputs[0] : -1);

      if (!loss->block->kind || !gr_block_kind_is_loss (loss->block->kind))
        continue;
      any = TRUE;
      /* What cannot be inferred has its problem; a second link takes the place of the data. */
      if (state->output[0] && judged && (loss->n_inputs < 2 || loss->inputs[1] < 0))
        check_loss (&(Judgement){
            model, inference, model->data, problems, loss->block->kind, state->settings, loss,
            gr_plan_instance (inference->plan, (guint) loss->inputs[0]), judged });
    }
  if (!any)
    {
      g_autoptr (GrEdit) fix = add_loss (model);

      g_ptr_array_add (
          problems, gr_problem_new (GR_PROBLEM_ERROR, GR_PROBLEM_DATA, NULL, fix,
                                    _ ("The model has no loss to train with: add one, for classes "
                                       "CrossEntropyLoss")));
    }
  check_frozen (inference, problems);
}

/* Numbers of one item that @state gives for each of its channels, dimension 1. */
static gint64
count_per_channel (const GrNodeState *state)
{
  gint64 n = 1;

  for (gint i = 0; i < state->output[0]->ndim; i++)
    {
      const GrSize size = state->shape[i];

      if (size.unknown)
        return G_MAXINT64;
      if (i != 1 && __builtin_mul_overflow (n, size.per_batch + size.fixed, &n))
        return G_MAXINT64;
    }
  return n;
}

/* Whether @block takes mean and variance of the batch, trained or @judged. */
static gboolean
works_over_batch (const GrBlock *block, gboolean judged)
{
  return block->kind && block->kind->over_batch
         && (!judged
             || !gr_block_setting (block->kind, block->settings, "track_running_stats")->ints[0]);
}

const GrBlock *
gr_model_refuses_single (GrModel *model, gboolean judged)
{
  const GrInference *inference = gr_model_inference (model);

  for (guint i = 0; i < inference->states->len; i++)
    {
      const GrBlock *block = gr_plan_instance (inference->plan, i)->block;
      const GrNodeState *state = inference->states->pdata[i];

      if (works_over_batch (block, judged) && state->output[0] && count_per_channel (state) == 1)
        return block;
    }
  return NULL;
}

gboolean
gr_model_can_train (GrModel *model, GError **error)
{
  return gr_model_check (model, error)
         && gr_problems_check (gr_model_inference (model)->problems, TRUE, error);
}
