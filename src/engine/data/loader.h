/* loader.h - batches of a data set, in an order that the seed alone decides.
 *
 * The order of an epoch is a function of (seed, epoch), the transforms' random numbers one of
 * (seed, epoch, item): so batches are the same for any number of threads, and two numbers are
 * enough to go on exactly where a run stopped. Threads make whole batches ahead of the one that
 * asks; memory is asked for in the asking thread, from the caching allocator.
 *
 * A loader belongs to one thread at a time. Used by the trainer, evaluation and the benchmarks.
 */
#pragma once

#include "dataset.h"
#include "transform.h"

G_BEGIN_DECLS

typedef enum
{
  GR_SAMPLER_SEQUENTIAL, /* file order */
  GR_SAMPLER_RANDOM,     /* each item once, reshuffled every epoch */
  GR_SAMPLER_WEIGHTED,   /* drawn with replacement so that each class comes equally often */
} GrSampler;

typedef struct
{
  gint64        batch_size;
  GrSampler     sampler;
  gboolean      drop_last;  /* leave out a last batch that is smaller */
  guint64       seed;
  gint          threads;    /* 0: batches are made in the asking thread when asked for */
  gint          prefetch;   /* batches ahead; 0: two a thread */
  /* GR_FLOAT32 or GR_FLOAT64: of all inputs and targets that are not integers */
  GrDType       dtype;
  GrTransforms *transforms; /* or NULL; a reference is taken */
} GrLoaderOptions;

/* 128, random, float32, nothing else. */
#define GR_LOADER_OPTIONS_INIT                                                                     \
  { .batch_size = 128, .sampler = GR_SAMPLER_RANDOM, .dtype = GR_FLOAT32 }

typedef struct
{
  gint64    size;                  /* items in it */
  gint64    epoch;                 /* from 0 */
  gint64    number;                /* of this batch in its epoch, from 0 */
  gint      n_inputs;
  GrTensor *input[GR_MAX_INPUTS];  /* [size, field…] */
  GrTensor *target;                /* [size, field…]; NULL where there is none */
  gint64   *index;                 /* which item of the data set each one is */
} GrBatch;

/* Lets go of what a batch holds (tensors are ref-counted: keep one with gr_tensor_ref()) and
 * zeroes it. A batch that is all zeros may be cleared. */
void gr_batch_clear (GrBatch *batch);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GrBatch, gr_batch_clear)

typedef struct _GrLoader GrLoader;

/* Refuses transforms that do not fit the data, an empty set, nonsensical options. */
GrLoader *gr_loader_new  (GrDataset *dataset, const GrLoaderOptions *options, GError **error);
void      gr_loader_free (GrLoader *loader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrLoader, gr_loader_free)

gint64         gr_loader_n_batches (GrLoader *loader); /* an epoch */
gint64         gr_loader_n_items   (GrLoader *loader); /* an epoch, without what drop_last drops */
GrDataset     *gr_loader_dataset   (GrLoader *loader); /* (transfer none) */
/* The fields of what comes out, after the transforms and in the run's dtype. */
const GrField *gr_loader_input     (GrLoader *loader, gint i);
const GrField *gr_loader_target    (GrLoader *loader); /* NULL where there is none */

/* The next batch of the current epoch (0 at first) into @batch, which is cleared first. FALSE
 * without an error at the epoch's end; the next call begins the next epoch. FALSE with an error
 * that names the item ends the epoch; the state stays before the batch that failed. */
gboolean gr_loader_next (GrLoader *loader, GrBatch *batch, GError **error);

/* Where a loader is: the next call gives batch @number of @epoch. What a checkpoint keeps. */
typedef struct
{
  gint64 epoch;
  gint64 number;
} GrLoaderState;

GrLoaderState gr_loader_state     (GrLoader *loader);
/* Goes there; a number past the epoch's end is GR_ERROR_ARGUMENT. {e, 0} starts epoch e anew. */
gboolean      gr_loader_set_state (GrLoader *loader, GrLoaderState state, GError **error);

G_END_DECLS
