/* project.h - GrProject: a model with all that it takes to train it, as the document that is saved.
 *
 * Data set, transforms, model, optimiser, schedule and training settings; runs lie in a folder
 * beside the file. What belongs to other parts (an optimiser's options, a data set's) is kept here
 * as JSON under its key, and read by them; exchange/project-file.h reads and writes the file.
 * Losses are blocks of the model.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "model.h"

G_BEGIN_DECLS

/* A choice with its options: {"kind": "Adam", "lr": 0.001}. Any key may be missing. */
typedef struct
{
  char       *kind;    /* NULL: not chosen */
  JsonObject *options; /* every key but "kind", in the file's order; never NULL */
} GrSection;

typedef struct
{
  gint64  epochs;         /* >= 1 */
  gint64  batch_size;     /* >= 1 */
  guint64 seed;
  gdouble val_split;      /* part of the training data kept for validation, [0, 1) */
  gdouble clip_norm;      /* 0: none */
  gdouble clip_value;     /* 0: none */
  gint64  patience;       /* epochs without improvement until training stops; 0: never */
  char   *sampler;        /* "random", "sequential", "weighted" */
  gboolean drop_last;
  JsonObject *extra;      /* keys that this program does not know */
} GrTraining;

typedef struct _GrProject GrProject;

struct _GrProject
{
  gatomicrefcount refs;
  char       *name;
  char       *description;
  /* "kind" is the data set's name or path ("fashion-mnist", "readings.csv" beside the project),
   * under the key "set"; the options are its own. */
  GrSection   data;
  JsonArray  *transforms; /* of training data, as data/transform.h reads them; never NULL */
  GrModel    *model;
  JsonObject *model_extra; /* keys of the file's model that this program does not know */
  GrSection   optimizer;
  GrSection   schedule;
  GrTraining  training;
  JsonObject *extra; /* top-level keys that this program does not know */
};

/* An empty model, Adam, no schedule, and PyTorch users' usual training settings: 10 epochs of
 * batches of 128, seed 0. */
GrProject *gr_project_new   (void);
GrProject *gr_project_ref   (GrProject *project);
void       gr_project_unref (GrProject *project);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrProject, gr_project_unref)

/* Sets an attribute by the text of the command line's --set: "dropout.p=0.5",
 * "res1.conv1.kernel_size=5". */
gboolean   gr_project_set   (GrProject *project, const char *assignment, GError **error);

/* --- options, with the path in the error: "optimizer.lr: expects a number, not a string" ------ */

/* Each leaves @value as it is where the key is missing or null. */
gboolean gr_section_number  (const GrSection *section, const char *path, const char *key,
                             gdouble *value, GError **error);
gboolean gr_section_integer (const GrSection *section, const char *path, const char *key,
                             gint64 *value, GError **error);
gboolean gr_section_boolean (const GrSection *section, const char *path, const char *key,
                             gboolean *value, GError **error);
/* (transfer none) */
gboolean gr_section_string  (const GrSection *section, const char *path, const char *key,
                             const char **value, GError **error);

G_END_DECLS
