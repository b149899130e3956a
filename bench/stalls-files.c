/* stalls-files.c - big files for bench/stalls: see stalls-files.h. */
#include "stalls-files.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "columns.h"
#include "exchange/project-file.h"
#include "gradus.h"
#include "io/safetensors.h"
#include "model/edit.h"
#include "model/module.h"
#include "train/checkpoint.h"
#include "train/fit.h"
#include "training/run-files.h"

#define MEGABYTES 100

char *
stalls_write_project (const char *folder, const char *name, guint n)
{
  g_autoptr (GrProject) project = gr_project_new ();
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GrEdit) all = bench_columns (n, (guint) (sqrt (n) * 1.5)), undo_all = NULL;
  g_autoptr (GError) error = NULL;

  undo_all = gr_model_apply (project->model, all, &error);
  if (!undo_all || !gr_project_save (project, path, &error))
    g_error ("%s", error->message);
  return path;
}

#define WIDE 5000

char *
stalls_write_wide (const char *folder, const char *name)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = g_strdup_printf (
      "{\"gradus\": 1, \"model\": {\"blocks\": ["
      "{\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [%d]}},"
      "{\"id\": \"fc\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": %d}}],"
      "\"links\": [{\"from\": \"input\", \"to\": \"fc\"}]}}",
      WIDE, WIDE);

  g_file_set_contents (path, text, -1, NULL);
  return path;
}

char *
stalls_write_weights (const char *folder, const char *name, const char *project)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GrProject) from = gr_project_load (project, &error);
  g_autoptr (GrModule) module = from ? gr_module_new (from->model, GR_FLOAT32, GR_CPU, NULL, &error)
                                     : NULL;
  g_autoptr (GrKept) kept = gr_kept_new ();
  g_autoptr (GrNamedTensors) list = NULL;
  guint n_lacking;

  if (!module || !gr_module_keep (module, kept, "bench", &error))
    g_error ("%s", error->message);
  gr_model_set_kept (from->model, kept);
  list = gr_weights_kept (from->model, &n_lacking);
  if (n_lacking || !gr_safetensors_write (list, path, &error))
    g_error ("%s cannot be written", path);
  return path;
}

/* --- pictures -----------------------------------------------------------------------------------
 */

#define CLASSES 10

char *
stalls_write_pictures (const char *folder, const char *name, guint n)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 64, 64);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *label = g_strdup_printf ("class %u", i % CLASSES);
      g_autofree char *file = g_strdup_printf ("%u.png", i);
      g_autofree char *of_class = g_build_filename (path, label, NULL);
      g_autofree char *at = g_build_filename (of_class, file, NULL);

      g_mkdir_with_parents (of_class, 0700);
      gdk_pixbuf_fill (picture, i * 2654435761u);
      if (!gdk_pixbuf_save (picture, at, "png", &error, NULL))
        g_error ("%s", error->message);
    }
  return path;
}

/* A number of an IDX file: the largest byte first. */
static void
put_number (FILE *file, guint32 number)
{
  const guint32 big = GUINT32_TO_BE (number);

  fwrite (&big, sizeof big, 1, file);
}

char *
stalls_write_idx (const char *folder, const char *name, guint n)
{
  static const struct
  {
    const char *images, *labels;
    guint part; /* of all */
  } parts[] = {
    { "train-images-idx3-ubyte", "train-labels-idx1-ubyte", 1 },
    { "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", 6 },
  };
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_mkdir_with_parents (path, 0700);
  for (gsize p = 0; p < G_N_ELEMENTS (parts); p++)
    {
      g_autofree char *images_path = g_build_filename (path, parts[p].images, NULL);
      g_autofree char *labels_path = g_build_filename (path, parts[p].labels, NULL);
      FILE *images = g_fopen (images_path, "w"), *labels = g_fopen (labels_path, "w");
      guint8 picture[28 * 28];

      put_number (images, 0x0803);
      put_number (labels, 0x0801);
      put_number (labels, n / parts[p].part);
      for (guint i = 0; i < 3; i++)
        put_number (images, i ? 28 : n / parts[p].part);
      for (guint i = 0; i < n / parts[p].part; i++)
        {
          memset (picture, (gint) i, sizeof picture);
          fwrite (picture, 1, sizeof picture, images);
          fputc ((gint) (i % CLASSES), labels);
        }
      fclose (images);
      fclose (labels);
    }
  return g_build_filename (path, parts[0].images, NULL);
}

/* --- a crash ------------------------------------------------------------------------------------
 */

/* See src/app/recovery.c. Nobody holds its lock. */
void
stalls_leave_copy (const char *project)
{
  static const char head[] = "{\"path\":null,\"stamp\":\"-1 -1\",\"runs\":null}\n";
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "gradus", "recovery", NULL);
  g_autofree char *path = g_build_filename (folder, "left.recovery", NULL);
  g_autofree char *text = NULL, *copy = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_get_contents (project, &text, NULL, NULL);
  copy = g_strconcat (head, text, NULL);
  g_file_set_contents (path, copy, -1, NULL);
}

/* --- tables -------------------------------------------------------------------------------------
 */

void
stalls_write_csv (const char *path)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  FILE *file = g_fopen (path, "w");
  glong n = fputs ("a,b,c,d,e,f,g,label\n", file);

  while (n < MEGABYTES * 1000000L)
    n += fprintf (file, "%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%d\n", g_rand_double (random),
                  g_rand_double (random), g_rand_double (random), g_rand_double (random),
                  g_rand_double (random), g_rand_double (random), g_rand_double (random),
                  g_rand_int_range (random, 0, 5));
  fclose (file);
}

/* Pictures of 32 × 32 grey values. */
void
stalls_write_npy (const char *path)
{
  const gsize n = MEGABYTES * 1000000 / 1024;
  g_autofree char *header = g_strdup_printf (
      "{'descr': '|u1', 'fortran_order': False, 'shape': (%zu, 32, 32), }", n);
  g_autofree guint8 *row_of = g_malloc (1024);
  FILE *file = g_fopen (path, "w");

  fwrite ("\x93NUMPY\x01\x00\x76\x00", 1, 10, file);
  fprintf (file, "%-117s\n", header);
  for (gsize i = 0; i < n; i++)
    {
      memset (row_of, (gint) i, 1024);
      fwrite (row_of, 1, 1024, file);
    }
  fclose (file);
}

/* --- a run --------------------------------------------------------------------------------------
 */

static void
add_floats (GrNamedTensors *list, const char *name, GrDType dtype, gsize rows, gsize width)
{
  const gsize n = rows * width;
  g_autoptr (GrTensor) tensor = NULL;
  g_autofree gpointer values = g_malloc0_n (n, gr_dtype_size (dtype));

  for (gsize i = 0; dtype == GR_FLOAT32 && i < n; i++)
    ((gfloat *) values)[i] = (gfloat) (2 / (1 + (gdouble) i * 1e-5)
                                       + sin ((gdouble) i * 12.9898) * 0.1);
  tensor = gr_tensor_new_from (dtype, values, width > 1 ? GR_INTS (rows, width) : GR_INTS (rows),
                               NULL);
  gr_named_tensors_add (list, name, tensor, NULL);
}

void
stalls_write_run (const char *runs, const char *name, const char *project, gsize n_steps)
{
  static const char about[] = "{\"created\": \"2026-01-01T12:00:00Z\", \"state\": \"done\"}";
  g_autofree char *folder = g_build_filename (runs, name, NULL), *text = NULL;
  g_autofree char *run = g_build_filename (folder, GRADUS_RUN_FILE, NULL);
  g_autofree char *copy = g_build_filename (folder, GRADUS_RUN_PROJECT, NULL);
  g_autofree char *last = g_build_filename (folder, GR_CHECKPOINT_LAST, NULL);
  g_autoptr (GrNamedTensors) list = gr_named_tensors_new ();

  g_mkdir_with_parents (folder, 0700);
  g_file_get_contents (project, &text, NULL, NULL);
  g_file_set_contents (copy, text, -1, NULL);
  g_file_set_contents (run, about, -1, NULL);
  add_floats (list, "trainer.losses", GR_FLOAT32, n_steps, 1);
  add_floats (list, "trainer.rates", GR_FLOAT32, n_steps, 1);
  add_floats (list, "trainer.gradients", GR_FLOAT32, n_steps / 10, 4);
  add_floats (list, "trainer.epochs", GR_FLOAT64, 0, 1);
  gr_named_tensors_set_metadata (list, "layers", "conv1\nconv2\nfc1\nfc2");
  if (!gr_safetensors_write (list, last, NULL))
    g_error ("%s cannot be written", last);
}

void
stalls_delete (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        stalls_delete (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}
