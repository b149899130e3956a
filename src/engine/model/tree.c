/* tree.c - the tree of a GrModule's named modules: groups around blocks, as PyTorch prints it and
 * as its parameters are listed. See module.h. */
#include "module-private.h"

#include <string.h>

/* --- making ----------------------------------------------------------------------------------- */

static GrTree *
tree_node (const char *name, const char *title, gboolean group)
{
  GrTree *tree = g_new0 (GrTree, 1);

  tree->name = g_strdup (name);
  tree->title = g_strdup (title);
  if (group)
    tree->children = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tree_free);
  return tree;
}

void
gr_tree_free (GrTree *tree)
{
  g_clear_pointer (&tree->children, g_ptr_array_unref);
  g_free (tree->name);
  g_free (tree->title);
  g_free (tree);
}

/* The child of this name, made where there is none yet. */
static GrTree *
child_group (GrTree *tree, const char *name, const char *title)
{
  GrTree *child;

  for (guint i = 0; i < tree->children->len; i++)
    {
      child = g_ptr_array_index (tree->children, i);
      if (child->children && g_str_equal (child->name, name))
        return child;
    }
  child = tree_node (name, title, TRUE);
  g_ptr_array_add (tree->children, child);
  return child;
}

/* Puts a block under the groups around it, the outermost first; under a repeated one its copies. */
static void
place_block (GrModel *model, GrTree *root, const GrInstance *instance, guint run_block)
{
  g_autoptr (GPtrArray) groups = g_ptr_array_new ();
  g_auto (GStrv) numbers = g_strsplit (instance->copy, ".", -1);
  const guint n_numbers = g_strv_length (numbers);
  guint       number = 0;
  GrTree     *leaf, *at = root;

  for (const GrGroup *group = gr_model_group (model, instance->block->group); group;
       group = gr_model_group (model, group->parent))
    g_ptr_array_insert (groups, 0, (gpointer) group);
  for (guint i = 0; i < groups->len; i++)
    {
      const GrGroup *group = g_ptr_array_index (groups, i);
      const gboolean repeated = group->repeat > 1 && number < n_numbers;

      at = child_group (at, group->name, repeated ? "Sequential" : group->title);
      if (repeated)
        at = child_group (at, numbers[number++], group->title);
    }
  leaf = tree_node (instance->block->name, NULL, FALSE);
  leaf->run_block = run_block;
  g_ptr_array_add (at->children, leaf);
}

GrTree *
gr_tree_new (GrModel *model, const GrPlan *plan, GPtrArray *blocks, const guint *instance_of)
{
  GrTree *root = tree_node (NULL, NULL, TRUE);

  for (guint i = 0; i < blocks->len; i++)
    place_block (model, root, gr_plan_instance (plan, instance_of[i]), i);
  return root;
}

/* --- printing --------------------------------------------------------------------------------- */

static void
mark (const GrTree *tree, gint *child_of, gint child)
{
  if (!tree->children)
    child_of[tree->run_block] = child;
  for (guint i = 0; tree->children && i < tree->children->len; i++)
    mark (g_ptr_array_index (tree->children, i), child_of, child);
}

static gboolean
is_end (const GrRunBlock *block)
{
  return block->kind->category == GR_CATEGORY_INPUT || gr_block_kind_is_loss (block->kind);
}

/* Whether each child reads the one before it and nothing else: PyTorch's Sequential. */
static gboolean
is_chain (const GrModule *module, const GrTree *tree)
{
  g_autofree gint *child_of = g_new (gint, module->blocks->len); /* -1: outside, or an end */
  gint             first = G_MAXINT;
  gint             source = -1; /* the one block outside that the first child reads */

  for (guint i = 0; i < module->blocks->len; i++)
    child_of[i] = -1;
  for (guint i = 0; i < tree->children->len; i++)
    mark (g_ptr_array_index (tree->children, i), child_of, (gint) i);
  for (guint i = 0; i < module->blocks->len; i++)
    {
      if (is_end (gr_module_run_block (module, i)))
        child_of[i] = -1;
      if (child_of[i] >= 0)
        first = MIN (first, child_of[i]);
    }
  for (guint i = 0; i < module->blocks->len; i++)
    {
      const GrRunBlock *block = gr_module_run_block (module, i);

      for (guint j = 0; child_of[i] >= 0 && j < block->n_inputs; j++)
        {
          const guint from = block->inputs[j];

          if (child_of[from] >= 0)
            {
              if (child_of[from] != child_of[i] && child_of[from] != child_of[i] - 1)
                return FALSE;
              continue;
            }
          if (child_of[i] != first || (source >= 0 && source != (gint) from))
            return FALSE;
          source = (gint) from;
        }
    }
  return TRUE;
}

static void print_children (const GrModule *module, const GrTree *tree, guint indent,
                            GString *text);

static void
print_tree (const GrModule *module, const GrTree *tree, guint indent, GString *text)
{
  if (!tree->children)
    {
      const GrRunBlock *block = gr_module_run_block (module, tree->run_block);
      g_autofree char  *repr = gr_block_repr (block->kind, block->settings);

      g_string_append (text, repr);
      return;
    }
  g_string_append (text, tree->title                ? tree->title
                         : is_chain (module, tree) ? "Sequential"
                                                   : "Module");
  g_string_append (text, "(\n");
  print_children (module, tree, indent + 2, text);
  g_string_append_printf (text, "%*s)", (int) indent, "");
}

static void
print_children (const GrModule *module, const GrTree *tree, guint indent, GString *text)
{
  for (guint i = 0; i < tree->children->len; i++)
    {
      const GrTree *child = g_ptr_array_index (tree->children, i);

      /* Inputs, losses and plain operators are no modules of PyTorch's. */
      if (!child->children)
        {
          const GrRunBlock *block = gr_module_run_block (module, child->run_block);
          if (is_end (block) || !gr_block_kind_is_module (block->kind))
            continue;
        }
      g_string_append_printf (text, "%*s(%s): ", (int) indent, "", child->name);
      print_tree (module, child, indent, text);
      g_string_append_c (text, '\n');
    }
}

char *
gr_module_repr (GrModule *module)
{
  g_autoptr (GString) text = g_string_new (NULL);

  print_tree (module, module->tree, 0, text);
  return g_strdup (text->str);
}
