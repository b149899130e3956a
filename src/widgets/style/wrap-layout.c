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
  gint room;              /* the pixels that there are for its children */
  gint width;             /* that they want, with what is between them */
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

/* What stands at the end of the first row, or NULL. */
static GtkWidget *
corner_of (GtkWidget *widget)
{
  GtkWidget *last = gtk_widget_get_last_child (widget);

  return last && gtk_widget_get_halign (last) == GTK_ALIGN_END && gtk_widget_should_layout (last)
             ? last
             : NULL;
}

/* The pixels that it takes from the children of the first row. */
static gint
corner_width (GradusWrapLayout *self, GtkWidget *widget)
{
  GtkWidget *corner = corner_of (widget);

  return corner ? wanted_width (self, corner) + SPACING : 0;
}

/* Whether @child takes its place after those before it. */
static gboolean
is_in_rows (GtkWidget *child)
{
  return gtk_widget_should_layout (child) && child != corner_of (gtk_widget_get_parent (child));
}

/* As many children from @first on as fit, and at least one. */
static Row
row_from (GradusWrapLayout *self, GtkWidget *first, gint width)
{
  Row row = { first, first, width, 0, 0 };

  if (first && !gtk_widget_get_prev_sibling (first))
    row.room -= corner_width (self, gtk_widget_get_parent (first));
  for (; row.end; row.end = gtk_widget_get_next_sibling (row.end))
    {
      gint wanted;

      if (!is_in_rows (row.end))
        continue;
      wanted = wanted_width (self, row.end) + (row.width > 0 ? SPACING : 0);
      if (row.width > 0 && row.width + wanted > row.room)
        break;
      row.width += wanted;
      row.n_expanding += gtk_widget_get_hexpand (row.end);
    }
  return row;
}

static gint
width_in (GradusWrapLayout *self, const Row *row, GtkWidget *child)
{
  const gint wanted = wanted_width (self, child), left = row->room - row->width;

  if (left > 0 && gtk_widget_get_hexpand (child))
    return wanted + left / row->n_expanding;
  return MIN (wanted, MAX (row->room, smallest_width (child)));
}

static gint
row_height (GradusWrapLayout *self, const Row *row)
{
  GtkWidget *corner = gtk_widget_get_prev_sibling (row->first)
                          ? NULL
                          : corner_of (gtk_widget_get_parent (row->first));
  gint height = 0;

  if (corner)
    gtk_widget_measure (corner, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  for (GtkWidget *child = row->first; child != row->end;
       child = gtk_widget_get_next_sibling (child))
    if (is_in_rows (child))
      {
        gint natural;

        gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width_in (self, row, child), NULL,
                            &natural, NULL, NULL);
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
  const gint corner = corner_width (self, widget);

  *minimum = 0;
  *natural = row.width + corner;
  for (GtkWidget *child = row.first; child; child = gtk_widget_get_next_sibling (child))
    if (is_in_rows (child))
      *minimum = MAX (*minimum, smallest_width (child) + corner);
  *natural = MAX (*minimum, *natural);
}

static gint
measure_height (GradusWrapLayout *self, GtkWidget *widget, gint width)
{
  gint height = 0;

  for (GtkWidget *first = gtk_widget_get_first_child (widget); first;)
    {
      const Row row = row_from (self, first, width);
      const gint high = row_height (self, &row);

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

      if (!is_in_rows (child))
        continue;
      place.width = width_in (self, row, child);
      if (mirrored)
        place.x = width - x - place.width;
      gtk_widget_size_allocate (child, &place, -1);
      x += place.width + SPACING;
    }
}

static void
place_corner (GradusWrapLayout *self, GtkWidget *corner, gint width, gint height, gboolean mirrored)
{
  GtkAllocation place = { 0, 0, wanted_width (self, corner), height };

  if (!mirrored)
    place.x = width - place.width;
  gtk_widget_size_allocate (corner, &place, -1);
}

static void
gradus_wrap_layout_allocate (GtkLayoutManager *layout, GtkWidget *widget, gint width, gint height,
                             gint baseline)
{
  GradusWrapLayout *self = GRADUS_WRAP_LAYOUT (layout);
  const gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *corner = corner_of (widget);
  gint y = 0;

  for (GtkWidget *first = gtk_widget_get_first_child (widget); first;)
    {
      const Row row = row_from (self, first, width);
      const gint high = row_height (self, &row);

      place_row (self, &row, y, width, high, mirrored);
      if (y == 0 && corner)
        place_corner (self, corner, width, high, mirrored);
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
