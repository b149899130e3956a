/* index.c - indexing by tensors, as x[i, :, mask]: index.Tensor and index_put, and what is made of
 * them: take, put. Masks as operators of their own are in masks.c.
 *
 * Masks are first turned into the places where they are true. What is left, integer tensors of one
 * broadcast shape, is the business of two internal rows, take_places and put_places. Slices,
 * integers and None are ops/indexing.h's.
 */
#include "infer.h"

#include "../cpu/pool.h"
#include "gradus-functions.h"
#include "kernel.h"

#include <string.h>

/* --- geometry -------------------------------------------------------------------------------- */

/* How an indexed tensor is seen: [outer dims, places, inner dims]. The places stand where the
 * indexed dims were if those are neighbours, else in front. */
typedef struct
{
  gint n_outer, n_inner, n_indexed;
  gint outer[GR_MAX_DIMS], inner[GR_MAX_DIMS], indexed[GR_MAX_DIMS]; /* dims of self */
  gint64 shape[GR_MAX_DIMS];                                         /* of the result */
  gsize n;
  gint64 places[GR_MAX_DIMS]; /* the common shape of the indices */
  gsize n_places;
} Layout;

/* Broadcasting in which a size that only data can tell yields to a known one. */
static gboolean
broadcast_places (Layout *layout, const GrTensor *index)
{
  gsize n = MAX (layout->n_places, (gsize) index->ndim);
  gint64 shape[GR_MAX_DIMS];
  for (gsize k = 1; k <= n; k++)
    {
      gint64 a = k <= layout->n_places ? layout->places[layout->n_places - k] : 1;
      gint64 b = k <= (gsize) index->ndim ? index->shape[index->ndim - k] : 1;
      if (a != b && a != 1 && b != 1 && a != GR_UNKNOWN_SIZE && b != GR_UNKNOWN_SIZE)
        return FALSE;
      shape[n - k] = a == 1 ? b : a == GR_UNKNOWN_SIZE && b != 1 ? b : a;
    }
  memcpy (layout->places, shape, n * sizeof (gint64));
  layout->n_places = n;
  return TRUE;
}

static void
set_mismatch (GrTensor *const *indices, gsize n, GError **error)
{
  g_autoptr (GString) text = g_string_new (
      "shape mismatch: indexing tensors could not be broadcast together with shapes ");
  const char *comma = "";
  for (gsize i = 0; i < n; i++)
    if (indices[i])
      {
        g_autofree char *shape = gr_tensor_shape_string (indices[i]);
        g_string_append_printf (text, "%s%s", comma, shape);
        comma = ", ";
      }
  g_set_error_literal (error, GR_ERROR, GR_ERROR_INDEX, text->str);
}

static gboolean
lay_out (Layout *layout, const GrTensor *self, GrTensor *const *indices, gsize n, GError **error)
{
  gint first = -1, last = -1;
  *layout = (Layout){ 0 };
  if (n > (gsize) self->ndim)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_INDEX, "too many indices for tensor of dimension %d",
                   self->ndim);
      return FALSE;
    }
  for (gsize d = 0; d < n; d++)
    if (indices[d])
      {
        first = first < 0 ? (gint) d : first;
        last = (gint) d;
        layout->indexed[layout->n_indexed++] = (gint) d;
        if (!broadcast_places (layout, indices[d]))
          {
            set_mismatch (indices, n, error);
            return FALSE;
          }
      }
  gboolean neighbours = last - first + 1 == layout->n_indexed;
  for (gint d = 0; d < self->ndim; d++)
    if ((gsize) d >= n || !indices[d])
      {
        if (neighbours && d < first)
          layout->outer[layout->n_outer++] = d;
        else
          layout->inner[layout->n_inner++] = d;
      }
  if (layout->n_outer + layout->n_inner + layout->n_places > GR_MAX_DIMS)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE, "a tensor has at most %d dimensions",
                   GR_MAX_DIMS);
      return FALSE;
    }
  for (gint k = 0; k < layout->n_outer; k++)
    layout->shape[layout->n++] = self->shape[layout->outer[k]];
  for (gsize k = 0; k < layout->n_places; k++)
    layout->shape[layout->n++] = layout->places[k];
  for (gint k = 0; k < layout->n_inner; k++)
    layout->shape[layout->n++] = self->shape[layout->inner[k]];
  return TRUE;
}

/* --- the kernel ------------------------------------------------------------------------------ */

/* Element (o, p, i) of the part is at outer[o] + places[p] + inner[i] of the whole. */
typedef struct
{
  GrDType dtype;
  gpointer whole, part;
  gint64 *outer, *places, *inner;
  gint64 n_outer, n_places, n_inner;
  gint64 per_tile;
} Walk;

static void
walk_clear (Walk *walk)
{
  g_free (walk->outer);
  g_free (walk->places);
  g_free (walk->inner);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

/* The offsets of all positions in the given dims, row-major. */
static gint64 *
offsets_in (const GrTensor *tensor, const gint *dims, gint n_dims, gint64 *n)
{
  *n = 1;
  for (gint k = 0; k < n_dims; k++)
    *n *= tensor->shape[dims[k]];
  gint64 *offsets = g_new (gint64, *n + 1);
  for (gint64 i = 0; i < *n; i++)
    {
      gint64 rest = i;
      offsets[i] = 0;
      for (gint k = n_dims - 1; k >= 0; k--)
        {
          offsets[i] += rest % tensor->shape[dims[k]] * tensor->stride[dims[k]];
          rest /= tensor->shape[dims[k]];
        }
    }
  return offsets;
}

/* Adds what one dimension's index says to the offsets of the places. */
static gboolean
add_places (Walk *walk, const Layout *layout, const GrTensor *whole, gint dim, GrTensor *index,
            GError **error)
{
  gint64 size = whole->shape[dim];
  g_autoptr (GrTensor) all = gr_tensor_new (GR_INT64, GR_CPU,
                                            gr_ints (layout->places, layout->n_places), error);
  if (!all || !gr_copy (all, index, error))
    return FALSE;
  for (gint64 i = 0; i < walk->n_places; i++)
    {
      gint64 at = GR_DATA (gint64, all)[i];
      if (at < -size || at >= size)
        {
          g_set_error (error, GR_ERROR, GR_ERROR_INDEX,
                       "index %" G_GINT64_FORMAT
                       " is out of bounds for dimension %d with size %" G_GINT64_FORMAT,
                       at, dim, size);
          return FALSE;
        }
      walk->places[i] += (at < 0 ? at + size : at) * whole->stride[dim];
    }
  return TRUE;
}

static gboolean
walk_init (Walk *walk, const Layout *layout, const GrTensor *whole, GrTensor *const *indices,
           GError **error)
{
  walk->dtype = whole->dtype;
  walk->whole = gr_tensor_data (whole);
  walk->outer = offsets_in (whole, layout->outer, layout->n_outer, &walk->n_outer);
  walk->inner = offsets_in (whole, layout->inner, layout->n_inner, &walk->n_inner);
  walk->n_places = gr_shape_numel (gr_ints (layout->places, layout->n_places), error);
  if (walk->n_places < 0)
    return FALSE;
  walk->places = g_new0 (gint64, walk->n_places + 1);
  for (gint k = 0; k < layout->n_indexed; k++)
    if (!add_places (walk, layout, whole, layout->indexed[k], indices[layout->indexed[k]], error))
      return FALSE;
  return TRUE;
}

static void
take_tile (gint64 tile, gint thread, gpointer user)
{
  const Walk *w = user;
  gint64 first = tile * w->per_tile, end = MIN (first + w->per_tile, w->n_outer * w->n_places);
#define TAKE(T)                                                                                    \
  for (gint64 row = first; row < end; row++)                                                       \
    {                                                                                              \
      const T *from = (const T *) w->whole + w->outer[row / w->n_places]                           \
                      + w->places[row % w->n_places];                                              \
      T *to = (T *) w->part + row * w->n_inner;                                                    \
      for (gint64 i = 0; i < w->n_inner; i++)                                                      \
        to[i] = from[w->inner[i]];                                                                 \
    }
  GR_FOR_SIZE (w->dtype, TAKE)
#undef TAKE
}

/* A tile has all places, in order, of one outer position and @per_tile inner ones. */
#define PUT_LOOP(T, assign)                                                                        \
  for (gint64 p = 0; p < w->n_places; p++)                                                         \
    {                                                                                              \
      T *to = (T *) w->whole + w->outer[outer] + w->places[p];                                     \
      const T *from = (const T *) w->part + (outer * w->n_places + p) * w->n_inner;                \
      for (gint64 i = first; i < end; i++)                                                         \
        to[w->inner[i]] assign from[i];                                                            \
    }

static void
put_tile (gint64 tile, gint thread, gpointer user)
{
  const Walk *w = user;
  gint64 n_chunks = (w->n_inner + w->per_tile - 1) / w->per_tile, outer = tile / n_chunks;
  gint64 first = tile % n_chunks * w->per_tile, end = MIN (first + w->per_tile, w->n_inner);
#define PUT(T) PUT_LOOP (T, =)
  GR_FOR_SIZE (w->dtype, PUT)
#undef PUT
}

static void
accumulate_tile (gint64 tile, gint thread, gpointer user)
{
  const Walk *w = user;
  gint64 n_chunks = (w->n_inner + w->per_tile - 1) / w->per_tile, outer = tile / n_chunks;
  gint64 first = tile % n_chunks * w->per_tile, end = MIN (first + w->per_tile, w->n_inner);
#define ACCUMULATE(T) PUT_LOOP (T, +=)
  GR_FOR_COMPUTE (w->dtype, ACCUMULATE)
#undef ACCUMULATE
}

/* --- take_places, put_places ------------------------------------------------------------------ */

static gboolean
take_places_infer (GrCall *call, GError **error)
{
  Layout layout;
  if (!lay_out (&layout, gr_arg (call, 0), call->args[1].tensors.v, call->args[1].tensors.n, error))
    return FALSE;
  gr_call_output (call, gr_arg (call, 0)->dtype, gr_ints (layout.shape, layout.n));
  return TRUE;
}

static gboolean
take_places_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *out = call->outputs[0];
  GrTensor *const *indices = call->args[1].tensors.v;
  Layout layout;
  g_auto (Walk) walk = { 0 };
  if (!lay_out (&layout, self, indices, call->args[1].tensors.n, error)
      || !walk_init (&walk, &layout, self, indices, error))
    return FALSE;
  walk.part = gr_tensor_data (out);
  walk.per_tile = MAX (16384 / MAX (walk.n_inner, 1), 1);
  if (gr_tensor_numel (out) > 0)
    gr_pool_run ((walk.n_outer * walk.n_places + walk.per_tile - 1) / walk.per_tile, take_tile,
                 &walk);
  return TRUE;
}

/* The saved index tensors, NULL for None. Free with g_free(). */
static GrTensor **
saved_indices (GrBackward *b, gsize *n)
{
  *n = gr_n_entries (b, 1);
  GrTensor **indices = g_new0 (GrTensor *, *n + 1);
  for (gsize i = 0; i < *n; i++)
    indices[i] = gr_saved_entry (b, 1, (guint) i);
  return indices;
}

static void
take_places_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *grad = gr_grad (b, 0);
  gsize n;
  g_autofree GrTensor **indices = saved_indices (b, &n);
  if (!s->error)
    gr_give (b, 0,
             gx_put_places (s, gx_zeros (s, gr_input_shape (b, 0), grad->dtype, grad->device),
                            indices, n, grad, TRUE));
}

const GrOp gr_op_take_places = {
  .schema = "take_places(Tensor self, Tensor?[] indices) -> Tensor",
  .summary = N_ (
      "The elements at places given by integer tensors, None standing for a whole dimension."),
  .formula = "out[p] = self[indices[0][p], indices[1][p], ...]",
  .infer = take_places_infer,
  .forward = take_places_forward,
  .backward = take_places_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = gr_explain_moved,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("take_places(r(3,4), [i(0,3,5)])",
                         "take_places(r(3,4,2), [None, i(0,4,2,3)])",
                         "take_places(r(3,4,2), [i(0,3,2,1), None, i(0,2,3)])"),
};

static gboolean
put_places_infer (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *values = gr_arg (call, 2);
  Layout layout;
  if (!lay_out (&layout, self, call->args[1].tensors.v, call->args[1].tensors.n, error))
    return FALSE;
  if (self->dtype != values->dtype)
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_DTYPE,
          "Index put requires the source and destination dtypes match, got %s for the destination "
          "and %s for the source.",
          gr_dtype_name (self->dtype), gr_dtype_name (values->dtype));
      return FALSE;
    }
  for (gsize k = 1; k <= (gsize) values->ndim; k++)
    {
      gint64 have = values->shape[values->ndim - k],
             want = k <= layout.n ? layout.shape[layout.n - k] : 1;
      if (have != 1 && have != want && have != GR_UNKNOWN_SIZE && want != GR_UNKNOWN_SIZE)
        {
          g_autofree char *from = gr_tensor_shape_string (values);
          g_autofree char *to = gr_ints_to_string (gr_ints (layout.shape, layout.n));
          g_set_error (
              error, GR_ERROR, GR_ERROR_SHAPE,
              "shape mismatch: value tensor of shape %s cannot be broadcast to indexing result of "
              "shape %s",
              from, to);
          return FALSE;
        }
    }
  gr_infer_like (call, 0, self->dtype);
  return TRUE;
}

/* @values with at most @ndim dimensions: more than that are of size 1. (transfer full) */
static GrTensor *
without_leading_ones (GrTensor *values, gint ndim)
{
  GrTensor *alias = gr_tensor_alias (values);
  gint extra = MAX (alias->ndim - ndim, 0);
  alias->ndim -= extra;
  memmove (alias->shape, alias->shape + extra, alias->ndim * sizeof (gint64));
  memmove (alias->stride, alias->stride + extra, alias->ndim * sizeof (gint64));
  return alias;
}

static gboolean
put_places_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0), *values = gr_arg (call, 2), *out = call->outputs[0];
  GrTensor *const *indices = call->args[1].tensors.v;
  gboolean accumulate = call->args[3].i;
  GrDType dtype = accumulate ? gr_compute_dtype (self->dtype) : self->dtype;
  Layout layout;
  g_auto (Walk) walk = { 0 };
  if (!lay_out (&layout, self, indices, call->args[1].tensors.n, error))
    return FALSE;
  g_autoptr (GrTensor) given = without_leading_ones (values, (gint) layout.n);
  g_autoptr (GrTensor) whole = gr_workspace (out, dtype, error);
  g_autoptr (GrTensor) part = whole ? gr_tensor_new (dtype, GR_CPU,
                                                     gr_ints (layout.shape, layout.n), error)
                                    : NULL;
  if (!part || !gr_copy (part, given, error) || !gr_copy (whole, self, error)
      || !walk_init (&walk, &layout, whole, indices, error))
    return FALSE;
  walk.part = gr_tensor_data (part);
  walk.per_tile = 256;
  if (gr_tensor_numel (part) > 0)
    gr_pool_run (walk.n_outer * ((walk.n_inner + walk.per_tile - 1) / walk.per_tile),
                 accumulate ? accumulate_tile : put_tile, &walk);
  return gr_settle (out, whole, error);
}

static void
put_places_backward (GrBackward *b)
{
  GrScope *s = b->scope;
  GrTensor *grad = gr_grad (b, 0);
  gsize n;
  g_autofree GrTensor **indices = saved_indices (b, &n);
  if (s->error)
    return;
  if (gr_needs (b, 2))
    gr_give (b, 2, gx_take_places (s, grad, indices, n));
  if (gr_needs (b, 0) && b->args[3].i)
    gr_give (b, 0, grad);
  else if (gr_needs (b, 0))
    gr_give (b, 0,
             gx_put_places (s, grad, indices, n,
                            gx_zeros (s, GR_EMPTY_INTS, grad->dtype, grad->device), FALSE));
}

static gboolean
put_places_explain (GrExplain *x, GError **error)
{
  return x->args[3].i ? gr_explain_linear (x, error) : gr_explain_moved (x, error);
}

const GrOp gr_op_put_places = {
  .schema = "put_places(Tensor self, Tensor?[] indices, Tensor values, bool accumulate) -> Tensor",
  .summary = N_ ("Values written, or added in order, at places given by integer tensors."),
  .formula = "out[indices[0][p], indices[1][p], ...] = values[p], else self",
  .infer = put_places_infer,
  .forward = put_places_forward,
  .backward = put_places_backward,
  .saves = GR_SAVE_INPUT (1),
  .explain = put_places_explain,
  .flags = GR_OP_INTERNAL,
  .samples = GR_SAMPLES ("put_places(r(3,4), [i(0,3,5)], r(5,4), True)",
                         "put_places(r(3,4), [None, t([2, 0])], r(2), False)",
                         "put_places(r(2,3,2), [i(0,2,4), None, i(0,2,4)], r(4,3), True)"),
};

/* --- index, index_put ------------------------------------------------------------------------ */

typedef struct
{
  GrTensor *v[GR_MAX_DIMS];
  gsize n;
} Places;

/* The places where a mask is true, one index tensor for each of its dimensions. */
static void
push_mask (GrScope *s, Places *places, GrTensor *self, GrTensor *mask, gsize entry)
{
  for (gint d = 0; d < mask->ndim; d++)
    if (mask->shape[d] != self->shape[places->n + d])
      {
        g_autofree char *mask_shape = gr_tensor_shape_string (mask),
                        *self_shape = gr_tensor_shape_string (self);
        gr_scope_fail (
            s, GR_ERROR_INDEX,
            "The shape of the mask %s at index %d does not match the shape of the indexed tensor "
            "%s at index "
            "%" G_GSIZE_FORMAT,
            mask_shape, d, self_shape, places->n + d);
        return;
      }
  GrTensor *where = gx_nonzero (s, mask);
  for (gint d = 0; where && d < mask->ndim; d++)
    places->v[places->n++] = gx_select_int (s, where, 1, d);
}

/* Integer tensors only, as many as self has dimensions or fewer. */
static gboolean
find_places (GrScope *s, GrTensor *self, const GrValue *indices, Places *places)
{
  places->n = 0;
  for (gsize i = 0; i < indices->tensors.n && !s->error; i++)
    {
      GrTensor *index = indices->tensors.v[i];
      gboolean is_mask = index && (index->dtype == GR_BOOL || index->dtype == GR_UINT8);
      gsize taken = is_mask ? (gsize) index->ndim : 1;
      if (places->n + taken > (gsize) self->ndim)
        gr_scope_fail (s, GR_ERROR_INDEX, "too many indices for tensor of dimension %d",
                       self->ndim);
      else if (is_mask)
        push_mask (s, places, self, index, i);
      else if (index && index->dtype != GR_INT64)
        gr_scope_fail (s, GR_ERROR_INDEX,
                       "tensors used as indices must be long, byte or bool tensors");
      else
        places->v[places->n++] = index;
    }
  return !s->error;
}

static void
index_compose (GrScope *s, GrCall *call)
{
  Places places;
  if (find_places (s, gr_arg (call, 0), &call->args[1], &places))
    gr_call_give (call, gx_take_places (s, gr_arg (call, 0), places.v, places.n));
}

const GrOp gr_op_index_Tensor = {
  .schema = "index.Tensor(Tensor self, Tensor?[] indices) -> Tensor",
  .summary = N_ ("The elements that integer tensors or masks name: x[i, j]."),
  .formula = "out[p] = self[indices[0][p], indices[1][p], ...]",
  .compose = index_compose,
  .flags = GR_OP_DATA_SIZE,
  .samples = GR_SAMPLES ("index(r(3,4), [i(0,3,5)])", "index(r(3,4), [i(0,3,5), i(-4,4,5)])",
                         "index(r(3,4,2), [None, i(0,4,2,3)])",
                         "index(r(3,4,2), [i(0,3,2,1), None, i(0,2,3)])", "index(r(3,4), [b(3,4)])",
                         "index(r(3,4), [None, b(4)])", "index(r(3,4), [i(0,3,0)])"),
  .bad = GR_BAD (
      { "index(r(2,3), [i(2,3,1)])", "index 2 is out of bounds for dimension 0 with size 2" },
      { "index(r(2,3), [i(0,1,2), i(0,1,3)])",
        "shape mismatch: indexing tensors could not be broadcast together with shapes [2], [3]" },
      { "index(r(2,3), [b(3)])",
        "The shape of the mask [3] at index 0 does not match the shape of the indexed tensor "
        "[2, 3] at index 0" },
      { "index(r(2,3), [r(1)])", "tensors used as indices must be long, byte or bool tensors" },
      { "index(r(2), [i(0,1,1), i(0,1,1)])", "too many indices for tensor of dimension 1" }),
};

static void
index_put_compose (GrScope *s, GrCall *call)
{
  Places places;
  if (find_places (s, gr_arg (call, 0), &call->args[1], &places))
    gr_call_give (call, gx_put_places (s, gr_arg (call, 0), places.v, places.n, gr_arg (call, 2),
                                       (gboolean) call->args[3].i));
}

const GrOp gr_op_index_put = {
  .schema = "index_put(Tensor self, Tensor?[] indices, Tensor values, "
            "bool accumulate=False) -> Tensor",
  .summary = N_ ("Values written, or added, where integer tensors or masks say: x[i, j] = v."),
  .formula = "out[indices[0][p], indices[1][p], ...] = values[p], else self",
  .compose = index_put_compose,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("index_put(r(3,4), [t([2, 0])], r(2,4))",
                         "index_put(r(3,4), [i(0,3,5), i(0,4,5)], r(5), True)",
                         "index_put(r(3,4), [b(3,4)], r())",
                         "index_put(r(3,4,2), [None, t([1, 3])], r(2))"),
  .bad = GR_BAD (
      { "index_put(r(2,3), [i(0,1,2)], r(4))",
        "shape mismatch: value tensor of shape [4] cannot be broadcast to indexing result of shape "
        "[2, 3]" },
      { "index_put(r(2,3), [i(0,1,2)], r(3,dtype='float32'))",
        "Index put requires the source and destination dtypes match" }),
};

/* --- take, put ------------------------------------------------------------------------------- */

static gboolean
check_flat_index (GrScope *s, GrCall *call)
{
  GrTensor *index = gr_arg (call, 1);
  if (index->dtype != GR_INT64)
    gr_scope_fail (s, GR_ERROR_DTYPE, "%s(): Expected a long tensor for index, but got %s",
                   gr_op_name (call->op), gr_dtype_name (index->dtype));
  return !s->error;
}

static GrTensor *
flat (GrScope *s, GrTensor *tensor)
{
  return gx_reshape (s, tensor, GR_INTS (gr_tensor_numel (tensor)));
}

static void
take_compose (GrScope *s, GrCall *call)
{
  GrTensor *index = gr_arg (call, 1);
  if (check_flat_index (s, call))
    gr_call_give (call, gx_take_places (s, flat (s, gr_arg (call, 0)), &index, 1));
}

const GrOp gr_op_take = {
  .schema = "take(Tensor self, Tensor index) -> Tensor",
  .summary = N_ ("Elements by their row-major number, in the shape of the index."),
  .formula = "out[i] = flatten(self)[index[i]]",
  .compose = take_compose,
  .samples = GR_SAMPLES ("take(r(2,3), i(-6,6,2,2))", "take(r(2,3), i(0,6))"),
  .bad = GR_BAD (
      { "take(r(2,3), i(6,7,1))", "index 6 is out of bounds for dimension 0 with size 6" },
      { "take(r(2,3), r(2))", "take(): Expected a long tensor for index, but got float64" }),
};

static void
put_compose (GrScope *s, GrCall *call)
{
  GrTensor *self = gr_arg (call, 0), *index = gr_arg (call, 1), *source = gr_arg (call, 2);
  if (!check_flat_index (s, call))
    return;
  if (gr_tensor_numel (source) != gr_tensor_numel (index))
    {
      gr_scope_fail (s, GR_ERROR_INDEX,
                     "put_(): Expected source and index to have the same number of elements, but "
                     "got source.numel() = %" G_GINT64_FORMAT ", index.numel() = %" G_GINT64_FORMAT,
                     gr_tensor_numel (source), gr_tensor_numel (index));
      return;
    }
  GrTensor *places = flat (s, index);
  GrTensor *result = gx_put_places (s, flat (s, self), &places, 1, flat (s, source),
                                    (gboolean) call->args[3].i);
  gr_call_give (call, gx_reshape (s, result, gr_tensor_shape (self)));
}

const GrOp gr_op_put = {
  .schema = "put(Tensor self, Tensor index, Tensor source, bool accumulate=False) -> Tensor",
  .summary = N_ ("Elements written, or added, by their row-major number."),
  .formula = "flatten(out)[index[i]] = source[i], else self",
  .compose = put_compose,
  .flags = GR_OP_IN_PLACE,
  .samples = GR_SAMPLES ("put(r(2,3), t([4, 0]), r(2))", "put(r(2,3), i(0,6,4), r(4), True)"),
  .bad = GR_BAD (
      { "put(r(2,3), i(6,7,1), r(1))", "index 6 is out of bounds for dimension 0 with size 6" },
      { "put(r(2,3), i(0,1,1), r(2))",
        "put_(): Expected source and index to have the same number of elements" }),
};
