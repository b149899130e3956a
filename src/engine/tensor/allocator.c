/* allocator.c - free lists of blocks, one list a size class. See allocator.h. */
#include "allocator.h"

#include "error.h"
#include "figures.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

/* Classes are multiples of 64 bytes up to 512, then eight a power of two: rounding up wastes an
 * eighth at most. */
#define STEPS_LOG2      3
#define STEPS           (1 << STEPS_LOG2)
#define SMALL_LOG2      9 /* 512 = STEPS * GR_ALIGNMENT */
#define LARGEST_LOG2    48
#define N_CLASSES       ((LARGEST_LOG2 - SMALL_LOG2 + 1) * STEPS)
#define LARGE           ((gsize) 64 << 20)

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(start, size)   ((void) (start), (void) (size))
#define ASAN_UNPOISON_MEMORY_REGION(start, size) ((void) (start), (void) (size))
#endif

/* What a block holds while it waits for its next use. */
typedef struct _FreeBlock FreeBlock;
struct _FreeBlock
{
  FreeBlock *next;
};

static struct
{
  pthread_mutex_t    mutex;
  FreeBlock         *free[N_CLASSES];
  GrAllocatorFigures figures;
  _Atomic guint64    fail_in; /* requests until the injected failure; 0: none */
} allocator = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static guint
size_class (gsize nbytes, gsize *rounded)
{
  guint shift, units, log2;

  if (nbytes <= 1u << SMALL_LOG2)
    {
      units = (guint) ((nbytes + GR_ALIGNMENT - 1) / GR_ALIGNMENT);
      *rounded = (gsize) units * GR_ALIGNMENT;
      return units - 1;
    }
  log2 = 63 - (guint) __builtin_clzll (nbytes - 1);
  shift = log2 - STEPS_LOG2;
  units = (guint) (((nbytes - 1) >> shift) + 1); /* STEPS + 1 to 2 * STEPS */
  *rounded = (gsize) units << shift;
  return (log2 - SMALL_LOG2 + 1) * STEPS + units - STEPS - 1;
}

/* Asking for more than there is would, where the system overcommits, end with the process
 * killed. */
gsize
gr_allocator_limit (void)
{
  struct sysinfo info;

  if (sysinfo (&info) != 0)
    return G_MAXSIZE;
  return (gsize) (info.totalram + info.totalswap) * info.mem_unit;
}

/* What other programs leave, as the kernel estimates it: what is free, and what caches of files
 * would give up. */
static gsize
free_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;
  gsize sum = 0;

  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL)
      || !(line = strstr (text, "MemAvailable:")))
    return G_MAXSIZE;
  sum = g_ascii_strtoull (line + strlen ("MemAvailable:"), NULL, 10);
  if ((line = strstr (text, "SwapFree:")))
    sum += g_ascii_strtoull (line + strlen ("SwapFree:"), NULL, 10);
  return sum * 1024;
}

static void
trim_locked (void)
{
  for (guint i = 0; i < N_CLASSES; i++)
    while (allocator.free[i])
      {
        FreeBlock *block = allocator.free[i];

        allocator.free[i] = block->next;
        free (block);
      }
  allocator.figures.bytes_cached = 0;
}

static gpointer
take_cached_locked (guint class, gsize rounded)
{
  FreeBlock *block = allocator.free[class];

  if (block)
    {
      allocator.free[class] = block->next;
      allocator.figures.bytes_cached -= rounded;
    }
  return block;
}

static gpointer
ask_system_locked (gsize rounded)
{
  GrAllocatorFigures *figures = &allocator.figures;
  gsize               limit = gr_allocator_limit ();
  gpointer            block = NULL;

  if (rounded > limit || figures->bytes_in_use > limit - rounded)
    return NULL;
  if (figures->bytes_in_use + figures->bytes_cached > limit - rounded)
    trim_locked ();
  /* Asked of the kernel where the answer takes no time beside the filling of the block. */
  if (rounded >= LARGE && rounded > free_memory ())
    {
      trim_locked ();
      if (rounded > free_memory ())
        return NULL;
    }
  if (posix_memalign (&block, GR_ALIGNMENT, rounded) != 0)
    {
      trim_locked ();
      if (posix_memalign (&block, GR_ALIGNMENT, rounded) != 0)
        return NULL;
    }
  figures->n_system_allocations++;
  return block;
}

static void
set_memory_error (gsize nbytes, gsize in_use, GError **error)
{
  g_autofree char *wanted = gr_figure_bytes ((gdouble) nbytes, GR_FIXED_SPACE);
  g_autofree char *used = gr_figure_bytes ((gdouble) in_use, GR_FIXED_SPACE);
  g_autofree char *free = gr_figure_bytes ((gdouble) free_memory (), GR_FIXED_SPACE);
  g_autofree char *total = gr_figure_bytes ((gdouble) gr_allocator_limit (), GR_FIXED_SPACE);

  g_set_error (error, GR_ERROR, GR_ERROR_MEMORY,
               _ ("Not enough memory for %s more: tensors take %s already, and of this machine’s "
                  "%s there are %s free"),
               wanted, used, total, free);
}

gpointer
gr_allocator_alloc (gsize nbytes, GError **error)
{
  GrAllocatorFigures *figures = &allocator.figures;
  gpointer            block = NULL;
  gsize               rounded, in_use;

  g_return_val_if_fail (nbytes > 0, NULL);

  pthread_mutex_lock (&allocator.mutex);
  figures->n_requests++;
  if (!(allocator.fail_in > 0 && --allocator.fail_in == 0) && nbytes < (gsize) 1 << LARGEST_LOG2)
    {
      guint class = size_class (nbytes, &rounded);

      block = take_cached_locked (class, rounded);
      if (!block)
        block = ask_system_locked (rounded);
    }
  if (block)
    {
      figures->bytes_in_use += rounded;
      figures->bytes_peak = MAX (figures->bytes_peak, figures->bytes_in_use);
    }
  in_use = figures->bytes_in_use;
  pthread_mutex_unlock (&allocator.mutex);

  if (!block)
    {
      set_memory_error (nbytes, in_use, error);
      return NULL;
    }
  /* A sanitizer then sees accesses past what was asked for, and to what was freed. */
  ASAN_POISON_MEMORY_REGION (block, rounded);
  ASAN_UNPOISON_MEMORY_REGION (block, nbytes);
  return block;
}

void
gr_allocator_free (gpointer block, gsize nbytes)
{
  gsize      rounded;
  guint      class;
  FreeBlock *freed = block;

  if (!block)
    return;
  class = size_class (nbytes, &rounded);
  ASAN_POISON_MEMORY_REGION (block, rounded);
  ASAN_UNPOISON_MEMORY_REGION (block, sizeof (FreeBlock));

  pthread_mutex_lock (&allocator.mutex);
  freed->next = allocator.free[class];
  allocator.free[class] = freed;
  allocator.figures.bytes_in_use -= rounded;
  allocator.figures.bytes_cached += rounded;
  pthread_mutex_unlock (&allocator.mutex);
}

void
gr_allocator_trim (void)
{
  pthread_mutex_lock (&allocator.mutex);
  trim_locked ();
  pthread_mutex_unlock (&allocator.mutex);
}

void
gr_allocator_figures (GrAllocatorFigures *figures)
{
  pthread_mutex_lock (&allocator.mutex);
  *figures = allocator.figures;
  pthread_mutex_unlock (&allocator.mutex);
}

gboolean
gr_allocator_fail_nth (guint64 nth)
{
  gboolean waiting;

  pthread_mutex_lock (&allocator.mutex);
  waiting = allocator.fail_in > 0;
  allocator.fail_in = nth;
  pthread_mutex_unlock (&allocator.mutex);
  return waiting;
}

gboolean
gr_allocator_fails_now (void)
{
  gboolean fails;

  if (atomic_load_explicit (&allocator.fail_in, memory_order_relaxed) == 0)
    return FALSE;
  pthread_mutex_lock (&allocator.mutex);
  fails = allocator.fail_in > 0 && --allocator.fail_in == 0;
  pthread_mutex_unlock (&allocator.mutex);
  return fails;
}
