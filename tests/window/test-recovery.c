/* test-recovery.c - the copy of unsaved work: that it has what was done last, whose it is, and when
 * it is found.
 */
#include <gtk/gtk.h>
#include <string.h>
#include <unistd.h>

#include "../unit/folder.h"
#include "document/file-lock.h"
#include "gradus.h"
#include "recovery.h"
#include "saving.h"

typedef struct
{
  char *folder, *path;
  GradusDocument *document;
  GradusRecovery *recovery;
} Fixture;

static void
rename_to (Fixture *f, const char *name)
{
  g_autoptr (JsonNode) value = json_node_init_string (json_node_alloc (), name);

  g_assert_true (gradus_document_set_section (f->document, "name", value, "Rename", NULL, NULL));
}

/* A document in a file, and its copies. */
static void
set_up (Fixture *f, gconstpointer unused)
{
  f->folder = folder_new ();
  f->path = g_build_filename (f->folder, "a.gradus", NULL);
  f->document = gradus_document_new (NULL);
  g_assert_true (save_document (f->document, f->path, NULL));
  f->recovery = gradus_recovery_new (f->document);
}

/* Where the copies are. (transfer full) */
static char *
recovery_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "gradus", "recovery", NULL);
}

/* Whether a copy has this in it. */
static gboolean
copy_has (const char *text)
{
  g_autofree char *folder = recovery_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_suffix (name, ".recovery") && file_has (&(FileText){ path, text }))
        return TRUE;
    }
  return FALSE;
}

/* The process ends without a word: the copy stays, and the lock goes. */
static void
crash_of (GradusRecovery *recovery)
{
  gradus_recovery_leave (recovery);
  g_object_add_weak_pointer (G_OBJECT (recovery), (gpointer *) &recovery);
  g_object_unref (recovery);
  wait_while (recovery); /* what is being written holds it */
}

static void
crash (Fixture *f)
{
  crash_of (g_steal_pointer (&f->recovery));
}

/* One more crash, with changes of the file @path. */
static void
leave_copy_of (const char *path)
{
  g_autoptr (GradusDocument) document = open_document (path, NULL);

  g_assert_nonnull (document);
  gradus_document_mark_modified (document);
  crash_of (gradus_recovery_new (document));
}

static void
tear_down (Fixture *f, gconstpointer unused)
{
  if (f->recovery)
    crash (f);
  g_object_unref (f->document);
  gradus_recovery_discard ();
  g_free (f->path);
  folder_remove (f->folder);
}

static void
take_found (GObject *source, GAsyncResult *result, gpointer found)
{
  *(GPtrArray **) found = gradus_recovery_find_finish (result);
}

/* What the next start finds. (transfer full) */
static GPtrArray *
find (void)
{
  GPtrArray *found = NULL;

  gradus_recovery_find_async (take_found, &found);
  wait_while (!found);
  return found;
}

/* A copy within seconds of a change, and none once the file has that. */
static void
test_copy (Fixture *f, gconstpointer unused)
{
  rename_to (f, "Changed");
  wait_while (!copy_has ("Changed"));
  g_assert_true (save_document (f->document, f->path, NULL));
  wait_while (copy_has ("Changed"));
}

/* What is done while a copy is being written is in the one after that. */
static void
test_last (Fixture *f, gconstpointer unused)
{
  rename_to (f, "First");
  gradus_recovery_leave (f->recovery);
  rename_to (f, "Second");
  gradus_recovery_leave (f->recovery);
  wait_while (!copy_has ("Second"));
}

/* What a process that lives works on is no other's to recover, nor to throw away. */
static void
test_living (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) while_living = NULL, after = NULL;

  rename_to (f, "Mine");
  gradus_recovery_leave (f->recovery);
  wait_while (!copy_has ("Mine"));
  while_living = find ();
  g_assert_cmpuint (while_living->len, ==, 0);
  gradus_recovery_discard ();
  g_assert_true (copy_has ("Mine"));

  crash (f);
  after = find ();
  g_assert_cmpuint (after->len, ==, 1);
  gradus_recovery_discard ();
  g_assert_false (copy_has ("Mine"));
}

/* What was found is of its file, and notices what others wrote there since. */
static void
test_found (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) found = NULL, again = NULL;
  g_autofree char *title = NULL;

  rename_to (f, "Recovered");
  crash (f);
  found = find ();
  g_assert_cmpuint (found->len, ==, 1);
  title = gradus_document_title (found->pdata[0]);
  g_assert_cmpstr (title, ==, "Recovered");
  g_assert_cmpstr (gradus_document_path (found->pdata[0]), ==, f->path);
  g_assert_true (gradus_document_modified (found->pdata[0]));
  g_assert_false (gradus_document_file_changed (found->pdata[0]));

  g_free (folder_write (f->folder, "a.gradus", "another's work", 14));
  again = find ();
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_true (gradus_document_file_changed (again->pdata[0]));
}

/* However many crashes left changes of one file, by whatever path it was opened, only the first of
 * what is found has it. */
static void
test_one_file (Fixture *f, gconstpointer unused)
{
  g_autofree char *link = g_build_filename (f->folder, "link.gradus", NULL);
  g_autofree char *other = g_build_filename (f->folder, "b.gradus", NULL);
  g_autoptr (GradusDocument) saved = gradus_document_new (NULL);
  g_autoptr (GPtrArray) found = NULL;
  guint with = 0, of_other = 0;

  g_assert_true (save_document (saved, other, NULL));
  g_assert_cmpint (symlink (f->path, link), ==, 0);
  for (guint i = 0; i < 3; i++)
    leave_copy_of (f->path);
  leave_copy_of (link);
  leave_copy_of (other);
  found = find ();
  g_assert_cmpuint (found->len, ==, 5);
  for (guint i = 0; i < found->len; i++)
    {
      const char *path = gradus_document_path (found->pdata[i]);

      of_other += g_strcmp0 (path, other) == 0;
      with += path != NULL;
    }
  g_assert_cmpuint (of_other, ==, 1);
  g_assert_cmpuint (with, ==, 2);
}

/* What was found is not to be found again, nor thrown away, from the moment that it is worked on:
 * not only once its first copy is written. */
static void
test_taken_up (Fixture *f, gconstpointer unused)
{
  g_autoptr (GPtrArray) found = NULL, again = NULL;
  GradusRecovery *recovery;

  rename_to (f, "Recovered");
  crash (f);
  found = find ();
  g_assert_cmpuint (found->len, ==, 1);
  recovery = gradus_recovery_new (found->pdata[0]);
  gradus_recovery_discard ();
  g_assert_true (copy_has ("Recovered"));
  again = find ();
  g_assert_cmpuint (again->len, ==, 0);
  crash_of (recovery);
}

static void
count (gint *n)
{
  ++*n;
}

/* Where no copy can be written that is said once, and tried until it can be. */
static void
test_tried_on (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = recovery_folder (), *parent = g_path_get_dirname (folder);
  gint said = 0;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_rmdir (folder);
  g_free (folder_write (parent, "recovery", "in the way", 10));
  g_signal_connect_swapped (f->recovery, "failed", G_CALLBACK (count), &said);
  rename_to (f, "At last");
  gradus_recovery_leave (f->recovery);
  gradus_recovery_leave (f->recovery);
  g_assert_cmpint (said, ==, 1);
  g_assert_cmpint (g_unlink (folder), ==, 0);
  wait_while (!copy_has ("At last"));
  g_assert_cmpint (said, ==, 1);
}

static gboolean
is_in (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Dead processes' locks without a copy, and copies that were never whole, go; a living one's
 * stay. */
static void
test_leftovers (Fixture *f, gconstpointer unused)
{
  g_autofree char *folder = recovery_folder ();
  g_autofree char *lock = g_build_filename (folder, "mine.recovery.lock", NULL);
  g_autoptr (GPtrArray) found = NULL;
  gint living;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_free (folder_write (folder, "gone.recovery.lock", "", 0));
  g_free (folder_write (folder, "half.recovery.new-AbCdEf", "{", 1));
  g_free (folder_write (folder, "mine.recovery.new-AbCdEf", "{", 1));
  living = gradus_file_lock (lock);
  g_assert_cmpint (living, >=, 0);
  found = find ();
  g_assert_cmpuint (found->len, ==, 0);
  g_assert_false (is_in (folder, "gone.recovery.lock"));
  g_assert_false (is_in (folder, "half.recovery.new-AbCdEf"));
  g_assert_false (is_in (folder, "half.recovery.lock"));
  g_assert_true (is_in (folder, "mine.recovery.new-AbCdEf"));
  close (living);
  gradus_recovery_discard ();
  g_assert_cmpuint (folder_count (folder), ==, 0);
}

gint
main (gint argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
#define ADD(name, function)                                                                        \
  g_test_add ("/recovery/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("copy", test_copy);
  ADD ("last", test_last);
  ADD ("living", test_living);
  ADD ("found", test_found);
  ADD ("one-file", test_one_file);
  ADD ("taken-up", test_taken_up);
  ADD ("tried-on", test_tried_on);
  ADD ("leftovers", test_leftovers);
  return g_test_run ();
}
