/* datasets.c - `gradus datasets`: what data sets there are, and what to know before using one. */
#include "cli.h"

#include "data/registry.h"

#include <math.h>
#include <stdio.h>

static gboolean as_json;
static char *data;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &data, "The folder in which a named set's files are",
    "FOLDER" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, "As JSON", NULL },
  G_OPTION_ENTRY_NULL,
};

static const char *const both_splits[] = { "train", "test", NULL };

/* --- the list --------------------------------------------------------------------------------- */

/* Where a set is found, or NULL; (transfer full). */
static char *
where (const GrDatasetDescriptor *descriptor)
{
  return gr_dataset_where (descriptor, data, NULL);
}

static void
print_list (void)
{
  const char *const *names = gr_dataset_names ();
  GradusTable *table = gradus_table_new ("lll");

  for (gsize i = 0; names[i]; i++)
    {
      const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (names[i]);
      g_autofree char *place = gr_dataset_needs_files (descriptor) ? where (descriptor) : NULL;

      gradus_table_add (table, names[i],
                        place                     ? place
                        : gr_dataset_needs_files (descriptor) ? "(not here)"
                                                   : "(built in)",
                        descriptor->info.summary);
    }
  gradus_table_print (table);
}

/* --- one -------------------------------------------------------------------------------------- */

static const struct
{
  const char *key, *label;
  gsize offset;
} facts[] = {
  { "title", "Title", G_STRUCT_OFFSET (GrDatasetInfo, title) },
  { "summary", "About", G_STRUCT_OFFSET (GrDatasetInfo, summary) },
  { "made_by", "Made by", G_STRUCT_OFFSET (GrDatasetInfo, made_by) },
  { "made_how", "How", G_STRUCT_OFFSET (GrDatasetInfo, made_how) },
  { "purpose", "For", G_STRUCT_OFFSET (GrDatasetInfo, purpose) },
  { "limits", "Limits", G_STRUCT_OFFSET (GrDatasetInfo, limits) },
  { "licence", "Licence", G_STRUCT_OFFSET (GrDatasetInfo, licence) },
  { "homepage", "Home page", G_STRUCT_OFFSET (GrDatasetInfo, homepage) },
};

static const char *
fact (const GrDatasetInfo *info, gsize i)
{
  return G_STRUCT_MEMBER (char *, info, facts[i].offset);
}

static char *
field_text (const GrField *field)
{
  g_autofree char *shape = gr_ints_to_string (gr_ints (field->shape, field->ndim));

  return g_strdup_printf ("%s %s", gr_dtype_name (field->dtype), shape);
}

/* Takes @set. Parts of one folder have one warning, which is said once. */
static void
add_open (GPtrArray *open, GrDataset *set)
{
  const GrDataset *first = open->len ? open->pdata[0] : NULL;

  if (!first || g_strcmp0 (first->warning, set->warning) != 0)
    gradus_cli_warn_of_data (set);
  g_ptr_array_add (open, set);
}

/* The opened splits of a set; NULL where the first cannot be opened. One after it that is there and
 * cannot be opened is left out, and @unread says why. */
static GPtrArray *
open_splits (const char *name, GError **unread, GError **error)
{
  g_autoptr (JsonObject) options = json_object_new ();
  const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (name);
  const char *const *splits = descriptor ? descriptor->splits : both_splits;
  g_autoptr (GPtrArray) open = g_ptr_array_new_with_free_func (gr_dataset_unref);

  if (data)
    json_object_set_string_member (options, "data", data);
  for (gsize i = 0; splits && splits[i]; i++)
    {
      if (!gr_dataset_has_split (name, options, splits[i]))
        continue;
      GrDataset *set = gr_dataset_open (name, options, splits[i], open->len ? unread : error);
      if (set)
        add_open (open, set);
      else
        return open->len ? g_steal_pointer (&open) : NULL;
    }
  if (open->len == 0)
    {
      GrDataset *set = gr_dataset_open (name, options, NULL, error);
      if (!set)
        return NULL;
      add_open (open, set);
    }
  return g_steal_pointer (&open);
}

/* The largest class over the smallest; infinite where one is empty. */
static gdouble
imbalance (const gint64 *counts, gint64 n)
{
  gint64 least = G_MAXINT64, most = 0;

  for (gint64 i = 0; i < n; i++)
    {
      least = MIN (least, counts[i]);
      most = MAX (most, counts[i]);
    }
  return least > 0 ? (gdouble) most / least : INFINITY;
}

static gboolean
add_split_json (JsonBuilder *json, GrDataset *set, GError **error)
{
  json_builder_begin_object (json);
  gradus_json_string (json, "split", set->split);
  gradus_json_string (json, "source", set->source);
  gradus_json_string (json, "target_source", set->target_source);
  gradus_json_string (json, "warning", set->warning);
  gradus_json_string (json, "note", set->note);
  gradus_json_int (json, "length", set->length);
  json_builder_set_member_name (json, "inputs");
  json_builder_begin_array (json);
  for (gint i = 0; i < set->n_inputs + (set->has_target ? 1 : 0); i++)
    {
      const GrField *field = i < set->n_inputs ? &set->input[i] : &set->target;

      if (i == set->n_inputs)
        {
          json_builder_end_array (json);
          json_builder_set_member_name (json, "target");
        }
      json_builder_begin_object (json);
      gradus_json_string (json, "name", field->name);
      gradus_json_string (json, "dtype", gr_dtype_name (field->dtype));
      json_builder_set_member_name (json, "shape");
      json_builder_begin_array (json);
      for (gint d = 0; d < field->ndim; d++)
        json_builder_add_int_value (json, field->shape[d]);
      json_builder_end_array (json);
      json_builder_end_object (json);
    }
  if (!set->has_target)
    json_builder_end_array (json);

  if (set->n_classes > 0)
    {
      g_autofree gint64 *counts = gr_dataset_class_counts (set, error);
      if (!counts)
        return FALSE;
      json_builder_set_member_name (json, "classes");
      json_builder_begin_array (json);
      for (gint64 i = 0; i < set->n_classes; i++)
        {
          json_builder_begin_object (json);
          gradus_json_string (json, "name", set->class_names[i]);
          gradus_json_int (json, "count", counts[i]);
          json_builder_end_object (json);
        }
      json_builder_end_array (json);
      gradus_json_number (json, "imbalance", imbalance (counts, set->n_classes));
    }
  json_builder_end_object (json);
  return TRUE;
}

static gint
show_json (const char *name, GPtrArray *splits)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  const GrDataset *first = splits->pdata[0];
  const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (name);
  g_autoptr (GError) error = NULL;

  json_builder_begin_object (json);
  gradus_json_string (json, "name", name);
  gradus_json_string (json, "kind", descriptor ? descriptor->kind : first->kind->name);
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    gradus_json_string (json, facts[i].key, fact (&first->info, i));
  json_builder_set_member_name (json, "splits");
  json_builder_begin_array (json);
  for (guint i = 0; i < splits->len; i++)
    if (!add_split_json (json, splits->pdata[i], &error))
      return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));
  json_builder_end_array (json);
  json_builder_end_object (json);
  gradus_cli_print_json (g_steal_pointer (&json));
  return GRADUS_DONE;
}

/* How many items @set has of each of @n classes, also of those it knows not of. (transfer full) */
static gint64 *
count_classes (GrDataset *set, gint64 n, GError **error)
{
  g_autofree gint64 *known = gr_dataset_class_counts (set, error);
  gint64 *counts = known ? g_new0 (gint64, n) : NULL;

  for (gint64 i = 0; known && i < MIN (n, set->n_classes); i++)
    counts[i] = known[i];
  return counts;
}

/* The names of those of all classes that have no items. (transfer full) */
static char *
empty_classes (const GrDataset *all, const gint64 *counts)
{
  GString *names = g_string_new (NULL);

  for (gint64 i = 0; i < all->n_classes; i++)
    if (counts[i] == 0)
      {
        g_autofree char *clean = gradus_cli_clean (all->class_names[i]);
        g_string_append_printf (names, "%s“%s”", names->len ? ", " : "", clean);
      }
  return g_string_free (names, FALSE);
}

/* The classes of every split beside each other, also those that a test part alone has. */
static gint
print_classes (GPtrArray *splits)
{
  GrDataset *first = splits->pdata[0], *last = splits->pdata[splits->len - 1];
  const GrDataset *all = last->n_classes > first->n_classes ? last : first;
  g_autoptr (GError) error = NULL;
  g_autofree gint64 *one = count_classes (first, all->n_classes, &error);
  g_autofree gint64 *two = splits->len > 1 && one ? count_classes (last, all->n_classes, &error)
                                                  : NULL;

  if (error)
    return gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));

  GradusTable *table = gradus_table_new (two ? "lrr" : "lr");
  gradus_table_add (table, "CLASS", first->split ? first->split : "ITEMS", last->split);
  for (gint64 i = 0; i < all->n_classes; i++)
    {
      g_autofree char *a = gradus_cli_count (one[i]);
      g_autofree char *b = two ? gradus_cli_count (two[i]) : NULL;
      gradus_table_add (table, all->class_names[i], a, b);
    }
  puts ("");
  gradus_table_print (table);

  const gdouble ratio = imbalance (one, all->n_classes);
  if (isinf (ratio))
    {
      g_autofree char *empty = empty_classes (all, one);
      printf ("Imbalance: there are no items%s%s of %s.\n", first->split ? " in " : "",
              first->split ? first->split : "", empty);
    }
  else if (ratio <= 1)
    puts ("Imbalance: none, every class has as many items as the others.");
  else
    printf ("Imbalance: the largest class has %.3g times the items of the smallest.\n", ratio);
  return GRADUS_DONE;
}

static gint
show_text (const char *name, GPtrArray *splits)
{
  const GrDataset *first = splits->pdata[0];
  const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (name);

  g_autofree char *shown = gradus_cli_clean (name);
  printf ("%s\n", shown);
  for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
    if (fact (&first->info, i))
      printf ("  %-10s %s\n", facts[i].label, fact (&first->info, i));
  g_autofree char *found = gradus_cli_clean (first->source ? first->source : "built in");
  printf ("  %-10s %s\n", "Found", found);
  for (gint i = 0; i < first->n_inputs; i++)
    {
      g_autofree char *text = field_text (&first->input[i]);
      printf ("  %-10s %s: %s\n", i ? "" : "Inputs", first->input[i].name, text);
    }
  if (first->note)
    {
      g_autofree char *note = gradus_cli_clean (first->note);
      printf ("  %-10s %s\n", "Note", note);
    }
  if (first->has_target)
    {
      g_autofree char *text = field_text (&first->target);
      printf ("  %-10s %s: %s\n", "Target", first->target.name, text);
      if (first->target_source)
        {
          g_autofree char *file = gradus_cli_clean (first->target_source);
          printf ("  %-10s %s\n", "Labels in", file);
        }
    }
  for (guint i = 0; i < splits->len; i++)
    {
      const GrDataset *set = splits->pdata[i];
      g_autofree char *count = gradus_cli_count (set->length);
      printf ("  %-10s %s%s%s\n", i ? "" : "Items", count, set->split ? " in " : "",
              set->split ? set->split : "");
    }
  for (const GrDatasetParameter *p = descriptor ? descriptor->parameters : NULL; p && p->name; p++)
    printf ("  %-10s %s (%g): %s\n", p == descriptor->parameters ? "Options" : "", p->name,
            p->preset, p->help);
  return first->n_classes > 0 ? print_classes (splits) : GRADUS_DONE;
}

/* What a descriptor says, where the set itself is not here. */
static gint
show_absent (const GrDatasetDescriptor *descriptor, GError *error)
{
  if (!as_json)
    {
      printf ("%s\n", descriptor->name);
      for (gsize i = 0; i < G_N_ELEMENTS (facts); i++)
        if (fact (&descriptor->info, i))
          printf ("  %-10s %s\n", facts[i].label, fact (&descriptor->info, i));
    }
  return gradus_cli_error (GRADUS_FAILED, error);
}

/* --- the command ------------------------------------------------------------------------------ */

static void
print_list_json (void)
{
  const char *const *names = gr_dataset_names ();
  JsonBuilder *json = json_builder_new ();

  json_builder_begin_array (json);
  for (gsize i = 0; names[i]; i++)
    {
      const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (names[i]);
      g_autofree char *place = gr_dataset_needs_files (descriptor) ? where (descriptor) : NULL;

      json_builder_begin_object (json);
      gradus_json_string (json, "name", names[i]);
      gradus_json_string (json, "kind", descriptor->kind);
      gradus_json_bool (json, "available", place || !gr_dataset_needs_files (descriptor));
      gradus_json_string (json, "source", place);
      for (gsize f = 0; f < G_N_ELEMENTS (facts); f++)
        gradus_json_string (json, facts[f].key, fact (&descriptor->info, f));
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  gradus_cli_print_json (json);
}

static gint
run (gint argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;

  if (!gradus_cli_parse (&gradus_datasets_command, entries, NULL, argc, argv, 0, 1, &words))
    return GRADUS_USAGE;
  if (!words[0])
    {
      if (as_json)
        print_list_json ();
      else
        print_list ();
      return GRADUS_DONE;
    }

  const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (words[0]);
  if (!descriptor && !g_file_test (words[0], G_FILE_TEST_EXISTS))
    {
      g_autofree char *hint = gradus_cli_did_you_mean (words[0], gr_dataset_names ());
      return gradus_cli_fail (GRADUS_FAILED, "There is no data set “%s”.%s", words[0],
                              *hint ? hint : " “gradus datasets” lists those that have a name.");
    }
  g_autoptr (GError) unread = NULL;
  g_autoptr (GPtrArray) splits = open_splits (words[0], &unread, &error);
  if (!splits)
    return descriptor ? show_absent (descriptor, g_steal_pointer (&error))
                      : gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&error));

  const gint status = as_json ? show_json (words[0], splits) : show_text (words[0], splits);
  return unread ? gradus_cli_error (GRADUS_FAILED, g_steal_pointer (&unread)) : status;
}

const GradusCommand gradus_datasets_command = {
  .name = "datasets",
  .arguments = "[NAME|PATH]",
  .summary = "Lists the data sets, or says what one holds and where it comes from.",
  .run = run,
};
