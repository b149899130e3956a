/* sampler.h - the order in which a loader takes the items of an epoch. For loader.c. */
#pragma once

#include "loader.h"

G_BEGIN_DECLS

typedef struct _GrOrder GrOrder;

/* Reads every item's class where the sampler is GR_SAMPLER_WEIGHTED, which needs classes. */
GrOrder      *gr_order_new   (GrDataset *dataset, GrSampler sampler, guint64 seed, GError **error);
/* Whether items of which so many are of each class can be drawn by class. */
gboolean      gr_order_check_classes (const char *name, const gint64 *counts, gint64 n_classes,
                                      GError **error);
void          gr_order_free  (GrOrder *order);
/* One index for each item of the data set; valid until the next call. */
const gint64 *gr_order_epoch (GrOrder *order, gint64 epoch);

G_END_DECLS
