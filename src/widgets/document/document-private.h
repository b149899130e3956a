/* document-private.h - GradusDocument's insides, for document.c and document-selection.c. */
#pragma once

#include "document.h"

G_BEGIN_DECLS

struct _GradusDocument
{
  GObject parent_instance;

  GrProject *project;
  char *path;
  char *data_problem, *data_warning;
  char *runs_folder;
  gboolean has_runs;
  gint64 file_time, file_size; /* of the file when it was read or written; -1: it was not there */
  GQueue saves;                /* of GTask with a Save: those that are on their way */
  GPtrArray *undo, *redo;      /* of Step, the newest last */
  char *whole;          /* what the one step is called that all changes now make; NULL: one each */
  gint saved_at;        /* length of the undo list that the file stands at; -1: none that is left */
  gboolean open;        /* the newest step may still grow, and may come to nothing; then there is */
  GPtrArray *aside;     /* again what was to redo before it, and what that was saved at */
  gint aside_saved_at;
  GHashTable *selected; /* ids of blocks and groups */
  GHashTable *selected_notes; /* ids */
};

/* document-selection.c */
/* What went from the model cannot stay selected; */
void gradus_document_prune_selection (GradusDocument *self);
/* nor can a note that went. */
void gradus_document_prune_notes (GradusDocument *self);

G_END_DECLS
