/* slice-chooser.h - GradusSliceChooser: which dimensions of a tensor are rows and columns, and
 * which index the others have; for tensors of more than two dimensions. Used by GradusTensorView.
 *
 * Signal "changed": by the person.
 */
#pragma once

#include <gtk/gtk.h>

#include "slice.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_SLICE_CHOOSER (gradus_slice_chooser_get_type ())
G_DECLARE_FINAL_TYPE (GradusSliceChooser, gradus_slice_chooser, GRADUS, SLICE_CHOOSER, GtkWidget)

/* Shows @slice, without the signal. */
void               gradus_slice_chooser_set (GradusSliceChooser *self, const GradusSlice *slice);
/* Whether there is anything to choose but rows and columns: not where all indices are shown. */
void               gradus_slice_chooser_show_indices (GradusSliceChooser *self, gboolean shows);
/* What is chosen. (transfer none) */
const GradusSlice *gradus_slice_chooser_get (GradusSliceChooser *self);

G_END_DECLS
