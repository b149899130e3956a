/* differences.h - in which settings runs differ: for the list of runs. */
#pragma once

#include "run.h"

G_BEGIN_DECLS

/* A setting that is not the same in all of them: "optimizer.lr", "model.conv1.out_channels". */
typedef struct
{
  char *setting;
  char **values; /* one a run, NULL-terminated; "–" where a run has none */
} GradusDifference;

/* Of @runs (of GradusRun), in the order of the project file. Where blocks stand on the canvas,
 * names and notes do not count. (transfer full), of GradusDifference */
GPtrArray *gradus_runs_differences (GPtrArray *runs);

G_END_DECLS
