/* run-memory.c - whether this machine can hold what a run keeps of a model, before any of it is
 * allocated. Used by run-data.c. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "../tensor/allocator.h"
#include "../tensor/figures.h"

/* How often a run holds all parameters: with their gradients and the optimiser's states; at its
 * start, without states yet, as they are drawn, beside both. */
static guint
n_held (const GrRunConfig *config)
{
  const GrOptimizerKind *kind = config->optimizer;
  const guint states = kind->needs (config->optimizer_options,
                                    kind->momentum (config->optimizer_options));

  return MAX (2 + (guint) __builtin_popcount (states), 3);
}

gboolean
gr_run_config_check_memory (const GrRunConfig *config, GrModel *model, gdouble limit,
                            GError **error)
{
  const gdouble each = (gdouble) n_held (config) * gr_dtype_size (config->dtype);
  const GrBlock *largest = NULL;
  gdouble sum = 0, most = 0;

  for (guint i = 0; i < gr_model_n_blocks (model); i++)
    {
      const GrBlock *block = gr_model_block_at (model, i);
      const gdouble bytes = each * gr_model_info (model, block->id)->n_parameters;

      sum += bytes;
      if (bytes > most)
        {
          most = bytes;
          largest = block;
        }
    }
  if (sum <= limit)
    return TRUE;

  g_autofree char *all = gr_figure_bytes (sum, GR_FIXED_SPACE);
  g_autofree char *there = gr_figure_bytes (limit, GR_FIXED_SPACE);
  g_autofree char *part = gr_figure_bytes (most, GR_FIXED_SPACE);
  g_autofree char *name = gr_model_dotted_name (model, largest);
  g_set_error (error, GR_ERROR, GR_ERROR_MEMORY,
               _ ("Training takes %s for the parameters, their gradients and what %s keeps of "
                  "them, but this machine has %s of memory; the largest part, %s, is that of %s "
                  "“%s”"),
               all, config->optimizer->name, there, part, largest->kind_name, name);
  return FALSE;
}
