/* optimizer.c - stepping a row of kinds.c over the arenas, and its state by parameter name. */
#include "optimizer-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "../cpu/level.h"
#include "../cpu/pool.h"

/* --- the loops that suit the processor -------------------------------------------------------- */

static const GrUpdateTable *
loops (void)
{
#if defined(__x86_64__)
  switch (gr_cpu_level ())
    {
    case GR_CPU_AVX512:
      return &gr_update_avx512;
    case GR_CPU_AVX2:
      return &gr_update_avx2;
    default:
      break;
    }
#endif
  return &gr_update_plain;
}

/* --- making ----------------------------------------------------------------------------------- */

static void
fill (GrTensor *tensor, gdouble value)
{
  gint64 n = gr_tensor_numel (tensor);

  if (tensor->dtype == GR_FLOAT32)
    for (gint64 i = 0; i < n; i++)
      GR_DATA (gfloat, tensor)[i] = (gfloat) value;
  else
    for (gint64 i = 0; i < n; i++)
      GR_DATA (gdouble, tensor)[i] = value;
}

/* Gives memory to the states that the options call for and that have none. */
static gboolean
make_states (GrOptimizer *optimizer, GError **error)
{
  guint needs = optimizer->kind->needs (optimizer->options, optimizer->momentum);

  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    {
      gdouble initial = i == 0 && optimizer->kind->initial
                            ? optimizer->kind->initial (optimizer->options) : 0;

      if (!(needs & 1u << i) || optimizer->states[i])
        continue;
      optimizer->states[i] = gr_tensor_new (optimizer->values->dtype, GR_CPU,
                                            gr_tensor_shape (optimizer->values), error);
      if (!optimizer->states[i])
        return FALSE;
      fill (optimizer->states[i], initial);
    }
  return TRUE;
}

static gboolean
check_arenas (GrTensor *values, GrTensor *grads, GError **error)
{
  if (values->device.type != GR_DEVICE_CPU || grads->device.type != GR_DEVICE_CPU)
    {
      g_autofree char *device = gr_device_to_string (values->device);

      g_set_error (error, GR_ERROR, GR_ERROR_UNSUPPORTED,
                   _ ("Optimizers run on the cpu, but the parameters are on %s"), device);
      return FALSE;
    }
  if (values->dtype != GR_FLOAT32 && values->dtype != GR_FLOAT64)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                   _ ("Optimizers take float32 or float64 parameters, but got %s"),
                   gr_dtype_name (values->dtype));
      return FALSE;
    }
  g_return_val_if_fail (values->dtype == grads->dtype, FALSE);
  g_return_val_if_fail (values->ndim == 1 && gr_tensor_same_shape (values, grads), FALSE);
  g_return_val_if_fail (gr_tensor_is_contiguous (values) && gr_tensor_is_contiguous (grads), FALSE);
  return TRUE;
}

static void
make_ranges (GrOptimizer *optimizer, const GrOptimizerParam *params, gsize n)
{
  optimizer->ranges = g_new0 (GrOptimizerRange, n);
  optimizer->n_ranges = n;
  for (gsize i = 0; i < n; i++)
    {
      GrOptimizerRange *range = &optimizer->ranges[i];

      g_assert (gr_tensor_shares_storage (params[i].value, optimizer->values));
      range->name = g_strdup (params[i].name);
      range->value = gr_tensor_ref (params[i].value);
      range->start = params[i].value->offset - optimizer->values->offset;
      range->length = gr_tensor_numel (params[i].value);
      range->rate = params[i].rate;
      range->frozen = params[i].frozen;
      if (!range->frozen)
        optimizer->n_tiles += (range->length + GR_OPTIMIZER_TILE - 1) / GR_OPTIMIZER_TILE;
    }
}

static void
make_tiles (GrOptimizer *optimizer)
{
  GrOptimizerTile *tile = g_new (GrOptimizerTile, optimizer->n_tiles);

  optimizer->tiles = tile;
  optimizer->partials = g_new0 (gdouble, optimizer->n_tiles);
  for (gsize i = 0; i < optimizer->n_ranges; i++)
    {
      GrOptimizerRange *range = &optimizer->ranges[i];

      if (range->frozen)
        continue;
      for (gint64 at = 0; at < range->length; at += GR_OPTIMIZER_TILE)
        *tile++ = (GrOptimizerTile){ range->start + at,
                                     MIN (GR_OPTIMIZER_TILE, range->length - at), range };
    }
}

GrOptimizer *
gr_optimizer_new (const GrOptimizerKind *kind, const GrOptions *options, GrTensor *values,
                  GrTensor *grads, const GrOptimizerParam *params, gsize n_params, GError **error)
{
  g_autoptr (GrOptimizer) optimizer = NULL;

  if (!check_arenas (values, grads, error) || (kind->check && !kind->check (options, error)))
    return NULL;
  optimizer = g_new0 (GrOptimizer, 1);
  optimizer->kind = kind;
  optimizer->options = gr_options_copy (options);
  optimizer->update = loops ()->rules[kind->rule][values->dtype == GR_FLOAT64];
  optimizer->lr = gr_options_number (options, "lr");
  optimizer->momentum = kind->momentum (options);
  optimizer->values = gr_tensor_ref (values);
  optimizer->grads = gr_tensor_ref (grads);
  make_ranges (optimizer, params, n_params);
  make_tiles (optimizer);
  if (!make_states (optimizer, error))
    return NULL;
  return g_steal_pointer (&optimizer);
}

void
gr_optimizer_free (GrOptimizer *optimizer)
{
  for (gsize i = 0; i < optimizer->n_ranges; i++)
    {
      g_free (optimizer->ranges[i].name);
      gr_tensor_unref (optimizer->ranges[i].value);
    }
  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    g_clear_pointer (&optimizer->states[i], gr_tensor_unref);
  g_free (optimizer->ranges);
  g_free (optimizer->tiles);
  g_free (optimizer->partials);
  gr_tensor_unref (optimizer->values);
  gr_tensor_unref (optimizer->grads);
  gr_options_free (optimizer->options);
  g_free (optimizer);
}

const GrOptimizerKind *
gr_optimizer_kind (const GrOptimizer *optimizer)
{
  return optimizer->kind;
}

const GrOptions *
gr_optimizer_options (const GrOptimizer *optimizer)
{
  return optimizer->options;
}

gdouble
gr_optimizer_lr (const GrOptimizer *optimizer)
{
  return optimizer->lr;
}

void
gr_optimizer_set_lr (GrOptimizer *optimizer, gdouble lr)
{
  optimizer->lr = lr;
}

gdouble
gr_optimizer_momentum (const GrOptimizer *optimizer)
{
  return optimizer->momentum;
}

gboolean
gr_optimizer_set_momentum (GrOptimizer *optimizer, gdouble momentum, GError **error)
{
  if (isnan (optimizer->momentum))
    return TRUE;
  optimizer->momentum = momentum;
  return make_states (optimizer, error);
}

/* --- stepping --------------------------------------------------------------------------------- */

static void
step_tile (gint64 index, gint thread, gpointer user)
{
  GrOptimizer           *optimizer = user;
  const GrOptimizerTile *tile = &optimizer->tiles[index];
  gsize                  at = tile->start * gr_dtype_size (optimizer->values->dtype);
  gpointer               states[GR_OPTIMIZER_MAX_STATES] = { NULL };

  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    if (optimizer->states[i])
      states[i] = GR_DATA (guint8, optimizer->states[i]) + at;
  optimizer->update (&tile->range->update, tile->length,
                     GR_DATA (guint8, optimizer->values) + at,
                     GR_DATA (guint8, optimizer->grads) + at, states);
}

void
gr_optimizer_step (GrOptimizer *optimizer)
{
  for (gsize i = 0; i < optimizer->n_ranges; i++)
    {
      GrOptimizerRange *range = &optimizer->ranges[i];

      if (range->frozen)
        continue;
      range->steps++;
      optimizer->kind->prepare (optimizer->options, optimizer->lr * range->rate,
                                optimizer->momentum, range->steps, &range->update);
    }
  gr_pool_run (optimizer->n_tiles, step_tile, optimizer);
  gr_storage_bump (optimizer->values->storage, "optimizer.step");
}

void
gr_optimizer_zero_grad (GrOptimizer *optimizer)
{
  gsize n = gr_tensor_numel (optimizer->grads) * gr_dtype_size (optimizer->grads->dtype);

  if (n)
    memset (gr_tensor_data (optimizer->grads), 0, n);
  gr_storage_bump (optimizer->grads->storage, "zero_grad");
}

/* --- state ------------------------------------------------------------------------------------ */

/* The part of state @state that belongs to @range, in the parameter's shape. */
static GrTensor *
state_view (GrOptimizer *optimizer, guint state, GrOptimizerRange *range)
{
  GrTensor *base = optimizer->states[state];

  return gr_tensor_new_view (base, gr_tensor_shape (range->value),
                             gr_tensor_strides (range->value), base->offset + range->start, NULL);
}

GrTensor *
gr_optimizer_state (GrOptimizer *optimizer, const char *param, guint state)
{
  for (gsize i = 0; i < optimizer->n_ranges && optimizer->states[state]; i++)
    if (g_str_equal (optimizer->ranges[i].name, param))
      return state_view (optimizer, state, &optimizer->ranges[i]);
  return NULL;
}

void
gr_optimizer_save (GrOptimizer *optimizer, GrStateFunc func, gpointer user)
{
  for (gsize i = 0; i < optimizer->n_ranges; i++)
    {
      GrOptimizerRange *range = &optimizer->ranges[i];

      if (range->steps == 0)
        continue;
      for (guint state = 0; state < GR_OPTIMIZER_MAX_STATES; state++)
        if (optimizer->states[state])
          {
            g_autofree char      *name = g_strdup_printf (
                "%s.%s", optimizer->kind->states[state], range->name);
            g_autoptr (GrTensor)  view = state_view (optimizer, state, range);

            func (name, view, user);
          }
      {
        g_autofree char      *name = g_strdup_printf ("step.%s", range->name);
        g_autoptr (GrTensor)  steps = gr_tensor_new_scalar (GR_INT64, gr_int (range->steps));

        func (name, steps, user);
      }
    }
}

static gboolean
load_state (GrOptimizer *optimizer, guint state, GrOptimizerRange *range, GrStateLookup lookup,
            gpointer user, GError **error)
{
  g_autofree char      *name = g_strdup_printf ("%s.%s", optimizer->kind->states[state],
                                                range->name);
  g_autoptr (GrTensor)  view = state_view (optimizer, state, range);
  GrTensor             *saved = lookup (name, user);
  g_autofree char      *expected = gr_tensor_shape_string (view);

  if (saved && saved->dtype == view->dtype && gr_tensor_same_shape (saved, view)
      && gr_tensor_is_contiguous (saved))
    return gr_tensor_transfer (saved, view, error);
  if (saved)
    {
      g_autofree char *shape = gr_tensor_shape_string (saved);

      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("The saved state of %s does not fit: %s is %s %s, but must be %s %s"),
                   optimizer->kind->name, name, gr_dtype_name (saved->dtype), shape,
                   gr_dtype_name (view->dtype), expected);
    }
  else
    g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("The saved state of %s lacks %s"),
                 optimizer->kind->name, name);
  return FALSE;
}

gboolean
gr_optimizer_load (GrOptimizer *optimizer, GrStateLookup lookup, gpointer user, GError **error)
{
  for (gsize i = 0; i < optimizer->n_ranges; i++)
    {
      GrOptimizerRange *range = &optimizer->ranges[i];
      g_autofree char  *name = g_strdup_printf ("step.%s", range->name);
      GrTensor         *steps = lookup (name, user);
      GrScalar          value;

      range->steps = 0;
      if (!steps || range->frozen)
        continue;
      if (!gr_tensor_item (steps, &value, error))
        return FALSE;
      range->steps = gr_scalar_to_int (value);
      for (guint state = 0; state < GR_OPTIMIZER_MAX_STATES; state++)
        if (optimizer->states[state]
            && !load_state (optimizer, state, range, lookup, user, error))
          return FALSE;
    }
  return TRUE;
}
