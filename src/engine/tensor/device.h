/* device.h - where a tensor's memory is: the CPU, a GPU, nowhere at all.
 *
 * GR_DEVICE_META has shapes and strides but no memory, as PyTorch's "meta": calling operators on
 * such tensors is how live shape inference runs, so there is no second copy of a shape rule.
 * GR_DEVICE_STANDIN is the second device of the tests (see ops/standin.c).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  GR_DEVICE_NONE = -1, /* an optional Device that was not given */
  GR_DEVICE_CPU,
  GR_DEVICE_META,
  GR_DEVICE_STANDIN,
  GR_DEVICE_CUDA,
  GR_N_DEVICE_TYPES,
} GrDeviceType;

typedef struct
{
  GrDeviceType type;
  gint         index;
} GrDevice;

#define GR_CPU       ((GrDevice){ GR_DEVICE_CPU, 0 })
#define GR_META      ((GrDevice){ GR_DEVICE_META, 0 })
#define GR_STANDIN   ((GrDevice){ GR_DEVICE_STANDIN, 0 })
#define GR_CUDA(i)   ((GrDevice){ GR_DEVICE_CUDA, (i) })
#define GR_NO_DEVICE ((GrDevice){ GR_DEVICE_NONE, 0 })

static inline gboolean
gr_device_equal (GrDevice a, GrDevice b)
{
  return a.type == b.type && a.index == b.index;
}

/* "cpu", "meta", "cuda:0"; (transfer full) */
char    *gr_device_to_string (GrDevice device);
gboolean gr_device_parse     (const char *text, GrDevice *device, GError **error);

G_END_DECLS
