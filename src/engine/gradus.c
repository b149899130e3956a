/* gradus.c - gradus_init(): what has to happen once before the first call. */
#include "gradus.h"

#include "cpu/blas.h"

void
gradus_init (void)
{
  static gsize done = 0;
  if (g_once_init_enter (&done))
    {
      /* Parses every row: a broken schema shows here, not in the middle of a run. */
      gr_ops_named ("");
      gr_autograd_init ();
      gr_blas_init ();
      g_once_init_leave (&done, 1);
    }
}
