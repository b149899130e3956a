/* transform-rows.h - what the files of transforms share: the rows for the table in transforms.c,
 * and what several of them ask. */
#pragma once

#include "transform.h"

/* crops.c */
extern const GrTransformRow gr_random_crop_row;
extern const GrTransformRow gr_center_crop_row;
/* target-transforms.c */
extern const GrTransformRow gr_one_hot_row;
extern const GrTransformRow gr_remap_row;

/* The value of parameter @p: a number, the first where it is a list. */
static inline gdouble
gr_transform_number (const GrTransform *self, gint p)
{
  return self->value[p].v[0];
}

/* Refuses what is not [channels, height, width]. An infer of its own, where the shape stays. */
gboolean gr_transform_needs_picture (const GrTransform *self, GrField *field, GError **error);
