/* pool.c - the one thread pool; see pool.h.
 *
 * A region is published in one 64-bit ticket: a generation in the upper half and the number of
 * tiles that nobody has taken yet in the lower. A thread takes a tile by counting the ticket down
 * with a compare-and-swap, which succeeds only while that very region still has tiles; so a worker
 * that wakes late finds nothing to take and nobody waits for it. The caller works too, and
 * returns when as many tiles are finished as there were.
 *
 * pthread and C11 atomics alone, which ThreadSanitizer understands.
 */
#include "pool.h"

#include "priority.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#define MAX_THREADS 256
/* Some tens of microseconds: longer than the gap between two operators of a training step, shorter
 * than anything a person or another process would notice. */
#define SPINS 2000

typedef struct
{
  /* The region. Written by the caller before the ticket that makes it visible. */
  _Alignas (64) _Atomic guint64 ticket;
  _Atomic (GrTileFunc) func;
  _Atomic gpointer     user;
  _Atomic gint64       first;   /* the tile that the region's first ticket stands for */
  _Atomic guint32      n_tiles;
  _Alignas (64) _Atomic gint64 unfinished;

  /* Who sleeps. The mutex guards only falling asleep and waking. */
  _Alignas (64) _Atomic gint sleepers;
  _Atomic gboolean caller_sleeps;
  pthread_mutex_t  mutex;
  pthread_cond_t   work_there;
  pthread_cond_t   work_done;

  /* The caller's side: whoever swaps busy from FALSE owns what follows. */
  _Atomic gboolean busy;
  gint             n_workers;
  gint             spins;
  pthread_t        workers[MAX_THREADS];
  _Atomic gint     limit; /* workers with this number and above end */

  _Atomic gint wanted; /* threads, the caller's included */
} Pool;

static Pool pool = {
  .mutex = PTHREAD_MUTEX_INITIALIZER,
  .work_there = PTHREAD_COND_INITIALIZER,
  .work_done = PTHREAD_COND_INITIALIZER,
};

static pthread_once_t      wanted_once = PTHREAD_ONCE_INIT;
static _Thread_local gint  thread_number;
static _Thread_local guint depth; /* of regions that this thread is inside of */

/* --- the floating-point mode ---------------------------------------------------------------- */

/* Denormal numbers take a hundred times as long and mean nothing to a network. */
static inline guint64
flush_denormals (void)
{
#if defined(__SSE2__)
  guint32 before = _mm_getcsr ();

  _mm_setcsr (before | 0x8040); /* FTZ and DAZ */
  return before;
#elif defined(__aarch64__)
  guint64 before;

  __asm__ volatile ("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile ("msr fpcr, %0" : : "r"(before | (1u << 24)));
  return before;
#else
  return 0;
#endif
}

static inline void
restore_denormals (guint64 before)
{
#if defined(__SSE2__)
  _mm_setcsr ((guint32) before);
#elif defined(__aarch64__)
  __asm__ volatile ("msr fpcr, %0" : : "r"(before));
#endif
}

static inline void
spin_pause (void)
{
#if defined(__SSE2__)
  _mm_pause ();
#elif defined(__aarch64__)
  __asm__ volatile ("yield");
#endif
}

/* --- taking tiles --------------------------------------------------------------------------- */

static void
run_inline (gint64 first, gint64 n_tiles, GrTileFunc func, gpointer user)
{
  guint64 mode = flush_denormals ();

  depth++;
  for (gint64 tile = first; tile < first + n_tiles; tile++)
    func (tile, thread_number, user);
  depth--;
  restore_denormals (mode);
}

/* Runs tiles of the region that is on until none is left to take. */
static void
take_tiles (void)
{
  guint64 ticket = atomic_load_explicit (&pool.ticket, memory_order_acquire);
  guint64 mode;
  gint64 finished = 0;

  if ((guint32) ticket == 0)
    return;
  mode = flush_denormals ();
  depth++;
  while ((guint32) ticket != 0)
    {
      GrTileFunc func = atomic_load_explicit (&pool.func, memory_order_relaxed);
      gpointer user = atomic_load_explicit (&pool.user, memory_order_relaxed);
      gint64 first = atomic_load_explicit (&pool.first, memory_order_relaxed);
      guint32 n_tiles = atomic_load_explicit (&pool.n_tiles, memory_order_relaxed);

      /* Where this succeeds the region was still on, so the four loads above were its own. */
      if (!atomic_compare_exchange_weak_explicit (&pool.ticket, &ticket, ticket - 1,
                                                  memory_order_acq_rel, memory_order_acquire))
        continue;
      func (first + (n_tiles - (guint32) ticket), thread_number, user);
      finished++;
      ticket = atomic_load_explicit (&pool.ticket, memory_order_acquire);
    }
  depth--;
  restore_denormals (mode);

  if (finished != 0 && atomic_fetch_sub (&pool.unfinished, finished) == finished
      && atomic_load (&pool.caller_sleeps))
    {
      pthread_mutex_lock (&pool.mutex);
      pthread_cond_signal (&pool.work_done);
      pthread_mutex_unlock (&pool.mutex);
    }
}

/* --- workers -------------------------------------------------------------------------------- */

/* Whether a worker has reason to be awake: another generation than @seen, or its end. */
static gboolean
called (guint32 seen, gint number)
{
  return (guint32) (atomic_load (&pool.ticket) >> 32) != seen
         || number >= atomic_load (&pool.limit);
}

static void
wait_for_call (guint32 seen, gint number, gint spins)
{
  for (gint i = 0; i < spins; i++)
    {
      if (called (seen, number))
        return;
      spin_pause ();
    }
  pthread_mutex_lock (&pool.mutex);
  atomic_fetch_add (&pool.sleepers, 1);
  while (!called (seen, number))
    pthread_cond_wait (&pool.work_there, &pool.mutex);
  atomic_fetch_sub (&pool.sleepers, 1);
  pthread_mutex_unlock (&pool.mutex);
}

typedef struct
{
  gint    number;
  gint    spins;
  guint32 seen; /* the generation before the worker's first region */
} WorkerStart;

static gpointer
worker_main (gpointer user)
{
  WorkerStart start = *(WorkerStart *) user;

  free (user);
  thread_number = start.number;
  for (;;)
    {
      wait_for_call (start.seen, start.number, start.spins);
      if (start.number >= atomic_load (&pool.limit))
        return NULL;
      gr_priority_give_way ();
      start.seen = (guint32) (atomic_load (&pool.ticket) >> 32);
      take_tiles ();
    }
}

static void
wake_workers (void)
{
  if (atomic_load (&pool.sleepers) == 0)
    return;
  pthread_mutex_lock (&pool.mutex);
  pthread_cond_broadcast (&pool.work_there);
  pthread_mutex_unlock (&pool.mutex);
}

/* FALSE where the system gives no more threads; the pool then goes on with those it has. */
static gboolean
start_worker (gint number)
{
  WorkerStart *start = malloc (sizeof *start);
  sigset_t all, before;
  gint failed;

  if (start == NULL)
    return FALSE;
  *start = (WorkerStart){ number, pool.spins, (guint32) (atomic_load (&pool.ticket) >> 32) };
  /* Signals are for the program's own threads. */
  sigfillset (&all);
  pthread_sigmask (SIG_SETMASK, &all, &before);
  failed = pthread_create (&pool.workers[number], NULL, worker_main, start);
  pthread_sigmask (SIG_SETMASK, &before, NULL);
  if (failed)
    {
      free (start);
      return FALSE;
    }
  pthread_setname_np (pool.workers[number], "gradus-pool");
  return TRUE;
}

static void
stop_workers (gint from)
{
  atomic_store (&pool.limit, from);
  wake_workers ();
  while (pool.n_workers >= from)
    pthread_join (pool.workers[pool.n_workers--], NULL);
}

/* Workers are numbered from 1: the caller is number 0. */
static void
resize (gint threads)
{
  /* With more threads than processors, one that spins takes the processor from one that works. */
  gint spins = threads <= (gint) g_get_num_processors () ? SPINS : 0;

  if (spins != pool.spins)
    stop_workers (1);
  pool.spins = spins;
  stop_workers (threads);
  atomic_store (&pool.limit, threads);
  while (pool.n_workers < threads - 1 && start_worker (pool.n_workers + 1))
    pool.n_workers++;
}

/* --- the caller ----------------------------------------------------------------------------- */

static void
wait_until_done (void)
{
  for (gint i = 0; i < pool.spins; i++)
    {
      if (atomic_load_explicit (&pool.unfinished, memory_order_acquire) == 0)
        return;
      spin_pause ();
    }
  pthread_mutex_lock (&pool.mutex);
  atomic_store (&pool.caller_sleeps, TRUE);
  while (atomic_load (&pool.unfinished) != 0)
    pthread_cond_wait (&pool.work_done, &pool.mutex);
  atomic_store (&pool.caller_sleeps, FALSE);
  pthread_mutex_unlock (&pool.mutex);
}

static void
run_region (gint64 first, guint32 n_tiles, GrTileFunc func, gpointer user)
{
  guint32 generation = (guint32) (atomic_load (&pool.ticket) >> 32) + 1;
  gint number = thread_number;

  atomic_store_explicit (&pool.func, func, memory_order_relaxed);
  atomic_store_explicit (&pool.user, user, memory_order_relaxed);
  atomic_store_explicit (&pool.first, first, memory_order_relaxed);
  atomic_store_explicit (&pool.n_tiles, n_tiles, memory_order_relaxed);
  atomic_store_explicit (&pool.unfinished, n_tiles, memory_order_relaxed);
  atomic_store (&pool.ticket, (guint64) generation << 32 | n_tiles);
  wake_workers ();

  thread_number = 0;
  take_tiles ();
  thread_number = number;
  wait_until_done ();
}

static void
set_wanted_at_start (void)
{
  const char *text = g_getenv ("GRADUS_NUM_THREADS");
  gint64 n = text ? g_ascii_strtoll (text, NULL, 10) : 0;

  if (n < 1)
    n = g_get_num_processors ();
  atomic_store (&pool.wanted, (gint) CLAMP (n, 1, MAX_THREADS));
}

gint
gr_pool_threads (void)
{
  pthread_once (&wanted_once, set_wanted_at_start);
  return atomic_load (&pool.wanted);
}

void
gr_pool_set_threads (gint n)
{
  pthread_once (&wanted_once, set_wanted_at_start);
  if (n < 1)
    set_wanted_at_start ();
  else
    atomic_store (&pool.wanted, MIN (n, MAX_THREADS));
}

void
gr_pool_run (gint64 n_tiles, GrTileFunc func, gpointer user)
{
  gint threads = gr_pool_threads ();
  gboolean idle = FALSE;

  gr_priority_give_way ();
  if (n_tiles <= 1 || threads == 1 || depth != 0
      || !atomic_compare_exchange_strong (&pool.busy, &idle, TRUE))
    {
      run_inline (0, n_tiles, func, user);
      return;
    }
  if (threads != pool.n_workers + 1)
    resize (threads);
  for (gint64 first = 0; first < n_tiles; first += G_MAXUINT32)
    run_region (first, (guint32) MIN (n_tiles - first, G_MAXUINT32), func, user);
  atomic_store (&pool.busy, FALSE);
}
