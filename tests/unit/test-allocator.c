/* test-allocator.c - the caching allocator: reuse, figures, injected failure, threads; and storages
 * on a device that is not the CPU, which go through its buffer table. */
#include "backend.h"
#include "tensor/allocator.h"

#include <string.h>

static GrAllocatorFigures
figures (void)
{
  GrAllocatorFigures now;

  gr_allocator_figures (&now);
  return now;
}

static void
test_reuse (void)
{
  GrAllocatorFigures before, after;
  gpointer           first, second;

  gr_allocator_trim ();
  before = figures ();
  first = gr_allocator_alloc (1000, NULL);
  gr_allocator_free (first, 1000);
  second = gr_allocator_alloc (1020, NULL); /* the same class */
  g_assert_true (first == second);
  after = figures ();
  g_assert_cmpuint (after.n_system_allocations, ==, before.n_system_allocations + 1);
  g_assert_cmpuint (after.n_requests, ==, before.n_requests + 2);
  g_assert_cmpuint (after.bytes_in_use, ==, before.bytes_in_use + 1024);
  g_assert_cmpuint (after.bytes_cached, ==, 0);
  gr_allocator_free (second, 1020);
  after = figures ();
  g_assert_cmpuint (after.bytes_in_use, ==, before.bytes_in_use);
  g_assert_cmpuint (after.bytes_cached, ==, 1024);
  gr_allocator_trim ();
  g_assert_cmpuint (figures ().bytes_cached, ==, 0);
}

/* Every size up to 70,000, and those around each power of two, fits its class, which wastes an
 * eighth at most. */
static void
check_size (gsize nbytes)
{
  gsize    before = figures ().bytes_in_use;
  gsize    rounded;
  guint8  *block = gr_allocator_alloc (nbytes, NULL);

  g_assert_nonnull (block);
  g_assert_cmpuint ((guintptr) block % GR_ALIGNMENT, ==, 0);
  block[0] = 1;
  block[nbytes - 1] = 1;
  rounded = figures ().bytes_in_use - before;
  g_assert_cmpuint (rounded, >=, nbytes);
  g_assert_cmpuint (rounded, <=, MAX (nbytes + 63, nbytes + nbytes / 8));
  gr_allocator_free (block, nbytes);
  g_assert_cmpuint (figures ().bytes_in_use, ==, before);
}

static void
test_sizes (void)
{
  for (gsize nbytes = 1; nbytes <= 70000; nbytes++)
    check_size (nbytes);
  for (guint log2 = 16; log2 <= 26; log2++)
    for (gssize step = -1; step <= 1; step++)
      check_size (((gsize) 1 << log2) + (gsize) step);
  gr_allocator_trim ();
}

/* What a training step does: the second time, nothing comes from the system. */
static void
one_step (void)
{
  g_autoptr (GrTensor) a = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (64, 1, 28, 28), NULL);
  g_autoptr (GrTensor) b = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (64, 6, 24, 24), NULL);
  g_autoptr (GrTensor) c = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (64), NULL);
  g_autoptr (GrTensor) n = gr_tensor_new_number (gr_float (0.5));

  g_assert_true (a && b && c && n);
}

static void
test_steady_state (void)
{
  guint64 settled;
  gsize   cached;

  one_step ();
  settled = figures ().n_system_allocations;
  cached = figures ().bytes_cached;
  for (gint i = 0; i < 100; i++)
    one_step ();
  g_assert_cmpuint (figures ().n_system_allocations, ==, settled);
  g_assert_cmpuint (figures ().bytes_cached, ==, cached);
}

static void
test_injected_failure (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTensor) first = NULL;
  g_autoptr (GrTensor) second = NULL;
  g_autoptr (GrTensor) third = NULL;

  gr_allocator_fail_nth (2);
  first = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (3), &error);
  g_assert_no_error (error);
  second = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (3), &error);
  g_assert_null (second);
  g_assert_error (error, GR_ERROR, GR_ERROR_MEMORY);
  third = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (3), NULL);
  g_assert_nonnull (third);
  g_assert_false (gr_allocator_fail_nth (5));
  g_assert_true (gr_allocator_fail_nth (0));
}

static void
test_too_much (void)
{
  gsize              impossible[] = { (gsize) 1 << 45, (gsize) 1 << 48, G_MAXSIZE };
  GrAllocatorFigures before = figures ();

  for (guint i = 0; i < G_N_ELEMENTS (impossible); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (gr_allocator_alloc (impossible[i], &error));
      g_assert_error (error, GR_ERROR, GR_ERROR_MEMORY);
    }
  g_assert_cmpuint (figures ().bytes_in_use, ==, before.bytes_in_use);
}

/* Each thread marks its blocks and finds its mark again. */
static gpointer
churn (gpointer mark)
{
  for (guint i = 1; i <= 2000; i++)
    {
      gsize   nbytes = 64 * (i % 37 + 1);
      guint8 *block = gr_allocator_alloc (nbytes, NULL);

      memset (block, GPOINTER_TO_INT (mark), nbytes);
      for (gsize k = 0; k < nbytes; k += 64)
        g_assert_cmpint (block[k], ==, GPOINTER_TO_INT (mark));
      gr_allocator_free (block, nbytes);
    }
  return NULL;
}

static void
test_threads (void)
{
  gsize    before = figures ().bytes_in_use;
  GThread *threads[4];

  for (gint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("churn", churn, GINT_TO_POINTER (i + 1));
  for (gint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (figures ().bytes_in_use, ==, before);
}

/* --- another device ------------------------------------------------------------------------- */

static gint device_blocks;

static gint
count_devices (void)
{
  return 1;
}

static gpointer
device_alloc (gint index, gsize nbytes, GError **error)
{
  device_blocks++;
  return g_malloc (nbytes);
}

static void
device_free (gint index, gpointer data, gsize nbytes)
{
  device_blocks--;
  g_free (data);
}

static gboolean
device_copy (gint index, gpointer to, gconstpointer from, gsize nbytes, GError **error)
{
  memcpy (to, from, nbytes);
  return TRUE;
}

static GrBackend backend = {
  .abi = GR_BACKEND_ABI,
  .type = GR_DEVICE_CUDA,
  .name = "of this test",
  .device = { .count = count_devices },
  .buffer = { device_alloc, device_free, device_copy, device_copy, device_copy },
};

static void
test_no_backend (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (gr_tensor_new (GR_FLOAT32, GR_CUDA (0), GR_INTS (2), &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_DEVICE);
  g_assert_cmpstr (error->message, ==, "There is no device cuda:0: no backend for it is loaded");
}

static void
test_backend (void)
{
  GrBackend        old = { .abi = GR_BACKEND_ABI + 1, .type = GR_DEVICE_CUDA, .name = "old" };
  float            values[] = { 1, 2, 3, 4 };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTensor) host = gr_tensor_new_from (GR_FLOAT32, values, GR_INTS (2, 2), NULL);
  g_autoptr (GrTensor) back = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (2, 2), NULL);
  GrTensor *there, *element;

  g_assert_false (gr_backend_register (&old, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_DEVICE);
  g_clear_error (&error);
  g_assert_true (gr_backend_register (&backend, NULL));
  g_assert_false (gr_backend_register (&backend, &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_DEVICE);
  g_clear_error (&error);
  g_assert_null (gr_tensor_new (GR_FLOAT32, GR_CUDA (1), GR_INTS (2), &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_DEVICE);

  there = gr_tensor_new (GR_FLOAT32, GR_CUDA (0), GR_INTS (2, 2), NULL);
  g_assert_cmpint (device_blocks, ==, 1);
  g_assert_true (gr_tensor_transfer (host, there, NULL));
  g_assert_true (gr_tensor_transfer (there, back, NULL));
  g_assert_cmpmem (gr_tensor_data (back), sizeof values, values, sizeof values);
  text = gr_tensor_to_string (there);
  g_assert_cmpstr (text, ==, "tensor([[1., 2.],\n        [3., 4.]], device='cuda:0')");
  element = gr_tensor_new_view (there, GR_EMPTY_INTS, GR_EMPTY_INTS, 2, NULL);
  g_assert_cmpfloat (gr_tensor_to_double (element), ==, 3);
  gr_tensor_unref (there);
  g_assert_cmpint (device_blocks, ==, 1);
  gr_tensor_unref (element);
  g_assert_cmpint (device_blocks, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/allocator/reuse", test_reuse);
  g_test_add_func ("/allocator/sizes", test_sizes);
  g_test_add_func ("/allocator/steady-state", test_steady_state);
  g_test_add_func ("/allocator/injected-failure", test_injected_failure);
  g_test_add_func ("/allocator/too-much", test_too_much);
  g_test_add_func ("/allocator/threads", test_threads);
  g_test_add_func ("/backend/none", test_no_backend);
  g_test_add_func ("/backend/storages", test_backend);
  return g_test_run ();
}
