/* block-view.h - GradusBlockView: one block on the canvas as a widget, which draws itself.
 *
 * A widget of its own so that a screen reader and the keyboard can go from block to block. It is
 * placed by the GradusBlockLayer that it is in; the pointer is the canvas's business.
 */
#pragma once

#include <gtk/gtk.h>

#include "block-draw.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_BLOCK_VIEW (gradus_block_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusBlockView, gradus_block_view, GRADUS, BLOCK_VIEW, GtkWidget)

GtkWidget *gradus_block_view_new (const char *id);
const char *gradus_block_view_id (GradusBlockView *self);
/* @style is borrowed, and has to be set anew before it goes. Each redraws only where something
 * differs. */
void gradus_block_view_set_style (GradusBlockView *self, const GradusBlockStyle *style);
void gradus_block_view_set_look (GradusBlockView *self, const GradusBlockLook *look);
void gradus_block_view_set_state (GradusBlockView *self, GradusBlockState state);
void gradus_block_view_set_detail (GradusBlockView *self, GradusDetail detail);
/* For a screen reader: what else there is to say of it, in sentences; before that, what the
 * keyboard is doing to it (NULL: nothing); and whether something is wrong with it. */
void gradus_block_view_set_description (GradusBlockView *self, const char *sentences);
void gradus_block_view_set_hint (GradusBlockView *self, const char *text);
void gradus_block_view_set_invalid (GradusBlockView *self, gboolean invalid);
const GradusBlockLook *gradus_block_view_look (GradusBlockView *self);
GradusBlockState gradus_block_view_state (GradusBlockView *self);

G_END_DECLS
