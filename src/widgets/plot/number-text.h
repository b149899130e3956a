/* number-text.h - numbers on axes and beside pointers: where ticks stand and how numbers are
 * written. */
#pragma once

#include "plot.h"

G_BEGIN_DECLS

typedef struct
{
  gdouble value;
  char *label; /* NULL: a small one, between two that are labelled */
} GradusTick;

/* Ticks in [@min, @max], ascending, at most about @most with a label: multiples of 1, 2 or 5 times
 * a power of ten; on a logarithmic axis powers of ten, with those between where there are few.
 * (transfer full), of GradusTick, g_array_unref. */
GArray *gradus_ticks_new (gdouble min, gdouble max, guint most, GradusAxisKind kind,
                          gboolean logarithmic);

/* A value with as many digits as one wants to read: "0.4213", "12.3k", "4.2×10⁻⁷", "93.1 %", "NaN".
 * (transfer full) */
char *gradus_number_text (gdouble value, GradusAxisKind kind);

G_END_DECLS
