/* item-choice.h - GradusItemChoice: which of the items that are shown is chosen. It stays the same
 * item while they are filtered and sorted. Part of GradusDatasetBrowser.
 *
 * Signal "changed": another item is chosen, or the same one in a list that has changed.
 */
#pragma once

#include <gtk/gtk.h>

#include "items.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_ITEM_CHOICE (gradus_item_choice_get_type ())
G_DECLARE_FINAL_TYPE (GradusItemChoice, gradus_item_choice, GRADUS, ITEM_CHOICE, GObject)

/* (transfer full) */
GradusItemChoice  *gradus_item_choice_new       (GradusItems *items);
/* The items, of which one is selected, for the views of them. (transfer none) */
GtkSelectionModel *gradus_item_choice_selection (GradusItemChoice *self);
/* The item; NULL where there is none. (transfer none) */
GradusItem        *gradus_item_choice_item      (GradusItemChoice *self);
/* Where it is shown; GTK_INVALID_LIST_POSITION where there is none. */
guint              gradus_item_choice_position  (GradusItemChoice *self);
void               gradus_item_choice_choose    (GradusItemChoice *self, guint position);

G_END_DECLS
