/* number-text.c - see number-text.h. A fraction has a point in every language
 * (docs/window.md, “Numbers”). */
#include "number-text.h"
#include "style/count.h"

#include <glib/gi18n.h>

#include <math.h>

static const char *const superscripts[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };

static void
append_power (GString *text, gint exponent)
{
  g_autofree char *digits = g_strdup_printf ("%d", ABS (exponent));

  g_string_append (text, "10");
  if (exponent < 0)
    g_string_append (text, "⁻");
  for (const char *c = digits; *c; c++)
    g_string_append (text, superscripts[*c - '0']);
}

/* --- writing numbers -------------------------------------------------------------------------- */

/* Without zeros that say nothing. */
static char *
fixed (gdouble value, gint digits, const char *unit)
{
  g_autofree char *text = g_strdup_printf ("%.*f", CLAMP (digits, 0, 15), value);

  return gradus_minus (g_strconcat (text, unit, NULL));
}

static char *
scientific (gdouble value, gint digits)
{
  gint exponent = (gint) floor (log10 (fabs (value)));
  gdouble mantissa = value / pow (10, exponent);
  GString *text = g_string_new (NULL);

  /* 9.996 in two digits is 10.00: one power more. */
  if (fabs (mantissa) + 0.5 * pow (10, -digits) >= 10)
    {
      mantissa /= 10;
      exponent++;
    }
  if (fabs (fabs (mantissa) - 1) >= 0.5 * pow (10, -digits))
    g_string_append_printf (text, "%.*f×", digits, mantissa);
  else if (value < 0)
    g_string_append_c (text, '-');
  append_power (text, exponent);
  return gradus_minus (g_string_free (text, FALSE));
}

/* How many digits after the point a multiple of @step needs. */
static gint
digits_for (gdouble step)
{
  gint digits = 0;

  while (digits < 12 && fabs (step - round (step)) > 1e-6 * step)
    {
      step *= 10;
      digits++;
    }
  return digits;
}

/* A multiple of @step where the largest shown is @largest: all ticks of an axis look alike. */
static char *
tick_text (gdouble value, gdouble step, gdouble largest, GradusAxisKind kind)
{
  if (fabs (value) < step * 1e-6)
    return g_strdup (kind == GRADUS_AXIS_PERCENT ? "0 %" : "0");
  if (kind == GRADUS_AXIS_PERCENT)
    return fixed (value * 100, digits_for (step * 100), " %");
  if (largest >= 1e15 || largest < 1e-3)
    {
      const gint exponent = (gint) floor (log10 (fabs (value)) + 1e-9);

      return scientific (value, digits_for (step / pow (10, exponent)));
    }
  if (largest >= 1e9)
    return fixed (value / 1e9, digits_for (step / 1e9), "G");
  if (largest >= 1e6)
    return fixed (value / 1e6, digits_for (step / 1e6), "M");
  if (largest >= 1e4)
    return fixed (value / 1e3, digits_for (step / 1e3), "k");
  return fixed (value, digits_for (step), "");
}

char *
gradus_number_text (gdouble value, GradusAxisKind kind)
{
  const gdouble size = fabs (value);

  if (isnan (value))
    return g_strdup (_ ("NaN"));
  if (isinf (value))
    return g_strdup (value > 0 ? "∞" : "−∞");
  if (kind == GRADUS_AXIS_PERCENT)
    return fixed (value * 100, 2, " %");
  if (size == 0)
    return g_strdup ("0");
  if (value == round (value) && size < 1e15)
    return gradus_count ((gint64) value);
  if (size >= 1e7 || size < 1e-3)
    return scientific (value, 3);
  /* Four digits that count, and no fewer than four after the point of a small number. */
  return fixed (value, size < 10 ? 4 : size < 100 ? 3 : size < 1000 ? 2 : 1, "");
}

/* --- ticks ------------------------------------------------------------------------------------ */

static void
clear_tick (gpointer data)
{
  g_free (((GradusTick *) data)->label);
}

static void
add_tick (GArray *ticks, gdouble value, char *label)
{
  const GradusTick tick = { value, label };

  g_array_append_val (ticks, tick);
}

/* 1, 2 or 5 times a power of ten, at least @least. */
static gdouble
nice_step (gdouble least)
{
  const gdouble power = pow (10, floor (log10 (least)));
  const gdouble times = least / power;

  return power * (times <= 1 + 1e-9 ? 1 : times <= 2 + 1e-9 ? 2 : times <= 5 + 1e-9 ? 5 : 10);
}

static void
add_even_ticks (GArray *ticks, gdouble min, gdouble max, guint most, GradusAxisKind kind)
{
  gdouble step, first, last;

  /* The step above the wanted one may leave less than two ticks in the range. */
  do
    {
      step = nice_step ((max - min) / MAX (most, 1));
      if (kind == GRADUS_AXIS_WHOLE)
        step = MAX (step, 1);
      first = ceil (min / step - 1e-9);
      last = floor (max / step + 1e-9);
    }
  while (last - first < 1 && most++ < 8);
  for (gdouble i = first; i <= last && i < first + 1000; i++)
    add_tick (ticks, i * step, tick_text (i * step, step, MAX (fabs (min), fabs (max)), kind));
}

static char *
power_text (gint times, gint exponent, gboolean as_powers, GradusAxisKind kind)
{
  const gdouble value = times * pow (10, exponent);

  if (!as_powers)
    return tick_text (value, value, MAX (value, 1e-3), kind);
  return scientific (value, 0);
}

static void
add_power_ticks (GArray *ticks, gdouble min, gdouble max, guint most, GradusAxisKind kind)
{
  const gint first = (gint) floor (log10 (min)), last = (gint) ceil (log10 (max));
  const gint powers = (gint) (floor (log10 (max) + 1e-9) - ceil (log10 (min) - 1e-9)) + 1;
  const gint stride = MAX (1, (powers + (gint) most - 1) / (gint) most);
  const gboolean few = max / min < (most >= 3 ? 300 : 30);
  const gboolean below = few && 5 * pow (10, first) >= min * (1 - 1e-9);
  const gint least = below ? first : (gint) ceil (log10 (min) - 1e-9);
  const gint greatest = (gint) floor (log10 (max) + 1e-9);
  /* All of them where one is: 0.001 beside 10⁻⁴ would have to be worked out. */
  const gboolean as_powers = kind != GRADUS_AXIS_PERCENT && (least < -3 || greatest > 4);

  for (gint exponent = first; exponent <= last; exponent++)
    {
      const gdouble power = pow (10, exponent);
      const gboolean labelled = ((exponent % stride) + stride) % stride == 0;

      for (gint times = 1; times <= (stride == 1 ? 9 : 1); times++)
        if (times * power >= min * (1 - 1e-9) && times * power <= max * (1 + 1e-9))
          {
            const gboolean named = times == 1 ? labelled : few && (times == 2 || times == 5);

            add_tick (ticks, times * power,
                      named ? power_text (times, exponent, as_powers, kind) : NULL);
          }
    }
}

GArray *
gradus_ticks_new (gdouble min, gdouble max, guint most, GradusAxisKind kind, gboolean logarithmic)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (GradusTick));

  g_array_set_clear_func (ticks, clear_tick);
  if (!isfinite (min) || !isfinite (max) || min >= max)
    return ticks;
  /* Where much less than a power of ten is seen, one reads more from even steps. */
  if (logarithmic && min > 0 && max / min >= 6)
    add_power_ticks (ticks, min, max, most, kind);
  else
    add_even_ticks (ticks, min, max, most, kind);
  return ticks;
}
