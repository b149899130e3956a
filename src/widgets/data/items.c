/* items.c - GradusItem and GradusItems: see items.h. */
#include "items.h"
#include "document/in-thread.h"
#include "style/count.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>

/* --- one item ------------------------------------------------------------------------------------
 */

struct _GradusItem
{
  GObject parent_instance;

  GradusItems *list; /* which knows what was predicted */
  GradusPart *part;
  guint index;
  GrTensor *values; /* the first input and the target, read when they are asked for */
  GrTensor *target;
};

G_DEFINE_FINAL_TYPE (GradusItem, gradus_item, G_TYPE_OBJECT)

static void
gradus_item_finalize (GObject *object)
{
  GradusItem *self = GRADUS_ITEM (object);

  gradus_part_unref (self->part);
  g_object_unref (self->list);
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

/* NULL also where the list shows another part by now. */
static const GradusPredictions *
predictions_of (GradusItem *self)
{
  const GradusPredictions *predictions = gradus_items_predictions (self->list);

  return predictions && predictions->part == self->part ? predictions : NULL;
}

const GradusPrediction *
gradus_item_prediction (GradusItem *self)
{
  const GradusPredictions *predictions = predictions_of (self);

  return predictions ? &predictions->item[self->index] : NULL;
}

gboolean
gradus_item_wrong (GradusItem *self)
{
  const GradusPredictions *predictions = predictions_of (self);

  return predictions && gradus_predictions_wrong (predictions, self->index);
}

char *
gradus_item_predicted_text (GradusItem *self)
{
  const GradusPredictions *all = predictions_of (self);
  g_autoptr (GString) text = g_string_new (NULL);

  if (all && all->is_classes)
    return gradus_part_output (self->part, all->item[self->index].predicted);
  for (gint64 i = 0; all && i < all->n_values; i++)
    g_string_append_printf (text, "%s%.5g", i ? ", " : "",
                            (gdouble) all->values[self->index * all->n_values + i]);
  return gradus_minus (g_string_free (g_steal_pointer (&text), FALSE));
}

char *
gradus_item_title (GradusItem *self)
{
  g_autofree char *name = gradus_part_class_title (self->part,
                                                   gradus_part_label (self->part, self->index));
  g_autofree char *other = gradus_item_wrong (self) ? gradus_part_class_title (
                               self->part, gradus_item_prediction (self)->predicted)
                                                    : NULL;
  g_autofree char *index = gradus_count (self->index);

  if (other)
    return g_strdup_printf (_ ("%s, item %s, taken for %s"), name, index, other);
  return name ? g_strdup_printf (_ ("%s, item %s"), name, index)
              : g_strdup_printf (_ ("Item %s"), index);
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
    return gradus_minus (g_strdup_printf ("%.4g", gr_tensor_get (self->values, i).d));
  return self->target && i - n < gr_tensor_numel (self->target)
             ? gradus_minus (g_strdup_printf ("%.4g", gr_tensor_get (self->target, i - n).d))
             : g_strdup ("");
}

/* --- which items, in which order ----------------------------------------------------------------
 */

/* What is asked for. A worker thread has a copy of its own. */
typedef struct
{
  GradusPart *part;
  GradusPredictions *predictions; /* of the part, or NULL */
  gint label;                     /* the class that is shown; -1: all */
  gint predicted;                 /* likewise */
  gboolean wrong_only;
  GradusOrder order;
} Query;

static void
query_clear (Query *query)
{
  g_clear_pointer (&query->predictions, gradus_predictions_unref);
  g_clear_pointer (&query->part, gradus_part_unref);
}

static Query *
query_copy (const Query *query)
{
  Query *copy = g_memdup2 (query, sizeof *query);

  gradus_part_ref (copy->part);
  if (copy->predictions)
    gradus_predictions_ref (copy->predictions);
  return copy;
}

static void
query_free (gpointer data)
{
  query_clear (data);
  g_free (data);
}

/* What an item is sorted by, the smallest first; a number that is none comes last. */
static gdouble
rank (const Query *query, guint32 index)
{
  const GradusPrediction *prediction = query->predictions ? &query->predictions->item[index] : NULL;
  gdouble value = 0;

  if (query->order == GRADUS_ORDER_CLASS)
    value = gradus_part_label (query->part, index);
  else if (prediction && query->order == GRADUS_ORDER_LOSS)
    value = -(gdouble) prediction->loss;
  else if (prediction && query->order == GRADUS_ORDER_CONFIDENCE)
    value = prediction->confidence;
  else if (prediction && query->order == GRADUS_ORDER_SURE)
    value = -(gdouble) prediction->confidence;
  return isnan (value) ? INFINITY : value;
}

static gint
compare (gconstpointer a, gconstpointer b, gpointer query)
{
  const guint32 i = *(const guint32 *) a, j = *(const guint32 *) b;
  const gdouble x = rank (query, i), y = rank (query, j);

  return x != y ? (x > y) - (x < y) : (i > j) - (i < j);
}

static gboolean
is_shown (const Query *query, guint32 index)
{
  if (query->label >= 0 && gradus_part_label (query->part, index) != query->label)
    return FALSE;
  if (!query->predictions)
    return TRUE;
  return (query->predicted < 0 || query->predictions->item[index].predicted == query->predicted)
         && (!query->wrong_only || gradus_predictions_wrong (query->predictions, index));
}

/* The indices of the items that are asked for, of guint32. (transfer full) */
static GArray *
query_run (const Query *query)
{
  const guint32 n = query->part ? (guint32) query->part->set->length : 0;
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < n; i++)
    if (is_shown (query, i))
      g_array_append_val (found, i);
  if (query->order != GRADUS_ORDER_FILE)
    g_array_sort_with_data (found, compare, (gpointer) query);
  return found;
}

static void
run_query (GTask *task, gpointer object, gpointer query, GCancellable *cancellable)
{
  g_task_return_pointer (task, query_run (query), (GDestroyNotify) g_array_unref);
}

/* --- the list ------------------------------------------------------------------------------------
 */

#define FEW   2000 /* items that are filtered and sorted before one notices */
#define CHUNK 128  /* items that come into the list at once, as long as cells are made for them, */
#define CELLS 640  /* of which a grid has no more than so many */

struct _GradusItems
{
  GObject parent_instance;

  Query query;
  GArray *found;           /* of guint32: the index of each item that is to be shown, in order */
  guint n_shown;           /* how many of them are in the list already */
  GCancellable *searching; /* while a worker filters and sorts */
  guint filling;           /* the source that puts more of them into the list, or 0 */
};

enum
{
  BEFORE_CHANGE,
  SETTLED,
  JUDGED,
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
  return GRADUS_ITEMS (model)->n_shown;
}

static gpointer
items_get_item (GListModel *model, guint position)
{
  GradusItems *self = GRADUS_ITEMS (model);
  GradusItem *item;

  if (position >= self->n_shown)
    return NULL;
  item = g_object_new (GRADUS_TYPE_ITEM, NULL);
  item->list = g_object_ref (self);
  item->part = gradus_part_ref (self->query.part);
  item->index = g_array_index (self->found, guint32, position);
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

static void
add (GradusItems *self, guint n)
{
  const guint n_before = self->n_shown;

  self->n_shown += n;
  g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, n);
}

/* A grid makes its cells when their items come: not all in one turn of the main loop. */
static gboolean
fill (gpointer user)
{
  GradusItems *self = user;
  const guint left = self->found->len - self->n_shown;

  if (self->n_shown < CELLS && left > CHUNK)
    {
      add (self, CHUNK);
      return G_SOURCE_CONTINUE;
    }
  self->filling = 0;
  add (self, left);
  g_signal_emit (self, signals[SETTLED], 0);
  return G_SOURCE_REMOVE;
}

/* Where some items went and others came at once, a grid would look for each that went among all
 * that came. */
static void
empty (GradusItems *self)
{
  const guint n = self->n_shown;

  g_signal_emit (self, signals[BEFORE_CHANGE], 0);
  g_clear_handle_id (&self->filling, g_source_remove);
  self->n_shown = 0;
  g_array_set_size (self->found, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

/* Takes @found. */
static void
show (GradusItems *self, GArray *found)
{
  empty (self);
  g_array_unref (self->found);
  self->found = found;
  if (found->len <= FEW)
    {
      add (self, found->len);
      g_signal_emit (self, signals[SETTLED], 0);
      return;
    }
  add (self, CHUNK);
  /* After what is drawn: every chunk is on the screen before the next one comes. */
  self->filling = g_idle_add (fill, self);
}

static void
query_done (GObject *object, GAsyncResult *result, gpointer user)
{
  GradusItems *self = GRADUS_ITEMS (object);
  GArray *found = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self->searching != g_task_get_cancellable (G_TASK (result))) /* another is asked for by now */
    {
      g_clear_pointer (&found, g_array_unref);
      return;
    }
  g_clear_object (&self->searching);
  show (self, found);
}

static void
forget_search (GradusItems *self)
{
  if (self->searching)
    g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
}

static void
update (GradusItems *self)
{
  g_autoptr (GTask) task = NULL;

  forget_search (self);
  if (!self->query.part || self->query.part->set->length <= FEW)
    {
      show (self, query_run (&self->query));
      return;
    }
  self->searching = g_cancellable_new ();
  task = g_task_new (self, self->searching, query_done, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, query_copy (&self->query), query_free);
  gradus_run_in_thread (task, run_query);
}

gboolean
gradus_items_settled (GradusItems *self)
{
  return !self->searching && !self->filling;
}

void
gradus_items_set_part (GradusItems *self, GradusPart *part)
{
  if (self->query.part == part)
    return;
  empty (self);
  query_clear (&self->query);
  self->query.part = part ? gradus_part_ref (part) : NULL;
  update (self);
}

/* Whether what is shown, or where, is by the predictions. */
static gboolean
needs_predictions (GradusItems *self)
{
  const Query *query = &self->query;

  return query->predicted >= 0 || query->wrong_only || query->order > GRADUS_ORDER_CLASS;
}

void
gradus_items_set_predictions (GradusItems *self, GradusPredictions *predictions)
{
  g_return_if_fail (!predictions || predictions->part == self->query.part);
  if (self->query.predictions == predictions)
    return;
  g_clear_pointer (&self->query.predictions, gradus_predictions_unref);
  self->query.predictions = predictions ? gradus_predictions_ref (predictions) : NULL;
  if (needs_predictions (self))
    update (self);
  g_signal_emit (self, signals[JUDGED], 0);
}

void
gradus_items_set_predicted (GradusItems *self, gint predicted)
{
  if (self->query.predicted == predicted)
    return;
  self->query.predicted = predicted;
  update (self);
}

void
gradus_items_set_wrong_only (GradusItems *self, gboolean wrong_only)
{
  if (self->query.wrong_only == wrong_only)
    return;
  self->query.wrong_only = wrong_only;
  update (self);
}

void
gradus_items_set_class (GradusItems *self, gint label)
{
  if (self->query.label == label)
    return;
  self->query.label = label;
  update (self);
}

void
gradus_items_set_order (GradusItems *self, GradusOrder order)
{
  if (self->query.order == order)
    return;
  self->query.order = order;
  update (self);
}

guint
gradus_items_index (GradusItems *self, guint position)
{
  return g_array_index (self->found, guint32, position);
}

GradusPart *
gradus_items_part (GradusItems *self)
{
  return self->query.part;
}

GradusPredictions *
gradus_items_predictions (GradusItems *self)
{
  return self->query.predictions;
}

guint
gradus_items_find (GradusItems *self, guint index)
{
  for (guint i = 0; i < self->n_shown; i++)
    if (g_array_index (self->found, guint32, i) == index)
      return i;
  return G_MAXUINT;
}

static void
gradus_items_dispose (GObject *object)
{
  GradusItems *self = GRADUS_ITEMS (object);

  forget_search (self);
  g_clear_handle_id (&self->filling, g_source_remove);
  G_OBJECT_CLASS (gradus_items_parent_class)->dispose (object);
}

static void
gradus_items_finalize (GObject *object)
{
  GradusItems *self = GRADUS_ITEMS (object);

  query_clear (&self->query);
  g_array_unref (self->found);
  G_OBJECT_CLASS (gradus_items_parent_class)->finalize (object);
}

static void
gradus_items_class_init (GradusItemsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_items_dispose;
  G_OBJECT_CLASS (klass)->finalize = gradus_items_finalize;
  signals[BEFORE_CHANGE] = g_signal_new ("before-change", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SETTLED] = g_signal_new ("settled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[JUDGED] = g_signal_new ("judged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_items_init (GradusItems *self)
{
  self->query.label = self->query.predicted = -1;
  self->found = g_array_new (FALSE, FALSE, sizeof (guint32));
}

GradusItems *
gradus_items_new (void)
{
  return g_object_new (GRADUS_TYPE_ITEMS, NULL);
}
