/* value.c - copies of arguments that outlive the call that they were passed to. See value.h. */
#include "value.h"

#include <string.h>

/* What @value borrows, and its size; NULL where it borrows nothing but a tensor. */
static gconstpointer
borrowed (const GrValue *value, gsize *nbytes)
{
  switch (value->kind)
    {
    case GR_VALUE_TENSORS:
      *nbytes = value->tensors.n * sizeof (GrTensor *);
      return value->tensors.v;
    case GR_VALUE_INTS:
      *nbytes = value->ints.n * sizeof (gint64);
      return value->ints.v;
    case GR_VALUE_FLOATS:
      *nbytes = value->floats.n * sizeof (gdouble);
      return value->floats.v;
    case GR_VALUE_STRING:
      *nbytes = strlen (value->string) + 1;
      return value->string;
    default:
      *nbytes = 0;
      return NULL;
    }
}

static void
lead_to (GrValue *value, gconstpointer copy)
{
  if (value->kind == GR_VALUE_TENSORS)
    value->tensors.v = copy;
  else if (value->kind == GR_VALUE_INTS)
    value->ints.v = copy;
  else if (value->kind == GR_VALUE_FLOATS)
    value->floats.v = copy;
  else
    value->string = copy;
}

/* Never 0, so that an empty list is not taken for None. */
static gsize
room_for (gsize nbytes)
{
  return (nbytes / 8 + 1) * 8;
}

GrValue *
gr_values_copy (const GrValue *values, guint n)
{
  gsize    room = n * sizeof (GrValue), nbytes;
  GrValue *copies;
  char    *free_space;

  for (guint i = 0; i < n; i++)
    if (borrowed (&values[i], &nbytes))
      room += room_for (nbytes);
  copies = g_malloc (room + 1);
  free_space = (char *) (copies + n);
  for (guint i = 0; i < n; i++)
    {
      gconstpointer from = borrowed (&values[i], &nbytes);

      copies[i] = values[i];
      if (!from)
        continue;
      memcpy (free_space, from, nbytes);
      lead_to (&copies[i], free_space);
      free_space += room_for (nbytes);
    }
  return copies;
}
