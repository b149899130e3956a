/* lower.c - makes a plan of a model: one instance a block, groups repeated, then an order. See
 * lower.h. */
#include "lower.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static void
instance_free (GrInstance *instance)
{
  g_free (instance->copy);
  g_free (instance->name);
  g_free (instance->inputs);
  g_free (instance);
}

void
gr_plan_free (GrPlan *plan)
{
  g_ptr_array_unref (plan->instances);
  g_array_unref (plan->order);
  g_ptr_array_unref (plan->problems);
  g_free (plan);
}

gint
gr_plan_last (const GrPlan *plan, const GrBlock *block)
{
  for (guint i = plan->instances->len; i-- > 0;)
    if (gr_plan_instance (plan, i)->block == block)
      return (gint) i;
  return -1;
}

/* --- one instance a block --------------------------------------------------------------------- */

static void
set_input (GrInstance *instance, guint input, gint from)
{
  if (input >= instance->n_inputs)
    {
      instance->inputs = g_renew (gint, instance->inputs, input + 1);
      for (guint i = instance->n_inputs; i <= input; i++)
        instance->inputs[i] = -1;
      instance->n_inputs = input + 1;
    }
  instance->inputs[input] = from;
}

static void
add_instances (GrPlan *plan, GrModel *model)
{
  g_autoptr (GHashTable) index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < model->blocks->len; i++)
    {
      GrInstance *instance = g_new0 (GrInstance, 1);

      instance->block = g_ptr_array_index (model->blocks, i);
      instance->copy = g_strdup ("");
      g_ptr_array_add (plan->instances, instance);
      g_hash_table_insert (index, instance->block->id, GUINT_TO_POINTER (i));
    }
  for (guint i = 0; i < model->links->len; i++)
    {
      const GrLink *link = g_ptr_array_index (model->links, i);
      const guint   to = GPOINTER_TO_UINT (g_hash_table_lookup (index, link->to));
      const guint   from = GPOINTER_TO_UINT (g_hash_table_lookup (index, link->from));

      set_input (gr_plan_instance (plan, to), link->input, (gint) from);
    }
}

/* --- repeating groups ------------------------------------------------------------------------- */

/* The instances of one group, and where the data enter and leave it. */
typedef struct
{
  GArray   *members; /* of guint */
  gboolean *inside;  /* per instance */
  gint      entry;   /* the one instance outside that it reads, or -1 */
  gint      exit;    /* the one member that what is outside reads, or that nothing reads */
  gboolean  two_entries, two_exits;
} Part;

static void
note (gint *place, gint value, gboolean *twice)
{
  if (*place >= 0 && *place != value)
    *twice = TRUE;
  *place = value;
}

/* A member that no member reads. */
static gint
last_member (const GrPlan *plan, const Part *part)
{
  g_autofree gboolean *read = g_new0 (gboolean, plan->instances->len);
  gint                 last = -1;

  for (guint m = 0; m < part->members->len; m++)
    {
      const GrInstance *instance = gr_plan_instance (plan, g_array_index (part->members, guint, m));

      for (guint i = 0; i < instance->n_inputs; i++)
        if (instance->inputs[i] >= 0)
          read[instance->inputs[i]] = TRUE;
    }
  for (guint m = 0; m < part->members->len; m++)
    if (!read[g_array_index (part->members, guint, m)])
      last = (gint) g_array_index (part->members, guint, m);
  return last;
}

static void
find_part (const GrPlan *plan, GrModel *model, const GrGroup *group, Part *part)
{
  part->members = g_array_new (FALSE, FALSE, sizeof (guint));
  part->inside = g_new0 (gboolean, plan->instances->len);
  part->entry = part->exit = -1;
  for (guint i = 0; i < plan->instances->len; i++)
    if (gr_model_group_within (model, gr_plan_instance (plan, i)->block->group, group->id))
      {
        g_array_append_val (part->members, i);
        part->inside[i] = TRUE;
      }
  for (guint i = 0; i < plan->instances->len; i++)
    {
      const GrInstance *instance = gr_plan_instance (plan, i);

      for (guint j = 0; j < instance->n_inputs; j++)
        if (instance->inputs[j] >= 0 && part->inside[i] && !part->inside[instance->inputs[j]])
          note (&part->entry, instance->inputs[j], &part->two_entries);
        else if (instance->inputs[j] >= 0 && !part->inside[i] && part->inside[instance->inputs[j]])
          note (&part->exit, instance->inputs[j], &part->two_exits);
    }
  if (part->exit < 0)
    part->exit = last_member (plan, part);
}

static void
clear_part (Part *part)
{
  g_array_unref (part->members);
  g_free (part->inside);
}

/* Puts a copy's number before those of the groups inside. */
static char *
numbered (gint number, const char *inner)
{
  return g_strdup_printf ("%d%s%s", number, *inner ? "." : "", inner);
}

/* Adds copy number @copy of a part; it reads @previous's exit. Returns its own exit. */
static gint
add_copy (GrPlan *plan, const Part *part, gint copy, gint previous_exit)
{
  const guint      base = plan->instances->len;
  g_autofree gint *moved = g_new (gint, base);

  for (guint m = 0; m < part->members->len; m++)
    moved[g_array_index (part->members, guint, m)] = (gint) (base + m);
  for (guint m = 0; m < part->members->len; m++)
    {
      const GrInstance *original = gr_plan_instance (plan, g_array_index (part->members, guint, m));
      GrInstance       *instance = g_new0 (GrInstance, 1);

      instance->block = original->block;
      instance->copy = numbered (copy, original->copy);
      instance->n_inputs = original->n_inputs;
      instance->inputs = g_memdup2 (original->inputs, original->n_inputs * sizeof (gint));
      for (guint i = 0; i < instance->n_inputs; i++)
        {
          const gint from = instance->inputs[i];

          if (from >= 0)
            instance->inputs[i] = part->inside[from] ? moved[from] : previous_exit;
        }
      g_ptr_array_add (plan->instances, instance);
    }
  return moved[part->exit];
}

static void
repeat_group (GrPlan *plan, GrModel *model, const GrGroup *group)
{
  const guint n_before = plan->instances->len;
  const char *first;
  Part        part = { 0 };
  gint        exit;

  find_part (plan, model, group, &part);
  if (part.members->len == 0)
    goto out;
  first = gr_plan_instance (plan, g_array_index (part.members, guint, 0))->block->id;
  if (part.two_entries || part.two_exits || part.entry < 0 || part.exit < 0)
    {
      g_autoptr (GrEdit) fix = gr_edit_set_repeat (group->id, 1);
      g_ptr_array_add (plan->problems,
                       gr_problem_new (GR_PROBLEM_ERROR, GR_PROBLEM_GROUP, first, fix,
                                       _ ("The group “%s” cannot be repeated: its copies are "
                                          "chained, so it must take one input and give one "
                                          "output. Set its repeat to 1?"),
                                       group->name));
      goto out;
    }
  if ((gsize) part.members->len * (gsize) group->repeat + n_before > GR_MODEL_MAX_INSTANCES)
    {
      g_autoptr (GrEdit) fix = gr_edit_set_repeat (group->id, 1);
      g_ptr_array_add (plan->problems,
                       gr_problem_new (GR_PROBLEM_ERROR, GR_PROBLEM_GROUP, first, fix,
                                       _ ("Repeating the group “%s” %d times makes more than %d "
                                          "blocks. Set its repeat to 1?"),
                                       group->name, group->repeat, GR_MODEL_MAX_INSTANCES));
      goto out;
    }
  exit = part.exit;
  for (gint copy = 1; copy < group->repeat; copy++)
    exit = add_copy (plan, &part, copy, exit);
  for (guint i = 0; i < n_before; i++)
    {
      GrInstance *instance = gr_plan_instance (plan, i);

      if (part.inside[i])
        {
          char *copy = numbered (0, instance->copy);
          g_free (instance->copy);
          instance->copy = copy;
        }
      else
        for (guint j = 0; j < instance->n_inputs; j++)
          if (instance->inputs[j] == part.exit)
            instance->inputs[j] = exit;
    }
out:
  clear_part (&part);
}

static gint
group_depth (GrModel *model, const GrGroup *group)
{
  gint depth = 0;

  for (; group; group = gr_model_group (model, group->parent))
    depth++;
  return depth;
}

/* Inner groups first, so that repeating the outer one copies what they became. */
static void
repeat_groups (GrPlan *plan, GrModel *model)
{
  for (gint depth = GR_MODEL_MAX_DEPTH; depth > 0; depth--)
    for (guint i = 0; i < model->groups->len; i++)
      {
        const GrGroup *group = g_ptr_array_index (model->groups, i);

        if (group->repeat > 1 && group_depth (model, group) == depth)
          repeat_group (plan, model, group);
      }
}

/* Makes each instance know the next one of its block. */
static void
chain_copies (GrPlan *plan)
{
  g_autoptr (GHashTable) next = g_hash_table_new (NULL, NULL); /* of a block: instance + 1 */

  for (guint i = plan->instances->len; i-- > 0;)
    {
      GrInstance *instance = gr_plan_instance (plan, i);

      instance->next = GPOINTER_TO_INT (g_hash_table_lookup (next, instance->block)) - 1;
      g_hash_table_insert (next, (gpointer) instance->block, GUINT_TO_POINTER (i + 1));
    }
}

/* "res.1.conv1": the names of the groups around it, each repeated one with its number. */
static char *
instance_name (GrModel *model, const GrInstance *instance)
{
  g_autoptr (GString) name = g_string_new (instance->block->name);
  g_auto (GStrv) numbers = g_strsplit (instance->copy, ".", -1);
  gint           left = (gint) g_strv_length (numbers);

  for (const GrGroup *group = gr_model_group (model, instance->block->group); group;
       group = gr_model_group (model, group->parent))
    {
      g_string_prepend_c (name, '.');
      if (group->repeat > 1 && left > 0)
        {
          g_string_prepend (name, numbers[--left]);
          g_string_prepend_c (name, '.');
        }
      g_string_prepend (name, group->name);
    }
  return g_strdup (name->str);
}

/* --- the order -------------------------------------------------------------------------------- */

typedef enum
{
  UNSEEN,
  OPEN, /* on the stack: what it reads is being ordered */
  DONE,
} Mark;

typedef struct
{
  guint instance;
  guint input; /* the next input to look at */
} Frame;

static void
say_cycle (GrPlan *plan, const GrInstance *instance, guint input)
{
  const GrInstance *from = gr_plan_instance (plan, (guint) instance->inputs[input]);
  g_autoptr (GrEdit) fix = gr_edit_remove_link (instance->block->id, input);

  g_ptr_array_add (plan->problems,
                   gr_problem_new (GR_PROBLEM_ERROR, GR_PROBLEM_CYCLE, instance->block->id, fix,
                                   _ ("%s “%s” goes round in a circle: what it takes from “%s” "
                                      "depends on what it gives. Remove that link?"),
                                   instance->block->kind_name, instance->name, from->name));
}

/* Orders what @start reads, and it, after what is ordered already: a search in depth with a stack
 * of its own, since models are deep. */
static void
visit (GrPlan *plan, guint start, Mark *marks, GArray *stack)
{
  g_array_append_vals (stack, &(Frame){ start, 0 }, 1);
  marks[start] = OPEN;
  while (stack->len > 0)
    {
      Frame      *frame = &g_array_index (stack, Frame, stack->len - 1);
      GrInstance *instance = gr_plan_instance (plan, frame->instance);
      gint        from;

      if (frame->input == instance->n_inputs)
        {
          const guint index = frame->instance;

          for (guint i = 0; i < instance->n_inputs; i++)
            if (instance->inputs[i] >= 0
                && gr_plan_instance (plan, (guint) instance->inputs[i])->in_cycle)
              instance->in_cycle = TRUE;
          marks[index] = DONE;
          if (!instance->in_cycle)
            g_array_append_val (plan->order, index);
          g_array_set_size (stack, stack->len - 1);
          continue;
        }
      from = instance->inputs[frame->input++];
      if (from < 0 || marks[from] == DONE)
        continue;
      if (marks[from] == OPEN)
        {
          instance->in_cycle = TRUE;
          say_cycle (plan, instance, frame->input - 1);
          continue;
        }
      marks[from] = OPEN;
      g_array_append_vals (stack, &(Frame){ (guint) from, 0 }, 1);
    }
}

static void
find_order (GrPlan *plan)
{
  g_autofree Mark *marks = g_new0 (Mark, plan->instances->len);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (Frame));

  for (guint i = 0; i < plan->instances->len; i++)
    if (marks[i] == UNSEEN)
      visit (plan, i, marks, stack);
}

GrPlan *
gr_plan_new (GrModel *model)
{
  GrPlan *plan = g_new0 (GrPlan, 1);

  plan->instances = g_ptr_array_new_with_free_func ((GDestroyNotify) instance_free);
  plan->order = g_array_new (FALSE, FALSE, sizeof (guint));
  plan->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_problem_free);
  add_instances (plan, model);
  repeat_groups (plan, model);
  chain_copies (plan);
  for (guint i = 0; i < plan->instances->len; i++)
    {
      GrInstance *instance = gr_plan_instance (plan, i);
      instance->name = instance_name (model, instance);
    }
  find_order (plan);
  return plan;
}
