/* registry.h - data sets by name: the descriptors of datasets/, compiled in, and how one is opened.
 *
 * A descriptor says where a set is found, how it is read, who made it and under what licence; for a
 * generated one, its parameters. Read by `gradus datasets`, the trainer and the data page.
 */
#pragma once

#include "dataset.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  double      preset, low, high;
  gboolean    integer;
  const char *help;
} GrDatasetParameter;

typedef struct
{
  const char               *name; /* "fashion-mnist" */
  const char               *kind; /* "idx", "cifar", "generated" */
  GrDatasetInfo             info;
  const char *const        *splits;     /* NULL-terminated */
  const char *const        *classes;    /* NULL-terminated; NULL where there are none */
  const GrDatasetParameter *parameters; /* of a generated set; ends with a NULL name */
  const char               *package;    /* of Debian, that holds it; or NULL */
  JsonObject               *json;       /* the whole of it */
} GrDatasetDescriptor;

/* The names known, sorted, NULL-terminated. (transfer none) */
const char *const         *gr_dataset_names      (void);
/* NULL where there is none of that name. (transfer none) */
const GrDatasetDescriptor *gr_dataset_descriptor (const char *name);
/* One of your own, from a JSON file as in datasets/. (transfer full) */
GrDatasetDescriptor       *gr_dataset_descriptor_load (const char *path, GError **error);
void                       gr_dataset_descriptor_free (GrDatasetDescriptor *descriptor);
/* The folders a set of files is looked for in, in order: @data where not NULL (alone), else
 * $XDG_DATA_HOME/gradus/datasets/NAME, then where the descriptor says, below each of
 * $XDG_DATA_DIRS. (transfer full) */
char                     **gr_dataset_folders    (const GrDatasetDescriptor *descriptor,
                                                  const char *data);
/* Whether it is read from files, which may be missing; others are always there. */
gboolean                   gr_dataset_needs_files (const GrDatasetDescriptor *descriptor);
/* The first of them that has its files; GR_ERROR_NO_DATA says how to get them, without a full stop:
 * who has another way to name a folder goes on with that. (transfer full) */
char                      *gr_dataset_where      (const GrDatasetDescriptor *descriptor,
                                                  const char *data, GError **error);

/* Opens a set by name, or by the path of a CSV, npy, npz or descriptor (.json) file, a folder of
 * IDX or CIFAR files, or a folder with a folder of pictures a class.
 *
 * @options, which may be NULL, takes what the kind understands:
 *   "data"                                the folder of a named set's files
 *   "n", "n_test", "noise", "seed", …     a generated set's parameters by name
 *   "width", "height", "gray"             pictures: the size they are brought to
 *   "columns", "header", "separator"      CSV: {"age": "continuous", "species": "target", …}
 *   "inputs", "target", "classes"         npz, npy: names of arrays, names for the classes
 *   "test"                                the fraction that is the test part of a CSV or npz file,
 * or of a folder of pictures without folders train and test An option that the kind does not know
 * is an error.
 * @split is "train", "test", or NULL for what there is to train on. GR_ERROR_DATA. (transfer
 * full) */
GrDataset *gr_dataset_open      (const char *name_or_path, JsonObject *options, const char *split,
                                 GError **error);
/* Whether the same would have that split, without opening it. */
gboolean   gr_dataset_has_split (const char *name_or_path, JsonObject *options, const char *split);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrDatasetDescriptor, gr_dataset_descriptor_free)

G_END_DECLS
