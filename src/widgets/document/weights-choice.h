/* weights-choice.h - what a project says about the weights that its runs start from and leave
 * behind: the section "weights" of its file, {"start": "kept", "keep": "last"}.
 *
 * Who says nothing gets new weights for every run, as in PyTorch, and keeps those of the best
 * epoch.
 */
#pragma once

#include "document.h"

G_BEGIN_DECLS

/* The section, and the values of its keys; the first is the default. */
#define GRADUS_WEIGHTS_SECTION "weights"
#define GRADUS_WEIGHTS_START   "start"
#define GRADUS_START_NEW       "new"
#define GRADUS_START_KEPT      "kept"
#define GRADUS_WEIGHTS_KEEP    "keep"
#define GRADUS_KEEP_BEST       "best"
#define GRADUS_KEEP_LAST       "last"

/* Whether the next run starts from what the model keeps, and draws only what that lacks. */
gboolean gradus_weights_start_kept (GradusDocument *document);
/* Whether the model keeps the last weights of a run that has ended, not those of its best epoch. */
gboolean gradus_weights_keep_last  (GradusDocument *document);

G_END_DECLS
