/* dtype.c - what is known of each element type, and PyTorch's rules for mixing them. */
#include "dtype.h"

#include <stdatomic.h>
#include <string.h>

static const struct
{
  const char *name;
  gsize       size;
} dtypes[GR_N_DTYPES] = {
  [GR_BOOL] = { "bool", 1 },       [GR_UINT8] = { "uint8", 1 },
  [GR_INT8] = { "int8", 1 },       [GR_INT16] = { "int16", 2 },
  [GR_INT32] = { "int32", 4 },     [GR_INT64] = { "int64", 8 },
  [GR_FLOAT16] = { "float16", 2 }, [GR_BFLOAT16] = { "bfloat16", 2 },
  [GR_FLOAT32] = { "float32", 4 }, [GR_FLOAT64] = { "float64", 8 },
};

static atomic_int default_dtype = GR_FLOAT32;

gsize
gr_dtype_size (GrDType dtype)
{
  g_return_val_if_fail ((guint) dtype < GR_N_DTYPES, 0);
  return dtypes[dtype].size;
}

const char *
gr_dtype_name (GrDType dtype)
{
  g_return_val_if_fail ((guint) dtype < GR_N_DTYPES, "unknown");
  return dtypes[dtype].name;
}

gboolean
gr_dtype_from_name (const char *name, GrDType *dtype)
{
  for (gint i = 0; i < GR_N_DTYPES; i++)
    if (strcmp (name, dtypes[i].name) == 0)
      {
        *dtype = (GrDType) i;
        return TRUE;
      }
  return FALSE;
}

gboolean
gr_dtype_is_floating (GrDType dtype)
{
  return dtype >= GR_FLOAT16;
}

gboolean
gr_dtype_is_integral (GrDType dtype)
{
  return dtype >= GR_UINT8 && dtype <= GR_INT64;
}

/* The enum is ordered so that the larger of two is the answer but for the two pairs in which
 * neither holds the other. */
GrDType
gr_dtype_promote (GrDType a, GrDType b)
{
  GrDType low = MIN (a, b);
  GrDType high = MAX (a, b);

  if (low == GR_UINT8 && high == GR_INT8)
    return GR_INT16;
  if (low == GR_FLOAT16 && high == GR_BFLOAT16)
    return GR_FLOAT32;
  return high;
}

gboolean
gr_dtype_can_cast (GrDType from, GrDType to)
{
  if (gr_dtype_is_floating (from))
    return gr_dtype_is_floating (to);
  return to != GR_BOOL || from == GR_BOOL;
}

GrDType
gr_default_dtype (void)
{
  return (GrDType) atomic_load_explicit (&default_dtype, memory_order_relaxed);
}

void
gr_set_default_dtype (GrDType dtype)
{
  g_return_if_fail (gr_dtype_is_floating (dtype));
  atomic_store_explicit (&default_dtype, dtype, memory_order_relaxed);
}
