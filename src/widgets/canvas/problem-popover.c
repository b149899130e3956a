/* problem-popover.c - see problem-popover.h. */
#include "problem-popover.h"

#include "inspector/problem-list.h"

#define WIDTH 340

GtkWidget *
gradus_problem_popover_new (GradusDocument *document, const char *block)
{
  GrModel *model = gradus_document_model (document);
  GtkWidget *popover, *clamp, *list;
  gboolean any = FALSE;

  for (guint i = 0; i < gr_model_n_problems (model) && !any; i++)
    any = g_strcmp0 (gr_model_problem_at (model, i)->block, block) == 0;
  if (!any)
    return NULL;
  popover = gtk_popover_new ();
  list = gradus_problem_list_new (document, block);
  clamp = adw_clamp_new ();
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), list);
  gtk_popover_set_child (GTK_POPOVER (popover), clamp);
  /* Mended, here or elsewhere: what it says is no longer so. */
  g_signal_connect_object (document, "model-changed", G_CALLBACK (gtk_popover_popdown), popover,
                           G_CONNECT_SWAPPED);
  return popover;
}
