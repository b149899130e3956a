/* test-fixes.c - where one click leads: models are broken in every simple way, and each fix that is
 * offered then has to leave fewer errors, or others with a fix of their own. */
#include "gradus.h"

#include "data/registry.h"
#include "model/data-fit.h"
#include "model/edit.h"

#include "small-projects.h"

static const char *const images[] = { "Input",
                                      "Conv2d out_channels=8 kernel_size=3",
                                      "ReLU",
                                      "MaxPool2d kernel_size=2",
                                      "BatchNorm2d",
                                      "Conv2d out_channels=8 kernel_size=3 padding=1",
                                      "Flatten",
                                      "Linear out_features=32",
                                      "BatchNorm1d",
                                      "Dropout",
                                      "Linear out_features=10",
                                      "CrossEntropyLoss",
                                      NULL };
static const char *const points[] = {
  "Input",     "Linear out_features=16", "BatchNorm1d",      "Tanh",
  "LayerNorm", "Linear out_features=3",  "CrossEntropyLoss", NULL
};
static const char *const values[] = {
  "Input", "Linear out_features=8", "ReLU", "Linear out_features=1", "Sigmoid", "MSELoss", NULL
};

/* How many errors there are, and how many problems have a fix, warnings too. */
static guint
count_errors (GrModel *model, guint *n_fixes)
{
  guint n = 0;

  *n_fixes = 0;
  for (guint i = 0; i < gr_model_n_problems (model); i++)
    {
      const GrProblem *problem = gr_model_problem_at (model, i);

      n += problem->level == GR_PROBLEM_ERROR;
      *n_fixes += problem->fix != NULL;
    }
  return n;
}

static char *
say_problems (GrModel *model)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < gr_model_n_problems (model); i++)
    g_string_append_printf (text, "  %s%s\n", gr_model_problem_at (model, i)->message,
                            gr_model_problem_at (model, i)->fix ? " [fix]" : "");
  return g_string_free (text, FALSE);
}

/* Each fix that @model offers, which was broken by @what. */
static void
try_fixes (GrModel *model, const char *what)
{
  guint fixes, left;
  const guint before = count_errors (model, &fixes);
  g_autofree char *said = say_problems (model);
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_edit_unref);

  for (guint i = 0; i < gr_model_n_problems (model); i++)
    if (gr_model_problem_at (model, i)->fix)
      g_ptr_array_add (edits, gr_edit_ref (gr_model_problem_at (model, i)->fix));
  for (guint i = 0; i < edits->len; i++)
    {
      g_autofree char *label = gr_edit_describe (edits->pdata[i], model);
      g_autoptr (GError) error = NULL;
      g_autoptr (GrEdit) back = gr_model_apply (model, edits->pdata[i], &error);
      g_autoptr (GrEdit) again = NULL;

      g_assert_no_error (error);
      left = count_errors (model, &fixes);
      if (left > 0 && left >= before && !fixes)
        {
          g_autofree char *now = say_problems (model);

          g_test_message ("%s:\n%sAfter “%s”:\n%s", what, said, label, now);
          g_test_fail ();
        }
      again = gr_model_apply (model, back, &error);
      g_assert_no_error (error);
    }
}

/* Does @edit (transfer full), tries the fixes, and takes it back. */
static void
break_by (GrModel *model, GrEdit *edit)
{
  g_autoptr (GrEdit) breaks = edit;
  g_autofree char *what = gr_edit_describe (edit, model);
  g_autoptr (GrEdit) back = gr_model_apply (model, edit, NULL);
  g_autoptr (GrEdit) again = NULL;

  if (!back) /* not every block takes every number */
    return;
  try_fixes (model, what);
  again = gr_model_apply (model, back, NULL);
  g_assert_nonnull (again);
}

/* Blocks are looked up anew each time: one that was taken away and brought back is another. */
static void
break_attributes (GrModel *model, guint index)
{
  static const char *const numbers[] = { "1", "2", "5", "64" };
  const GrBlockKind *kind = gr_model_block_at (model, index)->kind;

  for (guint k = 0; k < gr_block_kind_n_attributes (kind); k++)
    for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
      {
        const GrAttribute *row = &kind->attributes[k];
        GrSetting setting;

        if (gr_setting_parse (row, numbers[i], &setting, NULL))
          break_by (model, gr_edit_set_attribute (gr_model_block_at (model, index)->id, row->name,
                                                  setting));
      }
}

static void
break_everything (GrModel *model)
{
  const guint n = gr_model_n_blocks (model);

  for (guint i = 0; i < n; i++)
    {
      break_attributes (model, i);
      for (guint k = 0; k < n; k++)
        break_by (model, gr_edit_add_link (gr_model_block_at (model, k)->id,
                                           gr_model_block_at (model, i)->id, 0, GR_AT_END));
      break_by (model, gr_edit_remove_block (gr_model_block_at (model, i)->id));
    }
  for (guint i = 0; i < gr_model_n_links (model); i++)
    break_by (model, gr_edit_remove_link (gr_model_link_at (model, i)->to,
                                          gr_model_link_at (model, i)->input));
}

/* A model that fits @set is broken, and one that is given other data. */
static void
test_set (const char *set, const char *const *lines)
{
  const GrInts shapes[] = { GR_EMPTY_INTS,      GR_INTS (1),       GR_INTS (7),
                            GR_INTS (5, 5),     GR_INTS (1, 2, 2), GR_INTS (1, 28, 28),
                            GR_INTS (3, 32, 32) };
  g_autoptr (GrProject) project = small_project (set, "{}", lines);
  g_autoptr (GrTransforms) none = gr_transforms_parse ("", NULL);
  g_autoptr (GrDataset) data = gr_dataset_open (set, project->data.options, NULL, NULL);
  GrModel *model = project->model;
  guint fixes;
  g_autofree char *said = NULL;

  gr_model_set_data (model, gr_data_facts_new (data, NULL, none, NULL));
  said = say_problems (model);
  g_test_message ("%s: %s", set, said);
  g_assert_cmpuint (count_errors (model, &fixes), ==, 0);
  break_everything (model);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *what = g_strdup_printf ("data of shape %u", i);
      GrDataFacts *facts = gr_data_facts_new (data, NULL, none, NULL);
      g_autoptr (GrEdit) fixed = gr_edit_set_attribute (
          gr_model_block_at (model, 0)->id, "shape",
          gr_setting_ints (gr_ints (data->input[0].shape, (gsize) data->input[0].ndim)));
      g_autoptr (GrEdit) back = gr_model_apply (model, fixed, NULL);
      g_autoptr (GrEdit) again = NULL;

      facts->input[0].ndim = (gint) shapes[i].n;
      memcpy (facts->input[0].shape, shapes[i].v, shapes[i].n * sizeof (gint64));
      gr_model_set_data (model, facts);
      try_fixes (model, what);
      again = gr_model_apply (model, back, NULL);
    }
}

static void
test_images (void)
{
  test_set ("shapes", images);
}

static void
test_points (void)
{
  test_set ("spirals", points);
}

static void
test_values (void)
{
  test_set ("temperature", values);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/fixes/images", test_images);
  g_test_add_func ("/fixes/points", test_points);
  g_test_add_func ("/fixes/values", test_values);
  return g_test_run ();
}
