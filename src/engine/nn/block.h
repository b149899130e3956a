/* block.h - GrBlockKind, the row that declares a kind of block: what can stand on the canvas.
 *
 * A kind is a layer (Conv2d), an operator used as it is (Add), an input or a loss. The palette, the
 * inspector, shape inference, the runnable module, the project file and the help read the row.
 * Adding a kind is a row in its family's file and a line in nn/list.h; see docs/blocks.md.
 *
 * There is no shape rule here: a kind's .forward, run on meta tensors, is its shape rule.
 */
#pragma once

#include "init.h"
#include "setting.h"
#include "../ops/scope.h"

G_BEGIN_DECLS

typedef enum
{
  GR_CATEGORY_INPUT,
  GR_CATEGORY_LINEAR,
  GR_CATEGORY_CONVOLUTION,
  GR_CATEGORY_POOLING,
  GR_CATEGORY_NORMALISATION,
  GR_CATEGORY_ACTIVATION,
  GR_CATEGORY_REGULARISATION,
  GR_CATEGORY_SHAPE,
  GR_CATEGORY_ARITHMETIC,
  GR_CATEGORY_LOSS,
  GR_N_CATEGORIES,
} GrCategory;

typedef enum
{
  GR_PARAMETER_TRAINED, /* a parameter of the model's dtype */
  GR_PARAMETER_BUFFER,  /* a buffer of the model's dtype: running_mean */
  GR_PARAMETER_COUNTER, /* an int64 buffer of rank 0: num_batches_tracked */
} GrParameterRole;

/* A row's parameter or buffer, in PyTorch's order; a list of them ends with a NULL name. */
typedef struct
{
  const char     *name; /* "weight" */
  GrParameterRole role;
  /* Sizes in terms of attributes: "out_channels, in_channels/groups, kernel_size[0]". A list
   * attribute without an index stands for all its numbers; "" is rank 0. */
  const char *shape;
  const char *when; /* the bool attribute without which it does not exist: "bias"; NULL: always */
  GrInit      init; /* PyTorch's default */
  gboolean    fixed_init; /* the attribute "init" does not apply to it: biases, statistics */
  const char *zero_row;   /* the optional int attribute whose row starts as zeros: padding_idx */
} GrParameter;

typedef struct _GrBlockKind GrBlockKind;

/* What .forward sees: settings with every "auto" resolved, parameters in the row's order. */
typedef struct
{
  const GrBlockKind *kind;
  const GrSetting   *settings; /* one per attribute of the row */
  GrTensor *const   *inputs;
  guint              n_inputs;
  GrTensor *const   *parameters; /* NULL where the block has none, as of bias=False */
  gboolean           training;
} GrBlockCall;

/* What a loss compares its first input with, where its second is not linked: the data set's
 * target. Says the meta tensor to infer with. */
typedef enum
{
  GR_TARGET_NONE,    /* not a loss */
  GR_TARGET_CLASSES, /* int64 class indices, the prediction's shape without its size 1 */
  GR_TARGET_VALUES,  /* the prediction's own shape and dtype */
} GrTarget;

/* Which elements of its inputs an element of a block's output is computed from: from this follows
 * the receptive field. Numbers are in attributes that are called as PyTorch calls them. */
typedef enum
{
  GR_READS_SAME,       /* the one in its place, or the one that is broadcast there */
  GR_READS_WINDOW,     /* all channels, and a window: kernel_size, stride, padding, dilation */
  GR_READS_TRANSPOSED, /* those whose window backwards it is in */
  GR_READS_BINS,       /* those whose part of the image it is: AdaptiveAvgPool2d */
  GR_READS_RESIZED,    /* the nearest, or those around: Upsample */
  GR_READS_SHIFTED,    /* the one in its place before a border was added: Pad */
  GR_READS_JOINED,     /* the one in its place in its part along "dim": Cat */
  GR_READS_CHANNELS,   /* all channels in its place: Softmax2d */
  GR_READS_DIM,        /* all along the dimensions of "dim" */
  GR_READS_LAST,       /* all along the last dimension, or the last of normalized_shape */
  GR_READS_RESHAPED,   /* the one that is as far from the first: Flatten */
  GR_READS_PERMUTED,   /* the one in its place in the other order, "dims" */
  GR_READS_LOOKED_UP,  /* the one in its place, the last dimension left out: Embedding */
  GR_READS_ALL,
} GrReads;

#define GR_BLOCK_MANY_INPUTS 64

struct _GrBlockKind
{
  const char *name; /* PyTorch's class, or Input, Add, Cat, ...: what the project file says */
  GrCategory  category;
  const char *icon;    /* an icon name of data/icons */
  const char *summary; /* one sentence; N_() */
  const char *prefix;  /* names of new blocks: "conv" gives conv1, conv2, ... */

  const GrAttribute *attributes; /* NULL: none */
  const GrParameter *parameters; /* NULL: none */

  /* names of the ports, NULL-terminated; NULL: "input" */
  const char *const *inputs;
  guint              min_inputs, max_inputs; /* both 0: as many as .inputs names */
  gint               min_dims, max_dims; /* of input 0, with the batch; both 0: any */
  GrTarget           target;
  GrReads            reads;
  gboolean           over_batch; /* trained, it takes mean and variance of what a batch has; judged,
                                    too, where it does not "track_running_stats" */

  /* The block in operators. NULL is returned only where the scope has failed. */
  GrTensor *(*forward) (GrScope *s, const GrBlockCall *call);
  /* The block with a ReLU after it, to the same bits and faster. NULL: there is no such thing. */
  GrTensor *(*forward_relu) (GrScope *s, const GrBlockCall *call);

  /* What PyTorch's repr has between the parentheses. "{name}" is an attribute as Python prints
   * it, "{name:2}" a list filled up to two numbers or a word without quotes;
   * "[, padding={padding}]" stands only where an attribute in it is not at its initial value,
   * "<size={size}, >" where it is not None. NULL: nothing. */
  const char *repr;
  /* How PyTorch spells it: a class ("nn.Conv2d") that takes the attributes by name, or an
   * expression in the attributes and inputs: "torch.cat([{inputs}], dim={dim})". NULL for Input. */
  const char *pytorch;
};

/* --- the table -------------------------------------------------------------------------------- */

guint              gr_n_block_kinds   (void);
const GrBlockKind *gr_block_kind_at   (guint index);
const GrBlockKind *gr_block_kind_find (const char *name); /* NULL where unknown */
/* "Convolution" */
const char        *gr_category_name   (GrCategory category);

/* --- asking a kind ---------------------------------------------------------------------------- */

guint              gr_block_kind_n_attributes (const GrBlockKind *kind);
gint               gr_block_kind_attribute    (const GrBlockKind *kind, const char *name); /* -1 */
/* The initial settings, one per attribute; borrowed, for ever. */
const GrSetting   *gr_block_kind_initial      (const GrBlockKind *kind);
guint              gr_block_kind_n_parameters (const GrBlockKind *kind);
guint              gr_block_kind_min_inputs   (const GrBlockKind *kind);
guint              gr_block_kind_max_inputs   (const GrBlockKind *kind);
/* The name of a port: "input", "target"; "input 3" where a kind takes many. (transfer full) */
char              *gr_block_kind_port         (const GrBlockKind *kind, guint input);
gboolean           gr_block_kind_is_loss      (const GrBlockKind *kind);
/* Whether PyTorch has it as a module, which a printed model lists. */
gboolean           gr_block_kind_is_module    (const GrBlockKind *kind);

/* --- a block's settings: only for names that its row has -------------------------------------- */

const GrSetting   *gr_block_setting (const GrBlockKind *kind, const GrSetting *settings,
                                     const char *name);
/* GR_NO_INT and GR_NO_FLOAT stand for None. */
gint64             gr_block_int     (const GrBlockCall *call, const char *name);
gdouble            gr_block_float   (const GrBlockCall *call, const char *name);
gboolean           gr_block_bool    (const GrBlockCall *call, const char *name);
/* NULL where an attribute that takes numbers or a word has numbers. */
const char        *gr_block_choice  (const GrBlockCall *call, const char *name);
GrInts             gr_block_ints    (const GrBlockCall *call, const char *name);
/* A list of floats as a tensor of rank 1, in the dtype and on the device of input 0, owned by the
 * scope; NULL for None. */
GrTensor          *gr_block_floats  (GrScope *s, const GrBlockCall *call, const char *name);

/* What an auto attribute is for an input of this shape (of @data_shape, for GR_AUTO_DATA: the sizes
 * of one item). FALSE where the input's rank leaves it without a value. */
gboolean           gr_block_resolve (const GrBlockKind *kind, const GrSetting *settings,
                                     guint attribute, GrInts input, GrInts data_shape,
                                     GrSetting *resolved);

/* The shape of a parameter with resolved settings; @shape has GR_MAX_DIMS places. FALSE where the
 * block does not have it. */
gboolean           gr_block_parameter_shape (const GrBlockKind *kind, const GrSetting *settings,
                                             guint parameter, gint64 *shape, gint *ndim);
/* A new parameter with its first values: the row's, or what the attribute "init" says. */
GrTensor          *gr_block_parameter_new   (const GrBlockKind *kind, const GrSetting *settings,
                                             guint parameter, GrDType dtype,
                                             GrGenerator *generator, GError **error);
/* "Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))"; (transfer full) */
char              *gr_block_repr            (const GrBlockKind *kind, const GrSetting *settings);

G_END_DECLS
