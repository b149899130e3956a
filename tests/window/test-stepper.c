/* test-stepper.c - GradusStepper: recording a batch of a document, going about in it, and what ends
 * it.
 */
#include "step/stepper.h"

#include "training-helpers.h"

/* A stepper, and what it told. */
typedef struct
{
  GradusDocument *document;
  GradusStepper *stepper;
  guint n_captured, n_moved, n_selected;
  char *failure;
} Steps;

static void
note_step_failure (GradusStepper *stepper, const char *sentence, Steps *s)
{
  g_free (s->failure);
  s->failure = g_strdup (sentence);
}

static void
count (guint *n)
{
  (*n)++;
}

static void
steps_open (Steps *s, GradusDocument *document)
{
  s->document = g_object_ref (document);
  s->stepper = gradus_stepper_new (document);
  g_signal_connect_swapped (s->stepper, "captured", G_CALLBACK (count), &s->n_captured);
  g_signal_connect_swapped (s->stepper, "moved", G_CALLBACK (count), &s->n_moved);
  g_signal_connect_swapped (s->stepper, "selected", G_CALLBACK (count), &s->n_selected);
  g_signal_connect (s->stepper, "failed", G_CALLBACK (note_step_failure), s);
}

static void
steps_set_up (Steps *s, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  GrProject *project = gr_project_from_json (spirals, -1, "spirals", &error);
  g_autoptr (GradusDocument) document = gradus_document_new (project);

  g_assert_no_error (error);
  steps_open (s, document);
}

static void
steps_tear_down (Steps *s, gconstpointer unused)
{
  g_signal_handlers_disconnect_by_data (s->stepper, s);
  g_object_unref (s->stepper);
  g_object_unref (s->document);
  g_free (s->failure);
}

static void
capture (Steps *s)
{
  const guint before = s->n_captured;

  gradus_stepper_capture (s->stepper);
  g_assert_true (gradus_stepper_capturing (s->stepper));
  wait_while (gradus_stepper_capturing (s->stepper));
  g_assert_cmpstr (s->failure, ==, NULL);
  g_assert_cmpuint (s->n_captured, ==, before + 1);
  g_assert_nonnull (gradus_stepper_trace (s->stepper));
}

/* "addmm fc1": what is called where. */
static char *
shown (Steps *s)
{
  const GrTraceCall *call = gradus_stepper_call (s->stepper);

  return g_strdup_printf ("%s %s", call ? gr_op_schema (call->op)->name : "update",
                          gradus_stepper_block (s->stepper));
}

#define assert_shown(s, what)                                                                      \
  do                                                                                               \
    {                                                                                              \
      g_autofree char *text = shown (s);                                                           \
      g_assert_cmpstr (text, ==, what);                                                            \
    }                                                                                              \
  while (0)

/* Every call is a place, in order, and after them every parameter. */
static void
test_places (Steps *s, gconstpointer unused)
{
  guint n = 0, first;

  g_assert_null (gradus_stepper_trace (s->stepper));
  g_assert_null (gradus_stepper_place (s->stepper));
  gradus_stepper_next (s->stepper); /* where there is nothing, nothing happens */
  gradus_stepper_last (s->stepper);
  gradus_stepper_next_block (s->stepper);
  gradus_stepper_set_playing (s->stepper, TRUE);
  g_assert_false (gradus_stepper_playing (s->stepper));
  g_assert_cmpuint (s->n_moved, ==, 0);

  capture (s);
  g_assert_cmpuint (s->n_moved, ==, 1);
  g_assert_cmpuint (gradus_stepper_position (s->stepper), ==, 0);
  for (GrStage stage = GR_STAGE_FORWARD; stage <= GR_STAGE_UPDATE; stage++)
    {
      const guint here = gradus_stepper_stage (s->stepper, stage, &first);

      g_assert_cmpuint (here, >, 0);
      g_assert_cmpuint (first, ==, n);
      n += here;
    }
  g_assert_cmpuint (n, ==, gradus_stepper_n_places (s->stepper));
  g_assert_cmpuint (gradus_stepper_stage (s->stepper, GR_STAGE_UPDATE, &first), ==, 4);
  for (guint i = 0; i < gr_trace_n_calls (gradus_stepper_trace (s->stepper)); i++)
    g_assert_cmpint (gradus_stepper_place_at (s->stepper, i)->call, ==, i);
}

/* One operator, one block, one stage at a time, to both ends and no further. */
static void
test_moves (Steps *s, gconstpointer unused)
{
  guint last, loss, backward;

  capture (s);
  last = gradus_stepper_n_places (s->stepper) - 1;
  gradus_stepper_stage (s->stepper, GR_STAGE_LOSS, &loss);
  gradus_stepper_stage (s->stepper, GR_STAGE_BACKWARD, &backward);
  assert_shown (s, "linear fc1");
  gradus_stepper_back (s->stepper);
  gradus_stepper_home (s->stepper);
  gradus_stepper_back_block (s->stepper);
  g_assert_cmpuint (s->n_moved, ==, 1);
  gradus_stepper_next (s->stepper);
  assert_shown (s, "tanh tanh");
  gradus_stepper_next_block (s->stepper);
  assert_shown (s, "linear fc2");
  gradus_stepper_next_block (s->stepper);
  assert_shown (s, "log_softmax loss");
  gradus_stepper_next (s->stepper);
  assert_shown (s, "nll_loss loss");
  gradus_stepper_back_block (s->stepper); /* to where the block begins, before the one before */
  assert_shown (s, "log_softmax loss");
  gradus_stepper_back_block (s->stepper);
  assert_shown (s, "linear fc2");
  gradus_stepper_back_block (s->stepper);
  assert_shown (s, "tanh tanh");

  gradus_stepper_last (s->stepper);
  assert_shown (s, "linear fc2");
  g_assert_cmpuint (gradus_stepper_position (s->stepper), ==, loss - 1);
  gradus_stepper_last (s->stepper);
  g_assert_cmpuint (gradus_stepper_position (s->stepper), ==, backward - 1);
  gradus_stepper_last (s->stepper);
  gradus_stepper_last (s->stepper);
  g_assert_cmpuint (gradus_stepper_position (s->stepper), ==, last);
  assert_shown (s, "update fc2");
  g_assert_cmpuint (gradus_stepper_update (s->stepper)->number, ==, 3);
  gradus_stepper_last (s->stepper);
  gradus_stepper_next (s->stepper);
  gradus_stepper_next_block (s->stepper);
  gradus_stepper_go (s->stepper, last + 1);
  g_assert_cmpuint (gradus_stepper_position (s->stepper), ==, last);
  gradus_stepper_home (s->stepper);
  gradus_stepper_home (s->stepper);
  g_assert_cmpuint (gradus_stepper_position (s->stepper), ==, backward);
  gradus_stepper_go_to_call (s->stepper, 1);
  assert_shown (s, "tanh tanh");
  gradus_stepper_go_to_call (s->stepper, GR_TRACE_NONE);
  assert_shown (s, "tanh tanh");
}

static void
test_plays (Steps *s, gconstpointer unused)
{
  capture (s);
  gradus_stepper_set_speed (s->stepper, 500);
  gradus_stepper_set_playing (s->stepper, TRUE);
  g_assert_true (gradus_stepper_playing (s->stepper));
  wait_while (gradus_stepper_playing (s->stepper));
  g_assert_cmpuint (gradus_stepper_position (s->stepper), ==,
                    gradus_stepper_n_places (s->stepper) - 1);
  g_assert_cmpuint (s->n_moved, ==, gradus_stepper_n_places (s->stepper));
  /* From the beginning then, until somebody moves. */
  gradus_stepper_set_playing (s->stepper, TRUE);
  g_assert_cmpuint (gradus_stepper_position (s->stepper), ==, 0);
  gradus_stepper_next (s->stepper);
  g_assert_false (gradus_stepper_playing (s->stepper));
}

static void
test_selects (Steps *s, gconstpointer unused)
{
  gint weight;

  capture (s);
  weight = (gint) gr_trace_find (gradus_stepper_trace (s->stepper), "fc1.weight")->number;
  gradus_stepper_select (s->stepper, weight, 3);
  gradus_stepper_select (s->stepper, weight, 3);
  g_assert_cmpuint (s->n_selected, ==, 1);
  g_assert_cmpint (gradus_stepper_selected_tensor (s->stepper), ==, weight);
  g_assert_cmpint (gradus_stepper_selected_element (s->stepper), ==, 3);
  gradus_stepper_next (s->stepper);
  g_assert_cmpuint (s->n_selected, ==, 2);
  g_assert_cmpint (gradus_stepper_selected_tensor (s->stepper), ==, GR_TRACE_NONE);
  g_assert_cmpint (gradus_stepper_selected_element (s->stepper), ==, -1);
}

static gdouble
number_at (Steps *s, const char *name, gint64 element)
{
  return gr_tensor_get (gr_trace_find (gradus_stepper_trace (s->stepper), name)->values, element).d;
}

/* The batch is what was asked for, and the same wish gives the same bits. */
static void
test_wishes (Steps *s, gconstpointer unused)
{
  gdouble first, second;
  GrTensor *input;

  capture (s);
  g_assert_cmpint (gr_trace_batch_size (gradus_stepper_trace (s->stepper)), ==, 1);
  first = number_at (s, "fc2", 1);
  second = number_at (s, "input", 0);
  gradus_stepper_last (s->stepper);
  capture (s);
  g_assert_cmpfloat (number_at (s, "fc2", 1), ==, first);
  assert_shown (s, "linear fc2"); /* where one was */

  gradus_stepper_set_item (s->stepper, "test", 4);
  gradus_stepper_set_batch_size (s->stepper, 5);
  gradus_stepper_set_dtype (s->stepper, GR_FLOAT64);
  gradus_stepper_set_until (s->stepper, GR_STAGE_LOSS);
  capture (s);
  input = gr_trace_find (gradus_stepper_trace (s->stepper), "input")->values;
  g_assert_cmpint (input->dtype, ==, GR_FLOAT64);
  g_assert_cmpint (input->shape[0], ==, 5);
  g_assert_cmpfloat (number_at (s, "input", 0), !=, second);
  g_assert_cmpint (gr_trace_until (gradus_stepper_trace (s->stepper)), ==, GR_STAGE_LOSS);

  gradus_stepper_set_item (s->stepper, "test", 58); /* of 60 */
  capture (s);
  g_assert_cmpint (gr_trace_batch_size (gradus_stepper_trace (s->stepper)), ==, 2);
}

/* A set of one's own in place of the document's. */
static void
test_own_set (Steps *s, gconstpointer unused)
{
  static const gfloat point[] = { 0.25f, -0.5f };
  static const gint64 class = 1;
  GrTensor *input = gr_tensor_new_from (GR_FLOAT32, point, GR_INTS (1, 2), NULL);
  GrTensor *target = gr_tensor_new_from (GR_INT64, &class, GR_INTS (1), NULL);
  g_autoptr (GrDataset) set = gr_dataset_from_tensors ("drawn", &input, NULL, 1, target, NULL, 3,
                                                       NULL);

  gradus_stepper_set_item (s->stepper, "train", 7);
  gradus_stepper_set_set (s->stepper, set);
  capture (s);
  g_assert_cmpfloat (number_at (s, "input", 0), ==, 0.25);
  g_assert_cmpfloat (number_at (s, "input", 1), ==, -0.5);
  gr_tensor_unref (input);
  gr_tensor_unref (target);
}

/* What is recorded is of the project as it is; where its blocks stand is no matter. */
static void
test_edit_ends (Steps *s, gconstpointer unused)
{
  g_autoptr (GrEdit) move = gr_edit_move_block ("fc1", 40, 30);
  g_autoptr (GrEdit) edit = gr_edit_set_attribute ("fc1", "out_features", gr_setting_int (8));
  g_autoptr (JsonNode) optimizer = json_from_string ("{\"name\": \"adam\"}", NULL);

  capture (s);
  g_assert_true (gradus_document_apply (s->document, move, NULL, NULL));
  g_assert_nonnull (gradus_stepper_trace (s->stepper));
  g_assert_null (gradus_stepper_remark (s->stepper));
  g_assert_true (gradus_document_apply (s->document, edit, NULL, NULL));
  g_assert_null (gradus_stepper_trace (s->stepper));
  g_assert_cmpuint (s->n_captured, ==, 2);
  g_assert_nonnull (gradus_stepper_remark (s->stepper));
  capture (s);
  g_assert_null (gradus_stepper_remark (s->stepper));
  g_assert_cmpint (gr_trace_find (gradus_stepper_trace (s->stepper), "fc1")->form->shape[1], ==, 8);

  g_assert_true (
      gradus_document_set_section (s->document, "optimizer", optimizer, NULL, NULL, NULL));
  g_assert_null (gradus_stepper_trace (s->stepper));
  /* Also one that comes while it is recorded. */
  gradus_stepper_capture (s->stepper);
  gradus_document_undo (s->document);
  g_assert_false (gradus_stepper_capturing (s->stepper));
  capture (s);
  gradus_stepper_end (s->stepper);
  g_assert_null (gradus_stepper_trace (s->stepper));
  g_assert_null (gradus_stepper_remark (s->stepper));
}

/* A model that cannot run says so before anybody asks. */
static void
test_obstacle (Steps *s, gconstpointer unused)
{
  g_autoptr (GrEdit) cut = gr_edit_remove_link ("tanh", 0);

  g_assert_null (gradus_stepper_obstacle (s->stepper));
  g_assert_true (gradus_document_apply (s->document, cut, NULL, NULL));
  g_assert_nonnull (strstr (gradus_stepper_obstacle (s->stepper), "tanh"));
  gradus_stepper_capture (s->stepper);
  g_assert_false (gradus_stepper_capturing (s->stepper));
  g_assert_cmpstr (s->failure, ==, gradus_stepper_obstacle (s->stepper));
  gradus_document_undo (s->document);
  g_assert_null (gradus_stepper_obstacle (s->stepper));
  g_assert_true (gradus_document_set_section (s->document, "data", NULL, NULL, NULL, NULL));
  g_assert_nonnull (gradus_stepper_obstacle (s->stepper));
}

/* --- beside a run -------------------------------------------------------------------------------
 */

/* All weights that the model keeps, as bytes. (transfer full) */
static GBytes *
kept_bytes (GradusDocument *document)
{
  GrKept *kept = gr_model_kept (gradus_document_model (document));
  GByteArray *bytes = g_byte_array_new ();

  for (guint i = 0; i < 4; i++)
    {
      GrTensor *value = gr_kept_value (kept, i < 2 ? "fc1" : "fc2", "", i % 2 ? "bias" : "weight");

      g_byte_array_append (bytes, gr_tensor_data (value),
                           (guint) (gr_tensor_numel (value) * sizeof (gfloat)));
    }
  return g_byte_array_free_to_bytes (bytes);
}

/* The run that is paused after its first epoch, and is stepped through there where @s is given,
 * ends with these weights. (transfer full) */
static GBytes *
train_with_pause (Fixture *f, Steps *s)
{
  gradus_training_epoch (f->training);
  wait_for (f, GRADUS_TRAINING_PAUSED);
  wait_while (gr_kept_size (gr_model_kept (gradus_document_model (f->document))) == 0);
  if (s)
    {
      GrKept *kept = gr_model_kept (gradus_document_model (f->document));

      capture (s);
      g_assert_cmpfloat (number_at (s, "fc1.weight", 0), ==,
                         gr_tensor_get (gr_kept_value (kept, "fc1", "", "weight"), 0).d);
      gradus_stepper_last (s->stepper);
    }
  gradus_training_start (f->training);
  wait_for (f, GRADUS_TRAINING_IDLE);
  return kept_bytes (f->document);
}

static void
test_paused_run (Fixture *f, gconstpointer saved)
{
  Fixture other = { 0 };
  Steps s = { 0 };
  g_autoptr (GBytes) stepped = NULL, alone = NULL;

  steps_open (&s, f->document);
  stepped = train_with_pause (f, &s);
  g_assert_nonnull (gradus_stepper_trace (s.stepper));
  g_assert_nonnull (gradus_stepper_remark (s.stepper)); /* the weights are others now */
  steps_tear_down (&s, NULL);
  set_up (&other, saved);
  alone = train_with_pause (&other, NULL);
  g_assert_true (g_bytes_equal (stepped, alone));
  tear_down (&other, saved);
}

int
main (int argc, char **argv)
{
  static const gboolean saved = TRUE;

  g_test_init (&argc, &argv, NULL);
  gradus_init ();
#define ADD(name, function)                                                                        \
  g_test_add ("/stepper/" name, Steps, NULL, steps_set_up, function, steps_tear_down)
  ADD ("places", test_places);
  ADD ("moves", test_moves);
  ADD ("plays", test_plays);
  ADD ("selects", test_selects);
  ADD ("wishes", test_wishes);
  ADD ("own-set", test_own_set);
  ADD ("edit-ends", test_edit_ends);
  ADD ("obstacle", test_obstacle);
  g_test_add ("/stepper/paused-run", Fixture, &saved, set_up, test_paused_run, tear_down);
  return g_test_run ();
}
