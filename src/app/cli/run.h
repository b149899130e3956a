/* run.h - what the commands that open a project share: its options, the project, a trained model.
 *
 * Used by train, evaluate, predict, info, lr-range and render.
 */
#pragma once

#include "cli.h"

#include "data/loader.h"
#include "model/module.h"
#include "model/project.h"

G_BEGIN_DECLS

/* The values of gradus_run_entries, which a command gives gradus_cli_parse() as @more. */
typedef struct
{
  char   **set;        /* BLOCK.ATTRIBUTE=VALUE, each */
  char    *data;
  gint64   batch_size; /* 0: not given */
  gint64   threads;    /* 0: not given */
  gboolean json;

  GrDType  dtype;
  GrDevice device;
} GradusRunOptions;

extern GradusRunOptions   gradus_run_options;
extern const GOptionEntry gradus_run_entries[];

/* Checks them, once parsed, and sets the number of threads. FALSE having said what is wrong. */
gboolean gradus_run_check_options (void);

/* What an option of a number holds until it is given: nothing that a person would write. */
#define GRADUS_NOT_GIVEN G_MININT64

/* Whether *@value is from @least to @most; says so otherwise. One that was not given becomes
 * @standard. */
gboolean gradus_run_check_number (const char *option, gint64 *value, gint64 standard, gint64 least,
                                  gint64 most);

/* The project at @path with what --set changes. NULL having said what is wrong; @status gets the
 * exit status. (transfer full) */
GrProject *gradus_run_open_project (const char *path, gint *status);

/* Tells the model of @project, whose file is @path, of its data set or that of --data, so that what
 * does not fit it is among its problems. FALSE where the settings or the data themselves are what
 * train would find wrong. */
gboolean gradus_run_tell_data (GrProject *project, const char *path, GError **error);

/* --- what is wrong with a model (problems.c) -------------------------------------------------- */

/* The sentence of @problem, which says what to type where it has a fix. (transfer full) */
char *gradus_run_say_problem (GrModel *model, const GrProblem *problem);
/* gradus_cli_error() for what may be a problem of the model of @project. */
gint  gradus_run_error       (GrProject *project, gint status, GError *error);

/* --- files that a command writes (outputs.c) -------------------------------------------------- */

typedef struct
{
  const char *option; /* "--save", which a refusal names */
  const char *path;   /* NULL: not asked for */
} GradusFile;

/* What is written at the end should neither fail for a reason that was there at the start, nor
 * replace what the run reads. Sees to it that each of @outputs (ending with a NULL option) can be
 * written and is another file than the others, than each of @inputs (the same), and than the data
 * of @project, whose file is @path. Says what is wrong and returns the exit status, or
 * GRADUS_DONE. */
gint gradus_run_check_outputs (const GradusFile *outputs, const GradusFile *inputs,
                               GrProject *project, const char *path);

/* --- trained models --------------------------------------------------------------------------- */

/* A trained model, and a data set in batches as it wants them. */
typedef struct
{
  GrModule  *module; /* in evaluation mode */
  /* one pass in the set's order, with the project's transforms that are not random */
  GrLoader  *loader;
  gboolean   remapped; /* its classes are not those that the set has names for */
} GradusTrained;

/* @project's model for items like those of @set, with the weights in the file @weights. */
gboolean gradus_run_open_trained  (GrProject *project, GrDataset *set, const char *weights,
                                   GradusTrained *trained, GError **error);
void     gradus_run_clear_trained (GradusTrained *trained);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GradusTrained, gradus_run_clear_trained)

G_END_DECLS
