/* test-pool.c - every tile once, whatever calls it: nested, from several threads, after a resize.
 */
#include "cpu/pool.h"
#include "cpu/priority.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>

#define N_TILES 1000

static void
count_tile (gint64 tile, gint thread, gpointer user)
{
  guint *counts = user;

  g_assert_cmpint (thread, >=, 0);
  g_assert_cmpint (thread, <, gr_pool_threads ());
  counts[tile]++; /* not atomic: a tile run twice is a race that the sanitizer sees */
}

static void
check_region (gint64 n_tiles)
{
  guint counts[N_TILES] = { 0 };

  gr_pool_run (n_tiles, count_tile, counts);
  for (gint64 i = 0; i < n_tiles; i++)
    g_assert_cmpuint (counts[i], ==, 1);
}

static void
test_each_tile_once (void)
{
  static const gint threads[] = { 1, 2, 4, 3, 7, 1, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      gr_pool_set_threads (threads[i]);
      g_assert_cmpint (gr_pool_threads (), ==, threads[i]);
      for (guint repeat = 0; repeat < 200; repeat++)
        check_region (repeat % 5);
      check_region (N_TILES);
    }
}

static void
nest_tile (gint64 tile, gint thread, gpointer user)
{
  guint *counts = user;

  gr_pool_run (10, count_tile, counts + 10 * tile);
}

static void
test_nested (void)
{
  guint counts[N_TILES] = { 0 };

  gr_pool_set_threads (4);
  gr_pool_run (N_TILES / 10, nest_tile, counts);
  for (guint i = 0; i < N_TILES; i++)
    g_assert_cmpuint (counts[i], ==, 1);
}

static gpointer
call_often (gpointer user)
{
  for (guint i = 0; i < 300; i++)
    check_region (1 + i % 50);
  return NULL;
}

static void
test_concurrent (void)
{
  pthread_t threads[3];

  gr_pool_set_threads (3);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, call_often, NULL), ==, 0);
  call_often (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    pthread_join (threads[i], NULL);
}

/* Long enough apart for the workers to fall asleep in between, and tiles long enough for the
 * caller to. */
static void
slow_tile (gint64 tile, gint thread, gpointer user)
{
  if (tile == 1)
    g_usleep (3000);
  count_tile (tile, thread, user);
}

static void
test_sleep (void)
{
  gr_pool_set_threads (2);
  for (guint i = 0; i < 20; i++)
    {
      guint counts[2] = { 0 };

      g_usleep (2000);
      gr_pool_run (2, slow_tile, counts);
      g_assert_cmpuint (counts[0] + counts[1], ==, 2);
    }
}

static void
square_denormal (gint64 tile, gint thread, gpointer user)
{
  volatile gfloat *values = user;

  values[tile] = values[tile] * 0.5f;
}

/* Denormals vanish inside a region, on all threads, and are back outside of it. */
static void
test_denormals (void)
{
#if defined(__SSE2__) || defined(__aarch64__)
  volatile gfloat values[64];

  for (gint threads = 1; threads <= 4; threads++)
    {
      gr_pool_set_threads (threads);
      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        values[i] = 1e-40f;
      gr_pool_run (G_N_ELEMENTS (values), square_denormal, (gpointer) values);
      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        g_assert_true (values[i] == 0);
      values[0] = 1e-40f;
      values[0] = values[0] * 0.5f;
      g_assert_true (values[0] > 0);
    }
#endif
}

static void
use_scratch (gint64 tile, gint thread, gpointer user)
{
  guchar *a = gr_scratch (0, 100 + 1000 * tile), *b = gr_scratch (1, 64);

  g_assert_true (a != NULL && b != NULL && a != b);
  g_assert_cmpuint (((gsize) a | (gsize) b) % 64, ==, 0);
  memset (a, (gint) tile, 100 + 1000 * tile);
  memset (b, 1, 64);
  g_assert_cmpint (a[99], ==, (guchar) tile);
}

static void
test_scratch (void)
{
  gpointer first = gr_scratch (2, 1000);

  g_assert_true (gr_scratch (2, 500) == first);
  gr_pool_set_threads (4);
  gr_pool_run (100, use_scratch, NULL);
  g_assert_null (gr_scratch (3, G_MAXSIZE - 5));
  gr_pool_set_threads (1);
}

#ifdef __linux__
/* Of the calling thread, which is what Linux means by the process 0. */
static gint
priority_here (void)
{
  return getpriority (PRIO_PROCESS, 0);
}

static void
note_priority (gint64 tile, gint thread, gpointer user)
{
  gint *priorities = user;

  priorities[tile] = priority_here ();
  g_usleep (1000); /* so that every thread gets some */
}

static gpointer
compute_aside (gpointer user)
{
  gr_pool_run (N_TILES / 10, note_priority, user);
  return NULL;
}

static void
test_give_way (void)
{
  const gint before = priority_here ();
  gint priorities[N_TILES / 10];
  pthread_t thread;

  gr_priority_let_compute_give_way ();
  gr_pool_set_threads (3);
  g_assert_cmpint (pthread_create (&thread, NULL, compute_aside, priorities), ==, 0);
  pthread_join (thread, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (priorities); i++)
    g_assert_cmpint (priorities[i], ==, MAX (before, 5));
  gr_pool_run (2, note_priority, priorities);
  g_assert_cmpint (priority_here (), ==, before);
  gr_pool_set_threads (1);
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/each-tile-once", test_each_tile_once);
  g_test_add_func ("/pool/nested", test_nested);
  g_test_add_func ("/pool/concurrent", test_concurrent);
  g_test_add_func ("/pool/sleep", test_sleep);
  g_test_add_func ("/pool/denormals", test_denormals);
  g_test_add_func ("/pool/scratch", test_scratch);
#ifdef __linux__
  g_test_add_func ("/pool/give-way", test_give_way); /* the last: nothing takes it back */
#endif
  return g_test_run ();
}
