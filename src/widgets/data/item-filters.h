/* item-filters.h - GradusItemFilters: which class of items is shown, and in which order, chosen in
 * two drop-downs. Part of GradusDatasetBrowser.
 *
 * What can be chosen follows the part that is shown, and what a model has made of its items.
 */
#pragma once

#include <gtk/gtk.h>

#include "items.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_ITEM_FILTERS (gradus_item_filters_get_type ())
G_DECLARE_FINAL_TYPE (GradusItemFilters, gradus_item_filters, GRADUS, ITEM_FILTERS, GObject)

/* Both drop-downs have to outlive it. @evaluation says by what else the @items can be sorted.
 * (transfer full) */
GradusItemFilters *gradus_item_filters_new (GtkDropDown *classes, GtkDropDown *orders,
                                            GradusItems *items, GradusEvaluation *evaluation);
/* The classes are those of @part, of which every one is shown. */
void               gradus_item_filters_set_classes (GradusItemFilters *self, GradusPart *part);
/* Something else may be known of the items, or they are those of another part. */
void               gradus_item_filters_update_orders (GradusItemFilters *self);
/* As if a person chose it; -1: every class. */
void               gradus_item_filters_choose_class (GradusItemFilters *self, gint label);

G_END_DECLS
