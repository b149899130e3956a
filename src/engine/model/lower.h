/* lower.h - GrPlan: the blocks of a model in the order in which they run, groups repeated.
 *
 * Private to model/: shape inference and the runnable module both walk a plan. What cannot be
 * ordered (a cycle, a repeated group with two entries) is left out of the order and said as a
 * problem.
 */
#pragma once

#include "model-private.h"

G_BEGIN_DECLS

/* One run of a block: in a repeated group, one of its copies. */
typedef struct
{
  const GrBlock *block;
  char          *copy;   /* "" or the number of its copy in each repeated group around it: "1.0" */
  char          *name;   /* dotted, with these numbers: "res.1.conv1" */
  guint          n_inputs;
  gint          *inputs; /* per input the instance that it reads, or -1 */
  gboolean       in_cycle; /* it is part of a cycle, or behind one: it has no place in the order */
  gint           next; /* the next copy of its block, or -1 */
} GrInstance;

typedef struct
{
  GPtrArray *instances; /* of GrInstance: the blocks, in document order, and then the copies */
  GArray    *order;     /* of guint: the instances that can run, sources first */
  GPtrArray *problems;  /* of GrProblem */
} GrPlan;

GrPlan *gr_plan_new  (GrModel *model); /* (transfer full); borrows the model's blocks */
void    gr_plan_free (GrPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrPlan, gr_plan_free)

/* The last run of @block, whose output is what a repeated group's readers see; -1. */
gint    gr_plan_last (const GrPlan *plan, const GrBlock *block);

static inline GrInstance *
gr_plan_instance (const GrPlan *plan, guint index)
{
  return g_ptr_array_index (plan->instances, index);
}

G_END_DECLS
