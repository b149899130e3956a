/* window-close.c - the end of a window: the part of GradusWindow that asks before anything is lost.
 *
 * One question speaks of all that is at stake, the changes that are not saved and the run in work,
 * and nothing ends before it is decided. So there is nothing to take back where the answer is no,
 * or a save fails or is given up: the next request to close begins anew.
 */
#include "window-private.h"

#include <glib/gi18n.h>

/* --- the answer ------------------------------------------------------------------------------- */

void
gradus_window_stay (GradusWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (GRADUS_IS_APPLICATION (application))
    gradus_application_stay (GRADUS_APPLICATION (application));
}

/* What was not asked about, since it came meanwhile, is asked about now. */
static void
leave_unless_modified (GradusWindow *self)
{
  if (gradus_document_modified (self->document))
    gtk_window_close (GTK_WINDOW (self));
  else
    gradus_window_leave (self);
}

/* Once the dialog that asked has gone: it belongs to the window, which goes now. */
static void
stop (gpointer user)
{
  g_autoptr (GradusWindow) self = user;

  leave_unless_modified (self);
}

static void
discard (gpointer user)
{
  g_autoptr (GradusWindow) self = user;

  gradus_training_discard (self->training);
  gradus_window_leave (self);
}

static void
answered (GradusWindow *self, const char *response)
{
  if (g_str_equal (response, "save"))
    gradus_window_save (self, leave_unless_modified);
  else if (g_str_equal (response, "discard"))
    g_idle_add_once (discard, g_object_ref (self));
  else if (g_str_equal (response, "stop"))
    g_idle_add_once (stop, g_object_ref (self));
  else
    gradus_window_stay (self);
}

/* --- the question ----------------------------------------------------------------------------- */

/* One that is paused loses nothing. */
static gboolean
trains (GradusTraining *training)
{
  const GradusTrainingState state = gradus_training_state (training);

  return state == GRADUS_TRAINING_STARTING || state == GRADUS_TRAINING_RUNNING;
}

/* What becomes of the run in work; NULL where that is not begun, or goes where the project goes.
 * (transfer full) */
static char *
fate_of_run (GradusWindow *self)
{
  if (gradus_training_state (self->training) != GRADUS_TRAINING_RUNNING
      || !gradus_document_path (self->document))
    return NULL;
  return g_strdup_printf (
      _ ("What “%s” has learned so far is kept, and it can be continued later."),
      gradus_run_name (gradus_training_run (self->training)));
}

static AdwMessageDialog *
question_of_changes (GradusWindow *self)
{
  g_autofree char *title = gradus_document_title (self->document);
  g_autofree char *loss = g_strdup_printf (
      _ ("“%s” has changes that are not saved. What is not saved will be lost."), title);
  g_autofree char *run = fate_of_run (self);
  g_autofree char *body = g_strjoin ("\n\n", loss, run, NULL);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
      GTK_WINDOW (self),
      trains (self->training) ? _ ("Save Changes and Stop Training?") : _ ("Save Changes?"), body));

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "discard", _ ("_Discard"),
                                    "save", _ ("_Save"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save");
  adw_message_dialog_set_close_response (dialog, "cancel");
  return dialog;
}

static AdwMessageDialog *
question_of_run (GradusWindow *self)
{
  g_autofree char *run = fate_of_run (self);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (self), _ ("Training Is Still Running"), run));

  adw_message_dialog_add_responses (dialog, "keep", _ ("_Keep Training"), "stop",
                                    _ ("_Stop and Close"), NULL);
  adw_message_dialog_set_default_response (dialog, "keep");
  adw_message_dialog_set_close_response (dialog, "keep");
  return dialog;
}

static void
ask (GradusWindow *self, AdwMessageDialog *question)
{
  g_set_weak_pointer (&self->question, GTK_WINDOW (question));
  g_signal_connect_object (question, "response", G_CALLBACK (answered), self, G_CONNECT_SWAPPED);
  gtk_window_present (self->question);
}

/* The run that is asked about has ended by itself: nothing is left to answer. */
static void
take_back (GtkWindow *question, GradusTraining *training)
{
  if (!trains (training))
    gtk_window_close (question);
}

/* --- the request ------------------------------------------------------------------------------ */

gboolean
gradus_window_asks (GradusWindow *self)
{
  return self->document
         && (gradus_document_saving (self->document) || gradus_document_modified (self->document)
             || trains (self->training));
}

void
gradus_window_request_close (GradusWindow *self)
{
  if (gradus_document_saving (self->document))
    self->close_when_saved = TRUE;
  else if (self->question)
    gtk_window_present (self->question);
  else if (gradus_document_modified (self->document))
    ask (self, question_of_changes (self));
  else if (trains (self->training))
    {
      ask (self, question_of_run (self));
      g_signal_connect_object (self->training, "state-changed", G_CALLBACK (take_back),
                               self->question, G_CONNECT_SWAPPED);
    }
  else
    gradus_window_leave (self);
}

void
gradus_window_save_ended (GradusWindow *self, gboolean went_well)
{
  const gboolean wanted = self->close_when_saved;

  if (went_well && gradus_document_saving (self->document))
    return;
  self->close_when_saved = FALSE;
  if (wanted && went_well)
    gtk_window_close (GTK_WINDOW (self));
  else if (wanted)
    gradus_window_stay (self);
}
