/* count.h - how numbers are written for people: whole ones, and those below zero. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "60 000", its digits in groups of three with narrow spaces between them, as ISO 80000-1 has it: a
 * comma or a point would mean thousands in one language and a fraction in another, and numbers are
 * written with a point in all of them (main.c). (transfer full) */
char *gradus_count (gint64 n);

/* @text, where each hyphen that is the sign of a number is a minus, which is as wide as a plus and
 * does not end a line: "−4", "from −1 to 2e−05", but "CIFAR-10". For what is shown: not for files,
 * nor for what a person types. Takes @text. (transfer full) */
char *gradus_minus (char *text);

G_END_DECLS
