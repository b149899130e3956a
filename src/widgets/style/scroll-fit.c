/* scroll-fit.c - GradusScrollFit: see scroll-fit.h. */
#include "scroll-fit.h"

struct _GradusScrollFit
{
  GtkLayoutManager parent_instance;

  gint most; /* pixels */
};

G_DEFINE_FINAL_TYPE (GradusScrollFit, gradus_scroll_fit, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_0,
  PROP_MOST,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

static GtkSizeRequestMode
gradus_scroll_fit_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* What is scrolled, without the viewport that is put around it. */
static GtkWidget *
scrolled_in (GtkWidget *window)
{
  GtkWidget *child = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (window));

  return GTK_IS_VIEWPORT (child) ? gtk_viewport_get_child (GTK_VIEWPORT (child)) : child;
}

static void
gradus_scroll_fit_measure (GtkLayoutManager *layout, GtkWidget *widget, GtkOrientation orientation,
                           gint for_size, gint *minimum, gint *natural, gint *minimum_baseline,
                           gint *natural_baseline)
{
  GtkWidget *window = gtk_widget_get_first_child (widget);
  gint needed;

  gtk_widget_measure (window, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  gtk_widget_measure (scrolled_in (window), orientation, for_size, NULL, &needed, NULL, NULL);
  *minimum = MAX (*minimum, MIN (needed, GRADUS_SCROLL_FIT (layout)->most));
  *natural = *minimum;
}

static void
gradus_scroll_fit_allocate (GtkLayoutManager *layout, GtkWidget *widget, gint width, gint height,
                            gint baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (widget), width, height, -1, NULL);
}

/* --- the object -------------------------------------------------------------------------------*/

static void
gradus_scroll_fit_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, GRADUS_SCROLL_FIT (object)->most);
}

static void
gradus_scroll_fit_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GRADUS_SCROLL_FIT (object)->most = g_value_get_int (value);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
}

static void
gradus_scroll_fit_class_init (GradusScrollFitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = gradus_scroll_fit_get_property;
  object_class->set_property = gradus_scroll_fit_set_property;
  layout_class->get_request_mode = gradus_scroll_fit_get_request_mode;
  layout_class->measure = gradus_scroll_fit_measure;
  layout_class->allocate = gradus_scroll_fit_allocate;
  properties[PROP_MOST] = g_param_spec_int ("most", NULL, NULL, 0, G_MAXINT, G_MAXINT,
                                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
gradus_scroll_fit_init (GradusScrollFit *self)
{
  self->most = G_MAXINT;
}
