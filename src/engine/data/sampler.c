/* sampler.c - sequential, shuffled and class-balanced orders; each a function of (seed, epoch)
 * alone. */
#include "sampler.h"

#include <glib/gi18n-lib.h>

#include "draws.h"

struct _GrOrder
{
  GrSampler sampler;
  guint64   seed;
  gint64    length;
  gint64   *index;
  /* Weighted: the items of class c are members[start[c]] to members[start[c + 1]]; classes without
   * items are not among the n_groups. */
  gint64    n_groups;
  gint64   *start;
  gint64   *members;
};

gboolean
gr_order_check_classes (const char *name, const gint64 *counts, gint64 n_classes, GError **error)
{
  for (gint64 c = 0; c < n_classes; c++)
    if (counts[c] > 0)
      return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DATA,
               n_classes == 0
                   ? _ ("Items of %s cannot be weighted by class: they have none")
                   : _ ("Items of %s cannot be weighted by class: none of them has one"),
               name);
  return FALSE;
}

static gboolean
group_by_class (GrOrder *order, GrDataset *dataset, GError **error)
{
  g_autofree gint64 *counts = gr_dataset_class_counts (dataset, error);
  g_autofree gint64 *place = NULL;
  gint64 at = 0;

  if (!counts || !gr_order_check_classes (dataset->name, counts, dataset->n_classes, error))
    return FALSE;
  place = g_new0 (gint64, dataset->n_classes);
  order->start = g_new0 (gint64, dataset->n_classes + 1);
  order->members = g_new (gint64, dataset->length);
  for (gint64 c = 0; c < dataset->n_classes; c++)
    {
      place[c] = at;
      at += counts[c];
      if (counts[c] > 0)
        order->start[++order->n_groups] = at;
    }
  for (gint64 i = 0; i < dataset->length; i++)
    {
      gint64 label = gr_dataset_label (dataset, i, NULL);

      if (label >= 0)
        order->members[place[label]++] = i;
    }
  return TRUE;
}

GrOrder *
gr_order_new (GrDataset *dataset, GrSampler sampler, guint64 seed, GError **error)
{
  GrOrder *order = g_new0 (GrOrder, 1);

  order->sampler = sampler;
  order->seed = seed;
  order->length = dataset->length;
  order->index = g_new (gint64, dataset->length);
  if (sampler == GR_SAMPLER_WEIGHTED && !group_by_class (order, dataset, error))
    g_clear_pointer (&order, gr_order_free);
  return order;
}

void
gr_order_free (GrOrder *order)
{
  if (!order)
    return;
  g_free (order->index);
  g_free (order->start);
  g_free (order->members);
  g_free (order);
}

const gint64 *
gr_order_epoch (GrOrder *order, gint64 epoch)
{
  GrGenerator random = gr_draws (order->seed, GR_DRAW_ORDER, (guint64) epoch, 0);

  /* A class drawn evenly, then one of its items: each item's chance is the inverse of its class's
   * size. */
  if (order->sampler == GR_SAMPLER_WEIGHTED)
    {
      for (gint64 i = 0; i < order->length; i++)
        {
          guint64 c = gr_generator_below (&random, (guint64) order->n_groups);
          gint64 first = order->start[c], n = order->start[c + 1] - first;

          order->index[i] = order->members[first
                                           + (gint64) gr_generator_below (&random, (guint64) n)];
        }
      return order->index;
    }
  for (gint64 i = 0; i < order->length; i++)
    order->index[i] = i;
  if (order->sampler == GR_SAMPLER_RANDOM)
    gr_generator_permute (&random, order->index, (gsize) order->length);
  return order->index;
}
