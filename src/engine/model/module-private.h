/* module-private.h - what the files of GrModule share. */
#pragma once

#include "lower.h"
#include "module.h"

G_BEGIN_DECLS

/* A block as it runs. */
typedef struct
{
  GrModuleBlock      label;
  char              *id, *copy, *name;
  const GrBlockKind *kind;
  GrSetting         *settings;   /* resolved */
  GrSize             shape[GR_MAX_DIMS], stride[GR_MAX_DIMS]; /* of the output, as inferred */
  guint              n_inputs;
  guint             *inputs;     /* the blocks of the module that it reads, in order */
  guint              last_use;   /* the last block that reads it; its own number where none does */
  GrTensor         **parameters; /* of the row, in its order; owned; NULL where it has none */
  guint              n_parameters;
  gint               input;      /* of an Input: its number; else -1 */
  gint               output;     /* of an output: its number; else -1 */
  gint               relu;       /* the ReLU that can run as one with this block; else -1 */
} GrRunBlock;

/* A parameter or buffer, and where it is kept. */
typedef struct
{
  GrModuleTensor public;
  guint          run_block;
  guint          parameter; /* of the row */
} GrEntry;

/* The tree of named modules, as it is printed and as parameters are listed. */
typedef struct _GrTree GrTree;
struct _GrTree
{
  char      *name;
  char      *title;    /* the class of a group; NULL: see gr_module_repr() */
  GPtrArray *children; /* of GrTree; NULL for a block */
  guint      run_block;
};

struct _GrModule
{
  gatomicrefcount refs;
  GrDType         dtype;
  GrDevice        device;
  gboolean        training;

  GPtrArray  *blocks;  /* of GrRunBlock, in the order they run; losses among them */
  GArray     *inputs;  /* of guint: blocks */
  GArray     *outputs; /* of guint: blocks */
  GArray     *losses;  /* of GrModuleLoss */
  GArray     *loss_blocks; /* of guint, one per loss */
  GArray     *entries; /* of GrEntry */
  GHashTable *entry_by_name; /* -> index + 1 */
  GrTree     *tree;
  GrTensor   *parameters, *gradients; /* the arenas */
  gint64      n_parameters;
  GrTensor  **values; /* of the pass that is running, one per block */
  GArray     *hooks;  /* hooks.c's; NULL until there is one */
  guint       last_hook; /* the number that was given last */
};

static inline GrRunBlock *
gr_module_run_block (const GrModule *module, guint index)
{
  return g_ptr_array_index (module->blocks, index);
}

static inline GrEntry *
gr_module_entry (const GrModule *module, guint index)
{
  return &g_array_index (module->entries, GrEntry, index);
}

/* The same as gr_module_run_one(), by itself, with the module's hooks. */
GrTensor *gr_module_run_hooked (GrModule *module, guint index, GrTensor *const *inputs,
                                guint n_inputs, GError **error);

/* Runs one block with these inputs, @with_relu: with its ReLU; sets the thread's current block
 * while it does. (transfer full); an error begins with the block. */
GrTensor *gr_module_run_one (GrModule *module, guint index, gboolean with_relu,
                             GrTensor *const *inputs, guint n_inputs, GrTensor *const *parameters,
                             gboolean training, GError **error);

/* A target of the data set in the prediction's dtype and, where it has as many numbers, in its
 * shape: [N] numbers meet predictions of [N, 1]. Owned by @s. */
GrTensor *gr_fit_target (GrScope *s, GrTarget kind, GrTensor *target, GrTensor *prediction);

GrTree *gr_tree_new  (GrModel *model, const GrPlan *plan, GPtrArray *blocks,
                      const guint *instance_of);
void    gr_tree_free (GrTree *tree);

G_END_DECLS
