/* call.c - gr_call(): infer, give memory, run the kernel, let autograd record, tell listeners. */
#include "call.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

extern const GrOp gr_op_clone, gr_op_copy_;

static const GrRecorder *recorder;

/* Above 0 while a kernel runs: the calls that a kernel makes are neither recorded nor heard. */
static __thread gint kernel_depth;

void
gr_call_set_recorder (const GrRecorder *with)
{
  recorder = with;
}

gboolean
gr_call_derive (const GrOp *op, const GrValue *args, GrTensor *const *leaves, gsize n, guint output,
                gint64 element, GrTensor **slopes, gdouble *value, GError **error)
{
  return recorder->derive (op, args, leaves, n, output, element, slopes, value, error);
}

/* --- what .infer and .compose use ------------------------------------------------------------ */

static GrTensor **
next_output (GrCall *call)
{
  guint n = call->n_outputs++;
  if (n == GR_CALL_FEW_OUTPUTS)
    {
      call->outputs = g_new (GrTensor *, 2 * n);
      memcpy (call->outputs, call->few, sizeof call->few);
    }
  else if (n > GR_CALL_FEW_OUTPUTS && (n & (n - 1)) == 0)
    call->outputs = g_renew (GrTensor *, call->outputs, 2 * n);
  return &call->outputs[n];
}

GrTensor *
gr_call_output (GrCall *call, GrDType dtype, GrInts shape)
{
  return *next_output (call) = gr_tensor_new_meta (dtype, call->device, shape);
}

void
gr_call_replace_output (GrCall *call, guint index, GrTensor *tensor)
{
  gr_tensor_unref (call->outputs[index]);
  call->outputs[index] = tensor;
}

void
gr_call_give (GrCall *call, GrTensor *result)
{
  if (result)
    *next_output (call) = gr_tensor_ref (result);
}

gboolean
gr_arg_ints (const GrValue *value, guint n, gint64 *out, const char *name, GError **error)
{
  GrInts given = value->kind == GR_VALUE_INTS ? value->ints : GR_EMPTY_INTS;
  if (given.n != 1 && given.n != n)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("%s must be one integer or a list of %u, but got %zu of them"), name, n,
                   given.n);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    out[i] = given.v[given.n == 1 ? 0 : i];
  return TRUE;
}

/* --- devices --------------------------------------------------------------------------------- */

/* A rank-0 tensor on the CPU goes along with operands on any device, as PyTorch's. */
static gboolean
is_portable (const GrTensor *tensor)
{
  return tensor->device.type == GR_DEVICE_CPU && tensor->ndim == 0;
}

static gboolean
find_device (GrCall *call, gboolean *found, const GrTensor *tensor, GError **error)
{
  if (!tensor || is_portable (tensor))
    return TRUE;
  if (!*found)
    {
      *found = TRUE;
      call->device = tensor->device;
      return TRUE;
    }
  if (gr_device_equal (call->device, tensor->device) || (call->op->flags & GR_OP_ANY_DEVICE))
    return TRUE;
  g_autofree char *first = gr_device_to_string (call->device);
  g_autofree char *second = gr_device_to_string (tensor->device);
  g_set_error (
      error, GR_ERROR, GR_ERROR_DEVICE,
      _ ("Expected all tensors to be on the same device, but %s found at least two devices, %s and "
         "%s!"),
      gr_op_name (call->op), first, second);
  return FALSE;
}

static gboolean
choose_device (GrCall *call, GError **error)
{
  gboolean found = FALSE;
  call->device = GR_CPU;
  for (guint i = 0; i < call->n_args; i++)
    {
      const GrValue *arg = &call->args[i];
      if (arg->kind == GR_VALUE_TENSOR && !find_device (call, &found, arg->tensor, error))
        return FALSE;
      if (arg->kind == GR_VALUE_TENSORS)
        for (gsize k = 0; k < arg->tensors.n; k++)
          if (!find_device (call, &found, arg->tensors.v[k], error))
            return FALSE;
    }
  for (guint i = 0; i < call->n_args; i++)
    if (call->args[i].kind == GR_VALUE_DEVICE)
      call->device = call->args[i].device;
  return TRUE;
}

/* Brings rank-0 CPU operands to the call's device. @moved has room for every argument. */
static gboolean
move_portable (GrCall *call, GrValue *moved, GrScope *scope, GError **error)
{
  if (call->device.type == GR_DEVICE_CPU || call->device.type == GR_DEVICE_META
      || (call->op->flags & GR_OP_ANY_DEVICE))
    return TRUE;
  memcpy (moved, call->args, call->n_args * sizeof *moved);
  for (guint i = 0; i < call->n_args; i++)
    if (moved[i].kind == GR_VALUE_TENSOR && is_portable (moved[i].tensor))
      {
        GrTensor *there = gr_tensor_new (moved[i].tensor->dtype, call->device, GR_EMPTY_INTS,
                                         error);
        if (!there)
          return FALSE;
        there->is_number = moved[i].tensor->is_number;
        gr_scope_keep (scope, there);
        if (!gr_tensor_transfer (moved[i].tensor, there, error))
          return FALSE;
        moved[i].tensor = there;
      }
  call->args = moved;
  return TRUE;
}

static gboolean
run_kernel (GrCall *call, GError **error)
{
  GrKernel kernel = call->op->forward;
  if (call->device.type != GR_DEVICE_CPU && !(call->op->flags & GR_OP_ANY_DEVICE))
    {
      const GrBackend *backend = gr_backend_get (call->device.type);
      kernel = backend ? backend->kernel (call->op) : NULL;
      if (!kernel)
        {
          g_autofree char *device = gr_device_to_string (call->device);
          g_set_error (error, GR_ERROR, GR_ERROR_UNSUPPORTED,
                       _ ("%s cannot run on device %s: %s"),
                       gr_op_name (call->op), device,
                       backend ? _ ("it has no kernel there") : _ ("no such device is loaded"));
          return FALSE;
        }
    }
  kernel_depth++;
  gboolean ok = kernel (call, error);
  kernel_depth--;
  return ok;
}

/* --- memory ---------------------------------------------------------------------------------- */

static gboolean
is_known (const GrTensor *tensor)
{
  for (gint i = 0; i < tensor->ndim; i++)
    if (tensor->shape[i] == GR_UNKNOWN_SIZE)
      return FALSE;
  return TRUE;
}

static gboolean
give_memory (GrCall *call, GError **error)
{
  for (guint i = 0; i < call->n_outputs; i++)
    {
      GrTensor *out = call->outputs[i];
      if (out->storage || out->device.type == GR_DEVICE_META || !is_known (out))
        continue;
      if (call->op->flags & GR_OP_VIEW)
        out->storage = gr_storage_ref (call->args[0].tensor->storage);
      else
        {
          gint64 numel = gr_shape_numel (gr_tensor_shape (out), error);
          if (numel < 0)
            return FALSE;
          out->storage = gr_storage_new (out->device, (gsize) numel * gr_dtype_size (out->dtype),
                                         error);
        }
      if (!out->storage)
        return FALSE;
    }
  return TRUE;
}

/* --- listening ------------------------------------------------------------------------------- */

typedef struct
{
  guint id;
  GrListenFunc func;       /* or */
  GrWriteFunc before_write;
  gpointer user;
} Listener;

static void
free_listeners (gpointer array)
{
  g_array_unref (array);
}

static GPrivate listeners_key = G_PRIVATE_INIT (free_listeners);
static __thread gboolean listening;

static guint
add_listener (Listener listener)
{
  static gint last_id;
  GArray *listeners = g_private_get (&listeners_key);
  if (!listeners)
    {
      listeners = g_array_new (FALSE, FALSE, sizeof (Listener));
      g_private_set (&listeners_key, listeners);
    }
  listener.id = g_atomic_int_add (&last_id, 1) + 1;
  g_array_append_val (listeners, listener);
  listening = TRUE;
  return listener.id;
}

guint
gr_call_listen (GrListenFunc func, gpointer user)
{
  return add_listener ((Listener){ .func = func, .user = user });
}

guint
gr_call_listen_writes (GrWriteFunc func, gpointer user)
{
  return add_listener ((Listener){ .before_write = func, .user = user });
}

void
gr_call_unlisten (guint id)
{
  GArray *listeners = g_private_get (&listeners_key);
  for (guint i = 0; listeners && i < listeners->len; i++)
    if (g_array_index (listeners, Listener, i).id == id)
      {
        g_array_remove_index (listeners, i);
        break;
      }
  listening = listeners && listeners->len > 0;
}

gboolean
gr_call_heard (void)
{
  return listening;
}

static void
tell_listeners (const GrCall *call, gint64 nanoseconds)
{
  GArray *listeners = g_private_get (&listeners_key);
  for (guint i = 0; i < listeners->len; i++)
    {
      Listener *listener = &g_array_index (listeners, Listener, i);
      if (listener->func)
        listener->func (call, nanoseconds, listener->user);
    }
}

static void
tell_of_write (const GrCall *call)
{
  GArray *listeners = g_private_get (&listeners_key);
  for (guint i = 0; i < listeners->len; i++)
    {
      Listener *listener = &g_array_index (listeners, Listener, i);
      if (listener->before_write)
        listener->before_write (call, listener->user);
    }
}

static gint64
now_ns (void)
{
  struct timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec * G_GINT64_CONSTANT (1000000000) + t.tv_nsec;
}

/* --- one call -------------------------------------------------------------------------------- */

static void
call_init (GrCall *call, const GrOp *op, const GrValue *args)
{
  call->op = op;
  call->args = args;
  call->n_args = gr_op_schema (op)->n_params;
  call->outputs = call->few;
  call->n_outputs = 0;
  call->generator = op->flags & GR_OP_RANDOM ? gr_generator_default () : NULL;
  call->in_place = NULL;
  call->before = NULL;
}

static void
call_clear (GrCall *call)
{
  for (guint i = 0; i < call->n_outputs; i++)
    gr_tensor_unref (call->outputs[i]);
  g_clear_pointer (&call->before, gr_tensor_unref);
  if (call->outputs != call->few)
    g_free (call->outputs);
}

static gboolean
compose (GrCall *call, GError **error)
{
  GrScope scope = GR_SCOPE_INIT;
  call->op->compose (&scope, call);
  return gr_scope_end (&scope, error);
}

/* fill_ and zero_: the same everywhere, so that elements may share memory. */
static gboolean
writes_one_number (const GrCall *call)
{
  for (guint i = 1; i < call->n_args; i++)
    if (gr_arg (call, i))
      return FALSE;
  return (call->op->flags & GR_OP_ONLY_IN_PLACE) != 0;
}

/* Whether an in-place form may write what it gives, or is to give, into its target. */
static gboolean
may_write (const GrTensor *target, const GrTensor *out, GError **error)
{
  if (!gr_tensor_same_shape (out, target))
    {
      g_autofree char *got = gr_tensor_shape_string (target);
      g_autofree char *want = gr_tensor_shape_string (out);
      g_set_error (error, GR_ERROR, GR_ERROR_SHAPE,
                   "output with shape %s doesn't match the broadcast shape %s", got, want);
      return FALSE;
    }
  if (!gr_dtype_can_cast (out->dtype, target->dtype))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                   "result type %s can't be cast to the desired output type %s",
                   gr_dtype_name (out->dtype), gr_dtype_name (target->dtype));
      return FALSE;
    }
  return TRUE;
}

/* What the kernel writes to in an in-place call: the target itself where that is safe. */
static gboolean
aim_at_target (GrCall *call, GrTensor *target, GError **error)
{
  GrTensor *out = call->outputs[0];
  g_autofree char *name = g_strconcat (gr_op_name (call->op), "_", NULL);
  if (!may_write (target, out, error))
    return FALSE;
  if (!gr_tensor_is_dense (target) && gr_tensor_numel (target) > 0 && !writes_one_number (call))
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_ARGUMENT,
          "unsupported operation: more than one element of the written-to tensor refers to a "
          "single memory location. Please clone() the tensor before performing the operation.");
      return FALSE;
    }
  if (target->storage && target->storage->read_only)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "%s: the tensor's memory is read-only",
                   name);
      return FALSE;
    }
  gboolean direct = (call->op->flags & GR_OP_ALIAS_OK) && out->dtype == target->dtype;
  for (guint i = 1; i < call->n_args && direct; i++)
    if (gr_arg (call, i))
      {
        GrTensor *other = gr_arg (call, i);
        gboolean exactly = other->offset == target->offset && gr_tensor_same_shape (other, target)
                           && memcmp (other->stride, target->stride, target->ndim * sizeof (gint64))
                                  == 0;
        direct = exactly || !gr_tensor_may_overlap (other, target);
      }
  if (direct)
    gr_call_replace_output (call, 0, gr_tensor_ref (target));
  return TRUE;
}

/* Copies a result into its target without recording: the call itself is what is recorded. */
static gboolean
copy_result (GrTensor *target, GrTensor *result, GError **error)
{
  const GrValue args[] = { gr_value_tensor (target), gr_value_tensor (result) };
  GrCall copy;
  call_init (&copy, &gr_op_copy_, args);
  copy.device = target->device;
  *next_output (&copy) = gr_tensor_ref (target);
  gboolean ok = run_kernel (&copy, error);
  call_clear (&copy);
  return ok;
}

static gboolean
finish_in_place (GrCall *call, GrTensor *target, GError **error)
{
  if (call->outputs[0] != target)
    {
      if (target->storage && !copy_result (target, call->outputs[0], error))
        return FALSE;
      gr_call_replace_output (call, 0, gr_tensor_ref (target));
    }
  if (target->storage)
    gr_storage_bump (target->storage, gr_op_name (call->op));
  return TRUE;
}

static gboolean
run_primitive (GrCall *call, GError **error)
{
  const GrOp *op = call->op;
  GrTensor *target = call->in_place;
  GrScope moved_scope = GR_SCOPE_INIT;
  GrValue moved[call->n_args + 1];
  const GrValue *given = call->args;
  gboolean outermost = kernel_depth == 0;
  gboolean recorded = outermost && recorder, heard = outermost && listening;
  gboolean ok = op->infer (call, error) && (!target || aim_at_target (call, target, error))
                && (!target || !recorded || recorder->before_write (call, error));
  if (ok && target && heard)
    tell_of_write (call);

  if (ok && call->outputs
      && (call->n_outputs == 0 || call->outputs[0]->device.type != GR_DEVICE_META))
    {
      gint64 start = heard ? now_ns () : 0;
      ok = give_memory (call, error) && move_portable (call, moved, &moved_scope, error)
           && ((op->flags & GR_OP_VIEW) || run_kernel (call, error));
      call->args = given;
      if (ok && target)
        ok = finish_in_place (call, target, error);
      if (ok && recorded)
        ok = recorder->record (call, error);
      if (ok && heard)
        tell_listeners (call, now_ns () - start);
    }
  else if (ok)
    {
      if (target)
        ok = finish_in_place (call, target, error);
      if (ok && recorded)
        ok = recorder->record (call, error);
      if (ok && heard)
        tell_listeners (call, 0);
    }
  g_autoptr (GError) ignored = NULL;
  gr_scope_end (&moved_scope, &ignored);
  return ok;
}

static gboolean
run (GrCall *call, GError **error)
{
  return choose_device (call, error)
         && (call->op->compose ? compose (call, error) : run_primitive (call, error));
}

gboolean
gr_call (const GrOp *op, const GrValue *args, GrTensor **results, guint n_results, GError **error)
{
  GrCall call;
  call_init (&call, op, args);
  gboolean ok = run (&call, error);
  for (guint i = 0; i < n_results; i++)
    results[i] = ok ? gr_tensor_ref (call.outputs[i]) : NULL;
  call_clear (&call);
  return ok;
}

GrTensor **
gr_call_list (const GrOp *op, const GrValue *args, gsize *n, GError **error)
{
  GrCall call;
  GrTensor **list = NULL;
  call_init (&call, op, args);
  if (run (&call, error))
    {
      guint visible = call.n_outputs - op->n_hidden;
      list = g_new0 (GrTensor *, visible + 1);
      for (guint i = 0; i < visible; i++)
        list[i] = gr_tensor_ref (call.outputs[i]);
      if (n)
        *n = visible;
    }
  call_clear (&call);
  return list;
}

void
gr_tensor_list_free (GrTensor **list)
{
  for (GrTensor **entry = list; entry && *entry; entry++)
    gr_tensor_unref (*entry);
  g_free (list);
}

static gboolean
is_recorded (const GrValue *args, guint n)
{
  for (guint i = 0; i < n; i++)
    if (args[i].kind == GR_VALUE_TENSOR && recorder && recorder->requires_grad (args[i].tensor))
      return TRUE;
  return FALSE;
}

/* A composed row in place: what it gives is copied, and copy_ is what autograd records. Backward
 * may want the target as it was, so the row is then composed of a copy. */
static GrTensor *
composed_in_place (const GrOp *op, const GrValue *args, GrTensor *target, GError **error)
{
  guint n = gr_op_schema (op)->n_params;
  g_autofree GrValue *own = g_memdup2 (args, n * sizeof (GrValue));
  g_autoptr (GrTensor) before = NULL;
  GrTensor *result = NULL;
  if (is_recorded (args, n))
    {
      const GrValue clone[] = { gr_value_tensor (target) };
      if (!gr_call (&gr_op_clone, clone, &before, 1, error))
        return NULL;
      own[0] = gr_value_tensor (before);
    }
  if (!gr_call (op, own, &result, 1, error))
    return NULL;
  if (!may_write (target, result, error))
    {
      gr_tensor_unref (result);
      return NULL;
    }
  const GrValue copy[] = { gr_value_tensor (target), gr_value_tensor (result) };
  GrTensor *written = gr_call_form (&gr_op_copy_, GR_FORM_IN_PLACE, copy, target, error);
  gr_tensor_unref (result);
  return written;
}

/* PyTorch resizes an out tensor of another shape; its storage grows where it must. */
static gboolean
resize (GrTensor *out, const GrTensor *like, GError **error)
{
  gint64 numel = gr_tensor_numel (like);
  gsize needed = ((gsize) numel + (gsize) out->offset) * gr_dtype_size (out->dtype);
  if (gr_tensor_same_shape (out, like))
    return TRUE;
  if (!out->storage || out->storage->nbytes < needed)
    {
      GrStorage *larger = gr_storage_new (out->device, numel * gr_dtype_size (out->dtype), error);
      if (!larger)
        return FALSE;
      g_clear_pointer (&out->storage, gr_storage_unref);
      out->storage = larger;
      out->offset = 0;
    }
  out->ndim = like->ndim;
  memcpy (out->shape, like->shape, sizeof out->shape);
  gr_contiguous_strides (gr_tensor_shape (like), out->stride);
  return TRUE;
}

static GrTensor *
call_out (const GrOp *op, const GrValue *args, GrTensor *out, GError **error)
{
  g_autoptr (GrTensor) result = NULL;
  if (!gr_call (op, args, &result, 1, error))
    return NULL;
  if (recorder && recorder->requires_grad (result))
    {
      g_set_error (
          error, GR_ERROR, GR_ERROR_AUTOGRAD,
          "%s(): functions with out=... arguments don't support automatic differentiation, "
          "but one of the arguments requires grad.",
          gr_op_name (op));
      return NULL;
    }
  if (!gr_dtype_can_cast (result->dtype, out->dtype))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                   "result type %s can't be cast to the desired output type %s",
                   gr_dtype_name (result->dtype), gr_dtype_name (out->dtype));
      return NULL;
    }
  if (!resize (out, result, error) || !copy_result (out, result, error))
    return NULL;
  gr_storage_bump (out->storage, gr_op_name (op));
  return gr_tensor_ref (out);
}

GrTensor *
gr_call_form (const GrOp *op, GrForm form, const GrValue *args, GrTensor *target, GError **error)
{
  GrTensor *result = NULL;
  if (form == GR_FORM_PLAIN)
    return gr_call (op, args, &result, 1, error) ? result : NULL;
  if (form == GR_FORM_OUT)
    return call_out (op, args, target, error);
  if (!(op->flags & (GR_OP_IN_PLACE | GR_OP_ONLY_IN_PLACE)))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, "%s has no in-place form", gr_op_name (op));
      return NULL;
    }
  if (op->compose)
    return composed_in_place (op, args, target, error);
  GrCall call;
  call_init (&call, op, args);
  call.in_place = target;
  if (run (&call, error))
    result = gr_tensor_ref (target);
  call_clear (&call);
  return result;
}

void
gr_call_cost (const GrCall *call, GrCost *cost)
{
  *cost = (GrCost){ 0 };
  for (guint i = 0; i < call->n_args; i++)
    if (gr_arg (call, i))
      cost->bytes += gr_tensor_numel (gr_arg (call, i)) * gr_dtype_size (gr_arg (call, i)->dtype);
  for (guint i = 0; i < call->n_outputs; i++)
    {
      gdouble numel = gr_tensor_numel (call->outputs[i]);
      cost->bytes += numel * gr_dtype_size (call->outputs[i]->dtype);
      if (i == 0)
        cost->flops = numel;
    }
  if (call->op->flags & GR_OP_VIEW)
    *cost = (GrCost){ 0 };
  else if (call->op->cost)
    call->op->cost (call, cost);
}
