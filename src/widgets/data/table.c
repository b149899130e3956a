/* table.c - items as rows of numbers: see table.h. */
#include "table.h"

#include <glib/gi18n.h>
#include <math.h>

#define MOST_COLUMNS 24

/* Columns that show no number of the item. */
enum
{
  WHOLE = -1, /* its place in the set */
  PREDICTED = -2,
  CONFIDENCE = -3,
  LOSS = -4,
};

static void
setup_cell (GtkSignalListItemFactory *factory, GtkListItem *cell)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (cell, label);
}

/* (transfer full) */
static char *
cell_text (GradusItem *item, gint column)
{
  const GradusPrediction *prediction = gradus_item_prediction (item);

  if (column == WHOLE)
    return g_strdup_printf ("%u", gradus_item_index (item));
  if (column >= 0)
    return gradus_item_value (item, column);
  if (!prediction)
    return g_strdup ("");
  if (column == PREDICTED)
    return gradus_item_predicted_text (item);
  return column == CONFIDENCE ? g_strdup_printf ("%.3g %%", 100. * prediction->confidence)
                              : g_strdup_printf ("%.4g", (gdouble) prediction->loss);
}

static void
bind_cell (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer column)
{
  GtkWidget *label = gtk_list_item_get_child (cell);
  GradusItem *item = gtk_list_item_get_item (cell);
  g_autofree char *text = cell_text (item, GPOINTER_TO_INT (column));

  gtk_label_set_text (GTK_LABEL (label), text);
  if (GPOINTER_TO_INT (column) == PREDICTED && gradus_item_wrong (item))
    gtk_widget_add_css_class (label, "error");
  else
    gtk_widget_remove_css_class (label, "error");
}

static void
add_column (GtkColumnView *table, const char *title, gint which)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), GINT_TO_POINTER (which));
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, which != WHOLE);
  gtk_column_view_append_column (table, column);
}

/* A column for each number of @field of @set, numbered from @first. */
static void
add_field (GtkColumnView *table, const GrDataset *set, const GrField *field, gint first)
{
  const gint64 n = gr_field_numel (field);

  for (gint64 i = 0; i < MIN (n, MOST_COLUMNS); i++)
    {
      g_autofree char *title = gr_dataset_number_name (set, field, i);

      add_column (table, title, first + (gint) i);
    }
}

void
gradus_table_set_columns (GtkColumnView *table, GradusPart *part,
                          const GradusPredictions *predictions)
{
  const GrDataset *set = part->set;
  const gint n = (gint) gr_field_numel (&set->input[0]);
  GListModel *columns = gtk_column_view_get_columns (table);

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (table, column);
    }
  add_column (table, _ ("Item"), WHOLE);
  add_field (table, set, &set->input[0], 0);
  if (set->n_classes > 0)
    add_column (table, _ ("Class"), n);
  else if (set->has_target)
    add_field (table, set, &set->target, n);
  if (!predictions)
    return;
  if (predictions->is_classes || predictions->values)
    add_column (table, _ ("Predicted"), PREDICTED);
  if (predictions->is_classes)
    add_column (table, _ ("Confidence"), CONFIDENCE);
  if (!isnan (predictions->loss))
    add_column (table, _ ("Loss"), LOSS);
}
