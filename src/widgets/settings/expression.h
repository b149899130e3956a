/* expression.h - arithmetic in the entries: "2*64" for 128.
 *
 * Used by GradusFieldRow, so that every number of the program may be written as a sum.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Numbers, + - * / // % ** and parentheses, with Python's precedence. FALSE where @text is anything
 * else, or has no finite value. */
gboolean gradus_expression_evaluate (const char *text, gdouble *value);

/* @text with each expression in it replaced by its value: "128", "[6, 12]" for "[2*3, 4*3]". What
 * is no arithmetic (a word, a plain number, half an expression) stays as it is. (transfer full) */
char *gradus_expression_expand (const char *text);

G_END_DECLS
