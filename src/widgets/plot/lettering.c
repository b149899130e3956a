/* lettering.c - see lettering.h. */
#include "lettering.h"

#include "style/cut-text.h"

struct _GradusLettering
{
  PangoLayout *layout;
  PangoFontDescription *fonts[GRADUS_N_LETTERS];
  gdouble limit;
  PangoEllipsizeMode cut;
};

/* The family of the desktop's font, where there is a desktop. */
static PangoFontDescription *
base_font (void)
{
  GtkSettings *settings = gdk_display_get_default () ? gtk_settings_get_default () : NULL;
  g_autofree char *name = NULL;

  if (settings)
    g_object_get (settings, "gtk-font-name", &name, NULL);
  return pango_font_description_from_string (name ? name : "Sans");
}

GradusLettering *
gradus_lettering_new (void)
{
  static const gint sizes[GRADUS_N_LETTERS] = { 11, 12, 13, 12, 11 };
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  GradusLettering *self = g_new0 (GradusLettering, 1);
  PangoAttrList *attributes = pango_attr_list_new ();

  self->layout = pango_layout_new (context);
  g_object_unref (context);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      self->fonts[i] = base_font ();
      pango_font_description_set_absolute_size (self->fonts[i], sizes[i] * PANGO_SCALE);
      if (i >= GRADUS_LETTERS_BOLD)
        pango_font_description_set_weight (self->fonts[i], PANGO_WEIGHT_BOLD);
    }
  /* Figures of one width, so that columns of numbers stand still while they change. */
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (self->layout, attributes);
  pango_attr_list_unref (attributes);
  self->limit = -1;
  self->cut = PANGO_ELLIPSIZE_END;
  return self;
}

void
gradus_lettering_free (GradusLettering *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->fonts); i++)
    pango_font_description_free (self->fonts[i]);
  g_object_unref (self->layout);
  g_free (self);
}

void
gradus_lettering_measure (GradusLettering *self, GradusLetters letters, const char *text,
                          gdouble *width, gdouble *height)
{
  PangoRectangle extents;

  pango_layout_set_font_description (self->layout, self->fonts[letters]);
  gradus_cut_text (self->layout, text, self->cut,
                   self->limit < 0 ? -1 : (gint) (self->limit * PANGO_SCALE));
  pango_layout_get_extents (self->layout, NULL, &extents);
  if (width)
    *width = extents.width / (gdouble) PANGO_SCALE;
  if (height)
    *height = extents.height / (gdouble) PANGO_SCALE;
}

void
gradus_lettering_limit (GradusLettering *self, gdouble width)
{
  self->limit = width;
}

void
gradus_lettering_cut (GradusLettering *self, PangoEllipsizeMode where)
{
  self->cut = where;
}

/* Pango leaves a point behind, from which whoever draws next would begin a line. */
static void
show (GradusLettering *self, cairo_t *cr)
{
  pango_cairo_show_layout (cr, self->layout);
  cairo_new_path (cr);
}

void
gradus_lettering_draw (GradusLettering *self, cairo_t *cr, GradusLetters letters, const char *text,
                       const GdkRGBA *colour, gdouble x, gdouble y, gdouble x_align,
                       gdouble y_align)
{
  gdouble width, height;

  gradus_lettering_measure (self, letters, text, &width, &height);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_move_to (cr, x - x_align * width, y - y_align * height);
  show (self, cr);
}

GradusLetters
gradus_lettering_for_title (GradusLettering *self, const char *title, gdouble room)
{
  const gdouble limit = self->limit;
  GradusLetters letters;
  gdouble width;

  self->limit = -1;
  for (letters = GRADUS_LETTERS_BOLD; letters < GRADUS_LETTERS_BOLD_SMALLEST; letters++)
    {
      gradus_lettering_measure (self, letters, title, &width, NULL);
      if (width <= room)
        break;
    }
  self->limit = limit;
  return letters;
}

void
gradus_lettering_draw_title (GradusLettering *self, cairo_t *cr, const char *title,
                             const GdkRGBA *colour, gdouble x, gdouble y, gdouble room)
{
  const GradusLetters letters = gradus_lettering_for_title (self, title, room);

  gradus_lettering_limit (self, room);
  gradus_lettering_draw (self, cr, letters, title, colour, x, y, 0, 0);
}

void
gradus_lettering_draw_up (GradusLettering *self, cairo_t *cr, GradusLetters letters,
                          const char *text, const GdkRGBA *colour, gdouble x, gdouble y,
                          gdouble x_align, gdouble y_align)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, -G_PI / 2);
  gradus_lettering_draw (self, cr, letters, text, colour, 0, 0, x_align, y_align);
  cairo_restore (cr);
}

void
gradus_lettering_draw_paragraph (GradusLettering *self, cairo_t *cr, const char *text,
                                 const GdkRGBA *colour, gdouble x, gdouble y, gdouble width)
{
  PangoRectangle extents;

  pango_layout_set_font_description (self->layout, self->fonts[GRADUS_LETTERS_PLAIN]);
  pango_layout_set_text (self->layout, text, -1);
  pango_layout_set_width (self->layout, (gint) (width * PANGO_SCALE));
  pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_NONE);
  pango_layout_set_wrap (self->layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (self->layout, PANGO_ALIGN_CENTER);
  pango_layout_get_extents (self->layout, NULL, &extents);
  gdk_cairo_set_source_rgba (cr, colour);
  cairo_move_to (cr, x - width / 2, y - extents.height / (2.0 * PANGO_SCALE));
  show (self, cr);
  pango_layout_set_alignment (self->layout, PANGO_ALIGN_LEFT);
}
