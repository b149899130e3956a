/* repr.c - a block as PyTorch prints it, from the row's template. See block.h for the notation. */
#include "block.h"

#include <string.h>

/* What is known of a field that was printed, for the brackets around it. */
typedef struct
{
  gboolean initial, none;
} Field;

/* Prints "{name}" or "{name:2}", with @at past the brace; returns what follows the closing one. */
static const char *
append_field (GString *text, const GrBlockKind *kind, const GrSetting *settings, const char *at,
              Field *field)
{
  const char      *end = strchr (at, '}');
  g_auto (GStrv)   parts = NULL;
  g_autofree char *inside = g_strndup (at, end - at);
  g_autofree char *printed = NULL;
  GrSetting        setting;
  gint             index;

  parts = g_strsplit (inside, ":", 2);
  index = gr_block_kind_attribute (kind, parts[0]);
  setting = settings[index];
  field->initial = gr_setting_equal (&setting, &gr_block_kind_initial (kind)[index]);
  field->none = setting.kind == GR_SETTING_NONE;
  if (setting.kind == GR_SETTING_INTS && parts[1])
    for (const gint n = atoi (parts[1]); setting.n < n; setting.n++)
      setting.ints[setting.n] = setting.ints[0];
  else if (setting.kind == GR_SETTING_INTS && setting.n == 1 && kind->attributes[index].n > 1)
    setting = gr_setting_int (setting.ints[0]); /* as it was given: kernel_size=2 */
  if (setting.kind == GR_SETTING_CHOICE && parts[1])
    printed = gr_setting_to_string (&setting);
  else
    printed = gr_setting_to_python (&setting);
  g_string_append (text, printed);
  return end + 1;
}

/* Prints "[...]" where an attribute in it is not initial, "<...>" where it is not None; @at is at
 * the opening bracket. */
static const char *
append_optional (GString *text, const GrBlockKind *kind, const GrSetting *settings, const char *at)
{
  const gboolean unless_none = *at++ == '<';
  const char     closing = unless_none ? '>' : ']';
  gboolean       wanted = FALSE;
  g_autoptr (GString) part = g_string_new (NULL);

  while (*at != closing)
    if (*at == '{')
      {
        Field field;
        at = append_field (part, kind, settings, at + 1, &field);
        wanted |= unless_none ? !field.none : !field.initial;
      }
    else
      g_string_append_c (part, *at++);
  if (wanted)
    g_string_append (text, part->str);
  return at + 1;
}

char *
gr_block_repr (const GrBlockKind *kind, const GrSetting *settings)
{
  g_autoptr (GString) text = g_string_new (kind->name);
  const char *at = kind->repr ? kind->repr : "";

  g_string_append_c (text, '(');
  while (*at)
    if (*at == '{')
      {
        Field field;
        at = append_field (text, kind, settings, at + 1, &field);
      }
    else if (*at == '[' || *at == '<')
      at = append_optional (text, kind, settings, at);
    else
      g_string_append_c (text, *at++);
  g_string_append_c (text, ')');
  return g_strdup (text->str);
}
