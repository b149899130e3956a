/* expression.c - a parser by recursive descent that computes as it reads: see expression.h. */
#include "expression.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const char *text, *at;
  GrExpressionLookup lookup;
  gpointer user;
  GString *numbers; /* or NULL */
} Reader;

static gdouble sum (Reader *r);

/* Takes @n characters as they are. */
static void
copy (Reader *r, gsize n)
{
  if (r->numbers)
    g_string_append_len (r->numbers, r->at, n);
  r->at += n;
}

static char
next (Reader *r)
{
  copy (r, strspn (r->at, " "));
  return *r->at;
}

static void
expect (Reader *r, char c)
{
  if (next (r) != c)
    g_error ("“%s”: “%c” expected at “%s”", r->text, c, r->at);
  copy (r, 1);
}

static gdouble
call (Reader *r, const char *name)
{
  gdouble a, b;

  expect (r, '(');
  a = sum (r);
  if (g_str_equal (name, "sqrt"))
    a = sqrt (a);
  else if (g_str_equal (name, "max"))
    {
      expect (r, ',');
      b = sum (r);
      a = a >= b ? a : b;
    }
  else
    g_error ("“%s”: no function “%s”", r->text, name);
  expect (r, ')');
  return a;
}

/* A negative number gets parentheses where a sign or a power beside it would be misread. */
static void
write_number (Reader *r, gdouble value)
{
  gboolean alone = !r->numbers->len || g_str_has_suffix (r->numbers->str, "(");

  if (value < 0 && (!alone || *r->at == '^'))
    g_string_append_printf (r->numbers, "(%.6g)", value);
  else
    g_string_append_printf (r->numbers, "%.6g", value);
}

static gdouble
name_or_call (Reader *r)
{
  gsize length = strspn (r->at, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_");
  g_autofree char *name = g_strndup (r->at, length);
  gdouble value;

  if (!length)
    g_error ("“%s”: a number or a name expected at “%s”", r->text, r->at);
  if (r->at[length] == '(')
    {
      copy (r, length);
      return call (r, name);
    }
  r->at += length;
  value = r->lookup (name, r->user);
  if (r->numbers)
    write_number (r, value);
  return value;
}

static gdouble
atom (Reader *r)
{
  gdouble value;
  char *end;

  if (next (r) == '(')
    {
      copy (r, 1);
      value = sum (r);
      expect (r, ')');
      return value;
    }
  if (!g_ascii_isdigit (*r->at))
    return name_or_call (r);
  value = g_ascii_strtod (r->at, &end);
  copy (r, end - r->at);
  return value;
}

static gdouble
power (Reader *r)
{
  gdouble value = atom (r);

  if (next (r) != '^')
    return value;
  copy (r, 1);
  return pow (value, power (r));
}

static gdouble
product (Reader *r)
{
  gdouble value = power (r);

  for (char c = next (r); c == '*' || c == '/'; c = next (r))
    {
      gdouble other;

      copy (r, 1);
      other = power (r);
      value = c == '*' ? value * other : value / other;
    }
  return value;
}

static gdouble
sum (Reader *r)
{
  gdouble value = product (r);

  for (char c = next (r); c == '+' || c == '-'; c = next (r))
    {
      gdouble other;

      copy (r, 1);
      other = product (r);
      value = c == '+' ? value + other : value - other;
    }
  return value;
}

gdouble
gr_expression_value (const char *text, GrExpressionLookup lookup, gpointer user, GString *numbers)
{
  Reader r = { text, text, lookup, user, numbers };
  gdouble value = sum (&r);

  if (*r.at)
    g_error ("“%s”: the end expected at “%s”", text, r.at);
  return value;
}
