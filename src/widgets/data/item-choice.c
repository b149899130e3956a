/* item-choice.c - GradusItemChoice: see item-choice.h. */
#include "item-choice.h"

/* A selection looks for its item in a list that changes by making every item of it: so it has none
 * meanwhile, and the chosen one is found again by its index. */
typedef enum
{
  LIST_STANDS,
  LIST_CHANGES,
} ListState;

struct _GradusItemChoice
{
  GObject parent_instance;

  GradusItems *items;
  GtkSingleSelection *selection;
  ListState list;
  guint index; /* of the item that was chosen when the list began to change */
};

G_DEFINE_FINAL_TYPE (GradusItemChoice, gradus_item_choice, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

GtkSelectionModel *
gradus_item_choice_selection (GradusItemChoice *self)
{
  return GTK_SELECTION_MODEL (self->selection);
}

GradusItem *
gradus_item_choice_item (GradusItemChoice *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

guint
gradus_item_choice_position (GradusItemChoice *self)
{
  return gtk_single_selection_get_selected (self->selection);
}

void
gradus_item_choice_choose (GradusItemChoice *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
}

static void
on_selected (GradusItemChoice *self)
{
  if (self->list == LIST_STANDS)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
before_change (GradusItemChoice *self)
{
  GradusItem *item = gradus_item_choice_item (self);

  if (item)
    self->index = gradus_item_index (item);
  else if (self->list == LIST_STANDS)
    self->index = 0;
  self->list = LIST_CHANGES;
  gradus_item_choice_choose (self, GTK_INVALID_LIST_POSITION);
}

static void
after_change (GradusItemChoice *self)
{
  const guint position = gradus_items_find (self->items, self->index);

  /* Who has chosen one while the list filled keeps that. */
  if (!gradus_item_choice_item (self))
    gradus_item_choice_choose (self, position == GTK_INVALID_LIST_POSITION ? 0 : position);
  self->list = LIST_STANDS;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- the object
 * ----------------------------------------------------------------------------------- */

static void
gradus_item_choice_finalize (GObject *object)
{
  GradusItemChoice *self = GRADUS_ITEM_CHOICE (object);

  g_object_unref (self->selection);
  g_object_unref (self->items);
  G_OBJECT_CLASS (gradus_item_choice_parent_class)->finalize (object);
}

static void
gradus_item_choice_class_init (GradusItemChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_item_choice_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_item_choice_init (GradusItemChoice *self)
{
}

GradusItemChoice *
gradus_item_choice_new (GradusItems *items)
{
  GradusItemChoice *self = g_object_new (GRADUS_TYPE_ITEM_CHOICE, NULL);

  self->items = g_object_ref (items);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (items)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  g_signal_connect_object (items, "before-change", G_CALLBACK (before_change), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (items, "settled", G_CALLBACK (after_change), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (on_selected), self,
                           G_CONNECT_SWAPPED);
  return self;
}
