/* draw-pad.c - GradusDrawPad: see draw-pad.h. */
#include "draw-pad.h"

#include <glib/gi18n.h>
#include <math.h>

#include "style/palette.h"

#define SIZE        196 /* pixels of the screen, seven a pixel of 28, whatever is said of it */
#define SOFTNESS    0.7 /* from full ink to none */
#define MOST_UNDONE 100

struct _GradusDrawPad
{
  GtkWidget parent_instance;

  gint width, height;
  gdouble brush; /* its radius, in pixels of a picture of 28; larger in larger ones */
  gfloat *ink;
  GPtrArray *undo, *redo; /* of gfloat*, pictures as they were */
  gint cursor_x, cursor_y;
  gdouble last_x, last_y; /* of the stroke, in pixels of the picture */
  gboolean erasing;
};

G_DEFINE_FINAL_TYPE (GradusDrawPad, gradus_draw_pad, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static gsize
n_bytes (GradusDrawPad *self)
{
  return sizeof (gfloat) * self->width * self->height;
}

static void
changed (GradusDrawPad *self)
{
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      gradus_draw_pad_is_empty (self) ? _ ("Nothing is drawn") : _ ("Something is drawn"), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- drawing on it
 * --------------------------------------------------------------------------------- */

/* From a point to the stretch between two others. */
static gdouble
distance (gdouble x, gdouble y, gdouble ax, gdouble ay, gdouble bx, gdouble by)
{
  const gdouble dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy;
  const gdouble t = length > 0 ? CLAMP (((x - ax) * dx + (y - ay) * dy) / length, 0, 1) : 0;

  return hypot (x - ax - t * dx, y - ay - t * dy);
}

void
gradus_draw_pad_stroke (GradusDrawPad *self, gdouble from_x, gdouble from_y, gdouble to_x,
                        gdouble to_y, gboolean erase)
{
  const gdouble radius = self->brush * MAX (1, MIN (self->width, self->height) / 28.);

  for (gint y = 0; y < self->height; y++)
    for (gint x = 0; x < self->width; x++)
      {
        const gdouble away = distance (x + .5, y + .5, from_x, from_y, to_x, to_y) - radius;
        const gfloat full = (gfloat) CLAMP (1 - away / SOFTNESS, 0, 1);
        gfloat *ink = &self->ink[y * self->width + x];

        *ink = erase ? MIN (*ink, 1 - full) : MAX (*ink, full);
      }
  changed (self);
}

void
gradus_draw_pad_begin (GradusDrawPad *self)
{
  g_ptr_array_set_size (self->redo, 0);
  g_ptr_array_add (self->undo, g_memdup2 (self->ink, n_bytes (self)));
  if (self->undo->len > MOST_UNDONE)
    g_ptr_array_remove_index (self->undo, 0);
}

gboolean
gradus_draw_pad_can_undo (GradusDrawPad *self)
{
  return self->undo->len > 0;
}

gboolean
gradus_draw_pad_can_redo (GradusDrawPad *self)
{
  return self->redo->len > 0;
}

/* The newest picture of @from, and the one that is there goes to @to. */
static void
move_picture (GradusDrawPad *self, GPtrArray *from, GPtrArray *to)
{
  if (from->len == 0)
    return;
  g_ptr_array_add (to, self->ink);
  self->ink = g_ptr_array_steal_index (from, from->len - 1);
  changed (self);
}

void
gradus_draw_pad_undo (GradusDrawPad *self)
{
  move_picture (self, self->undo, self->redo);
}

void
gradus_draw_pad_redo (GradusDrawPad *self)
{
  move_picture (self, self->redo, self->undo);
}

gboolean
gradus_draw_pad_is_empty (GradusDrawPad *self)
{
  for (gint i = 0; i < self->width * self->height; i++)
    if (self->ink[i] > 0)
      return FALSE;
  return TRUE;
}

void
gradus_draw_pad_clear (GradusDrawPad *self)
{
  if (gradus_draw_pad_is_empty (self))
    return;
  gradus_draw_pad_begin (self);
  memset (self->ink, 0, n_bytes (self));
  changed (self);
}

const gfloat *
gradus_draw_pad_ink (GradusDrawPad *self)
{
  return self->ink;
}

void
gradus_draw_pad_set_brush (GradusDrawPad *self, gdouble radius)
{
  self->brush = radius;
}

void
gradus_draw_pad_set_size (GradusDrawPad *self, gint width, gint height)
{
  if (width == self->width && height == self->height)
    return;
  self->width = width;
  self->height = height;
  self->cursor_x = width / 2;
  self->cursor_y = height / 2;
  g_free (self->ink);
  self->ink = g_new0 (gfloat, width * height);
  g_ptr_array_set_size (self->undo, 0);
  g_ptr_array_set_size (self->redo, 0);
  changed (self);
}

/* --- the widget
 * ------------------------------------------------------------------------------------ */

/* Pixels of the screen a pixel of the picture, and where the picture begins. */
static gdouble
scale_of (GradusDrawPad *self, gdouble *x, gdouble *y)
{
  const gdouble width = gtk_widget_get_width (GTK_WIDGET (self));
  const gdouble height = gtk_widget_get_height (GTK_WIDGET (self));
  const gdouble scale = MIN (width / self->width, height / self->height);

  *x = (width - scale * self->width) / 2;
  *y = (height - scale * self->height) / 2;
  return scale;
}

static void
gradus_draw_pad_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusDrawPad *self = GRADUS_DRAW_PAD (widget);
  const GradusPalette *palette = gradus_palette_current ();
  const gint width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gdouble left, top;
  cairo_t *cr;

  if (width < 1 || height < 1)
    return;
  const gdouble scale = scale_of (self, &left, &top);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_rectangle (cr, left, top, scale * self->width, scale * self->height);
  cairo_fill (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  for (gint y = 0; y < self->height; y++)
    for (gint x = 0; x < self->width; x++)
      {
        const gfloat ink = self->ink[y * self->width + x];

        if (ink <= 0)
          continue;
        cairo_set_source_rgb (cr, ink, ink, ink);
        cairo_rectangle (cr, left + x * scale, top + y * scale, scale, scale);
        cairo_fill (cr);
      }
  if (gtk_widget_has_visible_focus (widget))
    {
      gdk_cairo_set_source_rgba (cr, &palette->accent);
      cairo_set_line_width (cr, 2);
      cairo_rectangle (cr, left + self->cursor_x * scale, top + self->cursor_y * scale, scale,
                       scale);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
}

static void
gradus_draw_pad_measure (GtkWidget *widget, GtkOrientation orientation, gint for_size,
                         gint *minimum, gint *natural, gint *minimum_baseline,
                         gint *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
on_drag_begin (GtkGestureDrag *drag, gdouble x, gdouble y, GradusDrawPad *self)
{
  gdouble left, top;
  const gdouble scale = scale_of (self, &left, &top);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->erasing = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (drag))
                  == GDK_BUTTON_SECONDARY;
  self->last_x = (x - left) / scale;
  self->last_y = (y - top) / scale;
  gradus_draw_pad_begin (self);
  gradus_draw_pad_stroke (self, self->last_x, self->last_y, self->last_x, self->last_y,
                          self->erasing);
}

static void
on_drag_update (GtkGestureDrag *drag, gdouble dx, gdouble dy, GradusDrawPad *self)
{
  gdouble left, top, x, y;
  const gdouble scale = scale_of (self, &left, &top);

  gtk_gesture_drag_get_start_point (drag, &x, &y);
  x = (x + dx - left) / scale;
  y = (y + dy - top) / scale;
  gradus_draw_pad_stroke (self, self->last_x, self->last_y, x, y, self->erasing);
  self->last_x = x;
  self->last_y = y;
}

static void
ink_cursor (GradusDrawPad *self, gint from_x, gint from_y, gboolean erase)
{
  gradus_draw_pad_begin (self);
  gradus_draw_pad_stroke (self, from_x + .5, from_y + .5, self->cursor_x + .5, self->cursor_y + .5,
                          erase);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        GradusDrawPad *self)
{
  const gint dx = (key == GDK_KEY_Right) - (key == GDK_KEY_Left);
  const gint dy = (key == GDK_KEY_Down) - (key == GDK_KEY_Up);
  const gint x = self->cursor_x, y = self->cursor_y;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  else if (key == GDK_KEY_Delete)
    gradus_draw_pad_clear (self);
  else if (key == GDK_KEY_space)
    ink_cursor (self, x, y, FALSE);
  else if (key == GDK_KEY_BackSpace)
    ink_cursor (self, x, y, TRUE);
  else if (dx || dy)
    {
      self->cursor_x = CLAMP (x + dx, 0, self->width - 1);
      self->cursor_y = CLAMP (y + dy, 0, self->height - 1);
      if (state & GDK_SHIFT_MASK)
        ink_cursor (self, x, y, FALSE);
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
gradus_draw_pad_finalize (GObject *object)
{
  GradusDrawPad *self = GRADUS_DRAW_PAD (object);

  g_free (self->ink);
  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->redo);
  G_OBJECT_CLASS (gradus_draw_pad_parent_class)->finalize (object);
}

static void
gradus_draw_pad_class_init (GradusDrawPadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gradus_draw_pad_finalize;
  widget_class->measure = gradus_draw_pad_measure;
  widget_class->snapshot = gradus_draw_pad_snapshot;
  gtk_widget_class_set_css_name (widget_class, "drawpad");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_draw_pad_init (GradusDrawPad *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->brush = GRADUS_DRAW_PAD_BRUSH;
  self->undo = g_ptr_array_new_with_free_func (g_free);
  self->redo = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "crosshair");
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gradus_palette_follow (GTK_WIDGET (self));
  gradus_draw_pad_set_size (self, 28, 28);
}

GtkWidget *
gradus_draw_pad_new (void)
{
  return g_object_new (GRADUS_TYPE_DRAW_PAD, NULL);
}
