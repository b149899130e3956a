/* init.c - initialisers: see init.h. */
#include "init.h"

#include <math.h>
#include <string.h>

static const char *const names[] = {
  [GR_INIT_FAN_IN] = "default",
  [GR_INIT_KAIMING_UNIFORM] = "kaiming_uniform",
  [GR_INIT_KAIMING_NORMAL] = "kaiming_normal",
  [GR_INIT_XAVIER_UNIFORM] = "xavier_uniform",
  [GR_INIT_XAVIER_NORMAL] = "xavier_normal",
  [GR_INIT_UNIFORM] = "uniform",
  [GR_INIT_NORMAL] = "normal",
  [GR_INIT_CONSTANT] = "constant",
  [GR_INIT_ZEROS] = "zeros",
  [GR_INIT_ONES] = "ones",
};

const char *
gr_init_name (GrInitKind kind)
{
  return names[kind];
}

gboolean
gr_init_from_name (const char *name, GrInitKind *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      {
        *kind = (GrInitKind) i;
        return TRUE;
      }
  return FALSE;
}

void
gr_init_fans (GrInts shape, gint64 *fan_in, gint64 *fan_out)
{
  gint64 kernel = 1;

  if (shape.n < 2)
    {
      *fan_in = *fan_out = shape.n == 1 ? shape.v[0] : 1;
      return;
    }
  for (gsize i = 2; i < shape.n; i++)
    kernel *= shape.v[i];
  *fan_in = shape.v[1] * kernel;
  *fan_out = shape.v[0] * kernel;
}

/* scale·u with u uniform in [-1, 1) or standard normal; where the scale is 0, the constant. */
typedef struct
{
  gboolean normal;
  gdouble  scale;
  gdouble  constant;
} Draw;

static Draw
draw_of (GrInit init, gint64 fan_in, gint64 fan_out)
{
  const gdouble in = (gdouble) MAX (fan_in, 1);
  const gdouble both = (gdouble) MAX (fan_in + fan_out, 1);

  switch (init.kind)
    {
    case GR_INIT_FAN_IN:
      return (Draw){ FALSE, 1 / sqrt (in), 0 };
    case GR_INIT_KAIMING_UNIFORM:
      return (Draw){ FALSE, sqrt (6 / in), 0 };
    case GR_INIT_KAIMING_NORMAL:
      return (Draw){ TRUE, sqrt (2 / in), 0 };
    case GR_INIT_XAVIER_UNIFORM:
      return (Draw){ FALSE, sqrt (6 / both), 0 };
    case GR_INIT_XAVIER_NORMAL:
      return (Draw){ TRUE, sqrt (2 / both), 0 };
    case GR_INIT_UNIFORM:
      return (Draw){ FALSE, init.value, 0 };
    case GR_INIT_NORMAL:
      return (Draw){ TRUE, init.value, 0 };
    case GR_INIT_CONSTANT:
      return (Draw){ FALSE, 0, init.value };
    case GR_INIT_ZEROS:
      return (Draw){ FALSE, 0, 0 };
    case GR_INIT_ONES:
      return (Draw){ FALSE, 0, 1 };
    }
  g_assert_not_reached ();
}

static gdouble
draw_one (const Draw *draw, guint64 seed, guint64 base, guint64 i)
{
  if (draw->scale == 0)
    return draw->constant;
  if (draw->normal)
    return draw->scale * gr_normal_f64 (seed, base, i);
  return draw->scale * (2 * gr_uniform_f64 (seed, base, i) - 1);
}

gboolean
gr_init_fill (GrTensor *tensor, GrInit init, gint64 fan_in, gint64 fan_out, GrGenerator *generator,
              GError **error)
{
  const Draw   draw = draw_of (init, fan_in, fan_out);
  const gint64 n = gr_tensor_numel (tensor);
  guint64      base = 0;
  g_autoptr (GrTensor) host = NULL;

  g_return_val_if_fail (gr_tensor_is_contiguous (tensor), FALSE);

  if (gr_device_equal (tensor->device, GR_CPU))
    host = gr_tensor_ref (tensor);
  else
    host = gr_tensor_new (tensor->dtype, GR_CPU, gr_tensor_shape (tensor), error);
  if (!host)
    return FALSE;

  if (!generator)
    generator = gr_generator_default ();
  if (draw.scale != 0)
    base = gr_generator_reserve (generator, n);
  for (gint64 i = 0; i < n; i++)
    gr_tensor_set (host, i, gr_float (draw_one (&draw, generator->seed, base, i)));

  gr_storage_bump (host->storage, "init");
  return host == tensor || gr_tensor_transfer (host, tensor, error);
}
