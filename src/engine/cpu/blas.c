/* blas.c - see blas.h.
 *
 * OpenBLAS chooses its kernels by the processor's model number, and takes a model that it does not
 * know for an old one: 0.3.21 (Debian 12) runs AVX2 kernels on AVX-512 processors by AMD, at half
 * their speed (110 instead of 220 GFLOP/s a core on an EPYC of 2024). OPENBLAS_CORETYPE would say
 * otherwise, but it is read when the library is loaded, before any code of ours runs; so it is
 * made to choose again.
 */
#include "blas.h"

#include <cblas.h>
#include <dlfcn.h>
#include <pthread.h>

#if defined(__x86_64__)
/* Whether OpenBLAS's SKYLAKEX kernels run here and it has chosen lesser ones by itself. */
static gboolean
skylakex_is_missed (void)
{
  static const char *const lesser[] = { "Haswell", "Zen", NULL };

  return g_getenv ("OPENBLAS_CORETYPE") == NULL
         && g_strv_contains (lesser, openblas_get_corename ())
         && __builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512cd")
         && __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512dq")
         && __builtin_cpu_supports ("avx512vl");
}

/* The two functions are OpenBLAS's own start and end; builds for one processor lack them, and then
 * there is nothing to choose. */
static void
choose_again (const char *core)
{
  void (*quit) (void) = (void (*) (void)) dlsym (RTLD_DEFAULT, "gotoblas_dynamic_quit");
  void (*init) (void) = (void (*) (void)) dlsym (RTLD_DEFAULT, "gotoblas_dynamic_init");

  if (quit == NULL || init == NULL)
    return;
  g_setenv ("OPENBLAS_CORETYPE", core, TRUE);
  quit ();
  init ();
  g_unsetenv ("OPENBLAS_CORETYPE");
}
#endif

static void
init_once (void)
{
#if defined(__x86_64__)
  if (skylakex_is_missed ())
    choose_again ("SkylakeX");
#endif
  openblas_set_num_threads (1);
}

void
gr_blas_init (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, init_once);
}
