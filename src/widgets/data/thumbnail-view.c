/* thumbnail-view.c - GradusThumbnailView: a cell of the grid of a data set. See thumbnails.h. */
#include "thumbnails.h"

#include <math.h>

#include "style/palette.h"

#define BADGE 16

struct _GradusThumbnailView
{
  GtkWidget parent_instance;

  GradusThumbnails *thumbnails;
  gint size;
  GradusItem *item;
};

G_DEFINE_FINAL_TYPE (GradusThumbnailView, gradus_thumbnail_view, GTK_TYPE_WIDGET)

static void
gradus_thumbnail_view_measure (GtkWidget *widget, GtkOrientation orientation, gint for_size,
                               gint *minimum, gint *natural, gint *minimum_baseline,
                               gint *natural_baseline)
{
  *minimum = *natural = GRADUS_THUMBNAIL_VIEW (widget)->size;
}

/* The largest rectangle of the texture's proportions; a picture smaller than the cell stays sharp
 * in whole pixels. */
static graphene_rect_t
place (GdkTexture *texture, gfloat width, gfloat height)
{
  const gfloat w = gdk_texture_get_width (texture), h = gdk_texture_get_height (texture);
  const gfloat scale = MIN (1, MIN (width / w, height / h));

  return GRAPHENE_RECT_INIT (floorf ((width - w * scale) / 2), floorf ((height - h * scale) / 2),
                             w * scale, h * scale);
}

/* A cross on a disc in the corner, for what the model took for another class: form and colour say
 * the same. */
static void
draw_badge (GtkSnapshot *snapshot, gfloat width, gfloat height)
{
  const graphene_rect_t where = GRAPHENE_RECT_INIT (width - BADGE, height - BADGE, BADGE, BADGE);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &where);
  const gdouble x = width - BADGE / 2., y = height - BADGE / 2., arm = BADGE * .19;

  cairo_arc (cr, x, y, BADGE / 2. - .5, 0, 2 * G_PI);
  cairo_set_source_rgb (cr, .75, .11, .16);
  cairo_fill (cr);
  cairo_move_to (cr, x - arm, y - arm);
  cairo_line_to (cr, x + arm, y + arm);
  cairo_move_to (cr, x + arm, y - arm);
  cairo_line_to (cr, x - arm, y + arm);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
gradus_thumbnail_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusThumbnailView *self = GRADUS_THUMBNAIL_VIEW (widget);
  const gfloat width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GdkTexture *texture;

  if (!self->item)
    return;
  texture = gradus_thumbnails_get (self->thumbnails, gradus_item_index (self->item), widget);
  if (texture)
    {
      const graphene_rect_t where = place (texture, width, height);

      gtk_snapshot_append_texture (snapshot, texture, &where);
    }
  else
    gtk_snapshot_append_color (snapshot, &gradus_palette_current ()->grid,
                               &GRAPHENE_RECT_INIT (4, 4, width - 8, height - 8));
  if (gradus_item_wrong (self->item))
    draw_badge (snapshot, width, height);
}

/* When somebody points at it: a text for each cell that is scrolled past would cost more than its
 * picture. */
static gboolean
gradus_thumbnail_view_query_tooltip (GtkWidget *widget, gint x, gint y, gboolean keyboard,
                                     GtkTooltip *tooltip)
{
  GradusItem *item = GRADUS_THUMBNAIL_VIEW (widget)->item;
  g_autofree char *title = item ? gradus_item_title (item) : NULL;

  gtk_tooltip_set_text (tooltip, title);
  return title != NULL;
}

void
gradus_thumbnail_view_refresh (GradusThumbnailView *self)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));

  if (self->item)
    {
      g_autofree char *title = gradus_item_title (self->item);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                      -1);
      /* The cell around it is what the keyboard goes to. */
      if (cell)
        gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                        -1);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
gradus_thumbnail_view_set_item (GradusThumbnailView *self, GradusItem *item)
{
  if (self->item)
    gradus_thumbnails_forget (self->thumbnails, gradus_item_index (self->item), GTK_WIDGET (self));
  g_set_object (&self->item, item);
  gradus_thumbnail_view_refresh (self);
}

static void
gradus_thumbnail_view_dispose (GObject *object)
{
  GradusThumbnailView *self = GRADUS_THUMBNAIL_VIEW (object);

  if (self->item)
    gradus_thumbnails_forget (self->thumbnails, gradus_item_index (self->item), GTK_WIDGET (self));
  g_clear_object (&self->item);
  g_clear_object (&self->thumbnails);
  G_OBJECT_CLASS (gradus_thumbnail_view_parent_class)->dispose (object);
}

static void
gradus_thumbnail_view_class_init (GradusThumbnailViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_thumbnail_view_dispose;
  widget_class->measure = gradus_thumbnail_view_measure;
  widget_class->snapshot = gradus_thumbnail_view_snapshot;
  widget_class->query_tooltip = gradus_thumbnail_view_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "thumbnail");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gradus_thumbnail_view_init (GradusThumbnailView *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
gradus_thumbnail_view_new (GradusThumbnails *thumbnails, gint size)
{
  GradusThumbnailView *self = g_object_new (GRADUS_TYPE_THUMBNAIL_VIEW, NULL);

  self->thumbnails = g_object_ref (thumbnails);
  self->size = size;
  return GTK_WIDGET (self);
}
