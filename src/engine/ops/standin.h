/* standin.h - the second device of the tests; see standin.c. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Adds GR_DEVICE_STANDIN to the devices. Call once. */
gboolean gr_standin_register (GError **error);

G_END_DECLS
