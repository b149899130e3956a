/* print.c - tensors as text, letter for letter as PyTorch's repr (its torch/_tensor_str.py, 1.13).
 *
 * Used by the inspector, the command line, the Python module and error reports. Numbers of one
 * tensor share a format, chosen from those that will be shown: first they are looked through, then
 * written. Over 1,000 elements only the first and last three of each dimension are shown.
 */
#include "tensor.h"

#include "../backend.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#define LINE_WIDTH 80
#define THRESHOLD  1000 /* elements; more are summarised */
#define EDGE_ITEMS 3
#define PRECISION  "4"

/* Room for any double with four decimals. */
#define NUMBER_SIZE 400

static _Atomic (GrPrintSuffix) print_suffix;

void
gr_tensor_set_print_suffix (GrPrintSuffix suffix)
{
  atomic_store (&print_suffix, suffix);
}

/* --- which elements are shown ----------------------------------------------------------------- */

typedef struct
{
  const GrTensor *tensor; /* on the CPU */
  gboolean        summarize;
  GString        *text;

  /* the format, from the elements shown */
  gboolean integers;   /* no element has a fraction */
  gboolean scientific;
  gsize    width;
  gdouble  min, max; /* magnitudes of those that are finite and not 0; max is 0 where none is */
} Printer;

/* The index after @i in a dimension, skipping what is left out. */
static gint64
next_shown (const Printer *p, gint dim, gint64 i)
{
  gint64 size = p->tensor->shape[dim];

  if (p->summarize && size > 2 * EDGE_ITEMS && i == EDGE_ITEMS - 1)
    return size - EDGE_ITEMS;
  return i + 1;
}

typedef void (*Visit) (Printer *p, GrScalar value);

/* @index counts, row-major, the positions in the dimensions before @dim. */
static void
visit_shown (Printer *p, gint dim, gint64 index, Visit visit)
{
  if (dim == p->tensor->ndim)
    {
      visit (p, gr_tensor_get (p->tensor, index));
      return;
    }
  for (gint64 i = 0; i < p->tensor->shape[dim]; i = next_shown (p, dim, i))
    visit_shown (p, dim + 1, index * p->tensor->shape[dim] + i, visit);
}

/* --- the format of one number ----------------------------------------------------------------- */

static const char *
format_number (const Printer *p, GrScalar value, char buffer[NUMBER_SIZE])
{
  if (value.kind == GR_SCALAR_BOOL)
    return value.i ? "True" : "False";
  if (value.kind == GR_SCALAR_INT)
    {
      g_snprintf (buffer, NUMBER_SIZE, "%" G_GINT64_FORMAT, value.i);
      return buffer;
    }
  if (isnan (value.d))
    return "nan";
  if (isinf (value.d))
    return value.d > 0 ? "inf" : "-inf";
  if (p->scientific)
    return g_ascii_formatd (buffer, NUMBER_SIZE, "%." PRECISION "e", value.d);
  if (!p->integers)
    return g_ascii_formatd (buffer, NUMBER_SIZE, "%." PRECISION "f", value.d);
  g_ascii_formatd (buffer, NUMBER_SIZE, "%.0f", value.d);
  return strcat (buffer, ".");
}

/* Zeros and what is not finite have no say in the format. */
static gboolean
decides_format (GrScalar value)
{
  return value.kind != GR_SCALAR_FLOAT || (isfinite (value.d) && value.d != 0);
}

static void
look_at_range (Printer *p, GrScalar value)
{
  gdouble magnitude = fabs (value.d);

  if (!decides_format (value))
    return;
  p->integers &= value.d == ceil (value.d);
  p->min = p->max == 0 ? magnitude : MIN (p->min, magnitude);
  p->max = MAX (p->max, magnitude);
}

static void
look_at_width (Printer *p, GrScalar value)
{
  char buffer[NUMBER_SIZE];

  if (decides_format (value))
    p->width = MAX (p->width, strlen (format_number (p, value, buffer)));
}

static void
choose_format (Printer *p)
{
  p->integers = TRUE;
  p->width = 1;
  if (gr_dtype_is_floating (p->tensor->dtype))
    {
      visit_shown (p, 0, 0, look_at_range);
      p->scientific = p->max > 0
                      && (p->max / p->min > 1000 || p->max > 1e8
                          || (!p->integers && p->min < 1e-4));
    }
  visit_shown (p, 0, 0, look_at_width);
}

/* --- brackets --------------------------------------------------------------------------------- */

static void
append_spaces (GString *text, gssize n)
{
  for (; n > 0; n--)
    g_string_append_c (text, ' ');
}

static void
append_element (Printer *p, GrScalar value)
{
  char        buffer[NUMBER_SIZE];
  const char *number = format_number (p, value, buffer);

  append_spaces (p->text, (gssize) p->width - (gssize) strlen (number));
  g_string_append (p->text, number);
}

static void
append_vector (Printer *p, gint dim, gint64 index, gint indent)
{
  gint64 size = p->tensor->shape[dim];
  gint   per_line = MAX (1, (LINE_WIDTH - indent) / ((gint) p->width + 2));
  gint   written = 0;

  g_string_append_c (p->text, '[');
  for (gint64 i = 0, next; i < size; i = next)
    {
      gboolean gap;

      next = next_shown (p, dim, i);
      gap = next != i + 1;
      for (gint piece = 0; piece <= gap; piece++, written++)
        {
          if (written > 0 && written % per_line == 0)
            {
              g_string_append (p->text, ",\n");
              append_spaces (p->text, indent + 1);
            }
          else if (written > 0)
            g_string_append (p->text, ", ");
          if (piece == 0)
            append_element (p, gr_tensor_get (p->tensor, index * size + i));
          else
            g_string_append (p->text, " ...");
        }
    }
  g_string_append_c (p->text, ']');
}

static void
append_separator (Printer *p, gint dim, gint indent)
{
  g_string_append_c (p->text, ',');
  for (gint i = dim; i < p->tensor->ndim - 1; i++)
    g_string_append_c (p->text, '\n');
  append_spaces (p->text, indent + 1);
}

static void
append_nested (Printer *p, gint dim, gint64 index, gint indent)
{
  gint64 size;

  if (p->tensor->ndim == 0)
    {
      append_element (p, gr_tensor_get (p->tensor, 0));
      return;
    }
  if (dim == p->tensor->ndim - 1)
    {
      append_vector (p, dim, index, indent);
      return;
    }
  size = p->tensor->shape[dim];
  g_string_append_c (p->text, '[');
  for (gint64 i = 0, next; i < size; i = next)
    {
      next = next_shown (p, dim, i);
      if (i > 0)
        append_separator (p, dim, indent);
      append_nested (p, dim + 1, index * size + i, indent + 1);
      if (next != i + 1)
        {
          append_separator (p, dim, indent);
          g_string_append (p->text, "...");
        }
    }
  g_string_append_c (p->text, ']');
}

/* --- the whole -------------------------------------------------------------------------------- */

/* The same tensor with its storage copied to the CPU; NULL where there is nothing to read. */
static GrTensor *
on_cpu (GrTensor *tensor)
{
  g_autoptr (GrStorage) host = NULL;
  const GrBackend *backend;
  GrTensor        *copy;

  if (tensor->device.type == GR_DEVICE_CPU)
    return gr_tensor_ref (tensor);
  backend = gr_backend_get (tensor->device.type);
  if (!tensor->storage || !backend
      || !(host = gr_storage_new (GR_CPU, tensor->storage->nbytes, NULL)))
    return NULL;
  if (host->nbytes > 0
      && !backend->buffer.to_host (tensor->device.index, host->data, tensor->storage->data,
                                   host->nbytes, NULL))
    return NULL;
  copy = gr_tensor_new_meta (tensor->dtype, GR_CPU, gr_tensor_shape (tensor));
  memcpy (copy->stride, tensor->stride, sizeof copy->stride);
  copy->offset = tensor->offset;
  copy->storage = g_steal_pointer (&host);
  return copy;
}

/* A Python tuple: "(2, 3)", "(2,)", "()". */
static char *
size_suffix (const GrTensor *tensor)
{
  GString *text = g_string_new ("size=(");

  for (gint i = 0; i < tensor->ndim; i++)
    g_string_append_printf (text, i ? ", %" G_GINT64_FORMAT : "%" G_GINT64_FORMAT,
                            tensor->shape[i]);
  g_string_append (text, tensor->ndim == 1 ? ",)" : ")");
  return g_string_free (text, FALSE);
}

/* What follows the elements: only what the elements do not show already. */
static GPtrArray *
collect_suffixes (const GrTensor *tensor)
{
  GPtrArray    *suffixes = g_ptr_array_new_with_free_func (g_free);
  GrPrintSuffix from_autograd = atomic_load (&print_suffix);
  gboolean      shows_elements = tensor->storage && gr_tensor_numel (tensor) != 0;
  char         *suffix;

  if (tensor->device.type != GR_DEVICE_CPU)
    {
      g_autofree char *device = gr_device_to_string (tensor->device);
      g_ptr_array_add (suffixes, g_strdup_printf ("device='%s'", device));
    }
  if (!tensor->storage || (!shows_elements && tensor->ndim != 1))
    g_ptr_array_add (suffixes, size_suffix (tensor));
  if (tensor->dtype != gr_default_dtype ()
      && !(shows_elements && (tensor->dtype == GR_INT64 || tensor->dtype == GR_BOOL)))
    g_ptr_array_add (suffixes, g_strdup_printf ("dtype=torch.%s", gr_dtype_name (tensor->dtype)));
  if (from_autograd && (suffix = from_autograd (tensor)))
    g_ptr_array_add (suffixes, suffix);
  return suffixes;
}

static void
append_suffixes (GString *text, GPtrArray *suffixes, gint indent)
{
  const char *newline = strrchr (text->str, '\n');
  /* PyTorch's count, which takes a line for one or two letters longer than it is */
  gsize line = newline ? text->len - (gsize) (newline - text->str) + 1 : text->len + 2;

  for (guint i = 0; i < suffixes->len; i++)
    {
      const char *suffix = g_ptr_array_index (suffixes, i);

      if (line + strlen (suffix) + 2 > LINE_WIDTH)
        {
          g_string_append (text, ",\n");
          append_spaces (text, indent);
          line = (gsize) indent + strlen (suffix);
        }
      else
        {
          g_string_append (text, ", ");
          line += strlen (suffix) + 2;
        }
      g_string_append (text, suffix);
    }
}

char *
gr_tensor_to_string (GrTensor *tensor)
{
  static const char prefix[] = "tensor(";
  const gint        indent = sizeof prefix - 1;
  g_autoptr (GPtrArray) suffixes = collect_suffixes (tensor);
  GString *text = g_string_new (prefix);

  if (gr_tensor_numel (tensor) == 0 && tensor->storage)
    g_string_append (text, "[]");
  else
    {
      g_autoptr (GrTensor) host = on_cpu (tensor);

      if (host)
        {
          Printer p = { .tensor = host,
                        .summarize = gr_tensor_numel (host) > THRESHOLD,
                        .text = text };

          choose_format (&p);
          append_nested (&p, 0, 0, indent);
        }
      else
        g_string_append (text, "...");
    }
  append_suffixes (text, suffixes, indent);
  return g_string_free (g_string_append_c (text, ')'), FALSE);
}
