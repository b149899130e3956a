/* run.c - GradusRun: see run.h. */
#include "run.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "document/write-file.h"
#include "exchange/json-text.h"
#include "exchange/project-file.h"
#include "io/atomic.h"
#include "rate-changes.h"
#include "run-files.h"
#include "run-summary.h"
#include "style/palette.h"

struct _GradusRun
{
  GObject parent_instance;

  char *folder, *name, *message;
  guint number; /* that it is called by; 0: it has a name of its own */
  guint colour;
  char *start;   /* see gradus_run_start() */
  char *project; /* the text of project.gradus */
  JsonNode *settings;
  GDateTime *created;
  GradusRunState state;
  gboolean interrupted; /* see gradus_run_interrupt() */
  gboolean shown;

  GradusRunCurves curves;
  GArray *rate_changes; /* of GradusRateChange */
  gdouble asked_lr;     /* by a person, not trained with yet; NaN: none */
  gsize asked_after;    /* the steps there were then */

  gboolean writing, changed_since; /* run.json */
};

G_DEFINE_FINAL_TYPE (GradusRun, gradus_run, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NAME,
  PROP_STATE,
  PROP_SHOWN,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  FAILED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const char *const state_names[] = { "active", "done", "stopped", "failed" };

/* --- run.json -----------------------------------------------------------------------------------
 */

#define MAX_BYTES (1 << 20)
#define MAX_NEST  8

static char *
to_json (GradusRun *self)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *created = g_date_time_format_iso8601 (self->created);

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "run");
  json_builder_add_int_value (json, 1);
  json_builder_set_member_name (json, "name");
  json_builder_add_string_value (json, self->name);
  if (self->number)
    {
      json_builder_set_member_name (json, "number");
      json_builder_add_int_value (json, self->number);
    }
  if (self->colour != GRADUS_NO_COLOUR)
    {
      json_builder_set_member_name (json, "colour");
      json_builder_add_int_value (json, self->colour);
    }
  json_builder_set_member_name (json, "created");
  json_builder_add_string_value (json, created);
  json_builder_set_member_name (json, "state");
  json_builder_add_string_value (json,
                                 state_names[self->interrupted ? GRADUS_RUN_ACTIVE : self->state]);
  if (self->message)
    {
      json_builder_set_member_name (json, "message");
      json_builder_add_string_value (json, self->message);
    }
  if (self->start)
    {
      json_builder_set_member_name (json, "start");
      json_builder_add_string_value (json, self->start);
    }
  if (self->rate_changes->len)
    {
      json_builder_set_member_name (json, "rate_changes");
      gradus_rate_changes_write (self->rate_changes, json);
    }
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  return gr_json_print (root);
}

static const char *
string_member (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

/* @none where it has none between @least and @most. */
static guint
number_member (JsonObject *object, const char *key, gint64 least, gint64 most, guint none)
{
  JsonNode *node = json_object_get_member (object, key);
  const gint64 number = node && json_node_get_value_type (node) == G_TYPE_INT64
                            ? json_node_get_int (node)
                            : least - 1;

  return number >= least && number <= most ? (guint) number : none;
}

/* What was in work when the program ended has stopped. */
static GradusRunState
state_from_name (const char *name)
{
  for (guint i = GRADUS_RUN_DONE; i < G_N_ELEMENTS (state_names); i++)
    if (g_strcmp0 (name, state_names[i]) == 0)
      return i;
  return GRADUS_RUN_STOPPED;
}

static gboolean
from_json (GradusRun *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, GRADUS_RUN_FILE, NULL);
  g_autofree char *text = NULL;
  gsize length;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  root = gr_json_parse (text, length, MAX_BYTES, MAX_NEST, path, error);
  if (!root)
    return FALSE;
  object = json_node_get_object (root);
  if (string_member (object, "name"))
    {
      g_free (self->name);
      self->name = g_strdup (string_member (object, "name"));
    }
  if (number_member (object, "number", 1, G_MAXINT, 0))
    gradus_run_set_number (self, number_member (object, "number", 1, G_MAXINT, 0));
  self->colour = number_member (object, "colour", 0, GRADUS_N_SERIES_COLOURS - 1, GRADUS_NO_COLOUR);
  if (string_member (object, "created"))
    {
      GDateTime *created = g_date_time_new_from_iso8601 (string_member (object, "created"), NULL);

      if (created)
        {
          g_date_time_unref (self->created);
          self->created = created;
        }
    }
  self->state = state_from_name (string_member (object, "state"));
  self->interrupted = g_strcmp0 (string_member (object, "state"), state_names[GRADUS_RUN_ACTIVE])
                      == 0;
  self->message = g_strdup (string_member (object, "message"));
  self->start = g_strdup (string_member (object, "start"));
  gradus_rate_changes_read (self->rate_changes, json_object_get_member (object, "rate_changes"));
  return TRUE;
}

static void
written (GObject *source, GAsyncResult *result, gpointer user)
{
  GradusRun *self = GRADUS_RUN (source);
  g_autoptr (GError) error = NULL;

  self->writing = FALSE;
  /* A folder that is gone was deleted in the meantime. */
  if (!gradus_write_file_finish (result, &error) && g_file_test (self->folder, G_FILE_TEST_IS_DIR))
    g_signal_emit (self, signals[FAILED], 0, error->message);
  if (self->changed_since)
    gradus_run_save (self);
}

void
gradus_run_save (GradusRun *self)
{
  g_autofree char *path = g_build_filename (self->folder, GRADUS_RUN_FILE, NULL);

  self->changed_since = self->writing;
  if (self->writing)
    return;
  self->writing = TRUE;
  gradus_write_file_async (self, path, to_json (self), written, NULL);
}

gboolean
gradus_run_create (GradusRun *self, GError **error)
{
  g_autofree char *run_path = g_build_filename (self->folder, GRADUS_RUN_FILE, NULL);
  g_autofree char *project_path = g_build_filename (self->folder, GRADUS_RUN_PROJECT, NULL);
  g_autofree char *text = to_json (self);

  if (g_mkdir_with_parents (self->folder, 0777) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
                   _ ("Cannot make the folder “%s” for the run: %s"), self->folder,
                   g_strerror (errno));
      return FALSE;
    }
  return gr_atomic_write (project_path, self->project, strlen (self->project), error)
         && gr_atomic_write (run_path, text, strlen (text), error);
}

/* --- making one ---------------------------------------------------------------------------------
 */

static void
set_project (GradusRun *self, char *text)
{
  self->project = text;
  self->settings = gr_json_parse (text, strlen (text), GR_PROJECT_MAX_BYTES, GR_PROJECT_MAX_NEST,
                                  GRADUS_RUN_PROJECT, NULL);
}

GradusRun *
gradus_run_new (const char *folder, const char *name, const char *project)
{
  GradusRun *self = g_object_new (GRADUS_TYPE_RUN, NULL);

  self->folder = g_strdup (folder);
  self->name = g_strdup (name);
  set_project (self, g_strdup (project));
  return self;
}

static void
load_curves (GradusRun *self)
{
  g_autofree char *path = g_build_filename (self->folder, GR_CHECKPOINT_LAST, NULL);
  g_autoptr (GrHistory) history = gr_checkpoint_history (path, NULL);

  /* A run that got no further than its folder has no curves, and is still a run. */
  if (history)
    gradus_run_curves_load (&self->curves, history);
}

GradusRun *
gradus_run_load (const char *folder, GError **error)
{
  g_autoptr (GradusRun) self = g_object_new (GRADUS_TYPE_RUN, NULL);
  g_autofree char *project_path = g_build_filename (folder, GRADUS_RUN_PROJECT, NULL);
  char *text = NULL;

  self->folder = g_strdup (folder);
  self->name = g_path_get_basename (folder);
  if (!from_json (self, error) || !g_file_get_contents (project_path, &text, NULL, error))
    return NULL;
  set_project (self, text);
  load_curves (self);
  return g_steal_pointer (&self);
}

/* --- what it is ---------------------------------------------------------------------------------
 */

const char *
gradus_run_name (GradusRun *self)
{
  return self->name;
}

guint
gradus_run_number (GradusRun *self)
{
  return self->number;
}

void
gradus_run_set_number (GradusRun *self, guint number)
{
  self->number = number;
  g_free (self->name);
  self->name = g_strdup_printf (_ ("Run %u"), number);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

void
gradus_run_set_name (GradusRun *self, const char *name)
{
  if (g_strcmp0 (name, self->name) == 0)
    return;
  self->number = 0;
  g_free (self->name);
  self->name = g_strdup (name);
  gradus_run_save (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

const char *
gradus_run_folder (GradusRun *self)
{
  return self->folder;
}

void
gradus_run_set_folder (GradusRun *self, const char *folder)
{
  g_free (self->folder);
  self->folder = g_strdup (folder);
}

const char *
gradus_run_id (GradusRun *self)
{
  const char *slash = strrchr (self->folder, G_DIR_SEPARATOR);

  return slash ? slash + 1 : self->folder;
}

GDateTime *
gradus_run_created (GradusRun *self)
{
  return self->created;
}

guint
gradus_run_colour (GradusRun *self)
{
  return self->colour;
}

void
gradus_run_set_colour (GradusRun *self, guint colour)
{
  self->colour = colour;
}

GradusRunState
gradus_run_state (GradusRun *self)
{
  return self->state;
}

const char *
gradus_run_message (GradusRun *self)
{
  return self->message;
}

static void
announce_state (GradusRun *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
gradus_run_set_state (GradusRun *self, GradusRunState state, const char *message)
{
  if (self->state == state && g_strcmp0 (self->message, message) == 0)
    return;
  self->state = state;
  self->interrupted = FALSE;
  g_free (self->message);
  self->message = g_strdup (message);
  gradus_run_save (self);
  announce_state (self);
}

/* Its file calls it active already, and never anything else: who reads it meanwhile would take it
 * for a run that a person stopped. */
void
gradus_run_interrupt (GradusRun *self)
{
  self->state = GRADUS_RUN_STOPPED;
  self->interrupted = TRUE;
  announce_state (self);
}

gboolean
gradus_run_interrupted (GradusRun *self)
{
  return self->interrupted;
}

gboolean
gradus_run_shown (GradusRun *self)
{
  return self->shown;
}

void
gradus_run_set_shown (GradusRun *self, gboolean shown)
{
  if (self->shown == shown)
    return;
  self->shown = shown;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOWN]);
}

JsonObject *
gradus_run_settings (GradusRun *self)
{
  return self->settings ? json_node_get_object (self->settings) : NULL;
}

const char *
gradus_run_project_text (GradusRun *self)
{
  return self->project;
}

GrProject *
gradus_run_project (GradusRun *self, GError **error)
{
  return gr_project_from_json (self->project, -1, self->name, error);
}

const char *
gradus_run_start (GradusRun *self)
{
  return self->start;
}

void
gradus_run_set_start (GradusRun *self, const char *start)
{
  g_free (self->start);
  self->start = g_strdup (start);
}

/* (transfer full), or NULL where it is not there. */
static char *
checkpoint (GradusRun *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

char *
gradus_run_weights (GradusRun *self)
{
  char *best = checkpoint (self, GR_CHECKPOINT_BEST);

  if (!best && gradus_series_length (self->curves.losses) == 0)
    return NULL;
  return best ? best : gradus_run_last_weights (self);
}

char *
gradus_run_last_weights (GradusRun *self)
{
  return checkpoint (self, GR_CHECKPOINT_LAST);
}

/* --- curves -------------------------------------------------------------------------------------
 */

GradusSeries *
gradus_run_losses (GradusRun *self)
{
  return self->curves.losses;
}

GradusSeries *
gradus_run_rates (GradusRun *self)
{
  return self->curves.rates;
}

const char *const *
gradus_run_layers (GradusRun *self)
{
  return (const char *const *) self->curves.layers;
}

GradusSeries *
gradus_run_gradients (GradusRun *self, guint layer)
{
  return self->curves.gradients[layer];
}

GradusSeries *
gradus_run_figure (GradusRun *self, GradusEpochFigure figure)
{
  return self->curves.figures[figure];
}

guint
gradus_run_n_epochs (GradusRun *self)
{
  return self->curves.epochs->len;
}

const GrEpoch *
gradus_run_epoch (GradusRun *self, guint i)
{
  return &g_array_index (self->curves.epochs, GrEpoch, i);
}

const GrEpoch *
gradus_run_best (GradusRun *self)
{
  return gradus_best_epoch ((const GrEpoch *) self->curves.epochs->data, self->curves.epochs->len);
}

char *
gradus_run_summary (GradusRun *self)
{
  return gradus_summary_text ((const GrEpoch *) self->curves.epochs->data,
                              self->curves.epochs->len);
}

void
gradus_run_follow (GradusRun *self, GrTrainer *trainer)
{
  if (!gradus_run_curves_follow (&self->curves, trainer))
    return;
  if (!isnan (self->asked_lr)
      && gradus_rate_changes_find (self->rate_changes, self->curves.rates, self->asked_after,
                                   self->asked_lr))
    {
      self->asked_lr = NAN;
      gradus_run_save (self);
    }
  g_signal_emit (self, signals[CHANGED], 0);
}

void
gradus_run_ask_rate (GradusRun *self, gdouble lr)
{
  self->asked_lr = lr;
  self->asked_after = gradus_series_length (self->curves.rates);
}

char *
gradus_run_rate_changes (GradusRun *self, const char *first)
{
  return gradus_rate_changes_text (self->rate_changes, self->curves.rates, first);
}

void
gradus_run_rewind (GradusRun *self)
{
  gradus_run_curves_rewind (&self->curves);
  self->asked_lr = NAN;
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_run_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GradusRun *self = GRADUS_RUN (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_SHOWN:
      g_value_set_boolean (value, self->shown);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gradus_run_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GradusRun *self = GRADUS_RUN (object);

  switch (id)
    {
    case PROP_NAME:
      gradus_run_set_name (self, g_value_get_string (value));
      break;
    case PROP_SHOWN:
      gradus_run_set_shown (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
gradus_run_finalize (GObject *object)
{
  GradusRun *self = GRADUS_RUN (object);

  g_free (self->folder);
  g_free (self->name);
  g_free (self->message);
  g_free (self->start);
  g_free (self->project);
  g_clear_pointer (&self->settings, json_node_unref);
  g_date_time_unref (self->created);
  gradus_run_curves_clear (&self->curves);
  g_array_unref (self->rate_changes);
  G_OBJECT_CLASS (gradus_run_parent_class)->finalize (object);
}

static void
gradus_run_class_init (GradusRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);
  const GParamFlags both = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = gradus_run_get_property;
  object_class->set_property = gradus_run_set_property;
  object_class->finalize = gradus_run_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, both);
  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, GRADUS_RUN_FAILED, 0,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOWN] = g_param_spec_boolean ("shown", NULL, NULL, FALSE, both);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
gradus_run_init (GradusRun *self)
{
  self->created = g_date_time_new_now_utc ();
  self->colour = GRADUS_NO_COLOUR;
  self->rate_changes = gradus_rate_changes_new ();
  self->asked_lr = NAN;
  gradus_run_curves_init (&self->curves);
}
