/* config.h - what a run is to do: a project's own choices, and what replaces them.
 *
 * GrTrainerOptions is what a person says on top of the project (the command line's options, the
 * window's run settings); GrRunConfig is the outcome, every field filled in.
 */
#pragma once

#include "../data/loader.h"
#include "../model/project.h"
#include "../optim/schedule.h"

G_BEGIN_DECLS

/* 0, NULL and FALSE everywhere mean "as the project says"; see GR_TRAINER_OPTIONS_INIT for the
 * rest. Strings are borrowed until gr_trainer_new() returns. */
typedef struct
{
  const char *project_path; /* the project's file, for data beside it; or NULL */
  /* another data set by name or path, or the folder of the project's own */
  const char *data;
  gint64      epochs;
  gint64      batch_size;
  const char *optimizer;    /* "adam", "sgd:momentum=0.9:nesterov=true", "adamw:betas=0.9,0.99" */
  gdouble     lr;           /* NaN: the project's, or the optimiser's default */
  const char *schedule;     /* "cosine", "step:step_size=2:gamma=0.5"; "constant" for none */
  gint64      seed;         /* -1: the project's */
  gint        threads;      /* 0: as many as there are */
  GrDType     dtype;        /* GR_FLOAT32 or GR_FLOAT64 */
  GrDevice    device;
  /* transforms after the project's own: "random_horizontal_flip(p=0.5)" */
  const char *augment;
  gdouble     val_split;    /* NaN: the project's */
  gboolean    in_order;     /* training data in file order, unshuffled */
  gint64      limit;        /* only so many of the training items; 0: all */
  const char *init;         /* weights to start from, a .safetensors file; or NULL */
  const char *run_dir;      /* where checkpoints go, made if missing; NULL: none are written */
  gboolean    resume;       /* go on from the last checkpoint in run_dir */
  gdouble     save_seconds; /* a checkpoint so often within an epoch, too; 0: only at its end */
  gdouble     save_rest;    /* and none for so many times what the last one took */
  const char *log;          /* a file for log.h, written anew after every epoch; or NULL */
} GrTrainerOptions;

#define GR_TRAINER_OPTIONS_INIT                                                                    \
  { .lr = __builtin_nan (""), .seed = -1, .dtype = GR_FLOAT32, .device = GR_CPU,                   \
    .val_split = __builtin_nan ("") }

typedef struct
{
  gint64                 epochs, batch_size;
  guint64                seed;
  gint                   threads;
  GrDType                dtype;
  GrDevice               device;
  gdouble                val_split, clip_norm, clip_value;
  gint64                 patience, limit;
  GrSampler              sampler;
  gboolean               drop_last;
  const GrOptimizerKind *optimizer;
  GrOptions             *optimizer_options;
  const GrScheduleKind  *schedule;
  GrOptions             *schedule_options;
  /* of training; evaluation takes the ones that are not random */
  GrTransforms          *transforms;
} GrRunConfig;

/* Errors name the setting and its place: "optimizer.lr: …". Free with gr_run_config_clear(). */
gboolean gr_run_config_init  (GrRunConfig *config, GrProject *project,
                              const GrTrainerOptions *options, GError **error);
void     gr_run_config_clear (GrRunConfig *config);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GrRunConfig, gr_run_config_clear)

/* The data sets that @project, or @data in its place, means. @test is NULL where there is none.
 * Both (transfer full). @data may be NULL, a name or path of a data set, or the folder that holds
 * the files of the project's own set; @project_path may be NULL. */
gboolean gr_project_open_data (GrProject *project, const char *project_path, const char *data,
                               GrDataset **train, GrDataset **test, GError **error);

/* Leaves of the training set @train what @config trains @model on, which was told of the data, at
 * least a batch, and gives the part that it keeps for validation, or NULL. (inout), (out), both
 * (transfer full) */
gboolean gr_run_config_split (const GrRunConfig *config, GrModel *model, GrDataset **train,
                              GrDataset **val, GError **error);

/* The same rule for a set of which only numbers are known: @name has @length items, @counts of each
 * of @n_classes classes, which are left as they are. Says what it would be that keeps them from
 * being trained on: a part for validation that leaves nothing, less than a batch, or a batch of one
 * item where the model cannot take it, trained, validated or, as the model was told, tested. Or
 * that the machine has not the memory for the model. */
gboolean gr_run_config_check_items (const GrRunConfig *config, GrModel *model, const char *name,
                                    gint64 length, const gint64 *counts, gint64 n_classes,
                                    GError **error);

/* Whether @limit bytes hold what a run keeps of the parameters of @model, which runs.
 * GR_ERROR_MEMORY names the block with most of them. */
gboolean gr_run_config_check_memory (const GrRunConfig *config, GrModel *model, gdouble limit,
                                     GError **error);

/* The batch size nearest to that of @config, which is refused so, that mends it; 0: none near. */
gint64   gr_run_config_other_batch (const GrRunConfig *config, GrModel *model, const char *name,
                                    gint64 length, const gint64 *counts, gint64 n_classes);

/* The file or folder that these are read from; NULL where they are generated, or not found.
 * (transfer full) */
char    *gr_project_data_path (GrProject *project, const char *project_path, const char *data);

/* "fashion-cnn.gradus" -> "fashion-cnn.gradus.d", where its checkpoints go unless told otherwise.
 * (transfer full) */
char    *gr_run_dir_for       (const char *project_path);

G_END_DECLS
