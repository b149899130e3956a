/* test-metrics.c - scores against PyTorch's operators (golden/metrics.json), the series of a run
 * read while it grows, and the snapshot. */
#include <json-glib/json-glib.h>
#include <math.h>
#include <pthread.h>

#include "train/metrics.h"
#include "train/series.h"
#include "train/snapshot.h"

/* --- metrics ---------------------------------------------------------------------------------- */

static JsonObject *
golden (void)
{
  static JsonParser *parser;
  GError            *error = NULL;

  if (!parser)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", "metrics.json", NULL);

      parser = json_parser_new ();
      json_parser_load_from_file (parser, path, &error);
      g_assert_no_error (error);
    }
  return json_node_get_object (json_parser_get_root (parser));
}

static void
assert_golden (gdouble value, const char *name)
{
  gdouble expected = json_object_get_double_member (golden (), name);

  if (!(fabs (value - expected) <= 1e-12))
    g_error ("%s: %.17g, but PyTorch has %.17g", name, value, expected);
}

static const gint sizes[] = { 7, 7, 3 };

static void
add_all (GrMetrics *metrics, GrDType dtype)
{
  gint first = 0;

  for (gint b = 0; b < 3; b++)
    {
      gint                 n = sizes[b];
      gint                 width = gr_metrics_kind (metrics) == GR_METRICS_CLASSES ? 5 : 2;
      gboolean             binary = gr_metrics_kind (metrics) == GR_METRICS_BINARY;
      g_autoptr (GrTensor) output = NULL;
      g_autoptr (GrTensor) target = NULL;
      g_autoptr (GError)   error = NULL;

      if (binary)
        width = 1;
      output = gr_tensor_new (dtype, GR_CPU, GR_INTS (n, width), NULL);
      target = width == 2 ? gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (n, 2), NULL)
                          : gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (n), NULL);
      for (gint k = 0; k < n; k++)
        for (gint j = 0; j < width; j++)
          {
            gint    i = first + k;
            gdouble number = 100 + cos (i + j);
            gint64  class = (3 * i + i * i) % 4;

            gr_tensor_set (output, k * width + j,
                           gr_float (width == 5 ? sin (1.7 * i + 2.3 * j) : number));
            if (width == 2)
              gr_tensor_set (target, k * 2 + j, gr_float (number + 0.3 * sin (3 * i + 5 * j)));
            else if (j == 0)
              gr_tensor_set (target, k, gr_int (binary ? class > 1 : class));
          }
      g_assert_true (gr_metrics_add (metrics, n, 1.0 / (b + 1), output, target, &error));
      g_assert_no_error (error);
      first += n;
    }
}

static void
test_classes (void)
{
  g_autoptr (GrMetrics) metrics = gr_metrics_new (GR_METRICS_CLASSES, 0);
  JsonArray            *confusion = json_object_get_array_member (golden (), "confusion");
  const gint64         *counts;
  gint64                n;

  g_assert_null (gr_metrics_confusion (metrics, &n));
  for (gint round = 0; round < 2; round++)
    {
      GrScore score;

      gr_metrics_reset (metrics);
      add_all (metrics, round ? GR_FLOAT32 : GR_FLOAT64);
      score = gr_metrics_score (metrics);
      g_assert_cmpint (score.items, ==, 17);
      assert_golden (score.loss, "loss");
      assert_golden (score.accuracy, "accuracy");
      g_assert_true (isnan (score.rmse));
    }
  counts = gr_metrics_confusion (metrics, &n);
  g_assert_cmpint (n, ==, 5);
  for (guint i = 0; i < 25; i++)
    g_assert_cmpint (counts[i], ==, json_array_get_int_element (confusion, i));
  for (gint c = 0; c < 5; c++)
    {
      JsonNode *precision
          = json_array_get_element (json_object_get_array_member (golden (), "precision"), c);
      JsonNode *recall
          = json_array_get_element (json_object_get_array_member (golden (), "recall"), c);

      if (json_node_is_null (precision))
        g_assert_true (isnan (gr_metrics_precision (metrics, c)));
      else
        g_assert_cmpfloat (gr_metrics_precision (metrics, c), ==, json_node_get_double (precision));
      if (json_node_is_null (recall))
        g_assert_true (isnan (gr_metrics_recall (metrics, c)));
      else
        g_assert_cmpfloat (gr_metrics_recall (metrics, c), ==, json_node_get_double (recall));
    }
}

static void
test_values (void)
{
  g_autoptr (GrMetrics) metrics = gr_metrics_new (GR_METRICS_VALUES, 0);
  GrScore               score;

  add_all (metrics, GR_FLOAT64);
  score = gr_metrics_score (metrics);
  assert_golden (score.loss, "loss");
  assert_golden (score.mae, "mae");
  assert_golden (score.rmse, "rmse");
  assert_golden (score.r2, "r2");
  g_assert_true (isnan (score.accuracy));
}

static void
test_binary (void)
{
  g_autoptr (GrMetrics) metrics = gr_metrics_new (GR_METRICS_BINARY, 100.2);

  add_all (metrics, GR_FLOAT64);
  assert_golden (gr_metrics_score (metrics).accuracy, "binary");
}

/* One batch of three items that fits metrics of @kind: outputs and targets at random. */
static void
add_random (GrMetrics *metrics, GrMetricsKind kind, GrGenerator *generator)
{
  const gboolean       values = kind == GR_METRICS_VALUES;
  const gint64         columns = kind == GR_METRICS_BINARY ? 1 : 4;
  g_autoptr (GrTensor) output = gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (3, columns), NULL);
  g_autoptr (GrTensor) target
      = values ? gr_tensor_new (GR_FLOAT64, GR_CPU, GR_INTS (3, columns), NULL)
               : gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (3), NULL);
  g_autoptr (GError) error = NULL;

  for (gint64 i = 0; i < gr_tensor_numel (output); i++)
    gr_tensor_set (output, i, gr_float (gr_generator_uniform (generator) - 0.5));
  for (gint64 i = 0; i < gr_tensor_numel (target); i++)
    gr_tensor_set (target, i, values ? gr_float (10 + gr_generator_uniform (generator))
                                     : gr_int (i % 2));
  gr_metrics_add (metrics, 3, gr_generator_uniform (generator), output, target, &error);
  g_assert_no_error (error);
}

static void
assert_same (gdouble a, gdouble b)
{
  g_assert_true (a == b || (isnan (a) && isnan (b)));
}

/* Sums that went through a checkpoint go on as if they had not, before the first batch too. */
static void
test_go_on (void)
{
  for (GrMetricsKind kind = GR_METRICS_LOSS; kind <= GR_METRICS_VALUES; kind++)
    for (gint batches = 0; batches < 3; batches++)
      {
        g_autoptr (GrMetrics) metrics = gr_metrics_new (kind, 0);
        g_autoptr (GrMetrics) other = gr_metrics_new (kind, 0);
        g_autoptr (GrTensor)  saved = NULL;
        GrGenerator           a = { 5, 0 }, b;
        GrScore               is, was;

        for (gint i = 0; i < batches; i++)
          add_random (metrics, kind, &a);
        b = a;
        saved = gr_metrics_save (metrics);
        g_assert_true (gr_metrics_load (other, saved, NULL));
        for (gint i = 0; i < 2; i++)
          {
            add_random (metrics, kind, &a);
            add_random (other, kind, &b);
          }
        was = gr_metrics_score (metrics);
        is = gr_metrics_score (other);
        g_assert_cmpint (is.items, ==, 3 * (batches + 2));
        assert_same (is.loss, was.loss);
        assert_same (is.accuracy, was.accuracy);
        assert_same (is.mae, was.mae);
        assert_same (is.rmse, was.rmse);
        assert_same (is.r2, was.r2);
        g_assert_cmpint (isnan (is.r2), ==, kind != GR_METRICS_VALUES);
      }
}

/* Probabilities as a target: the likeliest class is the true one. */
static void
test_probabilities (void)
{
  static const gfloat   outputs[] = { 0, 2, 1, 3, 2, 1 };
  static const gfloat   targets[] = { 0.1, 0.6, 0.3, 0.2, 0.1, 0.7 };
  g_autoptr (GrMetrics) metrics = gr_metrics_new (GR_METRICS_CLASSES, 0);
  g_autoptr (GrTensor)  output = gr_tensor_new_from (GR_FLOAT32, outputs, GR_INTS (2, 3), NULL);
  g_autoptr (GrTensor)  target = gr_tensor_new_from (GR_FLOAT32, targets, GR_INTS (2, 3), NULL);
  const gint64         *confusion;
  gint64                n;

  g_assert_true (gr_metrics_add (metrics, 2, 1, output, target, NULL));
  confusion = gr_metrics_confusion (metrics, &n);
  g_assert_cmpint (n, ==, 3);
  g_assert_cmpint (confusion[1 * 3 + 1], ==, 1);
  g_assert_cmpint (confusion[2 * 3 + 0], ==, 1);
  g_assert_cmpfloat (gr_metrics_score (metrics).accuracy, ==, 0.5);
}

static void
test_ignored (void)
{
  static const gfloat   outputs[] = { 0, 2, 3, 1, 5, 4 };
  static const gint64   targets[] = { 1, 0, 255 };
  g_autoptr (GrMetrics) metrics = gr_metrics_new (GR_METRICS_CLASSES, 0);
  g_autoptr (GrTensor)  output = gr_tensor_new_from (GR_FLOAT32, outputs, GR_INTS (3, 2), NULL);
  g_autoptr (GrTensor)  target = gr_tensor_new_from (GR_INT64, targets, GR_INTS (3), NULL);
  g_autoptr (GError)    error = NULL;

  g_assert_false (gr_metrics_add (metrics, 3, 1, output, target, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_DATA);
  gr_metrics_reset (metrics);
  gr_metrics_ignore (metrics, 255);
  g_assert_true (gr_metrics_add (metrics, 3, 1, output, target, NULL));
  g_assert_cmpfloat (gr_metrics_score (metrics).accuracy, ==, 1);
}

static void
test_refused (void)
{
  g_autoptr (GrMetrics) metrics = gr_metrics_new (GR_METRICS_CLASSES, 0);
  g_autoptr (GrTensor)  output = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (1, 3), NULL);
  g_autoptr (GrTensor)  target = gr_tensor_new_from (GR_INT64, (gint64[]){ 3 }, GR_INTS (1), NULL);
  g_autoptr (GrTensor)  two = gr_tensor_new_from (GR_INT64, (gint64[]){ 0, 1 }, GR_INTS (2), NULL);
  g_autoptr (GError)    error = NULL;

  for (gint i = 0; i < 3; i++)
    gr_tensor_set (output, i, gr_float (i));
  g_assert_false (gr_metrics_add (metrics, 1, 0, output, target, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_DATA);
  g_assert_cmpstr (error->message, ==,
                   "A target is class 3, but the model tells 3 classes apart, 0 to 2");
  g_clear_error (&error);
  g_assert_false (gr_metrics_add (metrics, 1, 0, output, two, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_SHAPE);
}

/* --- series and snapshot, with a reader that looks while they change -------------------------- */

#define POINTS 100000

typedef struct
{
  GrSeries        *series;
  GrSnapshotBox    box;
  _Atomic gboolean torn, lost;
} Shared;

static gpointer
read_all (gpointer user)
{
  Shared *shared = user;
  gsize   seen = 0;
  gint64  newest = 0;

  while (seen < POINTS)
    {
      gsize      length = gr_series_length (shared->series);
      GrSnapshot snapshot;

      for (; seen < length; seen++)
        if (*(const gfloat *) gr_series_at (shared->series, seen) != (gfloat) seen)
          shared->lost = TRUE;
      gr_snapshot_box_get (&shared->box, &snapshot);
      if (snapshot.epochs != snapshot.step || snapshot.loss != snapshot.step
          || snapshot.seconds_left != snapshot.step || snapshot.step < newest)
        shared->torn = TRUE;
      newest = snapshot.step;
    }
  return NULL;
}

static void
test_reader (void)
{
  Shared    shared = { gr_series_new (sizeof (gfloat)) };
  pthread_t reader;

  g_assert_cmpint (pthread_create (&reader, NULL, read_all, &shared), ==, 0);
  for (gint i = 0; i < POINTS; i++)
    {
      GrSnapshot snapshot = { .epochs = i, .step = i, .loss = i, .seconds_left = i };
      gfloat     point = i;

      gr_snapshot_box_put (&shared.box, &snapshot);
      gr_series_append (shared.series, &point);
    }
  pthread_join (reader, NULL);
  g_assert_false (shared.torn);
  g_assert_false (shared.lost);
  gr_series_free (shared.series);
}

static void
test_reserve (void)
{
  g_autoptr (GrSeries) series = gr_series_new (3);

  gr_series_reserve (series, 5000);
  g_assert_cmpuint (gr_series_length (series), ==, 0);
  for (gint i = 0; i < 9000; i++)
    gr_series_append (series, (guint8[]){ i, i >> 8, 7 });
  for (gint i = 0; i < 9000; i++)
    {
      const guint8 *element = gr_series_at (series, i);

      g_assert_cmpint (element[0] | element[1] << 8, ==, i);
      g_assert_cmpint (element[2], ==, 7);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/classes", test_classes);
  g_test_add_func ("/metrics/values", test_values);
  g_test_add_func ("/metrics/binary", test_binary);
  g_test_add_func ("/metrics/go-on", test_go_on);
  g_test_add_func ("/metrics/probabilities", test_probabilities);
  g_test_add_func ("/metrics/ignored", test_ignored);
  g_test_add_func ("/metrics/refused", test_refused);
  g_test_add_func ("/series/reader", test_reader);
  g_test_add_func ("/series/reserve", test_reserve);
  return g_test_run ();
}
