/* look.c - a block in words: see look.h. */
#include "look.h"

#include "inspector/words.h"
#include "style/count.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "model/wants.h"

/* A port more than are linked, up to so many, where a kind takes any number. */
#define FREE_PORTS_UP_TO 3
/* From so many parameters on, "1.2 M" of them. */
#define SHORT_FROM 100000

/* --- settings -----------------------------------------------------------------------------------
 */

static gboolean
all_equal (const GrSetting *setting)
{
  for (gint i = 1; i < setting->n; i++)
    if (setting->ints[i] != setting->ints[0])
      return FALSE;
  return TRUE;
}

/* "5×5", "0.5", "same"; of what has its name before it "1" for 1×1. (transfer full) */
static char *
value_text (const GrAttribute *attribute, const GrSetting *setting)
{
  g_autoptr (GString) text = NULL;
  gint n;

  if (setting->kind != GR_SETTING_INTS && setting->kind != GR_SETTING_INT)
    return gr_setting_to_string (setting);
  text = g_string_new (NULL);
  n = setting->kind == GR_SETTING_INT ? 1 : setting->n;
  if (!attribute->required && attribute->n > 1 && all_equal (setting))
    return g_strdup_printf ("%" PRId64, setting->ints[0]);
  for (gint i = 0; i < MAX (n, attribute->n); i++)
    g_string_append_printf (text, "%s%" PRId64, i ? "×" : "", setting->ints[MIN (i, n - 1)]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A value as "name value", "name" and "no name" where it is a bool, and without the name where the
 * kind cannot do without it: then people know it. */
static void
append_setting (GString *text, const GrAttribute *attribute, const GrSetting *setting)
{
  if (text->len)
    g_string_append (text, ", ");
  if (setting->kind == GR_SETTING_BOOL)
    g_string_append_printf (text, setting->ints[0] ? "%s" : _ ("no %s"), attribute->name);
  else
    {
      g_autofree char *value = value_text (attribute, setting);

      if (attribute->required)
        g_string_append (text, value);
      else if (attribute->unit)
        g_string_append_printf (text, "%s %s", value, _ (attribute->unit));
      else
        g_string_append_printf (text, "%s %s", attribute->name, value);
    }
}

static gboolean
has_value (const GrSetting *setting)
{
  return setting->kind != GR_SETTING_AUTO && setting->kind != GR_SETTING_NONE;
}

/* "1 → 6", of in_channels and out_channels. */
static void
append_pair (GString *text, const GrAttribute *attributes, const GrSetting *in,
             const GrSetting *out)
{
  g_autofree char *from = has_value (in) ? value_text (attributes, in) : g_strdup ("?");
  g_autofree char *to = value_text (attributes + 1, out);

  g_string_append_printf (text, "%s → %s", from, to);
}

char *
gradus_settings_text (const GrBlock *block, const GrBlockInfo *info)
{
  const GrAttribute *attributes = block->kind ? block->kind->attributes : NULL;
  const GrSetting *initial = attributes ? gr_block_kind_initial (block->kind) : NULL;
  const GrSetting *known = info && info->settings ? info->settings : block->settings;
  GString *text = g_string_new (NULL);

  for (guint i = 0; attributes && attributes[i].name; i++)
    {
      const GrSetting *given = &block->settings[i];

      if (g_str_has_prefix (attributes[i].name, "in_") && attributes[i + 1].name
          && g_str_has_prefix (attributes[i + 1].name, "out_"))
        {
          append_pair (text, attributes + i, &known[i], &block->settings[i + 1]);
          i++;
        }
      else if (has_value (given)
               && (attributes[i].required || !gr_setting_equal (given, &initial[i])))
        append_setting (text, &attributes[i], given);
    }
  /* A dropout without its p would say nothing. */
  if (text->len == 0 && attributes && attributes[0].name && has_value (&known[0]))
    append_setting (text, &attributes[0], &known[0]);
  return g_string_free (text, FALSE);
}

/* --- looks --------------------------------------------------------------------------------------
 */

/* How many ports are drawn: those that a kind names, or one more than are linked of a kind that
 * takes many. */
static guint
count_ports (const GrBlock *block, guint64 linked)
{
  const guint most = linked ? 64 - (guint) __builtin_clzll (linked) : 0;

  if (!block->kind)
    return MAX (most, 1);
  const guint max = gr_block_kind_max_inputs (block->kind);
  if (max <= FREE_PORTS_UP_TO)
    return MAX (max, most);
  return MAX (MIN (max, most + 1), gr_block_kind_min_inputs (block->kind));
}

void
gradus_look_at_weights (GradusBlockLook *look, GrModel *model, const GrBlock *block)
{
  static const GradusWeightsMark marks[] = {
    [GR_WEIGHTS_NONE] = GRADUS_WEIGHTS_UNMARKED, [GR_WEIGHTS_KEPT] = GRADUS_WEIGHTS_KEPT,
    [GR_WEIGHTS_PARTLY] = GRADUS_WEIGHTS_MISFIT, [GR_WEIGHTS_NEW] = GRADUS_WEIGHTS_NEW,
    [GR_WEIGHTS_MISFIT] = GRADUS_WEIGHTS_MISFIT,
  };
  GrBlockWeights weights;

  look->weights = GRADUS_WEIGHTS_UNMARKED;
  if (gr_kept_size (gr_model_kept (model)) == 0)
    return;
  gr_model_block_weights (model, block->id, &weights);
  look->weights = marks[weights.state];
}

static gboolean
is_frozen (const GrBlock *block)
{
  const gint frozen = block->kind ? gr_block_kind_attribute (block->kind, "frozen") : -1;

  return frozen >= 0 && block->settings[frozen].ints[0];
}

void
gradus_look_at_block (GradusBlockLook *look, GrModel *model, const GrBlock *block, guint64 linked)
{
  const GrBlockInfo *info = gr_model_info (model, block->id);
  const guint needed = block->kind ? gr_block_kind_min_inputs (block->kind) : 0;

  *look = (GradusBlockLook){ .repeat = 1 };
  look->kind = g_strdup (block->kind_name);
  look->name = g_strdup (block->name);
  look->settings = gradus_settings_text (block, info);
  look->shape = info && info->known ? gr_block_info_shapes (info) : NULL;
  look->category = block->kind ? block->kind->category : GR_CATEGORY_SHAPE;
  look->n_inputs = count_ports (block, linked);
  look->centred = block->kind && gr_block_kind_is_loss (block->kind);
  look->n_outputs = !block->kind || !gr_block_kind_is_loss (block->kind);
  gradus_look_at_weights (look, model, block);
  look->frozen = is_frozen (block);
  for (guint i = 0; i < MIN (needed, 64); i++)
    if (!(linked >> i & 1))
      look->missing |= G_GUINT64_CONSTANT (1) << i;
}

/* "7 blocks"; (transfer full) */
static char *
blocks_text (guint n)
{
  g_autofree char *count = gradus_count (n);

  return g_strdup_printf (ngettext ("%s block", "%s blocks", n), count);
}

void
gradus_look_at_group (GradusBlockLook *look, GrModel *model, const GrGroup *group)
{
  gint64 parameters = 0;

  *look = (GradusBlockLook){ .is_group = TRUE, .repeat = group->repeat };
  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      const char *in = block->group;

      while (in && strcmp (in, group->id) != 0)
        in = gr_model_group (model, in)->parent;
      if (!in)
        continue;
      look->n_blocks++;
      parameters += gr_model_info (model, block->id)->n_parameters;
    }
  look->kind = g_strdup (group->title ? group->title : _ ("Group"));
  look->name = g_strdup (group->name);
  if (parameters > 0)
    {
      g_autofree char *count = parameters < SHORT_FROM ? gradus_count (parameters)
                                                       : gradus_words_short ((gdouble) parameters);

      /* Translators: how many parameters a group of blocks has, as short as can be understood. */
      look->settings = g_strdup_printf (_ ("%s params"), count);
    }
  else
    look->settings = blocks_text (look->n_blocks);
}

char *
gradus_look_sentence (const GradusBlockLook *look)
{
  static const char *const weights[] = {
    [GRADUS_WEIGHTS_KEPT] = N_ ("trained weights"),
    [GRADUS_WEIGHTS_NEW] = N_ ("new weights"),
    [GRADUS_WEIGHTS_MISFIT] = N_ ("weights that no longer fit"),
  };
  GString *text = g_string_new (look->name);

  g_string_append_printf (text, ", %s", look->kind);
  if (look->n_blocks > 0)
    {
      g_autofree char *blocks = blocks_text (look->n_blocks);

      g_string_append_printf (text, ", %s", blocks);
      if (strcmp (blocks, look->settings) != 0)
        g_string_append_printf (text, ", %s", look->settings);
    }
  else if (*look->settings)
    g_string_append_printf (text, ", %s", look->settings);
  if (look->repeat > 1)
    g_string_append_printf (text, ", ×%d", look->repeat);
  if (look->shape)
    {
      g_string_append (text, ", ");
      g_string_append_printf (text, _ ("output %s"), look->shape);
    }
  if (look->weights)
    g_string_append_printf (text, ", %s", _ (weights[look->weights]));
  return g_string_free (text, FALSE);
}
