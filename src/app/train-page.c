/* train-page.c - GradusTrainPage: see train-page.h. */
#include "train-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "document/kept-project.h"
#include "settings/training-form.h"
#include "style/count.h"
#include "style/toast.h"
#include "training/actions.h"
#include "training/controls.h"
#include "training/curves.h"
#include "training/lr-finder.h"
#include "training/results.h"
#include "training/runs-list.h"
#include "training/watch-view.h"

/* How long no edit is made before the network is predicted with. */
#define EDITS_REST_MS 300

struct _GradusTrainPage
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GradusTrainingControls *controls;
  GradusTrainingCurves *curves;
  GradusResults *results;
  GradusWatchView *watch;
  GradusRunsList *runs;
  GtkBox *side;
  GtkWidget *weights_box;
  GtkDropDown *weights_drop; /* the entries: */
#define BEST 0
#define LAST 1

  GradusTraining *training;
  GradusDatasetBrowser *browser;
  char *evaluated; /* which network and weights the browser has, to be compared */
  guint n_kept;    /* how often that has become another otherwise */
  guint edited;    /* what calls follow_run() soon */
};

G_DEFINE_FINAL_TYPE (GradusTrainPage, gradus_train_page, GTK_TYPE_WIDGET)

/* --- what was deleted ---------------------------------------------------------------------------
 */

/* The offer to take back that a run was deleted, which Undo does too. */
typedef struct
{
  GradusTraining *training;
  GradusRun *run; /* NULL: it is no longer offered */
  AdwToast *toast;
} Offer;

static void
offer_free (gpointer data, GClosure *closure)
{
  Offer *offer = data;

  g_signal_handlers_disconnect_by_data (offer->training, offer);
  g_clear_object (&offer->run);
  g_object_unref (offer->training);
  g_free (offer);
}

static void
on_undo (AdwToast *toast, Offer *offer)
{
  g_autoptr (GradusRun) run = g_steal_pointer (&offer->run);

  if (run)
    gradus_training_restore_run (offer->training, run);
}

static void
on_dismissed (AdwToast *toast, Offer *offer)
{
  g_clear_object (&offer->run);
}

/* Undo has taken it back, or can no longer. */
static void
on_removed_changed (Offer *offer)
{
  if (!offer->run || gradus_training_can_restore (offer->training, offer->run))
    return;
  g_clear_object (&offer->run);
  gradus_toast_dismiss (offer->toast);
}

static void
on_removed (GradusTrainPage *self, GradusRun *run)
{
  g_autofree char *title = g_strdup_printf (_ ("“%s” deleted"), gradus_run_name (run));
  AdwToast *toast = gradus_toast_new (title);
  Offer *offer = g_new0 (Offer, 1);

  offer->training = g_object_ref (self->training);
  offer->run = g_object_ref (run);
  offer->toast = toast;
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (on_undo), offer);
  g_signal_connect_data (toast, "dismissed", G_CALLBACK (on_dismissed), offer, offer_free, 0);
  g_signal_connect_swapped (self->training, "removed-changed", G_CALLBACK (on_removed_changed),
                            offer);
  gradus_toast_show (GTK_WIDGET (self), toast);
}

/* --- results ------------------------------------------------------------------------------------
 */

/* There is a choice where the run went on after its best epoch. */
static gboolean
has_choice (GradusRun *run)
{
  const GrEpoch *best = run ? gradus_run_best (run) : NULL;

  return best && gradus_series_length (gradus_run_losses (run)) > (gsize) best->step;
}

static void
fill_weights_drop (GradusTrainPage *self, GradusRun *run)
{
  g_autofree char *epoch = NULL, *best = NULL;
  GtkStringList *names = GTK_STRING_LIST (gtk_drop_down_get_model (self->weights_drop));
  const guint selected = gtk_drop_down_get_selected (self->weights_drop);

  gtk_widget_set_visible (self->weights_box, has_choice (run));
  if (!has_choice (run))
    return;
  epoch = gradus_count (gradus_run_best (run)->epoch);
  best = g_strdup_printf (_ ("Best: epoch %s"), epoch);
  if (g_strcmp0 (best, gtk_string_list_get_string (names, BEST)) == 0)
    return;
  gtk_string_list_splice (names, 0, g_list_model_get_n_items (G_LIST_MODEL (names)),
                          (const char *[]){ best, _ ("Last"), NULL });
  gtk_drop_down_set_selected (self->weights_drop, selected == LAST ? LAST : BEST);
}

/* What is evaluated, as the data page names it too. (transfer full) */
static char *
title_of (GradusRun *run, gboolean last)
{
  if (last)
    /* Translators: a run and which of its weights: "Run 2, last" */
    return g_strdup_printf (_ ("%s, last"), gradus_run_name (run));
  if (has_choice (run))
    {
      g_autofree char *epoch = gradus_count (gradus_run_best (run)->epoch);

      /* Translators: a run and which of its weights: "Run 2, epoch 7" */
      return g_strdup_printf (_ ("%s, epoch %s"), gradus_run_name (run), epoch);
    }
  return g_strdup (gradus_run_name (run));
}

/* The same; one of a network that was edited since says so. (transfer full) */
static char *
title_of_run (GradusTrainPage *self, GradusRun *run, gboolean last, GrProject *project)
{
  GrModel *model = gradus_document_model (gradus_training_document (self->training));
  g_autofree char *then = gr_model_describe (project->model), *now = gr_model_describe (model);
  g_autofree char *title = title_of (run, last);

  if (g_str_equal (then, now))
    return g_steal_pointer (&title);
  /* Translators: a run whose network was edited since: "Run 1, as it was trained" */
  return g_strdup_printf (_ ("%s, as it was trained"), title);
}

/* Why there is nothing to predict with, in a sentence; NULL: nothing was trained yet. (transfer
 * full) */
static char *
lack_of (GradusTrainPage *self, GradusRun *run)
{
  /* What went wrong with other data says nothing of these. */
  if (run && gradus_run_state (run) == GRADUS_RUN_FAILED && gradus_run_message (run)
      && gradus_training_had_section (self->training, run, "data"))
    /* Translators: the name of a run, and why it failed */
    return g_strdup_printf (_ ("“%s” failed before it had learned anything: %s"),
                            gradus_run_name (run), gradus_run_message (run));
  return gradus_kept_lack (gradus_training_document (self->training));
}

/* The network as it is on the canvas, where it has weights for all of it and nothing else was
 * chosen; else the run's own. */
static void
show_model (GradusTrainPage *self, GradusRun *run, gboolean last, const char *weights)
{
  GradusDocument *document = gradus_training_document (self->training);
  const gboolean chosen = last || run != gradus_training_run (self->training);
  g_autofree char *title = NULL, *lack = NULL;
  GrProject *project = chosen ? NULL : gradus_kept_project (document, &title);
  const gboolean has_own = project != NULL;

  if (!project && weights)
    project = gradus_run_project (run, NULL);
  if (project && !has_own)
    title = title_of_run (self, run, last, project);
  gradus_dataset_browser_set_model (self->browser, title, project, has_own ? NULL : weights);
  if (project)
    return;
  lack = lack_of (self, run);
  gradus_evaluation_set_lack (gradus_dataset_browser_evaluation (self->browser), lack);
}

/* Weights that training changes just now: to predict with them would slow it down. */
static gboolean
is_in_flux (GradusTrainPage *self, GradusRun *run)
{
  const GradusTrainingState state = gradus_training_state (self->training);

  return run == gradus_training_run (self->training) && state != GRADUS_TRAINING_IDLE
         && state != GRADUS_TRAINING_PAUSED;
}

/* Gives the data page what to predict with. */
static void
follow_run (GradusTrainPage *self)
{
  GradusRun *run = self->training ? gradus_training_chosen (self->training) : NULL;
  g_autofree char *weights = NULL, *network = NULL, *key = NULL;
  gboolean last;

  if (!self->training || is_in_flux (self, run))
    return;
  fill_weights_drop (self, run);
  last = has_choice (run) && gtk_drop_down_get_selected (self->weights_drop) == LAST;
  if (run)
    weights = last ? gradus_run_last_weights (run) : gradus_run_weights (run);
  network = gr_model_describe (gradus_document_model (gradus_training_document (self->training)));
  key = g_strdup_printf ("%s %zu %s %u\n%s", run ? gradus_run_id (run) : "",
                         run ? gradus_series_length (gradus_run_losses (run)) : 0,
                         weights ? weights : "", self->n_kept, network);
  if (g_strcmp0 (key, self->evaluated) == 0)
    return;
  g_free (self->evaluated);
  self->evaluated = g_steal_pointer (&key);
  show_model (self, run, last, weights);
}

/* The weights that predict are those of the run that is looked at: a person who only wanted to see
 * its curves is told. */
static void
chosen_changed (GradusTrainPage *self)
{
  GradusEvaluation *evaluation = gradus_dataset_browser_evaluation (self->browser);
  g_autofree char *before = g_strdup (gradus_evaluation_title (evaluation));
  const char *now;

  follow_run (self);
  now = gradus_evaluation_title (evaluation);
  if (before && now && !g_str_equal (before, now) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      /* Translators: which weights: "Run 2, epoch 7" */
      g_autofree char *text = g_strdup_printf (_ ("%s predicts now."), now);
      AdwToast *toast = gradus_toast_new (text);

      adw_toast_set_timeout (toast, 2);
      gradus_toast_show (GTK_WIDGET (self), toast);
    }
}

/* Or what is done to an item before it comes in. */
static void
weights_changed (GradusTrainPage *self)
{
  self->n_kept++;
  follow_run (self);
}

static gboolean
edits_rest (gpointer user)
{
  GradusTrainPage *self = user;

  self->edited = 0;
  follow_run (self);
  return G_SOURCE_REMOVE;
}

/* Not at every key that is typed. */
static void
model_changed (GradusTrainPage *self)
{
  g_clear_handle_id (&self->edited, g_source_remove);
  self->edited = g_timeout_add (EDITS_REST_MS, edits_rest, self);
}

static void
on_show_cell (GradusTrainPage *self, gint label, gint predicted)
{
  if (gradus_data_source_part (gradus_dataset_browser_source (self->browser), "test"))
    gradus_dataset_browser_set_split (self->browser, "test");
  gradus_dataset_browser_show_cell (self->browser, label, predicted);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", "data");
}

/* --- the search for a learning rate -------------------------------------------------------------
 */

static void
find_lr (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusTrainPage *self = GRADUS_TRAIN_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);

  gtk_window_present (gradus_lr_finder_new (gradus_training_document (self->training),
                                            GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL));
}

/* Beside a run, both would be slow. */
static void
update_find_lr (GradusTrainPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "training.find-lr",
                                 !gradus_training_obstacle (self->training)
                                     && gradus_training_state (self->training)
                                            == GRADUS_TRAINING_IDLE);
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_train_page_dispose (GObject *object)
{
  GradusTrainPage *self = GRADUS_TRAIN_PAGE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->training);
  g_clear_object (&self->browser);
  g_clear_handle_id (&self->edited, g_source_remove);
  g_clear_pointer (&self->evaluated, g_free);
  G_OBJECT_CLASS (gradus_train_page_parent_class)->dispose (object);
}

static void
gradus_train_page_class_init (GradusTrainPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_train_page_dispose;
  g_type_ensure (GRADUS_TYPE_TRAINING_CONTROLS);
  g_type_ensure (GRADUS_TYPE_TRAINING_CURVES);
  g_type_ensure (GRADUS_TYPE_RESULTS);
  g_type_ensure (GRADUS_TYPE_RUNS_LIST);
  g_type_ensure (GRADUS_TYPE_WATCH_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/train-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, box);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, controls);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, curves);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, results);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, watch);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, runs);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, side);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, weights_box);
  gtk_widget_class_bind_template_child (widget_class, GradusTrainPage, weights_drop);
  gtk_widget_class_bind_template_callback (widget_class, follow_run);
  gtk_widget_class_bind_template_callback (widget_class, on_show_cell);
  gtk_widget_class_install_action (widget_class, "training.find-lr", NULL, find_lr);
}

static void
gradus_train_page_init (GradusTrainPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_model (self->weights_drop, G_LIST_MODEL (names));
}

GtkWidget *
gradus_train_page_new (GradusDocument *document, GradusTraining *training,
                       GradusDatasetBrowser *browser)
{
  GradusTrainPage *self = g_object_new (GRADUS_TYPE_TRAIN_PAGE, NULL);
  GActionGroup *actions = gradus_training_actions_new (training);

  self->training = g_object_ref (training);
  self->browser = g_object_ref (browser);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "training", actions);
  g_object_unref (actions);
  gradus_training_controls_set_training (self->controls, training);
  gradus_training_curves_set_training (self->curves, training);
  gradus_results_set_data (self->results, gradus_dataset_browser_source (browser),
                           gradus_dataset_browser_evaluation (browser));
  gradus_watch_view_set_training (self->watch, training);
  gradus_runs_list_set_training (self->runs, training);
  gtk_box_append (self->side, gradus_training_form_new (document));
  g_signal_connect_object (training, "state-changed", G_CALLBACK (follow_run), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "removed", G_CALLBACK (on_removed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "notify::chosen", G_CALLBACK (chosen_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "notify::state", G_CALLBACK (update_find_lr), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "notify::obstacle", G_CALLBACK (update_find_lr), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "weights-changed", G_CALLBACK (weights_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "section-changed::data", G_CALLBACK (weights_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "section-changed::transforms", G_CALLBACK (weights_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "model-changed", G_CALLBACK (model_changed), self,
                           G_CONNECT_SWAPPED);
  /* Once the page is made: a large network takes its time too. */
  self->edited = g_idle_add (edits_rest, self);
  update_find_lr (self);
  return GTK_WIDGET (self);
}
