/* module.h - GrModule: a model lowered to something that runs, with PyTorch's nn.Module semantics.
 *
 * Parameters lie one after another in one flat tensor, their gradients in another; the named ones
 * are views, so that zero_grad, an optimiser and a checkpoint are one pass each. A module is a
 * snapshot: it does not follow later edits of the model it was made from. Used by one thread at a
 * time.
 */
#pragma once

#include "../autograd/autograd.h"
#include "../optim/optimizer.h"
#include "model.h"

G_BEGIN_DECLS

typedef struct _GrModule GrModule;

/* A parameter or buffer. All borrowed from the module. */
typedef struct
{
  char       *name;   /* dotted: "res1.bn2.running_mean" */
  GrTensor   *tensor; /* a parameter is a leaf that requires grad, unless frozen */
  gboolean    is_buffer;
  gboolean    frozen;
  gdouble     lr_factor; /* 1 unless the block has a rate of its own */
  gint64      offset;    /* of a parameter: its first element in the arenas; -1 for a buffer */
  gint64      numel;
  const char *block;     /* id */
} GrModuleTensor;

/* A model's loss: a block of category Loss. */
typedef struct
{
  char   *name;   /* dotted */
  gdouble factor; /* its weight in the sum */
  GrTarget target_kind;
  guint   output; /* the number of the output that it looks at; see gr_module_judged() */
  /* What it is compared with: the data set's target of this number; or -1, where the block's second
   * input is linked (an autoencoder's is linked to its Input). */
  gint    target;
  gint    input; /* the number of the Input that its second input is linked to; else -1 */
  gboolean summed;     /* reduction is “sum”: it grows with the batch */
  gboolean ignores;    /* it has an ignore_index */
  gint64   ignore_index;
} GrModuleLoss;

/* Where a pass is, for messages and listeners. */
typedef struct
{
  const char *name; /* dotted */
  const char *kind; /* "Conv2d" */
  const char *id;   /* of the model's block; copies in a repeated group share it */
} GrModuleBlock;

/* Takes its values from the model's kept weights where their shapes fit, and draws the others from
 * @generator in order (NULL: the thread's). GR_ERROR_MODEL where the model has an error.
 * @dtype: GR_FLOAT32 or GR_FLOAT64. On GR_META it takes no memory: it has costs and cannot run.
 * (transfer full) */
GrModule *gr_module_new   (GrModel *model, GrDType dtype, GrDevice device, GrGenerator *generator,
                           GError **error);
GrModule *gr_module_ref   (GrModule *module);
void      gr_module_unref (GrModule *module);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrModule, gr_module_unref)

/* --- running ---------------------------------------------------------------------------------- */

/* PyTorch's train() and eval(); a new module is in training. */
void     gr_module_train      (GrModule *module, gboolean training);
gboolean gr_module_training   (GrModule *module);

guint         gr_module_n_inputs     (GrModule *module);
const char   *gr_module_input_name   (GrModule *module, guint i);
/* The sizes of one item, without the batch. */
GrInts        gr_module_input_shape  (GrModule *module, guint i);
GrDType       gr_module_input_dtype  (GrModule *module, guint i);
/* Blocks that no block but a loss reads. */
guint         gr_module_n_outputs    (GrModule *module);
const char   *gr_module_output_name  (GrModule *module, guint i);
guint         gr_module_n_losses     (GrModule *module);
const GrModuleLoss *gr_module_loss   (GrModule *module, guint i);

/* Runs every block but the losses. @outputs has n_outputs places, each (transfer full). An error
 * begins with the block: "Conv2d “conv1”: ...". */
gboolean gr_module_forward      (GrModule *module, GrTensor *const *inputs, guint n_inputs,
                                 GrTensor **outputs, GError **error);
/* The losses of outputs that gr_module_forward() gave for @inputs. @targets are the data set's.
 * @losses has n_losses places (or NULL), each (transfer full); @total, the sum of factor times
 * loss, too. */
gboolean gr_module_losses       (GrModule *module, GrTensor *const *inputs, guint n_inputs,
                                 GrTensor *const *outputs, GrTensor *const *targets,
                                 guint n_targets, GrTensor **losses, GrTensor **total,
                                 GError **error);

/* What loss @i judges, borrowed: one of @outputs, or of @inputs where it is linked to an Input. */
GrTensor *gr_module_judged      (GrModule *module, guint i, GrTensor *const *inputs,
                                 GrTensor *const *outputs);

/* Every block in the order they run, losses among them. Borrowed from the module. */
guint                gr_module_n_blocks (GrModule *module);
const GrModuleBlock *gr_module_block    (GrModule *module, guint i);

/* While it pretends, its parameters, gradients and running statistics are stand-ins on GR_META: a
 * pass over tensors from there, forward and backward, says every shape, takes no memory, and leaves
 * the module as it is. */
void gr_module_pretend (GrModule *module, gboolean on);

/* The block that this thread's pass is in, or NULL: for listeners of gr_call(). */
const GrModuleBlock *gr_module_current (void);

/* --- hooks ------------------------------------------------------------------------------------ */

/* PyTorch's register_forward_hook: called after the block has run, by the thread that runs it. May
 * give another output in its place ((transfer full)), or NULL; an error ends the pass. */
typedef GrTensor *(*GrForwardHook) (const GrModuleBlock *block, GrTensor *const *inputs,
                                    guint n_inputs, GrTensor *output, gpointer user,
                                    GError **error);
/* PyTorch's register_full_backward_hook, for looking: called in backward once the gradients that
 * the block gives to its inputs are there; NULL for an input that requires none. */
typedef void (*GrBackwardHook) (const GrModuleBlock *block, GrTensor *const *grad_inputs,
                                guint n_inputs, GrTensor *grad_output, gpointer user);

/* @block: a dotted name, not of a loss. The outcome goes to gr_module_remove_hook(); 0 where there
 * is no such block. A backward hook sees the passes that begin after it was added. Neither is
 * called while a pass is running. */
guint gr_module_add_forward_hook  (GrModule *module, const char *block, GrForwardHook hook,
                                   gpointer user, GDestroyNotify free_user);
guint gr_module_add_backward_hook (GrModule *module, const char *block, GrBackwardHook hook,
                                   gpointer user, GDestroyNotify free_user);
void  gr_module_remove_hook       (GrModule *module, guint id);

/* --- parameters and buffers ------------------------------------------------------------------- */

/* In PyTorch's order: module by module, parameters before buffers. */
guint                 gr_module_n_tensors (GrModule *module);
const GrModuleTensor *gr_module_tensor    (GrModule *module, guint i);
const GrModuleTensor *gr_module_find      (GrModule *module, const char *name); /* or NULL */
/* Elements that an optimiser trains or that are frozen: what people call the number of parameters.
 * */
gint64                gr_module_n_parameters (GrModule *module);

/* Flat, of rank 1 and one size; (transfer none). Between the parameters lie a few elements of
 * padding, which are and stay zero. NULL where there are no parameters. */
GrTensor *gr_module_parameters (GrModule *module);
GrTensor *gr_module_gradients  (GrModule *module);
/* Sets every gradient to zero, in one pass. */
void      gr_module_zero_grad  (GrModule *module);

/* Of all parameters, each with its rate, the frozen ones left alone. NULL with an error where
 * options do not go together or memory lacks; the module has to have parameters. (transfer full) */
GrOptimizer *gr_module_optimizer (GrModule *module, const GrOptimizerKind *kind,
                                  const GrOptions *options, GError **error);

/* Copies values in, converting dtype and device. @strict: every name has to be there, and no other.
 * GR_ERROR_MODEL, worded as PyTorch's load_state_dict; nothing is changed then. */
gboolean  gr_module_load       (GrModule *module, const char *const *names,
                                GrTensor *const *tensors, guint n, gboolean strict, GError **error);
/* Copies the values into @kept, which others do not have yet. @origin: see gr_kept_origin(). */
gboolean  gr_module_keep       (GrModule *module, GrKept *kept, const char *origin, GError **error);
/* What @kept has of the @i-th parameter or buffer, or NULL. (transfer none) */
GrTensor *gr_module_kept_value (GrModule *module, guint i, GrKept *kept);

/* --- looking ---------------------------------------------------------------------------------- */

/* As PyTorch prints a module. (transfer full) */
char *gr_module_repr (GrModule *module);

typedef struct
{
  const char *name; /* dotted */
  const char *kind;
  const char *id;
  gint64      n_parameters;
  gdouble     flops; /* of a forward pass */
  gdouble     bytes; /* read and written by it */
  GrTensor   *output; /* on GR_META: shape, strides, dtype */
  const GrSize *shape, *stride; /* of the output in terms of the batch N, whatever its size here */
} GrModuleCost;

/* Every block, in the order they run, at this batch size. (transfer full) array; the strings are
 * the module's. Free with g_array_unref(). */
GArray *gr_module_costs (GrModule *module, gint64 batch_size, GError **error);

G_END_DECLS
