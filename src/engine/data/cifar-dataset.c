/* cifar-dataset.c - CIFAR-10 and CIFAR-100 in their binary form (Krizhevsky 2009).
 *
 * A file is a row of records: one label byte (two in CIFAR-100, coarse and fine), then 32×32 red,
 * green and blue pixels, row by row.
 */
#include "../io/gzip.h"
#include "kinds.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

enum
{
  PIXELS = 3 * 32 * 32,
  RECORD_LIMIT = 1 << 20, /* records a file, far beyond any there is */
};

static gboolean
check_labels (const char *name, const guint8 *bytes, gsize n, gsize record, gint which_label,
              gint64 n_classes, GError **error)
{
  for (gsize at = 0; at < n; at += record)
    if (bytes[at + (gsize) which_label] >= n_classes)
      {
        g_set_error (error, GR_ERROR, GR_ERROR_DATA,
                     _ ("“%s”: the label of record %zu is %u; there are %" PRId64 " classes"), name,
                     at / record, bytes[at + (gsize) which_label], n_classes);
        return FALSE;
      }
  return TRUE;
}

/* Appends the file's records to @records. */
static gboolean
read_records (const char *path, gsize record, gint which_label, gint64 n_classes,
              GByteArray *records, GError **error)
{
  gsize n;
  g_autofree guint8 *bytes = gr_read_file (path, record * RECORD_LIMIT, &n, error);
  g_autofree char *name = g_path_get_basename (path);

  if (!bytes)
    return FALSE;
  if (n == 0 || n % record != 0)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("“%s” is cut off or no CIFAR file: its %zu bytes are not a multiple of the "
                      "%zu of a record"),
                   name, n, record);
      return FALSE;
    }
  if (records->len + n > G_MAXINT32)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT, _ ("“%s” has more records than a CIFAR set"),
                   name);
      return FALSE;
    }
  g_byte_array_append (records, bytes, (guint) n);
  return check_labels (name, bytes, n, record, which_label, n_classes, error);
}

GrDataset *
gr_cifar_dataset_open (const char *name, const char *const *files, gint n_labels, gint which_label,
                       const char *const *class_names, gint64 n_classes, GError **error)
{
  g_autoptr (GByteArray) records = g_byte_array_new ();
  g_autoptr (GrTensor) images = NULL;
  g_autoptr (GrTensor) labels = NULL;
  gsize record = (gsize) n_labels + PIXELS;
  gint64 n;

  for (gint i = 0; files[i]; i++)
    if (!read_records (files[i], record, which_label, n_classes, records, error))
      return NULL;
  n = (gint64) (records->len / record);
  images = gr_tensor_new (GR_UINT8, GR_CPU, GR_INTS (n, 3, 32, 32), error);
  labels = images ? gr_tensor_new (GR_UINT8, GR_CPU, GR_INTS (n), error) : NULL;
  if (!labels)
    return NULL;
  for (gint64 i = 0; i < n; i++)
    {
      const guint8 *at = records->data + (gsize) i * record;

      GR_DATA (guint8, labels)[i] = at[which_label];
      memcpy (GR_DATA (guint8, images) + i * PIXELS, at + n_labels, PIXELS);
    }
  return gr_dataset_from_tensors (name, &images, (const char *const[]){ "image" }, 1, labels,
                                  class_names, n_classes, error);
}
