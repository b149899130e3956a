/* columns-dialog.c - GradusColumnsDialog: see columns-dialog.h. */
#include "columns-dialog.h"

#include <glib/gi18n.h>

#include "column-row.h"
#include "document/data-place.h"
#include "document/in-thread.h"
#include "style/count.h"
#include "style/dot.h"

#define MOST_ROWS    200 /* columns that are listed; of more the roles are as guessed */
#define MOST_PREVIEW 50  /* columns of which the first rows are shown */

struct _GradusColumnsDialog
{
  AdwWindow parent_instance;

  GtkWidget *use_button;
  GtkStack *stack;
  AdwStatusPage *problem_page;
  GtkLabel *summary, *outcome;
  GtkSwitch *header_switch;
  AdwComboRow *missing_row; /* its entries are those of GrMissing */
  AdwPreferencesGroup *columns;
  GtkGrid *preview;

  char *path;
  JsonObject *options; /* that the sketch is made with, or NULL */
  GrTableSketch *sketch;
  GPtrArray *rows;           /* of GradusColumnRow, one a listed column */
  GCancellable *cancellable; /* while the file is read */
  gboolean updating;         /* the switch and the choice are being set */
};

G_DEFINE_FINAL_TYPE (GradusColumnsDialog, gradus_columns_dialog, ADW_TYPE_WINDOW)

enum
{
  USE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- what the roles come to ---------------------------------------------------------------------
 */

static GrColumnRole
role_of (GradusColumnsDialog *self, gint c)
{
  return c < (gint) self->rows->len ? gradus_column_row_role (self->rows->pdata[c])
                                    : self->sketch->column[c].role;
}

static GrMissing
missing_of (GradusColumnsDialog *self)
{
  return (GrMissing) adw_combo_row_get_selected (self->missing_row);
}

/* (transfer full) the first thing that is wrong with the roles of columns, or NULL. */
static char *
find_problem (GradusColumnsDialog *self)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (gint c = 0; c < self->sketch->n_columns; c++)
    {
      const GrColumnSketch *column = &self->sketch->column[c];
      char *problem = c < (gint) self->rows->len
                          ? gradus_column_row_problem (self->rows->pdata[c], missing_of (self))
                          : NULL;

      if (problem)
        return problem;
      if (role_of (self, c) != GR_COLUMN_IGNORE && !g_hash_table_add (names, column->name))
        return g_strdup_printf (_ ("Two columns are called “%s”; ignore one of them."),
                                column->name);
    }
  return NULL;
}

/* (transfer full) the first thing that is wrong with all of them together, or NULL. */
static char *
find_problem_of_all (GradusColumnsDialog *self, const GrTableSum *sum)
{
  if (sum->n_input_columns == 0)
    return g_strdup (
        _ ("Nothing is left to learn from: give a column a role other than “ignored”."));
  if (sum->n_class_columns > 1 || (sum->n_class_columns == 1 && sum->n_targets > 0))
    return g_strdup (_ ("A class can only be predicted alone: choose one target."));
  if (sum->n_left_out == self->sketch->n_rows)
    return g_strdup (_ ("No row is left: choose something else for rows with empty fields."));
  return NULL;
}

static void
add_up (GradusColumnsDialog *self, GrTableSum *sum)
{
  g_autofree GrColumnRole *roles = g_new (GrColumnRole, self->sketch->n_columns);

  for (gint c = 0; c < self->sketch->n_columns; c++)
    roles[c] = role_of (self, c);
  gr_table_sketch_sum (self->sketch, roles, missing_of (self), sum);
}

/* "6 inputs from 4 columns; to predict: one of 3 classes." */
static char *
describe (const GrTableSum *sum)
{
  GString *text = g_string_new (NULL);
  g_autofree char *inputs = gradus_count (sum->n_inputs), *classes = gradus_count (sum->n_classes);
  g_autofree char *targets = gradus_count (sum->n_targets);

  g_string_append_printf (
      text,
      ngettext ("%s input for the network", "%s inputs for the network", (gulong) sum->n_inputs),
      inputs);
  g_string_append (text, GRADUS_DOT);
  if (sum->n_class_columns)
    g_string_append_printf (
        text,
        ngettext ("to predict: %s class", "to predict: one of %s classes", (gulong) sum->n_classes),
        classes);
  else if (sum->n_targets)
    g_string_append_printf (
        text, ngettext ("to predict: %s number", "to predict: %s numbers", (gulong) sum->n_targets),
        targets);
  else
    g_string_append (text, _ ("nothing to predict"));
  if (sum->n_left_out)
    {
      g_autofree char *rows = gradus_count (sum->n_left_out);

      g_string_append (text, GRADUS_DOT);
      g_string_append_printf (
          text, ngettext ("%s row is left out", "%s rows are left out", (gulong) sum->n_left_out),
          rows);
    }
  return g_string_free (text, FALSE);
}

static void
say (GradusColumnsDialog *self, const char *text, gboolean wrong)
{
  gtk_label_set_text (self->outcome, text);
  gtk_widget_set_sensitive (self->use_button, !wrong);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->outcome), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->outcome), "error");
}

static void
update (GradusColumnsDialog *self)
{
  GrTableSum sum;
  g_autofree char *problem = NULL, *text = NULL;

  if (self->updating || !self->sketch)
    return;
  add_up (self, &sum);
  problem = find_problem (self);
  if (!problem)
    problem = find_problem_of_all (self, &sum);
  text = problem ? g_strdup (problem) : describe (&sum);
  gtk_widget_set_visible (GTK_WIDGET (self->missing_row), sum.n_lacking > 0);
  say (self, text, problem != NULL);
}

void
gradus_columns_dialog_fail (GradusColumnsDialog *self, const char *message)
{
  say (self, message, TRUE);
}

const char *
gradus_columns_dialog_text (GradusColumnsDialog *self)
{
  return gtk_label_get_text (self->outcome);
}

GtkWidget *
gradus_columns_dialog_row (GradusColumnsDialog *self, gint column)
{
  return self->rows->pdata[column];
}

void
gradus_columns_dialog_set_missing (GradusColumnsDialog *self, GrMissing missing)
{
  adw_combo_row_set_selected (self->missing_row, missing);
}

JsonObject *
gradus_columns_dialog_options (GradusColumnsDialog *self)
{
  JsonObject *options = json_object_new (), *columns = json_object_new ();
  const char separator[] = { self->sketch->separator, 0 };

  for (gint c = 0; c < self->sketch->n_columns; c++)
    {
      const GrColumnRole role = role_of (self, c);

      if (role == GR_COLUMN_IGNORE)
        continue;
      if (c < (gint) self->rows->len)
        json_object_set_member (columns, self->sketch->column[c].name,
                                gradus_column_row_json (self->rows->pdata[c]));
      else
        json_object_set_string_member (columns, self->sketch->column[c].name,
                                       gr_column_role_name (role));
    }
  if (*separator != ',')
    json_object_set_string_member (options, "separator", separator);
  json_object_set_boolean_member (options, "header", self->sketch->header);
  if (gtk_widget_get_visible (GTK_WIDGET (self->missing_row))
      && missing_of (self) != GR_MISSING_REFUSE)
    json_object_set_string_member (options, "missing", gr_missing_name (missing_of (self)));
  json_object_set_object_member (options, "columns", columns);
  return options;
}

/* --- what is shown ------------------------------------------------------------------------------
 */

static void
put (GradusColumnsDialog *self, const char *text, gint column, gint row, gdouble xalign,
     const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), (gfloat) xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 20);
  gtk_widget_add_css_class (label, class);
  gtk_grid_attach (self->preview, label, column, row, 1, 1);
}

static void
show_preview (GradusColumnsDialog *self)
{
  const GrTableSketch *sketch = self->sketch;
  const gint n = MIN (sketch->n_columns, MOST_PREVIEW);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->preview))))
    gtk_grid_remove (self->preview, child);
  for (gint c = 0; c < n; c++)
    {
      const gdouble xalign = sketch->column[c].numeric ? 1 : 0;

      put (self, sketch->column[c].name, c, 0, xalign, "column-title");
      for (gint row = 0; row < sketch->n_preview; row++)
        put (self, sketch->preview[row * sketch->n_columns + c], c, row + 1, xalign, "numeric");
    }
}

static void
show_columns (GradusColumnsDialog *self)
{
  const GrTableSketch *sketch = self->sketch;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->columns, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (gint c = 0; c < MIN (sketch->n_columns, MOST_ROWS); c++)
    {
      GtkWidget *row = gradus_column_row_new (&sketch->column[c]);

      g_signal_connect_object (row, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->columns, row);
      g_ptr_array_add (self->rows, row);
    }
  if (sketch->n_columns > MOST_ROWS)
    {
      g_autofree char *columns = gradus_count (sketch->n_columns);
      g_autofree char *more = g_strdup_printf (
          _ ("The first %d of %s columns; the others have the roles that were guessed."), MOST_ROWS,
          columns);

      adw_preferences_group_set_description (self->columns, more);
    }
}

static void
show_sketch (GradusColumnsDialog *self)
{
  const GrTableSketch *sketch = self->sketch;
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofree char *n_rows = gradus_count (sketch->n_rows);
  g_autofree char *n_columns = gradus_count (sketch->n_columns);
  g_autofree char *rows = g_strdup_printf (ngettext ("%s row", "%s rows", (gulong) sketch->n_rows),
                                           n_rows);
  g_autofree char *columns = g_strdup_printf (
      ngettext ("%s column", "%s columns", (gulong) sketch->n_columns), n_columns);
  /* Translators: a file, and how many rows and columns it has: "a.csv: 3 rows, 1 column" */
  g_autofree char *summary = g_strdup_printf (_ ("%s: %s, %s"), name, rows, columns);

  gtk_label_set_text (self->summary, summary);
  self->updating = TRUE;
  gtk_switch_set_active (self->header_switch, sketch->header);
  adw_combo_row_set_selected (self->missing_row, sketch->missing);
  self->updating = FALSE;
  show_columns (self);
  show_preview (self);
  update (self);
  gtk_stack_set_visible_child_name (self->stack, "columns");
}

/* --- reading the file ---------------------------------------------------------------------------
 */

typedef struct
{
  char *path, *options;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->path);
  g_free (wish->options);
  g_free (wish);
}

static void
read_file (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  const Wish *wish = data;
  g_autoptr (JsonNode) options = wish->options ? json_from_string (wish->options, NULL) : NULL;
  GError *error = NULL;
  GrTableSketch *sketch = gr_table_sketch_new (
      wish->path, options ? json_node_get_object (options) : NULL, &error);

  if (sketch)
    g_task_return_pointer (task, sketch, (GDestroyNotify) gr_table_sketch_free);
  else
    g_task_return_error (task, error);
}

static void
file_read (GObject *object, GAsyncResult *result, gpointer user)
{
  GradusColumnsDialog *self = GRADUS_COLUMNS_DIALOG (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GrTableSketch) sketch = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->cancellable != g_task_get_cancellable (G_TASK (result)))
    return;
  g_clear_object (&self->cancellable);
  if (sketch)
    {
      g_clear_pointer (&self->sketch, gr_table_sketch_free);
      self->sketch = g_steal_pointer (&sketch);
      show_sketch (self);
    }
  else
    {
      g_autofree char *text = gradus_data_refusal (error->message, self->path);
      g_autofree char *escaped = g_markup_escape_text (text, -1);

      adw_status_page_set_description (self->problem_page, escaped);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->problem_page), self->path);
      gtk_widget_set_sensitive (self->use_button, FALSE);
      gtk_stack_set_visible_child_name (self->stack, "problem");
    }
}

static void
read_async (GradusColumnsDialog *self)
{
  g_autoptr (GTask) task = NULL;
  Wish *wish = g_new0 (Wish, 1);

  if (self->options)
    {
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

      json_node_set_object (node, self->options);
      wish->options = json_to_string (node, FALSE);
    }
  wish->path = g_strdup (self->path);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (self, self->cancellable, file_read, NULL);
  g_task_set_task_data (task, wish, wish_free);
  gradus_run_in_thread (task, read_file);
}

/* Another header makes other names and kinds of columns: all is guessed anew. */
static void
on_header_switched (GradusColumnsDialog *self)
{
  const char separator[] = { self->sketch ? self->sketch->separator : ',', 0 };

  if (self->updating)
    return;
  g_clear_pointer (&self->options, json_object_unref);
  self->options = json_object_new ();
  json_object_set_string_member (self->options, "separator", separator);
  json_object_set_boolean_member (self->options, "header",
                                  gtk_switch_get_active (self->header_switch));
  read_async (self);
}

static void
on_use (GradusColumnsDialog *self)
{
  g_signal_emit (self, signals[USE], 0);
}

gboolean
gradus_columns_dialog_ready (GradusColumnsDialog *self)
{
  return !self->cancellable;
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_columns_dialog_dispose (GObject *object)
{
  GradusColumnsDialog *self = GRADUS_COLUMNS_DIALOG (object);

  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (gradus_columns_dialog_parent_class)->dispose (object);
}

static void
gradus_columns_dialog_finalize (GObject *object)
{
  GradusColumnsDialog *self = GRADUS_COLUMNS_DIALOG (object);

  g_free (self->path);
  g_clear_pointer (&self->options, json_object_unref);
  g_clear_pointer (&self->sketch, gr_table_sketch_free);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (gradus_columns_dialog_parent_class)->finalize (object);
}

static void
gradus_columns_dialog_class_init (GradusColumnsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_columns_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = gradus_columns_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/gradus/Gradus/ui/columns-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusColumnsDialog, use_button);
  gtk_widget_class_bind_template_child (widget_class, GradusColumnsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, GradusColumnsDialog, problem_page);
  gtk_widget_class_bind_template_child (widget_class, GradusColumnsDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, GradusColumnsDialog, outcome);
  gtk_widget_class_bind_template_child (widget_class, GradusColumnsDialog, header_switch);
  gtk_widget_class_bind_template_child (widget_class, GradusColumnsDialog, missing_row);
  gtk_widget_class_bind_template_child (widget_class, GradusColumnsDialog, columns);
  gtk_widget_class_bind_template_child (widget_class, GradusColumnsDialog, preview);
  gtk_widget_class_bind_template_callback (widget_class, on_header_switched);
  gtk_widget_class_bind_template_callback (widget_class, on_use);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[USE] = g_signal_new ("use", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
gradus_columns_dialog_init (GradusColumnsDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
gradus_columns_dialog_new (GtkWindow *parent, const char *path, JsonObject *options)
{
  GradusColumnsDialog *self = g_object_new (GRADUS_TYPE_COLUMNS_DIALOG, "transient-for", parent,
                                            "modal", TRUE, NULL);

  self->path = g_strdup (path);
  self->options = options ? json_object_ref (options) : NULL;
  read_async (self);
  return GTK_WIDGET (self);
}
