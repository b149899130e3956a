/* table.c - GradusItemTable: see table.h. */
#include "table.h"

#include <glib/gi18n.h>
#include <math.h>

#include "style/one-stop.h"
#include "style/text-row.h"

#define MOST_COLUMNS 24
#define GAP          18

/* Columns that show no number of the item. */
enum
{
  WHOLE = -1, /* its place in the set */
  PREDICTED = -2,
  CONFIDENCE = -3,
  LOSS = -4,
};

struct _GradusItemTable
{
  GtkWidget parent_instance;

  GtkWidget *head, *scrolled, *list; /* .head is in a window of its own, which scrolls sideways */
  GradusTextColumns *columns;
  GPtrArray *titles; /* of char *, one a column */
  GArray *which;     /* of gint, one a column: the number of the item, or one of the above */
  guint resize_id;   /* a column has become wider */
};

G_DEFINE_FINAL_TYPE (GradusItemTable, gradus_item_table, GTK_TYPE_WIDGET)

static guint activate;

/* --- rows ---------------------------------------------------------------------------------------
 */

/* (transfer full) */
static char *
cell_text (GradusItem *item, gint which)
{
  const GradusPrediction *prediction = gradus_item_prediction (item);

  if (which == WHOLE)
    return g_strdup_printf ("%u", gradus_item_index (item));
  if (which >= 0)
    return gradus_item_value (item, which);
  if (!prediction)
    return g_strdup ("");
  if (which == PREDICTED)
    return gradus_item_predicted_text (item);
  return which == CONFIDENCE ? g_strdup_printf ("%.3g %%", 100. * prediction->confidence)
                             : g_strdup_printf ("%.4g", (gdouble) prediction->loss);
}

static gboolean
resize (gpointer user)
{
  GradusItemTable *self = user;

  self->resize_id = 0;
  gtk_widget_queue_resize (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (self->head)));
  for (GtkWidget *cell = gtk_widget_get_first_child (self->list); cell;
       cell = gtk_widget_get_next_sibling (cell))
    if (gtk_widget_get_first_child (cell))
      gtk_widget_queue_resize (gtk_widget_get_first_child (cell));
  return G_SOURCE_REMOVE;
}

/* A list binds its rows while it is given its size, when nothing can ask for another. */
static void
fit (GradusItemTable *self, guint column, const char *text)
{
  if (gradus_text_columns_grow (self->columns, column, text) && !self->resize_id)
    self->resize_id = g_idle_add_full (GDK_PRIORITY_REDRAW - 1, resize, self, NULL);
}

static void
setup_row (GtkSignalListItemFactory *factory, GtkListItem *cell, GradusItemTable *self)
{
  gtk_list_item_set_child (cell, gradus_text_row_new (self->columns));
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *cell, GradusItemTable *self)
{
  GradusTextRow *row = GRADUS_TEXT_ROW (gtk_list_item_get_child (cell));
  GradusItem *item = gtk_list_item_get_item (cell);
  g_autoptr (GString) words = g_string_new (NULL);
  gint wrong = -1;

  for (guint i = 0; i < self->which->len; i++)
    {
      const gint which = g_array_index (self->which, gint, i);
      g_autofree char *text = cell_text (item, which);

      gradus_text_row_set (row, i, text);
      fit (self, i, text);
      if (which == PREDICTED && gradus_item_wrong (item))
        wrong = (gint) i;
      g_string_append_printf (words, "%s%s %s", i ? ", " : "", (char *) self->titles->pdata[i],
                              text);
    }
  gradus_text_row_mark (row, wrong);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words->str,
                                  -1);
  /* The cell around it is what the keyboard goes to. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (row))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words->str, -1);
}

static void
activated (GradusItemTable *self, guint position)
{
  g_signal_emit (self, activate, 0, position);
}

void
gradus_item_table_set_model (GradusItemTable *self, GtkSelectionModel *model)
{
  gtk_list_view_set_model (GTK_LIST_VIEW (self->list), model);
}

/* --- columns ------------------------------------------------------------------------------------
 */

const char *
gradus_item_table_title (GradusItemTable *self, guint column)
{
  return column < self->titles->len ? g_ptr_array_index (self->titles, column) : NULL;
}

static void
add_column (GradusItemTable *self, const char *title, gint which)
{
  g_ptr_array_add (self->titles, g_strdup (title));
  g_array_append_val (self->which, which);
}

/* A column for each number of @field of @set, numbered from @first. */
static void
add_field (GradusItemTable *self, const GrDataset *set, const GrField *field, gint first)
{
  const gint64 n = gr_field_numel (field);

  for (gint64 i = 0; i < MIN (n, MOST_COLUMNS); i++)
    {
      g_autofree char *title = gr_dataset_number_name (set, field, i);

      add_column (self, title, first + (gint) i);
    }
}

static void
add_predictions (GradusItemTable *self, const GradusPredictions *predictions)
{
  if (predictions->is_classes || predictions->values)
    add_column (self, _ ("Predicted"), PREDICTED);
  if (predictions->is_classes)
    add_column (self, _ ("Confidence"), CONFIDENCE);
  if (!isnan (predictions->loss))
    add_column (self, _ ("Loss"), LOSS);
}

/* Rows of other columns are other rows. */
static void
make_rows (GradusItemTable *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *head;

  g_clear_pointer (&self->columns, gradus_text_columns_unref);
  self->columns = gradus_text_columns_new (self->which->len, GAP);
  head = gradus_text_row_new (self->columns);
  gtk_widget_add_css_class (head, "item-head");
  gtk_widget_add_css_class (head, "dim-label");
  for (guint i = 0; i < self->which->len; i++)
    {
      const char *title = gradus_item_table_title (self, i);

      gradus_text_columns_set (self->columns, i, TRUE,
                               g_array_index (self->which, gint, i) != WHOLE);
      gradus_text_columns_grow (self->columns, i, title);
      gradus_text_row_set (GRADUS_TEXT_ROW (head), i, title);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->head), head);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), self);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->list), factory);
  g_object_unref (factory);
}

void
gradus_item_table_set_columns (GradusItemTable *self, GradusPart *part,
                               const GradusPredictions *predictions)
{
  const GrDataset *set = part->set;
  const gint n = (gint) gr_field_numel (&set->input[0]);

  g_ptr_array_set_size (self->titles, 0);
  g_array_set_size (self->which, 0);
  add_column (self, _ ("Item"), WHOLE);
  add_field (self, set, &set->input[0], 0);
  if (set->n_classes > 0)
    add_column (self, _ ("Class"), n);
  else if (set->has_target)
    add_field (self, set, &set->target, n);
  if (predictions)
    add_predictions (self, predictions);
  make_rows (self);
}

/* --- the object ---------------------------------------------------------------------------------
 */

static void
gradus_item_table_dispose (GObject *object)
{
  GradusItemTable *self = GRADUS_ITEM_TABLE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->resize_id, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_item_table_parent_class)->dispose (object);
}

static void
gradus_item_table_finalize (GObject *object)
{
  GradusItemTable *self = GRADUS_ITEM_TABLE (object);

  g_clear_pointer (&self->columns, gradus_text_columns_unref);
  g_ptr_array_unref (self->titles);
  g_array_unref (self->which);
  G_OBJECT_CLASS (gradus_item_table_parent_class)->finalize (object);
}

static void
gradus_item_table_class_init (GradusItemTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_item_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = gradus_item_table_finalize;
  activate = g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                           NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "itemtable");
}

static void
gradus_item_table_init (GradusItemTable *self)
{
  self->titles = g_ptr_array_new_with_free_func (g_free);
  self->which = g_array_new (FALSE, FALSE, sizeof (gint));
  self->head = gtk_scrolled_window_new ();
  self->scrolled = gtk_scrolled_window_new ();
  self->list = gtk_list_view_new (NULL, NULL);
  gtk_orientable_set_orientation (
      GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (self->list), TRUE);
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (activated), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Items of the data set"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->list);
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  /* The titles go sideways with the rows. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->head), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_hadjustment (
      GTK_SCROLLED_WINDOW (self->head),
      gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled)));
  gtk_widget_set_parent (self->head, GTK_WIDGET (self));
  gtk_widget_set_parent (gradus_one_stop_new (self->scrolled), GTK_WIDGET (self));
}
