/* totals.c - sums over blocks: see totals.h. */
#include "totals.h"

#include <glib/gi18n.h>

#include "style/count.h"
#include "words.h"

gboolean
gradus_totals_add (GradusTotals *totals, GrModel *model, const GrBlock *block, GrBlockFacts *facts)
{
  const GrBlockInfo *info = gr_model_info (model, block->id);

  totals->n_blocks++;
  totals->n_parameters += info ? info->n_parameters : 0;
  if (!info || !info->known || !gr_model_facts (model, block->id, facts))
    {
      totals->n_unknown++;
      return FALSE;
    }
  totals->flops = gr_amount_sum (totals->flops, facts->flops);
  totals->bytes = gr_amount_sum (totals->bytes, facts->bytes);
  return TRUE;
}

static void
set (GradusFactsGrid *grid, const char *name, char *value, const char *help)
{
  gradus_facts_grid_set (grid, name, value, help);
  g_free (value);
}

void
gradus_totals_show (const GradusTotals *totals, GradusFactsGrid *grid)
{
  const gboolean known = totals->n_unknown < totals->n_blocks;

  set (grid, _ ("Blocks"), gradus_count (totals->n_blocks), NULL);
  set (grid, _ ("Not known"), totals->n_unknown ? gradus_count (totals->n_unknown) : NULL,
       _ ("Blocks whose output cannot be told as the model is."));
  set (grid, _ ("Parameters"), gradus_count (totals->n_parameters),
       _ ("The numbers that training changes."));
  set (grid, _ ("FLOPs"), known ? gradus_words_flops (totals->flops) : NULL,
       _ ("Additions and multiplications of a forward pass."));
  set (grid, _ ("Outputs"), known ? gradus_words_bytes (totals->bytes) : NULL,
       _ ("The memory of all outputs of a forward pass."));
}

gboolean
gradus_block_in_group (GrModel *model, const GrBlock *block, const char *group)
{
  const char *at = block->group;

  while (at && !g_str_equal (at, group))
    {
      const GrGroup *parent = gr_model_group (model, at);

      at = parent ? parent->parent : NULL;
    }
  return at != NULL;
}
