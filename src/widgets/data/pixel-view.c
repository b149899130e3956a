/* pixel-view.c - GradusPixelView: see pixel-view.h. */
#include "pixel-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "style/palette.h"

#define NATURAL_SIZE  280
#define MINIMUM_SIZE  120
#define SMALLEST_TEXT 30 /* pixels of the screen that a picture's pixel needs for its number */
#define LARGEST_ZOOM  64.

struct _GradusPixelView
{
  GtkWidget parent_instance;

  GradusPicture *picture;
  GdkTexture *texture;        /* of the picture, a pixel a pixel */
  gdouble zoom;               /* 1: the whole picture fills the view */
  gdouble centre_x, centre_y; /* the middle of the view, in the picture's pixels */
  gdouble drag_x, drag_y;     /* the same when the drag began */
  gint pixel_x, pixel_y;      /* pointed at; -1: none */
};

G_DEFINE_FINAL_TYPE (GradusPixelView, gradus_pixel_view, GTK_TYPE_WIDGET)

enum
{
  PIXEL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- geometry ------------------------------------------------------------------------------------
 */

/* Pixels of the screen a pixel of the picture. */
static gdouble
scale_of (GradusPixelView *self)
{
  const gdouble width = gtk_widget_get_width (GTK_WIDGET (self));
  const gdouble height = gtk_widget_get_height (GTK_WIDGET (self));
  const gdouble fit = MIN (width / self->picture->width, height / self->picture->height);

  return fit * self->zoom;
}

static gdouble
keep_inside (gdouble centre, gdouble size, gdouble seen)
{
  return seen >= size ? size / 2 : CLAMP (centre, seen / 2, size - seen / 2);
}

/* The picture's upper left corner, in the widget. */
static graphene_point_t
origin_of (GradusPixelView *self)
{
  const gdouble scale = scale_of (self);
  const gdouble width = gtk_widget_get_width (GTK_WIDGET (self));
  const gdouble height = gtk_widget_get_height (GTK_WIDGET (self));

  self->centre_x = keep_inside (self->centre_x, self->picture->width, width / scale);
  self->centre_y = keep_inside (self->centre_y, self->picture->height, height / scale);
  return GRAPHENE_POINT_INIT ((gfloat) (width / 2 - self->centre_x * scale),
                              (gfloat) (height / 2 - self->centre_y * scale));
}

static void
zoom_at (GradusPixelView *self, gdouble factor, gdouble x, gdouble y)
{
  graphene_point_t origin;
  gdouble scale, u, v;

  if (!self->picture)
    return;
  origin = origin_of (self);
  scale = scale_of (self);
  u = (x - origin.x) / scale;
  v = (y - origin.y) / scale;
  self->zoom = CLAMP (self->zoom * factor, 1, LARGEST_ZOOM);
  scale = scale_of (self);
  self->centre_x = u + (gtk_widget_get_width (GTK_WIDGET (self)) / 2. - x) / scale;
  self->centre_y = v + (gtk_widget_get_height (GTK_WIDGET (self)) / 2. - y) / scale;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- the pixel that is pointed at
 * ------------------------------------------------------------------ */

char *
gradus_pixel_view_text (GradusPixelView *self)
{
  g_autofree char *value = NULL;

  if (self->pixel_x < 0)
    return NULL;
  value = gradus_picture_text (self->picture, self->pixel_x, self->pixel_y);
  return g_strdup_printf (_ ("row %d, column %d: %s"), self->pixel_y, self->pixel_x, value);
}

static void
describe (GradusPixelView *self)
{
  g_autofree char *text = gradus_pixel_view_text (self);

  if (text)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    text, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

void
gradus_pixel_view_set_pixel (GradusPixelView *self, gint x, gint y)
{
  if (!self->picture || x < 0 || y < 0 || x >= self->picture->width || y >= self->picture->height)
    x = y = -1;
  if (x == self->pixel_x && y == self->pixel_y)
    return;
  self->pixel_x = x;
  self->pixel_y = y;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[PIXEL_CHANGED], 0);
}

static void
point_at (GradusPixelView *self, gdouble x, gdouble y)
{
  graphene_point_t origin;
  gdouble scale;

  if (!self->picture)
    return;
  origin = origin_of (self);
  scale = scale_of (self);
  gradus_pixel_view_set_pixel (self, (gint) floor ((x - origin.x) / scale),
                               (gint) floor ((y - origin.y) / scale));
}

/* --- drawing
 * --------------------------------------------------------------------------------------- */

/* The numbers of the pixels that are in view, black on what is light. */
static void
draw_numbers (GradusPixelView *self, cairo_t *cr, graphene_point_t origin, gdouble scale)
{
  const GradusPicture *picture = self->picture;
  const gint from_x = MAX (0, (gint) (-origin.x / scale)),
             from_y = MAX (0, (gint) (-origin.y / scale));
  const gint to_x = MIN (
      picture->width, (gint) ((gtk_widget_get_width (GTK_WIDGET (self)) - origin.x) / scale) + 1);
  const gint to_y = MIN (
      picture->height, (gint) ((gtk_widget_get_height (GTK_WIDGET (self)) - origin.y) / scale) + 1);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_absolute_size (font, MIN (scale * .34, 16) * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  for (gint y = from_y; y < to_y; y++)
    for (gint x = from_x; x < to_x; x++)
      {
        g_autofree char *text = gradus_picture_text (picture, x, y);
        const gdouble ink = gradus_picture_lightness (picture, x, y) > .5 ? 0 : 1;
        gint width, height;

        for (char *c = text; *c; c++) /* three numbers stand below one another */
          if (*c == ',')
            *c = '\n';
        pango_layout_set_text (layout, text, -1);
        pango_layout_get_pixel_size (layout, &width, &height);
        if (width > scale || height > scale)
          continue;
        cairo_set_source_rgb (cr, ink, ink, ink);
        cairo_move_to (cr, origin.x + (x + .5) * scale - width / 2.,
                       origin.y + (y + .5) * scale - height / 2.);
        pango_cairo_show_layout (cr, layout);
      }
}

static void
draw_pixels (GradusPixelView *self, cairo_t *cr, graphene_point_t origin, gdouble scale)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, self->picture->width,
                                                         self->picture->height);

  gdk_texture_download (self->texture, cairo_image_surface_get_data (surface),
                        (gsize) cairo_image_surface_get_stride (surface));
  cairo_surface_mark_dirty (surface);
  cairo_save (cr);
  cairo_translate (cr, origin.x, origin.y);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr),
                            scale >= 1 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

static void
gradus_pixel_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusPixelView *self = GRADUS_PIXEL_VIEW (widget);
  const gfloat width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const GradusPalette *palette = gradus_palette_current ();
  graphene_point_t origin;
  gdouble scale;
  cairo_t *cr;

  if (!self->picture || width < 1 || height < 1)
    return;
  origin = origin_of (self);
  scale = scale_of (self);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  draw_pixels (self, cr, origin, scale);
  if (scale >= SMALLEST_TEXT)
    draw_numbers (self, cr, origin, scale);
  if (self->pixel_x >= 0)
    {
      gdk_cairo_set_source_rgba (cr, &palette->accent);
      cairo_set_line_width (cr, 2);
      cairo_rectangle (cr, origin.x + self->pixel_x * scale, origin.y + self->pixel_y * scale,
                       scale, scale);
      cairo_stroke (cr);
    }
  cairo_destroy (cr);
}

/* --- input
 * ----------------------------------------------------------------------------------------- */

static void
on_motion (GtkEventControllerMotion *controller, gdouble x, gdouble y, GradusPixelView *self)
{
  point_at (self, x, y);
}

static void
on_leave (GtkEventControllerMotion *controller, GradusPixelView *self)
{
  gradus_pixel_view_set_pixel (self, -1, -1);
}

static gboolean
on_scroll (GtkEventControllerScroll *controller, gdouble dx, gdouble dy, GradusPixelView *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));
  gdouble x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.;
  gdouble y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.;

  /* At the pixel that is pointed at; the event's own place is the window's. */
  if (event && self->picture && self->pixel_x >= 0)
    {
      const graphene_point_t origin = origin_of (self);

      x = origin.x + (self->pixel_x + .5) * scale_of (self);
      y = origin.y + (self->pixel_y + .5) * scale_of (self);
    }
  zoom_at (self, pow (1.25, -dy), x, y);
  return GDK_EVENT_STOP;
}

static void
on_drag_begin (GtkGestureDrag *drag, gdouble x, gdouble y, GradusPixelView *self)
{
  self->drag_x = self->centre_x;
  self->drag_y = self->centre_y;
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_drag_update (GtkGestureDrag *drag, gdouble x, gdouble y, GradusPixelView *self)
{
  if (!self->picture)
    return;
  self->centre_x = self->drag_x - x / scale_of (self);
  self->centre_y = self->drag_y - y / scale_of (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        GradusPixelView *self)
{
  const gdouble x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.;
  const gdouble y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.;
  const gint dx = (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
                  - (key == GDK_KEY_Left || key == GDK_KEY_KP_Left);
  const gint dy = (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
                  - (key == GDK_KEY_Up || key == GDK_KEY_KP_Up);

  if (!self->picture || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_plus || key == GDK_KEY_KP_Add || key == GDK_KEY_equal)
    zoom_at (self, 1.25, x, y);
  else if (key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract)
    zoom_at (self, 1 / 1.25, x, y);
  else if (key == GDK_KEY_0 || key == GDK_KEY_KP_0)
    zoom_at (self, 1 / self->zoom, x, y);
  else if (dx || dy)
    {
      gradus_pixel_view_set_pixel (self, CLAMP (self->pixel_x + dx, 0, self->picture->width - 1),
                                   CLAMP (self->pixel_y + dy, 0, self->picture->height - 1));
      self->centre_x = self->pixel_x + .5;
      self->centre_y = self->pixel_y + .5;
    }
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* --- the object
 * ------------------------------------------------------------------------------------ */

const GradusPicture *
gradus_pixel_view_picture (GradusPixelView *self)
{
  return self->picture;
}

void
gradus_pixel_view_set_picture (GradusPixelView *self, GradusPicture *picture)
{
  const gboolean same_size = picture && self->picture && picture->width == self->picture->width
                             && picture->height == self->picture->height;

  gradus_picture_free (self->picture);
  g_clear_object (&self->texture);
  self->picture = picture;
  if (picture)
    self->texture = gradus_picture_texture (picture, MAX (picture->width, picture->height));
  if (!same_size)
    {
      self->zoom = 1;
      gradus_pixel_view_set_pixel (self, -1, -1);
    }
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
gradus_pixel_view_measure (GtkWidget *widget, GtkOrientation orientation, gint for_size,
                           gint *minimum, gint *natural, gint *minimum_baseline,
                           gint *natural_baseline)
{
  *minimum = MINIMUM_SIZE;
  *natural = NATURAL_SIZE;
}

static void
gradus_pixel_view_finalize (GObject *object)
{
  GradusPixelView *self = GRADUS_PIXEL_VIEW (object);

  gradus_picture_free (self->picture);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (gradus_pixel_view_parent_class)->finalize (object);
}

static void
gradus_pixel_view_class_init (GradusPixelViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gradus_pixel_view_finalize;
  widget_class->measure = gradus_pixel_view_measure;
  widget_class->snapshot = gradus_pixel_view_snapshot;
  gtk_widget_class_set_css_name (widget_class, "pixels");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[PIXEL_CHANGED] = g_signal_new ("pixel-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_pixel_view_init (GradusPixelView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->zoom = 1;
  self->pixel_x = self->pixel_y = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gradus_palette_follow (GTK_WIDGET (self));
}

GtkWidget *
gradus_pixel_view_new (void)
{
  return g_object_new (GRADUS_TYPE_PIXEL_VIEW, NULL);
}
