/* templates.c - the list of example projects: see templates.h. The files are in data/examples. */
#include "templates.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

static const GradusTemplate templates[] = {
  { "fashion-lenet", N_ ("LeNet"),
    N_ ("Two convolutions and three linear layers on Fashion-MNIST") },
  { "fashion-mlp", N_ ("Multilayer Perceptron"), N_ ("Three linear layers on Fashion-MNIST") },
  { "fashion-cnn", N_ ("Convolutional Network"),
    N_ ("Batch normalisation and dropout on Fashion-MNIST") },
  { "fashion-small", N_ ("Small and Accurate"),
    N_ ("Four convolutions in under 100,000 parameters") },
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

/* A data set that stands beside the example's file is put where the user's data are, since a new
 * project has no place of its own yet. */
static void
bring_data (GrProject *project)
{
  g_autoptr (GBytes) bytes = project->data.kind ? example (project->data.kind) : NULL;
  g_autofree char *folder = NULL, *path = NULL;

  if (!bytes)
    return;
  folder = g_build_filename (g_get_user_data_dir (), "gradus", "examples", NULL);
  path = g_build_filename (folder, project->data.kind, NULL);
  g_mkdir_with_parents (folder, 0777);
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                       NULL);
  g_free (project->data.kind);
  project->data.kind = g_steal_pointer (&path);
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
  bring_data (project);
  return project;
}
