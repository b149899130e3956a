/* test-layout.c - automatic layout: what holds for any model's, and what it should look like. */
#include "gradus.h"

#include <math.h>

#include "model/layout.h"

#define WIDTH  120
#define HEIGHT 40

/* --- building --------------------------------------------------------------------------------- */

static void
apply (GrModel *model, GrEdit *edit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrEdit) inverse = gr_model_apply (model, edit, &error);

  g_assert_no_error (error);
  gr_edit_unref (edit);
}

static void
add (GrModel *model, const char *id, const char *group)
{
  g_autoptr (GrBlock) block = gr_block_new (id, "Cat", id, group);

  apply (model, gr_edit_add_block (block, GR_AT_END));
}

static void
link_to (GrModel *model, const char *from, const char *to, guint input)
{
  apply (model, gr_edit_add_link (from, to, input, GR_AT_END));
}

static void
add_group (GrModel *model, const char *id, const char *parent)
{
  GrGroup group = { (char *) id, (char *) id, NULL, (char *) parent, 1, NULL, FALSE };

  apply (model, gr_edit_add_group (&group, GR_AT_END));
}

static GrBox
box_of (GrModel *model, const char *id)
{
  const GrBlock *block = gr_model_block (model, id);

  return (GrBox){ block->x, block->y, WIDTH, HEIGHT };
}

/* Lays out every block; whether any moved. */
static gboolean
lay_out (GrModel *model, gboolean left_to_right)
{
  const guint n = gr_model_n_blocks (model);
  g_autofree const char **ids = g_new (const char *, n + 1);
  g_autofree GrBox *boxes = g_new (GrBox, n + 1);
  GrLayout layout = GR_LAYOUT_INIT;
  GrEdit *edit;

  for (guint i = 0; i < n; i++)
    {
      ids[i] = gr_model_block_at (model, i)->id;
      boxes[i] = box_of (model, ids[i]);
    }
  layout.left_to_right = left_to_right;
  edit = gr_layout (model, ids, boxes, n, &layout);
  if (edit)
    apply (model, edit);
  return edit != NULL;
}

static gboolean
overlap (GrBox a, GrBox b)
{
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/* --- what it looks like ----------------------------------------------------------------------- */

/* a, b, c, d in a chain, with a shortcut from a to d. */
static GrModel *
residual (void)
{
  GrModel *model = gr_model_new ();

  for (const char *id = "abcd"; *id; id++)
    add (model, (const char[]){ *id, 0 }, NULL);
  link_to (model, "a", "b", 0);
  link_to (model, "b", "c", 0);
  link_to (model, "a", "d", 1);
  link_to (model, "c", "d", 0);
  return model;
}

static void
test_chain (void)
{
  g_autoptr (GrModel) model = residual ();

  g_assert_true (lay_out (model, FALSE));
  /* The chain is straight: the shortcut goes around it. */
  for (const char *id = "bcd"; *id; id++)
    g_assert_cmpfloat (
        fabs (gr_model_block (model, (const char[]){ *id, 0 })->x - gr_model_block (model, "a")->x),
        <=, 2);
  g_assert_cmpfloat (gr_model_block (model, "a")->y, ==, 0);
  g_assert_cmpfloat (gr_model_block (model, "b")->y, ==, HEIGHT + 36);
  g_assert_cmpfloat (gr_model_block (model, "d")->y, ==, 3 * (HEIGHT + 36));
  /* Again is the same. */
  g_assert_false (lay_out (model, FALSE));
  g_assert_true (lay_out (model, TRUE));
  g_assert_cmpfloat (gr_model_block (model, "d")->x, ==, 3 * (WIDTH + 36));
  g_assert_cmpfloat (fabs (gr_model_block (model, "d")->y - gr_model_block (model, "a")->y), <=, 2);
}

/* Three branches stand side by side around the middle; the corner stays where it was. */
static void
test_branches (void)
{
  g_autoptr (GrModel) model = gr_model_new ();
  gdouble left, middle, right;

  for (const char *id = "abcde"; *id; id++)
    {
      add (model, (const char[]){ *id, 0 }, NULL);
      apply (model, gr_edit_move_block ((const char[]){ *id, 0 }, -50, 70));
    }
  for (const char *id = "bcd"; *id; id++)
    {
      link_to (model, "a", (const char[]){ *id, 0 }, 0);
      link_to (model, (const char[]){ *id, 0 }, "e", (guint) (*id - 'b'));
    }
  g_assert_true (lay_out (model, FALSE));
  left = gr_model_block (model, "b")->x;
  middle = gr_model_block (model, "c")->x;
  right = gr_model_block (model, "d")->x;
  g_assert_cmpfloat (left, ==, -50);
  g_assert_cmpfloat (gr_model_block (model, "a")->y, ==, 70);
  g_assert_cmpfloat (middle - left, ==, WIDTH + 32);
  g_assert_cmpfloat (right - middle, ==, WIDTH + 32);
  g_assert_cmpfloat (gr_model_block (model, "a")->x, ==, middle);
  g_assert_cmpfloat (gr_model_block (model, "e")->x, ==, middle);
}

/* Two inputs crosswise linked to two blocks: without the crossing. */
static void
test_no_crossing (void)
{
  g_autoptr (GrModel) model = gr_model_new ();

  for (const char *id = "abcd"; *id; id++)
    add (model, (const char[]){ *id, 0 }, NULL);
  add (model, "end", NULL);
  link_to (model, "a", "d", 0);
  link_to (model, "b", "c", 0);
  link_to (model, "c", "end", 0);
  link_to (model, "d", "end", 1);
  lay_out (model, FALSE);
  g_assert_true ((gr_model_block (model, "a")->x < gr_model_block (model, "b")->x)
                 == (gr_model_block (model, "d")->x < gr_model_block (model, "c")->x));
}

/* A collapsed group is given as one box, and its blocks go with it. */
static void
test_collapsed (void)
{
  g_autoptr (GrModel) model = residual ();
  static const char *const ids[] = { "a", "g", "d" };
  const GrBox boxes[] = { { 0, 0, 100, 40 }, { 0, 0, 100, 40 }, { 0, 0, 100, 40 } };
  const GrLayout layout = GR_LAYOUT_INIT;

  add_group (model, "g", NULL);
  apply (model, gr_edit_put_block ("b", "g"));
  apply (model, gr_edit_put_block ("c", "g"));
  apply (model, gr_edit_move_block ("c", 5, 6));
  apply (model, gr_layout (model, ids, boxes, 3, &layout));
  g_assert_cmpfloat (gr_model_block (model, "b")->y, ==, 76);
  g_assert_cmpfloat (gr_model_block (model, "c")->y, ==, 82);
  g_assert_cmpfloat (gr_model_block (model, "c")->x - gr_model_block (model, "b")->x, ==, 5);
  g_assert_cmpfloat (gr_model_block (model, "d")->y, ==, 152);
}

static void
test_nothing (void)
{
  g_autoptr (GrModel) model = gr_model_new ();

  g_assert_false (lay_out (model, FALSE));
  add (model, "a", NULL);
  g_assert_false (lay_out (model, FALSE));
}

/* --- what holds for all ----------------------------------------------------------------------- */

static GrBox
frame_of (GrModel *model, const char *group)
{
  GrBox frame = { G_MAXDOUBLE, G_MAXDOUBLE, 0, 0 };
  gdouble right = -G_MAXDOUBLE, bottom = -G_MAXDOUBLE;

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);

      if (g_strcmp0 (block->group, group) != 0)
        continue;
      frame.x = MIN (frame.x, block->x);
      frame.y = MIN (frame.y, block->y);
      right = MAX (right, block->x + WIDTH);
      bottom = MAX (bottom, block->y + HEIGHT);
    }
  frame.width = right - frame.x;
  frame.height = bottom - frame.y;
  return frame;
}

static void
assert_tidy (GrModel *model, gboolean grouped)
{
  const guint n = gr_model_n_blocks (model);

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++)
      g_assert_false (overlap (box_of (model, gr_model_block_at (model, i)->id),
                               box_of (model, gr_model_block_at (model, j)->id)));
  for (guint i = 0; i < gr_model_n_links (model) && !grouped; i++)
    g_assert_cmpfloat (gr_model_block (model, gr_model_link_at (model, i)->to)->y, >=,
                       gr_model_block (model, gr_model_link_at (model, i)->from)->y + HEIGHT + 36);
  for (guint g = 0; g < gr_model_n_groups (model); g++)
    for (guint i = 0; i < n; i++)
      {
        const char *group = gr_model_group_at (model, g)->id;
        const GrBlock *block = gr_model_block_at (model, i);

        if (g_strcmp0 (block->group, group) != 0)
          g_assert_false (overlap (frame_of (model, group), box_of (model, block->id)));
      }
}

/* Links lead from a block to a later one, so that there is no cycle; unless @cycles. */
static GrModel *
random_model (GRand *random, guint n, guint groups, gboolean cycles)
{
  GrModel *model = gr_model_new ();

  for (guint g = 0; g < groups; g++)
    {
      g_autofree char *id = g_strdup_printf ("g%u", g);
      add_group (model, id, NULL);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("b%u", i);
      g_autofree char *group = g_strdup_printf (
          "g%d", groups ? g_rand_int_range (random, 0, 2 * (gint) groups) : 0);

      add (model, id, gr_model_group (model, group) ? group : NULL);
    }
  for (guint k = 0; k < n + n / 4; k++)
    {
      gint from = g_rand_int_range (random, 0, (gint) n),
           to = g_rand_int_range (random, 0, (gint) n);
      g_autofree char *a = NULL, *b = NULL;

      if (from > to && !cycles)
        {
          const gint swap = from;
          from = to;
          to = swap;
        }
      if (from == to && !cycles)
        continue;
      a = g_strdup_printf ("b%d", from);
      b = g_strdup_printf ("b%d", to);
      for (guint input = 0; input < GR_BLOCK_MANY_INPUTS; input++)
        if (!gr_model_link_to (model, b, input))
          {
            link_to (model, a, b, input);
            break;
          }
    }
  return model;
}

static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint trial = 0; trial < 60; trial++)
    {
      const guint groups = trial % 3;
      g_autoptr (GrModel) model = random_model (random, (guint) g_rand_int_range (random, 1, 40),
                                                groups, trial % 5 == 4);

      lay_out (model, FALSE);
      assert_tidy (model, groups > 0 || trial % 5 == 4);
      g_assert_false (lay_out (model, FALSE));
    }
}

int
main (int argc, char **argv)
{
  gradus_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/chain", test_chain);
  g_test_add_func ("/layout/branches", test_branches);
  g_test_add_func ("/layout/no-crossing", test_no_crossing);
  g_test_add_func ("/layout/collapsed", test_collapsed);
  g_test_add_func ("/layout/nothing", test_nothing);
  g_test_add_func ("/layout/random", test_random);
  return g_test_run ();
}
