/* columns.h - a large model for the benches: columns of convolutions and what goes between them. */
#pragma once

#include "model/edit.h"

G_BEGIN_DECLS

/* Adds @n blocks, "b0" and so on, in columns of so many @rows, each a chain from an Input. To be
 * applied to a model that has none of them. (transfer full) */
GrEdit *bench_columns (guint n, guint rows);

G_END_DECLS
