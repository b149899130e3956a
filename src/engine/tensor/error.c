/* error.c - registers the engine's error domain. */
#include "error.h"

G_DEFINE_QUARK (gr-error-quark, gr_error)
