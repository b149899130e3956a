/* plot-csv.c - see plot-csv.h. */
#include "plot-csv.h"

#include <math.h>
#include <string.h>

struct _GradusPlotTable
{
  GPtrArray *names;  /* of x, then of each curve */
  GPtrArray *series; /* GradusSeries, nobody else's */
};

GradusPlotTable *
gradus_plot_table_new (GradusPlot *plot)
{
  GradusPlotTable *table = g_new0 (GradusPlotTable, 1);
  const char *x_label = gradus_plot_x_label (plot);

  table->names = g_ptr_array_new_with_free_func (g_free);
  table->series = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_series_unref);
  g_ptr_array_add (table->names, g_strdup (*x_label ? x_label : "x"));
  for (guint i = 0; i < gradus_plot_n_curves (plot); i++)
    {
      const GradusCurve *curve = gradus_plot_curve_at (plot, i);

      g_ptr_array_add (table->names, g_strdup (*curve->name ? curve->name : "y"));
      g_ptr_array_add (table->series, gradus_series_copy (curve->series));
    }
  return table;
}

void
gradus_plot_table_free (GradusPlotTable *table)
{
  g_ptr_array_unref (table->names);
  g_ptr_array_unref (table->series);
  g_free (table);
}

static void
append_text (GString *csv, const char *text)
{
  if (!strpbrk (text, ",\"\r\n"))
    {
      g_string_append (csv, text);
      return;
    }
  g_string_append_c (csv, '"');
  for (const char *c = text; *c; c++)
    {
      if (*c == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *c);
    }
  g_string_append_c (csv, '"');
}

static void
append_number (GString *csv, gdouble value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (csv, g_ascii_dtostr (digits, sizeof digits, value));
}

/* The least x that has not been written; FALSE where all have. */
static gboolean
next_x (const GradusPlotTable *table, const gsize *at, gdouble *x)
{
  gboolean found = FALSE;

  for (guint i = 0; i < table->series->len; i++)
    {
      const GradusSeries *series = table->series->pdata[i];

      if (at[i] < gradus_series_length (series) && (!found || gradus_series_x (series, at[i]) < *x))
        {
          *x = gradus_series_x (series, at[i]);
          found = TRUE;
        }
    }
  return found;
}

char *
gradus_plot_table_to_csv (const GradusPlotTable *table)
{
  GString *csv = g_string_new (NULL);
  g_autofree gsize *at = g_new0 (gsize, table->series->len + 1);
  gdouble x = NAN;

  for (guint i = 0; i < table->names->len; i++)
    {
      if (i > 0)
        g_string_append_c (csv, ',');
      append_text (csv, table->names->pdata[i]);
    }
  g_string_append_c (csv, '\n');
  while (next_x (table, at, &x))
    {
      append_number (csv, x);
      for (guint i = 0; i < table->series->len; i++)
        {
          const GradusSeries *series = table->series->pdata[i];

          g_string_append_c (csv, ',');
          if (at[i] < gradus_series_length (series) && gradus_series_x (series, at[i]) == x)
            append_number (csv, gradus_series_y (series, at[i]++));
        }
      g_string_append_c (csv, '\n');
    }
  return g_string_free (csv, FALSE);
}
