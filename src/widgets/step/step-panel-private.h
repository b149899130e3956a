/* step-panel-private.h - what the files of GradusStepPanel share: step-panel.c shows a place and
 * what is selected there, step-answers.c finds out where a number comes from and whether its
 * gradient holds. */
#pragma once

#include "origin-view.h"
#include "step-panel.h"

G_BEGIN_DECLS

/* A tensor that is shown. */
typedef struct
{
  GtkWidget *view; /* GradusTensorView */
  gint       tensor;
} GradusStepSlot;

struct _GradusStepPanel
{
  GtkWidget parent_instance;

  GradusStepper *stepper;
  GtkWidget *box, *scrolled, *title, *place, *summary, *formula, *facts, *saved;
  GtkWidget *outputs, *origin, *made, *gradient, *check, *verdict, *inputs_title, *inputs;
  GtkWidget *storage, *strip;

  GArray *slots;           /* of GradusStepSlot */
  GArray *lanes;           /* of the strip: tensors of the trace */
  GradusOrigin *shown;     /* or NULL */
  GCancellable *answering; /* what is asked about now; NULL: nothing */
};

/* Lights in all views what made the number that is asked about. */
void gradus_step_panel_light  (GradusStepPanel *self);
/* Forgets what is asked about, and what was found. */
void gradus_step_panel_forget (GradusStepPanel *self);
/* Finds out where an element comes from, and shows it; -1: none. */
void gradus_step_panel_ask    (GradusStepPanel *self, gint tensor, gint64 element);
/* Finds out whether the gradient of an element holds, and says so. */
void gradus_step_panel_check  (GradusStepPanel *self, gint tensor, gint64 element);

G_END_DECLS
