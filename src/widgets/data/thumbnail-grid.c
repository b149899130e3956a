/* thumbnail-grid.c - items as small pictures in a grid: see thumbnail-grid.h. */
#include "thumbnail-grid.h"

#define CELL_SIZE      60 /* two pixels a pixel of 28×28, and a little air */
#define THUMBNAIL_SIZE 56

static void
setup_cell (GtkSignalListItemFactory *factory, GtkListItem *cell, GradusThumbnails *thumbnails)
{
  gtk_list_item_set_child (cell, gradus_thumbnail_view_new (thumbnails, CELL_SIZE));
}

static void
bind_cell (GtkSignalListItemFactory *factory, GtkListItem *cell)
{
  gradus_thumbnail_view_set_item (GRADUS_THUMBNAIL_VIEW (gtk_list_item_get_child (cell)),
                                  gtk_list_item_get_item (cell));
}

static void
unbind_cell (GtkSignalListItemFactory *factory, GtkListItem *cell)
{
  gradus_thumbnail_view_set_item (GRADUS_THUMBNAIL_VIEW (gtk_list_item_get_child (cell)), NULL);
}

GradusThumbnails *
gradus_thumbnail_grid_set_up (GtkGridView *grid)
{
  GradusThumbnails *thumbnails = gradus_thumbnails_new (THUMBNAIL_SIZE);
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cell), thumbnails, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell), NULL);
  gtk_grid_view_set_factory (grid, factory);
  return thumbnails;
}

/* The cells that there are: some hundred, of however many items. */
void
gradus_thumbnail_grid_refresh (GtkGridView *grid)
{
  for (GtkWidget *cell = gtk_widget_get_first_child (GTK_WIDGET (grid)); cell;
       cell = gtk_widget_get_next_sibling (cell))
    {
      GtkWidget *view = gtk_widget_get_first_child (cell);

      if (view && GRADUS_IS_THUMBNAIL_VIEW (view))
        gradus_thumbnail_view_refresh (GRADUS_THUMBNAIL_VIEW (view));
    }
}
