/* origin-view.h - GradusOriginView: a GradusOrigin as a card: the number, the terms that made it,
 * their tensors and their count. Used by the step panel.
 */
#pragma once

#include <gtk/gtk.h>

#include "origin.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_ORIGIN_VIEW (gradus_origin_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusOriginView, gradus_origin_view, GRADUS, ORIGIN_VIEW, GtkWidget)

GtkWidget  *gradus_origin_view_new (void);
/* Shows @origin; where that is NULL, @sentence, which is NULL where there is nothing to say. */
void        gradus_origin_view_set (GradusOriginView *self, const GradusOrigin *origin,
                                    const char *sentence);
/* All that it shows, a line a row. (transfer full) */
char       *gradus_origin_view_text (GradusOriginView *self);

G_END_DECLS
