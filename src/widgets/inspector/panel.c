/* panel.c - the parts that the inspector's panels are put together from: see panel.h. */
#include "panel.h"

#include <glib/gi18n.h>

#include "style/palette.h"

#define DOT 12

static void
draw_dot (GtkDrawingArea *area, cairo_t *cr, gint width, gint height, gpointer kind)
{
  const GradusPalette *palette = gradus_palette_current ();

  gdk_cairo_set_source_rgba (cr, &palette->category[((const GrBlockKind *) kind)->category]);
  cairo_arc (cr, width / 2.0, height / 2.0, DOT / 2.0, 0, 2 * G_PI);
  cairo_fill (cr);
}

static GtkWidget *
category_dot (const GrBlockKind *kind)
{
  GtkWidget *dot = gtk_drawing_area_new ();
  const char *category = _ (gr_category_name (kind->category));

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (dot), DOT);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (dot), DOT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (dot), draw_dot, (gpointer) kind, NULL);
  gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (dot, category);
  gtk_accessible_update_property (GTK_ACCESSIBLE (dot), GTK_ACCESSIBLE_PROPERTY_LABEL, category,
                                  -1);
  gradus_palette_follow (dot);
  return dot;
}

GtkWidget *
gradus_panel_text (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

GtkWidget *
gradus_panel_add_heading (GtkBox *panel, const char *title, const char *text,
                          const GrBlockKind *kind)
{
  GtkWidget *heading = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "title-4");
  if (kind)
    gtk_box_append (GTK_BOX (line), category_dot (kind));
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (heading), line);
  if (text)
    gtk_box_append (GTK_BOX (heading), gradus_panel_text (text));
  gtk_box_append (panel, heading);
  return line;
}

AdwPreferencesGroup *
gradus_panel_add_group (GtkBox *panel, const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (title)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (panel, group);
  return ADW_PREFERENCES_GROUP (group);
}
