/* widgets.h - finding and counting what is within a widget, for the tests of widgets. */
#pragma once

#include <gtk/gtk.h>

/* @root or the first of @type within it, parents first; or NULL. */
static inline GtkWidget *
find_widget (GtkWidget *root, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (root, type) ? root : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);
  return found;
}

/* With @root itself. */
static inline guint
count_widgets (GtkWidget *root)
{
  guint n = 1;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child;
       child = gtk_widget_get_next_sibling (child))
    n += count_widgets (child);
  return n;
}
