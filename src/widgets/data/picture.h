/* picture.h - GradusPicture: a tensor of one item as something to look at.
 *
 * Numbers for the reader, and the colours they are shown in. Used by the thumbnails and by the
 * view of one sample. Thread-safe where each thread has its own.
 */
#pragma once

#include <gdk/gdk.h>

#include "data/dataset.h"

G_BEGIN_DECLS

typedef struct
{
  gint     channels; /* 1 or 3 */
  gint     height, width;
  gfloat  *value;    /* [channels, height, width] */
  gfloat   low, high; /* shown as black and as white */
  gboolean bytes;    /* the numbers are 0 to 255 */
} GradusPicture;

/* @data holds an item of @field, which gradus_field_is_picture(). Numbers outside 0 to 1 are
 * shown from the lowest to the highest of them. (transfer full) */
GradusPicture *gradus_picture_new  (const GrField *field, gconstpointer data);
void           gradus_picture_free (GradusPicture *picture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusPicture, gradus_picture_free)

/* In about @size × @size pixels: enlarged by a whole factor with its pixels kept square, or
 * shrunk by averaging. (transfer full) */
GdkTexture    *gradus_picture_texture (const GradusPicture *picture, gint size);
/* "173", "0.25" or "0.1, 0.2, 0.3". (transfer full) */
char          *gradus_picture_text    (const GradusPicture *picture, gint x, gint y);
/* How light the pixel is, 0 to 1: text on it is black or white. */
gfloat         gradus_picture_lightness (const GradusPicture *picture, gint x, gint y);

G_END_DECLS
