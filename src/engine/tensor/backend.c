/* backend.c - the backends that have registered themselves, one a device type. See backend.h. */
#include "../backend.h"

#include <stdatomic.h>

static _Atomic (const GrBackend *) backends[GR_N_DEVICE_TYPES];

gboolean
gr_backend_register (const GrBackend *backend, GError **error)
{
  const GrBackend *nobody = NULL;

  if (backend->abi != GR_BACKEND_ABI)
    g_set_error (error, GR_ERROR, GR_ERROR_DEVICE,
                 "The backend was built for interface %u, and this program has interface %u",
                 backend->abi, GR_BACKEND_ABI);
  else if (backend->type <= GR_DEVICE_META || backend->type >= GR_N_DEVICE_TYPES)
    g_set_error (error, GR_ERROR, GR_ERROR_DEVICE,
                 "The backend “%s” is for no known type of device", backend->name);
  else if (!atomic_compare_exchange_strong (&backends[backend->type], &nobody, backend))
    g_set_error (error, GR_ERROR, GR_ERROR_DEVICE,
                 "The backend “%s” cannot be added: “%s” is there for the same devices",
                 backend->name, nobody->name);
  else
    return TRUE;
  return FALSE;
}

const GrBackend *
gr_backend_get (GrDeviceType type)
{
  if (type < 0 || type >= GR_N_DEVICE_TYPES)
    return NULL;
  return atomic_load (&backends[type]);
}
