/* clipboard.h - a selection as text, to be copied and pasted: also between windows, and by hand.
 *
 * The text is a .gradus file with nothing but a model and notes in it: so the whole of a project
 * file can be pasted as well, and what was copied can be saved as one.
 */
#pragma once

#include "../model/part.h"
#include "notes.h"

G_BEGIN_DECLS

/* The media type under which it is on the clipboard, beside plain text. */
#define GR_CLIPBOARD_TYPE "application/x-gradus"

/* JSON of these blocks and groups, as gr_part_of() takes them, and of these notes, of GrNote (NULL:
 * none). (transfer full) */
char    *gr_clipboard_write   (GrModel *model, const char *const *ids, guint n,
                               const GPtrArray *notes);
/* Its model, which may be empty. GR_ERROR_FORMAT where @text is something else. (transfer full) */
GrModel *gr_clipboard_read    (const char *text, GError **error);
/* Its notes, of GrNote. (transfer full) */
GPtrArray *gr_clipboard_read_notes (const char *text, GError **error);
/* Whether it looks as if gr_clipboard_read() would take it; cheap, for "can paste". */
gboolean gr_clipboard_is_ours (const char *text);

G_END_DECLS
