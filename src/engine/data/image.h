/* image.h - a picture file as pixels of the size a network takes.
 *
 * Used by the image-folder data set and by `gradus predict`.
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

/* Reads @path (PNG, JPEG, whatever gdk-pixbuf reads), brings it to @width × @height by bilinear
 * filtering, and writes @channels planes of bytes (1: luminance as ITU-R 601 has it; 3: red, green,
 * blue) to @pixels. Transparent pixels are laid over black. GR_ERROR_FORMAT names the file. */
gboolean gr_image_read (const char *path, gint channels, gint height, gint width, guint8 *pixels,
                        GError **error);
/* The size of the picture as it is in the file. */
gboolean gr_image_size (const char *path, gint *height, gint *width, GError **error);
/* Whether that is there, and the file is not cut off, as far as can be told without decoding it. A
 * PNG is looked through for damage, and a JPEG that does not end as it should for its end, where it
 * is no larger than @left bytes, which become fewer. */
gboolean gr_image_check (const char *path, gsize *left, GError **error);

G_END_DECLS
