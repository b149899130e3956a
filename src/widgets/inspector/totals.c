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
  totals->n_copies += gradus_block_copies (model, block);
  totals->n_parameters += info ? info->n_parameters : 0;
  if (!info || !info->known || !gr_model_facts (model, block->id, facts))
    {
      totals->n_unknown++;
      return FALSE;
    }
  if (block->kind && gr_block_kind_is_loss (block->kind))
    return TRUE;
  totals->flops = gr_amount_sum (totals->flops, facts->flops);
  totals->bytes = gr_amount_sum (totals->bytes, facts->bytes);
  return TRUE;
}

/* "2", or "2, with copies 8"; (transfer full) */
static char *
blocks_text (const GradusTotals *totals)
{
  g_autofree char *n = gradus_count (totals->n_blocks), *copies = gradus_count (totals->n_copies);

  if (totals->n_copies == totals->n_blocks)
    return g_steal_pointer (&n);
  /* Translators: how many blocks there are on the canvas, and with the copies that repeated groups
     make of them */
  return g_strdup_printf (_ ("%s, with copies %s"), n, copies);
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

  set (grid, _ ("Blocks"), blocks_text (totals), NULL);
  set (grid, _ ("Not known"), totals->n_unknown ? gradus_count (totals->n_unknown) : NULL,
       _ ("Blocks whose output cannot be told as the model is."));
  set (grid, _ ("Parameters"), gradus_count (totals->n_parameters),
       _ ("The numbers that training changes."));
  set (grid, _ ("FLOPs"), known ? gradus_words_flops (totals->flops) : NULL,
       _ ("Additions and multiplications of a forward pass, without the loss."));
  set (grid, _ ("Outputs"), known ? gradus_words_bytes (totals->bytes) : NULL,
       _ ("The memory of all outputs of a forward pass, without the loss."));
}

guint
gradus_block_copies (GrModel *model, const GrBlock *block)
{
  const GrGroup *group = block->group ? gr_model_group (model, block->group) : NULL;
  guint copies = 1;

  for (; group; group = group->parent ? gr_model_group (model, group->parent) : NULL)
    copies *= (guint) group->repeat;
  return copies;
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
