/* set-cards.h - GradusSetCards: what a project without data is offered: a card for each known set,
 * those that are here first, and one's own files. Part of the data set browser, whose actions
 * "data.open-file" and "data.open-folder" its buttons are. */
#pragma once

#include <gtk/gtk.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_SET_CARDS (gradus_set_cards_get_type ())
G_DECLARE_FINAL_TYPE (GradusSetCards, gradus_set_cards, GRADUS, SET_CARDS, GtkWidget)

/* Signal "chosen": the document has got the set of a card. */
GtkWidget *gradus_set_cards_new (GradusDocument *document);

G_END_DECLS
