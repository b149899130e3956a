/* step-panel.c - GradusStepPanel: see step-panel.h. step-answers.c has what other threads find out
 * for it. */
#include "step-panel-private.h"

#include <glib/gi18n.h>

#include "operator-words.h"
#include "style/dot.h"
#include "style/wrap-layout.h"
#include "tensor/storage-strip.h"
#include "tensor/tensor-view.h"

G_DEFINE_FINAL_TYPE (GradusStepPanel, gradus_step_panel, GTK_TYPE_WIDGET)

const GradusOrigin *
gradus_step_panel_origin (GradusStepPanel *self)
{
  return self->shown;
}

const char *
gradus_step_panel_verdict (GradusStepPanel *self)
{
  return gtk_widget_get_visible (self->verdict) ? gtk_label_get_text (GTK_LABEL (self->verdict))
                                                : NULL;
}

static const GrTraceTensor *
tensor_at (GradusStepPanel *self, gint tensor)
{
  return gr_trace_tensor (gradus_stepper_trace (self->stepper), (guint) tensor);
}

static GradusStepSlot *
slot_at (GradusStepPanel *self, guint i)
{
  return &g_array_index (self->slots, GradusStepSlot, i);
}

/* --- storage ---------------------------------------------------------------------------------- */

static gint
lane_of (GradusStepPanel *self, gint tensor)
{
  for (guint i = 0; i < self->lanes->len; i++)
    if (g_array_index (self->lanes, gint, i) == tensor)
      return (gint) i;
  return -1;
}

static void
add_lane (GradusStepPanel *self, const GrTraceTensor *of, gint tensor)
{
  const GrTraceTensor *other = tensor >= 0 ? tensor_at (self, tensor) : of;

  if (tensor >= 0 && lane_of (self, tensor) < 0 && other->memory == of->memory
      && other->values->dtype == of->values->dtype && gr_tensor_numel (other->form) > 0)
    g_array_append_val (self->lanes, tensor);
}

/* The memory that @tensor lies in, with those of the operator's tensors that lie there too, and
 * what it is a view of. */
static void
show_storage (GradusStepPanel *self, gint tensor)
{
  const GrTraceTensor *of;
  g_autofree GrTensor **tensors = NULL;
  g_autofree const char **names = NULL;

  if (tensor >= 0 && lane_of (self, tensor) >= 0)
    return;
  g_array_set_size (self->lanes, 0);
  of = tensor >= 0 ? tensor_at (self, tensor) : NULL;
  if (of && of->values->device.type == GR_DEVICE_CPU)
    {
      add_lane (self, of, of->view_of);
      for (guint i = 0; i < self->slots->len; i++)
        add_lane (self, of, slot_at (self, i)->tensor);
      add_lane (self, of, tensor);
    }
  tensors = g_new (GrTensor *, self->lanes->len + 1);
  names = g_new (const char *, self->lanes->len + 1);
  for (guint i = 0; i < self->lanes->len; i++)
    {
      tensors[i] = tensor_at (self, g_array_index (self->lanes, gint, i))->values;
      names[i] = tensor_at (self, g_array_index (self->lanes, gint, i))->name;
    }
  gradus_storage_strip_set (GRADUS_STORAGE_STRIP (self->strip), tensors, names, self->lanes->len);
  gtk_widget_set_visible (self->storage, self->lanes->len > 0);
}

static void
strip_activated (GradusStepPanel *self, gint lane, gint64 element)
{
  if (lane >= 0 && element >= 0)
    gradus_stepper_select (self->stepper, g_array_index (self->lanes, gint, lane), element);
}

/* --- tensors ---------------------------------------------------------------------------------- */

static gint
tensor_of_view (GradusStepPanel *self, GtkWidget *view)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (slot_at (self, i)->view == view)
      return slot_at (self, i)->tensor;
  return GR_TRACE_NONE;
}

static void
element_activated (GtkWidget *view, gint64 element, GradusStepPanel *self)
{
  gradus_stepper_select (self->stepper, tensor_of_view (self, view), element);
}

static void
element_pointed (GtkWidget *view, gint64 element, GradusStepPanel *self)
{
  const gint tensor = tensor_of_view (self, view);

  if (element >= 0 && tensor >= 0)
    show_storage (self, tensor);
  gradus_storage_strip_point (GRADUS_STORAGE_STRIP (self->strip), lane_of (self, tensor), element);
}

/* Room for what the tensor's view has above and below its numbers, and for some of these. */
static gint
height_for (const GrTraceTensor *tensor)
{
  const GrTensor *form = tensor->form;
  const gint64 rows = form->ndim > 1 ? form->shape[form->ndim - 2] : 1;

  return 130 + (form->ndim > 2 ? 90 : 0) + (gint) (22 * CLAMP (rows, 1, 6));
}

/* A view that shows nothing, of those in @box. */
static GtkWidget *
free_view (GradusStepPanel *self, GtkWidget *box)
{
  GtkWidget *view = gtk_widget_get_first_child (box);

  while (view && gtk_widget_get_visible (view))
    view = gtk_widget_get_next_sibling (view);
  if (view)
    return view;
  view = gradus_tensor_view_new ();
  gtk_box_append (GTK_BOX (box), view);
  g_signal_connect_object (view, "element-activated", G_CALLBACK (element_activated), self, 0);
  g_signal_connect_object (view, "element-pointed", G_CALLBACK (element_pointed), self, 0);
  return view;
}

/* Where there is one, with numbers, that is not shown yet. */
static void
show_tensor (GradusStepPanel *self, GtkWidget *box, gint number)
{
  GradusStepSlot slot = { NULL, number };
  const GrTraceTensor *tensor;

  for (guint i = 0; i < self->slots->len; i++)
    if (slot_at (self, i)->tensor == number)
      return;
  tensor = number >= 0 ? tensor_at (self, number) : NULL;
  if (!tensor || gr_tensor_numel (tensor->form) == 0)
    return;
  slot.view = free_view (self, box);
  gtk_widget_set_visible (slot.view, TRUE);
  gtk_widget_set_size_request (slot.view, -1, height_for (tensor));
  gradus_tensor_view_set (GRADUS_TENSOR_VIEW (slot.view), tensor->name, tensor->values,
                          tensor->grad < 0 ? NULL : tensor_at (self, tensor->grad)->values);
  g_array_append_val (self->slots, slot);
}

/* What is not shown is held by nothing. */
static void
hide_tensors (GradusStepPanel *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      gradus_tensor_view_set (GRADUS_TENSOR_VIEW (slot_at (self, i)->view), NULL, NULL, NULL);
      gtk_widget_set_visible (slot_at (self, i)->view, FALSE);
    }
  g_array_set_size (self->slots, 0);
}

void
gradus_step_panel_light (GradusStepPanel *self)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      const GradusStepSlot *slot = slot_at (self, i);
      const GArray *lights = self->shown ? gradus_origin_lights (self->shown, slot->tensor) : NULL;

      gradus_tensor_view_light (GRADUS_TENSOR_VIEW (slot->view),
                                lights ? (const GradusLight *) lights->data : NULL,
                                lights ? lights->len : 0);
    }
}

/* --- what is selected ------------------------------------------------------------------------- */

/* An update, and an operator that gives one number, is asked about without being told. */
static void
find_asked (GradusStepPanel *self, gint *tensor, gint64 *element)
{
  const GrTraceCall *call = gradus_stepper_call (self->stepper);
  const GrTraceUpdate *update = gradus_stepper_update (self->stepper);

  *tensor = gradus_stepper_selected_tensor (self->stepper);
  *element = gradus_stepper_selected_element (self->stepper);
  if (*element >= 0)
    return;
  if (update)
    *tensor = update->after;
  else if (call && call->n_visible > 0)
    *tensor = call->outputs[0];
  if (*tensor >= 0 && (update || gr_tensor_numel (tensor_at (self, *tensor)->form) == 1))
    *element = 0;
  else
    *tensor = GR_TRACE_NONE;
}

static void
show_buttons (GradusStepPanel *self, gint number)
{
  const GrTraceTensor *tensor = number >= 0 ? tensor_at (self, number) : NULL;
  const GrTraceCall *call = gradus_stepper_call (self->stepper);
  const gboolean elsewhere = tensor && tensor->call >= 0
                             && (!call || call->number != (guint) tensor->call);
  const gboolean gradient = tensor && tensor->grad >= 0
                            && tensor_at (self, tensor->grad)->call >= 0;

  gtk_widget_set_visible (self->made, elsewhere);
  gtk_widget_set_visible (self->gradient, gradient);
  gtk_widget_set_visible (self->check, tensor && (tensor->grad >= 0 || tensor->grad_of >= 0));
  gtk_widget_set_visible (self->verdict, FALSE);
}

static void
selection_changed (GradusStepPanel *self)
{
  gint tensor;
  gint64 element;

  gradus_step_panel_forget (self);
  find_asked (self, &tensor, &element);
  for (guint i = 0; i < self->slots->len; i++)
    gradus_tensor_view_select (GRADUS_TENSOR_VIEW (slot_at (self, i)->view),
                               slot_at (self, i)->tensor == tensor ? element : -1);
  if (element >= 0)
    show_storage (self, tensor);
  gradus_storage_strip_select (GRADUS_STORAGE_STRIP (self->strip), lane_of (self, tensor), element);
  show_buttons (self, tensor);
  gradus_step_panel_ask (self, tensor, element);
}

static void
made_clicked (GradusStepPanel *self)
{
  gint tensor;
  gint64 element;

  find_asked (self, &tensor, &element);
  gradus_stepper_go_to_call (self->stepper, tensor_at (self, tensor)->call);
  gradus_stepper_select (self->stepper, tensor, element);
}

static void
gradient_clicked (GradusStepPanel *self)
{
  gint tensor;
  gint64 element;

  find_asked (self, &tensor, &element);
  tensor = tensor_at (self, tensor)->grad;
  gradus_stepper_go_to_call (self->stepper, tensor_at (self, tensor)->call);
  gradus_stepper_select (self->stepper, tensor, element);
}

static void
check_clicked (GradusStepPanel *self)
{
  gint tensor;
  gint64 element;

  find_asked (self, &tensor, &element);
  if (tensor_at (self, tensor)->grad < 0)
    tensor = tensor_at (self, tensor)->grad_of;
  gradus_step_panel_check (self, tensor, element);
}

/* --- the place -------------------------------------------------------------------------------- */

/* NULL hides it. */
static void
set_text (GtkWidget *label, const char *text)
{
  gtk_widget_set_visible (label, text != NULL);
  gtk_label_set_text (GTK_LABEL (label), text ? text : "");
}

static void
show_call (GradusStepPanel *self, const GrTraceCall *call)
{
  const GrTrace *trace = gradus_stepper_trace (self->stepper);
  g_autofree char *name = gradus_step_operator_name (call);
  g_autofree char *facts = gradus_step_operator_facts (trace, call);
  g_autofree char *saved = gradus_step_operator_saved (trace, call);

  set_text (self->title, name);
  set_text (self->summary, call->op->summary ? _ (call->op->summary) : NULL);
  set_text (self->formula, call->op->formula);
  set_text (self->facts, facts);
  set_text (self->saved, saved);
  for (guint i = 0; i < call->n_visible; i++)
    show_tensor (self, self->outputs, call->outputs[i]);
  for (guint i = 0; i < call->n_inputs; i++)
    show_tensor (self, self->inputs, (gint) call->inputs[i].tensor);
}

static void
show_update (GradusStepPanel *self, const GrTraceUpdate *update)
{
  const GrTrace *trace = gradus_stepper_trace (self->stepper);
  const GrOptimizerKind *kind = gr_trace_optimizer (trace);
  g_autofree char *formula = gr_optimizer_formula (kind, gr_trace_optimizer_options (trace));

  set_text (self->title, kind->name);
  set_text (self->summary, kind->summary ? _ (kind->summary) : NULL);
  set_text (self->formula, formula);
  set_text (self->facts, NULL);
  set_text (self->saved, NULL);
  show_tensor (self, self->outputs, update->after);
  show_tensor (self, self->inputs, update->parameter);
  show_tensor (self, self->inputs, update->grad);
  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    show_tensor (self, self->inputs, update->states[i]);
}

/* "conv1 · Conv2d". */
static void
show_block (GradusStepPanel *self, gint number)
{
  const GrTrace *trace = gradus_stepper_trace (self->stepper);
  const GrTraceBlock *block = number >= 0 ? gr_trace_block (trace, (guint) number) : NULL;
  g_autofree char *text = block ? g_strjoin (GRADUS_DOT, block->name, block->kind, NULL) : NULL;

  set_text (self->place, text);
}

static void
show_place (GradusStepPanel *self)
{
  const GradusStepPlace *place = gradus_stepper_place (self->stepper);
  const GrTraceCall *call = gradus_stepper_call (self->stepper);
  const GrTraceUpdate *update = gradus_stepper_update (self->stepper);

  gradus_step_panel_forget (self);
  hide_tensors (self);
  gtk_widget_set_visible (self->box, place != NULL);
  if (!place)
    {
      show_storage (self, GR_TRACE_NONE);
      return;
    }
  show_block (self, place->block);
  if (call)
    show_call (self, call);
  else if (update)
    show_update (self, update);
  gtk_widget_set_visible (self->inputs_title, call ? call->n_inputs > 0 : TRUE);
  g_array_set_size (self->lanes, 0);
  show_storage (self, self->slots->len > 0 ? slot_at (self, 0)->tensor : GR_TRACE_NONE);
  selection_changed (self);
}

/* Another place begins at the top. */
static void
moved (GradusStepPanel *self)
{
  GtkAdjustment *scroll = gtk_scrolled_window_get_vadjustment (
      GTK_SCROLLED_WINDOW (self->scrolled));

  show_place (self);
  gtk_adjustment_set_value (scroll, 0);
}

/* --- the class -------------------------------------------------------------------------------- */

static void
gradus_step_panel_dispose (GObject *object)
{
  GradusStepPanel *self = GRADUS_STEP_PANEL (object);

  gradus_step_panel_forget (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->stepper);
  G_OBJECT_CLASS (gradus_step_panel_parent_class)->dispose (object);
}

static void
gradus_step_panel_finalize (GObject *object)
{
  GradusStepPanel *self = GRADUS_STEP_PANEL (object);

  g_array_unref (self->slots);
  g_array_unref (self->lanes);
  G_OBJECT_CLASS (gradus_step_panel_parent_class)->finalize (object);
}

static void
gradus_step_panel_class_init (GradusStepPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_step_panel_dispose;
  G_OBJECT_CLASS (klass)->finalize = gradus_step_panel_finalize;
  g_type_ensure (GRADUS_TYPE_ORIGIN_VIEW);
  g_type_ensure (GRADUS_TYPE_STORAGE_STRIP);
  g_type_ensure (GRADUS_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/step-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, box);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, scrolled);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, title);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, place);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, summary);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, formula);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, facts);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, saved);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, outputs);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, origin);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, made);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, gradient);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, check);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, verdict);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, inputs_title);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, inputs);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, storage);
  gtk_widget_class_bind_template_child (widget_class, GradusStepPanel, strip);
  gtk_widget_class_bind_template_callback (widget_class, made_clicked);
  gtk_widget_class_bind_template_callback (widget_class, gradient_clicked);
  gtk_widget_class_bind_template_callback (widget_class, check_clicked);
}

static void
gradus_step_panel_init (GradusStepPanel *self)
{
  self->slots = g_array_new (FALSE, FALSE, sizeof (GradusStepSlot));
  self->lanes = g_array_new (FALSE, FALSE, sizeof (gint));
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->strip, "element-activated", G_CALLBACK (strip_activated), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
gradus_step_panel_new (GradusStepper *stepper)
{
  GradusStepPanel *self = g_object_new (GRADUS_TYPE_STEP_PANEL, NULL);

  self->stepper = g_object_ref (stepper);
  g_signal_connect_object (stepper, "captured", G_CALLBACK (show_place), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (stepper, "moved", G_CALLBACK (moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (stepper, "selected", G_CALLBACK (selection_changed), self,
                           G_CONNECT_SWAPPED);
  show_place (self);
  return GTK_WIDGET (self);
}
