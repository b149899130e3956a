/* data-fit.h - what a model is told of the data set that it is to learn from, and whether the two
 * go together.
 *
 * The facts are no part of the document. What does not fit them is among the problems of the
 * model, at the block that it is about: the trainer refuses it, `gradus info` says it, the canvas
 * marks it. */
#pragma once

#include "../data/dataset.h"
#include "../data/transform.h"
#include "model.h"

G_BEGIN_DECLS

struct _GrDataFacts
{
  char    *name; /* of the set; of one that is a file or folder, of that */
  gint     n_inputs;
  GrField  input[GR_MAX_INPUTS]; /* of an item, after the transforms */
  gboolean has_target;
  GrField  target;
  gint64   n_below; /* classes that are left where a loss ignores the last one */
  gint64   n_test;  /* items to test on */
  gint64   length;  /* items to train on, of which */
  gint64   n_labels; /* classes the set itself has, whatever transforms make of them, */
  gint64  *counts;  /* with so many items each */
};

/* The facts of @set, whose items go through @transforms, and which has @test, or NULL, to be judged
 * by. (transfer full) */
GrDataFacts *gr_data_facts_new  (GrDataset *set, const GrDataset *test,
                                 const GrTransforms *transforms, GError **error);
void         gr_data_facts_free (GrDataFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrDataFacts, gr_data_facts_free)

/* @facts (transfer full) stand until the next; NULL: nothing is known. gr_model_set_data_shape()
 * is a part of it. */
void               gr_model_set_data (GrModel *model, GrDataFacts *facts);
const GrDataFacts *gr_model_data     (GrModel *model); /* NULL: nothing is known */

/* Whether it can be trained on the data that it was told of, if any: it runs, has a loss, as many
 * inputs as an item, a target of each loss's kind, a score for each class, and a weight that is not
 * frozen. */
gboolean           gr_model_can_train (GrModel *model, GError **error);
/* The first block that cannot be trained, or with @judged evaluated, on a batch of a single item: a
 * BatchNorm with one number a channel of it, of those that keep no running statistics where it is
 * evaluated. NULL: none, or its shape is not known. (transfer none) */
const GrBlock     *gr_model_refuses_single (GrModel *model, gboolean judged);

G_END_DECLS
