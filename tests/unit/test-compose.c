/* test-compose.c - what a person does on the canvas, as edits: joining, healing, copying, placing.
 * Every edit is also taken back, which must give the model that was there before. */
#include "gradus.h"

#include <string.h>

#include "exchange/clipboard.h"
#include "exchange/project-file.h"
#include "model/arrange.h"
#include "model/compose.h"

/* --- building --------------------------------------------------------------------------------- */

static GrModel *
copy_of (GrModel *model)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; i < gr_model_n_groups (model); i++)
    g_ptr_array_add (ids, gr_model_group_at (model, i)->id);
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    g_ptr_array_add (ids, gr_model_block_at (model, i)->id);
  return gr_part_of (model, (const char *const *) ids->pdata, ids->len);
}

/* Does an edit, takes it back, does it again; takes it. */
static void
apply (GrModel *model, GrEdit *edit)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrModel) before = copy_of (model);
  g_autoptr (GrEdit) undo = NULL, redo = NULL, again = NULL;

  g_assert_nonnull (edit);
  undo = gr_model_apply (model, edit, &error);
  g_assert_no_error (error);
  redo = gr_model_apply (model, undo, &error);
  g_assert_no_error (error);
  g_assert_true (gr_model_equal (model, before));
  again = gr_model_apply (model, redo, &error);
  g_assert_no_error (error);
  gr_edit_unref (edit);
}

static GrBlock *
draft (GrModel *model, const char *kind)
{
  GrBlock *block = gr_model_draft (model, kind, NULL, NULL);

  g_assert_nonnull (block);
  return block;
}

static void
add (GrModel *model, const char *kind, const char *id, const char *group)
{
  g_autoptr (GrBlock) block = gr_block_new (id, kind, id, group);

  if (g_str_equal (kind, "Input"))
    block->settings[gr_block_kind_attribute (block->kind, "shape")] = gr_setting_ints (
        GR_INTS (3, 8, 8));
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

/* input -> conv -> relu -> pool, and pool -> loss */
static GrModel *
chain (void)
{
  GrModel *model = gr_model_new ();

  add (model, "Input", "input", NULL);
  add (model, "Conv2d", "conv", NULL);
  add (model, "ReLU", "relu", NULL);
  add (model, "MaxPool2d", "pool", NULL);
  add (model, "MSELoss", "loss", NULL);
  link_to (model, "input", "conv", 0);
  link_to (model, "conv", "relu", 0);
  link_to (model, "relu", "pool", 0);
  link_to (model, "pool", "loss", 0);
  return model;
}

static gint
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Every link as "from>to" (or "from>to.1"), sorted, in one line. */
static void
assert_links (GrModel *model, const char *expected)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *line = NULL;

  for (guint i = 0; i < gr_model_n_links (model); i++)
    {
      const GrLink *link = gr_model_link_at (model, i);

      g_ptr_array_add (words, link->input
                                  ? g_strdup_printf ("%s>%s.%u", link->from, link->to, link->input)
                                  : g_strdup_printf ("%s>%s", link->from, link->to));
    }
  g_ptr_array_sort (words, compare_words);
  g_ptr_array_add (words, NULL);
  line = g_strjoinv (" ", (char **) words->pdata);
  g_assert_cmpstr (line, ==, expected);
}

static void
refused (GrEdit *edit, GError **error, const char *words)
{
  g_assert_null (edit);
  g_assert_error (*error, GR_ERROR, GR_ERROR_MODEL);
  if (!strstr ((*error)->message, words))
    g_error ("“%s” does not say “%s”", (*error)->message, words);
  g_clear_error (error);
}

/* --- new blocks ------------------------------------------------------------------------------- */

static void
test_splice (void)
{
  g_autoptr (GrModel) model = chain ();
  g_autoptr (GrBlock) norm = draft (model, "BatchNorm2d");
  g_autoptr (GrBlock) loss = draft (model, "MSELoss");
  GError *error = NULL;

  apply (model, gr_compose_splice (model, norm, "relu", 0, NULL));
  assert_links (model, "bn1>relu conv>bn1 input>conv pool>loss relu>pool");
  g_assert_cmpint (gr_model_block_index (model, "bn1"), ==, 2);
  refused (gr_compose_splice (model, loss, "relu", 0, &error), &error, "has no output");
  refused (gr_compose_splice (model, norm, "input", 0, &error), &error, "is not linked");
}

/* A block on a link from a group to what is outside is outside, under a name that is free there. */
static void
test_splice_groups (void)
{
  g_autoptr (GrModel) model = gr_model_new ();
  g_autoptr (GrBlock) inner = NULL, outer = NULL;

  add_group (model, "g", NULL);
  add_group (model, "h", "g");
  add (model, "ReLU", "relu1", NULL);
  add (model, "ReLU", "a", "g");
  add (model, "ReLU", "b", "h");
  link_to (model, "relu1", "a", 0);
  link_to (model, "a", "b", 0);
  inner = draft (model, "ReLU");
  apply (model, gr_compose_splice (model, inner, "b", 0, NULL));
  g_assert_cmpstr (gr_model_block (model, inner->id)->group, ==, "g");
  outer = draft (model, "ReLU");
  g_free (outer->name);
  outer->name = g_strdup ("relu1");
  apply (model, gr_compose_splice (model, outer, "a", 0, NULL));
  g_assert_null (gr_model_block (model, outer->id)->group);
  g_assert_cmpstr (gr_model_block (model, outer->id)->name, ==, "relu2");
}

static void
test_after (void)
{
  g_autoptr (GrModel) model = gr_model_new ();
  static const char *const kinds[] = { "Input",   "Conv2d",     "ReLU", "CrossEntropyLoss",
                                       "Flatten", "BatchNorm2d" };
  static const char *const afters[] = { NULL, NULL, NULL, "relu1", "loss1", "conv1" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GrBlock) block = draft (model, kinds[i]);

      apply (model, gr_compose_after (model, block, afters[i], NULL));
    }
  assert_links (model, "bn1>relu1 conv1>bn1 flatten1>loss1 input1>conv1 relu1>flatten1");
  {
    g_autoptr (GrBlock) second = draft (model, "MSELoss");
    g_autoptr (GrBlock) input = draft (model, "Input");
    g_autoptr (GrBlock) branch = draft (model, "ReLU");

    apply (model, gr_compose_after (model, second, "loss1", NULL));
    apply (model, gr_compose_after (model, input, "conv1", NULL));
    apply (model, gr_compose_after (model, branch, "flatten1", NULL));
    assert_links (model, "bn1>relu1 conv1>bn1 flatten1>loss1 flatten1>loss2 flatten1>relu2 "
                         "input1>conv1 relu1>flatten1");
  }
}

/* --- links ------------------------------------------------------------------------------------ */

static void
test_link (void)
{
  g_autoptr (GrModel) model = chain ();
  GError *error = NULL;

  add (model, "Add", "add", NULL);
  apply (model, gr_compose_link (model, "conv", "add", GR_FREE_INPUT, NULL));
  apply (model, gr_compose_link (model, "relu", "add", GR_FREE_INPUT, NULL));
  g_assert_cmpint (gr_compose_free_input (model, "add"), ==, -1);
  apply (model, gr_compose_link (model, "add", "pool", GR_FREE_INPUT, NULL)); /* in place of relu */
  assert_links (model, "add>pool conv>add conv>relu input>conv pool>loss relu>add.1");
  apply (model, gr_compose_link (model, "input", "loss", 1, NULL));

  refused (gr_compose_link (model, "pool", "conv", 0, &error), &error, "would be a cycle");
  refused (gr_compose_link (model, "relu", "relu", 0, &error), &error, "would be a cycle");
  refused (gr_compose_link (model, "loss", "relu", 0, &error), &error, "is a loss");
  refused (gr_compose_link (model, "relu", "input", 0, &error), &error, "has no input");
  refused (gr_compose_link (model, "input", "add", GR_FREE_INPUT, &error), &error,
           "linked already");
  refused (gr_compose_link (model, "add", "pool", 0, &error), &error, "linked there already");
}

static void
test_splice_block (void)
{
  g_autoptr (GrModel) model = chain ();
  GError *error = NULL;

  add (model, "Tanh", "tanh", NULL);
  apply (model, gr_compose_splice_block (model, "tanh", "pool", 0, NULL));
  assert_links (model, "conv>relu input>conv pool>loss relu>tanh tanh>pool");
  refused (gr_compose_splice_block (model, "tanh", "loss", 0, &error), &error, "linked already");
}

/* --- deleting --------------------------------------------------------------------------------- */

static void delete (GrModel *model, const char *first, const char *second)
{
  const char *const ids[] = { first, second };

  apply (model, gr_compose_delete (model, ids, second ? 2 : 1, NULL));
}

static void
test_delete (void)
{
  g_autoptr (GrModel) model = chain ();
  GError *error = NULL;

  delete (model, "relu", NULL);
  assert_links (model, "conv>pool input>conv pool>loss");
  delete (model, "conv", "pool");
  assert_links (model, "input>loss");
  delete (model, "input", NULL);
  assert_links (model, "");
  refused (gr_compose_delete (model, (const char *const[]){ "gone" }, 1, &error), &error,
           "nothing to delete");
}

/* A block with two links into it is not guessed at. */
static void
test_delete_branches (void)
{
  g_autoptr (GrModel) model = chain ();

  add (model, "Add", "add", NULL);
  link_to (model, "conv", "add", 0);
  link_to (model, "relu", "add", 1);
  add (model, "ReLU", "last", NULL);
  link_to (model, "add", "last", 0);
  delete (model, "conv", NULL);
  assert_links (model, "add>last input>add input>relu pool>loss relu>add.1 relu>pool");
  delete (model, "add", NULL);
  assert_links (model, "input>relu pool>loss relu>pool");
}

/* Of blocks that all read one block, however they are linked with one another, what is behind goes
 * on reading that one. */
static void
test_delete_residual (void)
{
  GrModel *model = chain ();

  add (model, "Add", "add", NULL);
  apply (model, gr_edit_remove_link ("pool", 0));
  link_to (model, "relu", "add", 0);
  link_to (model, "input", "add", 1);
  link_to (model, "add", "pool", 0);
  apply (model, gr_edit_group (model, (const char *const[]){ "conv", "relu", "add" }, 3, "res"));
  delete (model, gr_model_group_at (model, 0)->id, NULL);
  assert_links (model, "input>pool pool>loss");
  g_assert_cmpuint (gr_model_n_groups (model), ==, 0);
  g_object_unref (model);
}

/* What goes on from a collapsed group stands outside of it. */
static void
test_after_collapsed (void)
{
  GrModel *model = chain ();
  g_autoptr (GrBlock) block = draft (model, "Dropout");
  const char *group;

  apply (model, gr_edit_remove_block ("loss"));
  apply (model, gr_edit_group (model, (const char *const[]){ "relu", "pool" }, 2, "inner"));
  group = gr_model_group_at (model, 0)->id;
  apply (model, gr_edit_set_collapsed (group, TRUE));
  apply (model, gr_compose_after (model, block, "pool", NULL));
  g_assert_null (gr_model_block (model, block->id)->group);
  /* A group of groups. */
  apply (model, gr_edit_group (model, (const char *const[]){ group, "conv" }, 2, "outer"));
  g_assert_cmpstr (gr_model_group (model, group)->parent, ==, gr_model_group_at (model, 1)->id);
  g_object_unref (model);
}

static void
test_delete_groups (void)
{
  g_autoptr (GrModel) model = chain ();

  add_group (model, "outer", NULL);
  add_group (model, "inner", "outer");
  add_group (model, "empty", NULL);
  apply (model, gr_edit_put_block ("relu", "inner"));
  apply (model, gr_edit_put_block ("pool", "inner"));
  delete (model, "relu", NULL);
  g_assert_cmpuint (gr_model_n_groups (model), ==, 3);
  delete (model, "pool", NULL);
  g_assert_cmpuint (gr_model_n_groups (model), ==, 1);
  delete (model, "empty", NULL);
  g_assert_cmpuint (gr_model_n_groups (model), ==, 0);
  add_group (model, "outer2", NULL);
  apply (model, gr_edit_put_block ("conv", "outer2"));
  delete (model, "outer2", NULL);
  assert_links (model, "input>loss");
}

/* --- what fits -------------------------------------------------------------------------------- */

static gboolean
has_kind (GPtrArray *kinds, const char *name)
{
  return g_ptr_array_find (kinds, gr_block_kind_find (name), NULL);
}

static void
test_fitting (void)
{
  g_autoptr (GrModel) model = chain ();
  g_autoptr (GPtrArray) on_image = NULL, on_rows = NULL, first = NULL, at_end = NULL;
  const guint64 revision = gr_model_revision (model);

  on_image = gr_compose_fitting (model, "pool");
  first = gr_compose_fitting (model, NULL);
  at_end = gr_compose_fitting (model, "loss");
  g_assert_cmpuint (gr_model_revision (model), ==, revision);
  g_assert_true (has_kind (on_image, "Conv2d") && has_kind (on_image, "Flatten"));
  g_assert_true (has_kind (on_image, "Add") && has_kind (on_image, "MSELoss"));
  g_assert_false (has_kind (on_image, "BatchNorm1d") || has_kind (on_image, "Input"));
  g_assert_false (has_kind (on_image, "Linear")); /* runs, but wants a Flatten */
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_true (has_kind (first, "Input"));
  g_assert_cmpuint (at_end->len, ==, 0);

  add (model, "Flatten", "flat", NULL);
  link_to (model, "pool", "flat", 0);
  on_rows = gr_compose_fitting (model, "flat");
  g_assert_true (has_kind (on_rows, "Linear") && has_kind (on_rows, "CrossEntropyLoss"));
  g_assert_false (has_kind (on_rows, "Conv2d") || has_kind (on_rows, "MaxPool2d"));
}

/* Of what stands before an input only the rank is known. */
static void
test_feeding (void)
{
  g_autoptr (GrModel) model = chain ();
  g_autoptr (GPtrArray) pictures = NULL, rows = NULL, words = NULL, all = NULL;

  add (model, "Linear", "fc", NULL);
  add (model, "Embedding", "words", NULL);
  pictures = gr_compose_feeding (model, "conv");
  rows = gr_compose_feeding (model, "fc");
  words = gr_compose_feeding (model, "words");
  all = gr_compose_feeding (model, "relu");
  g_assert_true (has_kind (pictures, "Conv2d") && has_kind (pictures, "MaxPool2d"));
  g_assert_true (has_kind (pictures, "ReLU") && has_kind (pictures, "Input"));
  g_assert_false (has_kind (pictures, "Flatten") || has_kind (pictures, "MSELoss"));
  g_assert_false (has_kind (pictures, "BatchNorm1d") || has_kind (pictures, "Conv3d"));
  g_assert_true (has_kind (rows, "Flatten") && has_kind (rows, "Linear"));
  g_assert_false (has_kind (rows, "Conv2d") || has_kind (rows, "MaxPool2d"));
  g_assert_true (has_kind (words, "Input"));
  g_assert_false (has_kind (words, "Conv2d") || has_kind (words, "Linear"));
  g_assert_true (has_kind (all, "Conv2d") && has_kind (all, "Linear") && has_kind (all, "Flatten"));
  g_assert_false (has_kind (all, "CrossEntropyLoss"));
}

/* With its settings: an 8 by 8 image has no room for a filter of 9. */
static void
test_fits (void)
{
  g_autoptr (GrModel) model = chain ();
  g_autoptr (GrBlock) conv = draft (model, "Conv2d");
  g_autoptr (GError) error = NULL;
  const gint at = gr_block_kind_attribute (conv->kind, "kernel_size");

  conv->settings[at] = gr_setting_ints (GR_INTS (8));
  g_assert_true (gr_compose_fits (model, "input", conv, NULL));
  conv->settings[at] = gr_setting_ints (GR_INTS (9));
  g_assert_false (gr_compose_fits (model, "input", conv, &error));
  g_assert_nonnull (strstr (error->message, "8"));
}

/* --- copies ----------------------------------------------------------------------------------- */

static void
test_clipboard (void)
{
  g_autoptr (GrModel) model = chain (), other = gr_model_new (), part = NULL;
  static const char *const ids[] = { "g", "pool", "nothing" };
  g_autofree char *text = NULL;
  g_auto (GStrv) top = NULL, again = NULL;
  GError *error = NULL;

  add_group (model, "g", NULL);
  apply (model, gr_edit_put_block ("conv", "g"));
  apply (model, gr_edit_put_block ("relu", "g"));
  apply (model, gr_edit_set_collapsed ("g", TRUE));
  apply (model, gr_edit_move_block ("pool", 10, 20));
  text = gr_clipboard_write (model, ids, G_N_ELEMENTS (ids), NULL);
  g_assert_true (gr_clipboard_is_ours (text));
  part = gr_clipboard_read (text, &error);
  g_assert_no_error (error);
  assert_links (part, "conv>relu relu>pool");

  /* Where its ids are free it keeps them. */
  apply (other, gr_part_insert (other, part, NULL, 0, 0, NULL));
  g_assert_true (gr_model_equal (other, part));
  /* Where they are not, it gets others. */
  apply (other, gr_part_insert (other, part, NULL, 5, 5, &top));
  assert_links (other, "conv1>relu1 conv>relu relu1>pool1 relu>pool");
  g_assert_cmpuint (g_strv_length (top), ==, 2);
  g_assert_cmpstr (top[0], ==, "g1");
  g_assert_cmpstr (top[1], ==, "pool1");
  g_assert_cmpstr (gr_model_block (other, "conv1")->group, ==, "g1");
  g_assert_cmpstr (gr_model_block (other, "conv1")->name, ==, "conv");
  g_assert_cmpstr (gr_model_block (other, "pool1")->name, ==, "pool1");
  g_assert_true (gr_model_group (other, "g1")->collapsed);
  g_assert_cmpfloat (gr_model_block (other, "pool1")->y, ==, 25);
  /* Into a group. */
  apply (other, gr_part_insert (other, part, "g", 0, 0, &again));
  g_assert_cmpstr (gr_model_group (other, again[0])->parent, ==, "g");

  g_assert_null (gr_clipboard_read ("[1, 2]", &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_FORMAT);
  g_error_free (error);
  g_assert_false (gr_clipboard_is_ours ("hello {}"));
}

/* Notes go with blocks, or alone, in a text that is a project's file as well. */
static void
test_clipboard_notes (void)
{
  g_autoptr (GrModel) model = chain (), part = NULL, none = NULL;
  static const char *const ids[] = { "conv", "relu" };
  g_autoptr (GPtrArray) notes = gr_notes_read (NULL, NULL), both = NULL, alone = NULL;
  g_autofree char *text = NULL, *only = NULL;
  g_autoptr (GrProject) project = NULL;
  GError *error = NULL;

  gr_notes_add (notes, "Deeper?\nOr wider?", -30, 40)->width = 120;
  gr_notes_add (notes, "", 0, 0);
  text = gr_clipboard_write (model, ids, G_N_ELEMENTS (ids), notes);
  g_assert_true (gr_clipboard_is_ours (text));
  part = gr_clipboard_read (text, &error);
  g_assert_no_error (error);
  assert_links (part, "conv>relu");
  both = gr_clipboard_read_notes (text, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (both->len, ==, 2);
  g_assert_cmpstr (((GrNote *) both->pdata[0])->text, ==, "Deeper?\nOr wider?");
  g_assert_cmpfloat (((GrNote *) both->pdata[0])->x, ==, -30);
  g_assert_cmpfloat (((GrNote *) both->pdata[0])->y, ==, 40);
  g_assert_cmpfloat (((GrNote *) both->pdata[0])->width, ==, 120);
  project = gr_project_from_json (text, -1, "copy.gradus", &error);
  g_assert_no_error (error);

  only = gr_clipboard_write (model, NULL, 0, notes);
  none = gr_clipboard_read (only, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gr_model_n_blocks (none), ==, 0);
  alone = gr_clipboard_read_notes (only, &error);
  g_assert_cmpuint (alone->len, ==, 2);
  /* Where there are none, the text has none. */
  g_ptr_array_set_size (notes, 0);
  g_free (text);
  text = gr_clipboard_write (model, ids, G_N_ELEMENTS (ids), notes);
  g_assert_null (strstr (text, "notes"));
}

static void
test_duplicate (void)
{
  g_autoptr (GrModel) model = chain ();
  static const char *const ids[] = { "conv", "relu" };
  g_auto (GStrv) copies = NULL;

  add_group (model, "g", NULL);
  apply (model, gr_edit_put_block ("relu", "g"));
  apply (model, gr_edit_put_block ("pool", "g"));
  apply (model, gr_edit_set_attribute ("conv", "out_channels", gr_setting_int (7)));
  apply (model, gr_part_duplicate (model, ids, 2, 30, 0, &copies));
  assert_links (model, "conv1>relu1 conv>relu input>conv pool>loss relu>pool");
  g_assert_cmpuint (g_strv_length (copies), ==, 2);
  g_assert_cmpstr (gr_model_block (model, "relu1")->group, ==, "g");
  g_assert_cmpint (gr_model_block (model, "conv1")->settings[1].ints[0], ==, 7);
  /* What was deleted does not give its id to a copy. */
  delete (model, "relu1", NULL);
  apply (model, gr_part_duplicate (model, ids + 1, 1, 0, 0, NULL));
  g_assert_null (gr_model_block (model, "relu1"));
  g_assert_nonnull (gr_model_block (model, "relu2"));
}

/* Of several blocks that are a whole group the copies have a group of their own. */
static void
test_duplicate_whole_group (void)
{
  g_autoptr (GrModel) model = chain ();
  static const char *const ids[] = { "relu", "pool", "loss" };

  add_group (model, "g", NULL);
  apply (model, gr_edit_put_block ("relu", "g"));
  apply (model, gr_edit_put_block ("pool", "g"));
  apply (model, gr_part_duplicate (model, ids, 3, 30, 0, NULL));
  g_assert_cmpuint (gr_model_n_groups (model), ==, 2);
  g_assert_cmpstr (gr_model_block (model, "relu1")->group, ==, "g1");
  g_assert_cmpstr (gr_model_block (model, "pool1")->group, ==, "g1");
  g_assert_null (gr_model_block (model, "loss1")->group);
}

/* --- places ----------------------------------------------------------------------------------- */

static void
assert_at (GrModel *model, const char *id, gdouble x, gdouble y)
{
  g_assert_cmpfloat (gr_model_block (model, id)->x, ==, x);
  g_assert_cmpfloat (gr_model_block (model, id)->y, ==, y);
}

/* (transfer full) */
static GrEdit *
aligned (GrModel *model, const char *const *ids, const GrBox *boxes, guint n, GrAlign align)
{
  g_autofree GrBox *places = g_memdup2 (boxes, n * sizeof (GrBox));

  gr_boxes_align (places, n, align);
  return gr_arrange_to (model, ids, boxes, places, n);
}

static GrEdit *
distributed (GrModel *model, const char *const *ids, const GrBox *boxes, guint n,
             gboolean vertically)
{
  g_autofree GrBox *places = g_memdup2 (boxes, n * sizeof (GrBox));

  gr_boxes_distribute (places, n, vertically);
  return gr_arrange_to (model, ids, boxes, places, n);
}

/* To each side and to each middle, of three boxes of different sizes. */
static void
test_align (void)
{
  g_autoptr (GrModel) model = chain ();
  static const char *const ids[] = { "input", "conv", "relu" };
  const GrBox boxes[] = { { 0, 0, 100, 40 }, { 10, 50, 60, 40 }, { 40, 200, 100, 60 } };
  static const struct
  {
    GrAlign align;
    gdouble x[3], y[3];
  } cases[] = {
    { GR_ALIGN_LEFT, { 0, 0, 0 }, { 0, 50, 200 } },
    { GR_ALIGN_CENTRE, { 20, 40, 20 }, { 0, 50, 200 } },
    { GR_ALIGN_RIGHT, { 40, 80, 40 }, { 0, 50, 200 } },
    { GR_ALIGN_TOP, { 0, 10, 40 }, { 0, 0, 0 } },
    { GR_ALIGN_MIDDLE, { 0, 10, 40 }, { 110, 110, 100 } },
    { GR_ALIGN_BOTTOM, { 0, 10, 40 }, { 220, 220, 200 } },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      for (guint i = 0; i < 3; i++)
        apply (model, gr_edit_move_block (ids[i], boxes[i].x, boxes[i].y));
      apply (model, aligned (model, ids, boxes, 3, cases[c].align));
      for (guint i = 0; i < 3; i++)
        assert_at (model, ids[i], cases[c].x[i], cases[c].y[i]);
    }
}

static void
test_arrange (void)
{
  g_autoptr (GrModel) model = chain ();
  static const char *const ids[] = { "input", "conv", "relu" };
  const GrBox boxes[] = { { 0, 0, 100, 40 }, { 10, 50, 60, 40 }, { 40, 200, 100, 60 } };
  const GrBox aside[] = { { 0, 0, 100, 40 }, { 150, 50, 60, 40 }, { 400, 200, 100, 60 } };

  for (guint i = 0; i < 3; i++)
    apply (model, gr_edit_move_block (ids[i], boxes[i].x, boxes[i].y));
  apply (model, distributed (model, ids, boxes, 3, TRUE));
  assert_at (model, "conv", 10, 100);
  apply (model, distributed (model, ids, aside, 3, FALSE));
  assert_at (model, "conv", 80, 100);
  g_assert_null (distributed (model, ids, boxes, 2, TRUE));
  g_assert_null (gr_arrange_to (model, ids, boxes, boxes, 3));
  apply (model, gr_edit_move_block ("conv", 10, 50));
  apply (model, aligned (model, ids, boxes, 3, GR_ALIGN_CENTRE));
  assert_at (model, "input", 20, 0);
  assert_at (model, "conv", 40, 50);
  assert_at (model, "relu", 20, 200);
  g_assert_null (aligned (model, ids, boxes, 1, GR_ALIGN_LEFT));

  apply (model, gr_arrange_push (model, "relu", 0, 100));
  assert_at (model, "relu", 20, 300);
  assert_at (model, "loss", 0, 100);
  assert_at (model, "conv", 40, 50);

  /* A group's box carries its blocks; a block that is also named moves once. */
  add_group (model, "g", NULL);
  apply (model, gr_edit_put_block ("relu", "g"));
  apply (model, gr_arrange_move (model, (const char *const[]){ "g", "relu" }, 2, 1, 1));
  assert_at (model, "relu", 21, 301);
}

int
main (int argc, char **argv)
{
  gradus_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compose/splice", test_splice);
  g_test_add_func ("/compose/splice-groups", test_splice_groups);
  g_test_add_func ("/compose/after", test_after);
  g_test_add_func ("/compose/link", test_link);
  g_test_add_func ("/compose/splice-block", test_splice_block);
  g_test_add_func ("/compose/delete", test_delete);
  g_test_add_func ("/compose/delete-branches", test_delete_branches);
  g_test_add_func ("/compose/delete-residual", test_delete_residual);
  g_test_add_func ("/compose/after-collapsed", test_after_collapsed);
  g_test_add_func ("/compose/delete-groups", test_delete_groups);
  g_test_add_func ("/compose/fitting", test_fitting);
  g_test_add_func ("/compose/feeding", test_feeding);
  g_test_add_func ("/compose/fits", test_fits);
  g_test_add_func ("/compose/clipboard", test_clipboard);
  g_test_add_func ("/compose/clipboard-notes", test_clipboard_notes);
  g_test_add_func ("/compose/duplicate", test_duplicate);
  g_test_add_func ("/compose/duplicate-whole-group", test_duplicate_whole_group);
  g_test_add_func ("/compose/align", test_align);
  g_test_add_func ("/compose/arrange", test_arrange);
  return g_test_run ();
}
