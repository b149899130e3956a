/* part.h - GradusPart: one part (train, test) of a data set, with the class of every item and
 * how many there are of each.
 *
 * What the data page's views share. Made on a worker thread, immutable after, counted by
 * references from any thread.
 */
#pragma once

#include <gio/gio.h>

#include "data/dataset.h"

G_BEGIN_DECLS

typedef struct
{
  gatomicrefcount refs;
  GrDataset      *set;
  gint32         *label;  /* one an item, -1 for one without; NULL where the set has no classes */
  gint64         *counts; /* one a class; likewise */
  gfloat         *point;  /* x and y of each item, of a set that is a picture of points: two numbers
                           * each, or one with a number for a target; NULL of others */
  gint            side;   /* gradus_drawing_side(): how large things are in gray pictures */
} GradusPart;

/* Takes @set, also on error. Reads every label and point, so not on the main thread. (transfer
 * full) */
GradusPart *gradus_part_new   (GrDataset *set, GCancellable *cancellable, GError **error);
GradusPart *gradus_part_ref   (GradusPart *part);
void        gradus_part_unref (GradusPart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusPart, gradus_part_unref)

/* "1,200 pictures of 28×28 pixels in gray; 10 classes": what there is, in a sentence. (transfer
 * full) */
char       *gradus_part_describe (const GradusPart *part);
/* -1 where the item has no class. */
gint        gradus_part_label (const GradusPart *part, guint index);
/* The name of a class; NULL for one that the set has not. (transfer none) */
const char *gradus_part_class (const GradusPart *part, gint label);
/* What the model's output @output stands for: the class, or "Class 7" for one that the set has not.
 * NULL for -1. (transfer full) */
char       *gradus_part_output (const GradusPart *part, gint output);
/* The same where it stands alone: "Class 3" also for a class that has a number for a name.
 * (transfer full) */
char       *gradus_part_class_title (const GradusPart *part, gint label);
/* "train" and "test" as people read them. (transfer none) */
const char *gradus_split_title (const char *split);

/* Whether an item of @field can be shown as a picture: [1 or 3, height, width], or [height,
 * width]. */
gboolean    gradus_field_is_picture (const GrField *field);

/* --- statistics ------------------------------------------------------------------------------- */

/* Of one channel of pictures, or one number of a table; pixels of 8 bits count as 0 to 1. */
typedef struct
{
  gdouble mean, std, low, high; /* std with n - 1, as PyTorch's */
  gint64  n;
} GradusMoments;

typedef struct
{
  gint64         n_items; /* that were looked at: a set that is not in memory is sampled */
  guint          n_channels;
  GradusMoments *channel;
} GradusStatistics;

/* Of the first input. Reads the whole set: not on the main thread. (transfer full) */
GradusStatistics *gradus_statistics_new  (GrDataset *set, GCancellable *cancellable,
                                          GError **error);
void              gradus_statistics_free (GradusStatistics *statistics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusStatistics, gradus_statistics_free)

G_END_DECLS
