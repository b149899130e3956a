/* transform-rows.h - the rows of target-transforms.c, for the table in transforms.c. */
#pragma once

#include "transform.h"

extern const GrTransformRow gr_one_hot_row;
extern const GrTransformRow gr_remap_row;
