/* target-transforms.c - the transforms of targets: one-hot vectors, and other classes. See
 * transform.h. */
#include "transform-rows.h"

#include <inttypes.h>
#include <glib/gi18n-lib.h>

static gboolean
needs_class (GrField *field, GError **error)
{
  if (field->n_classes > 0 && field->ndim == 0 && field->dtype == GR_INT64)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_DATA, _ ("it works on targets that are a class"));
  return FALSE;
}

static gboolean
infer_one_hot (const GrTransform *self, GrField *field, GError **error)
{
  gint64 n = (gint64) self->value[0].v[0];

  if (!needs_class (field, error))
    return FALSE;
  if (n >= 0 && n < field->n_classes)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("num_classes is %" PRId64 ", but there are %" PRId64 " classes"), n,
                   field->n_classes);
      return FALSE;
    }
  field->ndim = 1;
  field->shape[0] = n < 0 ? field->n_classes : n;
  field->dtype = GR_FLOAT32;
  field->n_classes = 0;
  return TRUE;
}

static void
apply_one_hot (const GrTransform *self, const GrField *in, gconstpointer from, const GrField *out,
               gpointer to)
{
  gint64 label = *(const gint64 *) from;

  for (gint64 i = 0; i < out->shape[0]; i++)
    ((gfloat *) to)[i] = i == label;
}

const GrTransformRow gr_one_hot_row = {
  .name = "one_hot",
  .title = N_ ("One hot"),
  .summary = N_ ("A class becomes a vector of zeros with a one at its place."),
  .of_target = TRUE,
  .params = {
    { "num_classes", GR_PARAM_INTEGER, 1, 1, { -1 }, 1, -1, 1000000, NULL,
      N_ ("The vector's length; -1: as many as there are classes") },
  },
  .infer = infer_one_hot,
  .apply_target = apply_one_hot,
};

static gboolean
infer_remap (const GrTransform *self, GrField *field, GError **error)
{
  const GrTransformValue *map = &self->value[0];
  gint64 most = 0;

  if (!needs_class (field, error))
    return FALSE;
  if (map->n != field->n_classes)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("map has %d entries for %" PRId64 " classes"), map->n, field->n_classes);
      return FALSE;
    }
  for (gint i = 0; i < map->n; i++)
    most = MAX (most, (gint64) map->v[i]);
  field->n_classes = most + 1;
  return TRUE;
}

static void
apply_remap (const GrTransform *self, const GrField *in, gconstpointer from, const GrField *out,
             gpointer to)
{
  const gint64 label = *(const gint64 *) from;

  *(gint64 *) to = label == GR_NO_CLASS ? label : (gint64) self->value[0].v[label];
}

const GrTransformRow gr_remap_row = {
  .name = "remap",
  .title = N_ ("Remap"),
  .summary = N_ ("Class i becomes class map[i]: to join classes, or to put them in another order."),
  .of_target = TRUE,
  .params = {
    { "map", GR_PARAM_INTEGER, 1, 1000000, { 0 }, 1, 0, 1000000, NULL,
      N_ ("The new class of each old one") },
  },
  .infer = infer_remap,
  .apply_target = apply_remap,
};
