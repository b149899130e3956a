/* number-grid.c - see number-grid.h. */
#include "number-grid.h"

#include "plot/lettering.h"
#include "words.h"

#include <glib/gi18n.h>

#include <math.h>

#define CELL_HEIGHT  22
#define HEAD_HEIGHT  20  /* of the columns' numbers */
#define PADDING      7   /* beside a number */
#define LEAST_WIDTH  34  /* of a column */
#define MOST_WIDTH   110 /* a wider number is cut off */
#define MEASURED     256 /* numbers that a column's width is made for */
#define NATURAL_ROWS 12

struct _GradusNumberGrid
{
  GradusScrollArea parent_instance;

  GrTensor *values;             /* of rank 2, or NULL */
  gint decimals;                /* of the numbers; see gradus_decimals_of() */
  gdouble cell_width;           /* of each column, */
  gdouble head_width;           /* and of the rows' numbers */
  gint64 row, column;           /* selected, or -1 */
  gint64 over_row, over_column; /* under the pointer, or -1 */
  GArray *lights;               /* of GradusLight */
};

G_DEFINE_FINAL_TYPE (GradusNumberGrid, gradus_number_grid, GRADUS_TYPE_SCROLL_AREA)

enum
{
  POINTED,
  SELECTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- where things are ------------------------------------------------------------------------- */

static gint64
count_rows (GradusNumberGrid *self)
{
  return self->values ? self->values->shape[0] : 0;
}

static gint64
count_columns (GradusNumberGrid *self)
{
  return self->values ? self->values->shape[1] : 0;
}

static gdouble
scrolled (GradusNumberGrid *self, GtkOrientation orientation)
{
  return gradus_scroll_area_at (GRADUS_SCROLL_AREA (self), orientation);
}

void
gradus_number_grid_area (GradusNumberGrid *self, gint64 row, gint64 column, graphene_rect_t *area)
{
  const gdouble x = self->head_width + column * self->cell_width
                    - scrolled (self, GTK_ORIENTATION_HORIZONTAL);
  const gdouble y = HEAD_HEIGHT + row * (gdouble) CELL_HEIGHT
                    - scrolled (self, GTK_ORIENTATION_VERTICAL);

  graphene_rect_init (area, (gfloat) x, (gfloat) y, (gfloat) self->cell_width, CELL_HEIGHT);
}

/* The cell at a point; FALSE where there is none. */
static gboolean
cell_at (GradusNumberGrid *self, gdouble x, gdouble y, gint64 *row, gint64 *column)
{
  const gdouble along = x - self->head_width + scrolled (self, GTK_ORIENTATION_HORIZONTAL);
  const gdouble down = y - HEAD_HEIGHT + scrolled (self, GTK_ORIENTATION_VERTICAL);

  *row = *column = -1;
  if (x < self->head_width || y < HEAD_HEIGHT || along >= count_columns (self) * self->cell_width
      || down >= count_rows (self) * (gdouble) CELL_HEIGHT)
    return FALSE;
  *row = (gint64) (down / CELL_HEIGHT);
  *column = (gint64) (along / self->cell_width);
  return TRUE;
}

/* What is seen, at least in part: from the first up to, but without, the end. */
static void
seen (GradusNumberGrid *self, gdouble width, gdouble height, gint64 *first_row, gint64 *end_row,
      gint64 *first_column, gint64 *end_column)
{
  const gdouble x = scrolled (self, GTK_ORIENTATION_HORIZONTAL);
  const gdouble y = scrolled (self, GTK_ORIENTATION_VERTICAL);

  *first_row = (gint64) (y / CELL_HEIGHT);
  *end_row = MIN (count_rows (self), (gint64) ceil ((y + height - HEAD_HEIGHT) / CELL_HEIGHT));
  *first_column = (gint64) (x / self->cell_width);
  *end_column = MIN (count_columns (self),
                     (gint64) ceil ((x + width - self->head_width) / self->cell_width));
}

/* The columns as wide as numbers from all over the tensor need. */
static void
measure_numbers (GradusNumberGrid *self)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  const gint64 n = count_rows (self) * count_columns (self);
  g_autofree char *last_row = g_strdup_printf ("%" G_GINT64_FORMAT, count_rows (self) - 1);
  g_autofree char *last_column = g_strdup_printf ("%" G_GINT64_FORMAT, count_columns (self) - 1);
  gdouble width, widest = 0;

  self->decimals = gradus_decimals_of (self->values);
  gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, last_column, &widest, NULL);
  for (gint64 i = 0; i < MIN (n, MEASURED); i++)
    {
      g_autofree char *text = gradus_short_value_text (
          self->values, n <= MEASURED ? i : (gint64) (i * (n - 1.0) / (MEASURED - 1)),
          self->decimals);

      gradus_lettering_measure (lettering, GRADUS_LETTERS_PLAIN, text, &width, NULL);
      widest = MAX (widest, width);
    }
  self->cell_width = CLAMP (ceil (widest) + 2 * PADDING, LEAST_WIDTH, MOST_WIDTH);
  gradus_lettering_measure (lettering, GRADUS_LETTERS_SMALL, last_row, &width, NULL);
  self->head_width = ceil (width) + 2 * PADDING;
}

static GradusExtent
extent (GradusScrollArea *area, GtkOrientation orientation)
{
  GradusNumberGrid *self = GRADUS_NUMBER_GRID (area);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return (GradusExtent){ count_columns (self) * self->cell_width, self->head_width,
                           self->cell_width };
  return (GradusExtent){ count_rows (self) * (gdouble) CELL_HEIGHT, HEAD_HEIGHT, CELL_HEIGHT };
}

void
gradus_number_grid_show (GradusNumberGrid *self, gint64 row, gint64 column)
{
  GradusScrollArea *area = GRADUS_SCROLL_AREA (self);

  gradus_scroll_area_show (area, GTK_ORIENTATION_HORIZONTAL, column * self->cell_width,
                           self->cell_width);
  gradus_scroll_area_show (area, GTK_ORIENTATION_VERTICAL, row * (gdouble) CELL_HEIGHT,
                           CELL_HEIGHT);
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void
draw_numbers (GradusNumberGrid *self, cairo_t *cr, GradusLettering *lettering, gdouble width,
              gdouble height, const GradusPalette *palette)
{
  gint64 first_row, end_row, first_column, end_column;

  seen (self, width, height, &first_row, &end_row, &first_column, &end_column);
  gradus_lettering_limit (lettering, self->cell_width - PADDING);
  for (gint64 row = first_row; row < end_row; row++)
    for (gint64 column = first_column; column < end_column; column++)
      {
        g_autofree char *text = gradus_short_value_text (
            self->values, row * count_columns (self) + column, self->decimals);
        graphene_rect_t area;

        gradus_number_grid_area (self, row, column, &area);
        gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_PLAIN, text, &palette->text,
                               area.origin.x + area.size.width - PADDING,
                               area.origin.y + CELL_HEIGHT / 2.0, 1, 0.5);
      }
}

/* What of the lit cells is in view: their grounds, or what is around them. */
static void
draw_lights (GradusNumberGrid *self, cairo_t *cr, gboolean frames, gdouble width, gdouble height,
             const GradusPalette *palette)
{
  const GradusLight *lights = (const GradusLight *) self->lights->data;
  const gdouble most = gradus_lights_most (lights, self->lights->len);
  gint64 first_row, end_row, first_column, end_column;

  seen (self, width, height, &first_row, &end_row, &first_column, &end_column);
  for (guint i = 0; i < self->lights->len; i++)
    {
      const gint64 row = lights[i].element / count_columns (self);
      const gint64 column = lights[i].element % count_columns (self);
      graphene_rect_t a;

      if (row < first_row || row >= end_row || column < first_column || column >= end_column)
        continue;
      gradus_number_grid_area (self, row, column, &a);
      if (frames)
        gradus_light_frame (&lights[i], most, cr, a.origin.x + 1, a.origin.y + 1, a.size.width - 2,
                            a.size.height - 2, palette);
      else
        gradus_light_fill (&lights[i], most, cr, a.origin.x + 1, a.origin.y + 1, a.size.width - 2,
                           a.size.height - 2, palette);
    }
}

static void
draw_selected (GradusNumberGrid *self, cairo_t *cr, const GradusPalette *palette)
{
  const GradusLight light = { .hue = GRADUS_LIGHT_SELECTED };
  graphene_rect_t a;

  gradus_number_grid_area (self, self->row, self->column, &a);
  gradus_light_fill (&light, 0, cr, a.origin.x, a.origin.y, a.size.width, a.size.height, palette);
  gradus_light_frame (&light, 0, cr, a.origin.x, a.origin.y, a.size.width, a.size.height, palette);
}

/* The numbers of the rows and columns, which stay at the edges; those of the selected cell stand
 * out. */
static void
draw_heads (GradusNumberGrid *self, cairo_t *cr, GradusLettering *lettering, gdouble width,
            gdouble height, const GradusPalette *palette)
{
  gint64 first_row, end_row, first_column, end_column;

  seen (self, width, height, &first_row, &end_row, &first_column, &end_column);
  cairo_save (cr);
  cairo_rectangle (cr, self->head_width, 0, width, HEAD_HEIGHT);
  cairo_clip (cr);
  gradus_lettering_limit (lettering, self->cell_width - 4);
  for (gint64 column = first_column; column < end_column; column++)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, column);
      graphene_rect_t a;

      gradus_number_grid_area (self, 0, column, &a);
      gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, text,
                             column == self->column ? &palette->accent : &palette->dim_text,
                             a.origin.x + a.size.width - PADDING, HEAD_HEIGHT / 2.0, 1, 0.5);
    }
  cairo_restore (cr);
  cairo_rectangle (cr, 0, HEAD_HEIGHT, self->head_width, height);
  cairo_clip (cr);
  gradus_lettering_limit (lettering, -1);
  for (gint64 row = first_row; row < end_row; row++)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, row);
      graphene_rect_t a;

      gradus_number_grid_area (self, row, 0, &a);
      gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, text,
                             row == self->row ? &palette->accent : &palette->dim_text,
                             self->head_width - PADDING, a.origin.y + CELL_HEIGHT / 2.0, 1, 0.5);
    }
}

static void
draw_lines (GradusNumberGrid *self, cairo_t *cr, gdouble width, gdouble height,
            const GradusPalette *palette)
{
  const gdouble right = MIN (width, self->head_width + count_columns (self) * self->cell_width);
  const gdouble bottom = MIN (height, HEAD_HEIGHT + count_rows (self) * (gdouble) CELL_HEIGHT);

  gdk_cairo_set_source_rgba (cr, &palette->border);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, self->head_width - 0.5, HEAD_HEIGHT - 0.5);
  cairo_line_to (cr, right, HEAD_HEIGHT - 0.5);
  cairo_move_to (cr, self->head_width - 0.5, HEAD_HEIGHT - 0.5);
  cairo_line_to (cr, self->head_width - 0.5, bottom);
  cairo_stroke (cr);
}

static void
draw (GradusScrollArea *area, cairo_t *cr, gdouble width, gdouble height,
      const GradusPalette *palette)
{
  GradusNumberGrid *self = GRADUS_NUMBER_GRID (area);
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();

  if (!self->values)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, self->head_width, HEAD_HEIGHT, width, height);
  cairo_clip (cr);
  draw_lights (self, cr, FALSE, width, height, palette);
  if (self->row >= 0)
    draw_selected (self, cr, palette);
  draw_lights (self, cr, TRUE, width, height, palette);
  draw_numbers (self, cr, lettering, width, height, palette);
  cairo_restore (cr);
  draw_lines (self, cr, width, height, palette);
  draw_heads (self, cr, lettering, width, height, palette);
}

static void
draw_pointed (GradusScrollArea *area, GtkSnapshot *snapshot)
{
  GradusNumberGrid *self = GRADUS_NUMBER_GRID (area);
  const GdkRGBA *frame = &gradus_palette_current ()->text;
  const gfloat width = gtk_widget_get_width (GTK_WIDGET (self));
  const gfloat height = gtk_widget_get_height (GTK_WIDGET (self));
  graphene_rect_t cell;

  if (self->over_row < 0)
    return;
  gradus_number_grid_area (self, self->over_row, self->over_column, &cell);
  gtk_snapshot_push_clip (
      snapshot, &GRAPHENE_RECT_INIT ((gfloat) self->head_width, HEAD_HEIGHT, width, height));
  gtk_snapshot_append_border (
      snapshot,
      &GSK_ROUNDED_RECT_INIT (cell.origin.x, cell.origin.y, cell.size.width, cell.size.height),
      (float[4]){ 1, 1, 1, 1 }, (GdkRGBA[4]){ *frame, *frame, *frame, *frame });
  gtk_snapshot_pop (snapshot);
}

/* --- pointing and selecting ------------------------------------------------------------------- */

static void
point_at (GradusNumberGrid *self, gint64 row, gint64 column)
{
  if (row == self->over_row && column == self->over_column)
    return;
  self->over_row = row;
  self->over_column = column;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[POINTED], 0, row, column);
}

static void
motion (GtkEventControllerMotion *controller, gdouble x, gdouble y, gpointer user)
{
  gint64 row, column;

  cell_at (user, x, y, &row, &column);
  point_at (user, row, column);
}

static void
leave (GtkEventControllerMotion *controller, gpointer user)
{
  point_at (user, -1, -1);
}

void
gradus_number_grid_select (GradusNumberGrid *self, gint64 row, gint64 column)
{
  if (row >= 0)
    gradus_number_grid_show (self, row, column);
  if (row == self->row && column == self->column)
    return;
  self->row = row;
  self->column = column;
  gradus_scroll_area_redraw (GRADUS_SCROLL_AREA (self), FALSE);
}

static void
select_by_hand (GradusNumberGrid *self, gint64 row, gint64 column)
{
  gradus_number_grid_select (self, row, column);
  g_signal_emit (self, signals[SELECTED], 0, row, column);
}

static void
press (GtkGestureClick *gesture, gint n_press, gdouble x, gdouble y, gpointer user)
{
  gint64 row, column;

  gtk_widget_grab_focus (user);
  if (cell_at (user, x, y, &row, &column))
    select_by_hand (user, row, column);
}

/* How far a key goes. */
enum
{
  ONE,
  PAGE,
  ALL,
};

static gint64
steps (GradusNumberGrid *self, gint far, gint64 all)
{
  const gdouble rows = (gtk_widget_get_height (GTK_WIDGET (self)) - HEAD_HEIGHT) / CELL_HEIGHT;

  return far == ONE ? 1 : far == ALL ? all : MAX ((gint64) rows - 1, 1);
}

static gboolean
move (GtkWidget *widget, GVariant *arguments, gpointer user)
{
  GradusNumberGrid *self = GRADUS_NUMBER_GRID (widget);
  const gint64 rows = count_rows (self), columns = count_columns (self);
  gint dx, dy, far;

  if (rows == 0 || columns == 0)
    return GDK_EVENT_PROPAGATE;
  g_variant_get (arguments, "(iii)", &dx, &dy, &far);
  if (self->row < 0)
    select_by_hand (self, 0, 0);
  else
    select_by_hand (self, CLAMP (self->row + dy * steps (self, far, rows), 0, rows - 1),
                    CLAMP (self->column + dx * steps (self, far, columns), 0, columns - 1));
  return GDK_EVENT_STOP;
}

static gboolean
activate (GtkWidget *widget, GVariant *arguments, gpointer user)
{
  GradusNumberGrid *self = GRADUS_NUMBER_GRID (widget);

  if (self->row < 0)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (self, signals[SELECTED], 0, self->row, self->column);
  return GDK_EVENT_STOP;
}

/* --- what is shown ---------------------------------------------------------------------------- */

void
gradus_number_grid_set_values (GradusNumberGrid *self, GrTensor *values)
{
  g_return_if_fail (!values || (values->ndim == 2 && values->device.type == GR_DEVICE_CPU));

  if (values)
    gr_tensor_ref (values);
  g_clear_pointer (&self->values, gr_tensor_unref);
  self->values = values;
  self->row = self->column = self->over_row = self->over_column = -1;
  g_array_set_size (self->lights, 0);
  if (values)
    measure_numbers (self);
  gradus_scroll_area_redraw (GRADUS_SCROLL_AREA (self), TRUE);
}

void
gradus_number_grid_light (GradusNumberGrid *self, const GradusLight *lights, gsize n)
{
  g_array_set_size (self->lights, 0);
  if (n > 0)
    g_array_append_vals (self->lights, lights, (guint) n);
  gradus_scroll_area_redraw (GRADUS_SCROLL_AREA (self), FALSE);
}

/* --- the class -------------------------------------------------------------------------------- */

static void
gradus_number_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                            int *minimum, int *natural, int *minimum_baseline,
                            int *natural_baseline)
{
  GradusNumberGrid *self = GRADUS_NUMBER_GRID (widget);
  const gint64 rows = CLAMP (count_rows (self), 1, NATURAL_ROWS);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 100;
      *natural = (gint) MIN (self->head_width + count_columns (self) * self->cell_width, 480);
    }
  else
    {
      *minimum = HEAD_HEIGHT + 2 * CELL_HEIGHT;
      *natural = (gint) (HEAD_HEIGHT + rows * CELL_HEIGHT);
    }
  *natural = MAX (*minimum, *natural);
}

static void
gradus_number_grid_dispose (GObject *object)
{
  g_clear_pointer (&GRADUS_NUMBER_GRID (object)->values, gr_tensor_unref);
  G_OBJECT_CLASS (gradus_number_grid_parent_class)->dispose (object);
}

static void
gradus_number_grid_finalize (GObject *object)
{
  g_array_unref (GRADUS_NUMBER_GRID (object)->lights);
  G_OBJECT_CLASS (gradus_number_grid_parent_class)->finalize (object);
}

static void
install_keys (GtkWidgetClass *class)
{
  static const struct
  {
    guint key, keypad;
    GdkModifierType modifiers;
    gint dx, dy, far;
  } keys[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, 0, -1, 0, ONE },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 0, 1, 0, ONE },
    { GDK_KEY_Up, GDK_KEY_KP_Up, 0, 0, -1, ONE },
    { GDK_KEY_Down, GDK_KEY_KP_Down, 0, 0, 1, ONE },
    { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, 0, 0, -1, PAGE },
    { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, 0, 0, 1, PAGE },
    { GDK_KEY_Home, GDK_KEY_KP_Home, 0, -1, 0, ALL },
    { GDK_KEY_End, GDK_KEY_KP_End, 0, 1, 0, ALL },
    { GDK_KEY_Home, GDK_KEY_KP_Home, GDK_CONTROL_MASK, -1, -1, ALL },
    { GDK_KEY_End, GDK_KEY_KP_End, GDK_CONTROL_MASK, 1, 1, ALL },
  };
  static const guint activating[] = { GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_space };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (class, keys[i].key, keys[i].modifiers, move, "(iii)",
                                    keys[i].dx, keys[i].dy, keys[i].far);
      gtk_widget_class_add_binding (class, keys[i].keypad, keys[i].modifiers, move, "(iii)",
                                    keys[i].dx, keys[i].dy, keys[i].far);
    }
  for (guint i = 0; i < G_N_ELEMENTS (activating); i++)
    gtk_widget_class_add_binding (class, activating[i], 0, activate, NULL);
}

static void
gradus_number_grid_class_init (GradusNumberGridClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GradusScrollAreaClass *area_class = GRADUS_SCROLL_AREA_CLASS (class);

  object_class->dispose = gradus_number_grid_dispose;
  object_class->finalize = gradus_number_grid_finalize;
  widget_class->measure = gradus_number_grid_measure;
  area_class->extent = extent;
  area_class->draw = draw;
  area_class->draw_pointed = draw_pointed;
  signals[POINTED] = g_signal_new ("pointed", GRADUS_TYPE_NUMBER_GRID, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  signals[SELECTED] = g_signal_new ("selected", GRADUS_TYPE_NUMBER_GRID, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_INT64);
  install_keys (widget_class);
}

static void
gradus_number_grid_init (GradusNumberGrid *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *pointer = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->row = self->column = self->over_row = self->over_column = -1;
  self->cell_width = LEAST_WIDTH;
  self->lights = g_array_new (FALSE, FALSE, sizeof (GradusLight));
  g_signal_connect (pointer, "motion", G_CALLBACK (motion), self);
  g_signal_connect (pointer, "leave", G_CALLBACK (leave), self);
  g_signal_connect (click, "pressed", G_CALLBACK (press), self);
  gtk_widget_add_controller (widget, pointer);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Numbers"), -1);
}

GtkWidget *
gradus_number_grid_new (void)
{
  return g_object_new (GRADUS_TYPE_NUMBER_GRID, NULL);
}
