/* light.c - from a place in the trace to what is lit on the canvas: see light.h. */
#include "light.h"

/* What @tensor is a view of, at the end. */
static gint
origin (const GrTrace *trace, gint tensor)
{
  gint of = tensor;

  while (of >= 0 && gr_trace_tensor (trace, (guint) of)->view_of >= 0)
    of = gr_trace_tensor (trace, (guint) of)->view_of;
  return of;
}

static void
add_datum (const GrTrace *trace, GHashTable *data, gint tensor)
{
  if (tensor >= 0)
    g_hash_table_add (data, GINT_TO_POINTER (origin (trace, tensor)));
}

/* What travels: the data that @tensor is; in backward the data that it is the gradient of, though
 * data of forward are read again there. */
static void
add_traveller (const GrTrace *trace, GHashTable *data, gint tensor, gboolean backward)
{
  if (tensor < 0)
    return;
  if (!backward)
    {
      add_datum (trace, data, tensor);
      return;
    }
  add_datum (trace, data, gr_trace_tensor (trace, (guint) tensor)->grad_of);
  add_datum (trace, data, gr_trace_tensor (trace, (guint) origin (trace, tensor))->grad_of);
}

/* Of the call's arguments and outputs, a set. (transfer full) */
static GHashTable *
data_of (const GrTrace *trace, const GrTraceCall *call)
{
  const gboolean backward = call->stage == GR_STAGE_BACKWARD;
  GHashTable *data = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < call->n_inputs; i++)
    add_traveller (trace, data, (gint) call->inputs[i].tensor, backward);
  for (guint i = 0; i < call->n_visible; i++)
    add_traveller (trace, data, call->outputs[i], backward);
  return data;
}

/* Whether a block of the model, in any of its copies, gave one of these. */
static gboolean
gave_one (const GrTrace *trace, const char *id, GHashTable *data)
{
  for (guint i = 0; i < gr_trace_n_blocks (trace); i++)
    {
      const GrTraceBlock *block = gr_trace_block (trace, i);

      if (g_str_equal (block->id, id)
          && g_hash_table_contains (data, GINT_TO_POINTER (origin (trace, block->output))))
        return TRUE;
    }
  return FALSE;
}

/* The links of the block that such data pass. */
static void
find_wires (GrModel *model, const GrTrace *trace, const char *id, GHashTable *data, GArray *wires)
{
  for (guint i = 0; i < gr_model_n_links (model); i++)
    {
      const GrLink *link = gr_model_link_at (model, i);
      const GradusLitWire wire = { link->to, link->input };

      if ((g_str_equal (link->from, id) || g_str_equal (link->to, id))
          && gave_one (trace, link->from, data))
        g_array_append_val (wires, wire);
    }
}

static void
show (GradusStepper *stepper, GradusCanvas *canvas)
{
  const GradusStepPlace *place = gradus_stepper_place (stepper);
  const GrTraceCall *call = gradus_stepper_call (stepper);
  GrModel *model = gradus_document_model (gradus_stepper_document (stepper));
  const GrTrace *trace = gradus_stepper_trace (stepper);
  g_autoptr (GArray) wires = g_array_new (FALSE, FALSE, sizeof (GradusLitWire));
  const char *id = NULL;

  if (place && place->block >= 0)
    id = gr_trace_block (trace, (guint) place->block)->id;
  if (id && call)
    {
      g_autoptr (GHashTable) data = data_of (trace, call);

      find_wires (model, trace, id, data, wires);
    }
  gradus_canvas_light (canvas, id ? (const char *[]){ id, NULL } : NULL,
                       (const GradusLitWire *) wires->data, wires->len,
                       place && place->stage >= GR_STAGE_BACKWARD);
}

void
gradus_step_light_follow (GradusStepper *stepper, GradusCanvas *canvas)
{
  g_signal_connect_object (stepper, "captured", G_CALLBACK (show), canvas, 0);
  g_signal_connect_object (stepper, "moved", G_CALLBACK (show), canvas, 0);
}
