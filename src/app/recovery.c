/* recovery.c - copies of unsaved work: see recovery.h. */
#include "recovery.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "io/atomic.h"

#define COPY_SUFFIX ".recovery"
#define LOCK_SUFFIX ".lock"
#define FOUND_IN "gradus-recovery-copy" /* data of a document that was found */

struct _GradusRecovery
{
  GObject parent_instance;

  GradusDocument *document;
  char *copy, *lock_path;
  gint lock;
  guint timeout;
  gboolean writing, again; /* one thread writes at a time; what came meanwhile is next */
};

G_DEFINE_FINAL_TYPE (GradusRecovery, gradus_recovery, G_TYPE_OBJECT)

static char *
recovery_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "gradus", "recovery", NULL);
}

/* The descriptor of a lock that is ours now, or -1. */
static gint
take_lock (const char *path)
{
  gint lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (lock >= 0 && flock (lock, LOCK_EX | LOCK_NB) != 0)
    {
      close (lock);
      lock = -1;
    }
  return lock;
}

/* --- writing ---------------------------------------------------------------------------------- */

/* The copy is a JSON object: the path of the document's file and the folder of its runs, or null,
 * and the project. */
static char *
copy_text (GradusDocument *document)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *project = gr_project_to_json (gradus_document_project (document));

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "path");
  json_builder_add_string_value (builder, gradus_document_path (document));
  json_builder_set_member_name (builder, "runs");
  json_builder_add_string_value (builder, gradus_document_runs_folder (document));
  json_builder_set_member_name (builder, "project");
  json_builder_add_string_value (builder, project);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer text, GCancellable *cancellable)
{
  GradusRecovery *self = source;

  /* Where it cannot be written there is no recovery, which is no reason to disturb the work. */
  g_task_return_boolean (task, gr_atomic_write (self->copy, text, strlen (text), NULL));
}

static void schedule (GradusRecovery *self);

static void
written (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusRecovery *self = GRADUS_RECOVERY (source);

  self->writing = FALSE;
  if (!gradus_document_modified (self->document))
    g_unlink (self->copy);
  if (self->again)
    schedule (self);
}

static gboolean
write_copy (gpointer user)
{
  GradusRecovery *self = user;
  g_autoptr (GTask) task = NULL;

  self->timeout = 0;
  if (!gradus_document_modified (self->document))
    {
      g_unlink (self->copy);
      return G_SOURCE_REMOVE;
    }
  if (self->writing)
    {
      self->again = TRUE;
      return G_SOURCE_REMOVE;
    }
  self->writing = TRUE;
  self->again = FALSE;
  task = g_task_new (self, NULL, written, NULL);
  g_task_set_task_data (task, copy_text (self->document), g_free);
  g_task_run_in_thread (task, write_in_thread);
  return G_SOURCE_REMOVE;
}

static void
schedule (GradusRecovery *self)
{
  if (!self->timeout && self->lock >= 0)
    self->timeout = g_timeout_add_seconds (GRADUS_RECOVERY_DELAY, write_copy, self);
}

/* --- finding what was left -------------------------------------------------------------------- */

static GradusDocument *
read_copy (const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *object;
  GrProject *project;
  GradusDocument *document;
  const char *file;

  if (!json_parser_load_from_file (parser, path, NULL)
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return NULL;
  object = json_node_get_object (json_parser_get_root (parser));
  project = gr_project_from_json (
      json_object_get_string_member_with_default (object, "project", ""), -1, path, &error);
  if (!project)
    return NULL;
  document = gradus_document_new (project);
  file = json_object_get_string_member_with_default (object, "path", NULL);
  gradus_document_set_path (document, file);
  gradus_document_set_runs_folder (
      document, json_object_get_string_member_with_default (object, "runs", NULL));
  gradus_document_mark_modified (document);
  return document;
}

/* Calls @visit with each copy whose process is gone; those of living ones are locked. */
static void
visit_orphans (void (*visit) (const char *copy, gpointer user), gpointer user)
{
  g_autofree char *folder = recovery_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *copy = g_build_filename (folder, name, NULL);
      g_autofree char *lock_path = NULL;
      gint lock;

      if (!g_str_has_suffix (name, COPY_SUFFIX))
        continue;
      lock_path = g_strconcat (copy, LOCK_SUFFIX, NULL);
      lock = take_lock (lock_path);
      if (lock < 0)
        continue;
      visit (copy, user);
      close (lock);
      if (!g_file_test (copy, G_FILE_TEST_EXISTS))
        g_unlink (lock_path);
    }
}

static void
add_found (const char *copy, gpointer found)
{
  GradusDocument *document = read_copy (copy);

  if (!document)
    return;
  g_object_set_data_full (G_OBJECT (document), FOUND_IN, g_strdup (copy), g_free);
  g_ptr_array_add (found, document);
}

GPtrArray *
gradus_recovery_find (void)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  visit_orphans (add_found, found);
  return found;
}

static void
remove_found (const char *copy, gpointer unused)
{
  g_unlink (copy);
}

void
gradus_recovery_discard (void)
{
  visit_orphans (remove_found, NULL);
}

/* --- the object ------------------------------------------------------------------------------- */

static void
gradus_recovery_finalize (GObject *object)
{
  GradusRecovery *self = GRADUS_RECOVERY (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_unlink (self->copy);
  if (self->lock >= 0)
    {
      g_unlink (self->lock_path);
      close (self->lock);
    }
  g_free (self->copy);
  g_free (self->lock_path);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (gradus_recovery_parent_class)->finalize (object);
}

static void
gradus_recovery_class_init (GradusRecoveryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_recovery_finalize;
}

static void
gradus_recovery_init (GradusRecovery *self)
{
  self->lock = -1;
}

GradusRecovery *
gradus_recovery_new (GradusDocument *document)
{
  GradusRecovery *self = g_object_new (GRADUS_TYPE_RECOVERY, NULL);
  g_autofree char *folder = recovery_folder (), *id = g_uuid_string_random ();
  const char *found_in = g_object_get_data (G_OBJECT (document), FOUND_IN);

  self->document = g_object_ref (document);
  g_mkdir_with_parents (folder, 0700);
  self->copy = found_in ? g_strdup (found_in)
                        : g_strconcat (folder, G_DIR_SEPARATOR_S, id, COPY_SUFFIX, NULL);
  self->lock_path = g_strconcat (self->copy, LOCK_SUFFIX, NULL);
  self->lock = take_lock (self->lock_path);
  g_signal_connect_object (document, "history-changed", G_CALLBACK (schedule), self,
                           G_CONNECT_SWAPPED);
  if (gradus_document_modified (document))
    schedule (self);
  return self;
}
