/* problem-list.h - GradusProblemList: what is wrong with a block, or with the model, each with its
 * fix.
 *
 * Used by the inspector's panels. Hidden where nothing is wrong.
 */
#pragma once

#include <adwaita.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_PROBLEM_LIST (gradus_problem_list_get_type ())
G_DECLARE_FINAL_TYPE (GradusProblemList, gradus_problem_list, GRADUS, PROBLEM_LIST, GtkBox)

/* @block is the id of a block, or of a group with the blocks in it; NULL lists every problem of the
 * model, and what else keeps it from being trained. A click on a problem of another block than
 * @block selects that one. */
GtkWidget *gradus_problem_list_new (GradusDocument *document, const char *block);
/* After a change of the model. */
void gradus_problem_list_refresh (GradusProblemList *self);

G_END_DECLS
