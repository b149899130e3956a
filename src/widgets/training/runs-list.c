/* runs-list.c - GradusRunsList: see runs-list.h. */
#include "runs-list.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "differences-table.h"
#include "style/scroll-fit.h"
#include "run-row.h"

struct _GradusRunsList
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkListBox *list;
  GtkWidget *differences;
  AdwBin *table; /* has the table, where there is one */
  GtkWidget *settings;
  AdwExpanderRow *settings_row;
  AdwBin *settings_table; /* has one while that row is open */

  GradusTraining *training;
};

G_DEFINE_FINAL_TYPE (GradusRunsList, gradus_runs_list, GTK_TYPE_WIDGET)

/* --- the differences ----------------------------------------------------------------------------
 */

/* The ticked ones, the newest first. */
static GPtrArray *
ticked_runs (GradusRunsList *self)
{
  GListModel *all = gradus_training_runs (self->training);
  GPtrArray *runs = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GradusRun) run = g_list_model_get_item (all, i);

      if (gradus_run_shown (run))
        g_ptr_array_add (runs, g_steal_pointer (&run));
    }
  return runs;
}

static void
put_table (AdwBin *bin, GPtrArray *runs)
{
  GtkWidget *table = runs ? gradus_differences_table_new (runs) : NULL;

  if (table)
    gtk_widget_add_css_class (table, "differences");
  adw_bin_set_child (bin, table);
}

/* Of the ticked ones; or, where there are no two, the settings of the one that is looked at. */
static void
show_differences (GradusRunsList *self)
{
  g_autoptr (GPtrArray) runs = ticked_runs (self);
  const gboolean several = runs->len > 1;
  GradusRun *chosen = gradus_training_chosen (self->training);

  if (!several && chosen)
    {
      g_ptr_array_set_size (runs, 0);
      g_ptr_array_add (runs, g_object_ref (chosen));
    }
  gtk_widget_set_visible (self->differences, several);
  put_table (self->table, several ? runs : NULL);
  gtk_widget_set_visible (self->settings, runs->len == 1);
  put_table (self->settings_table,
             runs->len == 1 && adw_expander_row_get_expanded (self->settings_row) ? runs : NULL);
}

/* --- the list -----------------------------------------------------------------------------------
 */

static void
on_resume (GradusRunRow *row, GradusRunsList *self)
{
  gradus_training_resume (self->training, gradus_run_row_run (row));
}

static void
on_delete (GradusRunRow *row, GradusRunsList *self)
{
  g_autoptr (GError) error = NULL;

  if (!gradus_training_remove_run (self->training, gradus_run_row_run (row), &error))
    gradus_training_fail (self->training, error->message);
}

static GtkWidget *
make_row (gpointer item, gpointer user)
{
  GradusRunsList *self = user;
  GtkWidget *row = gradus_run_row_new (self->training, item);

  g_signal_connect (row, "resume", G_CALLBACK (on_resume), self);
  g_signal_connect (row, "delete", G_CALLBACK (on_delete), self);
  return row;
}

static void
on_runs_changed (GradusRunsList *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GradusRun) run = g_list_model_get_item (gradus_training_runs (self->training), i);

      g_signal_handlers_disconnect_by_func (run, show_differences, self);
      g_signal_connect_object (run, "notify::shown", G_CALLBACK (show_differences), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (run, "notify::name", G_CALLBACK (show_differences), self,
                               G_CONNECT_SWAPPED);
    }
  show_differences (self);
}

/* --- the chosen one -----------------------------------------------------------------------------
 */

static void
on_row_selected (GradusRunsList *self, GtkListBoxRow *row)
{
  if (row && self->training)
    gradus_training_choose (self->training, gradus_run_row_run (GRADUS_RUN_ROW (row)));
}

static void
select_chosen (GradusRunsList *self)
{
  GradusRun *chosen = gradus_training_chosen (self->training);
  GtkListBoxRow *row;

  for (gint i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)); i++)
    if (gradus_run_row_run (GRADUS_RUN_ROW (row)) == chosen)
      gtk_list_box_select_row (self->list, row);
  show_differences (self);
}

/* --- the object ---------------------------------------------------------------------------------
 */

void
gradus_runs_list_set_training (GradusRunsList *self, GradusTraining *training)
{
  GListModel *runs = gradus_training_runs (training);

  g_return_if_fail (!self->training);
  self->training = g_object_ref (training);
  gtk_list_box_bind_model (self->list, runs, make_row, self, NULL);
  g_signal_connect_object (runs, "items-changed", G_CALLBACK (on_runs_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (training, "notify::chosen", G_CALLBACK (select_chosen), self,
                           G_CONNECT_SWAPPED);
  on_runs_changed (self, 0, 0, g_list_model_get_n_items (runs));
  select_chosen (self);
}

static void
gradus_runs_list_dispose (GObject *object)
{
  GradusRunsList *self = GRADUS_RUNS_LIST (object);

  if (self->list)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->training);
  G_OBJECT_CLASS (gradus_runs_list_parent_class)->dispose (object);
}

static void
gradus_runs_list_class_init (GradusRunsListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (GRADUS_TYPE_SCROLL_FIT);
  G_OBJECT_CLASS (klass)->dispose = gradus_runs_list_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/gradus/Gradus/ui/runs-list.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusRunsList, box);
  gtk_widget_class_bind_template_child (widget_class, GradusRunsList, list);
  gtk_widget_class_bind_template_child (widget_class, GradusRunsList, differences);
  gtk_widget_class_bind_template_child (widget_class, GradusRunsList, table);
  gtk_widget_class_bind_template_child (widget_class, GradusRunsList, settings);
  gtk_widget_class_bind_template_child (widget_class, GradusRunsList, settings_row);
  gtk_widget_class_bind_template_child (widget_class, GradusRunsList, settings_table);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
  gtk_widget_class_bind_template_callback (widget_class, show_differences);
}

static void
gradus_runs_list_init (GradusRunsList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
