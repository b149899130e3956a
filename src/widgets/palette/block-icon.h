/* block-icon.h - GradusBlockIcon: the sign of a kind of block, in its category's colour. */
#pragma once

#include <gtk/gtk.h>

#include "nn/block.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_BLOCK_ICON (gradus_block_icon_get_type ())
G_DECLARE_FINAL_TYPE (GradusBlockIcon, gradus_block_icon, GRADUS, BLOCK_ICON, GtkWidget)

/* NULL shows nothing. */
void gradus_block_icon_set_kind (GradusBlockIcon *self, const GrBlockKind *kind);

G_END_DECLS
