/* scratch.c - per-thread scratch memory for kernels: packed panels, im2col columns, partial sums.
 *
 * A slot keeps its memory between calls, so that a training step asks the system for nothing after
 * the first one. It is freed when its thread ends.
 */
#include "pool.h"

#include "../tensor/allocator.h"

#include <pthread.h>
#include <stdlib.h>

#define SLOTS     8
#define ALIGNMENT 64

typedef struct
{
  gpointer data[SLOTS];
  gsize    nbytes[SLOTS];
} Scratch;

static pthread_key_t  scratch_key;
static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;

static void
scratch_free (gpointer user)
{
  Scratch *scratch = user;

  for (guint i = 0; i < SLOTS; i++)
    free (scratch->data[i]);
  free (scratch);
}

static void
scratch_key_create (void)
{
  pthread_key_create (&scratch_key, scratch_free);
}

gpointer
gr_scratch (gint slot, gsize nbytes)
{
  Scratch *scratch;

  g_return_val_if_fail (slot >= 0 && slot < SLOTS, NULL);

  pthread_once (&scratch_once, scratch_key_create);
  scratch = pthread_getspecific (scratch_key);
  if (scratch == NULL)
    {
      scratch = calloc (1, sizeof *scratch);
      if (scratch == NULL || pthread_setspecific (scratch_key, scratch) != 0)
        {
          free (scratch);
          return NULL;
        }
    }
  if (gr_allocator_fails_now ())
    return NULL;
  if (nbytes == 0)
    nbytes = ALIGNMENT;
  if (nbytes > scratch->nbytes[slot])
    {
      /* Half again as much, so that slowly growing demands settle; a whole number of lines. */
      gsize roomy = nbytes + nbytes / 2;

      if (roomy < nbytes || roomy > G_MAXSIZE - ALIGNMENT)
        return NULL;
      roomy = (roomy + ALIGNMENT - 1) & ~(gsize) (ALIGNMENT - 1);
      free (scratch->data[slot]);
      scratch->data[slot] = aligned_alloc (ALIGNMENT, roomy);
      scratch->nbytes[slot] = scratch->data[slot] ? roomy : 0;
    }
  return scratch->data[slot];
}
