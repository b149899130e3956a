/* scrubber.c - GradusStepScrubber: see scrubber.h. */
#include "scrubber.h"

#include <glib/gi18n.h>

#include "style/palette.h"
#include "words.h"

#define HEIGHT      30
#define GAP         2 /* between stages */
#define NAME_MARGIN 9
#define MARK_WIDTH  4

typedef struct
{
  guint first, n; /* places */
  gdouble x, width;
} Segment;

struct _GradusStepScrubber
{
  GtkWidget parent_instance;

  GradusStepper *stepper;
  PangoLayout *names[GR_N_STAGES];
};

G_DEFINE_FINAL_TYPE (GradusStepScrubber, gradus_step_scrubber, GTK_TYPE_WIDGET)

/* --- where things are ---------------------------------------------------------------------------
 */

static gint
name_width (GradusStepScrubber *self, GrStage stage)
{
  gint width;

  pango_layout_get_pixel_size (self->names[stage], &width, NULL);
  return width + 2 * NAME_MARGIN;
}

/* What is left of the width when each stage that there is has room for its name goes to them by
 * their places. */
static void
find_segments (GradusStepScrubber *self, Segment *segments)
{
  const guint n = gradus_stepper_n_places (self->stepper);
  gdouble left = gtk_widget_get_width (GTK_WIDGET (self)), x = 0;

  for (GrStage stage = 0; stage < GR_N_STAGES; stage++)
    {
      segments[stage] = (Segment){ 0 };
      segments[stage].n = gradus_stepper_stage (self->stepper, stage, &segments[stage].first);
      if (segments[stage].n)
        left -= name_width (self, stage) + GAP;
    }
  for (GrStage stage = 0; stage < GR_N_STAGES; stage++)
    {
      Segment *segment = &segments[stage];

      segment->x = x;
      if (!segment->n)
        continue;
      segment->width = MAX (name_width (self, stage) + left * segment->n / n, 1);
      x += segment->width + GAP;
    }
}

static gdouble
place_x (const Segment *segment, gdouble places)
{
  return segment->x + segment->width * places / segment->n;
}

/* The places are counted along the strip, which goes from right to left where one reads so. */
static gdouble
along (GradusStepScrubber *self, gdouble x)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL
             ? gtk_widget_get_width (GTK_WIDGET (self)) - x
             : x;
}

guint
gradus_step_scrubber_place_at (GradusStepScrubber *self, gdouble x)
{
  Segment segments[GR_N_STAGES];
  guint found = 0;

  find_segments (self, segments);
  x = along (self, x);
  for (GrStage stage = 0; stage < GR_N_STAGES; stage++)
    {
      const Segment *segment = &segments[stage];

      if (segment->n && x >= segment->x)
        found = segment->first
                + (guint) CLAMP ((x - segment->x) / segment->width * segment->n, 0, segment->n - 1);
    }
  return found;
}

gdouble
gradus_step_scrubber_middle (GradusStepScrubber *self, guint position)
{
  Segment segments[GR_N_STAGES];

  find_segments (self, segments);
  for (GrStage stage = 0; stage < GR_N_STAGES; stage++)
    if (position - segments[stage].first < segments[stage].n)
      return along (self, place_x (&segments[stage], position - segments[stage].first + 0.5));
  return 0;
}

/* --- drawing ------------------------------------------------------------------------------------
 */

/* Forward and backward have the colours that wires have on the canvas. */
static GdkRGBA
stage_colour (const GradusPalette *palette, GrStage stage)
{
  static const guint series[GR_N_STAGES] = { 0, 3, 1, 2 };

  return palette->series[series[stage]];
}

static void
draw_part (GtkSnapshot *snapshot, gdouble from, gdouble to, const GdkRGBA *colour)
{
  gtk_snapshot_append_color (snapshot, colour,
                             &GRAPHENE_RECT_INIT ((gfloat) from, 0, (gfloat) (to - from), HEIGHT));
}

/* Where another block begins. */
static void
draw_ticks (GradusStepScrubber *self, GtkSnapshot *snapshot, const Segment *segment,
            const GdkRGBA *colour)
{
  for (guint i = 1; i < segment->n; i++)
    {
      const gdouble x = place_x (segment, i);

      if (gradus_stepper_place_at (self->stepper, segment->first + i)->block
          != gradus_stepper_place_at (self->stepper, segment->first + i - 1)->block)
        draw_part (snapshot, x - 0.5, x + 0.5, colour);
    }
}

static void
draw_segment (GradusStepScrubber *self, GtkSnapshot *snapshot, const GradusPalette *palette,
              GrStage stage, const Segment *segment)
{
  const guint position = gradus_stepper_position (self->stepper);
  const GdkRGBA colour = stage_colour (palette, stage);
  const GdkRGBA rest = gradus_fade (colour, 0.18f), passed = gradus_fade (colour, 0.42f);
  const GdkRGBA tick = gradus_fade (palette->background, 0.8f);
  const gdouble done = place_x (
      segment, position < segment->first ? 0 : MIN (position - segment->first + 0.5, segment->n));
  GskRoundedRect outline;
  gint height;

  gsk_rounded_rect_init_from_rect (
      &outline, &GRAPHENE_RECT_INIT ((gfloat) segment->x, 0, (gfloat) segment->width, HEIGHT), 5);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  draw_part (snapshot, segment->x, done, &passed);
  draw_part (snapshot, done, segment->x + segment->width, &rest);
  draw_ticks (self, snapshot, segment, &tick);
  gtk_snapshot_pop (snapshot);
  pango_layout_get_pixel_size (self->names[stage], NULL, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((gfloat) segment->x + NAME_MARGIN,
                                                          (gfloat) (HEIGHT - height) / 2));
  gtk_snapshot_append_layout (snapshot, self->names[stage], &palette->text);
  gtk_snapshot_restore (snapshot);
}

static void
draw_mark (GtkSnapshot *snapshot, const GradusPalette *palette, gdouble x)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (
      &outline, &GRAPHENE_RECT_INIT ((gfloat) x - MARK_WIDTH / 2.f, 0, MARK_WIDTH, HEIGHT),
      MARK_WIDTH / 2.f);
  gtk_snapshot_append_outset_shadow (snapshot, &outline, &palette->background, 0, 0, 1, 0);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &palette->text, &outline.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
gradus_step_scrubber_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusStepScrubber *self = GRADUS_STEP_SCRUBBER (widget);
  const GradusPalette *palette = gradus_palette_current ();
  const gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const gint width = gtk_widget_get_width (widget);
  Segment segments[GR_N_STAGES];

  find_segments (self, segments);
  for (GrStage stage = 0; stage < GR_N_STAGES; stage++)
    {
      Segment segment = segments[stage];

      if (mirrored)
        segment.x = width - segment.x - segment.width;
      if (segment.n)
        draw_segment (self, snapshot, palette, stage, &segment);
    }
  if (gradus_stepper_n_places (self->stepper))
    draw_mark (snapshot, palette,
               gradus_step_scrubber_middle (self, gradus_stepper_position (self->stepper)));
}

/* --- the pointer --------------------------------------------------------------------------------
 */

static void
go_to (GradusStepScrubber *self, gdouble x)
{
  gradus_stepper_go (self->stepper, gradus_step_scrubber_place_at (self, x));
}

static void
drag_begun (GtkGestureDrag *gesture, gdouble x, gdouble y, GradusStepScrubber *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  go_to (self, x);
}

static void
dragged (GtkGestureDrag *gesture, gdouble dx, gdouble dy, GradusStepScrubber *self)
{
  gdouble x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  go_to (self, x + dx);
}

static gboolean
gradus_step_scrubber_query_tooltip (GtkWidget *widget, gint x, gint y, gboolean keyboard,
                                    GtkTooltip *tooltip)
{
  GradusStepScrubber *self = GRADUS_STEP_SCRUBBER (widget);
  g_autofree char *text = NULL;

  if (keyboard || gradus_stepper_n_places (self->stepper) == 0)
    return FALSE;
  text = gradus_step_place_text (self->stepper, gradus_step_scrubber_place_at (self, x));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* --- the widget ---------------------------------------------------------------------------------
 */

static void
moved (GradusStepScrubber *self)
{
  const guint n = gradus_stepper_n_places (self->stepper);
  const guint position = gradus_stepper_position (self->stepper);
  g_autofree char *text = n ? gradus_step_place_text (self->stepper, position) : g_strdup ("");

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 1.,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (gdouble) MAX (n, 1),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, position + 1.,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
gradus_step_scrubber_measure (GtkWidget *widget, GtkOrientation orientation, gint for_size,
                              gint *minimum, gint *natural, gint *minimum_baseline,
                              gint *natural_baseline)
{
  GradusStepScrubber *self = GRADUS_STEP_SCRUBBER (widget);

  *minimum = *natural = HEIGHT;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    return;
  *minimum = 0;
  for (GrStage stage = 0; stage < GR_N_STAGES; stage++)
    *minimum += name_width (self, stage) + GAP;
  *natural = 2 * *minimum;
}

/* In the font of the widget, which may be another now. */
static void
make_names (GradusStepScrubber *self)
{
  for (GrStage stage = 0; stage < GR_N_STAGES; stage++)
    {
      g_clear_object (&self->names[stage]);
      self->names[stage] = gtk_widget_create_pango_layout (GTK_WIDGET (self),
                                                           gradus_step_stage_title (stage));
    }
}

static void
gradus_step_scrubber_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (gradus_step_scrubber_parent_class)->css_changed (widget, change);
  make_names (GRADUS_STEP_SCRUBBER (widget));
}

static void
gradus_step_scrubber_finalize (GObject *object)
{
  GradusStepScrubber *self = GRADUS_STEP_SCRUBBER (object);

  for (GrStage stage = 0; stage < GR_N_STAGES; stage++)
    g_clear_object (&self->names[stage]);
  g_clear_object (&self->stepper);
  G_OBJECT_CLASS (gradus_step_scrubber_parent_class)->finalize (object);
}

static void
gradus_step_scrubber_class_init (GradusStepScrubberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gradus_step_scrubber_finalize;
  widget_class->measure = gradus_step_scrubber_measure;
  widget_class->snapshot = gradus_step_scrubber_snapshot;
  widget_class->css_changed = gradus_step_scrubber_css_changed;
  widget_class->query_tooltip = gradus_step_scrubber_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "scrubber");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
gradus_step_scrubber_init (GradusStepScrubber *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begun), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (dragged), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gradus_palette_follow (GTK_WIDGET (self));
  make_names (self);
}

GtkWidget *
gradus_step_scrubber_new (GradusStepper *stepper)
{
  GradusStepScrubber *self = g_object_new (GRADUS_TYPE_STEP_SCRUBBER, NULL);

  self->stepper = g_object_ref (stepper);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Step"),
                                  -1);
  g_signal_connect_object (stepper, "captured", G_CALLBACK (moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (stepper, "moved", G_CALLBACK (moved), self, G_CONNECT_SWAPPED);
  moved (self);
  return GTK_WIDGET (self);
}
