/* describe.c - what a model computes, in words that can be compared. See model.h. */
#include "model.h"

/* "fc1: Linear in_features=auto out_features=24 bias=true from=input" */
static void
append_block (GString *text, GrModel *model, const GrBlock *block)
{
  g_autofree char *name = gr_model_dotted_name (model, block);
  const guint      n = block->kind ? gr_block_kind_n_attributes (block->kind) : 0;
  const guint      n_inputs = gr_model_n_linked (model, block->id);

  g_string_append_printf (text, "%s: %s", name, block->kind_name);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = gr_setting_to_string (&block->settings[i]);

      g_string_append_printf (text, " %s=%s", block->kind->attributes[i].name, value);
    }
  for (guint input = 0; input < n_inputs; input++)
    {
      const GrLink    *link = gr_model_link_to (model, block->id, input);
      g_autofree char *from
          = link ? gr_model_dotted_name (model, gr_model_block (model, link->from)) : NULL;

      g_string_append_printf (text, " from=%s", from ? from : "nothing");
    }
}

char *
gr_model_describe (GrModel *model)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      append_block (text, model, gr_model_block_at (model, i));
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < gr_model_n_groups (model); i++)
    g_string_append_printf (text, "%s: repeated %d\n", gr_model_group_at (model, i)->name,
                            gr_model_group_at (model, i)->repeat);
  return g_string_free (text, FALSE);
}
