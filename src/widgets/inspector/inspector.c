/* inspector.c - GradusInspector: see inspector.h. */
#include "inspector.h"

#include <glib/gi18n.h>

#include "block-panel.h"
#include "many-panel.h"
#include "model-panel.h"

struct _GradusInspector
{
  AdwBin parent_instance;

  GradusDocument *document;
  GtkWidget *scrolled, *panel;
  char *shown; /* the ids that the panel is about, joined */
};

G_DEFINE_FINAL_TYPE (GradusInspector, gradus_inspector, ADW_TYPE_BIN)

GtkWidget *
gradus_inspector_panel (GradusInspector *self)
{
  return self->panel;
}

void
gradus_inspector_focus (GradusInspector *self)
{
  gtk_widget_child_focus (self->panel, GTK_DIR_TAB_FORWARD);
}

/* --- which panel --------------------------------------------------------------------------------
 */

static GtkWidget *
make_panel (GradusInspector *self, char **ids)
{
  if (!ids[0])
    return gradus_model_panel_new (self->document);
  if (!ids[1] && gr_model_block (gradus_document_model (self->document), ids[0]))
    return gradus_block_panel_new (self->document, ids[0]);
  return gradus_many_panel_new (self->document, (const char *const *) ids);
}

/* Whether the keyboard is in the panel that is shown. */
static gboolean
has_focus (GradusInspector *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  return focus && self->panel && gtk_widget_is_ancestor (focus, self->panel);
}

static void
selection_changed (GradusInspector *self)
{
  const gboolean had_focus = has_focus (self);
  g_auto (GStrv) ids = gradus_document_selection (self->document);
  g_autofree char *joined = g_strjoinv ("\n", ids);

  if (g_strcmp0 (joined, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&joined);
  self->panel = make_panel (self, ids);
  gtk_widget_set_margin_top (self->panel, 12);
  gtk_widget_set_margin_bottom (self->panel, 18);
  gtk_widget_set_margin_start (self->panel, 12);
  gtk_widget_set_margin_end (self->panel, 12);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->panel);
  if (had_focus)
    gtk_widget_activate_action (GTK_WIDGET (self), "build.focus-canvas", NULL);
}

/* Escape that nothing in it takes leads back to the canvas; a panel that lies over the page goes by
 * the same key. */
static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers,
             GradusInspector *self)
{
  if (key == GDK_KEY_Escape)
    gtk_widget_activate_action (GTK_WIDGET (self), "build.focus-canvas", NULL);
  return GDK_EVENT_PROPAGATE;
}

/* --- the object ---------------------------------------------------------------------------------
 */

GtkWidget *
gradus_inspector_new (GradusDocument *document)
{
  GradusInspector *self = g_object_new (GRADUS_TYPE_INSPECTOR, NULL);

  self->document = g_object_ref (document);
  selection_changed (self);
  g_signal_connect_object (document, "selection-changed", G_CALLBACK (selection_changed), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
gradus_inspector_finalize (GObject *object)
{
  GradusInspector *self = GRADUS_INSPECTOR (object);

  g_clear_object (&self->document);
  g_free (self->shown);
  G_OBJECT_CLASS (gradus_inspector_parent_class)->finalize (object);
}

static void
gradus_inspector_class_init (GradusInspectorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_inspector_finalize;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "inspector");
}

static void
gradus_inspector_init (GradusInspector *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  adw_bin_set_child (ADW_BIN (self), self->scrolled);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Inspector"), -1);
}
