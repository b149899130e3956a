/* spread.h - GradusSpread: histograms one after another, over the steps of a run; GradusSpreadView
 * shows them as a map of time × value.
 *
 * Each moment is a column, as high as its values reach, whose colours say which part of the values
 * is where. Weights and gradients in the course of training.
 */
#pragma once

#include "drawing.h"

G_BEGIN_DECLS

typedef struct
{
  char *title;     /* or NULL */
  gsize n, n_bins; /* moments, and bins of each */
  gdouble x, step; /* of the first moment; between two */
  /* Of gdouble, one a moment: what its bins cover; NaN where nothing is known. */
  GArray *low, *high;
  GArray *shares; /* of gfloat, n_bins a moment: the part of the values in each bin */
} GradusSpread;

/* Without moments. @step > 0. (transfer full) */
GradusSpread *gradus_spread_new (const char *title, gsize n_bins, gdouble x, gdouble step);
/* Appends one; @shares are copied. */
void gradus_spread_add (GradusSpread *spread, gdouble low, gdouble high, const gfloat *shares);
void gradus_spread_free (GradusSpread *spread);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusSpread, gradus_spread_free)

void gradus_spread_draw (const GradusSpread *spread, cairo_t *cr, gdouble width, gdouble height,
                         const GradusPalette *palette);

#define GRADUS_TYPE_SPREAD_VIEW (gradus_spread_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusSpreadView, gradus_spread_view, GRADUS, SPREAD_VIEW, GradusDrawing)

/* @spread (transfer full), may be NULL. */
GtkWidget *gradus_spread_view_new (GradusSpread *spread);
void gradus_spread_view_set (GradusSpreadView *self, GradusSpread *spread);
const GradusSpread *gradus_spread_view_get (GradusSpreadView *self); /* (transfer none) */

G_END_DECLS
