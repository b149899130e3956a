/* plot-csv.h - the numbers of a plot as a table of text. */
#pragma once

#include "plot.h"

G_BEGIN_DECLS

/* What a plot's curves hold at one moment, to be written by any thread while the plot goes on. */
typedef struct _GradusPlotTable GradusPlotTable;

GradusPlotTable *gradus_plot_table_new (GradusPlot *plot);
void gradus_plot_table_free (GradusPlotTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusPlotTable, gradus_plot_table_free)

/* A row an x, a column a curve; a field is empty where a curve has no value at that x. As RFC 4180
 * and in digits that read back as the same number, with a point whatever the locale. (transfer
 * full) */
char *gradus_plot_table_to_csv (const GradusPlotTable *table);

G_END_DECLS
