/* random-edits.c - see random-edits.h. */
#include "random-edits.h"

static const char *
any_block (GrModel *model, GRand *random)
{
  const guint n = gr_model_n_blocks (model);

  return n ? gr_model_block_at (model, g_rand_int_range (random, 0, (gint) n))->id : "nothing";
}

static const char *
any_group (GrModel *model, GRand *random)
{
  const guint n = gr_model_n_groups (model);
  const gint  i = g_rand_int_range (random, -1, (gint) n);

  return i < 0 ? NULL : gr_model_group_at (model, (guint) i)->id;
}

static GrEdit *
add_any_block (GrModel *model, GRand *random)
{
  const guint kind = (guint) g_rand_int_range (random, 0, (gint) gr_n_block_kinds ());
  g_autoptr (GrBlock) block = gr_model_draft (model, gr_block_kind_at (kind)->name,
                                              any_group (model, random), NULL);

  return gr_edit_add_block (block, g_rand_int_range (random, -1, 20));
}

static GrEdit *
add_any_group (GrModel *model, GRand *random)
{
  const char      *parent = any_group (model, random);
  g_autofree char *id = gr_model_fresh_id (model, "g");
  g_autofree char *name = gr_model_fresh_name (model, "g", parent);
  GrGroup          group = { id, name, NULL, (char *) parent, g_rand_int_range (random, 1, 3),
                             NULL, g_rand_boolean (random) };

  return gr_edit_add_group (&group, GR_AT_END);
}

static GrEdit *
set_any_attribute (GrModel *model, GRand *random)
{
  const GrBlock *block = gr_model_block (model, any_block (model, random));
  const guint    n = block ? gr_block_kind_n_attributes (block->kind) : 0;
  const char    *name = "none";
  GrSetting      value;

  if (n > 0)
    name = block->kind->attributes[g_rand_int_range (random, 0, (gint) n)].name;
  switch (g_rand_int_range (random, 0, 4))
    {
    case 0:
      value = gr_setting_auto ();
      break;
    case 1:
      value = gr_setting_bool (g_rand_boolean (random));
      break;
    case 2:
      value = gr_setting_float (g_rand_double (random));
      break;
    default:
      value = gr_setting_int (g_rand_int_range (random, 0, 12));
    }
  return gr_edit_set_attribute (block ? block->id : "nothing", name, value);
}

GrEdit *
random_edit (GrModel *model, GRand *random)
{
  const char *members[2] = { any_block (model, random), any_block (model, random) };
  const char *group = any_group (model, random);

  switch (g_rand_int_range (random, 0, 17))
    {
    case 0:
    case 1:
    case 2:
      return add_any_block (model, random);
    case 3:
    case 4:
    case 5:
    case 6:
      return gr_edit_add_link (any_block (model, random), any_block (model, random),
                               (guint) g_rand_int_range (random, 0, 3), GR_AT_END);
    case 7:
      return gr_edit_remove_block (any_block (model, random));
    case 8:
      return gr_edit_remove_link (any_block (model, random), 0);
    case 9:
      return add_any_group (model, random);
    case 10:
      return gr_edit_put_block (any_block (model, random), group);
    case 11:
      return gr_edit_put_group (group, any_group (model, random));
    case 12:
      return gr_edit_set_repeat (group, g_rand_int_range (random, 0, 4));
    case 13:
      return gr_edit_group (model, members, 2, "pair");
    case 14:
      return gr_edit_set_collapsed (group, g_rand_boolean (random));
    case 15:
      return group ? gr_edit_ungroup (model, group)
                   : gr_edit_move_block (any_block (model, random), 1, 2);
    default:
      return set_any_attribute (model, random);
    }
}
