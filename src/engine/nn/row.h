/* row.h - words that the rows of block kinds share. Included by the families' files alone. */
#pragma once

#include <glib/gi18n-lib.h>

#include "block.h"

#include "gradus-functions.h"

#define AT_LEAST(low)      .minimum = (low), .maximum = G_MAXINT32
#define BETWEEN(low, high) .minimum = (low), .maximum = (high)

/* Ends the attributes of every kind with parameters: what a person can say about any of them. */
#define TRAINED_ATTRIBUTES                                                                         \
  { "init", GR_ATTRIBUTE_CHOICE, "default",                                                        \
    .choices = GR_CHOICES ("default", "kaiming_uniform", "kaiming_normal", "xavier_uniform",       \
                           "xavier_normal", "uniform", "normal", "constant", "zeros", "ones"),     \
    .help = N_ ("How the weights begin; default is PyTorch's way for this layer.") },              \
  { "init_value", GR_ATTRIBUTE_FLOAT, "0.02",                                                      \
    .help = N_ ("The bound of uniform, the deviation of normal, the value of constant.") },        \
  { "frozen", GR_ATTRIBUTE_BOOL, "false",                                                          \
    .help = N_ ("Training leaves the parameters of this block as they are.") },                    \
  { "lr_factor", GR_ATTRIBUTE_FLOAT, "1", BETWEEN (0, 1e6),                                        \
    .help = N_ ("The learning rate of this block, as a multiple of the run's.") }

#define END { NULL }

#define NO_PORTS   ((const char *const[]){ NULL })
#define PORTS(...) ((const char *const[]){ __VA_ARGS__, NULL })
