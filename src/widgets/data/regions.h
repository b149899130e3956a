/* regions.h - what a model says all over the plane, as a picture behind the points of a data
 * set, or as a curve. For GradusScatter. */
#pragma once

#include <gio/gio.h>

#include "part.h"
#include "predictor.h"
#include "style/palette.h"

G_BEGIN_DECLS

/* The part of the plane that is looked at. */
typedef struct
{
  gdouble left, right, bottom, top;
} GradusFrame;

/* Where on the screen that is, in pixels. */
typedef struct
{
  gdouble left, top, right, bottom;
} GradusScatterArea;

typedef struct
{
  GradusFrame frame;
  gint        width, height; /* cells; height 1 of a curve */
  gint32     *class;         /* of the cells, row by row from the bottom; NULL of a curve */
  gfloat     *value;         /* the probability of that class; or the curve */
} GradusRegions;

void           gradus_regions_free       (GradusRegions *regions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusRegions, gradus_regions_free)

/* Each cell in its class's colour, the fainter the less sure; or the curve. Nothing is drawn
 * outside @area, which shows the whole frame. */
void           gradus_regions_draw       (const GradusRegions *self, cairo_t *cr,
                                          const GradusScatterArea *area,
                                          const GradusPalette *palette);

/* On a worker thread. */
void           gradus_regions_new_async  (GradusPredictor *predictor, GradusPart *part,
                                          GradusFrame frame, GCancellable *cancellable,
                                          GAsyncReadyCallback done, gpointer user);
/* NULL without an error where the model says nothing that can be shown so. (transfer full) */
GradusRegions *gradus_regions_new_finish (GAsyncResult *result, GError **error);

G_END_DECLS
