/* document-private.h - GradusDocument's insides, for document*.c. */
#pragma once

#include "history.h"

G_BEGIN_DECLS

struct _GradusDocument
{
  GObject parent_instance;

  GrProject *project;
  GradusHistory *history;
  char *path;
  char *data_problem, *data_warning;
  char *runs_folder;
  gboolean has_runs;
  char *file_stamp; /* (io/file-stamp.h) of what was read or written; NULL: nothing was */
  GQueue saves;                /* of GTask with a Save: those that are on their way */
  GHashTable *selected; /* ids of blocks and groups */
  GHashTable *selected_notes; /* ids */
};

/* Emits "history-changed"; "modified" may be another. */
void gradus_document_history_changed (GradusDocument *self);

/* document-selection.c */
/* What went from the model cannot stay selected; */
void gradus_document_prune_selection (GradusDocument *self);
/* nor can a note that went. */
void gradus_document_prune_notes (GradusDocument *self);

G_END_DECLS
