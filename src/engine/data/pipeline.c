/* pipeline.c - converting and transforming one item. See pipeline.h. */
#include "pipeline.h"

#include "../tensor/half.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_TABLES 16 /* channels, for the table of pixels */

struct _GrPipeline
{
  GrDataset          *dataset;
  GrTransforms       *transforms;
  GrDType             dtype;
  GrField             input[GR_MAX_INPUTS]; /* of what comes out */
  GrField             target;
  GPtrArray          *of_input;  /* the transforms by what they are of */
  GPtrArray          *of_target;
  /* what goes into each of of_input, and what comes out of the last */
  GArray             *input_field;
  GArray             *target_field; /* likewise */
  gfloat             *table;        /* n_tables × 256, or NULL */
  gint64              n_tables;
  guint               n_tabled; /* how many of of_input the table does */
};

/* --- conversions ----------------------------------------------------------------------------- */

static GrDType
converted_dtype (GrDType from, GrDType dtype)
{
  return from == GR_UINT8 || gr_dtype_is_floating (from) ? dtype : from;
}

static void
to_float32 (GrDType from, gconstpointer data, gint64 n, gfloat *to)
{
  switch (from)
    {
    case GR_UINT8:
      for (gint64 i = 0; i < n; i++)
        to[i] = (gfloat) ((const guint8 *) data)[i] / 255.0f;
      break;
    case GR_FLOAT16:
      for (gint64 i = 0; i < n; i++)
        to[i] = gr_half_to_float (((const GrHalf *) data)[i]);
      break;
    case GR_BFLOAT16:
      for (gint64 i = 0; i < n; i++)
        to[i] = gr_bfloat16_to_float (((const GrBfloat16 *) data)[i]);
      break;
    case GR_FLOAT64:
      for (gint64 i = 0; i < n; i++)
        to[i] = (gfloat) ((const gdouble *) data)[i];
      break;
    default:
      memcpy (to, data, (gsize) n * sizeof *to);
    }
}

static void
widen (const gfloat *from, gint64 n, gdouble *to)
{
  for (gint64 i = 0; i < n; i++)
    to[i] = (gdouble) from[i];
}

/* @stage has room for @n floats. */
static void
convert (GrDType from, GrDType dtype, gconstpointer data, gint64 n, gfloat *stage, gpointer to)
{
  GrDType result = converted_dtype (from, dtype);

  if (result == from)
    memcpy (to, data, (gsize) n * gr_dtype_size (from));
  else if (result == GR_FLOAT32)
    to_float32 (from, data, n, to);
  else
    {
      to_float32 (from, data, n, stage);
      widen (stage, n, to);
    }
}

/* --- making one ------------------------------------------------------------------------------ */

static gint64
channel_size (const GrField *field)
{
  return field->ndim > 0 && field->shape[0] > 0 ? gr_field_numel (field) / field->shape[0] : 1;
}

/* Where pixels begin with pointwise transforms, or with none at all, 256 values say it all. */
static void
make_table (GrPipeline *p)
{
  const GrField *in = &g_array_index (p->input_field, GrField, 0);
  guint n = 0;

  if (in->dtype != GR_UINT8)
    return;
  while (n < p->of_input->len && ((GrTransform *) p->of_input->pdata[n])->row->pointwise)
    n++;
  p->n_tables = n == 0 || in->ndim == 0 ? 1 : in->shape[0];
  if (p->n_tables < 1 || p->n_tables > MOST_TABLES)
    return;
  p->n_tabled = n;
  p->table = g_new (gfloat, p->n_tables * 256);
  for (gint64 c = 0; c < p->n_tables; c++)
    for (gint pixel = 0; pixel < 256; pixel++)
      {
        gfloat value = (gfloat) pixel / 255.0f;

        for (guint t = 0; t < n; t++)
          {
            const GrTransform *self = p->of_input->pdata[t];

            value = self->row->pointwise (self, c, value);
          }
        p->table[c * 256 + pixel] = value;
      }
}

static gboolean
add_transform (GrPipeline *p, const GrTransform *self, GrField *input, GrField *target,
               GError **error)
{
  GrField *field = self->row->of_target ? target : input;

  if (self->row->of_target && !p->dataset->has_target)
    g_set_error (error, GR_ERROR, GR_ERROR_DATA, _ ("the data set %s has no target"),
                 p->dataset->name);
  else if (!self->row->of_target && field->dtype != GR_UINT8
           && !gr_dtype_is_floating (field->dtype))
    g_set_error (error, GR_ERROR, GR_ERROR_DTYPE,
                 _ ("it works on pictures and floating-point numbers, not on %s"),
                 gr_dtype_name (field->dtype));
  else
    {
      if (!self->row->of_target)
        field->dtype = GR_FLOAT32;
      if (self->row->infer (self, field, error))
        {
          g_ptr_array_add (self->row->of_target ? p->of_target : p->of_input, (gpointer) self);
          g_array_append_val (self->row->of_target ? p->target_field : p->input_field, *field);
          return TRUE;
        }
    }
  g_prefix_error (error, "%s: ", self->row->name);
  return FALSE;
}

GrPipeline *
gr_pipeline_new (GrDataset *dataset, GrTransforms *transforms, GrDType dtype, GError **error)
{
  g_autoptr (GrPipeline) p = g_new0 (GrPipeline, 1);
  GrField input = dataset->input[0], target = dataset->target;

  p->dataset = gr_dataset_ref (dataset);
  p->transforms = transforms ? gr_transforms_ref (transforms) : gr_transforms_new ();
  p->dtype = dtype;
  p->of_input = g_ptr_array_new ();
  p->of_target = g_ptr_array_new ();
  p->input_field = g_array_new (FALSE, FALSE, sizeof (GrField));
  p->target_field = g_array_new (FALSE, FALSE, sizeof (GrField));
  g_array_append_val (p->input_field, input);
  g_array_append_val (p->target_field, target);
  for (gsize i = 0; i < gr_transforms_length (p->transforms); i++)
    if (!add_transform (p, gr_transforms_at (p->transforms, i), &input, &target, error))
      return NULL;
  make_table (p);
  for (gint i = 0; i < dataset->n_inputs; i++)
    {
      p->input[i] = i == 0 ? input : dataset->input[i];
      p->input[i].dtype = converted_dtype (p->input[i].dtype, dtype);
    }
  p->target = target;
  p->target.dtype = converted_dtype (target.dtype, dtype);
  return g_steal_pointer (&p);
}

void
gr_pipeline_free (GrPipeline *p)
{
  if (!p)
    return;
  gr_dataset_unref (p->dataset);
  gr_transforms_unref (p->transforms);
  g_ptr_array_unref (p->of_input);
  g_ptr_array_unref (p->of_target);
  g_array_unref (p->input_field);
  g_array_unref (p->target_field);
  g_free (p->table);
  g_free (p);
}

const GrField *
gr_pipeline_input (const GrPipeline *p, gint i)
{
  return &p->input[i];
}

const GrField *
gr_pipeline_target (const GrPipeline *p)
{
  return p->dataset->has_target ? &p->target : NULL;
}

/* --- workspaces ------------------------------------------------------------------------------ */

static gpointer
room_for (gsize nbytes, gboolean *good)
{
  gpointer room = g_try_malloc (MAX (nbytes, 16));

  *good &= room != NULL;
  return room;
}

gboolean
gr_workspace_init (GrWorkspace *w, const GrPipeline *p, GError **error)
{
  const GrDataset *dataset = p->dataset;
  gsize most = 0, most_target = 0;
  gboolean good = TRUE;

  *w = (GrWorkspace){ 0 };
  for (gint i = 0; i < dataset->n_inputs; i++)
    {
      w->room.input[i] = room_for (gr_field_size (&dataset->input[i]), &good);
      most = MAX (most, (gsize) gr_field_numel (&dataset->input[i]));
    }
  for (guint i = 0; i < p->input_field->len; i++)
    most = MAX (most, (gsize) gr_field_numel (&g_array_index (p->input_field, GrField, i)));
  if (dataset->has_target)
    {
      w->room.target = room_for (gr_field_size (&dataset->target), &good);
      for (guint i = 0; i < p->target_field->len; i++)
        {
          const GrField *field = &g_array_index (p->target_field, GrField, i);

          most = MAX (most, (gsize) gr_field_numel (field));
          most_target = MAX (most_target, gr_field_size (field));
        }
    }
  for (gint i = 0; i < 2; i++)
    {
      w->stage[i] = room_for (most * sizeof (gfloat), &good);
      w->target[i] = room_for (most_target, &good);
    }
  if (!good)
    g_set_error (error, GR_ERROR, GR_ERROR_MEMORY, _ ("There is no memory for an item of %s"),
                 dataset->name);
  return good;
}

void
gr_workspace_clear (GrWorkspace *w)
{
  for (gint i = 0; i < GR_MAX_INPUTS; i++)
    g_free (w->room.input[i]);
  g_free (w->room.target);
  for (gint i = 0; i < 2; i++)
    {
      g_free (w->stage[i]);
      g_free (w->target[i]);
    }
  *w = (GrWorkspace){ 0 };
}

/* --- one item -------------------------------------------------------------------------------- */

static void
look_up (const GrPipeline *p, const GrField *in, const guint8 *pixels, gfloat *to)
{
  gint64 n = gr_field_numel (in);
  gint64 per_table = p->n_tables == 1 ? n : channel_size (in);

  for (gint64 c = 0; c < p->n_tables; c++)
    {
      const gfloat *table = p->table + c * 256;

      for (gint64 i = c * per_table; i < (c + 1) * per_table; i++)
        to[i] = table[pixels[i]];
    }
}

static void
apply_transform (const GrTransform *self, const GrField *in, const gfloat *from, gfloat *to,
                 GrGenerator *random)
{
  gint64 n = gr_field_numel (in), per_channel = channel_size (in);

  if (self->row->apply)
    {
      self->row->apply (self, in, from, to, random);
      return;
    }
  for (gint64 i = 0; i < n; i++)
    to[i] = self->row->pointwise (self, i / per_channel, from[i]);
}

/* The first input: to float32, through the transforms, into the batch's dtype. The last stage
 * writes to @to itself where that is float32. */
static void
run_input (const GrPipeline *p, GrWorkspace *w, gconstpointer raw, GrGenerator *random, gpointer to)
{
  const GrField *field = &g_array_index (p->input_field, GrField, 0);
  gint64 n = gr_field_numel (field);
  gboolean wide = p->dtype == GR_FLOAT64;
  guint first = p->table ? p->n_tabled : 0, last = p->of_input->len;
  gfloat *at;

  if (!p->table && last == 0)
    {
      convert (field->dtype, p->dtype, raw, n, w->stage[0], to);
      return;
    }
  at = first == last && !wide ? to : w->stage[0];
  if (p->table)
    look_up (p, field, raw, at);
  else
    to_float32 (field->dtype, raw, n, at);
  for (guint t = first; t < last; t++)
    {
      gfloat *next = t + 1 == last && !wide ? to : w->stage[at == w->stage[0]];

      apply_transform (p->of_input->pdata[t], &g_array_index (p->input_field, GrField, t), at, next,
                       random);
      at = next;
    }
  if (wide)
    widen (at, gr_field_numel (&p->input[0]), to);
}

static void
run_target (const GrPipeline *p, GrWorkspace *w, gconstpointer raw, gpointer to)
{
  const GrField *field = &g_array_index (p->target_field, GrField, 0);

  for (guint t = 0; t < p->of_target->len; t++)
    {
      const GrTransform *self = p->of_target->pdata[t];
      gpointer next = w->target[t & 1];

      self->row->apply_target (self, field, raw, field + 1, next);
      raw = next;
      field++;
    }
  convert (field->dtype, p->dtype, raw, gr_field_numel (field), w->stage[0], to);
}

gboolean
gr_pipeline_run (const GrPipeline *p, GrWorkspace *w, gint64 index, GrGenerator random,
                 const GrSample *to, GError **error)
{
  GrSample item = w->room;

  if (!gr_dataset_fetch (p->dataset, index, &item, error))
    return FALSE;
  run_input (p, w, item.input[0], &random, to->input[0]);
  for (gint i = 1; i < p->dataset->n_inputs; i++)
    {
      const GrField *field = &p->dataset->input[i];

      convert (field->dtype, p->dtype, item.input[i], gr_field_numel (field), w->stage[0],
               to->input[i]);
    }
  if (p->dataset->has_target)
    run_target (p, w, item.target, to->target);
  return TRUE;
}
