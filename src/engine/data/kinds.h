/* kinds.h - how each kind of data set is opened. For registry.c alone; others use
 * gr_dataset_open().
 *
 * All return (transfer full), or NULL with one sentence that names the file.
 */
#pragma once

#include "registry.h"

#include <math.h>

G_BEGIN_DECLS

/* Whether float32 can hold @value: a network computes in it unless told otherwise, and where a
 * number becomes infinite on its way there, training says only that the loss is not finite. */
static inline gboolean
gr_fits_float32 (gdouble value)
{
  return isfinite ((gfloat) value);
}

/* @labels may be NULL: pictures without a target. @n_classes 0 takes as many as there are. */
GrDataset *gr_idx_dataset_open    (const char *name, const char *images, const char *labels,
                                   const char *const *class_names, gint64 n_classes,
                                   GError **error);

/* Records of @n_labels bytes and 3×32×32 pixels, from @files in order; the label byte at
 * @which_label is the class. */
GrDataset *gr_cifar_dataset_open  (const char *name, const char *const *files, gint n_labels,
                                   gint which_label, const char *const *class_names,
                                   gint64 n_classes, GError **error);

/* Options columns, header, separator, missing. */
GrDataset *gr_csv_dataset_open    (const char *path, JsonObject *options, GError **error);

/* A folder a class, or pictures alone (no target). Options width, height, gray. @train, if not
 * NULL, is the training part that this test part belongs to: its classes and picture size hold. */
GrDataset *gr_folder_dataset_open (const char *path, GrDataset *train, JsonObject *options,
                                   GError **error);

/* Whether there are pictures in @path, or in folders in it. */
gboolean   gr_folder_has_pictures (const char *path);

/* npy (one input) or npz. Options inputs, target, classes. @train as above: its classes hold. */
GrDataset *gr_array_dataset_open  (const char *path, GrDataset *train, JsonObject *options,
                                   GError **error);
/* Whether there are npy files in @path. */
gboolean   gr_folder_has_arrays   (const char *path);
/* The npy files beside @path whose names say that they hold what is to be predicted of its items:
 * y.npy beside x.npy. (transfer full) */
char     **gr_array_companions    (const char *path);
/* The npy file in @folder that holds the inputs of its part @split: the only one that has a
 * companion is all there is to train on; of two, the one that is called so. NULL where there is
 * none. (transfer full) */
char      *gr_array_folder_inputs (const char *folder, const char *split);

/* @parameters holds a value for each of the generator's parameters, in the descriptor's order.
 * "test" draws other items than the rest. */
GrDataset *gr_generated_dataset_new (const GrDatasetDescriptor *descriptor,
                                     const gdouble *parameters, const char *split, GError **error);

/* Rows of numbers that stand in the descriptor itself. */
GrDataset *gr_table_dataset_new   (const GrDatasetDescriptor *descriptor, GError **error);

/* The pictures of `shapes` for @n items: [n, 1, 28, 28] of uint8, and their classes. */
gboolean   gr_draw_shapes         (gint64 n, gdouble noise, guint64 seed, GrTensor **pictures,
                                   GrTensor **classes, GError **error);

G_END_DECLS
