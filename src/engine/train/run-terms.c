/* run-terms.c - see run-terms.h. */
#include "run-terms.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_TERMS 16
#define INIT       "init"
#define MODEL      "model"
#define DATA       "data"
#define ITEMS      "data_items"

typedef struct
{
  const char *name;
  char       *value;
} Term;

struct _GrRunTerms
{
  Term  term[MOST_TERMS];
  guint n;
  char *items; /* of the data that were looked at: a checksum each */
};

static void
add (GrRunTerms *terms, const char *name, char *value)
{
  g_assert (terms->n < MOST_TERMS);
  terms->term[terms->n++] = (Term){ name, value };
}

static char *
whole (gint64 value)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

static char *
number (gdouble value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_dtostr (text, sizeof text, value));
}

/* "SGD:lr=0.01:momentum=0" */
static char *
kind_with_options (const char *name, const GrOptions *options)
{
  g_autofree char *pairs = gr_options_pairs (options);

  return g_strconcat (name, *pairs ? ":" : NULL, pairs, NULL);
}

/* --- the data --------------------------------------------------------------------------------- */

#define LOOKED_AT 16
#define UNREAD    "?"

static void
add_field (GChecksum *sum, GChecksum *own, const GrTensor *tensor, const GrField *field)
{
  g_checksum_update (sum, gr_tensor_data (tensor), gr_field_size (field));
  g_checksum_update (own, gr_tensor_data (tensor), gr_field_size (field));
}

static void
add_item (GChecksum *sum, GString *items, GrDataset *set, gint64 index)
{
  g_autofree GrTensor **inputs = g_new0 (GrTensor *, set->n_inputs);
  g_autoptr (GrTensor)  target = NULL;
  g_autoptr (GChecksum) own = g_checksum_new (G_CHECKSUM_SHA256);

  g_string_append (items, items->len ? " " : "");
  /* What cannot be read is found when it is trained on. */
  if (!gr_dataset_get (set, index, inputs, set->has_target ? &target : NULL, NULL))
    {
      g_string_append (items, UNREAD);
      return;
    }
  for (gint i = 0; i < set->n_inputs; i++)
    {
      add_field (sum, own, inputs[i], &set->input[i]);
      gr_tensor_unref (inputs[i]);
    }
  if (target)
    add_field (sum, own, target, &set->target);
  g_string_append_printf (items, "%.16s", g_checksum_get_string (own));
}

/* Of some of its items, from the first to the last: the same data may have moved. */
static char *
describe_data (GrDataset *set, GString *items)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const gint64          n = MIN (set->length, LOOKED_AT);

  for (gint64 i = 0; i < n; i++)
    add_item (sum, items, set, n > 1 ? i * (set->length - 1) / (n - 1) : 0);
  return g_strdup_printf ("of checksum %.16s", g_checksum_get_string (sum));
}

/* Whether these may be the same data: an item that could not be read may have been mended since. */
static gboolean
same_items (const char *items, const char *others)
{
  g_auto (GStrv) a = g_strsplit (items, " ", -1);
  g_auto (GStrv) b = g_strsplit (others, " ", -1);
  guint          i = 0;

  while (a[i] && b[i]
         && (g_str_equal (a[i], b[i]) || g_str_equal (a[i], UNREAD) || g_str_equal (b[i], UNREAD)))
    i++;
  return !a[i] && !b[i];
}

/* --- all of them ------------------------------------------------------------------------------ */

GrRunTerms *
gr_run_terms_new (const GrRunConfig *config, GrModel *model, GrDataset *train, const char *init)
{
  static const char *const samplers[] = {
    [GR_SAMPLER_SEQUENTIAL] = "sequential",
    [GR_SAMPLER_RANDOM] = "random",
    [GR_SAMPLER_WEIGHTED] = "weighted",
  };
  GrRunTerms *terms = g_new0 (GrRunTerms, 1);
  GString    *items = g_string_new (NULL);

  add (terms, "optimizer", kind_with_options (config->optimizer->name, config->optimizer_options));
  add (terms, "schedule", kind_with_options (config->schedule->key, config->schedule_options));
  add (terms, "dtype", g_strdup (gr_dtype_name (config->dtype)));
  add (terms, "batch_size", whole (config->batch_size));
  add (terms, "seed", g_strdup_printf ("%" G_GUINT64_FORMAT, config->seed));
  add (terms, "val_split", number (config->val_split));
  add (terms, "training_items", whole (train->length));
  add (terms, DATA, describe_data (train, items));
  add (terms, "transforms", gr_transforms_to_string (config->transforms));
  add (terms, "sampler", g_strdup (samplers[config->sampler]));
  add (terms, "drop_last", g_strdup (config->drop_last ? "true" : "false"));
  add (terms, "clip_norm", number (config->clip_norm));
  add (terms, "clip_value", number (config->clip_value));
  add (terms, INIT, g_utf8_make_valid (init ? init : "", -1));
  add (terms, MODEL, gr_model_describe (model));
  terms->items = g_string_free (items, FALSE);
  return terms;
}

void
gr_run_terms_free (GrRunTerms *terms)
{
  for (guint i = 0; i < terms->n; i++)
    g_free (terms->term[i].value);
  g_free (terms->items);
  g_free (terms);
}

void
gr_run_terms_save (const GrRunTerms *terms, GrNamedTensors *checkpoint)
{
  for (guint i = 0; i < terms->n; i++)
    gr_named_tensors_set_metadata (checkpoint, terms->term[i].name, terms->term[i].value);
  gr_named_tensors_set_metadata (checkpoint, ITEMS, terms->items);
}

/* --- comparing -------------------------------------------------------------------------------- */

/* The first line in which @a and @b, of several lines, differ; (transfer full) */
static char *
differing_line (const char *a, const char *b)
{
  g_auto (GStrv) lines = g_strsplit (a, "\n", -1);
  g_auto (GStrv) others = g_strsplit (b, "\n", -1);
  guint          i = 0;

  while (lines[i] && others[i] && g_str_equal (lines[i], others[i]))
    i++;
  return g_strdup (lines[i] && *lines[i] ? lines[i] : "none");
}

static gboolean
is_same (const GrRunTerms *terms, const Term *term, const char *saved, GrNamedTensors *checkpoint)
{
  const char *items = gr_named_tensors_get_metadata (checkpoint, ITEMS);

  if (g_strcmp0 (saved, term->value) == 0)
    return TRUE;
  if (g_str_equal (term->name, INIT))
    return !*term->value;
  return g_str_equal (term->name, DATA) && items && same_items (items, terms->items);
}

gboolean
gr_run_terms_check (const GrRunTerms *terms, GrNamedTensors *checkpoint, const char *path,
                    GError **error)
{
  for (guint i = 0; i < terms->n; i++)
    {
      const Term      *term = &terms->term[i];
      const char      *saved = gr_named_tensors_get_metadata (checkpoint, term->name);
      g_autofree char *before = NULL;
      g_autofree char *now = NULL;

      if (is_same (terms, term, saved, checkpoint))
        continue;
      before = differing_line (saved ? saved : "", term->value);
      now = differing_line (term->value, saved ? saved : "");
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("The checkpoint “%s” was made with %s %s, but this run has %s: resume with "
                      "what it was started with, or start anew"),
                   path, term->name, before, now);
      return FALSE;
    }
  return TRUE;
}
