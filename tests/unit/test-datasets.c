/* test-datasets.c - opening data sets of every kind by name and by path, and what is said of bad
 * ones. */
#include "data/image.h"
#include "data/registry.h"
#include "data/table-sketch.h"
#include "folder.h"
#include "io/npy.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <unistd.h>

/* --- help ------------------------------------------------------------------------------------ */

static JsonObject *
options_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = text ? json_from_string (text, &error) : NULL;

  g_assert_no_error (error);
  return node ? json_node_dup_object (node) : NULL;
}

static GrDataset *
open_with (const char *path, const char *options, const char *split)
{
  g_autoptr (JsonObject) json = options_of (options);
  g_autoptr (GError) error = NULL;
  GrDataset *dataset = gr_dataset_open (path, json, split, &error);

  g_assert_no_error (error);
  return dataset;
}

static void
assert_refused (const char *path, const char *options, const char *split, const char *part)
{
  g_autoptr (JsonObject) json = options_of (options);
  g_autoptr (GError) error = NULL;

  g_assert_null (gr_dataset_open (path, json, split, &error));
  assert_error_says (error, part);
}

/* Number @k of item @i's first input; its target's first number in @target. */
static gdouble
number (GrDataset *dataset, gint64 i, gint k, gdouble *target)
{
  GrTensor *inputs[GR_MAX_INPUTS], *y = NULL;
  g_autoptr (GError) error = NULL;
  gdouble value;

  g_assert_true (gr_dataset_get (dataset, i, inputs, &y, &error));
  g_assert_no_error (error);
  value = gr_tensor_get (inputs[0], k).d;
  if (target)
    *target = gr_tensor_get (y, 0).d;
  for (gint n = 0; n < dataset->n_inputs; n++)
    gr_tensor_unref (inputs[n]);
  g_clear_pointer (&y, gr_tensor_unref);
  return value;
}

static char *
write_text (const char *folder, const char *name, const char *text)
{
  return folder_write (folder, name, text, strlen (text));
}

/* --- IDX ------------------------------------------------------------------------------------- */

/* @n pictures of 2×2, pixel p of picture i being 10 i + p; labels i mod @labels. */
static void
write_idx (const char *folder, const char *prefix, gint n, gint n_labels, gint labels, gboolean zip)
{
  g_autoptr (GByteArray) images = g_byte_array_new ();
  g_autoptr (GByteArray) text = g_byte_array_new ();
  g_autofree char *images_name = g_strconcat (prefix, "-images-idx3-ubyte", zip ? ".gz" : "", NULL);
  g_autofree char *labels_name = g_strconcat (prefix, "-labels-idx1-ubyte", NULL);
  guint8 header[16] = { 0, 0, 8, 3, 0, 0, 0, (guint8) n, 0, 0, 0, 2, 0, 0, 0, 2 };
  guint8 labels_header[8] = { 0, 0, 8, 1, 0, 0, 0, (guint8) n_labels };

  g_byte_array_append (images, header, 16);
  for (gint i = 0; i < 4 * n; i++)
    g_byte_array_append (images, &(guint8){ (guint8) (i / 4 * 10 + i % 4) }, 1);
  g_byte_array_append (text, labels_header, 8);
  for (gint i = 0; i < n_labels; i++)
    g_byte_array_append (text, &(guint8){ (guint8) (i % labels) }, 1);
  if (zip)
    {
      g_autoptr (GBytes) bytes = gzipped (images->data, images->len);

      g_free (folder_write (folder, images_name, g_bytes_get_data (bytes, NULL),
                            g_bytes_get_size (bytes)));
    }
  else
    g_free (folder_write (folder, images_name, images->data, images->len));
  g_free (folder_write (folder, labels_name, text->data, text->len));
}

static void
test_idx (void)
{
  char *folder = folder_new ();
  g_autofree char *options = g_strdup_printf ("{\"data\": \"%s\"}", folder);
  g_autoptr (GrDataset) train = NULL;
  g_autoptr (GrDataset) test = NULL;
  g_autoptr (GrDataset) named = NULL;
  gdouble label;

  write_idx (folder, "train", 12, 12, 10, TRUE);
  write_idx (folder, "t10k", 5, 5, 3, FALSE);
  train = open_with (folder, NULL, NULL);
  test = open_with (folder, NULL, "test");
  g_assert_cmpint (train->length, ==, 12);
  g_assert_cmpint (train->n_classes, ==, 10);
  g_assert_cmpint (train->input[0].ndim, ==, 3);
  g_assert_cmpint (train->input[0].dtype, ==, GR_UINT8);
  g_assert_cmpstr (train->class_names[3], ==, "3");
  g_assert_cmpstr (train->split, ==, "train");
  g_assert_cmpfloat (number (train, 11, 2, &label), ==, 112);
  g_assert_cmpfloat (label, ==, 1);
  g_assert_cmpint (test->length, ==, 5);
  g_assert_true (gr_dataset_has_split (folder, NULL, "test"));
  g_assert_false (gr_dataset_has_split (folder, NULL, "validation"));

  /* The same file names, but said to be Fashion-MNIST: its classes have names. */
  named = open_with ("fashion-mnist", options, "train");
  g_assert_cmpstr (named->class_names[9], ==, "Ankle boot");
  g_assert_cmpstr (named->info.licence, ==, "MIT");
  g_assert_cmpstr (named->source, ==, folder);
  folder_remove (folder);
}

static void
test_idx_malformed (void)
{
  char *folder = folder_new ();
  g_autofree char *options = g_strdup_printf ("{\"data\": \"%s\"}", folder);
  g_autofree char *labels = g_build_filename (folder, "train-labels-idx1-ubyte", NULL);

  assert_refused ("fashion-mnist", options, NULL,
                  "To get it, install Debian's package (sudo apt install");
  assert_refused ("fashion-mnist", options, NULL, "/gradus/datasets/fashion-mnist");
  assert_refused ("mnist", options, NULL, ". To get it, put its files (");
  write_idx (folder, "train", 12, 11, 10, FALSE);
  assert_refused ("fashion-mnist", options, NULL,
                  "“train-labels-idx1-ubyte” has 11 labels, but “train-images-idx3-ubyte” has 12");
  write_idx (folder, "train", 12, 12, 12, FALSE);
  assert_refused ("fashion-mnist", options, NULL,
                  "train-labels-idx1-ubyte: label 10 of item 10 is out of range; there are 10");
  write_idx (folder, "train", 12, 0, 10, FALSE);
  assert_refused ("fashion-mnist", options, NULL, "“train-labels-idx1-ubyte” has 0 labels");
  write_idx (folder, "train", 0, 12, 10, FALSE);
  assert_refused ("fashion-mnist", options, NULL, "“train-images-idx3-ubyte” has no items");
  write_idx (folder, "train", 0, 0, 10, FALSE);
  assert_refused ("fashion-mnist", options, NULL, "“train-images-idx3-ubyte” has no items");
  write_idx (folder, "train", 12, 12, 10, FALSE);
  assert_refused ("fashion-mnist", options, "test", "has no file t10k-images-idx3-ubyte");
  assert_refused ("fashion-mnist", options, "third", "has no part “third”");
  assert_refused ("fashion-mnist", "{\"date\": 3}", NULL, "fashion-mnist has no option “date”");
  assert_refused ("fashion-mnist", "{\"data\": 3}", NULL, "“data” must be a text");
  g_assert_true (g_file_set_contents (labels,
                                      "\0\0\x08\1\0\0\0\x0c"
                                      "123",
                                      11, NULL));
  assert_refused ("fashion-mnist", options, NULL, "“train-labels-idx1-ubyte” is cut off");
  g_unlink (labels);
  assert_refused ("fashion-mnist", options, NULL, "has no file train-labels-idx1-ubyte");
  folder_remove (folder);
}

/* --- CIFAR ----------------------------------------------------------------------------------- */

static void
test_cifar (void)
{
  char *folder = folder_new ();
  gsize record = 3073;
  g_autofree guint8 *data = g_malloc0 (2 * record);
  g_autofree guint8 *hundred = g_malloc0 (3074);
  g_autoptr (GrDataset) dataset = NULL;
  g_autoptr (GrDataset) fine = NULL;
  gdouble label;

  data[record] = 9;
  data[record + 1] = 200;
  data[record + 1 + 1024] = 100;
  for (gint i = 1; i <= 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("data_batch_%d.bin", i);

      g_free (folder_write (folder, name, data, 2 * record));
    }
  dataset = open_with (folder, NULL, NULL);
  g_assert_cmpstr (dataset->name, ==, "cifar-10");
  g_assert_cmpint (dataset->length, ==, 10);
  g_assert_cmpint (dataset->input[0].shape[0], ==, 3);
  g_assert_cmpfloat (number (dataset, 9, 0, &label), ==, 200);
  g_assert_cmpfloat (number (dataset, 9, 1024, &label), ==, 100);
  g_assert_cmpfloat (label, ==, 9);
  g_assert_cmpstr (dataset->class_names[9], ==, "truck");

  g_free (folder_write (folder, "data_batch_3.bin", data, record + 5));
  assert_refused (folder, NULL, NULL, "“data_batch_3.bin” is cut off or no CIFAR file");
  data[0] = 10;
  g_free (folder_write (folder, "data_batch_3.bin", data, 2 * record));
  assert_refused (folder, NULL, NULL,
                  "“data_batch_3.bin”: the label of record 0 is 10; there are 10");
  folder_remove (folder);

  folder = folder_new ();
  hundred[0] = 19; /* coarse */
  hundred[1] = 99;
  g_free (folder_write (folder, "train.bin", hundred, 3074));
  fine = open_with (folder, NULL, NULL);
  number (fine, 0, 0, &label);
  g_assert_cmpstr (fine->class_names[(gint) label], ==, "worm");
  folder_remove (folder);
}

/* --- CSV ------------------------------------------------------------------------------------- */

static const char plants[] = "\xef\xbb\xbfheight,colour,size,\"the \"\"kind\"\"\"\r\n"
                             "1.5,red,small,rose\r\n"
                             "\r\n"
                             "2,green,large,oak\r\n"
                             "-3e1,\"blue, or so\",small,oak\r\n";

static void
test_csv (void)
{
  char *folder = folder_new ();
  g_autofree char *path = write_text (folder, "plants.csv", plants);
  g_autoptr (GrDataset) guessed = open_with (path, NULL, NULL);
  g_autoptr (GrDataset) given = open_with (
      path,
      "{\"columns\": {\"height\": \"target\", \"colour\": \"ignore\", \"size\":"
      " {\"role\": \"ordinal\", \"order\": [\"small\", \"large\"]},"
      " \"the \\\"kind\\\"\": \"categorical\"}}",
      NULL);
  gdouble target;

  /* height, one-hot of three colours, one-hot of two sizes; the kind is the class. */
  g_assert_cmpint (guessed->length, ==, 3);
  g_assert_cmpint (guessed->input[0].shape[0], ==, 6);
  g_assert_cmpint (guessed->n_classes, ==, 2);
  g_assert_cmpstr (guessed->class_names[1], ==, "rose");
  g_assert_cmpfloat (number (guessed, 2, 0, &target), ==, -30);
  g_assert_cmpfloat (target, ==, 0);
  g_assert_cmpfloat (number (guessed, 2, 1, NULL), ==, 1); /* blue comes first */
  g_assert_cmpfloat (number (guessed, 0, 3, NULL), ==, 1); /* red last */

  /* Each number is called by its column, and parts of a set too. */
  g_autoptr (GrDataset) first = gr_dataset_first (guessed, 2);
  g_autofree char *names = g_strjoinv ("|", first->input_names);
  g_autofree char *class = gr_dataset_number_name (first, &first->target, 0);

  g_assert_cmpstr (names, ==, "height|colour: blue, or so|colour: green|colour: red|size: large|"
                   "size: small");
  g_assert_cmpstr (class, ==, "the \"kind\"");

  g_assert_cmpint (given->n_classes, ==, 0);
  g_assert_cmpint (given->target.shape[0], ==, 1);
  g_assert_cmpint (given->input[0].shape[0], ==, 3);
  g_assert_cmpfloat (number (given, 1, 0, &target), ==, 1); /* large */
  g_assert_cmpfloat (target, ==, 2);
  folder_remove (folder);
}

static void
test_csv_classes (void)
{
  char *folder = folder_new ();
  g_autofree char *path = write_text (folder, "t.tsv", "1\t10\n2\t9\n3\t10\n4\t9\n5\t10\n");
  g_autoptr (GrDataset) numbers = open_with (path, NULL, NULL);
  g_autoptr (GrDataset) classes = open_with (
      path, "{\"columns\": {\"1\": \"continuous\", \"2\": \"class\"}}", NULL);
  g_autoptr (GrDataset) train = open_with (path, "{\"test\": 0.4}", NULL);
  g_autoptr (GrDataset) test = open_with (path, "{\"test\": 0.4}", "test");
  g_autoptr (JsonObject) with_test = options_of ("{\"test\": 0.4}");
  g_autoptr (GBytes) zip = gzipped ("1,2\n", 4);
  g_autofree char *zipped = folder_write (folder, "z.csv.gz", g_bytes_get_data (zip, NULL),
                                          g_bytes_get_size (zip));
  g_autoptr (GrDataset) from_zip = open_with (zipped, NULL, NULL);

  g_autofree char *nameless = gr_dataset_number_name (numbers, &numbers->input[0], 0);

  g_assert_cmpstr (nameless, ==, "features"); /* there is no header */
  g_assert_cmpint (numbers->n_classes, ==, 0);
  g_assert_cmpint (numbers->length, ==, 5);
  g_assert_cmpint (classes->n_classes, ==, 2);
  g_assert_cmpstr (classes->class_names[0], ==, "9"); /* by number, not by letter */
  g_assert_cmpint (train->length, ==, 3);
  g_assert_cmpint (test->length, ==, 2);
  g_assert_true (gr_dataset_has_split (path, with_test, "test"));
  g_assert_false (gr_dataset_has_split (path, NULL, "test"));
  assert_refused (path, NULL, "test", "has no part “test”; the option “test” says");
  g_assert_cmpint (from_zip->length, ==, 1);
  folder_remove (folder);
}

static void
assert_csv_refused (const char *text, const char *options, const char *part)
{
  char *folder = folder_new ();
  g_autofree char *path = write_text (folder, "bad.csv", text);

  assert_refused (path, options, NULL, part);
  folder_remove (folder);
}

/* A missing number makes no word of all the others; a missing class is no class. */
static void
test_csv_missing (void)
{
  const char *const marks[] = { "", "NA", "?", "n/a" };
  g_autoptr (GString) names = g_string_new ("name,kind\n");

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autofree char *input = g_strdup_printf ("a,b,kind\n1,2,x\n3,%s,y\n5,6,x\n", marks[i]);
      g_autofree char *target = g_strdup_printf ("a,b\n1,2\n3,%s\n5,6\n", marks[i]);
      g_autofree char *said = g_strdup_printf ("line 3, column “b”: “%s” is not a number",
                                               marks[i]);

      assert_csv_refused (input, NULL, said);
      assert_csv_refused (target, NULL, said);
    }
  assert_csv_refused ("a,kind\n1,x\n2,y\n3,\n", NULL, "line 4, column “kind”: “” names no class");
  for (gint i = 0; i < 300; i++)
    g_string_append_printf (names, "somebody %d,%c\n", i, 'a' + i % 2);
  assert_csv_refused (names->str, NULL, "column “name” has 300 different words; ignore it");
}

/* Input @k of item @i and its target, which is another number or a class. */
static void
assert_numbers (GrDataset *set, gint64 i, gint k, gdouble input, gdouble target)
{
  gdouble truth;

  g_assert_cmpfloat (number (set, i, k, &truth), ==, input);
  g_assert_cmpfloat (truth, ==, target);
}

/* The rows that lack something: left out, or filled where that makes sense; the set says it. */
static void
test_csv_missing_rows (void)
{
  static const char text[] = "a,b,colour,kind\n1,10,red,x\n2,NA,red,y\n3,,blue,x\n4,40,,y\n"
                             "5,50,red,\n6,60,green,y\n";
  static const char out[] = "{\"missing\": \"leave_out\"}", mean[] = "{\"missing\": \"mean\"}";
  char *folder = folder_new ();
  g_autofree char *path = write_text (folder, "holes.csv", text);
  g_autofree char *numbers = write_text (folder, "numbers.csv", "a,y\n1,2\n3,?\n,6\nnan,8\n");
  g_autofree char *order = write_text (folder, "order.csv", "size,y\nlow,1\n,2\nhigh,3\nhigh,4\n");
  g_autofree char *whole = write_text (folder, "whole.csv", "a,y\n1,2\n3,4\n");
  g_autofree char *gaps = write_text (folder, "gaps.csv", "a,b,y\n1,,2\n,3,4\n");
  g_autofree char *empty = write_text (folder, "empty.csv", "a,b,y\n1,,2\n2,,4\n");
  g_autoptr (GrDataset) left = open_with (path, out, NULL);
  g_autoptr (GrDataset) filled = open_with (path, mean, NULL);
  g_autoptr (GrDataset) target = open_with (numbers, mean, NULL);
  g_autoptr (GrDataset) places = open_with (order,
                                            "{\"missing\": \"mean\", \"columns\": {\"y\": "
                                            "\"target\", \"size\": {\"role\": \"ordinal\", "
                                            "\"order\": [\"low\", \"high\"]}}}",
                                            NULL);
  g_autoptr (GrDataset) used = open_with (
      gaps, "{\"missing\": \"leave_out\", \"columns\": {\"a\": \"continuous\", \"y\": \"target\"}}",
      NULL);
  g_autoptr (GrDataset) all = open_with (whole, out, NULL);

  g_assert_cmpint (left->length, ==, 2);
  g_assert_cmpint (left->n_classes, ==, 2);
  g_assert_cmpint (left->input[0].shape[0], ==, 4); /* a, b, green, red */
  assert_numbers (left, 0, 1, 10, 0);
  assert_numbers (left, 1, 1, 60, 1);
  g_assert_cmpstr (left->warning, ==, "4 rows of 6 lack a field and are left out");
  g_assert_null (left->note);

  g_assert_cmpint (filled->length, ==, 5); /* without the one that has no class */
  g_assert_cmpint (filled->n_classes, ==, 2);
  g_assert_cmpint (filled->input[0].shape[0], ==, 6); /* nothing is a colour too */
  assert_numbers (filled, 1, 1, (10.0 + 40 + 60) / 3, 1);
  assert_numbers (filled, 2, 1, (10.0 + 40 + 60) / 3, 0);
  g_assert_cmpstr (filled->warning, ==, "1 row of 6 lacks a field and is left out");
  g_assert_cmpstr (filled->note, ==, "2 fields that are missing have the mean of their column.");

  g_assert_cmpint (target->length, ==, 3);
  assert_numbers (target, 0, 0, 1, 2);
  assert_numbers (target, 1, 0, 1, 6);
  assert_numbers (target, 2, 0, 1, 8);
  g_assert_cmpfloat_with_epsilon (number (places, 1, 0, NULL), 2.0 / 3, 1e-12);
  g_assert_cmpint (used->length, ==, 1); /* what is ignored may be empty */
  g_assert_null (all->warning);

  assert_refused (path, NULL, NULL, "“NA” is not a number; “missing” in the section “data”");
  assert_refused (path, "{\"missing\": \"skip\"}", NULL, "must be one of refuse, leave_out, mean");
  assert_refused (gaps, out, NULL, "“gaps.csv”: every row lacks a field of a column that is used");
  assert_refused (empty,
                  "{\"missing\": \"mean\", \"columns\": {\"a\": \"continuous\", \"b\": "
                  "\"continuous\", \"y\": \"target\"}}",
                  NULL, "column “b” has no number to take the mean of");
  /* A line is that of the file, whatever was left out before it. */
  g_free (write_text (folder, "holes.csv", "a,y\n1,2\n,3\n5,6\n1e300,4\n"));
  assert_refused (path, out, NULL, "line 5, column “a”: “1e300”");
  folder_remove (folder);
}

static void
assert_csv_rows (const char *text, const char *options, gint64 rows)
{
  char *folder = folder_new ();
  g_autofree char *path = write_text (folder, "words.CSV", text);
  g_autoptr (GrDataset) set = open_with (path, options, NULL);

  g_assert_cmpint (set->length, ==, rows);
  folder_remove (folder);
}

/* The first row is a header where the roles name it, and where its words are nowhere below. */
static void
test_csv_header (void)
{
  const char *words = "colour,kind\nred,apple\ngreen,pear\nred,pear\ngreen,apple\n";
  const char *years = "2019,2020,2021\n1,2,3\n4,5,6\n";

  assert_csv_rows (words, NULL, 4);
  assert_csv_rows (words, "{\"header\": false}", 5);
  assert_csv_rows (words + strlen ("colour,kind\n"), NULL, 4);
  assert_csv_rows (years, NULL, 3);
  assert_csv_rows (years, "{\"columns\": {\"2019\": \"continuous\", \"2021\": \"target\"}}", 2);
  assert_csv_rows ("1,2,3\n4,5,6\n", "{\"columns\": {\"1\": \"continuous\", \"3\": \"target\"}}",
                   2);
}

/* --- what is in a table --- */

static GrTableSketch *
sketch_of (const char *text, const char *options)
{
  char *folder = folder_new ();
  g_autofree char *path = write_text (folder, "table.csv", text);
  g_autoptr (JsonNode) node = options ? json_from_string (options, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  GrTableSketch *sketch = gr_table_sketch_new (path, node ? json_node_get_object (node) : NULL,
                                               &error);

  g_assert_no_error (error);
  folder_remove (folder);
  return sketch;
}

/* The number of the row, names and numbers with many holes are left out; few words are a
 * category. */
static void
test_sketch (void)
{
  g_autoptr (GString) text = g_string_new ("id,height,colour,name,age,kind\n");
  static const char *const colours[] = { "red", "green", "blue" };

  for (gint i = 0; i < 240; i++)
    g_string_append_printf (text, "%d,%d.5,%s,person %d,%s,%s\n", i + 1, i % 7, colours[i % 3], i,
                            i % 4 ? "7" : "NA", i % 2 ? "x" : "y");
  g_autoptr (GrTableSketch) sketch = sketch_of (text->str, NULL);
  static const GrColumnRole roles[] = { GR_COLUMN_IGNORE,      GR_COLUMN_CONTINUOUS,
                                        GR_COLUMN_CATEGORICAL, GR_COLUMN_IGNORE,
                                        GR_COLUMN_IGNORE,      GR_COLUMN_CLASS };
  g_assert_true (sketch->header);
  g_assert_cmpint (sketch->n_rows, ==, 240);
  g_assert_cmpint (sketch->n_columns, ==, 6);
  for (gint c = 0; c < 6; c++)
    g_assert_cmpint (sketch->column[c].role, ==, roles[c]);
  g_assert_cmpstr (sketch->column[2].name, ==, "colour");
  g_assert_cmpint (sketch->column[2].n_different, ==, 3);
  g_assert_cmpstr (sketch->column[2].values[0], ==, "blue");
  g_assert_cmpint (sketch->column[4].n_missing, ==, 60);
  g_assert_cmpint (sketch->column[4].n_different, ==, 2);
  g_assert_cmpint (sketch->column[4].missing[1], ==, 4);
  g_assert_true (sketch->column[4].numeric);
  g_assert_cmpstr (sketch->preview[6 + 3], ==, "person 1");
}

/* The target: who is called so, else the last; whole numbers that come again are classes. */
static void
test_sketch_target (void)
{
  g_autoptr (GString) text = g_string_new ("label,a,b\n");

  for (gint i = 0; i < 60; i++)
    g_string_append_printf (text, "%d,%d.5,%d\n", i % 3, i, 2 * i + 1);
  g_autoptr (GrTableSketch) named = sketch_of (text->str, NULL);
  g_assert_cmpint (named->column[0].role, ==, GR_COLUMN_CLASS);
  g_assert_cmpint (named->column[2].role, ==, GR_COLUMN_CONTINUOUS);
  g_string_overwrite (text, 0, "price");
  g_autoptr (GrTableSketch) last = sketch_of (text->str, NULL);
  g_assert_cmpint (last->column[0].role, ==, GR_COLUMN_CONTINUOUS);
  g_assert_cmpint (last->column[2].role, ==, GR_COLUMN_TARGET);

  /* What the project says counts, and the only input is one though it counts the rows. */
  g_autoptr (GrTableSketch) given = sketch_of (
      text->str, "{\"columns\": {\"a\": \"target\", \"b\": \"ordinal\"}}");
  g_assert_cmpint (given->column[0].role, ==, GR_COLUMN_IGNORE);
  g_assert_cmpint (given->column[1].role, ==, GR_COLUMN_TARGET);
  g_assert_cmpint (given->column[2].role, ==, GR_COLUMN_ORDINAL);
  /* Few holes: to be left out, unless the project says something else. */
  g_autoptr (GrTableSketch) holes = sketch_of (
      "a,b,y\n1,1,3\n2,,5\n3,7,8\n4,6,9\n5,2,-\n6,4,9\n7,3,9\n", NULL);
  g_assert_cmpint (holes->column[1].role, ==, GR_COLUMN_CONTINUOUS);
  g_assert_cmpint (holes->column[2].role, ==, GR_COLUMN_TARGET);
  g_assert_cmpint (holes->missing, ==, GR_MISSING_LEAVE_OUT);
  g_assert_cmpint (given->missing, ==, GR_MISSING_REFUSE);
  g_autoptr (GrTableSketch) two = sketch_of ("x,y\n1,3\n2,5\n3,8\n4,9\n5,11\n", NULL);
  g_assert_cmpint (two->column[0].role, ==, GR_COLUMN_CONTINUOUS);
  g_assert_cmpint (two->column[1].role, ==, GR_COLUMN_TARGET);
}

/* What @roles come to is what the data set has that is opened with them; FALSE: there is none. */
static gboolean
compare_sum (const char *path, const GrTableSketch *sketch, const GrColumnRole *roles,
             GrMissing missing)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) options = NULL;
  g_autoptr (GrDataset) set = NULL;
  GrTableSum sum;

  g_string_append_printf (text, "{\"missing\": \"%s\", \"columns\": {", gr_missing_name (missing));
  for (gint c = 0; c < sketch->n_columns; c++)
    g_string_append_printf (text, "%s\"%s\": \"%s\"", c ? ", " : "", sketch->column[c].name,
                            gr_column_role_name (roles[c]));
  g_string_append (text, "}}");
  options = json_from_string (text->str, NULL);
  set = gr_dataset_open (path, json_node_get_object (options), NULL, NULL);
  if (!set)
    return FALSE;
  gr_table_sketch_sum (sketch, roles, missing, &sum);
  g_test_message ("%s", text->str);
  g_assert_cmpint (sketch->n_rows - sum.n_left_out, ==, set->length);
  g_assert_cmpint (sum.n_inputs, ==, set->input[0].shape[0]);
  g_assert_cmpint (sum.n_classes, ==, set->n_classes);
  g_assert_cmpint (sum.n_class_columns, ==, set->n_classes > 0);
  return TRUE;
}

/* Each role of each column, with whatever becomes of rows that lack something: values that only
 * rows have that are left out, rows that lack two fields, what is written for nothing. */
static void
test_sketch_sum (void)
{
  static const char text[] = "size,colour,kind\n1,red,x\n2,red,y\n,blue,x\n4,green,y\n,,x\n5,,x\n"
                             "NA,red,y\n6,black,\n7,green,z\n,,\n2,red,x\n8,red,y\n9,red,x\n";
  static const GrColumnRole with_mean[] = { GR_COLUMN_CONTINUOUS, GR_COLUMN_CATEGORICAL,
                                            GR_COLUMN_TARGET };
  char *folder = folder_new ();
  g_autofree char *path = write_text (folder, "table.csv", text);
  g_autoptr (GrTableSketch) sketch = gr_table_sketch_new (path, NULL, NULL);
  guint n_opened[GR_N_MISSING] = { 0 };
  GrColumnRole roles[3];
  GrTableSum sum;

  for (guint i = 0; i < GR_N_MISSING * GR_N_COLUMN_ROLES * GR_N_COLUMN_ROLES * GR_N_COLUMN_ROLES;
       i++)
    {
      const GrMissing missing = (GrMissing) (i % GR_N_MISSING);
      guint rest = i / GR_N_MISSING;

      for (gint c = 0; c < 3; c++, rest /= GR_N_COLUMN_ROLES)
        roles[c] = (GrColumnRole) (rest % GR_N_COLUMN_ROLES);
      n_opened[missing] += compare_sum (path, sketch, roles, missing);
    }
  g_assert_cmpuint (n_opened[GR_MISSING_REFUSE], >, 0);
  g_assert_cmpuint (n_opened[GR_MISSING_LEAVE_OUT], >, 9);
  g_assert_cmpuint (n_opened[GR_MISSING_MEAN], >, 9);
  gr_table_sketch_sum (sketch, with_mean, GR_MISSING_MEAN, &sum);
  g_assert_cmpint (sum.n_lacking, ==, 6);
  g_assert_cmpint (sum.n_left_out, ==, 2);
  g_assert_cmpint (sum.n_input_columns, ==, 2);
  g_assert_cmpint (sum.n_targets, ==, 0);
  folder_remove (folder);
}

static void
test_sketch_separator (void)
{
  g_autoptr (GrTableSketch) sketch = sketch_of ("a;\"b, c\";d\n1;2;3\n4;5;6\n", NULL);

  g_assert_cmpint (sketch->separator, ==, ';');
  g_assert_cmpint (sketch->n_columns, ==, 3);
  g_assert_cmpstr (sketch->column[1].name, ==, "b, c");
}

/* Input 0 of the only item row of a table in @text, which is read without any option. */
static void
assert_csv_values (const char *text, const gdouble *expected, gint n)
{
  char *folder = folder_new ();
  g_autofree char *path = folder_write (folder, "table.csv", text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (GrDataset) set = gr_dataset_open (path, NULL, NULL, &error);
  GrTensor *inputs[GR_MAX_INPUTS] = { NULL };

  g_assert_no_error (error);
  g_assert_true (gr_dataset_get (set, 0, inputs, NULL, &error));
  g_assert_cmpint (gr_tensor_numel (inputs[0]), ==, n);
  for (gint i = 0; i < n; i++)
    g_assert_cmpfloat (GR_DATA (gdouble, inputs[0])[i], ==, expected[i]);
  gr_tensor_unref (inputs[0]);
  folder_remove (folder);
}

/* What spreadsheets write: separated by semicolons where commas are decimal, with a byte order
 * mark, lines that end as Windows' do, and a line that says the separator. */
static void
test_csv_spreadsheets (void)
{
  static const gdouble expected[] = { 5.1, -3.5 };

  assert_csv_values ("Länge;Breite;Art\n5,1;-3,5;Seide\n4;3,25;Wolle\n", expected, 2);
  assert_csv_values ("\xef\xbb\xbf\"Länge\";\"Breite\";Art\r\n5,1;-3,5;Seide\r\n4;3;Wolle\r\n",
                     expected, 2);
  assert_csv_values ("a\tb\tc\n5,1\t-3,5\tx\n4\t3,0\ty\n", expected, 2);
  assert_csv_values ("5,1;-3,5;x\n4;3,0;y\n", expected, 2); /* no header */
  assert_csv_values ("sep=;\r\na;b, in cm;c\r\n5,1;-3,5;x\r\n4;3,0;y\r\n", expected, 2);
  assert_csv_values ("a;b;c\n5.1;-3.5;x\n4;3.0;y\n", expected, 2);
  assert_csv_values ("a|b|c\n5.1|-3.5|x\n4|3.0|y\n", expected, 2);
  assert_csv_values ("a,b,\"c;d;e;f\"\n5.1,-3.5,x\n4,3.0,y\n", expected, 2);

  assert_csv_refused ("a;b;c\n5,1;1.234;x\n4;3,0;y\n", NULL,
                      "line 2, column “b”: “1.234” has a decimal point, but others");
  assert_csv_refused ("a;b;c\n5,1;1.234,5;x\n4;3,0;y\n", NULL,
                      "“1.234,5” is not a number: leave out the marks between thousands");
  assert_csv_refused ("a,b,c\n\"5,1\",3,x\n\"4,2\",3,y\n", NULL,
                      "line 2, column “a”: “5,1” is not a number: a table with decimal commas");
}

static void
test_csv_malformed (void)
{
  const char *roles = "{\"columns\": {\"a\": \"continuous\", \"b\": \"target\"}}";

  assert_csv_refused ("", NULL, "“bad.csv” is empty");
  assert_csv_refused ("a,b\n", NULL, "has a header but no rows");
  assert_csv_refused ("a,b\n1,2\n3\n", NULL,
                      "“bad.csv”, line 3: it has 1 fields, the first line has 2");
  assert_csv_refused ("a,b\n1,2\n\nx,4\n", roles,
                      "“bad.csv”, line 4, column “a”: “x” is not a number");
  assert_csv_refused ("a,b\n1,2\n,4\n", roles, "line 3, column “a”: “” is not a number");
  assert_csv_refused ("a,b\n1,2\nnan,4\n", roles, "“nan” is not a finite number");
  assert_csv_refused ("a,b\n1,2\n3,1e300\n", roles,
                      "“bad.csv”, line 3, column “b”: “1e300” is too large for float32");
  assert_csv_refused ("a,b\n1,\"2\n3,4\n", NULL,
                      "line 2, column 2: a quoted field that begins here has");
  assert_csv_refused ("a,b\n\"1\"x,2\n", NULL,
                      "line 2, column 1: there is text after a closing quote");
  assert_csv_refused ("a,b\n1,\xff\n", NULL, "line 2: it is not UTF-8 text; a spreadsheet");
  /* A zero byte ends a string: such a table is written with its length. */
  char *folder = folder_new ();
  g_autofree char *zero = folder_write (folder, "zero.csv", "a,b\n1,2\n3\0,4\n", 13);
  assert_refused (zero, NULL, NULL, "line 3: there is a zero byte, which no text has");
  folder_remove (folder);
  assert_csv_refused ("a,b\n1,2\n", "{\"columns\": {\"c\": \"target\"}}", "has no column “c”");
  assert_csv_refused ("a,b\n1,2\n", "{\"columns\": {\"a\": \"input\"}}",
                      "must be one of continuous");
  assert_csv_refused ("a,b\n1,2\n", "{\"columns\": {\"a\": \"target\"}}", "no column is an input");
  assert_csv_refused ("a,b,c\n1,x,y\n",
                      "{\"columns\": {\"a\": \"continuous\", \"b\": \"class\", \"c\": \"class\"}}",
                      "a class can be the only target");
  assert_csv_refused ("a,b\nmiddle,2\n",
                      "{\"columns\": {\"a\": {\"role\": \"ordinal\", \"order\": [\"low\"]}}}",
                      "“middle” is not in the order given");
  assert_csv_refused ("a,b\n1,2\n", "{\"separator\": \"ab\"}", "must be one character");
  assert_csv_refused ("a,b\n1,2\n", "{\"width\": 3}", "has no option “width”");
}

/* --- pictures -------------------------------------------------------------------------------- */

static void
write_picture (const char *folder, const char *name, guint32 colour, gint size, const char *format)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, size, size);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  gdk_pixbuf_fill (pixbuf, colour);
  gdk_pixbuf_save (pixbuf, path, format, &error, NULL);
  g_assert_no_error (error);
}

static void
test_pictures (void)
{
  char *folder = folder_new ();
  g_autofree char *cats = g_build_filename (folder, "cats", NULL);
  g_autofree char *dogs = g_build_filename (folder, "dogs", NULL);
  g_autoptr (GrDataset) dataset = NULL;
  g_autoptr (GrDataset) gray = NULL;
  g_autoptr (GrDataset) alone = NULL;
  g_autofree char *birds = g_build_filename (folder, "birds", NULL);
  gdouble label;

  g_mkdir (cats, 0755);
  g_mkdir (dogs, 0755);
  write_picture (cats, "a.png", 0xff800000, 4, "png");
  write_picture (cats, "b.JPG", 0xffffff00, 9, "jpeg");
  write_picture (dogs, "c.png", 0x0000ff00, 4, "png");
  g_free (write_text (dogs, "notes.txt", "no picture"));
  g_mkdir (birds, 0755);
  dataset = open_with (folder, NULL, NULL);
  g_assert_cmpint (dataset->length, ==, 3);
  g_assert_cmpint (dataset->n_classes, ==, 2);
  g_assert_cmpstr (dataset->class_names[1], ==, "dogs");
  g_assert_cmpstr (dataset->note, ==,
                   "All pictures are brought to 4×4 pixels, the size of the first one, cats/a.png; "
                   "“width” and “height” in the section “data” of the project file set another. "
                   "The folder birds has no picture and is no class.");
  g_assert_cmpint (dataset->input[0].shape[0], ==, 3);
  g_assert_cmpint (dataset->input[0].shape[2], ==, 4);
  for (gint again = 0; again < 2; again++) /* decoded, then from the cache */
    {
      g_assert_cmpfloat (number (dataset, 0, 16, &label), ==, 128);
      g_assert_cmpfloat (label, ==, 0);
      g_assert_cmpfloat (number (dataset, 1, 5, NULL), >=, 253); /* brought from 9×9, JPEG */
      g_assert_cmpfloat (number (dataset, 2, 32, &label), ==, 255);
      g_assert_cmpfloat (label, ==, 1);
    }
  gray = open_with (folder, "{\"gray\": true, \"width\": 6, \"height\": 2}", NULL);
  g_assert_cmpint (gray->input[0].shape[0], ==, 1);
  g_assert_cmpint (gray->input[0].shape[1], ==, 2);
  g_assert_cmpint (gray->input[0].shape[2], ==, 6);
  g_assert_cmpfloat (number (gray, 2, 0, NULL), ==, 29); /* 0.114 × 255 */
  alone = open_with (cats, NULL, NULL);
  g_assert_false (alone->has_target);
  g_assert_cmpint (alone->length, ==, 2);

  folder_remove (folder);
}

/* As torchvision's ImageFolder: a class has what is in folders below its own, too. */
static void
test_nested_pictures (void)
{
  char *folder = folder_new ();
  g_autofree char *cats = g_build_filename (folder, "cats", NULL);
  g_autofree char *indoors = g_build_filename (cats, "indoors", "asleep", NULL);
  g_autofree char *dogs = g_build_filename (folder, "dogs", "outdoors", NULL);
  g_autofree char *loop = g_build_filename (indoors, "loop", NULL);
  g_autoptr (GrDataset) set = NULL;

  g_assert_cmpint (g_mkdir_with_parents (indoors, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (dogs, 0700), ==, 0);
  write_picture (cats, "a.png", 0xff800000, 4, "png");
  write_picture (indoors, "b.png", 0xff800000, 4, "png");
  write_picture (dogs, "c.png", 0x0000ff00, 4, "png");
  set = open_with (folder, NULL, NULL);
  g_assert_cmpint (set->length, ==, 3);
  g_assert_cmpint (set->n_classes, ==, 2);
  g_assert_cmpint (gr_dataset_label (set, 1, NULL), ==, 0);
  g_assert_cmpint (gr_dataset_label (set, 2, NULL), ==, 1);
  /* A link that leads back up adds nothing. */
  g_assert_cmpint (symlink (cats, loop), ==, 0);
  gr_dataset_unref (g_steal_pointer (&set));
  set = open_with (folder, NULL, NULL);
  g_assert_cmpint (set->length, ==, 3);
  folder_remove (folder);
}

/* Of the picture @name nothing but its beginning is left. */
static void
cut (const char *folder, const char *name, gsize length)
{
  g_autofree char *path = g_build_filename (folder, name, NULL), *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_true (g_file_set_contents (path, content, (gssize) length, NULL));
}

/* Of the picture @name one byte in the middle is another. */
static void
damage (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL), *content = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  content[length / 2] ^= 0x40;
  g_assert_true (g_file_set_contents (path, content, (gssize) length, NULL));
}

/* What cannot be read is left out and named; a set without anything else is refused. */
static void
test_unreadable_pictures (void)
{
  char *folder = folder_new ();
  g_autofree char *cats = g_build_filename (folder, "cats", NULL);
  g_autofree char *dogs = g_build_filename (folder, "dogs", NULL);
  g_autoptr (GrDataset) whole = NULL, dataset = NULL, train = NULL, test = NULL, few = NULL;
  g_autoptr (GError) error = NULL;
  gdouble label;

  g_mkdir (cats, 0755);
  g_mkdir (dogs, 0755);
  for (gint i = 0; i < 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d.png", i);

      write_picture (cats, name, 0xff800000, 4, "png");
      write_picture (dogs, name, 0x0000ff00, 6, "png");
    }
  whole = open_with (folder, NULL, NULL);
  g_assert_null (whole->warning);
  g_free (write_text (cats, "0.png", "\x89PNG\r\n\x1a\n but no more"));
  cut (dogs, "5.png", 60);
  damage (dogs, "3.png");
  dataset = open_with (folder, NULL, NULL);
  g_assert_cmpint (dataset->length, ==, 9);
  g_assert_cmpstr (dataset->warning, ==,
                   "3 pictures of 12 cannot be read and are left out: cats/0.png, dogs/3.png, "
                   "dogs/5.png");
  g_assert_cmpfloat (number (dataset, 0, 0, &label), ==, 255);
  g_assert_cmpfloat (label, ==, 0);
  g_assert_cmpfloat (number (dataset, 8, 32, &label), ==, 255);
  g_assert_cmpfloat (label, ==, 1);
  g_assert_true (gr_dataset_split (dataset, 0.2, 0, &train, &test, &error));
  g_assert_cmpstr (train->warning, ==, dataset->warning);

  for (gint i = 1; i < 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d.png", i);

      cut (cats, name, 0);
    }
  few = open_with (folder, NULL, NULL);
  g_assert_cmpint (few->n_classes, ==, 2); /* as torchvision.datasets.ImageFolder numbers them */
  g_assert_cmpstr (few->warning, ==,
                   "8 pictures of 12 cannot be read and are left out: cats/0.png, cats/1.png, "
                   "cats/2.png and 5 more");
  g_assert_null (gr_dataset_open (cats, NULL, NULL, &error));
  assert_error_says (error, "cats” can be read: “");
  folder_remove (folder);
}

/* A JPEG that does not come to its end is left out: it would be gray from there on. What follows
 * its end does no harm. */
static void
test_cut_jpeg (void)
{
  char *folder = folder_new ();
  g_autoptr (GrDataset) dataset = NULL;
  g_autoptr (GString) tail = NULL;
  g_autofree char *path = g_build_filename (folder, "a.jpg", NULL), *content = NULL;
  gsize length;

  for (gint i = 0; i < 3; i++)
    write_picture (folder, (const char *const[]){ "a.jpg", "b.jpg", "c.jpg" }[i], 0xff800000, 64,
                   "jpeg");
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  tail = g_string_new_len (content, (gssize) length);
  g_string_append (tail, "what the camera adds");
  g_free (folder_write (folder, "a.jpg", tail->str, tail->len));
  cut (folder, "b.jpg", (gsize) length - 20);
  dataset = open_with (folder, NULL, NULL);
  g_assert_cmpint (dataset->length, ==, 2);
  g_assert_cmpstr (dataset->warning, ==,
                   "1 picture of 3 cannot be read and is left out: b.jpg");
  folder_remove (folder);
}

/* The parts number a class alike, also where one lacks in the test part, and have one size. */
static void
test_picture_parts (void)
{
  char *folder = folder_new ();
  g_autofree char *test = g_build_filename (folder, "test", NULL);
  g_autofree char *rats = g_build_filename (test, "rats", NULL);
  g_autoptr (GrDataset) dataset = NULL;
  gdouble label;

  for (gint i = 0; i < 4; i++)
    {
      static const char *const names[] = { "train/ants", "train/bees", "train/cats", "test/cats" };
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_mkdir_with_parents (path, 0755);
      write_picture (path, "a.png", 0x10203000 + (guint32) i, i < 3 ? 6 : 9, "png");
    }
  dataset = open_with (folder, NULL, "test");
  g_assert_cmpint (dataset->n_classes, ==, 3);
  g_assert_cmpstr (dataset->class_names[2], ==, "cats");
  number (dataset, 0, 0, &label);
  g_assert_cmpfloat (label, ==, 2);
  g_assert_cmpint (dataset->input[0].shape[1], ==, 6);
  g_assert_cmpint (dataset->input[0].shape[2], ==, 6);
  g_mkdir (rats, 0755);
  write_picture (rats, "a.png", 0, 6, "png");
  assert_refused (folder, NULL, "test", "a class “rats”, which the training part");
  folder_remove (folder);
}

static void
test_picture_malformed (void)
{
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "x.png", NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  guint8 pixels[16 * 16 * 3];
  gsize n;

  assert_refused (folder, NULL, NULL, "there are no pictures in");
  write_picture (folder, "x.png", 0x12345600, 16, "png");
  g_assert_true (gr_image_read (path, 3, 16, 16, pixels, &error));
  g_assert_cmpint (pixels[0], ==, 0x12);
  g_assert_cmpint (pixels[256], ==, 0x34);
  g_assert_true (g_file_get_contents (path, &data, &n, NULL));
  for (gsize k = 0; k + 12 < n; k += 5)
    {
      g_assert_true (g_file_set_contents (path, data, (gssize) k, NULL));
      g_assert_false (gr_image_read (path, 3, 16, 16, pixels, &error));
      g_assert_null (strstr (strstr (error->message, "x.png") + 1, "x.png")); /* once */
      assert_error_says (error, "x.png");
    }
  /* A width and a height of 2^24: more than anyone has memory for. */
  memcpy (data + 16, "\1\0\0\0\1\0\0\0", 8);
  g_assert_true (g_file_set_contents (path, data, (gssize) n, NULL));
  g_assert_false (gr_image_read (path, 3, 16, 16, pixels, &error));
  assert_error_says (error, "x.png");
  g_assert_false (gr_image_read ("/nowhere.png", 3, 16, 16, pixels, &error));
  assert_error_says (error, "“/nowhere.png” does not exist");
  folder_remove (folder);
}

/* --- arrays ---------------------------------------------------------------------------------- */

static void
test_arrays (void)
{
  char *folder = folder_new ();
  g_autofree char *path = g_build_filename (folder, "set.npz", NULL);
  g_autofree char *other_path = g_build_filename (folder, "other.npz", NULL);
  g_autofree char *npy = golden_path ("fortran.npy");
  g_autofree char *deflated = golden_path ("deflated.npz");
  g_autoptr (GrNamedTensors) list = gr_named_tensors_new ();
  g_autoptr (GrNamedTensors) other = gr_named_tensors_new ();
  g_autoptr (GrNamedTensors) large = gr_named_tensors_new ();
  g_autoptr (GrTensor) images = gr_tensor_new (GR_UINT8, GR_CPU, GR_INTS (4, 2, 3), NULL);
  g_autoptr (GrTensor) extra = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (4, 1), NULL);
  g_autoptr (GrTensor) few = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (3), NULL);
  g_autoptr (GrDataset) dataset = NULL;
  g_autoptr (GrDataset) array = open_with (npy, NULL, NULL);
  g_autoptr (GrDataset) classes = open_with (deflated, NULL, NULL);
  gdouble target;

  g_assert_cmpfloat (number (array, 1, 2, NULL), ==, 5); /* row-major after all */
  g_assert_cmpint (classes->n_classes, ==, 3);
  g_assert_cmpint (classes->length, ==, 100);

  memset (gr_tensor_data (images), 7, 24);
  for (gint i = 0; i < 4; i++)
    GR_DATA (gfloat, extra)[i] = (gfloat) i / 2;
  gr_named_tensors_add (list, "pictures", images, NULL);
  gr_named_tensors_add (list, "ages", extra, NULL);
  gr_named_tensors_add (list, "few", few, NULL);
  g_assert_true (gr_npz_write (list, path, NULL));
  dataset = open_with (path, "{\"inputs\": [\"pictures\", \"ages\"], \"target\": \"ages\"}", NULL);
  g_assert_cmpint (dataset->n_inputs, ==, 2);
  g_assert_cmpstr (dataset->input[1].name, ==, "ages");
  g_assert_cmpint (dataset->input[0].ndim, ==, 3);
  number (dataset, 3, 0, &target);
  g_assert_cmpfloat (target, ==, 1.5);

  assert_refused (path, NULL, NULL, "holds the arrays pictures, ages, few: say with the option");
  assert_refused (path, "{\"inputs\": \"none\"}", NULL, "has no array “none”");
  assert_refused (path, "{\"inputs\": \"pictures\", \"target\": \"few\"}", NULL,
                  "the array “few” has 3 items, but “pictures” has 4");
  GR_DATA (gfloat, extra)[2] = INFINITY;
  g_assert_true (gr_npz_write (list, path, NULL));
  assert_refused (path, "{\"inputs\": \"pictures\", \"target\": \"ages\"}", NULL,
                  "item 2 of the array “ages” holds what is not a finite number");
  GR_DATA (gfloat, extra)[2] = 1;
  {
    static const gdouble far[] = { 1, 3.4028235e38, -1e39, 2 }; /* the second is float32's last */
    g_autoptr (GrTensor) x = gr_tensor_new_from (GR_FLOAT64, far, GR_INTS (4), NULL);

    gr_named_tensors_add (large, "x", x, NULL);
    g_assert_true (gr_npz_write (large, other_path, NULL));
    assert_refused (other_path, NULL, NULL,
                    "item 2 of the array “x” holds a number that is too large for float32");
  }
  {
    static const gint64 bad[] = { 0, 1, -1, 1 };
    g_autoptr (GrTensor) y = gr_tensor_new_from (GR_INT64, bad, GR_INTS (4), NULL);

    gr_named_tensors_add (other, "x", extra, NULL);
    gr_named_tensors_add (other, "y", y, NULL);
    g_assert_true (gr_npz_write (other, other_path, NULL));
    assert_refused (other_path, NULL, NULL, "label -1 of item 2 is out of range");
  }
  folder_remove (folder);
}

static void
write_npy (const char *folder, const char *name, GrTensor *tensor)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (gr_npy_write (tensor, path, NULL));
}

static void
remove_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* Whether the set at @name in @folder has its labels from the file @labels, NULL for none. */
static void
assert_labels (const char *folder, const char *name, const char *options, const char *labels)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *file = labels ? g_build_filename (folder, labels, NULL) : NULL;
  g_autoptr (GrDataset) set = open_with (path, options, NULL);

  g_assert_cmpstr (set->target_source, ==, file);
  g_assert_cmpint (set->has_target, ==, labels != NULL);
}

/* What is to be predicted lies in a second file: named, or found by its name. */
static void
test_array_companions (void)
{
  static const gint64 classes[] = { 0, 2, 1, 0 };
  char *folder = folder_new ();
  g_autofree char *inputs = g_build_filename (folder, "x.npy", NULL);
  g_autofree char *lone = g_build_filename (folder, "scalar.npy", NULL);
  g_autoptr (GrTensor) scalar = gr_tensor_new_from (GR_INT64, classes, GR_INTS (), NULL);
  g_autoptr (GrTensor) x = gr_tensor_new (GR_UINT8, GR_CPU, GR_INTS (4, 2, 3), NULL);
  g_autoptr (GrTensor) y = gr_tensor_new_from (GR_INT64, classes, GR_INTS (4), NULL);
  g_autoptr (GrTensor) few = gr_tensor_new_from (GR_INT64, classes, GR_INTS (3), NULL);
  g_autoptr (GrTensor) column = gr_tensor_new_from (GR_INT64, classes, GR_INTS (4, 1), NULL);
  g_autoptr (GrTensor) pairs = gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (4, 2), NULL);
  g_autoptr (GrDataset) set = NULL;
  static const char *const names[][2] = {
    { "X_train.npy", "y_train.npy" },
    { "train-images.npy", "Train-labels.npy" },
    { "testX.npy", "testY.npy" },
    { "digits.data.npy", "digits.target.npy" },
  };

  memset (gr_tensor_data (x), 0, 24);
  memset (gr_tensor_data (pairs), 0, 64);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      write_npy (folder, names[i][0], x);
      write_npy (folder, names[i][1], y);
      assert_labels (folder, names[i][0], NULL, names[i][1]);
      assert_labels (folder, "", NULL, names[i][1]);
      remove_file (folder, names[i][0]);
      remove_file (folder, names[i][1]);
    }

  write_npy (folder, "x.npy", x);
  write_npy (folder, "other.npy", y);
  assert_labels (folder, "x.npy", NULL, NULL);
  assert_labels (folder, "x.npy", "{\"target\": \"other.npy\"}", "other.npy");
  write_npy (folder, "y.npy", few); /* of something else */
  assert_labels (folder, "x.npy", NULL, NULL);
  assert_refused (inputs, "{\"target\": \"y.npy\"}", NULL,
                  "the array “y.npy” has 3 items, but “x” has 4");
  assert_refused (inputs, "{\"target\": \"nowhere.npy\"}", NULL, "nowhere.npy");
  write_npy (folder, "y.npy", y);
  assert_labels (folder, "x.npy", NULL, "y.npy");
  assert_labels (folder, "x.npy", "{\"target\": \"\"}", NULL);
  write_npy (folder, "y.npy", column); /* classes too */
  set = open_with (inputs, NULL, NULL);
  g_assert_cmpint (set->n_classes, ==, 3);
  g_assert_cmpint (set->target.ndim, ==, 0);
  g_assert_cmpint (gr_dataset_label (set, 1, NULL), ==, 2);
  write_npy (folder, "y.npy", pairs);
  g_clear_pointer (&set, gr_dataset_unref);
  set = open_with (inputs, NULL, NULL);
  g_assert_cmpint (set->n_classes, ==, 0);
  write_npy (folder, "scalar.npy", scalar);
  assert_refused (lone, NULL, NULL, "the array “x” is a single number, not items");
  assert_refused (inputs, "{\"target\": \"scalar.npy\"}", NULL,
                  "the array “scalar.npy” is a single number, not items");
  write_npy (folder, "y.npy", y);
  write_npy (folder, "Y.npy", y); /* which of them? */
  assert_labels (folder, "x.npy", NULL, NULL);
  folder_remove (folder);
}

/* A folder with a pair of files to train on and one to test on; the latter may lack classes. */
static void
test_array_folder (void)
{
  static const gint64 classes[] = { 0, 2, 1, 0 };
  char *folder = folder_new ();
  g_autofree char *folder_name = g_strdup (folder);
  g_autoptr (GrTensor) x = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (4, 5), NULL);
  g_autoptr (GrTensor) y = gr_tensor_new_from (GR_INT64, classes, GR_INTS (4), NULL);
  g_autoptr (GrTensor) few = gr_tensor_new (GR_FLOAT32, GR_CPU, GR_INTS (1, 5), NULL);
  g_autoptr (GrTensor) one = gr_tensor_new_from (GR_INT64, classes, GR_INTS (1), NULL);
  g_autoptr (GrDataset) train = NULL;
  g_autoptr (GrDataset) test = NULL;
  g_autoptr (GrDataset) part = NULL;

  memset (gr_tensor_data (x), 0, 80);
  memset (gr_tensor_data (few), 0, 20);
  write_npy (folder, "x_train.npy", x);
  write_npy (folder, "y_train.npy", y);
  g_assert_false (gr_dataset_has_split (folder, NULL, "test"));
  part = open_with (folder, "{\"test\": 0.5}", "test");
  g_assert_cmpint (part->length, <, 4);
  write_npy (folder, "x_test.npy", few);
  write_npy (folder, "y_test.npy", one);
  g_assert_true (gr_dataset_has_split (folder, NULL, "test"));
  train = open_with (folder, NULL, NULL);
  test = open_with (folder, NULL, "test");
  g_assert_cmpint (train->length, ==, 4);
  g_assert_cmpint (test->length, ==, 1);
  g_assert_cmpint (test->n_classes, ==, 3);
  remove_file (folder, "x_train.npy");
  remove_file (folder, "x_test.npy");
  assert_refused (folder_name, NULL, NULL, "do not say which of them belong together");
  folder_remove (folder);
}

/* --- generated ------------------------------------------------------------------------------- */

static void
test_generated (void)
{
  for (gsize i = 0; gr_dataset_names ()[i]; i++)
    {
      const char *name = gr_dataset_names ()[i];
      const GrDatasetDescriptor *descriptor = gr_dataset_descriptor (name);
      g_autoptr (GrDataset) a = NULL;
      g_autoptr (GrDataset) b = NULL;
      g_autoptr (GrDataset) other = NULL;
      g_autoptr (GrDataset) test = NULL;
      g_autofree gint64 *counts = NULL;
      gint differs = 0;

      if (!g_str_equal (descriptor->kind, "generated"))
        continue;
      a = open_with (name, "{\"n\": 60, \"noise\": 0.1}", NULL);
      b = open_with (name, "{\"n\": 60, \"noise\": 0.1}", "train");
      other = open_with (name, "{\"n\": 60, \"noise\": 0.1, \"seed\": 1}", NULL);
      test = open_with (name, "{\"n_test\": 60, \"noise\": 0.1}", "test");
      g_assert_cmpint (a->length, ==, 60);
      counts = gr_dataset_class_counts (a, NULL);
      for (gint64 c = 0; c < a->n_classes; c++)
        g_assert_cmpint (counts[c], ==, 60 / a->n_classes);
      for (gint k = 0; k < 60; k++)
        {
          g_assert_cmpfloat (number (a, k, 0, NULL), ==, number (b, k, 0, NULL));
          differs += number (a, k, 0, NULL) != number (other, k, 0, NULL);
          differs += number (a, k, 0, NULL) != number (test, k, 0, NULL);
        }
      g_assert_cmpint (differs, >, 60);
      g_assert_nonnull (a->info.licence);
    }
}

/* Without noise points lie where the formulas say, and figures are told apart by their area. */
static void
test_generated_values (void)
{
  g_autoptr (GrDataset) circles = open_with ("circles", "{\"n\": 100, \"noise\": 0}", NULL);
  g_autoptr (GrDataset) moons = open_with ("moons", "{\"n\": 100, \"noise\": 0}", NULL);
  g_autoptr (GrDataset) xor = open_with ("xor", "{\"n\": 100, \"noise\": 0}", NULL);
  g_autoptr (GrDataset) spirals = open_with ("spirals",
                                             "{\"n\": 100, \"noise\": 0, \"classes\": 4}", NULL);
  g_autoptr (GrDataset) shapes = open_with ("shapes", "{\"n\": 500, \"noise\": 0}", NULL);
  gdouble area[10] = { 0 };

  for (gint i = 0; i < 100; i++)
    {
      gdouble c, x = number (circles, i, 0, &c), y = number (circles, i, 1, NULL);

      g_assert_cmpfloat_with_epsilon (hypot (x, y), c == 0 ? 1 : 0.5, 1e-6);
      x = number (moons, i, 0, &c);
      y = number (moons, i, 1, NULL);
      g_assert_cmpfloat_with_epsilon (c == 0 ? hypot (x, y) : hypot (x - 1, y - 0.5), 1, 1e-6);
      g_assert_true (c == 0 ? y > -1e-6 : y < 0.5 + 1e-6);
      x = number (xor, i, 0, &c);
      y = number (xor, i, 1, NULL);
      g_assert_cmpint (x * y < 0, ==, c == 1);
      x = number (spirals, i, 0, &c);
      y = number (spirals, i, 1, NULL);
      g_assert_cmpfloat (c, ==, i % 4);
      g_assert_cmpfloat (hypot (x, y), <=, 1 + 1e-6);
    }
  g_assert_cmpint (spirals->n_classes, ==, 4);
  g_assert_cmpstr (shapes->class_names[6], ==, "star");
  for (gint i = 0; i < 500; i++)
    for (gint k = 0; k < 784; k++)
      area[i % 10] += number (shapes, i, k, NULL) > 90;
  /* Averages over 50 pictures of about 9.5² × the figure's area; a disc of radius² 0.72: 2.26. */
  g_assert_cmpfloat_with_epsilon (area[0] / 50, 9.58 * 9.58 * 2.26, 60);
  g_assert_cmpfloat (area[0], >, area[1]); /* a ring is less than a disc */
  g_assert_cmpfloat (area[2], >, area[3]); /* a frame less than a square */
  g_assert_cmpfloat (area[2], >, area[6]);
}

static void
test_parameters (void)
{
  g_autoptr (GrDataset) temperature = open_with ("temperature", NULL, NULL);
  gdouble celsius, reading = number (temperature, 0, 0, &celsius);

  g_assert_cmpint (temperature->length, ==, 11);
  g_assert_cmpfloat_with_epsilon (reading, 1.8 * celsius + 32, 1.5);
  assert_refused ("temperature", NULL, "test", "has no part “test”");
  assert_refused ("moons", "{\"noise\": -1}", NULL,
                  "noise of the data set moons must be a number from 0 to 10, not -1");
  assert_refused ("moons", "{\"n\": 2.5}", NULL, "whole number from 1 to 1e+07, not 2.5");
  assert_refused ("moons", "{\"n\": \"many\"}", NULL, "“n” must be a number");
  assert_refused ("moons", "{\"turns\": 2}", NULL, "moons has no option “turns”; it has n, n_test");
}

/* --- descriptors ----------------------------------------------------------------------------- */

static void
test_descriptors (void)
{
  const GrDatasetDescriptor *fashion = gr_dataset_descriptor ("fashion-mnist");
  g_auto (GStrv) folders = gr_dataset_folders (fashion, NULL);
  g_autofree char *expected = g_build_filename (g_get_user_data_dir (), "gradus", "datasets",
                                                "fashion-mnist", NULL);
  g_autofree char *system = g_build_filename (g_get_system_data_dirs ()[0], "datasets",
                                              "fashion-mnist", NULL);

  g_assert_cmpstr (folders[0], ==, expected);
  g_assert_cmpstr (folders[1], ==, system);
  g_assert_cmpstr (fashion->package, ==, "dataset-fashion-mnist");
  g_assert_null (gr_dataset_descriptor ("fashion"));
  for (gsize i = 0; gr_dataset_names ()[i]; i++)
    {
      const GrDatasetDescriptor *d = gr_dataset_descriptor (gr_dataset_names ()[i]);

      g_assert_true (d->info.title && d->info.summary && d->info.made_by && d->info.made_how
                     && d->info.purpose && d->info.limits && d->info.licence);
      g_assert_cmpstr (d->splits[0], ==, "train");
      for (gint p = 0; d->parameters[p].name; p++)
        {
          g_assert_nonnull (d->parameters[p].help);
          g_assert_cmpfloat (d->parameters[p].preset, >=, d->parameters[p].low);
          g_assert_cmpfloat (d->parameters[p].preset, <=, d->parameters[p].high);
        }
      if (i > 0)
        g_assert_cmpstr (gr_dataset_names ()[i - 1], <, d->name);
    }
}

static void
test_own_descriptor (void)
{
  char *folder = folder_new ();
  g_autofree char *path = write_text (
      folder, "mine.json",
      "{\"name\": \"mine\", \"kind\": \"idx\", \"classes\": [\"a\", \"b\"], \"files\": {\"train\":"
      " {\"images\": \"train-images-idx3-ubyte\", \"labels\": \"train-labels-idx1-ubyte\"}}}");
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autofree char *deep_path = write_text (folder, "deep.json", deep);
  g_autofree char *bad = write_text (folder, "bad.json", "{\"name\": ");
  g_autofree char *odd = write_text (folder, "odd.json", "{\"name\": 3}");
  g_autofree char *strange = write_text (folder, "s.json", "{\"name\": \"s\", \"kind\": \"q\"}");
  g_autofree char *far = write_text (
      folder, "far.json",
      "{\"name\": \"far\", \"kind\": \"table\", \"rows\": [[1, 2], [3, 1e300]]}");
  g_autofree char *unknown = write_text (folder, "x.doc", "");
  g_autoptr (GrDataset) dataset = NULL;

  write_idx (folder, "train", 6, 6, 2, FALSE);
  dataset = open_with (path, NULL, NULL);
  g_assert_cmpstr (dataset->class_names[1], ==, "b");
  g_assert_cmpint (dataset->length, ==, 6);
  assert_refused (path, NULL, "test", "The data set mine has no part “test”");
  assert_refused (deep_path, NULL, NULL, "nested more deeply");
  assert_refused (bad, NULL, NULL, "bad.json");
  assert_refused (odd, NULL, NULL, "“name” must be a text");
  assert_refused (strange, NULL, NULL, "is of kind “q”");
  assert_refused (far, NULL, NULL, "row 1 of its descriptor is not two numbers that float32");
  assert_refused (unknown, NULL, NULL, "its name should end in .csv");
  assert_refused ("/nowhere", NULL, NULL, "There is no data set and no file or folder “/nowhere”");
  folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/datasets/idx", test_idx);
  g_test_add_func ("/datasets/idx/malformed", test_idx_malformed);
  g_test_add_func ("/datasets/cifar", test_cifar);
  g_test_add_func ("/datasets/csv", test_csv);
  g_test_add_func ("/datasets/csv/classes", test_csv_classes);
  g_test_add_func ("/datasets/csv/header", test_csv_header);
  g_test_add_func ("/datasets/csv/malformed", test_csv_malformed);
  g_test_add_func ("/datasets/csv/missing", test_csv_missing);
  g_test_add_func ("/datasets/csv/missing-rows", test_csv_missing_rows);
  g_test_add_func ("/datasets/sketch", test_sketch);
  g_test_add_func ("/datasets/sketch/separator", test_sketch_separator);
  g_test_add_func ("/datasets/sketch/sum", test_sketch_sum);
  g_test_add_func ("/datasets/csv/spreadsheets", test_csv_spreadsheets);
  g_test_add_func ("/datasets/sketch/target", test_sketch_target);
  g_test_add_func ("/datasets/pictures", test_pictures);
  g_test_add_func ("/datasets/nested-pictures", test_nested_pictures);
  g_test_add_func ("/datasets/unreadable-pictures", test_unreadable_pictures);
  g_test_add_func ("/datasets/pictures/cut-jpeg", test_cut_jpeg);
  g_test_add_func ("/datasets/pictures/parts", test_picture_parts);
  g_test_add_func ("/datasets/pictures/malformed", test_picture_malformed);
  g_test_add_func ("/datasets/arrays", test_arrays);
  g_test_add_func ("/datasets/array-companions", test_array_companions);
  g_test_add_func ("/datasets/array-folder", test_array_folder);
  g_test_add_func ("/datasets/generated", test_generated);
  g_test_add_func ("/datasets/generated/values", test_generated_values);
  g_test_add_func ("/datasets/parameters", test_parameters);
  g_test_add_func ("/datasets/descriptors", test_descriptors);
  g_test_add_func ("/datasets/own-descriptor", test_own_descriptor);
  return g_test_run ();
}
