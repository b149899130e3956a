/* image.c - reading picture files through gdk-pixbuf. See image.h. */
#include "image.h"

#include <glib/gi18n-lib.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

/* A small file can claim a picture of any size; decoding one of this many pixels takes 400 MB. */
#define MOST_PIXELS (100 * 1000 * 1000)

gboolean
gr_image_size (const char *path, gint *height, gint *width, GError **error)
{
  if (!gdk_pixbuf_get_file_info (path, width, height) || *width < 1 || *height < 1)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, "“%s” %s", path,
                   g_file_test (path, G_FILE_TEST_EXISTS) ? _ ("is not a picture that can be read")
                                                          : _ ("does not exist"));
      return FALSE;
    }
  if ((gint64) *width * *height > MOST_PIXELS)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("“%s” says that it has %d×%d pixels; at most %d million are read"), path,
                   *width, *height, MOST_PIXELS / 1000000);
      return FALSE;
    }
  return TRUE;
}

/* The first and the last bytes of @path, and how many there are, or FALSE where it has fewer. */
static gboolean
read_ends (const char *path, guint8 *start, gsize n_start, guint8 *end, gsize n_end, gsize *size)
{
  FILE *file = g_fopen (path, "rb");
  gboolean read = file && fread (start, n_start, 1, file) == 1
                  && fseek (file, -(long) n_end, SEEK_END) == 0 && fread (end, n_end, 1, file) == 1;

  *size = read ? (gsize) ftell (file) : 0;
  if (file)
    fclose (file);
  return read;
}

static guint32
big_endian (const guint8 *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

/* Whether the parts of a PNG, of which each has its length before it and a checksum behind it, are
 * as they were written: some 5 % of what decoding it takes. */
static gboolean
parts_are_whole (const char *path)
{
  g_autofree char *content = NULL;
  gsize size, at = 8;

  if (!g_file_get_contents (path, &content, &size, NULL))
    return FALSE;
  while (at + 12 <= size)
    {
      const guint8 *part = (const guint8 *) content + at;
      const gsize length = big_endian (part);

      if (length > size - at - 12
          || crc32_z (0, part + 4, length + 4) != big_endian (part + 8 + length))
        return FALSE;
      at += length + 12;
    }
  return at == size;
}

/* Whether a JPEG comes to its end, behind its last pixels. Its parts have their length before them,
 * but for the pixels: those go on to the next 0xff with anything but 0, or the number of a restart,
 * behind it. */
static gboolean
comes_to_its_end (const char *path)
{
  g_autofree char *content = NULL;
  gsize size, at = 2;
  gboolean pixels = FALSE;

  if (!g_file_get_contents (path, &content, &size, NULL))
    return FALSE;
  while (at + 2 <= size)
    {
      const guint8 *part = (const guint8 *) content + at;

      if (part[0] == 0xff && part[1] == 0xd9)
        return TRUE;
      if (pixels && (part[0] != 0xff || part[1] == 0 || (part[1] >= 0xd0 && part[1] <= 0xd7)))
        at++;
      else if (part[0] == 0xff && part[1] == 0xff) /* filling */
        at++;
      else if (part[0] != 0xff || at + 4 > size)
        return FALSE;
      else
        {
          pixels = part[1] == 0xda;
          at += 2 + ((gsize) part[2] << 8 | part[3]);
        }
    }
  return FALSE;
}

/* Most are PNG or JPEG, which say themselves where they end: no need to have gdk-pixbuf look. */
gboolean
gr_image_check (const char *path, gsize *left, GError **error)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G' }, jpeg[] = { 0xff, 0xd8, 0xff };
  static const guint8 png_end[] = { 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82 };
  guint8 start[16], end[8];
  gint height, width;
  gboolean is_png, is_jpeg;
  gsize size;

  if (!read_ends (path, start, sizeof start, end, sizeof end, &size))
    return gr_image_size (path, &height, &width, error);
  is_png = memcmp (start, png, sizeof png) == 0;
  if (is_png && memcmp (end, png_end, sizeof end) == 0)
    {
      if (size > *left)
        return TRUE;
      *left -= size;
      if (parts_are_whole (path))
        return TRUE;
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("“%s” is damaged"), path);
      return FALSE;
    }
  is_jpeg = memcmp (start, jpeg, sizeof jpeg) == 0;
  if (is_jpeg && end[6] == 0xff && end[7] == 0xd9)
    return TRUE;
  if (!gr_image_size (path, &height, &width, error))
    return FALSE;
  /* Behind its end a JPEG may have what some camera adds. */
  if (is_jpeg && size <= *left)
    {
      *left -= size;
      if (comes_to_its_end (path))
        return TRUE;
    }
  else if (!is_png)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("“%s” is cut off"), path);
  return FALSE;
}

static void
copy_pixels (GdkPixbuf *pixbuf, gint channels, guint8 *to)
{
  gint width = gdk_pixbuf_get_width (pixbuf), height = gdk_pixbuf_get_height (pixbuf);
  gint step = gdk_pixbuf_get_n_channels (pixbuf), plane = width * height;
  gboolean alpha = gdk_pixbuf_get_has_alpha (pixbuf);
  const guint8 *rows = gdk_pixbuf_read_pixels (pixbuf);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        const guint8 *at = rows + (gsize) y * gdk_pixbuf_get_rowstride (pixbuf) + (gsize) x * step;
        guint opacity = alpha ? at[3] : 255;
        guint r = (at[0] * opacity + 127) / 255, g = (at[1] * opacity + 127) / 255,
              b = (at[2] * opacity + 127) / 255;
        guint8 *pixel = to + y * width + x;

        if (channels == 1)
          *pixel = (guint8) ((r * 19595 + g * 38470 + b * 7471 + 0x8000) >> 16);
        else
          {
            pixel[0] = (guint8) r;
            pixel[plane] = (guint8) g;
            pixel[2 * plane] = (guint8) b;
          }
      }
}

gboolean
gr_image_read (const char *path, gint channels, gint height, gint width, guint8 *pixels,
               GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GdkPixbuf) read = NULL;
  g_autoptr (GdkPixbuf) scaled = NULL;
  gint own_height, own_width;

  g_return_val_if_fail (channels == 1 || channels == 3, FALSE);

  if (!gr_image_size (path, &own_height, &own_width, error))
    return FALSE;
  read = gdk_pixbuf_new_from_file (path, &reason);
  if (!read)
    {
      /* Most of gdk-pixbuf's reasons name the file themselves. */
      if (strstr (reason->message, path))
        g_set_error_literal (error, GR_ERROR, GR_ERROR_FORMAT, reason->message);
      else
        g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("“%s” cannot be read: %s"), path,
                     reason->message);
      return FALSE;
    }
  if (own_width == width && own_height == height)
    scaled = g_object_ref (read);
  else
    scaled = gdk_pixbuf_scale_simple (read, width, height, GDK_INTERP_BILINEAR);
  if (!scaled)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_MEMORY,
                   _ ("there is no memory to bring “%s” to %d×%d pixels"), path, width, height);
      return FALSE;
    }
  copy_pixels (scaled, channels, pixels);
  return TRUE;
}
