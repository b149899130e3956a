/* generator.h - counter-based random numbers (Philox 4x32-10): a stream's state is two numbers.
 *
 * Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). A
 * draw is a pure function of (seed, counter), so the same numbers come out for any number of
 * threads and on a GPU. A call reserves as many counters as it needs.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 seed;
  guint64 counter; /* the next unused one; a draw of n elements takes (n + 3) / 4 */
} GrGenerator;

/* The calling thread's generator, which operators use unless told otherwise. Seeded with 0 at
 * start. */
GrGenerator *gr_generator_default (void);
/* Makes @generator the thread's default; NULL goes back to its own. Returns the one before. */
GrGenerator *gr_generator_use     (GrGenerator *generator);
void         gr_manual_seed       (guint64 seed); /* the default's */

/* Four 32-bit numbers for one counter. */
void gr_philox (guint64 seed, guint64 counter, guint32 out[4]);

/* Reserves counters for @n elements and returns the first. */
guint64 gr_generator_reserve (GrGenerator *generator, guint64 n);

/* Element @i of a draw that starts at @base: 24 (float) or 53 (double) random bits in [0, 1). */
gfloat  gr_uniform_f32 (guint64 seed, guint64 base, guint64 i);
gdouble gr_uniform_f64 (guint64 seed, guint64 base, guint64 i);
/* Elements @first to @first + @n - 1 of the same draws, several to a block: for filling tensors. */
void    gr_uniform_f32_run (guint64 seed, guint64 base, guint64 first, gsize n, gfloat *out);
void    gr_uniform_f64_run (guint64 seed, guint64 base, guint64 first, gsize n, gdouble *out);
/* Standard normal by Box-Muller from the pair that @i belongs to. */
gfloat  gr_normal_f32  (guint64 seed, guint64 base, guint64 i);
gdouble gr_normal_f64  (guint64 seed, guint64 base, guint64 i);
/* Uniform integer in [0, n), n >= 1, without bias (rejection within the element's four words, then
 * the multiply-shift, whose bias is below 2^-32). */
guint64 gr_uniform_int (guint64 seed, guint64 base, guint64 i, guint64 n);

/* Host-side convenience over the default generator's stream, for shuffles and augmentations. */
gdouble gr_generator_uniform (GrGenerator *generator);
gdouble gr_generator_normal  (GrGenerator *generator);
guint64 gr_generator_below   (GrGenerator *generator, guint64 n);
/* Fisher-Yates. */
void    gr_generator_permute (GrGenerator *generator, gint64 *values, gsize n);

G_END_DECLS
