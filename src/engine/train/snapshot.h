/* snapshot.h - the newest GrSnapshot, from one writer to any number of readers; private to train/.
 *
 * A sequence lock over atomic words: the writer never waits, a reader tries again where the writer
 * came in between.
 */
#pragma once

#include "trainer.h"

#include <stdatomic.h>

G_BEGIN_DECLS

#define GR_SNAPSHOT_WORDS ((sizeof (GrSnapshot) + sizeof (guint64) - 1) / sizeof (guint64))

typedef struct
{
  _Atomic guint64 sequence; /* odd while the words change */
  _Atomic guint64 words[GR_SNAPSHOT_WORDS];
} GrSnapshotBox;

void gr_snapshot_box_put (GrSnapshotBox *box, const GrSnapshot *snapshot);
void gr_snapshot_box_get (GrSnapshotBox *box, GrSnapshot *snapshot);

G_END_DECLS
