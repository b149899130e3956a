/* find.c - see find.h. */
#include "find.h"

GtkWidget *
bench_find (GtkWidget *within, GType type, gboolean shown)
{
  GtkWidget *found = NULL;

  if (G_TYPE_CHECK_INSTANCE_TYPE (within, type) && (!shown || gtk_widget_get_mapped (within)))
    return within;
  for (GtkWidget *child = gtk_widget_get_first_child (within); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = bench_find (child, type, shown);
  return found;
}
