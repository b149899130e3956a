/* infer.h - what shape inference shares with the wording of problems. Private to model/. */
#pragma once

#include "facts.h"
#include "lower.h"

G_BEGIN_DECLS

/* Every block is run at two batch sizes, from which a·N + b follows. Primes, so that no size of a
 * model is taken for the batch's by chance. */
#define GR_N_PROBES 2
#define GR_PROBE_0  61
#define GR_PROBE_1  67

/* What is known of one instance. It is inferred again when its settings or the tensors that it was
 * inferred from are others; an output that comes out the same stays the same tensor, so nothing
 * behind it is inferred again. */
typedef struct
{
  GrSetting *given;                    /* the settings it was inferred with */
  GrSetting *settings;                 /* with every auto resolved; NULL: not known */
  guint      n_inputs;
  GrTensor **inputs[GR_N_PROBES];      /* entries NULL where unknown */
  GrTensor  *output[GR_N_PROBES];      /* on GR_META; NULL where unknown */
  GrSize     shape[GR_MAX_DIMS], stride[GR_MAX_DIMS];
  gint64     n_parameters;
  GPtrArray *problems;                 /* of GrProblem; NULL: none */
  GrBlockFacts *facts;                 /* of this instance alone (facts.c); NULL: not asked for */
} GrNodeState;

struct _GrInference
{
  guint64      revision, structure; /* of the model, when this was inferred */
  GrPlan      *plan;
  GPtrArray   *states; /* of GrNodeState, one per instance */
  GPtrArray   *keys;   /* of char *: whose they are, across plans */
  GArray      *infos;  /* of GrBlockInfo, one per block */
  GPtrArray   *problems; /* of GrProblem, borrowed from plan and states; and .own */
  GPtrArray   *own;      /* of the whole model */
};

void gr_node_state_free   (GrNodeState *state);
/* Infers instance @index again, where what it was inferred from has changed. */
void gr_node_state_update (GrModel *model, GrInference *inference, guint index);
/* What @block, which is no block of the model, would give with instance @source's output at each of
 * the inputs that it needs. @state is filled with that, problems too. */
void gr_node_state_try    (GrModel *model, const GrInference *inference, const GrBlock *block,
                           guint source, GrNodeState *state);
/* What cannot be run forgets what it knew. */
void gr_node_state_forget (GrNodeState *state);

/* Brings the inference up to date and returns it (borrowed until the next edit). */
const GrInference *gr_model_inference (GrModel *model);

/* Fails with the first error among @problems, @of_data: of those that are about the data set alone,
 * else of all others, and says how many more there are. */
gboolean gr_problems_check (const GPtrArray *problems, gboolean of_data, GError **error);
/* Appends what keeps the model from learning from the data set that it was told of: data-fit.c. */
void     gr_find_data_misfits (GrModel *model, const GrInference *inference, GPtrArray *problems);

/* Where a message says what reached a block. */
typedef struct
{
  GrModel           *model;
  const GrInference *inference;
  const GrInstance  *instance;
  GrNodeState       *state;
} GrWhere;

/* Runs a block whose settings and inputs are known once more, at batch size GR_PROBE_0 or 1, for
 * who listens to its calls. (transfer full); NULL where it is refused. */
GrTensor *gr_node_state_probe (const GrWhere *where, guint p);

/* --- problem.c: the sentences ----------------------------------------------------------------- */

/* Adds a problem of @where's block; takes @fix. */
void gr_where_say            (const GrWhere *where, GrProblemLevel level, GrProblemKind kind,
                              GrEdit *fix, const char *format, ...) G_GNUC_PRINTF (5, 6);
void gr_say_unknown_kind     (const GrWhere *where);
void gr_say_missing_input    (const GrWhere *where, guint input);
/* What that could read (offer.c); NULL where nothing is obvious. */
const GrInstance *gr_offer_source (const GrWhere *where);
/* A Flatten before @reader; NULL where nothing is linked to it. (transfer full) */
GrEdit *gr_offer_flatten     (GrModel *model, const GrBlock *reader);
/* Where its input has too many or too few sizes, a block before it that mends that, of kind @kind
 * (out); NULL where none does. (transfer full) */
GrEdit *gr_offer_rank        (const GrWhere *where, const char **kind);
/* What reads @input, a block's id, and could take no item of @ndim sizes with the batch, nor would
 * gr_offer_rank() help; NULL: all could. */
const GrBlock *gr_offer_refuser (GrModel *model, const char *input, gint ndim);
void gr_say_reads_loss       (const GrWhere *where, guint input);
void gr_say_rank             (const GrWhere *where);
void gr_say_batch_dependent  (const GrWhere *where, guint attribute);
void gr_say_unresolved       (const GrWhere *where, guint attribute);
/* "Linear “fc1” expects 192 features, but its input has 256 (from flatten: 16×4×4). Set in_features
 * to 256?" */
void gr_say_wrong_size       (const GrWhere *where, guint attribute, const GrSetting *found);
void gr_say_refused          (const GrWhere *where, const GError *reason);
/* Linear on an image: it runs, and is surely not meant. */
void gr_say_wants_flatten    (const GrWhere *where);
void gr_say_empty            (GrModel *model, GPtrArray *problems);

/* "1×28×28", of a list of whole numbers, "[]" of none; of others as gr_setting_to_string().
 * (transfer full) */
char *gr_setting_sizes       (const GrSetting *setting);
/* "N×16×4×4", or without the batch "16×4×4"; (transfer full) */
char *gr_shape_text          (const GrSize *shape, gint ndim, gboolean with_batch);

G_END_DECLS
