/* cast.c - see cast.h: a table of one loop for each pair of dtypes, and strided moves. */
#include "cast.h"

#include "../tensor/half.h"

#include <string.h>

typedef void (*CastFunc) (gsize n, gconstpointer from, gpointer to);

/* How a stored element is read into a C number, and how a C number is stored. Floats reach the
 * narrow integers by way of int64, so that values out of range wrap instead of being undefined. */
#define READ_GR_BOOL(x)     ((gint) (x))
#define READ_GR_UINT8(x)    (x)
#define READ_GR_INT8(x)     (x)
#define READ_GR_INT16(x)    (x)
#define READ_GR_INT32(x)    (x)
#define READ_GR_INT64(x)    (x)
#define READ_GR_FLOAT16(x)  gr_half_to_float (x)
#define READ_GR_BFLOAT16(x) gr_bfloat16_to_float (x)
#define READ_GR_FLOAT32(x)  (x)
#define READ_GR_FLOAT64(x)  (x)

#define STORE_GR_BOOL(x)     ((x) != 0)
#define STORE_GR_UINT8(x)    ((guint8) (gint64) (x))
#define STORE_GR_INT8(x)     ((gint8) (gint64) (x))
#define STORE_GR_INT16(x)    ((gint16) (gint64) (x))
#define STORE_GR_INT32(x)    ((gint32) (x))
#define STORE_GR_INT64(x)    ((gint64) (x))
#define STORE_GR_FLOAT16(x)  gr_float_to_half ((gfloat) (x))
#define STORE_GR_BFLOAT16(x) gr_float_to_bfloat16 ((gfloat) (x))
#define STORE_GR_FLOAT32(x)  ((gfloat) (x))
#define STORE_GR_FLOAT64(x)  ((gdouble) (x))

#define FOR_EACH_DTYPE(X, ...)                                                                     \
  X (GR_BOOL, guint8, __VA_ARGS__)                                                                 \
  X (GR_UINT8, guint8, __VA_ARGS__)                                                                \
  X (GR_INT8, gint8, __VA_ARGS__)                                                                  \
  X (GR_INT16, gint16, __VA_ARGS__)                                                                \
  X (GR_INT32, gint32, __VA_ARGS__)                                                                \
  X (GR_INT64, gint64, __VA_ARGS__)                                                                \
  X (GR_FLOAT16, guint16, __VA_ARGS__)                                                             \
  X (GR_BFLOAT16, guint16, __VA_ARGS__)                                                            \
  X (GR_FLOAT32, gfloat, __VA_ARGS__)                                                              \
  X (GR_FLOAT64, gdouble, __VA_ARGS__)

#define DEFINE_CAST(TO, ToType, FROM, FromType)                                                    \
  static void cast_##FROM##_##TO (gsize n, gconstpointer from, gpointer to)                        \
  {                                                                                                \
    const FromType *source = from;                                                                 \
    ToType *target = to;                                                                           \
                                                                                                   \
    for (gsize i = 0; i < n; i++)                                                                  \
      target[i] = STORE_##TO (READ_##FROM (source[i]));                                            \
  }

FOR_EACH_DTYPE (DEFINE_CAST, GR_BOOL, guint8)
FOR_EACH_DTYPE (DEFINE_CAST, GR_UINT8, guint8)
FOR_EACH_DTYPE (DEFINE_CAST, GR_INT8, gint8)
FOR_EACH_DTYPE (DEFINE_CAST, GR_INT16, gint16)
FOR_EACH_DTYPE (DEFINE_CAST, GR_INT32, gint32)
FOR_EACH_DTYPE (DEFINE_CAST, GR_INT64, gint64)
FOR_EACH_DTYPE (DEFINE_CAST, GR_FLOAT16, guint16)
FOR_EACH_DTYPE (DEFINE_CAST, GR_BFLOAT16, guint16)
FOR_EACH_DTYPE (DEFINE_CAST, GR_FLOAT32, gfloat)
FOR_EACH_DTYPE (DEFINE_CAST, GR_FLOAT64, gdouble)

#define TABLE_ENTRY(TO, ToType, FROM) [TO] = cast_##FROM##_##TO,
#define TABLE_ROW(FROM) [FROM] = { FOR_EACH_DTYPE (TABLE_ENTRY, FROM) }

static const CastFunc casts[GR_N_DTYPES][GR_N_DTYPES] = {
  TABLE_ROW (GR_BOOL),    TABLE_ROW (GR_UINT8),    TABLE_ROW (GR_INT8),    TABLE_ROW (GR_INT16),
  TABLE_ROW (GR_INT32),   TABLE_ROW (GR_INT64),    TABLE_ROW (GR_FLOAT16), TABLE_ROW (GR_BFLOAT16),
  TABLE_ROW (GR_FLOAT32), TABLE_ROW (GR_FLOAT64),
};

void
gr_cast_run (GrDType to_dtype, gpointer to, GrDType from_dtype, gconstpointer from, gsize n)
{
  if (to_dtype == from_dtype)
    memmove (to, from, n * gr_dtype_size (to_dtype));
  else
    casts[from_dtype][to_dtype](n, from, to);
}

#define DEFINE_MOVE(Type)                                                                          \
  static void move_##Type (Type *to, gint64 to_stride, const Type *from, gint64 from_stride,       \
                           gsize n)                                                                \
  {                                                                                                \
    if (from_stride == 0 && to_stride == 1)                                                        \
      for (gsize i = 0; i < n; i++)                                                                \
        to[i] = *from;                                                                             \
    else if (to_stride == 1)                                                                       \
      for (gsize i = 0; i < n; i++)                                                                \
        to[i] = from[(gint64) i * from_stride];                                                    \
    else                                                                                           \
      for (gsize i = 0; i < n; i++)                                                                \
        to[(gint64) i * to_stride] = from[(gint64) i * from_stride];                               \
  }

DEFINE_MOVE (guint8)
DEFINE_MOVE (guint16)
DEFINE_MOVE (guint32)
DEFINE_MOVE (guint64)

void
gr_move_run (gsize size, gpointer to, gint64 to_stride, gconstpointer from, gint64 from_stride,
             gsize n)
{
  if (n == 0)
    return; /* there may be no memory either */
  if (to_stride == 1 && from_stride == 1)
    memmove (to, from, n * size);
  else if (size == 4)
    move_guint32 (to, to_stride, from, from_stride, n);
  else if (size == 8)
    move_guint64 (to, to_stride, from, from_stride, n);
  else if (size == 1)
    move_guint8 (to, to_stride, from, from_stride, n);
  else
    move_guint16 (to, to_stride, from, from_stride, n);
}
