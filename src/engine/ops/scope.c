/* scope.c - see scope.h. */
#include "scope.h"

GrTensor *
gr_scope_keep (GrScope *scope, GrTensor *tensor)
{
  if (!tensor)
    return NULL;
  if (!scope->owned)
    scope->owned = g_ptr_array_new_with_free_func ((GDestroyNotify) gr_tensor_unref);
  g_ptr_array_add (scope->owned, tensor);
  return tensor;
}

GrTensor *const *
gr_scope_keep_list (GrScope *scope, GrTensor **list)
{
  if (!list)
    return NULL;
  for (GrTensor **entry = list; *entry; entry++)
    gr_scope_keep (scope, *entry);
  if (!scope->lists)
    scope->lists = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (scope->lists, list);
  return list;
}

void
gr_scope_fail (GrScope *scope, gint code, const char *format, ...)
{
  if (scope->error)
    return;
  va_list args;
  va_start (args, format);
  scope->error = g_error_new_valist (GR_ERROR, code, format, args);
  va_end (args);
}

gboolean
gr_scope_end (GrScope *scope, GError **error)
{
  g_clear_pointer (&scope->owned, g_ptr_array_unref);
  g_clear_pointer (&scope->lists, g_ptr_array_unref);
  if (!scope->error)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&scope->error));
  return FALSE;
}

GrTensor *
gx_number (GrScope *scope, GrScalar value)
{
  return scope->error ? NULL : gr_scope_keep (scope, gr_tensor_new_number (value));
}
