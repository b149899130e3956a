/* differences-table.c - see differences-table.h. */
#include "differences-table.h"

#include <glib/gi18n.h>
#include <string.h>

#include "differences.h"
#include "settings/setting-words.h"
#include "style/count.h"
#include "style/text-row.h"

#define MOST 60 /* lines: who compares two nets that have nothing in common reads no more */
#define GAP  12

/* Letters that a column is made for; of longer texts the rest is in the tooltip. The more runs
 * there are the fewer, that all have room beside the names. */
#define NAME_LETTERS  14
#define VALUE_LETTERS 24
#define LEAST_LETTERS 7

/* The names of the rows stay where they are while the values beside them are scrolled. */
typedef struct
{
  GtkBox *names, *values;
  GradusTextColumns *name_column, *value_columns;
  glong letters; /* of a column of values */
} Table;

/* (transfer none) */
static GtkWidget *
append_to (GtkBox *box, GradusTextColumns *columns, const char *words)
{
  GtkWidget *row = gradus_text_row_new (columns);

  g_object_set_data_full (G_OBJECT (row), "gradus-words", g_strdup (words), g_free);
  gtk_box_append (box, row);
  return row;
}

/* Appends a row of @first and @values, of which @all are told in full. (transfer none): that with
 * the values, which is named after all of it. */
static GtkWidget *
append_row (const Table *table, const char *first, char *const *values, char *const *all)
{
  g_autofree char *others = g_strjoinv (" | ", (char **) all);
  g_autofree char *words = *first ? g_strdup_printf (_ ("%s: %s"), first, others)
                                  : g_strdup (others);
  GtkWidget *name = append_to (table->names, table->name_column, words);
  GtkWidget *row = append_to (table->values, table->value_columns, words);

  gradus_text_row_set (GRADUS_TEXT_ROW (name), 0, first);
  gradus_text_columns_grow_to (table->name_column, 0, first, NAME_LETTERS);
  gtk_accessible_update_state (GTK_ACCESSIBLE (name), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  for (guint i = 0; values[i]; i++)
    {
      gradus_text_row_set (GRADUS_TEXT_ROW (row), i, values[i]);
      gradus_text_columns_grow_to (table->value_columns, i, values[i], table->letters);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  return row;
}

/* The last @n parts of @path, "…/flowers/train"; all of one that has no more, or is none. (transfer
 * full) */
static char *
end_of_path (const char *path, guint n)
{
  const char *end = path + strlen (path);

  while (end > path && n > 0)
    n -= *--end == '/';
  return end > path ? g_strconcat ("…", end, NULL) : g_strdup (path);
}

/* Whether two @values are not the same and look the same in @short_ones. */
static gboolean
hides_difference (char *const *values, char *const *short_ones)
{
  for (guint i = 0; values[i]; i++)
    for (guint k = i + 1; values[k]; k++)
      if (g_str_equal (short_ones[i], short_ones[k]) && !g_str_equal (values[i], values[k]))
        return TRUE;
  return FALSE;
}

/* Paths without what is the same of them, as far as there are any. (transfer full) */
static char **
shorten_paths (char *const *values)
{
  for (guint n_parts = 1;; n_parts++)
    {
      g_auto (GStrv) short_ones = g_strdupv ((char **) values);

      for (guint i = 0; values[i]; i++)
        if (g_path_is_absolute (values[i]))
          {
            g_free (short_ones[i]);
            short_ones[i] = end_of_path (values[i], n_parts);
          }
      if (!hides_difference (values, short_ones))
        return g_steal_pointer (&short_ones);
    }
}

/* In the words of the form. */
static void
append_difference (const Table *table, const GradusDifference *difference)
{
  g_autofree char *title = gradus_setting_title (difference->setting);
  g_auto (GStrv) values = g_strdupv (difference->values), short_ones = NULL;

  for (guint i = 0; values[i]; i++)
    {
      g_free (values[i]);
      values[i] = gradus_setting_value (difference->setting, difference->values[i]);
    }
  short_ones = shorten_paths (values);
  append_row (table, title, short_ones, values);
}

static void
append_head (const Table *table, GPtrArray *runs)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  char *const *texts;

  for (guint i = 0; i < runs->len; i++)
    g_ptr_array_add (names, (gpointer) gradus_run_name (g_ptr_array_index (runs, i)));
  g_ptr_array_add (names, NULL);
  texts = (char *const *) names->pdata;
  gtk_widget_add_css_class (append_row (table, "", texts, texts), "dim-label");
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

static void
append_differences (GtkBox *box, GPtrArray *runs, GPtrArray *all)
{
  g_autoptr (GradusTextColumns) name_column = gradus_text_columns_new (1, 0);
  g_autoptr (GradusTextColumns) value_columns = gradus_text_columns_new (runs->len, GAP);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *both = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, GAP);
  const Table table = {
    .names = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3)),
    .values = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 3)),
    .name_column = name_column,
    .value_columns = value_columns,
    .letters = MAX (VALUE_LETTERS / (glong) runs->len, LEAST_LETTERS),
  };

  gradus_text_columns_cut (name_column, 0, PANGO_ELLIPSIZE_MIDDLE);
  for (guint i = 0; i < runs->len; i++)
    {
      gradus_text_columns_set (value_columns, i, FALSE, TRUE);
      gradus_text_columns_cut (value_columns, i, PANGO_ELLIPSIZE_MIDDLE);
    }
  append_head (&table, runs);
  for (guint i = 0; i < MIN (all->len, MOST); i++)
    append_difference (&table, g_ptr_array_index (all, i));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (table.values));
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (both), GTK_WIDGET (table.names));
  gtk_box_append (GTK_BOX (both), scrolled);
  gtk_box_append (box, both);
}

GtkWidget *
gradus_differences_table_new (GPtrArray *runs)
{
  GtkWidget *table = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autoptr (GPtrArray) all = runs->len == 1 ? gradus_run_trained_with (runs->pdata[0])
                                             : gradus_runs_differences (runs);

  if (all->len)
    append_differences (GTK_BOX (table), runs, all);
  else
    append_sentence (GTK_BOX (table), _ ("Their settings are the same."));
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
