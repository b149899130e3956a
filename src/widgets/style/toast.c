/* toast.c - see toast.h. */
#include "toast.h"

#include <glib/gi18n.h>

#define OVERLAY "gradus-overlay"
#define SHOWN   "gradus-shown-toasts"
#define START   "gradus-toasts-start"
/* So many letters in a line. */
#define LETTERS 44
/* Longer than a toast takes to come, in frames that are drawn. */
#define COMING_US 600000

AdwToast *
gradus_toast_new (const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (label), LETTERS);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
  return toast;
}

void
gradus_toast_set_text (AdwToast *toast, const char *text)
{
  gtk_label_set_text (GTK_LABEL (adw_toast_get_custom_title (toast)), text);
}

/* --- the widget of a toast, which its overlay makes when its turn has come ----------------------
 */

static gboolean
is_toast (GtkWidget *widget)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), "AdwToastWidget");
}

static void
place (GtkWidget *overlay, GtkWidget *toast)
{
  gtk_widget_set_margin_start (toast,
                               GPOINTER_TO_INT (g_object_get_data (G_OBJECT (overlay), START)));
}

void
gradus_toasts_set_start (AdwToastOverlay *overlay, gint start)
{
  g_object_set_data (G_OBJECT (overlay), START, GINT_TO_POINTER (start));
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (overlay)); child;
       child = gtk_widget_get_next_sibling (child))
    if (is_toast (child))
      place (GTK_WIDGET (overlay), child);
}

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
children_changed (GListModel *children, guint position, guint removed, guint added,
                  gpointer overlay)
{
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (GtkWidget) child = g_list_model_get_item (children, position + i);

      if (!is_toast (child))
        continue;
      name_buttons (child);
      place (GTK_WIDGET (overlay), child);
    }
}

static void
follow_what_comes (GtkWidget *overlay)
{
  GListModel *children;

  if (g_object_get_data (G_OBJECT (overlay), SHOWN))
    return;
  children = gtk_widget_observe_children (overlay);
  g_signal_connect (children, "items-changed", G_CALLBACK (children_changed), overlay);
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
  follow_what_comes (overlay);
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
