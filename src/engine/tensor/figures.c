/* figures.c - large numbers as people read them: see figures.h. */
#include "figures.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Each limit is that from which the number would be written with a figure too many. */
static char *
scaled (gdouble number, gdouble step, const char *const *units, guint n_units, const char *space)
{
  guint unit = 0;

  while (fabs (number) >= step - 0.5 && unit + 1 < n_units)
    {
      number /= step;
      unit++;
    }
  return g_strdup_printf ("%.*f%s%s",
                          unit == 0               ? 0
                          : fabs (number) < 9.995 ? 2
                          : fabs (number) < 99.95 ? 1
                                                  : 0,
                          number, *units[unit] ? space : "", units[unit]);
}

char *
gr_figure_short (gdouble number, const char *space)
{
  static const char *const units[] = { "", "k", "M", "G", "T", "P" };

  return scaled (number, 1000, units, G_N_ELEMENTS (units), space);
}

char *
gr_figure_bytes (gdouble bytes, const char *space)
{
  /* Translators: bytes; the others are 1024, 1024², … of them. */
  const char *const units[] = { _ ("B"),   _ ("KiB"), _ ("MiB"), _ ("GiB"),
                                _ ("TiB"), _ ("PiB"), _ ("EiB") };

  return scaled (bytes, 1024, units, G_N_ELEMENTS (units), space);
}
