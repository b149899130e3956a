/* test-sequences.c - the property that a document stands on: after any sequence of changes, undoing
 * all gives the document that was there before, redoing all the one that was there after, and
 * saving and loading gives that as well.
 *
 * GRADUS_SEQUENCES says how many sequences are tried; a hundred without it. GRADUS_SEED is the
 * first one's seed: a failure names the seed that it comes again with. That every kind of change
 * was among them is tested too.
 */
#include <glib/gstdio.h>
#include <stdlib.h>

#include "document/document.h"
#include "exchange/notes.h"
#include "gradus.h"

#include "random-edits.h"

#define MAX_CHANGES 60

static const char *const examples[] = {
  "fashion-autoencoder", "fashion-cnn", "fashion-lenet", "fashion-mlp",
  "fashion-resnet",      "spiral-mlp",  "temperature",
};

static guint
number_from (const char *variable, guint usual)
{
  const char *text = g_getenv (variable);

  return text ? (guint) atoi (text) : usual;
}

/* Empty, or an example. */
static GradusDocument *
first_document (GRand *random)
{
  const gint which = g_rand_int_range (random, -3, G_N_ELEMENTS (examples));
  g_autofree char *file = NULL, *path = NULL;
  g_autoptr (GError) error = NULL;
  GradusDocument *document;

  if (which < 0)
    return gradus_document_new (NULL);
  file = g_strconcat (examples[which], ".gradus", NULL);
  path = g_test_build_filename (G_TEST_DIST, "..", "data", "examples", file, NULL);
  document = gradus_document_load (path, &error);
  g_assert_no_error (error);
  return document;
}

/* --- changes ---------------------------------------------------------------------------------- */

static JsonNode *
random_notes (GradusDocument *document, GRand *random)
{
  g_autoptr (JsonNode) section = gradus_document_section (document, "notes");
  g_autoptr (GPtrArray) notes = gr_notes_read (section, NULL);

  if (notes->len > 0 && g_rand_boolean (random))
    gr_notes_remove (notes, ((GrNote *) notes->pdata[0])->id);
  else
    gr_notes_add (notes, "why?", g_rand_int_range (random, -500, 500), 7);
  return gr_notes_write (notes);
}

static const struct
{
  const char *key, *format; /* NULL: made by random_notes() */
} sections[] = {
  { "name", "\"Network %d\"" },
  { "description", "\"It is number %d.\"" },
  { "optimizer", "{\"kind\": \"SGD\", \"lr\": 0.%d, \"odd\": true}" },
  { "schedule", "{\"kind\": \"StepLR\", \"step_size\": %d}" },
  { "training", "{\"epochs\": %d, \"batch_size\": 32}" }, /* 0 is refused */
  { "transforms", "[{\"kind\": \"RandomCrop\", \"padding\": %d}]" },
  { "data", "{\"set\": \"fashion-mnist\", \"limit\": %d}" },
  { "notes", NULL },
};

/* How often each kind of change was made, and not refused. */
static guint edits_made[64], sections_changed[G_N_ELEMENTS (sections)];

/* A section of the project other than the model: sometimes one that is refused. */
static void
change_section (GradusDocument *document, GRand *random)
{
  const gint which = g_rand_int_range (random, 0, G_N_ELEMENTS (sections));
  const gboolean merged = g_rand_boolean (random);
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) value = NULL;

  if (!sections[which].format)
    value = random_notes (document, random);
  else if (g_rand_int_range (random, 0, 5) > 0)
    {
      text = g_strdup_printf (sections[which].format, g_rand_int_range (random, 0, 6));
      value = json_from_string (text, NULL);
      g_assert_nonnull (value);
    }
  sections_changed[which] += gradus_document_set_section (document, sections[which].key, value,
                                                          "Change", merged ? "typing" : NULL, NULL);
}

static void
change (GradusDocument *document, GRand *random)
{
  g_autoptr (GrEdit) edit = NULL;
  gboolean made;
  guint kind = 0;

  if (g_rand_int_range (random, 0, 6) == 0)
    {
      change_section (document, random);
      return;
    }
  edit = random_edit (gradus_document_model (document), random, &kind);
  if (g_rand_int_range (random, 0, 4) == 0)
    made = gradus_document_apply_merged (document, edit, NULL, "drag", NULL);
  else
    made = gradus_document_apply (document, edit, NULL, NULL);
  edits_made[kind] += made;
}

/* --- comparing -------------------------------------------------------------------------------- */

static char *
text_of (GradusDocument *document)
{
  return gr_project_to_json (gradus_document_project (document));
}

static void
assert_same (const char *text, const char *expected, guint seed, const char *when)
{
  if (!g_str_equal (text, expected))
    g_error ("%s: another document, with GRADUS_SEED=%u:\n%s\ninstead of\n%s", when, seed, text,
             expected);
}

static void
try_sequence (guint seed, const char *path)
{
  GRand *random = g_rand_new_with_seed (seed);
  g_autoptr (GradusDocument) document = first_document (random), loaded = NULL;
  g_autofree char *before = text_of (document), *after = NULL, *undone = NULL, *redone = NULL,
                  *saved = NULL, *again = NULL;
  g_autoptr (GError) error = NULL;

  for (gint i = g_rand_int_range (random, 1, MAX_CHANGES); i > 0; i--)
    change (document, random);
  after = text_of (document);

  while (gradus_document_can_undo (document))
    gradus_document_undo (document);
  undone = text_of (document);
  assert_same (undone, before, seed, "undone");
  while (gradus_document_can_redo (document))
    gradus_document_redo (document);
  redone = text_of (document);
  assert_same (redone, after, seed, "redone");

  gradus_document_save (document, path, &error);
  g_assert_no_error (error);
  g_assert_false (gradus_document_modified (document));
  saved = text_of (document); /* a project that is saved elsewhere says anew where its data are */
  loaded = gradus_document_load (path, &error);
  g_assert_no_error (error);
  again = text_of (loaded);
  assert_same (again, saved, seed, "loaded");
  g_assert_true (gr_model_equal (gradus_document_model (loaded), gradus_document_model (document)));
  g_rand_free (random);
}

static void
test_sequences (void)
{
  const guint n = number_from ("GRADUS_SEQUENCES", 100), first = number_from ("GRADUS_SEED", 0);
  g_autofree char *folder = g_dir_make_tmp ("gradus-sequences-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "model.gradus", NULL);

  for (guint i = 0; i < n; i++)
    try_sequence (first + i, path);
  g_unlink (path);
  g_rmdir (folder);
  if (n < 100)
    return;
  g_assert_cmpuint (n_random_edits (), <=, G_N_ELEMENTS (edits_made));
  for (guint i = 0; i < n_random_edits (); i++)
    if (!edits_made[i])
      g_error ("no sequence did this: %s", random_edit_name (i));
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    if (!sections_changed[i])
      g_error ("no sequence changed the %s", sections[i].key);
}

int
main (int argc, char **argv)
{
  gradus_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/sequences", test_sequences);
  return g_test_run ();
}
