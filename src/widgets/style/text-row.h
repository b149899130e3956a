/* text-row.h - GradusTextRow: short texts in columns, drawn as one widget.
 *
 * For tables of hundreds of rows: a label for each text would take longer to make, to measure and
 * to free than the window may stand still. The rows of a table share their GradusTextColumns, and
 * have one font and one baseline. Digits are of one width; what is wider than its column is cut
 * off. Who makes a row names it to a screen reader. Used by the inspector's table of blocks, the
 * data set browser's of items, and where runs or weights are compared.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where the columns of a table stand. Reference-counted. */
typedef struct _GradusTextColumns GradusTextColumns;

/* @n columns as wide as nothing, with @gap pixels between them. (transfer full) */
GradusTextColumns *gradus_text_columns_new   (guint n, gint gap);
GradusTextColumns *gradus_text_columns_ref   (GradusTextColumns *columns);
void               gradus_text_columns_unref (GradusTextColumns *columns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusTextColumns, gradus_text_columns_unref)

/* How @column stands: at the left or the right of its place; taking its part of the room that is
 * left, or none. */
void gradus_text_columns_set     (GradusTextColumns *columns, guint column, gboolean right,
                                  gboolean expand);
/* Where a text of @column that has no room is cut: PANGO_ELLIPSIZE_END unless this is called. */
void gradus_text_columns_cut     (GradusTextColumns *columns, guint column,
                                  PangoEllipsizeMode where);
/* Where there is no room for all columns, @column gives of its width until it is as narrow as
 * @least is; those that expand give after the others. Without this, a column gives nothing. */
void gradus_text_columns_yield   (GradusTextColumns *columns, guint column, const char *least);
/* How wide the columns of @row are where it is @width wide; @widths has room for all. */
void gradus_text_columns_widths  (GradusTextColumns *columns, GtkWidget *row, gint width,
                                  gint *widths);
/* Makes @column as wide as @text is in the rows' font. TRUE where that was another: then the rows
 * need gtk_widget_queue_resize(). */
gboolean gradus_text_columns_fit (GradusTextColumns *columns, guint column, const char *text);
/* The same where @text has more letters than what @column was made for, or about as many. */
gboolean gradus_text_columns_grow (GradusTextColumns *columns, guint column, const char *text);
/* The same for the first @letters of @text: the row that has more is cut off. */
gboolean gradus_text_columns_grow_to (GradusTextColumns *columns, guint column, const char *text,
                                      glong letters);
/* The one of two texts, or NULL, that is wider in the font of @row. */
const char *gradus_text_columns_wider (GradusTextColumns *columns, GtkWidget *row, const char *a,
                                       const char *b);

#define GRADUS_TYPE_TEXT_ROW (gradus_text_row_get_type ())
G_DECLARE_FINAL_TYPE (GradusTextRow, gradus_text_row, GRADUS, TEXT_ROW, GtkWidget)

GtkWidget  *gradus_text_row_new  (GradusTextColumns *columns);
/* NULL is none. TRUE where it was another. */
gboolean    gradus_text_row_set  (GradusTextRow *self, guint column, const char *text);
const char *gradus_text_row_get  (GradusTextRow *self, guint column);
/* The column whose text is in the colour of errors; -1: none. */
void        gradus_text_row_mark (GradusTextRow *self, gint column);

G_END_DECLS
