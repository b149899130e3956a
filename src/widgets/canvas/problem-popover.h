/* problem-popover.h - what is wrong with a block, in sentences, each with the button that mends it.
 */
#pragma once

#include <gtk/gtk.h>

#include "document/document.h"

G_BEGIN_DECLS

/* A GtkPopover without a parent; NULL where nothing is wrong with the block. (transfer floating) */
GtkWidget *gradus_problem_popover_new (GradusDocument *document, const char *block);

G_END_DECLS
