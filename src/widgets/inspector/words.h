/* words.h - numbers of blocks as people read them. For the inspector, and for the
 * canvas. */
#pragma once

#include "model/facts.h"

G_BEGIN_DECLS

/* "1.2 M"; (transfer full) */
char *gradus_words_short (gdouble number);
/* "3.5 KiB", or "3.5 KiB an item" where it grows with the batch. (transfer full) */
char *gradus_words_bytes (GrAmount bytes);
char *gradus_words_flops (GrAmount flops);
/* "N×6×24×24" with "×", "3456, 576, 24, 1" with ", "; "one number" for none. (transfer full) */
char *gradus_words_sizes (const GrSize *sizes, gint n, const char *separator);

G_END_DECLS
