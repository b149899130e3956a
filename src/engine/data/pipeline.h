/* pipeline.h - one item on its way from the data set's memory into a batch: conversions and
 * transforms.
 *
 * The loader's inner part. A leading run of pointwise transforms (to_tensor, normalize) over pixels
 * is one look-up in a table of 256 values a channel, made with the same float32 arithmetic.
 */
#pragma once

#include "transform.h"

G_BEGIN_DECLS

typedef struct _GrPipeline GrPipeline;

/* @transforms may be NULL; @dtype is what pixels and floating-point numbers become. */
GrPipeline    *gr_pipeline_new    (GrDataset *dataset, GrTransforms *transforms, GrDType dtype,
                                   GError **error);
void           gr_pipeline_free   (GrPipeline *pipeline);

const GrField *gr_pipeline_input  (const GrPipeline *pipeline, gint i);
const GrField *gr_pipeline_target (const GrPipeline *pipeline); /* NULL where there is none */

/* Memory that one thread works in. */
typedef struct
{
  GrSample room; /* for an item as the data set gives it */
  gfloat  *stage[2];
  gpointer target[2];
} GrWorkspace;

gboolean gr_workspace_init  (GrWorkspace *workspace, const GrPipeline *pipeline, GError **error);
void     gr_workspace_clear (GrWorkspace *workspace);

/* Fetches item @index and writes what becomes of it to @to. */
gboolean gr_pipeline_run (const GrPipeline *pipeline, GrWorkspace *workspace, gint64 index,
                          GrGenerator random, const GrSample *to, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrPipeline, gr_pipeline_free)

G_END_DECLS
