/* test-io.c - atomic writing, IDX, npy and npz, gzipped or not, whole or malformed. */
#include "folder.h"
#include "io/atomic.h"
#include "io/file-stamp.h"
#include "io/gzip.h"
#include "io/idx.h"
#include "io/npy.h"

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- atomic writing -------------------------------------------------------------------------- */

static void
test_atomic (void)
{
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "old", "before", 6);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GrAtomicFile) file = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf about;

  g_chmod (path, 0640);
  g_assert_true (gr_atomic_write (path, "after", 5, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "after");
  g_assert_cmpint (g_stat (path, &about), ==, 0);
  g_assert_cmpint (about.st_mode & 0777, ==, 0640);
  g_assert_true (gr_atomic_write_at_once (path, "at once", 7, &error));
  gr_atomic_sync (path);
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "at once");
  g_assert_cmpuint (folder_count (folder), ==, 1);

  /* Through a link, what it points to is written, and the link stays. */
  g_assert_cmpint (symlink (path, link), ==, 0);
  g_assert_true (gr_atomic_write (link, "linked", 6, &error));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "linked");

  /* Without a commit nothing has happened, and nothing is left behind. */
  file = gr_atomic_file_open (path, &error);
  g_assert_true (gr_atomic_file_write (file, "lost", 4, &error));
  g_clear_pointer (&file, gr_atomic_file_free);
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "linked");
  g_assert_cmpuint (folder_count (folder), ==, 2);

  g_assert_false (gr_atomic_write ("/dev/full", "x", 1, &error));
  assert_error_says (error, "Cannot save “/dev/full”: it is not a regular file");
  g_assert_false (gr_atomic_write (folder, "x", 1, &error));
  assert_error_says (error, "Is a directory");
  g_assert_false (gr_atomic_write ("/nowhere/at/all", "x", 1, &error));
  assert_error_says (error, "Cannot save “/nowhere/at/all”: No such file or directory");
  folder_remove (folder);
}

/* The stamp is of what was written, not of what others have put in its place. */
static void
test_stamp (void)
{
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "old", "before", 6);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *ours = NULL, *theirs = NULL;
  g_autoptr (GrAtomicFile) file = NULL;

  g_assert_cmpint (symlink (path, link), ==, 0);
  file = gr_atomic_file_open (link, NULL);
  g_assert_true (gr_atomic_file_write (file, "ours", 4, NULL));
  g_assert_null (gr_atomic_file_stamp (file));
  g_assert_true (gr_atomic_file_commit (file, NULL));
  ours = gr_file_stamp (path);
  g_assert_cmpstr (gr_atomic_file_stamp (file), ==, ours);
  g_assert_true (gr_atomic_write (path, "another's", 9, NULL));
  theirs = gr_file_stamp (path);
  g_assert_cmpstr (theirs, !=, ours);
  g_assert_cmpstr (gr_atomic_file_stamp (file), ==, ours);

  g_assert_null (gr_file_stamp ("/nowhere/at/all"));
  g_assert_true (gr_same_file (path, link));
  g_assert_false (gr_same_file (path, NULL));
  g_assert_false (gr_same_file (path, "/dev/full"));
  folder_remove (folder);
}

/* A file that cannot grow is what a full disk is to write(). */
static void
test_atomic_too_large (void)
{
  if (g_test_subprocess ())
    {
      const char *path = g_getenv ("GRADUS_TEST_PATH");
      g_autofree char *data = g_malloc0 (100000);
      g_autoptr (GError) error = NULL;
      struct rlimit limit = { 4096, 4096 };

      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &limit);
      g_assert_false (gr_atomic_write (path, data, 100000, &error));
      assert_error_says (error, "File too large");
      return;
    }
  {
    char *folder = folder_new ();
    g_autofree char *path = folder_write (folder, "weights", "whole", 5);
    g_autofree char *text = NULL;

    g_setenv ("GRADUS_TEST_PATH", path, TRUE);
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed ();
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "whole");
    g_assert_cmpuint (folder_count (folder), ==, 1);
    folder_remove (folder);
  }
}

static void
test_atomic_full_disk (void)
{
  if (g_test_subprocess ())
    {
      const char *folder = g_getenv ("GRADUS_TEST_PATH");
      g_autofree char *data = g_malloc0 (100000);
      g_autofree char *path = NULL;
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;

      if (unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
          || mount ("none", folder, "tmpfs", 0, "size=32k") != 0)
        {
          g_free (folder_write (folder, "no-mount", "", 0));
          return;
        }
      path = folder_write (folder, "weights", "whole", 5);
      g_assert_false (gr_atomic_write (path, data, 100000, &error));
      assert_error_says (error, "No space left on device");
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, "whole");
      g_assert_cmpuint (folder_count (folder), ==, 1);
      return;
    }
  {
    char *folder = folder_new ();
    g_autofree char *no_mount = g_build_filename (folder, "no-mount", NULL);

    g_setenv ("GRADUS_TEST_PATH", folder, TRUE);
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed ();
    if (g_file_test (no_mount, G_FILE_TEST_EXISTS))
      g_test_skip ("a small file system cannot be mounted here");
    folder_remove (folder);
  }
}

static void
test_atomic_unwritable (void)
{
  if (g_test_subprocess ())
    {
      const char *path = g_getenv ("GRADUS_TEST_PATH");
      g_autoptr (GError) error = NULL;

      if (geteuid () == 0 && seteuid (65534) != 0)
        return;
      g_assert_false (gr_atomic_write (path, "x", 1, &error));
      assert_error_says (error, "Permission denied");
      /* Becoming somebody else forbids LeakSanitizer's look at the end. */
      (void) !seteuid (getuid ());
      prctl (PR_SET_DUMPABLE, 1);
      return;
    }
  {
    char *folder = folder_new ();
    g_autofree char *old = folder_write (folder, "old", "whole", 5);
    g_autofree char *text = NULL;

    g_chmod (folder, 0555);
    g_setenv ("GRADUS_TEST_PATH", old, TRUE);
    g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed ();
    g_chmod (folder, 0755);
    g_assert_true (g_file_get_contents (old, &text, NULL, NULL));
    g_assert_cmpstr (text, ==, "whole");
    folder_remove (folder);
  }
}

/* --- IDX ------------------------------------------------------------------------------------- */

static const guint8 idx[] = { 0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6 };

static void
assert_idx (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTensor) tensor = gr_idx_read (path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tensor->dtype, ==, GR_UINT8);
  g_assert_cmpint (tensor->ndim, ==, 2);
  g_assert_cmpint (tensor->shape[0], ==, 2);
  g_assert_cmpint (tensor->shape[1], ==, 3);
  g_assert_cmpmem (gr_tensor_data (tensor), 6, idx + 12, 6);
}

static void
test_idx (void)
{
  static const guint8 wide[] = { 0, 0, 0x0b, 1, 0, 0, 0, 2, 1, 2, 0xff, 0xff };
  char *folder = folder_new ();
  g_autoptr (GBytes) zip = gzipped (idx, sizeof idx);
  g_autofree char *plain = folder_write (folder, "plain", idx, sizeof idx);
  g_autofree char *zipped
      = folder_write (folder, "zipped", g_bytes_get_data (zip, NULL), g_bytes_get_size (zip));
  g_autofree char *shorts = folder_write (folder, "shorts", wide, sizeof wide);
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTensor) tensor = NULL;

  assert_idx (plain);
  assert_idx (zipped);
  tensor = gr_idx_read (shorts, &error);
  g_assert_no_error (error);
  g_assert_cmpint (GR_DATA (gint16, tensor)[0], ==, 0x0102);
  g_assert_cmpint (GR_DATA (gint16, tensor)[1], ==, -1);
  folder_remove (folder);
}

/* A header of 0 items is a whole file. */
static void
test_idx_empty (void)
{
  static const guint8 none[] = { 0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28 };
  char *folder = folder_new ();
  g_autoptr (GBytes) zip = gzipped (none, sizeof none);
  g_autofree char *plain = folder_write (folder, "plain", none, sizeof none);
  g_autofree char *zipped
      = folder_write (folder, "zipped", g_bytes_get_data (zip, NULL), g_bytes_get_size (zip));
  const char *const paths[] = { plain, zipped };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GrTensor) tensor = gr_idx_read (paths[i], &error);

      g_assert_no_error (error);
      g_assert_cmpint (tensor->ndim, ==, 3);
      g_assert_cmpint (tensor->shape[0], ==, 0);
    }
  folder_remove (folder);
}

static void
assert_idx_refused (const char *folder, gconstpointer data, gsize n, const char *part)
{
  g_autofree char *path = folder_write (folder, "bad-idx3-ubyte", data, n);
  g_autoptr (GError) error = NULL;

  g_assert_null (gr_idx_read (path, &error));
  g_assert_nonnull (strstr (error->message, "bad-idx3-ubyte"));
  assert_error_says (error, part);
}

static void
test_idx_malformed (void)
{
  char *folder = folder_new ();
  guint8 data[64];
  g_autoptr (GBytes) zip = gzipped (idx, sizeof idx);
  gsize n = g_bytes_get_size (zip);
  g_autoptr (GError) error = NULL;

  for (gsize k = 0; k < sizeof idx; k++)
    assert_idx_refused (folder, idx, k, "is cut off");
  memcpy (data, idx, sizeof idx);
  assert_idx_refused (folder, data, sizeof idx + 1, "goes on after the 18 bytes");
  data[2] = 7;
  assert_idx_refused (folder, data, sizeof idx, "is not an IDX file");
  memcpy (data, "\0\0\x08\4\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 20);
  assert_idx_refused (folder, data, 20, "more than fit");
  memcpy (data, "\0\0\x0e\1\x40\0\0\0", 8);
  assert_idx_refused (folder, data, 8, "more than fit");

  for (gsize k = 3; k < n; k++)
    assert_idx_refused (folder, g_bytes_get_data (zip, NULL), k, "“bad-idx3-ubyte”");
  memcpy (data, g_bytes_get_data (zip, NULL), n);
  data[n - 6] ^= 1; /* the checksum */
  assert_idx_refused (folder, data, n, "is corrupt");

  g_assert_null (gr_idx_read ("/nowhere", &error));
  assert_error_says (error, "Cannot read “/nowhere”: No such file");
  g_assert_null (gr_idx_read (folder, &error));
  assert_error_says (error, "Is a directory");
  g_assert_null (gr_idx_read ("/dev/null", &error));
  assert_error_says (error, "Cannot read “/dev/null”");
  folder_remove (folder);
}

/* A small file that unpacks to a large one stops at the bound that its reader gave. */
static void
test_bound (void)
{
  char *folder = folder_new ();
  g_autofree guint8 *zeros = g_malloc0 (1 << 20);
  g_autoptr (GBytes) zip = gzipped (zeros, 1 << 20);
  g_autofree char *path
      = folder_write (folder, "zeros.gz", g_bytes_get_data (zip, NULL), g_bytes_get_size (zip));
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *whole = NULL;
  gsize n;

  g_assert_null (gr_read_file (path, 100000, &n, &error));
  assert_error_says (error, "“zeros.gz” holds more than 100000 bytes");
  whole = gr_read_file (path, 1 << 20, &n, &error);
  g_assert_cmpuint (n, ==, 1 << 20);
  folder_remove (folder);
}

/* --- npy ------------------------------------------------------------------------------------- */

/* Every golden array that is 2×3 holds arange (6) times @scale. */
static void
assert_grid (const char *name, GrDType dtype, gdouble scale)
{
  g_autofree char *path = golden_path (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTensor) tensor = gr_npy_read (path, &error);

  g_assert_no_error (error);
  g_assert_cmpint (tensor->dtype, ==, dtype);
  g_assert_cmpint (tensor->ndim, ==, 2);
  g_assert_cmpint (tensor->shape[0], ==, 2);
  g_assert_cmpint (tensor->shape[1], ==, 3);
  for (gint64 i = 0; i < 6; i++)
    g_assert_cmpfloat (gr_tensor_get (tensor, i).d, ==, (gdouble) i * scale);
}

static void
test_npy (void)
{
  g_autofree char *scalar_path = golden_path ("scalar.npy");
  g_autofree char *empty_path = golden_path ("empty.npy");
  g_autofree char *bool_path = golden_path ("bool.npy");
  g_autofree char *fortran_path = golden_path ("fortran.npy");
  g_autoptr (GrTensor) scalar = gr_npy_read (scalar_path, NULL);
  g_autoptr (GrTensor) empty = gr_npy_read (empty_path, NULL);
  g_autoptr (GrTensor) bools = gr_npy_read (bool_path, NULL);
  g_autoptr (GrTensor) fortran = gr_npy_read (fortran_path, NULL);

  assert_grid ("float32.npy", GR_FLOAT32, 1);
  assert_grid ("fortran.npy", GR_FLOAT64, 1);
  assert_grid ("big-endian.npy", GR_INT32, 1);
  assert_grid ("version-2.npy", GR_INT64, 1);
  assert_grid ("version-3.npy", GR_INT16, 1);
  assert_grid ("half.npy", GR_FLOAT16, 0.5);
  g_assert_cmpint (scalar->ndim, ==, 0);
  g_assert_cmpfloat (gr_tensor_to_double (scalar), ==, 7.5);
  g_assert_cmpint (empty->shape[0], ==, 0);
  g_assert_cmpint (empty->shape[1], ==, 4);
  g_assert_cmpint (bools->dtype, ==, GR_BOOL);
  g_assert_cmpint (gr_tensor_get (bools, 1).i, ==, 0);
  g_assert_cmpint (fortran->stride[0], ==, 1);
  g_assert_cmpint (fortran->stride[1], ==, 2);
}

static void
assert_npy_refused (const char *name, const char *part)
{
  g_autofree char *path = golden_path (name);
  g_autoptr (GError) error = NULL;

  g_assert_null (gr_npy_read (path, &error));
  assert_error_says (error, part);
}

static void
assert_npy_text_refused (const char *dictionary, const char *part)
{
  g_autoptr (GString) data = g_string_new_len ("\x93NUMPY\1\0", 8);
  g_autoptr (GError) error = NULL;

  g_string_append_c (data, (char) strlen (dictionary));
  g_string_append_c (data, 0);
  g_string_append (data, dictionary);
  g_string_append_len (data, "12345678", 8);
  g_assert_null (gr_npy_parse (data->str, data->len, "bad.npy", &error));
  g_assert_nonnull (strstr (error->message, "bad.npy"));
  assert_error_says (error, part);
}

static void
test_npy_malformed (void)
{
  g_autofree char *path = golden_path ("float32.npy");
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize n;

  assert_npy_refused ("structured.npy", "structured array");
  assert_npy_refused ("unsigned.npy", "NumPy's type “<u4”");
  g_assert_true (g_file_get_contents (path, &data, &n, NULL));
  for (gsize k = 0; k < n; k++)
    {
      g_assert_null (gr_npy_parse (data, k, "short.npy", &error));
      assert_error_says (error, "“short.npy” is not a readable npy file");
    }
  data[6] = 9;
  g_assert_null (gr_npy_parse (data, n, "new.npy", &error));
  assert_error_says (error, "format version 9.0");

  assert_npy_text_refused ("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
                           "shape [3] and type float32 does not fit its 8 bytes");
  assert_npy_text_refused ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
                           "does not fit");
  assert_npy_text_refused ("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }",
                           "malformed");
  assert_npy_text_refused (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
      "does not fit");
  assert_npy_text_refused (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "malformed");
  assert_npy_text_refused (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1), }", "8 dimensions");
  assert_npy_text_refused ("{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2,), }",
                           "malformed");
  assert_npy_text_refused ("{'descr': '<f4', 'shape': (2,), }", "malformed");
  assert_npy_text_refused ("{'descr': '<f4", "malformed");
}

/* Writing and reading gives the same, whatever the strides; the layout is NumPy's. */
static void
test_npy_write (void)
{
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "x.npy", NULL);
  g_autofree char *data = NULL;
  static const gint32 values[] = { 0, 1, 2, 3, 4, 5 };
  g_autoptr (GrTensor) tensor = gr_tensor_new_from (GR_INT32, values, GR_INTS (2, 3), NULL);
  g_autoptr (GrTensor) turned
      = gr_tensor_new_view (tensor, GR_INTS (3, 2), GR_INTS (1, 3), 0, NULL);
  g_autoptr (GrTensor) brain = gr_tensor_new (GR_BFLOAT16, GR_CPU, GR_INTS (2), NULL);
  g_autoptr (GrTensor) back = NULL;
  g_autoptr (GError) error = NULL;
  gsize n;

  g_assert_true (gr_npy_write (turned, path, &error));
  g_assert_no_error (error);
  back = gr_npy_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (back->shape[0], ==, 3);
  for (gint64 i = 0; i < 6; i++)
    g_assert_cmpint (gr_tensor_get (back, i).i, ==, gr_tensor_get (turned, i).i);
  g_assert_true (g_file_get_contents (path, &data, &n, NULL));
  g_assert_cmpuint (n % 64, ==, 24);
  g_assert_nonnull (
      strstr (data + 10, "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 2), }"));

  g_assert_false (gr_npy_write (brain, path, &error));
  assert_error_says (error, "NumPy has no type for bfloat16");
  folder_remove (folder);
}

/* --- npz ------------------------------------------------------------------------------------- */

static void
test_npz (void)
{
  g_autofree char *stored_path = golden_path ("stored.npz");
  g_autofree char *deflated_path = golden_path ("deflated.npz");
  g_autoptr (GError) error = NULL;
  g_autoptr (GrNamedTensors) stored = gr_npz_read (stored_path, &error);
  g_autoptr (GrNamedTensors) deflated = NULL;
  g_autoptr (GrNamedTensors) back = NULL;
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "copy.npz", NULL);
  GrTensor *x;

  g_assert_no_error (error);
  deflated = gr_npz_read (deflated_path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (gr_named_tensors_length (stored), ==, 2);
  g_assert_cmpstr (gr_named_tensors_name (stored, 0), ==, "x");
  g_assert_cmpfloat (gr_tensor_get (gr_named_tensors_get (stored, "x"), 5).d, ==, 5);
  x = gr_named_tensors_get (deflated, "x");
  g_assert_cmpint (x->shape[0], ==, 100);
  g_assert_cmpfloat (gr_tensor_get (x, 299).d, ==, 5);
  g_assert_cmpint (gr_tensor_get (gr_named_tensors_get (deflated, "y"), 98).i, ==, 98 % 3);

  g_assert_true (gr_npz_write (deflated, path, &error));
  g_assert_no_error (error);
  back = gr_npz_read (path, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (gr_tensor_data (gr_named_tensors_get (back, "x")), 1200, gr_tensor_data (x),
                   1200);
  folder_remove (folder);
}

static void
test_npz_malformed (void)
{
  const char *names[] = { "stored.npz", "deflated.npz" };
  char *folder = folder_new ();

  for (gsize f = 0; f < G_N_ELEMENTS (names); f++)
    {
      g_autofree char *path = golden_path (names[f]);
      g_autofree char *data = NULL;
      g_autoptr (GError) error = NULL;
      gsize n;

      g_assert_true (g_file_get_contents (path, &data, &n, NULL));
      for (gsize k = 0; k < n; k += 3)
        {
          g_autofree char *bad = folder_write (folder, "bad.npz", data, k);

          g_assert_null (gr_npz_read (bad, &error));
          assert_error_says (error, "bad.npz” is not a readable npz file");
        }
      /* Past the first member's header and name: its data, whose checksum then differs. */
      data[60] ^= 4;
      {
        g_autofree char *bad = folder_write (folder, "bad.npz", data, n);

        g_assert_null (gr_npz_read (bad, &error));
        assert_error_says (error, "in “x.npy”");
      }
    }
  folder_remove (folder);
}

/* Files with some bytes changed are read or refused, never worse (the sanitizers look on). */
static void
test_damaged (void)
{
  const char *names[] = { "stored.npz", "deflated.npz", "float32.npy", "fortran.npy" };
  char *folder = folder_new ();

  for (gsize f = 0; f < G_N_ELEMENTS (names); f++)
    {
      g_autofree char *path = golden_path (names[f]);
      g_autofree char *data = NULL;
      g_autoptr (GRand) random = g_rand_new_with_seed (7);
      gsize n;

      g_assert_true (g_file_get_contents (path, &data, &n, NULL));
      for (gint round = 0; round < 400; round++)
        {
          g_autofree char *copy = g_memdup2 (data, n);
          g_autofree char *bad = NULL;
          g_autoptr (GError) error = NULL;

          for (gint k = 0; k < 3; k++)
            copy[g_rand_int_range (random, 0, (gint) n)] = (char) g_rand_int (random);
          bad = folder_write (folder, "damaged", copy, n);
          if (g_str_has_suffix (names[f], ".npz"))
            {
              g_autoptr (GrNamedTensors) list = gr_npz_read (bad, &error);

              g_assert_true ((list == NULL) == (error != NULL));
            }
          else
            {
              g_autoptr (GrTensor) tensor = gr_npy_read (bad, &error);

              g_assert_true ((tensor == NULL) == (error != NULL));
            }
        }
    }
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/atomic", test_atomic);
  g_test_add_func ("/io/stamp", test_stamp);
  g_test_add_func ("/io/atomic/too-large", test_atomic_too_large);
  g_test_add_func ("/io/atomic/full-disk", test_atomic_full_disk);
  g_test_add_func ("/io/atomic/unwritable", test_atomic_unwritable);
  g_test_add_func ("/io/idx", test_idx);
  g_test_add_func ("/io/idx/empty", test_idx_empty);
  g_test_add_func ("/io/idx/malformed", test_idx_malformed);
  g_test_add_func ("/io/bound", test_bound);
  g_test_add_func ("/io/npy", test_npy);
  g_test_add_func ("/io/npy/malformed", test_npy_malformed);
  g_test_add_func ("/io/npy/write", test_npy_write);
  g_test_add_func ("/io/npz", test_npz);
  g_test_add_func ("/io/npz/malformed", test_npz_malformed);
  g_test_add_func ("/io/damaged", test_damaged);
  return g_test_run ();
}
