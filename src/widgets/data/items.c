/* items.c - GradusItem and GradusItems: see items.h. */
#include "items.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>

/* --- one item ------------------------------------------------------------------------------------
 */

struct _GradusItem
{
  GObject parent_instance;

  GradusPart *part;
  guint index;
  GradusPredictions *predictions; /* or NULL */
  GrTensor *values;               /* the first input and the target, read when they are asked for */
  GrTensor *target;
};

G_DEFINE_FINAL_TYPE (GradusItem, gradus_item, G_TYPE_OBJECT)

static void
gradus_item_finalize (GObject *object)
{
  GradusItem *self = GRADUS_ITEM (object);

  gradus_part_unref (self->part);
  g_clear_pointer (&self->predictions, gradus_predictions_unref);
  g_clear_pointer (&self->values, gr_tensor_unref);
  g_clear_pointer (&self->target, gr_tensor_unref);
  G_OBJECT_CLASS (gradus_item_parent_class)->finalize (object);
}

static void
gradus_item_class_init (GradusItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_item_finalize;
}

static void
gradus_item_init (GradusItem *self)
{
}

GradusPart *
gradus_item_part (GradusItem *self)
{
  return self->part;
}

guint
gradus_item_index (GradusItem *self)
{
  return self->index;
}

const GradusPrediction *
gradus_item_prediction (GradusItem *self)
{
  return self->predictions ? &self->predictions->item[self->index] : NULL;
}

gboolean
gradus_item_wrong (GradusItem *self)
{
  return self->predictions && gradus_predictions_wrong (self->predictions, self->index);
}

char *
gradus_item_predicted_text (GradusItem *self)
{
  const GradusPredictions *all = self->predictions;
  g_autoptr (GString) text = g_string_new (NULL);

  if (all && all->is_classes)
    return g_strdup (gradus_part_class (self->part, all->item[self->index].predicted));
  for (gint64 i = 0; all && i < all->n_values; i++)
    g_string_append_printf (text, "%s%.5g", i ? ", " : "",
                            (gdouble) all->values[self->index * all->n_values + i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
gradus_item_title (GradusItem *self)
{
  g_autofree char *name = gradus_part_class_title (self->part,
                                                   gradus_part_label (self->part, self->index));
  g_autofree char *other = gradus_item_wrong (self) ? gradus_part_class_title (
                               self->part, gradus_item_prediction (self)->predicted)
                                                    : NULL;

  if (other)
    return g_strdup_printf (_ ("%s, item %u, taken for %s"), name, self->index, other);
  return name ? g_strdup_printf (_ ("%s, item %u"), name, self->index)
              : g_strdup_printf (_ ("Item %u"), self->index);
}

char *
gradus_item_value (GradusItem *self, gint64 i)
{
  const char *name = gradus_part_class (self->part, gradus_part_label (self->part, self->index));
  GrTensor *inputs[GR_MAX_INPUTS] = { NULL };
  gint64 n;

  if (!self->values && gr_dataset_get (self->part->set, self->index, inputs, &self->target, NULL))
    {
      self->values = inputs[0];
      for (gint k = 1; k < self->part->set->n_inputs; k++)
        gr_tensor_unref (inputs[k]);
    }
  if (!self->values)
    return g_strdup ("?");
  n = gr_tensor_numel (self->values);
  if (i >= n && name)
    return g_strdup (name);
  if (i < n)
    return g_strdup_printf ("%.4g", gr_tensor_get (self->values, i).d);
  return self->target && i - n < gr_tensor_numel (self->target)
             ? g_strdup_printf ("%.4g", gr_tensor_get (self->target, i - n).d)
             : g_strdup ("");
}

/* --- the list ------------------------------------------------------------------------------------
 */

struct _GradusItems
{
  GObject parent_instance;

  GradusPart *part;
  GradusPredictions *predictions; /* of the part, or NULL */
  gint label;                     /* the class that is shown; -1: all */
  gint predicted;                 /* likewise */
  gboolean wrong_only;
  GradusOrder order;
  GArray *shown; /* of guint32: the index of each item that is shown, in order */
};

enum
{
  BEFORE_CHANGE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static GType
items_get_item_type (GListModel *model)
{
  return GRADUS_TYPE_ITEM;
}

static guint
items_get_n_items (GListModel *model)
{
  return GRADUS_ITEMS (model)->shown->len;
}

static gpointer
items_get_item (GListModel *model, guint position)
{
  GradusItems *self = GRADUS_ITEMS (model);
  GradusItem *item;

  if (position >= self->shown->len)
    return NULL;
  item = g_object_new (GRADUS_TYPE_ITEM, NULL);
  item->part = gradus_part_ref (self->part);
  item->predictions = self->predictions ? gradus_predictions_ref (self->predictions) : NULL;
  item->index = g_array_index (self->shown, guint32, position);
  return item;
}

static void
items_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = items_get_item_type;
  iface->get_n_items = items_get_n_items;
  iface->get_item = items_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (GradusItems, gradus_items, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, items_list_model_init))

/* What an item is sorted by, the smallest first; a number that is none comes last. */
static gdouble
rank (const GradusItems *self, guint32 index)
{
  const GradusPrediction *prediction = self->predictions ? &self->predictions->item[index] : NULL;
  gdouble value = 0;

  if (self->order == GRADUS_ORDER_CLASS)
    value = gradus_part_label (self->part, index);
  else if (prediction && self->order == GRADUS_ORDER_LOSS)
    value = -(gdouble) prediction->loss;
  else if (prediction && self->order == GRADUS_ORDER_CONFIDENCE)
    value = prediction->confidence;
  else if (prediction && self->order == GRADUS_ORDER_SURE)
    value = -(gdouble) prediction->confidence;
  return isnan (value) ? INFINITY : value;
}

static gint
compare (gconstpointer a, gconstpointer b, gpointer user)
{
  const guint32 i = *(const guint32 *) a, j = *(const guint32 *) b;
  const gdouble x = rank (user, i), y = rank (user, j);

  return x != y ? (x > y) - (x < y) : (i > j) - (i < j);
}

static gboolean
is_shown (GradusItems *self, guint32 index)
{
  if (self->label >= 0 && gradus_part_label (self->part, index) != self->label)
    return FALSE;
  if (!self->predictions)
    return TRUE;
  return (self->predicted < 0 || self->predictions->item[index].predicted == self->predicted)
         && (!self->wrong_only || gradus_predictions_wrong (self->predictions, index));
}

static void
update (GradusItems *self)
{
  const guint n_before = self->shown->len;
  const guint32 n = self->part ? (guint32) self->part->set->length : 0;

  g_signal_emit (self, signals[BEFORE_CHANGE], 0);
  g_array_set_size (self->shown, 0);
  for (guint32 i = 0; i < n; i++)
    if (is_shown (self, i))
      g_array_append_val (self->shown, i);
  if (self->order != GRADUS_ORDER_FILE)
    g_array_sort_with_data (self->shown, compare, self);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->shown->len);
}

void
gradus_items_set_part (GradusItems *self, GradusPart *part)
{
  if (self->part == part)
    return;
  g_clear_pointer (&self->predictions, gradus_predictions_unref);
  g_clear_pointer (&self->part, gradus_part_unref);
  self->part = part ? gradus_part_ref (part) : NULL;
  update (self);
}

void
gradus_items_set_predictions (GradusItems *self, GradusPredictions *predictions)
{
  g_return_if_fail (!predictions || predictions->part == self->part);
  if (self->predictions == predictions)
    return;
  g_clear_pointer (&self->predictions, gradus_predictions_unref);
  self->predictions = predictions ? gradus_predictions_ref (predictions) : NULL;
  update (self);
}

void
gradus_items_set_predicted (GradusItems *self, gint predicted)
{
  if (self->predicted == predicted)
    return;
  self->predicted = predicted;
  update (self);
}

void
gradus_items_set_wrong_only (GradusItems *self, gboolean wrong_only)
{
  if (self->wrong_only == wrong_only)
    return;
  self->wrong_only = wrong_only;
  update (self);
}

void
gradus_items_set_class (GradusItems *self, gint label)
{
  if (self->label == label)
    return;
  self->label = label;
  update (self);
}

void
gradus_items_set_order (GradusItems *self, GradusOrder order)
{
  if (self->order == order)
    return;
  self->order = order;
  update (self);
}

guint
gradus_items_index (GradusItems *self, guint position)
{
  return g_array_index (self->shown, guint32, position);
}

GradusPart *
gradus_items_part (GradusItems *self)
{
  return self->part;
}

GradusPredictions *
gradus_items_predictions (GradusItems *self)
{
  return self->predictions;
}

guint
gradus_items_find (GradusItems *self, guint index)
{
  for (guint i = 0; i < self->shown->len; i++)
    if (g_array_index (self->shown, guint32, i) == index)
      return i;
  return G_MAXUINT;
}

static void
gradus_items_finalize (GObject *object)
{
  GradusItems *self = GRADUS_ITEMS (object);

  g_clear_pointer (&self->predictions, gradus_predictions_unref);
  g_clear_pointer (&self->part, gradus_part_unref);
  g_array_unref (self->shown);
  G_OBJECT_CLASS (gradus_items_parent_class)->finalize (object);
}

static void
gradus_items_class_init (GradusItemsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_items_finalize;
  signals[BEFORE_CHANGE] = g_signal_new ("before-change", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_items_init (GradusItems *self)
{
  self->label = self->predicted = -1;
  self->shown = g_array_new (FALSE, FALSE, sizeof (guint32));
}

GradusItems *
gradus_items_new (void)
{
  return g_object_new (GRADUS_TYPE_ITEMS, NULL);
}
