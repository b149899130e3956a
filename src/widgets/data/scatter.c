/* scatter.c - GradusScatter: see scatter.h. */
#include "scatter.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "regions.h"
#include "scatter-axes.h"
#include "style/count.h"
#include "style/palette.h"

#define SMALLEST    120 /* pixels a side, in which nothing can be made out */
#define MANY_POINTS 3000
#define MOST_POINTS 20000 /* that are drawn, and can be picked */
#define NEAR        24.   /* pixels that a click may miss a point by */

struct _GradusScatter
{
  GtkWidget parent_instance;

  GradusItems *items;
  GradusEvaluation *evaluation;
  guint chosen;
  GradusFrame frame; /* of the whole part */
  GradusScatterArea area;
  GskRenderNode *points; /* as drawn last, for the size below; NULL: to be drawn */
  gint drawn_width, drawn_height, drawn_scale;

  GradusRegions *regions;
  GradusPredictor *predictor; /* whose regions they are, or will be; no reference */
  GradusPart *part;           /* likewise */
  GCancellable *cancellable;  /* while they are made */
};

G_DEFINE_FINAL_TYPE (GradusScatter, gradus_scatter, GTK_TYPE_WIDGET)

enum
{
  PICKED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- geometry
 * --------------------------------------------------------------------------------------- */

/* All points with a little air. */
static GradusFrame
frame_of (const GradusPart *part)
{
  GradusFrame f = { INFINITY, -INFINITY, INFINITY, -INFINITY };
  gdouble air_x, air_y;

  for (gint64 i = 0; i < part->set->length; i++)
    {
      const gdouble x = part->point[2 * i], y = part->point[2 * i + 1];

      if (!isfinite (x) || !isfinite (y))
        continue;
      f = (GradusFrame){ MIN (f.left, x), MAX (f.right, x), MIN (f.bottom, y), MAX (f.top, y) };
    }
  if (!(f.right >= f.left))
    return (GradusFrame){ 0, 1, 0, 1 };
  air_x = MAX ((f.right - f.left) * .06, 1e-6);
  air_y = MAX ((f.top - f.bottom) * .06, 1e-6);
  return (GradusFrame){ f.left - air_x, f.right + air_x, f.bottom - air_y, f.top + air_y };
}

static graphene_point_t
place (GradusScatter *self, gdouble x, gdouble y)
{
  const GradusFrame *f = &self->frame;
  const GradusScatterArea *a = &self->area;
  const gdouble u = (x - f->left) / (f->right - f->left), v = (f->top - y) / (f->top - f->bottom);

  return GRAPHENE_POINT_INIT ((gfloat) (a->left + u * (a->right - a->left)),
                              (gfloat) (a->top + v * (a->bottom - a->top)));
}

static graphene_point_t
place_of (GradusScatter *self, guint position)
{
  const gfloat *point = gradus_items_part (self->items)->point
                        + 2 * gradus_items_index (self->items, position);

  return place (self, point[0], point[1]);
}

static gboolean
has_points (GradusScatter *self)
{
  GradusPart *part = gradus_items_part (self->items);

  return part && part->point;
}

/* Of @n points each how manieth is drawn: so many that they fill the picture say no more. */
static guint
step_of (guint n)
{
  return n / MOST_POINTS + (n % MOST_POINTS != 0);
}

guint
gradus_scatter_nearest (GradusScatter *self, gdouble x, gdouble y)
{
  const guint n = has_points (self) ? g_list_model_get_n_items (G_LIST_MODEL (self->items)) : 0;
  const guint step = step_of (n);
  guint nearest = GTK_INVALID_LIST_POSITION;
  gdouble least = INFINITY;

  for (guint i = 0; i < n; i += step)
    {
      const graphene_point_t at = place_of (self, i);
      const gdouble away = hypot (at.x - x, at.y - y);

      if (away < least)
        {
          least = away;
          nearest = i;
        }
    }
  return nearest;
}

/* --- drawing
 * ---------------------------------------------------------------------------------------- */

static void
draw_points (GradusScatter *self, cairo_t *cr, const GradusPalette *palette)
{
  const GradusPart *part = gradus_items_part (self->items);
  const GradusPredictions *predictions = gradus_items_predictions (self->items);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  const guint step = step_of (n);
  const gdouble radius = n > MANY_POINTS ? 1.6 : 3.5;

  for (guint i = 0; i < n; i += step)
    {
      const guint index = gradus_items_index (self->items, i);
      const gint label = MAX (gradus_part_label (part, index), 0);
      const graphene_point_t at = place_of (self, i);

      gradus_scatter_add_form (cr, n > MANY_POINTS ? 0 : label, at.x, at.y, radius);
      gdk_cairo_set_source_rgba (cr, &palette->series[label % GRADUS_N_SERIES_COLOURS]);
      if (n > MANY_POINTS)
        {
          cairo_fill (cr);
          continue;
        }
      cairo_fill_preserve (cr);
      gdk_cairo_set_source_rgba (cr, &palette->background);
      cairo_set_line_width (cr, 1);
      cairo_stroke (cr);
      if (!predictions || !gradus_predictions_wrong (predictions, index))
        continue;
      gdk_cairo_set_source_rgba (cr, &palette->error);
      cairo_set_line_width (cr, 1.5);
      cairo_arc (cr, at.x, at.y, radius + 4, 0, 2 * G_PI);
      cairo_stroke (cr);
    }
}

static void
update_area (GradusScatter *self)
{
  if (has_points (self))
    self->area = gradus_scatter_area (gradus_items_part (self->items),
                                      gtk_widget_get_width (GTK_WIDGET (self)),
                                      gtk_widget_get_height (GTK_WIDGET (self)));
}

static void
gradus_scatter_size_allocate (GtkWidget *widget, gint width, gint height, gint baseline)
{
  update_area (GRADUS_SCATTER (widget));
}

static void
redraw (GradusScatter *self)
{
  g_clear_pointer (&self->points, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* What is drawn, as a picture: the window draws itself again at every step of a training. (transfer
 * full) */
static GskRenderNode *
texture_node (cairo_surface_t *surface, gint width, gint height)
{
  const gint down = cairo_image_surface_get_height (surface);
  const gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = g_bytes_new (cairo_image_surface_get_data (surface), stride * down);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (cairo_image_surface_get_width (surface),
                                                           down, GDK_MEMORY_DEFAULT, bytes, stride);

  return gsk_texture_node_new (texture, &GRAPHENE_RECT_INIT (0, 0, width, height));
}

static void
draw (GradusScatter *self, gint width, gint height, gint scale, const GradusPalette *palette)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale,
                                                         height * scale);
  cairo_t *cr = cairo_create (surface);

  self->drawn_width = width;
  self->drawn_height = height;
  self->drawn_scale = scale;
  cairo_scale (cr, scale, scale);
  gdk_cairo_set_source_rgba (cr, &palette->background);
  cairo_paint (cr);
  gradus_scatter_draw_axes (cr, gradus_items_part (self->items), &self->frame, &self->area,
                            self->regions && !self->regions->class, palette);
  if (self->regions)
    gradus_regions_draw (self->regions, cr, &self->area, palette);
  draw_points (self, cr, palette);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_clear_pointer (&self->points, gsk_render_node_unref);
  self->points = texture_node (surface, width, height);
  cairo_surface_destroy (surface);
}

static void
gradus_scatter_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusScatter *self = GRADUS_SCATTER (widget);
  const GradusPalette *palette = gradus_palette_current ();
  const gint width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const gint scale = gtk_widget_get_scale_factor (widget);
  graphene_point_t at;
  cairo_t *cr;

  if (!has_points (self) || width < SMALLEST || height < SMALLEST)
    return;
  if (!self->points || width != self->drawn_width || height != self->drawn_height
      || scale != self->drawn_scale)
    draw (self, width, height, scale, palette);
  gtk_snapshot_append_node (snapshot, self->points);
  if (self->chosen >= g_list_model_get_n_items (G_LIST_MODEL (self->items)))
    return;
  at = place_of (self, self->chosen);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (at.x - 12, at.y - 12, 24, 24));
  cairo_arc (cr, at.x, at.y, 9, 0, 2 * G_PI);
  gdk_cairo_set_source_rgba (cr, &palette->text);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

/* --- what the model says
 * ------------------------------------------------------------------------------ */

static void
regions_made (GObject *object, GAsyncResult *result, gpointer user)
{
  g_autoptr (GradusScatter) self = user;
  g_autoptr (GradusRegions) regions = gradus_regions_new_finish (result, NULL);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  self->regions = g_steal_pointer (&regions);
  redraw (self);
}

static void
update_regions (GradusScatter *self)
{
  GradusPart *part = has_points (self) ? gradus_items_part (self->items) : NULL;
  GradusPredictor *predictor = part ? gradus_evaluation_predictor (self->evaluation) : NULL;

  if (self->predictor == predictor && self->part == part)
    return;
  self->predictor = predictor;
  self->part = part;
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->regions, gradus_regions_free);
  if (part)
    {
      self->frame = frame_of (part);
      update_area (self);
    }
  if (predictor)
    {
      self->cancellable = g_cancellable_new ();
      gradus_regions_new_async (predictor, part, self->frame, self->cancellable, regions_made,
                                g_object_ref (self));
    }
  redraw (self);
}

static void
on_items_changed (GradusScatter *self)
{
  g_autofree char *text = NULL;
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  g_autofree char *count = gradus_count (n);

  update_regions (self);
  text = g_strdup_printf (ngettext ("%s point", "%s points", n), count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
  redraw (self);
}

/* --- input
 * --------------------------------------------------------------------------------------------- */

void
gradus_scatter_set_chosen (GradusScatter *self, guint position)
{
  self->chosen = position;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pick (GradusScatter *self, guint position)
{
  if (position != GTK_INVALID_LIST_POSITION)
    g_signal_emit (self, signals[PICKED], 0, position);
}

static void
on_pressed (GtkGestureClick *click, gint n, gdouble x, gdouble y, GradusScatter *self)
{
  const guint position = gradus_scatter_nearest (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  const graphene_point_t at = place_of (self, position);
  if (hypot (at.x - x, at.y - y) <= NEAR)
    pick (self, position);
}

/* The nearest point in that direction: further along it than aside. */
static guint
neighbour (GradusScatter *self, gint dx, gint dy)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  const guint step = step_of (n);
  const graphene_point_t from = place_of (self, self->chosen);
  guint nearest = GTK_INVALID_LIST_POSITION;
  gdouble least = INFINITY;

  for (guint i = 0; i < n; i += step)
    {
      const graphene_point_t at = place_of (self, i);
      const gdouble along = (at.x - from.x) * dx + (at.y - from.y) * dy;
      const gdouble aside = fabs ((at.x - from.x) * dy) + fabs ((at.y - from.y) * dx);
      const gdouble away = hypot (along, aside);

      if (along > 0 && along >= aside && away < least)
        {
          least = away;
          nearest = i;
        }
    }
  return nearest;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        GradusScatter *self)
{
  const gint dx = (key == GDK_KEY_Right) - (key == GDK_KEY_Left);
  const gint dy = (key == GDK_KEY_Down) - (key == GDK_KEY_Up);
  const guint n = has_points (self) ? g_list_model_get_n_items (G_LIST_MODEL (self->items)) : 0;

  if ((!dx && !dy) || n == 0)
    return GDK_EVENT_PROPAGATE;
  pick (self, self->chosen < n ? neighbour (self, dx, dy) : 0);
  return GDK_EVENT_STOP;
}

/* --- the object
 * ------------------------------------------------------------------------------------------ */

static void
gradus_scatter_dispose (GObject *object)
{
  GradusScatter *self = GRADUS_SCATTER (object);

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->items);
  g_clear_object (&self->evaluation);
  g_clear_pointer (&self->points, gsk_render_node_unref);
  g_clear_pointer (&self->regions, gradus_regions_free);
  G_OBJECT_CLASS (gradus_scatter_parent_class)->dispose (object);
}

static void
gradus_scatter_class_init (GradusScatterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_scatter_dispose;
  widget_class->snapshot = gradus_scatter_snapshot;
  widget_class->size_allocate = gradus_scatter_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "scatter");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
gradus_scatter_init (GradusScatter *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->chosen = GTK_INVALID_LIST_POSITION;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Items as points"), -1);
}

GtkWidget *
gradus_scatter_new (GradusItems *items, GradusEvaluation *evaluation)
{
  GradusScatter *self = g_object_new (GRADUS_TYPE_SCATTER, NULL);

  self->items = g_object_ref (items);
  self->evaluation = g_object_ref (evaluation);
  g_signal_connect_object (items, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (items, "judged", G_CALLBACK (redraw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (evaluation, "changed", G_CALLBACK (update_regions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify", G_CALLBACK (redraw), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
