/* toast.c - see toast.h. */
#include "toast.h"

#include <glib/gi18n.h>

#define OVERLAY "gradus-overlay"
#define SHOWN   "gradus-shown-toasts"
/* Longer than a toast takes to come, in frames that are drawn. */
#define COMING_US 600000

AdwToast *
gradus_toast_new (const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  return adw_toast_new (markup);
}

/* --- the button that closes a toast -------------------------------------------------------------
 */

/* libadwaita 1.2 gives its close button an icon and nothing else. */
static void
name_buttons (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    _ ("Close"), -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    name_buttons (child);
}

static void
children_changed (GListModel *children, guint position, guint removed, guint added, gpointer data)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (GtkWidget) child = g_list_model_get_item (children, position + i);

      if (g_str_equal (G_OBJECT_TYPE_NAME (child), "AdwToastWidget"))
        name_buttons (child);
    }
}

/* An overlay makes the widget of a toast when its turn has come. */
static void
name_what_comes (GtkWidget *overlay)
{
  GListModel *children;

  if (g_object_get_data (G_OBJECT (overlay), SHOWN))
    return;
  children = gtk_widget_observe_children (overlay);
  g_signal_connect (children, "items-changed", G_CALLBACK (children_changed), NULL);
  g_object_set_data_full (G_OBJECT (overlay), SHOWN, children, g_object_unref);
}

/* --- showing ------------------------------------------------------------------------------------
 */

gboolean
gradus_toast_show (GtkWidget *widget, AdwToast *toast)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);

  if (!overlay)
    {
      g_object_unref (toast);
      return FALSE;
    }
  g_object_set_data (G_OBJECT (toast), OVERLAY, overlay);
  name_what_comes (overlay);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  return TRUE;
}

typedef struct
{
  AdwToast *toast; /* referenced */
  gint64 since;    /* the first frame; 0: there was none yet */
} Going;

static void
going_free (gpointer data)
{
  Going *going = data;

  g_object_unref (going->toast);
  g_free (going);
}

static gboolean
dismiss (GtkWidget *overlay, GdkFrameClock *clock, gpointer data)
{
  Going *going = data;
  const gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (!going->since)
    going->since = now;
  if (now - going->since < COMING_US)
    return G_SOURCE_CONTINUE;
  adw_toast_dismiss (going->toast);
  return G_SOURCE_REMOVE;
}

void
gradus_toast_dismiss (AdwToast *toast)
{
  GtkWidget *overlay = g_object_get_data (G_OBJECT (toast), OVERLAY);
  Going *going;

  if (!overlay || !gtk_widget_get_mapped (overlay))
    {
      adw_toast_dismiss (toast);
      return;
    }
  going = g_new0 (Going, 1);
  going->toast = g_object_ref (toast);
  gtk_widget_add_tick_callback (overlay, dismiss, going, going_free);
}
