/* unique.c - the distinct values of a tensor: what torch.unique() is made of. */
#include "infer.h"

#include "gradus-functions.h"
#include "kernel.h"

#include <stdlib.h>

static gboolean
unique_infer (GrCall *call, GError **error)
{
  const GrTensor *self = gr_arg (call, 0);
  gr_call_output (call, self->dtype, GR_INTS (GR_UNKNOWN_SIZE));
  gr_call_output (call, GR_INT64, call->args[2].i ? gr_tensor_shape (self) : GR_INTS (0));
  gr_call_output (call, GR_INT64, call->args[3].i ? GR_INTS (GR_UNKNOWN_SIZE) : GR_INTS (0));
  return TRUE;
}

/* A value and where it stood: sorted by value, then by place. */
typedef struct
{
  gdouble d;
  gint64  i;
  gint64  place;
} Entry;

/* NaN comes last, and no NaN equals another. */
static gint
by_value (gconstpointer a, gconstpointer b)
{
  const Entry *x = a, *y = b;
  gboolean x_nan = x->d != x->d, y_nan = y->d != y->d;
  gint order = x_nan || y_nan ? x_nan - y_nan : (x->d > y->d) - (x->d < y->d);
  order = order ? order : (x->i > y->i) - (x->i < y->i);
  return order ? order : (x->place > y->place) - (x->place < y->place);
}

/* All elements, sorted. Integers are compared exactly, as integers. Free with g_free(). */
static Entry *
sorted_entries (GrTensor *self, GError **error)
{
  gint64 n = gr_tensor_numel (self);
  gboolean whole = !gr_dtype_is_floating (self->dtype);
  g_autoptr (GrTensor) values = gr_packed (self, whole ? GR_INT64 : GR_FLOAT64, error);
  Entry *entries = values ? g_try_new (Entry, n + 1) : NULL;
  if (values && !entries)
    g_set_error (error, GR_ERROR, GR_ERROR_MEMORY,
                 "there is no memory to sort %" G_GINT64_FORMAT " elements", n);
  for (gint64 k = 0; entries && k < n; k++)
    entries[k] = whole ? (Entry){ 0, GR_DATA (gint64, values)[k], k }
                       : (Entry){ GR_DATA (gdouble, values)[k], 0, k };
  if (entries)
    qsort (entries, n, sizeof (Entry), by_value);
  return entries;
}

static gboolean
unique_forward (GrCall *call, GError **error)
{
  GrTensor *self = gr_arg (call, 0);
  gint64 n = gr_tensor_numel (self), n_found = 0;
  g_autofree Entry *entries = sorted_entries (self, error);
  if (!entries)
    return FALSE;
  for (gint64 k = 0; k < n; k++)
    n_found += k == 0 || entries[k].i != entries[k - 1].i || entries[k].d != entries[k - 1].d;
  g_autoptr (GrTensor) found = gr_tensor_new (self->dtype, GR_CPU, GR_INTS (n_found), error);
  g_autoptr (GrTensor) counts = found ? gr_tensor_new (GR_INT64, GR_CPU, GR_INTS (n_found), error)
                                      : NULL;
  if (!counts)
    return FALSE;
  gr_fill (counts, gr_int (0));
  for (gint64 k = 0, group = -1; k < n; k++)
    {
      if (k == 0 || entries[k].i != entries[k - 1].i || entries[k].d != entries[k - 1].d)
        gr_tensor_set (found, ++group, gr_tensor_get (self, entries[k].place));
      GR_DATA (gint64, counts)[group]++;
      if (call->args[2].i)
        GR_DATA (gint64, call->outputs[1])[entries[k].place] = group;
    }
  gr_call_replace_output (call, 0, g_steal_pointer (&found));
  if (call->args[3].i)
    gr_call_replace_output (call, 2, g_steal_pointer (&counts));
  return TRUE;
}

const GrOp gr_op__unique2 = {
  .schema = "_unique2(Tensor self, bool sorted=True, bool return_inverse=False, "
            "bool return_counts=False) -> (Tensor, Tensor, Tensor)",
  .summary = N_ ("The distinct values in order, for each element the number of its value, and how "
                 "often each occurs."),
  .formula = "out0[out1[i]] = self[i]; out2[k] = how many self[i] = out0[k]",
  .infer = unique_infer,
  .forward = unique_forward,
  .flags = GR_OP_DATA_SIZE,
  .samples = GR_SAMPLES ("_unique2(i(0,4,3,4), True, True, True)", "_unique2(i(0,3,6))",
                         "_unique2(r(4), True, True, True)", "_unique2(r(0), True, True, True)"),
};
