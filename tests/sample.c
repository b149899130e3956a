/* sample.c - the parser of sample calls; the notation is in sample.h. */
#include "sample.h"

#include <math.h>
#include <string.h>

/* --- the numbers ---------------------------------------------------------------------------- */

static guint64
fnv1a (const char *text)
{
  guint64 hash = 0xcbf29ce484222325u;
  for (; *text; text++)
    hash = (hash ^ (guchar) *text) * 0x100000001b3u;
  return hash;
}

static guint64
element_key (guint64 base, guint j, guint64 k)
{
  guint64 z = base + (j + 1) * 0xD1B54A32D192ED03u + k * 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

static gdouble
key_unit (guint64 key)
{
  return ((gdouble) (key >> 24) + 0.5) / 0x1p40;
}

gdouble
sample_random (const char *text, guint j, guint64 k)
{
  return 2 * key_unit (element_key (fnv1a (text), j, k)) - 1;
}

static gint
compare_keys (gconstpointer a, gconstpointer b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;
  return (x > y) - (x < y);
}

/* Where @key stands among the sorted @keys. */
static gint64
key_rank (const guint64 *keys, gint64 n, guint64 key)
{
  gint64 low = 0, high = n;
  while (low < high)
    {
      gint64 middle = low + (high - low) / 2;
      if (keys[middle] < key)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
fill (GrTensor *tensor, char kind, gint64 low, gint64 high, guint64 base, guint j)
{
  gint64 n = gr_tensor_numel (tensor);
  g_autofree guint64 *sorted = NULL;
  if (kind == 'd')
    {
      sorted = g_new (guint64, n + 1);
      for (gint64 k = 0; k < n; k++)
        sorted[k] = element_key (base, j, k);
      qsort (sorted, n, sizeof *sorted, compare_keys);
    }
  for (gint64 k = 0; k < n; k++)
    {
      guint64 key = element_key (base, j, k);
      gdouble unit = key_unit (key), s = 2 * unit - 1;
      GrScalar value;
      switch (kind)
        {
        case 'p': value = gr_float (0.125 + 1.875 * unit); break;
        case 'u': value = gr_float (0.03125 + 0.9375 * unit); break;
        case 'w': value = gr_float (copysign (0.125 + 0.875 * fabs (s), s)); break;
        case 'd': value = gr_float ((2 * key_rank (sorted, n, key) + 1) / (gdouble) n - 1); break;
        case 'i': value = gr_int (low + (gint64) (key % (guint64) (high - low))); break;
        case 'b': value = gr_bool (key >> 63); break;
        default: value = gr_float (s); break;
        }
      gr_tensor_set (tensor, k, value);
    }
}

/* --- reading -------------------------------------------------------------------------------- */

typedef struct
{
  const char *at;
  Sample     *sample;
  guint64     base;
  gint64      grow_size, grow_factor;
  GError    **error;
} Reader;

static gboolean
fail (Reader *reader, const char *what)
{
  g_set_error (reader->error, GR_ERROR, GR_ERROR_FORMAT, "sample “%s”: %s at “%s”",
               reader->sample->text, what, reader->at);
  return FALSE;
}

static void
skip_space (Reader *reader)
{
  while (g_ascii_isspace (*reader->at))
    reader->at++;
}

static gboolean
take (Reader *reader, char c)
{
  skip_space (reader);
  if (*reader->at != c)
    return FALSE;
  reader->at++;
  return TRUE;
}

/* An identifier, owned by the sample; NULL where none stands here. */
static const char *
take_word (Reader *reader)
{
  skip_space (reader);
  const char *start = reader->at;
  if (!g_ascii_isalpha (*start) && *start != '_')
    return NULL;
  while (g_ascii_isalnum (*reader->at) || *reader->at == '_' || *reader->at == '.')
    reader->at++;
  char *word = g_strndup (start, reader->at - start);
  g_ptr_array_add (reader->sample->memory, word);
  return word;
}

static gboolean
read_number (Reader *reader, GrValue *value)
{
  const char *start = reader->at;
  char *end_int, *end_float;
  gint64 whole = g_ascii_strtoll (start, &end_int, 10);
  gdouble real = g_ascii_strtod (start, &end_float);
  if (end_float == start)
    return fail (reader, "a value was expected");
  *value = end_float > end_int ? gr_value_float (real) : gr_value_int (whole);
  /* gr_value_float() takes -inf for "not given"; here it was given. */
  if (isinf (real))
    *value = (GrValue){ .kind = GR_VALUE_FLOAT, .f = real };
  reader->at = end_float;
  return TRUE;
}

static gboolean
read_string (Reader *reader, GrValue *value)
{
  const char *start = ++reader->at;
  const char *end = strchr (start, '\'');
  if (!end)
    return fail (reader, "the string does not end");
  char *text = g_strndup (start, end - start);
  g_ptr_array_add (reader->sample->memory, text);
  reader->at = end + 1;

  GrDType dtype;
  GrDevice device;
  if (gr_dtype_from_name (text, &dtype))
    *value = gr_value_dtype (dtype);
  else if (gr_device_parse (text, &device, NULL))
    *value = gr_value_device (device);
  else
    *value = gr_value_string (text);
  return TRUE;
}

static gboolean read_value (Reader *reader, GrValue *value);

/* A list becomes tensors, floats or ints, by what is in it. */
static gboolean
finish_list (Reader *reader, GArray *entries, GrValue *value)
{
  guint n = entries->len, n_tensors = 0, n_floats = 0, n_none = 0; /* None may stand for a tensor */
  const GrValue *entry = (const GrValue *) (gpointer) entries->data;
  for (guint i = 0; i < n; i++)
    {
      n_tensors += entry[i].kind == GR_VALUE_TENSOR;
      n_none += entry[i].kind == GR_VALUE_NONE;
      n_floats += entry[i].kind == GR_VALUE_FLOAT;
      if (entry[i].kind > GR_VALUE_BOOL || entry[i].kind == GR_VALUE_TENSORS)
        return fail (reader, "lists hold tensors or numbers");
    }
  if (n_tensors + n_none > 0 && n_tensors + n_none < n)
    return fail (reader, "a list holds tensors or numbers, not both");

  gpointer memory = g_malloc0 ((n + 1) * 8);
  g_ptr_array_add (reader->sample->memory, memory);
  for (guint i = 0; i < n; i++)
    if (n_tensors + n_none > 0)
      ((GrTensor **) memory)[i] = entry[i].kind == GR_VALUE_TENSOR ? entry[i].tensor : NULL;
    else if (n_floats > 0)
      ((gdouble *) memory)[i] = entry[i].kind == GR_VALUE_FLOAT ? entry[i].f : (gdouble) entry[i].i;
    else
      ((gint64 *) memory)[i] = entry[i].i;

  if (n_tensors + n_none > 0)
    *value = gr_value_tensors (memory, n);
  else if (n_floats > 0)
    *value = gr_value_floats ((GrFloats){ memory, n });
  else
    *value = gr_value_ints (gr_ints (memory, n));
  return TRUE;
}

static gboolean
read_list (Reader *reader, GrValue *value)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (GrValue));
  reader->at++;
  while (!take (reader, ']'))
    {
      GrValue entry;
      if (entries->len > 0 && !take (reader, ','))
        return fail (reader, "“,” or “]” was expected");
      if (!read_value (reader, &entry))
        return FALSE;
      g_array_append_val (entries, entry);
    }
  return finish_list (reader, entries, value);
}

/* t([1, 2.5]) */
static GrTensor *
exact_tensor (const GrValue *list, gint dtype, GError **error)
{
  gboolean floats = list->kind == GR_VALUE_FLOATS;
  gsize n = floats ? list->floats.n : list->ints.n;
  if (dtype == GR_DTYPE_NONE)
    dtype = floats ? GR_FLOAT64 : GR_INT64;
  GrTensor *tensor = gr_tensor_new ((GrDType) dtype, GR_CPU, GR_INTS ((gint64) n), error);
  for (gsize k = 0; tensor && k < n; k++)
    gr_tensor_set (tensor, k, floats ? gr_float (list->floats.v[k]) : gr_int (list->ints.v[k]));
  return tensor;
}

/* The arguments of a constructor: numbers into @numbers, or a list, and dtype=. */
static gboolean
read_constructor (Reader *reader, GArray *numbers, GrValue *list, gint *dtype)
{
  gboolean first = TRUE;
  while (!take (reader, ')'))
    {
      GrValue value;
      if (!first && !take (reader, ','))
        return fail (reader, "“,” or “)” was expected");
      first = FALSE;
      skip_space (reader);
      if (g_str_has_prefix (reader->at, "dtype="))
        {
          reader->at += strlen ("dtype=");
          if (!read_value (reader, &value))
            return FALSE;
          if (value.kind != GR_VALUE_DTYPE)
            return fail (reader, "the name of a dtype was expected");
          *dtype = value.dtype;
          continue;
        }
      if (!read_value (reader, &value))
        return FALSE;
      if (value.kind == GR_VALUE_INTS || value.kind == GR_VALUE_FLOATS)
        *list = value;
      else if (value.kind == GR_VALUE_INT)
        g_array_append_val (numbers, value.i);
      else
        return fail (reader, "a constructor takes sizes");
    }
  return TRUE;
}

static gboolean
read_tensor (Reader *reader, char kind, GrValue *value)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  GrValue list = gr_value_none ();
  gint dtype = GR_DTYPE_NONE;
  if (!read_constructor (reader, numbers, &list, &dtype))
    return FALSE;

  g_autoptr (GrTensor) tensor = NULL;
  if (kind == 't')
    {
      if (list.kind == GR_VALUE_NONE)
        return fail (reader, "t() takes a list of numbers");
      tensor = exact_tensor (&list, dtype, reader->error);
    }
  else
    {
      gint64 *v = (gint64 *) (gpointer) numbers->data;
      guint n_bounds = kind == 'i' ? 2 : 0;
      if (numbers->len < n_bounds || (n_bounds && v[1] <= v[0]))
        return fail (reader, "i() takes a low end, a high end above it, and a shape");
      for (guint i = n_bounds; i < numbers->len; i++)
        if (v[i] == reader->grow_size)
          v[i] *= reader->grow_factor;
      if (dtype == GR_DTYPE_NONE)
        dtype = kind == 'i' ? GR_INT64 : kind == 'b' ? GR_BOOL : GR_FLOAT64;
      tensor = gr_tensor_new ((GrDType) dtype, GR_CPU,
                              gr_ints (v + n_bounds, numbers->len - n_bounds), reader->error);
      if (tensor)
        fill (tensor, kind, n_bounds ? v[0] : 0, n_bounds ? v[1] : 0, reader->base,
              reader->sample->tensors->len);
    }
  if (!tensor)
    return FALSE;
  *value = gr_value_tensor (tensor);
  g_ptr_array_add (reader->sample->tensors, g_steal_pointer (&tensor));
  return TRUE;
}

static gboolean
read_word (Reader *reader, GrValue *value)
{
  const char *word = take_word (reader);
  if (strlen (word) == 1 && strchr ("rpuwdibt", *word) && take (reader, '('))
    return read_tensor (reader, *word, value);
  if (g_str_equal (word, "True") || g_str_equal (word, "False"))
    *value = gr_value_bool (*word == 'T');
  else if (g_str_equal (word, "None"))
    *value = gr_value_none ();
  else if (g_str_equal (word, "inf"))
    *value = gr_value_float (INFINITY);
  else if (g_str_equal (word, "nan"))
    *value = gr_value_float (NAN);
  else
    return fail (reader, "unknown word before the place");
  return TRUE;
}

static gboolean
read_value (Reader *reader, GrValue *value)
{
  skip_space (reader);
  if (*reader->at == '[')
    return read_list (reader, value);
  if (*reader->at == '\'')
    return read_string (reader, value);
  if (g_ascii_isalpha (*reader->at))
    return read_word (reader, value);
  return read_number (reader, value);
}

static gboolean
read_arguments (Reader *reader, GArray *values, GPtrArray *names)
{
  while (!take (reader, ')'))
    {
      GrValue value;
      if (values->len > 0 && !take (reader, ','))
        return fail (reader, "“,” or “)” was expected");

      const char *start = reader->at;
      const char *name = take_word (reader);
      if (!name || !take (reader, '='))
        {
          name = NULL;
          reader->at = start;
        }
      if (!read_value (reader, &value))
        return FALSE;
      g_array_append_val (values, value);
      g_ptr_array_add (names, (gpointer) name);
    }
  skip_space (reader);
  return *reader->at == '\0' || fail (reader, "something follows the call");
}

/* Notes where each tensor stands, in the order of the text. */
static void
find_slots (Sample *sample)
{
  for (guint i = 0; i < sample->n_values; i++)
    {
      GrValue *value = &sample->values[i];
      GrTensor **slot = &value->tensor;
      if (value->kind == GR_VALUE_TENSOR)
        g_array_append_val (sample->slots, slot);
      for (gsize k = 0; value->kind == GR_VALUE_TENSORS && k < value->tensors.n; k++)
        {
          slot = (GrTensor **) value->tensors.v + k;
          if (*slot)
            g_array_append_val (sample->slots, slot);
        }
    }
}

Sample *
sample_parse (const char *text, GError **error)
{
  return sample_parse_grown (text, 0, 1, error);
}

Sample *
sample_parse_grown (const char *text, gint64 size, gint64 factor, GError **error)
{
  g_autoptr (Sample) sample = g_new0 (Sample, 1);
  sample->text = g_strdup (text);
  sample->tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);
  sample->slots = g_array_new (FALSE, FALSE, sizeof (GrTensor **));
  sample->memory = g_ptr_array_new_with_free_func (g_free);

  Reader reader = { text, sample, fnv1a (text), size, factor, error };
  sample->name = g_strdup (take_word (&reader));
  if (!sample->name || !take (&reader, '('))
    {
      fail (&reader, "“name(” was expected");
      return NULL;
    }
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (GrValue));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gboolean read = read_arguments (&reader, values, names);

  sample->n_values = values->len;
  sample->values = (GrValue *) (gpointer) g_array_free (g_steal_pointer (&values), FALSE);
  sample->names = (const char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
  find_slots (sample);
  return read ? g_steal_pointer (&sample) : NULL;
}

void
sample_free (Sample *sample)
{
  g_ptr_array_unref (sample->tensors);
  g_array_unref (sample->slots);
  g_ptr_array_unref (sample->memory);
  g_free (sample->names);
  g_free (sample->values);
  g_free (sample->name);
  g_free (sample->text);
  g_free (sample);
}

GrTensor *
sample_tensor (const Sample *sample, guint j)
{
  return g_ptr_array_index (sample->tensors, j);
}

void
sample_set_tensor (Sample *sample, guint j, GrTensor *tensor)
{
  GrTensor *old = sample_tensor (sample, j);
  sample->tensors->pdata[j] = gr_tensor_ref (tensor);
  *g_array_index (sample->slots, GrTensor **, j) = tensor;
  gr_tensor_unref (old);
}
