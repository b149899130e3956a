/* scroll-area.c - see scroll-area.h. */
#include "scroll-area.h"

#include "plot/layer.h"

#include <math.h>

typedef struct
{
  GradusLayer still;
  GtkAdjustment *scrolled[2]; /* by GtkOrientation; or NULL */
  guint policy[2];            /* GtkScrollablePolicy */
  gdouble from[2], size[2];   /* to be shown once there is room; size 0: nothing */
} GradusScrollAreaPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (GradusScrollArea, gradus_scroll_area, GTK_TYPE_WIDGET,
                                  G_ADD_PRIVATE (GradusScrollArea)
                                      G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

enum
{
  PROP_0,
  PROP_HADJUSTMENT,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

static GradusScrollAreaPrivate *private(GradusScrollArea *self)
{
  return gradus_scroll_area_get_instance_private (self);
}

gdouble
gradus_scroll_area_at (GradusScrollArea *self, GtkOrientation orientation)
{
  GtkAdjustment *adjustment = private(self)->scrolled[orientation];

  return adjustment ? round (gtk_adjustment_get_value (adjustment)) : 0;
}

void
gradus_scroll_area_show (GradusScrollArea *self, GtkOrientation orientation, gdouble from,
                         gdouble size)
{
  GradusScrollAreaPrivate *p = private(self);

  p->from[orientation] = from;
  p->size[orientation] = size;
  if (p->scrolled[orientation] && gtk_widget_get_width (GTK_WIDGET (self)) > 0)
    {
      gtk_adjustment_clamp_page (p->scrolled[orientation], from, from + size);
      p->size[orientation] = 0;
    }
}

static void
configure (GradusScrollArea *self, GtkOrientation orientation)
{
  GtkAdjustment *adjustment = private(self)->scrolled[orientation];
  const gint size = orientation == GTK_ORIENTATION_HORIZONTAL
                        ? gtk_widget_get_width (GTK_WIDGET (self))
                        : gtk_widget_get_height (GTK_WIDGET (self));

  if (!adjustment)
    return;
  const GradusExtent extent = GRADUS_SCROLL_AREA_GET_CLASS (self)->extent (self, orientation);
  const gdouble page = MAX (size - extent.fixed, 1), whole = MAX (extent.whole, page);
  gtk_adjustment_configure (adjustment,
                            CLAMP (gtk_adjustment_get_value (adjustment), 0, whole - page), 0,
                            whole, extent.step, MAX (page - extent.step, extent.step), page);
}

void
gradus_scroll_area_redraw (GradusScrollArea *self, gboolean extent)
{
  gradus_layer_clear (&private(self)->still);
  if (extent)
    {
      configure (self, GTK_ORIENTATION_HORIZONTAL);
      configure (self, GTK_ORIENTATION_VERTICAL);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
scrolled (GradusScrollArea *self)
{
  gradus_scroll_area_redraw (self, FALSE);
}

static void
set_adjustment (GradusScrollArea *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  GtkAdjustment **place = &private(self)->scrolled[orientation];

  if (*place)
    g_signal_handlers_disconnect_by_func (*place, scrolled, self);
  g_clear_object (place);
  if (!adjustment)
    return;
  *place = g_object_ref_sink (adjustment);
  g_signal_connect_swapped (adjustment, "value-changed", G_CALLBACK (scrolled), self);
  configure (self, orientation);
}

/* --- the widget ------------------------------------------------------------------------------- */

static void
draw_still (gpointer user, cairo_t *cr, gdouble width, gdouble height, const GradusPalette *palette)
{
  GRADUS_SCROLL_AREA_GET_CLASS (user)->draw (user, cr, width, height, palette);
}

static void
gradus_scroll_area_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusScrollAreaClass *class = GRADUS_SCROLL_AREA_GET_CLASS (widget);
  GradusScrollArea *self = GRADUS_SCROLL_AREA (widget);

  if (gtk_widget_get_width (widget) < 1 || gtk_widget_get_height (widget) < 1)
    return;
  gradus_layer_append (&private(self)->still, snapshot, widget, draw_still, self);
  if (class->draw_pointed)
    class->draw_pointed (self, snapshot);
}

static void
gradus_scroll_area_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GradusScrollArea *self = GRADUS_SCROLL_AREA (widget);
  GradusScrollAreaPrivate *p = private(self);

  for (GtkOrientation i = GTK_ORIENTATION_HORIZONTAL; i <= GTK_ORIENTATION_VERTICAL; i++)
    {
      configure (self, i);
      if (p->size[i] > 0)
        gradus_scroll_area_show (self, i, p->from[i], p->size[i]);
    }
}

static void
gradus_scroll_area_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GradusScrollAreaPrivate *p = private(GRADUS_SCROLL_AREA (object));

  switch (id)
    {
    case PROP_HADJUSTMENT:
      g_value_set_object (value, p->scrolled[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, p->scrolled[GTK_ORIENTATION_VERTICAL]);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, p->policy[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, p->policy[GTK_ORIENTATION_VERTICAL]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gradus_scroll_area_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GradusScrollArea *self = GRADUS_SCROLL_AREA (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      private
      (self)->policy[GTK_ORIENTATION_HORIZONTAL] = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      private
      (self)->policy[GTK_ORIENTATION_VERTICAL] = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gradus_scroll_area_dispose (GObject *object)
{
  GradusScrollArea *self = GRADUS_SCROLL_AREA (object);

  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);
  gradus_layer_clear (&private(self)->still);
  G_OBJECT_CLASS (gradus_scroll_area_parent_class)->dispose (object);
}

static void
gradus_scroll_area_class_init (GradusScrollAreaClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = gradus_scroll_area_get_property;
  object_class->set_property = gradus_scroll_area_set_property;
  object_class->dispose = gradus_scroll_area_dispose;
  widget_class->snapshot = gradus_scroll_area_snapshot;
  widget_class->size_allocate = gradus_scroll_area_size_allocate;
  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");
  gtk_widget_class_set_css_name (widget_class, "scrollarea");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gradus_scroll_area_init (GradusScrollArea *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gradus_palette_follow (GTK_WIDGET (self));
}
