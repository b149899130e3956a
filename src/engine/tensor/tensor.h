/* tensor.h - GrTensor: shape, strides and offset over a storage.
 *
 * This is PyTorch's tensor without its operators: those are rows of ops/, reached through
 * gr_call() and the functions generated from the rows (gr_tensor_add() and so on, in
 * gradus-functions.h). Tensors do not know autograd; they carry an opaque pointer for it.
 *
 * Fields are readable by everyone and written only by tensor/ and by gr_call(). Shapes and
 * strides count elements, never bytes.
 */
#pragma once

#include "device.h"
#include "dtype.h"
#include "error.h"
#include "storage.h"

G_BEGIN_DECLS

#define GR_MAX_DIMS 8

/* A size that only the data can tell (nonzero, masked_select), in inference. */
#define GR_UNKNOWN_SIZE (-1)

/* A list of integers passed by value: GR_INTS (2, 3), GR_NO_INTS for None, and
 * gr_ints (values, n) for one computed. The memory is the caller's. */
typedef struct
{
  const gint64 *v;
  gsize         n;
} GrInts;

#define GR_INTS(...)                                                                               \
  ((GrInts){ (const gint64[]){ __VA_ARGS__ },                                                      \
             sizeof ((gint64[]){ __VA_ARGS__ }) / sizeof (gint64) })
#define GR_EMPTY_INTS ((GrInts){ (const gint64[]){ 0 }, 0 })
#define GR_NO_INTS    ((GrInts){ NULL, 0 })

static inline GrInts
gr_ints (const gint64 *values, gsize n)
{
  static const gint64 nothing = 0;
  return (GrInts){ values ? values : &nothing, n };
}

/* "Not given" for a schema's "int?" and "float?". */
#define GR_NO_INT   G_MININT64
#define GR_NO_FLOAT (-__builtin_inf ())

typedef struct _GrTensor GrTensor;

struct _GrTensor
{
  gatomicrefcount refs;
  GrDType         dtype;
  GrDevice        device;
  gint            ndim;
  gint64          shape[GR_MAX_DIMS];
  gint64          stride[GR_MAX_DIMS]; /* in elements; 0 where expanded */
  gint64          offset;              /* PyTorch's storage_offset, in elements */
  GrStorage      *storage;             /* NULL on GR_META */
  gboolean        is_number; /* a number in a tensor's clothing: promotion sees its kind alone */
  gpointer        autograd;            /* autograd's, opaque here; NULL for a plain tensor */
  GDestroyNotify  autograd_free;
};

/* --- making ------------------------------------------------------------------------------- */

/* A contiguous tensor with uninitialised elements. */
GrTensor *gr_tensor_new          (GrDType dtype, GrDevice device, GrInts shape, GError **error);
/* Shape and strides without memory; the caller may then set strides and offset.
 * Used by inference; gr_call() gives such a tensor its storage. Never fails for ndim <= 8. */
GrTensor *gr_tensor_new_meta     (GrDType dtype, GrDevice device, GrInts shape);
/* Copies @n = product (shape) values in row-major order from C memory of that dtype. */
GrTensor *gr_tensor_new_from     (GrDType dtype, gconstpointer values, GrInts shape,
                                  GError **error);
/* A rank-0 tensor on the CPU. */
GrTensor *gr_tensor_new_scalar   (GrDType dtype, GrScalar value);
/* A rank-0 tensor that stands for a bare number (the 2 of x * 2): it never widens the other
 * operand's dtype. Bool, int64 or float64, which loses nothing of the number; where its kind
 * decides a result's dtype, a float stands for the default dtype, as PyTorch's wrapped numbers. */
GrTensor *gr_tensor_new_number   (GrScalar value);
/* A view of memory that is somebody else's. @strides may be GR_NO_INTS (contiguous); @release
 * (owner) is called when the last tensor on it goes. GR_ERROR_ARGUMENT where a stride would
 * leave the @nbytes given or is negative; @release is not called then. */
GrTensor *gr_tensor_new_foreign  (GrDType dtype, gpointer data, gsize nbytes, GrInts shape,
                                  GrInts strides, GDestroyNotify release, gpointer owner,
                                  GError **error);
/* Another view of @base's storage; bounds are checked (GR_ERROR_ARGUMENT). No autograd. */
GrTensor *gr_tensor_new_view     (GrTensor *base, GrInts shape, GrInts strides, gint64 offset,
                                  GError **error);
/* The same elements with no autograd: PyTorch's detach, as a plain function. */
GrTensor *gr_tensor_alias        (GrTensor *tensor);

GrTensor *gr_tensor_ref          (GrTensor *tensor);
void      gr_tensor_unref        (GrTensor *tensor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrTensor, gr_tensor_unref)

/* --- asking ------------------------------------------------------------------------------- */

/* GR_UNKNOWN_SIZE where inference does not know a size. */
gint64    gr_tensor_numel         (const GrTensor *tensor);
gboolean  gr_tensor_is_contiguous (const GrTensor *tensor);
/* No two indices share an element (expanded tensors do). */
gboolean  gr_tensor_is_dense      (const GrTensor *tensor);
gboolean  gr_tensor_same_shape    (const GrTensor *a, const GrTensor *b);
/* Whether the two look at the same storage. */
gboolean  gr_tensor_shares_storage (const GrTensor *a, const GrTensor *b);
/* Whether writing one could change the other: the same storage and overlapping extents. */
gboolean  gr_tensor_may_overlap   (const GrTensor *a, const GrTensor *b);
/* The first element; NULL on GR_META. Only the device's own code may follow it. */
gpointer  gr_tensor_data          (const GrTensor *tensor);
#define   GR_DATA(type, tensor)   ((type *) gr_tensor_data (tensor))
GrInts    gr_tensor_shape         (const GrTensor *tensor);
GrInts    gr_tensor_strides       (const GrTensor *tensor);
/* "[2, 3]" as PyTorch writes sizes; (transfer full) */
char     *gr_tensor_shape_string  (const GrTensor *tensor);
char     *gr_ints_to_string       (GrInts ints);

/* One element as a number, from any device; rank 0 or one element only (GR_ERROR_ARGUMENT). */
gboolean  gr_tensor_item          (GrTensor *tensor, GrScalar *value, GError **error);
/* The same for code that knows it holds one; NaN where it does not. */
gdouble   gr_tensor_to_double     (GrTensor *tensor);
/* Element at a row-major @index of a CPU tensor, whatever its strides. */
GrScalar  gr_tensor_get           (const GrTensor *tensor, gint64 index);
void      gr_tensor_set           (GrTensor *tensor, gint64 index, GrScalar value);

/* Where in the storage that element lies, in elements from the storage's first. */
gint64    gr_tensor_offset_of     (const GrTensor *tensor, gint64 index);

/* Byte copy between contiguous tensors of one dtype and shape on any two devices. Kernels and
 * gr_tensor_to() use it; everyone else wants copy_. */
gboolean  gr_tensor_transfer      (GrTensor *from, GrTensor *to, GError **error);

/* --- geometry (tensor/geometry.c) ---------------------------------------------------------- */

/* Row-major strides for @shape. */
void      gr_contiguous_strides   (GrInts shape, gint64 *strides);
/* Product, or -1 with an error where it overflows or a size is negative. */
gint64    gr_shape_numel          (GrInts shape, GError **error);
/* PyTorch's broadcasting of two shapes; @out has GR_MAX_DIMS places and may be the memory of @a
 * or @b. */
gboolean  gr_shape_broadcast      (GrInts a, GrInts b, gint64 *out, gsize *n_out, GError **error);
/* Wraps a negative dimension: "Dimension out of range (expected to be in range of [-2, 1], but
 * got 2)". A rank-0 tensor takes 0 and -1. */
gboolean  gr_wrap_dim             (gint64 dim, gint ndim, gint *wrapped, GError **error);
/* The strides with which @tensor can be seen as @shape without a copy; FALSE where it cannot. */
gboolean  gr_view_strides         (const GrTensor *tensor, GrInts shape, gint64 *strides);

/* --- printing (tensor/print.c) -------------------------------------------------------------- */

/* As PyTorch's repr: "tensor([[1., 2.],\n        [3., 4.]])", summarised over 1,000 elements,
 * with dtype, device, grad_fn and requires_grad where they say something. (transfer full) */
char     *gr_tensor_to_string     (GrTensor *tensor);

/* What autograd has to say at the end of a printed tensor: "grad_fn=<AddBackward0>",
 * "requires_grad=True", or NULL; (transfer full). Set once, by gr_autograd_init(). */
typedef char *(*GrPrintSuffix) (const GrTensor *tensor);
void      gr_tensor_set_print_suffix (GrPrintSuffix suffix);

G_END_DECLS
