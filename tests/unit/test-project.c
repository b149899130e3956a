/* test-project.c - projects and their files: the examples, what is kept, what is refused and how.
 * */
#include "gradus.h"

#include <glib/gstdio.h>
#include <string.h>

#include "exchange/notes.h"
#include "exchange/project-file.h"
#include "model/project-copy.h"

#include "random-edits.h"

static const char *const examples[] = {
  "fashion-autoencoder", "fashion-cnn", "fashion-lenet", "fashion-mlp",
  "fashion-resnet",      "spiral-mlp",  "temperature",
};

static char *
example_path (const char *name)
{
  g_autofree char *file = g_strconcat (name, ".gradus", NULL);

  return g_test_build_filename (G_TEST_DIST, "..", "data", "examples", file, NULL);
}

/* Each loads, can run, and is written as it stands: keys in their order, nothing lost. */
static void
test_examples (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autofree char *path = example_path (examples[i]);
      g_autofree char *text = NULL, *written = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GrProject) project = gr_project_load (path, &error);

      g_assert_no_error (error);
      gr_model_check (project->model, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (gr_model_n_problems (project->model), ==, 0);
      g_assert_nonnull (project->data.kind);
      g_assert_cmpstr (project->name, !=, "");
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      written = gr_project_to_json (project);
      g_assert_cmpstr (written, ==, text);
    }
}

static void
test_fields (void)
{
  g_autofree char *path = example_path ("fashion-cnn");
  g_autoptr (GrProject) project = gr_project_load (path, NULL);
  gdouble lr = 0;

  g_assert_cmpstr (project->data.kind, ==, "fashion-mnist");
  g_assert_cmpstr (project->optimizer.kind, ==, "Adam");
  g_assert_true (gr_section_number (&project->optimizer, "optimizer", "lr", &lr, NULL));
  g_assert_cmpfloat (lr, >, 0);
  g_assert_cmpint (project->training.batch_size, ==, 128);
}

/* --- what is kept ----------------------------------------------------------------------------- */

static void
test_unknown_keys (void)
{
  static const char text[] = "{\n"
                             "  \"gradus\": 1,\n"
                             "  \"name\": \"All “kinds” of \\\"keys\\\"\\n\\u0001\",\n"
                             "  \"data\": { \"set\": \"moons\", \"noise\": 0.1, \"odd\": [1, 2] "
                             "},\n"
                             "  \"transforms\": [{ \"name\": \"flip\", \"p\": 0.5 }],\n"
                             "  \"model\": {\n"
                             "    \"groups\": [{ \"id\": \"inner\", \"parent\": \"outer\" }, "
                             "{ \"id\": \"outer\", \"repeat\": 2, \"colour\": \"red\" }],\n"
                             "    \"blocks\": [\n"
                             "      { \"id\": \"a\", \"kind\": \"Linear\", \"attributes\": "
                             "{ \"out_features\": 3, \"sparkle\": 0.1 }, \"note\": \"hi\" },\n"
                             "      { \"id\": \"b\", \"kind\": \"Worm\", \"name\": \"hole\", "
                             "\"group\": \"inner\", \"attributes\": { \"mouths\": 2 }, "
                             "\"at\": [1.5, -2] }\n"
                             "    ],\n"
                             "    \"links\": [{ \"from\": \"a\", \"to\": \"b\", \"input\": 3, "
                             "\"bend\": 0.25 }],\n"
                             "    \"zoom\": 1.0\n"
                             "  },\n"
                             "  \"optimizer\": { \"kind\": \"SGD\", \"lr\": 0.05, \"fancy\": null "
                             "},\n"
                             "  \"schedule\": { \"kind\": \"Cosine\" },\n"
                             "  \"training\": { \"epochs\": 2, \"batch_size\": 7, \"seed\": 9, "
                             "\"drop_last\": true, \"mood\": \"calm\" },\n"
                             "  \"runs\": [{ \"name\": \"run-1\", \"loss\": 0.1 }],\n"
                             "  \"window\": { \"width\": 800, \"deep\": { \"er\": [[], {}] } }\n"
                             "}\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (GrProject) project = gr_project_from_json (text, -1, "test", &error), copy = NULL;
  g_autofree char *written = NULL, *copied = NULL;

  g_assert_no_error (error);
  written = gr_project_to_json (project);
  g_assert_cmpstr (written, ==, text);
  copy = gr_project_copy (project);
  g_clear_pointer (&project, gr_project_unref);
  copied = gr_project_to_json (copy);
  g_assert_cmpstr (copied, ==, text);
}

/* A list of numbers is longer than any list of sizes, may be given in whole numbers, and stands in
 * the file digit for digit. */
static void
test_class_weights (void)
{
  static const char text[]
      = "{\"gradus\": 1, \"model\": {\"blocks\": [{\"id\": \"loss\", \"kind\": "
        "\"CrossEntropyLoss\", \"attributes\": {\"weight\": [1, 0.1, 3, 4, 5, 6, 7, 8, 9, "
        "1e-9]}}]}}";
  g_autoptr (GError) error = NULL;
  g_autoptr (GrProject) project = gr_project_from_json (text, -1, "test", &error);
  g_autoptr (GrProject) again = NULL;
  g_autofree char *written = NULL;

  g_assert_no_error (error);
  written = gr_project_to_json (project);
  g_assert_nonnull (
      strstr (written, "\"weight\": [1.0, 0.1, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 1e-09]"));
  again = gr_project_from_json (written, -1, "test", &error);
  g_assert_no_error (error);
  g_assert_true (gr_model_equal (project->model, again->model));
}

static void
edit_at_random (GrModel *model, GRand *random)
{
  for (guint i = 0; i < 150; i++)
    {
      g_autoptr (GrEdit) edit = random_edit (model, random, NULL);
      g_autoptr (GrEdit) inverse = gr_model_apply (model, edit, NULL);
    }
}

/* A copy stays when what it was made of changes, and takes the same edits as what a file brings. */
static void
test_copies (void)
{
  for (guint seed = 0; seed < 20; seed++)
    {
      GRand *random = g_rand_new_with_seed (seed), *same;
      g_autoptr (GrProject) project = gr_project_new ();
      g_autoptr (GrProject) copy = NULL, file = NULL;
      g_autofree char *text = NULL, *copied = NULL;

      edit_at_random (project->model, random);
      text = gr_project_to_json (project);
      file = gr_project_from_json (text, -1, "test", NULL);
      copy = gr_project_copy (project);
      g_assert_true (gr_model_kept (copy->model) == gr_model_kept (project->model));
      edit_at_random (project->model, random);
      copied = gr_project_to_json (copy);
      g_assert_cmpstr (copied, ==, text);
      same = g_rand_copy (random);
      edit_at_random (copy->model, random);
      edit_at_random (file->model, same);
      g_assert_true (gr_model_equal (copy->model, file->model));
      g_assert_false (gr_model_equal (copy->model, project->model));
      g_rand_free (random);
      g_rand_free (same);
    }
}

/* Random edits, saved and loaded: the same document. */
static void
test_random_models (void)
{
  for (guint seed = 0; seed < 20; seed++)
    {
      GRand *random = g_rand_new_with_seed (1000 + seed);
      g_autoptr (GrProject) project = gr_project_new ();
      g_autoptr (GrProject) again = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL, *second = NULL;

      edit_at_random (project->model, random);
      text = gr_project_to_json (project);
      again = gr_project_from_json (text, -1, "test", &error);
      g_assert_no_error (error);
      g_assert_true (gr_model_equal (project->model, again->model));
      second = gr_project_to_json (again);
      g_assert_cmpstr (second, ==, text);
      g_rand_free (random);
    }
}

/* --- notes ------------------------------------------------------------------------------------ */

static void
test_notes (void)
{
  const char *given = "[{\"id\": \"note2\", \"text\": \"Deeper?\\nTry it.\", \"at\": [10, -20], "
                      "\"size\": [90, 40], \"colour\": \"red\"}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) section = json_from_string (given, NULL), written = NULL, none = NULL;
  g_autoptr (GPtrArray) notes = gr_notes_read (section, &error), again = NULL;
  GrNote *note;

  g_assert_no_error (error);
  note = gr_notes_find (notes, "note2");
  g_assert_cmpstr (note->text, ==, "Deeper?\nTry it.");
  g_assert_cmpfloat (note->y, ==, -20);
  g_assert_cmpfloat (note->width, ==, 90);
  written = gr_notes_write (notes);
  g_assert_true (json_node_equal (written, section));

  g_assert_cmpstr (gr_notes_add (notes, "a", 1, 2)->id, ==, "note1");
  g_assert_cmpstr (gr_notes_add (notes, "b", 1, 2)->id, ==, "note3");
  gr_notes_remove (notes, "note1");
  gr_notes_remove (notes, "note2");
  gr_note_set_text (gr_notes_find (notes, "note3"), "c");
  g_clear_pointer (&written, json_node_unref);
  written = gr_notes_write (notes);
  again = gr_notes_read (written, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, 1);
  g_assert_cmpstr (((GrNote *) again->pdata[0])->text, ==, "c");
  g_assert_cmpfloat (((GrNote *) again->pdata[0])->height, ==, GR_NOTE_HEIGHT);

  gr_notes_remove (notes, "note3");
  g_assert_null (gr_notes_write (notes));
}

static void
test_notes_refused (void)
{
  static const struct
  {
    const char *text, *says;
  } cases[] = {
    { "3", "notes: expects a list of at most 10000 notes" },
    { "[1]", "notes: [0]: expects an object { }" },
    { "[{}]", "notes: [0]: a note needs an id of its own" },
    { "[{\"id\": \"a\"}, {\"id\": \"a\"}]", "notes: [1]: a note needs an id of its own" },
    { "[{\"id\": \"a\", \"at\": [1]}]", "notes: [0].at: expects two numbers" },
    { "[{\"id\": \"a\", \"at\": [0, -1e300]}]", "notes: [0].at: expects two numbers" },
    { "[{\"id\": \"a\", \"size\": [1, -1]}]", "notes: [0].size: expects two numbers" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) section = json_from_string (cases[i].text, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (gr_notes_read (section, &error));
      g_assert_error (error, GR_ERROR, GR_ERROR_FORMAT);
      g_assert_cmpstr (error->message, ==, cases[i].says);
    }
}

/* --- what is refused -------------------------------------------------------------------------- */

#define MODEL(blocks, links)                                                                       \
  "{\"gradus\": 1, \"model\": {\"blocks\": [" blocks "], \"links\": [" links "]}}"
#define LINEAR(attributes) "{\"id\": \"a\", \"kind\": \"Linear\", \"attributes\": {" attributes "}}"

static void
test_refused (void)
{
  static const struct
  {
    const char *text, *message;
  } cases[] = {
    { "[]", "file: is not a JSON object" },
    { "", "file: is empty" },
    { " \n", "file: is empty" },
    { "{}", "file: is not a Gradus project: it has no \"gradus\": version" },
    { "{\"gradus\": 2}",
      "file: is of version 2, which a newer Gradus wrote; this one reads up to version 1" },
    { "{\"gradus\": \"1\"}", "file: gradus: expects a whole number from 1 to 2147483647" },
    { "{\"gradus\": 1, \"name\": 3}", "file: name: expects a text in quotes" },
    { "{\"gradus\": 1, \"model\": []}", "file: model: expects an object { }" },
    { "{\"gradus\": 1, \"training\": {\"epochs\": 0}}",
      "file: training.epochs: expects a whole number from 1 to 2147483647" },
    { "{\"gradus\": 1, \"training\": {\"val_split\": 2}}",
      "file: training.val_split: expects a number from 0 to 0.99" },
    { "{\"gradus\": 1, \"training\": {\"sampler\": \"odd\"}}",
      "file: training.sampler: expects random, sequential or weighted" },
    { MODEL ("{\"id\": \"a\"}", ""), "file: model.blocks[0]: a block needs an id and a kind" },
    { MODEL (LINEAR ("") ", " LINEAR (""), ""),
      "file: model.blocks[1]: The id “a” is there twice" },
    { MODEL ("{\"id\": \"a\", \"kind\": \"Linear\", \"at\": [1e300, -1e300]}", ""),
      "file: model.blocks[0].at: expects two numbers from -1000000 to 1000000" },
    { MODEL ("{\"id\": \"a\", \"kind\": \"Linear\", \"at\": [0, 1000001]}", ""),
      "file: model.blocks[0].at: expects two numbers from -1000000 to 1000000" },
    { MODEL (LINEAR ("\"out_features\": 0"), ""),
      "file: model.blocks[0].attributes.out_features: out_features takes a whole number of at "
      "least 1, not 0" },
    { MODEL (LINEAR ("\"out_features\": \"many\""), ""),
      "file: model.blocks[0].attributes.out_features: out_features takes a whole number of at "
      "least 1, not “many”" },
    { MODEL (LINEAR ("\"bias\": {}"), ""),
      "file: model.blocks[0].attributes.bias: expects a number, a list of whole numbers, a text, "
      "true or false" },
    { MODEL ("{\"id\": \"a\", \"kind\": \"NLLLoss\", \"attributes\": {\"weight\": [1, \"x\"]}}",
             ""),
      "file: model.blocks[0].attributes.weight: expects a number, a list of numbers, a text, true "
      "or false" },
    { MODEL (LINEAR (""), "{\"from\": \"a\"}"),
      "file: model.links[0]: a link needs a block that it comes from and one that it goes to" },
    { MODEL (LINEAR (""), "{\"from\": \"a\", \"to\": \"z\"}"),
      "file: model.links[0]: There is no block with the id “z”" },
    { MODEL (LINEAR (""), "{\"from\": \"a\", \"to\": \"a\", \"input\": 100}"),
      "file: model.links[0].input: expects a whole number from 0 to 63" },
    { "{\"gradus\": 1, \"model\": {\"groups\": [{\"id\": \"g\", \"parent\": \"g\"}]}}",
      "file: model.groups[0]: There is no group with the id “g”" },
    { "{\"gradus\": 1, \"model\": {\"groups\": [{\"id\": \"g\", \"repeat\": 20000}]}}",
      "file: model.groups[0].repeat: expects a whole number from 1 to 10000" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (gr_project_from_json (cases[i].text, -1, "file", &error));
      g_assert_error (error, GR_ERROR, GR_ERROR_FORMAT);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_bad_json (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) deep = g_string_new ("{\"gradus\": ");

  g_assert_null (
      gr_project_from_json ("{\n  \"gradus\": 1,\n  \"name\" 3\n}", -1, "x.gradus", &error));
  g_assert_error (error, GR_ERROR, GR_ERROR_FORMAT);
  g_assert_true (g_str_has_prefix (error->message, "x.gradus: line 3, column "));
  g_clear_error (&error);

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  g_assert_null (gr_project_from_json (deep->str, -1, "x.gradus", &error));
  g_assert_cmpstr (error->message, ==, "x.gradus: line 1: lists and objects are more than 64 deep");
  g_clear_error (&error);

  g_assert_null (gr_project_from_json ("{\"gradus\": \"\xff\"}", -1, "x.gradus", &error));
  g_assert_cmpstr (error->message, ==, "x.gradus: is not a text in UTF-8");
}

/* A file cut off anywhere is refused, or was whole; it never crashes. */
static void
test_truncated (void)
{
  g_autofree char *path = example_path ("fashion-resnet");
  g_autofree char *text = NULL;
  gsize            length;

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (gsize cut = 0; cut + 2 < length; cut += 37)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (gr_project_from_json (text, (gssize) cut, "cut.gradus", &error));
      g_assert_error (error, GR_ERROR, GR_ERROR_FORMAT);
    }
}

/* Bytes changed at random: refused, or read as something else; what is read can be asked
 * everything. */
static void
test_corrupted (void)
{
  g_autofree char *path = example_path ("fashion-resnet");
  g_autofree char *text = NULL;
  gsize            length;
  GRand           *random = g_rand_new_with_seed (5);

  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *copy = g_memdup2 (text, length);
      g_autoptr (GrProject) project = NULL;

      for (guint j = 0; j < 3; j++)
        copy[g_rand_int_range (random, 0, (gint) length)]
            = "{}[]\",:0123456789-eabc"[g_rand_int_range (random, 0, 22)];
      project = gr_project_from_json (copy, (gssize) length, "bad.gradus", NULL);
      if (project)
        gr_model_n_problems (project->model);
    }
  g_rand_free (random);
}

/* --- files, --set ----------------------------------------------------------------------------- */

static void
test_save (void)
{
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "model.gradus", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "not", "there.gradus", NULL);
  g_autofree char *from = example_path ("fashion-lenet");
  g_autoptr (GrProject) project = gr_project_load (from, NULL);
  g_autoptr (GrProject) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (gr_project_save (project, path, &error));
  g_assert_no_error (error);
  again = gr_project_load (path, &error);
  g_assert_no_error (error);
  g_assert_true (gr_model_equal (project->model, again->model));
  g_assert_false (gr_project_save (project, nowhere, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (gr_project_load (nowhere, &error));
  g_assert_nonnull (error);
  g_remove (path);
  g_rmdir (folder);
}

static void
test_set (void)
{
  static const struct
  {
    const char *assignment, *message;
  } cases[] = {
    { "conv1", "“conv1” sets nothing; write BLOCK.ATTRIBUTE=VALUE, as in dropout.p=0.5" },
    { "conv1=3",
      "“conv1” names no attribute; write BLOCK.ATTRIBUTE=VALUE, as in dropout.p=0.5" },
    { "conv9.bias=true", "The model has no block called “conv9”" },
    { "relu1.bias=true", "ReLU “relu1” has no attribute “bias”; it has none" },
    { "pool1.bias=true", "MaxPool2d “pool1” has no attribute “bias”; it has kernel_size, stride, "
                         "padding, dilation, ceil_mode" },
    { "conv1.kernel_size=0",
      "Conv2d “conv1”: kernel_size takes one or 2 whole numbers of at least 1, not [0]" },
  };
  g_autofree char *path = example_path ("fashion-lenet");
  g_autoptr (GrProject) project = gr_project_load (path, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (gr_project_set (project, "conv1.kernel_size=3", &error));
  g_assert_no_error (error);
  g_assert_cmpint (gr_block_setting (gr_model_block (project->model, "conv1")->kind,
                                     gr_model_block (project->model, "conv1")->settings,
                                     "kernel_size")
                       ->ints[0],
                   ==, 3);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_false (gr_project_set (project, cases[i].assignment, &error));
      g_assert_cmpstr (error->message, ==, cases[i].message);
      g_clear_error (&error);
    }
}

static void
test_options (void)
{
  g_autoptr (GrProject) project
      = gr_project_from_json ("{\"gradus\": 1, \"optimizer\": {\"kind\": \"SGD\", \"lr\": \"fast\","
                              " \"steps\": 3, \"nesterov\": true, \"mode\": \"min\"}}",
                              -1, "test", NULL);
  gdouble     number = 7;
  gint64      integer = 7;
  gboolean    truth = FALSE;
  const char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (gr_section_number (&project->optimizer, "optimizer", "momentum", &number, NULL));
  g_assert_cmpfloat (number, ==, 7);
  g_assert_false (gr_section_number (&project->optimizer, "optimizer", "lr", &number, &error));
  g_assert_cmpstr (error->message, ==, "optimizer.lr: expects a number, not \"fast\"");
  g_assert_true (gr_section_integer (&project->optimizer, "optimizer", "steps", &integer, NULL));
  g_assert_cmpint (integer, ==, 3);
  g_assert_true (gr_section_boolean (&project->optimizer, "optimizer", "nesterov", &truth, NULL));
  g_assert_true (truth);
  g_assert_true (gr_section_string (&project->optimizer, "optimizer", "mode", &text, NULL));
  g_assert_cmpstr (text, ==, "min");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gradus_init ();
  g_test_add_func ("/project/examples", test_examples);
  g_test_add_func ("/project/fields", test_fields);
  g_test_add_func ("/project/unknown-keys", test_unknown_keys);
  g_test_add_func ("/project/class-weights", test_class_weights);
  g_test_add_func ("/project/copies", test_copies);
  g_test_add_func ("/project/random-models", test_random_models);
  g_test_add_func ("/project/notes", test_notes);
  g_test_add_func ("/project/notes-refused", test_notes_refused);
  g_test_add_func ("/project/refused", test_refused);
  g_test_add_func ("/project/bad-json", test_bad_json);
  g_test_add_func ("/project/truncated", test_truncated);
  g_test_add_func ("/project/corrupted", test_corrupted);
  g_test_add_func ("/project/save", test_save);
  g_test_add_func ("/project/set", test_set);
  g_test_add_func ("/project/options", test_options);
  return g_test_run ();
}
