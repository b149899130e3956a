/* schedule.c - the rows of the learning-rate schedules, and where a run is in one. */
#include "schedule.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "../tensor/error.h"

struct _GrSchedule
{
  const GrScheduleKind *kind;
  GrOptions            *options;
  gint64                epochs, batches; /* of the whole run; batches an epoch */

  /* What changes. A plateau's drops are in base, the person's own rates in scale. */
  gdouble base, scale;
  gint64  epochs_done, batches_done;
  gdouble best;
  gint64  bad_epochs, cooldown;
};

/* --- options that every schedule has ---------------------------------------------------------- */

enum
{
  PER_EPOCH,
  PER_BATCH,
};

static const char *const units[] = { "epoch", "batch", NULL };
static const char *const modes[] = { "min", "max", NULL };
static const char *const threshold_modes[] = { "rel", "abs", NULL };
static const char *const anneals[] = { "cos", "linear", NULL };

#define PER(standard_) GR_OPTION_CHOICE_ROW ("per", standard_, units, "What t counts.")
#define WARMUP                                                                                     \
  GR_OPTION_INT_ROW ("warmup", 0, 0, "Batches over which the rate first rises; 0: none."),         \
  GR_OPTION_FLOAT_ROW ("warmup_start_factor", 1.0 / 3, 0, 1,                                       \
                       "What the rate is multiplied with at the first batch of the warm-up.")

/* --- constant --------------------------------------------------------------------------------- */

static const GrOption constant_options[] = { WARMUP };

static gdouble
constant_rate (const GrOptions *options, gdouble base, gint64 t, gint64 total)
{
  return base;
}

/* --- step ------------------------------------------------------------------------------------- */

static const GrOption step_options[] = {
  GR_OPTION_INT_ROW ("step_size", 10, 1, "How many epochs (or batches) from one drop to the next."),
  GR_OPTION_FLOAT_ROW ("gamma", 0.1, 0, G_MAXDOUBLE, "What the rate is multiplied with at a drop."),
  PER (PER_EPOCH),
  WARMUP,
};

static gdouble
step_rate (const GrOptions *options, gdouble base, gint64 t, gint64 total)
{
  return base * pow (gr_options_number (options, "gamma"),
                     (gdouble) (t / (gint64) gr_options_number (options, "step_size")));
}

/* --- multi-step ------------------------------------------------------------------------------- */

static const GrOption multi_step_options[] = {
  { .name = "milestones",
    .kind = GR_OPTION_INTS,
    .standard = { 30, 80 },
    .n_standard = 2,
    .max = G_MAXINT32,
    .help = N_ ("The epochs (or batches) at which the rate drops.") },
  GR_OPTION_FLOAT_ROW ("gamma", 0.1, 0, G_MAXDOUBLE, "What the rate is multiplied with at a drop."),
  PER (PER_EPOCH),
  WARMUP,
};

static gdouble
multi_step_rate (const GrOptions *options, gdouble base, gint64 t, gint64 total)
{
  guint          n;
  const gdouble *milestones = gr_options_list (options, "milestones", &n);
  gint           passed = 0;

  for (guint i = 0; i < n; i++)
    passed += milestones[i] <= t;
  return base * pow (gr_options_number (options, "gamma"), passed);
}

/* --- exponential ------------------------------------------------------------------------------ */

static const GrOption exponential_options[] = {
  GR_OPTION_FLOAT_ROW ("gamma", 0.9, 0, G_MAXDOUBLE,
                       "What the rate is multiplied with after each epoch (or batch)."),
  PER (PER_EPOCH),
  WARMUP,
};

static gdouble
exponential_rate (const GrOptions *options, gdouble base, gint64 t, gint64 total)
{
  return base * pow (gr_options_number (options, "gamma"), t);
}

/* --- cosine ----------------------------------------------------------------------------------- */

static const GrOption cosine_options[] = {
  GR_OPTION_INT_ROW ("T_max", 0, 0, "Epochs (or batches) down to eta_min; 0: the whole run."),
  GR_OPTION_FLOAT_ROW ("eta_min", 0, 0, G_MAXDOUBLE, "The lowest rate."),
  PER (PER_EPOCH),
  WARMUP,
};

static gdouble
cosine_rate (const GrOptions *options, gdouble base, gint64 t, gint64 total)
{
  gdouble lowest = gr_options_number (options, "eta_min");
  gdouble length = gr_options_number (options, "T_max");

  if (length == 0)
    length = MAX (total, 1);
  return lowest + (base - lowest) * (1 + cos (G_PI * t / length)) / 2;
}

/* --- linear ----------------------------------------------------------------------------------- */

static const GrOption linear_options[] = {
  GR_OPTION_FLOAT_ROW ("start_factor", 1.0 / 3, 0, 1, "What the rate is multiplied with at first."),
  GR_OPTION_FLOAT_ROW ("end_factor", 1, 0, 1, "What it is multiplied with in the end."),
  GR_OPTION_INT_ROW ("total_iters", 5, 1, "Epochs (or batches) from the one to the other."),
  PER (PER_EPOCH),
  WARMUP,
};

static gdouble
linear_rate (const GrOptions *options, gdouble base, gint64 t, gint64 total)
{
  gdouble start = gr_options_number (options, "start_factor");
  gdouble length = gr_options_number (options, "total_iters");

  return base
         * (start + (gr_options_number (options, "end_factor") - start) * MIN (length, t) / length);
}

/* --- one cycle -------------------------------------------------------------------------------- */

static const GrOption one_cycle_options[] = {
  { .name = "max_lr", .kind = GR_OPTION_FLOAT, .n_standard = 1, .max = G_MAXDOUBLE,
    .doubtful = 10, .help = N_ ("The highest rate; 0: the optimizer's lr.") },
  GR_OPTION_INT_ROW ("total_steps", 0, 0, "The length of the cycle; 0: the whole run."),
  GR_OPTION_FLOAT_ROW ("pct_start", 0.3, 0, 1, "The part of the cycle in which the rate rises."),
  GR_OPTION_CHOICE_ROW ("anneal_strategy", 0, anneals, "The curve between two rates."),
  GR_OPTION_BOOL_ROW ("cycle_momentum", TRUE, "Moves the momentum against the rate."),
  GR_OPTION_FLOAT_ROW ("base_momentum", 0.85, 0, 1, "The lowest momentum."),
  GR_OPTION_FLOAT_ROW ("max_momentum", 0.95, 0, 1, "The highest momentum."),
  GR_OPTION_FLOAT_ROW ("div_factor", 25, 1, G_MAXDOUBLE, "The first rate is max_lr / div_factor."),
  GR_OPTION_FLOAT_ROW ("final_div_factor", 1e4, 1, G_MAXDOUBLE,
                       "The last rate is the first / final_div_factor."),
  GR_OPTION_BOOL_ROW ("three_phase", FALSE, "Falls back to the first rate before the last fall."),
  PER (PER_BATCH),
  WARMUP,
};

/* Where step @t is: the phase (counted from 0), and how far into it. */
static guint
one_cycle_phase (const GrOptions *options, gint64 t, gint64 total, gdouble *progress)
{
  gdouble length = gr_options_number (options, "total_steps");
  gdouble rise = gr_options_number (options, "pct_start");
  gdouble ends[3];
  guint   n = 0;
  gdouble start = 0;

  if (length == 0)
    length = MAX (total, 1);
  ends[n++] = rise * length - 1;
  if (gr_options_flag (options, "three_phase"))
    ends[n++] = 2 * rise * length - 2;
  ends[n++] = length - 1;
  t = MIN (t, (gint64) length - 1);
  for (guint i = 0;; i++)
    {
      if (t <= ends[i] || i == n - 1)
        {
          *progress = ends[i] > start ? (t - start) / (ends[i] - start) : 0;
          return i;
        }
      start = ends[i];
    }
}

static gdouble
anneal (const GrOptions *options, gdouble from, gdouble to, gdouble progress)
{
  if (g_str_equal (gr_options_choice (options, "anneal_strategy"), "cos"))
    return to + (from - to) / 2 * (cos (G_PI * progress) + 1);
  return (to - from) * progress + from;
}

static gdouble
one_cycle_rate (const GrOptions *options, gdouble base, gint64 t, gint64 total)
{
  gdouble highest = gr_options_number (options, "max_lr");
  gdouble progress, first;
  guint   phase = one_cycle_phase (options, t, total, &progress);
  gdouble points[4];

  if (highest == 0)
    highest = base;
  first = highest / gr_options_number (options, "div_factor");
  points[0] = first;
  points[1] = highest;
  points[2] = points[3] = first / gr_options_number (options, "final_div_factor");
  if (gr_options_flag (options, "three_phase"))
    points[2] = first;
  return anneal (options, points[phase], points[phase + 1], progress);
}

static gdouble
one_cycle_momentum (const GrOptions *options, gint64 t, gint64 total)
{
  gdouble highest = gr_options_number (options, "max_momentum");
  gdouble points[] = { highest, gr_options_number (options, "base_momentum"), highest, highest };
  gdouble progress;
  guint   phase = one_cycle_phase (options, t, total, &progress);

  if (!gr_options_flag (options, "cycle_momentum"))
    return NAN;
  return anneal (options, points[phase], points[phase + 1], progress);
}

static gboolean
one_cycle_check (const GrOptions *options, GError **error)
{
  if (gr_options_number (options, "pct_start") > 0)
    return TRUE;
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT, _ ("pct_start of OneCycleLR must be above 0"));
  return FALSE;
}

/* --- reduce on plateau ------------------------------------------------------------------------ */

static const GrOption plateau_options[] = {
  GR_OPTION_CHOICE_ROW ("mode", 0, modes, "min watches the loss, max the accuracy."),
  { .name = "factor",
    .kind = GR_OPTION_FLOAT,
    .standard = { 0.1 },
    .n_standard = 1,
    .max = 1,
    .below_max = TRUE,
    .help = N_ ("What the rate is multiplied with where it no longer gets better.") },
  GR_OPTION_INT_ROW ("patience", 10, 0, "How many epochs without getting better are let pass."),
  GR_OPTION_FLOAT_ROW ("threshold", 1e-4, 0, G_MAXDOUBLE, "How much better counts as better."),
  GR_OPTION_CHOICE_ROW ("threshold_mode", 0, threshold_modes,
                        "Whether the threshold is a part of the best value or an amount."),
  GR_OPTION_INT_ROW ("cooldown", 0, 0, "Epochs after a drop that are not counted."),
  GR_OPTION_FLOAT_ROW ("min_lr", 0, 0, G_MAXDOUBLE, "The lowest rate."),
  GR_OPTION_FLOAT_ROW ("eps", 1e-8, 0, G_MAXDOUBLE, "A smaller drop than this is left out."),
  WARMUP,
};

static gboolean
is_better (const GrOptions *options, gdouble value, gdouble best)
{
  gdouble  threshold = gr_options_number (options, "threshold");
  gboolean relative = g_str_equal (gr_options_choice (options, "threshold_mode"), "rel");

  if (g_str_equal (gr_options_choice (options, "mode"), "min"))
    return value < (relative ? best * (1 - threshold) : best - threshold);
  return value > (relative ? best * (1 + threshold) : best + threshold);
}

static void
watch_plateau (GrSchedule *schedule, gdouble metric)
{
  const GrOptions *options = schedule->options;
  gdouble          present = schedule->base * schedule->scale;
  gdouble          lowered;

  if (is_better (options, metric, schedule->best))
    {
      schedule->best = metric;
      schedule->bad_epochs = 0;
    }
  else
    schedule->bad_epochs++;
  if (schedule->cooldown > 0)
    {
      schedule->cooldown--;
      schedule->bad_epochs = 0;
    }
  if (schedule->bad_epochs <= gr_options_number (options, "patience"))
    return;
  lowered = MAX (present * gr_options_number (options, "factor"),
                 gr_options_number (options, "min_lr"));
  if (present - lowered > gr_options_number (options, "eps"))
    schedule->base = lowered / schedule->scale;
  schedule->cooldown = (gint64) gr_options_number (options, "cooldown");
  schedule->bad_epochs = 0;
}

/* --- the table -------------------------------------------------------------------------------- */

#define OPTIONS(rows) .options = rows, .n_options = G_N_ELEMENTS (rows)

static const GrScheduleKind kinds[] = {
  { .key = "constant", .summary = N_ ("The same rate throughout."), .formula = "lr",
    OPTIONS (constant_options), .rate = constant_rate },
  { .name = "StepLR", .key = "step", .summary = N_ ("Drops at regular intervals."),
    .formula = "lr * gamma^floor(t / step_size)", OPTIONS (step_options), .rate = step_rate },
  { .name = "MultiStepLR", .key = "multi_step", .summary = N_ ("Drops at given epochs."),
    .formula = "lr * gamma^(milestones passed)", OPTIONS (multi_step_options),
    .rate = multi_step_rate },
  { .name = "ExponentialLR", .key = "exponential",
    .summary = N_ ("Falls by the same factor each time."),
    .formula = "lr * gamma^t", OPTIONS (exponential_options), .rate = exponential_rate },
  { .name = "CosineAnnealingLR", .key = "cosine", .summary = N_ ("Falls along half a cosine."),
    .formula = "eta_min + (lr - eta_min) * (1 + cos(pi * t / T_max)) / 2",
    OPTIONS (cosine_options), .rate = cosine_rate },
  { .name = "LinearLR", .key = "linear",
    .summary = N_ ("Goes in a straight line between two factors."),
    .formula = "lr * (start_factor + (end_factor - start_factor) * min(t / total_iters, 1))",
    OPTIONS (linear_options), .rate = linear_rate },
  { .name = "OneCycleLR", .key = "one_cycle",
    .summary = N_ ("Rises to the highest rate, then falls."),
    .formula = "max_lr / div_factor up to max_lr, then down to max_lr / div_factor / "
               "final_div_factor",
    OPTIONS (one_cycle_options), .rate = one_cycle_rate, .momentum = one_cycle_momentum,
    .check = one_cycle_check },
  { .name = "ReduceLROnPlateau", .key = "plateau",
    .summary = N_ ("Drops when the metric has stopped getting better."),
    .formula = "lr * factor after more than patience epochs without a better metric",
    OPTIONS (plateau_options), .rate = constant_rate, .watches = TRUE },
};

guint
gr_n_schedules (void)
{
  return G_N_ELEMENTS (kinds);
}

const GrScheduleKind *
gr_schedule_at (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (kinds), NULL);
  return &kinds[index];
}

const GrScheduleKind *
gr_schedule_find (const char *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_ascii_strcasecmp (kinds[i].key, name) == 0
          || (kinds[i].name && g_ascii_strcasecmp (kinds[i].name, name) == 0))
        return &kinds[i];
      g_string_append_printf (names, "%s%s", i ? ", " : "", kinds[i].key);
    }
  g_set_error (error, GR_ERROR, GR_ERROR_ARGUMENT,
               _ ("There is no learning-rate schedule “%s”; there are: %s"), name, names->str);
  return NULL;
}

GrOptions *
gr_schedule_kind_options (const GrScheduleKind *kind)
{
  return gr_options_new (kind->name ? kind->name : kind->key, kind->options, kind->n_options);
}

const GrScheduleKind *
gr_schedule_parse (const char *text, GrOptions **options, GError **error)
{
  g_auto (GStrv)        parts = g_strsplit (text, ":", 2);
  const GrScheduleKind *kind = gr_schedule_find (parts[0] ? g_strstrip (parts[0]) : "", error);
  g_autoptr (GrOptions) parsed = NULL;

  if (!kind)
    return NULL;
  parsed = gr_schedule_kind_options (kind);
  if (parts[1] && !gr_options_set_pairs (parsed, parts[1], error))
    return NULL;
  *options = g_steal_pointer (&parsed);
  return kind;
}

/* --- a run's place in one --------------------------------------------------------------------- */

GrSchedule *
gr_schedule_new (const GrScheduleKind *kind, const GrOptions *options, gdouble base_lr,
                 gint64 epochs, gint64 batches, GError **error)
{
  GrSchedule *schedule;

  if (kind->check && !kind->check (options, error))
    return NULL;
  schedule = g_new0 (GrSchedule, 1);
  schedule->kind = kind;
  schedule->options = gr_options_copy (options);
  schedule->base = base_lr;
  schedule->scale = 1;
  schedule->epochs = epochs;
  schedule->batches = batches;
  if (kind->watches)
    schedule->best = g_str_equal (gr_options_choice (options, "mode"), "min") ? INFINITY
                                                                              : -INFINITY;
  return schedule;
}

void
gr_schedule_free (GrSchedule *schedule)
{
  gr_options_free (schedule->options);
  g_free (schedule);
}

const GrScheduleKind *
gr_schedule_kind (const GrSchedule *schedule)
{
  return schedule->kind;
}

static void
place (const GrSchedule *schedule, gint64 *t, gint64 *total)
{
  gboolean batches = gr_options_row (schedule->options, "per")
                     && g_str_equal (gr_options_choice (schedule->options, "per"), "batch");

  *t = batches ? schedule->batches_done : schedule->epochs_done;
  *total = batches ? schedule->epochs * schedule->batches : schedule->epochs;
}

gdouble
gr_schedule_lr (const GrSchedule *schedule)
{
  gdouble warmup = gr_options_number (schedule->options, "warmup");
  gdouble factor = 1;
  gint64  t, total;

  if (schedule->batches_done < warmup)
    {
      gdouble start = gr_options_number (schedule->options, "warmup_start_factor");

      factor = start + (1 - start) * schedule->batches_done / warmup;
    }
  place (schedule, &t, &total);
  return schedule->scale * factor
         * schedule->kind->rate (schedule->options, schedule->base, t, total);
}

gdouble
gr_schedule_momentum (const GrSchedule *schedule)
{
  gint64 t, total;

  if (!schedule->kind->momentum)
    return NAN;
  place (schedule, &t, &total);
  return schedule->kind->momentum (schedule->options, t, total);
}

void
gr_schedule_set_lr (GrSchedule *schedule, gdouble lr)
{
  gdouble present = gr_schedule_lr (schedule);

  if (present > 0)
    schedule->scale *= lr / present;
  else
    schedule->base = lr;
}

void
gr_schedule_batch_done (GrSchedule *schedule)
{
  schedule->batches_done++;
}

void
gr_schedule_epoch_done (GrSchedule *schedule, gdouble metric)
{
  schedule->epochs_done++;
  if (schedule->kind->watches)
    watch_plateau (schedule, metric);
}

/* --- state ------------------------------------------------------------------------------------ */

#define N_STATE 7

void
gr_schedule_save (GrSchedule *schedule, GrStateFunc func, gpointer user)
{
  gdouble              state[N_STATE]
      = { schedule->base, schedule->scale,      schedule->epochs_done, schedule->batches_done,
          schedule->best, schedule->bad_epochs, schedule->cooldown };
  g_autoptr (GrTensor) tensor = gr_tensor_new_from (GR_FLOAT64, state, GR_INTS (N_STATE), NULL);

  if (tensor)
    func ("schedule", tensor, user);
}

gboolean
gr_schedule_load (GrSchedule *schedule, GrStateLookup lookup, gpointer user, GError **error)
{
  GrTensor *tensor = lookup ("schedule", user);
  gdouble   state[N_STATE];

  if (!tensor || tensor->dtype != GR_FLOAT64 || gr_tensor_numel (tensor) != N_STATE)
    {
      g_set_error (error, GR_ERROR, GR_ERROR_FORMAT,
                   _ ("The checkpoint holds no state of a learning-rate schedule"));
      return FALSE;
    }
  for (guint i = 0; i < N_STATE; i++)
    state[i] = gr_tensor_get (tensor, i).d;
  schedule->base = state[0];
  schedule->scale = state[1];
  schedule->epochs_done = (gint64) state[2];
  schedule->batches_done = (gint64) state[3];
  schedule->best = state[4];
  schedule->bad_epochs = (gint64) state[5];
  schedule->cooldown = (gint64) state[6];
  return TRUE;
}
