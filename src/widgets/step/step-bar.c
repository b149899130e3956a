/* step-bar.c - GradusStepBar: see step-bar.h. */
#include "step-bar.h"

#include <glib/gi18n.h>

#include "data/picture.h"
#include "scrubber.h"
#include "style/wrap-layout.h"
#include "tensor/figures.h"
#include "words.h"

#define MEBIBYTE ((gsize) 1 << 20)
#define PICTURE  60 /* pixels, for screens of double density */

struct _GradusStepBar
{
  GtkWidget parent_instance;

  GtkBox *box;
  GtkWidget *play_button, *item_box;
  GtkDropDown *speed, *split;
  GtkLabel *text, *class_label;
  GtkPicture *picture;
  GtkSpinButton *item;
  GtkAdjustment *items;
  GtkWidget *wish;
  GtkAdjustment *batch, *most; /* items; MiB */
  GtkCheckButton *precise;
  GtkLabel *estimate;

  GradusStepper *stepper;
  gboolean filling; /* what is set is no choice of the person's */
  char *failure;    /* of the last capture, or NULL */
};

G_DEFINE_FINAL_TYPE (GradusStepBar, gradus_step_bar, GTK_TYPE_WIDGET)

static const gdouble speeds[] = { 0.5, 1, 2, 5, 10, 20 };
static const char *const splits[] = { "train", "test" };

/* --- what is shown ------------------------------------------------------------------------------
 */

static void
show_text (GradusStepBar *self)
{
  const char *remark = gradus_stepper_remark (self->stepper);
  g_autoptr (GString) text = g_string_new (NULL);

  if (gradus_stepper_place (self->stepper))
    {
      g_autofree char *place = gradus_step_place_text (self->stepper,
                                                       gradus_stepper_position (self->stepper));

      g_string_append (text, place);
    }
  if (gradus_stepper_capturing (self->stepper))
    remark = _ ("Recording…");
  else if (self->failure)
    remark = self->failure;
  if (remark)
    g_string_append_printf (text, "%s%s", text->len ? " — " : "", remark);
  gtk_label_set_text (self->text, text->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->text), remark);
}

static void
show_actions (GradusStepBar *self)
{
  static const char *const back[] = { "step.home", "step.back", "step.back-block" };
  static const char *const on[] = { "step.last", "step.next", "step.next-block" };
  GtkWidget *widget = GTK_WIDGET (self);
  const guint n = gradus_stepper_n_places (self->stepper);
  const guint position = gradus_stepper_position (self->stepper);

  for (gsize i = 0; i < G_N_ELEMENTS (back); i++)
    gtk_widget_action_set_enabled (widget, back[i], n && position > 0);
  for (gsize i = 0; i < G_N_ELEMENTS (on); i++)
    gtk_widget_action_set_enabled (widget, on[i], position + 1 < n);
  gtk_widget_action_set_enabled (widget, "step.play", n > 0);
  gtk_widget_action_set_enabled (widget, "step.record", !gradus_stepper_obstacle (self->stepper));
}

static void
show_play (GradusStepBar *self)
{
  const gboolean playing = gradus_stepper_playing (self->stepper);
  const char *label = playing ? _ ("Pause") : _ ("Play");

  gtk_button_set_icon_name (GTK_BUTTON (self->play_button), playing
                                                                ? "media-playback-pause-symbolic"
                                                                : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

/* What comes in, of the first item, as it comes in. */
static void
show_picture (GradusStepBar *self)
{
  const GrTrace *trace = gradus_stepper_trace (self->stepper);
  g_autoptr (GdkTexture) texture = NULL;

  for (guint i = 0; trace && !texture && i < gr_trace_n_tensors (trace); i++)
    {
      const GrTraceTensor *tensor = gr_trace_tensor (trace, i);
      GrField field = { .dtype = tensor->form->dtype, .ndim = tensor->form->ndim - 1 };

      if (tensor->role != GR_TRACE_INPUT || field.ndim < 2 || !tensor->values)
        continue;
      memcpy (field.shape, tensor->form->shape + 1, sizeof *field.shape * (gsize) field.ndim);
      if (gradus_field_is_picture (&field))
        {
          g_autoptr (GradusPicture) picture = gradus_picture_new (&field,
                                                                  gr_tensor_data (tensor->values));

          texture = gradus_picture_texture (picture, PICTURE);
        }
    }
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_widget_set_visible (GTK_WIDGET (self->picture), texture != NULL);
}

static void
show_item (GradusStepBar *self)
{
  const char *split = gradus_stepper_split (self->stepper);
  GradusPart *part = gradus_stepper_part (self->stepper, split);
  const gint64 item = gradus_stepper_item (self->stepper);
  g_autofree char *title = NULL;

  self->filling = TRUE;
  gtk_widget_set_sensitive (self->item_box, part != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->split),
                          gradus_stepper_part (self->stepper, "test") != NULL);
  gtk_drop_down_set_selected (self->split, g_str_equal (split, "test") ? 1 : 0);
  gtk_adjustment_set_upper (self->items, part ? (gdouble) part->set->length - 1 : 0);
  gtk_adjustment_set_value (self->items, (gdouble) item);
  if (part && part->label && item < part->set->length)
    title = gradus_part_class_title (part, gradus_part_label (part, (guint) item));
  gtk_label_set_text (self->class_label, title ? title : "");
  gtk_widget_set_visible (GTK_WIDGET (self->class_label), title != NULL);
  self->filling = FALSE;
}

/* What is to be recorded, and what that takes: only while somebody looks. */
static void
show_wish (GradusStepBar *self)
{
  gsize bytes, limit;
  g_autofree char *size = NULL, *kept = NULL, *text = NULL;

  if (!gtk_widget_get_visible (self->wish))
    return;
  self->filling = TRUE;
  gtk_adjustment_set_value (self->batch, (gdouble) gradus_stepper_batch_size (self->stepper));
  gtk_adjustment_set_value (self->most,
                            (gdouble) (gradus_stepper_max_bytes (self->stepper) / MEBIBYTE));
  gtk_check_button_set_active (self->precise, gradus_stepper_dtype (self->stepper) == GR_FLOAT64);
  self->filling = FALSE;
  if (!gradus_stepper_estimated (self->stepper, &bytes, &limit))
    {
      gradus_stepper_estimate (self->stepper);
      return;
    }
  size = gr_figure_bytes ((gdouble) bytes, "\u00a0");
  kept = gr_figure_bytes ((gdouble) limit, "\u00a0");
  /* Translators: numbers of bytes, "12 MiB" */
  text = limit == G_MAXSIZE
             ? g_strdup_printf (_ ("It takes %s."), size)
             : g_strdup_printf (_ ("It would take %s. Of each tensor only the first %s are kept."),
                                size, kept);
  gtk_label_set_text (self->estimate, text);
}

static void
moved (GradusStepBar *self)
{
  show_text (self);
  show_actions (self);
}

static void
captured (GradusStepBar *self)
{
  g_clear_pointer (&self->failure, g_free);
  show_picture (self);
  moved (self);
}

static void
state_changed (GradusStepBar *self)
{
  if (gradus_stepper_capturing (self->stepper))
    g_clear_pointer (&self->failure, g_free);
  show_item (self);
  show_wish (self);
  show_play (self);
  moved (self);
}

static void
failed (GradusStepBar *self, const char *sentence)
{
  g_free (self->failure);
  self->failure = g_strdup (sentence);
  show_text (self);
}

/* --- what a person does -------------------------------------------------------------------------
 */

static void
on_item (GradusStepBar *self)
{
  const guint split = gtk_drop_down_get_selected (self->split);

  if (self->filling || split >= G_N_ELEMENTS (splits))
    return;
  gradus_stepper_set_item (self->stepper, splits[split],
                           (gint64) gtk_adjustment_get_value (self->items));
  gradus_stepper_capture (self->stepper);
}

static void
on_wish_shown (GradusStepBar *self)
{
  show_wish (self);
}

static void
on_wish (GradusStepBar *self)
{
  const gint64 batch = (gint64) gtk_adjustment_get_value (self->batch);
  const gsize most = (gsize) gtk_adjustment_get_value (self->most) * MEBIBYTE;
  const gboolean precise = gtk_check_button_get_active (self->precise);

  if (self->filling)
    return;
  gradus_stepper_set_batch_size (self->stepper, batch);
  gradus_stepper_set_max_bytes (self->stepper, most);
  gradus_stepper_set_dtype (self->stepper, precise ? GR_FLOAT64 : GR_FLOAT32);
}

static void
on_speed (GradusStepBar *self)
{
  const guint chosen = gtk_drop_down_get_selected (self->speed);

  if (!self->filling && chosen < G_N_ELEMENTS (speeds))
    gradus_stepper_set_speed (self->stepper, speeds[chosen]);
}

static void
toggle_playing (GradusStepper *stepper)
{
  gradus_stepper_set_playing (stepper, !gradus_stepper_playing (stepper));
}

static const struct
{
  const char *name;
  void (*run) (GradusStepper *stepper);
} actions[] = {
  { "step.home", gradus_stepper_home },
  { "step.back", gradus_stepper_back },
  { "step.next", gradus_stepper_next },
  { "step.last", gradus_stepper_last },
  { "step.back-block", gradus_stepper_back_block },
  { "step.next-block", gradus_stepper_next_block },
  { "step.play", toggle_playing },
  { "step.record", gradus_stepper_capture },
};

static void
activate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (name, actions[i].name))
      actions[i].run (GRADUS_STEP_BAR (widget)->stepper);
}

/* --- keys ---------------------------------------------------------------------------------------
 */

static const struct
{
  guint key;
  GdkModifierType modifiers;
  const char *action;
} keys[] = {
  { GDK_KEY_Left, 0, "step.back" },
  { GDK_KEY_Right, 0, "step.next" },
  { GDK_KEY_Left, GDK_SHIFT_MASK, "step.back-block" },
  { GDK_KEY_Right, GDK_SHIFT_MASK, "step.next-block" },
  { GDK_KEY_Home, 0, "step.home" },
  { GDK_KEY_End, 0, "step.last" },
  { GDK_KEY_space, 0, "step.play" },
};

static gboolean
is_typing (GtkWidget *within)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (within));

  return GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus)
         || (focus && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER));
}

static gboolean
key_pressed (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers,
             GradusStepBar *self)
{
  GtkWidget *within = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || is_typing (within))
    return FALSE;
  modifiers &= GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (key == keys[i].key && modifiers == keys[i].modifiers)
      {
        gtk_widget_activate_action (GTK_WIDGET (self), keys[i].action, NULL);
        return TRUE;
      }
  return FALSE;
}

static void
listen (GradusStepBar *self, GtkWidget *widget, GtkPropagationPhase phase)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (controller, phase);
  g_signal_connect_object (controller, "key-pressed", G_CALLBACK (key_pressed), self, 0);
  gtk_widget_add_controller (widget, controller);
}

void
gradus_step_bar_add_keys (GradusStepBar *self, GtkWidget *widget)
{
  listen (self, widget, GTK_PHASE_CAPTURE);
}

/* --- the widget ---------------------------------------------------------------------------------
 */

static void
gradus_step_bar_dispose (GObject *object)
{
  GradusStepBar *self = GRADUS_STEP_BAR (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_clear_object (&self->stepper);
  g_clear_pointer (&self->failure, g_free);
  G_OBJECT_CLASS (gradus_step_bar_parent_class)->dispose (object);
}

static void
gradus_step_bar_class_init (GradusStepBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_step_bar_dispose;
  g_type_ensure (GRADUS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/step-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, box);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, play_button);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, item_box);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, speed);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, split);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, text);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, class_label);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, picture);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, item);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, items);
  gtk_widget_class_bind_template_callback (widget_class, on_item);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, wish);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, batch);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, most);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, precise);
  gtk_widget_class_bind_template_child (widget_class, GradusStepBar, estimate);
  gtk_widget_class_bind_template_callback (widget_class, on_wish);
  gtk_widget_class_bind_template_callback (widget_class, on_wish_shown);
  gtk_widget_class_bind_template_callback (widget_class, gtk_popover_popdown);
  gtk_widget_class_bind_template_callback (widget_class, on_speed);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, activate);
}

/* The choices, which no data bring. */
static void
fill (GradusStepBar *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) parts = gtk_string_list_new (NULL);

  self->filling = TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      /* Translators: so many operators a second, in a narrow place */
      g_autofree char *name = g_strdup_printf (_ ("%g/s"), speeds[i]);

      gtk_string_list_append (names, name);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (splits); i++)
    gtk_string_list_append (parts, gradus_split_title (splits[i]));
  gtk_drop_down_set_model (self->speed, G_LIST_MODEL (names));
  gtk_drop_down_set_model (self->split, G_LIST_MODEL (parts));
  self->filling = FALSE;
}

static void
gradus_step_bar_init (GradusStepBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill (self);
  listen (self, GTK_WIDGET (self), GTK_PHASE_BUBBLE);
}

static void
show_speed (GradusStepBar *self)
{
  self->filling = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    if (speeds[i] == gradus_stepper_speed (self->stepper))
      gtk_drop_down_set_selected (self->speed, i);
  self->filling = FALSE;
}

GtkWidget *
gradus_step_bar_new (GradusStepper *stepper)
{
  GradusStepBar *self = g_object_new (GRADUS_TYPE_STEP_BAR, NULL);

  self->stepper = g_object_ref (stepper);
  gtk_box_prepend (self->box, gradus_step_scrubber_new (stepper));
  g_signal_connect_object (stepper, "captured", G_CALLBACK (captured), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (stepper, "moved", G_CALLBACK (moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (stepper, "state-changed", G_CALLBACK (state_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (stepper, "failed", G_CALLBACK (failed), self, G_CONNECT_SWAPPED);
  show_speed (self);
  state_changed (self);
  captured (self);
  return GTK_WIDGET (self);
}
