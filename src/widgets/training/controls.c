/* controls.c - GradusTrainingControls: see controls.h. */
#include "controls.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "next.h"
#include "obstacle.h"
#include "rate-entry.h"
#include "style/count.h"
#include "style/wrap-layout.h"
#include "tensor/allocator.h"
#include "tensor/figures.h"

struct _GradusTrainingControls
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkButton *main_button;
  GtkWidget *go_on_button, *fix_button;
  AdwButtonContent *main_content;
  GtkProgressBar *bar;
  GtkLabel *progress, *speed, *edited, *fix_label;
  GtkEntry *rate;
  gboolean typing; /* a rate that was not entered yet */
  char *refused;   /* why what was entered is none; NULL: it is one */

  GradusTraining *training;
  gint64 shown_at; /* monotonic: when the figures were last shown */
};

G_DEFINE_FINAL_TYPE (GradusTrainingControls, gradus_training_controls, GTK_TYPE_WIDGET)

/* --- words --------------------------------------------------------------------------------------
 */

static const char *
phase_text (GrTrainerPhase phase)
{
  switch (phase)
    {
    case GR_PHASE_VALIDATION:
      return _ ("validation");
    case GR_PHASE_TEST:
      return _ ("test");
    case GR_PHASE_SAVING:
      return _ ("saving");
    case GR_PHASE_TRAINING:
    default:
      return NULL;
    }
}

char *
gradus_progress_text (const GrSnapshot *now)
{
  g_autofree char *epoch = gradus_count (MIN (now->epoch, now->epochs));
  g_autofree char *epochs = gradus_count (now->epochs);
  GString *text = g_string_new (NULL);

  /* Translators: how far training is */
  g_string_append_printf (text, _ ("Epoch %s of %s"), epoch, epochs);
  if (phase_text (now->phase))
    g_string_append_printf (text, " · %s", phase_text (now->phase));
  if (now->phase != GR_PHASE_SAVING)
    {
      g_autofree char *batch = gradus_count (now->batch), *all = gradus_count (now->batches);

      g_string_append (text, " · ");
      g_string_append_printf (text, _ ("batch %s of %s"), batch, all);
    }
  if (isfinite (now->epoch_loss))
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, _ ("loss %.4g"), now->epoch_loss);
    }
  if (isfinite (now->epoch_accuracy))
    g_string_append_printf (text, " · %.1f\u00a0%%", 100 * now->epoch_accuracy);
  return gradus_minus (g_string_free (text, FALSE));
}

#define DAY  86400
#define YEAR (365 * DAY)

/* "2 min 10 s left"; (transfer full) */
static char *
time_left_text (gdouble seconds)
{
  const gint whole = (gint) CLAMP (ceil (seconds), 0, YEAR + 1.0);

  if (whole > YEAR)
    return g_strdup (_ ("more than a year left"));
  if (whole >= 2 * DAY)
    return g_strdup_printf (_ ("%d d %d h left"), whole / DAY, whole % DAY / 3600);
  if (whole >= 3600)
    return g_strdup_printf (_ ("%d h %d min left"), whole / 3600, whole % 3600 / 60);
  if (whole >= 60)
    return g_strdup_printf (_ ("%d min %d s left"), whole / 60, whole % 60);
  return g_strdup_printf (_ ("%d s left"), whole);
}

char *
gradus_speed_text (const GrSnapshot *now, gsize bytes)
{
  g_autofree char *size = gr_figure_bytes ((gdouble) bytes, GR_FIXED_SPACE);
  g_autofree char *left = isfinite (now->seconds_left) && now->state == GR_TRAINER_RUNNING
                              ? time_left_text (now->seconds_left)
                              : g_strdup ("");
  g_autofree char *speed = gradus_count (llround (now->images_per_second));

  /* Translators: time left, speed, memory: "20 s left · 12 000 items/s · 150 MiB" */
  return g_strdup_printf (_ ("%s%s%s items/s · %s"), left, *left ? " · " : "", speed, size);
}

/* The run that the bar speaks of while nothing runs: that whose results are looked at, or NULL. */
static GradusRun *
resting_run (GradusTraining *training)
{
  GradusRun *chosen = gradus_training_chosen (training);

  return chosen ? chosen : gradus_training_run (training);
}

/* What stands in the bar then. (transfer full) */
static char *
resting_text (GradusTraining *training)
{
  GradusRun *run = resting_run (training);
  g_autofree char *what = NULL;

  if (gradus_training_obstacle (training))
    return g_strdup (gradus_training_obstacle (training));
  if (!run)
    return g_strdup (_ ("Ready to train."));
  what = gradus_run_message (run) ? g_strdup (gradus_run_message (run)) : gradus_run_summary (run);
  return g_strdup_printf (!gradus_run_message (run) && gradus_training_unfinished (training) == run
                              /* Translators: the name of a run, and what came of it */
                              ? _ ("%s stopped before its end: %s")
                              /* Translators: the name of a run, and what came of it */
                              : _ ("%s: %s"),
                          gradus_run_name (run), what);
}

/* --- showing ------------------------------------------------------------------------------------
 */

/* Of which run the rate is: that of one which can be continued may be another than a new one's. Of
 * one that can hardly be meant, that. */
static void
explain_rate (GradusTrainingControls *self)
{
  GradusRun *unfinished = gradus_training_unfinished (self->training);
  g_autofree char *doubt = gradus_training_lr_doubt (self->training);
  g_autofree char *text = NULL;

  gtk_entry_set_icon_from_icon_name (self->rate, GTK_ENTRY_ICON_SECONDARY,
                                     self->refused ? "dialog-error-symbolic"
                                     : doubt       ? "dialog-warning-symbolic"
                                                   : NULL);
  if (self->refused)
    text = g_strdup (self->refused);
  else if (doubt)
    text = g_strdup_printf ("%s.", doubt);
  else if (unfinished)
    /* Translators: %s is a run that stopped; the tooltip of the learning rate */
    text = g_strdup_printf (_ ("The learning rate that “%s” continues with; a new run begins with "
                               "that of the settings"),
                            gradus_run_name (unfinished));
  gtk_widget_set_tooltip_text (
      GTK_WIDGET (self->rate),
      text ? text : _ ("The learning rate from the next batch on: type one and press Enter"));
}

/* The rate that holds, but where a person types another. What was selected stays so. */
static void
show_rate (GradusTrainingControls *self)
{
  GtkEditable *editable = GTK_EDITABLE (self->rate);
  const gdouble lr = gradus_training_lr (self->training);
  g_autofree char *text = isfinite (lr) ? g_strdup_printf ("%.4g", lr) : g_strdup ("");
  gint start, end;
  gboolean whole;

  if (self->typing || g_str_equal (gtk_editable_get_text (editable), text))
    return;
  whole = gtk_editable_get_selection_bounds (editable, &start, &end) && start == 0
          && end == (gint) g_utf8_strlen (gtk_editable_get_text (editable), -1);
  gtk_editable_set_text (editable, text);
  self->typing = FALSE;
  if (whole)
    gtk_editable_select_region (editable, 0, -1);
}

/* Of a run of an earlier session, which left no figures. */
static gdouble
fraction_of (GradusRun *run)
{
  JsonObject *project = gradus_run_settings (run), *settings;
  gint64 epochs;

  if (gradus_run_state (run) == GRADUS_RUN_DONE)
    return 1;
  if (!json_object_has_member (project, "training"))
    return 0;
  settings = json_object_get_object_member (project, "training");
  epochs = json_object_get_int_member_with_default (settings, "epochs", 0);
  return epochs > 0 ? MIN (1, (gdouble) gradus_run_n_epochs (run) / epochs) : 0;
}

/* Of @run, or NULL. */
static void
show_fraction (GradusTrainingControls *self, GradusRun *run)
{
  const GrSnapshot *now = gradus_training_snapshot (self->training);
  const gboolean of_session = now->steps > 0 && run == gradus_training_run (self->training);

  gtk_progress_bar_set_fraction (self->bar, of_session ? (gdouble) now->step / now->steps
                                            : run      ? fraction_of (run)
                                                       : 0);
}

/* Numbers that change more often than one can read them only take time from training. */
#define FIGURES_MICROSECONDS 240000

static void
show_figures (GradusTrainingControls *self)
{
  const GrSnapshot *now = gradus_training_snapshot (self->training);
  GrAllocatorFigures memory;
  g_autofree char *progress = gradus_progress_text (now);
  g_autofree char *speed = NULL;

  self->shown_at = g_get_monotonic_time ();
  gr_allocator_figures (&memory);
  speed = gradus_speed_text (now, memory.bytes_in_use);
  gtk_label_set_label (self->progress, progress);
  gtk_label_set_label (self->speed, speed);
  show_fraction (self, gradus_training_run (self->training));
  show_rate (self);
}

static void
show_rest (GradusTrainingControls *self)
{
  g_autofree char *text = resting_text (self->training);

  gtk_label_set_label (self->progress, text);
  gtk_label_set_label (self->speed, "");
  show_fraction (self, resting_run (self->training));
}

static void
tick (GradusTrainingControls *self)
{
  switch (gradus_training_state (self->training))
    {
    case GRADUS_TRAINING_IDLE:
      show_rest (self);
      break;
    case GRADUS_TRAINING_STARTING:
      gtk_label_set_label (self->progress, _ ("Opening the data…"));
      gtk_label_set_label (self->speed, "");
      gtk_progress_bar_set_fraction (self->bar, 0);
      break;
    case GRADUS_TRAINING_STOPPING:
      gtk_label_set_label (self->progress, _ ("Finishing the batch, and saving…"));
      break;
    case GRADUS_TRAINING_RUNNING:
      if (g_get_monotonic_time () - self->shown_at >= FIGURES_MICROSECONDS)
        show_figures (self);
      break;
    case GRADUS_TRAINING_PAUSED:
      show_figures (self);
      break;
    }
}

/* As wide as the widest of what it says: else the buttons beside it would move from under the
 * pointer when a run ends. */
static void
keep_width (GradusTrainingControls *self)
{
  GtkWidget *button = GTK_WIDGET (self->main_button);
  g_autofree char *label = g_strdup (adw_button_content_get_label (self->main_content));
  gint width, most = 0;

  gtk_widget_set_size_request (button, -1, -1);
  for (GradusNext next = 0; next < GRADUS_N_NEXT; next++)
    {
      adw_button_content_set_label (self->main_content, gradus_next_mnemonic (next));
      gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
      most = MAX (most, width);
    }
  adw_button_content_set_label (self->main_content, label);
  gtk_widget_set_size_request (button, most, -1);
}

/* The one button that says what comes next. */
static void
update_main_button (GradusTrainingControls *self)
{
  const GradusNext next = gradus_training_next (self->training);
  const gboolean pauses = next == GRADUS_NEXT_PAUSE;
  g_autofree char *tooltip = gradus_training_next_tooltip (self->training);

  adw_button_content_set_label (self->main_content, gradus_next_mnemonic (next));
  adw_button_content_set_icon_name (self->main_content, pauses ? "media-playback-pause-symbolic"
                                                               : "media-playback-start-symbolic");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->main_button),
                                  pauses ? "training.pause" : "training.start");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->main_button), tooltip);
}

static void
update_edited (GradusTrainingControls *self)
{
  g_autofree char *text = self->refused ? g_strdup (self->refused)
                                        : gradus_training_edited_text (self->training);

  gtk_label_set_label (self->edited, text ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->edited), text != NULL);
}

/* It continues the run that the bar speaks of, and says which that is. */
static void
update_go_on (GradusTrainingControls *self)
{
  GradusRun *unfinished = gradus_training_unfinished (self->training);

  gtk_widget_set_visible (self->go_on_button, unfinished != NULL);
  if (unfinished)
    {
      /* Translators: %s is a run that stopped */
      g_autofree char *tooltip = g_strdup_printf (_ ("Continue “%s” from its last checkpoint"),
                                                  gradus_run_name (unfinished));

      gtk_widget_set_tooltip_text (self->go_on_button, tooltip);
    }
}

/* What is entered is wrong, or it is so no more. */
static void
mark_rate (GradusTrainingControls *self, gboolean wrong)
{
  g_free (self->refused);
  self->refused = gradus_rate_entry_mark (self->rate, wrong);
  explain_rate (self);
  update_edited (self);
}

/* The sentence asks whether to do it. */
static void
update_fix (GradusTrainingControls *self)
{
  const char *obstacle = gradus_training_obstacle (self->training);
  g_autofree char *what = NULL;

  if (obstacle && gradus_training_state (self->training) == GRADUS_TRAINING_IDLE)
    what = gradus_obstacle_remedy (gradus_training_document (self->training), obstacle);

  gtk_label_set_label (self->fix_label, what ? what : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->fix_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  what ? what : "", -1);
  gtk_widget_set_visible (self->fix_button, what != NULL);
}

static void
on_fix (GradusTrainingControls *self)
{
  g_autofree char *obstacle = g_strdup (gradus_training_obstacle (self->training));
  g_autoptr (GError) error = NULL;

  if (obstacle
      && !gradus_obstacle_mend (gradus_training_document (self->training), obstacle, &error))
    g_warning ("%s", error->message);
}

static void
update (GradusTrainingControls *self)
{
  const GradusTrainingState state = gradus_training_state (self->training);
  const gboolean works = state == GRADUS_TRAINING_RUNNING || state == GRADUS_TRAINING_PAUSED;

  update_go_on (self);
  update_edited (self);
  update_fix (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->rate), works);
  self->typing = self->typing && works;
  if (self->refused && !works)
    mark_rate (self, FALSE);
  show_rate (self);
  explain_rate (self);
  tick (self);
}

/* --- the learning rate --------------------------------------------------------------------------
 */

static void
on_rate_entered (GradusTrainingControls *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->rate));
  const gdouble lr = gradus_read_rate (text);

  if (!isnan (lr))
    {
      gradus_training_set_lr (self->training, lr);
      self->typing = FALSE;
    }
  mark_rate (self, isnan (lr));
}

static void
on_rate_changed (GradusTrainingControls *self)
{
  self->typing = TRUE;
  if (self->refused)
    mark_rate (self, FALSE);
}

/* What was typed and not entered is given up. */
static void
on_rate_left (GradusTrainingControls *self)
{
  self->typing = FALSE;
  if (self->refused)
    mark_rate (self, FALSE);
  show_rate (self);
}

/* --- the object ---------------------------------------------------------------------------------
 */

enum
{
  PROP_0,
  PROP_CORNER
};

/* The layout has the last child at the end of the first row. */
static void
gradus_training_controls_set_property (GObject *object, guint id, const GValue *value,
                                       GParamSpec *pspec)
{
  gtk_box_append (GTK_BOX (GRADUS_TRAINING_CONTROLS (object)->box), g_value_get_object (value));
}

static void
gradus_training_controls_dispose (GObject *object)
{
  GradusTrainingControls *self = GRADUS_TRAINING_CONTROLS (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->refused, g_free);
  g_clear_object (&self->training);
  G_OBJECT_CLASS (gradus_training_controls_parent_class)->dispose (object);
}

static void
gradus_training_controls_class_init (GradusTrainingControlsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_training_controls_dispose;
  G_OBJECT_CLASS (klass)->set_property = gradus_training_controls_set_property;
  g_type_ensure (GRADUS_TYPE_WRAP_LAYOUT);
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_CORNER,
                                   g_param_spec_object ("corner", NULL, NULL, GTK_TYPE_WIDGET,
                                                        G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS));
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/training-controls.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusTrainingControls, box);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainingControls, main_button);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainingControls, main_content);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainingControls, go_on_button);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainingControls, fix_button);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainingControls, fix_label);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainingControls, bar);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainingControls, progress);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainingControls, speed);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainingControls, edited);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainingControls, rate);
  gtk_widget_class_bind_template_callback (widget_class, keep_width);
  gtk_widget_class_bind_template_callback (widget_class, on_fix);
  gtk_widget_class_bind_template_callback (widget_class, on_rate_entered);
  gtk_widget_class_bind_template_callback (widget_class, on_rate_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_rate_left);
}

static void
gradus_training_controls_init (GradusTrainingControls *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
gradus_training_controls_set_training (GradusTrainingControls *self, GradusTraining *training)
{
  g_return_if_fail (!self->training);
  self->training = g_object_ref (training);
  g_signal_connect_object (training, "state-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "notify::obstacle", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "notify::run", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "tick", G_CALLBACK (tick), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gradus_training_document (training), "model-changed",
                           G_CALLBACK (update_edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gradus_training_document (training), "section-changed",
                           G_CALLBACK (update_edited), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gradus_training_document (training), "section-changed::optimizer",
                           G_CALLBACK (show_rate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "notify::chosen", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  gradus_training_follow_next (training, G_CALLBACK (update_main_button), self);
  update_main_button (self);
  update (self);
}

GtkWidget *
gradus_training_controls_new (GradusTraining *training)
{
  GradusTrainingControls *self = g_object_new (GRADUS_TYPE_TRAINING_CONTROLS, NULL);

  gradus_training_controls_set_training (self, training);
  return GTK_WIDGET (self);
}
