/* model.h - GrModel: blocks and links, the document that a person edits.
 *
 * Every change is a GrEdit through gr_model_apply() (model/edit.h), which gives the inverse back.
 * After a change the shapes, and what is wrong, are asked for here; only what follows from the
 * change is inferred again. Sizes that depend on the batch are a·N + b.
 *
 * A block's id is stable and never used again while the model lives; its name is what people see
 * and what its parameters are called by. A model is used by one thread at a time.
 */
#pragma once

#include <glib-object.h>

#include "../nn/block.h"
#include "kept.h"

G_BEGIN_DECLS

typedef struct _GrEdit      GrEdit;
typedef struct _GrDataFacts GrDataFacts;

#define GR_TYPE_MODEL (gr_model_get_type ())
G_DECLARE_FINAL_TYPE (GrModel, gr_model, GR, MODEL, GObject)

/* Limits that keep a hostile file from exhausting memory. */
#define GR_MODEL_MAX_BLOCKS    10000
#define GR_MODEL_MAX_INSTANCES 10000 /* blocks after groups are repeated */
#define GR_MODEL_MAX_DEPTH     16    /* of groups in groups */

typedef struct
{
  char              *id;
  const GrBlockKind *kind;      /* NULL where this program does not know it */
  char              *kind_name;
  char              *name;      /* a Python identifier, unique in its group */
  GrSetting         *settings;  /* one per attribute of the kind; NULL where the kind is unknown */
  char              *group;     /* the id of the group it is in, or NULL */
  gdouble            x, y;      /* on the canvas */
  char              *extra;     /* JSON object with what the file said beyond this, or NULL */
} GrBlock;

/* A named set of blocks and groups: a prefix of its parameters' names, a module when printed.
 * Repeated n times, copies with weights of their own are chained: what leaves one enters the next.
 * */
typedef struct
{
  char   *id;
  char   *name;
  char   *title;  /* the class when printed: "Residual"; NULL: "Sequential" or "Module" */
  char   *parent; /* the id of the group it is in, or NULL */
  gint    repeat; /* >= 1 */
  char   *extra;
  gboolean collapsed; /* drawn as one block */
} GrGroup;

/* From the output of a block to an input of another. An input takes one link. */
typedef struct
{
  char *from; /* block ids */
  char *to;
  guint input;
  char *extra;
} GrLink;

GrModel       *gr_model_new         (void);

guint          gr_model_n_blocks    (GrModel *model);
const GrBlock *gr_model_block_at    (GrModel *model, guint index);
const GrBlock *gr_model_block       (GrModel *model, const char *id); /* NULL where there is none */
/* By dotted name, "res1.conv1". */
const GrBlock *gr_model_block_named (GrModel *model, const char *dotted);
gint           gr_model_block_index (GrModel *model, const char *id); /* -1 */
guint          gr_model_n_groups    (GrModel *model);
const GrGroup *gr_model_group_at    (GrModel *model, guint index);
const GrGroup *gr_model_group       (GrModel *model, const char *id);
gint           gr_model_group_index (GrModel *model, const char *id);
guint          gr_model_n_links     (GrModel *model);
const GrLink  *gr_model_link_at     (GrModel *model, guint index);
/* The link into this input, or NULL. */
const GrLink  *gr_model_link_to     (GrModel *model, const char *to, guint input);
/* How many inputs of a block there are up to the last one that is linked. */
guint          gr_model_n_linked    (GrModel *model, const char *id);

/* "res1.conv1": the groups' names before the block's (a repeated group without a number).
 * (transfer full) */
char          *gr_model_dotted_name (GrModel *model, const GrBlock *block);

/* The one door: does all of @edit or nothing, and returns what undoes it ((transfer full)).
 * Refused, GR_ERROR_MODEL: what would make the document contradict itself (two blocks of one id, a
 * link from nowhere, a group inside itself). A model that cannot run is not refused: that is a
 * problem to show. */
GrEdit        *gr_model_apply       (GrModel *model, const GrEdit *edit, GError **error);
/* Changes whenever the model does, and never comes back to an earlier value. */
guint64        gr_model_revision    (GrModel *model);

/* An id that this model never had, and a name that is free in @group, both made from @prefix:
 * "conv2". (transfer full) */
char          *gr_model_fresh_id    (GrModel *model, const char *prefix);
char          *gr_model_fresh_name  (GrModel *model, const char *prefix, const char *group);
/* A block with the kind's initial settings and a fresh id and name, to be given to
 * gr_edit_add_block(). GR_ERROR_MODEL for a kind that there is not. (transfer full) */
GrBlock       *gr_model_draft       (GrModel *model, const char *kind, const char *group,
                                     GError **error);

GrBlock       *gr_block_new         (const char *id, const char *kind, const char *name,
                                     const char *group);
GrBlock       *gr_block_copy        (const GrBlock *block);
void           gr_block_free        (GrBlock *block);
GrGroup       *gr_group_copy        (const GrGroup *group);
void           gr_group_free        (GrGroup *group);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrBlock, gr_block_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrGroup, gr_group_free)

/* What the data set gives: the sizes of one item of Input number @input (in block order), without
 * the batch. It is no part of the document; it stands where an Input's shape is "auto". */
void           gr_model_set_data_shape (GrModel *model, guint input, GrInts shape);
GrInts         gr_model_data_shape     (GrModel *model, guint input); /* GR_NO_INTS: not known */

/* The same document with the same kept weights, which shares nothing else with @model, so that
 * another thread may have it. What the data set gives is not in it. (transfer full) */
GrModel       *gr_model_copy        (GrModel *model);
/* The same document: blocks, groups, links, in the same order. For tests and "unsaved changes". */
gboolean       gr_model_equal       (GrModel *a, GrModel *b);

/* What it computes, a line a block and a line a group: two models of the same description, with the
 * same weights, give the same. Where blocks stand is not in it. (transfer full) */
char          *gr_model_describe    (GrModel *model);

/* --- weights ---------------------------------------------------------------------------------- */

/* What is kept of earlier runs, for modules that are made of the model: see kept.h. Never NULL;
 * (transfer none). It is no part of the document, and no edit changes it. */
GrKept        *gr_model_kept       (GrModel *model);
void           gr_model_set_kept   (GrModel *model, GrKept *kept);

/* --- what is known of a block (model/infer.c) ------------------------------------------------- */

/* per_batch·N + fixed; or not expressible so */
typedef struct
{
  gint64   per_batch, fixed;
  gboolean unknown;
} GrSize;

typedef struct
{
  const GrBlock   *block;
  gboolean         known;      /* the output could be inferred */
  GrDType          dtype;
  gint             ndim;
  GrSize           shape[GR_MAX_DIMS];
  GrSize           stride[GR_MAX_DIMS];
  gint             first_ndim; /* of a repeated group's block, the first copy's output */
  GrSize           first_shape[GR_MAX_DIMS];
  const GrSetting *settings;   /* every "auto" resolved, where the inputs were known; else NULL */
  gint64           n_parameters; /* over all copies */
} GrBlockInfo;

/* Of a repeated group's block: of the first copy for the settings, of the last for the shape.
 * Borrowed until the next edit. NULL for an unknown id. */
const GrBlockInfo *gr_model_info (GrModel *model, const char *id);
/* "N×16×4×4"; (transfer full) */
char              *gr_block_info_shape (const GrBlockInfo *info);
/* The same over all copies: "N×8×26×26 … N×8×3×3", the first and the last, where they differ. */
char              *gr_block_info_shapes (const GrBlockInfo *info);
char              *gr_size_to_string   (GrSize size);
/* An operator's message about tensors of a made-up batch size, with N in its place: "[61, 3]"
 * becomes "[N, 3]". (transfer full) */
char              *gr_batch_as_n       (const char *message, gint64 batch);

typedef enum
{
  GR_PROBLEM_WARNING, /* runs, and is surely not what was meant */
  GR_PROBLEM_ERROR,   /* cannot run */
} GrProblemLevel;

typedef enum
{
  GR_PROBLEM_UNKNOWN_KIND,
  GR_PROBLEM_CYCLE,
  GR_PROBLEM_MISSING_INPUT,
  GR_PROBLEM_UNLINKED,
  GR_PROBLEM_SETTING,
  GR_PROBLEM_SHAPE,
  GR_PROBLEM_GROUP,
  GR_PROBLEM_EMPTY, /* of the whole model: .block is NULL */
  GR_PROBLEM_DATA,  /* it runs, but cannot learn from the data set: model/data-fit.h */
} GrProblemKind;

typedef struct
{
  GrProblemLevel level;
  GrProblemKind  kind;
  char          *block;   /* its id, or NULL */
  char          *message; /* a sentence or two; where there is a fix, the last asks for it */
  GrEdit        *fix;     /* or NULL */
} GrProblem;

/* All that is wrong, in the order of the blocks. Borrowed until the next edit. */
guint            gr_model_n_problems (GrModel *model);
const GrProblem *gr_model_problem_at (GrModel *model, guint index);
/* TRUE where it can run; else GR_ERROR_MODEL with the first error, and how many more there are.
 * What is of GR_PROBLEM_DATA keeps it from being trained alone: gr_model_can_train(). */
gboolean         gr_model_check      (GrModel *model, GError **error);

G_END_DECLS
