/* templates.h - the example projects that come with the program, for the start page. */
#pragma once

#include "document/document.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;    /* "fashion-lenet", the file's */
  const char *title;   /* N_() */
  const char *summary; /* one line; N_() */
} GradusTemplate;

guint gradus_n_templates (void);
const GradusTemplate *gradus_template_at (guint index);
const GradusTemplate *gradus_template_find (const char *name); /* NULL where there is none */

/* What it is, for a picture of it. (transfer full) */
GrProject *gradus_template_project (const GradusTemplate *template);

/* A new project from it, without a file, whose data set is among the user's; made by another
 * thread. @done gets @source. */
void       gradus_template_open_async  (const GradusTemplate *template, gpointer source,
                                        GAsyncReadyCallback done, gpointer user);
GrProject *gradus_template_open_finish (GAsyncResult *result, GError **error); /* (transfer full) */

G_END_DECLS
