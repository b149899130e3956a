/* run-row.c - GradusRunRow: see run-row.h. */
#include "run-row.h"

#include <glib/gi18n.h>

#include "curves.h"
#include "document/weights-origin.h"
#include "style/dot.h"
#include "style/palette.h"

struct _GradusRunRow
{
  AdwActionRow parent_instance;

  GtkCheckButton *check;
  GtkDrawingArea *swatch;
  GtkMenuButton *menu;
  GtkPopover *rename_popover;
  GtkEntry *name;

  GradusTraining *training;
  GradusRun *run;
};

G_DEFINE_FINAL_TYPE (GradusRunRow, gradus_run_row, ADW_TYPE_ACTION_ROW)

enum
{
  RESUME,
  DELETE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

GradusRun *
gradus_run_row_run (GradusRunRow *self)
{
  return self->run;
}

/* --- showing ------------------------------------------------------------------------------------
 */

static const char *
state_text (GradusRunRow *self)
{
  switch (gradus_run_state (self->run))
    {
    case GRADUS_RUN_ACTIVE:
      return gradus_training_state (self->training) == GRADUS_TRAINING_PAUSED ? _ ("paused")
                                                                              : _ ("training");
    case GRADUS_RUN_STOPPED:
      return _ ("stopped");
    case GRADUS_RUN_FAILED:
      return _ ("failed");
    case GRADUS_RUN_DONE:
    default:
      return NULL;
    }
}

static void
update_actions (GradusRunRow *self)
{
  const GradusRunState state = gradus_run_state (self->run);
  const gboolean idle = gradus_training_state (self->training) == GRADUS_TRAINING_IDLE;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "run.resume",
                                 idle && state == GRADUS_RUN_STOPPED);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "run.use-weights", state != GRADUS_RUN_ACTIVE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "run.delete", state != GRADUS_RUN_ACTIVE);
}

static void
update (GradusRunRow *self)
{
  const char *state = state_text (self);
  g_autofree char *summary = gradus_run_summary (self->run);
  g_autofree char *title = g_markup_escape_text (gradus_run_name (self->run), -1);
  g_autofree char *subtitle = state ? g_strdup_printf ("%s" GRADUS_DOT "%s", summary, state)
                                    : g_strdup (summary);
  const char *origin = gradus_run_start (self->run);
  g_autofree char *start = origin ? gradus_origin_title (origin) : NULL;
  g_autofree char *tip = start && !gradus_run_message (self->run)
                             /* Translators: a run and the run or file that its first weights are
                                from */
                             ? g_strdup_printf (_ ("Started from the weights of %s"), start)
                             : g_strdup (gradus_run_message (self->run));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tip ? tip : _ ("Show Its Results"));
  gtk_widget_queue_draw (GTK_WIDGET (self->swatch));
  update_actions (self);
}

/* The colour of its curves. */
static void
draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user)
{
  GradusRunRow *self = user;
  const GradusPalette *palette = gradus_palette_current ();
  const guint colour = gradus_run_colour (self->run);

  gdk_cairo_set_source_rgba (cr, &palette->series[colour]);
  cairo_arc (cr, width / 2.0, height / 2.0, MIN (width, height) / 2.0, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* --- actions ------------------------------------------------------------------------------------
 */

static void
resume (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[RESUME], 0);
}

static void delete (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[DELETE], 0);
}

static void
use_weights (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusRunRow *self = GRADUS_RUN_ROW (widget);

  gradus_training_use_weights (self->training, self->run);
}

static void
start_rename (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusRunRow *self = GRADUS_RUN_ROW (widget);

  gtk_editable_set_text (GTK_EDITABLE (self->name), gradus_run_name (self->run));
  gtk_popover_popup (self->rename_popover);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

static void
on_renamed (GradusRunRow *self)
{
  g_autofree char *name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name)));

  if (*g_strstrip (name))
    gradus_training_rename_run (self->training, self->run, name);
  gtk_popover_popdown (self->rename_popover);
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_run_row_dispose (GObject *object)
{
  GradusRunRow *self = GRADUS_RUN_ROW (object);

  if (self->rename_popover)
    gtk_widget_unparent (GTK_WIDGET (self->rename_popover));
  self->rename_popover = NULL;
  g_clear_object (&self->run);
  g_clear_object (&self->training);
  G_OBJECT_CLASS (gradus_run_row_parent_class)->dispose (object);
}

static void
gradus_run_row_class_init (GradusRunRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_run_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/run-row.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusRunRow, check);
  gtk_widget_class_bind_template_child (widget_class, GradusRunRow, swatch);
  gtk_widget_class_bind_template_child (widget_class, GradusRunRow, menu);
  gtk_widget_class_bind_template_child (widget_class, GradusRunRow, rename_popover);
  gtk_widget_class_bind_template_child (widget_class, GradusRunRow, name);
  gtk_widget_class_bind_template_callback (widget_class, on_renamed);
  gtk_widget_class_install_action (widget_class, "run.resume", NULL, resume);
  gtk_widget_class_install_action (widget_class, "run.use-weights", NULL, use_weights);
  gtk_widget_class_install_action (widget_class, "run.rename", NULL, start_rename);
  gtk_widget_class_install_action (widget_class, "run.delete", NULL, delete);

  signals[RESUME] = g_signal_new ("resume", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[DELETE] = g_signal_new ("delete", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
gradus_run_row_init (GradusRunRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->rename_popover), GTK_WIDGET (self->menu));
  gradus_palette_follow (GTK_WIDGET (self->swatch));
}

GtkWidget *
gradus_run_row_new (GradusTraining *training, GradusRun *run)
{
  GradusRunRow *self = g_object_new (GRADUS_TYPE_RUN_ROW, NULL);

  self->training = g_object_ref (training);
  self->run = g_object_ref (run);
  gtk_drawing_area_set_draw_func (self->swatch, draw_swatch, self, NULL);
  g_object_bind_property (run, "shown", self->check, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (run, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::name", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "state-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
