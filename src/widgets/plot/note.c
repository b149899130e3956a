/* note.c - see note.h. */
#include "note.h"

#include <math.h>

#define PADDING 8
#define LINE    17
#define AWAY    6

void
gradus_round_rectangle (cairo_t *cr, gdouble x, gdouble y, gdouble width, gdouble height,
                        gdouble radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

void
gradus_note_ground (cairo_t *cr, gdouble x, gdouble y, gdouble width, gdouble height,
                    const GradusPalette *palette)
{
  const GdkRGBA ground = gradus_fade (palette->surface, 0.95f);

  gradus_round_rectangle (cr, x, y, width, height, 6);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &palette->border);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

void
gradus_note_draw (cairo_t *cr, const char *text, gdouble x, gdouble y, gdouble width,
                  gdouble height, const GradusPalette *palette)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const guint n = g_strv_length (lines);
  gdouble widest = 0;

  gradus_lettering_limit (lettering, MAX (width - 2 * PADDING - 4, 20));
  for (guint i = 0; i < n; i++)
    {
      gdouble own;

      gradus_lettering_measure (lettering, i == 0 ? GRADUS_LETTERS_BOLD : GRADUS_LETTERS_SMALL,
                                lines[i], &own, NULL);
      widest = MAX (widest, ceil (own));
    }

  const gdouble box_width = widest + 2 * PADDING, box_height = n * LINE + 2 * PADDING - 2;
  x = x + AWAY + box_width > width ? MAX (x - AWAY - box_width, 2) : x + AWAY;
  y = y + AWAY + box_height > height ? MAX (y - AWAY - box_height, 2) : y + AWAY;
  x = floor (MAX (MIN (x, width - box_width - 2), 2)) + 0.5;
  y = floor (MAX (MIN (y, height - box_height - 2), 2)) + 0.5;
  gradus_note_ground (cr, x, y, box_width, box_height, palette);
  for (guint i = 0; i < n; i++)
    gradus_lettering_draw (lettering, cr, i == 0 ? GRADUS_LETTERS_BOLD : GRADUS_LETTERS_SMALL,
                           lines[i], i == 0 ? &palette->text : &palette->dim_text, x + PADDING,
                           y + PADDING - 1 + LINE * (i + 0.5), 0, 0.5);
}
