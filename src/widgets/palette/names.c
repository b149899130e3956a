/* names.c - see names.h. */
#include "names.h"

#include <glib/gi18n.h>
#include <string.h>

/* Short forms, in lower case. They are no words of a language but what is written in code and
 * papers, so they are not translated. */
static const struct
{
  const char *alias, *kind;
} aliases[] = {
  { "activation", "ReLU" },
  { "average", "AvgPool2d" },
  { "avg", "AvgPool2d" },
  { "batchnorm", "BatchNorm2d" },
  { "bce", "BCEWithLogitsLoss" },
  { "bn", "BatchNorm2d" },
  { "bn1d", "BatchNorm1d" },
  { "ce", "CrossEntropyLoss" },
  { "concat", "Cat" },
  { "concatenate", "Cat" },
  { "conv", "Conv2d" },
  { "convolution", "Conv2d" },
  { "crossentropy", "CrossEntropyLoss" },
  { "data", "Input" },
  { "deconv", "ConvTranspose2d" },
  { "dense", "Linear" },
  { "drop", "Dropout" },
  { "emb", "Embedding" },
  { "fc", "Linear" },
  { "fullyconnected", "Linear" },
  { "gap", "AdaptiveAvgPool2d" },
  { "globalaverage", "AdaptiveAvgPool2d" },
  { "gn", "GroupNorm" },
  { "join", "Cat" },
  { "ln", "LayerNorm" },
  { "loss", "CrossEntropyLoss" },
  { "lrelu", "LeakyReLU" },
  { "mae", "L1Loss" },
  { "maxpool", "MaxPool2d" },
  { "minus", "Sub" },
  { "mse", "MSELoss" },
  { "multiply", "Mul" },
  { "nll", "NLLLoss" },
  { "norm", "BatchNorm2d" },
  { "plus", "Add" },
  { "pool", "MaxPool2d" },
  { "residual", "Add" },
  { "shortcut", "Add" },
  { "skip", "Add" },
  { "subtract", "Sub" },
  { "swish", "SiLU" },
  { "times", "Mul" },
  { "transpose", "Permute" },
  { "unpool", "Upsample" },
  { "upconv", "ConvTranspose2d" },
  { "view", "Reshape" },
};

/* @text in lower case, without what separates words. (transfer full) */
static char *
plain (const char *text)
{
  g_autofree char *lower = g_utf8_casefold (text, -1);
  GString *plain = g_string_new (NULL);

  for (const char *at = lower; *at; at++)
    if (!strchr ("_-. ", *at))
      g_string_append_c (plain, *at);
  return g_string_free (plain, FALSE);
}

/* Whether the letters of @text come in @name in this order. */
static gboolean
is_spread_in (const char *text, const char *name)
{
  for (; *text; text++, name++)
    if (!(name = strchr (name, *text)))
      return FALSE;
  return TRUE;
}

/* The capital letters and digits of a name: "ReLU6" gives "rlu6", "MaxPool2d" "mp2". */
static char *
initials_of (const char *name)
{
  GString *initials = g_string_new (NULL);

  for (; *name; name++)
    if (g_ascii_isupper (*name) || g_ascii_isdigit (*name))
      g_string_append_c (initials, g_ascii_tolower (*name));
  return g_string_free (initials, FALSE);
}

/* Whether a word in @name, "Pool" in "MaxPool2d", begins with @text. */
static gboolean
begins_word (const char *name, const char *text)
{
  for (; *name; name++)
    if (g_ascii_isupper (*name) && g_ascii_strncasecmp (name, text, strlen (text)) == 0)
      return TRUE;
  return FALSE;
}

static guint
score_aliases (const GrBlockKind *kind, const char *text)
{
  guint best = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (aliases); i++)
    if (g_str_equal (aliases[i].kind, kind->name))
      {
        if (g_str_equal (aliases[i].alias, text))
          return 1000;
        if (g_str_has_prefix (aliases[i].alias, text))
          best = 700;
      }
  return best;
}

guint
gradus_names_score (const GrBlockKind *kind, const char *text)
{
  g_autofree char *name = plain (kind->name), *wanted = plain (text);
  g_autofree char *initials = initials_of (kind->name);
  g_autofree char *category = plain (_ (gr_category_name (kind->category)));
  const guint by_alias = score_aliases (kind, wanted);
  const gsize length = strlen (wanted);

  if (!*wanted)
    return 0;
  if (g_str_equal (name, wanted))
    return 1001;
  if (by_alias == 1000)
    return by_alias;
  /* The shorter the rest, the nearer. */
  if (g_str_has_prefix (name, wanted))
    return 900 - (guint) MIN (strlen (name) - length, 50);
  if (by_alias)
    return by_alias;
  if (length > 1 && g_str_has_prefix (initials, wanted))
    return 600;
  if (length > 1 && begins_word (kind->name, wanted))
    return 550;
  if (length > 1 && strstr (name, wanted))
    return 500;
  if (length > 2 && g_str_has_prefix (category, wanted))
    return 300;
  if (length > 2 && is_spread_in (wanted, name))
    return 200 - (guint) MIN (strlen (name) - length, 50);
  return 0;
}

guint
gradus_names_usual (const GrBlockKind *kind)
{
  static const char *const usual[] = {
    "Conv2d",  "Linear", "ReLU", "MaxPool2d", "BatchNorm2d",     "Flatten",
    "Dropout", "Add",    "Cat",  "Softmax",   "CrossEntropyLoss"
  };

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_str_equal (usual[i], kind->name))
      return i;
  return G_MAXUINT;
}
