/* storage-places.c - see storage-places.h. */
#include "storage-places.h"

/* --- from a place to the elements ------------------------------------------------------------- */

/* A walk through the dimensions, those with the longest strides first. */
typedef struct
{
  const GrTensor *tensor;
  gint n;                      /* dimensions that lead to another place, */
  gint dims[GR_MAX_DIMS];      /* by their strides */
  gint64 reach[GR_MAX_DIMS];   /* how far those from the one at that place on lead at most */
  gint64 weight[GR_MAX_DIMS];  /* of each of the tensor's dimensions in an element's number */
  gint64 count, most, written; /* elements found, that may be written, and that are */
  gint64 *elements;
} Search;

/* Where there is no more room, in place of a greater one. */
static void
keep (Search *search, gint64 element)
{
  gint64 greatest = 0;

  if (search->written < search->most)
    {
      search->elements[search->written++] = element;
      return;
    }
  for (gint64 i = 1; i < search->written; i++)
    if (search->elements[i] > search->elements[greatest])
      greatest = i;
  if (search->written > 0 && element < search->elements[greatest])
    search->elements[greatest] = element;
}

static void
find (Search *search, gint depth, gint64 rest, gint64 element)
{
  if (depth == search->n)
    {
      keep (search, element);
      search->count++;
      return;
    }

  const gint dim = search->dims[depth];
  const gint64 stride = search->tensor->stride[dim];
  const gint64 after = depth + 1 < search->n ? search->reach[depth + 1] : 0;
  const gint64 last = MIN (search->tensor->shape[dim] - 1, rest / stride);

  for (gint64 i = MAX (0, (rest - after + stride - 1) / stride); i <= last; i++)
    find (search, depth + 1, rest - i * stride, element + i * search->weight[dim]);
}

/* Puts the dimensions that move in order, and says how far they lead. */
static void
prepare (Search *search)
{
  const GrTensor *tensor = search->tensor;
  gint64 weight = 1;

  for (gint dim = tensor->ndim - 1; dim >= 0; dim--)
    {
      gint at = search->n;

      search->weight[dim] = weight;
      weight *= tensor->shape[dim];
      if (tensor->stride[dim] == 0 || tensor->shape[dim] == 1)
        continue;
      for (; at > 0 && tensor->stride[search->dims[at - 1]] < tensor->stride[dim]; at--)
        search->dims[at] = search->dims[at - 1];
      search->dims[at] = dim;
      search->n++;
    }
  for (gint i = search->n - 1; i >= 0; i--)
    {
      const gint dim = search->dims[i];

      search->reach[i] = (tensor->shape[dim] - 1) * tensor->stride[dim]
                         + (i + 1 < search->n ? search->reach[i + 1] : 0);
    }
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* What is found has index 0 where the stride is 0; any other index there leads to the same place.
 */
static void
repeat (Search *search, gint dim)
{
  const gint64 n = search->written;

  for (gint64 i = 1; i < search->tensor->shape[dim] && search->written < search->most; i++)
    for (gint64 k = 0; k < n && search->written < search->most; k++)
      search->elements[search->written++] = search->elements[k] + i * search->weight[dim];
  search->count *= search->tensor->shape[dim];
}

gint64
gradus_elements_at (const GrTensor *tensor, gint64 place, gint64 *elements, gint64 most)
{
  Search search = { .tensor = tensor, .elements = elements, .most = most };

  if (gr_tensor_numel (tensor) <= 0 || place < tensor->offset)
    return 0;
  prepare (&search);
  if (search.n > 0 ? place - tensor->offset > search.reach[0] : place != tensor->offset)
    return 0;
  find (&search, 0, place - tensor->offset, 0);
  for (gint dim = tensor->ndim - 1; dim >= 0; dim--)
    if (tensor->stride[dim] == 0 && search.count > 0)
      repeat (&search, dim);
  qsort (elements, search.written, sizeof *elements, compare);
  return search.count;
}

/* --- and back --------------------------------------------------------------------------------- */

char *
gradus_place_formula (const GrTensor *tensor)
{
  static const char *const strides[GR_MAX_DIMS] = { "i·stride₀", "j·stride₁", "k·stride₂",
                                                    "l·stride₃", "m·stride₄", "n·stride₅",
                                                    "o·stride₆", "p·stride₇" };
  GString *text = g_string_new ("offset");

  for (gint dim = 0; dim < tensor->ndim; dim++)
    g_string_append_printf (text, " + %s", strides[dim]);
  return g_string_free (text, FALSE);
}

char *
gradus_place_sum (const GrTensor *tensor, gint64 element)
{
  GString *text = g_string_new (NULL);
  gint64 index[GR_MAX_DIMS], rest = element;

  for (gint dim = tensor->ndim - 1; dim >= 0; dim--)
    {
      index[dim] = rest % tensor->shape[dim];
      rest /= tensor->shape[dim];
    }
  g_string_append_printf (text, "%" G_GINT64_FORMAT, tensor->offset);
  for (gint dim = 0; dim < tensor->ndim; dim++)
    g_string_append_printf (text, " + %" G_GINT64_FORMAT "·%" G_GINT64_FORMAT, index[dim],
                            tensor->stride[dim]);
  g_string_append_printf (text, " = %" G_GINT64_FORMAT, gr_tensor_offset_of (tensor, element));
  return g_string_free (text, FALSE);
}
