/* words.c - numbers of blocks as people read them: see words.h. */
#include "words.h"

#include <glib/gi18n.h>

#include "tensor/figures.h"

char *
gradus_words_short (gdouble number)
{
  return gr_figure_short (number, "\u202f");
}

/* What one item takes, and that it is one item's where more items take more. */
static char *
per_item (GrAmount amount, const char *one)
{
  return amount.per_batch > 0 ? g_strdup_printf (_ ("%s an item"), one) : g_strdup (one);
}

char *
gradus_words_bytes (GrAmount bytes)
{
  g_autofree char *size = gr_figure_bytes (bytes.per_batch + bytes.fixed, GR_FIXED_SPACE);

  return per_item (bytes, size);
}

char *
gradus_words_flops (GrAmount flops)
{
  g_autofree char *number = gradus_words_short (flops.per_batch + flops.fixed);

  return per_item (flops, number);
}

char *
gradus_words_sizes (const GrSize *sizes, gint n, const char *separator)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gint i = 0; i < n; i++)
    {
      g_autofree char *size = gr_size_to_string (sizes[i]);

      g_string_append_printf (text, "%s%s", i ? separator : "", size);
    }
  return g_strdup (n ? text->str : _ ("one number"));
}
