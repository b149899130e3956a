/* sample.h - GradusSample: one item of a data set, as it is and after each of the project's
 * transforms.
 *
 * Read and transformed on a worker thread with the loader's own pipeline; what the side panel
 * shows.
 */
#pragma once

#include <json-glib/json-glib.h>

#include "part.h"
#include "picture.h"

G_BEGIN_DECLS

/* What the first input is after a transform; or another input, or a target, that is a picture. */
typedef struct
{
  char          *name;    /* "Random crop", "mask"; NULL of the item as it is in the set */
  gboolean       random;  /* another one next time */
  gboolean       beside;  /* no stage of the first input */
  GradusPicture *picture; /* NULL where it is no picture */
  gfloat        *values;  /* n of them, as they go on; NULL where the transform does not fit */
  gint64         n;
  char          *problem; /* why it does not, or NULL */
} GradusStage;

typedef struct
{
  GradusPart *part;
  guint       index;
  char       *name;    /* where a person finds it again, a file or a line; or NULL */
  GPtrArray  *stages;  /* of GradusStage, at least one */
  GPtrArray  *others;  /* of GrTensor: the inputs after the first */
  GrTensor   *target;  /* or NULL */
} GradusSample;

void gradus_sample_free (GradusSample *sample);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusSample, gradus_sample_free)

/* @transforms as in a project, or NULL; copied. The same @roll gives the same random transforms. */
void          gradus_sample_load_async  (GradusPart *part, guint index, JsonArray *transforms,
                                         guint64 roll, GCancellable *cancellable,
                                         GAsyncReadyCallback done, gpointer user);
/* (transfer full) */
GradusSample *gradus_sample_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS
