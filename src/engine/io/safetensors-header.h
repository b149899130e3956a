/* safetensors-header.h - the JSON at the head of a safetensors file, read strictly.
 *
 * The header is of one fixed form, {"name": {"dtype", "shape", "data_offsets"}, …}, and comes from
 * strangers: this reader takes that form alone, never recurses, and sees names given twice, which
 * a general JSON reader would merge.
 */
#pragma once

#include "named-tensors.h"

G_BEGIN_DECLS

typedef struct
{
  char   *name;
  GrDType dtype;
  gint    ndim;
  gint64  shape[GR_MAX_DIMS];
  guint64 begin, end; /* bytes, from where the data starts */
} GrSafetensorsEntry;

/* Fills @entries (a GArray of GrSafetensorsEntry with gr_safetensors_entry_clear()) in the header's
 * order, and @list's metadata. Errors are the reason alone; the caller names the file. */
gboolean    gr_safetensors_header_parse (const char *text, gsize n, GArray *entries,
                                         GrNamedTensors *list, GError **error);
void        gr_safetensors_entry_clear  (gpointer entry);

const char *gr_safetensors_dtype_name   (GrDType dtype);
/* Appends @text as a JSON string. */
void        gr_json_append_string       (GString *json, const char *text);

G_END_DECLS
