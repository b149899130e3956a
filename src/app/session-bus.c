/* session-bus.c - see session-bus.h. */
#include "session-bus.h"

#define ADDRESS "DBUS_SESSION_BUS_ADDRESS"

/* Where GLib looks: what it was told, the user's bus of systemd, and a program that knows. */
static gboolean
can_be_found (void)
{
  g_autofree char *users = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);
  g_autofree char *launcher = g_find_program_in_path ("dbus-launch");

  return g_getenv (ADDRESS) || g_file_test (users, G_FILE_TEST_EXISTS) || launcher;
}

void
gradus_session_bus_settle (void)
{
  if (!can_be_found ())
    g_setenv (ADDRESS, "disabled:", TRUE);
}
