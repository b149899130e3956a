/* expression.h - the value of a formula written as text, over named numbers: what an optimiser's
 * row says its step is can so be read and computed from one and the same line. Private to optim/.
 *
 * Numbers, names, + - * / ^, parentheses, sqrt (x) and max (a, b).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The number of that name. */
typedef gdouble (*GrExpressionLookup) (const char *name, gpointer user);

/* @text is of this program: a mistake in it is a bug, and aborts. Where @numbers is not NULL, the
 * text with the names replaced by their numbers is appended to it. */
gdouble gr_expression_value (const char *text, GrExpressionLookup lookup, gpointer user,
                             GString *numbers);

G_END_DECLS
