/* heat-map.h - GradusMatrix, numbers in rows and columns as colours; GradusHeatMap shows one.
 *
 * Used for confusion matrices, weights and any tensor of two dimensions. gradus_matrix_draw() draws
 * it anywhere.
 */
#pragma once

#include "colour-scale.h"
#include "drawing.h"
#include "light.h"

G_BEGIN_DECLS

typedef struct
{
  gsize rows, columns;
  gsize length;                           /* of a vector, wrapped to rows; 0: a matrix */
  gdouble *values;                        /* row after row */
  char *title, *row_title, *column_title; /* or NULL */
  char **row_labels, **column_labels;     /* NULL: numbers from first_row and first_column */
  GArray *lights;                         /* of GradusLight: cells, row-major; or NULL */

  /* What follows may be set as one likes. */
  GradusScale scale; /* at the start sequential */
  gdouble min, max;  /* of the colours; NaN: of the values, about 0 for a diverging scale */
  gboolean
      row_shares; /* coloured by the part of its row's sum, on a root scale: a confusion matrix */
  gboolean show_values; /* in the cells, where there is room */
  gint64 first_row, first_column; /* of what this is a part of; of a vector the latter alone */
} GradusMatrix;

/* @values, row after row, are copied. */
GradusMatrix *gradus_matrix_new (const gdouble *values, gsize rows, gsize columns);
/* @n numbers, as many in each row as there are columns; the last row may be shorter. */
GradusMatrix *gradus_matrix_new_vector (const gdouble *values, gsize n);
/* A confusion matrix: rows are the true classes, columns the @n_predicted that they were taken for,
 * first the same classes, then what else there may be. @names are those of the columns, or NULL. */
GradusMatrix *gradus_matrix_new_confusion (const gint64 *counts, gsize n_classes,
                                           gsize n_predicted, const char *const *names);
void gradus_matrix_free (GradusMatrix *matrix);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusMatrix, gradus_matrix_free)

/* Any may be NULL. */
void gradus_matrix_set_titles (GradusMatrix *matrix, const char *title, const char *row_title,
                               const char *column_title);

/* Lights these cells and no others. */
void gradus_matrix_light (GradusMatrix *matrix, const GradusLight *lights, gsize n);

void gradus_matrix_draw (const GradusMatrix *matrix, cairo_t *cr, gdouble width, gdouble height,
                         const GradusPalette *palette);

#define GRADUS_TYPE_HEAT_MAP (gradus_heat_map_get_type ())
G_DECLARE_FINAL_TYPE (GradusHeatMap, gradus_heat_map, GRADUS, HEAT_MAP, GradusDrawing)

/* Signal "activated" (int row, int column), where gradus_drawing_set_activatable(). @matrix
 * (transfer full), may be NULL. */
GtkWidget *gradus_heat_map_new (GradusMatrix *matrix);
void gradus_heat_map_set_matrix (GradusHeatMap *self, GradusMatrix *matrix);
/* See gradus_matrix_light(). */
void gradus_heat_map_light (GradusHeatMap *self, const GradusLight *lights, gsize n);

/* What a cell says beside the pointer, in place of its value, row and column; (transfer full). */
typedef char *(*GradusCellText) (gint cell, gpointer user);
void gradus_heat_map_set_text (GradusHeatMap *self, GradusCellText text, gpointer user);

G_END_DECLS
