/* count.h - how whole numbers are written for people. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "60 000", its digits in groups of three with narrow spaces between them, as ISO 80000-1 has it: a
 * comma or a point would mean thousands in one language and a fraction in another, and numbers are
 * written with a point in all of them (main.c). (transfer full) */
char *gradus_count (gint64 n);

G_END_DECLS
