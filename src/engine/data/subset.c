/* subset.c - some items of another data set: the first ones, a list, the halves of a stratified
 * split.
 *
 * Used for --limit, the validation split, and by whoever wants part of a set. See dataset.h.
 */
#include "../random/generator.h"
#include "dataset.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

typedef struct
{
  GrDataset  base;
  GrDataset *whole;
  gint64    *index;
} Subset;

static gboolean
subset_get (GrDataset *self, gint64 i, GrSample *sample, GError **error)
{
  Subset *subset = (Subset *) self;

  return subset->whole->kind->get (subset->whole, subset->index[i], sample, error);
}

static void
subset_peek (GrDataset *self, gint64 i, GrSample *sample)
{
  Subset *subset = (Subset *) self;

  subset->whole->kind->peek (subset->whole, subset->index[i], sample);
}

static gint64
subset_label (GrDataset *self, gint64 i)
{
  Subset *subset = (Subset *) self;

  return gr_dataset_label (subset->whole, subset->index[i], NULL);
}

static char *
subset_item_name (GrDataset *self, gint64 i)
{
  Subset *subset = (Subset *) self;
  GrDataset *whole = subset->whole;

  if (whole->kind->item_name)
    return whole->kind->item_name (whole, subset->index[i]);
  return g_strdup_printf ("%" G_GINT64_FORMAT " of the whole set", subset->index[i]);
}

static void
subset_finalize (GrDataset *self)
{
  Subset *subset = (Subset *) self;

  gr_dataset_unref (subset->whole);
  g_free (subset->index);
}

static const GrDatasetKind subset_kind = {
  .name = "subset",
  .get = subset_get,
  .label = subset_label,
  .item_name = subset_item_name,
  .finalize = subset_finalize,
};

/* Of a set that is in memory. */
static const GrDatasetKind subset_in_memory_kind = {
  .name = "subset",
  .get = subset_get,
  .peek = subset_peek,
  .label = subset_label,
  .item_name = subset_item_name,
  .finalize = subset_finalize,
};

GrDataset *
gr_dataset_subset (GrDataset *dataset, const gint64 *indices, gint64 n, GError **error)
{
  Subset *subset;
  GrDataset *base;

  for (gint64 i = 0; i < n; i++)
    if (indices[i] < 0 || indices[i] >= dataset->length)
      {
        g_set_error (error, GR_ERROR, GR_ERROR_INDEX,
                     _ ("%s has %" PRId64 " items; there is no item %" PRId64), dataset->name,
                     dataset->length, indices[i]);
        return NULL;
      }
  subset = gr_dataset_new (dataset->kind->peek ? &subset_in_memory_kind : &subset_kind,
                           sizeof *subset, dataset->name, n);
  subset->whole = gr_dataset_ref (dataset);
  subset->index = g_memdup2 (indices, (gsize) n * sizeof *indices);
  base = &subset->base;
  base->split = g_strdup (dataset->split);
  base->source = g_strdup (dataset->source);
  base->target_source = g_strdup (dataset->target_source);
  base->warning = g_strdup (dataset->warning);
  base->note = g_strdup (dataset->note);
  base->n_inputs = dataset->n_inputs;
  memcpy (base->input, dataset->input, sizeof base->input);
  base->has_target = dataset->has_target;
  base->target = dataset->target;
  base->n_classes = dataset->n_classes;
  base->class_names = g_strdupv (dataset->class_names);
  gr_dataset_set_names (base, (const char *const *) dataset->input_names,
                        (const char *const *) dataset->target_names);
  gr_dataset_info_copy (&dataset->info, &base->info);
  return base;
}

GrDataset *
gr_dataset_first (GrDataset *dataset, gint64 n)
{
  g_autofree gint64 *indices = NULL;

  if (n >= dataset->length)
    return gr_dataset_ref (dataset);
  n = MAX (n, 0);
  indices = g_new (gint64, MAX (n, 1));
  for (gint64 i = 0; i < n; i++)
    indices[i] = i;
  return gr_dataset_subset (dataset, indices, n, NULL);
}

/* How many of @n items of a class are cut off. */
static gint64
part_of (gint64 n, gdouble fraction)
{
  return (gint64) floor ((gdouble) n * fraction + 0.5);
}

/* Marks so many of the @n items of @members in @chosen, drawn by @random. */
static void
choose (gint64 *members, gint64 n, gdouble fraction, GrGenerator *random, guint8 *chosen)
{
  gint64 wanted = part_of (n, fraction);

  gr_generator_permute (random, members, (gsize) n);
  for (gint64 i = 0; i < wanted; i++)
    chosen[members[i]] = 1;
}

/* @chosen gets a 1 for each item of the part to cut off. */
static gboolean
choose_stratified (GrDataset *dataset, gdouble fraction, guint64 seed, guint8 *chosen,
                   GError **error)
{
  GrGenerator random = { seed, 0 };
  gint64 n_groups = dataset->n_classes + 1; /* the last is of those that have no class */
  g_autofree gint64 *start = g_new0 (gint64, n_groups + 1);
  g_autofree gint64 *members = g_new (gint64, MAX (dataset->length, 1));
  g_autofree gint64 *labels = g_new0 (gint64, MAX (dataset->length, 1));

  for (gint64 i = 0; i < dataset->length; i++)
    {
      labels[i] = dataset->n_classes > 0 ? gr_dataset_label (dataset, i, error) : GR_NO_CLASS;
      if (labels[i] == GR_NO_CLASS)
        labels[i] = n_groups - 1;
      if (labels[i] < 0)
        return FALSE;
      start[labels[i] + 1]++;
    }
  for (gint64 c = 0; c < n_groups; c++)
    start[c + 1] += start[c];
  {
    g_autofree gint64 *next = g_memdup2 (start, (gsize) n_groups * sizeof *start);

    for (gint64 i = 0; i < dataset->length; i++)
      members[next[labels[i]]++] = i;
  }
  for (gint64 c = 0; c < n_groups; c++)
    choose (members + start[c], start[c + 1] - start[c], fraction, &random, chosen);
  return TRUE;
}

/* Whether something is on both sides, where @part of the @length items of @name are cut off. */
static gboolean
check_sides (const char *name, gint64 length, gint64 part, gdouble fraction, GError **error)
{
  if (part > 0 && part < length)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DATA,
               g_dngettext (GETTEXT_PACKAGE,
                            "Splitting %g off the %" PRId64 " item of %s leaves one side empty",
                            "Splitting %g off the %" PRId64 " items of %s leaves one side empty",
                            (gulong) length),
               fraction, length, name);
  return FALSE;
}

gboolean
gr_dataset_can_split (const char *name, gint64 *length, gint64 *counts, gint64 n_classes,
                      gdouble fraction, GError **error)
{
  const gint64 whole = *length;
  gint64 classless = whole, part;

  for (gint64 c = 0; c < n_classes; c++)
    {
      classless -= counts[c];
      *length -= part_of (counts[c], fraction);
      counts[c] -= part_of (counts[c], fraction);
    }
  *length -= part_of (classless, fraction);
  part = whole - *length;
  return check_sides (name, whole, part, fraction, error);
}

gboolean
gr_dataset_split (GrDataset *dataset, gdouble fraction, guint64 seed, GrDataset **rest,
                  GrDataset **part, GError **error)
{
  g_autofree guint8 *chosen = g_malloc0 ((gsize) dataset->length + 1);
  g_autofree gint64 *indices = g_new (gint64, MAX (dataset->length, 1));
  gint64 n[2] = { 0, 0 };

  if (!(fraction > 0 && fraction < 1))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("the part of a data set to split off must lie between 0 and 1, not %g"),
                   fraction);
      return FALSE;
    }
  if (!choose_stratified (dataset, fraction, seed, chosen, error))
    return FALSE;
  for (gint64 i = 0; i < dataset->length; i++)
    n[chosen[i]]++;
  if (!check_sides (dataset->name, dataset->length, n[1], fraction, error))
    return FALSE;
  for (gint side = 0; side < 2; side++)
    {
      gint64 k = 0;

      for (gint64 i = 0; i < dataset->length; i++)
        if (chosen[i] == side)
          indices[k++] = i;
      *(side ? part : rest) = gr_dataset_subset (dataset, indices, k, NULL);
    }
  return TRUE;
}
