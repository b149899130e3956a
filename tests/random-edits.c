/* random-edits.c - see random-edits.h. */
#include "random-edits.h"

#include "exchange/clipboard.h"
#include "model/compose.h"
#include "model/layout.h"

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
  const gint i = g_rand_int_range (random, -1, (gint) n);

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
  const char *parent = any_group (model, random);
  g_autofree char *id = gr_model_fresh_id (model, "g");
  g_autofree char *name = gr_model_fresh_name (model, "g", parent);
  GrGroup group = {
    id, name, NULL, (char *) parent, g_rand_int_range (random, 1, 3), NULL, g_rand_boolean (random)
  };

  return gr_edit_add_group (&group, GR_AT_END);
}

static GrEdit *
set_any_attribute (GrModel *model, GRand *random)
{
  const GrBlock *block = gr_model_block (model, any_block (model, random));
  const guint n = block ? gr_block_kind_n_attributes (block->kind) : 0;
  const char *name = "none";
  GrSetting value;

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

/* --- what a person does on the canvas --------------------------------------------------------- */

/* Some of the blocks and groups. (transfer container) */
static GPtrArray *
some_ids (GrModel *model, GRand *random)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (gint i = g_rand_int_range (random, 1, 5); i > 0; i--)
    g_ptr_array_add (ids, (gpointer) any_block (model, random));
  if (g_rand_int_range (random, 0, 4) == 0 && gr_model_n_groups (model) > 0)
    g_ptr_array_add (ids, gr_model_group_at (model, 0)->id);
  return ids;
}

/* A new block where a person may put it: after another, on a link, or by itself. */
static GrEdit *
place_any_block (GrModel *model, GRand *random)
{
  const guint kind = (guint) g_rand_int_range (random, 0, (gint) gr_n_block_kinds ());
  g_autoptr (GrBlock) draft = gr_model_draft (model, gr_block_kind_at (kind)->name, NULL, NULL);
  const guint n_links = gr_model_n_links (model);

  draft->x = g_rand_int_range (random, -100, 1000);
  draft->y = g_rand_double (random) * 1000;
  switch (g_rand_int_range (random, 0, 3))
    {
    case 0:
      return gr_compose_after (model, draft, NULL, NULL);
    case 1:
      return gr_compose_after (model, draft, any_block (model, random), NULL);
    default:
      if (n_links > 0)
        {
          const GrLink *link = gr_model_link_at (
              model, (guint) g_rand_int_range (random, 0, (gint) n_links));
          return gr_compose_splice (model, draft, link->to, link->input, NULL);
        }
      return gr_compose_add (model, draft, NULL);
    }
}

/* By way of the clipboard's text. */
static GrEdit *
paste (GrModel *model, const GPtrArray *ids, GRand *random)
{
  g_autofree char *text = gr_clipboard_write (model, (const char *const *) ids->pdata, ids->len);
  g_autoptr (GrModel) part = gr_clipboard_read (text, NULL);

  return gr_part_insert (model, part, any_group (model, random), 20, 20, NULL);
}

static GrEdit *
lay_out (GrModel *model, const GPtrArray *ids, GRand *random)
{
  g_autofree GrBox *boxes = g_new0 (GrBox, ids->len + 1);
  GrLayout layout = GR_LAYOUT_INIT;

  layout.left_to_right = g_rand_boolean (random);
  for (guint i = 0; i < ids->len; i++)
    boxes[i] = (GrBox){ g_rand_int_range (random, 0, 500), g_rand_int_range (random, 0, 500), 150,
                        g_rand_int_range (random, 30, 80) };
  if (g_rand_boolean (random))
    return gr_arrange_align (model, (const char *const *) ids->pdata, boxes, ids->len,
                             (GrAlign) g_rand_int_range (random, 0, 6));
  return gr_layout (model, (const char *const *) ids->pdata, boxes, ids->len, &layout);
}

/* NULL where it is refused, or changes nothing. */
static GrEdit *
random_action (GrModel *model, GRand *random)
{
  g_autoptr (GPtrArray) ids = some_ids (model, random);
  const char *const *list = (const char *const *) ids->pdata;

  switch (g_rand_int_range (random, 0, 9))
    {
    case 0:
    case 1:
    case 2:
      return place_any_block (model, random);
    case 3:
      return gr_compose_link (model, list[0], any_block (model, random), GR_FREE_INPUT, NULL);
    case 4:
      return gr_compose_delete (model, list, ids->len, NULL);
    case 5:
      return gr_part_duplicate (model, list, ids->len, 30, 30, NULL);
    case 6:
      return gr_model_n_blocks (model) < 60 ? paste (model, ids, random) : NULL;
    case 7:
      return gr_arrange_push (model, list[0], 0, g_rand_int_range (random, -50, 50));
    default:
      return lay_out (model, ids, random);
    }
}

/* --- edits by themselves ---------------------------------------------------------------------- */

static GrEdit *
plain_edit (GrModel *model, GRand *random)
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

GrEdit *
random_edit (GrModel *model, GRand *random)
{
  GrEdit *action = g_rand_int_range (random, 0, 3) == 0 ? random_action (model, random) : NULL;

  return action ? action : plain_edit (model, random);
}
