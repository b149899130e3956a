/* step-answers.c - what GradusStepPanel finds out in other threads: where a number comes from, and
 * whether its gradient holds. See step-panel-private.h. */
#include "step-panel-private.h"

#include <glib/gi18n.h>

#include "document/in-thread.h"
#include "plot/number-text.h"
#include "train/trace-check.h"

/* --- a question ------------------------------------------------------------------------------- */

typedef struct
{
  GrTrace *trace;
  gint tensor;
  gint64 element;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  gr_trace_unref (question->trace);
  g_free (question);
}

static void
put (GradusStepPanel *self, gint tensor, gint64 element, GTaskThreadFunc function,
     GAsyncReadyCallback ready)
{
  Question *question = g_new (Question, 1);
  g_autoptr (GTask) task = g_task_new (self, self->answering, ready, NULL);

  *question = (Question){ gr_trace_ref (gradus_stepper_trace (self->stepper)), tensor, element };
  g_task_set_task_data (task, question, question_free);
  gradus_run_in_thread (task, function);
}

void
gradus_step_panel_forget (GradusStepPanel *self)
{
  g_cancellable_cancel (self->answering);
  g_clear_object (&self->answering);
  g_clear_pointer (&self->shown, gradus_origin_free);
}

/* --- where a number comes from ---------------------------------------------------------------- */

static void
find_origin (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  const GrTraceTensor *tensor = gr_trace_tensor (question->trace, (guint) question->tensor);
  GError *error = NULL;
  GradusOrigin *origin;

  if (g_task_return_error_if_cancelled (task))
    return;
  origin = gradus_origin_new (question->trace, (guint) tensor->call, (guint) tensor->output,
                              question->element, &error);
  if (origin)
    g_task_return_pointer (task, origin, (GDestroyNotify) gradus_origin_free);
  else
    g_task_return_error (task, error);
}

static void
show_origin (GradusStepPanel *self, GradusOrigin *origin, const char *sentence)
{
  self->shown = origin;
  gradus_origin_view_set (GRADUS_ORIGIN_VIEW (self->origin), origin, sentence);
  gradus_step_panel_light (self);
}

static void
origin_found (GObject *object, GAsyncResult *result, gpointer unused)
{
  g_autoptr (GError) error = NULL;
  GradusOrigin *origin = g_task_propagate_pointer (G_TASK (result), &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_origin (GRADUS_STEP_PANEL (object), origin, error ? error->message : NULL);
}

/* The update that @tensor takes part in, where that is what is shown. */
static const GrTraceUpdate *
update_of (GradusStepPanel *self, gint tensor)
{
  const GrTraceUpdate *update = gradus_stepper_update (self->stepper);

  if (!update || tensor == update->parameter || tensor == update->after || tensor == update->grad)
    return update;
  for (guint i = 0; i < GR_OPTIMIZER_MAX_STATES; i++)
    if (tensor == update->states[i] || tensor == update->states_after[i])
      return update;
  return NULL;
}

void
gradus_step_panel_ask (GradusStepPanel *self, gint tensor, gint64 element)
{
  GrTrace *trace = gradus_stepper_trace (self->stepper);
  const GrTraceTensor *of = element < 0 ? NULL : gr_trace_tensor (trace, (guint) tensor);
  const GrTraceUpdate *update = of ? update_of (self, tensor) : NULL;

  self->answering = g_cancellable_new ();
  if (!of)
    show_origin (self, NULL, _ ("Click a number of a tensor to see what made it."));
  else if (update)
    show_origin (self, gradus_origin_new_update (trace, update->number, element), NULL);
  else if (of->call < 0 || of->output < 0)
    show_origin (self, NULL, _ ("No operator gave this number."));
  else
    put (self, tensor, element, find_origin, origin_found);
}

/* --- whether its gradient holds --------------------------------------------------------------- */

static void
check (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  GrTraceCheck *found = g_new (GrTraceCheck, 1);
  GError *error = NULL;

  if (gr_trace_check (question->trace, (guint) question->tensor, question->element, 0, found,
                      &error))
    {
      g_task_return_pointer (task, found, g_free);
      return;
    }
  g_free (found);
  g_task_return_error (task, error);
}

static char *
number (gdouble value)
{
  return gradus_number_text (value, GRADUS_AXIS_NUMBER);
}

static char *
verdict_text (const GrTraceCheck *found)
{
  g_autofree char *gradient = number (found->gradient);
  g_autofree char *difference = number (found->difference);
  g_autofree char *epsilon = number (found->epsilon);
  g_autofree char *numbers = g_strdup_printf (
      _ ("Gradient %s, difference quotient %s with ε = %s."), gradient, difference, epsilon);
  const char *verdict = found->verdict == GR_CHECK_AGREES    ? _ ("They agree.")
                        : found->verdict == GR_CHECK_DIFFERS ? _ ("They differ.")
                                                             : _ ("The loss bends here.");

  return g_strjoin (" ", numbers, verdict, NULL);
}

static void
checked (GObject *object, GAsyncResult *result, gpointer unused)
{
  GradusStepPanel *self = GRADUS_STEP_PANEL (object);
  g_autoptr (GError) error = NULL;
  g_autofree GrTraceCheck *found = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char *text = found ? verdict_text (found) : NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_label_set_text (GTK_LABEL (self->verdict), found ? text : error->message);
  gtk_widget_set_visible (self->verdict, TRUE);
}

void
gradus_step_panel_check (GradusStepPanel *self, gint tensor, gint64 element)
{
  put (self, tensor, element, check, checked);
}
