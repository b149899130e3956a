/* words.c - see words.h. */
#include "words.h"

#include <glib/gi18n.h>

#include "operator-words.h"
#include "style/count.h"

const char *
gradus_step_stage_title (GrStage stage)
{
  /* Translators: the parts of training on one batch, as stages that are stepped through */
  static const char *const titles[GR_N_STAGES] = { N_ ("Forward"), N_ ("Loss"), N_ ("Backward"),
                                                   N_ ("Update") };

  return _ (titles[stage]);
}

char *
gradus_step_place_text (GradusStepper *stepper, guint position)
{
  const GrTrace *trace = gradus_stepper_trace (stepper);
  const GradusStepPlace *place = gradus_stepper_place_at (stepper, position);
  g_autofree char *number = gradus_count (position + 1);
  g_autofree char *all = gradus_count (gradus_stepper_n_places (stepper));
  /* Translators: an operator's number in a recording and how many there are */
  g_autofree char *where = g_strdup_printf (_ ("%s of %s"), number, all);
  g_autofree char *called = NULL;
  const char *of = NULL, *what;

  if (place->call >= 0)
    {
      what = called = gradus_step_operator_name (gr_trace_call (trace, (guint) place->call));
      of = place->block >= 0 ? gr_trace_block (trace, (guint) place->block)->name : NULL;
    }
  else
    {
      what = gr_trace_optimizer (trace)->name;
      of = gr_trace_tensor (trace,
                            (guint) gr_trace_update (trace, (guint) place->update)->parameter)
               ->name;
    }
  return g_strjoin (" · ", where, of ? of : what, of ? what : NULL, NULL);
}
