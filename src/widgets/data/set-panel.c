/* set-panel.c - GradusSetPanel: see set-panel.h. */
#include "set-panel.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "document/in-thread.h"
#include "plot/bars.h"
#include "style/count.h"

struct _GradusSetPanel
{
  GtkWidget parent_instance;

  GtkLabel *title, *summary;
  GtkListBox *facts, *origin;
  GtkBox *classes_box;
  GradusBars *classes;
  GtkWidget *statistics_row; /* to be filled in */

  GradusPart *part;
  GCancellable *cancellable; /* of the statistics */
};

G_DEFINE_FINAL_TYPE (GradusSetPanel, gradus_set_panel, GTK_TYPE_WIDGET)

enum
{
  CLASS_CHOSEN,
  LABELS_WANTED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
clear_list (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))))
    gtk_list_box_remove (list, row);
}

/* The text below a row's title, which a screen reader is told together. */
static void
say (GtkWidget *row, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autofree char *name = g_strdup_printf (
      _ ("%s: %s"), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), text);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* A caption with a text below it that may be long. */
static GtkWidget *
add_row (GtkListBox *list, const char *title, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  say (row, text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (list, row);
  return row;
}

/* --- facts ---------------------------------------------------------------------------------------
 */

static char *
describe_field (const GrField *field)
{
  g_autofree char *shape = gr_ints_to_string (gr_ints (field->shape, (gsize) field->ndim));
  g_autofree char *type = g_strdup_printf ("%s, %s", shape, gr_dtype_name (field->dtype));

  return g_strdup_printf (_ ("%s: %s"), field->name, type);
}

static void
ask_for_labels (GradusSetPanel *self)
{
  g_signal_emit (self, signals[LABELS_WANTED], 0);
}

/* Of arrays, whose labels may be in a file of their own: which, and another. */
static void
show_labels (GradusSetPanel *self)
{
  const GrDataset *set = self->part->set;
  g_autofree char *text = NULL;
  GtkWidget *row, *button;

  if (!set->source || (set->has_target && !set->target_source)
      || !(g_str_has_suffix (set->source, ".npy") || g_str_has_suffix (set->source, ".npz")))
    return;
  if (set->target_source)
    {
      g_autofree char *file = g_path_get_basename (set->target_source);
      g_autofree char *inputs = g_path_get_basename (set->source);
      g_autofree char *here = g_path_get_dirname (set->source);
      g_autofree char *there = g_path_get_dirname (set->target_source);

      text = g_str_equal (here, there) ? g_strdup_printf (_ ("%s, beside %s"), file, inputs)
                                       : g_strdup (set->target_source);
    }
  row = add_row (self->facts, _ ("Labels"), text ? text : _ ("nothing to predict"));
  button = gtk_button_new_with_label (_ ("Choose a File…"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("A file (npy) with a label for each item"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  _ ("A file (npy) with a label for each item"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (ask_for_labels), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* Without the way back that a path relative to a project may take: "/home/a/nets/../roses.csv".
 * (transfer full) */
static char *
shown_path (const char *path)
{
  char *straight = strstr (path, "/../") ? realpath (path, NULL) : NULL;

  return straight ? straight : g_strdup (path);
}

static void
show_facts (GradusSetPanel *self)
{
  const GrDataset *set = self->part->set;
  g_autofree char *items = gradus_count (set->length);
  g_autoptr (GString) inputs = g_string_new (NULL);
  g_autofree char *source = set->source ? shown_path (set->source) : NULL;

  add_row (self->facts, _ ("Items"), items);
  for (gint i = 0; i < set->n_inputs; i++)
    {
      g_autofree char *field = describe_field (&set->input[i]);

      g_string_append_printf (inputs, "%s%s", i ? "\n" : "", field);
    }
  add_row (self->facts, set->n_inputs == 1 ? _ ("Input") : _ ("Inputs"), inputs->str);
  if (set->has_target && set->n_classes == 0)
    {
      g_autofree char *target = describe_field (&set->target);

      add_row (self->facts, _ ("Target"), target);
    }
  if (source)
    add_row (self->facts, _ ("Read from"), source);
  show_labels (self);
  if (set->note)
    add_row (self->facts, _ ("How it was read"), set->note);
  if (set->warning)
    gtk_widget_add_css_class (add_row (self->facts, _ ("Left out"), set->warning), "warning");
  self->statistics_row = add_row (self->facts, _ ("Mean and standard deviation"), _ ("counting…"));
}

/* Of channel @c of the pictures, or of column @c. */
static void
append_name (GString *text, const GrDataset *set, guint c)
{
  const GrField *field = &set->input[0];
  g_autofree char *name = field->ndim == 1 ? gr_dataset_number_name (set, field, c)
                                           : g_strdup_printf ("%s[%u]", field->name, c);

  g_string_append_printf (text, "%s: ", name);
}

static void
show_statistics (GradusSetPanel *self, const GradusStatistics *statistics)
{
  const GrField *field = &self->part->set->input[0];
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *said = NULL;

  for (guint c = 0; c < statistics->n_channels; c++)
    {
      const GradusMoments *m = &statistics->channel[c];

      if (c)
        g_string_append_c (text, '\n');
      if (statistics->n_channels > 1)
        append_name (text, self->part->set, c);
      if (isfinite (m->std))
        g_string_append_printf (text, _ ("%.4g ± %.4g, from %.4g to %.4g"), m->mean, m->std, m->low,
                                m->high);
      else /* one value has no deviation */
        g_string_append_printf (text, "%.4g", m->mean);
    }
  if (field->dtype == GR_UINT8)
    g_string_append_printf (text, "\n%s", _ ("Pixels count from 0 to 1, as in training."));
  if (statistics->n_items < self->part->set->length)
    {
      g_autofree char *count = gradus_count (statistics->n_items);

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("From %s of the items."), count);
    }
  said = gradus_minus (g_string_free (g_steal_pointer (&text), FALSE));
  say (self->statistics_row, said);
}

static void
count (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  GradusPart *part = data;
  GError *error = NULL;
  GradusStatistics *statistics = gradus_statistics_new (part->set, cancellable, &error);

  if (statistics)
    g_task_return_pointer (task, statistics, (GDestroyNotify) gradus_statistics_free);
  else
    g_task_return_error (task, error);
}

static void
counted (GObject *object, GAsyncResult *result, gpointer user)
{
  GradusSetPanel *self = GRADUS_SET_PANEL (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GradusStatistics) statistics = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (statistics)
    show_statistics (self, statistics);
  else
    say (self->statistics_row, error->message);
}

static void
start_counting (GradusSetPanel *self)
{
  g_autoptr (GTask) task = NULL;

  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, counted, NULL);
  g_task_set_task_data (task, gradus_part_ref (self->part), (GDestroyNotify) gradus_part_unref);
  gradus_run_in_thread (task, count);
}

/* --- classes -------------------------------------------------------------------------------------
 */

static void
show_classes (GradusSetPanel *self)
{
  const GrDataset *set = self->part->set;
  GradusBarList *list = gradus_bar_list_new (NULL, NAN, FALSE);

  gtk_widget_set_visible (GTK_WIDGET (self->classes_box), set->n_classes > 0);
  for (gint c = 0; c < set->n_classes; c++)
    {
      g_autofree char *title = gradus_part_class_title (self->part, c);
      g_autofree char *number = gradus_count (self->part->counts[c]);

      gradus_bar_list_add (list, title, (gdouble) self->part->counts[c], number, -1, FALSE);
    }
  gradus_bars_set_list (self->classes, list);
}

static void
on_class_activated (GradusSetPanel *self, gint class)
{
  g_signal_emit (self, signals[CLASS_CHOSEN], 0, class);
}

/* --- provenance
 * ----------------------------------------------------------------------------------- */

static void
show_origin (GradusSetPanel *self)
{
  const GrDatasetInfo *info = &self->part->set->info;
  const struct
  {
    const char *title, *text;
  } rows[] = {
    { _ ("Made by"), info->made_by }, { _ ("How"), info->made_how },
    { _ ("For"), info->purpose },     { _ ("Limits"), info->limits },
    { _ ("Licence"), info->licence },
  };
  gboolean known = info->homepage != NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].text)
      {
        add_row (self->origin, rows[i].title, rows[i].text);
        known = TRUE;
      }
  if (info->homepage)
    {
      GtkWidget *link = gtk_link_button_new_with_label (info->homepage, _ ("Home Page"));
      GtkWidget *row = gtk_list_box_row_new ();

      gtk_widget_set_halign (link, GTK_ALIGN_START);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), link);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_widget_set_focusable (row, FALSE);
      gtk_list_box_append (self->origin, row);
    }
  if (!known)
    add_row (self->origin, _ ("Unknown"),
             _ ("This set says nothing of who made it, how, for what and under which licence."));
}

/* --- the object ----------------------------------------------------------------------------------
 */

void
gradus_set_panel_set_part (GradusSetPanel *self, GradusPart *part)
{
  const GrDataset *set = part ? part->set : NULL;
  g_autofree char *file = NULL;
  g_autofree char *understood = NULL;

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->part, gradus_part_unref);
  clear_list (self->facts);
  clear_list (self->origin);
  self->statistics_row = NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), part != NULL);
  if (!part)
    return;
  self->part = gradus_part_ref (part);
  file = g_path_get_basename (set->name);
  gtk_label_set_text (self->title, set->info.title ? set->info.title : file);
  understood = gradus_part_describe (part);
  gtk_label_set_text (self->summary, set->info.summary ? set->info.summary : understood);
  show_facts (self);
  show_classes (self);
  show_origin (self);
  start_counting (self);
}

static void
gradus_set_panel_dispose (GObject *object)
{
  GradusSetPanel *self = GRADUS_SET_PANEL (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->part, gradus_part_unref);
  if (child)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_set_panel_parent_class)->dispose (object);
}

static void
gradus_set_panel_class_init (GradusSetPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_set_panel_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/set-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusSetPanel, title);
  gtk_widget_class_bind_template_child (widget_class, GradusSetPanel, summary);
  gtk_widget_class_bind_template_child (widget_class, GradusSetPanel, facts);
  gtk_widget_class_bind_template_child (widget_class, GradusSetPanel, classes_box);
  gtk_widget_class_bind_template_child (widget_class, GradusSetPanel, origin);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[CLASS_CHOSEN] = g_signal_new ("class-chosen", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        G_TYPE_INT);
  signals[LABELS_WANTED] = g_signal_new ("labels-wanted", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gradus_set_panel_init (GradusSetPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->classes = GRADUS_BARS (gradus_bars_new (NULL));
  gradus_drawing_set_activatable (GRADUS_DRAWING (self->classes), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->classes_box),
                               _ ("Choose a class to see it alone"));
  g_signal_connect_object (self->classes, "activated-cell", G_CALLBACK (on_class_activated), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->classes_box, GTK_WIDGET (self->classes));
}

GtkWidget *
gradus_set_panel_new (void)
{
  return g_object_new (GRADUS_TYPE_SET_PANEL, NULL);
}
