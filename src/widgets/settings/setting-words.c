/* setting-words.c - see setting-words.h. */
#include "setting-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "data/dataset.h"
#include "data/registry.h"
#include "data/transform.h"
#include "style/count.h"
#include "training-group.h"

/* What follows "@section." in @setting; NULL where that is of another section. */
static const char *
key_in (const char *setting, const char *section)
{
  const gsize length = strlen (section);

  return g_str_has_prefix (setting, section) && setting[length] == '.' ? setting + length + 1
                                                                       : NULL;
}

/* "crop" or "crop.padding" */
static char *
transform_title (const char *key)
{
  const char *point = strchr (key, '.');
  g_autofree char *name = point ? g_strndup (key, (gsize) (point - key)) : g_strdup (key);
  const GrTransformRow *row = gr_transform_row (name);
  const char *title = row ? _ (row->title) : name;

  return point ? g_strdup_printf (_ ("%s: %s"), title, point + 1) : g_strdup (title);
}

char *
gradus_setting_title (const char *setting)
{
  static const struct
  {
    const char *setting, *title;
  } titles[] = {
    { "data.set", N_ ("Data set") },
    { "weights.start", N_ ("Start from") },
    { "weights.keep", N_ ("Keep") },
    { "optimizer.kind", N_ ("Optimizer") },
    { "schedule.kind", N_ ("Learning-rate schedule") },
  };
  const char *key;

  for (gsize i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (setting, titles[i].setting))
      return g_strdup (_ (titles[i].title));
  if ((key = key_in (setting, "training")) && gradus_training_title (key))
    return g_strdup (gradus_training_title (key));
  if ((key = key_in (setting, "data")))
    return g_strdup_printf (_ ("%s: %s"), _ ("Data"), key);
  if ((key = key_in (setting, "transforms")))
    return transform_title (key);
  /* PyTorch's names, which are the form's too. */
  if ((key = key_in (setting, "optimizer")) || (key = key_in (setting, "schedule")))
    return g_strdup (key);
  return g_strdup (setting);
}

static gboolean
is_whole (const char *value)
{
  return *value && strlen (value) <= 18 && strspn (value, "0123456789") == strlen (value);
}

char *
gradus_setting_value (const char *setting, const char *value)
{
  const char *key = key_in (setting, "training"), *name = NULL;

  if (key && gradus_training_counts (key) && is_whole (value))
    return gradus_count (g_ascii_strtoll (value, NULL, 10));
  if (key)
    name = gradus_training_choice (key, value);
  else if (g_str_equal (setting, "data.set") && gr_dataset_descriptor (value))
    name = gr_dataset_descriptor (value)->info.title;
  return g_strdup (name ? name : value);
}
