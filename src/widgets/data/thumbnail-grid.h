/* thumbnail-grid.h - what the cells of a GtkGridView need to show a data set's items as small
 * pictures. Part of GradusDatasetBrowser.
 */
#pragma once

#include "thumbnails.h"

G_BEGIN_DECLS

/* Has @grid show its items, which are GradusItem, as the thumbnails that are returned. (transfer
 * full) */
GradusThumbnails *gradus_thumbnail_grid_set_up  (GtkGridView *grid);
/* The items say something else of themselves now. */
void              gradus_thumbnail_grid_refresh (GtkGridView *grid);

G_END_DECLS
