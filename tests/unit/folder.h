/* folder.h - a temporary folder for a test, its files, and errors that are expected of them. */
#pragma once

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "tensor/error.h"

static inline char *
folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("gradus-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

/* Removes the folder with all that is in it, and frees its name. */
static inline void
folder_remove (char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        folder_remove (path);
      else
        {
          g_unlink (path);
          g_free (path);
        }
    }
  g_rmdir (folder);
  g_free (folder);
}

/* Writes a file; the path is (transfer full). g_file_set_contents() waits for the disk, and so do
 * file systems when an old file is cut to nothing: so it is removed first. */
static inline char *
folder_write (const char *folder, const char *name, gconstpointer data, gsize n)
{
  char *path = g_build_filename (folder, name, NULL);
  FILE *file;

  g_unlink (path);
  file = g_fopen (path, "wb");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (data, 1, n, file), ==, n);
  g_assert_cmpint (fclose (file), ==, 0);
  return path;
}

/* A condition to wait for. */
typedef struct
{
  const char *path;
  const char *text;
} FileText;

static inline gboolean
file_has (gpointer user)
{
  const FileText *wanted = user;
  g_autofree char *content = NULL;

  return g_file_get_contents (wanted->path, &content, NULL, NULL)
         && strstr (content, wanted->text);
}

static inline guint
folder_count (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

/* Gzips. (transfer full) */
static inline GBytes *
gzipped (gconstpointer data, gsize n)
{
  g_autoptr (GOutputStream) to = g_memory_output_stream_new_resizable ();
  g_autoptr (GConverter) converter
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autoptr (GOutputStream) zip = g_converter_output_stream_new (to, converter);

  g_assert_true (g_output_stream_write_all (zip, data, n, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (zip, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (to));
}

static inline char *
golden_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "golden", "files", name, NULL);
}

/* Fails unless @error is of the engine (or of GIO), is one line, and has @part in it. Frees it. */
#define assert_error_says(error, part)                                                             \
  do                                                                                               \
    {                                                                                              \
      g_assert_nonnull (error);                                                                    \
      g_assert_true ((error)->domain == GR_ERROR || (error)->domain == G_IO_ERROR);                \
      if (!strstr ((error)->message, part) || strchr ((error)->message, '\n'))                     \
        g_error ("“%s” expected in: %s", part, (error)->message);                                  \
      g_clear_error (&(error));                                                                    \
    }                                                                                              \
  while (0)
