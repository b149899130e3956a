/* minimap.h - GradusMinimap: the whole of a canvas in a corner of it, and the part in view; a drag
 * on it moves that part. Seen only while some of the model is out of view; on a small canvas, only
 * while it lies beside the model.
 */
#pragma once

#include "gradus-canvas.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_MINIMAP (gradus_minimap_get_type ())
G_DECLARE_FINAL_TYPE (GradusMinimap, gradus_minimap, GRADUS, MINIMAP, GtkWidget)

GtkWidget *gradus_minimap_new      (GradusCanvas *canvas);
gboolean   gradus_minimap_is_shown (GradusMinimap *self);

G_END_DECLS
