/* blas.c - see blas.h. */
#include "blas.h"

#include <cblas.h>
#include <pthread.h>

static void
init_once (void)
{
  openblas_set_num_threads (1);
}

void
gr_blas_init (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, init_once);
}
