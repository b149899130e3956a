/* init.h - how parameters get their first values.
 *
 * PyTorch's torch.nn.init: kaiming_* from He et al. 2015 (arXiv 1502.01852), xavier_* from Glorot
 * and Bengio 2010. A fan is the number of inputs (in) or outputs (out) that one output (input) is
 * connected to: size 1 (size 0) of the weight times the size of the kernel.
 */
#pragma once

#include "../random/generator.h"
#include "../tensor/tensor.h"

G_BEGIN_DECLS

typedef enum
{
  GR_INIT_FAN_IN,          /* uniform in +-1/sqrt(fan_in): PyTorch's reset_parameters of a layer,
                              kaiming_uniform (a = sqrt 5) for weights, the same for biases */
  GR_INIT_KAIMING_UNIFORM, /* for ReLU: bound sqrt(6/fan_in) */
  GR_INIT_KAIMING_NORMAL,  /* for ReLU: deviation sqrt(2/fan_in) */
  GR_INIT_XAVIER_UNIFORM,  /* bound sqrt(6/(fan_in+fan_out)) */
  GR_INIT_XAVIER_NORMAL,   /* deviation sqrt(2/(fan_in+fan_out)) */
  GR_INIT_UNIFORM,         /* in +-value */
  GR_INIT_NORMAL,          /* deviation value */
  GR_INIT_CONSTANT,        /* value */
  GR_INIT_ZEROS,
  GR_INIT_ONES,
} GrInitKind;

typedef struct
{
  GrInitKind kind;
  gdouble    value; /* of UNIFORM, NORMAL and CONSTANT */
} GrInit;

/* "kaiming_uniform"; gr_init_from_name() is FALSE for an unknown name. */
const char *gr_init_name      (GrInitKind kind);
gboolean    gr_init_from_name (const char *name, GrInitKind *kind);

/* The fans of a weight with at least two dimensions (fewer: both are the number of elements). */
void        gr_init_fans      (GrInts shape, gint64 *fan_in, gint64 *fan_out);

/* Fills @tensor (contiguous, any device, floating) from @generator's stream. */
gboolean    gr_init_fill      (GrTensor *tensor, GrInit init, gint64 fan_in, gint64 fan_out,
                               GrGenerator *generator, GError **error);

G_END_DECLS
