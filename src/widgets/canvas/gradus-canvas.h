/* gradus-canvas.h - GradusCanvas: the model of a document as blocks and wires, to look at and to
 * edit.
 *
 * Pan and zoom are its GradusViewport's; what it shows is a GradusScene made anew after each change
 * of the model; blocks are the children of a GradusBlockLayer. Its actions are "canvas.*": see
 * canvas-actions.c. Signals: "block-activated" (const char *id): a double click, or Enter;
 * "resized", as it gets another size.
 */
#pragma once

#include <gtk/gtk.h>

#include "document/document.h"
#include "palette/query.h"
#include "scene.h"
#include "viewport.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_CANVAS (gradus_canvas_get_type ())
G_DECLARE_FINAL_TYPE (GradusCanvas, gradus_canvas, GRADUS, CANVAS, GtkWidget)

GtkWidget *gradus_canvas_new (GradusDocument *document);
GradusDocument *gradus_canvas_document (GradusCanvas *self); /* (transfer none) */
GradusViewport *gradus_canvas_viewport (GradusCanvas *self); /* (transfer none) */
/* What is shown; borrowed until the next change of the model. */
GradusScene *gradus_canvas_scene (GradusCanvas *self);
const GradusBlockStyle *gradus_canvas_style (GradusCanvas *self);

/* Everything in view, and not larger than life. */
void gradus_canvas_fit (GradusCanvas *self);
/* Zooms by @factor at the pointer, or the middle where that is elsewhere. */
void gradus_canvas_zoom_by (GradusCanvas *self, gdouble factor);
/* Brings a block or group into view, gives it the focus and selects it. */
void gradus_canvas_show (GradusCanvas *self, const char *id);

/* As by a double click: folds a group; of a block, the signal. */
void gradus_canvas_activate (GradusCanvas *self, const char *id);
/* A new block where the flow goes on: after the selected one, else the last. @settings: one per
 * attribute; NULL: the kind's. */
void gradus_canvas_add_block (GradusCanvas *self, const GrBlockKind *kind,
                              const GrSetting *settings);
/* The same of what was typed, a chain of blocks one after the other as one step to undo. */
void gradus_canvas_add_match (GradusCanvas *self, const GradusMatch *match);
/* At a point of the widget; on a wire, it is put into the wire. */
void gradus_canvas_add_block_at (GradusCanvas *self, const GrBlockKind *kind,
                                 const GrSetting *settings, gdouble x, gdouble y);

/* --- while the model is stepped through: canvas-light.c ----------------------------------------
 */

/* By what the model's link goes into. */
typedef struct
{
  const char *to;
  guint input;
} GradusLitWire;

/* Lights these blocks (ids, NULL-terminated), the first of which is brought into view, and these
 * wires, with arrows the way data go or, with @backward, gradients. Of what is in a folded group
 * the group. NULL: nothing is lit any more. */
void gradus_canvas_light (GradusCanvas *self, const char *const *blocks,
                          const GradusLitWire *wires, guint n_wires, gboolean backward);

G_END_DECLS
