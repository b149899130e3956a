/* gradient-norms.c - see gradient-norms.h. Single-threaded sums in double, in the order of the
 * elements, so that a run has the same bits for any number of threads. */
#include "gradient-norms.h"

#include <math.h>
#include <string.h>

/* The block that a parameter belongs to: "res1.conv1.weight" -> "res1.conv1". (transfer full) */
static char *
layer_of (const char *parameter)
{
  const char *dot = strrchr (parameter, '.');

  return dot ? g_strndup (parameter, dot - parameter) : g_strdup (parameter);
}

static gboolean
is_trained (const GrModuleTensor *tensor)
{
  return !tensor->is_buffer && !tensor->frozen;
}

GrGradientNorms *
gr_gradient_norms_new (GrModule *module)
{
  g_autoptr (GPtrArray) layers = g_ptr_array_new ();
  GrGradientNorms      *norms;

  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *tensor = gr_module_tensor (module, i);
      g_autofree char      *layer = layer_of (tensor->name);

      if (is_trained (tensor)
          && (!layers->len || !g_str_equal (g_ptr_array_index (layers, layers->len - 1), layer)))
        g_ptr_array_add (layers, g_steal_pointer (&layer));
    }
  if (!layers->len)
    return NULL;
  norms = g_new0 (GrGradientNorms, 1);
  norms->n = layers->len;
  g_ptr_array_add (layers, NULL);
  norms->layers = (char **) g_ptr_array_steal (layers, NULL);
  norms->series = gr_series_new (norms->n * sizeof (gfloat));
  return norms;
}

void
gr_gradient_norms_free (GrGradientNorms *norms)
{
  g_strfreev (norms->layers);
  gr_series_free (norms->series);
  g_free (norms);
}

/* Four sums at a time, for the processor's sake. */
#define SUM_OF_SQUARES(Type)                                                                       \
  static gdouble sum_of_squares_##Type (const Type *x, gint64 n)                                   \
  {                                                                                                \
    gdouble sum[4] = { 0, 0, 0, 0 };                                                               \
    gint64  i = 0;                                                                                 \
                                                                                                   \
    for (; i + 4 <= n; i += 4)                                                                     \
      for (gint k = 0; k < 4; k++)                                                                 \
        sum[k] += (gdouble) x[i + k] * x[i + k];                                                   \
    for (; i < n; i++)                                                                             \
      sum[0] += (gdouble) x[i] * x[i];                                                             \
    return sum[0] + sum[1] + sum[2] + sum[3];                                                      \
  }

SUM_OF_SQUARES (gfloat)
SUM_OF_SQUARES (gdouble)

static gdouble
squares_of (GrModule *module, const GrModuleTensor *tensor)
{
  GrTensor *gradients = gr_module_gradients (module);

  if (gradients->dtype == GR_FLOAT64)
    return sum_of_squares_gdouble ((const gdouble *) gr_tensor_data (gradients) + tensor->offset,
                                   tensor->numel);
  return sum_of_squares_gfloat ((const gfloat *) gr_tensor_data (gradients) + tensor->offset,
                                tensor->numel);
}

void
gr_gradient_norms_measure (GrGradientNorms *norms, GrModule *module)
{
  gfloat  row[norms->n];
  gdouble squares = 0;
  guint   layer = 0;

  for (guint i = 0; i < gr_module_n_tensors (module); i++)
    {
      const GrModuleTensor *tensor = gr_module_tensor (module, i);
      const gsize           length = strlen (norms->layers[layer]);

      if (!is_trained (tensor))
        continue;
      if (strncmp (tensor->name, norms->layers[layer], length) != 0 || tensor->name[length] != '.'
          || strchr (tensor->name + length + 1, '.'))
        {
          row[layer++] = (gfloat) sqrt (squares);
          squares = 0;
        }
      squares += squares_of (module, tensor);
    }
  row[layer] = (gfloat) sqrt (squares);
  gr_series_append (norms->series, row);
}
