/* differences.h - in which settings runs differ, and all those of one: for the list of runs. */
#pragma once

#include "run.h"

G_BEGIN_DECLS

/* What is not the same in all of them: a setting ("optimizer.lr", "conv1.out_channels"), a block
 * that some have not ("drop1": "Dropout: p 0.2"), where a block takes its input from. */
typedef struct
{
  char *setting;
  char **values; /* one a run, NULL-terminated; "–" where a run has none */
} GradusDifference;

/* @values (transfer full). (transfer full) */
GradusDifference *gradus_difference_new (const char *setting, char **values);

/* Of @runs (of GradusRun): of their models, then of the rest of their settings. Where blocks stand
 * on the canvas, names and notes do not count. (transfer full), of GradusDifference */
GPtrArray *gradus_runs_differences (GPtrArray *runs);

/* What @run was trained with, its model left out: its data, training, first weights, optimizer and
 * schedule with every option, also those that the project left at their defaults, and transforms.
 * The same names as above, each with one value. (transfer full), of GradusDifference */
GPtrArray *gradus_run_trained_with (GradusRun *run);

G_END_DECLS
