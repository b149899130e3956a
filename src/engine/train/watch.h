/* watch.h - looking at a run's tensors while it is trained: weights, gradients, and the
 * activations of one item.
 *
 * Nobody reads live weights: between two batches the worker copies what is wanted into a GrLook,
 * of which the reader takes the newest. It spends at most GR_WATCH_SHARE of its time on that and
 * nothing where nobody looks; the run has the same bits either way.
 *
 *   gr_trainer_watch (trainer, (const char *[]){ "conv1.weight", "conv1", NULL }, 7);
 *   if ((look = gr_trainer_look (trainer))) …          (ten times a second)
 *   gr_trainer_watch (trainer, NULL, 0);
 */
#pragma once

#include "trainer.h"

G_BEGIN_DECLS

#define GR_WATCH_SHARE 0.03

typedef struct
{
  char     *name;
  GrTensor *value;    /* of a parameter or buffer; or what a block gave for the item, [1, …] */
  GrTensor *gradient; /* of a parameter that is trained; else NULL */
} GrWatched;

typedef struct
{
  guint      question; /* the trainer's own: which call of gr_trainer_watch() it answers */
  gint64     step;  /* done when it was made */
  gint64     n_items; /* that there are to choose from */
  gdouble    share; /* of the worker's time that looking has taken since it was asked to */
  guint      n;
  GrWatched *tensors; /* in the order that was asked for; names that there are not are left out */
} GrLook;

/* From any thread. @names, NULL-terminated: parameters and buffers ("conv1.weight"), and blocks
 * ("conv1"), which are run in evaluation mode on item @item of the test set (of the training set
 * where there is none; the last one where there are fewer). It takes the place of what was watched
 * before; NULL ends it. A run that is paused gives one look. */
void    gr_trainer_watch (GrTrainer *trainer, const char *const *names, gint64 item);
/* The newest of what is watched now that was not taken yet, or NULL. From one thread. (transfer
 * full) */
GrLook *gr_trainer_look  (GrTrainer *trainer);
void    gr_look_free     (GrLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrLook, gr_look_free)

G_END_DECLS
