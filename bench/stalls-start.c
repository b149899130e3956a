/* stalls-start.c - bench/stalls: the start page, and starting after a crash. */
#include "stalls-files.h"
#include "stalls.h"
#include "turns.h"

static gboolean
show_preferences (gpointer unused)
{
  g_action_group_activate_action (G_ACTION_GROUP (stalls.program), "preferences", NULL);
  return TRUE;
}

static gboolean
close_start (gpointer unused)
{
  gtk_window_close (GTK_WINDOW (stalls.window));
  stalls.window = NULL;
  return TRUE;
}

/* As when the program is called from outside. */
static gboolean
start (gpointer unused)
{
  g_application_activate (G_APPLICATION (stalls.program));
  stalls.window = GRADUS_WINDOW (
      gtk_application_get_active_window (GTK_APPLICATION (stalls.program)));
  return TRUE;
}

void
stalls_measure_start (void)
{
  g_autofree char *path = stalls_write_project (stalls.folder, "crashed.gradus", 1000);

  turns_measure ("show the start page", stalls_open_window, NULL, NULL);
  turns_measure ("open the preferences", show_preferences, NULL, NULL);
  turns_measure ("close them", stalls_close_dialogs, NULL, NULL);
  turns_measure ("open the shortcuts", stalls_act, "win.show-help-overlay", NULL);
  turns_measure ("close the shortcuts", stalls_close_dialogs, NULL, NULL);
  turns_measure ("close the start page", close_start, NULL, NULL);
  stalls_leave_copy (path);
  turns_measure ("start after a crash, with 1,000 blocks left", start, NULL, stalls_asks);
  turns_measure ("recover them", stalls_agree, NULL, stalls_is_open);
  turns_measure ("close the window of what was recovered", stalls_close_window, NULL, NULL);
}
