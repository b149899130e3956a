/* test-safetensors.c - safetensors files: read without copying, written, and refused where
 * malformed. */
#include "folder.h"
#include "io/safetensors.h"

static void
test_read (void)
{
  g_autofree char *path = golden_path ("small.safetensors");
  g_autoptr (GError) error = NULL;
  g_autoptr (GrNamedTensors) list = gr_safetensors_read (path, &error);
  g_autoptr (GrTensor) kept = NULL;
  GrTensor *weight;

  g_assert_no_error (error);
  g_assert_cmpuint (gr_named_tensors_length (list), ==, 5);
  g_assert_cmpstr (gr_named_tensors_name (list, 0), ==, "fc.weight");
  g_assert_cmpstr (gr_named_tensors_name (list, 4), ==, "nothing");
  g_assert_cmpstr (gr_named_tensors_get_metadata (list, "made by"), ==, "a “test” \\ é");
  g_assert_null (gr_named_tensors_get_metadata (list, "else"));
  g_assert_null (gr_named_tensors_get (list, "else"));
  weight = gr_named_tensors_get (list, "fc.weight");
  g_assert_cmpint (weight->dtype, ==, GR_FLOAT32);
  g_assert_cmpint (weight->shape[1], ==, 3);
  g_assert_true (weight->storage->read_only);
  g_assert_cmpfloat (gr_tensor_get (weight, 5).d, ==, 5);
  g_assert_cmpint (gr_tensor_get (gr_named_tensors_get (list, "steps"), 0).i, ==, 41);
  g_assert_cmpfloat (gr_tensor_get (gr_named_tensors_get (list, "half"), 3).d, ==, 0.75);
  g_assert_cmpint (gr_tensor_get (gr_named_tensors_get (list, "mask"), 1).i, ==, 0);
  g_assert_cmpint (gr_named_tensors_get (list, "nothing")->shape[1], ==, 5);

  /* A tensor keeps the mapping it looks into. */
  kept = gr_tensor_ref (weight);
  g_clear_pointer (&list, gr_named_tensors_unref);
  g_assert_cmpfloat (gr_tensor_get (kept, 4).d, ==, 4);
}

static void
test_write (void)
{
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "w.safetensors", NULL);
  g_autofree char *golden = golden_path ("small.safetensors");
  g_autoptr (GError) error = NULL;
  g_autoptr (GrNamedTensors) list = gr_safetensors_read (golden, NULL);
  g_autoptr (GrNamedTensors) back = NULL;
  GrTensor *weight = gr_named_tensors_get (list, "fc.weight");
  g_autoptr (GrTensor) turned = gr_tensor_new_view (weight, GR_INTS (3, 2), GR_INTS (1, 3), 0,
                                                    NULL);
  g_autofree char *text = NULL;
  guint64 header;

  gr_named_tensors_set_metadata (list, "note", "tab\tquote\" end");
  g_assert_true (gr_named_tensors_add (list, "turned “\"” name", turned, NULL));
  g_assert_true (gr_safetensors_write (list, path, &error));
  g_assert_no_error (error);
  back = gr_safetensors_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gr_named_tensors_length (back), ==, 6);
  g_assert_cmpstr (gr_named_tensors_get_metadata (back, "note"), ==, "tab\tquote\" end");
  for (gsize i = 0; i < 6; i++)
    {
      GrTensor *a = gr_named_tensors_at (list, i), *b = gr_named_tensors_at (back, i);

      g_assert_cmpstr (gr_named_tensors_name (list, i), ==, gr_named_tensors_name (back, i));
      g_assert_cmpint (a->dtype, ==, b->dtype);
      g_assert_true (gr_tensor_same_shape (a, b));
      for (gint64 k = 0; k < gr_tensor_numel (a); k++)
        g_assert_cmpfloat (gr_tensor_get (a, k).d, ==, gr_tensor_get (b, k).d);
    }
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  memcpy (&header, text, 8);
  g_assert_cmpuint ((GUINT64_FROM_LE (header) + 8) % 64, ==, 0);

  g_assert_false (gr_named_tensors_add (back, "steps", weight, &error));
  assert_error_says (error, "“steps” is given twice");
  g_assert_false (gr_safetensors_write (list, "/nowhere/x.safetensors", &error));
  assert_error_says (error, "Cannot save “/nowhere/x.safetensors”");
  folder_remove (folder);
}

static void
test_empty (void)
{
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "none.safetensors", NULL);
  g_autoptr (GrNamedTensors) none = gr_named_tensors_new ();
  g_autoptr (GrNamedTensors) back = NULL;

  g_assert_true (gr_safetensors_write (none, path, NULL));
  back = gr_safetensors_read (path, NULL);
  g_assert_cmpuint (gr_named_tensors_length (back), ==, 0);
  folder_remove (folder);
}

/* A file of this header and @n bytes of data is refused with @part. */
static void
assert_refused (const char *header, gsize n, const char *part)
{
  char *folder = folder_new ();
  g_autoptr (GString) data = g_string_new (NULL);
  guint64 length = GUINT64_TO_LE ((guint64) strlen (header));
  g_autofree char *path = NULL;
  g_autofree char *zeros = g_malloc0 (n + 1);
  g_autoptr (GError) error = NULL;

  g_string_append_len (data, (const char *) &length, 8);
  g_string_append (data, header);
  g_string_append_len (data, zeros, (gssize) n);
  path = folder_write (folder, "bad.safetensors", data->str, data->len);
  g_assert_null (gr_safetensors_read (path, &error));
  g_assert_nonnull (strstr (error->message, "bad.safetensors” is not a valid safetensors file: "));
  assert_error_says (error, part);
  folder_remove (folder);
}

#define ENTRY(dtype, shape, begin, end)                                                            \
  "{\"dtype\":\"" dtype "\",\"shape\":" shape ",\"data_offsets\":[" #begin "," #end "]}"

static void
test_malformed (void)
{
  assert_refused ("{\"a\":" ENTRY ("F32", "[2]", 0, 8) "}", 4, "lies at bytes 0 to 8");
  assert_refused ("{\"a\":" ENTRY ("F32", "[2]", 8, 0) "}", 8, "lies at bytes 8 to 0");
  assert_refused ("{\"a\":" ENTRY ("F32", "[3]", 0, 8) "}", 8, "does not fit the 8 bytes");
  assert_refused ("{\"a\":" ENTRY ("F32", "[1]", 4, 8) "}", 8, "hole before tensor “a”");
  assert_refused ("{\"a\":" ENTRY ("F32", "[1]", 0, 4) "}", 8, "end at byte 4 of 8");
  assert_refused ("{\"a\":" ENTRY ("F32", "[2]", 0, 8) ",\"b\":" ENTRY ("F32", "[1]", 4, 8) "}", 8,
                  "“b” overlaps");
  assert_refused ("{\"a\":" ENTRY ("F32", "[1]", 0, 4) ",\"a\":" ENTRY ("F32", "[1]", 4, 8) "}", 8,
                  "“a” is given twice");
  assert_refused ("{\"a\":" ENTRY ("F8_E4M3", "[4]", 0, 4) "}", 4, "“F8_E4M3”");
  assert_refused ("{\"a\":" ENTRY ("F32", "[4294967296,4294967296]", 0, 0) "}", 0, "does not fit");
  assert_refused ("{\"a\":" ENTRY ("F32", "[99999999999999999999]", 0, 0) "}", 0, "below 2^63");
  assert_refused ("{\"a\":" ENTRY ("F32", "[-1]", 0, 4) "}", 4, "not negative");
  assert_refused ("{\"a\":" ENTRY ("F32", "[1.0]", 0, 4) "}", 4, "']' expected");
  assert_refused ("{\"a\":" ENTRY ("U8", "[1,1,1,1,1,1,1,1,1]", 0, 1) "}", 1, "8 dimensions");
  assert_refused ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "data_offsets once");
  assert_refused ("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\"}}", 4, "once");
  assert_refused ("{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 4, "'{' expected");
  assert_refused ("{\"a", 0, "the end of a string");
  assert_refused ("{\"\\ud800\":", 0, "a valid escape");
  assert_refused ("{\"\\u0000\":", 0, "a valid escape");
  assert_refused ("{\"\xff\":", 0, "not UTF-8");
  assert_refused ("", 0, "'{' expected");
  assert_refused ("{} x", 0, "nothing more expected");
}

static void
assert_bytes_refused (const char *folder, gconstpointer data, gsize n, const char *part)
{
  g_autofree char *path = folder_write (folder, "bad.safetensors", data, n);
  g_autoptr (GError) error = NULL;

  g_assert_null (gr_safetensors_read (path, &error));
  assert_error_says (error, part);
}

static void
test_cut_off (void)
{
  g_autofree char *golden = golden_path ("small.safetensors");
  g_autofree char *data = NULL;
  char *folder = folder_new ();
  guint64 length = GUINT64_TO_LE (G_GUINT64_CONSTANT (100000001));
  gsize n;

  g_assert_true (g_file_get_contents (golden, &data, &n, NULL));
  for (gsize k = 0; k < n; k++)
    assert_bytes_refused (folder, data, k, "is not a valid safetensors file");
  assert_bytes_refused (folder, data, 7, "cut off: it has only 7 bytes");
  assert_bytes_refused (folder, data, 100, "cut off: its header has");
  memcpy (data, &length, 8);
  assert_bytes_refused (folder, data, n, "more than the 100000000 that are allowed");
  memset (data, 0xff, 8);
  assert_bytes_refused (folder, data, n, "more than the 100000000 that are allowed");
  folder_remove (folder);
}

/* A bool that is neither 0 nor 1 would be trusted by the compiler. */
static void
test_bad_bool (void)
{
  const char header[] = "{\"a\":" ENTRY ("BOOL", "[2]", 0, 2) "}";
  guint64 length = GUINT64_TO_LE ((guint64) strlen (header));
  g_autoptr (GString) data = g_string_new_len ((const char *) &length, 8);
  char *folder = folder_new ();

  g_string_append (data, header);
  g_string_append (data, "\1\2");
  assert_bytes_refused (folder, data->str, data->len, "“a” is BOOL but holds a byte of 2");
  folder_remove (folder);
}

/* A header whose end is not on a multiple of 4 leaves its tensors unaligned: they are copied. */
static void
test_unaligned (void)
{
  const char header[]
      = "{\"b\":" ENTRY ("U8", "[1]", 0, 1) ",\"a\":" ENTRY ("F32", "[2]", 1, 9) "}";
  guint64 length = GUINT64_TO_LE ((guint64) strlen (header));
  const gfloat values[] = { 1.5f, -2 };
  g_autoptr (GString) data = g_string_new_len ((const char *) &length, 8);
  char *folder = folder_new ();
  g_autofree char *path = NULL;
  g_autoptr (GrNamedTensors) list = NULL;
  GrTensor *a;

  g_string_append (data, header);
  g_string_append_c (data, 7);
  g_string_append_len (data, (const char *) values, sizeof values);
  path = folder_write (folder, "odd.safetensors", data->str, data->len);
  list = gr_safetensors_read (path, NULL);
  a = gr_named_tensors_get (list, "a");
  g_assert_cmpuint ((guintptr) gr_tensor_data (a) % 4, ==, 0);
  g_assert_cmpfloat (gr_tensor_get (a, 1).d, ==, -2);
  folder_remove (folder);
}

/* Files with some bytes changed are read or refused, never worse. */
static void
test_damaged (void)
{
  g_autofree char *golden = golden_path ("small.safetensors");
  g_autofree char *data = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  char *folder = folder_new ();
  gsize n;

  g_assert_true (g_file_get_contents (golden, &data, &n, NULL));
  for (gint round = 0; round < 1000; round++)
    {
      g_autofree char *copy = g_memdup2 (data, n);
      g_autofree char *path = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GrNamedTensors) list = NULL;

      for (gint k = 0; k < 2; k++)
        copy[g_rand_int_range (random, 8, (gint) n)] = (char) g_rand_int (random);
      path = folder_write (folder, "damaged", copy, n);
      list = gr_safetensors_read (path, &error);
      g_assert_true ((list == NULL) == (error != NULL));
    }
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/safetensors/read", test_read);
  g_test_add_func ("/safetensors/write", test_write);
  g_test_add_func ("/safetensors/empty", test_empty);
  g_test_add_func ("/safetensors/malformed", test_malformed);
  g_test_add_func ("/safetensors/cut-off", test_cut_off);
  g_test_add_func ("/safetensors/bad-bool", test_bad_bool);
  g_test_add_func ("/safetensors/unaligned", test_unaligned);
  g_test_add_func ("/safetensors/damaged", test_damaged);
  return g_test_run ();
}
