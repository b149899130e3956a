/* fit.h - weights from a file into a model, by name: what is taken, and what does not fit.
 *
 * Where gr_weights_load() takes all or nothing, here a part may be taken: the backbone of a network
 * whose head is another.
 */
#pragma once

#include "../io/named-tensors.h"
#include "../model/wants.h"

G_BEGIN_DECLS

typedef enum
{
  GR_FIT_TAKEN,
  GR_FIT_SHAPE,      /* the model's is of another shape, or of one that is not known */
  GR_FIT_MISSING,    /* the model has it, the file has not */
  GR_FIT_UNEXPECTED, /* the file has it, the model has not */
  GR_N_FITS,
} GrFit;

/* A tensor of the model or of the file. */
typedef struct
{
  char  *name;
  GrFit  fit;
  gint   given_ndim, wanted_ndim; /* -1: there is none, or it is not known */
  gint64 given[GR_MAX_DIMS], wanted[GR_MAX_DIMS];
} GrFitRow;

typedef struct
{
  GArray *rows; /* of GrFitRow: the model's, in its order; then the file's others */
  guint   n[GR_N_FITS];
  GrKept *kept; /* what the model keeps, with what was taken in its place */
} GrWeightsFit;

/* Compares; the model stays as it is. What a checkpoint holds besides weights is not unexpected.
 * A file of kept weights (kept.h) goes by the blocks, whatever they are called now.
 * @origin: see gr_kept_origin(). (transfer full) */
GrWeightsFit   *gr_weights_fit      (GrModel *model, GrNamedTensors *list, const char *origin);
void            gr_weights_fit_free (GrWeightsFit *fit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GrWeightsFit, gr_weights_fit_free)

/* A file of weights in memory, so that the file may change or go. (transfer full) */
GrNamedTensors *gr_weights_read  (const char *path, GError **error);
/* The file's values for a model whose names these are, whatever their shape: what a run of that
 * model has learned. (transfer full) */
GrKept         *gr_weights_named (GrModel *model, GrNamedTensors *list, const char *origin);
/* The values that the model keeps and that fit, under their dotted names, to be written.
 * @n_lacking: how many it has no value for. (transfer full) */
GrNamedTensors *gr_weights_kept  (GrModel *model, guint *n_lacking);

G_END_DECLS
