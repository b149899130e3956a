/* kept-project.c - see kept-project.h. */
#include "kept-project.h"

#include <glib/gi18n.h>

#include "model/project-copy.h"
#include "model/wants.h"
#include "weights-origin.h"

char *
gradus_kept_origin (GrModel *model)
{
  const char *origin = NULL;

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      GrBlockWeights weights;

      gr_model_block_weights (model, gr_model_block_at (model, i)->id, &weights);
      if (weights.state != GR_WEIGHTS_KEPT)
        continue;
      if (origin && !g_str_equal (origin, weights.origin))
        return g_strdup (GRADUS_ORIGIN_SEVERAL);
      origin = weights.origin;
    }
  return g_strdup (origin);
}

GrProject *
gradus_kept_project (GradusDocument *document, char **title)
{
  GrModel *model = gradus_document_model (document);
  g_autofree char *origin = NULL;

  if (gr_kept_size (gr_model_kept (model)) == 0 || !gr_model_check (model, NULL)
      || !gr_model_keeps_all (model, NULL))
    return NULL;
  origin = gradus_kept_origin (model);
  *title = origin ? gradus_origin_title (origin) : NULL;
  return gr_project_copy (gradus_document_project (document));
}

char *
gradus_kept_lack (GradusDocument *document)
{
  GrModel *model = gradus_document_model (document);
  const GrBlock *lacking = NULL;

  if (gr_kept_size (gr_model_kept (model)) == 0 || gr_model_keeps_all (model, &lacking))
    return NULL;
  return g_strdup_printf (
      _ ("“%s” has no weights that fit: train the network before it can predict."), lacking->name);
}
