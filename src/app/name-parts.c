/* name-parts.c - see name-parts.h. */
#include "name-parts.h"

#include <glib/gi18n.h>

/* What one sees of @widget; NULL: nothing that could be read. */
static const char *
text_of (GtkWidget *widget)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (tooltip)
    return tooltip;
  if (child && GTK_IS_LABEL (child))
    return gtk_label_get_text (GTK_LABEL (child));
  return GTK_IS_BUTTON (widget)
                 && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), "edit-find-symbolic")
                        == 0
             ? _ ("Search")
             : NULL;
}

static void
name_part (GtkWidget *widget, const char *title)
{
  const char *text = text_of (widget);

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text ? text : title, -1);
}

void
gradus_name_parts (GtkWidget *root)
{
  const char *title = gtk_window_get_title (GTK_WINDOW (gtk_widget_get_root (root)));

  /* GTK names the buttons of a title itself. */
  if (GTK_IS_WINDOW_CONTROLS (root))
    return;
  if (GTK_IS_BUTTON (root) || GTK_IS_MENU_BUTTON (root) || GTK_IS_TEXT_VIEW (root))
    name_part (root, title ? title : "");
  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    gradus_name_parts (child);
}
