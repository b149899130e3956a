/* note-draw.c - see note-draw.h. */
#include "note-draw.h"

#define PADDING 10
#define CORNER  6

void
gradus_note_snapshot (GtkSnapshot *snapshot, PangoContext *context, const GradusPalette *palette,
                      const char *text, gdouble width, gdouble height, gboolean chosen)
{
  const GdkRGBA paper = gradus_fade (palette->warning, 0.13f);
  const GdkRGBA edge = chosen ? palette->accent : gradus_fade (palette->warning, 0.45f);
  const gfloat line = chosen ? 2 : 1;
  PangoLayout *layout = pango_layout_new (context);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (
      &outline, &GRAPHENE_RECT_INIT (0, 0, (gfloat) width, (gfloat) height), CORNER);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  /* What lies under it does not show. */
  gtk_snapshot_append_color (snapshot, &palette->background, &outline.bounds);
  gtk_snapshot_append_color (snapshot, &paper, &outline.bounds);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (gint) ((width - 2 * PADDING) * PANGO_SCALE));
  pango_layout_set_height (layout, (gint) ((height - 2 * PADDING) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (PADDING, PADDING));
  gtk_snapshot_append_layout (snapshot, layout, &palette->text);
  gtk_snapshot_restore (snapshot);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (gfloat[]){ line, line, line, line },
                              (GdkRGBA[]){ edge, edge, edge, edge });
  g_object_unref (layout);
}
