/* heat-map-private.h - what matrix.c and heat-map.c share. */
#pragma once

#include "heat-map.h"
#include "lettering.h"

G_BEGIN_DECLS

/* Where the cells are, and how the labels stand. */
typedef struct
{
  gdouble left, top, cell_width, cell_height;
  gdouble column_room; /* height of the columns' labels */
  gdouble scale_room;  /* 0: there is no scale */
  gboolean upright;    /* columns' labels are turned */
} GradusMatrixLayout;

void gradus_matrix_layout (const GradusMatrix *matrix, gdouble width, gdouble height,
                           GradusMatrixLayout *layout);
/* (transfer full) */
char *gradus_matrix_label (const GradusMatrix *matrix, gboolean column, gsize i);
/* How many cells it has: of a vector, not those that fill its last row. */
gsize gradus_matrix_n_cells (const GradusMatrix *matrix);
gdouble gradus_matrix_row_sum (const GradusMatrix *matrix, gsize row);

G_END_DECLS
