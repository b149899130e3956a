/* differences-table.c - see differences-table.h. */
#include "differences-table.h"

#include <glib/gi18n.h>

#include "differences.h"
#include "settings/setting-words.h"
#include "style/count.h"
#include "style/text-row.h"

#define MOST    60 /* lines: who compares two nets that have nothing in common reads no more */
#define LETTERS 24 /* that a column is made for; of longer texts the rest is in the tooltip */

/* Appends a row of @first and @values. (transfer none) */
static GtkWidget *
append_row (GtkBox *table, GradusTextColumns *columns, const char *first, char *const *values)
{
  GtkWidget *row = gradus_text_row_new (columns);
  g_autofree char *others = g_strjoinv (" | ", (char **) values);
  g_autofree char *words = *first ? g_strdup_printf (_ ("%s: %s"), first, others)
                                  : g_strdup (others);

  gradus_text_row_set (GRADUS_TEXT_ROW (row), 0, first);
  gradus_text_columns_grow_to (columns, 0, first, LETTERS);
  for (guint i = 0; values[i]; i++)
    {
      gradus_text_row_set (GRADUS_TEXT_ROW (row), i + 1, values[i]);
      gradus_text_columns_grow_to (columns, i + 1, values[i], LETTERS);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_object_set_data_full (G_OBJECT (row), "gradus-words", g_steal_pointer (&words), g_free);
  gtk_box_append (table, row);
  return row;
}

/* In the words of the form. */
static void
append_difference (GtkBox *table, GradusTextColumns *columns, const GradusDifference *difference)
{
  g_autofree char *title = gradus_setting_title (difference->setting);
  g_auto (GStrv) values = g_strdupv (difference->values);

  for (guint i = 0; values[i]; i++)
    {
      g_free (values[i]);
      values[i] = gradus_setting_value (difference->setting, difference->values[i]);
    }
  append_row (table, columns, title, values);
}

static void
append_head (GtkBox *table, GradusTextColumns *columns, GPtrArray *runs)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < runs->len; i++)
    g_ptr_array_add (names, (gpointer) gradus_run_name (g_ptr_array_index (runs, i)));
  g_ptr_array_add (names, NULL);
  gtk_widget_add_css_class (append_row (table, columns, "", (char *const *) names->pdata),
                            "dim-label");
}

static void
append_sentence (GtkBox *table, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (table, label);
}

/* For the whole table: a row with a tooltip of its own would ask the X server where the pointer is
 * when it is made. */
static gboolean
query_tooltip (GtkWidget *table, gint x, gint y, gboolean keyboard, GtkTooltip *tooltip)
{
  GtkWidget *row = keyboard ? NULL : gtk_widget_pick (table, x, y, GTK_PICK_DEFAULT);
  const char *words = row ? g_object_get_data (G_OBJECT (row), "gradus-words") : NULL;

  gtk_tooltip_set_text (tooltip, words);
  return words != NULL;
}

GtkWidget *
gradus_differences_table_new (GPtrArray *runs)
{
  GtkWidget *table = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autoptr (GPtrArray) all = runs->len == 1 ? gradus_run_trained_with (runs->pdata[0])
                                             : gradus_runs_differences (runs);
  g_autoptr (GradusTextColumns) columns = gradus_text_columns_new (runs->len + 1, 12);

  for (guint i = 1; i <= runs->len; i++)
    gradus_text_columns_set (columns, i, FALSE, TRUE);
  if (all->len)
    append_head (GTK_BOX (table), columns, runs);
  else
    append_sentence (GTK_BOX (table), _ ("Their settings are the same."));
  for (guint i = 0; i < MIN (all->len, MOST); i++)
    {
      const GradusDifference *difference = g_ptr_array_index (all, i);

      append_difference (GTK_BOX (table), columns, difference);
    }
  if (all->len > MOST)
    {
      g_autofree char *rest = gradus_count (all->len - MOST);
      g_autofree char *more = g_strdup_printf (
          ngettext ("and %s more", "and %s more", all->len - MOST), rest);

      append_sentence (GTK_BOX (table), more);
    }
  gtk_widget_set_has_tooltip (table, TRUE);
  g_signal_connect (table, "query-tooltip", G_CALLBACK (query_tooltip), NULL);
  return table;
}
