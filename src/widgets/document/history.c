/* history.c - see history.h. */
#include "history.h"

#include "data-place.h"

struct _GradusHistory
{
  GrProject *project;
  void (*changed) (gpointer user);
  gpointer user;

  GPtrArray *undo, *redo; /* of GradusStep, the newest last */
  gint saved_at;     /* length of the undo list that the file stands at; -1: none that is left */
  char *group_label; /* what the one step is called that all changes now make; NULL: one each */

  gboolean
      growing; /* the newest step may still grow, and may come to nothing: then there is again */
  GPtrArray *redo_before; /* what was to redo before it, and what that was saved at */
  gint saved_at_before;
};

/* The merge of the changes between begin_group() and end_group(). */
#define GROUP "a group"

/* --- steps ------------------------------------------------------------------------------------ */

GradusStep *
gradus_step_new (const char *label, const char *merge)
{
  GradusStep *step = g_new0 (GradusStep, 1);

  step->label = g_strdup (label);
  step->merge = g_strdup (merge);
  return step;
}

static void
step_free (GradusStep *step)
{
  g_free (step->label);
  g_free (step->merge);
  g_clear_pointer (&step->edit, gr_edit_unref);
  g_clear_pointer (&step->kept, gr_kept_unref);
  g_free (step->key);
  g_clear_pointer (&step->section, json_node_unref);
  g_clear_pointer (&step->follow_up, step_free);
  if (step->beside)
    step->beside->forget (step->user);
  g_free (step);
}

gboolean
gradus_same_section (JsonNode *a, JsonNode *b)
{
  return a && b ? json_node_equal (a, b) : a == b;
}

/* Whether the project is as it was before @step. */
static gboolean
changes_nothing (GrProject *project, const GradusStep *step)
{
  for (; step; step = step->follow_up)
    {
      g_autoptr (JsonNode) now = step->key ? gr_project_section (project, step->key) : NULL;

      if ((step->edit && !gr_edit_is_idle (step->edit, project->model))
          || (step->kept && step->kept != gr_model_kept (project->model))
          || !gradus_same_section (step->section, now))
        return FALSE;
    }
  return TRUE;
}

/* What came after @step as a part of it is @later, which is taken. */
static void
grow (GradusStep *step, GradusStep *later)
{
  /* What the section was is known to the step that was first, and so is what the model kept, where
   * that step changed it. */
  if (!step->kept)
    step->kept = g_steal_pointer (&later->kept);
  if (!step->edit)
    step->edit = g_steal_pointer (&later->edit);
  else if (later->edit)
    {
      /* Taken back in the opposite order. */
      GrEdit *both[] = { later->edit, step->edit };
      GrEdit *compound = gr_edit_compound (both, 2);

      gr_edit_unref (step->edit);
      step->edit = compound;
    }
  /* "Set p to 0.25", not to the first digit of it. */
  g_free (step->label);
  step->label = g_steal_pointer (&later->label);
  step_free (later);
}

/* Does what @step says, without its follow-ups, and makes of it what takes that back. */
static void
carry_out_alone (GrProject *project, GradusStep *step)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&step->merge, g_free);
  if (step->edit)
    {
      GrEdit *inverse = gr_model_apply (project->model, step->edit, &error);

      /* What undoes a change always fits the document that the change made. */
      g_return_if_fail (inverse);
      gr_edit_unref (step->edit);
      step->edit = inverse;
    }
  if (step->kept)
    {
      GrKept *now = gr_kept_ref (gr_model_kept (project->model));

      gr_model_set_kept (project->model, step->kept);
      gr_kept_unref (step->kept);
      step->kept = now;
    }
  if (step->key)
    {
      JsonNode *now = gr_project_section (project, step->key);

      if (!gr_project_set_section (project, step->key, step->section, &error))
        g_critical ("undoing “%s”: %s", step->label, error->message);
      g_clear_pointer (&step->section, json_node_unref);
      step->section = now;
    }
}

/* What was done last is taken back first. */
static void
carry_out (GrProject *project, GradusStep *step, gboolean undoing)
{
  if (undoing && step->follow_up)
    carry_out (project, step->follow_up, undoing);
  carry_out_alone (project, step);
  if (!undoing && step->follow_up)
    carry_out (project, step->follow_up, undoing);
}

/* --- the list of them ------------------------------------------------------------------------- */

static GradusStep *
newest (GPtrArray *steps)
{
  return steps->len ? g_ptr_array_index (steps, steps->len - 1) : NULL;
}

/* The steps that are done, the oldest first, and after them those that were undone. */
static guint
n_steps (GradusHistory *self)
{
  return self->undo->len + self->redo->len;
}

static GradusStep *
step_at (GradusHistory *self, guint i)
{
  return i < self->undo->len ? g_ptr_array_index (self->undo, i)
                             : g_ptr_array_index (self->redo, n_steps (self) - 1 - i);
}

/* Frees a step, which may be in the middle. */
static void
drop_step (GradusHistory *self, guint i)
{
  GradusStep *step = i < self->undo->len
                         ? g_ptr_array_steal_index (self->undo, i)
                         : g_ptr_array_steal_index (self->redo, n_steps (self) - 1 - i);

  if (self->saved_at > (gint) i)
    self->saved_at--;
  else if (self->saved_at == (gint) i && !step->beside)
    self->saved_at = -1; /* nothing goes back to before the oldest */
  step_free (step);
}

/* --- its file --------------------------------------------------------------------------------- */

void
gradus_history_set_saved (GradusHistory *self)
{
  self->saved_at = (gint) self->undo->len;
}

void
gradus_history_forget_saved (GradusHistory *self)
{
  self->saved_at = self->saved_at_before = -1;
}

gboolean
gradus_history_is_saved (GradusHistory *self)
{
  const guint now = self->undo->len, then = (guint) self->saved_at;

  if (self->saved_at < 0)
    return FALSE;
  for (guint i = MIN (now, then); i < MAX (now, then); i++)
    if (!step_at (self, i)->beside)
      return FALSE;
  return TRUE;
}

static void
move_data_of (GPtrArray *steps, const char *from, const char *to)
{
  for (guint i = 0; i < steps->len; i++)
    for (GradusStep *part = g_ptr_array_index (steps, i); part; part = part->follow_up)
      {
        JsonNode *moved = g_strcmp0 (part->key, "data") == 0
                              ? gradus_data_moved (part->section, from, to)
                              : NULL;

        if (!moved)
          continue;
        json_node_unref (part->section);
        part->section = moved;
      }
}

void
gradus_history_move_data (GradusHistory *self, const char *from, const char *to)
{
  move_data_of (self->undo, from, to);
  move_data_of (self->redo, from, to);
  move_data_of (self->redo_before, from, to);
}

/* --- adding steps ----------------------------------------------------------------------------- */

/* The next change is no part of the newest step. */
static void
end_merge_of_newest (GradusHistory *self)
{
  if (self->undo->len)
    g_clear_pointer (&newest (self->undo)->merge, g_free);
}

static void
swap_redo (GradusHistory *self)
{
  GPtrArray *redo = self->redo;

  self->redo = self->redo_before;
  self->redo_before = redo;
}

/* The newest step grows no more. One that ended as it began is none, and what could be redone
 * before it can be again. */
static void
close_newest (GradusHistory *self)
{
  if (!self->growing)
    return;
  self->growing = FALSE;
  if (changes_nothing (self->project, newest (self->undo)))
    {
      g_ptr_array_set_size (self->undo, (gint) self->undo->len - 1);
      end_merge_of_newest (self);
      if (self->redo_before->len)
        self->saved_at = self->saved_at_before;
      swap_redo (self);
      self->changed (self->user);
    }
  g_ptr_array_set_size (self->redo_before, 0);
}

void
gradus_history_before_change (GradusHistory *self, const char *key, const char *merge)
{
  const GradusStep *last = self->growing ? newest (self->undo) : NULL;

  if (last
      && (g_strcmp0 (last->merge, self->group_label ? GROUP : merge) || g_strcmp0 (last->key, key)))
    close_newest (self);
}

void
gradus_history_add (GradusHistory *self, GradusStep *step)
{
  GradusStep *last;
  gboolean goes_on;

  if (step->beside)
    close_newest (self);
  else if (self->group_label)
    {
      g_free (step->label);
      step->label = g_strdup (self->group_label);
      g_free (step->merge);
      step->merge = g_strdup (GROUP);
    }
  last = newest (self->undo);
  goes_on = last && step->merge && g_strcmp0 (last->merge, step->merge) == 0
            && g_strcmp0 (last->key, step->key) == 0;
  if (!goes_on)
    self->saved_at_before = self->saved_at;
  if (self->saved_at > (gint) self->undo->len)
    self->saved_at = gradus_history_is_saved (self) ? (gint) self->undo->len : -1;
  if (!goes_on && step->merge)
    {
      self->growing = TRUE;
      swap_redo (self);
    }
  g_ptr_array_set_size (self->redo, 0);
  if (goes_on)
    grow (last, step);
  else
    {
      if (self->undo->len == GRADUS_DOCUMENT_MAX_UNDO)
        drop_step (self, 0);
      g_ptr_array_add (self->undo, step);
    }
  self->changed (self->user);
}

void
gradus_history_add_follow_up (GradusHistory *self, GradusStep *step)
{
  GradusStep *last = newest (self->undo);

  while (last->follow_up)
    last = last->follow_up;
  last->follow_up = step;
  self->changed (self->user);
}

void
gradus_history_end_merge (GradusHistory *self)
{
  close_newest (self);
  /* A group ends where it is said to. */
  if (!self->group_label)
    end_merge_of_newest (self);
}

void
gradus_history_begin_group (GradusHistory *self, const char *label)
{
  g_return_if_fail (!self->group_label);
  gradus_history_end_merge (self);
  self->group_label = g_strdup (label);
}

void
gradus_history_end_group (GradusHistory *self)
{
  g_clear_pointer (&self->group_label, g_free);
  gradus_history_end_merge (self);
}

/* --- undoing and redoing them ----------------------------------------------------------------- */

const GradusStep *
gradus_history_to_undo (GradusHistory *self)
{
  return newest (self->undo);
}

const GradusStep *
gradus_history_to_redo (GradusHistory *self)
{
  return newest (self->redo);
}

/* Takes back what was done beside the document, or does it again; the step stays in its list
 * meanwhile. FALSE: it is forgotten. */
static gboolean
turn_beside (GradusHistory *self, guint i, gboolean back)
{
  const GradusStep *step = step_at (self, i);

  if (!step->beside || step->beside->turn (step->user, back))
    return TRUE;
  drop_step (self, i);
  self->changed (self->user);
  return FALSE;
}

static const GradusStep *
move_newest (GradusHistory *self, gboolean undoing)
{
  GPtrArray *from = undoing ? self->undo : self->redo;
  GPtrArray *to = undoing ? self->redo : self->undo;
  GradusStep *step;

  if (!from->len || !turn_beside (self, self->undo->len - (undoing ? 1 : 0), undoing))
    return NULL;
  step = g_ptr_array_steal_index (from, from->len - 1);
  carry_out (self->project, step, undoing);
  g_ptr_array_add (to, step);
  /* What is done next is no part of what was done before this. */
  gradus_history_end_merge (self);
  return step;
}

const GradusStep *
gradus_history_undo (GradusHistory *self)
{
  close_newest (self);
  return move_newest (self, TRUE);
}

const GradusStep *
gradus_history_redo (GradusHistory *self)
{
  close_newest (self);
  return move_newest (self, FALSE);
}

gboolean
gradus_history_take_back (GradusHistory *self, gpointer user)
{
  guint i = 0;

  close_newest (self);
  while (i < self->undo->len && (!step_at (self, i)->beside || step_at (self, i)->user != user))
    i++;
  g_return_val_if_fail (i < self->undo->len, FALSE);
  if (!turn_beside (self, i, TRUE))
    return FALSE;
  if (i + 1 == self->undo->len)
    g_ptr_array_add (self->redo, g_ptr_array_steal_index (self->undo, i));
  else
    drop_step (self, i);
  gradus_history_end_merge (self);
  self->changed (self->user);
  return TRUE;
}

void
gradus_history_forget_beside (GradusHistory *self)
{
  guint before;

  close_newest (self);
  before = n_steps (self);
  for (guint i = before; i-- > 0;)
    if (step_at (self, i)->beside)
      drop_step (self, i);
  if (n_steps (self) != before)
    self->changed (self->user);
}

/* --- making it -------------------------------------------------------------------------------- */

static GPtrArray *
list_of_steps (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) step_free);
}

GradusHistory *
gradus_history_new (GrProject *project, void (*changed) (gpointer user), gpointer user)
{
  GradusHistory *self = g_new0 (GradusHistory, 1);

  self->project = project;
  self->changed = changed;
  self->user = user;
  self->undo = list_of_steps ();
  self->redo = list_of_steps ();
  self->redo_before = list_of_steps ();
  return self;
}

void
gradus_history_free (GradusHistory *self)
{
  g_ptr_array_unref (self->undo);
  g_ptr_array_unref (self->redo);
  g_ptr_array_unref (self->redo_before);
  g_free (self->group_label);
  g_free (self);
}
