/* scope.h - formulas over tensors without a line of error handling between the operators.
 *
 * A scope owns every tensor made in it and keeps the first error; once there is an error every
 * further gx_ function returns NULL at once. So a backward formula reads as the formula:
 *
 *   gr_give (b, 0, gx_mul (s, gr_grad (b, 0), gr_saved (b, 1)));
 *
 * The gx_ functions are generated from the rows' schemas beside the gr_tensor_ functions. What
 * is to outlive the scope takes a reference of its own (gr_tensor_ref) before gr_scope_end().
 */
#pragma once

#include "../tensor/tensor.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *owned; /* of GrTensor; NULL until the first */
  GPtrArray *lists; /* of the arrays of Tensor[] results */
  GError    *error;
} GrScope;

#define GR_SCOPE_INIT ((GrScope){ NULL, NULL, NULL })

/* Takes ownership of @tensor (NULL is passed through) and returns it. */
GrTensor *gr_scope_keep (GrScope *scope, GrTensor *tensor);
/* The same for the list of a Tensor[] result. */
GrTensor *const *gr_scope_keep_list (GrScope *scope, GrTensor **list);
/* Records an error of the caller's own, if it is the first. */
void      gr_scope_fail (GrScope *scope, gint code, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Frees what the scope owns. FALSE with @error set where something in it failed. */
gboolean  gr_scope_end  (GrScope *scope, GError **error);

/* A number as an operand: gx_mul (s, x, gx_number (s, gr_float (2))). */
GrTensor *gx_number     (GrScope *scope, GrScalar value);

G_END_DECLS
