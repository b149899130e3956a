/* query.c - reads what is typed to get a block. See query.h; which kinds words mean is in names.c.
 */
#include "query.h"

#include <glib/gi18n.h>
#include <string.h>

#include "names.h"

G_DEFINE_BOXED_TYPE (GradusMatch, gradus_match, gradus_match_copy, gradus_match_free)

static GrSetting *
copy_settings (const GrBlockKind *kind, const GrSetting *settings)
{
  return g_memdup2 (settings, MAX (gr_block_kind_n_attributes (kind), 1) * sizeof (GrSetting));
}

static GradusMatch *
match_new (const GrBlockKind *kind)
{
  GradusMatch *match = g_new0 (GradusMatch, 1);

  match->kind = kind;
  match->settings = copy_settings (kind, gr_block_kind_initial (kind));
  match->understood = g_strdup ("");
  return match;
}

GradusMatch *
gradus_match_copy (const GradusMatch *match)
{
  GradusMatch *copy = g_memdup2 (match, sizeof *match);

  copy->settings = copy_settings (match->kind, match->settings);
  copy->understood = g_strdup (match->understood);
  copy->problem = g_strdup (match->problem);
  if (match->before)
    g_ptr_array_ref (match->before);
  return copy;
}

void
gradus_match_free (GradusMatch *match)
{
  g_free (match->settings);
  g_free (match->understood);
  g_free (match->problem);
  g_clear_pointer (&match->before, g_ptr_array_unref);
  g_free (match);
}

/* "Conv2d (out_channels=6)" */
static void
append_match (GString *text, const GradusMatch *match)
{
  g_string_append (text, match->kind->name);
  if (*match->understood)
    g_string_append_printf (text, " (%s)", match->understood);
}

char *
gradus_match_describe (const GradusMatch *match)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!match->before)
    return g_strdup (match->understood);
  for (guint i = 0; i < match->before->len; i++)
    {
      append_match (text, match->before->pdata[i]);
      g_string_append (text, " → ");
    }
  append_match (text, match);
  return g_strdup (text->str);
}

guint
gradus_match_n_blocks (const GradusMatch *match)
{
  return match->before ? match->before->len + 1 : 1;
}

const GradusMatch *
gradus_match_block (const GradusMatch *match, guint index)
{
  return match->before && index < match->before->len ? match->before->pdata[index] : match;
}

/* --- words ------------------------------------------------------------------------------------ */

typedef struct
{
  GPtrArray *words; /* of char * */
  gboolean python;  /* "Conv2d(1, 6, 5)": the numbers are for all attributes */
} Query;

/* "conv 6, (3, 5) bias = false" as conv; 6; (3,5); bias=false. (transfer full) */
static GPtrArray *
split (const char *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) word = g_string_new (NULL);
  gint depth = 0;

  for (const char *at = text;; at++)
    {
      const gboolean space = g_ascii_isspace (*at);

      depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
      if (*at && !(depth <= 0 && (space || *at == ',')))
        {
          if (!space)
            g_string_append_c (word, *at);
          continue;
        }
      if (space)
        {
          const char *next = at;

          while (g_ascii_isspace (*next))
            next++;
          if (*next == '=' || (word->len && word->str[word->len - 1] == '='))
            continue;
        }
      if (word->len)
        g_ptr_array_add (words, g_strdup (word->str));
      g_string_truncate (word, 0);
      if (!*at)
        return words;
    }
}

/* "self.conv1 = nn.Conv2d(1, 6, 5)" and the like; FALSE where @text is no call. */
static gboolean
split_call (const char *text, Query *query)
{
  const char *open = strchr (text, '('), *close = strrchr (text, ')');
  const char *start = open;
  g_autofree char *name = NULL, *inside = NULL;

  if (!open || open == text || !g_ascii_isalnum (open[-1]))
    return FALSE;
  while (start > text && (g_ascii_isalnum (start[-1]) || start[-1] == '_'))
    start--;
  name = g_strndup (start, open - start);
  inside = close && close > open ? g_strndup (open + 1, close - open - 1) : g_strdup (open + 1);
  query->words = split (inside);
  query->python = TRUE;
  g_ptr_array_insert (query->words, 0, g_steal_pointer (&name));
  return TRUE;
}

static gboolean
is_value (const char *word)
{
  return g_ascii_isdigit (*word) || strchr ("([.", *word)
         || ((*word == '-' || *word == '+') && (g_ascii_isdigit (word[1]) || word[1] == '.'));
}

/* Whether it can be a word of a kind's name: "max", "conv2d", "2d". */
static gboolean
is_name (const char *word)
{
  return !strchr (word, '=')
         && (g_ascii_isalpha (*word) || g_regex_match_simple ("^[123][dD]$", word, 0, 0));
}

/* --- settings --------------------------------------------------------------------------------- */

/* What has been read of one match. */
typedef struct
{
  GradusMatch *match;
  gboolean python;
  guint next; /* the attribute for the next number */
  GString *understood;
} Reading;

static void
complain (Reading *reading, char *problem)
{
  if (reading->match->problem)
    g_free (problem);
  else
    reading->match->problem = problem;
}

static void
set (Reading *reading, guint index, const GrSetting *setting)
{
  const gboolean one = setting->kind == GR_SETTING_INTS && setting->n == 1;
  const GrSetting shown = one ? gr_setting_int (setting->ints[0]) : *setting;
  g_autofree char *value = gr_setting_to_string (&shown);

  reading->match->settings[index] = *setting;
  g_string_append_printf (reading->understood, "%s%s=%s", reading->understood->len ? ", " : "",
                          reading->match->kind->attributes[index].name, value);
}

/* @text, with "3x5" as "3,5". (transfer full) */
static char *
as_list (const char *text)
{
  char *list = g_strdup (text);

  if (g_regex_match_simple ("^\\d+(x\\d+)+$", text, 0, 0))
    g_strdelimit (list, "x", ',');
  return list;
}

static void
set_text (Reading *reading, guint index, const char *text)
{
  const GrAttribute *attribute = &reading->match->kind->attributes[index];
  g_autofree char *value = as_list (text);
  const gsize length = strlen (value);
  g_autoptr (GError) error = NULL;
  GrSetting setting;

  if (length > 1 && strchr ("'\"", *value)) /* 'same' */
    {
      value[length - 1] = '\0';
      memmove (value, value + 1, length - 1);
    }
  if (gr_setting_parse (attribute, value, &setting, &error))
    set (reading, index, &setting);
  else
    complain (reading, g_strdup (error->message));
}

/* The attribute that @name stands for: its name, its beginning, or a part of it; -1. */
static gint
attribute_called (const GrBlockKind *kind, const char *name)
{
  const guint n = gr_block_kind_n_attributes (kind);
  const gint exact = gr_block_kind_attribute (kind, name);

  if (exact >= 0 || !*name)
    return exact;
  for (guint follows = 0; follows < 2; follows++)
    for (guint i = 0; i < n; i++)
      if ((kind->attributes[i].follows != GR_AUTO_NEVER) == follows
          && g_str_has_prefix (kind->attributes[i].name, name))
        return (gint) i;
  for (guint i = 0; i < n; i++)
    if (strlen (name) > 2 && strstr (kind->attributes[i].name, name))
      return (gint) i;
  return -1;
}

/* Whether a number without a name can be meant for it. */
static gboolean
takes_numbers (const GrAttribute *attribute, gboolean python)
{
  if (attribute->type == GR_ATTRIBUTE_CHOICE || attribute->type == GR_ATTRIBUTE_BOOL)
    return FALSE;
  return python || attribute->follows == GR_AUTO_DATA || attribute->follows == GR_AUTO_KERNEL
         || (attribute->follows == GR_AUTO_NEVER && !g_str_equal (attribute->initial, "none"));
}

/* How many attributes numbers can be for: not those that all kinds with parameters end with. */
static guint
n_in_order (const GrBlockKind *kind)
{
  const gint init = gr_block_kind_attribute (kind, "init");

  return init >= 0 ? (guint) init : gr_block_kind_n_attributes (kind);
}

/* A number for the next attribute; where that is a list of any length, for all of it together with
 * the numbers that come next. Returns how many words it took. */
static guint
read_number (Reading *reading, const GPtrArray *words, guint at)
{
  const GrBlockKind *kind = reading->match->kind;
  const guint n = n_in_order (kind);
  g_autoptr (GString) list = g_string_new (words->pdata[at]);
  guint taken = 1;

  while (reading->next < n && !takes_numbers (&kind->attributes[reading->next], reading->python))
    reading->next++;
  if (reading->next == n)
    {
      complain (reading, g_strdup_printf (_ ("%s has no setting left for “%s”"), kind->name,
                                          (char *) words->pdata[at]));
      return 1;
    }
  if (kind->attributes[reading->next].type == GR_ATTRIBUTE_INTS
      && kind->attributes[reading->next].n == 0)
    for (; at + taken < words->len && is_value (words->pdata[at + taken]); taken++)
      g_string_append_printf (list, ",%s", (char *) words->pdata[at + taken]);
  set_text (reading, reading->next++, list->str);
  return taken;
}

/* "k3" and "stride2". */
static gboolean
read_joined (Reading *reading, const char *word)
{
  const gsize length = strcspn (word, "0123456789");
  g_autofree char *name = g_strndup (word, length);
  const gint index = word[length] ? attribute_called (reading->match->kind, name) : -1;

  if (index < 0)
    return FALSE;
  set_text (reading, (guint) index, word + length);
  return TRUE;
}

/* "kernel 5" */
static gboolean
read_pair (Reading *reading, const char *word, const char *value)
{
  const gint index = attribute_called (reading->match->kind, word);

  if (index < 0 || reading->match->kind->attributes[index].type == GR_ATTRIBUTE_BOOL)
    return FALSE;
  set_text (reading, (guint) index, value);
  return TRUE;
}

/* "same", "bias", "no_bias". */
static gboolean
read_word (Reading *reading, const char *word)
{
  const GrBlockKind *kind = reading->match->kind;
  const guint n = gr_block_kind_n_attributes (kind);
  const gboolean off = g_str_has_prefix (word, "no") || strchr ("-!", *word);
  const char *name = !off ? word : *word == 'n' ? word + 2 + (word[2] == '_') : word + 1;
  gint index;

  for (guint i = 0; i < n; i++)
    for (const char *const *choice = kind->attributes[i].choices; choice && *choice; choice++)
      if (g_ascii_strcasecmp (*choice, word) == 0)
        {
          set_text (reading, i, *choice);
          return TRUE;
        }
  index = attribute_called (kind, name);
  if (index < 0 || kind->attributes[index].type != GR_ATTRIBUTE_BOOL)
    return FALSE;
  set_text (reading, (guint) index, off ? "false" : "true");
  return TRUE;
}

static void
read_assignment (Reading *reading, const char *word)
{
  const char *equals = strchr (word, '=');
  g_autofree char *name = g_strndup (word, equals - word);
  const gint index = attribute_called (reading->match->kind, name);

  if (index < 0)
    complain (reading,
              g_strdup_printf (_ ("%s has no setting “%s”"), reading->match->kind->name, name));
  else if (equals[1])
    set_text (reading, (guint) index, equals + 1);
  else
    complain (reading, g_strdup_printf (_ ("What should %s be?"),
                                        reading->match->kind->attributes[index].name));
}

/* Reads the words from @first on as settings of @match. */
static void
read_settings (GradusMatch *match, const Query *query, guint first)
{
  g_autoptr (GString) understood = g_string_new (NULL);
  Reading reading = { match, query->python, 0, understood };

  for (guint at = first; at < query->words->len;)
    {
      const char *word = query->words->pdata[at];

      if (strchr (word, '='))
        read_assignment (&reading, word);
      else if (is_value (word))
        {
          at += read_number (&reading, query->words, at);
          continue;
        }
      else if (at + 1 < query->words->len && is_value (query->words->pdata[at + 1])
               && read_pair (&reading, word, query->words->pdata[at + 1]))
        at++;
      else if (!read_word (&reading, word) && !read_joined (&reading, word))
        complain (&reading,
                  g_strdup_printf (_ ("%s has no setting “%s”"), match->kind->name, word));
      at++;
    }
  g_free (match->understood);
  match->understood = g_strdup (understood->str);
}

/* --- kinds ------------------------------------------------------------------------------------ */

static gint
compare_matches (gconstpointer a, gconstpointer b)
{
  const GradusMatch *first = *(GradusMatch *const *) a, *second = *(GradusMatch *const *) b;

  return (first->score < second->score) - (first->score > second->score);
}

/* How well the first words name @kind; @n_words is set to how many do. */
static guint
score_words (const GrBlockKind *kind, const Query *query, guint *n_words)
{
  guint n = 0;

  while (n < query->words->len && is_name (query->words->pdata[n]) && n < 4
         && (n == 0 || !query->python))
    n++;
  for (; n > 0; n--)
    {
      g_autoptr (GString) joined = g_string_new (NULL);
      guint score;

      for (guint i = 0; i < n; i++)
        g_string_append (joined, query->words->pdata[i]);
      score = gradus_names_score (kind, joined->str);
      if (score > 0)
        {
          *n_words = n;
          return score;
        }
    }
  return 0;
}

/* Settings alone, "out_channels=6": the kinds that have the first of them. */
static gboolean
has_setting (const GrBlockKind *kind, const char *word)
{
  const char *equals = strchr (word, '=');
  g_autofree char *name = g_strndup (word, equals ? (gsize) (equals - word) : 0);

  return equals && attribute_called (kind, name) >= 0;
}

static GPtrArray *
query_one (const char *text)
{
  GPtrArray *matches = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_match_free);
  Query query = { NULL, FALSE };

  if (!split_call (text, &query))
    query.words = split (text);
  for (guint i = 0; i < gr_n_block_kinds (); i++)
    {
      const GrBlockKind *kind = gr_block_kind_at (i);
      GradusMatch *match;
      guint n_words = 0, score = 1;

      if (query.words->len > 0 && is_name (query.words->pdata[0]))
        score = score_words (kind, &query, &n_words);
      else if (query.words->len > 0)
        score = has_setting (kind, query.words->pdata[0]);
      if (score == 0)
        continue;
      match = match_new (kind);
      match->score = score;
      read_settings (match, &query, n_words);
      if (match->problem) /* of near equals, the one that can have these settings */
        match->score -= MIN (match->score - 1, 150);
      g_ptr_array_add (matches, match);
    }
  if (query.words->len > 0)
    g_ptr_array_sort (matches, compare_matches); /* glib's sort keeps the order of equals */
  g_ptr_array_unref (query.words);
  return matches;
}

/* The parts of @text that are blocks of their own; (transfer full), never empty. */
static char **
split_chain (const char *text)
{
  g_auto (GStrv) parts = g_regex_split_simple ("\\s*(?:;|→|-?>)\\s*", text, 0, 0);
  g_autoptr (GStrvBuilder) chain = g_strv_builder_new ();
  gboolean any = FALSE;

  for (char **part = parts; *part; part++)
    if (**part)
      {
        g_strv_builder_add (chain, *part);
        any = TRUE;
      }
  if (!any)
    g_strv_builder_add (chain, "");
  return g_strv_builder_end (chain);
}

/* The likeliest of each of @n parts, and the first @problem of them; NULL where one means nothing.
 */
static GPtrArray *
chain_before (char **parts, guint n, char **problem)
{
  GPtrArray *before = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_match_free);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) matches = query_one (parts[i]);
      const GradusMatch *best = matches->len ? matches->pdata[0] : NULL;

      if (!best)
        {
          g_ptr_array_unref (before);
          return NULL;
        }
      if (best->problem && !*problem)
        *problem = g_strdup (best->problem);
      g_ptr_array_add (before, gradus_match_copy (best));
    }
  return before;
}

GPtrArray *
gradus_query (const char *text)
{
  g_auto (GStrv) parts = split_chain (text);
  const guint n = g_strv_length (parts);
  g_autoptr (GPtrArray) matches = query_one (parts[n - 1]);
  g_autoptr (GPtrArray) before = NULL;
  g_autofree char *problem = NULL;

  if (n == 1)
    return g_steal_pointer (&matches);
  before = chain_before (parts, n - 1, &problem);
  if (!before)
    g_ptr_array_set_size (matches, 0);
  for (guint i = 0; i < matches->len; i++)
    {
      GradusMatch *match = g_ptr_array_index (matches, i);

      match->before = g_ptr_array_ref (before);
      if (problem && !match->problem)
        match->problem = g_strdup (problem);
    }
  return g_steal_pointer (&matches);
}
