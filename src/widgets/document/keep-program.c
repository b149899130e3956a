/* keep-program.c - see keep-program.h. */
#include "keep-program.h"

#include <gio/gio.h>

void
gradus_keep_program (void)
{
  if (g_application_get_default ())
    g_application_hold (g_application_get_default ());
}

void
gradus_let_program_end (void)
{
  if (g_application_get_default ())
    g_application_release (g_application_get_default ());
}
