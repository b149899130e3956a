/* wrap-layout.c - GradusWrapLayout: see wrap-layout.h. */
#include "wrap-layout.h"

#define SPACING 6 /* between children, and between rows */

struct _GradusWrapLayout
{
  GtkLayoutManager parent_instance;

  gint room;
};

G_DEFINE_FINAL_TYPE (GradusWrapLayout, gradus_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_0,
  PROP_ROOM,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

/* --- rows -------------------------------------------------------------------------------------*/

typedef struct
{
  GtkWidget *first, *end; /* the child after the last; NULL: none */
  gint width;             /* that its children want, with what is between them */
  gint n_expanding;
} Row;

static gint
smallest_width (GtkWidget *child)
{
  gint minimum;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

static gint
wanted_width (GradusWrapLayout *self, GtkWidget *child)
{
  gint minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  if (self->room > 0 && gtk_widget_get_hexpand (child))
    return MAX (minimum, self->room);
  return natural;
}

/* As many children from @first on as fit, and at least one. */
static Row
row_from (GradusWrapLayout *self, GtkWidget *first, gint width)
{
  Row row = { first, first, 0, 0 };

  for (; row.end; row.end = gtk_widget_get_next_sibling (row.end))
    {
      gint wanted;

      if (!gtk_widget_should_layout (row.end))
        continue;
      wanted = wanted_width (self, row.end) + (row.width > 0 ? SPACING : 0);
      if (row.width > 0 && row.width + wanted > width)
        break;
      row.width += wanted;
      row.n_expanding += gtk_widget_get_hexpand (row.end);
    }
  return row;
}

/* What a child of @row gets of @width. */
static gint
width_in (GradusWrapLayout *self, const Row *row, GtkWidget *child, gint width)
{
  const gint wanted = wanted_width (self, child), left = width - row->width;

  if (left > 0 && gtk_widget_get_hexpand (child))
    return wanted + left / row->n_expanding;
  return MIN (wanted, MAX (width, smallest_width (child)));
}

static gint
row_height (GradusWrapLayout *self, const Row *row, gint width)
{
  gint height = 0;

  for (GtkWidget *child = row->first; child != row->end;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      {
        gint natural;

        gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width_in (self, row, child, width),
                            NULL, &natural, NULL, NULL);
        height = MAX (height, natural);
      }
  return height;
}

/* --- the layout -------------------------------------------------------------------------------*/

static GtkSizeRequestMode
gradus_wrap_layout_get_request_mode (GtkLayoutManager *layout, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_width (GradusWrapLayout *self, GtkWidget *widget, gint *minimum, gint *natural)
{
  const Row row = row_from (self, gtk_widget_get_first_child (widget), G_MAXINT / 2);

  *minimum = 0;
  *natural = row.width;
  for (GtkWidget *child = row.first; child; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      *minimum = MAX (*minimum, smallest_width (child));
  *natural = MAX (*minimum, *natural);
}

static gint
measure_height (GradusWrapLayout *self, GtkWidget *widget, gint width)
{
  gint height = 0;

  for (GtkWidget *first = gtk_widget_get_first_child (widget); first;)
    {
      const Row row = row_from (self, first, width);
      const gint high = row_height (self, &row, width);

      height += high + (high > 0 && height > 0 ? SPACING : 0);
      first = row.end;
    }
  return height;
}

static void
gradus_wrap_layout_measure (GtkLayoutManager *layout, GtkWidget *widget, GtkOrientation orientation,
                            gint for_size, gint *minimum, gint *natural, gint *minimum_baseline,
                            gint *natural_baseline)
{
  GradusWrapLayout *self = GRADUS_WRAP_LAYOUT (layout);
  gint smallest, widest;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      measure_width (self, widget, minimum, natural);
      return;
    }
  measure_width (self, widget, &smallest, &widest);
  *minimum = *natural = measure_height (self, widget,
                                        for_size < 0 ? widest : MAX (for_size, smallest));
}

static void
place_row (GradusWrapLayout *self, const Row *row, gint y, gint width, gint height,
           gboolean mirrored)
{
  gint x = 0;

  for (GtkWidget *child = row->first; child != row->end;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation place = { x, y, 0, height };

      if (!gtk_widget_should_layout (child))
        continue;
      place.width = width_in (self, row, child, width);
      if (mirrored)
        place.x = width - x - place.width;
      gtk_widget_size_allocate (child, &place, -1);
      x += place.width + SPACING;
    }
}

static void
gradus_wrap_layout_allocate (GtkLayoutManager *layout, GtkWidget *widget, gint width, gint height,
                             gint baseline)
{
  GradusWrapLayout *self = GRADUS_WRAP_LAYOUT (layout);
  const gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gint y = 0;

  for (GtkWidget *first = gtk_widget_get_first_child (widget); first;)
    {
      const Row row = row_from (self, first, width);
      const gint high = row_height (self, &row, width);

      place_row (self, &row, y, width, high, mirrored);
      y += high + SPACING;
      first = row.end;
    }
}

/* --- the object -------------------------------------------------------------------------------*/

static void
gradus_wrap_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, GRADUS_WRAP_LAYOUT (object)->room);
}

static void
gradus_wrap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GRADUS_WRAP_LAYOUT (object)->room = g_value_get_int (value);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
}

static void
gradus_wrap_layout_class_init (GradusWrapLayoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  object_class->get_property = gradus_wrap_layout_get_property;
  object_class->set_property = gradus_wrap_layout_set_property;
  layout_class->get_request_mode = gradus_wrap_layout_get_request_mode;
  layout_class->measure = gradus_wrap_layout_measure;
  layout_class->allocate = gradus_wrap_layout_allocate;
  properties[PROP_ROOM] = g_param_spec_int ("room", NULL, NULL, 0, G_MAXINT, 0,
                                            G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
gradus_wrap_layout_init (GradusWrapLayout *self)
{
}

GtkLayoutManager *
gradus_wrap_layout_new (void)
{
  return g_object_new (GRADUS_TYPE_WRAP_LAYOUT, NULL);
}
