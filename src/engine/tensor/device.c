/* device.c - devices as people write them: "cpu", "cuda:1". */
#include "device.h"

#include "error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const names[GR_N_DEVICE_TYPES] = {
  [GR_DEVICE_CPU] = "cpu",
  [GR_DEVICE_META] = "meta",
  [GR_DEVICE_STANDIN] = "standin",
  [GR_DEVICE_CUDA] = "cuda",
};

char *
gr_device_to_string (GrDevice device)
{
  if (device.type < 0 || device.type >= GR_N_DEVICE_TYPES)
    return g_strdup ("none");
  if (device.type == GR_DEVICE_CUDA)
    return g_strdup_printf ("cuda:%d", device.index);
  return g_strdup (names[device.type]);
}

gboolean
gr_device_parse (const char *text, GrDevice *device, GError **error)
{
  const char *colon = strchr (text, ':');
  gsize       length = colon ? (gsize) (colon - text) : strlen (text);
  guint64     index = 0;

  for (gint type = 0; type < GR_N_DEVICE_TYPES; type++)
    {
      if (strlen (names[type]) != length || strncmp (names[type], text, length) != 0)
        continue;
      if (colon && !g_ascii_string_to_unsigned (colon + 1, 10, 0, 127, &index, NULL))
        {
          g_set_error (error, GR_ERROR, GR_ERROR_DEVICE,
                       _ ("“%s” is no device: after the colon comes a number from 0 to 127"), text);
          return FALSE;
        }
      *device = (GrDevice){ (GrDeviceType) type, (gint) index };
      return TRUE;
    }
  g_set_error (error, GR_ERROR, GR_ERROR_DEVICE,
               _ ("“%s” is no device: expected cpu, cuda, cuda:1 or meta"), text);
  return FALSE;
}
