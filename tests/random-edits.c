/* random-edits.c - see random-edits.h. */
#include "random-edits.h"

#include "exchange/clipboard.h"
#include "model/compose.h"
#include "model/layout.h"

#define MAX_BLOCKS 60 /* beyond which no more are copied */

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

static GrBlock *
any_draft (GrModel *model, GRand *random)
{
  const guint kind = (guint) g_rand_int_range (random, 0, (gint) gr_n_block_kinds ());
  GrBlock *draft = gr_model_draft (model, gr_block_kind_at (kind)->name, NULL, NULL);

  draft->x = g_rand_int_range (random, -100, 1000);
  draft->y = g_rand_double (random) * 1000;
  return draft;
}

static GrEdit *
place_alone (GrModel *model, GRand *random)
{
  g_autoptr (GrBlock) draft = any_draft (model, random);

  return gr_compose_add (model, draft, NULL);
}

static GrEdit *
place_after (GrModel *model, GRand *random)
{
  g_autoptr (GrBlock) draft = any_draft (model, random);
  const char *after = g_rand_boolean (random) ? any_block (model, random) : NULL;

  return gr_compose_after (model, draft, after, NULL);
}

static const GrLink *
any_link (GrModel *model, GRand *random)
{
  const guint n = gr_model_n_links (model);

  return n ? gr_model_link_at (model, (guint) g_rand_int_range (random, 0, (gint) n)) : NULL;
}

static GrEdit *
splice (GrModel *model, GRand *random)
{
  g_autoptr (GrBlock) draft = any_draft (model, random);
  const GrLink *link = any_link (model, random);

  return link ? gr_compose_splice (model, draft, link->to, link->input, NULL) : NULL;
}

static GrEdit *
splice_block (GrModel *model, GRand *random)
{
  const GrLink *link = any_link (model, random);

  return link ? gr_compose_splice_block (model, any_block (model, random), link->to, link->input,
                                         NULL)
              : NULL;
}

static GrEdit *
draw_wire (GrModel *model, GRand *random)
{
  return gr_compose_link (model, any_block (model, random), any_block (model, random),
                          GR_FREE_INPUT, NULL);
}

static GrEdit *
delete_and_heal (GrModel *model, GRand *random)
{
  g_autoptr (GPtrArray) ids = some_ids (model, random);

  return gr_compose_delete (model, (const char *const *) ids->pdata, ids->len, NULL);
}

static GrEdit *
duplicate (GrModel *model, GRand *random)
{
  g_autoptr (GPtrArray) ids = some_ids (model, random);

  return gr_model_n_blocks (model) < MAX_BLOCKS
             ? gr_part_duplicate (model, (const char *const *) ids->pdata, ids->len, 30, 30, NULL)
             : NULL;
}

/* By way of the clipboard's text. */
static GrEdit *
paste (GrModel *model, GRand *random)
{
  g_autoptr (GPtrArray) ids = some_ids (model, random);
  g_autofree char *text = gr_clipboard_write (model, (const char *const *) ids->pdata, ids->len,
                                              NULL);
  g_autoptr (GrModel) part = gr_clipboard_read (text, NULL);

  return gr_model_n_blocks (model) < MAX_BLOCKS
             ? gr_part_insert (model, part, any_group (model, random), 20, 20, NULL)
             : NULL;
}

static GrEdit *
push (GrModel *model, GRand *random)
{
  return gr_arrange_push (model, any_block (model, random), 0, g_rand_int_range (random, -50, 50));
}

static GrEdit *
drag (GrModel *model, GRand *random)
{
  g_autoptr (GPtrArray) ids = some_ids (model, random);

  return gr_arrange_move (model, (const char *const *) ids->pdata, ids->len,
                          g_rand_int_range (random, -50, 50), g_rand_double (random));
}

/* Where @ids might be drawn. (transfer full) */
static GrBox *
any_boxes (const GPtrArray *ids, GRand *random)
{
  GrBox *boxes = g_new0 (GrBox, ids->len + 1);

  for (guint i = 0; i < ids->len; i++)
    boxes[i] = (GrBox){ g_rand_int_range (random, 0, 500), g_rand_int_range (random, 0, 500), 150,
                        g_rand_int_range (random, 30, 80) };
  return boxes;
}

static GrEdit *
align (GrModel *model, GRand *random)
{
  g_autoptr (GPtrArray) ids = some_ids (model, random);
  g_autofree GrBox *boxes = any_boxes (ids, random);
  g_autofree GrBox *places = g_memdup2 (boxes, (ids->len + 1) * sizeof (GrBox));

  gr_boxes_align (places, ids->len, (GrAlign) g_rand_int_range (random, 0, 6));
  return gr_arrange_to (model, (const char *const *) ids->pdata, boxes, places, ids->len);
}

static GrEdit *
distribute (GrModel *model, GRand *random)
{
  g_autoptr (GPtrArray) ids = some_ids (model, random);
  g_autofree GrBox *boxes = any_boxes (ids, random);
  g_autofree GrBox *places = g_memdup2 (boxes, (ids->len + 1) * sizeof (GrBox));

  gr_boxes_distribute (places, ids->len, g_rand_boolean (random));
  return gr_arrange_to (model, (const char *const *) ids->pdata, boxes, places, ids->len);
}

static GrEdit *
lay_out (GrModel *model, GRand *random)
{
  g_autoptr (GPtrArray) ids = some_ids (model, random);
  g_autofree GrBox *boxes = any_boxes (ids, random);
  GrLayout layout = GR_LAYOUT_INIT;

  layout.left_to_right = g_rand_boolean (random);
  return gr_layout (model, (const char *const *) ids->pdata, boxes, ids->len, &layout);
}

/* What a problem's button does. */
static GrEdit *
fix (GrModel *model, GRand *random)
{
  const guint n = gr_model_n_problems (model);
  const GrProblem *problem = n ? gr_model_problem_at (
                                 model, (guint) g_rand_int_range (random, 0, (gint) n))
                               : NULL;

  return problem && problem->fix ? gr_edit_ref (problem->fix) : NULL;
}

/* --- edits by themselves ---------------------------------------------------------------------- */

static GrEdit *
add_link (GrModel *model, GRand *random)
{
  return gr_edit_add_link (any_block (model, random), any_block (model, random),
                           (guint) g_rand_int_range (random, 0, 3), GR_AT_END);
}

static GrEdit *
remove_block (GrModel *model, GRand *random)
{
  return gr_edit_remove_block (any_block (model, random));
}

static GrEdit *
remove_link (GrModel *model, GRand *random)
{
  return gr_edit_remove_link (any_block (model, random), 0);
}

/* Sometimes one that is taken, or that is none. */
static char *
any_name (GRand *random)
{
  return g_rand_int_range (random, 0, 8) == 0
             ? g_strdup ("")
             : g_strdup_printf ("name%d", g_rand_int_range (random, 0, 30));
}

static GrEdit *
rename_block (GrModel *model, GRand *random)
{
  g_autofree char *name = any_name (random);

  return gr_edit_rename_block (any_block (model, random), name);
}

static GrEdit *
move_block (GrModel *model, GRand *random)
{
  return gr_edit_move_block (any_block (model, random), g_rand_int_range (random, -900, 900), 2.5);
}

static GrEdit *
put_block (GrModel *model, GRand *random)
{
  return gr_edit_put_block (any_block (model, random), any_group (model, random));
}

static GrEdit *
remove_group (GrModel *model, GRand *random)
{
  const char *group = any_group (model, random);

  return group ? gr_edit_remove_group (group) : NULL;
}

static GrEdit *
rename_group (GrModel *model, GRand *random)
{
  const char *group = any_group (model, random);
  g_autofree char *name = any_name (random);

  return group ? gr_edit_rename_group (group, name) : NULL;
}

static GrEdit *
put_group (GrModel *model, GRand *random)
{
  const char *group = any_group (model, random);

  return group ? gr_edit_put_group (group, any_group (model, random)) : NULL;
}

static GrEdit *
set_repeat (GrModel *model, GRand *random)
{
  const char *group = any_group (model, random);

  return group ? gr_edit_set_repeat (group, g_rand_int_range (random, 0, 4)) : NULL;
}

static GrEdit *
fold (GrModel *model, GRand *random)
{
  const char *group = any_group (model, random);

  return group ? gr_edit_set_collapsed (group, g_rand_boolean (random)) : NULL;
}

static GrEdit *
group (GrModel *model, GRand *random)
{
  const char *members[2] = { any_block (model, random), any_block (model, random) };

  return gr_edit_group (model, members, 2, "pair");
}

static GrEdit *
ungroup (GrModel *model, GRand *random)
{
  const char *which = any_group (model, random);

  return which ? gr_edit_ungroup (model, which) : NULL;
}

/* --- all of them ------------------------------------------------------------------------------ */

/* A row's function gives NULL where it has nothing to do here. */
static const struct
{
  const char *name;
  guint weight; /* how often, of the sum */
  GrEdit *(*make) (GrModel *model, GRand *random);
} kinds[] = {
  { "add a block", 6, add_any_block },
  { "remove a block", 2, remove_block },
  { "rename a block", 2, rename_block },
  { "set an attribute", 3, set_any_attribute },
  { "move a block", 1, move_block },
  { "put a block into a group", 2, put_block },
  { "add a link", 8, add_link },
  { "remove a link", 2, remove_link },
  { "add a group", 2, add_any_group },
  { "remove a group", 1, remove_group },
  { "rename a group", 1, rename_group },
  { "put a group into a group", 2, put_group },
  { "repeat a group", 2, set_repeat },
  { "fold a group", 2, fold },
  { "group", 2, group },
  { "ungroup", 2, ungroup },
  { "place a block alone", 2, place_alone },
  { "place a block after another", 3, place_after },
  { "place a block on a wire", 2, splice },
  { "drop a block on a wire", 1, splice_block },
  { "draw a wire", 2, draw_wire },
  { "delete and heal", 1, delete_and_heal },
  { "duplicate", 1, duplicate },
  { "paste", 1, paste },
  { "push", 1, push },
  { "drag", 1, drag },
  { "align", 1, align },
  { "distribute", 1, distribute },
  { "lay out", 1, lay_out },
  { "fix a problem", 2, fix },
};

guint
n_random_edits (void)
{
  return G_N_ELEMENTS (kinds);
}

const char *
random_edit_name (guint kind)
{
  return kinds[kind].name;
}

static guint
any_kind (GRand *random)
{
  guint sum = 0, kind;
  gint at;

  for (kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
    sum += kinds[kind].weight;
  at = g_rand_int_range (random, 0, (gint) sum);
  for (kind = 0; at >= (gint) kinds[kind].weight; kind++)
    at -= (gint) kinds[kind].weight;
  return kind;
}

GrEdit *
random_edit (GrModel *model, GRand *random, guint *kind)
{
  for (;;)
    {
      const guint which = any_kind (random);
      GrEdit *edit = kinds[which].make (model, random);

      if (edit && kind)
        *kind = which;
      if (edit)
        return edit;
    }
}
