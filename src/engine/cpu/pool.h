/* pool.h - the one thread pool.
 *
 * Work is cut into tiles whose number depends on the problem alone, never on the number of
 * threads, so results are the same bits for any number. Waiting threads spin briefly, then
 * sleep. Denormals are flushed (FTZ/DAZ) inside a region and restored after it.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @tile runs from 0 to n_tiles - 1, each once, on any thread; @thread is below gr_pool_threads().
 */
typedef void (*GrTileFunc) (gint64 tile, gint thread, gpointer user);

/* Returns when all tiles are done. Called from inside a tile, or by a second thread while a region
 * runs, it runs the tiles on the calling thread. */
void gr_pool_run         (gint64 n_tiles, GrTileFunc func, gpointer user);
/* 1 to 256; takes effect before the next region. 0, and at start: GRADUS_NUM_THREADS, else the
 * number of processors this process may use. */
void gr_pool_set_threads (gint n);
gint gr_pool_threads     (void);

/* Scratch memory of the calling thread, 64-byte aligned, kept between calls and grown as needed;
 * valid until the thread asks again for the same slot (0 to 7). NULL where there is no memory. */
gpointer gr_scratch      (gint slot, gsize nbytes);

G_END_DECLS
