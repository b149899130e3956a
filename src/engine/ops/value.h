/* value.h - one argument of an operator call, of any of the schema's types. */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

typedef enum
{
  GR_VALUE_NONE, /* an optional argument that was not given */
  GR_VALUE_TENSOR,
  GR_VALUE_TENSORS, /* entries may be NULL where the schema says Tensor?[] */
  GR_VALUE_INT,
  GR_VALUE_FLOAT,
  GR_VALUE_BOOL,
  GR_VALUE_SCALAR,
  GR_VALUE_INTS,
  GR_VALUE_FLOATS,
  GR_VALUE_STRING,
  GR_VALUE_DTYPE,
  GR_VALUE_DEVICE,
} GrValueKind;

typedef struct
{
  const gdouble *v;
  gsize          n;
} GrFloats;

#define GR_FLOATS(...)                                                                             \
  ((GrFloats){ (const gdouble[]){ __VA_ARGS__ },                                                   \
               sizeof ((gdouble[]){ __VA_ARGS__ }) / sizeof (gdouble) })
#define GR_NO_FLOATS ((GrFloats){ NULL, 0 })

/* Borrows everything it points to: a value lives as long as the call it is passed to. */
typedef struct
{
  GrValueKind kind;
  union
  {
    GrTensor *tensor;
    struct
    {
      GrTensor *const *v;
      gsize            n;
    } tensors;
    gint64      i; /* INT and BOOL */
    gdouble     f;
    GrScalar    scalar;
    GrInts      ints;
    GrFloats    floats;
    const char *string;
    GrDType     dtype;
    GrDevice    device;
  };
} GrValue;

/* A copy of @n values with the lists and strings they borrow, but not the tensors, in one block of
 * memory: free it with g_free(). */
GrValue *gr_values_copy (const GrValue *values, guint n);

static inline GrValue
gr_value_none (void)
{
  return (GrValue){ .kind = GR_VALUE_NONE };
}

static inline GrValue
gr_value_tensor (GrTensor *t)
{
  return t ? (GrValue){ .kind = GR_VALUE_TENSOR, .tensor = t } : gr_value_none ();
}

static inline GrValue
gr_value_tensors (GrTensor *const *v, gsize n)
{
  return (GrValue){ .kind = GR_VALUE_TENSORS, .tensors = { v, n } };
}

static inline GrValue
gr_value_int (gint64 i)
{
  return i == GR_NO_INT ? gr_value_none () : (GrValue){ .kind = GR_VALUE_INT, .i = i };
}

static inline GrValue
gr_value_float (gdouble f)
{
  return f == GR_NO_FLOAT ? gr_value_none () : (GrValue){ .kind = GR_VALUE_FLOAT, .f = f };
}

static inline GrValue
gr_value_bool (gboolean b)
{
  return (GrValue){ .kind = GR_VALUE_BOOL, .i = b != 0 };
}

static inline GrValue
gr_value_scalar (GrScalar s)
{
  return s.kind ? (GrValue){ .kind = GR_VALUE_SCALAR, .scalar = s } : gr_value_none ();
}

static inline GrValue
gr_value_ints (GrInts ints)
{
  return ints.v ? (GrValue){ .kind = GR_VALUE_INTS, .ints = ints } : gr_value_none ();
}

static inline GrValue
gr_value_floats (GrFloats f)
{
  return f.v ? (GrValue){ .kind = GR_VALUE_FLOATS, .floats = f } : gr_value_none ();
}

static inline GrValue
gr_value_string (const char *s)
{
  return s ? (GrValue){ .kind = GR_VALUE_STRING, .string = s } : gr_value_none ();
}

static inline GrValue
gr_value_dtype (gint dtype)
{
  return dtype != GR_DTYPE_NONE ? (GrValue){ .kind = GR_VALUE_DTYPE, .dtype = (GrDType) dtype }
                                : gr_value_none ();
}

static inline GrValue
gr_value_device (GrDevice d)
{
  return d.type != GR_DEVICE_NONE ? (GrValue){ .kind = GR_VALUE_DEVICE, .device = d }
                                  : gr_value_none ();
}

G_END_DECLS
