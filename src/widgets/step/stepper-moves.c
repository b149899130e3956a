/* stepper-moves.c - where a GradusStepper is in what it recorded, and going elsewhere. See
 * stepper.h.
 */
#include "stepper-private.h"

/* --- where one is -------------------------------------------------------------------------------
 */

GrTrace *
gradus_stepper_trace (GradusStepper *self)
{
  return self->trace;
}

guint
gradus_stepper_n_places (GradusStepper *self)
{
  return self->places->len;
}

const GradusStepPlace *
gradus_stepper_place_at (GradusStepper *self, guint position)
{
  return &g_array_index (self->places, GradusStepPlace, position);
}

guint
gradus_stepper_position (GradusStepper *self)
{
  return self->position;
}

const GradusStepPlace *
gradus_stepper_place (GradusStepper *self)
{
  return self->places->len ? gradus_stepper_place_at (self, self->position) : NULL;
}

const GrTraceCall *
gradus_stepper_call (GradusStepper *self)
{
  const GradusStepPlace *place = gradus_stepper_place (self);

  return place && place->call >= 0 ? gr_trace_call (self->trace, (guint) place->call) : NULL;
}

const GrTraceUpdate *
gradus_stepper_update (GradusStepper *self)
{
  const GradusStepPlace *place = gradus_stepper_place (self);

  return place && place->update >= 0 ? gr_trace_update (self->trace, (guint) place->update) : NULL;
}

const char *
gradus_stepper_block (GradusStepper *self)
{
  const GradusStepPlace *place = gradus_stepper_place (self);

  return place && place->block >= 0 ? gr_trace_block (self->trace, (guint) place->block)->name
                                    : NULL;
}

guint
gradus_stepper_stage (GradusStepper *self, GrStage stage, guint *first)
{
  guint n = 0;

  for (guint i = 0; i < self->places->len; i++)
    if (gradus_stepper_place_at (self, i)->stage == stage && n++ == 0)
      *first = i;
  return n;
}

/* The calls, and the updates. */
void
gradus_stepper_find_places (GradusStepper *self)
{
  const GrTrace *trace = self->trace;

  for (guint i = 0; i < gr_trace_n_calls (trace); i++)
    {
      const GrTraceCall *call = gr_trace_call (trace, i);
      const GradusStepPlace place = { call->stage, (gint) i, GR_TRACE_NONE, call->block };

      g_array_append_val (self->places, place);
    }
  for (guint i = 0; i < gr_trace_n_updates (trace); i++)
    {
      const gint block = gr_trace_update (trace, i)->block;
      const GradusStepPlace place = { GR_STAGE_UPDATE, GR_TRACE_NONE, (gint) i, block };

      g_array_append_val (self->places, place);
    }
}

void
gradus_stepper_stop_playing (GradusStepper *self)
{
  if (!self->player)
    return;
  g_clear_handle_id (&self->player, g_source_remove);
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
}

/* Goes there, also where it is shown already, as another trace. */
void
gradus_stepper_show (GradusStepper *self, guint position)
{
  self->position = position;
  gradus_stepper_select (self, GR_TRACE_NONE, -1);
  gradus_stepper_tell (self, GRADUS_STEPPER_MOVED);
}

static void
move (GradusStepper *self, guint position)
{
  if (position < self->places->len && position != self->position)
    gradus_stepper_show (self, position);
}

void
gradus_stepper_go (GradusStepper *self, guint position)
{
  gradus_stepper_stop_playing (self);
  move (self, position);
}

void
gradus_stepper_go_to_call (GradusStepper *self, gint call)
{
  for (guint i = 0; call >= 0 && i < self->places->len; i++)
    if (gradus_stepper_place_at (self, i)->call == call)
      {
        gradus_stepper_go (self, i);
        return;
      }
}

static gboolean
same_stage (GradusStepper *self, guint a, guint b)
{
  return gradus_stepper_place_at (self, a)->stage == gradus_stepper_place_at (self, b)->stage;
}

static gboolean
is_of_block (GradusStepper *self, guint position, const char *id)
{
  const gint block = gradus_stepper_place_at (self, position)->block;

  return block >= 0 && g_str_equal (gr_trace_block (self->trace, (guint) block)->id, id);
}

void
gradus_stepper_go_to_block (GradusStepper *self, const char *id)
{
  guint found = self->places->len;

  if (!self->places->len || is_of_block (self, self->position, id))
    return;
  for (guint i = self->places->len; i-- > 0;)
    if (is_of_block (self, i, id)
        && (found == self->places->len || same_stage (self, i, self->position)
            || !same_stage (self, found, self->position)))
      found = i;
  gradus_stepper_go (self, found);
}

void
gradus_stepper_next (GradusStepper *self)
{
  gradus_stepper_go (self, self->position + 1);
}

void
gradus_stepper_back (GradusStepper *self)
{
  if (self->position > 0)
    gradus_stepper_go (self, self->position - 1);
}

static gboolean
same_block (GradusStepper *self, guint a, guint b)
{
  return same_stage (self, a, b)
         && gradus_stepper_place_at (self, a)->block == gradus_stepper_place_at (self, b)->block;
}

typedef gboolean (*Alike) (GradusStepper *self, guint a, guint b);

/* The first, or the last, of the places around @from that are all alike. */
static guint
end_of_run (GradusStepper *self, guint from, Alike alike, gboolean last)
{
  if (last)
    while (from + 1 < self->places->len && alike (self, from, from + 1))
      from++;
  else
    while (from > 0 && alike (self, from, from - 1))
      from--;
  return from;
}

void
gradus_stepper_next_block (GradusStepper *self)
{
  gradus_stepper_go (self, end_of_run (self, self->position, same_block, TRUE) + 1);
}

/* The first of its run; where that is shown, of the run before. */
static void
back_to_first (GradusStepper *self, Alike alike)
{
  const guint first = end_of_run (self, self->position, alike, FALSE);

  if (first == self->position && first > 0)
    gradus_stepper_go (self, end_of_run (self, first - 1, alike, FALSE));
  else
    gradus_stepper_go (self, first);
}

void
gradus_stepper_back_block (GradusStepper *self)
{
  if (self->places->len)
    back_to_first (self, same_block);
}

void
gradus_stepper_home (GradusStepper *self)
{
  if (self->places->len)
    back_to_first (self, same_stage);
}

void
gradus_stepper_last (GradusStepper *self)
{
  const guint last = end_of_run (self, self->position, same_stage, TRUE);

  if (last == self->position && last + 1 < self->places->len)
    gradus_stepper_go (self, end_of_run (self, last + 1, same_stage, TRUE));
  else
    gradus_stepper_go (self, last);
}

/* --- by itself ----------------------------------------------------------------------------------
 */

static gboolean
play (gpointer user)
{
  GradusStepper *self = user;

  if (self->position + 1 < self->places->len)
    {
      move (self, self->position + 1);
      return G_SOURCE_CONTINUE;
    }
  self->player = 0;
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
  return G_SOURCE_REMOVE;
}

static void
start_player (GradusStepper *self)
{
  g_clear_handle_id (&self->player, g_source_remove);
  self->player = g_timeout_add ((guint) (1000 / self->speed), play, self);
}

void
gradus_stepper_set_playing (GradusStepper *self, gboolean playing)
{
  if (!playing)
    gradus_stepper_stop_playing (self);
  if (!playing || self->player || !self->places->len)
    return;
  if (self->position + 1 == self->places->len)
    move (self, 0);
  start_player (self);
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
}

gboolean
gradus_stepper_playing (GradusStepper *self)
{
  return self->player != 0;
}

void
gradus_stepper_set_speed (GradusStepper *self, gdouble places_per_second)
{
  self->speed = places_per_second;
  if (self->player)
    start_player (self);
  gradus_stepper_tell (self, GRADUS_STEPPER_STATE_CHANGED);
}

gdouble
gradus_stepper_speed (GradusStepper *self)
{
  return self->speed;
}

/* --- what is asked about ------------------------------------------------------------------------
 */

void
gradus_stepper_select (GradusStepper *self, gint tensor, gint64 element)
{
  if (element < 0)
    tensor = GR_TRACE_NONE;
  if (tensor == self->selected_tensor && element == self->selected_element)
    return;
  self->selected_tensor = tensor;
  self->selected_element = element;
  gradus_stepper_tell (self, GRADUS_STEPPER_SELECTED);
}

gint
gradus_stepper_selected_tensor (GradusStepper *self)
{
  return self->selected_tensor;
}

gint64
gradus_stepper_selected_element (GradusStepper *self)
{
  return self->selected_element;
}
