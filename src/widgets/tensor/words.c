/* words.c - see words.h. */
#include "words.h"

#include "plot/number-text.h"
#include "style/count.h"
#include "style/dot.h"

#include <glib/gi18n.h>

#include <inttypes.h>
#include <math.h>

#define DIGITS    4   /* that count, of the greatest among many numbers */
#define LOOKED_AT 256 /* of them */

char *
gradus_index_text (const GrTensor *tensor, gint64 element)
{
  gint64 index[GR_MAX_DIMS];

  for (gint dim = tensor->ndim - 1; dim >= 0; dim--)
    {
      index[dim] = element % tensor->shape[dim];
      element /= tensor->shape[dim];
    }
  return gr_ints_to_string (gr_ints (index, tensor->ndim));
}

/* The digits that a value of that dtype may need to be told from its neighbours. */
static gint
most_digits (GrDType dtype)
{
  return dtype == GR_FLOAT64 ? 17 : dtype == GR_FLOAT32 ? 9 : dtype == GR_FLOAT16 ? 5 : 4;
}

/* What a number that was read in that dtype would be. */
static gboolean
is_same (GrDType dtype, gdouble value, const char *text)
{
  const gdouble read = g_ascii_strtod (text, NULL);

  if (dtype == GR_FLOAT64)
    return read == value;
  if (dtype == GR_FLOAT32)
    return (gfloat) read == (gfloat) value;

  g_autoptr (GrTensor) rounded = gr_tensor_new_scalar (dtype, gr_float (read));
  return gr_tensor_to_double (rounded) == value;
}

static char *
exact (GrDType dtype, gdouble value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (gint digits = 1; digits <= most_digits (dtype); digits++)
    {
      const char format[] = { '%', '.', (char) ('0' + digits / 10), (char) ('0' + digits % 10),
                              'g', 0 };

      g_ascii_formatd (text, sizeof text, format, value);
      if (is_same (dtype, value, text))
        break;
    }
  return gradus_minus (g_strdup (text));
}

/* NULL of a float. */
static char *
whole_text (GrScalar value)
{
  if (value.kind == GR_SCALAR_BOOL)
    return g_strdup (value.i ? "True" : "False");
  if (value.kind == GR_SCALAR_INT)
    return gradus_minus (g_strdup_printf ("%" G_GINT64_FORMAT, value.i));
  return NULL;
}

char *
gradus_value_text (const GrTensor *tensor, gint64 element)
{
  const GrScalar value = gr_tensor_get (tensor, element);
  char *whole = whole_text (value);

  if (whole)
    return whole;
  return isfinite (value.d) ? exact (tensor->dtype, value.d)
                            : gradus_number_text (value.d, GRADUS_AXIS_NUMBER);
}

gint
gradus_decimals_of (const GrTensor *tensor)
{
  const gint64 n = gr_tensor_numel (tensor);
  gboolean whole = TRUE;
  gdouble most = 0;

  for (gint64 i = 0; i < MIN (n, LOOKED_AT); i++)
    {
      const gint64 element = n <= LOOKED_AT ? i : (gint64) (i * (n - 1.0) / (LOOKED_AT - 1));
      const gdouble value = fabs (gr_tensor_get (tensor, element).d);

      if (!isfinite (value))
        continue;
      most = MAX (most, value);
      whole = whole && value == round (value);
    }
  if (most == 0 || (whole && most < 1e6))
    return 0;
  if (most < 1e-3 || most >= 1e5)
    return -1;

  const gint power = (gint) floor (log10 (most));
  return DIGITS - MIN (power < 0 ? power + 1 : power, DIGITS - 2);
}

char *
gradus_short_value_text (const GrTensor *tensor, gint64 element, gint decimals)
{
  const GrScalar value = gr_tensor_get (tensor, element);
  char *whole = whole_text (value);

  if (whole)
    return whole;
  if (decimals < 0 || value.d == 0 || !isfinite (value.d)
      || (decimals == 0 && value.d != round (value.d)))
    return gradus_number_text (value.d, GRADUS_AXIS_NUMBER);
  return gradus_minus (g_strdup_printf ("%.*f", decimals, value.d));
}

char *
gradus_geometry_text (const GrTensor *tensor)
{
  g_autofree char *shape = gr_tensor_shape_string (tensor);
  g_autofree char *sizes = gr_ints_to_string (gr_tensor_strides (tensor));
  g_autofree char *strides = g_strdup_printf (_ ("strides %s"), sizes);
  g_autofree char *offset = g_strdup_printf (_ ("offset %" PRId64), tensor->offset);

  return g_strjoin (GRADUS_DOT, shape, gr_dtype_name (tensor->dtype), strides, offset, NULL);
}
