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

/* What is drawn is predicted as the same pixels from a file are. */
static void
test_drawing_predicted (void)
{
  g_autoptr (GradusDocument) document = gradus_document_new (shapes_classifier ());
  g_autoptr (GradusDataSource) source = gradus_data_source_new (document);
  g_autoptr (GradusEvaluation) evaluation = gradus_evaluation_new ();
  GtkWidget *window = adw_window_new (), *page = gradus_draw_page_new (evaluation);
  GradusDrawPad *pad = gradus_draw_page_pad (GRADUS_DRAW_PAGE (page));
  GradusPart *part;
  gint best = 0;

  adw_window_set_content (ADW_WINDOW (window), page);
  run_until_loaded (source);
  part = gradus_data_source_part (source, "train");
  gradus_draw_page_set_part (GRADUS_DRAW_PAGE (page), part);
  gradus_evaluation_set_model (evaluation, "Run", shapes_classifier (), NULL);
  gradus_draw_pad_begin (pad);
  gradus_draw_pad_stroke (pad, 4, 4, 24, 24, FALSE);
  g_assert_null (gradus_evaluation_predictions (evaluation, part)); /* the pad needs no pass */
  wait_while (!gradus_evaluation_predictor (evaluation));

  g_autofree gfloat *fitted = gradus_drawing_fit (gradus_draw_pad_ink (pad), 28, 28, part->side);
  g_autoptr (GrDataset) drawing = gradus_drawing_dataset (fitted, 28, 28, part->set, NULL);
  g_autoptr (GrTensor) output = gradus_predictor_run (gradus_evaluation_predictor (evaluation),
                                                      drawing, 0, NULL);
  g_assert_cmpint (gr_tensor_numel (output), ==, 10);
  for (gint c = 1; c < 10; c++)
    if (GR_DATA (gfloat, output)[c] > GR_DATA (gfloat, output)[best])
      best = c;
  wait_while (
      !strstr (gradus_draw_page_text (GRADUS_DRAW_PAGE (page)), part->set->class_names[best]));
  gradus_draw_pad_clear (pad);
  wait_while (strstr (gradus_draw_page_text (GRADUS_DRAW_PAGE (page)), "%"));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  init_data_test (&argc, &argv);
  g_test_add_func ("/data-drawing/pad", test_draw_pad);
  g_test_add_func ("/data-drawing/fit", test_drawing_fit);
  g_test_add_func ("/data-drawing/side", test_drawing_side);
  g_test_add_func ("/data-drawing/predicted", test_drawing_predicted);
  return g_test_run ();
}
