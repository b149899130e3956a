/* templates.c - the list of example projects: see templates.h. The files are in data/examples. */
#include "templates.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "document/in-thread.h"
#include "io/atomic.h"

static const GradusTemplate templates[] = {
  { "fashion-lenet", N_ ("LeNet"),
    N_ ("Two convolutions and three linear layers on Fashion-MNIST") },
  { "fashion-mlp", N_ ("Multilayer Perceptron"), N_ ("Three linear layers on Fashion-MNIST") },
  { "fashion-cnn", N_ ("Convolutional Network"),
    N_ ("Batch normalisation and dropout on Fashion-MNIST") },
  { "fashion-small", N_ ("Small and Accurate"),
    N_ ("Four convolutions in under 100 000 parameters") },
  { "fashion-resnet", N_ ("Residual Network"), N_ ("Two residual units on Fashion-MNIST") },
  { "fashion-autoencoder", N_ ("Autoencoder"), N_ ("Pictures through 32 numbers and back") },
  { "spiral-mlp", N_ ("Spirals"), N_ ("Points in the plane; trains in seconds") },
  { "temperature", N_ ("A Line Through Points"),
    N_ ("One weight and one bias, fitted to eleven readings") },
};

guint
gradus_n_templates (void)
{
  return G_N_ELEMENTS (templates);
}

const GradusTemplate *
gradus_template_at (guint index)
{
  return &templates[index];
}

const GradusTemplate *
gradus_template_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (templates); i++)
    if (g_str_equal (templates[i].name, name))
      return &templates[i];
  return NULL;
}

static GBytes *
example (const char *file)
{
  g_autofree char *path = g_strconcat ("/org/gradus/Gradus/examples/", file, NULL);

  return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

GrProject *
gradus_template_project (const GradusTemplate *template)
{
  g_autofree char *file = g_strconcat (template->name, ".gradus", NULL);
  g_autoptr (GBytes) bytes = example (file);
  g_autoptr (GError) error = NULL;
  GrProject *project = gr_project_from_json (g_bytes_get_data (bytes, NULL),
                                             (gssize) g_bytes_get_size (bytes), file, &error);

  /* What is compiled in was read by the tests. */
  if (!project)
    g_error ("%s", error->message);
  return project;
}

/* --- opening one --------------------------------------------------------------------------------
 */

/* A data set that stands beside the example's file is put where the user's data are, since a new
 * project has no place of its own yet; what is there already is the user's. */
static gboolean
bring_data (GrProject *project, GError **error)
{
  g_autoptr (GBytes) bytes = project->data.kind ? example (project->data.kind) : NULL;
  g_autofree char *folder = NULL, *path = NULL;

  if (!bytes)
    return TRUE;
  folder = g_build_filename (g_get_user_data_dir (), "gradus", "examples", NULL);
  path = g_build_filename (folder, project->data.kind, NULL);
  g_mkdir_with_parents (folder, 0777);
  if (!g_file_test (path, G_FILE_TEST_EXISTS)
      && !gr_atomic_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error))
    return FALSE;
  g_free (project->data.kind);
  project->data.kind = g_steal_pointer (&path);
  return TRUE;
}

/* In the person's language, whose text it is from now on. */
static void
translate (char **text)
{
  char *translated = **text ? g_strdup (_ (*text)) : g_strdup ("");

  g_free (*text);
  *text = translated;
}

static void
open_in_thread (GTask *task, gpointer source, gpointer template, GCancellable *cancellable)
{
  g_autoptr (GrProject) project = gradus_template_project (template);
  GError *error = NULL;

  translate (&project->name);
  translate (&project->description);
  if (bring_data (project, &error))
    g_task_return_pointer (task, g_steal_pointer (&project), (GDestroyNotify) gr_project_unref);
  else
    g_task_return_error (task, error);
}

void
gradus_template_open_async (const GradusTemplate *template, gpointer source,
                            GAsyncReadyCallback done, gpointer user)
{
  g_autoptr (GTask) task = g_task_new (source, NULL, done, user);

  g_task_set_task_data (task, (gpointer) template, NULL);
  gradus_run_in_thread (task, open_in_thread);
}

GrProject *
gradus_template_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
