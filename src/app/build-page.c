/* build-page.c - GradusBuildPage: see build-page.h. */
#include "build-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "canvas/minimap.h"
#include "inspector/inspector.h"
#include "palette/block-palette.h"
#include "step/light.h"
#include "step/step-bar.h"
#include "step/step-panel.h"

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
  GtkWidget *inspector;

  GradusStepper *stepper;
  GtkWidget *step_button;
  GtkRevealer *step_slot; /* of the bar, once that is made */
  GtkWidget *step_panel;  /* which is made with it, in the inspector's place */
  gboolean stepping;
};

G_DEFINE_FINAL_TYPE (GradusBuildPage, gradus_build_page, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_STEPPING,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

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
  if (!self->stepping)
    gradus_inspector_focus (GRADUS_INSPECTOR (self->inspector));
}

/* --- stepping through the model -----------------------------------------------------------------
 */

/* What is in the way, where that can be told before. */
static void
show_obstacle (GradusBuildPage *self)
{
  const char *obstacle = gradus_stepper_obstacle (self->stepper);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "build.step", self->stepping || !obstacle);
  gtk_widget_set_tooltip_text (self->step_button,
                               obstacle && !self->stepping ? obstacle : _ ("Step Through"));
}

/* The block that is chosen on the canvas. */
static void
follow_selection (GradusBuildPage *self)
{
  g_auto (GStrv) ids = gradus_document_selection (gradus_canvas_document (self->canvas));

  if (self->stepping && ids[0] && !ids[1])
    gradus_stepper_go_to_block (self->stepper, ids[0]);
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers,
             GradusBuildPage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (key != GDK_KEY_Escape || !self->stepping
      || (focus && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER)))
    return FALSE;
  gradus_build_page_set_stepping (self, FALSE);
  return TRUE;
}

/* Not with the page: few of those who open one step through it at once. */
static void
make_step_widgets (GradusBuildPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = gradus_step_bar_new (self->stepper);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), bar);
  gtk_revealer_set_child (self->step_slot, box);
  self->step_panel = g_object_ref_sink (gradus_step_panel_new (self->stepper));
  gradus_step_bar_add_keys (GRADUS_STEP_BAR (bar), GTK_WIDGET (self->canvas));
  gradus_step_light_follow (self->stepper, self->canvas);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (gradus_canvas_document (self->canvas), "selection-changed",
                           G_CALLBACK (follow_selection), self, G_CONNECT_SWAPPED);
}

void
gradus_build_page_set_stepping (GradusBuildPage *self, gboolean stepping)
{
  if (stepping == self->stepping)
    return;
  self->stepping = stepping;
  if (!self->step_panel)
    make_step_widgets (self);
  adw_bin_set_child (ADW_BIN (self->inspector_slot), stepping ? self->step_panel : self->inspector);
  gtk_widget_set_visible (GTK_WIDGET (self->step_slot), stepping);
  gtk_revealer_set_reveal_child (self->step_slot, stepping);
  if (stepping)
    gradus_stepper_capture (self->stepper);
  else
    gradus_stepper_end (self->stepper);
  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));
  show_obstacle (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEPPING]);
}

gboolean
gradus_build_page_stepping (GradusBuildPage *self)
{
  return self->stepping;
}

/* --- the widget ---------------------------------------------------------------------------------
 */

static void
gradus_build_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, gradus_build_page_stepping (GRADUS_BUILD_PAGE (object)));
}

static void
gradus_build_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  gradus_build_page_set_stepping (GRADUS_BUILD_PAGE (object), g_value_get_boolean (value));
}

static void
gradus_build_page_dispose (GObject *object)
{
  GradusBuildPage *self = GRADUS_BUILD_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->zoom_shower, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  g_clear_object (&self->inspector);
  g_clear_object (&self->step_panel);
  g_clear_object (&self->stepper);
  G_OBJECT_CLASS (gradus_build_page_parent_class)->dispose (object);
}

static void
gradus_build_page_class_init (GradusBuildPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_build_page_dispose;
  G_OBJECT_CLASS (klass)->get_property = gradus_build_page_get_property;
  G_OBJECT_CLASS (klass)->set_property = gradus_build_page_set_property;
  properties[PROP_STEPPING] = g_param_spec_boolean ("stepping", NULL, NULL, FALSE,
                                                    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                        | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/build-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, outer);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, inner);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, zoom);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, hint);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, palette_slot);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, inspector_slot);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, step_button);
  gtk_widget_class_bind_template_child (widget_class, GradusBuildPage, step_slot);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_install_action (widget_class, "build.canvas", "s", activate_on_canvas);
  gtk_widget_class_install_action (widget_class, "build.focus-canvas", NULL, focus_canvas);
  gtk_widget_class_install_property_action (widget_class, "build.step", "stepping");
}

static void
gradus_build_page_init (GradusBuildPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
}

GtkWidget *
gradus_build_page_new (GradusDocument *document)
{
  GradusBuildPage *self = g_object_new (GRADUS_TYPE_BUILD_PAGE, NULL);
  GtkWidget *map, *palette;

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
  self->inspector = g_object_ref_sink (gradus_inspector_new (document));
  adw_bin_set_child (ADW_BIN (self->inspector_slot), self->inspector);
  self->stepper = gradus_stepper_new (document);
  g_signal_connect_object (self->stepper, "state-changed", G_CALLBACK (show_obstacle), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "block-activated", G_CALLBACK (block_activated), self, 0);
  g_signal_connect_object (gradus_canvas_viewport (self->canvas), "changed",
                           G_CALLBACK (zoom_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "model-changed", G_CALLBACK (show_hint), self,
                           G_CONNECT_SWAPPED);
  show_zoom (self);
  show_hint (self);
  show_obstacle (self);
  return GTK_WIDGET (self);
}
