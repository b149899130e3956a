/* model-private.h - what the files of model/ share about GrModel and GrEdit. */
#pragma once

#include "data-fit.h"
#include "edit.h"

G_BEGIN_DECLS

typedef struct _GrInference GrInference; /* infer.c */

struct _GrModel
{
  GObject parent_instance;

  GPtrArray  *blocks; /* of GrBlock, in document order */
  GPtrArray  *groups; /* of GrGroup */
  GPtrArray  *links;  /* of GrLink */
  GHashTable *block_by_id;
  GHashTable *group_by_id;
  GHashTable *link_by_end; /* of GrLink, found by .to and .input */
  GHashTable *places; /* of a block: its index; NULL: to be made when it is next asked for */
  GHashTable *used_ids; /* every id there ever was */
  GHashTable *names;  /* of all blocks and groups: names.c */
  GrKept     *kept;
  GArray     *data_shapes; /* of DataShape */
  GrDataFacts *data;       /* NULL: not known */

  guint64      revision;
  guint64      structure; /* the revision at which blocks, links or groups last came or went */
  GrInference *inference;
};

typedef enum
{
  EDIT_ADD_BLOCK,
  EDIT_REMOVE_BLOCK,
  EDIT_RENAME_BLOCK,
  EDIT_SET_ATTRIBUTE,
  EDIT_MOVE_BLOCK,
  EDIT_PUT_BLOCK,
  EDIT_ADD_LINK,
  EDIT_REMOVE_LINK,
  EDIT_ADD_GROUP,
  EDIT_REMOVE_GROUP,
  EDIT_RENAME_GROUP,
  EDIT_PUT_GROUP,
  EDIT_SET_REPEAT,
  EDIT_SET_COLLAPSED,
  EDIT_COMPOUND,
} EditKind;

struct _GrEdit
{
  gatomicrefcount refs;
  EditKind        kind;
  char           *id;    /* of the block or group; of the block that a link goes to */
  char           *text;  /* the name, attribute, group, parent, or the block a link comes from */
  char           *extra; /* of a link */
  GrBlock        *block;
  GrGroup        *group;
  GrSetting       setting;
  gdouble         x, y;
  guint           input;
  gint            index;
  gint            repeat;
  gboolean        collapsed;
  GPtrArray      *parts; /* of GrEdit */
};

GrEdit *gr_edit_new (EditKind kind, const char *id, const char *text);

/* --- model.c --- */

/* Without a question whether it may be: gr_model_apply() asks. @block and @group are taken, @link
 * is copied; at @index of the list, or its end. */
void gr_model_insert_block (GrModel *model, GrBlock *block, gint index);
void gr_model_insert_group (GrModel *model, GrGroup *group, gint index);
void gr_model_insert_link  (GrModel *model, const GrLink *link, gint index);

/* --- names.c --- */

/* Names are Python identifiers, so that parameters and exported code can be called by them. */
gboolean gr_name_is_valid (const char *name);
/* Whether a block or group of @group (NULL: the top) other than @except has this name. */
gboolean gr_model_name_taken (GrModel *model, const char *name, const char *group,
                              const char *except);
/* What bears which name: to be told when anything comes, goes, is renamed or put into a group. */
GHashTable *gr_names_new (void);
void gr_names_add    (GHashTable *names, const char *group, const char *name, const char *id);
void gr_names_remove (GHashTable *names, const char *group, const char *name);

/* Whether @group is @ancestor or somewhere inside it. */
gboolean gr_model_group_within (GrModel *model, const char *group, const char *ancestor);

GrProblem *gr_problem_new  (GrProblemLevel level, GrProblemKind kind, const char *block,
                            GrEdit *fix, const char *format, ...) G_GNUC_PRINTF (5, 6);
void       gr_problem_free (GrProblem *problem);

void gr_inference_free (GrInference *inference);

G_END_DECLS
