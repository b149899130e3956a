/* training-views-helpers.h - what the tests of the parts of the train page share: a document in a
 * folder of its own, its training, and a window for what shows it. */
#pragma once

#include "exchange/project-file.h"
#include "training/training.h"

#include <adwaita.h>
#include <string.h>

#include "../unit/folder.h"
#include "gradus.h"
#include "saving.h"
#include "waiting.h"
#include "widgets.h"

static inline void
init_views_test (gint *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  gradus_init ();
  adw_init ();
}

static const char project_text[]
    = "{\"gradus\": 1, \"data\": {\"set\": \"blobs\", \"n\": 100, \"n_test\": 30},"
      " \"model\": {\"blocks\": ["
      "   {\"id\": \"input\", \"kind\": \"Input\", \"attributes\": {\"shape\": [2]}},"
      "   {\"id\": \"fc\", \"kind\": \"Linear\", \"attributes\": {\"out_features\": 3}, "
      "    \"at\": [%d, 0]},"
      "   {\"id\": \"loss\", \"kind\": \"CrossEntropyLoss\"}],"
      "  \"links\": [{\"from\": \"input\", \"to\": \"fc\"}, {\"from\": \"fc\", \"to\": \"loss\"}]},"
      " \"optimizer\": {\"kind\": \"SGD\", \"lr\": %s},"
      " \"training\": {\"epochs\": 2, \"batch_size\": 10}}";

typedef struct
{
  char *folder;
  GradusDocument *document;
  GradusTraining *training;
  GtkWindow *window;
} Fixture;

/* @project: the text of one, or NULL for that above. */
static inline void
set_up (Fixture *f, gconstpointer project)
{
  g_autofree char *text = project ? g_strdup (project) : g_strdup_printf (project_text, 0, "0.1");
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  f->folder = folder_new ();
  path = g_build_filename (f->folder, "blobs.gradus", NULL);
  f->document = gradus_document_new (gr_project_from_json (text, -1, "blobs", &error));
  g_assert_no_error (error);
  g_assert_true (save_document (f->document, path, NULL));
  f->training = gradus_training_new (f->document);
  f->window = GTK_WINDOW (gtk_window_new ());
}

static inline void
settle (void)
{
  for (guint i = 0; i < 20 || g_main_context_pending (NULL); i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}

static inline void
tear_down (Fixture *f, gconstpointer project)
{
  gtk_window_destroy (f->window);
  gradus_training_close (f->training);
  g_object_unref (f->training);
  settle ();
  g_object_unref (f->document);
  folder_remove (f->folder);
}

static inline void
train (Fixture *f)
{
  gradus_training_start (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_IDLE);
  settle ();
}

static inline void
step (Fixture *f)
{
  const gint64 before = gradus_training_snapshot (f->training)->step;

  gradus_training_step (f->training);
  wait_while (gradus_training_state (f->training) != GRADUS_TRAINING_PAUSED
              || gradus_training_snapshot (f->training)->step == before);
}

/* The label within @root whose text has @text in it, or NULL. */
static inline GtkWidget *
label_with (GtkWidget *root, const char *text)
{
  GtkWidget *found = GTK_IS_LABEL (root) && strstr (gtk_label_get_label (GTK_LABEL (root)), text)
                         ? root
                         : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = label_with (child, text);
  return found;
}
