/* recovery.c - copies of unsaved work: see recovery.h. */
#include "recovery.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "document/file-lock.h"
#include "document/in-thread.h"
#include "document/write-file.h"
#include "io/file-stamp.h"
#include "model/facts.h"
#include "training/unsaved-runs.h"

#define COPY_SUFFIX ".recovery"
#define LOCK_SUFFIX ".lock"
#define FOUND_IN    "gradus-recovery-copy" /* data of a document that was found */

struct _GradusRecovery
{
  GObject parent_instance;

  GradusDocument *document;
  char *copy, *lock_path;
  gint lock; /* -1: not ours yet, since it could not be made */
  guint timeout;
  gboolean writing, again; /* one thread writes at a time; what came meanwhile is next */
  gboolean failing;        /* and it was said */
  gboolean left;           /* for the next start to find */
};

G_DEFINE_FINAL_TYPE (GradusRecovery, gradus_recovery, G_TYPE_OBJECT)

enum
{
  FAILED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static char *
recovery_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "gradus", "recovery", NULL);
}

/* --- writing ---------------------------------------------------------------------------------- */

/* A line of JSON: the document's file with its stamp, and the folder of its runs, or null; then the
 * text of the project. */
static char *
copy_text (GradusDocument *document)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *project = gr_project_to_json (gradus_document_project (document));
  g_autofree char *head = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "path");
  json_builder_add_string_value (builder, gradus_document_path (document));
  json_builder_set_member_name (builder, "stamp");
  json_builder_add_string_value (builder, gradus_document_file_stamp (document));
  json_builder_set_member_name (builder, "runs");
  json_builder_add_string_value (builder, gradus_document_runs_folder (document));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  head = json_to_string (root, FALSE);
  return g_strconcat (head, "\n", project, NULL);
}

/* Whether anything would be lost without the copy: a save that is on its way may still fail. */
static gboolean
is_needed (GradusRecovery *self)
{
  return gradus_document_modified (self->document) || gradus_document_saving (self->document);
}

static gboolean
ensure_lock (GradusRecovery *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->copy);

  if (self->lock >= 0)
    return TRUE;
  if (g_mkdir_with_parents (folder, 0700) == 0)
    self->lock = gradus_file_lock (self->lock_path);
  if (self->lock < 0)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                 _ ("Cannot write to “%s”: %s"), folder, g_strerror (errno));
  return self->lock >= 0;
}

static void schedule (GradusRecovery *self);
static void write_copy (GradusRecovery *self);

static void
fail (GradusRecovery *self, const GError *error)
{
  g_autofree char *message = NULL;

  if (!self->failing)
    {
      message = g_strdup_printf (_ ("Unsaved changes would not survive a crash now. %s"),
                                 error->message);
      self->failing = TRUE;
      g_signal_emit (self, signals[FAILED], 0, message);
    }
  schedule (self);
}

static void
written (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusRecovery *self = GRADUS_RECOVERY (source);
  g_autoptr (GError) error = NULL;

  self->writing = FALSE;
  if (!gradus_write_file_finish (result, &error))
    fail (self, error);
  else
    self->failing = FALSE;
  if (!is_needed (self) && !self->left)
    g_unlink (self->copy);
  else if (self->again)
    write_copy (self);
}

static void
write_copy (GradusRecovery *self)
{
  g_autoptr (GError) error = NULL;

  self->again = self->writing;
  if (self->writing || !is_needed (self))
    return;
  if (!ensure_lock (self, &error))
    {
      fail (self, error);
      return;
    }
  self->writing = TRUE;
  gradus_write_file_at_once_async (self, self->copy, copy_text (self->document), written, NULL);
}

static gboolean
time_to_write (gpointer user)
{
  GradusRecovery *self = user;

  self->timeout = 0;
  write_copy (self);
  return G_SOURCE_REMOVE;
}

static void
schedule (GradusRecovery *self)
{
  if (!self->timeout)
    self->timeout = g_timeout_add (GRADUS_RECOVERY_DELAY, time_to_write, self);
}

static void
history_changed (GradusRecovery *self)
{
  if (is_needed (self))
    schedule (self);
  else if (!self->writing)
    {
      g_clear_handle_id (&self->timeout, g_source_remove);
      g_unlink (self->copy);
    }
}

void
gradus_recovery_leave (GradusRecovery *self)
{
  self->left = is_needed (self);
  g_clear_handle_id (&self->timeout, g_source_remove);
  write_copy (self);
}

/* --- finding what was left -------------------------------------------------------------------- */

/* The first line of a copy's text, which is cut off there; @rest: what comes after it, or NULL.
 * (transfer full); NULL where it is none. */
static JsonNode *
head_of (char *text, const char **rest)
{
  char *end = strchr (text, '\n');
  JsonNode *head;

  if (!end)
    return NULL;
  *end = '\0';
  if (rest)
    *rest = end + 1;
  head = json_from_string (text, NULL);
  if (head && !JSON_NODE_HOLDS_OBJECT (head))
    g_clear_pointer (&head, json_node_unref);
  return head;
}

static GradusDocument *
read_copy (const char *path)
{
  g_autoptr (JsonNode) head = NULL;
  g_autofree char *text = NULL;
  const char *rest;
  JsonObject *object;
  GrProject *project;
  GradusDocument *document;

  if (!g_file_get_contents (path, &text, NULL, NULL) || !(head = head_of (text, &rest)))
    return NULL;
  project = gr_project_from_json (rest, -1, path, NULL);
  if (!project)
    return NULL;
  gr_model_work_out (project->model);
  object = json_node_get_object (head);
  document = gradus_document_new (project);
  /* What was written there since, by someone else, is not to be replaced without asking. */
  gradus_document_set_path (document,
                            json_object_get_string_member_with_default (object, "path", NULL),
                            json_object_get_string_member_with_default (object, "stamp", NULL));
  gradus_document_set_runs_folder (
      document, json_object_get_string_member_with_default (object, "runs", NULL));
  gradus_document_mark_modified (document);
  return document;
}

/* Calls @visit with each copy whose process is gone; those of living ones are locked. What else
 * dead processes left, locks and copies that were being written, goes. */
static void
visit_orphans (void (*visit) (const char *copy, gpointer user), gpointer user)
{
  g_autofree char *folder = recovery_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      const char *suffix = strstr (name, COPY_SUFFIX);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *lock_path = NULL, *copy = NULL;
      gint lock;

      if (!suffix)
        continue;
      copy = g_strndup (path, strlen (path) - strlen (suffix) + strlen (COPY_SUFFIX));
      lock_path = g_strconcat (copy, LOCK_SUFFIX, NULL);
      lock = gradus_file_lock (lock_path);
      if (lock < 0)
        continue;
      if (g_str_equal (path, copy))
        visit (copy, user);
      else if (!g_str_equal (path, lock_path))
        g_unlink (path);
      if (!g_file_test (copy, G_FILE_TEST_EXISTS))
        g_unlink (lock_path);
      close (lock);
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

static gint64
time_of (GradusDocument *document)
{
  GStatBuf info;

  return g_stat (g_object_get_data (G_OBJECT (document), FOUND_IN), &info) == 0
             ? info.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info.st_mtim.tv_nsec
             : 0;
}

static gint
newest_first (gconstpointer a, gconstpointer b)
{
  const gint64 first = time_of (*(GradusDocument **) a), second = time_of (*(GradusDocument **) b);

  return (first < second) - (first > second);
}

/* Whether one of the first @n documents has that file. */
static gboolean
is_taken (GPtrArray *found, guint n, const char *path)
{
  for (guint i = 0; i < n; i++)
    if (gr_same_file (path, gradus_document_path (found->pdata[i])))
      return TRUE;
  return FALSE;
}

/* A file is open in one window. Where several crashes left changes of one, the newest are the
 * file's; the others become documents without one. */
static void
part_from_files (GPtrArray *found)
{
  g_ptr_array_sort (found, newest_first);
  for (guint i = 0; i < found->len; i++)
    {
      const char *path = gradus_document_path (found->pdata[i]);

      if (path && is_taken (found, i, path))
        gradus_document_leave_file (found->pdata[i]);
    }
}

/* A copy may be of a thousand blocks, and there may be several. The documents are handed over
 * whole. */
static void
find_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  visit_orphans (add_found, found);
  part_from_files (found);
  g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
}

void
gradus_recovery_find_async (GAsyncReadyCallback done, gpointer user)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, done, user);

  gradus_run_in_thread (task, find_in_thread);
}

GPtrArray *
gradus_recovery_find_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
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

/* --- runs that nobody has any more --------------------------------------------------------------
 */

/* Whether a copy, of a living process or not, says that these are the runs of its document. */
static gboolean
is_named (const char *runs)
{
  g_autofree char *folder = recovery_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_autoptr (JsonNode) head = NULL;
      const char *named = NULL;

      if (!g_str_has_suffix (name, COPY_SUFFIX) || !g_file_get_contents (path, &text, NULL, NULL))
        continue;
      head = head_of (text, NULL);
      if (head)
        named = json_object_get_string_member_with_default (json_node_get_object (head), "runs",
                                                            NULL);
      if (g_strcmp0 (named, runs) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
sweep_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  gradus_unsaved_runs_sweep (is_named);
  g_task_return_boolean (task, TRUE);
}

void
gradus_recovery_sweep_runs (void)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  gradus_run_in_thread (task, sweep_in_thread);
}

/* --- the object ------------------------------------------------------------------------------- */

static void
gradus_recovery_finalize (GObject *object)
{
  GradusRecovery *self = GRADUS_RECOVERY (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  if (!self->left)
    {
      g_unlink (self->copy);
      if (self->lock >= 0)
        g_unlink (self->lock_path);
    }
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->copy);
  g_free (self->lock_path);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (gradus_recovery_parent_class)->finalize (object);
}

static void
gradus_recovery_class_init (GradusRecoveryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gradus_recovery_finalize;
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
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
  self->copy = found_in ? g_strdup (found_in)
                        : g_strconcat (folder, G_DIR_SEPARATOR_S, id, COPY_SUFFIX, NULL);
  self->lock_path = g_strconcat (self->copy, LOCK_SUFFIX, NULL);
  if (found_in)
    ensure_lock (self, NULL);
  g_signal_connect_object (document, "history-changed", G_CALLBACK (history_changed), self,
                           G_CONNECT_SWAPPED);
  if (gradus_document_modified (document))
    schedule (self);
  return self;
}
