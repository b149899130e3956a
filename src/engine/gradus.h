/* gradus.h - everything of the engine in one include. Start with gradus_init(). */
#pragma once

#include "tensor/tensor.h"
#include "ops/call.h"
#include "autograd/autograd.h"
#include "cpu/pool.h"
#include "gradus-functions.h"

G_BEGIN_DECLS

/* Idempotent and thread-safe: parses the operator table, installs autograd, sets OpenBLAS to one
 * thread. */
void gradus_init (void);

G_END_DECLS
