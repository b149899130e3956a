/* example-batches.h - the example projects, modules of them and batches made up for them, without
 * their data sets; used by the tests of what a recorded batch can be asked. */
#pragma once

#include "exchange/project-file.h"
#include "gradus.h"
#include "train/trace.h"

#include <math.h>

/* data/examples/fashion-NAME.gradus, told the size of its pictures. */
static inline GrProject *
example_project (const char *name)
{
  g_autofree char   *file = g_strdup_printf ("fashion-%s.gradus", name);
  g_autofree char   *path
      = g_test_build_filename (G_TEST_DIST, "..", "data", "examples", file, NULL);
  g_autoptr (GError) error = NULL;
  GrProject         *project = gr_project_load (path, &error);

  g_assert_no_error (error);
  gr_model_set_data_shape (project->model, 0, GR_INTS (1, 28, 28));
  return project;
}

static inline GrModule *
example_module (GrProject *project, GrDType dtype)
{
  g_autoptr (GError) error = NULL;
  GrGenerator        generator = { .seed = 3 };
  GrModule *module = gr_module_new (project->model, dtype, GR_CPU, &generator, &error);

  g_assert_no_error (error);
  return module;
}

static inline GrBatch
example_batch (GrDType dtype, gint64 size)
{
  GrBatch batch = { .size = size, .n_inputs = 1 };

  batch.input[0] = gr_tensor_new (dtype, GR_CPU, GR_INTS (size, 1, 28, 28), NULL);
  for (gint64 i = 0; i < gr_tensor_numel (batch.input[0]); i++)
    gr_tensor_set (batch.input[0], i, gr_float (sin (1.7 * (gdouble) i)));
  batch.target = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (size), NULL);
  for (gint64 i = 0; i < size; i++)
    GR_DATA (gint64, batch.target)[i] = i % 10;
  return batch;
}

static inline GrTrace *
example_trace (GrModule *module, const GrBatch *batch)
{
  g_autoptr (GError) error = NULL;
  GrTrace           *trace = gr_trace_capture (module, batch, NULL, &error);

  g_assert_no_error (error);
  return trace;
}
