/* storage-cells.c - see storage-cells.h. */
#include "storage-cells.h"

#include "plot/lettering.h"
#include "plot/light.h"
#include "storage-places.h"
#include "words.h"

#include <glib/gi18n.h>

#include <math.h>

#define PLACES_HEIGHT 18 /* of the places' numbers, */
#define VALUE_HEIGHT  26 /* of the storage's cells below them, */
#define LANE_HEIGHT   24 /* and of each tensor's lane */
#define LANE_GAP      4  /* above each lane */
#define FOOT          12 /* below them, where the scrollbar lies */
#define PADDING       6
#define LEAST_WIDTH   36 /* of a cell */
#define MOST_WIDTH    120
#define MOST_HEAD     96 /* of the tensors' names */
#define MEASURED      64 /* values that a cell's width is made for */

typedef struct
{
  GrTensor *tensor;
  char *name;
} Lane;

typedef struct
{
  gint tensor;    /* -1: none */
  gint64 element; /* -1: none */
  gint64 place;   /* in the storage; -1: none */
} Spot;

static const Spot nowhere = { -1, -1, -1 };

struct _GradusStorageCells
{
  GradusScrollArea parent_instance;

  GArray *lanes;   /* of Lane */
  GrTensor *whole; /* the storage as a vector; NULL: there is none */
  gint decimals;   /* of its values; see gradus_decimals_of() */
  gdouble cell_width, head_width;
  Spot pointed, selected;
};

G_DEFINE_FINAL_TYPE (GradusStorageCells, gradus_storage_cells, GRADUS_TYPE_SCROLL_AREA)

enum
{
  POINTED,
  SELECTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const Lane *
lane_of (GradusStorageCells *self, guint i)
{
  return &g_array_index (self->lanes, Lane, i);
}

static gint64
count_places (GradusStorageCells *self)
{
  return self->whole ? self->whole->shape[0] : 0;
}

/* --- where things are ------------------------------------------------------------------------- */

void
gradus_storage_cells_area (GradusStorageCells *self, gint tensor, gint64 place,
                           graphene_rect_t *area)
{
  const gdouble scrolled = gradus_scroll_area_at (GRADUS_SCROLL_AREA (self),
                                                  GTK_ORIENTATION_HORIZONTAL);
  const gdouble x = self->head_width + place * self->cell_width - scrolled;

  if (tensor < 0)
    graphene_rect_init (area, (gfloat) x, PLACES_HEIGHT, (gfloat) self->cell_width, VALUE_HEIGHT);
  else
    graphene_rect_init (area, (gfloat) x,
                        PLACES_HEIGHT + VALUE_HEIGHT + LANE_GAP + tensor * (LANE_HEIGHT + LANE_GAP),
                        (gfloat) self->cell_width, LANE_HEIGHT);
}

static gint
whole_height (GradusStorageCells *self)
{
  return PLACES_HEIGHT + VALUE_HEIGHT + (gint) self->lanes->len * (LANE_HEIGHT + LANE_GAP) + FOOT;
}

/* What is at a point: in the row of the storage, the element of the first tensor that has one. */
static Spot
spot_at (GradusStorageCells *self, gdouble x, gdouble y)
{
  const gdouble along = x - self->head_width
                        + gradus_scroll_area_at (GRADUS_SCROLL_AREA (self),
                                                 GTK_ORIENTATION_HORIZONTAL);
  const gint lane = (gint) floor ((y - PLACES_HEIGHT - VALUE_HEIGHT - LANE_GAP / 2.0)
                                  / (LANE_HEIGHT + LANE_GAP));
  Spot spot = { -1, -1, (gint64) floor (along / self->cell_width) };

  if (x < self->head_width || y < 0 || spot.place >= count_places (self)
      || lane >= (gint) self->lanes->len)
    return nowhere;
  for (gint i = MAX (lane, 0); i < (gint) self->lanes->len && (i == lane || lane < 0); i++)
    if (gradus_elements_at (lane_of (self, i)->tensor, spot.place, &spot.element, 1) > 0)
      {
        spot.tensor = i;
        break;
      }
  return spot;
}

static Spot
spot_of (GradusStorageCells *self, gint tensor, gint64 element)
{
  if (tensor < 0 || tensor >= (gint) self->lanes->len || element < 0
      || element >= gr_tensor_numel (lane_of (self, tensor)->tensor))
    return nowhere;
  return (Spot){ tensor, element, gr_tensor_offset_of (lane_of (self, tensor)->tensor, element) };
}

static GradusExtent
extent (GradusScrollArea *area, GtkOrientation orientation)
{
  GradusStorageCells *self = GRADUS_STORAGE_CELLS (area);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return (GradusExtent){ count_places (self) * self->cell_width, self->head_width,
                           self->cell_width };
  return (GradusExtent){ whole_height (self), 0, LANE_HEIGHT };
}

/* What one element says in its lane: its index, and how many more there are. (transfer full) */
static char *
lane_text (GradusStorageCells *self, const Lane *lane, gint64 element, gint64 n)
{
  g_autofree char *index = gradus_index_text (lane->tensor, element);

  return n > 1 ? g_strdup_printf ("%s +%" G_GINT64_FORMAT, index, n - 1) : g_strdup (index);
}

static gdouble
text_width (GradusLettering *lettering, GradusLetters letters, const char *text)
{
  gdouble width;

  gradus_lettering_measure (lettering, letters, text, &width, NULL);
  return ceil (width);
}

/* For the values, the last place, and the last index of each tensor. */
static void
measure_cells (GradusStorageCells *self)
{
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  const gint64 n = count_places (self);
  g_autofree char *last = g_strdup_printf ("%" G_GINT64_FORMAT, n - 1);
  gdouble widest = text_width (lettering, GRADUS_LETTERS_SMALL, last);

  self->head_width = 0;
  self->decimals = gradus_decimals_of (self->whole);
  for (gint64 i = 0; i < MIN (n, MEASURED); i++)
    {
      const gint64 place = n <= MEASURED ? i : (gint64) (i * (n - 1.0) / (MEASURED - 1));
      g_autofree char *text = gradus_short_value_text (self->whole, place, self->decimals);

      widest = MAX (widest, text_width (lettering, GRADUS_LETTERS_PLAIN, text));
    }
  for (guint i = 0; i < self->lanes->len; i++)
    {
      const Lane *lane = lane_of (self, i);
      const gint64 numel = gr_tensor_numel (lane->tensor);
      gint64 element;

      self->head_width = MAX (self->head_width,
                              text_width (lettering, GRADUS_LETTERS_SMALL, lane->name));
      if (numel == 0)
        continue;
      const gint64 there = gradus_elements_at (
          lane->tensor, gr_tensor_offset_of (lane->tensor, numel - 1), &element, 1);
      g_autofree char *text = lane_text (self, lane, numel - 1, there);
      widest = MAX (widest, text_width (lettering, GRADUS_LETTERS_SMALL, text));
    }
  self->cell_width = CLAMP (widest + 2 * PADDING, LEAST_WIDTH, MOST_WIDTH);
  self->head_width = MIN (self->head_width, MOST_HEAD) + 2 * PADDING;
}

/* --- drawing ---------------------------------------------------------------------------------- */

static void
draw_place (GradusStorageCells *self, cairo_t *cr, GradusLettering *lettering, gint64 place,
            const GradusPalette *palette)
{
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, place);
  g_autofree char *value = gradus_short_value_text (self->whole, place, self->decimals);
  const gboolean marked = place == self->selected.place;
  const GradusLight light = { .hue = GRADUS_LIGHT_SELECTED };
  graphene_rect_t a;

  gradus_storage_cells_area (self, -1, place, &a);
  cairo_rectangle (cr, a.origin.x + 0.5, a.origin.y + 0.5, a.size.width, a.size.height - 1);
  gdk_cairo_set_source_rgba (cr, &palette->surface);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &palette->border);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  if (marked)
    {
      gradus_light_fill (&light, 0, cr, a.origin.x, a.origin.y, a.size.width, a.size.height,
                         palette);
      gradus_light_frame (&light, 0, cr, a.origin.x, a.origin.y, a.size.width, a.size.height,
                          palette);
    }
  const gdouble middle = a.origin.x + a.size.width / 2;
  gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, number,
                         marked ? &palette->accent : &palette->dim_text, middle,
                         PLACES_HEIGHT / 2.0, 0.5, 0.5);
  gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_PLAIN, value, &palette->text, middle,
                         a.origin.y + a.size.height / 2, 0.5, 0.5);
}

/* What of a tensor lies there. */
static void
draw_element (GradusStorageCells *self, cairo_t *cr, GradusLettering *lettering, guint tensor,
              gint64 place, const GradusPalette *palette)
{
  const Lane *lane = lane_of (self, tensor);
  const GdkRGBA hue = palette->series[tensor % GRADUS_N_SERIES_COLOURS];
  const GdkRGBA ground = gradus_fade (hue, 0.22f);
  graphene_rect_t a;
  gint64 element;
  const gint64 n = gradus_elements_at (lane->tensor, place, &element, 1);

  if (n == 0)
    return;
  gradus_storage_cells_area (self, (gint) tensor, place, &a);
  cairo_rectangle (cr, a.origin.x + 2, a.origin.y + 0.5, a.size.width - 3, a.size.height - 1);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_fill_preserve (cr);
  gdk_cairo_set_source_rgba (cr, &hue);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  if (place == self->selected.place)
    gradus_light_frame (&(GradusLight){ .hue = GRADUS_LIGHT_SELECTED }, 0, cr, a.origin.x,
                        a.origin.y, a.size.width, a.size.height, palette);
  g_autofree char *text = lane_text (self, lane,
                                     (gint) tensor == self->selected.tensor
                                             && place == self->selected.place
                                         ? self->selected.element
                                         : element,
                                     n);
  gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, text, &palette->text,
                         a.origin.x + a.size.width / 2, a.origin.y + a.size.height / 2, 0.5, 0.5);
}

static void
draw_names (GradusStorageCells *self, cairo_t *cr, GradusLettering *lettering,
            const GradusPalette *palette)
{
  gradus_lettering_limit (lettering, self->head_width - PADDING);
  for (guint i = 0; i < self->lanes->len; i++)
    {
      graphene_rect_t a;

      gradus_storage_cells_area (self, (gint) i, 0, &a);
      gradus_lettering_draw (lettering, cr, GRADUS_LETTERS_SMALL, lane_of (self, i)->name,
                             (gint) i == self->selected.tensor ? &palette->accent
                                                               : &palette->dim_text,
                             self->head_width - PADDING, a.origin.y + a.size.height / 2, 1, 0.5);
    }
}

static void
draw (GradusScrollArea *area, cairo_t *cr, gdouble width, gdouble height,
      const GradusPalette *palette)
{
  GradusStorageCells *self = GRADUS_STORAGE_CELLS (area);
  g_autoptr (GradusLettering) lettering = gradus_lettering_new ();
  const gdouble scrolled = gradus_scroll_area_at (area, GTK_ORIENTATION_HORIZONTAL);
  const gint64 first = (gint64) (scrolled / self->cell_width);
  const gint64 end = MIN (count_places (self),
                          (gint64) ceil ((scrolled + width - self->head_width) / self->cell_width));

  cairo_save (cr);
  cairo_rectangle (cr, self->head_width, 0, width, height);
  cairo_clip (cr);
  gradus_lettering_limit (lettering, self->cell_width - 4);
  for (gint64 place = first; place < end; place++)
    {
      draw_place (self, cr, lettering, place, palette);
      for (guint i = 0; i < self->lanes->len; i++)
        draw_element (self, cr, lettering, i, place, palette);
    }
  cairo_restore (cr);
  draw_names (self, cr, lettering, palette);
}

/* The place that is pointed at, through all lanes. */
static void
draw_pointed (GradusScrollArea *area, GtkSnapshot *snapshot)
{
  GradusStorageCells *self = GRADUS_STORAGE_CELLS (area);
  const GdkRGBA *frame = &gradus_palette_current ()->text;
  const gfloat width = gtk_widget_get_width (GTK_WIDGET (self));
  graphene_rect_t a;

  if (self->pointed.place < 0)
    return;
  gtk_snapshot_push_clip (
      snapshot, &GRAPHENE_RECT_INIT ((gfloat) self->head_width, 0, width, whole_height (self)));
  for (gint i = -1; i < (gint) self->lanes->len; i++)
    {
      gint64 element;

      if (i >= 0
          && gradus_elements_at (lane_of (self, i)->tensor, self->pointed.place, &element, 1) == 0)
        continue;
      gradus_storage_cells_area (self, i, self->pointed.place, &a);
      gtk_snapshot_append_border (
          snapshot, &GSK_ROUNDED_RECT_INIT (a.origin.x, a.origin.y, a.size.width, a.size.height),
          (float[4]){ 2, 2, 2, 2 }, (GdkRGBA[4]){ *frame, *frame, *frame, *frame });
    }
  gtk_snapshot_pop (snapshot);
}

/* --- pointing and selecting ------------------------------------------------------------------- */

static void
show_spot (GradusStorageCells *self, const Spot *spot)
{
  if (spot->place >= 0)
    gradus_scroll_area_show (GRADUS_SCROLL_AREA (self), GTK_ORIENTATION_HORIZONTAL,
                             spot->place * self->cell_width, self->cell_width);
}

static gboolean
is_same (const Spot *a, const Spot *b)
{
  return a->tensor == b->tensor && a->element == b->element && a->place == b->place;
}

void
gradus_storage_cells_point (GradusStorageCells *self, gint tensor, gint64 element)
{
  self->pointed = spot_of (self, tensor, element);
  show_spot (self, &self->pointed);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
point_by_hand (GradusStorageCells *self, Spot spot)
{
  if (is_same (&spot, &self->pointed))
    return;
  self->pointed = spot;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[POINTED], 0, spot.tensor, spot.element, spot.place);
}

static void
motion (GtkEventControllerMotion *controller, gdouble x, gdouble y, gpointer user)
{
  point_by_hand (user, spot_at (user, x, y));
}

static void
leave (GtkEventControllerMotion *controller, gpointer user)
{
  point_by_hand (user, nowhere);
}

void
gradus_storage_cells_select (GradusStorageCells *self, gint tensor, gint64 element)
{
  self->selected = spot_of (self, tensor, element);
  show_spot (self, &self->selected);
  gradus_scroll_area_redraw (GRADUS_SCROLL_AREA (self), FALSE);
}

static void
select_by_hand (GradusStorageCells *self, gint tensor, gint64 element)
{
  gradus_storage_cells_select (self, tensor, element);
  g_signal_emit (self, signals[SELECTED], 0, tensor, element);
}

static void
press (GtkGestureClick *gesture, gint n_press, gdouble x, gdouble y, gpointer user)
{
  const Spot spot = spot_at (user, x, y);

  gtk_widget_grab_focus (user);
  if (spot.tensor >= 0)
    select_by_hand (user, spot.tensor, spot.element);
}

/* To the tensor above or below, where that has an element at the same place; else to its first. */
static void
move_to_lane (GradusStorageCells *self, gint lane)
{
  gint64 element = 0;

  if (lane < 0 || lane >= (gint) self->lanes->len
      || gr_tensor_numel (lane_of (self, lane)->tensor) == 0)
    return;
  gradus_elements_at (lane_of (self, lane)->tensor, self->selected.place, &element, 1);
  select_by_hand (self, lane, element);
}

static gboolean
move (GtkWidget *widget, GVariant *arguments, gpointer user)
{
  GradusStorageCells *self = GRADUS_STORAGE_CELLS (widget);
  gint along, lane;

  g_variant_get (arguments, "(ii)", &along, &lane);
  if (self->selected.tensor < 0)
    move_to_lane (self, 0);
  else if (lane != 0)
    move_to_lane (self, self->selected.tensor + lane);
  else
    {
      const gint64 n = gr_tensor_numel (lane_of (self, self->selected.tensor)->tensor);

      select_by_hand (self, self->selected.tensor,
                      along == G_MININT   ? 0
                      : along == G_MAXINT ? n - 1
                                          : CLAMP (self->selected.element + along, 0, n - 1));
    }
  return GDK_EVENT_STOP;
}

static gboolean
activate (GtkWidget *widget, GVariant *arguments, gpointer user)
{
  const Spot *spot = &GRADUS_STORAGE_CELLS (widget)->selected;

  if (spot->tensor < 0)
    return GDK_EVENT_PROPAGATE;
  g_signal_emit (widget, signals[SELECTED], 0, spot->tensor, spot->element);
  return GDK_EVENT_STOP;
}

/* --- what is shown ---------------------------------------------------------------------------- */

static void
clear_lane (gpointer data)
{
  Lane *lane = data;

  gr_tensor_unref (lane->tensor);
  g_free (lane->name);
}

void
gradus_storage_cells_set (GradusStorageCells *self, GrTensor *const *tensors,
                          const char *const *names, guint n)
{
  g_autoptr (GArray) lanes = g_array_new (FALSE, FALSE, sizeof (Lane));

  g_array_set_clear_func (lanes, clear_lane);
  for (guint i = 0; i < n; i++)
    {
      const Lane lane = { gr_tensor_ref (tensors[i]), g_strdup (names[i]) };

      g_array_append_val (lanes, lane);
    }
  g_clear_pointer (&self->whole, gr_tensor_unref);
  if (n > 0)
    self->whole = gr_tensor_new_view (
        tensors[0],
        GR_INTS ((gint64) (tensors[0]->storage->nbytes / gr_dtype_size (tensors[0]->dtype))),
        GR_INTS (1), 0, NULL);
  g_array_unref (self->lanes);
  self->lanes = g_steal_pointer (&lanes);
  self->pointed = self->selected = nowhere;
  if (self->whole)
    measure_cells (self);
  gradus_scroll_area_redraw (GRADUS_SCROLL_AREA (self), TRUE);
}

guint
gradus_storage_cells_n (GradusStorageCells *self)
{
  return self->lanes->len;
}

GrTensor *
gradus_storage_cells_tensor (GradusStorageCells *self, guint tensor)
{
  return lane_of (self, tensor)->tensor;
}

const char *
gradus_storage_cells_name (GradusStorageCells *self, guint tensor)
{
  return lane_of (self, tensor)->name;
}

/* --- the class -------------------------------------------------------------------------------- */

static void
gradus_storage_cells_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                              int *minimum, int *natural, int *minimum_baseline,
                              int *natural_baseline)
{
  GradusStorageCells *self = GRADUS_STORAGE_CELLS (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = whole_height (self);
      return;
    }
  *minimum = 120;
  *natural = (gint) CLAMP (self->head_width + count_places (self) * self->cell_width, 120, 480);
}

static void
gradus_storage_cells_finalize (GObject *object)
{
  GradusStorageCells *self = GRADUS_STORAGE_CELLS (object);

  g_array_unref (self->lanes);
  g_clear_pointer (&self->whole, gr_tensor_unref);
  G_OBJECT_CLASS (gradus_storage_cells_parent_class)->finalize (object);
}

static void
install_keys (GtkWidgetClass *class)
{
  static const struct
  {
    guint key, keypad;
    gint along, lane;
  } keys[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0 },       { GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0 },
    { GDK_KEY_Home, GDK_KEY_KP_Home, G_MININT, 0 }, { GDK_KEY_End, GDK_KEY_KP_End, G_MAXINT, 0 },
    { GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1 },           { GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1 },
  };
  static const guint activating[] = { GDK_KEY_Return, GDK_KEY_KP_Enter, GDK_KEY_space };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (class, keys[i].key, 0, move, "(ii)", keys[i].along,
                                    keys[i].lane);
      gtk_widget_class_add_binding (class, keys[i].keypad, 0, move, "(ii)", keys[i].along,
                                    keys[i].lane);
    }
  for (guint i = 0; i < G_N_ELEMENTS (activating); i++)
    gtk_widget_class_add_binding (class, activating[i], 0, activate, NULL);
}

static void
gradus_storage_cells_class_init (GradusStorageCellsClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GradusScrollAreaClass *area_class = GRADUS_SCROLL_AREA_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = gradus_storage_cells_finalize;
  widget_class->measure = gradus_storage_cells_measure;
  area_class->extent = extent;
  area_class->draw = draw;
  area_class->draw_pointed = draw_pointed;
  signals[POINTED] = g_signal_new ("pointed", GRADUS_TYPE_STORAGE_CELLS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 3, G_TYPE_INT, G_TYPE_INT64,
                                   G_TYPE_INT64);
  signals[SELECTED] = g_signal_new ("selected", GRADUS_TYPE_STORAGE_CELLS, G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT64);
  install_keys (widget_class);
}

static void
gradus_storage_cells_init (GradusStorageCells *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *pointer = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->lanes = g_array_new (FALSE, FALSE, sizeof (Lane));
  self->pointed = self->selected = nowhere;
  self->cell_width = LEAST_WIDTH;
  g_signal_connect (pointer, "motion", G_CALLBACK (motion), self);
  g_signal_connect (pointer, "leave", G_CALLBACK (leave), self);
  g_signal_connect (click, "pressed", G_CALLBACK (press), self);
  gtk_widget_add_controller (widget, pointer);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Storage"), -1);
}
