/* test-step-bar.c - the step bar beside a canvas: its keys and buttons, the strip of the stages,
 * the item that is recorded, and what is lit on the canvas.
 */
#include "step/light.h"
#include "step/scrubber.h"
#include "step/step-bar.h"
#include "style/palette.h"

#include "canvas-helpers.h"
#include "hand.h"
#include "picture.h"
#include "waiting.h"
#include "widgets.h"

/* A picture through a convolution, past it and together again. */
static const char branches[]
    = "{\"gradus\": 1, \"data\": {\"set\": \"shapes\", \"n\": 60, \"n_test\": 20},"
      " \"model\": {\"blocks\": ["
      "  {\"id\": \"i\", \"kind\": \"Input\", \"name\": \"input\","
      "   \"attributes\": {\"shape\": [1, 28, 28]}},"
      "  {\"id\": \"c\", \"kind\": \"Conv2d\", \"name\": \"conv\", \"at\": [0, 80],"
      "   \"attributes\": {\"out_channels\": 1, \"kernel_size\": 3, \"padding\": 1}},"
      "  {\"id\": \"a\", \"kind\": \"Add\", \"name\": \"add\", \"at\": [0, 160]},"
      "  {\"id\": \"f\", \"kind\": \"Flatten\", \"name\": \"flat\", \"at\": [0, 240]},"
      "  {\"id\": \"o\", \"kind\": \"Linear\", \"name\": \"out\", \"at\": [0, 320],"
      "   \"attributes\": {\"out_features\": 10}},"
      "  {\"id\": \"l\", \"kind\": \"CrossEntropyLoss\", \"name\": \"loss\", \"at\": [0, 400]}],"
      " \"links\": [{\"from\": \"i\", \"to\": \"c\"}, {\"from\": \"i\", \"to\": \"a\"},"
      "  {\"from\": \"c\", \"to\": \"a\", \"input\": 1}, {\"from\": \"a\", \"to\": \"f\"},"
      "  {\"from\": \"f\", \"to\": \"o\"}, {\"from\": \"o\", \"to\": \"l\"}]}}";

typedef struct
{
  GradusStepper *stepper;
  GradusCanvas *canvas;
  GtkWidget *bar;
  GradusStepScrubber *scrubber;
} Fixture;

static void
capture (Fixture *f)
{
  gradus_stepper_capture (f->stepper);
  wait_while (gradus_stepper_capturing (f->stepper));
  g_assert_nonnull (gradus_stepper_trace (f->stepper));
  gtk_test_widget_wait_for_draw (f->bar);
}

static void
set_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GradusDocument) document = document_of (branches);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *window = gtk_window_new ();

  f->stepper = gradus_stepper_new (document);
  f->canvas = GRADUS_CANVAS (gradus_canvas_new (document));
  f->bar = gradus_step_bar_new (f->stepper);
  f->scrubber = GRADUS_STEP_SCRUBBER (find_widget (f->bar, GRADUS_TYPE_STEP_SCRUBBER));
  gradus_step_bar_add_keys (GRADUS_STEP_BAR (f->bar), GTK_WIDGET (f->canvas));
  gradus_step_light_follow (f->stepper, f->canvas);
  gtk_widget_set_vexpand (GTK_WIDGET (f->canvas), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (f->canvas));
  gtk_box_append (GTK_BOX (box), f->bar);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  close_window (f->canvas);
  g_object_unref (f->stepper);
}

static const char *
text_of (Fixture *f)
{
  return gtk_label_get_text (
      GTK_LABEL (gtk_widget_get_template_child (f->bar, GRADUS_TYPE_STEP_BAR, "text")));
}

/* --- keys and buttons ---------------------------------------------------------------------------
 */

static void
test_keys (Fixture *f, gconstpointer unused)
{
  GtkWidget *canvas = GTK_WIDGET (f->canvas);
  guint backward, n;

  capture (f);
  n = gradus_stepper_n_places (f->stepper);
  gradus_stepper_stage (f->stepper, GR_STAGE_BACKWARD, &backward);
  gtk_widget_grab_focus (canvas);
  g_assert_nonnull (strstr (text_of (f), " · conv · conv2d"));
  hand_key (canvas, "Right");
  g_assert_cmpuint (gradus_stepper_position (f->stepper), ==, 1);
  g_assert_nonnull (strstr (text_of (f), " · add · add"));
  hand_key (canvas, "Left");
  g_assert_cmpuint (gradus_stepper_position (f->stepper), ==, 0);
  hand_key (canvas, "shift+Right");
  hand_key (canvas, "shift+Right");
  g_assert_cmpstr (gradus_stepper_block (f->stepper), ==, "flat");
  hand_key (canvas, "shift+Left");
  g_assert_cmpstr (gradus_stepper_block (f->stepper), ==, "add");
  hand_key (canvas, "End");
  hand_key (canvas, "End");
  g_assert_cmpuint (gradus_stepper_position (f->stepper), ==, backward - 1);
  hand_key (canvas, "Home");
  hand_key (canvas, "Home");
  g_assert_cmpuint (gradus_stepper_position (f->stepper), ==, 0);
  gradus_stepper_set_speed (f->stepper, 200);
  hand_key (canvas, "space");
  wait_while (gradus_stepper_position (f->stepper) + 1 < n);

  /* They are the bar's where the bar has the focus too, and nobody's where it is not seen. */
  gtk_widget_grab_focus (GTK_WIDGET (f->scrubber));
  hand_key (GTK_WIDGET (f->scrubber), "Left");
  g_assert_cmpuint (gradus_stepper_position (f->stepper), ==, n - 2);
  gtk_widget_set_visible (f->bar, FALSE);
  gtk_widget_grab_focus (canvas);
  hand_key (canvas, "Left");
  g_assert_cmpuint (gradus_stepper_position (f->stepper), ==, n - 2);
}

static GtkWidget *
child (Fixture *f, const char *name)
{
  return GTK_WIDGET (gtk_widget_get_template_child (f->bar, GRADUS_TYPE_STEP_BAR, name));
}

static void
test_buttons (Fixture *f, gconstpointer unused)
{
  GtkWidget *play = child (f, "play_button");

  g_assert_false (gtk_widget_get_sensitive (play)); /* nothing is recorded */
  capture (f);
  g_assert_true (gtk_widget_get_sensitive (play));
  hand_click_on (play);
  g_assert_true (gradus_stepper_playing (f->stepper));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (play), ==, "Pause");
  hand_click_on (play);
  g_assert_false (gradus_stepper_playing (f->stepper));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (child (f, "speed")), 4);
  g_assert_cmpfloat (gradus_stepper_speed (f->stepper), ==, 10);
}

/* --- the strip ----------------------------------------------------------------------------------
 */

/* Each place has a part of the strip of its own, and the stages come one after the other. */
static void
test_scrubber (Fixture *f, gconstpointer unused)
{
  gdouble before = -1;

  g_assert_cmpuint (gradus_step_scrubber_place_at (f->scrubber, 300), ==, 0);
  capture (f);
  for (guint i = 0; i < gradus_stepper_n_places (f->stepper); i++)
    {
      const gdouble middle = gradus_step_scrubber_middle (f->scrubber, i);

      g_assert_cmpfloat (middle, >, before + 2);
      g_assert_cmpuint (gradus_step_scrubber_place_at (f->scrubber, middle), ==, i);
      before = middle;
    }
  g_assert_cmpfloat (before, <, gtk_widget_get_width (GTK_WIDGET (f->scrubber)));
  g_assert_cmpuint (gradus_step_scrubber_place_at (f->scrubber, -5), ==, 0);
  g_assert_cmpuint (gradus_step_scrubber_place_at (f->scrubber, 5000), ==,
                    gradus_stepper_n_places (f->stepper) - 1);

  hand_click (GTK_WIDGET (f->scrubber), gradus_step_scrubber_middle (f->scrubber, 7), 10);
  g_assert_cmpuint (gradus_stepper_position (f->stepper), ==, 7);
  hand_drag (GTK_WIDGET (f->scrubber), gradus_step_scrubber_middle (f->scrubber, 7), 10,
             gradus_step_scrubber_middle (f->scrubber, 3), 12);
  g_assert_cmpuint (gradus_stepper_position (f->stepper), ==, 3);
}

/* --- the item -----------------------------------------------------------------------------------
 */

static GtkAdjustment *
adjustment (Fixture *f, const char *name)
{
  return GTK_ADJUSTMENT (gtk_widget_get_template_child (f->bar, GRADUS_TYPE_STEP_BAR, name));
}

/* Another item is recorded at once, and says what it is. */
static void
test_item (Fixture *f, gconstpointer unused)
{
  GtkAdjustment *items = adjustment (f, "items");
  GtkPicture *picture = GTK_PICTURE (child (f, "picture"));
  GradusPart *part;
  g_autofree char *title = NULL;
  g_autoptr (GdkPaintable) before = NULL;

  capture (f);
  before = g_object_ref (gtk_picture_get_paintable (picture));
  g_assert_cmpfloat (gtk_adjustment_get_upper (items), ==, 59);
  gtk_adjustment_set_value (items, 7);
  wait_while (gradus_stepper_capturing (f->stepper));
  g_assert_cmpint (gradus_stepper_item (f->stepper), ==, 7);
  g_assert_true (before != gtk_picture_get_paintable (picture));
  part = gradus_stepper_part (f->stepper, "train");
  title = gradus_part_class_title (part, gradus_part_label (part, 7));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (child (f, "class_label"))), ==, title);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (child (f, "split")), 1);
  wait_while (gradus_stepper_capturing (f->stepper));
  g_assert_cmpstr (gradus_stepper_split (f->stepper), ==, "test");
  g_assert_cmpfloat (gtk_adjustment_get_upper (items), ==, 19);
}

/* What it takes is told before, and a bound that is too low says what it leaves out, before and
 * after. */
static void
test_wish (Fixture *f, gconstpointer unused)
{
  GtkLabel *estimate = GTK_LABEL (child (f, "estimate"));
  gsize bytes, more, limit;

  capture (f);
  gtk_popover_popup (GTK_POPOVER (child (f, "wish")));
  wait_while (!gradus_stepper_estimated (f->stepper, &bytes, &limit));
  g_assert_cmpuint (limit, ==, G_MAXSIZE);
  g_assert_cmpuint (bytes, >=, gr_trace_bytes (gradus_stepper_trace (f->stepper)));
  g_assert_nonnull (strstr (gtk_label_get_text (estimate), "KiB"));
  gtk_adjustment_set_value (adjustment (f, "batch"), 40);
  wait_while (!gradus_stepper_estimated (f->stepper, &more, &limit));
  g_assert_cmpuint (more, >, bytes);
  gtk_adjustment_set_value (adjustment (f, "most"), 1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (child (f, "precise")), TRUE);
  g_assert_cmpuint (gradus_stepper_max_bytes (f->stepper), ==, 1 << 20);
  g_assert_cmpint (gradus_stepper_batch_size (f->stepper), ==, 40);
  wait_while (!gradus_stepper_estimated (f->stepper, &bytes, &limit));
  g_assert_cmpuint (limit, <, G_MAXSIZE);
  g_assert_nonnull (strstr (gtk_label_get_text (estimate), "first"));
  capture (f);
  g_assert_cmpuint (gr_trace_bytes (gradus_stepper_trace (f->stepper)), <=, 1 << 20);
  g_assert_nonnull (strstr (text_of (f), "were kept"));
}

/* An edit ends it and says so, and one records again. */
static void
test_edit (Fixture *f, gconstpointer unused)
{
  g_autoptr (GrEdit) edit = gr_edit_set_attribute ("c", "kernel_size", gr_setting_int (1));
  g_autoptr (GrEdit) pad = gr_edit_set_attribute ("c", "padding", gr_setting_int (0));
  g_autoptr (GrEdit) both = gr_edit_compound ((GrEdit *[]){ edit, pad }, 2);

  capture (f);
  g_assert_true (gradus_document_apply (gradus_stepper_document (f->stepper), both, NULL, NULL));
  g_assert_cmpstr (text_of (f), ==, gradus_stepper_remark (f->stepper));
  g_assert_null (f->canvas->light.blocks);
  g_assert_true (gtk_widget_activate_action (f->bar, "step.record", NULL));
  wait_while (gradus_stepper_capturing (f->stepper));
  g_assert_nonnull (strstr (text_of (f), " · conv · conv2d"));
}

/* --- the canvas ---------------------------------------------------------------------------------
 */

/* "c: a1 f0", what is lit: the block, and the links by their ends. (transfer full) */
static char *
lit (Fixture *f)
{
  const GradusCanvasLight *light = &f->canvas->light;
  GString *text = g_string_new (light->blocks ? light->blocks[0] : "nothing");

  for (guint i = 0; light->blocks && i < light->wires->len; i++)
    {
      const GradusLitWire *wire = &g_array_index (light->wires, GradusLitWire, i);

      g_string_append_printf (text, " %s%u", wire->to, wire->input);
    }
  return g_string_free (text, FALSE);
}

#define assert_lit(f, what)                                                                        \
  do                                                                                               \
    {                                                                                              \
      g_autofree char *text = lit (f);                                                             \
      g_assert_cmpstr (text, ==, what);                                                            \
    }                                                                                              \
  while (0)

/* How many pixels of the canvas have this colour. */
static guint
count_pixels (GradusCanvas *canvas, const GdkRGBA *colour)
{
  const gint width = gtk_widget_get_width (GTK_WIDGET (canvas));
  const gint height = gtk_widget_get_height (GTK_WIDGET (canvas));
  const guint32 wanted = (guint32) (colour->red * 255 + 0.5f) << 16
                         | (guint32) (colour->green * 255 + 0.5f) << 8
                         | (guint32) (colour->blue * 255 + 0.5f);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  guint n = 0;

  GTK_WIDGET_GET_CLASS (canvas)->snapshot (GTK_WIDGET (canvas), snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      n += (((const guint32 *) (cairo_image_surface_get_data (surface)
                                + y * cairo_image_surface_get_stride (surface)))[x]
            & 0xffffff)
           == wanted;
  cairo_surface_destroy (surface);
  return n;
}

/* The block that runs, and the wires that what it reads and gives travels on, the other way in
 * another colour. */
static void
test_light (Fixture *f, gconstpointer unused)
{
  const GdkRGBA *series = gradus_palette_current ()->series;

  assert_lit (f, "nothing");
  capture (f);
  assert_lit (f, "c c0 a1"); /* not the other reader of what it reads */
  g_assert_false (f->canvas->light.backward);
  g_assert_cmpuint (count_pixels (f->canvas, &series[0]), >, 500);
  g_assert_cmpuint (count_pixels (f->canvas, &series[1]), <, 50);
  gradus_stepper_next_block (f->stepper);
  assert_lit (f, "a a0 a1 f0");
  gradus_stepper_next_block (f->stepper);
  assert_lit (f, "f f0 o0");
  gradus_stepper_next_block (f->stepper);
  assert_lit (f, "o o0 l0");
  gradus_stepper_next_block (f->stepper);
  assert_lit (f, "l l0");

  gradus_stepper_last (f->stepper);
  gradus_stepper_last (f->stepper);
  gradus_stepper_home (f->stepper);
  gradus_stepper_go_to_block (f->stepper, "o");
  g_assert_true (f->canvas->light.backward);
  assert_lit (f, "o o0 l0");
  g_assert_cmpuint (count_pixels (f->canvas, &series[1]), >, 500);
  gradus_stepper_last (f->stepper);
  gradus_stepper_last (f->stepper); /* the update: no data travel */
  assert_lit (f, "o");
  picture_save (gtk_widget_get_parent (f->bar), "step-bar");
  gradus_stepper_end (f->stepper);
  assert_lit (f, "nothing");
  g_assert_cmpuint (count_pixels (f->canvas, &series[1]), <, 50);
}

/* Going by block stays in the stage that is shown, where the block is in it. */
static void
test_go_to_block (Fixture *f, gconstpointer unused)
{
  capture (f);
  gradus_stepper_go_to_block (f->stepper, "o");
  g_assert_cmpint (gradus_stepper_place (f->stepper)->stage, ==, GR_STAGE_FORWARD);
  gradus_stepper_go_to_block (f->stepper, "l");
  g_assert_cmpint (gradus_stepper_place (f->stepper)->stage, ==, GR_STAGE_LOSS);
  gradus_stepper_next_block (f->stepper);
  g_assert_cmpint (gradus_stepper_place (f->stepper)->stage, ==, GR_STAGE_BACKWARD);
  gradus_stepper_go_to_block (f->stepper, "c");
  g_assert_cmpint (gradus_stepper_place (f->stepper)->stage, ==, GR_STAGE_BACKWARD);
  g_assert_cmpstr (gradus_stepper_block (f->stepper), ==, "conv");
  gradus_stepper_go_to_block (f->stepper, "nobody");
  g_assert_cmpstr (gradus_stepper_block (f->stepper), ==, "conv");
}

int
main (int argc, char **argv)
{
  init_canvas_test (&argc, &argv);
  picture_init ();
#define ADD(name, function)                                                                        \
  g_test_add ("/step-bar/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("keys", test_keys);
  ADD ("buttons", test_buttons);
  ADD ("scrubber", test_scrubber);
  ADD ("item", test_item);
  ADD ("wish", test_wish);
  ADD ("edit", test_edit);
  ADD ("light", test_light);
  ADD ("go-to-block", test_go_to_block);
  return g_test_run ();
}
