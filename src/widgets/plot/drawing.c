/* drawing.c - see drawing.h. */
#include "drawing.h"

#include "layer.h"
#include "note.h"
#include "plot-export.h"

typedef struct
{
  GradusLayer still;
  gint cell; /* pointed at by pointer or keys */
  gboolean activatable;
  guint describing; /* source, or 0 */
  GtkWidget *menu;  /* NULL until it was opened */
} GradusDrawingPrivate;

enum
{
  ACTIVATED_CELL,
  POINTED_CELL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (GradusDrawing, gradus_drawing, GTK_TYPE_WIDGET)

static GradusDrawingPrivate *private(GradusDrawing *self)
{
  return gradus_drawing_get_instance_private (self);
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void
draw_still (gpointer user, cairo_t *cr, gdouble width, gdouble height, const GradusPalette *palette)
{
  GRADUS_DRAWING_GET_CLASS (user)->draw (user, cr, width, height, palette);
}

static void
draw_pointed (GradusDrawing *self, cairo_t *cr, gdouble width, gdouble height,
              const GradusPalette *palette)
{
  GradusDrawingClass *class = GRADUS_DRAWING_GET_CLASS (self);
  GradusDrawingPrivate *p = private(self);
  g_autofree char *text = class->cell_text (self, p->cell);
  graphene_rect_t area;

  class->cell_area (self, width, height, p->cell, &area);
  cairo_rectangle (cr, area.origin.x, area.origin.y, area.size.width, area.size.height);
  gdk_cairo_set_source_rgba (cr, &palette->text);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  if (text && *text)
    gradus_note_draw (cr, text, area.origin.x + area.size.width, area.origin.y + area.size.height,
                      width, height, palette);
}

static void
gradus_drawing_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusDrawing *self = GRADUS_DRAWING (widget);
  GradusDrawingPrivate *p = private(self);
  const gint width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (width < 1 || height < 1)
    return;
  gradus_layer_append (&p->still, snapshot, widget, draw_still, self);
  if (p->cell != GRADUS_NO_CELL)
    {
      const graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width, height);
      cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &bounds);

      draw_pointed (self, cr, width, height, gradus_palette_current ());
      cairo_destroy (cr);
    }
}

static GtkSizeRequestMode
gradus_drawing_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
gradus_drawing_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  GradusDrawingClass *class = GRADUS_DRAWING_GET_CLASS (widget);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 120 : 80;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 220;
  if (orientation == GTK_ORIENTATION_VERTICAL && class->heights)
    class->heights (GRADUS_DRAWING (widget), for_size < 0 ? 320 : for_size, minimum, natural);
}

/* --- words ------------------------------------------------------------------------------------ */

static gboolean
describe (gpointer user)
{
  GradusDrawingClass *class = GRADUS_DRAWING_GET_CLASS (user);
  GradusDrawingPrivate *p = private(user);
  g_autofree char *title = class->title (user);
  g_autofree char *here = p->cell == GRADUS_NO_CELL ? NULL : class->cell_text (user, p->cell);
  g_autofree char *whole = class->describe (user);
  g_autofree char *text = here ? g_strdup_printf ("%s. %s", here, whole) : g_strdup (whole);

  p->describing = 0;
  gtk_accessible_update_property (GTK_ACCESSIBLE (user), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  return G_SOURCE_REMOVE;
}

void
gradus_drawing_changed (GradusDrawing *self)
{
  GradusDrawingPrivate *p = private(self);

  gradus_layer_clear (&p->still);
  /* Where that cell is still there. */
  if (p->cell != GRADUS_NO_CELL)
    p->cell = GRADUS_DRAWING_GET_CLASS (self)->next_cell (self, p->cell, 0, 0);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  /* What changes ten times a second is not read out ten times a second. */
  if (p->describing == 0)
    p->describing = g_timeout_add (500, describe, self);
}

/* --- pointing --------------------------------------------------------------------------------- */

gint
gradus_drawing_cell (GradusDrawing *self)
{
  return private(self)->cell;
}

/* At once, to who listens here. */
static void
tell_cell (GradusDrawing *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    return;
  g_clear_handle_id (&private(self)->describing, g_source_remove);
  describe (self);
}

void
gradus_drawing_set_cell (GradusDrawing *self, gint cell)
{
  GradusDrawingPrivate *p = private(self);

  if (p->cell == cell)
    return;
  p->cell = cell;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  tell_cell (self);
  g_signal_emit (self, signals[POINTED_CELL], 0, cell);
}

void
gradus_drawing_set_activatable (GradusDrawing *self, gboolean activatable)
{
  private (self)->activatable = activatable;
}

static gint
cell_at (GradusDrawing *self, gdouble x, gdouble y)
{
  return GRADUS_DRAWING_GET_CLASS (self)->cell_at (self, gtk_widget_get_width (GTK_WIDGET (self)),
                                                   gtk_widget_get_height (GTK_WIDGET (self)), x, y);
}

static void
motion (GtkEventControllerMotion *controller, gdouble x, gdouble y, gpointer user)
{
  const gint cell = cell_at (user, x, y);

  gradus_drawing_set_cell (user, cell);
  gtk_widget_set_cursor_from_name (
      user, cell != GRADUS_NO_CELL && private(user)->activatable ? "pointer" : NULL);
}

static void
leave (GtkEventControllerMotion *controller, gpointer user)
{
  gradus_drawing_set_cell (user, GRADUS_NO_CELL);
}

static void
activate_cell (GradusDrawing *self, gint cell)
{
  GradusDrawingClass *class = GRADUS_DRAWING_GET_CLASS (self);

  if (cell == GRADUS_NO_CELL || !private(self)->activatable)
    return;
  if (class->activate)
    class->activate (self, cell);
  g_signal_emit (self, signals[ACTIVATED_CELL], 0, cell);
}

static void
click (GtkGestureClick *gesture, gint n_press, gdouble x, gdouble y, gpointer user)
{
  gtk_widget_grab_focus (user);
  activate_cell (user, cell_at (user, x, y));
}

static gboolean
move (GtkWidget *widget, GVariant *arguments, gpointer user)
{
  GradusDrawing *self = GRADUS_DRAWING (widget);
  gint dx, dy;

  g_variant_get (arguments, "(ii)", &dx, &dy);
  gradus_drawing_set_cell (
      self, GRADUS_DRAWING_GET_CLASS (self)->next_cell (self, private(self)->cell, dx, dy));
  return GDK_EVENT_STOP;
}

static gboolean
activate (GtkWidget *widget, GVariant *arguments, gpointer user)
{
  activate_cell (GRADUS_DRAWING (widget), private(GRADUS_DRAWING (widget))->cell);
  return GDK_EVENT_STOP;
}

/* --- out of the program ----------------------------------------------------------------------- */

static GradusPicture
picture_of (GradusDrawing *self, const char *title)
{
  return (GradusPicture){
    .title = title,
    .draw = draw_still,
    .user = self,
    .width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1),
    .height = MAX (gtk_widget_get_height (GTK_WIDGET (self)), 1),
  };
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *title = GRADUS_DRAWING_GET_CLASS (widget)->title (GRADUS_DRAWING (widget));
  const GradusPicture picture = picture_of (GRADUS_DRAWING (widget), title);

  gradus_export_save (widget, &picture, NULL, g_variant_get_string (parameter, NULL));
}

static void
copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const GradusPicture picture = picture_of (GRADUS_DRAWING (widget), NULL);

  gradus_export_copy (widget, &picture);
}

static void
print (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *title = GRADUS_DRAWING_GET_CLASS (widget)->title (GRADUS_DRAWING (widget));
  const GradusPicture picture = picture_of (GRADUS_DRAWING (widget), title);

  gradus_export_print (widget, &picture, G_OBJECT (widget));
}

static void
show_menu (GradusDrawing *self, gdouble x, gdouble y)
{
  GradusDrawingPrivate *p = private(self);
  const GdkRectangle at = { (int) x, (int) y, 1, 1 };

  if (!p->menu)
    {
      g_autoptr (GMenuModel) model = gradus_export_menu ("drawing", FALSE);

      p->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (p->menu), FALSE);
      gtk_widget_set_halign (p->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (p->menu, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (p->menu), &at);
  gtk_popover_popup (GTK_POPOVER (p->menu));
}

static void
open_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_menu (GRADUS_DRAWING (widget), gtk_widget_get_width (widget) / 2.0,
             gtk_widget_get_height (widget) / 2.0);
}

static void
secondary_click (GtkGestureClick *gesture, gint n_press, gdouble x, gdouble y, gpointer user)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (user);
  show_menu (user, x, y);
}

/* --- the class -------------------------------------------------------------------------------- */

static void
gradus_drawing_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  if (private(GRADUS_DRAWING (widget))->menu)
    gtk_popover_present (GTK_POPOVER (private(GRADUS_DRAWING (widget))->menu));
}

static void
gradus_drawing_dispose (GObject *object)
{
  GradusDrawingPrivate *p = private(GRADUS_DRAWING (object));

  gradus_layer_clear (&p->still);
  g_clear_handle_id (&p->describing, g_source_remove);
  g_clear_pointer (&p->menu, gtk_widget_unparent);
  G_OBJECT_CLASS (gradus_drawing_parent_class)->dispose (object);
}

static void
install_keys (GtkWidgetClass *class)
{
  static const struct
  {
    guint key, keypad;
    gint dx, dy;
  } arrows[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0 },
    { GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1 },
    { GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1 },
  };
  static const guint activating[] = { GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_space };

  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    {
      gtk_widget_class_add_binding (class, arrows[i].key, 0, move, "(ii)", arrows[i].dx,
                                    arrows[i].dy);
      gtk_widget_class_add_binding (class, arrows[i].keypad, 0, move, "(ii)", arrows[i].dx,
                                    arrows[i].dy);
    }
  for (guint i = 0; i < G_N_ELEMENTS (activating); i++)
    gtk_widget_class_add_binding (class, activating[i], 0, activate, NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_c, GDK_CONTROL_MASK, "drawing.copy", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Menu, 0, "drawing.menu", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_F10, GDK_SHIFT_MASK, "drawing.menu", NULL);
}

static void
gradus_drawing_class_init (GradusDrawingClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = gradus_drawing_dispose;
  widget_class->snapshot = gradus_drawing_snapshot;
  widget_class->size_allocate = gradus_drawing_size_allocate;
  widget_class->measure = gradus_drawing_measure;
  widget_class->get_request_mode = gradus_drawing_request_mode;
  signals[ACTIVATED_CELL] = g_signal_new ("activated-cell", GRADUS_TYPE_DRAWING, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[POINTED_CELL] = g_signal_new ("pointed-cell", GRADUS_TYPE_DRAWING, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  gtk_widget_class_set_css_name (widget_class, "drawing");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_install_action (widget_class, "drawing.save", "s", save);
  gtk_widget_class_install_action (widget_class, "drawing.copy", NULL, copy);
  gtk_widget_class_install_action (widget_class, "drawing.print", NULL, print);
  gtk_widget_class_install_action (widget_class, "drawing.menu", NULL, open_menu);
  install_keys (widget_class);
}

static void
gradus_drawing_init (GradusDrawing *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *pointer = gtk_event_controller_motion_new ();
  GtkGesture *press = gtk_gesture_click_new (), *secondary = gtk_gesture_click_new ();

  private (self)->cell = GRADUS_NO_CELL;
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (tell_cell), NULL);
  g_signal_connect (pointer, "motion", G_CALLBACK (motion), self);
  g_signal_connect (pointer, "leave", G_CALLBACK (leave), self);
  g_signal_connect (press, "released", G_CALLBACK (click), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (secondary_click), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));
  gtk_widget_add_controller (widget, pointer);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (press));
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
  gradus_palette_follow (widget);
}
