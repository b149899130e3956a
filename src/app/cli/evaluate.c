/* evaluate.c - `gradus evaluate`: how well a trained model does, class by class. */
#include "run.h"

#include "train/config.h"
#include "train/evaluate.h"

#include <math.h>
#include <stdio.h>

static char *weights, *split;
static gint64 limit = GRADUS_NOT_GIVEN;
static gboolean confusion;

static const GOptionEntry entries[] = {
  { "weights", 0, 0, G_OPTION_ARG_FILENAME, &weights, "The trained weights, or a checkpoint",
    "FILE.safetensors" },
  { "confusion", 0, 0, G_OPTION_ARG_NONE, &confusion, "What was taken for what, as a table", NULL },
  { "split", 0, 0, G_OPTION_ARG_STRING, &split, "test (if not given) or train", "NAME" },
  { "limit", 0, 0, G_OPTION_ARG_INT64, &limit, "Only the first so many items", "ITEMS" },
  G_OPTION_ENTRY_NULL,
};

static gboolean remapped;

/* (transfer full) */
static char *
class_name (GrDataset *set, gint64 c)
{
  return remapped ? g_strdup_printf ("%" G_GINT64_FORMAT, c) : g_strdup (set->class_names[c]);
}

/* How many of the model's @n outputs are true classes; it may have more outputs than @set has
 * classes, and then may take an item for one of those. */
static gint64
true_classes (GrDataset *set, gint64 n)
{
  return remapped ? n : MIN (n, set->n_classes);
}

/* How many items were taken for output @c. */
static gint64
times_taken (const gint64 *counts, gint64 n, gint64 c)
{
  gint64 sum = 0;

  for (gint64 row = 0; row < n; row++)
    sum += counts[row * n + c];
  return sum;
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void
add_classes (JsonBuilder *json, GrMetrics *metrics, GrDataset *set)
{
  gint64 n;
  const gint64 *counts = gr_metrics_confusion (metrics, &n);
  const gint64 n_classes = true_classes (set, n);

  json_builder_set_member_name (json, "classes");
  json_builder_begin_array (json);
  for (gint64 c = 0; c < n_classes; c++)
    {
      g_autofree char *name = class_name (set, c);

      json_builder_begin_object (json);
      gradus_json_string (json, "name", name);
      gradus_json_number (json, "precision", gr_metrics_precision (metrics, c));
      gradus_json_number (json, "recall", gr_metrics_recall (metrics, c));
      json_builder_end_object (json);
    }
  json_builder_end_array (json);

  json_builder_set_member_name (json, "confusion");
  json_builder_begin_array (json);
  for (gint64 row = 0; row < n_classes; row++)
    {
      json_builder_begin_array (json);
      for (gint64 column = 0; column < n; column++)
        json_builder_add_int_value (json, counts[row * n + column]);
      json_builder_end_array (json);
    }
  json_builder_end_array (json);
}

static void
print_json (GrMetrics *metrics, GrDataset *set)
{
  const GrScore score = gr_metrics_score (metrics);
  gint64 n;
  JsonBuilder *json = json_builder_new ();

  json_builder_begin_object (json);
  gradus_json_string (json, "data", set->name);
  gradus_json_string (json, "split", set->split);
  gradus_json_int (json, "items", score.items);
  gradus_json_number (json, "loss", score.loss);
  gradus_json_number (json, "accuracy", score.accuracy);
  gradus_json_number (json, "mae", score.mae);
  gradus_json_number (json, "rmse", score.rmse);
  gradus_json_number (json, "r2", score.r2);
  if (gr_metrics_confusion (metrics, &n) && set->n_classes > 0)
    add_classes (json, metrics, set);
  json_builder_end_object (json);
  gradus_cli_print_json (json);
}

/* --- text ------------------------------------------------------------------------------------- */

static char *
ratio (gdouble value)
{
  return isnan (value) ? g_strdup ("") : g_strdup_printf ("%.4f", value);
}

static void
print_classes (GrMetrics *metrics, GrDataset *set)
{
  GradusTable *table = gradus_table_new ("lrr");
  gint64 n, n_others = 0;
  const gint64 *counts = gr_metrics_confusion (metrics, &n);
  const gint64 n_classes = true_classes (set, n);

  puts ("");
  gradus_table_add (table, "CLASS", "PRECISION", "RECALL");
  for (gint64 c = 0; c < n_classes; c++)
    {
      g_autofree char *precision = ratio (gr_metrics_precision (metrics, c));
      g_autofree char *recall = ratio (gr_metrics_recall (metrics, c));
      g_autofree char *name = class_name (set, c);

      gradus_table_add (table, name, precision, recall);
    }
  gradus_table_print (table);
  for (gint64 c = n_classes; c < n; c++)
    n_others += times_taken (counts, n, c);
  if (n_others)
    printf ("Taken for an output that is no class of the data (from %" G_GINT64_FORMAT
            " on): %" G_GINT64_FORMAT ".\n",
            n_classes, n_others);
}

/* Rows are the true classes; columns what they were taken for, each by its number, of what is no
 * class only those that something was taken for. */
static void
print_confusion (const gint64 *counts, gint64 n, GrDataset *set)
{
  const gint64 n_classes = true_classes (set, n);
  glong longest = 0;

  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) columns = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (gint64 c = 0; c < n; c++)
    {
      if (c < n_classes || times_taken (counts, n, c))
        g_array_append_val (columns, c);
      if (c >= n_classes)
        continue;
      g_autofree char *name = class_name (set, c);
      g_ptr_array_add (names, gradus_cli_clean (name));
      longest = MAX (longest, g_utf8_strlen (names->pdata[c], -1));
    }
  printf ("\nRows: what it is. Columns: what it was taken for.\n%*s", (gint) longest + 5, "");
  for (guint k = 0; k < columns->len; k++)
    printf (" %5" G_GINT64_FORMAT, g_array_index (columns, gint64, k));
  for (gint64 row = 0; row < n_classes; row++)
    {
      const char *name = names->pdata[row];

      printf ("\n%4" G_GINT64_FORMAT " %s%*s", row, name,
              (gint) (longest - g_utf8_strlen (name, -1)), "");
      for (guint k = 0; k < columns->len; k++)
        printf (" %5" G_GINT64_FORMAT, counts[row * n + g_array_index (columns, gint64, k)]);
    }
  puts ("");
}

static void
print_text (GrMetrics *metrics, GrDataset *set)
{
  const GrScore score = gr_metrics_score (metrics);
  g_autofree char *items = gradus_cli_count (score.items);
  g_autofree char *name = gradus_cli_clean (set->name);
  gint64 n;
  const gint64 *counts = gr_metrics_confusion (metrics, &n);

  printf ("%s%s%s, %s items\nloss %.4f\n", name, set->split ? " " : "",
          set->split ? set->split : "", items, score.loss);
  if (!isnan (score.accuracy))
    printf ("accuracy %.4f\n", score.accuracy);
  if (!isnan (score.rmse))
    printf ("MAE %.4g\nRMSE %.4g\n", score.mae, score.rmse);
  if (!isnan (score.r2))
    printf ("R2 %.4f\n", score.r2);
  else if (!isnan (score.rmse))
    puts ("R2 is not defined: all true values are the same.");
  if (counts && set->n_classes > 0)
    {
      print_classes (metrics, set);
      if (confusion)
        print_confusion (counts, n, set);
    }
}

/* The part of @project's data that @split names; the test set, if none is named and there is
 * one. */
static GrDataset *
open_set (GrProject *project, const char *path, GError **error)
{
  g_autoptr (GrDataset) train = NULL;
  g_autoptr (GrDataset) test = NULL;

  if (!gr_project_open_data (project, path, gradus_run_options.data, &train, &test, error))
    return NULL;
  gradus_cli_warn_of_data (train);
  if (g_strcmp0 (split, "test") == 0 && !test)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DATA, "The data set “%s” has no test part.",
                   train->name);
      return NULL;
    }
  g_autofree char *name = gradus_cli_clean (train->name);
  if (!split && !test)
    fprintf (stderr, "“%s” has no test part: this is about the data it was trained on.\n", name);
  GrDataset *set = test && g_strcmp0 (split, "train") != 0 ? test : train;
  return limit > 0 ? gr_dataset_first (set, limit) : gr_dataset_ref (set);
}

/* --- the command ------------------------------------------------------------------------------ */

static gint
run (gint argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_auto (GradusTrained) trained = { NULL };
  g_autoptr (GError) error = NULL;
  gint64 n;
  gint status;

  if (!gradus_cli_parse (&gradus_evaluate_command, entries, gradus_run_entries, argc, argv, 1, 1,
                         &words)
      || !gradus_run_check_options ()
      || !gradus_run_check_number ("--limit", &limit, 0, 1, G_MAXINT64))
    return GRADUS_USAGE;
  if (!weights)
    return gradus_cli_fail (GRADUS_USAGE, "It needs --weights FILE.safetensors: a file that "
                                          "“gradus train … --save” wrote, or a checkpoint.");
  if (split && !g_str_equal (split, "test") && !g_str_equal (split, "train"))
    return gradus_cli_fail (GRADUS_USAGE, "--split takes test or train, not “%s”.", split);

  g_autoptr (GrProject) project = gradus_run_open_project (words[0], &status);
  if (!project)
    return status;
  g_autoptr (GrDataset) set = open_set (project, words[0], &error);
  if (!set || !gradus_run_open_trained (project, set, weights, &trained, &error))
    return gradus_run_error (project, GRADUS_FAILED, g_steal_pointer (&error));

  remapped = trained.remapped;
  g_autoptr (GrMetrics) metrics = gr_metrics_for (trained.module, project->model, set);
  if (!gr_evaluate (trained.module, trained.loader, metrics, NULL, NULL, &error))
    return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
  if (gradus_run_options.json)
    print_json (metrics, set);
  else
    print_text (metrics, set);
  if (confusion && !gr_metrics_confusion (metrics, &n))
    fputs ("There is no confusion matrix: the model predicts no classes.\n", stderr);
  return GRADUS_DONE;
}

const GradusCommand gradus_evaluate_command = {
  .name = "evaluate",
  .arguments = "MODEL",
  .summary = "Measures a trained model on test data.",
  .run = run,
};
