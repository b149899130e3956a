/* cut-text.h - gradus_cut_text(): a text that is no wider than its place.
 *
 * Pango widens the “…” of what it cuts at the start or in the middle until all is as wide as the
 * place, which leaves gaps of any width behind it. Here there is none. For rows of tables and what
 * is drawn.
 */
#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

/* Lays out @text in @layout, cut at @where if it is wider than @width, which is in Pango's units;
 * < 0: never. */
void gradus_cut_text (PangoLayout *layout, const char *text, PangoEllipsizeMode where, gint width);

G_END_DECLS
