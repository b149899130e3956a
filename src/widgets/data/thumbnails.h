/* thumbnails.h - GradusThumbnails: small pictures of a data set's items, made on a worker thread
 * and kept while they are near what is seen.
 *
 * A grid shares one. A cell asks when it is drawn; what is not there yet is queued, the newest
 * wish first, and the cell is drawn again when it has come. Used from the main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "items.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_THUMBNAILS (gradus_thumbnails_get_type ())
G_DECLARE_FINAL_TYPE (GradusThumbnails, gradus_thumbnails, GRADUS, THUMBNAILS, GObject)

/* Of about @size pixels. */
GradusThumbnails *gradus_thumbnails_new    (gint size);
/* Those of another part are let go of. */
void              gradus_thumbnails_set_part (GradusThumbnails *self, GradusPart *part);
/* The texture, or NULL where it has to be made first: @view is then drawn again, once. (transfer
 * none) */
GdkTexture       *gradus_thumbnails_get    (GradusThumbnails *self, guint index, GtkWidget *view);
/* @view shows something else now. */
void              gradus_thumbnails_forget (GradusThumbnails *self, guint index, GtkWidget *view);

/* A cell that shows one. */
#define GRADUS_TYPE_THUMBNAIL_VIEW (gradus_thumbnail_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusThumbnailView, gradus_thumbnail_view, GRADUS, THUMBNAIL_VIEW, GtkWidget)

GtkWidget *gradus_thumbnail_view_new (GradusThumbnails *thumbnails, gint size);
/* NULL: nothing. */
void       gradus_thumbnail_view_set_item (GradusThumbnailView *self, GradusItem *item);
/* Its item says something else of itself now. */
void       gradus_thumbnail_view_refresh  (GradusThumbnailView *self);

G_END_DECLS
