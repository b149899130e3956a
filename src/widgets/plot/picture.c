/* picture.c - see picture.h. */
#include "picture.h"

#include "io/atomic.h"
#include "tensor/error.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <math.h>

#define PNG_SCALE 2.0

struct GradusDrawnPicture
{
  GradusFormat format;
  GByteArray *bytes; /* what was encoded so far; NULL: handed out */
  cairo_surface_t *surface;
  cairo_status_t status;
};

static const char *const endings[GRADUS_N_FORMATS] = { ".png", ".svg", ".pdf" };

gboolean
gradus_format_of (const char *path, GradusFormat *format)
{
  g_autofree char *folded = g_ascii_strdown (path, -1);

  for (GradusFormat i = 0; i < GRADUS_N_FORMATS; i++)
    if (g_str_has_suffix (folded, endings[i]))
      {
        *format = i;
        return TRUE;
      }
  return FALSE;
}

static cairo_status_t
append (void *bytes, const unsigned char *data, unsigned int n)
{
  g_byte_array_append (bytes, data, n);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
make_surface (const GradusPicture *picture, GradusFormat format, GByteArray *bytes)
{
  const gdouble scale = picture->scale > 0 ? picture->scale : PNG_SCALE;
  cairo_surface_t *surface = NULL;

  switch (format)
    {
    case GRADUS_FORMAT_PNG:
      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (picture->width * scale),
                                            (int) ceil (picture->height * scale));
      cairo_surface_set_device_scale (surface, scale, scale);
      break;
    case GRADUS_FORMAT_SVG:
      surface = cairo_svg_surface_create_for_stream (append, bytes, picture->width,
                                                     picture->height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
      break;
    case GRADUS_FORMAT_PDF:
    case GRADUS_N_FORMATS:
      surface = cairo_pdf_surface_create_for_stream (append, bytes, picture->width,
                                                     picture->height);
      if (picture->title)
        cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, picture->title);
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Gradus");
      break;
    }
  return surface;
}

GradusDrawnPicture *
gradus_picture_draw (const GradusPicture *picture, GradusFormat format,
                     const GradusPalette *palette)
{
  GradusDrawnPicture *drawn = g_new0 (GradusDrawnPicture, 1);
  cairo_t *cr;

  drawn->format = format;
  drawn->bytes = g_byte_array_new ();
  drawn->surface = make_surface (picture, format, drawn->bytes);
  cr = cairo_create (drawn->surface);
  gdk_cairo_set_source_rgba (cr, &palette->background);
  cairo_rectangle (cr, 0, 0, picture->width, picture->height);
  cairo_fill (cr);
  picture->draw (picture->user, cr, picture->width, picture->height, palette);
  drawn->status = cairo_status (cr);
  cairo_destroy (cr);
  return drawn;
}

GBytes *
gradus_drawn_picture_encode (GradusDrawnPicture *drawn, GError **error)
{
  if (drawn->format == GRADUS_FORMAT_PNG && drawn->status == CAIRO_STATUS_SUCCESS)
    drawn->status = cairo_surface_write_to_png_stream (drawn->surface, append, drawn->bytes);
  cairo_surface_finish (drawn->surface);
  if (drawn->status == CAIRO_STATUS_SUCCESS)
    drawn->status = cairo_surface_status (drawn->surface);
  if (drawn->status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_steal_pointer (&drawn->bytes));

  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("The picture cannot be drawn: %s"),
               cairo_status_to_string (drawn->status));
  return NULL;
}

void
gradus_drawn_picture_free (GradusDrawnPicture *drawn)
{
  cairo_surface_destroy (drawn->surface); /* before where it may still write to */
  g_clear_pointer (&drawn->bytes, g_byte_array_unref);
  g_free (drawn);
}

gboolean
gradus_picture_save (const GradusPicture *picture, const char *path, const GradusPalette *palette,
                     GError **error)
{
  g_autoptr (GradusDrawnPicture) drawn = NULL;
  g_autoptr (GBytes) bytes = NULL;
  GradusFormat format;

  if (!gradus_format_of (path, &format))
    {
      g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
                   _ ("“%s” ends in none of .png, .svg and .pdf."), path);
      return FALSE;
    }
  drawn = gradus_picture_draw (picture, format, palette);
  bytes = gradus_drawn_picture_encode (drawn, error);
  return bytes
         && gr_atomic_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
}
