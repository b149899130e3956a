/* test-sequences.c - the property that a document stands on: after any sequence of changes, undoing
 * all gives the document that was there before, redoing all the one that was there after, and
 * saving and loading gives that as well.
 *
 * GRADUS_SEQUENCES says how many sequences are tried; a thousand without it. GRADUS_SEED is the
 * first one's seed: a failure names the seed that it comes again with. That every kind of change
 * was among them is tested too.
 */
#include <glib/gstdio.h>
#include <stdlib.h>

#include "document/document.h"
#include "exchange/notes.h"
#include "gradus.h"

#include "random-edits.h"
#include "saving.h"
#include "waiting.h"

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
  document = open_document (path, &error);
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
  { "canvas", "{\"flow\": \"right\", \"number\": %d}" },
  { "weights", "{\"start\": \"kept\", \"number\": %d}" },
  { "notes", NULL },
};

/* How often each was changed. */
static guint edits_made[64], sections_changed[G_N_ELEMENTS (sections)];

/* A section other than the model, and a value for it: sometimes one that is refused, sometimes
 * NULL, which is the default. (transfer full) */
static JsonNode *
random_section (GradusDocument *document, GRand *random, guint *which)
{
  g_autofree char *text = NULL;
  JsonNode *value;

  *which = (guint) g_rand_int_range (random, 0, G_N_ELEMENTS (sections));
  if (!sections[*which].format)
    return random_notes (document, random);
  if (g_rand_int_range (random, 0, 5) == 0)
    return NULL;
  text = g_strdup_printf (sections[*which].format, g_rand_int_range (random, 0, 6));
  value = json_from_string (text, NULL);
  g_assert_nonnull (value);
  return value;
}

static gboolean
set_section (GradusDocument *document, GRand *random)
{
  const char *merge = g_rand_boolean (random) ? "typing" : NULL;
  guint which;
  g_autoptr (JsonNode) value = random_section (document, random, &which);
  const gboolean made = gradus_document_set_section (document, sections[which].key, value, "Change",
                                                     merge, NULL);

  sections_changed[which] += made;
  return made;
}

static gboolean
apply (GradusDocument *document, GRand *random)
{
  guint kind = 0;
  g_autoptr (GrEdit) edit = random_edit (gradus_document_model (document), random, &kind);
  const gboolean made = gradus_document_apply (document, edit, NULL, NULL);

  edits_made[kind] += made;
  return made;
}

static gboolean
apply_merged (GradusDocument *document, GRand *random)
{
  g_autoptr (GrEdit) edit = random_edit (gradus_document_model (document), random, NULL);

  return gradus_document_apply_merged (document, edit, NULL, "drag", NULL);
}

static gboolean
apply_with_section (GradusDocument *document, GRand *random)
{
  guint which;
  g_autoptr (JsonNode) value = random_section (document, random, &which);
  g_autoptr (GrEdit) edit = g_rand_int_range (random, 0, 4) > 0
                                ? random_edit (gradus_document_model (document), random, NULL)
                                : NULL;

  return gradus_document_apply_with_section (document, edit, sections[which].key, value, "Both",
                                             g_rand_boolean (random) ? "both" : NULL, NULL);
}

/* What a step beside the document is called. */
#define ELSEWHERE "Elsewhere"

static guint n_elsewhere; /* steps that there are */

/* What follows from a change follows it at once, so nothing is undone then. */
static gboolean
also_set_section (GradusDocument *document, GRand *random)
{
  guint which;
  g_autoptr (JsonNode) value = random_section (document, random, &which);

  return gradus_document_can_undo (document) && !gradus_document_can_redo (document)
         && !g_str_equal (gradus_document_undo_label (document), ELSEWHERE)
         && gradus_document_also_set_section (document, sections[which].key, value, NULL);
}

static GrKept *
kept_of (GradusDocument *document)
{
  return gr_model_kept (gradus_document_model (document));
}

/* What the model may keep of a run. (transfer full) */
static GrKept *
random_kept (GradusDocument *document, GRand *random)
{
  GrModel *model = gradus_document_model (document);
  const guint n = gr_model_n_blocks (model);
  GrKept *kept = gr_kept_copy (kept_of (document));
  g_autoptr (GrTensor) value = gr_tensor_new_scalar (GR_FLOAT32, gr_float (g_rand_double (random)));
  const char *id = n ? gr_model_block_at (model, (guint) g_rand_int_range (random, 0, (gint) n))->id
                     : "gone";

  if (g_rand_int_range (random, 0, 3) == 0)
    gr_kept_forget (kept, id);
  else
    gr_kept_set (kept, id, "", "weight", value, "a run");
  return kept;
}

static gboolean
keep (GradusDocument *document, GRand *random)
{
  g_autoptr (GrKept) kept = random_kept (document, random);

  g_autoptr (GrKept) before = gr_kept_ref (kept_of (document));

  gradus_document_set_kept (document, kept, "Load");
  gradus_document_undo (document);
  g_assert_true (kept_of (document) == before);
  gradus_document_redo (document);
  g_assert_true (kept_of (document) == kept);
  return TRUE;
}

/* As when a run ends, which is no step to undo. */
static gboolean
keep_of_run (GradusDocument *document, GRand *random)
{
  g_autoptr (GrKept) kept = random_kept (document, random);

  gradus_document_set_kept (document, kept, NULL);
  return TRUE;
}

static gboolean
turn_elsewhere (gpointer user, gboolean back)
{
  gboolean *done = user;

  g_assert_true (*done == back);
  *done = !back;
  return TRUE;
}

static void
forget_elsewhere (gpointer user)
{
  n_elsewhere--;
  g_free (user);
}

static gboolean
do_elsewhere (GradusDocument *document, GRand *random)
{
  static const GradusBeside elsewhere = { turn_elsewhere, forget_elsewhere };
  gboolean *done = g_new (gboolean, 1);
  gboolean modified;

  gradus_document_end_merge (document); /* a step that came to nothing is none from here on */
  modified = gradus_document_modified (document);
  *done = TRUE;
  n_elsewhere++;
  gradus_document_remember (document, ELSEWHERE, &elsewhere, done);
  g_assert_true (gradus_document_modified (document) == modified);
  return TRUE;
}

static gboolean
undo_one (GradusDocument *document, GRand *random)
{
  const gboolean can = gradus_document_can_undo (document);

  gradus_document_undo (document);
  return can;
}

static gboolean
redo_one (GradusDocument *document, GRand *random)
{
  const gboolean can = gradus_document_can_redo (document);

  gradus_document_redo (document);
  return can;
}

/* All that changes a document. A row's function tells whether it did, since some is refused. */
static const struct
{
  const char *name;
  guint weight; /* how often, of the sum */
  gboolean (*make) (GradusDocument *document, GRand *random);
} changes[] = {
  { "an edit", 36, apply },
  { "an edit that is part of one before", 12, apply_merged },
  { "a section", 8, set_section },
  { "an edit with a section", 4, apply_with_section },
  { "a section that follows from a step", 4, also_set_section },
  { "weights that a person loads", 2, keep },
  { "weights that a run leaves", 2, keep_of_run },
  { "what is done beside the document", 4, do_elsewhere },
  { "undo", 4, undo_one },
  { "redo", 2, redo_one },
};

static guint changes_made[G_N_ELEMENTS (changes)];

static guint
any_change (GRand *random)
{
  guint sum = 0, which = 0;
  gint at;

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    sum += changes[i].weight;
  for (at = g_rand_int_range (random, 0, (gint) sum); at >= (gint) changes[which].weight; which++)
    at -= (gint) changes[which].weight;
  return which;
}

static void
change (GradusDocument *document, GRand *random)
{
  const guint which = any_change (random);

  changes_made[which] += changes[which].make (document, random);
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

/* Undone and done again from where the file stands, it says that it is as its file only where it
 * is. */
static void
try_modified (GradusDocument *document, const char *saved, guint seed)
{
  void (*const turns[]) (GradusDocument *) = { gradus_document_undo, gradus_document_redo };
  gboolean (*const can[]) (GradusDocument *) = { gradus_document_can_undo,
                                                 gradus_document_can_redo };

  for (guint i = 0; i < G_N_ELEMENTS (turns); i++)
    while (can[i](document))
      {
        turns[i](document);
        if (!gradus_document_modified (document))
          {
            g_autofree char *now = text_of (document);

            assert_same (now, saved, seed, "said to be as its file");
          }
      }
  g_assert_false (gradus_document_modified (document));
}

static void
try_sequence (guint seed, const char *path)
{
  GRand *random = g_rand_new_with_seed (seed);
  g_autoptr (GradusDocument) document = first_document (random), loaded = NULL;
  g_autofree char *before = text_of (document), *after = NULL, *undone = NULL, *redone = NULL,
                  *saved = NULL, *again = NULL;
  g_autoptr (GrKept) kept = NULL;
  g_autoptr (GError) error = NULL;

  for (gint i = g_rand_int_range (random, 1, MAX_CHANGES); i > 0; i--)
    change (document, random);
  gradus_document_end_merge (document); /* a step that came to nothing gives back what it hid */
  while (gradus_document_can_redo (document)) /* what the sequence left undone */
    gradus_document_redo (document);
  after = text_of (document);
  kept = gr_kept_ref (kept_of (document));

  while (gradus_document_can_undo (document))
    gradus_document_undo (document);
  undone = text_of (document);
  assert_same (undone, before, seed, "undone");
  while (gradus_document_can_redo (document))
    gradus_document_redo (document);
  redone = text_of (document);
  assert_same (redone, after, seed, "redone");
  g_assert_true (kept_of (document) == kept);

  g_assert_true (save_document (document, path, NULL));
  g_assert_false (gradus_document_modified (document));
  saved = text_of (document); /* a project that is saved elsewhere says anew where its data are */
  loaded = open_document (path, &error);
  g_assert_no_error (error);
  again = text_of (loaded);
  assert_same (again, saved, seed, "loaded");
  g_assert_true (gr_model_equal (gradus_document_model (loaded), gradus_document_model (document)));
  try_modified (document, saved, seed);
  g_rand_free (random);
}

static void
test_sequences (void)
{
  const guint n = number_from ("GRADUS_SEQUENCES", 1000), first = number_from ("GRADUS_SEED", 0);
  g_autofree char *folder = g_dir_make_tmp ("gradus-sequences-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "model.gradus", NULL);

  for (guint i = 0; i < n; i++)
    try_sequence (first + i, path);
  wait_while (n_elsewhere > 0); /* the threads that saved let go of their documents */
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
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    if (!changes_made[i])
      g_error ("no sequence made this change: %s", changes[i].name);
}

int
main (int argc, char **argv)
{
  gradus_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/sequences", test_sequences);
  return g_test_run ();
}
