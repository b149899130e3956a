/* snapshot.c - a sequence lock without fences, which ThreadSanitizer does not know.
 *
 * Each word is stored with release after the odd sequence and loaded with acquire before the
 * sequence is looked at again: a reader that saw any new word therefore sees that the sequence
 * moved.
 */
#include "snapshot.h"

#include <string.h>

void
gr_snapshot_box_put (GrSnapshotBox *box, const GrSnapshot *snapshot)
{
  guint64 words[GR_SNAPSHOT_WORDS] = { 0 };
  guint64 sequence = atomic_load_explicit (&box->sequence, memory_order_relaxed);

  memcpy (words, snapshot, sizeof *snapshot);
  atomic_store_explicit (&box->sequence, sequence + 1, memory_order_relaxed);
  for (guint i = 0; i < GR_SNAPSHOT_WORDS; i++)
    atomic_store_explicit (&box->words[i], words[i], memory_order_release);
  atomic_store_explicit (&box->sequence, sequence + 2, memory_order_release);
}

void
gr_snapshot_box_get (GrSnapshotBox *box, GrSnapshot *snapshot)
{
  guint64 words[GR_SNAPSHOT_WORDS];
  guint64 before, after;

  do
    {
      before = atomic_load_explicit (&box->sequence, memory_order_acquire);
      for (guint i = 0; i < GR_SNAPSHOT_WORDS; i++)
        words[i] = atomic_load_explicit (&box->words[i], memory_order_acquire);
      after = atomic_load_explicit (&box->sequence, memory_order_relaxed);
    }
  while (before != after || before % 2);
  memcpy (snapshot, words, sizeof *snapshot);
}
