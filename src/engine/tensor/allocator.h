/* allocator.h - the caching allocator of CPU memory.
 *
 * Freed blocks are kept by size class and handed out again, so that a training step allocates
 * nothing from the system after the first. Storages are its users; kernels' outputs and saved
 * values come through them. All functions may be called from any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GR_ALIGNMENT 64

typedef struct
{
  gsize   bytes_in_use; /* handed out now, as rounded up to size classes */
  gsize   bytes_peak;   /* the most that was ever handed out at one time */
  gsize   bytes_cached; /* kept for reuse */
  guint64 n_requests;   /* calls to gr_allocator_alloc() */
  guint64 n_system_allocations; /* those among them that had to ask the system */
} GrAllocatorFigures;

/* Uninitialised memory, 64-byte aligned. NULL and GR_ERROR_MEMORY where the machine has not got
 * it. @nbytes must be more than 0. */
gpointer gr_allocator_alloc   (gsize nbytes, GError **error);
/* Of all memory that the machine has, so much could be handed out at best. */
gsize    gr_allocator_limit   (void);
/* @nbytes as it was asked for. NULL is ignored. */
void     gr_allocator_free    (gpointer block, gsize nbytes);
/* Gives what is cached back to the system. */
void     gr_allocator_trim    (void);
void     gr_allocator_figures (GrAllocatorFigures *figures);

/* For tests: the @nth request from now fails (1 is the next one), and only that; requests for
 * scratch memory count too. 0 disarms. Returns whether an earlier call was still waiting for its
 * request. */
gboolean gr_allocator_fail_nth (guint64 nth);
/* Whether this request, of another allocator (cpu/scratch.c), is the one that fails. */
gboolean gr_allocator_fails_now (void);

G_END_DECLS
