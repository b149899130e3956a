/* dataset.h - what a data set is: a length, and a way to get item i.
 *
 * An item is one or more inputs and, where there is one, a target. All items of a set have the same
 * shapes and element types, said once in its fields. The kinds that come with Gradus are in a
 * file each (idx-dataset.c, csv-dataset.c, …); docs/datasets.md shows one of your own. The loader
 * (loader.h) makes batches of any of them; gr_dataset_open() (registry.h) finds one by name or
 * path.
 *
 * A field of uint8 holds pixels: on their way into a batch they are divided by 255 in float32, and
 * widened after that where the run is in float64. A target of int64 and rank 0 is a class.
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

#define GR_MAX_INPUTS 8

/* The class of an item that has none: what losses ignore unless told otherwise. It is in no class's
 * count, and a sampler that weights classes does not draw it. */
#define GR_NO_CLASS (-100)

typedef struct _GrDataset GrDataset;

/* The shape and type of one input, or of the target, of every item; no batch dimension. */
typedef struct
{
  char    name[64];
  GrDType dtype;
  gint    ndim;
  gint64  shape[GR_MAX_DIMS];
  gint64  n_classes; /* of a target that is a class; 0 else */
} GrField;

/* Where get() writes an item: row-major elements of the fields' types. */
typedef struct
{
  gpointer input[GR_MAX_INPUTS];
  gpointer target; /* NULL where the set has none */
} GrSample;

typedef struct
{
  const char *name; /* "idx" */

  /* Writes item @index (always in range) into @sample. Called from several threads at once: it
   * must not change the set without a lock of its own. */
  gboolean (*get) (GrDataset *self, gint64 index, GrSample *sample, GError **error);

  /* The rest may be NULL. */

  /* Points @sample at the item's own memory, which stays as it is while the set lives: saves a
   * copy for sets that are in memory. */
  void (*peek) (GrDataset *self, gint64 index, GrSample *sample);
  /* The class of an item without making its input, for sets where that costs something. */
  gint64 (*label) (GrDataset *self, gint64 index);
  /* A word for item @index that a person can find again, for errors: a file, a line. */
  char *(*item_name) (GrDataset *self, gint64 index);
  /* Frees what the kind's own struct holds. */
  void (*finalize) (GrDataset *self);
} GrDatasetKind;

/* What people should know before they use a set. Any may be NULL. */
typedef struct
{
  char *title;
  char *summary;
  char *made_by;
  char *made_how;
  char *purpose;
  char *limits;
  char *licence;
  char *homepage;
} GrDatasetInfo;

/* A kind's own struct begins with this one. Fields are for everyone to read. */
struct _GrDataset
{
  gatomicrefcount      refs;
  const GrDatasetKind *kind;
  char                *name;   /* "fashion-mnist", or the path it was opened from */
  char                *split;  /* "train", "test"; NULL where it has no splits */
  char                *source; /* the file or folder it was read from; NULL for generated ones */
  char                *target_source; /* that of its targets, where it is another one; or NULL */
  char                *warning; /* what was left out of that, in a sentence; or NULL */
  char                *note;    /* what else was made of it, in sentences; or NULL */
  gint64               length;
  gint                 n_inputs;
  GrField              input[GR_MAX_INPUTS];
  gboolean             has_target;
  GrField              target;
  gint64               n_classes;   /* 0 where the target is no class */
  char               **class_names; /* n_classes of them, NULL-terminated; NULL with n_classes 0 */
  char               **input_names; /* of each number of input 0: a table's columns; or NULL */
  char               **target_names; /* likewise of the target; or NULL */
  GrDatasetInfo        info;
};

/* --- making one of your own ----------------------------------------------------------------- */

/* Allocates @size bytes (of the kind's own struct), zeroed, and fills in the base. */
gpointer   gr_dataset_new         (const GrDatasetKind *kind, gsize size, const char *name,
                                   gint64 length);
void       gr_dataset_add_input   (GrDataset *dataset, const char *name, GrDType dtype,
                                   GrInts shape);
/* A target that is a number, or several: regression, one-hot, a picture. */
void       gr_dataset_set_target  (GrDataset *dataset, const char *name, GrDType dtype,
                                   GrInts shape);
/* A target that is one of @n classes: int64, rank 0. @names is copied; NULL names them 0, 1, …. */
void       gr_dataset_set_classes (GrDataset *dataset, const char *const *names, gint64 n);

/* What each number of the first input and of the target is called; NULL: nothing. Copied. */
void       gr_dataset_set_names   (GrDataset *dataset, const char *const *inputs,
                                   const char *const *targets);

/* Items that are in memory already: each tensor is [n, shape of an item…], contiguous, on the CPU,
 * and kept. @input_names has @n_inputs names, or is NULL. @target may be NULL; with @n_classes
 * above 0 it is one class an item, of any integer type, in range or GR_NO_CLASS. (transfer
 * full) */
GrDataset *gr_dataset_from_tensors (const char *name, GrTensor *const *inputs,
                                    const char *const *input_names, gint n_inputs,
                                    GrTensor *target, const char *const *class_names,
                                    gint64 n_classes, GError **error);

/* Adds a sentence to the set's note. Takes @sentence. */
void       gr_dataset_add_note    (GrDataset *dataset, char *sentence);

/* Copies the strings; frees them. */
void       gr_dataset_info_copy   (const GrDatasetInfo *from, GrDatasetInfo *to);
void       gr_dataset_info_clear  (GrDatasetInfo *info);

GrDataset *gr_dataset_ref         (GrDataset *dataset);
void       gr_dataset_unref       (gpointer dataset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrDataset, gr_dataset_unref)

/* --- asking --------------------------------------------------------------------------------- */

gsize      gr_field_size          (const GrField *field); /* bytes of one item */
gint64     gr_field_numel         (const GrField *field);

/* What to call number @element of @field, which is one of @dataset's: its own name, where it has
 * one; else "features[3]", or the field's where it is the only one. (transfer full) */
char      *gr_dataset_number_name (const GrDataset *dataset, const GrField *field,
                                   gint64 element);
/* One item as tensors of the fields' own types, for looking at. @inputs has n_inputs places,
 * @target one (may be NULL). (transfer full) each. An error names the set and the item. */
gboolean   gr_dataset_get         (GrDataset *dataset, gint64 index, GrTensor **inputs,
                                   GrTensor **target, GError **error);
/* The same without copying where the set is in memory: @sample points to room for an item, and to
 * the item afterwards, there or in the set's own memory. What the loader calls. */
gboolean   gr_dataset_fetch       (GrDataset *dataset, gint64 index, GrSample *sample,
                                   GError **error);
/* The class of item @index, checked to be one, or GR_NO_CLASS; -1 with an error. */
gint64     gr_dataset_label       (GrDataset *dataset, gint64 index, GError **error);
/* Items a class, n_classes of them, which may be 0. (transfer full) */
gint64    *gr_dataset_class_counts (GrDataset *dataset, GError **error);

/* --- parts of a set ------------------------------------------------------------------------- */

/* The items @indices of @dataset, in that order; the indices are copied. (transfer full) */
GrDataset *gr_dataset_subset      (GrDataset *dataset, const gint64 *indices, gint64 n,
                                   GError **error);
/* The first @n, or all where there are fewer. (transfer full) */
GrDataset *gr_dataset_first       (GrDataset *dataset, gint64 n);
/* Cuts off @fraction (in (0, 1)) of the items, drawn from @seed, in each class alike (over all
 * where there are no classes). Both parts keep the set's order. (transfer full) */
gboolean   gr_dataset_split       (GrDataset *dataset, gdouble fraction, guint64 seed,
                                   GrDataset **rest, GrDataset **part, GError **error);
/* Whether that would do for a set @name of so many items, which tells nothing but their numbers:
 * @counts are of each class, the other items have none. @length and @counts become those of what is
 * left. (inout), (inout) */
gboolean   gr_dataset_can_split   (const char *name, gint64 *length, gint64 *counts,
                                   gint64 n_classes, gdouble fraction, GError **error);

G_END_DECLS
