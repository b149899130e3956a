/* test-data-drawing.c - what a person draws, as an item of a data set. */
#include "data/draw-page.h"
#include "data/drawing.h"

#include "data-helpers.h"

static void
test_draw_pad (void)
{
  GtkWidget *widget = g_object_ref_sink (gradus_draw_pad_new ());
  GradusDrawPad *pad = GRADUS_DRAW_PAD (widget);

  g_assert_true (gradus_draw_pad_is_empty (pad));
  g_assert_false (gradus_draw_pad_can_undo (pad));
  gradus_draw_pad_begin (pad);
  gradus_draw_pad_stroke (pad, 5, 10.5, 20, 10.5, FALSE);
  g_assert_cmpfloat (gradus_draw_pad_ink (pad)[10 * 28 + 12], ==, 1);
  g_assert_cmpfloat (gradus_draw_pad_ink (pad)[20 * 28 + 12], ==, 0);
  gradus_draw_pad_begin (pad);
  gradus_draw_pad_stroke (pad, 12.5, 10.5, 12.5, 10.5, TRUE);
  g_assert_cmpfloat (gradus_draw_pad_ink (pad)[10 * 28 + 12], ==, 0);
  g_assert_cmpfloat (gradus_draw_pad_ink (pad)[10 * 28 + 7], ==, 1);
  gradus_draw_pad_undo (pad);
  g_assert_cmpfloat (gradus_draw_pad_ink (pad)[10 * 28 + 12], ==, 1);
  gradus_draw_pad_clear (pad);
  g_assert_true (gradus_draw_pad_is_empty (pad));
  gradus_draw_pad_undo (pad);
  g_assert_false (gradus_draw_pad_is_empty (pad));
  gradus_draw_pad_undo (pad);
  g_assert_false (gradus_draw_pad_can_undo (pad));
  g_assert_true (gradus_draw_pad_is_empty (pad));
  gradus_draw_pad_redo (pad);
  g_assert_cmpfloat (gradus_draw_pad_ink (pad)[10 * 28 + 12], ==, 1);
  g_assert_true (gradus_draw_pad_can_redo (pad));
  gradus_draw_pad_begin (pad);
  g_assert_false (gradus_draw_pad_can_redo (pad));
  g_object_unref (widget);
}

/* A square in a corner comes to the middle, as large as the set's items. */
static void
test_drawing_fit (void)
{
  gfloat ink[28 * 28] = { 0 }, sum = 0;
  g_autofree gfloat *fitted = NULL;
  g_autofree gfloat *nothing = gradus_drawing_fit (ink, 28, 28, 20);

  for (gint i = 0; i < 28 * 28; i++)
    g_assert_cmpfloat (nothing[i], ==, 0);
  for (gint i = 0; i < 100; i++)
    ink[(i / 10) * 28 + i % 10] = 1;
  fitted = gradus_drawing_fit (ink, 28, 28, 20);
  for (gint i = 0; i < 28 * 28; i++)
    sum += fitted[i];
  g_assert_cmpfloat_with_epsilon (sum, 400, 1);
  g_assert_cmpfloat (fitted[14 * 28 + 14], ==, 1);
  g_assert_cmpfloat (fitted[6 * 28 + 6], ==, 1);
  g_assert_cmpfloat (fitted[2 * 28 + 14], ==, 0);
  g_clear_pointer (&fitted, g_free);
  fitted = gradus_drawing_fit (ink, 28, 28, 1000); /* no further than makes sense */
  g_assert_cmpfloat (fitted[14 * 28 + 0], <, .2f);
}

static void
test_drawing_side (void)
{
  guint8 pixels[3 * 8 * 8] = { 0 };
  g_autoptr (GrTensor) input = NULL;
  g_autoptr (GrDataset) set = NULL;

  pixels[2 * 8 + 3] = 200; /* one pixel; a line of five; nothing */
  for (gint x = 1; x < 6; x++)
    pixels[64 + 4 * 8 + x] = 255;
  input = gr_tensor_new_from (GR_UINT8, pixels, GR_INTS (3, 1, 8, 8), NULL);
  set = gr_dataset_from_tensors ("marks", &input, NULL, 1, NULL, NULL, 0, NULL);
  g_assert_cmpint (gradus_drawing_side (set), ==, 5);
}

/* --- the page -----------------------------------------------------------------------------------
 */

/* The page in a window, with a diagonal drawn and a model that it waits for. */
typedef struct
{
  GradusDocument *document;
  GradusDataSource *source;
  GradusEvaluation *evaluation;
  GradusPart *part;
  GtkWidget *window, *page;
  GradusDrawPad *pad;
} Drawing;

static void
set_up (Drawing *f, gconstpointer unused)
{
  f->document = gradus_document_new (shapes_classifier ());
  f->source = gradus_data_source_new (f->document);
  f->evaluation = gradus_evaluation_new ();
  f->window = adw_window_new ();
  f->page = gradus_draw_page_new (f->evaluation);
  f->pad = gradus_draw_page_pad (GRADUS_DRAW_PAGE (f->page));
  adw_window_set_content (ADW_WINDOW (f->window), f->page);
  run_until_loaded (f->source);
  f->part = gradus_data_source_part (f->source, "train");
  gradus_draw_page_set_part (GRADUS_DRAW_PAGE (f->page), f->part);
  gradus_evaluation_set_model (f->evaluation, "Run", shapes_classifier (), NULL);
  gradus_draw_pad_begin (f->pad);
  gradus_draw_pad_stroke (f->pad, 4, 4, 16, 16, FALSE);
}

static void
tear_down (Drawing *f, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (f->window));
  g_object_unref (f->evaluation);
  g_object_unref (f->source);
  g_object_unref (f->document);
}

static const char *
said (Drawing *f)
{
  return gradus_draw_page_text (GRADUS_DRAW_PAGE (f->page));
}

/* What the model says of what is on the pad now, @fitted or as it is. (transfer full) */
static char *
answer (Drawing *f, gboolean fitted)
{
  const gfloat *ink = gradus_draw_pad_ink (f->pad);
  g_autofree gfloat *fit = gradus_drawing_fit (ink, 28, 28, f->part->side);
  g_autoptr (GrDataset) drawing = gradus_drawing_dataset (fitted ? fit : ink, 28, 28, f->part->set,
                                                          NULL);
  g_autoptr (GrTensor) output = gradus_predictor_run (gradus_evaluation_predictor (f->evaluation),
                                                      drawing, 0, NULL);
  g_autofree char *name = NULL;
  gint best = 0;

  g_assert_cmpint (gr_tensor_numel (output), ==, 10);
  for (gint c = 1; c < 10; c++)
    if (GR_DATA (gfloat, output)[c] > GR_DATA (gfloat, output)[best])
      best = c;
  name = gradus_part_class_title (f->part, best);
  return g_strdup_printf ("%s, %.3g %%.", name, 100. * GR_DATA (gfloat, output)[best]);
}

static void
wait_for_model (Drawing *f)
{
  wait_while (!gradus_evaluation_predictor (f->evaluation));
}

/* Until it says what the model makes of the drawing. (transfer full) */
static char *
wait_for_answer (Drawing *f, gboolean fitted)
{
  char *wanted = answer (f, fitted);

  wait_while (!g_str_equal (said (f), wanted));
  return wanted;
}

/* What is drawn is predicted as the same pixels from a file are. */
static void
test_drawing_predicted (Drawing *f, gconstpointer unused)
{
  g_assert_null (
      gradus_evaluation_predictions (f->evaluation, f->part)); /* the pad needs no pass */
  wait_for_model (f);
  g_free (wait_for_answer (f, TRUE));
  gradus_draw_pad_clear (f->pad);
  wait_while (strstr (said (f), "%"));
}

/* Of what is drawn while a prediction is on its way the last is predicted after it. */
static void
test_drawn_meanwhile (Drawing *f, gconstpointer unused)
{
  g_autofree char *first = NULL, *last = NULL;

  wait_for_model (f);
  first = wait_for_answer (f, TRUE);
  gradus_draw_pad_stroke (f->pad, 4, 4, 24, 4, FALSE);
  gradus_draw_pad_stroke (f->pad, 4, 24, 24, 24, FALSE);
  last = wait_for_answer (f, TRUE);
  g_assert_cmpstr (last, !=, first);
}

/* A prediction on its way holds the page. */
static void
wait_for_nothing (Drawing *f, guint idle)
{
  wait_while (G_OBJECT (f->page)->ref_count > idle);
}

/* The model goes while one prediction is on its way and another is wanted. */
static void
test_model_goes (Drawing *f, gconstpointer unused)
{
  guint idle;

  wait_for_model (f);
  g_free (wait_for_answer (f, TRUE));
  idle = G_OBJECT (f->page)->ref_count;
  gradus_draw_pad_stroke (f->pad, 4, 4, 24, 4, FALSE);
  gradus_draw_pad_stroke (f->pad, 4, 24, 24, 24, FALSE);
  g_assert_cmpuint (G_OBJECT (f->page)->ref_count, >, idle);
  gradus_evaluation_set_model (f->evaluation, NULL, NULL, NULL);
  wait_for_nothing (f, idle);
  g_assert_nonnull (strstr (said (f), "Train the network"));

  gradus_evaluation_set_model (f->evaluation, "Run 2", shapes_classifier (), NULL);
  wait_for_model (f);
  g_free (wait_for_answer (f, TRUE));
}

/* So do the data, to such as cannot be drawn. */
static void
test_data_go (Drawing *f, gconstpointer unused)
{
  guint idle;

  wait_for_model (f);
  g_free (wait_for_answer (f, TRUE));
  idle = G_OBJECT (f->page)->ref_count;
  gradus_draw_pad_stroke (f->pad, 4, 4, 24, 4, FALSE);
  g_assert_cmpuint (G_OBJECT (f->page)->ref_count, >, idle);
  gradus_draw_page_set_part (GRADUS_DRAW_PAGE (f->page), NULL);
  wait_for_nothing (f, idle);
  gradus_draw_page_set_part (GRADUS_DRAW_PAGE (f->page), f->part);
}

/* The switch decides whether the drawing comes to the middle, and is heeded at once. */
static void
test_fit_switch (Drawing *f, gconstpointer unused)
{
  GtkSwitch *fit = GTK_SWITCH (find_widget (f->page, GTK_TYPE_SWITCH));
  g_autofree char *fitted = NULL, *as_drawn = NULL;

  g_assert_true (gtk_switch_get_active (fit));
  wait_for_model (f);
  fitted = wait_for_answer (f, TRUE);
  gtk_switch_set_active (fit, FALSE);
  as_drawn = wait_for_answer (f, FALSE);
  g_assert_cmpstr (as_drawn, !=, fitted);
  gtk_switch_set_active (fit, TRUE);
  g_free (wait_for_answer (f, TRUE));
}

int
main (int argc, char **argv)
{
  init_data_test (&argc, &argv);
  g_test_add_func ("/data-drawing/pad", test_draw_pad);
  g_test_add_func ("/data-drawing/centred", test_drawing_fit);
  g_test_add_func ("/data-drawing/side", test_drawing_side);
#define ADD(name, function)                                                                        \
  g_test_add ("/data-drawing/" name, Drawing, NULL, set_up, function, tear_down)
  ADD ("predicted", test_drawing_predicted);
  ADD ("meanwhile", test_drawn_meanwhile);
  ADD ("model-goes", test_model_goes);
  ADD ("data-go", test_data_go);
  ADD ("fit", test_fit_switch);
  return g_test_run ();
}
