/* toast.c - see toast.h. */
#include "toast.h"

#define OVERLAY "gradus-overlay"
/* Longer than a toast takes to come, in frames that are drawn. */
#define COMING_US 600000

AdwToast *
gradus_toast_new (const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  return adw_toast_new (markup);
}

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
