/* block.c - what follows from a row and a block's settings: resolved attributes, the shapes and
 * first values of parameters. See block.h. */
#include "block.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "../tensor/error.h"

#include "gradus-functions.h"

/* --- settings by name ------------------------------------------------------------------------- */

const GrSetting *
gr_block_setting (const GrBlockKind *kind, const GrSetting *settings, const char *name)
{
  const gint index = gr_block_kind_attribute (kind, name);

  if (index < 0)
    g_error ("block kind %s has no attribute %s", kind->name, name);
  return &settings[index];
}

gint64
gr_block_int (const GrBlockCall *call, const char *name)
{
  const GrSetting *setting = gr_block_setting (call->kind, call->settings, name);

  return setting->kind == GR_SETTING_NONE ? GR_NO_INT : setting->ints[0];
}

gdouble
gr_block_float (const GrBlockCall *call, const char *name)
{
  const GrSetting *setting = gr_block_setting (call->kind, call->settings, name);

  return setting->kind == GR_SETTING_NONE ? GR_NO_FLOAT : setting->number;
}

gboolean
gr_block_bool (const GrBlockCall *call, const char *name)
{
  return gr_block_setting (call->kind, call->settings, name)->ints[0] != 0;
}

const char *
gr_block_choice (const GrBlockCall *call, const char *name)
{
  return gr_block_setting (call->kind, call->settings, name)->choice;
}

GrInts
gr_block_ints (const GrBlockCall *call, const char *name)
{
  const GrSetting *setting = gr_block_setting (call->kind, call->settings, name);

  return setting->kind == GR_SETTING_NONE ? GR_NO_INTS : gr_ints (setting->ints, setting->n);
}

GrTensor *
gr_block_floats (GrScope *s, const GrBlockCall *call, const char *name)
{
  const GrSetting *setting = gr_block_setting (call->kind, call->settings, name);
  const GrTensor  *like = call->inputs[0];
  GrTensor        *tensor;

  if (setting->kind == GR_SETTING_NONE || s->error)
    return NULL;
  if (like->device.type == GR_DEVICE_META)
    return gr_scope_keep (s, gr_tensor_new_meta (like->dtype, GR_META, GR_INTS (setting->n)));
  tensor = gr_scope_keep (s, gr_tensor_new (like->dtype, GR_CPU, GR_INTS (setting->n), &s->error));
  for (gint i = 0; tensor && i < setting->n; i++)
    gr_tensor_set (tensor, i, gr_float (setting->numbers[i]));
  return gx_to_device (s, tensor, like->device);
}

/* --- auto ------------------------------------------------------------------------------------- */

gboolean
gr_block_resolve (const GrBlockKind *kind, const GrSetting *settings, guint attribute, GrInts input,
                  GrInts data_shape, GrSetting *resolved)
{
  const gboolean list = kind->attributes[attribute].type == GR_ATTRIBUTE_INTS;
  GrInts         values = GR_NO_INTS;

  switch (kind->attributes[attribute].follows)
    {
    case GR_AUTO_NEVER:
      return FALSE;
    case GR_AUTO_LAST_DIM:
      if (input.n < 1)
        return FALSE;
      values = gr_ints (input.v + input.n - 1, 1);
      break;
    case GR_AUTO_CHANNELS:
      if (input.n < 2)
        return FALSE;
      values = gr_ints (input.v + 1, 1);
      break;
    case GR_AUTO_SAMPLE:
      if (input.n < 2)
        return FALSE;
      values = gr_ints (input.v + 1, input.n - 1);
      break;
    case GR_AUTO_DATA:
      if (!data_shape.v)
        return FALSE;
      values = data_shape;
      break;
    case GR_AUTO_KERNEL:
      *resolved = *gr_block_setting (kind, settings, "kernel_size");
      return TRUE;
    }
  *resolved = list ? gr_setting_ints (values) : gr_setting_int (values.v[0]);
  return TRUE;
}

/* --- parameters ------------------------------------------------------------------------------- */

/* One term of a row's shape: "4", "name", "name[1]"; a whole list where it has no index. */
static void
append_term (const GrBlockKind *kind, const GrSetting *settings, const char *term, gint64 *out,
             gint *n_out)
{
  g_autofree char *name = g_strdup (term);
  char            *bracket = strchr (name, '[');
  const gint       index = bracket ? atoi (bracket + 1) : -1;
  const GrSetting *setting;

  if (g_ascii_isdigit (term[0]))
    {
      out[(*n_out)++] = g_ascii_strtoll (term, NULL, 10);
      return;
    }
  if (bracket)
    *bracket = '\0';
  setting = gr_block_setting (kind, settings, name);
  if (setting->kind != GR_SETTING_INTS)
    out[(*n_out)++] = setting->ints[0];
  else if (index >= 0) /* one number stands for all */
    out[(*n_out)++] = setting->ints[MIN (index, setting->n - 1)];
  else
    for (gint i = 0; i < setting->n && *n_out < GR_MAX_DIMS; i++)
      out[(*n_out)++] = setting->ints[i];
}

gboolean
gr_block_parameter_shape (const GrBlockKind *kind, const GrSetting *settings, guint parameter,
                          gint64 *shape, gint *ndim)
{
  const GrParameter *row = &kind->parameters[parameter];
  g_auto (GStrv)     sizes = NULL;

  *ndim = 0;
  if (row->when && !gr_block_setting (kind, settings, row->when)->ints[0])
    return FALSE;
  sizes = g_strsplit (row->shape, ",", -1);
  for (gsize i = 0; sizes[i]; i++)
    {
      g_auto (GStrv) quotient = g_strsplit (g_strstrip (sizes[i]), "/", 2);

      append_term (kind, settings, quotient[0], shape, ndim);
      if (quotient[1])
        {
          gint64 divisor[GR_MAX_DIMS];
          gint   n = 0;

          append_term (kind, settings, quotient[1], divisor, &n);
          shape[*ndim - 1] /= MAX (divisor[0], 1);
        }
    }
  return TRUE;
}

/* How this block's parameter begins: the row's way, or the one that its "init" attribute names. */
static GrInit
chosen_init (const GrBlockKind *kind, const GrSetting *settings, const GrParameter *row)
{
  GrInit init = row->init;

  if (row->role == GR_PARAMETER_TRAINED && !row->fixed_init)
    {
      GrInitKind chosen = GR_INIT_FAN_IN;

      gr_init_from_name (gr_block_setting (kind, settings, "init")->choice, &chosen);
      if (chosen != GR_INIT_FAN_IN)
        init = (GrInit){ chosen, gr_block_setting (kind, settings, "init_value")->number };
    }
  return init;
}

static void
clear_row (GrTensor *tensor, gint64 row)
{
  for (gint64 i = 0; i < tensor->shape[1]; i++)
    gr_tensor_set (tensor, row * tensor->shape[1] + i, gr_float (0));
}

GrTensor *
gr_block_parameter_new (const GrBlockKind *kind, const GrSetting *settings, guint parameter,
                        GrDType dtype, GrGenerator *generator, GError **error)
{
  const GrParameter *row = &kind->parameters[parameter];
  gint64             shape[GR_MAX_DIMS], fan_in, fan_out;
  gint               ndim;
  g_autoptr (GrTensor) tensor = NULL;

  if (!gr_block_parameter_shape (kind, settings, parameter, shape, &ndim))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MODEL, _ ("%s has no %s with these attributes"),
                   kind->name, row->name);
      return NULL;
    }
  if (row->role == GR_PARAMETER_COUNTER)
    return gr_tensor_new_scalar (GR_INT64, gr_int (0));

  tensor = gr_tensor_new (dtype, GR_CPU, gr_ints (shape, ndim), error);
  if (!tensor)
    return NULL;
  /* A bias is bound by the fan-in of its layer's weight, which comes first in the row. */
  if (row->init.kind == GR_INIT_FAN_IN && parameter > 0)
    gr_block_parameter_shape (kind, settings, 0, shape, &ndim);
  gr_init_fans (gr_ints (shape, ndim), &fan_in, &fan_out);
  if (!gr_init_fill (tensor, chosen_init (kind, settings, row), fan_in, fan_out, generator, error))
    return NULL;
  if (row->zero_row)
    {
      const GrSetting *zero = gr_block_setting (kind, settings, row->zero_row);

      if (zero->kind == GR_SETTING_INT && zero->ints[0] < tensor->shape[0])
        clear_row (tensor, zero->ints[0]);
    }
  return g_steal_pointer (&tensor);
}
