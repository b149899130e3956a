/* receptive-field.c - see receptive-field.h. Ranges of indices go backwards through the plan. */
#include "receptive-field.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "infer.h"

/* Of indices along one dimension; may lie outside the tensor, in its padding. */
typedef struct
{
  gint64 low, high;
  gboolean all;
} Range;

/* What is read of an instance's output. */
typedef struct
{
  gboolean reached;
  Range range[GR_MAX_DIMS]; /* the batch's, range[0], is not looked at */
} Reach;

/* One block of the walk back: what is read of its output, and so of one of its inputs. */
typedef struct
{
  const GrBlockKind *kind;
  const GrSetting *settings;
  const GrTensor *output, *input;
  gint64 offset; /* of this input among joined ones: the sizes of those before it */
  const Range *to;
  Range *from;
} Step;

static Range
everything (gint64 size)
{
  return (Range){ 0, size - 1, TRUE };
}

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/* Number @i of an attribute with one number a dimension, or one for all; @initial where the row has
 * no such attribute. */
static gint64
number_of (const Step *step, const char *name, gint i, gint64 initial)
{
  const gint index = gr_block_kind_attribute (step->kind, name);
  const GrSetting *setting = index < 0 ? NULL : &step->settings[index];

  if (!setting || setting->kind == GR_SETTING_CHOICE)
    return initial;
  return setting->ints[setting->kind == GR_SETTING_INTS && setting->n > 1 ? i : 0];
}

/* --- a block of each sort --------------------------------------------------------------------- */

/* Dimensions are counted from the last, as broadcasting does. */
static void
read_same (const Step *step)
{
  const gint shift = step->output->ndim - step->input->ndim;

  for (gint d = 0; d < step->input->ndim; d++)
    {
      const gint64 size = step->input->shape[d];

      if (d + shift < 0)
        step->from[d] = everything (size);
      else if (size == 1 && step->output->shape[d + shift] != 1)
        step->from[d] = (Range){ 0, 0, FALSE };
      else
        step->from[d] = step->to[d + shift];
    }
}

/* Padding in a word: 'same' has an odd zero at the end (ops/convolution-padding.c). */
static gint64
padding_of (const Step *step, gint i, gint64 reach)
{
  const gint index = gr_block_kind_attribute (step->kind, "padding");
  const GrSetting *setting = index < 0 ? NULL : &step->settings[index];

  if (setting && setting->kind == GR_SETTING_CHOICE && g_str_equal (setting->choice, "same"))
    return reach / 2;
  return number_of (step, "padding", i, 0);
}

static void
read_window (const Step *step, gboolean transposed)
{
  step->from[1] = step->kind->parameters ? everything (step->input->shape[1]) : step->to[1];
  for (gint d = 2; d < step->input->ndim; d++)
    {
      const Range to = step->to[d];
      const gint64 reach = number_of (step, "dilation", d - 2, 1)
                           * (number_of (step, "kernel_size", d - 2, 1) - 1);
      const gint64 stride = number_of (step, "stride", d - 2, 1);
      const gint64 padding = padding_of (step, d - 2, reach);

      if (to.all)
        step->from[d] = everything (step->input->shape[d]);
      else if (transposed)
        {
          const gint64 low = -floor_div (-(to.low + padding - reach), stride);
          const gint64 high = floor_div (to.high + padding, stride);

          /* With both a stride and a dilation some of these only pad it: then it is said larger.
           * Between windows, where a stride is wider than they are, there is nothing. */
          step->from[d] = (Range){ MIN (low, high), high, FALSE };
        }
      else
        step->from[d] = (Range){ to.low * stride - padding, to.high * stride - padding + reach,
                                 FALSE };
    }
}

static void
read_bins (const Step *step)
{
  step->from[1] = step->to[1];
  for (gint d = 2; d < step->input->ndim; d++)
    {
      const gint64 n = step->input->shape[d], bins = step->output->shape[d];

      step->from[d] = step->to[d].all || bins == 1
                          ? everything (n)
                          : (Range){ floor_div (step->to[d].low * n, bins),
                                     -floor_div (-(step->to[d].high + 1) * n, bins) - 1, FALSE };
    }
}

/* Where an index of the output lies in the input. */
static gdouble
resized (const Step *step, gint d, gint64 index)
{
  const gdouble n = step->input->shape[d], m = step->output->shape[d];

  if (g_str_equal (gr_block_setting (step->kind, step->settings, "mode")->choice, "nearest"))
    return floor (index * n / m);
  if (gr_block_setting (step->kind, step->settings, "align_corners")->ints[0])
    return m > 1 ? index * (n - 1) / (m - 1) : 0;
  return MAX ((index + 0.5) * n / m - 0.5, 0);
}

static void
read_resized (const Step *step)
{
  step->from[1] = step->to[1];
  for (gint d = 2; d < step->input->ndim; d++)
    step->from[d] = step->to[d].all
                        ? everything (step->input->shape[d])
                        : (Range){ (gint64) floor (resized (step, d, step->to[d].low)),
                                   (gint64) ceil (resized (step, d, step->to[d].high)), FALSE };
}

/* "pad" has two numbers a dimension, the last dimension first. */
static void
read_shifted (const Step *step)
{
  const GrSetting *pad = gr_block_setting (step->kind, step->settings, "pad");

  for (gint d = 0; d < step->input->ndim; d++)
    {
      const gint place = 2 * (step->input->ndim - 1 - d);
      const gint64 before = place < pad->n ? pad->ints[place] : 0;

      step->from[d] = step->to[d];
      step->from[d].low -= before;
      step->from[d].high -= before;
      if (step->to[d].all)
        step->from[d] = everything (step->input->shape[d]);
    }
}

static gint
joined_dim (const Step *step)
{
  const gint64 dim = gr_block_setting (step->kind, step->settings, "dim")->ints[0];

  return (gint) (dim + step->input->ndim) % step->input->ndim;
}

/* Cuts this input's part out of the range; FALSE where nothing of it is read. */
static gboolean
read_joined (const Step *step)
{
  const gint d = joined_dim (step);
  const gint64 size = step->input->shape[d];

  memcpy (step->from, step->to, step->input->ndim * sizeof (Range));
  if (step->to[d].all)
    step->from[d] = everything (size);
  else
    step->from[d] = (Range){ MAX (step->to[d].low - step->offset, 0),
                             MIN (step->to[d].high - step->offset, size - 1), FALSE };
  return step->from[d].low <= step->from[d].high;
}

/* Along the dimensions of "dim" everything; where they go, the others move up. */
static void
read_dim (const Step *step)
{
  const GrSetting *dim = gr_block_setting (step->kind, step->settings, "dim");
  const gint n = step->input->ndim, count = dim->kind == GR_SETTING_INTS ? dim->n : 1;
  gboolean whole[GR_MAX_DIMS] = { FALSE };
  gint at = 0;

  for (gint i = 0; i < count; i++)
    whole[(dim->ints[i] + n) % n] = TRUE;
  for (gint d = 0; d < n; d++)
    {
      step->from[d] = whole[d] ? everything (step->input->shape[d]) : step->to[at];
      if (!whole[d] || step->output->ndim == n)
        at++;
    }
}

static void
read_last (const Step *step)
{
  const gint index = gr_block_kind_attribute (step->kind, "normalized_shape");
  const gint count = index < 0 ? 1 : step->settings[index].n;

  for (gint d = 0; d < step->input->ndim; d++)
    step->from[d] = d >= step->input->ndim - count ? everything (step->input->shape[d])
                                                   : step->to[d];
}

/* The first dimensions, where they stay, are their own. In the others one element is followed
 * exactly; of several, all is taken. */
static void
read_reshaped (const Step *step)
{
  const GrTensor *input = step->input, *output = step->output;
  gint            kept = 0;
  gint64          place = 0;
  gboolean        one = TRUE;

  for (; kept < input->ndim && kept < output->ndim && input->shape[kept] == output->shape[kept];
       kept++)
    step->from[kept] = step->to[kept];
  for (gint d = MAX (kept, 1); d < output->ndim; d++)
    {
      one &= !step->to[d].all && step->to[d].low == step->to[d].high;
      place = place * output->shape[d] + step->to[d].low;
    }
  place = MAX (place, 0);
  for (gint d = input->ndim - 1; d >= kept; d--)
    {
      const gint64 size = MAX (input->shape[d], 1);

      step->from[d] = one ? (Range){ place % size, place % size, FALSE } : everything (size);
      place /= size;
    }
}

static void
read_permuted (const Step *step)
{
  const GrSetting *dims = gr_block_setting (step->kind, step->settings, "dims");
  const gint n = step->input->ndim;

  for (gint d = 0; d < n && d < dims->n; d++)
    step->from[(dims->ints[d] + n) % n] = step->to[d];
}

static void
read_all (const Step *step)
{
  for (gint d = 0; d < step->input->ndim; d++)
    step->from[d] = everything (step->input->shape[d]);
}

/* FALSE where nothing of this input is read. */
static gboolean
read_back (const Step *step)
{
  switch (step->kind->reads)
    {
    case GR_READS_SAME:
      read_same (step);
      break;
    case GR_READS_WINDOW:
      read_window (step, FALSE);
      break;
    case GR_READS_TRANSPOSED:
      read_window (step, TRUE);
      break;
    case GR_READS_BINS:
      read_bins (step);
      break;
    case GR_READS_RESIZED:
      read_resized (step);
      break;
    case GR_READS_SHIFTED:
      read_shifted (step);
      break;
    case GR_READS_JOINED:
      return read_joined (step);
    case GR_READS_CHANNELS:
      memcpy (step->from, step->to, step->input->ndim * sizeof (Range));
      step->from[1] = everything (step->input->shape[1]);
      break;
    case GR_READS_DIM:
      read_dim (step);
      break;
    case GR_READS_LAST:
      read_last (step);
      break;
    case GR_READS_RESHAPED:
      read_reshaped (step);
      break;
    case GR_READS_PERMUTED:
      read_permuted (step);
      break;
    case GR_READS_LOOKED_UP:
      memcpy (step->from, step->to, step->input->ndim * sizeof (Range));
      break;
    case GR_READS_ALL:
      read_all (step);
      break;
    }
  return TRUE;
}

/* --- the walk --------------------------------------------------------------------------------- */

static void
join (Reach *reach, const Range *range, gint ndim)
{
  for (gint d = 0; d < ndim; d++)
    if (reach->reached)
      {
        reach->range[d].low = MIN (reach->range[d].low, range[d].low);
        reach->range[d].high = MAX (reach->range[d].high, range[d].high);
        reach->range[d].all |= range[d].all;
      }
    else
      reach->range[d] = range[d];
  reach->reached = TRUE;
}

static void
step_back (const GrInference *inference, guint index, Reach *reaches)
{
  const GrInstance *instance = gr_plan_instance (inference->plan, index);
  const GrNodeState *state = g_ptr_array_index (inference->states, index);
  gint64 offset = 0;

  for (guint i = 0; i < instance->n_inputs; i++)
    {
      Range from[GR_MAX_DIMS] = { 0 };
      const Step *step;
      const GrTensor *input;

      if (instance->inputs[i] < 0)
        continue;
      input = ((const GrNodeState *) inference->states->pdata[instance->inputs[i]])->output[0];
      step = &(Step){ instance->block->kind,
                      state->settings,
                      state->output[0],
                      input,
                      offset,
                      reaches[index].range,
                      from };
      if (read_back (step))
        join (&reaches[instance->inputs[i]], from, input->ndim);
      if (step->kind->reads == GR_READS_JOINED)
        offset += input->shape[joined_dim (step)];
    }
}

static void
fill (GrReceptiveField *field, const GrInstance *input, const GrTensor *tensor, const Reach *reach)
{
  field->input = input->block->id;
  field->ndim = tensor->ndim - 1;
  for (gint d = 0; d < field->ndim; d++)
    {
      const Range range = reach->range[d + 1];

      field->whole[d] = tensor->shape[d + 1];
      field->all[d] = range.all;
      field->size[d] = range.all ? field->whole[d] : range.high - range.low + 1;
    }
}

gboolean
gr_receptive_field (GrModel *model, const char *id, GrReceptiveField *field)
{
  const GrInference *inference = gr_model_inference (model);
  const GrBlock *block = gr_model_block (model, id);
  const GArray *order = inference->plan->order;
  const gint target = block ? gr_plan_last (inference->plan, block) : -1;
  const GrNodeState *state = target < 0 ? NULL : g_ptr_array_index (inference->states, target);
  g_autofree Reach *reaches = g_new0 (Reach, inference->plan->instances->len + 1);

  *field = (GrReceptiveField){ 0 };
  if (!state || !state->output[0] || gr_block_kind_is_loss (block->kind))
    return FALSE;
  reaches[target].reached = TRUE;
  for (gint d = 0; d < state->output[0]->ndim; d++)
    {
      const gint64 size = state->output[0]->shape[d];

      reaches[target].range[d] = d == 1 && state->output[0]->ndim > 2
                                     ? everything (size)
                                     : (Range){ size / 2, size / 2, FALSE };
    }
  for (guint i = order->len; i-- > 0;)
    if (reaches[g_array_index (order, guint, i)].reached)
      step_back (inference, g_array_index (order, guint, i), reaches);
  for (guint i = 0; i < inference->plan->instances->len; i++)
    {
      const GrInstance *instance = gr_plan_instance (inference->plan, i);
      const GrNodeState *reached = g_ptr_array_index (inference->states, i);

      if (reaches[i].reached && instance->block->kind->category == GR_CATEGORY_INPUT
          && reached->output[0]->ndim > 1)
        {
          fill (field, instance, reached->output[0], &reaches[i]);
          return TRUE;
        }
    }
  return FALSE;
}

char *
gr_receptive_field_text (const GrReceptiveField *field)
{
  g_autoptr (GString) size = g_string_new (NULL), whole = g_string_new (NULL);
  gboolean all = TRUE, more = FALSE;

  /* The channels of an image do not count. */
  for (gint d = field->ndim > 1 ? 1 : 0; d < field->ndim; d++)
    {
      g_string_append_printf (size, "%s%" G_GINT64_FORMAT, size->len ? "×" : "", field->size[d]);
      g_string_append_printf (whole, "%s%" G_GINT64_FORMAT, whole->len ? "×" : "", field->whole[d]);
      all &= field->all[d];
      more |= field->size[d] > field->whole[d];
    }
  if (all)
    return g_strdup_printf (_ ("all %s"), whole->str);
  if (more)
    return g_strdup_printf (_ ("%s, more than the %s there are"), size->str, whole->str);
  return g_strdup (size->str);
}
