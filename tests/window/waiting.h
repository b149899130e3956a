/* waiting.h - waiting for what the main loop brings, in the tests of widgets: not for ever, so that
 * what never comes is a failure that says what it was. */
#pragma once

#include <glib.h>

#define WAITING_SECONDS 60

static inline gboolean
waiting_wakes (gpointer unused)
{
  return G_SOURCE_CONTINUE;
}

/* Turns the main loop as long as @condition holds. */
#define wait_while(condition)                                                                      \
  do                                                                                               \
    {                                                                                              \
      const gint64 waiting_end = g_get_monotonic_time () + WAITING_SECONDS * G_USEC_PER_SEC;       \
      const guint waiting_source = g_timeout_add (100, waiting_wakes, NULL);                       \
                                                                                                   \
      while (condition)                                                                            \
        {                                                                                          \
          if (g_get_monotonic_time () > waiting_end)                                               \
            g_error ("waited in vain, while %s", #condition);                                      \
          g_main_context_iteration (NULL, TRUE);                                                   \
        }                                                                                          \
      g_source_remove (waiting_source);                                                            \
    }                                                                                              \
  while (0)
