/* histogram.h - how often which values occur: GradusBins counts them, GradusHistogram shows them.
 *
 * Weights, gradients, activations, errors of a regression.
 */
#pragma once

#include "drawing.h"

G_BEGIN_DECLS

typedef struct
{
  char *title;      /* or NULL */
  gdouble min, max; /* of the first bin's left and the last one's right edge */
  gsize n;          /* bins */
  gsize *counts;
  gsize total;             /* finite values */
  gsize n_other;           /* values that are no number, or infinite */
  gdouble mean, deviation; /* of the finite values; NaN where there are none */
} GradusBins;

/* @n_bins of one width over all finite values of the @n ones. @title may be NULL. */
GradusBins *gradus_bins_new (const char *title, const gfloat *values, gsize n, gsize n_bins);
/* (transfer full) */
GradusBins *gradus_bins_copy (const GradusBins *bins);
void gradus_bins_free (GradusBins *bins);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusBins, gradus_bins_free)

void gradus_bins_draw (const GradusBins *bins, cairo_t *cr, gdouble width, gdouble height,
                       const GradusPalette *palette);

#define GRADUS_TYPE_HISTOGRAM (gradus_histogram_get_type ())
G_DECLARE_FINAL_TYPE (GradusHistogram, gradus_histogram, GRADUS, HISTOGRAM, GradusDrawing)

/* @bins (transfer full), may be NULL. */
GtkWidget *gradus_histogram_new (GradusBins *bins);
void gradus_histogram_set_bins (GradusHistogram *self, GradusBins *bins);

G_END_DECLS
