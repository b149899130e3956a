/* cut-text.c - see cut-text.h. */
#include "cut-text.h"

/* The first and last letters, @kept of them; (transfer full). */
static char *
cut (const char *text, glong letters, glong kept, PangoEllipsizeMode where)
{
  const glong before = where == PANGO_ELLIPSIZE_MIDDLE ? (kept + 1) / 2 : 0;
  g_autofree char *begin = g_utf8_substring (text, 0, before);

  return g_strconcat (begin, "…", g_utf8_offset_to_pointer (text, letters - (kept - before)), NULL);
}

static gboolean
fits (PangoLayout *layout, const char *text, gint width)
{
  gint taken;

  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, &taken, NULL);
  return taken <= width;
}

void
gradus_cut_text (PangoLayout *layout, const char *text, PangoEllipsizeMode where, gint width)
{
  const glong letters = g_utf8_strlen (text, -1);
  glong low = 0, high = letters - 1;
  g_autofree char *widest = NULL;

  pango_layout_set_width (layout, -1);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_NONE);
  if (fits (layout, text, width) || width < 0)
    return;
  if (where == PANGO_ELLIPSIZE_END)
    {
      pango_layout_set_ellipsize (layout, where);
      pango_layout_set_width (layout, width);
      return;
    }
  while (low < high)
    {
      const glong middle = (low + high + 1) / 2;
      g_autofree char *some = cut (text, letters, middle, where);

      if (fits (layout, some, width))
        low = middle;
      else
        high = middle - 1;
    }
  widest = cut (text, letters, MAX (low, 0), where);
  pango_layout_set_text (layout, widest, -1);
}
