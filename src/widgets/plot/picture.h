/* picture.h - GradusPicture: something that can be drawn at a size, and its ways out of the
 * program: files, the clipboard, paper. For plots, drawings, `gradus plot` and `gradus render`.
 *
 * A unit is a pixel of an SVG file and a point of a PDF. */
#pragma once

#include "layer.h"

G_BEGIN_DECLS

typedef enum
{
  GRADUS_FORMAT_PNG,
  GRADUS_FORMAT_SVG,
  GRADUS_FORMAT_PDF,
  GRADUS_N_FORMATS,
} GradusFormat;

typedef struct
{
  const char *title;       /* for the file's metadata and name; may be NULL */
  GradusDrawFunction draw; /* without a background */
  gpointer user;
  gdouble width, height;
  gdouble scale; /* pixels of a PNG a unit; 0: two */
} GradusPicture;

typedef struct GradusDrawnPicture GradusDrawnPicture;

/* By the ending of @path; FALSE where it has none of them. */
gboolean gradus_format_of (const char *path, GradusFormat *format);
/* On @palette's background; what is left is to encode it. (transfer full) */
GradusDrawnPicture *gradus_picture_draw (const GradusPicture *picture, GradusFormat format,
                                         const GradusPalette *palette);
/* What the file will hold; once, on whichever thread. (transfer full) */
GBytes *gradus_drawn_picture_encode (GradusDrawnPicture *drawn, GError **error);
void    gradus_drawn_picture_free   (GradusDrawnPicture *drawn);
/* By the ending of @path, atomically. */
gboolean gradus_picture_save (const GradusPicture *picture, const char *path,
                              const GradusPalette *palette, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusDrawnPicture, gradus_drawn_picture_free)

G_END_DECLS
