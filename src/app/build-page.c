/* build-page.c - GradusBuildPage: see build-page.h. */
#include "build-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "canvas/minimap.h"
#include "inspector/inspector.h"
#include "palette/block-palette.h"

struct _GradusBuildPage
{
  GtkWidget parent_instance;

  AdwFlap *outer; /* the palette at its side, and all else */
  AdwFlap *inner; /* the canvas, and the inspector at its side */
  GtkOverlay *overlay;
  GtkLabel *zoom;
  guint zoom_shower; /* shows it when there is time */
  GtkWidget *hint;   /* where there is no block yet */
  GtkWidget *palette_slot, *inspector_slot;
  GradusCanvas *canvas;
};

G_DEFINE_FINAL_TYPE (GradusBuildPage, gradus_build_page, GTK_TYPE_WIDGET)

GradusCanvas *
gradus_build_page_canvas (GradusBuildPage *self)
{
  return self->canvas;
}

gint
gradus_build_page_side (GradusBuildPage *self)
{
  return adw_flap_get_reveal_flap (self->inner) && !adw_flap_get_folded (self->inner)
             ? gtk_widget_get_width (self->inspector_slot)
             : 0;
}

static gboolean
show_zoom (gpointer user)
{
  GradusBuildPage *self = user;
  const gdouble zoom = gradus_viewport_zoom (gradus_canvas_viewport (self->canvas));
  /* Translators: a zoom; the number is a percentage. */
  g_autofree char *text = g_strdup_printf (_ ("%d %%"), (gint) (zoom * 100 + 0.5));

  self->zoom_shower = 0;
  gtk_label_set_text (self->zoom, text);
  return G_SOURCE_REMOVE;
}

/* Not at once: the view may change while the widgets are placed, when a label may not change. */
static void
zoom_changed (GradusBuildPage *self)
{
  if (!self->zoom_shower)
    self->zoom_shower = g_idle_add_full (G_PRIORITY_HIGH_IDLE, show_zoom, self, NULL);
}

static void
show_hint (GradusBuildPage *self)
{
  GrModel *model = gradus_document_model (gradus_canvas_document (self->canvas));

  gtk_widget_set_visible (self->hint, gr_model_n_blocks (model) == 0);
}

/* The buttons below the canvas stand beside it, not in it: its actions reach them through the
 * group. */
static void
activate_on_canvas (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *action = g_variant_get_string (parameter, NULL);

  gtk_widget_activate_action (GTK_WIDGET (GRADUS_BUILD_PAGE (widget)->canvas), action, NULL);
}

/* For what stands beside it, when what had the focus there goes. */
static void
focus_canvas (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (GRADUS_BUILD_PAGE (widget)->canvas));
}

static void
block_activated (GradusCanvas *canvas, const char *id, GradusBuildPage *self)
{
  adw_flap_set_reveal_flap (self->inner, TRUE);
  gradus_inspector_focus (GRADUS_INSPECTOR (adw_bin_get_child (ADW_BIN (self->inspector_slot))));
}

static void
gradus_build_page_dispose (GObject *object)
{
  GtkWidget *child;

  g_clear_handle_id (&GRADUS_BUILD_PAGE (object)->zoom_shower, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_build_page_parent_class)->dispose (object);
}

static void
gradus_build_page_class_init (GradusBuildPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_build_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/build-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, outer);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, inner);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, zoom);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, hint);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, palette_slot);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, inspector_slot);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "build.canvas", "s", activate_on_canvas);
  gtk_widget_class_install_action (widget_class, "build.focus-canvas", NULL, focus_canvas);
}

static void
gradus_build_page_init (GradusBuildPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gradus_build_page_new (GradusDocument *document)
{
  GradusBuildPage *self = g_object_new (GRADUS_TYPE_BUILD_PAGE, NULL);
  GtkWidget *map, *palette, *inspector;

  self->canvas = GRADUS_CANVAS (gradus_canvas_new (document));
  gtk_overlay_set_child (self->overlay, GTK_WIDGET (self->canvas));
  map = gradus_minimap_new (self->canvas);
  gtk_widget_set_halign (map, GTK_ALIGN_START);
  gtk_widget_set_valign (map, GTK_ALIGN_END);
  gtk_widget_set_margin_start (map, 9);
  gtk_widget_set_margin_bottom (map, 9);
  gtk_overlay_add_overlay (self->overlay, map);
  palette = gradus_block_palette_new ();
  adw_bin_set_child (ADW_BIN (self->palette_slot), palette);
  g_signal_connect_object (palette, "block-chosen", G_CALLBACK (gradus_canvas_add_match),
                           self->canvas, G_CONNECT_SWAPPED);
  inspector = gradus_inspector_new (document);
  adw_bin_set_child (ADW_BIN (self->inspector_slot), inspector);
  g_signal_connect_object (self->canvas, "block-activated", G_CALLBACK (block_activated), self, 0);
  g_signal_connect_object (gradus_canvas_viewport (self->canvas), "changed",
                           G_CALLBACK (zoom_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "model-changed", G_CALLBACK (show_hint), self,
                           G_CONNECT_SWAPPED);
  show_zoom (self);
  show_hint (self);
  return GTK_WIDGET (self);
}
