/* plot-export.h - a plot's and a drawing's ways out of the program, for their menus.
 *
 * Files and paper have the light style, whatever the screen has.
 */
#pragma once

#include "picture.h"
#include "plot-csv.h"

G_BEGIN_DECLS

/* Asks where to, and writes the file there without the window waiting for it. @format is "png",
 * "svg", "pdf", or "csv", which needs @table. @picture is drawn before this returns; @table
 * (transfer full), or NULL. Where it went, or what went wrong, is said in a toast; as by the next
 * two. */
void gradus_export_save (GtkWidget *widget, const GradusPicture *picture, GradusPlotTable *table,
                         const char *format);
/* To the clipboard. */
void gradus_export_copy (GtkWidget *widget, const GradusPicture *picture);
/* Opens the print dialog; @owner, which @picture draws, is referenced until that is done. */
void gradus_export_print (GtkWidget *widget, const GradusPicture *picture, GObject *owner);

/* The part of a menu that leads to these, with @prefix ".save", ".copy", ".print" as the actions.
 * (transfer full) */
GMenuModel *gradus_export_menu (const char *prefix, gboolean with_csv);

G_END_DECLS
