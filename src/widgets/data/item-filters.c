/* item-filters.c - GradusItemFilters: see item-filters.h. */
#include "item-filters.h"

#include <glib/gi18n.h>

static const char *const order_names[] = {
  [GRADUS_ORDER_FILE] = N_ ("File Order"),   [GRADUS_ORDER_CLASS] = N_ ("By Class"),
  [GRADUS_ORDER_LOSS] = N_ ("Largest Loss"), [GRADUS_ORDER_CONFIDENCE] = N_ ("Least Sure"),
  [GRADUS_ORDER_SURE] = N_ ("Surest"),
};

struct _GradusItemFilters
{
  GObject parent_instance;

  GtkDropDown *class_drop, *order_drop;
  GradusItems *items;
  GradusEvaluation *evaluation;
  guint possible;                                 /* orders, a bit each; 0: none is there yet */
  GradusOrder orders[G_N_ELEMENTS (order_names)]; /* of the drop-down's entries */
  GradusOrder order;                              /* that was chosen, also while it cannot be had */
};

G_DEFINE_FINAL_TYPE (GradusItemFilters, gradus_item_filters, G_TYPE_OBJECT)

static void
on_class_chosen (GradusItemFilters *self)
{
  gradus_items_set_class (self->items, (gint) gtk_drop_down_get_selected (self->class_drop) - 1);
}

static void
on_order_chosen (GradusItemFilters *self)
{
  self->order = self->orders[gtk_drop_down_get_selected (self->order_drop)];
  gradus_items_set_order (self->items, self->order);
}

/* Other entries, of which nobody has chosen one: @on_chosen is not called. */
static void
fill (GradusItemFilters *self, GtkDropDown *drop, GtkStringList *names, guint chosen,
      gpointer on_chosen)
{
  g_signal_handlers_block_by_func (drop, on_chosen, self);
  gtk_drop_down_set_model (drop, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (drop, chosen);
  g_signal_handlers_unblock_by_func (drop, on_chosen, self);
}

void
gradus_item_filters_set_classes (GradusItemFilters *self, GradusPart *part)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("All Classes"));
  for (gint64 c = 0; c < part->set->n_classes; c++)
    gtk_string_list_append (names, part->set->class_names[c]);
  fill (self, self->class_drop, names, 0, on_class_chosen);
  gradus_items_set_class (self->items, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->class_drop), part->set->n_classes > 0);
}

void
gradus_item_filters_choose_class (GradusItemFilters *self, gint label)
{
  gtk_drop_down_set_selected (self->class_drop, (guint) (label + 1));
}

/* By what the items can be sorted, which depends on what is known of them: a bit a GradusOrder. */
static guint
possible_orders (GradusItemFilters *self)
{
  GradusPart *part = gradus_items_part (self->items);
  GradusPredictions *predictions = part ? gradus_evaluation_predictions (self->evaluation, part)
                                        : NULL;
  guint orders = 1u << GRADUS_ORDER_FILE;

  if (part && part->label)
    orders |= 1u << GRADUS_ORDER_CLASS;
  if (predictions)
    orders |= 1u << GRADUS_ORDER_LOSS;
  if (predictions && predictions->is_classes)
    orders |= 1u << GRADUS_ORDER_CONFIDENCE | 1u << GRADUS_ORDER_SURE;
  return orders;
}

/* Chosen is the order that a person chose, once it can be had again; else that of the file. */
void
gradus_item_filters_update_orders (GradusItemFilters *self)
{
  const guint possible = possible_orders (self);
  g_autoptr (GtkStringList) names = NULL;
  guint n = 0, chosen = 0;

  if (possible == self->possible)
    return;
  self->possible = possible;
  names = gtk_string_list_new (NULL);
  for (guint order = 0; order < G_N_ELEMENTS (order_names); order++)
    if (possible & 1u << order)
      {
        if (order == self->order)
          chosen = n;
        self->orders[n++] = order;
        gtk_string_list_append (names, _ (order_names[order]));
      }
  fill (self, self->order_drop, names, chosen, on_order_chosen);
  gradus_items_set_order (self->items, self->orders[chosen]);
  gtk_widget_set_visible (GTK_WIDGET (self->order_drop), n > 1);
}

/* --- the object
 * ----------------------------------------------------------------------------------- */

static void
gradus_item_filters_finalize (GObject *object)
{
  GradusItemFilters *self = GRADUS_ITEM_FILTERS (object);

  g_object_unref (self->items);
  g_object_unref (self->evaluation);
  G_OBJECT_CLASS (gradus_item_filters_parent_class)->finalize (object);
}

static void
gradus_item_filters_class_init (GradusItemFiltersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_item_filters_finalize;
}

static void
gradus_item_filters_init (GradusItemFilters *self)
{
}

GradusItemFilters *
gradus_item_filters_new (GtkDropDown *classes, GtkDropDown *orders, GradusItems *items,
                         GradusEvaluation *evaluation)
{
  GradusItemFilters *self = g_object_new (GRADUS_TYPE_ITEM_FILTERS, NULL);

  self->class_drop = classes;
  self->order_drop = orders;
  self->items = g_object_ref (items);
  self->evaluation = g_object_ref (evaluation);
  g_signal_connect_object (classes, "notify::selected", G_CALLBACK (on_class_chosen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (orders, "notify::selected", G_CALLBACK (on_order_chosen), self,
                           G_CONNECT_SWAPPED);
  return self;
}
