/* one-stop.c - GradusOneStop: see one-stop.h. */
#include "one-stop.h"

struct _GradusOneStop
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (GradusOneStop, gradus_one_stop, ADW_TYPE_BIN)

/* What had the focus last of all that is in @widget, where that is known; or @widget. */
static GtkWidget *
last_focused (GtkWidget *widget)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_focus_child (widget)))
    widget = child;
  return widget;
}

static gboolean
gradus_one_stop_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *last = last_focused (widget);

  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (gradus_one_stop_parent_class)->focus (widget, direction);
  if (focus && gtk_widget_is_ancestor (focus, widget))
    return FALSE;
  return (last != widget && gtk_widget_grab_focus (last))
         || GTK_WIDGET_CLASS (gradus_one_stop_parent_class)->focus (widget, GTK_DIR_TAB_FORWARD);
}

static void
gradus_one_stop_class_init (GradusOneStopClass *klass)
{
  GTK_WIDGET_CLASS (klass)->focus = gradus_one_stop_focus;
}

static void
gradus_one_stop_init (GradusOneStop *self)
{
}

GtkWidget *
gradus_one_stop_new (GtkWidget *child)
{
  return g_object_new (GRADUS_TYPE_ONE_STOP, "child", child, NULL);
}
