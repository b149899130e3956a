/* look-back.h - GradusLookBack: what the layers of a run that is over make of an item, from the
 * weights that it left. For GradusWatchView, which asks a trainer as long as there is one.
 *
 * Data and model are opened at the first question, on a worker thread, and stay open for the next.
 */
#pragma once

#include <gio/gio.h>

#include "run.h"

G_BEGIN_DECLS

typedef struct _GradusLookBack GradusLookBack;

/* @path: the file of the document that @run is of, or NULL. NULL where the run left no weights.
 * (transfer full) */
GradusLookBack *gradus_look_back_new       (GradusRun *run, const char *path);
GradusLookBack *gradus_look_back_ref       (GradusLookBack *self);
void            gradus_look_back_unref     (GradusLookBack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusLookBack, gradus_look_back_unref)

/* What block @layer, a dotted name, gives for item @item of the test part (of the training part
 * where there is none), or for the last one where there are fewer. */
void            gradus_look_back_ask       (GradusLookBack *self, const char *layer, gint64 item,
                                            GCancellable *cancellable, GAsyncReadyCallback done,
                                            gpointer user);
/* [1, …]; @n_items: how many there are to choose from. (transfer full) */
GrTensor       *gradus_look_back_finish    (GAsyncResult *result, gint64 *n_items, GError **error);

G_END_DECLS
