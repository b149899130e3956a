/* bar-row.c - see bar-row.h. */
#include "bar-row.h"

GtkWidget *
gradus_bar_row_new (const char *name)
{
  static const char *const offsets[] = { GTK_LEVEL_BAR_OFFSET_LOW, GTK_LEVEL_BAR_OFFSET_HIGH,
                                         GTK_LEVEL_BAR_OFFSET_FULL };
  GtkWidget *row = gtk_list_box_row_new (), *grid = gtk_grid_new ();
  GtkWidget *bar = gtk_level_bar_new (), *title = gtk_label_new (name), *value = gtk_label_new ("");

  /* Its length says it all: no colours for what is little or much. */
  for (gsize i = 0; i < G_N_ELEMENTS (offsets); i++)
    gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), offsets[i]);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (value, "numeric");
  gtk_widget_add_css_class (value, "dim-label");
  gtk_grid_attach (GTK_GRID (grid), title, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), value, 1, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), bar, 0, 1, 2, 1);
  gtk_widget_add_css_class (row, "bar");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), grid);
  g_object_set_data (G_OBJECT (row), "title", title);
  g_object_set_data (G_OBJECT (row), "value", value);
  g_object_set_data (G_OBJECT (row), "bar", bar);
  return row;
}

void
gradus_bar_row_set (GtkWidget *row, const char *number, gdouble fraction)
{
  g_autofree char *spoken = g_strdup_printf (
      "%s: %s", gtk_label_get_text (g_object_get_data (G_OBJECT (row), "title")), number);

  gtk_label_set_text (g_object_get_data (G_OBJECT (row), "value"), number);
  gtk_level_bar_set_value (g_object_get_data (G_OBJECT (row), "bar"), CLAMP (fraction, 0, 1));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
